//! The pages for those who come for the first time, `/start/`, and for those who come back,
//! `/upcoming/`.

use super::describe;
use super::fields;
use super::head::{self, About};
use super::html::Html;
use super::reading;
use super::scene::{Scene, Sort};
use super::theme::erased::View;
use super::view::{AnnouncedView, DoorView, HeadView, HereView, StartView, StepView, UpcomingView};
use crate::corpus::fields::Named;
use crate::diagnostic::Diagnostic;
use crate::document::{Document, DocumentId};
use crate::kind::{FieldValue, Valued};
use crate::plan::{lists_to_start_with, start_document};
use crate::url::SitePath;

/// The page for newcomers.
pub fn start_page(scene: &Scene, address: &SitePath) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let own = start_document(&scene.corpus);
    let (title, summary) = start_names(scene);
    let doors = own.map(|own| doors(scene, own)).unwrap_or_default();
    let view = StartView {
        searchable: own.is_some_and(|own| super::search::may_find(scene, own)),
        title: title.clone(),
        summary: summary.clone(),
        body_html: own.map(|own| scene.body(own)).unwrap_or_default().into_string(),
        doors: if doors.is_empty() { lists(scene) } else { doors },
        held: own.map_or("", |own| scene.corpus.standing(&own.id).word()),
    };
    let description = match own {
        Some(own) => own.description(),
        None => scene.site_words().say("start_description", &[("site", &scene.config.title)]),
    };
    let hidden = own.is_some_and(|own| own.meta.unlisted || !view.held.is_empty());
    let language = own.and_then(|own| own.meta.lang.as_deref());
    let words = scene.words_in(language);
    let picture = own.and_then(|own| super::page::picture(scene, own));
    let about = About { hidden, picture: picture.as_ref(), ..About::page(&title, description, address) };
    let (here, head) = around(scene, about, language);
    let by = own.map_or_else(|| address.to_string(), |own| own.path.to_string());
    let views: [(&str, &dyn View); 3] = [("here", &here), ("head", &head), ("start", &view)];
    scene.theme.fill(words, "start.html", &views, &by)
}

/// What is announced and not out yet.
pub fn upcoming_page(scene: &Scene, address: &SitePath) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let entries = scene.corpus.upcoming.iter().map(|told| AnnouncedView {
        title: told.title.clone(),
        kind: told.kind.clone(),
        date: told.date.map(|date| scene.date(date)),
    });
    let words = scene.site_words();
    let title = words.say("upcoming", &[]);
    let view = UpcomingView { title: title.clone(), entries: entries.collect() };
    let description = words.say("upcoming_description", &[("site", &scene.config.title)]);
    let (here, head) = around(scene, About::page(&title, description, address), None);
    let views: [(&str, &dyn View); 3] = [("here", &here), ("head", &head), ("upcoming", &view)];
    scene.theme.fill(words, "upcoming.html", &views, address.as_str())
}

/// The title of the page for newcomers, and what it says of itself; the latter may be empty.
pub fn start_names(scene: &Scene) -> (String, String) {
    let own = start_document(&scene.corpus);
    let title = own.map(|own| own.title.clone()).filter(|title| !title.is_empty());
    let summary = own.and_then(|own| own.meta.summary.clone().or_else(|| own.meta.description.clone()));
    (title.unwrap_or_else(|| scene.site_words().say("start", &[])), summary.unwrap_or_default())
}

fn around(scene: &Scene, mut about: About<'_>, language: Option<&str>) -> (HereView, HeadView) {
    let (title, address) = (about.title, about.address);
    let (breadcrumbs, crumbs) = head::breadcrumbs(scene, address, title, None);
    about.json_ld = vec![describe::collection(scene, title, &about.description, address), crumbs];
    let here = HereView {
        title: title.to_owned(),
        href: scene.href(address),
        url: scene.url(address),
        sort: "welcome",
        section: address.as_str().trim_matches('/').to_owned(),
        breadcrumbs,
        language: language.unwrap_or(&scene.config.language).to_owned(),
        rich: false,
    };
    (here, head::view(scene, &about))
}

/// The doors that the site has written.
fn doors(scene: &Scene, own: &Document) -> Vec<DoorView> {
    let Some(FieldValue::List(doors)) = own.fields.get("doors").map(|doors| &doors.value) else {
        return Vec::new();
    };
    doors.iter().filter_map(|door| door_of(scene, own, door)).collect()
}

fn door_of(scene: &Scene, own: &Document, door: &Valued) -> Option<DoorView> {
    let FieldValue::Record(_) = &door.value else { return None };
    let entry = |name: &str| door.value.entry(name);
    let steps: Vec<StepView> = match entry("items").map(|items| &items.value) {
        Some(FieldValue::List(items)) => items.iter().filter_map(|item| step(scene, own, item)).collect(),
        _ => Vec::new(),
    };
    let intro = entry("intro").and_then(|intro| Some((intro.range.start, intro.value.as_text()?)));
    Some(DoorView {
        title: entry("title").and_then(|title| title.value.as_text()).unwrap_or_default().to_owned(),
        href: None,
        intro_html: intro
            .map(|(at, text)| scene.field(own, at, text, Sort::Page))
            .unwrap_or_default()
            .into_string(),
        time: reading::time(steps.iter().map(|step| &step.minutes)),
        steps,
    })
}

/// What one item of a door names; nothing if that is held back: its name would give it away.
fn step(scene: &Scene, own: &Document, item: &Valued) -> Option<StepView> {
    match scene.corpus.field_links.of.get(&(own.id.clone(), item.range.start))? {
        Named::Document(id) => {
            let card = scene.card(id)?;
            Some(StepView {
                title: card.title.clone(),
                href: Some(card.href.clone()),
                kind: card.kind.clone(),
                minutes: minutes_of(scene, id, card.minutes),
            })
        }
        Named::Held | Named::Words => None,
        Named::Work(_) | Named::Person(_) | Named::Link(_) => {
            let view = fields::link(scene, own, item);
            let minutes = view.work.as_ref().and_then(|work| work.minutes);
            let kind = view.work.as_ref().map(|work| work.r#type.clone()).unwrap_or_default();
            Some(StepView { kind, minutes, ..plain(&view.text, view.href) })
        }
    }
}

fn plain(title: &str, href: Option<String>) -> StepView {
    StepView { title: title.to_owned(), href, kind: String::new(), minutes: None }
}

/// How long a page takes: a reading list as long as what is on it, a meeting as long as it likes.
fn minutes_of(scene: &Scene, id: &DocumentId, own: usize) -> Option<f64> {
    let document = scene.corpus.shown(id)?;
    match document.kind.name.as_str() {
        "reading-list" => {
            let items = reading::items(scene, document);
            reading::time(items.iter().map(|item| &item.minutes)).map(|time| time.minutes)
        }
        crate::corpus::events::KIND => None,
        _ => Some(own as f64),
    }
}

/// The reading lists for newcomers, each as a door.
fn lists(scene: &Scene) -> Vec<DoorView> {
    let lists = lists_to_start_with(&scene.corpus).into_iter();
    lists
        .filter_map(|id| {
            let (document, card) = (scene.corpus.shown(id)?, scene.card(id)?);
            let items = reading::items(scene, document);
            let time = reading::time(items.iter().map(|item| &item.minutes));
            let purpose = document.fields.get("purpose").and_then(|purpose| purpose.value.as_text());
            Some(DoorView {
                title: card.title.clone(),
                href: Some(card.href.clone()),
                intro_html: format!("<p>{}</p>", Html::text(purpose.unwrap_or(&card.summary)).into_string()),
                steps: items
                    .into_iter()
                    .map(|item| StepView { minutes: item.minutes, ..plain(&item.title, item.href) })
                    .collect(),
                time,
            })
        })
        .collect()
}
