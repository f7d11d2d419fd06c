//! Finds the files of kinds and lays them over each other: built in, the theme's, the site's.
//!
//! What stands in one file is read in [`super::declare`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::catalog::{self, TableOf};
use crate::diagnostic::{self, Diagnostic, Told};
use crate::source::{BUILT_IN, SourcePath, Sources, Span};
use crate::table::{Table, toml};
use crate::words::capitalised;

use super::{Field, FieldType, Kind, Kinds, Order, declare};

/// Below a folder, the file that declares its kind.
const FILE: &str = "_kind.toml";

/// One file, read.
struct Layer {
    file: SourcePath,
    table: Table,
}

impl Layer {
    /// A key's text and place, before the layer is laid.
    fn text(&self, key: &str) -> Option<(&str, Span)> {
        let node = self.table.get(key)?;
        Some((node.as_text()?, Span::new(&self.file, node.range.clone())))
    }
}

/// Reads all kinds: the built-in ones, changed by the theme's files and the site's, and new ones.
pub fn load(sources: &Sources, theme: &str) -> Told<Kinds> {
    let mut told = Vec::new();
    let mut below: BTreeMap<String, Vec<Layer>> = BTreeMap::new();
    for prefix in [format!("{BUILT_IN}kinds/"), format!("themes/{theme}/kinds/")] {
        for (folder, layer) in layers(sources, &prefix, &mut told) {
            below.entry(folder).or_default().push(layer);
        }
    }
    let mut kinds = Kinds {
        page: special("page", "", &below, "_page", &mut told),
        term: special("term", "", &below, "_term", &mut told),
        index: special("index", "", &below, "_index", &mut told),
        work: special("work", "library", &below, "library", &mut told),
        start: special(super::START, "", &below, "_start", &mut told),
        by_folder: BTreeMap::new(),
    };
    for (folder, layers) in with_post_folders(&below) {
        let (Some(first), Some(last)) = (layers.first(), layers.last()) else { continue };
        let built_in = first.file.as_str().starts_with(BUILT_IN);
        let mut kind = match built_in {
            true => Kind { built_in, ..Kind::bare("", folder) },
            false => new_from(&kinds.page, folder),
        };
        for layer in &layers {
            declare::lay(&mut kind, &layer.file, &layer.table, &mut told);
        }
        if matches!(folder, "post" | "blog") {
            kind.title = title_of(folder);
        }
        kinds.by_folder.insert(folder.to_owned(), Arc::new(finished(kind, folder, &last.file, &mut told)));
    }
    lay_site(&mut kinds, sources, &mut told);
    check_names(&kinds, &mut told);
    check_fields(&kinds, &mut told);
    // A field that several kinds have inherited is wrong once.
    diagnostic::sort(&mut told);
    Told { value: kinds, diagnostics: told }
}

/// The files of one layer, by folder.
fn layers(sources: &Sources, prefix: &str, told: &mut Vec<Diagnostic>) -> Vec<(String, Layer)> {
    let mut layers = Vec::new();
    for file in sources.below(prefix) {
        let inside = &file.path.as_str()[prefix.len()..];
        let (folder, name) = inside.rsplit_once('/').unwrap_or(("", inside));
        if name != FILE {
            continue;
        }
        let Some(text) = file.text() else { continue };
        let table = toml::parse(TableOf::Kind, &file.path, &text, 0).tell(told);
        layers.push((folder.to_owned(), Layer { file: file.path.clone(), table }));
    }
    layers
}

/// One of the kinds that are always there.
fn special(
    name: &str,
    folder: &str,
    below: &BTreeMap<String, Vec<Layer>>,
    home: &str,
    told: &mut Vec<Diagnostic>,
) -> Arc<Kind> {
    let mut kind = Kind { built_in: true, ..Kind::bare(name, folder) };
    for layer in below.get(home).into_iter().flatten() {
        declare::lay(&mut kind, &layer.file, &layer.table, told);
    }
    Arc::new(kind)
}

/// The folders of built-in and theme kinds with their layers. `post` and `blog` are other words
/// for `posts`: other systems call the folder so.
fn with_post_folders(below: &BTreeMap<String, Vec<Layer>>) -> BTreeMap<&str, Vec<&Layer>> {
    let mut folders: BTreeMap<&str, Vec<&Layer>> = BTreeMap::new();
    let posts: Vec<&Layer> = below.get("posts").into_iter().flatten().collect();
    if !posts.is_empty() {
        folders.insert("post", posts.clone());
        folders.insert("blog", posts);
    }
    for (folder, layers) in below {
        if !folder.starts_with('_') && folder != "library" {
            folders.entry(folder).or_default().extend(layers);
        }
    }
    folders
}

/// A kind for a folder that starts from another kind: with a list and addresses of its own.
fn new_from(base: &Kind, folder: &str) -> Kind {
    let url = match base.url.strip_prefix(&format!("/{}/", base.folder)) {
        Some(rest) if !base.folder.is_empty() => format!("/{folder}/{rest}"),
        // The folder's own name: `{folder}` is for kinds that several folders share.
        _ => base.url.replace("{folder}", folder),
    };
    let mut origins = base.origins.clone();
    origins.retain(|key, _| !matches!(key.as_str(), "name" | "title" | "url" | "base"));
    Kind {
        name: String::new(),
        folder: folder.to_owned(),
        title: title_of(folder),
        url,
        built_in: false,
        origins,
        ..base.clone()
    }
}

/// A folder's name for people: `reading-lists` → "Reading lists".
pub(super) fn title_of(folder: &str) -> String {
    let name = folder.rsplit('/').next().unwrap_or(folder);
    capitalised(&name.replace(['-', '_'], " "))
}

/// A kind all of whose layers are laid, the last of them from `file`: it has a name.
fn finished(mut kind: Kind, folder: &str, file: &SourcePath, told: &mut Vec<Diagnostic>) -> Kind {
    if kind.name.is_empty() {
        let last = folder.rsplit('/').next().unwrap_or(folder);
        // A name that is there but none has been told of.
        // One that is misspelt, or stands in lines that could not be read, likewise.
        let elsewhere = |found: &Diagnostic| {
            found.span.as_ref().is_some_and(|span| span.file == *file && !span.is_whole())
        };
        if !kind.origins.contains_key("name") && !told.iter().any(elsewhere) {
            let line = format!("name = \"{last}\"");
            told.push(catalog::missing_key(TableOf::Kind, "name", &line, file));
        }
        kind.name = last.to_owned();
    }
    kind
}

/// What a site's file starts from.
enum Start {
    From(Box<Kind>),
    /// A file of the site that has not been laid yet declares it.
    Wait,
    /// Nobody declares it.
    Unknown,
}

/// Lays the site's own files. One may start from the kind of another, so they are gone through
/// again until nothing more comes of it.
fn lay_site(kinds: &mut Kinds, sources: &Sources, told: &mut Vec<Diagnostic>) {
    let hidden = |folder: &str| folder.split('/').any(|part| part.starts_with(['_', '.']));
    let mut waiting: BTreeMap<String, Layer> =
        layers(sources, "content/", told).into_iter().filter(|(folder, _)| !hidden(folder)).collect();
    let built_in = kinds.clone();
    for (folder, kind) in [("", &mut kinds.page), ("library", &mut kinds.work)] {
        if let Some(layer) = waiting.remove(folder) {
            let mut own = (**kind).clone();
            declare::lay(&mut own, &layer.file, &layer.table, told);
            *kind = Arc::new(own);
        }
    }
    loop {
        let before = waiting.len();
        for folder in waiting.keys().cloned().collect::<Vec<_>>() {
            let start = start(&folder, &waiting, &built_in, kinds);
            let Some(layer) = (match start {
                Start::Wait => None,
                _ => waiting.remove(&folder),
            }) else {
                continue;
            };
            let mut kind = match start {
                Start::From(kind) => *kind,
                _ => {
                    tell_unknown_base(&layer, kinds, told);
                    new_from(&kinds.page, &folder)
                }
            };
            declare::lay(&mut kind, &layer.file, &layer.table, told);
            kinds.by_folder.insert(folder.clone(), Arc::new(finished(kind, &folder, &layer.file, told)));
        }
        if waiting.is_empty() {
            return;
        }
        if waiting.len() == before {
            break;
        }
    }
    // Each of these starts from another of them.
    for (folder, layer) in waiting {
        if let Some((base, span)) = layer.text("base") {
            let problem = format!("is `{base}`, which itself starts from this kind");
            told.push(catalog::bad_value(TableOf::Kind, "base", &problem, span));
        }
        let mut kind = new_from(&kinds.page, &folder);
        declare::lay(&mut kind, &layer.file, &layer.table, told);
        kinds.by_folder.insert(folder.clone(), Arc::new(finished(kind, &folder, &layer.file, told)));
    }
}

fn start(folder: &str, waiting: &BTreeMap<String, Layer>, built_in: &Kinds, kinds: &Kinds) -> Start {
    let Some(layer) = waiting.get(folder) else { return Start::Wait };
    let ours = built_in.by_folder.get(folder);
    let from = |kind: &Kind| Start::From(Box::new(kind.clone()));
    let Some((base, _)) = layer.text("base") else {
        if let Some(ours) = ours {
            return from(ours);
        }
        let mut around = folder;
        while let Some((outer, _)) = around.rsplit_once('/') {
            if waiting.contains_key(outer) {
                return Start::Wait;
            }
            if let Some(kind) = kinds.by_folder.get(outer) {
                // Without a name of its own it is the same kind, a little different here.
                let own = layer.text("name").is_some_and(|(name, _)| name != kind.name);
                return if own { Start::From(Box::new(new_from(kind, folder))) } else { from(kind) };
            }
            around = outer;
        }
        return Start::From(Box::new(new_from(&kinds.page, folder)));
    };
    match (base, ours) {
        ("none", _) => Start::From(Box::new(Kind { listed: true, ..Kind::bare("", folder) })),
        (base, Some(ours)) if ours.name == base => from(ours),
        _ => {
            let declares = |(other, layer): (&String, &Layer)| {
                let name = layer.text("name").map(|(name, _)| name);
                let name = name.or(built_in.by_folder.get(other).map(|kind| kind.name.as_str()));
                other != folder && name == Some(base)
            };
            if waiting.iter().any(declares) {
                return Start::Wait;
            }
            match kinds.named(base) {
                Some(kind) => Start::From(Box::new(new_from(kind, folder))),
                None => Start::Unknown,
            }
        }
    }
}

fn tell_unknown_base(layer: &Layer, kinds: &Kinds, told: &mut Vec<Diagnostic>) {
    if let Some((base, span)) = layer.text("base") {
        let names = names(kinds);
        told.push(catalog::unknown_kind(TableOf::Kind, "base", base, &names, span));
    }
}

/// The names of all kinds, each once, in their order.
fn names(kinds: &Kinds) -> Vec<&str> {
    let mut seen = BTreeSet::new();
    kinds.all().map(|kind| kind.name.as_str()).filter(|name| seen.insert(*name)).collect()
}

fn check_names(kinds: &Kinds, told: &mut Vec<Diagnostic>) {
    let mut by_name: BTreeMap<&str, &Arc<Kind>> = BTreeMap::new();
    // The built-in ones first, so that the site's file is the one that is told of.
    let (built_in, own): (Vec<_>, Vec<_>) = kinds.all().partition(|kind| kind.built_in);
    for kind in built_in.into_iter().chain(own) {
        let Some(other) = by_name.insert(&kind.name, kind) else { continue };
        // `post` is one kind in several folders.
        let shared = kind.built_in && other.built_in && kind.name == "post";
        let place = |kind: &Kind| kind.origins.get("name").cloned();
        if let (false, Some(span), Some(other_span)) = (shared, place(kind), place(other)) {
            let other = (other.folder.as_str(), other_span);
            told.push(catalog::same_kind_name(&kind.name, &kind.folder, span, other));
        }
    }
}

/// What can only be seen when all kinds are known: kinds that links lead to, fields that others name.
fn check_fields(kinds: &Kinds, told: &mut Vec<Diagnostic>) {
    let names = names(kinds);
    let known: BTreeSet<&str> = names.iter().copied().collect();
    let always = [&kinds.page, &kinds.term, &kinds.index, &kinds.work, &kinds.start];
    for kind in kinds.by_folder.values().chain(always) {
        for field in &kind.fields {
            check_links(field, &field.field_type, &known, &names, told);
            let beside = field.required_with.as_str();
            if !beside.is_empty() && kind.field(beside).is_none() {
                let fields: Vec<&str> = kind.fields.iter().map(|field| field.name.as_str()).collect();
                let span = field.declared.clone();
                told.push(catalog::bad_choice(TableOf::Kind, "required_with", beside, &fields, span));
            }
        }
        if let (Order::Field(name), Some(span)) = (&kind.order, kind.origins.get("list.order"))
            && kind.field(name).is_none()
            && super::common::named(name).is_none()
        {
            let fields: Vec<&str> = kind.fields.iter().map(|field| field.name.as_str()).collect();
            told.push(catalog::bad_choice(TableOf::Kind, "field:", name, &fields, span.clone()));
        }
    }
}

fn check_links(
    field: &Field,
    field_type: &FieldType,
    known: &BTreeSet<&str>,
    names: &[&str],
    told: &mut Vec<Diagnostic>,
) {
    match field_type {
        FieldType::Link { to, .. } if !to.is_empty() && !known.contains(to.as_str()) => {
            let key = format!("to` of `{}", field.name);
            told.push(catalog::unknown_kind(TableOf::Kind, &key, to, names, field.declared.clone()));
        }
        FieldType::List(of) | FieldType::Map(of) => check_links(field, of, known, names, told),
        FieldType::Record(fields) => {
            fields.iter().for_each(|field| check_links(field, &field.field_type, known, names, told));
        }
        _ => {}
    }
}
