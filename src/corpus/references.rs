//! Which works the entries of hand-written lists of references are.
//!
//! By DOI, else by address, else by title and year. The lists themselves are found in
//! [`crate::document::references`] and stay as they are written.

use std::collections::BTreeMap;

use super::works::{Work, Works, normal_doi};
use crate::document::facts::Reference;
use crate::url::{SlugStyle, slug};

/// Titles of fewer letters name too many things to go by.
const SHORTEST_TITLE: usize = 8;

/// What is added to addresses so that somebody can count who followed them.
const COUNTERS: [&str; 7] = ["fbclid", "gclid", "igshid", "mc_cid", "mc_eid", "msclkid", "ref_src"];

/// An index of a library by what entries say of works.
#[derive(Debug, Default)]
pub struct Known<'a> {
    by_doi: BTreeMap<String, &'a Work>,
    by_address: BTreeMap<String, &'a Work>,
    // By the first two words of the title, or the only one.
    by_title: BTreeMap<String, Vec<&'a Work>>,
}

impl<'a> Known<'a> {
    /// The index of a library.
    pub fn of(works: &'a Works) -> Known<'a> {
        let mut known = Known::default();
        for work in works.values() {
            let doi = work.doi();
            if !doi.is_empty() {
                known.by_doi.entry(doi).or_insert(work);
            }
            for field in ["url", "open_url", "archive_url"] {
                let address = plain(work.text(field));
                if !address.is_empty() {
                    known.by_address.entry(address).or_insert(work);
                }
                if let Some(doi) = doi_in(work.text(field)) {
                    known.by_doi.entry(doi).or_insert(work);
                }
            }
            let title = words(work.text("title"));
            if let Some(first) = key(&title) {
                known.by_title.entry(first).or_default().push(work);
            }
        }
        known
    }

    /// The work that an entry is.
    pub fn find(&self, entry: &Reference) -> Option<&'a Work> {
        let doi = doi_of(entry);
        if let Some(work) = doi.as_ref().and_then(|doi| self.by_doi.get(doi)) {
            return Some(work);
        }
        if let Some(work) = addresses(entry).find_map(|url| self.at(url)) {
            return Some(work);
        }
        // Another DOI is another work, whatever it is called.
        let fits = |work: &&&Work| doi.is_none() || work.doi().is_empty();
        let said = words(&entry.words);
        let mut found: Option<(&Work, usize)> = None;
        for at in 0..said.len() {
            for key in [Some(said[at].clone()), said.get(at + 1).map(|next| format!("{} {next}", said[at]))] {
                let works = key.and_then(|key| self.by_title.get(&key)).into_iter().flatten();
                for work in works.filter(fits).filter(|work| is_called(work, &said, at)) {
                    let length = work.text("title").len();
                    // Of several the one whose title says most.
                    if found.is_none_or(|(_, longest)| length > longest) {
                        found = Some((work, length));
                    }
                }
            }
        }
        found.map(|(work, _)| work)
    }

    /// The work at an address. Those of publishers often end in its DOI, or nearly.
    fn at(&self, url: &str) -> Option<&'a Work> {
        let by_doi = || {
            let doi = doi_in(url)?;
            self.by_doi.get(&doi).or_else(|| self.by_doi.get(doi.rsplit_once('/')?.0))
        };
        self.by_address.get(&plain(url)).or_else(by_doi).copied()
    }
}

/// Whether an entry's words from `at` on are a work's title, and its year is among the others. A
/// title without its subtitle needs the first author's name as well.
fn is_called(work: &Work, said: &[String], at: usize) -> bool {
    let whole = words(work.text("title"));
    let main = words(work.text("title").split(':').next().unwrap_or_default());
    let begins = |title: &[String]| said[at..].starts_with(title);
    let long = |title: &[String]| title.iter().map(String::len).sum::<usize>() >= SHORTEST_TITLE;
    let says = |word: &str| said.iter().any(|said| said == word);
    let years = [work.number("year"), work.number("year_original")];
    let year = years.iter().flatten().any(|year| says_year(said, &year.to_string())) || years[0].is_none();
    let family = work.texts("authors").first().map(|name| words(name.split(',').next().unwrap_or(name)));
    let author = family.is_none_or(|family| family.iter().all(|word| says(word)));
    year && (begins(&whole) && (long(&whole) || author) || begins(&main) && author)
}

/// Whether a year is among these words; also as "2015a", as one of several of that year is told.
fn says_year(said: &[String], year: &str) -> bool {
    said.iter().filter_map(|word| word.strip_prefix(year)).any(|rest| {
        rest.is_empty() || rest.len() == 1 && rest.bytes().all(|letter| letter.is_ascii_lowercase())
    })
}

/// The addresses that an entry names, also those that stand in it as plain words.
fn addresses(entry: &Reference) -> impl Iterator<Item = &str> {
    let in_words = entry.words.split_whitespace().filter(|word| word.contains("://"));
    entry.urls.iter().map(String::as_str).chain(in_words)
}

/// The DOI that an entry gives, in an address of the DOI system or in words.
fn doi_of(entry: &Reference) -> Option<String> {
    let in_url = addresses(entry).filter(|url| url.contains("doi.org/")).find_map(doi_in);
    in_url.or_else(|| entry.words.split_whitespace().filter(|word| !word.contains("://")).find_map(doi_in))
}

/// The DOI that a word or an address holds: `10.`, digits, a slash, and what follows to the end.
fn doi_in(word: &str) -> Option<String> {
    let doi = normal_doi(Some(word).filter(|word| word.contains("10."))?);
    let registrant = doi.strip_prefix("10.")?.split_once('/')?.0;
    let doi = doi.split(['?', '#', '>', '<', '"', '\u{201d}']).next().unwrap_or_default();
    let mut doi = doi.trim_end_matches(['.', ',', ';', ':', '/']);
    // A bracket that was opened before it is none of its own.
    for (open, close) in [('(', ')'), ('[', ']')] {
        while doi.ends_with(close) && doi.matches(close).count() > doi.matches(open).count() {
            doi = doi[..doi.len() - 1].trim_end_matches(['.', ',', ';']);
        }
    }
    let is_doi = registrant.len() >= 4 && registrant.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    is_doi.then(|| doi.to_owned())
}

/// An address without what makes no difference to where it leads.
fn plain(url: &str) -> String {
    let url = url.trim_start_matches(['<', '(']).trim_end_matches(['>', ')', '.', ',', ';']);
    let decoded = crate::url::decode(url.split('#').next().unwrap_or_default());
    let bare = decoded.strip_prefix("https://").or_else(|| decoded.strip_prefix("http://"));
    let bare = bare.unwrap_or(&decoded);
    let (place, query) = bare.split_once('?').unwrap_or((bare, ""));
    let (host, path) = place.split_once('/').unwrap_or((place, ""));
    let host = host.to_lowercase();
    let place = format!("{}/{path}", host.strip_prefix("www.").unwrap_or(&host));
    let place = place.trim_end_matches('/');
    let counts = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or_default().to_lowercase();
        !name.is_empty() && !name.starts_with("utm_") && !COUNTERS.contains(&name.as_str())
    };
    let query: Vec<&str> = query.split('&').filter(counts).collect();
    if query.is_empty() { place.to_owned() } else { format!("{place}?{}", query.join("&")) }
}

/// The words of a text as they are compared: without case, marks and accents, umlauts written out
/// or not; "&" and "and" are no words.
fn words(text: &str) -> Vec<String> {
    let plain = slug(text, SlugStyle::Ascii).replace("ae", "a").replace("oe", "o").replace("ue", "u");
    plain.split(['-', '_']).filter(|word| !word.is_empty() && *word != "and").map(str::to_owned).collect()
}

fn key(title: &[String]) -> Option<String> {
    match title {
        [] => None,
        [one] => Some(one.clone()),
        [one, two, ..] => Some(format!("{one} {two}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_compared_as_a_reader_does() {
        for (one, other) in [
            (
                "The Field Guide to Understanding \u{201c}Human Error\u{201d}",
                "the field guide to understanding 'human error'",
            ),
            ("A Practitioner\u{2019}s Guide", "A practitioner's guide"),
            ("Reliability Engineering & System Safety", "Reliability Engineering and System Safety"),
            ("Guattari, F\u{e9}lix", "Guattari, Felix"),
            ("M\u{fc}ller", "Mueller"),
            ("M\u{fc}ller", "Muller"),
            ("Mendonc\u{327}a", "Mendon\u{e7}a"),
            ("Work-as-done", "work as done"),
        ] {
            assert_eq!(words(one), words(other), "{one}");
        }
        assert_ne!(words("Work as done"), words("Work as imagined"));
    }

    #[test]
    fn a_year_is_one_also_with_a_letter_behind_it() {
        let said = words("Cook, R. (2015b) [1998/2000], pp. 19971");
        for (year, said_it) in
            [("2015", true), ("1998", true), ("2000", true), ("1997", false), ("201", false)]
        {
            assert_eq!(says_year(&said, year), said_it, "{year}");
        }
    }

    #[test]
    fn dois_are_found_in_words_and_addresses_with_the_brackets_that_are_their_own() {
        let asce = Some("10.1061/(asce)me.1943-5479.0000652");
        for (word, doi) in [
            ("https://doi.org/10.1061/(ASCE)ME.1943-5479.0000652", asce),
            ("http://dx.doi.org/10.1061/%28ASCE%29ME.1943-5479.0000652.", asce),
            ("(doi:10.1061/(ASCE)ME.1943-5479.0000652).", asce),
            ("<10.1061/(ASCE)ME.1943-5479.0000652>", asce),
            ("https://ascelibrary.example/doi/10.1061/(ASCE)ME.1943-5479.0000652?src=x", asce),
            ("https://doi.org/10.1016/S0925-7535(97)00052-0", Some("10.1016/s0925-7535(97)00052-0")),
            ("pp. 10.5/x", None),
            ("1998/10.", None),
            ("10.1016", None),
        ] {
            assert_eq!(doi_in(word).as_deref(), doi, "{word}");
        }
    }

    #[test]
    fn addresses_are_one_if_they_lead_to_one_place() {
        let plainly = plain("https://how.example/fail");
        for url in [
            "http://how.example/fail/",
            "https://www.How.example/fail#one",
            "https://how.example/fail/?utm_source=letter&utm_medium=mail",
            "https://how.example/fail?fbclid=1",
            "(https://how.example/fail).",
            "https://how.example/%66ail",
        ] {
            assert_eq!(plain(url), plainly, "{url}");
        }
        for url in ["https://how.example/fail?page=2", "https://how.example/Fail", "https://how.example/"] {
            assert_ne!(plain(url), plainly, "{url}");
        }
    }
}
