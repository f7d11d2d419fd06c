//! The theme: templates by name, what all pages share, one page from its view.
//!
//! A template sees its view and the words of its page's language ([`mod@words`]), and nothing else: no
//! file, no clock, no environment, no way into the corpus. Every value is escaped, whatever the template
//! is called. Which template makes a page, and what is in its view, is decided by the callers. The one
//! home of the `tera` crate.

mod calls;
mod carried;
mod reach;
mod words;

pub mod outline;
mod unused;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use tera::{Context, ErrorKind, Tera, Value};

use crate::diagnostic::catalog;
use crate::diagnostic::{Diagnostic, Told, codes};
use crate::language::{Languages, Words};
use crate::source::{BUILT_IN, SourcePath, Sources, Span};

pub use carried::Carriage;
pub use reach::Reach;
pub use unused::unused;

/// The largest page, in bytes: beyond it a template runs in a circle.
const LARGEST_PAGE: usize = 32 << 20;

/// Where templates lie in a theme.
const TEMPLATES: &str = "templates/";

/// Whether a file is a template of a theme.
pub fn is_template(path: &SourcePath) -> bool {
    let name = path.as_str();
    let inside =
        name.strip_prefix(BUILT_IN).or_else(|| Some(name.strip_prefix("themes/")?.split_once('/')?.1));
    inside.is_some_and(|inside| inside.starts_with(TEMPLATES))
}

/// Templates, ready to be filled.
pub struct Theme {
    // By the language of their words: the same templates, which the engine has read once.
    spoken: BTreeMap<String, Tera>,
    names: BTreeSet<String>,
    paths: BTreeMap<String, SourcePath>,
    /// The words of the interface.
    pub languages: Languages,
    /// What pages carry.
    pub carriage: Arc<Carriage>,
    // What templates are given, while somebody watches.
    watched: Mutex<Option<Vec<Filled>>>,
}

/// A template that was filled, and what it was given besides what all pages share.
#[derive(Debug, Clone)]
pub struct Filled {
    /// Its name: `story.html`.
    pub template: String,
    /// What it was given, by name: `here`, `head`, `page` …
    pub view: serde_json::Map<String, serde_json::Value>,
}

/// What every page of a site shares.
#[derive(Debug)]
pub struct Shared<'a> {
    /// `site`.
    pub site: &'a super::view::SiteView,
    /// `options`.
    pub options: &'a serde_json::Map<String, serde_json::Value>,
    /// `assets`.
    pub assets: &'a BTreeMap<String, String>,
    /// `data`.
    pub data: &'a serde_json::Map<String, serde_json::Value>,
    /// What pages carry.
    pub carriage: Carriage,
}

/// Reads a theme, or tells why it cannot be used.
pub fn load(
    sources: &Sources,
    name: &str,
    settings: &SourcePath,
    languages: &Languages,
) -> Told<Option<Theme>> {
    let mut told = Vec::new();
    let themes: BTreeSet<&str> = sources
        .below("themes/")
        .filter_map(|file| file.path.as_str()["themes/".len()..].split_once('/'))
        .map(|(name, _)| name)
        .collect();
    if name != "default" && !themes.contains(name) {
        let known: Vec<&str> = themes.into_iter().chain(["default"]).collect();
        told.push(catalog::unknown_theme(name, &known, settings));
        return Told { value: None, diagnostics: told };
    }
    let files = sources.theme(name);
    let mut templates: BTreeMap<String, (Arc<str>, SourcePath)> = BTreeMap::new();
    for (inside, file) in &files {
        if let (Some(name), Some(text)) = (inside.strip_prefix(TEMPLATES), file.text()) {
            templates.insert(name.to_owned(), (text, file.path.clone()));
        }
    }
    // A template may extend ours under the name `default/…`, whether it replaces it or not. One that
    // defines components cannot stand twice.
    for (name, (text, _)) in templates.clone() {
        let Some(ours) = sources.get(&format!("{BUILT_IN}{TEMPLATES}{name}")) else { continue };
        let named = format!("\"default/{name}\"");
        let is_named = || templates.values().any(|(text, _)| text.contains(&named));
        if let Some(our_text) = ours.text().filter(|our_text| !our_text.contains("endcomponent"))
            && (our_text != text || is_named())
        {
            templates.insert(format!("default/{name}"), (our_text, ours.path.clone()));
        }
    }
    let paths: BTreeMap<String, SourcePath> =
        templates.iter().map(|(name, (_, path))| (name.clone(), path.clone())).collect();
    let mut tera = Tera::default();
    tera.autoescape_on([""]);
    words::speak(&mut tera, languages.of_the_site());
    Carriage::offer(&Arc::default(), &mut tera);
    let names = templates.keys().cloned().collect();
    if let Err(error) = tera.add_raw_templates(templates.iter().map(|(name, (text, _))| (name, text))) {
        told.extend(gathered(findings(&error, &paths, Some(&templates), None), &templates));
        return Told { value: None, diagnostics: told };
    }
    for (text, path) in templates.values().filter(|(_, path)| !path.as_str().starts_with(BUILT_IN)) {
        told.extend(calls::check(text, path, languages));
    }
    if told.iter().any(|found| *found.code == codes::TEMPLATE) {
        // Each page that says so would tell it again.
        return Told { value: None, diagnostics: told };
    }
    let spoken = languages.all().map(|words| {
        let mut own = tera.clone();
        words::speak(&mut own, words);
        (words.language.clone(), own)
    });
    let (spoken, languages) = (spoken.collect(), languages.clone());
    Told {
        value: Some(Theme {
            spoken,
            names,
            paths,
            languages,
            carriage: Arc::default(),
            watched: Mutex::default(),
        }),
        diagnostics: told,
    }
}

impl Theme {
    /// Sets what every page shares.
    pub fn share(&mut self, shared: Shared<'_>) {
        let all = [
            ("site", Value::from_serializable(shared.site)),
            ("assets", Value::from_serializable(shared.assets)),
            ("data", Value::from_serializable(shared.data)),
            ("options", Value::from_serializable(shared.options)),
        ];
        self.carriage = Arc::new(shared.carriage);
        for tera in self.spoken.values_mut() {
            for (key, value) in &all {
                tera.global_context().insert_value(*key, value.clone());
            }
            Carriage::offer(&self.carriage, tera);
        }
    }

    /// What every page shares, as templates see it.
    pub fn shared(&mut self) -> serde_json::Map<String, serde_json::Value> {
        let Some(tera) = self.spoken.values_mut().next() else { return serde_json::Map::new() };
        let context = tera.global_context();
        let shared = ["site", "options", "assets", "data"];
        shared.into_iter().filter_map(|name| Some((name.to_owned(), json(context.get(name)?)))).collect()
    }

    /// From now on what templates are given is kept, for [`Theme::watched`].
    pub fn watch(&mut self) {
        self.watched = Mutex::new(Some(Vec::new()));
    }

    /// The templates that were filled since [`Theme::watch`]. Nothing is kept from here on.
    pub fn watched(&mut self) -> Vec<Filled> {
        self.watched.get_mut().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_default()
    }

    /// Whether there is a template of that name.
    pub fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// The templates a document may name.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Fills a template with a view, in the words of a language. `page` names the page in messages.
    pub fn fill(
        &self,
        words: &Words,
        template: &str,
        view: &[(&'static str, &dyn erased::View)],
        page: &str,
    ) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let mut context = Context::new();
        for (key, value) in view {
            context.insert_value(*key, value.value());
        }
        if let Some(watched) = self.watched.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            let view = view.iter().filter_map(|(key, _)| Some(((*key).to_owned(), json(context.get(key)?))));
            watched.push(Filled { template: template.to_owned(), view: view.collect() });
        }
        let mut page_bytes = Bounded { bytes: Vec::with_capacity(16 << 10) };
        let Some(tera) = self.spoken.get(&words.language) else { return Ok(Vec::new()) };
        self.carriage.in_page(|| match tera.render_to(template, &context, &mut page_bytes) {
            Ok(()) => Ok(super::html::without_controls(page_bytes.bytes)),
            Err(error) => Err(findings(&error, &self.paths, None, Some(page))),
        })
    }
}

/// A value of the engine as plain data. What cannot be data is null: a view holds nothing of that sort.
fn json(value: &Value) -> serde_json::Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// Views of different types side by side.
pub mod erased {
    use serde::Serialize;
    use tera::Value;

    /// Something that can be shown to a template.
    pub trait View {
        /// As the engine's value.
        fn value(&self) -> Value;
    }

    impl<T: Serialize> View for T {
        fn value(&self) -> Value {
            Value::from_serializable(self)
        }
    }
}

/// A page that cannot grow without end.
struct Bounded {
    bytes: Vec<u8>,
}

impl Write for Bounded {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + more.len() > LARGEST_PAGE {
            return Err(io::Error::other(format!("the page grows beyond {} MB", LARGEST_PAGE >> 20)));
        }
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The templates as written, where they are at hand.
type Texts<'t> = Option<&'t BTreeMap<String, (Arc<str>, SourcePath)>>;

/// What the engine says, in our words and with its place.
fn findings(
    error: &tera::Error,
    paths: &BTreeMap<String, SourcePath>,
    texts: Texts<'_>,
    page: Option<&str>,
) -> Vec<Diagnostic> {
    let one = |problem: String, span: Option<Span>| vec![catalog::template(&problem, page, span)];
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let span = paths.get(report.filename()).map(|path| Span::new(path, report.span().range.clone()));
            let fields = report.message().split_once(". Available fields: ");
            if let (Some((problem, fields)), Some(span)) = (fields, &span) {
                let known: Vec<&str> = fields.trim_end_matches('.').split(", ").collect();
                let field = problem.split('`').nth(1).unwrap_or_default();
                let problem = sentence(problem);
                return vec![catalog::unknown_in_template(&problem, field, &known, page, span.clone())];
            }
            one(sentence(report.message()), span)
        }
        ErrorKind::MissingParent { current, parent } => {
            let known: Vec<&str> = paths.keys().map(String::as_str).collect();
            vec![catalog::missing_parent(parent, &known, paths.get(current).map(Span::whole))]
        }
        ErrorKind::CircularExtend { tpl, .. } => {
            one(format!("`{tpl}` extends itself, by way of others"), paths.get(tpl).map(Span::whole))
        }
        ErrorKind::CircularInclude { tpl, .. } => {
            one(format!("`{tpl}` includes itself, by way of others"), paths.get(tpl).map(Span::whole))
        }
        ErrorKind::Msg(text) => batched(text, paths, texts, page),
        _ => one(sentence(&error.to_string()), None),
    }
}

/// Gathers what the built-in templates miss in a template that a site put in the place of one of
/// them: their authors are not to blame.
fn gathered(found: Vec<Diagnostic>, templates: &BTreeMap<String, (Arc<str>, SourcePath)>) -> Vec<Diagnostic> {
    let mut missing: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut rest = Vec::new();
    for finding in found {
        let block = finding.message.strip_prefix("block `").and_then(|after| after.split_once('`'));
        let own = |finding: &Diagnostic| {
            let file = &finding.span.as_ref()?.file;
            let inside = file.as_str().strip_prefix(BUILT_IN)?.strip_prefix(TEMPLATES)?;
            replaced_parent(inside, templates)
        };
        match (block, own(&finding)) {
            (Some((block, _)), Some(parent)) => {
                missing.entry(parent).or_default().insert(block.to_owned());
            }
            _ => rest.push(finding),
        }
    }
    for (parent, blocks) in missing {
        if let Some((_, path)) = templates.get(parent) {
            let blocks: Vec<&str> = blocks.iter().map(String::as_str).collect();
            rest.push(catalog::blocks_missing(parent, &blocks, path));
        }
    }
    rest
}

/// The nearest template that this one extends and that is not built in.
fn replaced_parent<'t>(
    template: &str,
    templates: &'t BTreeMap<String, (Arc<str>, SourcePath)>,
) -> Option<&'t str> {
    let mut name = template;
    // No chain is longer than there are templates.
    for _ in 0..templates.len() {
        let (text, _) = templates.get(name)?;
        let parent = outline::parent(text)?;
        let (parent, (_, path)) = templates.get_key_value(parent)?;
        if !path.as_str().starts_with(BUILT_IN) {
            return Some(parent);
        }
        name = parent;
    }
    None
}

/// Unknown filters, functions and the like come as one text, each with a line `--> name:line:col`.
fn batched(
    text: &str,
    paths: &BTreeMap<String, SourcePath>,
    texts: Texts<'_>,
    page: Option<&str>,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut problem = String::new();
    for line in text.lines() {
        if let Some(place) = line.trim().strip_prefix("--> ") {
            let name =
                place.rsplitn(3, ':').nth(2).unwrap_or(place).trim_start_matches('[').trim_end_matches(']');
            let line = place.rsplit(':').nth(1).unwrap_or_default();
            let written = texts.and_then(|texts| texts.get(name)).map(|(text, _)| &**text);
            // The word is looked for in the line the engine names: its columns begin elsewhere.
            let word = problem.split('`').nth(1).unwrap_or_default();
            let range = written.zip(line.parse().ok()).and_then(|(text, line)| word_in(text, line, word));
            let (words, span) = match (range, paths.get(name)) {
                (Some(range), Some(path)) => (problem.clone(), Some(Span::new(path, range))),
                (None, path) if line.is_empty() => (problem.clone(), path.map(Span::whole)),
                (_, path) => (format!("{problem} (line {line})"), path.map(Span::whole)),
            };
            found.push(catalog::template(&sentence(&words), page, span));
        } else if let Some(words) = line.strip_prefix("error: ") {
            problem = words.to_owned();
        }
    }
    if found.is_empty() {
        found.push(catalog::template(&sentence(text), page, None));
    }
    found
}

/// Where a word stands in a line, counted from 1.
fn word_in(text: &str, line: usize, word: &str) -> Option<std::ops::Range<usize>> {
    let written = text.split_inclusive('\n').nth(line.checked_sub(1)?)?;
    let start = written.as_ptr() as usize - text.as_ptr() as usize;
    let at = written.find(word).filter(|_| !word.is_empty())?;
    Some(start + at..start + at + word.len())
}

/// The engine's words without a capital at the beginning and a stop at the end.
fn sentence(text: &str) -> String {
    let text = text.trim().trim_end_matches('.');
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if letters.clone().next().is_some_and(char::is_lowercase) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}
