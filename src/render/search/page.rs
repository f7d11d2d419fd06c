//! The page of the search, and what leads on from it where no script runs.

use std::collections::BTreeMap;

use super::{Found, found, list_of, module};
use crate::corpus::order::sort_title;
use crate::diagnostic::Diagnostic;
use crate::plan::{IndexId, ListId};
use crate::render::head::{self, About};
use crate::render::list;
use crate::render::recipes::here;
use crate::render::scene::Scene;
use crate::render::theme::erased::View;
use crate::render::view::{LinkView, SearchGroupView, SearchView};
use crate::search::module_name;
use crate::url::SitePath;

/// Pages that are all named on the page; of more, only the lists that lead to them.
const MOST_NAMED: usize = 200;

/// Topics that the page offers.
const MOST_TOPICS: usize = 8;

/// The page. The error says what is wrong with its template.
pub fn page(scene: &Scene, address: &SitePath) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let words = scene.site_words();
    let view = view(scene, address);
    let title = view.title.as_str();
    let mut here = here(scene, title, address, "search", "search".to_owned(), &scene.config.language);
    let (way, _) = head::breadcrumbs(scene, address, title, None);
    here.breadcrumbs = way;
    let description = words.say("about_search", &[("site", &scene.config.title)]);
    let about = About {
        // What it shows is made of other pages, which search engines know: so they find no JSON-LD either.
        hidden: true,
        ..About::page(title, description, address)
    };
    let head = head::view(scene, &about);
    let views: [(&str, &dyn View); 3] = [("here", &here), ("head", &head), ("search", &view)];
    scene.theme.fill(words, "search.html", &views, address.as_str())
}

fn view(scene: &Scene, address: &SitePath) -> SearchView {
    let all = found(scene);
    let module = address.join(&module_name(&module::served(scene)));
    let few = all.len() <= MOST_NAMED;
    SearchView {
        title: scene.site_words().say("search", &[]),
        module: module.map(|module| scene.href(&module)).unwrap_or_default(),
        total: all.len(),
        groups: if few { groups(scene, &all) } else { Vec::new() },
        places: if few { Vec::new() } else { places(scene) },
        topics: topics(scene),
        archive: archive(scene),
    }
}

/// All pages under their kinds, these in the order of the program and the settings.
fn groups(scene: &Scene, all: &[Found<'_>]) -> Vec<SearchGroupView> {
    let mut by_kind: BTreeMap<&str, Vec<&Found<'_>>> = BTreeMap::new();
    for one in all {
        by_kind.entry(&one.kind.name).or_default().push(one);
    }
    let group = |kind: &std::sync::Arc<crate::kind::Kind>| {
        let mut members = by_kind.remove(kind.name.as_str())?;
        members.sort_by_cached_key(|one| (sort_title(&one.title), one.address));
        let link =
            |one: &&Found<'_>| LinkView { title: one.title.clone(), href: Some(scene.href(one.address)) };
        Some(SearchGroupView {
            title: scene.corpus.name_of(kind).to_owned(),
            href: list_of(scene, kind).map(|address| scene.href(address)),
            links: members.iter().map(link).collect(),
        })
    };
    scene.kinds.all().filter_map(group).collect()
}

/// The archive, the list of each kind, and the indexes.
fn places(scene: &Scene) -> Vec<LinkView> {
    let kinds = scene.kinds.all().filter_map(|kind| {
        let href = scene.href(list_of(scene, kind)?);
        Some(LinkView { title: scene.corpus.name_of(kind).to_owned(), href: Some(href) })
    });
    let indexes = scene.plan.indexes.iter().filter(|(id, _)| **id != IndexId::Years);
    let indexes = indexes.map(|(id, address)| LinkView {
        title: list::index_title(scene, id),
        href: Some(scene.href(address)),
    });
    let mut places: Vec<LinkView> = Vec::new();
    for place in archive(scene).into_iter().chain(kinds).chain(indexes) {
        if !places.iter().any(|known| known.href == place.href) {
            places.push(place);
        }
    }
    places
}

/// The topics that gather most, the largest first.
fn topics(scene: &Scene) -> Vec<LinkView> {
    let terms = scene.corpus.terms.get("topics").into_iter().flat_map(BTreeMap::values);
    // Of a topic that nobody has written about only its own text is there.
    let terms = terms.filter(|term| !term.members.is_empty());
    let mut topics: Vec<_> = terms
        .filter_map(|term| {
            let list = scene.plan.list_address(&ListId::Term("topics".to_owned(), term.slug.clone()))?;
            Some((std::cmp::Reverse(term.members.len()), sort_title(&term.title), list, term))
        })
        .collect();
    topics.sort_by(|one, other| (&one.0, &one.1, one.2).cmp(&(&other.0, &other.1, other.2)));
    let link = |(_, _, list, term): (_, _, &SitePath, &crate::corpus::terms::Term)| LinkView {
        title: term.title.clone(),
        href: Some(scene.href(list)),
    };
    topics.into_iter().take(MOST_TOPICS).map(link).collect()
}

fn archive(scene: &Scene) -> Option<LinkView> {
    let list = scene.plan.list_address(&ListId::Archive);
    let address = list.or_else(|| scene.plan.indexes.get(&IndexId::Years))?;
    Some(LinkView { title: scene.site_words().say("archive", &[]), href: Some(scene.href(address)) })
}
