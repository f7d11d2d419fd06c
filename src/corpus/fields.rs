//! What the link fields of documents name: works, people, other documents.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::editions;
use super::links::{Found, Lookup};
use super::names::{Names, fold};
use super::people::People;
use super::works::{Works, normal_doi};
use crate::diagnostic::{Diagnostic, Told, catalog};
use crate::document::facts::LinkUse;
use crate::document::meta::At;
use crate::document::{Document, DocumentId};
use crate::kind::{Field, FieldType, FieldValue, Valued};
use crate::source::Span;
use crate::url::{LinkForm, link_form};

/// What a link field names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// A work of the library.
    Work(String),
    /// A person, by slug, with a page or without.
    Person(String),
    /// A document that is shown.
    Document(DocumentId),
    /// A URL elsewhere, or an address of the site; as written.
    Link(String),
    /// A document that is held back, of which nothing is shown.
    Held,
    /// Plain words: it names nothing.
    Words,
}

/// A field that names something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedBy {
    /// The document whose field it is.
    pub from: DocumentId,
    /// The label under which what is named lists that document; may be empty.
    pub label: String,
    /// What it names.
    pub named: Named,
}

/// What all link fields name, and who is named by whom.
#[derive(Debug, Clone, Default)]
pub struct FieldLinks {
    /// In the order of the documents' ids.
    pub named: Vec<NamedBy>,
    /// By document and where the value stands in its file.
    pub of: BTreeMap<(DocumentId, usize), Named>,
    /// For a document: the label and the documents that name it in a field with that label.
    pub backlinks: BTreeMap<DocumentId, BTreeMap<String, Vec<DocumentId>>>,
}

impl FieldLinks {
    fn name(&mut self, from: &Document, at: usize, label: &str, named: Named) {
        self.named.push(NamedBy { from: from.id.clone(), label: label.to_owned(), named: named.clone() });
        self.of.insert((from.id.clone(), at), named);
    }
}

/// Everything a name is looked up in.
pub struct Registers<'a> {
    /// Paths, addresses, files.
    pub lookup: &'a Lookup<'a>,
    /// Documents by name.
    pub names: &'a Names,
    /// People.
    pub people: &'a People,
    /// Works.
    pub works: &'a Works,
    /// Works by folded title and by DOI; of several, the first by id.
    pub work_names: BTreeMap<String, String>,
}

/// Whether a path is a file's and no document's, by its ending.
fn is_file_name(written: &str) -> bool {
    let extension = written.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, end)| end);
    extension.is_some_and(|end| {
        (2..=4).contains(&end.len()) && end != "md" && end.bytes().all(|b| b.is_ascii_alphanumeric())
    })
}

/// The titles and DOIs that fields may name works by.
pub fn work_names(works: &Works) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for work in works.values() {
        for name in [fold(work.text("title")), work.doi()] {
            if !name.is_empty() {
                names.entry(name).or_insert_with(|| work.id.clone());
            }
        }
    }
    names
}

impl Registers<'_> {
    /// Resolves the link fields of all documents that are shown.
    pub fn resolve_all(&self) -> Told<FieldLinks> {
        self.resolve_these(self.lookup.heard())
    }

    /// Resolves the link fields of these documents.
    pub fn resolve_these<'d>(&self, documents: impl Iterator<Item = &'d Arc<Document>>) -> Told<FieldLinks> {
        let mut links = FieldLinks::default();
        let mut told = Vec::new();
        for document in documents {
            for field in &document.kind.fields {
                if let Some(value) = document.fields.get(&field.name) {
                    self.walk(document, field, &field.field_type, value, &mut links, &mut told);
                }
            }
            self.common(document, &mut links, &mut told);
        }
        for labels in links.backlinks.values_mut() {
            labels.values_mut().for_each(|from| from.dedup());
        }
        Told { value: links, diagnostics: told }
    }

    fn walk(
        &self,
        from: &Arc<Document>,
        field: &Field,
        of: &FieldType,
        value: &Valued,
        links: &mut FieldLinks,
        told: &mut Vec<Diagnostic>,
    ) {
        match (&value.value, of) {
            (FieldValue::Link { written, to, or_text }, _) => {
                let span = Span::new(&from.path, value.range.clone());
                let named = self.named(from, written, to, *or_text, &field.name, span, told);
                if let (Named::Document(id), false) = (&named, field.backlink.is_empty()) {
                    let labels = links.backlinks.entry(id.clone()).or_default();
                    labels.entry(field.backlink.clone()).or_default().push(from.id.clone());
                }
                links.name(from, value.range.start, &field.backlink, named);
            }
            (FieldValue::File(written), _) => self.file(from, written, value, links, told),
            (FieldValue::List(items), FieldType::List(inner)) => {
                items.iter().for_each(|item| self.walk(from, field, inner, item, links, told));
            }
            (FieldValue::Record(entries), FieldType::Record(fields)) => {
                for (name, entry) in entries {
                    if let Some(inner) = fields.iter().find(|field| field.name == *name) {
                        self.walk(from, inner, &inner.field_type, entry, links, told);
                    }
                }
            }
            (FieldValue::Record(entries), FieldType::Map(inner)) => {
                entries.iter().for_each(|(_, entry)| self.walk(from, field, inner, entry, links, told));
            }
            _ => {}
        }
    }

    fn file(
        &self,
        from: &Document,
        written: &str,
        value: &Valued,
        links: &mut FieldLinks,
        told: &mut Vec<Diagnostic>,
    ) {
        match self.lookup.find_file(from, written) {
            Some(source) => {
                links.of.insert((from.id.clone(), value.range.start), Named::Link(source.to_string()));
            }
            None => {
                let span = Span::new(&from.path, value.range.clone());
                told.push(catalog::missing_file(written, self.lookup.file_names(from, written), span));
            }
        }
    }

    /// `superseded_by`, `related`, `concepts`, `people`, `cite`: link fields of every kind.
    fn common(&self, from: &Arc<Document>, links: &mut FieldLinks, told: &mut Vec<Diagnostic>) {
        let meta = &from.meta;
        let mut resolve = |name: &str, at: &At<String>, to: &str, or_text: bool| {
            let span = Span::new(&from.path, at.range.clone());
            let named = self.named(from, &at.value, to, or_text, name, span, told);
            links.name(from, at.range.start, "", named);
        };
        if let Some(heir) = &meta.superseded_by {
            resolve("superseded_by", heir, "", false);
        }
        for related in &meta.related {
            resolve("related", &related.to, "", false);
        }
        for (group, to) in [("concepts", "concept"), ("people", "person"), ("cite", "work")] {
            for name in meta.named.get(group).into_iter().flatten() {
                resolve(group, name, to, to == "person");
            }
        }
    }

    #[allow(clippy::too_many_arguments)] // A value, its type, its place, and where findings go.
    fn named(
        &self,
        from: &Document,
        written: &str,
        to: &str,
        or_text: bool,
        field: &str,
        span: Span,
        told: &mut Vec<Diagnostic>,
    ) -> Named {
        if to == "work" {
            return match self.work(written) {
                Some(id) => Named::Work(id),
                None if or_text => self.words(written, field, "work", span, told),
                None => {
                    told.push(catalog::unknown_work(written, self.works.keys().map(String::as_str), span));
                    Named::Words
                }
            };
        }
        if to == "person" {
            return match self.people.find(written) {
                Some(person) => Named::Person(person.to_owned()),
                None if or_text => self.words(written, field, "person", span, told),
                None => {
                    told.push(catalog::unknown_name(field, written, "person", self.people.names(), span));
                    Named::Words
                }
            };
        }
        if to.is_empty() && link_form(written) == LinkForm::External {
            return Named::Link(written.to_owned());
        }
        let by_name = self.names.find(to, written).cloned();
        let found = by_name.map(Found::Document).or_else(|| {
            self.lookup.find(from, written, LinkUse::Go).filter(|_| to.is_empty() || written.contains('/'))
        });
        match found {
            Some(Found::Document(id)) if self.lookup.shown.contains(&id) => Named::Document(id),
            Some(Found::Document(id)) => {
                let in_a_letter = from.kind.name == editions::KIND && field == editions::ITEMS;
                told.push(if in_a_letter {
                    catalog::item_not_out(id.as_str(), span)
                } else {
                    catalog::link_to_unpublished(id.as_str(), span)
                });
                Named::Held
            }
            Some(Found::File(source)) => Named::Link(source.to_string()),
            Some(Found::Address(address)) if to.is_empty() && written.starts_with('/') => {
                Named::Link(address.to_string())
            }
            _ if to.is_empty() && self.work(written).is_some() => {
                self.work(written).map_or(Named::Words, Named::Work)
            }
            _ if or_text => self.words(written, field, to, span, told),
            _ if to.is_empty() && is_file_name(written) => {
                told.push(catalog::missing_file(written, self.lookup.file_names(from, written), span));
                Named::Words
            }
            _ => {
                told.push(catalog::unknown_name(field, written, to, self.names.all(to), span));
                Named::Words
            }
        }
    }

    fn words(&self, written: &str, field: &str, to: &str, span: Span, told: &mut Vec<Diagnostic>) -> Named {
        told.push(catalog::names_nothing(field, written, to, span));
        Named::Words
    }

    /// A work by id, DOI or title.
    pub fn work(&self, written: &str) -> Option<String> {
        let id = written
            .strip_prefix("library/")
            .and_then(|path| path.split_once('#'))
            .map_or(written, |(_, id)| id);
        if self.works.contains_key(id) {
            return Some(id.to_owned());
        }
        self.work_names.get(&fold(written)).or_else(|| self.work_names.get(&normal_doi(written))).cloned()
    }
}
