//! The works that a page cites: its list of them, and what reference managers read there.

use std::collections::{BTreeMap, BTreeSet};

use super::coins;
use super::scene::Scene;
use super::view::CitedView;
use crate::corpus::fields::Named;
use crate::document::Document;
use crate::few::Few;
use crate::url::encode_link;

/// The works that a document cites, by what texts call them.
pub fn works(scene: &Scene, document: &Document) -> Vec<CitedView> {
    if !scene.lists_works(document) {
        return Vec::new();
    }
    let mut places: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for cite in scene.corpus.cites_of(&document.id).into_iter().flat_map(Few::values).flatten() {
        places.entry(&cite.work).or_default().push(format!("#{}", encode_link(&cite.anchor)));
    }
    for name in document.meta.named.get("cite").into_iter().flatten() {
        if let Some(Named::Work(id)) =
            scene.corpus.field_links.of.get(&(document.id.clone(), name.range.start))
        {
            places.entry(id).or_default();
        }
    }
    let mut cited: Vec<CitedView> = places
        .into_iter()
        .filter_map(|(id, backs)| {
            Some(CitedView {
                id: format!("ref-{id}"),
                work: scene.works.get(id)?.clone(),
                label: scene.corpus.labels.get(id)?.clone(),
                backs,
                coins: coins::title(scene.corpus.works.get(id)?),
            })
        })
        .collect();
    cited.sort_by_cached_key(|cited| (cited.label.to_lowercase(), cited.id.clone()));
    cited
}

/// Of the works that its hand-written lists of references name and its own list does not: what
/// reference managers read. Such a list stays as it is written.
pub fn listed(scene: &Scene, document: &Document, cited: &[CitedView]) -> Vec<String> {
    let listed = scene.corpus.mentions.listed.get(&document.id).into_iter().flatten();
    let mut seen: BTreeSet<&str> = cited.iter().map(|cited| cited.work.id.as_str()).collect();
    listed
        .filter_map(|listed| scene.corpus.works.get(listed.work.as_ref()?))
        .filter(|work| seen.insert(&work.id))
        .map(coins::title)
        .collect()
}
