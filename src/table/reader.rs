//! Reads the program's own tables (settings, kinds, themes) key by key, and says what is wrong.
//!
//! The keys that are asked for are the keys there are: [`Reader::finish`] reports all others. Front
//! matter, whose keys are declared by kinds, is checked by `kind` instead.

use std::collections::BTreeMap;

use crate::date::Date;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::catalog::{self, TableOf};
use crate::source::{SourcePath, Span};

use super::{Entry, Node, Table};

/// Reads one table. Every method that takes a key marks it as known.
pub struct Reader<'t> {
    of: TableOf,
    file: &'t SourcePath,
    table: &'t Table,
    place: String,
    known: Vec<&'static str>,
    foreign: &'static [(&'static str, &'static str)],
    told: Vec<Diagnostic>,
}

impl<'t> Reader<'t> {
    /// Begins to read a table of that sort.
    pub fn new(of: TableOf, file: &'t SourcePath, table: &'t Table) -> Reader<'t> {
        let (place, known, foreign, told) = (String::new(), Vec::new(), [].as_slice(), Vec::new());
        Reader { of, file, table, place, known, foreign, told }
    }

    /// A reader for a table inside this one; `place` names it in messages: "`[feeds]`".
    pub fn inside(&self, place: impl Into<String>, table: &'t Table) -> Reader<'t> {
        Reader { place: place.into(), ..Reader::new(self.of, self.file, table) }
    }

    /// Keys of other generators, each with a sentence that says what stands for it here.
    pub fn answers(&mut self, foreign: &'static [(&'static str, &'static str)]) {
        self.foreign = foreign;
    }

    /// Where a node stands.
    pub fn span(&self, node: &Node) -> Span {
        Span::new(self.file, node.range.clone())
    }

    /// Where the key of an entry stands.
    pub fn key_span(&self, entry: &Entry) -> Span {
        Span::new(self.file, entry.key_range.clone())
    }

    /// The value as it is, if the key is there and not empty.
    pub fn node(&mut self, key: &'static str) -> Option<&'t Node> {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        self.table.get(key).filter(|node| !node.is_nothing())
    }

    /// Adds a finding.
    pub fn tell(&mut self, diagnostic: Diagnostic) {
        self.told.push(diagnostic);
    }

    fn read<T>(
        &mut self,
        key: &'static str,
        wanted: &str,
        read: impl Fn(&'t Node) -> Option<T>,
    ) -> Option<T> {
        let node = self.node(key)?;
        let value = read(node);
        if value.is_none() {
            self.told.push(catalog::wrong_type(self.of, key, wanted, node.what(), self.span(node)));
        }
        value
    }

    /// A text.
    pub fn text(&mut self, key: &'static str) -> Option<String> {
        self.read(key, "text in quotes", |node| node.as_text().map(str::to_owned))
    }

    /// A flag.
    pub fn flag(&mut self, key: &'static str) -> Option<bool> {
        self.read(key, "`true` or `false`", Node::as_flag)
    }

    /// A whole number from `least` to `most`.
    pub fn integer(&mut self, key: &'static str, least: usize, most: usize) -> Option<usize> {
        let wanted = format!("a whole number from {least} to {most}");
        self.read(key, &wanted, |node| {
            let number = node.as_number()?;
            (number.fract() == 0.0 && number >= least as f64 && number <= most as f64)
                .then_some(number as usize)
        })
    }

    /// A date.
    pub fn date(&mut self, key: &'static str) -> Option<Date> {
        let node = self.node(key)?;
        let date = node.as_date();
        if date.is_none() {
            self.told.push(catalog::bad_date(self.of, key, self.span(node)));
        }
        date
    }

    /// A list of texts; one text is a list of one.
    pub fn texts(&mut self, key: &'static str) -> Option<Vec<String>> {
        self.read(key, "a list of texts", |node| {
            node.as_some_list().iter().map(|item| item.as_text().map(str::to_owned)).collect()
        })
    }

    /// A list of anything.
    pub fn list(&mut self, key: &'static str) -> Option<&'t [Node]> {
        self.read(key, "a list", Node::as_list)
    }

    /// One of several words.
    pub fn choice<T: Copy>(&mut self, key: &'static str, choices: &[(&'static str, T)]) -> Option<T> {
        let node = self.node(key)?;
        self.choose(key, node, choices)
    }

    /// A list of words, each one of several; one word is a list of one. In the order of `choices`,
    /// each once.
    pub fn choices<T: Copy>(&mut self, key: &'static str, choices: &[(&'static str, T)]) -> Vec<T> {
        let mut chosen = vec![false; choices.len()];
        for item in self.node(key).map(Node::as_some_list).unwrap_or_default() {
            let numbered: Vec<(&'static str, usize)> =
                choices.iter().enumerate().map(|(number, (word, _))| (*word, number)).collect();
            if let Some(number) = self.choose(key, item, &numbered) {
                chosen[number] = true;
            }
        }
        choices.iter().zip(chosen).filter(|(_, chosen)| *chosen).map(|((_, value), _)| *value).collect()
    }

    /// One of several words, in a table whose keys are free.
    pub fn entry_choice<T: Copy>(&mut self, entry: &Entry, choices: &[(&'static str, T)]) -> Option<T> {
        self.choose(&entry.key, &entry.node, choices)
    }

    fn choose<T: Copy>(&mut self, key: &str, node: &Node, choices: &[(&'static str, T)]) -> Option<T> {
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        let Some(word) = node.as_text() else {
            let wanted = format!("one of {}", names.join(", "));
            self.told.push(catalog::wrong_type(self.of, key, &wanted, node.what(), self.span(node)));
            return None;
        };
        let found = choices.iter().find(|(name, _)| *name == word).map(|(_, value)| *value);
        if found.is_none() {
            self.told.push(catalog::bad_choice(self.of, key, word, &names, self.span(node)));
        }
        found
    }

    /// A table within a table whose keys are free.
    pub fn entry_table(&mut self, entry: &'t Entry) -> Option<&'t Table> {
        let table = entry.node.as_table();
        if table.is_none() {
            let (what, span) = (entry.node.what(), self.span(&entry.node));
            self.told.push(catalog::wrong_type(self.of, &entry.key, "a table", what, span));
        }
        table
    }

    /// A table.
    pub fn table(&mut self, key: &'static str) -> Option<&'t Table> {
        self.read(key, "a table", Node::as_table)
    }

    /// A text that `check` makes something of; its error ends the sentence "`key` …".
    pub fn checked<T>(
        &mut self,
        key: &'static str,
        check: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let text = self.text(key)?;
        match check(&text) {
            Ok(value) => Some(value),
            Err(problem) => {
                let span = self.span(self.table.get(key)?);
                self.told.push(catalog::bad_value(self.of, key, &problem, span));
                None
            }
        }
    }

    /// A table whose keys are free and whose values are texts.
    pub fn texts_by_key(&mut self, key: &'static str) -> BTreeMap<String, String> {
        let mut texts = BTreeMap::new();
        for entry in self.table(key).map(|table| table.entries.as_slice()).unwrap_or_default() {
            match entry.node.as_text() {
                Some(text) => {
                    texts.insert(entry.key.clone(), text.to_owned());
                }
                None => {
                    let (what, span) = (entry.node.what(), self.span(&entry.node));
                    self.told.push(catalog::wrong_type(self.of, &entry.key, "text in quotes", what, span));
                }
            }
        }
        texts
    }

    /// A list of tables, each with where it stands.
    pub fn tables(&mut self, key: &'static str) -> Vec<(&'t Table, Span)> {
        let Some(node) = self.node(key) else { return Vec::new() };
        let mut tables = Vec::new();
        for item in node.as_some_list() {
            match item.as_table() {
                Some(table) => tables.push((table, self.span(item))),
                None => {
                    let span = self.span(item);
                    self.told.push(catalog::wrong_type(self.of, key, "tables", item.what(), span));
                }
            }
        }
        tables
    }

    /// Reports the keys nobody asked for, and moves all findings into `all`.
    pub fn finish(mut self, all: &mut Vec<Diagnostic>) {
        for entry in &self.table.entries {
            if !self.known.contains(&entry.key.as_str()) {
                let (key, span) = (&entry.key, self.key_span(entry));
                self.told.push(match self.foreign.iter().find(|(foreign, _)| foreign == key) {
                    Some((_, answer)) => catalog::foreign_key(self.of, &self.place, key, answer, span),
                    None => catalog::unknown_key(self.of, &self.place, key, &self.known, span),
                });
            }
        }
        all.append(&mut self.told);
    }
}
