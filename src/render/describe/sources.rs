//! The works and concepts that a page names, as JSON-LD says them.

use std::collections::BTreeSet;

use super::super::head::given;
use super::super::json_ld::facts;
use super::super::scene::Scene;
use crate::corpus::fields::Named;
use crate::corpus::mentions::CONCEPT;
use crate::corpus::uses::Thing;
use crate::corpus::works::Work;
use crate::corpus::works::name::Name;
use crate::document::Document;
use crate::kind::FieldValue;
use crate::plan::library::works_of;

/// A work of the library as JSON-LD names it: by its page here, and by its names elsewhere.
pub fn library_work(scene: &Scene, work: &Work) -> facts::Work {
    let people = |field: &str| -> Vec<facts::Person> {
        let names = work.texts(field).into_iter().map(Name::read).filter(|name| !name.is_others());
        names
            .map(|name| facts::Person { organization: name.is_whole(), name: name.in_order(), url: None })
            .collect()
    };
    let text = |field: &str| given(work.text(field));
    let elsewhere = text("url").or_else(|| text("open_url"));
    let page = scene.plan.works.get(&work.id).map(|address| scene.url(address));
    let (url, second) = if page.is_some() { (page, elsewhere) } else { (elsewhere, None) };
    facts::Work {
        work_type: work.text("type").to_owned(),
        name: work.text("title").to_owned(),
        authors: people("authors"),
        editors: people("editors"),
        publisher: text("publisher"),
        published: work.number("year").map(|year| year.to_string()),
        container: text("container"),
        isbn: text("isbn"),
        pages: work.text("pages").parse().ok(),
        language: text("language"),
        url,
        same_as: work.doi_url().into_iter().chain(second).collect(),
    }
}

/// The works that a document is about: that a review reviews, that a meeting reads.
pub fn subjects(scene: &Scene, document: &Document) -> Vec<facts::Work> {
    named(scene, document).into_iter().map(|work| library_work(scene, work)).collect()
}

/// The works that a document rests on besides. What a reading list holds, it does not cite.
pub fn cited(scene: &Scene, document: &Document) -> Vec<facts::Work> {
    if document.kind.json_ld == "ItemList" {
        return Vec::new();
    }
    let subjects: BTreeSet<&str> = named(scene, document).into_iter().map(|work| work.id.as_str()).collect();
    let cited = works_of(&scene.corpus, &document.id).filter(|work| !subjects.contains(work.id.as_str()));
    cited.map(|work| library_work(scene, work)).collect()
}

/// What the fields `work` and `works` of a document name, each once.
fn named<'a>(scene: &'a Scene, document: &Document) -> Vec<&'a Work> {
    let values = ["work", "works"].into_iter().filter_map(|field| document.fields.get(field));
    let values = values.flat_map(|value| match &value.value {
        FieldValue::List(items) => items.iter().collect::<Vec<_>>(),
        _ => vec![value],
    });
    let mut seen = BTreeSet::new();
    values
        .filter_map(|value| {
            match scene.corpus.field_links.of.get(&(document.id.clone(), value.range.start))? {
                Named::Work(id) => scene.corpus.works.get(id),
                _ => None,
            }
        })
        .filter(|work| seen.insert(&work.id))
        .collect()
}

/// The concepts that a document names, in its fields or in its text. Concepts among each other are
/// broader, narrower or not the same; none is what the other is about.
pub fn concepts(scene: &Scene, document: &Document) -> Vec<facts::Link> {
    if document.kind.name == CONCEPT {
        return Vec::new();
    }
    let named = scene.corpus.uses.by_document(&document.id).filter_map(|thing| match thing {
        Thing::Document(id) => Some(id),
        _ => None,
    });
    let concepts = named
        .filter_map(|id| scene.corpus.shown(id))
        .filter(|concept| concept.kind.name == CONCEPT && !concept.meta.unlisted);
    concepts
        .filter_map(|concept| scene.card(&concept.id))
        .map(|card| facts::Link { name: card.title.clone(), url: Some(card.url.clone()) })
        .collect()
}
