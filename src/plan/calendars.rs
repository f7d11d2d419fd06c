//! Files for calendar programs: one for each event, and one for all events of a list.

use super::{CalendarId, ListId, Origin, Plan, Recipe, document_origin};
use crate::corpus::{Corpus, events};
use crate::diagnostic::Diagnostic;
use crate::document::Role;
use crate::kind::Kinds;
use crate::url::SitePath;

/// Adds the calendars.
pub fn add(plan: &mut Plan, corpus: &Corpus, kinds: &Kinds, told: &mut Vec<Diagnostic>) {
    let is_event = |name: &str| name == events::KIND;
    for event in corpus.all_shown().filter(|own| is_event(&own.kind.name) && own.role == Role::Page) {
        // Below a page that is a file of its own there is no room.
        let page = corpus.addresses.get(&event.id).filter(|page| page.as_str().ends_with('/'));
        if let (Some(_), Some(address)) =
            (events::date(event, "starts"), page.and_then(|page| page.join("event.ics").ok()))
        {
            let recipe = Recipe::Calendar(CalendarId::Event(event.id.clone()));
            plan.add(address, recipe, document_origin(corpus, &event.id), told);
        }
    }
    for kind in kinds.all().filter(|kind| is_event(&kind.name)) {
        // A calendar has to have something in it.
        let list = plan.lists.get(&ListId::Kind(kind.folder.clone())).filter(|list| {
            let mut members = list.members.iter().filter_map(|id| corpus.shown(id));
            members.any(|event| events::date(event, "starts").is_some())
        });
        if let Some(address) = list.and_then(|list| list.address.join("calendar.ics").ok()) {
            let words = format!("the calendar of {}", kind.folder);
            let recipe = Recipe::Calendar(CalendarId::Kind(kind.folder.clone()));
            plan.add(address, recipe, Origin { words, span: None }, told);
        }
    }
}

impl Plan {
    /// The address of the calendar below a page, if there is one: `calendar.ics` of a list,
    /// `event.ics` of an event.
    pub fn calendar_below(&self, page: &SitePath) -> Option<&SitePath> {
        ["calendar.ics", "event.ics"].into_iter().find_map(|name| {
            let route = self.at(&page.join(name).ok()?)?;
            matches!(route.recipe, Recipe::Calendar(_)).then_some(&route.address)
        })
    }
}
