//! What the texts of documents name: works in citations and in lists of references, concepts,
//! people, works and pages in wikilinks.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::fields::Registers;
use super::links::Target;
use super::references::Known;
use crate::diagnostic::{Diagnostic, Told, catalog};
use crate::document::facts::{CitedWork, Link, Reference, TextFacts};
use crate::document::{Document, DocumentId};
use crate::few::Few;
use crate::kind::FieldValue;

/// The kind whose documents are concepts.
pub const CONCEPT: &str = "concept";

/// A work that a text cites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cite {
    /// Its id.
    pub work: String,
    /// Words before it: "see"; may be empty.
    pub prefix: String,
    /// Which place in it; may be empty.
    pub locator: String,
    /// The id of this place on the page.
    pub anchor: String,
}

/// An entry of a hand-written list of references.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// As it is written.
    pub entry: Reference,
    /// The work it is.
    pub work: Option<String>,
}

/// The citations of a document: by the text they stand in (0 is the body, else where a Markdown
/// field begins) and where they begin in it.
pub type Cites = Few<(usize, usize), Vec<Cite>>;

/// What all texts cite.
#[derive(Debug, Clone, Default)]
pub struct Mentions {
    /// By document.
    pub cites: BTreeMap<DocumentId, Cites>,
    /// The entries of hand-written lists of references, by document.
    pub listed: BTreeMap<DocumentId, Vec<Listed>>,
}

/// The texts of a document, each with its name among them.
pub fn texts(document: &Document) -> impl Iterator<Item = (usize, &TextFacts)> {
    let fields = document.field_texts.iter().map(|(at, facts)| (*at, facts));
    std::iter::once((0, &document.body.facts)).chain(fields)
}

impl Registers<'_> {
    /// Finds the works that the texts of all documents that are shown cite.
    pub fn cited(&self) -> Told<Mentions> {
        self.cited_by(self.lookup.heard())
    }

    /// Finds the works that the texts of these documents cite.
    pub fn cited_by<'d>(&self, documents: impl Iterator<Item = &'d Arc<Document>>) -> Told<Mentions> {
        let mut mentions = Mentions::default();
        let mut told = Vec::new();
        let known = Known::of(self.works);
        for document in documents {
            let mut cites = Cites::default();
            let mut counts: BTreeMap<String, usize> = BTreeMap::new();
            let mut listed = Vec::new();
            for (text, facts) in texts(document) {
                for citation in &facts.citations {
                    let works = citation.cited.iter().filter_map(|cited| {
                        let work = self.cited_work(document, cited, &mut told)?;
                        let count = counts.entry(work.clone()).or_default();
                        *count += 1;
                        Some(Cite {
                            anchor: format!("cite-{work}-{count}"),
                            work,
                            prefix: cited.prefix.clone(),
                            locator: cited.locator.clone(),
                        })
                    });
                    let works: Vec<Cite> = works.collect();
                    // With one that is not known the whole stays as it is written.
                    if works.len() == citation.cited.len() {
                        cites.insert((text, citation.at), works);
                    }
                }
                listed.extend(facts.references.iter().map(|entry| Listed {
                    entry: entry.clone(),
                    work: known.find(entry).map(|work| work.id.clone()),
                }));
            }
            cites.shrink_to_fit();
            if !cites.is_empty() {
                mentions.cites.insert(document.id.clone(), cites);
            }
            if !listed.is_empty() {
                mentions.listed.insert(document.id.clone(), listed);
            }
        }
        Told { value: mentions, diagnostics: told }
    }

    fn cited_work(
        &self,
        document: &Document,
        cited: &CitedWork,
        told: &mut Vec<Diagnostic>,
    ) -> Option<String> {
        if !cited.key.is_empty() {
            let work = self.work(&cited.key);
            if work.is_none() {
                let keys = self.works.keys().map(String::as_str);
                told.push(catalog::unknown_citation(&cited.key, keys, cited.span.clone()));
            }
            return work;
        }
        // A page alone, under a quote. Outside a review it is words.
        let reviewed = self.reviewed(document);
        match reviewed.as_slice() {
            [only] => Some(only.clone()),
            [] => None,
            several => {
                told.push(catalog::page_of_which(&cited.locator, several, cited.span.clone()));
                None
            }
        }
    }

    /// The works that a review is about.
    fn reviewed(&self, document: &Document) -> Vec<String> {
        if document.kind.name != "review" {
            return Vec::new();
        }
        let one = document.fields.get("work").map(|field| &field.value);
        let more = document.fields.get("works").map(|field| &field.value);
        let items = match more {
            Some(FieldValue::List(items)) => items.iter().map(|item| &item.value).collect(),
            _ => Vec::new(),
        };
        let mut works: Vec<String> = Vec::new();
        for value in one.into_iter().chain(items) {
            if let FieldValue::Link { written, .. } = value
                && let Some(work) = self.work(written)
                && !works.contains(&work)
            {
                works.push(work);
            }
        }
        works
    }

    /// Where a wikilink leads: to the concept of that name, else to the person, the work, the page.
    pub fn wikilink(&self, link: &Link, told: &mut Vec<Diagnostic>) -> Target {
        let written = link.to.as_str();
        for kind in [CONCEPT, super::people::KIND] {
            if let Some(target) = self.document_named(kind, link, told) {
                return target;
            }
            if kind == super::people::KIND
                && let Some(person) = self.people.find(written)
            {
                return Target::Person(person.to_owned());
            }
        }
        if let Some(work) = self.work(written) {
            return Target::Work(work);
        }
        if let Some(target) = self.document_named("", link, told) {
            return target;
        }
        let known = self.names.all(CONCEPT).chain(self.people.names());
        let known = known.chain(self.works.keys().map(String::as_str)).chain(self.names.all(""));
        told.push(catalog::unknown_wikilink(written, known, link.span.clone()));
        Target::Nowhere
    }

    fn document_named(&self, kind: &str, link: &Link, told: &mut Vec<Diagnostic>) -> Option<Target> {
        match self.names.all_named(kind, &link.to) {
            [] => None,
            [only] if !self.lookup.shown.contains(only) => {
                told.push(catalog::link_to_unpublished(only.as_str(), link.span.clone()));
                Some(Target::Held(only.clone()))
            }
            [only] if kind == super::people::KIND => {
                let slug = &self.lookup.documents.get(only)?.slug;
                let person =
                    self.people.by_slug.get(slug).filter(|one| one.document.as_ref() == Some(only))?;
                Some(Target::Person(person.slug.clone()))
            }
            [only] => Some(Target::Document(only.clone(), String::new())),
            several => {
                let paths = several.iter().map(DocumentId::to_string).collect();
                told.push(catalog::ambiguous_name(&link.to, paths, link.span.clone()));
                Some(Target::Nowhere)
            }
        }
    }
}
