//! What calendar programs are told of events: each event, and each of its sessions.

use super::feed::entry_id;
use super::ics::{Calendar, Event, When, write};
use super::scene::Scene;
use crate::corpus::events;
use crate::date::{Date, Instant, Zone};
use crate::document::{Document, DocumentId};
use crate::kind::{FieldValue, Valued};
use crate::plan::{CalendarId, ListId};

/// One meeting of an event that has several.
pub struct Session<'a> {
    /// When it begins.
    pub starts: Date,
    /// When it ends, if that is known.
    pub ends: Option<Date>,
    /// What is read or spoken of; may be empty.
    pub about: &'a str,
    /// What to talk about.
    pub questions: Vec<&'a str>,
    /// Where it can be heard or seen afterwards.
    pub recording: Option<&'a str>,
}

/// A calendar file.
pub fn render(scene: &Scene, id: &CalendarId) -> String {
    let (name, members): (String, Vec<&DocumentId>) = match id {
        CalendarId::Kind(folder) => {
            let list = scene.plan.lists.get(&ListId::Kind(folder.clone()));
            let name = format!("{}: {}", scene.config.title, scene.kind_title(folder));
            (name, list.map(|list| list.members.iter().collect()).unwrap_or_default())
        }
        CalendarId::Event(id) => {
            let title = scene.card(id).map(|card| card.title.clone()).unwrap_or_default();
            (title, vec![id])
        }
    };
    let members = members.into_iter().filter_map(|id| scene.corpus.shown(id));
    write(&Calendar { name, events: members.flat_map(|document| of_event(scene, document)).collect() })
}

/// An event and its sessions.
fn of_event(scene: &Scene, document: &Document) -> Vec<Event> {
    let (Some(card), Some(address), Some(starts)) =
        (scene.card(&document.id), scene.address(&document.id), events::date(document, "starts"))
    else {
        return Vec::new();
    };
    let (words, site) = (scene.words_for(document), &scene.config.timezone);
    let zone = events::zone_of(document, site);
    let text =
        |name: &str| document.fields.get(name).and_then(|field| field.value.as_text()).unwrap_or_default();
    let changed = document.meta.updated.or(document.meta.date);
    let sessions = sessions(document);
    let (place, online) = (text("place"), text("online"));
    let join = if online.is_empty() { String::new() } else { words.say("join_at", &[("address", online)]) };
    let whole = Event {
        uid: entry_id(&scene.config, document, address),
        stamp: changed.map_or(Instant::EPOCH, |date| date.instant(site)),
        when: when(starts, events::date(document, "ends"), &zone),
        summary: card.title.clone(),
        description: paragraphs(&[card.summary.clone(), join.clone(), card.url.clone()]),
        location: if place.is_empty() { online } else { place }.to_owned(),
        url: card.url.clone(),
        categories: card.topics.iter().map(|topic| topic.title.clone()).collect(),
        part_of: None,
        busy: sessions.is_empty(),
    };
    let parts = sessions.iter().enumerate().map(|(index, session)| Event {
        // By its place, so that a session that is put off stays the same one.
        uid: format!("{}#session-{}", whole.uid, index + 1),
        when: when(session.starts, session.ends, &zone),
        summary: session_title(&card.title, session),
        description: paragraphs(&[
            session.questions.join("\n"),
            session.recording.map_or_else(String::new, |url| words.say("recording_at", &[("address", url)])),
            join.clone(),
            card.url.clone(),
        ]),
        part_of: Some(whole.uid.clone()),
        busy: true,
        ..whole.clone()
    });
    let parts: Vec<Event> = parts.collect();
    std::iter::once(whole).chain(parts).collect()
}

/// "Reading together: chapters 1 and 4".
pub fn session_title(event: &str, session: &Session<'_>) -> String {
    match session.about {
        "" => event.to_owned(),
        about => format!("{event}: {about}"),
    }
}

/// The sessions of an event, in the order given. When one ends is not said; only of the last it is
/// known, if the event ends that day.
pub fn sessions(document: &Document) -> Vec<Session<'_>> {
    let Some(FieldValue::List(items)) = document.fields.get("sessions").map(|field| &field.value) else {
        return Vec::new();
    };
    let mut sessions: Vec<Session<'_>> = items.iter().filter_map(session).collect();
    if let (Some(last), Some(ends)) = (sessions.last_mut(), events::date(document, "ends")) {
        last.ends = Some(ends).filter(|ends| ends.iso_day() == last.starts.iso_day());
    }
    sessions
}

fn session(item: &Valued) -> Option<Session<'_>> {
    let entry = |name: &str| item.value.entry(name).map(|entry| &entry.value);
    let questions = match entry("questions") {
        Some(FieldValue::List(items)) => items.iter().filter_map(|item| item.value.as_text()).collect(),
        _ => Vec::new(),
    };
    Some(Session {
        starts: entry("starts")?.as_date()?,
        ends: None,
        about: entry("chapters").and_then(FieldValue::as_text).unwrap_or_default(),
        questions,
        recording: entry("recording").and_then(FieldValue::as_text),
    })
}

/// Whole days stay days, in whatever zone; as soon as one of them has a time, both are times.
fn when(starts: Date, ends: Option<Date>, zone: &Zone) -> When {
    match ends {
        _ if starts.is_a_day() && ends.is_none_or(|ends| ends.is_a_day()) => {
            let last = ends.filter(|ends| ends.iso_day() > starts.iso_day()).unwrap_or(starts);
            When::Days { first: starts, after: last.day_after() }
        }
        ends => When::Time { starts: starts.instant(zone), ends: ends.map(|ends| ends.end(zone)) },
    }
}

fn paragraphs(all: &[String]) -> String {
    let all: Vec<&str> = all.iter().map(|words| words.trim()).filter(|words| !words.is_empty()).collect();
    all.join("\n\n")
}
