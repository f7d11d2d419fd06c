//! What is announced before it is out.
//!
//! Of a document that is held back nothing is told: with `announce` its title and kind, with
//! `announce = "with-date"` its day too. What else it says stays where it is, and so does the order
//! in which such documents will come.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::order::sort_title;
use super::standing::{Standing, publication};
use crate::date::{Date, Instant, Zone};
use crate::document::meta::Announce;
use crate::document::{Document, DocumentId, Role};
use crate::shared_map::SharedMap;

/// All that is told of a document that is still to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upcoming {
    /// Its title.
    pub title: String,
    /// The name of its kind: `story`.
    pub kind: String,
    /// The day it is to come, if that is announced and still ahead.
    pub date: Option<Date>,
}

/// The documents that are announced: those with a day by that day, then the others by title. What
/// has expired is announced no more.
pub fn gather(
    documents: &SharedMap<DocumentId, Arc<Document>>,
    standing: &BTreeMap<DocumentId, Standing>,
    shown: impl Fn(&DocumentId) -> bool,
    now: Instant,
    zone: &Zone,
) -> Vec<Upcoming> {
    let is_to_come = |id: &DocumentId| {
        matches!(standing.get(id), Some(Standing::Draft | Standing::Scheduled(_))) && !shown(id)
    };
    let all = documents.values().filter(|document| document.role == Role::Page && is_to_come(&document.id));
    let mut upcoming: Vec<(Option<Instant>, Upcoming)> = all
        .filter(|document| !document.meta.unlisted && !document.title.is_empty())
        .filter_map(|document| {
            let announce = document.meta.announce?;
            // A draft may bear the day on which it was begun.
            let instant = publication(document, zone)
                .filter(|instant| announce == Announce::WithDate && *instant > now);
            let day = document.meta.date.or(document.meta.publish_at);
            let told = Upcoming {
                title: document.title.clone(),
                kind: document.kind.name.clone(),
                date: day.filter(|_| instant.is_some()),
            };
            Some((instant, told))
        })
        .collect();
    upcoming.sort_by_cached_key(|(instant, told)| {
        (instant.is_none(), *instant, sort_title(&told.title), told.kind.clone())
    });
    upcoming.into_iter().map(|(_, told)| told).collect()
}
