//! What documents of one folder must say about themselves.
//!
//! A kind is a TOML file, laid in layers: built in, the theme's, the site's. [`load`] reads them
//! all; [`check`] holds a document's table against one; [`common`] lists the fields that documents
//! of every kind have. What the fields mean for pages is left to templates.

pub mod check;
pub mod common;
mod declare;
pub mod field;
mod layers;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use crate::few::Few;
use crate::source::Span;

pub use declare::check_pattern;
pub use field::{Field, FieldType, FieldValue, Valued};
pub use layers::load;

/// The checked values of a document's own fields, by name.
pub type Fields = Few<String, Valued>;

/// The folders of the built-in kinds, in the order of menus and lists.
pub const FOLDERS: [&str; 14] = [
    "stories",
    "essays",
    "reviews",
    "reading-lists",
    "podcast",
    "talks",
    "newsletter",
    "concepts",
    "people",
    "series",
    "events",
    "posts",
    "post",
    "blog",
];

/// The name of the kind of `content/start.md`.
pub const START: &str = "start";

/// A kind, all layers laid over each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Kind {
    /// Singular: `story`.
    pub name: String,
    /// Its folder below `content/`: `stories`. Empty for `page`.
    pub folder: String,
    /// For people, plural: "Stories".
    pub title: String,
    /// The permalink pattern: `/stories/{slug}/`.
    pub url: String,
    /// Whether unknown keys are errors.
    pub strict: bool,
    /// How its list is ordered.
    pub order: Order,
    /// Documents on one page of its list.
    pub per_page: usize,
    /// Whether it has a list page and stands in lists, terms and the archive.
    pub listed: bool,
    /// Whether it has a feed of its own.
    pub feed: bool,
    /// Whether its documents stand in the site feed.
    pub in_site_feed: bool,
    /// The schema.org type of its pages.
    pub json_ld: String,
    /// Whether the body is a transcript.
    pub transcript: bool,
    /// Its own fields, by name, in the order they are declared.
    pub fields: Vec<Field>,
    /// Whether it comes with the program (its files may still have been changed).
    pub built_in: bool,
    /// The files it was made from, lowest layer first, and where each key was set: for `retell kinds`.
    pub origins: BTreeMap<String, Span>,
}

/// The order of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// By publication instant, newest first.
    Newest,
    /// Oldest first.
    Oldest,
    /// By title, A to Z.
    Title,
    /// By the value of a field.
    Field(String),
}

/// All kinds of a site.
#[derive(Debug, Clone)]
pub struct Kinds {
    /// By folder below `content/`, nested folders too: `stories`, `stories/2024`. A nested folder
    /// that gives its kind no name of its own has a variant of the kind around it, whose `folder`
    /// is that one's.
    pub by_folder: BTreeMap<String, Arc<Kind>>,
    /// The kind of everything else.
    pub page: Arc<Kind>,
    /// The kind of a term's own page (`content/topics/x.md`).
    pub term: Arc<Kind>,
    /// The kind of `_index.md`.
    pub index: Arc<Kind>,
    /// The kind of works in the library.
    pub work: Arc<Kind>,
    /// The kind of the page for newcomers (`content/start.md`).
    pub start: Arc<Kind>,
}

impl Default for Kinds {
    /// No kinds but the four that are always there, and these without fields.
    fn default() -> Kinds {
        let bare = |name: &str, folder: &str| Arc::new(Kind::bare(name, folder));
        Kinds {
            by_folder: BTreeMap::new(),
            page: bare("page", ""),
            term: bare("term", ""),
            index: bare("index", ""),
            work: bare("work", "library"),
            start: bare(START, ""),
        }
    }
}

impl Kinds {
    /// The kind of documents in a folder: that of the folder or of the nearest one around it, else
    /// page. The folder is below `content/`, with or without that before it.
    pub fn for_folder(&self, content_folder: &str) -> Arc<Kind> {
        let below = content_folder.strip_prefix("content").unwrap_or(content_folder);
        let below = if below.is_empty() || below.starts_with('/') { below } else { content_folder };
        let below = below.trim_matches('/');
        let mut folder = Some(below);
        while let Some(name) = folder.filter(|name| !name.is_empty()) {
            if let Some(kind) = self.by_folder.get(name) {
                return kind.clone();
            }
            folder = name.rsplit_once('/').map(|(around, _)| around);
        }
        self.page.clone()
    }

    /// The kind of that name.
    pub fn named(&self, name: &str) -> Option<&Arc<Kind>> {
        self.all().find(|kind| kind.name == name)
    }

    /// The kind that documents may choose by this name: any but those of terms, works,
    /// introductions and the page for newcomers.
    pub fn choosable(&self, name: &str) -> Option<&Arc<Kind>> {
        self.choosables().find(|kind| kind.name == name)
    }

    /// All kinds that documents may choose.
    pub fn choosables(&self) -> impl Iterator<Item = &Arc<Kind>> {
        let others = [&self.term, &self.index, &self.work, &self.start];
        self.all().filter(move |kind| !others.iter().any(|other| Arc::ptr_eq(other, kind)))
    }

    /// A kind by its number, as long as the kinds are the same.
    pub fn numbered(&self, number: u32) -> Option<&Arc<Kind>> {
        self.in_order().nth(number as usize)
    }

    /// The number of one of these kinds.
    pub fn number(&self, kind: &Arc<Kind>) -> Option<u32> {
        self.in_order().position(|one| Arc::ptr_eq(one, kind)).map(|number| number as u32)
    }

    fn in_order(&self) -> impl Iterator<Item = &Arc<Kind>> {
        let always = [&self.page, &self.term, &self.index, &self.work, &self.start];
        self.by_folder.values().chain(always)
    }

    /// Every kind once: the built-in ones in their fixed order, then the site's own by folder.
    /// Variants of nested folders are left out. `post` comes once for each of its folders.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Kind>> {
        let built_in = FOLDERS.iter().filter_map(|folder| self.by_folder.get(*folder));
        let always = [&self.page, &self.term, &self.index, &self.work, &self.start];
        let own = self.by_folder.iter().filter(|(folder, kind)| {
            !FOLDERS.contains(&folder.as_str()) && kind.folder.as_str() == folder.as_str()
        });
        built_in.chain(always).chain(own.map(|(_, kind)| kind))
    }
}

impl Kind {
    /// A kind of which nothing is declared yet.
    pub fn bare(name: &str, folder: &str) -> Kind {
        Kind {
            name: name.to_owned(),
            folder: folder.to_owned(),
            title: layers::title_of(folder),
            url: if folder.is_empty() { "/{path}/".to_owned() } else { format!("/{folder}/{{slug}}/") },
            strict: false,
            order: Order::Newest,
            per_page: 24,
            listed: false,
            feed: false,
            in_site_feed: false,
            json_ld: "WebPage".to_owned(),
            transcript: false,
            fields: Vec::new(),
            built_in: false,
            origins: BTreeMap::new(),
        }
    }

    /// One that stands where the kind of a document has still to be put.
    pub fn none() -> Arc<Kind> {
        static NONE: LazyLock<Arc<Kind>> = LazyLock::new(|| Arc::new(Kind::bare("", "")));
        Arc::clone(&NONE)
    }

    /// Its own field of that name, or of that older name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields
            .iter()
            .find(|field| field.name == name)
            .or_else(|| self.fields.iter().find(|field| field.was.iter().any(|older| older == name)))
    }

    /// Whether the common fields are left out: only for works, whose `url` and `authors` are those
    /// of the work and not of a page.
    pub fn stands_alone(&self) -> bool {
        self.folder == "library"
    }

    /// Where its fields are declared, if a site's or theme's file does so.
    pub fn declared(&self) -> Option<&Span> {
        self.origins.get("fields").filter(|span| check::is_real_file(&span.file))
    }
}
