//! What is said about a page in schema.org's words, as plain values: the input of
//! [`crate::render::json_ld`].
//!
//! All URLs are whole, all dates are as they are printed in `<time datetime>`. An empty text or
//! list counts as not given.

/// The site.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// Its title.
    pub name: String,
    /// The URL of its home page.
    pub url: String,
    /// One sentence about it.
    pub description: Option<String>,
    /// BCP 47.
    pub language: Option<String>,
}

/// What a page of any type says about itself.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Its URL.
    pub url: String,
    /// Its title.
    pub title: String,
    /// One sentence about it.
    pub description: Option<String>,
    /// The picture that stands for it.
    pub image: Option<Image>,
    /// BCP 47.
    pub language: Option<String>,
    /// When it was published.
    pub published: Option<String>,
    /// When it last changed.
    pub updated: Option<String>,
    /// Who wrote it, or speaks in it.
    pub authors: Vec<Person>,
    /// The titles of its topics and tags.
    pub keywords: Vec<String>,
    /// The concepts it is about.
    pub about: Vec<Link>,
    /// The works it cites.
    pub citations: Vec<Work>,
    /// A URL, an SPDX id or words.
    pub license: Option<String>,
    /// How many words its text has.
    pub words: Option<usize>,
    /// The series it is a part of, and as which part.
    pub series: Option<(Link, usize)>,
}

/// What a page is, or is about, and what only such a page says.
#[derive(Debug, Clone)]
pub enum Subject {
    /// A page that is nothing else: `WebPage`, `CollectionPage`.
    Page(String),
    /// A dated text: `Article`, `BlogPosting`, or whatever type of work a site's own kind names.
    Text(String),
    /// A text about one work or several.
    Review {
        /// The works.
        of: Vec<Work>,
        /// The number of stars or points, if the reviewer gave one.
        rating: Option<f64>,
    },
    /// A reading list.
    List {
        /// What stands on it.
        items: Vec<Link>,
        /// Whether it is meant to be read in that order.
        in_sequence: bool,
    },
    /// An episode of a podcast.
    Episode {
        /// The podcast and its page.
        show: Link,
        /// Its number in the show.
        number: Option<u64>,
        /// What there is to hear.
        audio: Option<Audio>,
        /// Who was invited.
        guests: Vec<Person>,
    },
    /// The page of a podcast, with the URL of its feed.
    Show {
        /// The RSS feed, once there is an episode to hear.
        feed_url: Option<String>,
    },
    /// A talk: with a video and a picture a `VideoObject`, else a `CreativeWork`.
    Talk {
        /// Where the video is.
        video: Option<Video>,
        /// How long it takes.
        seconds: Option<u64>,
        /// Where it was given.
        event: Option<String>,
    },
    /// A concept.
    Term {
        /// Other names and its abbreviation.
        aka: Vec<String>,
        /// The list of concepts it belongs to.
        set: Link,
    },
    /// The list of concepts.
    TermSet {
        /// The concepts.
        terms: Vec<Link>,
    },
    /// The page of a person, whose name is the page's title.
    Profile {
        /// One sentence about them.
        summary: Option<String>,
        /// What they look like.
        photo: Option<Image>,
        /// Other names.
        aka: Vec<String>,
        /// Their pages elsewhere.
        same_as: Vec<String>,
    },
    /// A series, with its parts in order.
    Series {
        /// The parts.
        parts: Vec<Link>,
    },
    /// Something that happens at a time, in a place, online or both.
    Event {
        /// When it begins.
        starts: String,
        /// When it ends.
        ends: Option<String>,
        /// Where, in words.
        place: Option<String>,
        /// Where to take part online.
        online: Option<String>,
        /// Its meetings, if there are several.
        sessions: Vec<Session>,
        /// What is read or spoken of there.
        works: Vec<Work>,
    },
    /// An issue of the newsletter.
    Issue {
        /// Its number.
        number: Option<u64>,
        /// The newsletter and its page.
        periodical: Link,
    },
    /// The newsletter's page.
    Periodical,
    /// A work in the library.
    Work(Work),
}

/// One meeting of an event.
#[derive(Debug, Clone, Default)]
pub struct Session {
    /// The event's title and what the meeting is about.
    pub name: String,
    /// When it begins.
    pub starts: String,
    /// When it ends.
    pub ends: Option<String>,
    /// Where it can be heard or seen afterwards.
    pub recording: Option<String>,
}

/// A name, and where it leads if anywhere.
#[derive(Debug, Clone, Default)]
pub struct Link {
    /// The title or name.
    pub name: String,
    /// The URL.
    pub url: Option<String>,
}

/// An author, speaker or editor.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// The name as printed.
    pub name: String,
    /// Whether it is that of an organisation.
    pub organization: bool,
    /// The URL of their page.
    pub url: Option<String>,
}

/// A picture.
#[derive(Debug, Clone, Default)]
pub struct Image {
    /// Its URL.
    pub url: String,
    /// Pixels across.
    pub width: Option<u64>,
    /// Pixels down.
    pub height: Option<u64>,
}

/// A file to hear.
#[derive(Debug, Clone, Default)]
pub struct Audio {
    /// Its URL.
    pub url: String,
    /// Its media type: `audio/mpeg`.
    pub media_type: String,
    /// Its size.
    pub bytes: Option<u64>,
    /// How long it takes.
    pub seconds: Option<u64>,
    /// The URL of what is said, with its times (WebVTT).
    pub captions: Option<String>,
}

/// Where a video is; any of them.
#[derive(Debug, Clone, Default)]
pub struct Video {
    /// The page to watch it on.
    pub watch_url: Option<String>,
    /// The file itself.
    pub content_url: Option<String>,
    /// A player to embed.
    pub embed_url: Option<String>,
}

/// A book, paper, talk…: something others made.
#[derive(Debug, Clone, Default)]
pub struct Work {
    /// Its type in the library: `book`, `chapter`, `article`, `report`, `talk`, `post`, `episode`,
    /// `thesis`, `video`, `dataset`.
    pub work_type: String,
    /// Its title.
    pub name: String,
    /// Who wrote it.
    pub authors: Vec<Person>,
    /// Who edited it.
    pub editors: Vec<Person>,
    /// Who published it.
    pub publisher: Option<String>,
    /// The year it appeared, or a fuller date.
    pub published: Option<String>,
    /// What it appeared in: a journal, a book, a show.
    pub container: Option<String>,
    /// Its ISBN.
    pub isbn: Option<String>,
    /// How many pages it has.
    pub pages: Option<u64>,
    /// BCP 47.
    pub language: Option<String>,
    /// The URL of its page, here or elsewhere.
    pub url: Option<String>,
    /// Further URLs that name it: its DOI's.
    pub same_as: Vec<String>,
}
