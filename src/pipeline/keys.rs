//! What each address depends on, as a fingerprint that is known before anything is made: as long as it is
//! the same, so is what stands there, and a build leaves it as it is.
//!
//! Rather too much goes into a key than too little: the settings, the theme and all other files; of every
//! document what others may show of it; the templates by which a page is made; and the texts that stand on
//! it. Within one stretch of time, that is: what the clock changes is for who keeps the keys to look after.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::memory::Frame;
use super::parse::{Prints, Texts};
use crate::date::Instant;
use crate::document::{CONTENT, Document, DocumentId, Role};
use crate::fingerprint::Fingerprint;
use crate::memo;
use crate::plan::{FeedId, Recipe};
use crate::render::scene::Scene;
use crate::render::theme::{self, Reach};
use crate::source::SourcePath;

/// Templates of what feeds and letters carry.
const OF_FEEDS: [&str; 3] = ["feed.html", "email.html", "email-items.html"];

/// The keys of a site.
#[derive(Debug)]
pub struct Keys {
    prints: BTreeMap<DocumentId, Prints>,
    // Everything but texts and templates.
    around: Fingerprint,
    // The texts of documents without a page of their own: lists and the like show them.
    common: Fingerprint,
    // All texts.
    texts: Fingerprint,
    reach: Reach,
    // The templates of lists and the like.
    of_lists: Option<Fingerprint>,
    // All files but documents.
    others: Arc<[(SourcePath, Fingerprint)]>,
}

/// What a site was made of, by fingerprints: enough to say later which of it has changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    documents: BTreeMap<String, Prints>,
    others: BTreeMap<String, Fingerprint>,
}

/// What of two sites' inputs differs, by paths below the site root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Documents of which others show something else, new ones and those that are gone among them.
    pub outside: BTreeSet<String>,
    /// Documents of which the text alone differs.
    pub texts: BTreeSet<String>,
    /// Templates.
    pub templates: BTreeSet<String>,
    /// Other files.
    pub others: BTreeSet<String>,
}

impl Inputs {
    /// What differs from what was there before.
    pub fn since(&self, before: &Inputs) -> Changes {
        let mut changes = Changes::default();
        let ids: BTreeSet<&String> = self.documents.keys().chain(before.documents.keys()).collect();
        for id in ids {
            let (now, then) = (self.documents.get(id), before.documents.get(id));
            if now.map(|now| now.outside) != then.map(|then| then.outside) {
                changes.outside.insert(format!("{CONTENT}{id}"));
            } else if now != then {
                changes.texts.insert(format!("{CONTENT}{id}"));
            }
        }
        let paths: BTreeSet<&String> = self.others.keys().chain(before.others.keys()).collect();
        for path in paths.into_iter().filter(|path| self.others.get(*path) != before.others.get(*path)) {
            let is_template = theme::is_template(&SourcePath::new(path));
            let changed = if is_template { &mut changes.templates } else { &mut changes.others };
            changed.insert(path.clone());
        }
        changes
    }
}

impl Changes {
    /// The first of what every page depends on.
    fn around(&self) -> Option<String> {
        let other = self.others.first().map(|path| path.to_owned());
        let outside = || self.outside.first().map(|path| format!("{path}, of which others show something"));
        other.or_else(outside)
    }
}

impl Keys {
    /// The keys of a site, by the fingerprint of its other files and those of its documents; nothing if one of
    /// these is not known.
    pub(super) fn of(scene: &Scene, frame: &Frame, texts: Texts) -> Option<Keys> {
        let Texts { documents: mut prints, beside } = texts;
        let documents: Vec<&Document> = scene.corpus.documents.values().map(|document| &**document).collect();
        if documents.iter().any(|document| !prints.contains_key(&document.id)) {
            return None;
        }
        let seen = documents
            .par_iter()
            .map(|document| seen(scene, document, &prints))
            .collect::<Option<Vec<_>>>()?;
        for (document, seen) in documents.iter().zip(&seen) {
            prints.entry(document.id.clone()).and_modify(|prints| prints.outside = *seen);
        }
        let mut around = seen.iter().flat_map(|seen| *seen.bytes()).collect::<Vec<u8>>();
        around.extend(frame.world().bytes());
        around.extend(beside);
        // What stands where, and in which widths pictures are there, is decided by all documents together.
        let plan = &scene.plan;
        let stands: Vec<_> =
            plan.routes.iter().map(|(path, route)| (path, &route.address, &route.recipe)).collect();
        around.extend(Fingerprint::of(format!("{stands:?} {:?}", plan.pictures).as_bytes()).bytes());
        around.extend(memo::encode(&serde_json::to_string(&*scene.site).ok()?)?);
        let pages = plan.routes.values().filter_map(|route| match &route.recipe {
            Recipe::Page(id) => Some(id),
            _ => None,
        });
        let own: BTreeSet<&DocumentId> = pages.collect();
        let texts = |wanted: &dyn Fn(&Document) -> bool| {
            let texts = documents.iter().filter(|document| wanted(document));
            let each = texts.filter_map(|document| Some(*prints.get(&document.id)?.text.bytes()));
            Fingerprint::of(each.collect::<Vec<_>>().as_flattened())
        };
        let reach = Reach::of(&scene.theme, &scene.sources);
        Some(Keys {
            around: Fingerprint::of(&around),
            common: texts(&|document| document.role != Role::Page || !own.contains(&document.id)),
            texts: texts(&|_| true),
            // Where a theme has no list, a plain page stands in.
            of_lists: if scene.theme.has("list.html") {
                Some(reach.from_any(|name| scene.is_of_lists(name)))
            } else {
                reach.all()
            },
            reach,
            others: frame.others(),
            prints,
        })
    }

    /// The key of what a recipe makes; nothing for what costs more to know than to make.
    pub fn key(&self, scene: &Scene, recipe: &Recipe) -> Option<Fingerprint> {
        let text = |id: &DocumentId| self.text(scene, id);
        let (templates, texts) = match recipe {
            Recipe::Page(id) => {
                let document = scene.corpus.documents.get(id)?;
                (vec![self.reach.from(&scene.template_of(document))?], vec![text(id)?])
            }
            Recipe::Guide(id) => (vec![self.of_lists?], vec![text(id)?]),
            Recipe::Chapters(id) | Recipe::Captions(id) => (Vec::new(), vec![text(id)?]),
            Recipe::Mail(..) | Recipe::Feed(FeedId::Weekly | FeedId::MailPosts, _) => {
                (vec![self.reach.all()?], vec![self.texts])
            }
            Recipe::Feed(id, _) => {
                let members = &scene.plan.feeds.get(id)?.members;
                (self.templates_of_feeds()?, members.iter().map(text).collect::<Option<_>>()?)
            }
            // What there is to read first is counted in the texts of reading lists.
            Recipe::Start => (vec![self.of_lists?], vec![self.texts, self.common]),
            Recipe::List(..)
            | Recipe::Index(_)
            | Recipe::Library
            | Recipe::Work(_)
            | Recipe::Upcoming
            | Recipe::Feeds
            | Recipe::Search
            | Recipe::NotFound => (vec![self.of_lists?], vec![self.common]),
            Recipe::References(..) | Recipe::Calendar(_) | Recipe::Card(_) | Recipe::Sitemap(_) => {
                (Vec::new(), Vec::new())
            }
            Recipe::Headers
            | Recipe::Redirect(_)
            | Recipe::RedirectTable
            | Recipe::Manifest
            | Recipe::Robots
            | Recipe::NoJekyll
            | Recipe::Stylesheet(_)
            | Recipe::Copy(_)
            | Recipe::Picture(..) => return None,
        };
        let all = [self.around].into_iter().chain(templates).chain(texts);
        Some(Fingerprint::of(all.map(|print| *print.bytes()).collect::<Vec<_>>().as_flattened()))
    }

    /// What is made of a document depends on this: on its own text, unless that stands elsewhere or shows those
    /// of others.
    fn text(&self, scene: &Scene, id: &DocumentId) -> Option<Fingerprint> {
        let document = scene.corpus.documents.get(id)?;
        let is_by_itself = document.is_alone() && document.body.facts.items.is_empty();
        if is_by_itself { self.prints.get(id).map(|prints| prints.text) } else { Some(self.texts) }
    }

    fn templates_of_feeds(&self) -> Option<Vec<Fingerprint>> {
        OF_FEEDS.iter().map(|name| self.reach.from(name)).collect()
    }

    /// The keys of what feeds carry of each document. The clock changes nothing `until` then: what is remembered
    /// from one build to the next is for one such stretch of time.
    pub fn of_feeds(&self, scene: &Scene, until: Option<Instant>) -> BTreeMap<DocumentId, Fingerprint> {
        let Some(templates) = self.templates_of_feeds() else { return BTreeMap::new() };
        let until = until.map(|until| until.rfc3339()).unwrap_or_default();
        let common = [self.around, Fingerprint::of(until.as_bytes())];
        let common: Vec<[u8; 16]> = common.iter().chain(&templates).map(|print| *print.bytes()).collect();
        let in_feeds: BTreeSet<&DocumentId> =
            scene.plan.feeds.values().flat_map(|feed| &feed.members).collect();
        let key = |id: &DocumentId| {
            let own = [*self.text(scene, id)?.bytes()];
            Some(Fingerprint::of([&common, &own[..]].concat().as_flattened()))
        };
        in_feeds.into_iter().filter_map(|id| Some((id.clone(), key(id)?))).collect()
    }

    /// What the site was made of.
    pub fn inputs(&self) -> Inputs {
        Inputs {
            documents: self.prints.iter().map(|(id, prints)| (id.as_str().to_owned(), *prints)).collect(),
            others: self.others.iter().map(|(path, print)| (path.as_str().to_owned(), *print)).collect(),
        }
    }

    /// Which of the changes is the reason for what a recipe makes to be made again; without a recipe, of the
    /// search. Nothing if none of them is.
    pub fn why(&self, scene: &Scene, recipe: Option<&Recipe>, changes: &Changes) -> Option<String> {
        let is_changed = |id: &&DocumentId| changes.texts.contains(&format!("{CONTENT}{id}"));
        let own: Vec<&DocumentId> = match recipe {
            Some(
                Recipe::Page(id)
                | Recipe::Guide(id)
                | Recipe::Chapters(id)
                | Recipe::Captions(id)
                | Recipe::Mail(id, _),
            ) => vec![id],
            Some(Recipe::Feed(id, _)) => scene.plan.feeds.get(id)?.members.iter().collect(),
            _ => Vec::new(),
        };
        let text = own.into_iter().find(is_changed).map(|id| format!("{CONTENT}{id}"));
        let template = || changes.templates.first().filter(|_| recipe.is_some()).cloned();
        let any = || changes.texts.first().cloned();
        changes.around().or(text).or_else(template).or_else(any)
    }

    /// The key of all files of the search.
    pub fn of_search(&self) -> Fingerprint {
        Fingerprint::of([*self.around.bytes(), *self.texts.bytes()].as_flattened())
    }
}

/// The fingerprint of what others may show of a document.
fn seen(scene: &Scene, document: &Document, prints: &BTreeMap<DocumentId, Prints>) -> Option<Fingerprint> {
    let facts = &document.body.facts;
    let shown = scene.corpus.shown.contains(&document.id);
    let mut seen = prints.get(&document.id)?.outside.bytes().to_vec();
    let said = (document.summary(), document.description());
    let more = (document.id.as_str(), shown, facts.words == 0, said);
    seen.extend(memo::encode(&more)?);
    // As JSON, since a card leaves out what it does not have.
    if let Some(card) = scene.cards.get(&document.id) {
        seen.extend(serde_json::to_vec(&**card).ok()?);
    }
    Some(Fingerprint::of(&seen))
}
