//! The addresses of social cards: the pictures that stand for pages where links to them are shared.
//!
//! A page that has a picture of its own gets none. What a card shows is left to `render`.

use super::{ListId, Origin, Plan, Recipe, folder_of, start_document};
use crate::config::Config;
use crate::corpus::Corpus;
use crate::diagnostic::Diagnostic;
use crate::document::{Document, DocumentId};
use crate::url::SitePath;

/// The file in a page's folder: a name that nobody gives to a picture that is meant for anything else.
const FILE: &str = "social-card.png";

/// Adds a card for each page that a reader may share. Comes when all pages have their addresses.
pub fn add(plan: &mut Plan, corpus: &Corpus, config: &Config, told: &mut Vec<Diagnostic>) {
    if !config.social_cards {
        return;
    }
    let routes: Vec<(SitePath, Recipe, Origin)> = plan
        .routes
        .values()
        .map(|route| (route.address.clone(), route.recipe.clone(), route.asked_by.clone()))
        .collect();
    for (page, recipe, asked_by) in &routes {
        if shows_itself(plan, corpus, config, recipe)
            && let Some(card) = folder_of(page).and_then(|folder| folder.join(FILE).ok())
        {
            let words = format!("the social card of {}", asked_by.words);
            let origin = Origin { words, span: asked_by.span.clone() };
            if plan.add(card.clone(), Recipe::Card(page.clone()), origin, told) {
                plan.cards.insert(page.clone(), card);
            }
        }
    }
    // What is a part of another page shows that one's card.
    for (page, recipe, _) in &routes {
        let whole = match recipe {
            Recipe::Guide(id) => corpus.addresses.get(id),
            Recipe::List(id, 2..) => plan.list_address(id),
            Recipe::Search => Some(&SitePath::root()),
            _ => None,
        };
        if let Some(card) = whole.and_then(|whole| plan.cards.get(whole)).cloned() {
            plan.cards.insert(page.clone(), card);
        }
    }
}

/// Whether a page is one to draw a card for: it is whole, and has no picture of its own.
fn shows_itself(plan: &Plan, corpus: &Corpus, config: &Config, recipe: &Recipe) -> bool {
    let pictured = |document: &Document| document.meta.image.is_some();
    let is_pictured = |id: &DocumentId| corpus.shown(id).is_some_and(|own| pictured(own));
    match recipe {
        Recipe::Page(id) => !is_pictured(id),
        Recipe::List(id, 1) => {
            let intro = plan.lists.get(id).and_then(|list| list.intro.as_ref());
            let show = match id {
                ListId::Show(slug) => corpus.shows.by_slug.get(slug).and_then(|show| show.key.as_ref()),
                _ => None,
            };
            let show = show.and_then(|key| config.shows.get(key));
            !intro.is_some_and(is_pictured) && show.is_none_or(|show| show.image.is_empty())
        }
        Recipe::Start => !start_document(corpus).is_some_and(pictured),
        Recipe::Index(_) | Recipe::Library | Recipe::Work(_) | Recipe::Upcoming | Recipe::Feeds => true,
        _ => false,
    }
}
