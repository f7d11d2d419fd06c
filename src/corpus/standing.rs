//! What is published when.
//!
//! One `now` per build decides; it is given, never asked of a clock. A document is held back if it
//! is a draft, if its publication instant is still to come, or if it has expired.

use crate::date::{Instant, Zone};
use crate::document::Document;

/// The instant of a build, and what of the held-back documents it includes all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Now.
    pub now: Instant,
    /// Include drafts.
    pub drafts: bool,
    /// Include what is scheduled.
    pub future: bool,
    /// Include what has expired.
    pub expired: bool,
}

/// Whether a document is out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is.
    Published,
    /// Its author is not done.
    Draft,
    /// It will be, at this instant.
    Scheduled(Instant),
    /// It was, until this instant.
    Expired(Instant),
}

impl Standing {
    /// One word for a mark on the page; empty if it is published.
    pub fn word(self) -> &'static str {
        match self {
            Standing::Published => "",
            Standing::Draft => "draft",
            Standing::Scheduled(_) => "scheduled",
            Standing::Expired(_) => "expired",
        }
    }
}

impl Moment {
    /// How a document stands at this moment.
    pub fn standing(&self, document: &Document, zone: &Zone) -> Standing {
        if document.meta.draft {
            return Standing::Draft;
        }
        match publication(document, zone) {
            Some(instant) if instant > self.now => return Standing::Scheduled(instant),
            _ => {}
        }
        match document.meta.expires.map(|date| date.instant(zone)) {
            Some(instant) if instant <= self.now => Standing::Expired(instant),
            _ => Standing::Published,
        }
    }

    /// Whether the build shows a document of this standing.
    pub fn shows(&self, standing: Standing) -> bool {
        match standing {
            Standing::Published => true,
            Standing::Draft => self.drafts,
            Standing::Scheduled(_) => self.future,
            Standing::Expired(_) => self.expired,
        }
    }
}

/// The publication instant: `publish_at`, else `date`; none for an undated document.
pub fn publication(document: &Document, zone: &Zone) -> Option<Instant> {
    document.meta.publish_at.or(document.meta.date).map(|date| date.instant(zone))
}
