//! What one build keeps for the next of the same process: the preview's.
//!
//! Two things make an edit quick. A document that is the same text under the same rules is not parsed
//! again. And where nothing differs but what single documents show themselves, all that relates them
//! holds: the last scene is taken with these texts in it. Both compare everything a step is given;
//! nothing is believed because a file was not named as changed. Commands that build once keep none of that.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::ground::Ground;
use super::parse::{Rules, Texts, is_document, parse_one};
use crate::corpus::clock::next_change;
use crate::corpus::standing::Moment;
use crate::date::Instant;
use crate::diagnostic::{Diagnostic, Told, has_errors};
use crate::document::facts::LinkUse;
use crate::document::{CONTENT, Document, DocumentId};
use crate::fingerprint::Fingerprint;
use crate::memo::Memo;
use crate::render::scene::Scene;
use crate::render::theme;
use crate::search;
use crate::shared_map::SharedMap;
use crate::source::{BUILT_IN, Content, SourceFile, SourcePath, Sources};

/// So many documents may differ at once for the last scene to be worth taking.
const FEW: usize = 16;

/// What is remembered of builds.
#[derive(Default)]
pub struct Memory {
    /// What the search keeps.
    pub search: search::Memory,
    /// What single steps have made, in this run or before.
    pub memo: Arc<Memo>,
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
    documents: SharedMap<SourcePath, Known>,
    last: Option<Last>,
}

/// A document as it was parsed.
#[derive(Clone)]
pub struct Known {
    text: Arc<str>,
    document: Arc<Document>,
    told: Vec<Diagnostic>,
}

/// A scene of which all pages can be made, as far as is known.
#[derive(Clone)]
pub struct Last {
    frame: Frame,
    // For which moment it was made, and when the clock makes it another one.
    from: Instant,
    until: Option<Instant>,
    scene: Arc<Scene>,
    // The documents it was made of.
    documents: SharedMap<SourcePath, Known>,
    // What was found besides what was in the texts themselves; so many of it before the theme was read.
    told: Arc<[Diagnostic]>,
    of_ground: usize,
}

/// What a build is given besides the texts of documents and the clock.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    // What single documents are parsed by.
    rules: Fingerprint,
    // All other files, and which documents there are.
    files: Fingerprint,
    // All other files but templates, the rules, and which documents are shown.
    world: Fingerprint,
    // The paths of all files but templates.
    names: Fingerprint,
    // Each of the other files.
    others: Arc<[(SourcePath, Fingerprint)]>,
    // Which of the documents that are not out are shown.
    included: [bool; 3],
}

impl Frame {
    /// The fingerprint of what single documents are parsed by.
    pub fn rules(&self) -> Fingerprint {
        self.rules
    }

    /// All files but documents, each with its fingerprint.
    pub fn others(&self) -> Arc<[(SourcePath, Fingerprint)]> {
        Arc::clone(&self.others)
    }

    /// The fingerprint of everything that pages are made of besides the texts of documents and the templates.
    pub fn world(&self) -> Fingerprint {
        self.world
    }

    fn of(sources: &Sources, base_url: Option<&str>, moment: Moment) -> Frame {
        let (mut rules, mut files, mut world) = (Vec::new(), Vec::new(), Vec::new());
        let (mut others, mut names) = (Vec::new(), Vec::new());
        rules.extend(base_url.unwrap_or_default().bytes());
        for file in sources.iter() {
            files.extend(file.path.as_str().bytes());
            files.push(0);
            if !theme::is_template(&file.path) {
                names.extend(file.path.as_str().bytes());
                names.push(0);
            }
            if is_document(&file.path) {
                continue;
            }
            let content = file.fingerprint().unwrap_or_else(|| {
                let Content::File { path, len } = &file.content else { return Fingerprint::of(b"") };
                Fingerprint::of(format!("{path:?} {len} {:?} {:?}", file.pixels, file.picture).as_bytes())
            });
            files.extend(content.bytes());
            others.push((file.path.clone(), content));
            if !theme::is_template(&file.path) {
                world.extend(file.path.as_str().bytes());
                world.extend(content.bytes());
            }
            if is_rule(&file.path) {
                rules.extend(file.path.as_str().bytes());
                rules.extend(content.bytes());
            }
        }
        let included = [moment.drafts, moment.future, moment.expired];
        let rules = Fingerprint::of(&rules);
        world.extend(rules.bytes());
        world.extend(included.map(u8::from));
        Frame {
            rules,
            files: Fingerprint::of(&files),
            world: Fingerprint::of(&world),
            names: Fingerprint::of(&names),
            others: others.into(),
            included,
        }
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

    /// When the clock makes it another one.
    pub fn until(&self) -> Option<Instant> {
        self.until
    }
}

impl Known {
    fn of(text: Arc<str>, document: Arc<Document>, told: Vec<Diagnostic>) -> Known {
        Known { text, document, told }
    }

    /// Whether parsing this text would give the same again, whatever other files hold.
    pub fn is_all_of(&self, text: &Arc<str>) -> bool {
        self.document.is_alone() && self.is_of(text)
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

    /// Whether there may be another build in this run.
    pub fn keeps(&self) -> bool {
        self.keeps
    }

    /// One that finds again what single steps have made in other runs.
    pub fn with(memo: Arc<Memo>) -> Memory {
        Memory { search: search::Memory::with(Arc::clone(&memo)), memo, ..Memory::default() }
    }

    /// What a build for a URL, if another than the settings', at a moment is given besides; nothing where nothing
    /// is kept to be compared with it.
    pub fn frame(&self, sources: &Sources, base_url: Option<&str>, moment: Moment) -> Option<Frame> {
        (self.keeps || self.memo.keeps()).then(|| Frame::of(sources, base_url, moment))
    }

    /// The documents that were parsed by the same rules.
    pub fn documents(&self, frame: &Frame) -> SharedMap<SourcePath, Known> {
        let state = self.state();
        if state.rules == Some(frame.rules) { state.documents.clone() } else { SharedMap::default() }
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
            let (text, document) = (file.text()?, Arc::clone(told.value.as_ref()?));
            Some((file.path.clone(), Known::of(text, document, told.diagnostics.clone())))
        });
        let documents = known.collect();
        let mut state = self.state();
        state.rules = Some(frame.rules);
        state.documents = documents;
    }

    /// A scene, and what was found besides what was in the texts themselves, with how much of that before the
    /// theme was read: to be kept once it is known to be good.
    pub fn candidate(
        &self,
        frame: Frame,
        from: Instant,
        scene: &Arc<Scene>,
        (told, of_ground): (&[Diagnostic], usize),
    ) -> Last {
        let until = next_change(&scene.corpus, &scene.config.timezone, from);
        let documents = self.state().documents.clone();
        Last { frame, from, until, scene: Arc::clone(scene), documents, told: told.into(), of_ground }
    }

    /// Keeps a scene, or forgets the last.
    pub fn keep(&self, last: Option<Last>) {
        self.state().last = last;
    }

    /// Everything of the last site but how it looks, if templates are all that differs.
    pub(super) fn ground(&self, sources: &Sources, frame: &Frame, now: Instant) -> Option<Ground> {
        let last = self.state().last.clone()?;
        let holds = last.from <= now && last.until.is_none_or(|until| now < until);
        if !holds || last.frame.world != frame.world || last.frame.names != frame.names {
            return None;
        }
        // Both are in the order of their paths; a document that is not remembered may have changed.
        let mut all_known = last.documents.iter();
        for file in sources.below(CONTENT).filter(|file| is_document(&file.path)) {
            let (_, known) = all_known.find(|(path, _)| **path == file.path)?;
            if !known.is_of(&file.text()?) {
                return None;
            }
        }
        let mut state = self.state();
        state.documents = last.documents.clone();
        state.rules = Some(last.frame.rules);
        drop(state);
        let scene = &last.scene;
        Some(Ground {
            config: Arc::clone(&scene.config),
            kinds: Arc::clone(&scene.kinds),
            languages: scene.theme.languages.clone(),
            corpus: scene.corpus.clone(),
            plan: Arc::clone(&scene.plan),
            texts: Texts::default(),
            told: last.told[..last.of_ground].to_vec(),
            of_texts: last.documents.values().flat_map(|known| &known.told).cloned().collect(),
        })
    }

    /// The last scene with the texts of some documents as they are now, if that is all that differs; and
    /// which documents these are.
    pub fn with_other_texts(
        &self,
        sources: &Arc<Sources>,
        frame: &Frame,
        now: Instant,
    ) -> Option<Told<(Last, Vec<DocumentId>)>> {
        let mut last = self.state().last.clone()?;
        let documents = &mut last.documents;
        let holds = last.from <= now && last.until.is_none_or(|until| now < until);
        if !holds || last.frame != *frame {
            return None;
        }
        let mut changed = Vec::new();
        // Both are in the order of their paths.
        let mut all_known = documents.iter();
        for file in sources.below(CONTENT).filter(|file| is_document(&file.path)) {
            // A document that is not remembered may have changed.
            let (_, known) = all_known.find(|(path, _)| **path == file.path)?;
            if !known.is_of(&file.text()?) {
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
        let rules = Rules { kinds: &last.scene.kinds, config: &last.scene.config, sources };
        for (file, known) in changed {
            let text = file.text()?;
            let told = parse_one(file, &text, &rules);
            let document = told.value?;
            let alike = !has_errors(&told.diagnostics) && !has_errors(&known.told);
            if !alike || pictures(&known.document, &known.text) != pictures(&document, &text) {
                return None;
            }
            let known = Known::of(text, document, told.diagnostics);
            parsed.push((file.path.clone(), known));
        }
        let texts: Vec<Arc<Document>> = parsed.iter().map(|(_, known)| Arc::clone(&known.document)).collect();
        let scene = Arc::new(last.scene.with(sources, &texts)?);
        documents.extend(parsed);
        let of_texts = documents.values().flat_map(|known| &known.told);
        let diagnostics = last.told.iter().chain(of_texts).cloned().collect();
        let touched = texts.iter().map(|document| document.id.clone()).collect();
        Some(Told { value: (Last { scene, from: now, ..last }, touched), diagnostics })
    }
}

/// Of the pictures in a text, whether each is written in Markdown: others than those are published as they
/// are.
fn pictures(document: &Document, text: &str) -> Vec<bool> {
    let shown = document.body.facts.links.iter().filter(|link| link.link_use == LinkUse::Show);
    shown.map(|link| link.is_markdown_picture(text)).collect()
}
