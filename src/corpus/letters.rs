//! What goes to readers by the feeds from which letters are made: editions, single pieces, whole
//! weeks.
//!
//! Whoever sends letters from a feed must never be shown a piece before its time, nor twice. So only
//! what is published at the moment of the build is here, whatever else the build shows, and a week
//! is here once it is over. How many of them a feed carries is for `plan` to say; what the editor of
//! the next letter has to choose from is in [`super::next_letter`], what an edition is in
//! [`super::editions`].

use std::collections::BTreeMap;
use std::sync::Arc;

use super::editions::is_edition;
use super::order::newest_first;
use super::standing::{Standing, publication};
use crate::config::Config;
use crate::date::{Instant, Week};
use crate::document::{Document, DocumentId, Role};
use crate::kind::Kind;
use crate::shared_map::SharedMap;
use crate::words::capitalised;

/// What is published and meant for letters, newest first.
#[derive(Debug, Clone, Default)]
pub struct Letters {
    /// The letters themselves, save those that no list shows.
    pub editions: Vec<DocumentId>,
    /// The pieces.
    pub pieces: Vec<DocumentId>,
    /// The weeks that are over and have a piece.
    pub weeks: Vec<LetterWeek>,
}

/// A week that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterWeek {
    /// Which.
    pub week: Week,
    /// When it was over.
    pub ended: Instant,
    /// Its pieces, in the order in which they were published.
    pub pieces: Vec<DocumentId>,
}

impl Letters {
    /// What these documents are for letters at the moment `now`. `standing` has those that are not
    /// published.
    pub fn of(
        documents: &SharedMap<DocumentId, Arc<Document>>,
        standing: &BTreeMap<DocumentId, Standing>,
        config: &Config,
        now: Instant,
    ) -> Letters {
        let zone = &config.timezone;
        let published = |document: &&Arc<Document>| {
            !standing.contains_key(&document.id) && publication(document, zone).is_some()
        };
        let chosen = |wanted: &dyn Fn(&Document) -> bool| {
            let mut ids: Vec<DocumentId> = documents
                .values()
                .filter(published)
                .filter(|document| wanted(document))
                .map(|document| document.id.clone())
                .collect();
            newest_first(&mut ids, documents, zone);
            ids
        };
        let pieces = chosen(&|document| goes_by_letter(document, config));
        let mut weeks: BTreeMap<Week, Vec<DocumentId>> = BTreeMap::new();
        for document in pieces.iter().rev().filter_map(|id| documents.get(id)) {
            if let Some(instant) = publication(document, zone) {
                weeks.entry(Week::of(instant, zone)).or_default().push(document.id.clone());
            }
        }
        let weeks = weeks
            .into_iter()
            .rev()
            .map(|(week, pieces)| LetterWeek { week, ended: week.end(zone), pieces })
            .filter(|week| week.ended <= now)
            .collect();
        let found = |document: &Document| is_edition(document) && !document.meta.unlisted;
        Letters { editions: chosen(&found), pieces, weeks }
    }
}

/// What a document of a kind is called in a letter: "Reading list".
pub fn word_for(kind: &Kind) -> String {
    capitalised(&kind.name.replace('-', " "))
}

/// Whether a document is a piece for letters, when it is published: it says so itself, else its kind
/// does.
pub fn goes_by_letter(document: &Document, config: &Config) -> bool {
    let a_piece = document.role == Role::Page && !is_edition(document) && !document.meta.unlisted;
    let of_kind = || config.newsletter.kinds.contains(&document.kind.name);
    a_piece && document.meta.newsletter.unwrap_or_else(of_kind)
}
