//! What can only be checked when all addresses are known.

use std::collections::BTreeMap;

use super::Plan;
use crate::corpus::Corpus;
use crate::diagnostic::{Diagnostic, catalog};
use crate::document::facts::LinkUse;
use crate::output::OutputPath;
use crate::url::SitePath;

/// A file where another address needs a folder.
pub fn file_against_folder(plan: &Plan, told: &mut Vec<Diagnostic>) {
    let folded: BTreeMap<String, &OutputPath> =
        plan.routes.keys().map(|path| (path.folded(), path)).collect();
    for (path, route) in &plan.routes {
        let whole = path.folded();
        let parents = whole.match_indices('/').map(|(at, _)| &whole[..at]);
        for file in parents.filter_map(|parent| folded.get(parent)).filter_map(|file| plan.routes.get(*file))
        {
            let sides = (
                (file.asked_by.words.as_str(), file.asked_by.span.clone()),
                (route.asked_by.words.as_str(), route.asked_by.span.clone()),
            );
            told.push(catalog::file_where_a_folder_is(
                file.address.as_str(),
                route.address.as_str(),
                sides.0,
                sides.1,
            ));
        }
    }
}

/// Links to addresses that are neither documents nor files: lists, feeds and the like.
pub fn links(plan: &Plan, corpus: &Corpus, told: &mut Vec<Diagnostic>) {
    for (address, span, link_use) in &corpus.links.unchecked {
        if plan.has(address) || file_form(address).is_some_and(|file| plan.has(&file)) {
            continue;
        }
        told.push(match link_use {
            LinkUse::Show => catalog::missing_file(
                address.as_str(),
                corpus.files.addresses.values().map(|file| file.as_str().to_owned()).collect(),
                span.clone(),
            ),
            LinkUse::Go | LinkUse::Name => catalog::broken_link(
                address.as_str(),
                plan.addresses().map(|known| known.as_str().to_owned()).collect(),
                span.clone(),
            ),
        });
    }
}

/// The same address as a file's: `/feed` where `/feed/` was read.
fn file_form(address: &SitePath) -> Option<SitePath> {
    SitePath::file_at(address.as_str().trim_matches('/')).ok()
}
