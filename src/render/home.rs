//! What stands on the home page beside the newest pieces: what is to come, what is running, where
//! to begin. The newest pieces themselves are a list like any other, in [`super::list`].

use std::collections::BTreeSet;

use super::scene::Scene;
use super::view::{HomeView, LinkView, RunningView, SectionView};
use super::welcome::start_names;
use crate::document::DocumentId;
use crate::plan::ListId;

/// The view of the home page's own parts.
pub fn view(scene: &Scene) -> HomeView {
    let corpus = &scene.corpus;
    let newest = |wanted: &dyn Fn(&DocumentId) -> bool| {
        corpus.lists.dated.iter().find(|id| wanted(id)).and_then(|id| scene.card(id))
    };
    let is = |id: &DocumentId, kind: &str| corpus.shown(id).is_some_and(|own| own.kind.name == kind);
    HomeView {
        event: corpus.next_event.as_ref().and_then(|id| scene.card(id)),
        series: running(scene),
        welcome: scene
            .plan
            .start_page()
            .map(|page| LinkView { title: start_names(scene).0, href: Some(scene.href(page)) }),
        upcoming: scene.plan.upcoming_page().map(|page| LinkView {
            title: match corpus.upcoming.as_slice() {
                [one] => one.title.clone(),
                several => scene.site_words().count("in_preparation", several.len()),
            },
            href: Some(scene.href(page)),
        }),
        start: newest(&|id| is(id, "reading-list") && says(scene, id, "level", "start")),
        letter: newest(&|id| is(id, "issue")),
        kinds: sections(scene),
    }
}

/// Whether a document gives a field this value.
fn says(scene: &Scene, id: &DocumentId, field: &str, word: &str) -> bool {
    let own = scene.corpus.shown(id).and_then(|own| own.fields.get(field));
    own.and_then(|field| field.value.as_text()) == Some(word)
}

/// Series that say they are running and have a part, by their newest part.
fn running(scene: &Scene) -> Vec<RunningView> {
    let corpus = &scene.corpus;
    let mut seen = BTreeSet::new();
    // Newest first: the first part that is met is the one that came last.
    let newest = corpus.lists.dated.iter().filter_map(|id| Some((id, corpus.series_of(id)?)));
    newest
        .filter(|(_, series)| seen.insert(&series.slug))
        .filter(|(_, series)| series.document.as_ref().is_some_and(|id| says(scene, id, "state", "running")))
        .filter_map(|(id, series)| {
            Some(RunningView {
                title: series.title.clone(),
                href: scene.href(scene.plan.list_address(&ListId::Series(series.slug.clone()))?),
                count: series.parts.len(),
                newest: scene.card(id)?,
            })
        })
        .collect()
}

/// The kinds whose lists gather something.
fn sections(scene: &Scene) -> Vec<SectionView> {
    scene
        .kinds
        .all()
        .filter_map(|kind| {
            let list = scene.plan.lists.get(&ListId::Kind(kind.folder.clone()))?;
            (!list.members.is_empty()).then(|| SectionView {
                title: scene.corpus.name_of(kind).to_owned(),
                kind: kind.name.clone(),
                href: scene.href(&list.address),
                count: list.members.len(),
            })
        })
        .collect()
}
