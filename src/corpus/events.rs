//! What is to come at the moment of a build, and what is past: the next event, the order of events
//! in their list.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::order::Lists;
use crate::date::{Date, Instant, Zone};
use crate::document::{Document, DocumentId, Role};
use crate::kind::{Kind, Order};
use crate::shared_map::SharedMap;

/// The kind that takes place at a time.
pub const KIND: &str = "event";

/// The event that begins next, or has begun and is not over; of several the one that begins first.
pub fn next(
    documents: &SharedMap<DocumentId, Arc<Document>>,
    shown: impl Fn(&DocumentId) -> bool,
    now: Instant,
    zone: &Zone,
) -> Option<DocumentId> {
    documents
        .values()
        .filter(|document| document.kind.name == KIND && document.role == Role::Page)
        .filter(|document| shown(&document.id) && !document.meta.unlisted)
        .filter_map(|document| {
            let starts = date(document, "starts")?.instant(&zone_of(document, zone));
            (over(document, zone)? > now).then(|| (starts, document.id.clone()))
        })
        .min()
        .map(|(_, id)| id)
}

/// Whether the list of a kind tells what is to come from what is past: that of events, unless the
/// site orders it in a way of its own.
pub fn by_time(kind: &Kind) -> bool {
    kind.name == KIND && matches!(&kind.order, Order::Field(field) if field == "starts")
}

/// Orders the lists of events: what comes next first, and after all that is to come what is past,
/// the newest first. Returns what is to come.
pub fn arrange(
    lists: &mut Lists,
    documents: &SharedMap<DocumentId, Arc<Document>>,
    now: Instant,
    zone: &Zone,
) -> BTreeSet<DocumentId> {
    let mut all_coming = BTreeSet::new();
    for members in lists.of_kind.values_mut() {
        let kind = members.first().and_then(|id| documents.get(id)).map(|document| &document.kind);
        if !kind.is_some_and(|kind| by_time(kind)) {
            continue;
        }
        let is_coming = |id: &DocumentId| {
            documents.get(id).and_then(|document| over(document, zone)).is_some_and(|over| over > now)
        };
        let begins = |id: &DocumentId| documents.get(id).and_then(|document| starts(document, zone));
        let (mut coming, mut past): (Vec<_>, Vec<_>) =
            std::mem::take(members).into_iter().partition(is_coming);
        coming.sort_by_cached_key(|id| (begins(id), id.clone()));
        past.sort_by_cached_key(|id| (std::cmp::Reverse(begins(id)), id.clone()));
        all_coming.extend(coming.iter().cloned());
        members.extend(coming.into_iter().chain(past));
    }
    all_coming
}

/// When an event begins. `zone` is the site's.
pub fn starts(document: &Document, zone: &Zone) -> Option<Instant> {
    date(document, "starts").map(|starts| starts.instant(&zone_of(document, zone)))
}

/// When an event is over. `zone` is the site's.
pub fn over(document: &Document, zone: &Zone) -> Option<Instant> {
    let last = date(document, "ends").or_else(|| date(document, "starts"))?;
    Some(last.end(&zone_of(document, zone)))
}

/// The zone that a document names in its field `timezone`, if it names one.
pub fn own_zone(document: &Document) -> Option<Zone> {
    document.fields.get("timezone").and_then(|own| own.value.as_text()).and_then(Zone::named)
}

/// The date that a field of an event holds.
pub fn date(document: &Document, field: &str) -> Option<Date> {
    document.fields.get(field).and_then(|field| field.value.as_date())
}

/// The zone of an event's times: its own, else the site's.
pub fn zone_of(document: &Document, zone: &Zone) -> Zone {
    own_zone(document).unwrap_or_else(|| zone.clone())
}
