//! What is to come: the next event at the moment of a build.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::date::{Date, Instant, Zone};
use crate::document::{Document, DocumentId, Role};

/// The kind that takes place at a time.
pub const KIND: &str = "event";

/// The event that begins next, or has begun and is not over; of several the one that begins first.
pub fn next(
    documents: &BTreeMap<DocumentId, Arc<Document>>,
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

/// When an event is over. `zone` is the site's.
pub fn over(document: &Document, zone: &Zone) -> Option<Instant> {
    let last = date(document, "ends").or_else(|| date(document, "starts"))?;
    Some(last.end(&zone_of(document, zone)))
}

/// The zone that a document names in its field `timezone`, if it names one.
pub fn own_zone(document: &Document) -> Option<Zone> {
    document.fields.get("timezone").and_then(|own| own.value.as_text()).and_then(Zone::named)
}

fn date(document: &Document, field: &str) -> Option<Date> {
    document.fields.get(field).and_then(|field| field.value.as_date())
}

fn zone_of(document: &Document, zone: &Zone) -> Zone {
    own_zone(document).unwrap_or_else(|| zone.clone())
}
