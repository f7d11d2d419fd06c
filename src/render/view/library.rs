//! What templates see of the library: works, their list, the page of one.

use std::sync::Arc;

use serde::Serialize;

use super::{CardView, LinkView};

/// A work of the library.
#[derive(Debug, Clone, Serialize)]
pub struct WorkView {
    /// Its id in the library: `woods2015`.
    pub id: String,
    /// book, chapter, article, report, talk, post, episode, thesis, video, dataset.
    pub r#type: String,
    /// Its title.
    pub title: String,
    /// Its page on this site, or null if it has none.
    pub href: Option<String>,
    /// Its authors, "Given Family", in order.
    pub authors: Vec<String>,
    /// "Woods", "Woods and Cook", "Klein and others"; of a work without authors its editors.
    pub authors_short: String,
    /// Its editors, "Given Family", in order.
    pub editors: Vec<String>,
    /// Its translators, "Given Family", in order.
    pub translators: Vec<String>,
    /// "2015", "n.d.".
    pub year: String,
    /// The year it was first published, if that is another one; else empty.
    pub year_original: String,
    /// Journal, book or site it appeared in; may be empty.
    pub container: String,
    /// Of a journal or book; may be empty.
    pub volume: String,
    /// Of a journal; may be empty.
    pub issue: String,
    /// May be empty.
    pub pages: String,
    /// Where articles have numbers and no pages; may be empty.
    pub article_no: String,
    /// If it is not the first: `2`; may be empty.
    pub edition: String,
    /// May be empty.
    pub publisher: String,
    /// Where it was published; may be empty.
    pub place: String,
    /// May be empty.
    pub isbn: String,
    /// Normalised, without `https://doi.org/`; may be empty.
    pub doi: String,
    /// The DOI as a link, or null.
    pub doi_url: Option<String>,
    /// Where it is, or null.
    pub url: Option<String>,
    /// Where it can be read free of charge, or null.
    pub open_url: Option<String>,
    /// An archived copy, or null.
    pub archive_url: Option<String>,
    /// Where to read it: the open copy first, then its own place, then its DOI; or null.
    pub read_href: Option<String>,
    /// `open`, `paywall`, `unknown` or empty.
    pub access: String,
    /// BCP 47, if it is not the site's; may be empty.
    pub language: String,
    /// Minutes to read or hear, or null.
    pub minutes: Option<f64>,
    /// The whole of it as one line of text: authors, year, title, where it appeared.
    pub citation: String,
}

/// A work in the list of works that a page cites.
#[derive(Debug, Clone, Serialize)]
pub struct CitedView {
    /// The id of its entry, which citations lead to.
    pub id: String,
    /// The work.
    pub work: Arc<WorkView>,
    /// What texts call it: "Woods 2015".
    pub label: String,
    /// The places of the page where it is cited, for links back.
    pub backs: Vec<String>,
    /// What reference managers read from the page: the `title` of a COinS span.
    pub coins: String,
}

/// `library`: all works.
#[derive(Debug, Clone, Serialize)]
pub struct LibraryView {
    /// Whether a search finds it.
    pub searchable: bool,
    /// "Library".
    pub title: String,
    /// One or two sentences; may be empty.
    pub summary: String,
    /// The text of `content/library/_index.md`; may be empty.
    pub intro_html: String,
    /// How many works there are.
    pub count: usize,
    /// The works that most pieces use, the most used first; empty if none stands out.
    pub most_used: Vec<ListedWorkView>,
    /// All works by the family name of whoever comes first, under their letters.
    pub letters: Vec<InitialView>,
    /// Whether there are so many that links to the letters help.
    pub long: bool,
    /// The library as files for reference managers.
    pub exports: Vec<LinkView>,
}

/// The works under one letter.
#[derive(Debug, Clone, Serialize)]
pub struct InitialView {
    /// "B", "0–9", "…".
    pub title: String,
    /// An id for it.
    pub id: String,
    /// The works.
    pub works: Vec<ListedWorkView>,
}

/// A work in a list of works.
#[derive(Debug, Clone, Serialize)]
pub struct ListedWorkView {
    /// The work.
    pub work: Arc<WorkView>,
    /// Those it stands under, as names are sorted: "Woods, David D.; Cook, Richard I."; may be empty.
    pub by: String,
    /// How many pieces use it.
    pub uses: usize,
}

/// `work`: the page of a work; all of [`WorkView`] too.
#[derive(Debug, Clone, Serialize)]
pub struct WorkPageView {
    /// What is known of it: `work.title`.
    #[serde(flatten)]
    pub of: Arc<WorkView>,
    /// Whether a search may find it.
    pub searchable: bool,
    /// What it gives its readers; may be empty.
    pub annotation_html: String,
    /// Where others have summed it up.
    pub summaries: Vec<LinkView>,
    /// What it is about: concepts of this site.
    pub concepts: Vec<LinkView>,
    /// The pieces that use it, by how: "Reviewed in", "On lists", "Cited in".
    pub uses: Vec<UsesView>,
    /// What reference managers read from the page: the `title` of a COinS span.
    pub coins: String,
    /// The work as a file for reference managers.
    pub exports: Vec<LinkView>,
}

/// The pieces that use a work in one way.
#[derive(Debug, Clone, Serialize)]
pub struct UsesView {
    /// "Reviewed in".
    pub title: String,
    /// An id for it.
    pub id: String,
    /// The pieces, newest first.
    pub pieces: Vec<UsedInView>,
}

/// A piece that uses something.
#[derive(Debug, Clone, Serialize)]
pub struct UsedInView {
    /// The piece.
    pub card: Arc<CardView>,
    /// The sentences in which it does, the first ones.
    pub sentences: Vec<SentenceView>,
    /// How many more places there are.
    pub more: usize,
}

/// A sentence of a piece.
#[derive(Debug, Clone, Serialize)]
pub struct SentenceView {
    /// Its words.
    pub text: String,
    /// The place on the page.
    pub href: String,
}
