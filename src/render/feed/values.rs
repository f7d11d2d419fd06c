//! A feed as plain values, whatever form it is written in.
//!
//! What fills them is decided in [`super`]; the forms are [`crate::render::atom`],
//! [`crate::render::json_feed`] and [`crate::render::rss`].

use crate::date::Instant;

/// A feed and its entries.
#[derive(Debug, Clone)]
pub struct Feed {
    /// Its id, which never changes.
    pub id: String,
    /// Its title, as text.
    pub title: String,
    /// One sentence about it, as text.
    pub subtitle: Option<String>,
    /// Its own whole URL.
    pub self_url: String,
    /// The whole URL of the page that shows the same.
    pub alternate_url: String,
    /// The language of what says nothing else: BCP 47.
    pub language: String,
    /// Who may do what with it.
    pub rights: Option<String>,
    /// When its newest entry changed.
    pub updated: Instant,
    /// Who stands behind an entry that names no author: the site itself.
    pub author: Author,
    /// Newest first.
    pub entries: Vec<FeedEntry>,
}

/// One document in a feed.
#[derive(Debug, Clone)]
pub struct FeedEntry {
    /// Its id, which never changes.
    pub id: String,
    /// Its title, as text.
    pub title: String,
    /// The whole URL of its page.
    pub url: String,
    /// The whole URL of what a link post is about.
    pub external_url: Option<String>,
    /// When it was published.
    pub published: Instant,
    /// When it last changed.
    pub updated: Instant,
    /// Who wrote it, or speaks in it.
    pub authors: Vec<Author>,
    /// Its topics and tags.
    pub categories: Vec<Category>,
    /// What it is about, as text.
    pub summary: Option<String>,
    /// All of it, as HTML with whole URLs.
    pub content_html: Option<String>,
    /// What there is to hear.
    pub enclosure: Option<Enclosure>,
    /// Its first picture, for programs that show one beside the text.
    pub picture: Option<Picture>,
    /// Its language, if it is not the feed's.
    pub language: Option<String>,
    /// Who may do what with it, if it is not as with the feed.
    pub rights: Option<String>,
}

/// A picture beside an entry, as Media RSS has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its whole URL.
    pub url: String,
    /// Its width and height in pixels, as written.
    pub size: Option<(String, String)>,
}

/// A person, or the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// The name as printed.
    pub name: String,
    /// The whole URL of their page.
    pub uri: Option<String>,
}

/// A topic or tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Its slug.
    pub term: String,
    /// The whole URL of the list it belongs to.
    pub scheme: Option<String>,
    /// Its title.
    pub label: Option<String>,
}

/// A file that belongs to an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosure {
    /// Its whole URL.
    pub url: String,
    /// Its media type: `audio/mpeg`.
    pub media_type: String,
    /// Its length in bytes; 0 if not known.
    pub bytes: u64,
    /// Its length in seconds; 0 if not known.
    pub seconds: u64,
}

impl FeedEntry {
    /// Those of its authors who have a name.
    pub fn named(&self) -> impl Iterator<Item = &Author> {
        self.authors.iter().filter(|author| written(Some(&author.name)).is_some())
    }
}

/// A text, if something is written in it.
pub fn written(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.trim().is_empty())
}

/// An instant as feeds can say it. Neither RFC 3339 nor RFC 822 has a sign before a year, and
/// readers know no year 0: a mistyped date that far back counts as the oldest there is.
pub fn for_feeds(instant: Instant) -> Instant {
    let text = instant.rfc3339();
    if text.starts_with('-') || text.starts_with("0000") { Instant::EPOCH } else { instant }
}

/// A language tag, if it has the form of one: a wrong one makes the whole feed invalid.
pub fn language(tag: &str) -> Option<&str> {
    let mut parts = tag.split('-');
    let first = parts.next().is_some_and(|part| {
        (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
    });
    let rest = parts
        .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    (first && rest).then_some(tag)
}

/// A feed for the tests of its forms.
#[cfg(test)]
pub(crate) mod example {
    use super::*;

    pub fn at(seconds: i64) -> Instant {
        Instant::from_seconds(seconds).unwrap()
    }

    pub fn author(name: &str) -> Author {
        Author { name: name.into(), uri: Some("https://ebb.example/people/x/".into()) }
    }

    pub fn entry(number: usize) -> FeedEntry {
        FeedEntry {
            id: format!("tag:ebb.example,2024-05-03:/stories/{number}/"),
            title: "The quiet fix".into(),
            url: format!("https://ebb.example/stories/{number}/"),
            external_url: None,
            published: at(1_714_694_400),
            updated: at(1_714_780_800),
            authors: vec![author("Kiran")],
            categories: vec![Category {
                term: "handover".into(),
                scheme: Some("https://ebb.example/topics/".into()),
                label: Some("Hand-over".into()),
            }],
            summary: Some("A fix nobody saw.".into()),
            content_html: Some("<p>One &amp; two</p>".into()),
            enclosure: None,
            picture: None,
            language: None,
            rights: None,
        }
    }

    pub fn feed(entries: Vec<FeedEntry>) -> Feed {
        Feed {
            id: "https://ebb.example/feed.xml".into(),
            title: "Ebb & Relay".into(),
            subtitle: Some("Stories of things that went wrong".into()),
            self_url: "https://ebb.example/feed.xml".into(),
            alternate_url: "https://ebb.example/".into(),
            language: "en".into(),
            rights: Some("CC-BY-4.0".into()),
            updated: at(1_714_780_800),
            author: Author { name: "Ebb & Relay".into(), uri: None },
            entries,
        }
    }
}
