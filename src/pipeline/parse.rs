//! Parses all documents of a site, each alone and in parallel, save those that are remembered.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rayon::prelude::*;

use super::memory::{Frame, Memory};
use super::words_of;
use crate::config::Config;
use crate::diagnostic::{Told, catalog};
use crate::document::{self, CONTENT, Document};
use crate::kind::Kinds;
use crate::source::{SourceFile, SourcePath, Sources};

/// Whether a file is a document.
pub(super) fn is_document(path: &SourcePath) -> bool {
    let name = path.as_str();
    // Of the library's files only its introduction is one.
    let of_library = name.starts_with("content/library/") && name != "content/library/_index.md";
    name.starts_with(CONTENT) && path.is_markdown() && !of_library
}

/// Parses all documents, each alone, save those that are remembered.
pub(super) fn parse(
    sources: &Sources,
    kinds: &Kinds,
    config: &Config,
    memory: &Memory,
    frame: Option<&Frame>,
) -> Told<Vec<Arc<Document>>> {
    let files: Vec<_> = sources.below(CONTENT).filter(|file| is_document(&file.path)).collect();
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
    let known = frame.map(|frame| memory.documents(frame)).unwrap_or_default();
    let parsed: Vec<Told<Option<Arc<Document>>>> = own
        .par_iter()
        .map(|file| {
            let Some(text) = file.text() else { return Told::quiet(None) };
            match known.get(&file.path).filter(|known| known.is_all_of(text)) {
                Some(known) => known.told(),
                None => parse_one(file, text, kinds, config, sources),
            }
        })
        .collect();
    if let Some(frame) = frame {
        memory.keep_documents(frame, own.iter().copied().zip(&parsed));
    }
    let documents = parsed.into_iter().filter_map(|one| one.tell(&mut told)).collect();
    Told { value: documents, diagnostics: told }
}

/// Parses one document; nothing, and a finding, if that fails with a panic.
pub(super) fn parse_one(
    file: &SourceFile,
    text: &str,
    kinds: &Kinds,
    config: &Config,
    sources: &Sources,
) -> Told<Option<Arc<Document>>> {
    let parse = || document::parse(file, text, kinds, config, sources);
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
