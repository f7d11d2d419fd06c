//! The facts that documents of every kind have, read and checked.
//!
//! [`read`] pours the keys of front matter, however other systems call them, into [`Meta`] and the
//! fields of the kind; [`kind_of`] says which kind that is. What dates, names and addresses mean
//! for the site is left to the floors above.

mod choose;
mod demand;
mod pour;
mod read;
#[cfg(test)]
mod tests;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::config::HtmlPolicy;
use crate::date::Date;
use crate::few::Few;
use crate::serial;

pub use choose::kind_of;
pub use read::{Rules, read};

/// A value with where it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// In bytes of the file.
    pub range: Range<usize>,
}

/// What a document says of itself, whatever its kind. Absent fields are empty, `None` or `false`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Meta {
    /// The title; empty until the body's first heading or the file name has been asked.
    pub title: String,
    /// The date shown.
    pub date: Option<Date>,
    /// When it was last changed.
    pub updated: Option<Date>,
    /// When it is published, if not on `date`.
    pub publish_at: Option<Date>,
    /// When it is withdrawn.
    pub expires: Option<Date>,
    /// Who wrote it, in order, as written.
    pub authors: Vec<At<Author>>,
    /// Given slug.
    pub slug: Option<At<String>>,
    /// Given address, Jekyll's `:year` and the like still in it.
    pub url: Option<At<String>>,
    /// Former addresses.
    pub aliases: Vec<At<String>>,
    /// For cards, feeds and mail; either this or `description` stands in for the other.
    pub summary: Option<String>,
    /// For search engines and previews.
    pub description: Option<String>,
    /// Terms as written, by the taxonomy's name.
    pub terms: Few<String, Vec<At<String>>>,
    /// Documents of these groups named here besides those found in the text: `concepts`, `people`, `cite`.
    pub named: Few<String, Vec<At<String>>>,
    /// The series it is a part of.
    pub series: Option<At<String>>,
    /// Which part.
    pub part: Option<At<f64>>,
    /// Not yet finished.
    pub draft: bool,
    /// A page of its own, but in no list, feed, search or sitemap.
    pub unlisted: bool,
    /// Announced before it is out.
    pub announce: Option<Announce>,
    /// `living`, `finished` or `superseded`.
    pub status: Option<String>,
    /// What supersedes it.
    pub superseded_by: Option<At<String>>,
    /// What changed when.
    pub changes: Vec<Change>,
    /// Where the original stands, if not here.
    pub canonical_url: Option<String>,
    /// What a link post is about.
    pub external_url: Option<String>,
    /// The picture that stands for it.
    pub image: Option<Picture>,
    /// BCP 47, if not the site's.
    pub lang: Option<String>,
    /// SPDX id or words, if not the site's.
    pub license: Option<String>,
    /// What a reader may want to know beforehand.
    pub content_note: Option<String>,
    /// A given id for feeds.
    pub feed_id: Option<String>,
    /// Whether it goes into the newsletter.
    pub newsletter: Option<bool>,
    /// Whether search finds it.
    pub search: Option<bool>,
    /// 0.5 to 2.
    pub search_weight: Option<f64>,
    /// Whether it has a table of contents.
    pub toc: Option<bool>,
    /// As in `[markdown]`.
    pub math: Option<bool>,
    /// As `smart_punctuation` in `[markdown]`.
    pub smart: Option<bool>,
    /// Only stricter than the site's.
    pub html: Option<HtmlPolicy>,
    /// Documents to suggest first.
    pub related: Vec<Related>,
    /// A template by name.
    pub template: Option<At<String>>,
    /// Free data for templates: the table `extra`, and keys that are of no meaning here.
    #[serde(with = "serial::json")]
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// An author as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The name, or the id of a person.
    pub name: String,
    /// A link, if given with the name.
    pub url: Option<String>,
}

/// How a document is announced before it is out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Announce {
    /// By title and kind.
    Title,
    /// With its date.
    WithDate,
}

/// One entry of `changes`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// When.
    pub date: Date,
    /// What, in a sentence.
    pub what: String,
}

/// The picture that stands for a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// A file beside the document, under `static/`, or a URL.
    pub src: At<String>,
    /// For those who do not see it.
    pub alt: String,
    /// Words under it.
    pub caption: String,
    /// Who made it.
    pub credit: String,
}

/// One entry of `related`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Related {
    /// The document as written.
    pub to: At<String>,
    /// The reason shown.
    pub why: String,
}
