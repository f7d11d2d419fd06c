//! The pages for those who come for the first time and for those who come back: `/start/` and
//! `/upcoming/`.

use super::{Origin, Plan, Recipe, document_origin};
use crate::corpus::Corpus;
use crate::diagnostic::Diagnostic;
use crate::document::{Document, DocumentId, Role};
use crate::kind::{FieldValue, START};
use crate::url::SitePath;

/// Adds both, where there is something to say.
pub fn add(plan: &mut Plan, corpus: &Corpus, told: &mut Vec<Diagnostic>) {
    let of_program = |words: &str| Origin { words: words.to_owned(), span: None };
    if let Some(own) = start_document(corpus) {
        if let Some(address) = corpus.addresses.get(&own.id) {
            plan.add(address.clone(), Recipe::Start, document_origin(corpus, &own.id), told);
        }
    } else if !lists_to_start_with(corpus).is_empty() {
        add_unless_taken(plan, START, Recipe::Start, of_program("reading lists to start with"), told);
    }
    if !corpus.upcoming.is_empty() {
        let origin = of_program("what is announced");
        add_unless_taken(plan, "upcoming", Recipe::Upcoming, origin, told);
    }
}

/// A page that a site has written there itself is as good.
fn add_unless_taken(plan: &mut Plan, at: &str, recipe: Recipe, origin: Origin, told: &mut Vec<Diagnostic>) {
    if let Ok(address) = SitePath::new(at)
        && !plan.has(&address)
    {
        plan.add(address, recipe, origin, told);
    }
}

/// The page that a site has written for newcomers.
pub fn start_document(corpus: &Corpus) -> Option<&Document> {
    let is_start = |own: &&std::sync::Arc<Document>| own.kind.name == START && own.role == Role::Page;
    corpus.all_shown().find(is_start).map(|own| &**own)
}

/// The reading lists for newcomers, newest first, undated ones last.
pub fn lists_to_start_with(corpus: &Corpus) -> Vec<&DocumentId> {
    let is_one = |id: &&DocumentId| {
        corpus.shown(id).is_some_and(|own| {
            let level = own.fields.get("level").map(|level| &level.value);
            own.kind.name == "reading-list"
                && matches!(level, Some(FieldValue::Text(level)) if level == START)
        })
    };
    corpus.lists.of_kind.values().flatten().filter(is_one).collect()
}

impl Plan {
    /// Where newcomers begin, if there is such a page.
    pub fn start_page(&self) -> Option<&SitePath> {
        self.routes.values().find(|route| route.recipe == Recipe::Start).map(|route| &route.address)
    }

    /// The page of what is announced, if anything is.
    pub fn upcoming_page(&self) -> Option<&SitePath> {
        self.routes.values().find(|route| route.recipe == Recipe::Upcoming).map(|route| &route.address)
    }
}
