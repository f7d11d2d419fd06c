//! Something that happens at a time, and its meetings.

use serde_json::{Value, json};

use super::facts::{Facts, Link, Session, Site, Subject};
use super::{Object, library_work, link, organization, thing};

/// An event; of anything else, that it is one.
pub(super) fn describe(site: &Site, facts: &Facts, subject: &Subject) -> Object {
    let event = thing("Event", "WebPage", site, facts);
    let Subject::Event { starts, ends, place, online, sessions, works } = subject else { return event };
    let place = place.as_deref().map(|name| json!({ "@type": "Place", "name": name }));
    let online = online.as_deref().map(|url| json!({ "@type": "VirtualLocation", "url": url }));
    let mode = match (&place, &online) {
        (Some(_), Some(_)) => Some("https://schema.org/MixedEventAttendanceMode"),
        (None, Some(_)) => Some("https://schema.org/OnlineEventAttendanceMode"),
        (Some(_), None) => Some("https://schema.org/OfflineEventAttendanceMode"),
        (None, None) => None,
    };
    let places: Vec<Value> = place.into_iter().chain(online).collect();
    let whole = link("Event", &Link { name: facts.title.clone(), url: Some(facts.url.clone()) });
    event
        .text("startDate", starts)
        .maybe("endDate", ends)
        .value("eventAttendanceMode", mode)
        .list("location", places.clone())
        .value("organizer", organization(site))
        .list("workFeatured", works.iter().map(|work| library_work(work).done()))
        .list("subEvent", sessions.iter().map(|session| part(session, &places, &whole)))
}

/// One meeting: where the whole event is, in the hours of its own.
fn part(session: &Session, places: &[Value], whole: &Value) -> Value {
    let recording = session.recording.as_ref().map(|url| json!({ "@type": "CreativeWork", "url": url }));
    Object::new("Event")
        .text("name", &session.name)
        .text("startDate", &session.starts)
        .maybe("endDate", &session.ends)
        .list("location", places.to_vec())
        .value("superEvent", whole.clone())
        .value("recordedIn", recording)
        .done()
}
