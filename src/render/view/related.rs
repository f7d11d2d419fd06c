//! What leads from one page to another, and why.

use std::sync::Arc;

use serde::Serialize;

use super::CardView;

/// Something to read next.
#[derive(Debug, Clone, Serialize)]
pub struct RelatedView {
    /// Its title.
    pub title: String,
    /// Where it is.
    pub href: Option<String>,
    /// Its card, if it is a document of the site; else null.
    pub card: Option<Arc<CardView>>,
    /// The reason as one line of text, without a full stop: "Both cite Rasmussen 1997 and use
    /// saturation".
    pub why: String,
    /// The same in pieces, so that what is shared can be linked to. Empty where the author gives
    /// the reason.
    pub reasons: Vec<ReasonView>,
}

/// One piece of a reason: words that lead, then what is shared.
#[derive(Debug, Clone, Serialize)]
pub struct ReasonView {
    /// "Both cite", " and use", "Links here".
    pub words: String,
    /// "Rasmussen 1997"; empty after words that say all.
    pub what: String,
    /// What follows it, in languages that say something then; else empty.
    pub after: String,
    /// Where that has its page, or null.
    pub href: Option<String>,
    /// Whether it is a term of the trade, to be set apart from the words around it.
    pub term: bool,
}

/// Where somebody is spoken of.
#[derive(Debug, Clone, Serialize)]
pub struct MentionView {
    /// The document.
    pub card: Arc<CardView>,
    /// The place in it.
    pub href: String,
    /// The sentence; empty where a field names them.
    pub sentence: String,
}
