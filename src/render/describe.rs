//! What a page is, in schema.org's words and in one sentence; when it last changed.

mod sources;

use std::collections::BTreeMap;

use serde_json::Value;

pub use sources::library_work;

use super::calendar;
use super::fields::on_clock;
use super::head::{given, page_facts, site_facts};
use super::json_ld::{self, facts};
use super::reading;
use super::scene::Scene;
use super::view::{FieldView, IndexView, ListView, PageView, PictureView};
use crate::corpus::standing::publication;
use crate::date::{Date, Instant};
use crate::document::{Document, DocumentId};
use crate::plan::{FeedId, IndexId, ListId, Recipe, Route, start_document};
use crate::url::SitePath;

/// A document as JSON-LD.
pub fn document(scene: &Scene, document: &Document, view: &PageView, address: &SitePath) -> Value {
    let facts = facts_of(scene, document, view, address);
    json_ld::describe(&site_facts(scene), &facts, &subject(scene, document, view))
}

fn facts_of(scene: &Scene, document: &Document, view: &PageView, address: &SitePath) -> facts::Facts {
    let zone = &scene.config.timezone;
    let site = &scene.site.url;
    facts::Facts {
        image: picture_of(scene, document, view, address).map(|picture| image(scene, &picture)),
        language: document.meta.lang.clone().or_else(|| given(&scene.config.language)),
        published: document.meta.date.map(|date| date.machine(zone)),
        updated: document.meta.updated.map(|date| date.machine(zone)),
        authors: view
            .card
            .authors
            .iter()
            .map(|author| person(scene, &author.title, author.href.as_ref()))
            .collect(),
        keywords: view
            .taxonomies
            .iter()
            .flat_map(|taxonomy| &taxonomy.terms)
            .map(|term| term.title.clone())
            .collect(),
        about: sources::concepts(scene, document),
        citations: sources::cited(scene, document),
        license: json_ld::license_url(&view.license).or_else(|| given(&view.license)),
        words: Some(view.words),
        series: view.series.as_ref().map(|series| {
            (
                facts::Link { name: series.title.clone(), url: crate::url::join(site, &series.href) },
                series.number,
            )
        }),
        ..page_facts(scene, &view.card.title, &document.description(), address)
    }
}

/// The picture that stands for a document: its own, else its card. No card is a still of a talk's video.
fn picture_of(
    scene: &Scene,
    document: &Document,
    view: &PageView,
    address: &SitePath,
) -> Option<PictureView> {
    let card = || super::social::picture(scene, address).filter(|_| document.kind.name != "talk");
    view.image.clone().or_else(card)
}

fn image(scene: &Scene, picture: &PictureView) -> facts::Image {
    facts::Image {
        url: crate::url::join(&scene.site.url, &picture.src).unwrap_or_else(|| picture.src.clone()),
        width: picture.width.map(u64::from),
        height: picture.height.map(u64::from),
    }
}

fn person(scene: &Scene, name: &str, href: Option<&String>) -> facts::Person {
    facts::Person {
        name: name.to_owned(),
        organization: false,
        url: href.and_then(|href| crate::url::join(&scene.site.url, href)),
    }
}

fn subject(scene: &Scene, document: &Document, view: &PageView) -> facts::Subject {
    use facts::Subject;
    let field = |name: &str| view.fields.get(name);
    let text = |name: &str| field(name).map(|field| field.text.clone()).filter(|text| !text.is_empty());
    let number = |name: &str| field(name).and_then(|field| field.value.as_f64());
    let people = |name: &str| -> Vec<facts::Person> {
        let items = field(name).map(|field| field.items.as_slice()).unwrap_or_default();
        items.iter().map(|item| person(scene, &item.text, item.href.as_ref())).collect()
    };
    let machine =
        |name: &str| field(name).and_then(|field| field.date.as_ref()).map(|date| date.machine.clone());
    let list_link = || facts::Link {
        name: scene.corpus.name_of(&document.kind).to_owned(),
        url: scene
            .plan
            .list_address(&ListId::Kind(document.kind.folder.clone()))
            .map(|address| scene.url(address)),
    };
    match document.kind.json_ld.as_str() {
        "Review" => match sources::subjects(scene, document) {
            // A review of nothing known is a text like any other.
            of if of.is_empty() => Subject::Text("Article".to_owned()),
            of => Subject::Review { of, rating: number("rating") },
        },
        "ItemList" => Subject::List {
            items: items(scene, document),
            in_sequence: text("order").is_some_and(|order| order == "sequence"),
        },
        "PodcastEpisode" => Subject::Episode {
            show: facts::Link {
                name: text("show").unwrap_or_default(),
                url: field("show")
                    .and_then(|show| show.href.as_ref())
                    .and_then(|href| crate::url::join(&scene.site.url, href)),
            },
            number: number("number").map(|number| number as u64),
            audio: super::feed::enclosure(scene, document).map(|file| facts::Audio {
                url: file.url,
                media_type: file.media_type,
                bytes: (file.bytes > 0).then_some(file.bytes),
                seconds: (file.seconds > 0).then_some(file.seconds),
                captions: captions(scene, document),
            }),
            guests: people("guests"),
        },
        "CreativeWork" | "VideoObject" if document.kind.name == "talk" => Subject::Talk {
            video: text("video_url")
                .map(|url| facts::Video { watch_url: Some(url), ..facts::Video::default() }),
            seconds: number("minutes").map(|minutes| (minutes * 60.0) as u64),
            event: text("event"),
        },
        "DefinedTerm" => Subject::Term {
            aka: field("aka")
                .into_iter()
                .flat_map(|aka| aka.items.iter().map(|item| item.text.clone()))
                .chain(text("abbreviation"))
                .collect(),
            set: list_link(),
        },
        "Event" => Subject::Event {
            starts: machine("starts").unwrap_or_default(),
            ends: machine("ends"),
            place: text("place"),
            online: text("online"),
            sessions: sessions(scene, document, &view.card.title),
            works: sources::subjects(scene, document),
        },
        "Article" if document.kind.name == "issue" => {
            Subject::Issue { number: number("number").map(|number| number as u64), periodical: list_link() }
        }
        "WebPage" => Subject::Page("WebPage".to_owned()),
        schema_type => Subject::Text(schema_type.to_owned()),
    }
}

fn sessions(scene: &Scene, document: &Document, title: &str) -> Vec<facts::Session> {
    let machine = |date: Date| on_clock(document, date).machine(&scene.config.timezone);
    calendar::sessions(document)
        .iter()
        .map(|session| facts::Session {
            name: calendar::session_title(title, session),
            starts: machine(session.starts),
            ends: session.ends.map(machine),
            recording: session.recording.map(str::to_owned),
        })
        .collect()
}

/// The transcript with its times, where one is published.
fn captions(scene: &Scene, document: &Document) -> Option<String> {
    let address = scene.address(&document.id)?.join("transcript.vtt").ok()?;
    let route = scene.plan.at(&address)?;
    (route.recipe == Recipe::Captions(document.id.clone())).then(|| scene.url(&address))
}

fn items(scene: &Scene, document: &Document) -> Vec<facts::Link> {
    let whole = |href: &String| crate::url::join(&scene.site.url, href);
    let items = reading::items(scene, document).into_iter();
    items.map(|item| facts::Link { url: item.href.as_ref().and_then(whole), name: item.title }).collect()
}

/// A list as JSON-LD.
pub fn list(
    scene: &Scene,
    id: &ListId,
    view: &ListView,
    title: &str,
    address: &SitePath,
    picture: Option<&PictureView>,
) -> Vec<Value> {
    use facts::Subject;
    let site = site_facts(scene);
    let description = summary(scene, id, view);
    let image = picture.map(|picture| image(scene, picture));
    let facts = facts::Facts { image, ..page_facts(scene, title, &description, address) };
    let cards = || view.groups.iter().flat_map(|group| &group.cards);
    let links = || -> Vec<facts::Link> {
        cards().map(|card| facts::Link { name: card.title.clone(), url: Some(card.url.clone()) }).collect()
    };
    let subject = match id {
        ListId::Home => return vec![json_ld::web_site(&site)],
        ListId::Kind(folder) if scene.kind_name(folder) == "concept" => Subject::TermSet { terms: links() },
        ListId::Kind(folder) if scene.kind_name(folder) == "issue" => Subject::Periodical,
        ListId::Person(_) => profile(scene, view),
        ListId::Series(_) => Subject::Series { parts: links() },
        ListId::Show(slug) => Subject::Show {
            feed_url: scene.plan.feed_address(&FeedId::Show(slug.clone())).map(|address| scene.url(address)),
        },
        _ => Subject::Page("CollectionPage".to_owned()),
    };
    vec![json_ld::describe(&site, &facts, &subject)]
}

fn profile(scene: &Scene, view: &ListView) -> facts::Subject {
    let texts = |field: &str| -> Vec<&FieldView> {
        view.fields.get(field).map(|field| field.items.iter().collect()).unwrap_or_default()
    };
    let photo = view.fields.get("photo").and_then(|photo| Some((photo.href.as_ref()?, photo.pixels)));
    facts::Subject::Profile {
        summary: given(&view.summary),
        photo: photo.and_then(|(href, pixels)| {
            let (width, height) = pixels.unzip();
            Some(facts::Image {
                url: crate::url::join(&scene.site.url, href)?,
                width: width.map(u64::from),
                height: height.map(u64::from),
            })
        }),
        aka: texts("aka").into_iter().map(|item| item.text.clone()).collect(),
        same_as: texts("links")
            .into_iter()
            .filter_map(|link| link.entries.get("url"))
            .filter_map(|url| url.href.clone())
            .collect(),
    }
}

/// A page that gathers, as JSON-LD.
pub fn collection(scene: &Scene, title: &str, description: &str, address: &SitePath) -> Value {
    let subject = facts::Subject::Page("CollectionPage".to_owned());
    json_ld::describe(&site_facts(scene), &page_facts(scene, title, description, address), &subject)
}

/// What a list is, in a sentence: its own, else how much it gathers.
pub fn summary(scene: &Scene, id: &ListId, view: &ListView) -> String {
    if !view.summary.is_empty() {
        return view.summary.clone();
    }
    let own = list_document(scene, id).and_then(|own| own.meta.lang.as_deref());
    let words = scene.words_in(own);
    let (pieces, site) = (words.count("pieces", view.count), &scene.config.title);
    let page = view.paging.as_ref().filter(|paging| paging.number > 1).map_or_else(String::new, |paging| {
        let (number, of) = (paging.number.to_string(), paging.of.to_string());
        format!(" {}", words.say("about_page", &[("number", &number), ("of", &of)]))
    });
    let said = |key: &str| words.say(key, &[("pieces", &pieces), ("title", &view.title), ("site", site)]);
    match id {
        ListId::Home => site.clone(),
        ListId::Term(..) => said("about_term") + &page,
        ListId::Person(_) => said("about_person") + &page,
        ListId::Series(_) => said("about_series"),
        ListId::Show(_) => said("about_show") + &page,
        _ => said("about_list") + &page,
    }
}

/// The document that introduces a list.
fn list_document<'s>(scene: &'s Scene, id: &ListId) -> Option<&'s Document> {
    let intro = scene.plan.lists.get(id)?.intro.as_ref()?;
    scene.corpus.shown(intro).map(|own| &**own)
}

/// What a document is, in a sentence: its own, else where it stands.
pub fn document_summary(scene: &Scene, document: &Document, title: &str) -> String {
    let own = document.description();
    match own.is_empty() {
        true => scene
            .words_for(document)
            .say("about_document", &[("title", title), ("site", &scene.config.title)]),
        false => own,
    }
}

/// What an index is, in a sentence.
pub fn index_summary(scene: &Scene, view: &IndexView) -> String {
    if !view.summary.is_empty() {
        return view.summary.clone();
    }
    let count = view.entries.len().to_string();
    let given = [("title", view.title.as_str()), ("count", &count), ("site", &scene.config.title)];
    scene.site_words().say("about_index", &given)
}

/// The index above a list.
pub fn above(scene: &Scene, id: &ListId) -> Option<(String, SitePath)> {
    let index = match id {
        ListId::Term(taxonomy, _) => IndexId::Terms(taxonomy.clone()),
        ListId::Person(_) => IndexId::People,
        ListId::Series(_) => IndexId::Series,
        ListId::Year(_) => IndexId::Years,
        ListId::Kind(folder) => {
            // The second page of a list stands below the first.
            let address = scene.plan.list_address(&ListId::Kind(folder.clone()))?;
            return Some((scene.kind_title(folder), address.clone()));
        }
        ListId::Show(_) => {
            let (kind, list) = scene.plan.lists.iter().find_map(|(id, list)| match id {
                ListId::Kind(folder) if scene.kind_name(folder) == "episode" => Some((folder, list)),
                _ => None,
            })?;
            return Some((scene.kind_title(kind), list.address.clone()));
        }
        ListId::Home | ListId::Archive => return None,
    };
    let address = scene.plan.indexes.get(&index)?;
    Some((super::list::index_title(scene, &index), address.clone()))
}

/// Whether search engines are not told of a route.
pub fn is_hidden(scene: &Scene, route: &Route) -> bool {
    let hidden = |document: &Document| {
        document.meta.unlisted || !scene.corpus.standing(&document.id).word().is_empty()
    };
    match &route.recipe {
        Recipe::Page(id) | Recipe::Guide(id) => {
            scene.corpus.shown(id).is_some_and(|document| hidden(document))
        }
        Recipe::Start => start_document(&scene.corpus).is_some_and(hidden),
        Recipe::List(id, _) => {
            let own = scene
                .plan
                .lists
                .get(id)
                .and_then(|list| list.intro.as_ref())
                .and_then(|id| scene.corpus.shown(id));
            own.is_some_and(|document| hidden(document))
        }
        // It has nothing of its own, and what it shows of others is found there.
        Recipe::Search => true,
        _ => false,
    }
}

/// When what stands at addresses last changed, as their sources say. A list is looked through once, however
/// many pages it has.
pub struct Changes<'s> {
    scene: &'s Scene,
    of_lists: BTreeMap<&'s ListId, Option<Instant>>,
}

impl<'s> Changes<'s> {
    /// Those of a site.
    pub fn of(scene: &'s Scene) -> Changes<'s> {
        let mut changes = Changes { scene, of_lists: BTreeMap::new() };
        let lists = scene.plan.lists.iter();
        changes.of_lists = lists.map(|(id, list)| (id, changes.newest(&list.members))).collect();
        changes
    }

    /// When what stands at an address last changed: a day or an instant.
    pub fn last(&self, recipe: &Recipe) -> Option<String> {
        let scene = self.scene;
        let last = match recipe {
            Recipe::Page(id) | Recipe::Guide(id) => self.of_document(id),
            Recipe::Work(id) => self.newest(&super::library::users(scene, id)),
            Recipe::Library => self.newest(&super::library::all_users(scene)),
            Recipe::Start => start_document(&scene.corpus).and_then(|own| self.of_document(&own.id)),
            Recipe::List(id, _) => {
                let intro = scene.plan.lists.get(id)?.intro.as_ref();
                self.of_lists.get(id).copied().flatten().max(intro.and_then(|id| self.of_document(id)))
            }
            Recipe::Index(id) => {
                let of = |list: &ListId| match (id, list) {
                    (IndexId::Terms(taxonomy), ListId::Term(of, _)) => taxonomy == of,
                    (IndexId::People, ListId::Person(_)) | (IndexId::Series, ListId::Series(_)) => true,
                    (IndexId::Years, ListId::Year(_)) => true,
                    _ => false,
                };
                let lists = self.of_lists.iter().filter(|(list, _)| of(list));
                lists.filter_map(|(_, newest)| *newest).max()
            }
            Recipe::Feeds => scene.plan.feeds.get(&FeedId::Site).and_then(|feed| self.newest(&feed.members)),
            _ => None,
        };
        last.map(|instant| instant.rfc3339())
    }

    fn of_document(&self, id: &DocumentId) -> Option<Instant> {
        let zone = &self.scene.config.timezone;
        let document = self.scene.corpus.shown(id)?;
        let updated = document.meta.updated.map(|date| date.instant(zone));
        updated.or_else(|| publication(document, zone))
    }

    fn newest(&self, ids: &[DocumentId]) -> Option<Instant> {
        ids.iter().filter_map(|id| self.of_document(id)).max()
    }
}
