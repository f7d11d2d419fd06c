//! A TOML or YAML table that remembers where each value stands.
//!
//! Both languages become one [`Table`]. YAML's unquoted words stay [`Value::Plain`]: whether `no`
//! is a flag or a word is for the field to say that reads it. What keys mean is left to others.
//! The one home of `toml` ([`mod@toml`]) and `serde_saphyr` ([`yaml`]).

pub mod reader;
pub mod toml;
pub mod yaml;

use std::ops::Range;

use crate::date::Date;

/// Levels of lists and tables within each other: far more than anyone writes, far fewer than
/// would exhaust a stack on the way through them.
const DEEPEST: usize = 64;

/// Keys with their values, in the order they are written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// The entries; no key twice.
    pub entries: Vec<Entry>,
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key, unquoted.
    pub key: String,
    /// Where the key stands, in bytes of the file.
    pub key_range: Range<usize>,
    /// The value.
    pub node: Node,
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it stands, in bytes of the file.
    pub range: Range<usize>,
}

/// A value as it is written.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A string in quotes (in YAML also a block scalar).
    Text(String),
    /// A word of YAML without quotes: text, unless the field wants a flag, a number or a date.
    Plain(String),
    /// A TOML integer.
    Integer(i64),
    /// A TOML float.
    Float(f64),
    /// A TOML boolean.
    Flag(bool),
    /// A TOML date or time, as it is written.
    Date(String),
    /// A list.
    List(Vec<Node>),
    /// A table.
    Table(Table),
    /// YAML's nothing: `key:` with no value, or `~`.
    Nothing,
}

impl Table {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// The entry of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }
}

impl Node {
    /// As text: a string, or a word without quotes.
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) | Value::Plain(text) => Some(text),
            _ => None,
        }
    }

    /// As a flag: `true` or `false`; in YAML also `yes`, `no`, `on`, `off`.
    pub fn as_flag(&self) -> Option<bool> {
        match &self.value {
            Value::Flag(flag) => Some(*flag),
            Value::Plain(word) => match word.to_ascii_lowercase().as_str() {
                "true" | "yes" | "on" => Some(true),
                "false" | "no" | "off" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// As a number.
    pub fn as_number(&self) -> Option<f64> {
        match &self.value {
            Value::Integer(integer) => Some(*integer as f64),
            Value::Float(float) => Some(*float),
            Value::Plain(word) => word.parse().ok().filter(|number: &f64| number.is_finite()),
            _ => None,
        }
    }

    /// As a date, quoted or not.
    pub fn as_date(&self) -> Option<Date> {
        match &self.value {
            Value::Date(text) | Value::Plain(text) | Value::Text(text) => Date::parse(text),
            _ => None,
        }
    }

    /// As a list.
    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(list) => Some(list),
            _ => None,
        }
    }

    /// As a table.
    pub fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// As a list; a single value is a list of one.
    pub fn as_some_list(&self) -> &[Node] {
        match &self.value {
            Value::List(list) => list,
            Value::Nothing => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// Whether there is nothing: YAML's `key:` without a value.
    pub fn is_nothing(&self) -> bool {
        self.value == Value::Nothing
    }

    /// What it is, for a message: "a list", "a number".
    pub fn what(&self) -> &'static str {
        match &self.value {
            Value::Text(_) | Value::Plain(_) => "text",
            Value::Integer(_) | Value::Float(_) => "a number",
            Value::Flag(_) => "a flag",
            Value::Date(_) => "a date",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
            Value::Nothing => "nothing",
        }
    }

    /// As plain data for templates (`extra`, `data`), without places.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.value {
            Value::Text(text) | Value::Date(text) => Json::from(text.clone()),
            Value::Plain(word) => match (self.as_flag(), self.as_number()) {
                // `no` and `012` are words here; only what YAML 1.2 takes for a value becomes one.
                (Some(flag), _) if word == "true" || word == "false" => Json::from(flag),
                (_, Some(number)) if !word.starts_with('0') || word == "0" || word.starts_with("0.") => {
                    number_json(number)
                }
                _ => Json::from(word.clone()),
            },
            Value::Integer(integer) => Json::from(*integer),
            Value::Float(float) => Json::from(*float),
            Value::Flag(flag) => Json::from(*flag),
            Value::List(list) => list.iter().map(Node::to_json).collect(),
            Value::Table(table) => table.to_json(),
            Value::Nothing => Json::Null,
        }
    }
}

impl Table {
    /// As plain data for templates, without places.
    pub fn to_json(&self) -> serde_json::Value {
        self.entries.iter().map(|entry| (entry.key.clone(), entry.node.to_json())).collect()
    }
}

/// A number as plain data: without a fraction where it has none.
pub fn number_json(number: f64) -> serde_json::Value {
    if number.fract() == 0.0 && number.abs() < 9e15 { (number as i64).into() } else { number.into() }
}

/// Which of the two a table is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// TOML: `title = "x"`.
    Toml,
    /// YAML: `title: x`.
    Yaml,
}

/// For the tests of both languages: key and value of every entry as the ranges cut them out of the
/// text, those of inner tables after theirs.
#[cfg(test)]
fn cut(text: &str, table: &Table) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for Entry { key_range, node, .. } in &table.entries {
        all.push((text[key_range.clone()].to_owned(), text[node.range.clone()].to_owned()));
        for inner in node.as_some_list().iter().filter_map(Node::as_table) {
            all.extend(cut(text, inner));
        }
    }
    all
}
