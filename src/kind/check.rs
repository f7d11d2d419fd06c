//! Holds a value, or a whole table, against the fields that a kind declares.
//!
//! Types, choices, dates, links by their form, unknown and missing keys. Whether what a link or a
//! file names is there is found with all documents at hand, far above. Front matter, which has
//! the common fields besides, is read by `document::meta`, key by key, with [`value`].

use std::collections::BTreeSet;

use crate::diagnostic::catalog::{self, TableOf, UnknownField};
use crate::diagnostic::{Diagnostic, Told, nearest, nearest_within};
use crate::source::{SourcePath, Span};
use crate::table::{Entry, Language, Node, Table, Value};
use crate::url::{LinkForm, link_form};
use crate::words::one_line;

use super::field::only_required;
use super::{Field, FieldType, FieldValue, Fields, Kind, Valued};

/// Where values stand, and how strictly they are read.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The sort of table, for the code and words of findings.
    pub of: TableOf,
    /// The file.
    pub file: &'a SourcePath,
    /// What it is written in, for lines to add.
    pub language: Language,
    /// Whether unknown keys are errors.
    pub strict: bool,
}

impl Place<'_> {
    fn span(&self, range: &std::ops::Range<usize>) -> Span {
        Span::new(self.file, range.clone())
    }
}

/// Checks one value. `key` names it in messages. Nothing if it is of another sort, or empty (as
/// in YAML's `key:`), which is no mistake.
pub fn value(place: Place<'_>, key: &str, field_type: &FieldType, node: &Node) -> Told<Option<Valued>> {
    let mut checking = Checking { place, told: Vec::new() };
    let value = checking.value(key, field_type, node);
    Told { value, diagnostics: checking.told }
}

/// Checks a whole table against the kind's own fields alone: a work of the library. `range` is
/// where the table stands, for what is missing.
pub fn table(place: Place<'_>, kind: &Kind, table: &Table, range: std::ops::Range<usize>) -> Told<Fields> {
    let mut checking = Checking { place, told: Vec::new() };
    let record = checking.record(&kind.name, &kind.fields, table, &range);
    Told { value: record.into_iter().collect(), diagnostics: checking.told }
}

/// What a field holds if a document says nothing.
pub fn default(field: &Field) -> Option<Valued> {
    let value = match &field.field_type {
        _ if field.default.is_empty() => return None,
        FieldType::Flag => FieldValue::Flag(field.default == "true"),
        _ => FieldValue::Text(field.default.clone()),
    };
    Some(Valued { value, range: 0..0 })
}

/// The key that was probably meant. Where unknown keys are allowed, only what is very near is
/// taken for a slip: short words are near to many.
pub fn meant<'a>(strict: bool, key: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    match strict {
        true => nearest(key, known),
        false => nearest_within(if key.chars().count() <= 4 { 1 } else { 2 }, key, known),
    }
}

struct Checking<'a> {
    place: Place<'a>,
    told: Vec<Diagnostic>,
}

impl Checking<'_> {
    fn value(&mut self, key: &str, field_type: &FieldType, node: &Node) -> Option<Valued> {
        if node.is_nothing() {
            return None;
        }
        let value = match field_type {
            FieldType::Text => FieldValue::Text(self.text(key, node, "text in quotes")?),
            FieldType::Markdown => FieldValue::Markdown(match node.as_text() {
                Some(text) => text.to_owned(),
                None => self.text(key, node, "text in quotes")?,
            }),
            FieldType::Number => match node.as_number().filter(|number| number.is_finite()) {
                Some(number) => FieldValue::Number(number),
                None => return self.wrong(key, "a number", node),
            },
            FieldType::Flag => match node.as_flag() {
                Some(flag) => FieldValue::Flag(flag),
                None => return self.wrong(key, "`true` or `false`", node),
            },
            FieldType::Date => match node.as_date() {
                Some(date) => FieldValue::Date(date),
                None => {
                    self.told.push(catalog::bad_date(self.place.of, key, self.place.span(&node.range)));
                    return None;
                }
            },
            FieldType::Url => FieldValue::Url(self.url(key, node)?),
            FieldType::File => FieldValue::File(self.harmless(key, node, "the path of a file")?),
            FieldType::Choice(words) => FieldValue::Text(self.choice(key, words, node)?),
            FieldType::Link { to, or_text } => {
                let wanted = if to.is_empty() { "the name of a page" } else { &format!("the id of a {to}") };
                // Words that may stand as they are make no link, so they cannot be a dangerous one.
                let written = match or_text {
                    true => self.text(key, node, wanted)?,
                    false => self.harmless(key, node, wanted)?,
                };
                FieldValue::Link { written, to: to.clone(), or_text: *or_text }
            }
            FieldType::List(of) => {
                let items = node.as_some_list().iter();
                FieldValue::List(items.filter_map(|item| self.value(key, of, item)).collect())
            }
            FieldType::Record(fields) => match (node.as_table(), only_required(fields)) {
                (Some(table), _) => {
                    let owner = format!("`{key}`");
                    FieldValue::Record(self.record(&owner, fields, table, &node.range))
                }
                (None, Some(field)) if node.as_list().is_none() => {
                    let value = self.value(key, &field.field_type, node)?;
                    FieldValue::Record(vec![(field.name.clone(), value)])
                }
                _ => {
                    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
                    return self.wrong(key, &format!("a table with {}", names.join(", ")), node);
                }
            },
            FieldType::Map(of) => match node.as_table() {
                Some(table) => {
                    let entries = table.entries.iter();
                    let values =
                        entries.filter_map(|e| Some((e.key.clone(), self.value(&e.key, of, &e.node)?)));
                    FieldValue::Record(values.collect())
                }
                None => return self.wrong(key, "a table with keys of your own", node),
            },
            FieldType::Anything => FieldValue::Anything(node.to_json()),
        };
        Some(Valued { value, range: node.range.clone() })
    }

    fn wrong<T>(&mut self, key: &str, wanted: &str, node: &Node) -> Option<T> {
        let span = self.place.span(&node.range);
        self.told.push(catalog::wrong_type(self.place.of, key, wanted, node.what(), span));
        None
    }

    /// Words on one line. A whole number or a date without quotes is taken as it is written:
    /// `volume = 12` and `when = 2024-03-05` cannot mean anything else.
    fn text(&mut self, key: &str, node: &Node, wanted: &str) -> Option<String> {
        match &node.value {
            Value::Text(text) | Value::Plain(text) | Value::Date(text) => {
                let lines = text.contains(char::is_control);
                Some(match lines {
                    true => one_line(text),
                    false => text.trim().to_owned(),
                })
            }
            Value::Integer(number) => Some(number.to_string()),
            _ => self.wrong(key, wanted, node),
        }
    }

    fn harmless(&mut self, key: &str, node: &Node, wanted: &str) -> Option<String> {
        let text = self.text(key, node, wanted)?;
        if link_form(&text) == LinkForm::Dangerous {
            self.told.push(catalog::dangerous_value(key, self.place.span(&node.range)));
            return None;
        }
        Some(text)
    }

    fn url(&mut self, key: &str, node: &Node) -> Option<String> {
        let url = self.harmless(key, node, "a URL in quotes")?;
        let scheme = url.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
        if url.is_empty() || matches!(scheme.as_deref(), Some("http" | "https" | "mailto")) {
            return Some(url);
        }
        let problem = "is no URL; it begins with `https:`, `http:` or `mailto:`";
        self.told.push(catalog::bad_value(self.place.of, key, problem, self.place.span(&node.range)));
        None
    }

    fn choice(&mut self, key: &str, words: &[String], node: &Node) -> Option<String> {
        let names: Vec<&str> = words.iter().map(String::as_str).collect();
        let word = self.text(key, node, &format!("one of {}", names.join(", ")))?;
        if word.is_empty() || words.contains(&word) {
            return Some(word);
        }
        let span = self.place.span(&node.range);
        self.told.push(catalog::bad_choice(self.place.of, key, &word, &names, span));
        None
    }

    /// A table with declared keys: these in their declared order, then what else is allowed.
    fn record(
        &mut self,
        owner: &str,
        fields: &[Field],
        table: &Table,
        range: &std::ops::Range<usize>,
    ) -> Vec<(String, Valued)> {
        let mut values = Vec::new();
        let mut read: BTreeSet<&str> = BTreeSet::new();
        let mut missing: Vec<&Field> = Vec::new();
        for field in fields {
            let keys = std::iter::once(&field.name).chain(&field.was);
            let entry = keys.filter_map(|key| table.entry(key)).find(|entry| !entry.node.is_nothing());
            read.extend(std::iter::once(field.name.as_str()).chain(field.was.iter().map(String::as_str)));
            match entry {
                Some(entry) => {
                    let value = self.value(&entry.key, &field.field_type, &entry.node);
                    values.extend(value.map(|value| (field.name.clone(), value)));
                }
                None if field.required => missing.push(field),
                None => values.extend(default(field).map(|value| (field.name.clone(), value))),
            }
        }
        let mut slips: BTreeSet<&str> = BTreeSet::new();
        for entry in table.entries.iter().filter(|entry| !read.contains(entry.key.as_str())) {
            match self.unknown(owner, fields, entry, &missing) {
                Some(near) => {
                    slips.insert(near);
                }
                None if !self.place.strict => {
                    let value = FieldValue::Anything(entry.node.to_json());
                    let range = entry.node.range.clone();
                    values.push((entry.key.clone(), Valued { value, range }));
                }
                None => {}
            }
        }
        for field in missing.into_iter().filter(|field| !slips.contains(field.name.as_str())) {
            let line = field.line(self.place.language);
            let span = self.place.span(range);
            self.told.push(catalog::missing_field(owner, &field.name, &line, &field.help, span));
        }
        values
    }

    /// Tells of a key that is not declared, if it is to be told of; gives the one that was meant.
    fn unknown<'f>(
        &mut self,
        owner: &str,
        fields: &'f [Field],
        entry: &Entry,
        missing: &[&Field],
    ) -> Option<&'f str> {
        let names: Vec<&'f str> = fields.iter().map(|field| field.name.as_str()).collect();
        let near = meant(self.place.strict, &entry.key, names.iter().copied());
        // A slip in a key that is required is told as an error even where free keys are allowed.
        let strict = self.place.strict || missing.iter().any(|field| Some(field.name.as_str()) == near);
        if strict || near.is_some() {
            let declared = fields.first().map(|field| &field.declared);
            let unknown = UnknownField {
                owner,
                key: &entry.key,
                near,
                fields: &names,
                declared: declared.filter(|span| is_real_file(&span.file)),
                strict,
            };
            self.told.push(catalog::unknown_field(unknown, self.place.span(&entry.key_range)));
        }
        near
    }
}

/// Whether a reader could open the file: the built-in ones, and none, are not shown as places.
pub fn is_real_file(file: &SourcePath) -> bool {
    !file.as_str().is_empty() && !file.as_str().starts_with(crate::source::BUILT_IN)
}
