//! The works a community reads, from the tables of `content/library/`.
//!
//! A file holds several works, one table each, whose key is the work's id. Which document speaks
//! of which work is found in [`super::fields`].

use std::collections::BTreeMap;

use crate::diagnostic::catalog::{self, TableOf};
use crate::diagnostic::{Told, codes};
use crate::document::CONTENT;
use crate::kind::{FieldValue, Fields, Kind, check};
use crate::source::{Sources, Span};
use crate::table::{self, Language};

/// A work.
#[derive(Debug, Clone, PartialEq)]
pub struct Work {
    /// Its id.
    pub id: String,
    /// What the library says of it.
    pub fields: Fields,
    /// Where it stands.
    pub span: Span,
}

impl Work {
    /// A field's words; empty if it is not given.
    pub fn text(&self, field: &str) -> &str {
        self.fields.get(field).and_then(|field| field.value.as_text()).unwrap_or_default()
    }

    /// A field's words, one by one.
    pub fn texts(&self, field: &str) -> Vec<&str> {
        match self.fields.get(field).map(|field| &field.value) {
            Some(FieldValue::List(items)) => items.iter().filter_map(|item| item.value.as_text()).collect(),
            _ => Vec::new(),
        }
    }

    /// A field's number.
    pub fn number(&self, field: &str) -> Option<f64> {
        match self.fields.get(field).map(|field| &field.value) {
            Some(FieldValue::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// The year, or "n.d.".
    pub fn year(&self) -> String {
        self.number("year").map_or_else(|| "n.d.".to_owned(), |year| year.to_string())
    }

    /// The DOI without what is written before it in its several spellings, in lower case.
    pub fn doi(&self) -> String {
        normal_doi(self.text("doi"))
    }
}

/// A DOI in its one form: `10.1016/s0925-7535(97)00052-0`.
pub fn normal_doi(written: &str) -> String {
    let decoded = crate::url::decode(written.trim()).to_lowercase();
    match decoded.find("10.") {
        Some(at) => decoded[at..].to_owned(),
        None => decoded,
    }
}

/// All works, by id.
pub type Works = BTreeMap<String, Work>;

/// Reads the library.
pub fn read(sources: &Sources, kind: &Kind) -> Told<Works> {
    let mut works = Works::new();
    let mut told = Vec::new();
    let folder = format!("{CONTENT}library/");
    for file in sources.below(&folder).filter(|file| file.path.file_name() != "_kind.toml") {
        let Some(text) = file.text() else { continue };
        let (table, language) = match file.path.extension() {
            "toml" => (table::toml::parse(TableOf::Works, &file.path, text, 0), Language::Toml),
            "yml" | "yaml" => (table::yaml::parse(TableOf::Works, &file.path, text, 0), Language::Yaml),
            _ => continue,
        };
        // What seems to be missing may stand on a line that could not be read.
        let readable = table.diagnostics.is_empty();
        for entry in table.tell(&mut told).entries {
            let span = Span::new(&file.path, entry.key_range.clone());
            let Some(own) = entry.node.as_table() else {
                told.push(catalog::wrong_type(
                    TableOf::Works,
                    &entry.key,
                    "a table with a type and a title",
                    entry.node.what(),
                    span,
                ));
                continue;
            };
            let place = check::Place { of: TableOf::Works, file: &file.path, language, strict: true };
            let Told { value: fields, mut diagnostics } =
                check::table(place, kind, own, entry.key_range.clone());
            diagnostics.retain(|found| readable || found.code != &codes::MISSING_FIELD);
            told.extend(diagnostics);
            if let Some(first) = works.get(&entry.key) {
                let first: &Work = first;
                told.push(catalog::duplicate_work(&entry.key, span, first.span.clone()));
                continue;
            }
            works.insert(entry.key.clone(), Work { id: entry.key, fields, span });
        }
    }
    Told { value: works, diagnostics: told }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spellings_of_a_doi_are_one() {
        for written in [
            "10.1016/S0925-7535(97)00052-0",
            "https://doi.org/10.1016/S0925-7535(97)00052-0",
            "http://dx.doi.org/10.1016/S0925-7535%2897%2900052-0",
            "doi:10.1016/s0925-7535(97)00052-0",
        ] {
            assert_eq!(normal_doi(written), "10.1016/s0925-7535(97)00052-0");
        }
    }
}
