//! What to read next, in words: first what the author chose, then what shares most.
//!
//! What is shared is found in `corpus::related`; here it becomes "Both cite Rasmussen 1997 and use
//! *saturation*".

use super::scene::Scene;
use super::view::{ReasonView, RelatedView};
use crate::corpus::fields::Named;
use crate::corpus::related::{MOST, Shared};
use crate::corpus::uses::{How, Thing};
use crate::document::{Document, DocumentId};
use crate::language::Words;
use crate::plan::ListId;

/// What to read after a document. What its author chose is all there; the rest fills up to three.
pub fn views(scene: &Scene, document: &Document) -> Vec<RelatedView> {
    let suggestions = scene.corpus.related.of(&document.id);
    let reasons_for = |to: &DocumentId| {
        suggestions
            .iter()
            .find(|suggestion| suggestion.to == *to)
            .map(|suggestion| suggestion.shared.as_slice())
    };
    let mut views = Vec::new();
    let mut chosen: Vec<&DocumentId> = Vec::new();
    for related in &document.meta.related {
        let place = (document.id.clone(), related.to.range.start);
        let mut view = match scene.corpus.field_links.of.get(&place) {
            Some(Named::Document(to)) if *to != document.id => {
                let Some(view) = of_document(scene, document, to, reasons_for(to).unwrap_or_default()) else {
                    continue;
                };
                chosen.push(to);
                view
            }
            Some(Named::Work(id)) => match scene.works.get(id) {
                Some(work) => elsewhere(work.title.clone(), work.href.clone()),
                None => continue,
            },
            Some(Named::Link(to)) => elsewhere(to.clone(), Some(to.clone())),
            // It is held back, or names nothing, which has been told.
            _ => continue,
        };
        if !related.why.is_empty() {
            view.why = related.why.trim_end_matches('.').to_owned();
            view.reasons = Vec::new();
        } else if view.why.is_empty() {
            view.why = scene.words_for(document).say("chosen", &[]);
        }
        views.push(view);
    }
    let others = suggestions.iter().filter(|suggestion| !chosen.contains(&&suggestion.to));
    for suggestion in others {
        if views.len() >= MOST {
            break;
        }
        views.extend(of_document(scene, document, &suggestion.to, &suggestion.shared));
    }
    views
}

fn of_document(scene: &Scene, from: &Document, to: &DocumentId, shared: &[Shared]) -> Option<RelatedView> {
    let card = scene.card(to)?;
    let reasons = reasons(scene, from, to, shared);
    let why =
        reasons.iter().map(|reason| format!("{}{}{}", reason.words, reason.what, reason.after)).collect();
    Some(RelatedView {
        title: card.title.clone(),
        href: Some(card.href.clone()),
        card: Some(card),
        why,
        reasons,
    })
}

fn elsewhere(title: String, href: Option<String>) -> RelatedView {
    RelatedView { title, href, card: None, why: String::new(), reasons: Vec::new() }
}

/// The pieces of a reason. A link is told first, since it is no thing that both have.
fn reasons(scene: &Scene, from: &Document, to: &DocumentId, shared: &[Shared]) -> Vec<ReasonView> {
    let mut shared: Vec<&Shared> = shared.iter().collect();
    shared.sort_by_key(|shared| verb(scene, from, to, shared).is_some());
    let mut said: Option<Verb> = None;
    let words = scene.words_for(from);
    let mut pieces: Vec<ReasonView> = Vec::new();
    for shared in shared {
        let Some(verb) = verb(scene, from, to, shared) else {
            let key = if *shared == Shared::LinksHere { "links_here" } else { "linked_from_here" };
            let (said, nothing) = (words.say(key, &[]), String::new());
            pieces.push(ReasonView {
                words: said,
                what: nothing.clone(),
                after: nothing,
                href: None,
                term: false,
            });
            continue;
        };
        let Some((what, href)) = name(scene, shared) else { continue };
        let [both, both_too, and] = verb.keys();
        let key = match (pieces.is_empty(), said) {
            (true, _) => both,
            (false, None) => both_too,
            (false, Some(before)) if before == verb => "and_what",
            (false, Some(_)) => and,
        };
        said = Some(verb);
        let (words, after) = around(words, key);
        pieces.push(ReasonView { words, what, after, href, term: matches!(shared, Shared::Concept(_)) });
    }
    pieces
}

/// What two documents both do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Cite,
    SpeakOf,
    Use,
    AreAbout,
    AreTagged,
    StandUnder,
    Involve,
}

impl Verb {
    /// The phrases that say so: first, after a link, and after something else that both do.
    fn keys(self) -> [&'static str; 3] {
        match self {
            Verb::Cite => ["both_cite", "both_cite_too", "and_cite"],
            Verb::SpeakOf => ["both_speak_of", "both_speak_of_too", "and_speak_of"],
            Verb::Use => ["both_use", "both_use_too", "and_use"],
            Verb::AreAbout => ["both_are_about", "both_are_about_too", "and_are_about"],
            Verb::AreTagged => ["both_are_tagged", "both_are_tagged_too", "and_are_tagged"],
            Verb::StandUnder => ["both_stand_under", "both_stand_under_too", "and_stand_under"],
            Verb::Involve => ["both_involve", "both_involve_too", "and_involve"],
        }
    }
}

/// The words of a reason before and after what it names.
fn around(words: &Words, key: &str) -> (String, String) {
    let reason = words.say(key, &[]);
    let (before, after) = reason.split_once("{what}").unwrap_or((&reason, ""));
    (before.to_owned(), after.to_owned())
}

/// What both do with a thing; none for a link from one to the other.
fn verb(scene: &Scene, from: &Document, to: &DocumentId, shared: &Shared) -> Option<Verb> {
    match shared {
        Shared::Work(id) => {
            let uses = scene.corpus.uses.of_thing(&Thing::Work(id.clone()));
            // A field with a label, "Reviewed in", does something else than citing.
            let cites = |who: &DocumentId| {
                let mut own = uses.iter().filter(|one| one.from == *who);
                own.any(|one| !matches!(&one.how, How::Field(label) if !label.is_empty()))
            };
            Some(if cites(&from.id) && cites(to) { Verb::Cite } else { Verb::SpeakOf })
        }
        Shared::Concept(_) => Some(Verb::Use),
        Shared::Term(taxonomy, _) if taxonomy == "topics" => Some(Verb::AreAbout),
        Shared::Term(taxonomy, _) if taxonomy == "tags" => Some(Verb::AreTagged),
        Shared::Term(..) => Some(Verb::StandUnder),
        Shared::Person(_) => Some(Verb::Involve),
        Shared::LinksHere | Shared::LinkedFromHere => None,
    }
}

/// What a shared thing is called, and where its page is.
fn name(scene: &Scene, shared: &Shared) -> Option<(String, Option<String>)> {
    let list = |id: ListId| scene.plan.list_address(&id).map(|address| scene.href(address));
    match shared {
        Shared::Work(id) => {
            let work = scene.works.get(id)?;
            let by = if work.authors_short.is_empty() { &work.title } else { &work.authors_short };
            Some((format!("{by} {}", work.year), work.href.clone()))
        }
        Shared::Concept(id) => scene.card(id).map(|card| (card.title.clone(), Some(card.href.clone()))),
        Shared::Term(taxonomy, slug) => {
            let term = scene.corpus.terms.get(taxonomy)?.get(slug)?;
            Some((term.title.clone(), list(ListId::Term(taxonomy.clone(), slug.clone()))))
        }
        Shared::Person(slug) => {
            let person = scene.corpus.people.by_slug.get(slug)?;
            Some((person.name.clone(), scene.person_href(slug)))
        }
        Shared::LinksHere | Shared::LinkedFromHere => None,
    }
}
