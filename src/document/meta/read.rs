//! Reads poured front matter into [`Meta`] and the fields of the kind, and tells what is wrong or
//! twice there. What is missing or unknown is told in [`super::demand`].

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::config::{HtmlPolicy, Taxonomy};
use crate::date::Date;
use crate::diagnostic::catalog::{self, TableOf};
use crate::diagnostic::{Diagnostic, Told};
use crate::document::front::Front;
use crate::few::Few;
use crate::kind::check::{self, Place};
use crate::kind::{FieldType, FieldValue, Fields, Kind, Kinds, Valued, common};
use crate::source::{SourcePath, Span};
use crate::table::Language;

use super::pour::{self, Given, Poured};
use super::{Announce, At, Author, Change, Meta, Picture, Related};

/// What a site says that decides how front matter is read.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// All kinds, for what `type` and `layout` mean.
    pub kinds: &'a Kinds,
    /// `[kinds]` of the settings: foreign word → kind's name.
    pub meant: &'a BTreeMap<String, String>,
    /// The taxonomies with the keys poured into each.
    pub taxonomies: &'a [Taxonomy],
    /// The site's policy for raw HTML, which a document can only make stricter.
    pub html: HtmlPolicy,
    /// Whether the site names authors for documents that name none.
    pub has_authors: bool,
}

/// Reads the front matter of a document of that kind.
///
/// Titles are not required here, since a first heading may serve. A date in the file's name is the
/// date if there is no other. The site's authors are not put in, they only count as given.
pub fn read(file: &SourcePath, front: &Front, kind: &Kind, rules: &Rules<'_>) -> Told<(Meta, Fields)> {
    let language = front.language.unwrap_or(Language::Toml);
    let place = Place { of: TableOf::FrontMatter, file, language, strict: kind.strict };
    let mut poured = pour::pour(file, &front.table, kind, rules);
    let told = std::mem::take(&mut poured.told);
    let mut reading = Reading { place, kind, rules, poured, told, outcomes: BTreeMap::new() };
    let mut meta = reading.meta();
    meta.date = meta.date.or_else(|| date_of_name(file));
    let mut fields = reading.fields();
    name_is_title(kind, &mut meta, &mut fields);
    let slips = reading.unknown(&mut meta);
    if front.readable {
        reading.missing(&meta, &fields, &slips, front.language.is_some());
    }
    Told { value: (meta, fields), diagnostics: reading.told }
}

/// A person's `name` is the title of their page, and the other way round.
fn name_is_title(kind: &Kind, meta: &mut Meta, fields: &mut Fields) {
    if !kind.field("name").is_some_and(|field| field.required && field.field_type == FieldType::Text) {
        return;
    }
    match fields.get("name").and_then(|name| name.value.as_text()) {
        Some(name) if meta.title.is_empty() => meta.title = name.to_owned(),
        None if !meta.title.is_empty() => {
            let value = FieldValue::Text(meta.title.clone());
            fields.insert("name".to_owned(), Valued { value, range: 0..0 });
        }
        _ => {}
    }
}

/// `2021-12-20-name.md`, or the folder of a bundle named so.
fn date_of_name(file: &SourcePath) -> Option<Date> {
    let name = match file.stem() {
        "index" => file.folder().rsplit('/').next()?,
        stem => stem,
    };
    let day = name.get(..10)?;
    Date::parse(day).filter(|_| name.len() == 10 || name[10..].starts_with(['-', '_']))
}

/// What became of a field that was given; of several values for one field the best counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outcome {
    /// There is nothing in it.
    Empty,
    /// What is wrong with it has been told.
    Wrong,
    /// It has a value.
    Good,
}

/// A document's front matter on its way to [`Meta`].
pub(super) struct Reading<'a> {
    pub(super) place: Place<'a>,
    pub(super) kind: &'a Kind,
    pub(super) rules: &'a Rules<'a>,
    pub(super) poured: Poured<'a>,
    pub(super) told: Vec<Diagnostic>,
    /// By the names of the fields that were given.
    pub(super) outcomes: BTreeMap<String, Outcome>,
}

impl Reading<'_> {
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.place.file, range.clone())
    }

    fn meta(&mut self) -> Meta {
        let mut meta = Meta {
            title: self.text("title").unwrap_or_default(),
            date: self.date("date"),
            updated: self.date("updated"),
            publish_at: self.date("publish_at"),
            expires: self.date("expires"),
            authors: self.authors(),
            slug: self.text_at("slug"),
            url: self.text_at("url"),
            aliases: self.texts("aliases"),
            summary: self.text("summary"),
            description: self.text("description"),
            terms: self.terms(),
            named: Few::default(),
            series: self.text_at("series"),
            part: self.number("part"),
            draft: self.flag("draft").unwrap_or_default(),
            unlisted: self.flag("unlisted").unwrap_or_default(),
            announce: self.announce(),
            status: self.text("status"),
            superseded_by: self.text_at("superseded_by"),
            changes: self.changes(),
            canonical_url: self.text("canonical_url"),
            external_url: self.text("external_url"),
            image: self.image(),
            lang: self.lang(),
            license: self.text("license"),
            content_note: self.text("content_note"),
            feed_id: self.text("feed_id"),
            newsletter: self.flag("newsletter"),
            search: self.flag("search"),
            search_weight: self.search_weight(),
            toc: self.flag("toc"),
            math: self.flag("math"),
            smart: self.flag("smart"),
            html: self.html(),
            related: self.related(),
            template: self.text_at("template"),
            extra: serde_json::Map::new(),
        };
        for name in ["concepts", "people", "cite"] {
            let named = self.texts(name);
            if !named.is_empty() {
                meta.named.insert(name.to_owned(), named);
            }
        }
        meta.named.shrink_to_fit();
        if let Some(entry) = self.poured.unrendered {
            meta.draft = true;
            self.told.push(catalog::read_as_draft(self.span(&entry.key_range)));
        }
        meta.extra = self.extra();
        meta
    }

    /// The value of a common field: checked against its type, the same under all of its names.
    fn value(&mut self, name: &'static str) -> Option<Valued> {
        let given = self.poured.common.remove(name)?;
        let common = common::named(name)?;
        self.one(name, &common.field_type, given)
    }

    /// A value that is of its type and not empty.
    fn checked(&mut self, name: &str, field_type: &FieldType, given: &Given) -> Option<Valued> {
        let before = self.told.len();
        let value = check::value(self.place, &given.key, field_type, &given.node).tell(&mut self.told);
        let value = value.filter(|valued| !is_empty(&valued.value));
        self.came_to(
            name,
            match (&value, self.told.len() > before) {
                (Some(_), _) => Outcome::Good,
                (None, true) => Outcome::Wrong,
                (None, false) => Outcome::Empty,
            },
        );
        value
    }

    fn came_to(&mut self, name: &str, outcome: Outcome) {
        let best = self.outcomes.entry(name.to_owned()).or_insert(outcome);
        *best = outcome.max(*best);
    }

    /// One field from all that was given for it.
    fn one(&mut self, name: &str, field_type: &FieldType, given: Vec<Given>) -> Option<Valued> {
        let mut first: Option<(Given, Valued)> = None;
        for given in given {
            let Some(value) = self.checked(name, field_type, &given) else { continue };
            match &first {
                None => first = Some((given, value)),
                Some((other, before)) if !same(&before.value, &value.value) => {
                    let place = |given: &Given| (self.span(&given.key_range), given.key.clone());
                    let ((first, first_key), (second, second_key)) = (place(other), place(&given));
                    self.told.push(catalog::two_spellings(name, (&first_key, first), (&second_key, second)));
                }
                Some(_) => {}
            }
        }
        first.map(|(_, value)| value)
    }

    fn text(&mut self, name: &'static str) -> Option<String> {
        self.text_at(name).map(|text| text.value)
    }

    fn text_at(&mut self, name: &'static str) -> Option<At<String>> {
        self.value(name).and_then(text_of)
    }

    fn texts(&mut self, name: &'static str) -> Vec<At<String>> {
        self.items(name).into_iter().filter_map(text_of).collect()
    }

    fn items(&mut self, name: &'static str) -> Vec<Valued> {
        match self.value(name).map(|valued| valued.value) {
            Some(FieldValue::List(items)) => items,
            _ => Vec::new(),
        }
    }

    fn date(&mut self, name: &'static str) -> Option<Date> {
        match self.value(name)?.value {
            FieldValue::Date(date) => Some(date),
            _ => None,
        }
    }

    fn flag(&mut self, name: &'static str) -> Option<bool> {
        match self.value(name)?.value {
            FieldValue::Flag(flag) => Some(flag),
            _ => None,
        }
    }

    fn number(&mut self, name: &'static str) -> Option<At<f64>> {
        let valued = self.value(name)?;
        match valued.value {
            FieldValue::Number(value) => Some(At { value, range: valued.range }),
            _ => None,
        }
    }

    fn search_weight(&mut self) -> Option<f64> {
        let weight = self.number("search_weight")?;
        if (0.5..=2.0).contains(&weight.value) {
            return Some(weight.value);
        }
        self.bad("search_weight", "is a number from 0.5 to 2", &weight.range);
        None
    }

    fn lang(&mut self) -> Option<String> {
        let lang = self.text_at("lang")?;
        // Other systems write `en_US`.
        let tag = lang.value.split('.').next().unwrap_or_default().replace('_', "-");
        let word =
            |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
        // BCP 47 allows longer ones for languages, and there is none.
        let language = tag.split('-').next().unwrap_or_default();
        if tag.split('-').all(word) && matches!(language.len(), 2..=3) {
            return Some(tag);
        }
        self.bad("lang", "is no language; it is a tag such as `en` or `pt-BR`", &lang.range);
        None
    }

    fn html(&mut self) -> Option<HtmlPolicy> {
        let word = self.text_at("html")?;
        let policy = match word.value.as_str() {
            "trusted" => HtmlPolicy::Trusted,
            "escape" => HtmlPolicy::Escape,
            _ => HtmlPolicy::Safe,
        };
        if policy >= self.rules.html {
            return Some(policy);
        }
        let site = match self.rules.html {
            HtmlPolicy::Trusted => "trusted",
            HtmlPolicy::Safe => "safe",
            HtmlPolicy::Escape => "escape",
        };
        let problem = format!("can only be stricter than the site's, which is `{site}`");
        self.bad("html", &problem, &word.range);
        None
    }

    /// A flag, or `"with-date"`.
    fn announce(&mut self) -> Option<Announce> {
        let given = self.poured.common.get("announce")?;
        if given.iter().all(|given| given.node.as_text() == Some("with-date")) {
            self.came_to("announce", Outcome::Good);
            return Some(Announce::WithDate);
        }
        self.flag("announce").filter(|announced| *announced).map(|_| Announce::Title)
    }

    fn authors(&mut self) -> Vec<At<Author>> {
        let records = self.items("authors").into_iter();
        let authors = records.filter_map(|item| {
            let name = word(&item, "name").filter(|name| !name.is_empty())?;
            Some(At { value: Author { name, url: word(&item, "url") }, range: item.range })
        });
        authors.collect()
    }

    fn image(&mut self) -> Option<Picture> {
        let record = self.value("image")?;
        let src = text_of(record.value.entry("src")?.clone()).filter(|src| !src.value.is_empty())?;
        let words = |name: &str| word(&record, name).unwrap_or_default();
        Some(Picture { src, alt: words("alt"), caption: words("caption"), credit: words("credit") })
    }

    fn changes(&mut self) -> Vec<Change> {
        let records = self.items("changes").into_iter();
        let changes = records.filter_map(|item| match item.value.entry("date")?.value {
            FieldValue::Date(date) => Some(Change { date, what: word(&item, "what")? }),
            _ => None,
        });
        changes.collect()
    }

    fn related(&mut self) -> Vec<Related> {
        let records = self.items("related").into_iter();
        let related = records.filter_map(|item| {
            let to = text_of(item.value.entry("to")?.clone())?;
            Some(Related { to, why: word(&item, "why").unwrap_or_default() })
        });
        related.collect()
    }

    /// Terms of every taxonomy, from all its keys together, each once.
    fn terms(&mut self) -> Few<String, Vec<At<String>>> {
        let mut poured = std::mem::take(&mut self.poured.terms);
        for name in ["topics", "tags"] {
            if let Some(given) = self.poured.common.remove(name) {
                poured.entry(name.to_owned()).or_default().extend(given);
            }
        }
        let list = FieldType::List(Box::new(FieldType::Text));
        let mut terms = Few::default();
        for (name, all) in poured {
            let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
            for given in all {
                let value = self.checked(&name, &list, &given);
                let Some(FieldValue::List(items)) = value.map(|valued| valued.value) else { continue };
                let texts = items.into_iter().filter_map(text_of);
                found.extend(texts.filter(|term| !term.value.is_empty() && seen.insert(term.value.clone())));
            }
            if !found.is_empty() {
                found.shrink_to_fit();
                terms.insert(name, found);
            }
        }
        terms.shrink_to_fit();
        terms
    }

    fn extra(&mut self) -> serde_json::Map<String, serde_json::Value> {
        let mut extra = serde_json::Map::new();
        let mut places: BTreeMap<String, Range<usize>> = BTreeMap::new();
        for given in self.poured.common.remove("extra").unwrap_or_default() {
            let Some(table) = given.node.as_table() else {
                let (what, span) = (given.node.what(), self.span(&given.node.range));
                self.told.push(catalog::wrong_type(TableOf::FrontMatter, &given.key, "a table", what, span));
                continue;
            };
            for entry in &table.entries {
                let value = entry.node.to_json();
                let place =
                    places.entry(entry.key.clone()).or_insert_with(|| entry.key_range.clone()).clone();
                let before = extra.entry(entry.key.clone()).or_insert_with(|| value.clone());
                if *before != value {
                    let key = format!("extra.{}", entry.key);
                    let (first, second) = (self.span(&place), self.span(&entry.key_range));
                    self.told.push(catalog::two_spellings(&key, (&key, first), (&key, second)));
                }
            }
        }
        for given in self.poured.common.remove("advice").into_iter().flatten() {
            extra.entry("advice").or_insert_with(|| given.node.to_json());
        }
        for entry in &self.poured.extra {
            extra.entry(entry.key.clone()).or_insert_with(|| entry.node.to_json());
        }
        extra
    }

    /// The kind's own fields, with the defaults of those that are not given.
    fn fields(&mut self) -> Fields {
        let mut fields = Fields::default();
        let kind = self.kind;
        for field in kind.fields.iter().filter(|field| common::named(&field.name).is_none()) {
            let given = self.poured.own.remove(&field.name).unwrap_or_default();
            let value = self.one(&field.name, &field.field_type, given).or_else(|| check::default(field));
            fields.extend(value.map(|value| (field.name.clone(), value)));
        }
        fields.shrink_to_fit();
        fields
    }

    fn bad(&mut self, key: &str, problem: &str, range: &Range<usize>) {
        self.told.push(catalog::bad_value(TableOf::FrontMatter, key, problem, self.span(range)));
    }
}

fn text_of(valued: Valued) -> Option<At<String>> {
    let value = valued.value.as_text().filter(|text| !text.is_empty())?.to_owned();
    Some(At { value, range: valued.range })
}

fn word(record: &Valued, name: &str) -> Option<String> {
    record.value.entry(name)?.value.as_text().map(str::to_owned)
}

fn is_empty(value: &FieldValue) -> bool {
    match value {
        FieldValue::List(items) => items.iter().all(|item| is_empty(&item.value)),
        FieldValue::Record(values) => values.iter().all(|(_, value)| is_empty(&value.value)),
        other => other.as_text().is_some_and(|text| text.trim().is_empty()),
    }
}

/// Whether two values are one, wherever they stand.
fn same(one: &FieldValue, other: &FieldValue) -> bool {
    match (one, other) {
        (FieldValue::List(one), FieldValue::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| same(&a.value, &b.value))
        }
        (FieldValue::Record(one), FieldValue::Record(other)) => {
            let pairs = || one.iter().zip(other);
            one.len() == other.len() && pairs().all(|(a, b)| a.0 == b.0 && same(&a.1.value, &b.1.value))
        }
        _ => one == other,
    }
}
