//! The words of the interface, in the languages there are files for.
//!
//! Each language has one file in the theme, `languages/<tag>.toml`; a site's theme may have one of the
//! same name that changes single words or adds a language. Here they become [`Words`], one value for
//! each language, complete: what a file lacks comes from the ones it is laid over, English at last.
//! Who says what where is for `render` and the templates. What is told to authors is English, and
//! stands in `diagnostic`.

mod pattern;
mod plural;
mod read;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use self::pattern::{Pattern, Piece};
use self::plural::{Category, Rules};
pub use self::read::{FOLDER, read};
use crate::date::{Date, Week};
use crate::words::capitalised;

/// The language that has all words, whatever else is missing.
pub const ENGLISH: &str = "en";

/// The tables of names, to which sites may add: each name has one word, or one for a single thing and
/// one for several.
pub const TABLES: [(&str, Sort); 9] = [
    ("alerts", Sort::Word),
    ("fields", Sort::Word),
    ("kinds", Sort::OneAndMany),
    ("labels", Sort::Word),
    ("levels", Sort::Word),
    ("own", Sort::Word),
    ("roles", Sort::Word),
    ("taxonomies", Sort::OneAndMany),
    ("work_types", Sort::Word),
];

/// Places of which a phrase needs one: a title as it is, or in small letters where a language wants it
/// so within a sentence.
const EITHER: [&str; 2] = ["title", "title_in_a_sentence"];

/// What a name in one of the [`TABLES`] has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// One word or sentence.
    Word,
    /// `one` and `many`.
    OneAndMany,
}

/// Something that is said, perhaps in another way for each number.
#[derive(Debug, Clone, PartialEq)]
enum Phrase {
    Always(Pattern),
    ByCount(Rules, BTreeMap<Category, Pattern>),
}

/// All words of one language.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Words {
    /// The BCP 47 tag of the file they are from: `de`.
    pub language: String,
    // `part_of`; of a table `kinds.story.one`; of months `months.1`.
    phrases: BTreeMap<String, Phrase>,
}

/// The words of all languages there are files for.
#[derive(Debug, Clone, Default)]
pub struct Languages {
    // By tag, in small letters.
    by_tag: BTreeMap<String, Arc<Words>>,
    site: Arc<Words>,
    // English as the program has it, whatever a site changes.
    built_in: Words,
}

impl Languages {
    /// The words of the site's own language.
    pub fn of_the_site(&self) -> &Arc<Words> {
        &self.site
    }

    /// What several things of a name are called in the language of the site, where so far they are called
    /// as the program calls them in English.
    pub fn many_instead(&self, table: &str, name: &str, so_far: &str) -> Option<String> {
        let is_ours = self.built_in.many(table, name).is_some_and(|ours| ours == so_far);
        if is_ours { self.site.many(table, name) } else { None }
    }

    /// The words for a page in a language: of `de-AT` those of `de` if it has none of its own, and the
    /// site's where there are neither.
    pub fn of(&self, tag: &str) -> &Arc<Words> {
        self.nearest(tag).unwrap_or(&self.site)
    }

    /// All of them, each once.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Words>> {
        let site = std::iter::once(&self.site);
        site.chain(self.by_tag.values().filter(|words| words.language != self.site.language))
    }

    fn nearest(&self, tag: &str) -> Option<&Arc<Words>> {
        let tag = tag.to_ascii_lowercase().replace('_', "-");
        let mut tag = tag.as_str();
        loop {
            if let Some(words) = self.by_tag.get(tag) {
                return Some(words);
            }
            tag = tag.rsplit_once('-')?.0;
        }
    }
}

impl Words {
    /// A phrase with its places filled. A place that is not given stays as it is written; a key that is
    /// not there is said itself, which tests rule out for the keys of this program.
    pub fn say(&self, key: &str, given: &[(&str, &str)]) -> String {
        let value = |slot: &str| given.iter().find(|(name, _)| *name == slot).map(|(_, value)| *value);
        match self.pattern(key, value("count")) {
            Some(pattern) => pattern.filled(value),
            None => key.to_owned(),
        }
    }

    /// A phrase for so many of something: `{count}` is that number.
    pub fn count(&self, key: &str, count: usize) -> String {
        self.say(key, &[("count", &count.to_string())])
    }

    /// The pattern of a phrase; of one with several forms that for this count.
    pub fn pattern(&self, key: &str, count: Option<&str>) -> Option<&Pattern> {
        match self.phrases.get(key)? {
            Phrase::Always(pattern) => Some(pattern),
            Phrase::ByCount(rules, forms) => {
                let category = rules.category(count.unwrap_or_default());
                forms.get(&category).or_else(|| forms.get(&Category::Other))
            }
        }
    }

    /// The forms of a phrase as they are written, each under the name of its category; of a phrase with
    /// one form, that under no name.
    pub fn forms(&self, key: &str) -> Vec<(&'static str, String)> {
        match self.phrases.get(key) {
            None => Vec::new(),
            Some(Phrase::Always(pattern)) => vec![("", pattern.written())],
            Some(Phrase::ByCount(_, forms)) => {
                forms.iter().map(|(category, pattern)| (category.name(), pattern.written())).collect()
            }
        }
    }

    /// The keys of all phrases.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.phrases.keys().map(String::as_str)
    }

    /// The places of a phrase, in alphabetical order, and whether it has a form for each count.
    pub fn slots(&self, key: &str) -> Option<(Vec<&str>, bool)> {
        let phrase = self.phrases.get(key)?;
        let (patterns, counts): (Vec<&Pattern>, bool) = match phrase {
            Phrase::Always(pattern) => (vec![pattern], false),
            Phrase::ByCount(_, forms) => (forms.values().collect(), true),
        };
        let mut slots: Vec<&str> = patterns.into_iter().flat_map(Pattern::slots).collect();
        slots.sort_unstable();
        slots.dedup();
        Some((slots, counts))
    }

    /// Whether another place may stand for this one.
    pub fn is_alternative(slot: &str) -> bool {
        slot == EITHER[1]
    }

    /// What is called this in one of the [`TABLES`]; of one and many, one of it.
    pub fn called(&self, table: &str, name: &str) -> Option<String> {
        let key = format!("{table}.{name}");
        let pattern = self.pattern(&key, None).or_else(|| self.pattern(&format!("{key}.one"), None));
        pattern.map(|pattern| pattern.filled(|_| None))
    }

    /// As [`Words::called`], or the name itself, spelled out: `near-miss` is "Near miss".
    pub fn name(&self, table: &str, name: &str) -> String {
        self.called(table, name).unwrap_or_else(|| spelled_out(name))
    }

    /// What several things of a name are called: "Stories".
    pub fn many(&self, table: &str, name: &str) -> Option<String> {
        Some(self.pattern(&format!("{table}.{name}.many"), None)?.filled(|_| None))
    }

    /// Names in a row: "A", "A and B", "A, B and C"; empty for none.
    pub fn row<T: AsRef<str>>(&self, names: &[T]) -> String {
        let between = self.say("row_between", &[]);
        let before = |names: &[T]| names.iter().map(T::as_ref).collect::<Vec<_>>().join(&between);
        match names {
            [] => String::new(),
            [one] => one.as_ref().to_owned(),
            [rest @ .., last] => format!("{}{}{}", before(rest), self.say("row_last", &[]), last.as_ref()),
        }
    }

    /// A day: "3 May 2024".
    pub fn date(&self, date: Date) -> String {
        self.day(date.year(), date.month(), date.day())
    }

    /// The day of these numbers, as [`Words::date`].
    pub fn day(&self, year: i16, month: i8, day: i8) -> String {
        let (year, day) = (year.to_string(), day.to_string());
        self.say("date", &[("day", &day), ("month", &self.month(month)), ("year", &year)])
    }

    /// A week, with as much of its first day as differs from its last: "2 to 8 March 2026".
    pub fn week(&self, week: &Week) -> String {
        let (first, last) = (week.first_day(), week.last_day());
        let (first_day, last_day) = (first.day().to_string(), last.day().to_string());
        let (first_month, last_month) = (self.month(first.month()), self.month(last.month()));
        let year = last.year().to_string();
        match (first.year() == last.year(), first.month() == last.month()) {
            (true, true) => self.say(
                "week_in_month",
                &[("first", &first_day), ("last", &last_day), ("month", &last_month), ("year", &year)],
            ),
            (true, false) => self.say(
                "week_in_year",
                &[
                    ("first", &first_day),
                    ("first_month", &first_month),
                    ("last", &last_day),
                    ("last_month", &last_month),
                    ("year", &year),
                ],
            ),
            _ => self.say(
                "week_over_years",
                &[("first", self.date(first).as_str()), ("last", self.date(last).as_str())],
            ),
        }
    }

    fn month(&self, number: i8) -> String {
        self.say(&format!("months.{number}"), &[])
    }
}

/// A name as people write it: `near-miss` is "Near miss".
pub fn spelled_out(name: &str) -> String {
    capitalised(&name.replace(['-', '_'], " "))
}

/// The English words of the program, for tests of what says them.
#[cfg(test)]
pub(crate) fn english() -> Words {
    let mut sources = crate::source::Sources::default();
    let text = include_str!("../themes/default/languages/en.toml");
    sources.insert_text(&format!("{}{FOLDER}en.toml", crate::source::BUILT_IN), text);
    Words::clone(read(&sources, "default", ENGLISH).value.of_the_site())
}
