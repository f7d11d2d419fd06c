//! The order of documents: in the list of their kind, among their neighbours, in the archive.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::standing::publication;
use crate::date::{Instant, Zone};
use crate::document::{Document, DocumentId, Role};
use crate::kind::{FieldValue, Kind, Order};
use crate::shared_map::SharedMap;

/// The lists that go by date or by the order of a kind.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    /// The listed documents of each kind with a list, by the kind's folder, in its order.
    pub of_kind: BTreeMap<String, Vec<DocumentId>>,
    /// Everything with a date that stands in lists, newest first.
    pub dated: Vec<DocumentId>,
    /// The place of each document in the list of its kind.
    places: BTreeMap<DocumentId, usize>,
}

impl Lists {
    /// The lists of these documents.
    pub fn of<'a>(documents: impl Iterator<Item = &'a Arc<Document>>, zone: &Zone) -> Lists {
        let mut of_kind: BTreeMap<String, Vec<&Arc<Document>>> = BTreeMap::new();
        let mut dated = Vec::new();
        for document in documents
            .filter(|document| document.role == Role::Page && document.kind.listed && !document.meta.unlisted)
        {
            of_kind.entry(document.kind.folder.clone()).or_default().push(document);
            if document.meta.date.is_some() && document.kind.feed {
                dated.push((Newest::of(document, zone), document.id.clone()));
            }
        }
        dated.sort();
        let mut lists = Lists { dated: dated.into_iter().map(|(_, id)| id).collect(), ..Lists::default() };
        for (folder, mut members) in of_kind {
            if let Some(kind) = members.first().map(|document| Arc::clone(&document.kind)) {
                sort(&mut members, &kind, zone);
            }
            for (place, document) in members.iter().enumerate() {
                lists.places.insert(document.id.clone(), place);
            }
            lists.of_kind.insert(folder, members.iter().map(|document| document.id.clone()).collect());
        }
        lists
    }

    /// The next newer and the next older document of a kind. Where a list does not go by date, what
    /// stands beside a document is neither.
    pub fn neighbours(&self, document: &Document) -> (Option<&DocumentId>, Option<&DocumentId>) {
        let (Some(list), Some(place)) =
            (self.of_kind.get(&document.kind.folder), self.places.get(&document.id))
        else {
            return (None, None);
        };
        let (above, below) = (place.checked_sub(1).and_then(|above| list.get(above)), list.get(place + 1));
        match document.kind.order {
            Order::Newest => (above, below),
            Order::Oldest => (below, above),
            Order::Title | Order::Field(_) => (None, None),
        }
    }
}

/// Sorts by publication instant, newest first, undated last; ties by path.
pub fn newest_first(ids: &mut [DocumentId], documents: &SharedMap<DocumentId, Arc<Document>>, zone: &Zone) {
    ids.sort_by_cached_key(|id| (documents.get(id).map(|document| Newest::of(document, zone)), id.clone()));
}

/// Sorts newest first, undated last, then by path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Newest(Option<Instant>);

impl Newest {
    fn of(document: &Document, zone: &Zone) -> Newest {
        Newest(publication(document, zone))
    }
}

impl Ord for Newest {
    fn cmp(&self, other: &Newest) -> Ordering {
        other.0.cmp(&self.0)
    }
}

impl PartialOrd for Newest {
    fn partial_cmp(&self, other: &Newest) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn sort(members: &mut [&Arc<Document>], kind: &Kind, zone: &Zone) {
    match &kind.order {
        Order::Newest => {
            members.sort_by_cached_key(|document| (Newest::of(document, zone), document.id.clone()))
        }
        Order::Oldest => {
            members.sort_by_cached_key(|document| {
                let instant = publication(document, zone);
                (instant.is_none(), instant, document.id.clone())
            });
        }
        Order::Title => {
            members.sort_by_cached_key(|document| (sort_title(&document.title), document.id.clone()))
        }
        Order::Field(name) => members.sort_by(|a, b| {
            let value = |document: &Document| document.fields.get(name).map(|value| value.value.clone());
            compare(value(a), value(b), zone).then_with(|| a.id.cmp(&b.id))
        }),
    }
}

/// A title as it is sorted: without case and without what stands before its first letter or digit.
pub fn sort_title(title: &str) -> String {
    title.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// Compares two values of one field; documents without it come last.
fn compare(a: Option<FieldValue>, b: Option<FieldValue>, zone: &Zone) -> Ordering {
    match (a, b) {
        (Some(FieldValue::Number(a)), Some(FieldValue::Number(b))) => a.total_cmp(&b),
        (Some(FieldValue::Date(a)), Some(FieldValue::Date(b))) => a.instant(zone).cmp(&b.instant(zone)),
        (Some(a), Some(b)) => a.as_text().map(sort_title).cmp(&b.as_text().map(sort_title)),
        (a, b) => a.is_none().cmp(&b.is_none()),
    }
}
