//! What one build keeps for the next of the same process: the preview's.
//!
//! Two things make an edit quick. A document that is the same text under the same rules is not parsed
//! again. And where nothing differs but what single documents show themselves, all that relates them
//! holds: the last scene is taken with these texts in it. Both compare everything a step is given;
//! nothing is believed because a file was not named as changed. Commands that build once keep nothing.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::parse::{is_document, parse_one};
use crate::corpus::clock::next_change;
use crate::corpus::standing::Moment;
use crate::date::Instant;
use crate::diagnostic::{Diagnostic, Severity, Told};
use crate::document::facts::{Link, LinkUse};
use crate::document::{CONTENT, Document, DocumentId};
use crate::fingerprint::Fingerprint;
use crate::render::scene::Scene;
use crate::search;
use crate::source::{BUILT_IN, Content, SourceFile, SourcePath, Sources};

/// So many documents may differ at once for the last scene to be worth taking.
const FEW: usize = 16;

/// What is remembered of builds.
#[derive(Default)]
pub struct Memory {
    /// What the search keeps.
    pub search: search::Memory,
    // Whether documents and scenes are kept at all.
    keeps: bool,
    state: Mutex<State>,
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory").field("keeps", &self.keeps).finish_non_exhaustive()
    }
}

#[derive(Default)]
struct State {
    // By which rules the documents were parsed.
    rules: Option<Fingerprint>,
    documents: Arc<BTreeMap<SourcePath, Known>>,
    last: Option<Last>,
}

/// A document as it was parsed.
#[derive(Clone)]
pub struct Known {
    text: Arc<str>,
    document: Arc<Document>,
    told: Vec<Diagnostic>,
    // Whether all of it stands in its own file.
    alone: bool,
}

/// A scene of which all pages can be made, as far as is known.
#[derive(Clone)]
pub struct Last {
    frame: Frame,
    // When the clock makes it another one.
    until: Option<Instant>,
    scene: Arc<Scene>,
    // The documents it was made of.
    documents: Arc<BTreeMap<SourcePath, Known>>,
    // What was found besides what was in the texts themselves.
    told: Arc<[Diagnostic]>,
}

/// What a build is given besides the texts of documents.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    // What single documents are parsed by.
    rules: Fingerprint,
    // All other files, and which documents there are.
    files: Fingerprint,
    moment: Moment,
}

impl Frame {
    /// That of a build for a URL, if another than the settings', at a moment.
    pub fn of(sources: &Sources, base_url: Option<&str>, moment: Moment) -> Frame {
        let (mut rules, mut files) = (Vec::new(), Vec::new());
        rules.extend(base_url.unwrap_or_default().bytes());
        for file in sources.iter() {
            files.extend(file.path.as_str().bytes());
            files.push(0);
            if is_document(&file.path) {
                continue;
            }
            let content = match &file.content {
                Content::Text(text) => Fingerprint::of(text.as_bytes()),
                Content::Bytes(bytes) => Fingerprint::of(bytes),
                Content::File { path, len } => {
                    Fingerprint::of(format!("{path:?} {len} {:?} {:?}", file.pixels, file.picture).as_bytes())
                }
            };
            files.extend(content.bytes());
            if is_rule(&file.path) {
                rules.extend(file.path.as_str().bytes());
                rules.extend(content.bytes());
            }
        }
        Frame { rules: Fingerprint::of(&rules), files: Fingerprint::of(&files), moment }
    }

    fn is_same_but_for_the_clock(&self, other: &Frame) -> bool {
        let flags = |moment: &Moment| (moment.drafts, moment.future, moment.expired);
        self.rules == other.rules && self.files == other.files && flags(&self.moment) == flags(&other.moment)
    }
}

/// Whether documents are parsed by what this file says: settings, kinds, languages.
fn is_rule(path: &SourcePath) -> bool {
    let of_theme = path.as_str().starts_with("themes/") || path.as_str().starts_with(BUILT_IN);
    let table = matches!(path.extension(), "toml" | "yml" | "yaml");
    table && (of_theme || path.folder().is_empty() || path.file_name() == "_kind.toml")
}

impl Last {
    /// The scene.
    pub fn scene(&self) -> &Arc<Scene> {
        &self.scene
    }
}

impl Known {
    fn of(text: Arc<str>, document: Arc<Document>, told: Vec<Diagnostic>) -> Known {
        let alone = document.body.file.is_none() && !document.fields.contains_key("transcript");
        Known { text, document, told, alone }
    }

    /// Whether parsing this text would give the same again, whatever other files hold.
    pub fn is_all_of(&self, text: &Arc<str>) -> bool {
        self.alone && self.is_of(text)
    }

    /// Whether it was parsed from this text.
    fn is_of(&self, text: &Arc<str>) -> bool {
        Arc::ptr_eq(&self.text, text) || self.text == *text
    }

    /// The document, and what was told of it.
    pub fn told(&self) -> Told<Option<Arc<Document>>> {
        Told { value: Some(Arc::clone(&self.document)), diagnostics: self.told.clone() }
    }
}

impl Memory {
    /// One that keeps documents and the last scene, for who builds again and again.
    pub fn of_a_preview() -> Memory {
        Memory { keeps: true, ..Memory::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The documents that were parsed by the same rules.
    pub fn documents(&self, frame: &Frame) -> Arc<BTreeMap<SourcePath, Known>> {
        let state = self.state();
        if state.rules == Some(frame.rules) { Arc::clone(&state.documents) } else { Arc::default() }
    }

    /// Keeps documents as they were parsed, and forgets all others.
    pub fn keep_documents<'a>(
        &self,
        frame: &Frame,
        parsed: impl Iterator<Item = (&'a SourceFile, &'a Told<Option<Arc<Document>>>)>,
    ) {
        if !self.keeps {
            return;
        }
        let known = parsed.filter_map(|(file, told)| {
            let (text, document) = (Arc::clone(file.text()?), Arc::clone(told.value.as_ref()?));
            Some((file.path.clone(), Known::of(text, document, told.diagnostics.clone())))
        });
        let documents = Arc::new(known.collect());
        let mut state = self.state();
        state.rules = Some(frame.rules);
        state.documents = documents;
    }

    /// A scene, and what was found besides what was in the texts themselves, to be kept once it is known to be
    /// good.
    pub fn candidate(&self, frame: Frame, scene: &Arc<Scene>, told: &[Diagnostic]) -> Option<Last> {
        let until = next_change(&scene.corpus, &scene.config.timezone, frame.moment.now);
        let documents = Arc::clone(&self.state().documents);
        self.keeps.then(|| Last { frame, until, scene: Arc::clone(scene), documents, told: told.into() })
    }

    /// Keeps a scene, or forgets the last.
    pub fn keep(&self, last: Option<Last>) {
        self.state().last = last;
    }

    /// The last scene with the texts of some documents as they are now, if that is all that differs; and
    /// which documents these are.
    pub fn with_other_texts(
        &self,
        sources: &Arc<Sources>,
        frame: &Frame,
    ) -> Option<Told<(Last, Vec<DocumentId>)>> {
        let mut last = self.state().last.clone()?;
        let documents = &mut last.documents;
        let now = frame.moment.now;
        let holds = last.frame.moment.now <= now && last.until.is_none_or(|until| now < until);
        if !holds || !last.frame.is_same_but_for_the_clock(frame) {
            return None;
        }
        let mut changed = Vec::new();
        // Both are in the order of their paths.
        let mut all_known = documents.iter();
        for file in sources.below(CONTENT).filter(|file| is_document(&file.path)) {
            // A document that is not remembered may have changed.
            let (_, known) = all_known.find(|(path, _)| **path == file.path)?;
            if !known.is_of(file.text()?) {
                changed.push((file, known));
            }
        }
        let is_told_of = |path: &SourcePath| {
            let named = |found: &Diagnostic| found.span.as_ref().is_some_and(|span| span.file == *path);
            last.told.iter().any(named)
        };
        if changed.len() > FEW || changed.iter().any(|(file, _)| is_told_of(&file.path)) {
            return None;
        }
        let mut parsed = Vec::new();
        for (file, known) in changed {
            let text = file.text()?;
            let told = parse_one(file, text, &last.scene.kinds, &last.scene.config, sources);
            let document = told.value?;
            let has_errors = |told: &[Diagnostic]| told.iter().any(|one| one.severity == Severity::Error);
            let alike = !has_errors(&told.diagnostics) && !has_errors(&known.told);
            if !alike || pictures(&known.document, &known.text) != pictures(&document, text) {
                return None;
            }
            let known = Known::of(Arc::clone(text), document, told.diagnostics);
            parsed.push((file.path.clone(), known));
        }
        let texts: Vec<Arc<Document>> = parsed.iter().map(|(_, known)| Arc::clone(&known.document)).collect();
        let scene = Arc::new(last.scene.with(sources, &texts)?);
        Arc::make_mut(documents).extend(parsed);
        let of_texts = documents.values().flat_map(|known| &known.told);
        let diagnostics = last.told.iter().chain(of_texts).cloned().collect();
        let touched = texts.iter().map(|document| document.id.clone()).collect();
        Some(Told { value: (Last { scene, frame: frame.clone(), ..last }, touched), diagnostics })
    }
}

/// Of the pictures in a text, whether each is written in Markdown: others than those are published as they
/// are.
fn pictures(document: &Document, text: &str) -> Vec<bool> {
    let is_markdown =
        |link: &Link| text.get(link.span.start as usize..).is_some_and(|rest| rest.starts_with("!["));
    let shown = document.body.facts.links.iter().filter(|link| link.link_use == LinkUse::Show);
    shown.map(is_markdown).collect()
}
