//! Exactly what a template may see: the contract between the program and themes.
//!
//! `feed.html`, which makes the content of a feed's entry, gets `page` and no `here` or `head`;
//! `email.html`, which makes a mail, gets `mail`, and `email-items.html` gets `groups`; all three
//! see `site` and its like too.
//! Every other template gets `site`, `assets`, `options`, `data`, `here` and `head`; a document's
//! template gets `page` besides, a list's `list`, the home page's `list` and `home`, an index's `index`,
//! the library's `library`, a work's `work`, that of questions `guide`, and `start`, `upcoming`,
//! `feeds` and `search` the pages of these names. Every key is always there; what is absent is null, empty or
//! false. Keys that end in `_html` hold finished HTML (`| safe`), all others are data and escaped by
//! the engine. What fills these views stands in the files beside this one; how templates are run, in
//! [`super::theme`].

mod feeds;
mod letters;
mod library;
mod related;
mod search;
mod welcome;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

pub use feeds::{FeedGroupView, FeedView, FeedsView, ShowView};
pub use letters::{
    HiddenView, LetterPartView, LetterView, MailGroupView, MailItemView, MailView, NewsletterView,
    SponsorView,
};
pub use library::{
    CitedView, InitialView, LibraryView, ListedWorkView, SentenceView, UsedInView, UsesView, WorkPageView,
    WorkView,
};
pub use related::{MentionView, ReasonView, RelatedView};
pub use search::{SearchGroupView, SearchView, SiteSearchView};
pub use welcome::{AnnouncedView, DoorView, StartView, StepView, TimeView, UpcomingView};

/// `site`: the same on every page.
#[derive(Debug, Clone, Serialize)]
pub struct SiteView {
    /// The site's name.
    pub title: String,
    /// One sentence; may be empty.
    pub description: String,
    /// The home page, for links: `/` or `/repo/`.
    pub href: String,
    /// The home page, whole: `https://ebb.example/`.
    pub url: String,
    /// BCP 47.
    pub language: String,
    /// SPDX id or words; may be empty.
    pub license: String,
    /// The menu.
    pub menu: Vec<MenuView>,
    /// The site feed.
    pub feed: LinkView,
    /// The page that tells of all feeds.
    pub feeds: LinkView,
    /// The newsletter and how to get it; null where there is neither a letter nor a form.
    pub newsletter: Option<NewsletterView>,
    /// The search; null where there is none.
    pub search: Option<SiteSearchView>,
    /// Pages for the foot: archive, people, tags and the like, where they exist.
    pub foot: Vec<LinkView>,
    /// What pages may fetch and do, for `<meta http-equiv=Content-Security-Policy>`; empty if the
    /// settings want none.
    pub policy_html: String,
    /// `[extra]` of the settings.
    pub extra: serde_json::Value,
}

/// One entry of the menu.
#[derive(Debug, Clone, Serialize)]
pub struct MenuView {
    /// The words.
    pub title: String,
    /// Where it leads.
    pub href: String,
    /// Which part of the site it stands for: compare with `here.section`. Empty for other links.
    pub section: String,
}

/// A link: words and target.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinkView {
    /// The words.
    pub title: String,
    /// The target; null where there is none to link to, for example an unlisted person.
    pub href: Option<String>,
}

/// `here`: the page that is being made.
#[derive(Debug, Clone, Serialize)]
pub struct HereView {
    /// Its title, without the site's.
    pub title: String,
    /// Its address, for links.
    pub href: String,
    /// Its address, whole.
    pub url: String,
    /// `home`, `document`, `list`, `index`, `archive`, `library`, `work`, `guide`, `welcome`,
    /// `feeds`, `search` or `not-found`.
    pub sort: &'static str,
    /// Which part of the site it belongs to: a kind's folder (`stories`) or a taxonomy's name.
    pub section: String,
    /// The way from the home page to here; the last one is here itself. Empty on the home page.
    pub breadcrumbs: Vec<LinkView>,
    /// BCP 47, of this page.
    pub language: String,
    /// Of a list or an index: whether its own text is more than paragraphs, headings, lists and
    /// links, and so needs a style sheet for texts.
    pub rich: bool,
}

/// `head`: what stands in the page's `<head>`, ready to be printed.
#[derive(Debug, Clone, Serialize)]
pub struct HeadView {
    /// For `<title>`: with the site's name.
    pub title: String,
    /// For `<meta name=description>`; may be empty.
    pub description: String,
    /// The canonical URL; null on pages that have none (404).
    pub canonical: Option<String>,
    /// `<meta>` elements: OpenGraph, Twitter, Highwire, robots.
    pub meta: Vec<MetaView>,
    /// `<link>` elements: feeds, previous and next page, licence, cite-as.
    pub links: Vec<HeadLinkView>,
    /// The page's JSON-LD, fit to stand in a script element; empty on pages that search engines are to leave out.
    pub json_ld_html: String,
}

/// One `<meta>`: either `name` or `property` is given.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MetaView {
    /// `name="…"`, or null.
    pub name: Option<&'static str>,
    /// `property="…"`, or null.
    pub property: Option<&'static str>,
    /// `content="…"`.
    pub content: String,
}

/// One `<link>`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HeadLinkView {
    /// `rel="…"`.
    pub rel: &'static str,
    /// `href="…"`.
    pub href: String,
    /// `type="…"`, or null.
    pub r#type: Option<&'static str>,
    /// `title="…"`, or null.
    pub title: Option<String>,
}

/// A date in the forms templates need.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DateView {
    /// `3 May 2024`.
    pub text: String,
    /// `14:02`, as written; empty for a day without a time.
    pub time: String,
    /// For `<time datetime>`.
    pub machine: String,
    /// `2024`.
    pub year: i16,
}

/// What lists, neighbours and boxes show of a document.
#[derive(Debug, Clone, Serialize, PartialEq)]
pub struct CardView {
    /// The title.
    pub title: String,
    /// Its address, for links.
    pub href: String,
    /// Its address, whole.
    pub url: String,
    /// The kind's name: `story`.
    pub kind: String,
    /// The kind's name for people, plural: "Stories".
    pub kind_title: String,
    /// The day shown; null for undated pages.
    pub date: Option<DateView>,
    /// The summary, else the opening words.
    pub summary: String,
    /// Who wrote it; of a talk who speaks, of an episode its hosts and guests.
    pub authors: Vec<LinkView>,
    /// Minutes to read all its text, Markdown fields too; at least 1.
    pub minutes: usize,
    /// When it begins, of an event; null for all others.
    pub starts: Option<DateView>,
    /// Its topics.
    pub topics: Vec<LinkView>,
    /// Why it is not published yet ("draft", "scheduled", "expired"), in builds that include such; else empty.
    pub held: &'static str,
}

/// `page`: a document.
#[derive(Debug, Clone, Serialize)]
pub struct PageView {
    /// What lists show of it too: `page.card.title`.
    pub card: Arc<CardView>,
    /// Whether a search may find it.
    pub searchable: bool,
    /// What it says of itself in a sentence or two; empty if it says nothing and lists show its opening.
    pub lede: String,
    /// The text.
    pub body_html: String,
    /// Its headings, for a table of contents; empty below four or with `toc = false`.
    pub contents: Vec<HeadingView>,
    /// How many words it has.
    pub words: usize,
    /// When it was last changed; null if it says nothing.
    pub updated: Option<DateView>,
    /// What changed when, newest first.
    pub changes: Vec<ChangeView>,
    /// Its terms, by taxonomy, in the settings' order; taxonomies without terms are left out.
    pub taxonomies: Vec<TaxonomyView>,
    /// The kind's fields by name, each one that is given: see [`FieldView`].
    pub fields: BTreeMap<String, FieldView>,
    /// The fields that no template of the program knows, with their names in words: what the site
    /// adds to a kind, or all of a kind without a template of its own.
    pub own: Vec<OwnView>,
    /// The series it is a part of, or null.
    pub series: Option<SeriesView>,
    /// Of an edition of the newsletter; null for all others.
    pub letter: Option<LetterView>,
    /// The next newer document of its kind, or null; null where the kind's list does not go by date.
    pub newer: Option<Arc<CardView>>,
    /// The next older document of its kind, or null.
    pub older: Option<Arc<CardView>>,
    /// The works that its text cites or its `cite` names, by who wrote them.
    pub cited: Vec<CitedView>,
    /// For reference managers: further works, which its hand-written references name; each the title of
    /// a span of the class `Z3988` (COinS).
    pub listed_coins: Vec<String>,
    /// Of a concept, the pieces that use it, newest first; empty for others.
    pub used_in: Vec<UsedInView>,
    /// Documents that name this one in a field, by the field's label: "Continues".
    pub backlinks: Vec<GroupView>,
    /// Of a reading list, how long all that stands on it takes; null if nothing is known of that.
    pub reading_time: Option<TimeView>,
    /// Of an event, the file for calendar programs; null for others.
    pub calendar: Option<String>,
    /// What to read next, each with the reason: first what the author chose, then what shares most
    /// with it. Empty if nothing does, and in feeds and letters.
    pub related: Vec<RelatedView>,
    /// The picture that stands for it, or null.
    pub image: Option<PictureView>,
    /// Whether its text has a block: turns, a timeline, questions, a quotation pulled out. The
    /// theme's sheet for plain texts has no styles for these.
    pub blocks: bool,
    /// Whether the factors stand in a block of its text, those of the field too.
    pub factors_in_text: bool,
    /// Its questions to talk about, as a page to print, or null.
    pub guide: Option<LinkView>,
    /// The number of the first question of its field `questions`: those in the text come before.
    pub first_question: usize,
    /// What a reader may want to know beforehand; may be empty.
    pub content_note: String,
    /// `living`, `finished`, `superseded` or empty.
    pub status: String,
    /// What supersedes it, or null.
    pub superseded_by: Option<LinkView>,
    /// What a link post is about, or null.
    pub external_url: Option<String>,
    /// Where its source can be edited, or null.
    pub edit_url: Option<String>,
    /// Where a reader can answer (`mailto:` or URL), or null.
    pub reply: Option<String>,
    /// SPDX id or words; may be empty.
    pub license: String,
    /// How to cite it, as one line of text: authors, year, title, site, URL.
    pub cite_as: String,
    /// The works it uses as files for reference managers: "BibLaTeX", "RIS"; empty if it uses none.
    pub exports: Vec<LinkView>,
    /// Its other free data: `extra`.
    pub extra: serde_json::Value,
    /// For a person's, series', term's own page: what it gathers; null for others.
    pub list: Option<ListView>,
}

/// `guide`: the questions to talk about after a document, to be printed.
#[derive(Debug, Clone, Serialize)]
pub struct GuideView {
    /// The document.
    pub card: Arc<CardView>,
    /// The questions in its text: finished lists; may be empty.
    pub questions_html: String,
    /// Those of its field `questions`; may be empty.
    pub more: Vec<FieldView>,
    /// The number of the first of these.
    pub first: usize,
}

/// A heading of the text.
#[derive(Debug, Clone, Serialize)]
pub struct HeadingView {
    /// 2 to 6.
    pub level: u8,
    /// For `href="#…"`.
    pub id: String,
    /// Its words.
    pub title: String,
}

/// One change.
#[derive(Debug, Clone, Serialize)]
pub struct ChangeView {
    /// When.
    pub date: DateView,
    /// What.
    pub what: String,
}

/// A document's terms in one taxonomy.
#[derive(Debug, Clone, Serialize)]
pub struct TaxonomyView {
    /// `topics`.
    pub name: String,
    /// "Topics".
    pub title: String,
    /// The terms.
    pub terms: Vec<LinkView>,
}

/// A field under its name in words: `severity_level` is "Severity level".
#[derive(Debug, Clone, Serialize)]
pub struct OwnView {
    /// Its name.
    pub label: String,
    /// Its value.
    pub of: FieldView,
}

/// A value of a kind's field. In a template: `page.fields.when.text`,
/// `page.fields.surprises.items`.
#[derive(Debug, Clone, Serialize)]
pub struct FieldView {
    /// The field's type: `text`, `markdown`, `number`, `flag`, `date`, `url`, `file`, `choice`, `link`, `list`, `record`.
    pub r#type: &'static str,
    /// In words: of text, number, choice, date, url; the title of a link's target; the name of the
    /// show that an episode's `show` is the key of.
    pub text: String,
    /// Of Markdown: finished HTML; else empty.
    pub html: String,
    /// Of a question: its id on the page, for links to it; else empty.
    pub id: String,
    /// Of a number or flag: the value itself; else null.
    pub value: serde_json::Value,
    /// Of a link, file or URL: where it leads, or null.
    pub href: Option<String>,
    /// Of a picture file, its width and height in pixels; else null.
    pub pixels: Option<(u32, u32)>,
    /// Of a picture file of which there are several widths, for `srcset`; else empty.
    pub srcset: String,
    /// For `sizes`: how wide it is shown; empty without `srcset`.
    pub sizes: &'static str,
    /// Of a date; else null.
    pub date: Option<DateView>,
    /// Of a link to a work; else null.
    pub work: Option<Arc<WorkView>>,
    /// Of a link to a document: its card; else null.
    pub card: Option<Arc<CardView>>,
    /// Of a list: its values; else empty.
    pub items: Vec<FieldView>,
    /// Of a record: its values by name; else empty. Absent ones are absent: use `x.entries?.why`.
    pub entries: BTreeMap<String, FieldView>,
}

/// A picture with its words.
#[derive(Debug, Clone, Serialize)]
pub struct PictureView {
    /// For `src`.
    pub src: String,
    /// For `alt`.
    pub alt: String,
    /// May be empty.
    pub caption: String,
    /// May be empty.
    pub credit: String,
    /// In pixels, or null if not known.
    pub width: Option<u32>,
    /// In pixels, or null if not known.
    pub height: Option<u32>,
    /// For `srcset`: the widths in which there is the picture; may be empty.
    pub srcset: String,
    /// For `sizes`: how wide it is shown; empty without `srcset`.
    pub sizes: String,
}

/// The series a document is a part of.
#[derive(Debug, Clone, Serialize)]
pub struct SeriesView {
    /// Its title.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Which part this is, from 1.
    pub number: usize,
    /// How many parts there are now.
    pub of: usize,
    /// All parts in order.
    pub parts: Vec<Arc<CardView>>,
    /// The part before, or null.
    pub previous: Option<Arc<CardView>>,
    /// The part after, or null.
    pub next: Option<Arc<CardView>>,
}

/// Cards under a heading.
#[derive(Debug, Clone, Serialize)]
pub struct GroupView {
    /// The heading: a year, a kind, a label; empty for none.
    pub title: String,
    /// An id for it, or empty.
    pub id: String,
    /// The cards.
    pub cards: Vec<Arc<CardView>>,
}

/// `list`: a kind's list, a term, a person, a series, the home page, the archive.
#[derive(Debug, Clone, Serialize)]
pub struct ListView {
    /// Which list: `home`, `kind`, `term`, `person`, `series`, `show`, `archive`.
    pub sort: &'static str,
    /// One of those gathered, singular: the kind's name, the taxonomy's; may be empty.
    pub of: String,
    /// Whether a search finds this page of it: never beyond the first.
    pub searchable: bool,
    /// Its title: "Stories".
    pub title: String,
    /// One or two sentences; may be empty.
    pub summary: String,
    /// The text of its own file (`_index.md`, `topics/x.md`, `people/x.md`); may be empty.
    pub intro_html: String,
    /// Chosen first by its own file; may be empty.
    pub picks: Vec<Arc<CardView>>,
    /// What it gathers, on this page of it: by year, or by kind, or in one group without a title.
    pub groups: Vec<GroupView>,
    /// How many it gathers on all pages.
    pub count: usize,
    /// Of a person: what they said in transcripts, newest first; else empty.
    pub turns: Vec<SpokenView>,
    /// Its feed, or null.
    pub feed: Option<LinkView>,
    /// Of a person, where others speak of them, newest first; else empty.
    pub mentions: Vec<MentionView>,
    /// Of a list of events, the file for calendar programs; null for others.
    pub calendar: Option<String>,
    /// Of a podcast's page, the podcast; of the list of episodes, all podcasts; else empty.
    pub shows: Vec<ShowView>,
    /// Its pages; null if there is only one.
    pub paging: Option<PagingView>,
    /// The facts of its own file, for example of a person or a series; else empty.
    pub fields: BTreeMap<String, FieldView>,
    /// Its own file's `extra`.
    pub extra: serde_json::Value,
}

/// What a person said in one document.
#[derive(Debug, Clone, Serialize)]
pub struct SpokenView {
    /// The document.
    pub card: Arc<CardView>,
    /// A link to each turn with its first words, in order.
    pub turns: Vec<LinkView>,
}

/// `home`: what the home page shows beside the newest pieces. Only `home.html` is given it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct HomeView {
    /// The event that comes next, or null.
    pub event: Option<Arc<CardView>>,
    /// Series that are still running, the one with the newest part first.
    pub series: Vec<RunningView>,
    /// The page for newcomers, or null.
    pub welcome: Option<LinkView>,
    /// The newest reading list to start with, or null.
    pub start: Option<Arc<CardView>>,
    /// The page of what is announced, or null.
    pub upcoming: Option<LinkView>,
    /// The newest letter, or null.
    pub letter: Option<Arc<CardView>>,
    /// Every kind with a list, for the whole of it.
    pub kinds: Vec<SectionView>,
}

/// A series that is still running.
#[derive(Debug, Clone, Serialize)]
pub struct RunningView {
    /// Its title.
    pub title: String,
    /// Its page.
    pub href: String,
    /// How many parts there are now.
    pub count: usize,
    /// The part that came last.
    pub newest: Arc<CardView>,
}

/// A kind and its list.
#[derive(Debug, Clone, Serialize)]
pub struct SectionView {
    /// "Stories".
    pub title: String,
    /// `story`.
    pub kind: String,
    /// The list's address.
    pub href: String,
    /// How many documents it has.
    pub count: usize,
}

/// Where one is among the pages of a list.
#[derive(Debug, Clone, Serialize)]
pub struct PagingView {
    /// This page, from 1.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    /// The page before (newer), or null.
    pub previous: Option<String>,
    /// The page after (older), or null.
    pub next: Option<String>,
    /// Pages to link to: first, last, and those around this one, with a gap where some are left out.
    pub links: Vec<PageLinkView>,
}

/// A link to one page of a list.
#[derive(Debug, Clone, Serialize)]
pub struct PageLinkView {
    /// Its number; null for a gap.
    pub number: Option<usize>,
    /// Its address; empty for a gap.
    pub href: String,
    /// Whether it is this page.
    pub current: bool,
}

/// `index`: all terms of a taxonomy, all people, all series, the years of the archive.
#[derive(Debug, Clone, Serialize)]
pub struct IndexView {
    /// Which index: `terms`, `people`, `series`, `archive`.
    pub sort: &'static str,
    /// The taxonomy's name, or `people`, `series`, `archive`.
    pub of: String,
    /// Whether a search finds it.
    pub searchable: bool,
    /// "Topics".
    pub title: String,
    /// One or two sentences; may be empty.
    pub summary: String,
    /// The text of its `_index.md`; may be empty.
    pub intro_html: String,
    /// Its entries, A to Z (years: newest first).
    pub entries: Vec<IndexEntryView>,
    /// Of people, the same by role: one group for each role that several have, in which somebody
    /// with several roles stands more than once, then all others. Empty where no role is shared.
    pub groups: Vec<IndexGroupView>,
}

/// Entries of an index under a heading.
#[derive(Debug, Clone, Serialize)]
pub struct IndexGroupView {
    /// "Editor".
    pub title: String,
    /// An id for it.
    pub id: String,
    /// The entries, A to Z.
    pub entries: Vec<IndexEntryView>,
}

/// One entry of an index.
#[derive(Debug, Clone, Serialize)]
pub struct IndexEntryView {
    /// Its words.
    pub title: String,
    /// Its page.
    pub href: String,
    /// What its own file says of it in a sentence, of a person else their roles; may be empty.
    pub summary: String,
    /// How many documents it gathers.
    pub count: usize,
}
