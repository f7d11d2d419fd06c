//! Finds documents by what authors call them: id, path, slug, title.
//!
//! For fields that link to a document of a kind. Links in text name paths and are followed in
//! [`super::links`].

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::document::{Document, DocumentId, Role};
use crate::shared_map::SharedMap;

/// An index of names.
#[derive(Debug, Default)]
pub struct Names {
    documents: SharedMap<DocumentId, Arc<Document>>,
    // Made when the first name is looked up: on many sites nobody writes one.
    index: OnceLock<Index>,
}

/// (kind, folded name) → documents; kind "" holds all.
type Index = BTreeMap<(String, String), Vec<DocumentId>>;

impl Names {
    /// The index of these documents.
    pub fn of(documents: &SharedMap<DocumentId, Arc<Document>>) -> Names {
        Names { documents: documents.clone(), index: OnceLock::new() }
    }

    fn by_name(&self) -> &Index {
        self.index.get_or_init(|| self.made())
    }

    fn made(&self) -> Index {
        let mut by_name = Index::new();
        for document in self.documents.values().filter(|document| document.role == Role::Page) {
            for name in names(document) {
                for kind in [document.kind.name.as_str(), ""] {
                    let found = by_name.entry((kind.to_owned(), name.clone())).or_default();
                    if found.last() != Some(&document.id) {
                        found.push(document.id.clone());
                    }
                }
            }
        }
        by_name
    }

    /// The document of that kind (any, if empty) which an author means by `written`. A path is
    /// stronger than a title; of several, the first by path.
    pub fn find(&self, kind: &str, written: &str) -> Option<&DocumentId> {
        let written = written.strip_prefix("@/").unwrap_or(written);
        self.by_name().get(&(kind.to_owned(), fold(written))).and_then(|found| found.first())
    }

    /// All documents of that kind (any, if empty) which an author may mean by `written`, by path.
    pub fn all_named(&self, kind: &str, written: &str) -> &[DocumentId] {
        let written = written.strip_prefix("@/").unwrap_or(written);
        self.by_name().get(&(kind.to_owned(), fold(written))).map(Vec::as_slice).unwrap_or_default()
    }

    /// All names of that kind, for suggestions: what is nearest to how an author writes them.
    pub fn all<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a str> {
        let own = || self.by_name().iter().filter(move |((of, _), _)| of == kind);
        let stems = own().flat_map(|(_, ids)| ids).map(|id| {
            let plain = id.as_str().strip_suffix(".md").unwrap_or(id.as_str());
            let plain = plain.strip_suffix("/index").unwrap_or(plain);
            plain.rsplit('/').next().unwrap_or(plain)
        });
        stems.chain(own().map(|((_, name), _)| name.as_str()))
    }
}

fn names(document: &Document) -> Vec<String> {
    let id = document.id.as_str();
    let plain = id.strip_suffix(".md").or_else(|| id.strip_suffix(".markdown")).unwrap_or(id);
    let plain = plain.strip_suffix("/index").unwrap_or(plain);
    let mut names = vec![fold(id), fold(plain), fold(&document.slug), fold(&document.title)];
    if let Some((_, last)) = plain.rsplit_once('/') {
        names.push(fold(last));
    }
    if let Some(crate::kind::FieldValue::List(also)) = document.fields.get("aka").map(|aka| &aka.value) {
        names.extend(also.iter().filter_map(|name| name.value.as_text()).map(fold));
    }
    names.extend(document.fields.get("abbreviation").and_then(|short| short.value.as_text()).map(fold));
    names.sort();
    names.dedup();
    names.retain(|name| !name.is_empty());
    names
}

/// A name without what authors do not mean to tell apart: case, spaces and hyphens.
pub fn fold(name: &str) -> String {
    let words: Vec<String> = name
        .split(|c: char| c.is_whitespace() || c == '-')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join(" ")
}
