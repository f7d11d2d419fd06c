//! The stages in order, in parallel where a stage takes documents one by one.
//!
//! [`build`] is the whole program between reading and writing: every command that needs a site, and
//! every test, calls it. It opens nothing, asks no clock, and gives the same site for the same
//! sources whatever the number of threads.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, OnceLock};

use rayon::prelude::*;

use crate::config::Config;
use crate::corpus::standing::{Moment, Standing};
use crate::corpus::{self, Corpus};
use crate::data;
use crate::diagnostic::catalog::{self, TableOf};
use crate::diagnostic::{self, Diagnostic, Severity, Told, codes};
use crate::document::{self, CONTENT, Document, DocumentId};
use crate::kind::{self, Kind, Kinds};
use crate::language::{self, Languages, Words};
use crate::output::{Artifact, Output, OutputPath, Unmade};
use crate::plan::{self, Plan, Recipe};
use crate::render::theme::{self, Filled};
use crate::render::{self, scene::Scene};
use crate::search::{Index, Memory, Post, Section};
use crate::source::{SourcePath, Sources, Span};
use crate::table::{Node, toml};
use crate::words::capitalised;

/// What a command asks of a build.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The moment of the build; what of the held-back documents it includes.
    pub moment: Option<Moment>,
    /// The URL to build for, if not the one in the settings.
    pub base_url: Option<String>,
    /// What the search remembers of builds before this one.
    pub memory: Arc<Memory>,
}

/// A site: all its addresses, and what stands at each when it is asked for.
pub struct Site {
    scene: Result<Box<Scene>, Box<Facts>>,
    // What is found while pages are made, in whatever order they are.
    found: Mutex<Vec<Diagnostic>>,
    // The files of the search, made when the first of them is asked for.
    index: OnceLock<Result<Index, Unmade>>,
    memory: Arc<Memory>,
    words: Arc<Words>,
}

/// What all templates of a site see, by name: `site`, `options`, `assets`, `data`.
pub type Shared = serde_json::Map<String, serde_json::Value>;

/// What is known of a site whose pages cannot be made, since its theme cannot be read.
struct Facts {
    config: Config,
    corpus: Corpus,
    plan: Plan,
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
    let mut told = Vec::new();
    let mut config = Config::read(&sources).tell(&mut told);
    if let Some(base_url) = &options.base_url {
        config = match config.clone().with_base_url(base_url) {
            Ok(config) => config,
            Err(problem) => {
                told.push(catalog::bad_base_url(base_url, &problem));
                config
            }
        };
    }
    let data = data::read(&sources).tell(&mut told);
    let mut kinds = kind::load(&sources, &config.theme).tell(&mut told);
    let languages = language::read(&sources, &config.theme, &config.language).tell(&mut told);
    in_its_language(&mut config, &mut kinds, &languages);
    told.extend(unknown_kinds(&sources, &kinds));
    config.permalinks.retain(|_, pattern| kind::check_pattern(pattern).is_ok());
    let documents = parse(&sources, &kinds, &config).tell(&mut told);
    let broken: BTreeSet<SourcePath> = told
        .iter()
        .filter(|found| found.severity == Severity::Error)
        .filter_map(|found| found.span.as_ref().map(|span| span.file.clone()))
        .collect();
    let moment = options.moment.unwrap_or(Moment {
        now: crate::date::Instant::EPOCH,
        drafts: false,
        future: false,
        expired: false,
    });
    let Told { value: corpus, mut diagnostics } =
        corpus::relate(documents, &sources, &kinds, &config, languages.of_the_site(), moment);
    // An address or a date that lacks what could not be read, or has been told to be missing.
    diagnostics.retain(|found| {
        let follows = |span: &Span| span.is_whole() && broken.contains(&span.file);
        let may_follow = [&codes::BAD_ADDRESS, &codes::MISSING_DATE].contains(&found.code);
        !may_follow || !found.span.as_ref().is_some_and(follows)
    });
    told.extend(diagnostics);
    told.extend(corpus::editions::unsubscribing(&corpus, &config));
    let plan = plan::plan(&corpus, &sources, &kinds, &config).tell(&mut told);
    let settings = SourcePath::new("retell.toml");
    let theme = theme::load(&sources, &config.theme, &settings, &languages).tell(&mut told);
    if let Some(theme) = &theme {
        told.extend(unknown_templates(&corpus, theme));
        let named = corpus.documents.values().filter_map(|document| document.meta.template.as_ref());
        let named = named.map(|template| template.value.trim_end_matches(".html")).collect();
        told.extend(theme::unused(&sources, &config.theme, &kinds, &named));
    }
    let words = Arc::clone(languages.of_the_site());
    let scene = match theme {
        Some(theme) => Ok(Box::new(Scene::new(sources, config, kinds, corpus, plan, theme, &data))),
        None => Err(Box::new(Facts { config, corpus, plan })),
    };
    if let Ok(scene) = &scene {
        told.extend(render::social::found(scene));
    }
    let (found, index, memory) = (Mutex::default(), OnceLock::new(), Arc::clone(&options.memory));
    Told { value: Site { scene, found, index, memory, words }, diagnostics: told }
}

/// Calls kinds and taxonomies as the language of the site does, where the site itself does not say
/// what they are called.
fn in_its_language(config: &mut Config, kinds: &mut Kinds, languages: &Languages) {
    let rename = |kind: &mut Arc<Kind>| {
        // A kind of the site's own that gives no title has that of its folder.
        let own = (!kind.built_in && !kind.origins.contains_key("title"))
            .then(|| languages.of_the_site().many("kinds", &kind.name));
        let title = own.flatten().or_else(|| languages.many_instead("kinds", &kind.name, &kind.title));
        if let Some(title) = title {
            Arc::make_mut(kind).title = title;
        }
    };
    kinds.by_folder.values_mut().for_each(rename);
    [&mut kinds.page, &mut kinds.term, &mut kinds.index, &mut kinds.work, &mut kinds.start]
        .into_iter()
        .for_each(rename);
    for taxonomy in &mut config.taxonomies {
        let own = (taxonomy.title == capitalised(&taxonomy.name))
            .then(|| languages.of_the_site().many("taxonomies", &taxonomy.name));
        if let Some(title) = own.flatten() {
            taxonomy.title = title;
        }
    }
}

/// Parses all documents, each alone.
fn parse(sources: &Sources, kinds: &Kinds, config: &Config) -> Told<Vec<Document>> {
    let files: Vec<_> = sources
        .below(CONTENT)
        .filter(|file| {
            let path = file.path.as_str();
            // Of the library's files only its introduction is a document.
            let of_library = path.starts_with("content/library/") && path != "content/library/_index.md";
            file.path.is_markdown() && !of_library
        })
        .collect();
    let bundles: BTreeSet<&str> = files
        .iter()
        .filter(|file| file.path.stem() == "index" && file.path.folder() != "content")
        .map(|file| file.path.folder())
        .collect();
    let mut told = Vec::new();
    let mut own = Vec::new();
    for file in files {
        match bundle_around(&file.path, &bundles) {
            Some(bundle) if file.path.stem() != "index" => {
                told.push(catalog::unpublished_file(&file.path, bundle))
            }
            _ => own.push(file),
        }
    }
    let parsed: Vec<Told<Option<Document>>> = own
        .par_iter()
        .map(|file| {
            let Some(text) = file.text() else { return Told::quiet(None) };
            let parse = || document::parse(file, text, kinds, config, sources);
            match catch_unwind(AssertUnwindSafe(parse)) {
                Ok(told) => Told { value: Some(told.value), diagnostics: told.diagnostics },
                Err(panic) => Told {
                    value: None,
                    diagnostics: vec![catalog::bug(&words_of(&*panic), Some(&file.path))],
                },
            }
        })
        .collect();
    let documents = parsed.into_iter().filter_map(|one| one.tell(&mut told)).collect();
    Told { value: documents, diagnostics: told }
}

/// The bundle in whose folder a file lies.
fn bundle_around<'a>(path: &'a SourcePath, bundles: &BTreeSet<&'a str>) -> Option<&'a str> {
    let mut folder = path.folder();
    loop {
        if bundles.contains(folder) {
            return Some(folder);
        }
        folder = folder.rsplit_once('/')?.0;
    }
}

/// What a panic says of itself.
pub fn words_of(panic: &(dyn std::any::Any + Send)) -> String {
    let words = panic.downcast_ref::<&str>().map(|words| (*words).to_owned());
    words
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it does not say why".to_owned())
}

/// Kinds that the settings name and nobody has declared, and permalinks that are no patterns.
fn unknown_kinds(sources: &Sources, kinds: &Kinds) -> Vec<Diagnostic> {
    let file = SourcePath::new("retell.toml");
    let Some(text) = sources.text(&file) else { return Vec::new() };
    // What does not parse has been told by `config`.
    let settings = toml::parse(TableOf::Settings, &file, text, 0).value;
    let entries = |key| settings.get(key).and_then(Node::as_table).map(|table| table.entries.as_slice());
    let names: BTreeSet<&str> = kinds.all().map(|kind| kind.name.as_str()).collect();
    let listed: Vec<&str> = names.iter().copied().collect();
    let span = |range: &std::ops::Range<usize>| Span::new(&file, range.clone());
    let mut told = Vec::new();
    for entry in entries("kinds").unwrap_or_default() {
        let kind = entry.node.as_text().filter(|kind| !names.contains(kind));
        told.extend(
            kind.map(|kind| {
                catalog::unknown_kind_in_settings("kinds", kind, &listed, span(&entry.node.range))
            }),
        );
    }
    for (table, key) in [("newsletter", "kinds"), ("search", "exclude")] {
        let list = settings.get(table).and_then(Node::as_table).and_then(|table| table.get(key));
        for node in list.map(Node::as_some_list).unwrap_or_default() {
            if let Some(kind) = node.as_text().filter(|kind| !names.contains(kind)) {
                told.push(catalog::unknown_kind_in_settings(table, kind, &listed, span(&node.range)));
            }
        }
    }
    for entry in entries("permalinks").unwrap_or_default() {
        if !names.contains(entry.key.as_str()) {
            let at = span(&entry.key_range);
            told.push(catalog::unknown_kind_in_settings("permalinks", &entry.key, &listed, at));
            continue;
        }
        // That it begins with `/` is looked at where it is read.
        let pattern = entry.node.as_text().filter(|pattern| pattern.starts_with('/'));
        if let Some(Err(problem)) = pattern.map(kind::check_pattern) {
            let at = span(&entry.node.range);
            told.push(catalog::bad_value(TableOf::Settings, &entry.key, &problem, at));
        }
    }
    told
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

impl Site {
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
        let Ok(scene) = &mut self.scene else { return Err(Vec::new()) };
        let shared = scene.theme.shared();
        scene.theme.watch();
        let made = self.artifact(path);
        let Ok(scene) = &mut self.scene else { return Ok((shared, Vec::new())) };
        let filled = scene.theme.watched();
        match made {
            Ok(_) => Ok((shared, filled)),
            // A template that fails has been given its values all the same: they may show why.
            Err(_) if !filled.is_empty() => Ok((shared, filled)),
            Err(_) => Err(self.take_found()),
        }
    }

    /// Makes every page and keeps none: for what is found on the way.
    pub fn check(&self) -> Vec<Diagnostic> {
        let paths: Vec<&OutputPath> = self.plan().routes.keys().collect();
        paths.par_iter().for_each(|path| {
            let _ = self.artifact(path);
        });
        self.take_found()
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
            let make = || {
                let found = render::search::found(scene);
                let posts: Vec<Post> = found.par_iter().map(|one| render::search::post(scene, one)).collect();
                render::search::index(scene, &found, &posts, &self.memory)
            };
            catch_unwind(AssertUnwindSafe(make)).map_err(|panic| {
                let words = format!("{} while making the search", words_of(&*panic));
                self.keep(vec![catalog::bug(&words, None)]);
                Unmade
            })
        });
        index.as_ref().map_err(|unmade| *unmade)
    }

    /// A file of the search, by its path.
    fn of_search(&self, path: &OutputPath) -> Result<Artifact, Unmade> {
        let folder = self.plan().search_folder();
        let name = folder.and_then(|folder| path.as_str().strip_prefix(folder)).ok_or(Unmade)?;
        let bytes = self.index()?.files.get(name).ok_or(Unmade)?;
        Ok(Artifact::Bytes(Arc::clone(bytes)))
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

    fn artifact(&self, path: &OutputPath) -> Result<Artifact, Unmade> {
        let Ok(scene) = &self.scene else { return Err(Unmade) };
        let Some(route) = scene.plan.routes.get(path) else { return self.of_search(path) };
        match catch_unwind(AssertUnwindSafe(|| render::render(route, scene))) {
            Ok(Ok(artifact)) => {
                self.keep(render::letter::found(route, scene));
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

/// Lays the settings' severities over a report, folds what is said once for many, and sorts it.
pub fn settle(diagnostics: Vec<Diagnostic>, config: &Config, strict: bool) -> Vec<Diagnostic> {
    let mut diagnostics = once_for_many_pages(diagnostics);
    diagnostic::apply_settings(&mut diagnostics, &config.severity);
    if strict {
        for found in diagnostics.iter_mut().filter(|found| found.severity == Severity::Warning) {
            found.severity = Severity::Error;
        }
    }
    diagnostic::sort(&mut diagnostics);
    kept_once(&mut diagnostics);
    diagnostics
}

/// Says once what stands in many posts: a foreign value of `type`.
fn kept_once(diagnostics: &mut Vec<Diagnostic>) {
    let mut met = BTreeSet::new();
    diagnostics.retain(|found| {
        found.code != &codes::KEPT_IN_EXTRA || met.insert((found.message.clone(), found.help.clone()))
    });
}

/// A mistake in a template is met on every page made by it, and told once.
fn once_for_many_pages(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    let mut met: BTreeMap<(Span, String), Vec<Diagnostic>> = BTreeMap::new();
    for found in diagnostics {
        match &found.span {
            Some(span) if found.code == &codes::TEMPLATE => {
                met.entry((span.clone(), found.message.clone())).or_default().push(found);
            }
            _ => told.push(found),
        }
    }
    for mut same in met.into_values() {
        // In whatever order the pages were made, the same one is named.
        same.sort_by(|one, other| one.help.cmp(&other.help));
        let others = same.len() - 1;
        if let Some(mut first) = same.into_iter().next() {
            if let Some(page) = first.help.last_mut().filter(|_| others > 0) {
                let pages = if others == 1 { "page" } else { "pages" };
                page.push_str(&format!(" and {others} other {pages}"));
            }
            told.push(first);
        }
    }
    told
}
