//! Finds out what each key of front matter means: a field of the kind, a common field under any of
//! its names, a taxonomy, a word of another system, something free, or a mistake.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::config::Taxonomy;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::catalog::{self, TableOf};
use crate::kind::common::{self, Common};
use crate::kind::{Kind, check};
use crate::source::{SourcePath, Span};
use crate::table::{Entry, Node, Table, Value};

use super::choose::{self, Foreign};
use super::read::Rules;

/// A value for a field, under the key it was given with.
#[derive(Debug, Clone)]
pub(super) struct Given {
    /// The key as written, `cover.image` for one inside a table.
    pub key: String,
    /// Where the key stands.
    pub key_range: Range<usize>,
    /// The value, in the form that the field has here.
    pub node: Node,
}

/// A key that nothing knows.
#[derive(Debug)]
pub(super) struct Unknown<'t> {
    /// The key with its value.
    pub entry: &'t Entry,
    /// The key that was probably meant.
    pub near: Option<String>,
}

/// All keys of front matter, by what they mean.
#[derive(Debug, Default)]
pub(super) struct Poured<'t> {
    /// For common fields, by name.
    pub common: BTreeMap<&'static str, Vec<Given>>,
    /// For the kind's own fields, by name.
    pub own: BTreeMap<String, Vec<Given>>,
    /// For taxonomies, by name.
    pub terms: BTreeMap<String, Vec<Given>>,
    /// For `extra`, without a word.
    pub extra: Vec<&'t Entry>,
    /// `render: false`.
    pub unrendered: Option<&'t Entry>,
    /// Keys that nothing knows.
    pub unknown: Vec<Unknown<'t>>,
    /// What was found on the way.
    pub told: Vec<Diagnostic>,
}

/// Pours a table.
pub(super) fn pour<'t>(file: &SourcePath, table: &'t Table, kind: &Kind, rules: &Rules<'_>) -> Poured<'t> {
    let mut poured = Poured::default();
    for entry in &table.entries {
        let zola = entry.key.eq_ignore_ascii_case("taxonomies") && kind.field(&entry.key).is_none();
        match entry.node.as_table().filter(|_| zola) {
            Some(inside) => inside.entries.iter().for_each(|entry| poured.key(entry, kind, rules)),
            None if zola && !entry.node.is_nothing() => {
                let (what, span) = (entry.node.what(), Span::new(file, entry.node.range.clone()));
                let found = catalog::wrong_type(TableOf::FrontMatter, &entry.key, "a table", what, span);
                poured.told.push(found);
            }
            None if zola => {}
            None => poured.key(entry, kind, rules),
        }
    }
    poured
}

impl<'t> Poured<'t> {
    fn key(&mut self, entry: &'t Entry, kind: &Kind, rules: &Rules<'_>) {
        let key = entry.key.as_str();
        // YAML's `key:` says nothing; but a key that nobody knows may still be a slip.
        let push = |all: &mut Vec<Given>| match entry.node.is_nothing() {
            true => {}
            false => all.push(given(entry, entry.node.clone())),
        };
        let own = kind.field(key).filter(|field| common::named(&field.name).is_none());
        if let Some(field) = own {
            return push(self.own.entry(field.name.clone()).or_default());
        }
        // A site may pour `author` or `series` words into a taxonomy, but not a name of ours.
        let exact = common::named(key).map(|common| common.name);
        let taxonomy = taxonomy(key, rules.taxonomies);
        if let Some(name) = taxonomy.filter(|name| exact.is_none_or(|exact| exact == *name)) {
            return push(self.terms.entry(name.to_owned()).or_default());
        }
        if choose::is_weak_key(key, kind) {
            let word = entry.node.as_text();
            let meaning = word.map(|word| choose::foreign(word, rules.kinds, rules.meant));
            if matches!(meaning, None | Some(Foreign::Unknown)) {
                self.extra.push(entry);
            }
        } else if key.eq_ignore_ascii_case("render") {
            match entry.node.as_flag() {
                Some(false) => self.unrendered = Some(entry),
                Some(true) => {}
                None => self.extra.push(entry),
            }
        } else if let Some(common) = common::find(key) {
            if let Some(given) = common_given(entry, common).filter(|given| !given.node.is_nothing()) {
                self.common.entry(common.name).or_default().push(given);
            }
        } else if common::is_foreign(key) {
            self.extra.push(entry);
        } else {
            self.unknown.push(Unknown { entry, near: meant(key, kind, rules) });
        }
    }
}

/// A common field: where another system gives it another form, it gets the form it has here.
fn common_given(entry: &Entry, common: &Common) -> Option<Given> {
    let node = &entry.node;
    let or_as_it_is = |value: Option<Value>| match value {
        Some(value) => Node { value, range: node.range.clone() },
        None => node.clone(),
    };
    let key = entry.key.to_ascii_lowercase();
    let node = match (common.name, key.as_str(), &node.value) {
        ("draft", "published", _) => or_as_it_is(node.as_flag().map(|flag| Value::Flag(!flag))),
        ("url", "path", _) => or_as_it_is(node.as_text().map(|path| Value::Text(with_slashes(path)))),
        ("image", "images", Value::List(images)) => images.first()?.clone(),
        ("image", "cover", Value::Table(cover)) => {
            let image = cover.entry("image")?;
            let (key, key_range) = ("cover.image".to_owned(), image.key_range.clone());
            return Some(Given { key, key_range, node: cover_picture(cover, node) });
        }
        ("series", _, Value::List(series)) if series.len() <= 1 => series.first()?.clone(),
        _ => node.clone(),
    };
    Some(given(entry, node))
}

/// The taxonomy that a key is poured into.
fn taxonomy<'r>(key: &str, taxonomies: &'r [Taxonomy]) -> Option<&'r str> {
    let fits = |taxonomy: &&Taxonomy| {
        let mut names = std::iter::once(&taxonomy.name).chain(&taxonomy.from);
        names.any(|name| name.eq_ignore_ascii_case(key))
    };
    taxonomies.iter().find(fits).map(|taxonomy| taxonomy.name.as_str())
}

/// The key that was probably meant by one that nothing knows.
fn meant(key: &str, kind: &Kind, rules: &Rules<'_>) -> Option<String> {
    let own = kind.fields.iter().map(|field| field.name.as_str());
    let commons = common::fields().iter().map(|common| common.name);
    let terms = rules.taxonomies.iter().flat_map(|taxonomy| {
        std::iter::once(taxonomy.name.as_str()).chain(taxonomy.from.iter().map(String::as_str))
    });
    // Where free keys are allowed, only a name of ours is taken for what was meant.
    let synonyms = common::fields().iter().flat_map(|common| common.synonyms).copied();
    let synonyms = synonyms.filter(|synonym| kind.strict && !synonym.contains('.'));
    let known = own.chain(commons).chain(terms).chain(synonyms);
    check::meant(kind.strict, key, known).map(str::to_owned)
}

fn given(entry: &Entry, node: Node) -> Given {
    Given { key: entry.key.clone(), key_range: entry.key_range.clone(), node }
}

/// Hugo's `cover` table as a picture; how a theme shows it has no meaning here.
fn cover_picture(cover: &Table, node: &Node) -> Node {
    let keys = [("image", "src"), ("alt", "alt"), ("caption", "caption"), ("credit", "credit")];
    let entries = keys.iter().filter_map(|(from, to)| {
        let entry = cover.entry(from)?;
        Some(Entry { key: (*to).to_owned(), ..entry.clone() })
    });
    Node { value: Value::Table(Table { entries: entries.collect() }), range: node.range.clone() }
}

/// Zola's `path` as an address: `about/us` → `/about/us/`.
fn with_slashes(path: &str) -> String {
    let inside = path.trim().trim_matches('/');
    let file =
        !path.trim().ends_with('/') && inside.rsplit('/').next().is_some_and(|last| last.contains('.'));
    match (inside.is_empty(), file) {
        (true, _) => "/".to_owned(),
        (_, true) => format!("/{inside}"),
        (_, false) => format!("/{inside}/"),
    }
}
