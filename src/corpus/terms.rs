//! Topics, tags and further taxonomies: which terms there are, and what each gathers.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::{Config, Taxonomy};
use crate::diagnostic::{Told, catalog};
use crate::document::{Document, DocumentId, Role};
use crate::shared_map::SharedMap;
use crate::source::Span;
use crate::url::slug;

/// One term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Its slug; two spellings with one slug are one term.
    pub slug: String,
    /// Of its file, else its most frequent spelling (ties by bytes).
    pub title: String,
    /// Its own file.
    pub document: Option<DocumentId>,
    /// The documents it is given to, by id.
    pub members: Vec<DocumentId>,
}

/// The terms of each taxonomy, by the taxonomy's name and the term's slug.
pub type Terms = BTreeMap<String, BTreeMap<String, Term>>;

/// Gathers the terms of the documents that are shown and listed.
pub fn gather(
    documents: &SharedMap<DocumentId, Arc<Document>>,
    shown: impl Fn(&DocumentId) -> bool,
    config: &Config,
) -> Told<Terms> {
    let mut terms: Terms =
        config.taxonomies.iter().map(|taxonomy| (taxonomy.name.clone(), BTreeMap::new())).collect();
    let mut spellings: BTreeMap<(&str, String), BTreeMap<&str, usize>> = BTreeMap::new();
    let mut told = Vec::new();
    for document in documents.values().filter(|document| shown(&document.id)) {
        for taxonomy in &config.taxonomies {
            for written in document.meta.terms.get(&taxonomy.name).into_iter().flatten() {
                let slug = term_slug(&written.value, taxonomy, config);
                if slug.is_empty() {
                    let span = Span::new(&document.path, written.range.clone());
                    told.push(catalog::bad_address(
                        "the term",
                        &written.value,
                        "has no letter or digit",
                        span,
                    ));
                    continue;
                }
                *spellings
                    .entry((&taxonomy.name, slug.clone()))
                    .or_default()
                    .entry(&written.value)
                    .or_default() += 1;
                let of = terms.entry(taxonomy.name.clone()).or_default();
                let term = of.entry(slug.clone()).or_insert_with(|| Term {
                    slug,
                    title: String::new(),
                    document: None,
                    members: Vec::new(),
                });
                if !document.meta.unlisted && term.members.last() != Some(&document.id) {
                    term.members.push(document.id.clone());
                }
            }
        }
    }
    for document in documents.values().filter(|document| shown(&document.id)) {
        let Role::Term(taxonomy) = &document.role else { continue };
        let of = terms.entry(taxonomy.clone()).or_default();
        let term = of.entry(document.slug.clone()).or_insert_with(|| Term {
            slug: document.slug.clone(),
            title: String::new(),
            document: None,
            members: Vec::new(),
        });
        term.document = Some(document.id.clone());
        term.title = document.title.clone();
    }
    for ((taxonomy, slug), counts) in &spellings {
        let Some(term) = terms.get_mut(*taxonomy).and_then(|of| of.get_mut(slug)) else { continue };
        if term.title.is_empty() {
            let most = counts.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
            term.title = most.map_or_else(|| slug.clone(), |(spelling, _)| (*spelling).to_owned());
        }
    }
    for of in terms.values_mut() {
        for term in of.values_mut().filter(|term| term.title.is_empty()) {
            term.title = term.slug.clone();
        }
        // A term that only unlisted documents have would be a page about nothing.
        of.retain(|_, term| !term.members.is_empty() || term.document.is_some());
    }
    Told { value: terms, diagnostics: told }
}

/// The terms of a document in one taxonomy, in the order it names them, each once.
pub fn of<'a>(all: &'a Terms, document: &Document, taxonomy: &Taxonomy, config: &Config) -> Vec<&'a Term> {
    let mut terms: Vec<&Term> = Vec::new();
    for written in document.meta.terms.get(&taxonomy.name).into_iter().flatten() {
        let slug = term_slug(&written.value, taxonomy, config);
        let term = all.get(&taxonomy.name).and_then(|terms| terms.get(&slug));
        terms.extend(term.filter(|term| !terms.iter().any(|known| known.slug == term.slug)));
    }
    terms
}

/// The slug of a term as written.
fn term_slug(written: &str, taxonomy: &Taxonomy, config: &Config) -> String {
    match taxonomy.aliases.get(written) {
        Some(slug) => slug.clone(),
        None => slug(written, config.markdown.slugs),
    }
}
