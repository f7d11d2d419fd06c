//! What the search of a site finds: which pages, by which words, under which headings.
//!
//! Pages that lists may name and that are out, each with what can be said of it at once; its text is
//! read only when the index asks for it. The index itself is [`crate::search`]'s.

mod module;
mod page;
mod post;

use super::scene::Scene;
use crate::corpus::shows::Show;
use crate::corpus::works::Work;
use crate::corpus::{people, series};
use crate::document::{Document, Role};
use crate::kind::{Kind, START};
use crate::plan::{IndexId, ListId, library};
use crate::search::{self, Index, Memory, Post, Settings};
use crate::url::SitePath;

pub use page::page;
pub use post::{post, sections};

/// A page that can be found.
pub struct Found<'a> {
    /// Its address.
    pub address: &'a SitePath,
    /// Its title.
    pub title: String,
    /// Its kind.
    pub kind: &'a Kind,
    /// What stands on it.
    pub what: What<'a>,
    /// BCP 47.
    pub language: &'a str,
    /// Whether other pages that can be found are in another language.
    pub among_languages: bool,
}

/// What stands on a page that can be found.
#[derive(Clone, Copy)]
pub enum What<'a> {
    /// A document.
    Document(&'a Document),
    /// A work of the library.
    Work(&'a Work),
    /// A podcast.
    Show(&'a Show),
}

/// The files of the search, from these pages and what is known of each.
pub fn index(scene: &Scene, found: &[Found<'_>], posts: &[Post], memory: &Memory) -> Index {
    let settings = Settings {
        language: scene.config.language.clone(),
        synonyms: scene.config.search.synonyms.clone(),
        module: module::served(scene),
    };
    let text = |place: usize| found.get(place).map_or_else(Vec::new, |one| sections(scene, one));
    search::index(posts, &text, &settings, memory)
}

/// All pages that can be found, by address.
pub fn found(scene: &Scene) -> Vec<Found<'_>> {
    let language = scene.config.language.as_str();
    let documents = scene.corpus.all_shown().filter_map(|document| of_document(scene, document));
    let works = scene.corpus.works.values().filter_map(|work| {
        let kind = &*scene.kinds.work;
        let address = scene.plan.works.get(&work.id)?;
        let title = work.document.title.clone();
        Some(Found { address, title, kind, what: What::Work(work), language, among_languages: false })
    });
    let shows = scene.corpus.shows.by_slug.values().filter_map(|show| of_show(scene, show));
    let mut all: Vec<Found<'_>> =
        documents.chain(works).chain(shows).filter(|one| !is_excluded(scene, one)).collect();
    all.sort_by(|one, other| one.address.cmp(other.address));
    let several = all.iter().any(|one| one.language != all[0].language);
    all.iter_mut().for_each(|one| one.among_languages = several);
    all
}

/// Whether a search finds a document: the site's own, if it has one, or another that reads its pages.
pub fn may_find(scene: &Scene, document: &Document) -> bool {
    of_document(scene, document).is_some_and(|found| !is_excluded(scene, &found))
}

/// Whether a search finds the page of a list.
pub fn may_find_list(scene: &Scene, id: &ListId, own: Option<&Document>) -> bool {
    match id {
        ListId::Show(slug) => {
            let show = scene.corpus.shows.by_slug.get(slug).and_then(|show| of_show(scene, show));
            // What a draft says of it is not searched.
            let out = own.is_none_or(|own| scene.corpus.standing(&own.id).word().is_empty());
            out && show.is_some_and(|found| !is_excluded(scene, &found))
        }
        _ => own.is_some_and(|document| may_find(scene, document)),
    }
}

/// Whether the settings leave a page out, by its kind.
fn is_excluded(scene: &Scene, found: &Found<'_>) -> bool {
    let own = match found.what {
        What::Document(document) => &document.kind.name,
        What::Work(_) | What::Show(_) => &found.kind.name,
    };
    let excluded = &scene.config.search.exclude;
    excluded.contains(own) || excluded.contains(&found.kind.name)
}

/// A podcast, if its own document does not hold it back.
fn of_show<'a>(scene: &'a Scene, show: &'a Show) -> Option<Found<'a>> {
    let intro = show.intro.as_ref().and_then(|id| scene.corpus.shown(id));
    if intro.is_some_and(|own| own.meta.unlisted || own.meta.search == Some(false)) {
        return None;
    }
    Some(Found {
        address: scene.plan.list_address(&ListId::Show(show.slug.clone()))?,
        title: show.title.clone(),
        kind: &scene.kinds.page,
        what: What::Show(show),
        language: &scene.config.language,
        among_languages: false,
    })
}

/// A document that is out, may be named and has a page that is more than a list.
fn of_document<'a>(scene: &'a Scene, document: &'a Document) -> Option<Found<'a>> {
    let meta = &document.meta;
    let is_out = scene.corpus.standing(&document.id).word().is_empty();
    if !is_out || meta.unlisted || meta.search == Some(false) || !people::is_listed(document) {
        return None;
    }
    let has_text = document.body.facts.words > 0;
    let address = match &document.role {
        // The page of a show is one of its own.
        Role::Index if scene.corpus.shows.introduces(&document.id) => None,
        Role::Index if document.folder.is_empty() => None,
        Role::Index => scene.address(&document.id).filter(|_| has_text),
        Role::Term(taxonomy) => {
            scene.plan.list_address(&ListId::Term(taxonomy.clone(), document.slug.clone()))
        }
        Role::Page => match document.kind.name.as_str() {
            people::KIND => scene.plan.list_address(&ListId::Person(document.slug.clone())),
            series::KIND => scene.plan.list_address(&ListId::Series(document.slug.clone())),
            START => scene.plan.start_page(),
            _ => scene.address(&document.id),
        },
    };
    let address = address.filter(|address| scene.plan.has(address))?;
    // What introduces a list or a term is no kind of text that readers would tell apart.
    let kind = match &document.role {
        Role::Page if document.kind.name != START => &*document.kind,
        _ => &*scene.kinds.page,
    };
    let title = scene.card(&document.id).map_or_else(|| document.title.clone(), |card| card.title.clone());
    let language = meta.lang.as_deref().unwrap_or(&scene.config.language);
    Some(Found { address, title, kind, what: What::Document(document), language, among_languages: false })
}

/// The list of the pages of a kind.
pub(super) fn list_of<'a>(scene: &'a Scene, kind: &Kind) -> Option<&'a SitePath> {
    match kind.name.as_str() {
        people::KIND => scene.plan.indexes.get(&IndexId::People),
        series::KIND => scene.plan.indexes.get(&IndexId::Series),
        _ if kind.folder == library::FOLDER => scene.plan.library.as_ref(),
        _ => scene.plan.list_address(&ListId::Kind(kind.folder.clone())),
    }
}
