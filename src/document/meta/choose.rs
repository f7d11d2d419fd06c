//! Which kind a document is of: its `kind`, else its folder's, else what other systems' `type` or
//! `layout` means.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::catalog::{self, TableOf};
use crate::diagnostic::{Diagnostic, Told};
use crate::kind::{Kind, Kinds};
use crate::source::{SourcePath, Span};
use crate::table::{Entry, Table};

/// Values of `type` and `layout` that say no more than that it is a document.
const PLAIN: [&str; 10] =
    ["post", "posts", "blog", "page", "pages", "single", "default", "list", "none", "false"];

/// What a `type` or `layout` of another system means here.
pub(super) enum Foreign<'k> {
    /// A kind, by its name, by its folder, or by `[kinds]` of the settings.
    Kind(&'k Arc<Kind>),
    /// Nothing that would be lost.
    Plain,
    /// Something of the author's, to be kept.
    Unknown,
}

/// Tells what a `type` or `layout` means.
pub(super) fn foreign<'k>(word: &str, kinds: &'k Kinds, meant: &BTreeMap<String, String>) -> Foreign<'k> {
    let name = meant.get(word).map_or(word, String::as_str);
    let by_folder = || kinds.choosables().find(|kind| kind.folder == name);
    match kinds.choosable(name).or_else(by_folder).filter(|_| !name.is_empty()) {
        Some(kind) => Foreign::Kind(kind),
        None if word.is_empty() || PLAIN.contains(&word.to_lowercase().as_str()) => Foreign::Plain,
        None => Foreign::Unknown,
    }
}

/// Whether a key names the kind weakly, unless the kind has a field of that name.
pub(super) fn is_weak_key(key: &str, kind: &Kind) -> bool {
    matches!(key.to_ascii_lowercase().as_str(), "type" | "layout") && kind.field(key).is_none()
}

/// The kind of a document. `folder_kind` is that of its folder, `meant` is `[kinds]` of the
/// settings. A `type` or `layout` counts only where the folder gives no kind.
pub fn kind_of(
    file: &SourcePath,
    table: &Table,
    folder_kind: &Arc<Kind>,
    kinds: &Kinds,
    meant: &BTreeMap<String, String>,
) -> Told<Arc<Kind>> {
    let mut told = Vec::new();
    let named = table.entries.iter().find(|entry| entry.key.eq_ignore_ascii_case("kind"));
    let named = named.filter(|entry| !entry.node.is_nothing());
    let strong = named.and_then(|entry| strong(file, entry, kinds, &mut told));
    let open = folder_kind.name == kinds.page.name;
    let mut weak = None;
    for entry in table.entries.iter().filter(|entry| is_weak_key(&entry.key, folder_kind)) {
        let Some(word) = entry.node.as_text() else { continue };
        match foreign(word, kinds, meant) {
            Foreign::Kind(kind) => weak = weak.or(Some(kind.clone())),
            Foreign::Plain => {}
            Foreign::Unknown => {
                let span = Span::new(file, entry.node.range.clone());
                told.push(catalog::kept_in_extra(&entry.key, word, span));
            }
        }
    }
    let weak = weak.filter(|_| open && named.is_none());
    Told { value: strong.or(weak).unwrap_or_else(|| folder_kind.clone()), diagnostics: told }
}

fn strong(file: &SourcePath, entry: &Entry, kinds: &Kinds, told: &mut Vec<Diagnostic>) -> Option<Arc<Kind>> {
    let span = Span::new(file, entry.node.range.clone());
    let Some(name) = entry.node.as_text() else {
        let what = entry.node.what();
        told.push(catalog::wrong_type(TableOf::FrontMatter, "kind", "the name of a kind", what, span));
        return None;
    };
    let found = kinds.choosable(name).cloned();
    if found.is_none() {
        let mut names: Vec<&str> = kinds.choosables().map(|kind| kind.name.as_str()).collect();
        // `post` comes once for each of its folders.
        names.dedup();
        told.push(catalog::unknown_kind(TableOf::FrontMatter, "kind", name, &names, span));
    }
    found
}
