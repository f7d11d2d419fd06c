//! The works a community reads, from the files of `content/library/`.
//!
//! A file holds several works. In TOML and YAML each is a table, whose key is the work's id; other
//! formats become such tables first. Which document speaks of which work is found in
//! [`super::fields`] and [`super::uses`].

pub mod bib;
pub mod csl;
mod entry;
pub mod guess;
pub mod name;
mod same;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::Config;
use crate::diagnostic::catalog::{self, TableOf};
use crate::diagnostic::{Diagnostic, Told, codes};
use crate::document::blocks::transcript::Voices;
use crate::document::facts::{self, Text, TextFacts};
use crate::document::markdown::Flavour;
use crate::document::meta::Meta;
use crate::document::{Body, CONTENT, Document, DocumentId, Role, markdown_fields};
use crate::kind::{FieldValue, Fields, Kind, check};
use crate::source::{SourcePath, Sources, Span};
use crate::table::{self, Language, Node, Table};

use name::Name;

/// A work.
#[derive(Debug, Clone, PartialEq)]
pub struct Work {
    /// Its id.
    pub id: String,
    /// What the library says of it, as a document of its own, which has no page among the
    /// documents: `library/works.toml#woods2015`.
    pub document: Arc<Document>,
    /// Where it stands.
    pub span: Span,
}

impl Work {
    /// A field's words; empty if it is not given.
    pub fn text(&self, field: &str) -> &str {
        self.document.fields.get(field).and_then(|field| field.value.as_text()).unwrap_or_default()
    }

    /// A field's words, one by one.
    pub fn texts(&self, field: &str) -> Vec<&str> {
        match self.document.fields.get(field).map(|field| &field.value) {
            Some(FieldValue::List(items)) => items.iter().filter_map(|item| item.value.as_text()).collect(),
            _ => Vec::new(),
        }
    }

    /// A field's number.
    pub fn number(&self, field: &str) -> Option<f64> {
        match self.document.fields.get(field).map(|field| &field.value) {
            Some(FieldValue::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// The year, or "n.d.".
    pub fn year(&self) -> String {
        self.number("year").map_or_else(|| "n.d.".to_owned(), |year| year.to_string())
    }

    /// Those it stands under: its authors, else its editors.
    pub fn makers(&self) -> Vec<Name> {
        let authors = self.texts("authors");
        let names = if authors.is_empty() { self.texts("editors") } else { authors };
        names.into_iter().map(Name::read).filter(|name| !name.family.is_empty()).collect()
    }

    /// The DOI without what is written before it in its several spellings, in lower case.
    pub fn doi(&self) -> String {
        normal_doi(self.text("doi"))
    }

    /// The address at which the DOI leads to the work.
    pub fn doi_url(&self) -> Option<String> {
        let doi = self.doi();
        (!doi.is_empty()).then(|| format!("https://doi.org/{}", crate::url::encode_link(&doi)))
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
pub fn read(sources: &Sources, kind: &Arc<Kind>, config: &Config) -> Told<Works> {
    let mut works = Works::new();
    let mut told = Vec::new();
    let folder = format!("{CONTENT}library/");
    for file in sources.below(&folder).filter(|file| file.path.file_name() != "_kind.toml") {
        let Some(text) = file.text() else { continue };
        let (table, language) = match file.path.extension() {
            "toml" => (table::toml::parse(TableOf::Works, &file.path, &text, 0), Language::Toml),
            "yml" | "yaml" => (table::yaml::parse(TableOf::Works, &file.path, &text, 0), Language::Yaml),
            "bib" => (bib::read(&file.path, &text), Language::Toml),
            "json" => (csl::read(&file.path, &text), Language::Toml),
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
            told.extend(nameless(own, &file.path));
            if let Some(first) = works.get(&entry.key) {
                let first: &Work = first;
                told.push(catalog::same_work_id(&entry.key, span, first.span.clone()));
                continue;
            }
            let document = document(&entry.key, &file.path, kind, fields, config).tell(&mut told);
            works.insert(entry.key.clone(), Work { id: entry.key, document: Arc::new(document), span });
        }
    }
    told.extend(same::found(&works));
    Told { value: works, diagnostics: told }
}

/// People who are numbers. Elsewhere a number may stand for its digits; nobody is called 5.
fn nameless(table: &Table, file: &SourcePath) -> Vec<Diagnostic> {
    let number = |node: &&Node| node.as_number().is_some();
    let lists = ["authors", "editors", "translators"]
        .into_iter()
        .filter_map(|field| Some((field, table.get(field)?)));
    let nodes = lists
        .flat_map(|(field, node)| node.as_some_list().iter().filter(number).map(move |node| (field, node)));
    nodes
        .map(|(field, node)| {
            let span = Span::new(file, node.range.clone());
            catalog::wrong_type(TableOf::Works, field, "names in quotes, \"Family, Given\"", "a number", span)
        })
        .collect()
}

/// What the library says of a work, as a document.
fn document(
    id: &str,
    file: &SourcePath,
    kind: &Arc<Kind>,
    fields: Fields,
    config: &Config,
) -> Told<Document> {
    let settings = &config.markdown;
    let flavour = Flavour {
        smart: settings.smart_punctuation,
        autolink: settings.autolink,
        math: settings.math,
        wikilinks: settings.wikilinks,
    };
    let mut told = Vec::new();
    let mut field_texts = Vec::new();
    let voices = Voices::default();
    for (number, (at, end, markdown)) in markdown_fields(&fields).into_iter().enumerate() {
        let text = Text {
            text: markdown,
            file,
            offset: at,
            within: Some((at, end)),
            flavour,
            html: settings.html,
            title: Some(""),
            room: number + 1,
            voices: &voices,
        };
        field_texts.push((at, facts::read(text).tell(&mut told)));
    }
    let inside = file.as_str().strip_prefix(CONTENT).unwrap_or(file.as_str());
    let title = fields.get("title").and_then(|title| title.value.as_text()).unwrap_or_default();
    let document = Document {
        id: DocumentId::new(&format!("{inside}#{id}")),
        path: file.clone(),
        kind: Arc::clone(kind),
        role: Role::Page,
        title: title.to_owned(),
        slug: id.to_owned(),
        folder: "library".to_owned(),
        bundle: false,
        meta: Meta::default(),
        fields,
        body: Body { file: None, start: 0, flavour, html: settings.html, facts: TextFacts::default() },
        field_texts,
    };
    Told { value: document, diagnostics: told }
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
