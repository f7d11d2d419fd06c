//! What a card says of a page.

use crate::corpus::events;
use crate::document::Document;
use crate::plan::{ListId, Recipe};
use crate::render::scene::Scene;
use crate::render::{describe, fields, library, list, welcome};
use crate::url::SitePath;

/// What a card says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The page's title.
    pub title: String,
    /// The name of its kind: `reading-list`. It gives the card its colour and shape; may be empty.
    pub kind: String,
    /// What sort of thing it is, for people: "Reading list"; may be empty.
    pub sort: String,
    /// Who made it, in order.
    pub authors: Vec<String>,
    /// A day or a year; may be empty.
    pub date: String,
    /// A sentence below the title; may be empty.
    pub words: String,
    /// The site's name.
    pub site: String,
    /// The site's host, and the path below it if it has one.
    pub place: String,
    /// Whether the page is read from right to left.
    pub from_the_right: bool,
}

/// What the card of the page at an address says.
pub fn of(scene: &Scene, page: &SitePath) -> Option<Facts> {
    let mut facts = match &scene.plan.at(page)?.recipe {
        Recipe::Page(id) => document(scene, scene.corpus.shown(id)?)?,
        Recipe::List(id, _) => list(scene, id)?,
        Recipe::Index(id) => titled(list::index_title(scene, id)),
        Recipe::Library => titled(library::list_title(scene)),
        Recipe::Work(id) => {
            let work = scene.works.get(id)?;
            Facts {
                sort: library::list_title(scene),
                authors: if work.authors.is_empty() { work.editors.clone() } else { work.authors.clone() },
                date: work.year.clone(),
                ..titled(work.title.clone())
            }
        }
        Recipe::Start => titled(welcome::start_names(scene).0),
        Recipe::Upcoming => titled(scene.site_words().say("upcoming", &[])),
        Recipe::Feeds => titled(scene.site.feeds.title.clone()),
        _ => return None,
    };
    facts.site = scene.config.title.clone();
    let base = &scene.config.base_url;
    facts.place = format!("{}{}", base.host(), base.path());
    let own = match &scene.plan.at(page)?.recipe {
        Recipe::Page(id) => scene.corpus.shown(id),
        Recipe::List(id, _) => {
            let intro = scene.plan.lists.get(id).and_then(|list| list.intro.as_ref());
            intro.and_then(|id| scene.corpus.shown(id))
        }
        _ => None,
    };
    let language = own.and_then(|own| own.meta.lang.as_deref()).unwrap_or(&scene.config.language);
    facts.from_the_right = crate::render::letter::is_right_to_left(language);
    Some(facts)
}

fn titled(title: String) -> Facts {
    Facts { title, ..Facts::default() }
}

fn document(scene: &Scene, document: &Document) -> Option<Facts> {
    let card = scene.card(&document.id)?;
    // Of an event the day on which it is.
    let starts = events::date(document, "starts").map(|date| fields::on_clock(document, date));
    let words = scene.words_for(document);
    let date = starts.or(document.meta.date).map(|date| words.date(date));
    let page = card.kind == "page";
    Some(Facts {
        kind: card.kind.clone(),
        sort: if page { String::new() } else { words.name("kinds", &card.kind) },
        // Who keeps the pages of a site is no news about one of them.
        authors: if page {
            Vec::new()
        } else {
            card.authors.iter().map(|author| author.title.clone()).collect()
        },
        date: date.unwrap_or_default(),
        ..titled(card.title.clone())
    })
}

fn list(scene: &Scene, id: &ListId) -> Option<Facts> {
    let list = scene.plan.lists.get(id)?;
    let named = list::named(scene, id, list);
    let kind = match id {
        ListId::Kind(folder) => scene.kind_name(folder),
        ListId::Show(_) => "episode".to_owned(),
        _ => String::new(),
    };
    let above = describe::above(scene, id).map(|(title, _)| title).filter(|title| *title != named.title);
    let words = if *id == ListId::Home { named.summary } else { String::new() };
    Some(Facts { kind, sort: above.unwrap_or_default(), words, ..titled(named.title) })
}
