//! Works that seem to be one: the same DOI in whatever spelling, else the same title and year.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::{Work, Works};
use crate::corpus::names::fold;
use crate::diagnostic::{Diagnostic, catalog};

/// Tells of each work that seems to be an earlier one, in the order of the files.
pub fn found(works: &Works) -> Vec<Diagnostic> {
    let mut in_order: Vec<&Work> = works.values().collect();
    in_order.sort_by(|one, other| one.span.cmp(&other.span));
    let mut by_doi: BTreeMap<String, &Work> = BTreeMap::new();
    let mut by_title: BTreeMap<(String, String), Vec<&Work>> = BTreeMap::new();
    let mut told = Vec::new();
    for work in in_order {
        let doi = work.doi();
        if !doi.is_empty() {
            match by_doi.entry(doi.clone()) {
                Entry::Occupied(first) => {
                    told.push(one(work, first.get(), &format!("both have the DOI {doi}")));
                    continue;
                }
                Entry::Vacant(place) => {
                    place.insert(work);
                }
            }
        }
        let title = words(work.text("title"));
        if title.is_empty() {
            continue;
        }
        let alike = by_title.entry((title, work.year())).or_default();
        if let Some(first) = alike.iter().find(|first| may_be_one(work, first)) {
            told.push(one(work, first, "both have this title and year"));
        } else {
            alike.push(work);
        }
    }
    told
}

fn one(work: &Work, first: &Work, same: &str) -> Diagnostic {
    catalog::duplicate_work(&work.id, &first.id, same, work.span.clone(), first.span.clone())
}

/// Whether works of one title and year can be one: many chapters are called "Introduction", and two
/// DOIs are two works.
fn may_be_one(work: &Work, other: &Work) -> bool {
    let dois = [work.doi(), other.doi()];
    let makers = [work.makers(), other.makers()];
    let [one, two] = makers.map(|names| names.first().map(|name| fold(&name.family)));
    dois.iter().any(String::is_empty) && (one.is_none() || two.is_none() || one == two)
}

/// A title without case and marks.
fn words(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
