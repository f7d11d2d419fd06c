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
        if events::date(event, "starts").is_some()
            && let Some(page) = page
            && let Ok(address) = page.join("event.ics")
        {
            let recipe = Recipe::Calendar(CalendarId::Event(event.id.clone()));
            if plan.add(address.clone(), recipe, document_origin(corpus, &event.id), told) {
                plan.calendars.insert(page.clone(), address);
            }
        }
    }
    for kind in kinds.all().filter(|kind| is_event(&kind.name)) {
        // A calendar has to have something in it.
        let list = plan.lists.get(&ListId::Kind(kind.folder.clone())).filter(|list| {
            let mut members = list.members.iter().filter_map(|id| corpus.shown(id));
            members.any(|event| events::date(event, "starts").is_some())
        });
        let page = list.map(|list| list.address.clone());
        if let Some(page) = page
            && let Ok(address) = page.join("calendar.ics")
        {
            let words = format!("the calendar of {}", kind.folder);
            let recipe = Recipe::Calendar(CalendarId::Kind(kind.folder.clone()));
            if plan.add(address.clone(), recipe, Origin { words, span: None }, told) {
                plan.calendars.insert(page, address);
            }
        }
    }
}

impl Plan {
    /// The address of the calendar below a page, if there is one: `calendar.ics` of a list,
    /// `event.ics` of an event.
    pub fn calendar_below(&self, page: &SitePath) -> Option<&SitePath> {
        self.calendars.get(page)
    }
}
