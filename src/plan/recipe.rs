//! The closed list of things an address can hold.
//!
//! A recipe is data: it can be printed and compared, and a new one does not compile until
//! `render` knows how to make it.

use std::fmt;

use crate::config::FeedFormat;
use crate::document::DocumentId;
use crate::source::{SourcePath, Span};
use crate::url::SitePath;

/// What stands at an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Recipe {
    /// A document's own page.
    Page(DocumentId),
    /// A document's questions to talk about, to be printed.
    Guide(DocumentId),
    /// One page of a list, from 1.
    List(ListId, usize),
    /// All entries of something, on one page.
    Index(IndexId),
    /// The list of the works a community reads.
    Library,
    /// The page of one of them, by its id.
    Work(String),
    /// Works as a file for reference managers.
    References(Shelf, Format),
    /// Where newcomers begin.
    Start,
    /// What is announced and not out yet.
    Upcoming,
    /// A feed, in one of its forms.
    Feed(FeedId, FeedFormat),
    /// The page that tells of all feeds.
    Feeds,
    /// The search: its page, and below it whatever files it is made of.
    Search,
    /// Where the chapters of an episode begin, as JSON for players.
    Chapters(DocumentId),
    /// The transcript of an episode with its times, as WebVTT.
    Captions(DocumentId),
    /// Events for calendar programs (RFC 5545).
    Calendar(CalendarId),
    /// A part of the mail that an edition of the newsletter is sent as.
    Mail(DocumentId, MailPart),
    /// The picture that stands for the page at this address where somebody shares a link to it.
    Card(SitePath),
    /// The headers that servers which read `_headers` send along.
    Headers,
    /// A page that leads to another.
    Redirect(SitePath),
    /// The redirects for servers that read `_redirects`.
    RedirectTable,
    /// The sitemap, or with a number one of its parts.
    Sitemap(Option<usize>),
    /// The manifest for home screens.
    Manifest,
    /// `robots.txt`.
    Robots,
    /// The page for addresses that are not there.
    NotFound,
    /// An empty file that tells a host to leave the folder as it is.
    NoJekyll,
    /// A style sheet of the theme, by its name below `static/`.
    Stylesheet(String),
    /// A file as it is; a picture beside a document, without what it tells about people.
    Copy(SourcePath),
    /// A picture, so many pixels wide.
    Picture(SourcePath, u32),
}

/// Which works a file of references holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shelf {
    /// All of them.
    Library,
    /// One, by its id.
    Work(String),
    /// Those that a document uses.
    Document(DocumentId),
}

/// A format that reference managers read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// BibLaTeX, `.bib`.
    Biblatex,
    /// CSL-JSON, `.json`.
    CslJson,
    /// RIS, `.ris`.
    Ris,
}

impl Format {
    /// All of them, in the order in which readers are offered them.
    pub const ALL: [Format; 3] = [Format::Biblatex, Format::CslJson, Format::Ris];

    /// How its files end.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Biblatex => "bib",
            Format::CslJson => "json",
            Format::Ris => "ris",
        }
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Format::Biblatex => "BibLaTeX",
            Format::CslJson => "CSL-JSON",
            Format::Ris => "RIS",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Biblatex => "application/x-bibtex",
            Format::CslJson => "application/vnd.citationstyles.csl+json",
            Format::Ris => "application/x-research-info-systems",
        }
    }
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

impl Recipe {
    /// Whether it is a page for readers: what search engines are told of, and what is counted.
    pub fn is_page(&self) -> bool {
        matches!(
            self,
            Recipe::Page(_)
                | Recipe::Guide(_)
                | Recipe::List(..)
                | Recipe::Index(_)
                | Recipe::Library
                | Recipe::Work(_)
                | Recipe::Start
                | Recipe::Upcoming
                | Recipe::Feeds
        )
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
    /// The episodes of a podcast, by its slug.
    Show(String),
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
    /// Of the newest pieces, for programs that send letters.
    MailPosts,
    /// Of the weeks that are over, for programs that send letters.
    Weekly,
    /// For podcast players: what there is to hear of a show, by its slug.
    Show(String),
}

impl FeedId {
    /// The forms it is written in, where the settings ask for these.
    pub fn formats<'f>(&self, asked: &'f [FeedFormat]) -> &'f [FeedFormat] {
        match self {
            // Players read nothing else.
            FeedId::Show(_) => &[FeedFormat::Rss],
            // What a letter is sent from is one address.
            FeedId::MailPosts | FeedId::Weekly => &[FeedFormat::Atom],
            _ => asked,
        }
    }
}

/// The address of a feed in one of its forms; `address` is that of its first one.
pub fn feed_address(address: &SitePath, format: FeedFormat) -> SitePath {
    let name = match format {
        FeedFormat::Json => "feed.json",
        FeedFormat::Rss if address.as_str().ends_with("/feed.xml") => "rss.xml",
        FeedFormat::Atom | FeedFormat::Rss => return address.clone(),
    };
    let inside = &address.as_str()[1..];
    let folder = inside.rfind('/').map_or("", |slash| &inside[..=slash]);
    SitePath::file_at(&format!("{folder}{name}")).unwrap_or_else(|_| address.clone())
}

/// A calendar file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum CalendarId {
    /// Of all events in a list, by their folder.
    Kind(String),
    /// Of one event and its sessions.
    Event(DocumentId),
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
            Recipe::Guide(_) => f.write_str("questions"),
            Recipe::List(_, 1) => f.write_str("list"),
            Recipe::List(_, number) => write!(f, "list, page {number}"),
            Recipe::Index(_) => f.write_str("index"),
            Recipe::Library => f.write_str("library"),
            Recipe::Work(_) => f.write_str("work"),
            Recipe::References(_, format) => f.write_str(format.name()),
            Recipe::Start => f.write_str("start"),
            Recipe::Upcoming => f.write_str("upcoming"),
            Recipe::Calendar(_) => f.write_str("calendar"),
            Recipe::Feed(_, FeedFormat::Atom) => f.write_str("feed"),
            Recipe::Feed(_, FeedFormat::Json) => f.write_str("feed, as JSON"),
            Recipe::Feed(FeedId::Show(_), FeedFormat::Rss) => f.write_str("podcast feed"),
            Recipe::Feed(_, FeedFormat::Rss) => f.write_str("feed, as RSS"),
            Recipe::Feeds => f.write_str("feeds"),
            Recipe::Search => f.write_str("search, with all below"),
            Recipe::Chapters(_) => f.write_str("chapters"),
            Recipe::Captions(_) => f.write_str("transcript with times"),
            Recipe::Mail(..) => f.write_str("mail"),
            Recipe::Card(_) => f.write_str("social card"),
            Recipe::Headers => f.write_str("headers"),
            Recipe::Redirect(to) => write!(f, "redirect to {to}"),
            Recipe::RedirectTable => f.write_str("redirects"),
            Recipe::Sitemap(_) => f.write_str("sitemap"),
            Recipe::Manifest => f.write_str("manifest"),
            Recipe::Robots => f.write_str("robots"),
            Recipe::NotFound => f.write_str("not found"),
            Recipe::NoJekyll => f.write_str("marker"),
            Recipe::Stylesheet(_) => f.write_str("style sheet"),
            Recipe::Copy(_) => f.write_str("file"),
            Recipe::Picture(_, width) => write!(f, "picture, {width} wide"),
        }
    }
}
