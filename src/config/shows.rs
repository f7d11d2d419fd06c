//! `[podcast.<show>]`: what a show is called, and what podcast directories ask of it.
//!
//! What is missing for a feed is told where the feed is planned: a show without a recording needs
//! none of it.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::table::reader::Reader;
use crate::url::{LinkForm, link_form};

/// One podcast show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Show {
    /// Its name.
    pub title: String,
    /// What it is about, in a sentence or two; may be empty.
    pub description: String,
    /// Its picture as written: a file below `static/` or a URL; may be empty.
    pub image: String,
    /// Where `image` stands.
    pub image_span: Span,
    /// What directories file it under: "Technology", "Documentary"; may be empty.
    pub category: String,
    /// Where `category` stands.
    pub category_span: Span,
    /// Who stands behind it; empty: the site.
    pub owner: String,
    /// Where directories write to its owner; may be empty. Everybody can read it in the feed.
    pub email: String,
    /// Whether it has a page before its first episode.
    pub announced: bool,
    /// Whether directories mark it as nothing for children.
    pub explicit: bool,
    /// Where its table stands.
    pub span: Span,
}

/// Reads all of `[podcast]`.
pub(super) fn read(top: &mut Reader<'_>, all: &mut Vec<Diagnostic>) -> BTreeMap<String, Show> {
    let mut shows = BTreeMap::new();
    for entry in top.table("podcast").map(|table| table.entries.as_slice()).unwrap_or_default() {
        let Some(table) = top.entry_table(entry) else { continue };
        let span = top.key_span(entry);
        let mut inside = top.inside(format!("`[podcast.{}]`", entry.key), table);
        let place = |inside: &Reader<'_>, key| table.get(key).map_or(span.clone(), |node| inside.span(node));
        let image = inside.checked("image", |image| match link_form(image) {
            LinkForm::Dangerous => Err("is no picture".to_owned()),
            _ => Ok(image.to_owned()),
        });
        let email = inside.checked("email", |email| match email.split_once('@') {
            None if !email.is_empty() => Err("is no mail address: it has no `@`".to_owned()),
            _ => Ok(email.trim().to_owned()),
        });
        let show = Show {
            title: inside.text("title").filter(|title| !title.is_empty()).unwrap_or(entry.key.clone()),
            description: inside.text("description").unwrap_or_default(),
            image: image.unwrap_or_default(),
            image_span: place(&inside, "image"),
            category: inside.text("category").unwrap_or_default(),
            category_span: place(&inside, "category"),
            owner: inside.text("owner").unwrap_or_default(),
            email: email.unwrap_or_default(),
            announced: inside.flag("announced").unwrap_or(false),
            explicit: inside.flag("explicit").unwrap_or(false),
            span: span.clone(),
        };
        inside.finish(all);
        shows.insert(entry.key.clone(), show);
    }
    shows
}
