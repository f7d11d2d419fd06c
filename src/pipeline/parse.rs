//! Parses all documents of a site, each alone and in parallel, save those that are remembered.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::memory::{Frame, Memory};
use super::words_of;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Told, catalog};
use crate::document::{self, CONTENT, Document, DocumentId};
use crate::fingerprint::Fingerprint;
use crate::kind::Kinds;
use crate::memo::{self, Memo, Step};
use crate::source::{SourceFile, SourcePath, Sources};

/// Whether a file is a document.
pub(super) fn is_document(path: &SourcePath) -> bool {
    let name = path.as_str();
    // Of the library's files only its introduction is one.
    let of_library = name.starts_with("content/library/") && name != "content/library/_index.md";
    name.starts_with(CONTENT) && path.is_markdown() && !of_library
}

/// All documents of a site.
#[derive(Default)]
pub(super) struct Parsed {
    /// The documents.
    pub documents: Vec<Arc<Document>>,
    /// What they are known by, if anything is remembered by that.
    pub texts: Texts,
}

/// What the texts of a site are known by.
#[derive(Default)]
pub(super) struct Texts {
    /// Each document.
    pub documents: BTreeMap<DocumentId, Prints>,
    /// All that lies beside them and is no document itself.
    pub beside: Vec<u8>,
}

/// What a document is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Prints {
    /// The fingerprint of its file.
    pub text: Fingerprint,
    /// That of everything that others may show or make of it.
    pub outside: Fingerprint,
}

/// A document as it is remembered.
#[derive(Serialize, Deserialize)]
struct Remembered<D> {
    document: D,
    // Its kind, by its number.
    kind: u32,
    outside: Fingerprint,
    told: Vec<Diagnostic>,
}

/// What documents are parsed by.
pub(super) struct Rules<'a> {
    pub kinds: &'a Kinds,
    pub config: &'a Config,
    pub sources: &'a Sources,
}

/// A document, unless parsing it failed with a panic, and what was told of it.
type One = Told<Option<Arc<Document>>>;

/// Parses all documents, each alone, save those that are remembered.
pub(super) fn parse(rules: &Rules<'_>, memory: &Memory, frame: Option<&Frame>) -> Told<Parsed> {
    let sources = rules.sources;
    let files: Vec<_> = sources.below(CONTENT).filter(|file| is_document(&file.path)).collect();
    let bundles: BTreeSet<&str> = files
        .iter()
        .filter(|file| file.path.stem() == "index" && file.path.folder() != "content")
        .map(|file| file.path.folder())
        .collect();
    let (mut told, mut own, mut beside) = (Vec::new(), Vec::new(), Vec::new());
    for file in files {
        match bundle_around(&file.path, &bundles) {
            Some(bundle) if file.path.stem() != "index" => {
                told.push(catalog::unpublished_file(&file.path, bundle));
                for part in [file.path.as_str(), &file.text().unwrap_or_default()] {
                    beside.extend(Fingerprint::of(part.as_bytes()).bytes());
                }
            }
            _ => own.push(file),
        }
    }
    let by = frame.filter(|_| memory.memo.keeps()).map(Frame::rules);
    let known = frame.map(|frame| memory.documents(frame)).unwrap_or_default();
    let (parsed, prints): (Vec<One>, Vec<Option<Prints>>) = own
        .par_iter()
        .map(|file| {
            if let Some(by) = by {
                return remember(file, rules, by, &memory.memo);
            }
            let Some(text) = file.text() else { return (Told::quiet(None), None) };
            match known.get(&file.path).filter(|known| known.is_all_of(&text)) {
                Some(known) => (known.told(), None),
                None => (parse_one(file, &text, rules), None),
            }
        })
        .unzip();
    if let Some(frame) = frame {
        memory.keep_documents(frame, own.iter().copied().zip(&parsed));
    }
    let ids = parsed.iter().map(|one| one.value.as_ref().map(|document| document.id.clone()));
    let prints = ids.zip(prints).filter_map(|(id, prints)| Some((id?, prints?)));
    let texts = Texts { documents: prints.collect(), beside };
    let documents = parsed.into_iter().filter_map(|one| one.tell(&mut told)).collect();
    Told { value: Parsed { documents, texts }, diagnostics: told }
}

/// A document as it was parsed before by these rules, else as it is parsed now, and what it is known by.
fn remember(file: &SourceFile, rules: &Rules<'_>, by: Fingerprint, memo: &Memo) -> (One, Option<Prints>) {
    let Some(own) = file.fingerprint() else { return (Told::quiet(None), None) };
    let key = memo::key(Step::Parse, &[by.bytes(), file.path.as_str().as_bytes(), own.bytes()]);
    if let Some(Remembered { document, kind, outside, told }) =
        memo.get::<Remembered<Document>>(Step::Parse, key)
        && let Some(kind) = rules.kinds.numbered(kind)
    {
        let document = Arc::new(Document { kind: Arc::clone(kind), ..document });
        return (Told { value: Some(document), diagnostics: told }, Some(Prints { text: own, outside }));
    }
    let Some(text) = file.text() else { return (Told::quiet(None), None) };
    let told = parse_one(file, &text, rules);
    let prints = told.value.as_ref().and_then(|document| {
        let kind = rules.kinds.number(&document.kind)?;
        let outside = Fingerprint::of(&memo::encode(&(kind, document.from_outside()))?);
        // What stands in another file is made of that one too.
        if document.is_alone() {
            let told = told.diagnostics.clone();
            memo.put(Step::Parse, key, &Remembered { document: &**document, kind, outside, told });
        }
        Some(Prints { text: own, outside })
    });
    (told, prints)
}

/// Parses one document; nothing, and a finding, if that fails with a panic.
pub(super) fn parse_one(file: &SourceFile, text: &str, rules: &Rules<'_>) -> One {
    let parse = || document::parse(file, text, rules.kinds, rules.config, rules.sources);
    match catch_unwind(AssertUnwindSafe(parse)) {
        Ok(told) => Told { value: Some(Arc::new(told.value)), diagnostics: told.diagnostics },
        Err(panic) => {
            Told { value: None, diagnostics: vec![catalog::bug(&words_of(&*panic), Some(&file.path))] }
        }
    }
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
