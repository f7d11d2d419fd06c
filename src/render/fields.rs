//! The kind's own fields of a document, as templates see them.

use std::collections::BTreeMap;

use super::pictures;
use super::scene::{Scene, Sort};
use super::view::{FieldView, LinkView, OwnView};
use crate::corpus::events;
use crate::corpus::fields::Named;
use crate::date::Date;
use crate::document::Document;
use crate::kind::{FieldValue, Kind, Valued, common};
use crate::language::Words;
use crate::source::SourcePath;
use crate::table::number_json;
use crate::url::{LinkForm, SitePath, link_form, split_link};

/// All fields that are given, by name, for a page.
pub fn views(scene: &Scene, document: &Document) -> BTreeMap<String, FieldView> {
    views_for(scene, document, Sort::Page)
}

/// All fields that are given, by name; their Markdown is laid out for a page or a feed.
pub fn views_for(scene: &Scene, document: &Document, sort: Sort) -> BTreeMap<String, FieldView> {
    let all = document.fields.iter().filter(|(_, value)| !is_held(scene, document, value));
    let mut views: BTreeMap<String, FieldView> =
        all.map(|(name, value)| (name.clone(), view(scene, document, value, sort))).collect();
    // The names in the text's blocks join those of the field, of whichever kind has one.
    let named = &document.body.facts.factors;
    if !named.is_empty() && document.kind.field("factors").is_some() {
        let items = named.iter().chain(&document.body.facts.more_factors);
        let items = items.map(|name| FieldView { text: name.clone(), ..empty("text") }).collect();
        views.insert("factors".to_owned(), FieldView { items, ..empty("list") });
    }
    super::shows::complete(scene, document, &mut views);
    views
}

/// A date as shown in the zone that the document names in its field `timezone`, if it names one.
pub fn on_clock(document: &Document, date: Date) -> Date {
    events::own_zone(document).map_or(date, |zone| date.on_clock_of(&zone))
}

/// The people that these values name.
pub fn people(scene: &Scene, document: &Document, values: Vec<&Valued>) -> Vec<LinkView> {
    values
        .into_iter()
        .filter(|value| !is_held(scene, document, value))
        .map(|value| view(scene, document, value, Sort::Page))
        .map(|person| LinkView { title: person.text, href: person.href })
        .collect()
}

/// The given fields that only the site knows, in the order they are declared; with `all`, those of
/// the program too. What every document has is shown by every template.
pub fn own(kind: &Kind, views: &BTreeMap<String, FieldView>, words: &Words, all: bool) -> Vec<OwnView> {
    kind.fields
        .iter()
        .filter(|field| (all || field.added) && common::named(&field.name).is_none())
        .filter_map(|field| {
            let of = views.get(&field.name)?.clone();
            Some(OwnView { label: words.name("fields", &field.name), of })
        })
        .collect()
}

/// What a link among the fields of a document leads to.
pub fn link(scene: &Scene, document: &Document, value: &Valued) -> FieldView {
    view(scene, document, value, Sort::Page)
}

fn view(scene: &Scene, document: &Document, value: &Valued, sort: Sort) -> FieldView {
    let at = value.range.start;
    match &value.value {
        FieldValue::Text(text) => FieldView { text: text.clone(), ..empty("text") },
        FieldValue::Markdown(text) => {
            let html = scene.field(document, at, text, sort).into_string();
            let facts = document.text_facts(at).filter(|_| sort == Sort::Page && is_question(document, at));
            let id = facts.and_then(|facts| facts.questions.last());
            FieldView { text: text.clone(), html, id: id.cloned().unwrap_or_default(), ..empty("markdown") }
        }
        FieldValue::Number(number) => {
            FieldView { text: number.to_string(), value: number_json(*number), ..empty("number") }
        }
        FieldValue::Flag(flag) => {
            FieldView { text: flag.to_string(), value: (*flag).into(), ..empty("flag") }
        }
        FieldValue::Date(date) => {
            let date = on_clock(document, *date);
            FieldView { text: scene.site_words().date(date), date: Some(scene.date(date)), ..empty("date") }
        }
        FieldValue::Url(url) => FieldView { text: url.clone(), href: Some(url.clone()), ..empty("url") },
        FieldValue::File(path) => {
            let source = file(scene, document, at);
            let srcset = source.as_ref().map(|source| pictures::srcset(scene, source)).unwrap_or_default();
            FieldView {
                text: path.clone(),
                sizes: if srcset.is_empty() { "" } else { pictures::PORTRAIT },
                srcset,
                href: source
                    .as_ref()
                    .and_then(|source| scene.corpus.files.addresses.get(source))
                    .map(|address| scene.href(address)),
                pixels: source.and_then(|source| scene.pixels(&source)),
                ..empty("file")
            }
        }
        FieldValue::Link { written, .. } => named(scene, document, at, written),
        FieldValue::List(items) => {
            let items = items.iter().filter(|item| !is_held(scene, document, item));
            let items = items.map(|item| view(scene, document, item, sort)).collect();
            FieldView { items, ..empty("list") }
        }
        FieldValue::Record(entries) => {
            let entry = |entry: &Valued| view(scene, document, entry, sort);
            let entries = entries.iter().map(|(name, own)| (name.clone(), entry(own))).collect();
            FieldView { entries, ..empty("record") }
        }
        FieldValue::Anything(value) => FieldView { value: value.clone(), ..empty("text") },
    }
}

/// Whether a value names what is held back, by itself or in a record: of these, not even what is said
/// about them is shown.
fn is_held(scene: &Scene, document: &Document, value: &Valued) -> bool {
    match &value.value {
        FieldValue::Link { .. } => {
            let place = (document.id.clone(), value.range.start);
            scene.corpus.field_links.of.get(&place) == Some(&Named::Held)
        }
        FieldValue::Record(entries) => entries.iter().any(|(_, entry)| is_held(scene, document, entry)),
        _ => false,
    }
}

/// Whether the Markdown that stands there is one of the field `questions`.
fn is_question(document: &Document, at: usize) -> bool {
    match document.fields.get("questions").map(|questions| &questions.value) {
        Some(FieldValue::List(items)) => items.iter().any(|item| item.range.start == at),
        _ => false,
    }
}

fn empty(r#type: &'static str) -> FieldView {
    FieldView {
        r#type,
        text: String::new(),
        html: String::new(),
        id: String::new(),
        value: serde_json::Value::Null,
        href: None,
        pixels: None,
        srcset: String::new(),
        sizes: "",
        date: None,
        work: None,
        card: None,
        items: Vec::new(),
        entries: BTreeMap::new(),
    }
}

/// The file that a field names.
fn file(scene: &Scene, document: &Document, at: usize) -> Option<SourcePath> {
    match scene.corpus.field_links.of.get(&(document.id.clone(), at))? {
        Named::Link(source) => Some(SourcePath::new(source)),
        _ => None,
    }
}

/// What a link field names.
fn named(scene: &Scene, document: &Document, at: usize, written: &str) -> FieldView {
    let words = FieldView { text: written.to_owned(), ..empty("link") };
    match scene.corpus.field_links.of.get(&(document.id.clone(), at)) {
        Some(Named::Work(id)) => match scene.works.get(id) {
            Some(work) => FieldView {
                text: work.title.clone(),
                href: work.href.clone(),
                work: Some(work.clone()),
                ..words
            },
            None => words,
        },
        Some(Named::Person(slug)) => {
            let name = scene
                .corpus
                .people
                .by_slug
                .get(slug)
                .filter(|person| person.slug == written)
                .map(|person| person.name.clone());
            FieldView {
                text: name.unwrap_or_else(|| written.to_owned()),
                href: scene.person_href(slug),
                ..words
            }
        }
        Some(Named::Document(id)) => match scene.card(id) {
            Some(card) => FieldView {
                text: card.title.clone(),
                href: Some(card.href.clone()),
                card: Some(card),
                ..words
            },
            None => words,
        },
        Some(Named::Link(to)) if link_form(to) == LinkForm::External => {
            FieldView { href: Some(to.clone()), ..words }
        }
        Some(Named::Link(to)) => {
            let (path, rest) = split_link(to);
            let file = scene.corpus.files.addresses.get(&SourcePath::new(path)).cloned();
            let href = file
                .or_else(|| SitePath::new(path).ok())
                .map(|address| format!("{}{rest}", scene.href(&address)));
            FieldView { href, ..words }
        }
        Some(Named::Held | Named::Words) | None => words,
    }
}
