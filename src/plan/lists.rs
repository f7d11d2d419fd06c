//! Lists, indexes and feeds: which there are, what each gathers, and their addresses.

use std::collections::BTreeMap;

use super::recipe::feed_address;
use super::{FeedId, IndexId, ListId, Origin, Plan, Recipe, document_origin};
use crate::config::{Config, FeedFormat, NewsletterSettings};
use crate::corpus::{Corpus, editions, events, order, people, series};
use crate::diagnostic::Diagnostic;
use crate::document::DocumentId;
use crate::kind::Kinds;
use crate::url::SitePath;

/// Documents in a large archive's years instead of on one page, above this number.
const ARCHIVE_LIMIT: usize = 500;

/// Documents on a page of a term, person or series.
const PER_PAGE: usize = 24;

/// Letters in the feed of letters.
const LETTERS: usize = 10;

/// Weeks in the feed of weeks.
pub const WEEKS: usize = 5;

/// Documents the home page shows.
pub const ON_HOME: usize = 7;

/// What a list or a feed gathers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// The address of the list's first page, or of the feed.
    pub address: SitePath,
    /// The documents, in order; of a feed as many as it carries.
    pub members: Vec<DocumentId>,
    /// Documents on one page.
    pub per_page: usize,
    /// Its own file, which introduces it.
    pub intro: Option<DocumentId>,
}

impl List {
    /// How many pages it has, at least one.
    pub fn pages(&self) -> usize {
        self.members.len().div_ceil(self.per_page).max(1)
    }

    /// The members on a page, from 1.
    pub fn on_page(&self, number: usize) -> &[DocumentId] {
        let start = (number.saturating_sub(1) * self.per_page).min(self.members.len());
        &self.members[start..(start + self.per_page).min(self.members.len())]
    }

    /// The address of a page, from 1.
    pub fn page_address(&self, number: usize) -> Option<SitePath> {
        if number <= 1 {
            Some(self.address.clone())
        } else {
            self.address.join(&format!("page/{number}/")).ok()
        }
    }
}

/// Whether an `_index.md` in this folder introduces a list instead of being a page of its own.
pub fn introduces_a_list(folder: &str, kinds: &Kinds, config: &Config) -> bool {
    folder.is_empty()
        || folder == super::library::FOLDER
        || config.taxonomies.iter().any(|taxonomy| taxonomy.name == folder)
        || kinds
            .by_folder
            .get(folder)
            .is_some_and(|kind| kind.folder == folder && (kind.listed || indexed(&kind.name).is_some()))
}

/// The kinds whose documents are entries of an index instead of members of a list.
fn indexed(kind: &str) -> Option<IndexId> {
    match kind {
        people::KIND => Some(IndexId::People),
        series::KIND => Some(IndexId::Series),
        _ => None,
    }
}

/// Adds all lists, indexes and feeds.
pub fn add(plan: &mut Plan, corpus: &Corpus, kinds: &Kinds, config: &Config, told: &mut Vec<Diagnostic>) {
    let mut adding = Adding { plan, corpus, config, told };
    adding.home();
    adding.kinds(kinds);
    adding.terms();
    adding.people();
    adding.series();
    adding.archive();
    adding.letters();
}

struct Adding<'a> {
    plan: &'a mut Plan,
    corpus: &'a Corpus,
    config: &'a Config,
    told: &'a mut Vec<Diagnostic>,
}

impl Adding<'_> {
    fn index_document(&self, folder: &str) -> Option<DocumentId> {
        let id = DocumentId::new(&if folder.is_empty() {
            "_index.md".to_owned()
        } else {
            format!("{folder}/_index.md")
        });
        self.corpus.shown.contains(&id).then_some(id)
    }

    fn origin(&self, intro: Option<&DocumentId>, words: String) -> Origin {
        intro.map_or(Origin { words, span: None }, |id| document_origin(self.corpus, id))
    }

    fn newest(&self, ids: &[DocumentId]) -> Vec<DocumentId> {
        let mut members = ids.to_vec();
        order::newest_first(&mut members, &self.corpus.documents, &self.config.timezone);
        members
    }

    /// Adds a list with all its pages.
    fn list(&mut self, id: ListId, list: List, words: String) {
        let origin = self.origin(list.intro.as_ref(), words);
        for number in 1..=list.pages() {
            if let Some(address) = list.page_address(number) {
                self.plan.add(address, Recipe::List(id.clone(), number), origin.clone(), self.told);
            }
        }
        self.plan.lists.insert(id, list);
    }

    /// Adds a feed of the newest of these documents.
    fn feed(&mut self, id: FeedId, page: &SitePath, members: &[DocumentId], words: String) {
        let dated = members
            .iter()
            .filter(|id| self.corpus.shown(id).is_some_and(|document| document.meta.date.is_some()));
        let members = self
            .newest(&dated.cloned().collect::<Vec<_>>())
            .into_iter()
            .take(self.config.feeds.entries)
            .collect();
        if let Ok(address) = page.join("feed.xml") {
            for &format in id.formats(&self.config.feeds.formats) {
                let (at, recipe) = (feed_address(&address, format), Recipe::Feed(id.clone(), format));
                self.plan.add(at, recipe, Origin { words: words.clone(), span: None }, self.told);
            }
            self.plan.feeds.insert(id, List { address, members, per_page: usize::MAX, intro: None });
        }
    }

    fn index(&mut self, id: IndexId, folder: &str) {
        let intro = self.index_document(folder);
        let origin = self.origin(intro.as_ref(), format!("the index of {folder}"));
        if let Ok(address) = SitePath::new(folder) {
            self.plan.add(address.clone(), Recipe::Index(id.clone()), origin, self.told);
            self.plan.indexes.insert(id, address);
        }
    }

    fn home(&mut self) {
        let in_site_feed: Vec<DocumentId> = self
            .corpus
            .lists
            .dated
            .iter()
            .filter(|id| self.corpus.shown(id).is_some_and(|document| document.kind.in_site_feed))
            .cloned()
            .collect();
        self.feed(FeedId::Site, &SitePath::root(), &in_site_feed, "the feed of the site".to_owned());
        // The next event has a place of its own there, and one that is over is no news.
        let is_event =
            |id: &DocumentId| self.corpus.shown(id).is_some_and(|own| own.kind.name == events::KIND);
        let members = in_site_feed.into_iter().filter(|id| !is_event(id)).take(ON_HOME).collect();
        let intro = self.index_document("");
        let list = List { address: SitePath::root(), members, per_page: usize::MAX, intro };
        self.list(ListId::Home, list, "the home page".to_owned());
    }

    fn kinds(&mut self, kinds: &Kinds) {
        for kind in kinds.all() {
            let folder = kind.folder.as_str();
            if !kind.listed || indexed(&kind.name).is_some() || kind.stands_alone() {
                continue;
            }
            let members = self.corpus.lists.of_kind.get(folder).cloned().unwrap_or_default();
            let intro = self.index_document(folder);
            let shows =
                kind.name == "episode" && self.corpus.shows.by_slug.values().any(|show| show.has_page);
            if members.is_empty() && intro.is_none() && !shows {
                continue;
            }
            let Ok(address) = SitePath::new(folder) else { continue };
            if kind.feed && kind.name == editions::KIND {
                let newest = self.corpus.letters.editions.iter().take(LETTERS).cloned().collect();
                self.mail_feed(FeedId::Kind(folder.to_owned()), &address, "feed.xml", newest, "letters");
            } else if kind.feed {
                self.feed(
                    FeedId::Kind(folder.to_owned()),
                    &address,
                    &members,
                    format!("the feed of {folder}"),
                );
            }
            let list = List { address, members, per_page: kind.per_page, intro };
            self.list(ListId::Kind(folder.to_owned()), list, format!("the list of {folder}"));
        }
    }

    fn terms(&mut self) {
        for taxonomy in &self.config.taxonomies {
            let Some(terms) = self.corpus.terms.get(&taxonomy.name).filter(|terms| !terms.is_empty()) else {
                if self.index_document(&taxonomy.name).is_some() {
                    self.index(IndexId::Terms(taxonomy.name.clone()), &taxonomy.name);
                }
                continue;
            };
            self.index(IndexId::Terms(taxonomy.name.clone()), &taxonomy.name);
            for term in terms.values() {
                let Ok(address) = SitePath::new(&format!("{}/{}/", taxonomy.name, term.slug)) else {
                    continue;
                };
                let members = self.newest(&term.members);
                if taxonomy.feed {
                    let id = FeedId::Term(taxonomy.name.clone(), term.slug.clone());
                    self.feed(id, &address, &members, format!("the feed of {}/{}", taxonomy.name, term.slug));
                }
                let list = List { address, members, per_page: PER_PAGE, intro: term.document.clone() };
                let words = format!("the list of {}/{}", taxonomy.name, term.slug);
                self.list(ListId::Term(taxonomy.name.clone(), term.slug.clone()), list, words);
            }
        }
    }

    fn people(&mut self) {
        let seen = |id: &DocumentId| self.corpus.listed(id).is_some();
        // A name that only unlisted documents bear would be a page about nothing, and give it away.
        let listed: Vec<&people::Person> = self
            .corpus
            .people
            .by_slug
            .values()
            .filter(|person| person.listed && (person.document.is_some() || person.made.iter().any(seen)))
            .collect();
        if listed.is_empty() {
            return;
        }
        self.index(IndexId::People, "people");
        for person in listed {
            let own = person.document.as_ref().and_then(|id| self.corpus.addresses.get(id)).cloned();
            let Some(address) = own.or_else(|| SitePath::new(&format!("people/{}/", person.slug)).ok())
            else {
                continue;
            };
            let listed: Vec<DocumentId> = person.made.iter().filter(|id| seen(id)).cloned().collect();
            let members = self.newest(&listed);
            self.feed(
                FeedId::Person(person.slug.clone()),
                &address,
                &members,
                format!("the feed of {}", person.name),
            );
            let list = List { address, members, per_page: PER_PAGE, intro: person.document.clone() };
            self.list(ListId::Person(person.slug.clone()), list, format!("the page of {}", person.name));
        }
    }

    fn series(&mut self) {
        if self.corpus.series.is_empty() {
            return;
        }
        self.index(IndexId::Series, "series");
        for series in self.corpus.series.values() {
            let own = series.document.as_ref().and_then(|id| self.corpus.addresses.get(id)).cloned();
            let Some(address) = own.or_else(|| SitePath::new(&format!("series/{}/", series.slug)).ok())
            else {
                continue;
            };
            self.feed(
                FeedId::Series(series.slug.clone()),
                &address,
                &series.parts,
                format!("the feed of {}", series.title),
            );
            let list = List {
                address,
                members: series.parts.clone(),
                per_page: usize::MAX,
                intro: series.document.clone(),
            };
            self.list(ListId::Series(series.slug.clone()), list, format!("the page of {}", series.title));
        }
    }

    /// The feeds besides that of the letters, from which letters are made. A site that neither
    /// writes letters nor says a word about them is not asked for them.
    fn letters(&mut self) {
        let letters = &self.corpus.letters;
        if letters.editions.is_empty() && self.config.newsletter == NewsletterSettings::default() {
            return;
        }
        let Ok(address) = SitePath::new("newsletter") else { return };
        let pieces = letters.pieces.iter().take(self.config.newsletter.posts).cloned().collect();
        let weeks = letters.weeks.iter().take(WEEKS).flat_map(|week| &week.pieces).cloned().collect();
        self.mail_feed(FeedId::MailPosts, &address, "posts.xml", pieces, "pieces");
        self.mail_feed(FeedId::Weekly, &address, "weekly.xml", weeks, "weeks");
    }

    /// Adds a feed of what is published, in this order, whatever else the build shows.
    fn mail_feed(&mut self, id: FeedId, page: &SitePath, file: &str, members: Vec<DocumentId>, of: &str) {
        if let Ok(address) = page.join(file) {
            let origin = Origin { words: format!("the feed of {of} for mailers"), span: None };
            self.plan.add(address.clone(), Recipe::Feed(id.clone(), FeedFormat::Atom), origin, self.told);
            self.plan.feeds.insert(id, List { address, members, per_page: usize::MAX, intro: None });
        }
    }

    fn archive(&mut self) {
        let dated = &self.corpus.lists.dated;
        if dated.is_empty() {
            return;
        }
        let Ok(address) = SitePath::new("archive") else { return };
        if dated.len() <= ARCHIVE_LIMIT {
            let list = List {
                address,
                members: dated.clone(),
                per_page: usize::MAX,
                intro: self.index_document("archive"),
            };
            return self.list(ListId::Archive, list, "the archive".to_owned());
        }
        let mut years: BTreeMap<i16, Vec<DocumentId>> = BTreeMap::new();
        for document in dated.iter().filter_map(|id| self.corpus.shown(id)) {
            if let Some(date) = document.meta.date {
                years.entry(date.year()).or_default().push(document.id.clone());
            }
        }
        self.index(IndexId::Years, "archive");
        for (year, members) in years {
            if let Ok(address) = address.join(&format!("{year}/")) {
                let list = List { address, members, per_page: usize::MAX, intro: None };
                self.list(ListId::Year(year), list, format!("the archive of {year}"));
            }
        }
    }
}
