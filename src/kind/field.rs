//! The types of fields, a closed list, and checked values of each.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::serial;
use crate::source::{BUILT_IN, Span};
use crate::table::Language;

/// A declared field.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its key.
    pub name: String,
    /// What it holds.
    pub field_type: FieldType,
    /// Whether a document must have it.
    pub required: bool,
    /// What to write there, for authors.
    pub help: String,
    /// Older names, still read.
    pub was: Vec<String>,
    /// For a link: the label under which its target lists the page; empty for none.
    pub backlink: String,
    /// For a choice or a flag: what holds if nothing is said; empty for nothing.
    pub default: String,
    /// The field beside which it is required; empty for none.
    pub required_with: String,
    /// Whether the site or its theme adds it to what the program has, so that only they know what it is for.
    pub added: bool,
    /// Where it was declared last.
    pub declared: Span,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldType {
    /// Plain words.
    Text,
    /// Markdown.
    Markdown,
    /// A number.
    Number,
    /// Yes or no.
    Flag,
    /// A date.
    Date,
    /// An `http`, `https` or `mailto` URL.
    Url,
    /// A file beside the document or under `static/`.
    File,
    /// One of some words.
    Choice(Vec<String>),
    /// Another document or a work.
    Link {
        /// The kind it must be of; any kind if empty.
        to: String,
        /// Whether a name that is unknown stays plain text.
        or_text: bool,
    },
    /// Several of one type.
    List(Box<FieldType>),
    /// A table with fields of its own.
    Record(Vec<Field>),
    /// A table whose keys are free and whose values are of one type (`speakers`).
    Map(Box<FieldType>),
    /// A list if it is one, else a table, else anything: never checked (`extra`).
    Anything,
}

/// A checked value, and where it stands in the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Valued {
    /// The value.
    pub value: FieldValue,
    /// In bytes of the file.
    pub range: Range<usize>,
}

/// A checked value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FieldValue {
    /// Plain words; also a choice.
    Text(String),
    /// Markdown, not yet parsed.
    Markdown(String),
    /// A number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// A date.
    Date(Date),
    /// A URL that may be linked to.
    Url(String),
    /// A path as written; whether it is there is checked with all files at hand.
    File(String),
    /// The name of another document or work as written.
    Link {
        /// What was written.
        written: String,
        /// The kind it must be of; any kind if empty.
        to: String,
        /// Whether it may name nothing.
        or_text: bool,
    },
    /// Several.
    List(Vec<Valued>),
    /// A table: declared keys in their declared order, free keys as written.
    Record(Vec<(String, Valued)>),
    /// As plain data.
    Anything(#[serde(with = "serial::json")] serde_json::Value),
}

impl Field {
    /// A field of that name and type, of which nothing else is said.
    pub fn new(name: &str, field_type: FieldType, declared: Span) -> Field {
        Field {
            name: name.to_owned(),
            field_type,
            required: false,
            help: String::new(),
            was: Vec::new(),
            backlink: String::new(),
            default: String::new(),
            required_with: String::new(),
            added: !declared.file.as_str().starts_with(BUILT_IN),
            declared,
        }
    }

    /// A line that gives the field a value, to start from: `date = 2024-03-05`.
    pub fn line(&self, language: Language) -> String {
        let value = self.field_type.example(language);
        match language {
            Language::Toml => format!("{} = {value}", self.name),
            Language::Yaml => format!("{}: {value}", self.name),
        }
    }
}

impl FieldType {
    /// Its name in a `_kind.toml`: `text`.
    pub fn word(&self) -> &'static str {
        match self {
            FieldType::Text => "text",
            FieldType::Markdown => "markdown",
            FieldType::Number => "number",
            FieldType::Flag => "flag",
            FieldType::Date => "date",
            FieldType::Url => "url",
            FieldType::File => "file",
            FieldType::Choice(_) => "choice",
            FieldType::Link { .. } => "link",
            FieldType::List(_) => "list",
            FieldType::Record(_) => "record",
            FieldType::Map(_) => "map",
            FieldType::Anything => "anything",
        }
    }

    /// What it holds, for people: "list of links to a work", "one of own, retold".
    pub fn in_words(&self) -> String {
        match self {
            FieldType::Choice(words) => format!("one of {}", words.join(", ")),
            FieldType::Link { to, or_text } => {
                let target = if to.is_empty() { "page" } else { to };
                format!("link to a {target}{}", if *or_text { ", or words" } else { "" })
            }
            FieldType::List(of) => format!("list: {}", of.in_words()),
            FieldType::Record(fields) => {
                let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
                let alone =
                    only_required(fields).map(|field| format!("{}, or ", field.field_type.in_words()));
                format!("{}table with {}", alone.unwrap_or_default(), names.join(", "))
            }
            FieldType::Map(of) => format!("table of your own keys, each: {}", of.in_words()),
            FieldType::Flag => "true or false".to_owned(),
            FieldType::File => "path of a file".to_owned(),
            FieldType::Url => "URL".to_owned(),
            plain => plain.word().to_owned(),
        }
    }

    /// A value of this type as it is written, to start from.
    pub fn example(&self, language: Language) -> String {
        match self {
            FieldType::Text | FieldType::Markdown | FieldType::Link { .. } => "\"…\"".to_owned(),
            FieldType::Number => "1".to_owned(),
            FieldType::Flag => "true".to_owned(),
            FieldType::Date => "2024-03-05".to_owned(),
            FieldType::Url => "\"https://…\"".to_owned(),
            FieldType::File => "\"picture.jpg\"".to_owned(),
            FieldType::Choice(words) => format!("\"{}\"", words.first().map_or("…", String::as_str)),
            FieldType::List(of) => format!("[{}]", of.example(language)),
            FieldType::Record(fields) => {
                if let Some(field) = only_required(fields) {
                    return field.field_type.example(language);
                }
                let required: Vec<String> = match fields.iter().any(|field| field.required) {
                    true => fields.iter().filter(|field| field.required).map(|f| f.line(language)).collect(),
                    false => fields.iter().map(|field| field.line(language)).collect(),
                };
                format!("{{ {} }}", required.join(", "))
            }
            FieldType::Map(of) => match language {
                Language::Toml => format!("{{ name = {} }}", of.example(language)),
                Language::Yaml => format!("{{ name: {} }}", of.example(language)),
            },
            FieldType::Anything => "{}".to_owned(),
        }
    }
}

/// The one field that a table requires: a value in the table's place stands for it, so that
/// `image = "a.png"` is `image = { src = "a.png" }`.
pub fn only_required(fields: &[Field]) -> Option<&Field> {
    let mut required = fields.iter().filter(|field| field.required);
    required.next().filter(|_| required.next().is_none())
}

impl FieldValue {
    /// As a date, if it is one.
    pub fn as_date(&self) -> Option<Date> {
        match self {
            FieldValue::Date(date) => Some(*date),
            _ => None,
        }
    }

    /// Of a record, the value under a key.
    pub fn entry(&self, name: &str) -> Option<&Valued> {
        match self {
            FieldValue::Record(entries) => {
                entries.iter().find(|(key, _)| key == name).map(|(_, entry)| entry)
            }
            _ => None,
        }
    }

    /// As plain words.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            FieldValue::Text(text)
            | FieldValue::Markdown(text)
            | FieldValue::Url(text)
            | FieldValue::File(text) => Some(text),
            FieldValue::Link { written, .. } => Some(written),
            _ => None,
        }
    }
}
