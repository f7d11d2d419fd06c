//! Editions of the newsletter, the documents of the kind `issue`: their numbers, and what each
//! presents.
//!
//! What is wrong with several of them together is told here. How an edition looks on the web and in
//! a mail is for `render` to say; which documents the next one should present is for its editor, who
//! is told by [`super::next_letter`]. Letters that are made from feeds are in [`super::letters`].

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Corpus;
use super::fields::{FieldLinks, Named};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, catalog};
use crate::document::{Document, DocumentId, Role};
use crate::kind::{FieldValue, Valued};
use crate::shared_map::SharedMap;
use crate::source::{SourcePath, Span};
use crate::url::SitePath;

/// The name of the kind of editions.
pub const KIND: &str = "issue";

/// The field that lists what an edition presents.
pub const ITEMS: &str = "items";

/// Whether a document is an edition.
pub fn is_edition(document: &Document) -> bool {
    document.kind.name == KIND && document.role == Role::Page
}

/// Its number.
pub fn number(document: &Document) -> Option<f64> {
    match document.fields.get("number")?.value {
        FieldValue::Number(number) => Some(number),
        _ => None,
    }
}

/// The values of its list of items, in order.
pub fn items(document: &Document) -> &[Valued] {
    match document.fields.get(ITEMS).map(|items| &items.value) {
        Some(FieldValue::List(items)) => items,
        _ => &[],
    }
}

/// A text it gives, such as its subject; `None` if it is not given or empty.
pub fn given<'a>(document: &'a Document, field: &str) -> Option<&'a str> {
    let text = document.fields.get(field)?.value.as_text()?.trim();
    (!text.is_empty()).then_some(text)
}

/// The documents an edition presents, in its order.
pub fn documents<'a>(edition: &'a Document, links: &'a FieldLinks) -> Vec<(&'a Valued, &'a DocumentId)> {
    let named = |item: &'a Valued| match links.of.get(&(edition.id.clone(), item.range.start)) {
        Some(Named::Document(id)) => Some((item, id)),
        _ => None,
    };
    items(edition).iter().filter_map(named).collect()
}

/// Editions with a number that another has. The later one, by path, has no address: that both ask
/// for one follows from the number.
pub fn same_numbers(
    documents: &SharedMap<DocumentId, Arc<Document>>,
    addresses: &mut BTreeMap<DocumentId, SitePath>,
) -> Vec<Diagnostic> {
    let mut met: BTreeMap<String, (&Document, Span)> = BTreeMap::new();
    let mut told = Vec::new();
    for edition in documents.values().filter(|document| is_edition(document)) {
        let (Some(number), Some(field)) = (number(edition), edition.fields.get("number")) else { continue };
        let span = Span::new(&edition.path, field.range.clone());
        match met.get(&number.to_string()) {
            Some((first, first_span)) => {
                told.push(catalog::same_number(number, first.path.as_str(), span, first_span.clone()));
                if addresses.get(&edition.id) == addresses.get(&first.id) {
                    addresses.remove(&edition.id);
                }
            }
            None => {
                met.insert(number.to_string(), (edition, span));
            }
        }
    }
    told
}

/// Items that readers have had in an earlier edition.
pub fn repeated_items<'a>(
    editions: impl Iterator<Item = &'a Arc<Document>>,
    links: &FieldLinks,
) -> Vec<Diagnostic> {
    let mut editions: Vec<&Document> = editions.map(|one| &**one).filter(|one| is_edition(one)).collect();
    editions.sort_by(|one, other| {
        let numbers = number(one).unwrap_or_default().total_cmp(&number(other).unwrap_or_default());
        numbers.then_with(|| one.id.cmp(&other.id))
    });
    let mut shown: BTreeMap<&DocumentId, &Document> = BTreeMap::new();
    let mut told = Vec::new();
    for edition in editions {
        for (item, id) in documents(edition, links) {
            match shown.get(id) {
                Some(earlier) => {
                    let span = Span::new(&edition.path, item.range.clone());
                    told.push(catalog::repeated_item(id.as_str(), earlier.path.as_str(), span));
                }
                None => {
                    shown.insert(id, edition);
                }
            }
        }
    }
    told
}

/// What is wrong with the settings, if there are editions: nobody could unsubscribe.
pub fn unsubscribing(corpus: &Corpus, config: &Config) -> Option<Diagnostic> {
    let any = corpus.all_shown().any(|document| is_edition(document));
    let missing = any && config.newsletter.unsubscribe().trim().is_empty();
    let provider = config.newsletter.provider.preset().name;
    missing.then(|| catalog::no_unsubscribe(provider, &SourcePath::new("retell.toml")))
}

/// What is left to do by hand before an edition is sent.
pub fn to_fill(corpus: &Corpus, config: &Config) -> Option<Diagnostic> {
    let letter = &config.newsletter;
    let marks: Vec<&str> = [(&letter.unsubscribe, letter.unsubscribe()), (&letter.address, letter.address())]
        .into_iter()
        .filter(|(given, _)| given.is_none())
        .map(|(_, mark)| mark)
        .collect();
    let by_hand = letter.provider == crate::config::Provider::None && !marks.is_empty();
    let any = corpus.all_shown().any(|document| is_edition(document));
    (by_hand && any).then(|| catalog::fill_by_hand(&marks, &SourcePath::new("retell.toml")))
}
