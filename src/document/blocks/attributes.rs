//! What stands after the name of a block: `timeline date=2024-03-05 zone="Europe/Oslo"`.

use std::ops::Range;

use super::{Finding, Items};
use crate::diagnostic::catalog;

/// The attributes of a block.
pub(super) struct Attributes {
    /// The line of the fence from the block's name on.
    pub(super) line: Range<usize>,
    name: &'static str,
    given: Vec<Attribute>,
}

/// One of them.
#[derive(Debug, Clone)]
pub(super) struct Attribute {
    key: String,
    /// Its value without quotes.
    pub(super) value: String,
    /// Where the value stands, quotes and all.
    pub(super) at: Range<usize>,
}

impl Attributes {
    /// Reads the first line of a fence, and tells of what the block does not have.
    pub(super) fn read(
        name: &'static str,
        known: &'static [&'static str],
        fence: &Range<usize>,
        text: &str,
        findings: &mut Vec<Finding>,
    ) -> Attributes {
        let line = text.get(fence.clone()).unwrap_or_default().lines().next().unwrap_or_default();
        let name_at = line.find(name).unwrap_or(0);
        let line_place = fence.start + name_at..fence.start + line.len();
        let mut given: Vec<Attribute> = Vec::new();
        let mut at = (name_at + name.len()).min(line.len());
        while let Some(from) = line[at..].find(|c: char| !c.is_whitespace()).map(|skip| at + skip) {
            let key_end = from
                + line[from..].find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(line.len() - from);
            let key = &line[from..key_end];
            let (value, value_at) = match line[key_end..].strip_prefix('=') {
                Some(rest) => {
                    let (value, length) = value_of(rest);
                    (value.to_owned(), key_end + 1..key_end + 1 + length)
                }
                None => (String::new(), key_end..key_end),
            };
            // A lone `=` has no key to go on from.
            at = value_at.end.max(from + 1);
            while !line.is_char_boundary(at) {
                at += 1;
            }
            let place = |range: Range<usize>| fence.start + range.start..fence.start + range.end;
            if !known.contains(&key) || given.iter().any(|other| other.key == key) {
                let key = key.to_owned();
                let tell = Box::new(move |span| catalog::block_attribute(name, &key, known, span));
                findings.push(Finding { at: place(from..key_end.max(from + 1)), tell });
                continue;
            }
            given.push(Attribute { key: key.to_owned(), value, at: place(value_at) });
        }
        Attributes { line: line_place, name, given }
    }

    /// The attribute of that name.
    pub(super) fn get(&self, key: &str) -> Option<&Attribute> {
        self.given.iter().find(|given| given.key == key)
    }

    /// Tells that a value is none. `wanted` ends the sentence "`date` wants …".
    pub(super) fn wrong(&self, given: &Attribute, wanted: &'static str, findings: &mut Vec<Finding>) {
        let (name, key, value) = (self.name, given.key.clone(), given.value.clone());
        let tell = Box::new(move |span| catalog::block_value(name, &key, &value, wanted, span));
        findings.push(Finding { at: given.at.clone(), tell });
    }

    /// The attributes of a block `items`.
    pub(super) fn items(&self, findings: &mut Vec<Finding>) -> Items {
        let full = self.get("full").is_some_and(|full| match full.value.as_str() {
            "true" => true,
            "false" => false,
            _ => {
                self.wrong(full, "true or false", findings);
                false
            }
        });
        let kind = self.get("kind").filter(|kind| !kind.value.is_empty());
        Items {
            kind: kind.map(|kind| kind.value.clone()),
            full,
            kind_at: kind.map_or(self.line.clone(), |kind| kind.at.clone()),
        }
    }
}

/// A value and how long it is as written: up to a blank, or in quotes.
fn value_of(rest: &str) -> (&str, usize) {
    if let Some(quoted) = rest.strip_prefix('"') {
        return match quoted.find('"') {
            Some(end) => (&quoted[..end], end + 2),
            None => (quoted, rest.len()),
        };
    }
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    (&rest[..end], end)
}
