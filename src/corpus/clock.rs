//! When a site is another one by the clock alone.
//!
//! Whoever keeps a finished site has to know how long it holds. Everything in this folder that looks at
//! the moment of the build is listed here: what is scheduled comes, what expires goes, events are over,
//! and a week whose pieces go out by letter ends.

use super::standing::{Standing, publication};
use super::{Corpus, events};
use crate::date::{Instant, Week, Zone};

/// The first moment after `now` at which the corpus would be another one; nothing if it stays as it is.
pub fn next_change(corpus: &Corpus, zone: &Zone, now: Instant) -> Option<Instant> {
    let coming = corpus.standing.values().filter_map(|standing| match standing {
        Standing::Scheduled(until) => Some(*until),
        _ => None,
    });
    let going =
        corpus.documents.values().filter_map(|document| document.meta.expires.map(|date| date.instant(zone)));
    let announced = corpus.next_event.iter().chain(&corpus.coming).filter_map(|id| corpus.documents.get(id));
    let over = announced.filter_map(|event| events::over(event, zone));
    let pieces = corpus.letters.pieces.iter().filter_map(|id| corpus.documents.get(id));
    let weeks = pieces.filter_map(|piece| Some(Week::of(publication(piece, zone)?, zone).end(zone)));
    coming.chain(going).chain(over).chain(weeks).filter(|moment| *moment > now).min()
}
