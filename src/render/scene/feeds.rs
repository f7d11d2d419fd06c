//! What feeds carry of each document, made once for all feeds that do.
//!
//! A build keeps it on the shelf of the memo, where the next one finds it; a preview has it in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::super::html::Html;
use super::super::theme::erased::View;
use super::super::{absolute, math, page};
use super::{Scene, Sort};
use crate::config::FeedFormat;
use crate::diagnostic::Diagnostic;
use crate::document::{Document, DocumentId};
use crate::fingerprint::Fingerprint;
use crate::memo::{self, Step};
use crate::plan::Plan;
use crate::shared_map::SharedMap;

/// A document as feeds carry it, or why it could not be made.
pub type FeedBody = Result<Arc<str>, Vec<Diagnostic>>;

/// What is made of a document for feeds: its entry in Atom …
pub const ATOM: &str = "atom";
/// … and its body, for all others.
const HTML: &str = "html";
const FORMS: [&str; 2] = [ATOM, HTML];

/// By what one of these is kept.
fn key(of: &Fingerprint, form: &str) -> Fingerprint {
    memo::key(Step::Feed, &[of.bytes(), form.as_bytes()])
}

/// What a scene has at hand of what feeds carry.
pub(super) struct Carried {
    // The bodies of documents in a feed, made when first asked for. Unused where there are keys.
    bodies: SharedMap<DocumentId, Arc<OnceLock<FeedBody>>>,
    // By what it is known that a document is carried as it was.
    keys: OnceLock<BTreeMap<DocumentId, Fingerprint>>,
}

impl Carried {
    /// Nothing yet, of a site with these addresses.
    pub fn of(plan: &Plan) -> Carried {
        let in_feeds: BTreeSet<&DocumentId> = plan.feeds.values().flat_map(|feed| &feed.members).collect();
        let bodies = in_feeds.into_iter().map(|id| (id.clone(), Arc::default())).collect();
        Carried { bodies, keys: OnceLock::new() }
    }

    /// The same for a scene of other texts, of which nothing is known.
    pub fn for_another_scene(&self) -> Carried {
        Carried { bodies: self.bodies.clone(), keys: OnceLock::new() }
    }

    /// Forgets a document, whose text is another.
    pub fn forget(&mut self, id: &DocumentId) {
        if let Some(body) = self.bodies.get_mut(id) {
            *body = Arc::default();
        }
    }
}

impl Scene {
    /// Says by what it is known that a document in a feed is carried as it was: what is made of it lies on the
    /// shelf of the memo then, and not in memory. All of it that lies there is still of use, whether this build
    /// asks for it or leaves the feeds as they are.
    pub fn keep_feeds_by(&self, keys: BTreeMap<DocumentId, Fingerprint>) {
        for of in keys.values() {
            for form in FORMS {
                self.memo.has(key(of, form));
            }
        }
        // Said once, when the scene is made.
        let _ = self.feeds.keys.set(keys);
    }

    /// What is made of a document for feeds, as it was made before if that is known. `form` tells what is made
    /// of one document apart.
    pub fn remember_for_feeds<T: Serialize + DeserializeOwned>(
        &self,
        document: &Document,
        form: &str,
        make: impl FnOnce() -> Result<T, Vec<Diagnostic>>,
    ) -> Result<T, Vec<Diagnostic>> {
        let Some(of) = self.feeds.keys.get().and_then(|keys| keys.get(&document.id)) else { return make() };
        let key = key(of, form);
        if let Some(known) = self.memo.get(Step::Feed, key) {
            return Ok(known);
        }
        let made = make()?;
        // What lacks a text must not be found again.
        if !self.sources.lost().is_any() {
            self.memo.put(Step::Feed, key, &made);
        }
        Ok(made)
    }

    /// A document as feeds carry it: all that its page says, every link whole, nothing that only a
    /// page can do.
    pub fn feed_body(&self, document: &Document) -> FeedBody {
        let make = || self.elsewhere(document, self.body_for(document, Sort::Feed), &[]);
        // What is carried in Atom alone is remembered as its entry.
        let is_for_others = || self.config.feeds.formats.iter().any(|format| *format != FeedFormat::Atom);
        match self.feeds.bodies.get(&document.id) {
            Some(kept) if self.feeds.keys.get().is_none() => kept.get_or_init(make).clone(),
            Some(_) if is_for_others() => self.remember_for_feeds(document, HTML, make),
            _ => make(),
        }
    }

    /// What a podcast's feed says of an episode besides its text and its recording.
    pub fn feed_notes(&self, document: &Document) -> FeedBody {
        self.elsewhere(document, Html::default(), &["audio"])
    }

    fn elsewhere(&self, document: &Document, body: Html, without: &[&str]) -> FeedBody {
        let Some(card) = self.card(&document.id) else { return Ok(Arc::from("")) };
        let mut view = page::view(self, document, card, body, Sort::Feed);
        view.fields.retain(|name, _| !without.contains(&name.as_str()));
        let views: [(&'static str, &dyn View); 1] = [("page", &view)];
        let bytes = self.theme.fill(self.words_for(document), "feed.html", &views, document.path.as_str())?;
        let html = math::as_code(text_of(bytes));
        let url = &view.card.url;
        Ok(Arc::from(absolute::absolutize(html.trim(), url, self.config.base_url.origin())))
    }
}

/// What a template wrote, which is UTF-8.
fn text_of(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}
