//! The stages in order, in parallel where a stage takes documents one by one.
//!
//! [`build`] is the whole program between reading and writing: every command that needs a site, and
//! every test, calls it. It opens nothing, asks no clock, and gives the same site for the same
//! sources whatever the number of threads.

mod findings;
mod ground;
mod keys;
mod memory;
mod parse;
mod stages;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::prelude::*;

use crate::config::Config;
use crate::corpus::Corpus;
use crate::corpus::clock::next_change;
use crate::corpus::standing::{Moment, Standing};
use crate::data;
use crate::diagnostic::catalog;
use crate::diagnostic::{Diagnostic, Told};
use crate::document::{CONTENT, DocumentId};
use crate::fingerprint::Fingerprint;
use crate::language::Words;
use crate::memo::{self, Step};
use crate::output::{Artifact, Output, OutputPath, Unmade};
use crate::plan::{Plan, Recipe, Route};
use crate::render::theme::{self, Filled, Theme};
use crate::render::{self, scene::Scene};
use crate::search::{Index, Post, Section};
use crate::source::{SourcePath, Sources, Span};
use ground::{Ground, ground};
use keys::Keys;
use memory::Last;

pub use findings::settle;
pub use keys::{Changes, Inputs};
pub use memory::Memory;
pub use stages::{Passed, Stage};

/// Sites of so many files are checked whole before they are shown: that takes no longer than a glance.
const AT_ONCE: usize = 200;

/// What a command asks of a build.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The moment of the build; what of the held-back documents it includes.
    pub moment: Option<Moment>,
    /// The URL to build for, if not the one in the settings.
    pub base_url: Option<String>,
    /// What is remembered of builds before this one.
    pub memory: Arc<Memory>,
    /// Who is told of each stage when it is over.
    pub passed: Passed,
}

/// A site: all its addresses, and what stands at each when it is asked for.
pub struct Site {
    scene: Result<Arc<Scene>, Box<Facts>>,
    // What is found while pages are made, in whatever order they are.
    found: Mutex<Vec<Diagnostic>>,
    // The documents whose texts alone differ from the build before.
    touched: Option<Vec<DocumentId>>,
    // What the next build may begin with, if this one is good.
    candidate: Option<Last>,
    // The files of the search, made when the first of them is asked for.
    index: OnceLock<Result<Index, Unmade>>,
    memory: Arc<Memory>,
    words: Arc<Words>,
    // By what it is known that an address holds what it did, if anybody may ask.
    keys: Option<Keys>,
    // The addresses of which something was told while they were made.
    told_of: Mutex<BTreeSet<OutputPath>>,
}

/// What all templates of a site see, by name: `site`, `options`, `assets`, `data`.
pub type Shared = serde_json::Map<String, serde_json::Value>;

/// What is known of a site whose pages cannot be made, since its theme cannot be read.
struct Facts {
    config: Arc<Config>,
    corpus: Corpus,
    plan: Arc<Plan>,
}

/// A document that is not out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Its source path below `content/`.
    pub id: DocumentId,
    /// Why, and until when.
    pub standing: Standing,
}

/// Builds a site from its sources. Nothing is rendered yet: the findings are those of all stages
/// before.
pub fn build(sources: Arc<Sources>, options: &Options) -> Told<Site> {
    let moment = options.moment.unwrap_or(Moment {
        now: crate::date::Instant::EPOCH,
        drafts: false,
        future: false,
        expired: false,
    });
    let frame = options.memory.frame(&sources, options.base_url.as_deref(), moment);
    let same_frame = frame.as_ref();
    if let Some(told) =
        same_frame.and_then(|frame| options.memory.with_other_texts(&sources, frame, moment.now))
    {
        let memory = Arc::clone(&options.memory);
        return Told { value: Site::of(told.value, memory), diagnostics: told.diagnostics };
    }
    let ground = match frame.as_ref().and_then(|frame| options.memory.ground(&sources, frame, moment.now)) {
        Some(ground) => ground,
        None => ground(&sources, options, moment, frame.as_ref()),
    };
    let Ground { config, kinds, languages, corpus, plan, texts, mut told, of_texts } = ground;
    let of_ground = told.len();
    let settings = SourcePath::new("retell.toml");
    let theme = theme::load(&sources, &config.theme, &settings, &languages).tell(&mut told);
    if let Some(theme) = &theme {
        told.extend(unknown_templates(&corpus, theme));
        let named = corpus.documents.values().filter_map(|document| document.meta.template.as_ref());
        let named = named.map(|template| template.value.trim_end_matches(".html")).collect();
        told.extend(theme::unused(&sources, &config.theme, &kinds, &named));
    }
    let words = Arc::clone(languages.of_the_site());
    let lost = Arc::clone(sources.lost());
    let memo = Arc::clone(&options.memory.memo);
    let scene = match theme {
        Some(theme) => {
            // What is wrong with it has been told.
            let data = data::read(&sources).value;
            Ok(Arc::new(Scene::new(sources, config, kinds, corpus, plan, theme, &data).remembering(memo)))
        }
        None => Err(Box::new(Facts { config, corpus, plan })),
    };
    let (mut candidate, mut keys) = (None, None);
    if let Ok(scene) = &scene {
        options.passed.tell(Stage::Scene);
        // Who keeps the site at hand does not ask.
        let asks = !options.memory.keeps();
        keys = frame.as_ref().filter(|_| asks).and_then(|frame| Keys::of(scene, frame, texts));
        options.passed.tell(Stage::Keys);
        told.extend(render::social::found(scene));
        candidate = frame.map(|frame| options.memory.candidate(frame, moment.now, scene, (&told, of_ground)));
        if let (Some(keys), Some(last)) = (&keys, &candidate) {
            scene.keep_feeds_by(keys.of_feeds(scene, last.until()));
        }
    }
    told.extend(of_texts);
    let lost = lost.take();
    if !lost.is_empty() {
        // What else was found may only follow from that.
        told = lost.iter().map(catalog::changed_meanwhile).collect();
    }
    let site = Site {
        scene,
        found: Mutex::default(),
        touched: None,
        candidate,
        index: OnceLock::new(),
        memory: Arc::clone(&options.memory),
        words,
        keys,
        told_of: Mutex::default(),
    };
    Told { value: site, diagnostics: told }
}

/// The document whose own page this is.
fn own_document(recipe: &Recipe) -> Option<&DocumentId> {
    match recipe {
        Recipe::Page(id) | Recipe::Guide(id) | Recipe::Mail(id, _) => Some(id),
        _ => None,
    }
}

/// What a panic says of itself.
pub fn words_of(panic: &(dyn std::any::Any + Send)) -> String {
    let words = panic.downcast_ref::<&str>().map(|words| (*words).to_owned());
    words
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it does not say why".to_owned())
}

/// Templates that documents name and the theme does not have.
fn unknown_templates(corpus: &Corpus, theme: &theme::Theme) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    for document in corpus.all_shown() {
        let Some(template) = &document.meta.template else { continue };
        let name = &template.value;
        if !theme.has(name) && !theme.has(&format!("{name}.html")) {
            let span = Span::new(&document.path, template.range.clone());
            told.push(catalog::unknown_template(name, theme.names(), span));
        }
    }
    told
}

/// So many pages are made at once.
pub fn at_once() -> usize {
    rayon::current_num_threads()
}

impl Site {
    /// A site of a scene, of which some documents alone differ from the build before.
    fn of((last, touched): (Last, Vec<DocumentId>), memory: Arc<Memory>) -> Site {
        let scene = Arc::clone(last.scene());
        let words = Arc::clone(scene.theme.languages.of_the_site());
        let (found, index) = (Mutex::default(), OnceLock::new());
        let (touched, candidate) = (Some(touched), Some(last));
        let (keys, told_of) = (None, Mutex::default());
        Site { scene: Ok(scene), found, touched, candidate, index, memory, words, keys, told_of }
    }

    /// Says that the pages of this site can be made: the next build may begin with what it has.
    pub fn is_good(&self) {
        self.memory.keep(self.candidate.clone());
    }

    /// When the clock makes it another site than it was at the moment `now` of its build.
    pub fn until(&self, now: crate::date::Instant) -> Option<crate::date::Instant> {
        match &self.candidate {
            Some(last) => last.until(),
            None => next_change(self.corpus(), &self.config().timezone, now),
        }
    }

    /// Says that a page of it could not be made after all.
    pub fn is_bad(&self) {
        self.memory.keep(None);
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        match &self.scene {
            Ok(scene) => &scene.config,
            Err(facts) => &facts.config,
        }
    }

    /// The documents and how they relate.
    pub fn corpus(&self) -> &Corpus {
        match &self.scene {
            Ok(scene) => &scene.corpus,
            Err(facts) => &facts.corpus,
        }
    }

    /// The words of the language of the site.
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// The addresses.
    pub fn plan(&self) -> &Plan {
        match &self.scene {
            Ok(scene) => &scene.plan,
            Err(facts) => &facts.plan,
        }
    }

    /// The documents that are not out, by id; the build may include them all the same.
    pub fn not_out(&self) -> Vec<Held> {
        let standing = self.corpus().standing.iter();
        standing.map(|(id, standing)| Held { id: id.clone(), standing: *standing }).collect()
    }

    /// Of the documents that are not out, those that this build does not include.
    pub fn held_back(&self) -> Vec<Held> {
        self.not_out().into_iter().filter(|held| !self.corpus().shown.contains(&held.id)).collect()
    }

    /// What templates are given for what stands at a path, one after the other as they are filled:
    /// of a page one, of a feed one for each entry. The first value is what all of them share. A
    /// text that was made before, for another feed, is not made again and so not among them.
    ///
    /// # Errors
    ///
    /// What keeps it from being made; nothing where the theme cannot be read, which has been told.
    pub fn views(&mut self, path: &OutputPath) -> Result<(Shared, Vec<Filled>), Vec<Diagnostic>> {
        let Some(theme) = self.own_theme() else { return Err(Vec::new()) };
        let shared = theme.shared();
        theme.watch();
        let made = self.artifact(path);
        let filled = self.own_theme().map(Theme::watched).unwrap_or_default();
        match made {
            Ok(_) => Ok((shared, filled)),
            // A template that fails has been given its values all the same: they may show why.
            Err(_) if !filled.is_empty() => Ok((shared, filled)),
            Err(_) => Err(self.take_found()),
        }
    }

    /// The theme, of a site that is nobody else's.
    fn own_theme(&mut self) -> Option<&mut Theme> {
        let scene = Arc::get_mut(self.scene.as_mut().ok()?)?;
        Arc::get_mut(&mut scene.theme)
    }

    /// Makes every page and keeps none: for what is found on the way.
    pub fn check(&self) -> Vec<Diagnostic> {
        let paths: Vec<OutputPath> = self.plan().routes.keys().cloned().collect();
        self.check_these(&paths)
    }

    /// The same for some pages.
    pub fn check_these(&self, paths: &[OutputPath]) -> Vec<Diagnostic> {
        paths.par_iter().for_each(|path| {
            let _ = self.artifact(path);
        });
        self.take_found()
    }

    /// What has to be checked after a change of some files: first what most likely shows whether pages can be
    /// made, which are the pages of these files and one of each sort; then the rest, of which nothing is left
    /// if nothing else can have changed.
    pub fn to_check(&self, changed: &[SourcePath]) -> (Vec<OutputPath>, Vec<OutputPath>) {
        let Ok(scene) = &self.scene else { return (Vec::new(), Vec::new()) };
        let routes = &scene.plan.routes;
        let paths = |routes: Vec<(&OutputPath, &Route)>| -> Vec<OutputPath> {
            routes.into_iter().map(|(path, _)| path.clone()).collect()
        };
        if let Some(touched) = &self.touched {
            let is_touched = |recipe: &Recipe| own_document(recipe).is_some_and(|id| touched.contains(id));
            let carries = |recipe: &Recipe| match recipe {
                Recipe::Feed(id, _) => {
                    let members = scene.plan.feeds.get(id).map_or(&[][..], |feed| &feed.members);
                    members.iter().any(|id| touched.contains(id))
                }
                _ => false,
            };
            let own = routes.iter().filter(|(_, route)| is_touched(&route.recipe)).collect();
            let feeds = routes.iter().filter(|(_, route)| carries(&route.recipe)).collect();
            return (paths(own), paths(feeds));
        }
        if routes.len() <= AT_ONCE {
            return (routes.keys().cloned().collect(), Vec::new());
        }
        let changed: BTreeSet<&str> =
            changed.iter().filter_map(|path| path.as_str().strip_prefix(CONTENT)).collect();
        let mut sorts = BTreeSet::new();
        let is_first = |(_, route): &(&OutputPath, &Route)| match own_document(&route.recipe) {
            Some(id) if changed.contains(id.as_str()) => true,
            Some(id) => {
                let template = scene.corpus.documents.get(id).map(|document| scene.template_of(document));
                sorts.insert(format!("{} {template:?}", route.recipe))
            }
            None => sorts.insert(route.recipe.to_string()),
        };
        let (first, rest): (Vec<_>, Vec<_>) = routes.iter().partition(is_first);
        (paths(first), paths(rest))
    }

    /// Whether nothing differs from the build before but what single documents show themselves.
    pub fn is_almost_the_last(&self) -> bool {
        self.touched.is_some()
    }

    /// What this site was made of, if that is known by fingerprints.
    pub fn inputs(&self) -> Option<Inputs> {
        self.keys.as_ref().map(Keys::inputs)
    }

    /// Why what stands at a path is another than in a site made of what these changes tell from this one.
    pub fn why(&self, path: &OutputPath, changes: &Changes) -> Option<String> {
        let (keys, scene) = (self.keys.as_ref()?, self.scene.as_ref().ok()?);
        keys.why(scene, scene.plan.routes.get(path).map(|route| &route.recipe), changes)
    }

    /// What was found while pages were made, since it was last asked for.
    pub fn take_found(&self) -> Vec<Diagnostic> {
        match self.found.lock() {
            Ok(mut found) => std::mem::take(&mut *found),
            Err(poisoned) => std::mem::take(&mut *poisoned.into_inner()),
        }
    }

    /// What the search is made from: every page that can be found, with its text in sections.
    pub fn searchable(&self) -> Vec<(Post, Vec<Section>)> {
        match &self.scene {
            Ok(scene) if self.plan().search.is_some() => {
                let found = render::search::found(scene);
                let both = |one| (render::search::post(scene, one), render::search::sections(scene, one));
                found.iter().map(both).collect()
            }
            _ => Vec::new(),
        }
    }

    /// How many pages can be found, once the files of the search are made.
    pub fn in_search(&self) -> Option<usize> {
        self.index.get()?.as_ref().ok().map(|index| index.posts)
    }

    /// The files of the search.
    fn index(&self) -> Result<&Index, Unmade> {
        let index = self.index.get_or_init(|| {
            let Ok(scene) = &self.scene else { return Err(Unmade) };
            let (search, memo) = (&self.memory.search, &self.memory.memo);
            let key = memo::key(Step::Search, &[]);
            let make = || {
                if memo.keeps()
                    && search.is_empty()
                    && let Some(known) = memo.get(Step::Search, key)
                {
                    search.become_as(known);
                }
                let found = render::search::found(scene);
                let posts: Vec<Post> = found.par_iter().map(|one| render::search::post(scene, one)).collect();
                let index = render::search::index(scene, &found, &posts, search);
                // What lacks a text must not be found again.
                if !scene.sources.lost().is_any() {
                    memo.put_long(Step::Search, key, search);
                }
                if !self.memory.keeps() {
                    search.clear();
                }
                index
            };
            let made = catch_unwind(AssertUnwindSafe(make));
            match made {
                _ if self.lacks_texts() => Err(Unmade),
                Ok(index) => Ok(index),
                Err(panic) => {
                    let words = format!("{} while making the search", words_of(&*panic));
                    self.keep(vec![catalog::bug(&words, None)]);
                    Err(Unmade)
                }
            }
        });
        index.as_ref().map_err(|unmade| *unmade)
    }

    /// Whether texts could not be read as they were, so that what was made may lack them. It is told once.
    fn lacks_texts(&self) -> bool {
        let Ok(scene) = &self.scene else { return false };
        let lost = scene.sources.lost();
        if lost.is_any() {
            self.keep(lost.take().iter().map(catalog::changed_meanwhile).collect());
        }
        lost.is_any()
    }

    /// A file of the search, by its path.
    fn of_search(&self, path: &OutputPath) -> Result<Artifact, Unmade> {
        let folder = self.plan().search_folder();
        let name = folder.and_then(|folder| path.as_str().strip_prefix(folder)).ok_or(Unmade)?;
        let file = self.index()?.files.get(name).ok_or(Unmade)?;
        let Ok(scene) = &self.scene else { return Err(Unmade) };
        let post = |place: usize| {
            let found = render::search::found(scene);
            let found = found.get(place)?;
            Some((render::search::post(scene, found), render::search::sections(scene, found)))
        };
        let bytes = file.bytes(&self.memory.search, post).ok_or(Unmade)?;
        if self.lacks_texts() { Err(Unmade) } else { Ok(Artifact::Bytes(bytes)) }
    }

    fn keep(&self, findings: Vec<Diagnostic>) {
        match self.found.lock() {
            Ok(mut found) => found.extend(findings),
            Err(poisoned) => poisoned.into_inner().extend(findings),
        }
    }
}

impl Output for Site {
    fn paths(&self) -> Vec<OutputPath> {
        self.plan().routes.keys().cloned().collect()
    }

    fn later(&self) -> Result<Vec<OutputPath>, Unmade> {
        let Some(folder) = self.plan().search_folder() else { return Ok(Vec::new()) };
        let names = self.index()?.files.keys();
        names.map(|name| OutputPath::new(&format!("{folder}{name}")).map_err(|_| Unmade)).collect()
    }

    fn may_come_later(&self, path: &OutputPath) -> bool {
        self.plan().search_folder().is_some_and(|folder| path.as_str().starts_with(folder))
    }

    fn key(&self, path: &OutputPath) -> Option<Fingerprint> {
        let (keys, scene) = (self.keys.as_ref()?, self.scene.as_ref().ok()?);
        match scene.plan.routes.get(path) {
            Some(route) => keys.key(scene, &route.recipe),
            None => self.may_come_later(path).then(|| keys.of_search()),
        }
    }

    fn key_of_later(&self) -> Option<Fingerprint> {
        self.plan().search_folder()?;
        self.keys.as_ref().map(Keys::of_search)
    }

    fn is_told_of(&self, path: &OutputPath) -> bool {
        self.told_of.lock().unwrap_or_else(PoisonError::into_inner).contains(path)
    }

    fn artifact(&self, path: &OutputPath) -> Result<Artifact, Unmade> {
        let Ok(scene) = &self.scene else { return Err(Unmade) };
        let Some(route) = scene.plan.routes.get(path) else { return self.of_search(path) };
        let make = || render::render(route, scene).map(|made| (made, render::letter::found(route, scene)));
        let made = catch_unwind(AssertUnwindSafe(make));
        if self.lacks_texts() {
            return Err(Unmade);
        }
        match made {
            Ok(Ok((artifact, found))) => {
                if !found.is_empty() {
                    self.told_of.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone());
                    self.keep(found);
                }
                Ok(artifact)
            }
            Ok(Err(findings)) => {
                self.keep(findings);
                Err(Unmade)
            }
            Err(panic) => {
                let source = match &route.recipe {
                    Recipe::Page(id) => Some(SourcePath::new(&format!("{CONTENT}{id}"))),
                    _ => None,
                };
                let words = format!("{} while making {}", words_of(&*panic), route.address);
                self.keep(vec![catalog::bug(&words, source.as_ref())]);
                Err(Unmade)
            }
        }
    }
}
