//! Series: which documents are parts of which, in which order.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::fields::{FieldLinks, Named};
use super::names::fold;
use super::standing::publication;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Told, catalog, nearest_within};
use crate::document::{Document, DocumentId, Role};
use crate::kind::FieldValue;
use crate::shared_map::SharedMap;
use crate::source::Span;
use crate::url::slug;

/// The kind whose documents introduce series.
pub const KIND: &str = "series";

/// Letters by which a name may differ from the one that was meant.
const TYPO: usize = 2;

/// A series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// The slug of its page.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Its own file.
    pub document: Option<DocumentId>,
    /// Its parts, in order.
    pub parts: Vec<DocumentId>,
}

/// All series, by slug.
pub type AllSeries = BTreeMap<String, Series>;

/// Gathers the series: those with a file, and those that documents name.
pub fn gather(
    documents: &SharedMap<DocumentId, Arc<Document>>,
    shown: impl Fn(&DocumentId) -> bool,
    config: &Config,
) -> Told<AllSeries> {
    let mut all = AllSeries::new();
    let mut by_name: BTreeMap<String, String> = BTreeMap::new();
    for document in documents
        .values()
        .filter(|document| document.kind.name == KIND && document.role == Role::Page && shown(&document.id))
    {
        for name in [&document.title, &document.slug] {
            by_name.insert(fold(name), document.slug.clone());
        }
        all.insert(
            document.slug.clone(),
            Series {
                slug: document.slug.clone(),
                title: document.title.clone(),
                document: Some(document.id.clone()),
                parts: Vec::new(),
            },
        );
    }
    let mut told = Vec::new();
    for document in documents.values().filter(|document| shown(&document.id) && !document.meta.unlisted) {
        let Some(written) = &document.meta.series else { continue };
        let name = written
            .value
            .strip_prefix("series/")
            .map_or(written.value.as_str(), |name| name.trim_end_matches(".md"));
        let key = by_name.get(&fold(name)).cloned().unwrap_or_else(|| slug(name, config.markdown.slugs));
        if key.is_empty() {
            let span = Span::new(&document.path, written.range.clone());
            told.push(catalog::bad_address("the series", name, "has no letter or digit", span));
            continue;
        }
        let series = all.entry(key.clone()).or_insert_with(|| Series {
            slug: key,
            title: name.to_owned(),
            document: None,
            parts: Vec::new(),
        });
        series.parts.push(document.id.clone());
    }
    told.extend(nearly_another(&all, documents));
    for series in all.values_mut() {
        told.extend(repeated_parts(series, documents));
        let place = |id: &DocumentId| {
            let document = documents.get(id);
            let part = document.and_then(|document| document.meta.part.as_ref()).map(|part| part.value);
            let date = document.and_then(|document| publication(document, &config.timezone));
            (part, date)
        };
        series.parts.sort_by(|a, b| {
            let ((part_a, date_a), (part_b, date_b)) = (place(a), place(b));
            // Numbered parts first, then the others by date.
            let number = |part: Option<f64>| part.unwrap_or(f64::INFINITY);
            number(part_a).total_cmp(&number(part_b)).then(date_a.cmp(&date_b)).then(a.cmp(b))
        });
    }
    Told { value: all, diagnostics: told }
}

/// Puts the parts in the order that a series' own file gives; those it does not name come after.
pub fn arrange(all: &mut AllSeries, documents: &SharedMap<DocumentId, Arc<Document>>, links: &FieldLinks) {
    for series in all.values_mut() {
        let own = series.document.as_ref().and_then(|id| documents.get(id));
        let Some(FieldValue::List(order)) =
            own.and_then(|own| own.fields.get("order")).map(|order| &order.value)
        else {
            continue;
        };
        let mut places: BTreeMap<DocumentId, usize> = BTreeMap::new();
        for (place, item) in order.iter().enumerate() {
            let named = series.document.clone().and_then(|id| links.of.get(&(id, item.range.start)));
            if let Some(Named::Document(part)) = named {
                places.entry(part.clone()).or_insert(place);
            }
        }
        series.parts.sort_by_key(|part| places.get(part).copied().unwrap_or(usize::MAX));
    }
}

/// Series of one part that were perhaps meant to be another.
fn nearly_another(all: &AllSeries, documents: &SharedMap<DocumentId, Arc<Document>>) -> Vec<Diagnostic> {
    let stands = |series: &&Series| series.document.is_some() || series.parts.len() > 1;
    let known: Vec<&str> = all.values().filter(stands).map(|series| series.title.as_str()).collect();
    // The series of a year and that of the next have names of their own.
    let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    let alone = all.values().filter(|series| !stands(series));
    alone
        .filter_map(|series| {
            let part = documents.get(series.parts.first()?)?;
            let written = part.meta.series.as_ref()?;
            let alike = known.iter().copied().filter(|name| digits(name) == digits(&series.title));
            let near = nearest_within(TYPO, &series.title, alike)?;
            Some(catalog::near_series(&written.value, near, Span::new(&part.path, written.range.clone())))
        })
        .collect()
}

fn repeated_parts(series: &Series, documents: &SharedMap<DocumentId, Arc<Document>>) -> Vec<Diagnostic> {
    let mut first: BTreeMap<u64, Span> = BTreeMap::new();
    let mut told = Vec::new();
    for document in series.parts.iter().filter_map(|id| documents.get(id)) {
        let Some(part) = &document.meta.part else { continue };
        let span = Span::new(&document.path, part.range.clone());
        match first.get(&part.value.to_bits()) {
            Some(before) => {
                told.push(catalog::repeated_part(part.value, &series.title, span, before.clone()))
            }
            None => {
                first.insert(part.value.to_bits(), span);
            }
        }
    }
    told
}
