//! The people of a site among each other: who does what, who speaks of whom.

use std::collections::{BTreeMap, BTreeSet};

use super::library::place_in;
use super::scene::Scene;
use super::view::{IndexEntryView, IndexGroupView, MentionView};
use crate::corpus::order;
use crate::corpus::uses::Thing;
use crate::document::{Document, DocumentId};
use crate::kind::FieldValue;
use crate::plan::ListId;
use crate::url::{SlugStyle, slug};
use crate::words::capitalised;

/// People by role, A to Z. A role that one person alone has makes no group: it stands beside the
/// name. `entries` are all that are listed, in order.
pub fn by_role(scene: &Scene, entries: &[IndexEntryView]) -> Vec<IndexGroupView> {
    let pages: BTreeSet<&str> = entries.iter().map(|entry| entry.href.as_str()).collect();
    let mut roles: BTreeMap<String, (String, BTreeSet<&str>)> = BTreeMap::new();
    for person in scene.corpus.people.by_slug.values().filter(|person| person.listed) {
        let id = ListId::Person(person.slug.clone());
        let Some(page) = scene.plan.list_address(&id).map(|address| scene.href(address)) else { continue };
        let own = person.document.as_ref().and_then(|id| scene.corpus.shown(id));
        for role in own.map(|own| roles_of(own)).unwrap_or_default() {
            let (_, holders) = roles
                .entry(slug(role, SlugStyle::Unicode))
                .or_insert_with(|| (capitalised(role), BTreeSet::new()));
            holders.extend(pages.get(page.as_str()));
        }
    }
    roles.retain(|_, (_, holders)| holders.len() > 1);
    if roles.is_empty() {
        return Vec::new();
    }
    let grouped: BTreeSet<&str> = roles.values().flat_map(|(_, holders)| holders).copied().collect();
    let of = |wanted: &dyn Fn(&str) -> bool| -> Vec<IndexEntryView> {
        entries.iter().filter(|entry| wanted(&entry.href)).cloned().collect()
    };
    let mut groups: Vec<IndexGroupView> = roles
        .iter()
        .map(|(id, (title, holders))| IndexGroupView {
            title: title.clone(),
            id: format!("role-{id}"),
            entries: of(&|href| holders.contains(href)),
        })
        .collect();
    let others = of(&|href| !grouped.contains(href));
    if !others.is_empty() {
        groups.push(IndexGroupView {
            // Whose role nobody shares.
            title: scene.site_words().say("other_people", &[]),
            id: "others".to_owned(),
            entries: others,
        });
    }
    groups
}

/// What somebody does here, by their file: "host", "reviewer".
pub fn roles_of(own: &Document) -> Vec<&str> {
    match own.fields.get("roles").map(|roles| &roles.value) {
        Some(FieldValue::List(roles)) => roles.iter().filter_map(|role| role.value.as_text()).collect(),
        _ => Vec::new(),
    }
}

/// Where others speak of a person, newest first: each document once, with the first sentence that says
/// more than their name. What they made themselves stands on their page already.
pub fn mentions(scene: &Scene, person: &str) -> Vec<MentionView> {
    let Some(own) = scene.corpus.people.by_slug.get(person) else { return Vec::new() };
    let things = own.document.iter().map(|id| Thing::Document(id.clone()));
    let things: Vec<Thing> = things.chain([Thing::Person(person.to_owned())]).collect();
    let own_name = bare(&own.name);
    let mut found: BTreeMap<&DocumentId, (&str, &str)> = BTreeMap::new();
    for one in things.iter().flat_map(|thing| scene.corpus.open_uses(thing)) {
        if !own.made.contains(&one.from) {
            let says_more = bare(&one.sentence) != own_name;
            let place = found.entry(&one.from).or_insert(("", &one.anchor));
            if place.0.is_empty() && says_more {
                *place = (&one.sentence, &one.anchor);
            }
        }
    }
    let mut ids: Vec<DocumentId> = found.keys().map(|id| (*id).clone()).collect();
    order::newest_first(&mut ids, &scene.corpus.documents, &scene.config.timezone);
    ids.iter()
        .filter_map(|id| {
            let (card, (sentence, anchor)) = (scene.card(id)?, found.get(id)?);
            Some(MentionView { href: place_in(&card, anchor), sentence: (*sentence).to_owned(), card })
        })
        .collect()
}

/// Words without the marks around them.
fn bare(words: &str) -> &str {
    words.trim_matches(|c: char| !c.is_alphanumeric())
}
