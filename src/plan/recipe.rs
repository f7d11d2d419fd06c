//! The closed list of things an address can hold.
//!
//! A recipe is data: it can be printed and compared, and a new one does not compile until
//! `render` knows how to make it.

use std::fmt;

use crate::document::DocumentId;
use crate::source::{SourcePath, Span};
use crate::url::SitePath;

/// What stands at an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Recipe {
    /// A document's own page.
    Page(DocumentId),
    /// One page of a list, from 1.
    List(ListId, usize),
    /// All entries of something, on one page.
    Index(IndexId),
    /// An Atom feed.
    Feed(FeedId),
    /// A part of the mail that an edition of the newsletter is sent as.
    Mail(DocumentId, MailPart),
    /// The headers that servers which read `_headers` send along.
    Headers,
    /// A page that leads to another.
    Redirect(SitePath),
    /// The redirects for servers that read `_redirects`.
    RedirectTable,
    /// The sitemap, or with a number one of its parts.
    Sitemap(Option<usize>),
    /// `robots.txt`.
    Robots,
    /// The page for addresses that are not there.
    NotFound,
    /// An empty file that tells a host to leave the folder as it is.
    NoJekyll,
    /// A file as it is.
    Copy(SourcePath),
}

/// A part of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MailPart {
    /// The mail as HTML.
    Html,
    /// Its plain text.
    Text,
    /// Both, with subject and facts, for programs that send.
    Json,
}

impl MailPart {
    /// All parts.
    pub const ALL: [MailPart; 3] = [MailPart::Html, MailPart::Text, MailPart::Json];

    /// The name of its file, below the address of the edition.
    pub fn file(self) -> &'static str {
        match self {
            MailPart::Html => "email.html",
            MailPart::Text => "email.txt",
            MailPart::Json => "email.json",
        }
    }
}

/// A list of documents.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListId {
    /// The home page.
    Home,
    /// The documents of a kind, by its folder.
    Kind(String),
    /// The documents of a term: taxonomy and slug.
    Term(String, String),
    /// What a person made, by their slug.
    Person(String),
    /// The parts of a series, by its slug.
    Series(String),
    /// Everything with a date.
    Archive,
    /// Everything of a year.
    Year(i16),
}

/// An index of lists.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum IndexId {
    /// The terms of a taxonomy.
    Terms(String),
    /// People.
    People,
    /// Series.
    Series,
    /// The years of a large archive.
    Years,
}

/// A feed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeedId {
    /// Of the whole site.
    Site,
    /// Of a kind, by its folder.
    Kind(String),
    /// Of a term: taxonomy and slug.
    Term(String, String),
    /// Of a person, by their slug.
    Person(String),
    /// Of a series, by its slug.
    Series(String),
}

/// Who asked for an address: the side that a clash names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// In words: ``content/a.md``, "the list of stories".
    pub words: String,
    /// The place in a source file, if there is one.
    pub span: Option<Span>,
}

impl fmt::Display for Recipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Recipe::Page(_) => f.write_str("page"),
            Recipe::List(_, 1) => f.write_str("list"),
            Recipe::List(_, number) => write!(f, "list, page {number}"),
            Recipe::Index(_) => f.write_str("index"),
            Recipe::Feed(_) => f.write_str("feed"),
            Recipe::Mail(..) => f.write_str("mail"),
            Recipe::Headers => f.write_str("headers"),
            Recipe::Redirect(to) => write!(f, "redirect to {to}"),
            Recipe::RedirectTable => f.write_str("redirects"),
            Recipe::Sitemap(_) => f.write_str("sitemap"),
            Recipe::Robots => f.write_str("robots"),
            Recipe::NotFound => f.write_str("not found"),
            Recipe::NoJekyll => f.write_str("marker"),
            Recipe::Copy(_) => f.write_str("file"),
        }
    }
}
