//! What templates see of podcasts and of the page about feeds.

use serde::Serialize;

use super::{LinkView, PictureView};

/// A podcast.
#[derive(Debug, Clone, Serialize)]
pub struct ShowView {
    /// Its name.
    pub title: String,
    /// Its page.
    pub href: String,
    /// What it is about; may be empty.
    pub summary: String,
    /// Its picture, or null.
    pub image: Option<PictureView>,
    /// How many episodes are out; none of one that is only announced.
    pub count: usize,
    /// Its feed for podcast players; null while there is nothing to hear.
    pub feed: Option<LinkView>,
}

/// `feeds`: all feeds in groups, for the page that tells of them. Only `feeds.html` is given it.
#[derive(Debug, Clone, Serialize)]
pub struct FeedsView {
    /// Its title: "Feeds".
    pub title: String,
    /// The groups that have feeds: site, kinds, topics and the like, people, series, podcasts.
    pub groups: Vec<FeedGroupView>,
}

/// Feeds under a heading.
#[derive(Debug, Clone, Serialize)]
pub struct FeedGroupView {
    /// The heading: "People".
    pub title: String,
    /// What feeds of this group carry, in a sentence.
    pub carries: String,
    /// The feeds.
    pub feeds: Vec<FeedView>,
}

/// A feed in all its forms.
#[derive(Debug, Clone, Serialize)]
pub struct FeedView {
    /// What it carries, and the page that shows the same.
    pub of: LinkView,
    /// Its forms: `title` is "Atom", "JSON Feed", "RSS" or "Podcast", `href` its whole address.
    pub forms: Vec<LinkView>,
}
