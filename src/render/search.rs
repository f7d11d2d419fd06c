//! What the search of a site finds: which pages, by which words, under which headings.
//!
//! Pages that lists may name and that are out, each with what can be said of it at once; its text is
//! read only when the index asks for it. The index itself is [`crate::search`]'s.

mod module;
mod page;
mod post;

use rayon::prelude::*;

use super::scene::Scene;
use crate::corpus::shows::Show;
use crate::corpus::works::Work;
use crate::corpus::{people, series};
use crate::document::{Document, Role};
use crate::kind::{Kind, START};
use crate::plan::{ListId, library};
use crate::search::{self, Index, Memory, Post, Section, Settings};
use crate::url::SitePath;

pub use page::page;

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

/// The files of the search.
pub fn index(scene: &Scene, memory: &Memory) -> Index {
    let found = found(scene);
    let posts: Vec<Post> = found.par_iter().map(|one| post::post(scene, one)).collect();
    let settings = Settings {
        language: scene.config.language.clone(),
        synonyms: scene.config.search.synonyms.clone(),
        module: module::served(scene),
    };
    search::index(
        &posts,
        &|place| found.get(place).map_or_else(Vec::new, |one| post::sections(scene, one)),
        &settings,
        memory,
    )
}

/// What the index is made from: every post with its sections, in the order of their addresses.
pub fn posts(scene: &Scene) -> Vec<(Post, Vec<Section>)> {
    found(scene).iter().map(|one| (post::post(scene, one), post::sections(scene, one))).collect()
}

/// All pages that can be found, by address.
pub fn found(scene: &Scene) -> Vec<Found<'_>> {
    let documents = scene.corpus.all_shown().filter_map(|document| of_document(scene, document));
    let works = scene.corpus.works.values().filter_map(|work| {
        let kind = &*scene.kinds.work;
        let address = scene.plan.works.get(&work.id)?;
        Some(Found { address, title: work.document.title.clone(), kind, what: What::Work(work) })
    });
    let shows = scene.corpus.shows.by_slug.values().filter_map(|show| {
        let address = scene.plan.list_address(&ListId::Show(show.slug.clone()))?;
        let kind = &*scene.kinds.page;
        Some(Found { address, title: show.title.clone(), kind, what: What::Show(show) })
    });
    let excluded = |found: &Found<'_>| scene.config.search.exclude.contains(&found.kind.name);
    let mut all: Vec<Found<'_>> = documents.chain(works).chain(shows).filter(|one| !excluded(one)).collect();
    all.sort_by(|one, other| one.address.cmp(other.address));
    all
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
    let address = address.filter(|address| scene.plan.at(address).is_some())?;
    // What introduces a list or a term is no kind of text that readers would tell apart.
    let kind = match &document.role {
        Role::Page if document.kind.name != START => &*document.kind,
        _ => &*scene.kinds.page,
    };
    let title = scene.card(&document.id).map_or_else(|| document.title.clone(), |card| card.title.clone());
    Some(Found { address, title, kind, what: What::Document(document) })
}

/// The list of the pages of a kind.
pub(super) fn list_of<'a>(scene: &'a Scene, kind: &Kind) -> Option<&'a SitePath> {
    use crate::plan::IndexId;
    match kind.name.as_str() {
        people::KIND => scene.plan.indexes.get(&IndexId::People),
        series::KIND => scene.plan.indexes.get(&IndexId::Series),
        _ if kind.folder == library::FOLDER => scene.plan.library.as_ref(),
        _ => scene.plan.list_address(&ListId::Kind(kind.folder.clone())),
    }
}
