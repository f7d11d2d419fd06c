//! `[search]`: whether there is a search, what it leaves out, which words mean the same.
//!
//! Kinds are checked against those there are where all of them are known.

use crate::diagnostic::catalog::{self, TableOf};
use crate::diagnostic::{Diagnostic, nearest};
use crate::search::Synonym;
use crate::table::reader::Reader;
use crate::table::{Node, Table};

const OF: TableOf = TableOf::Settings;

/// `[search]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchSettings {
    /// Whether the site has a search at all.
    pub enabled: bool,
    /// Words that mean the same.
    pub synonyms: Vec<Synonym>,
    /// The kinds whose documents are not found, by name.
    pub exclude: Vec<String>,
    /// Whether the key `/` leads to the field of the search.
    pub slash: bool,
}

impl Default for SearchSettings {
    fn default() -> SearchSettings {
        SearchSettings { enabled: true, synonyms: Vec::new(), exclude: Vec::new(), slash: true }
    }
}

/// Reads `[search]`.
pub(super) fn read(top: &mut Reader<'_>, search: &mut SearchSettings, all: &mut Vec<Diagnostic>) {
    let Some(table) = top.table("search") else { return };
    let mut inside = top.inside("`[search]`", table);
    search.enabled = inside.flag("enabled").unwrap_or(search.enabled);
    search.slash = inside.flag("slash").unwrap_or(search.slash);
    search.exclude = inside.texts("exclude").unwrap_or_default();
    for node in inside.list("synonyms").unwrap_or_default() {
        search.synonyms.extend(synonym(&mut inside, node, all));
    }
    inside.finish(all);
}

/// One entry of `synonyms`: `["k8s", "kubernetes"]`, or `{ from = "outage", to = ["incident"] }`.
fn synonym(inside: &mut Reader<'_>, node: &Node, all: &mut Vec<Diagnostic>) -> Option<Synonym> {
    if let Some(table) = node.as_table() {
        return leads(inside, node, table, all);
    }
    let words = node.as_list().and_then(texts);
    let problem = match &words {
        None => "has an entry that is neither a list of texts nor a table with `from` and `to`",
        Some(words) if words.len() < 2 => "has a list of fewer than two texts: nothing to be the same as",
        Some(_) => return words.map(Synonym::Alike),
    };
    let found = catalog::bad_value(OF, "synonyms", problem, inside.span(node)).help(FORM);
    inside.tell(found);
    None
}

const FORM: &str =
    "write synonyms = [[\"postmortem\", \"incident review\"], { from = \"k8s\", to = [\"kubernetes\"] }]";

/// What is looked for, and what is found as well.
fn leads(inside: &mut Reader<'_>, node: &Node, table: &Table, all: &mut Vec<Diagnostic>) -> Option<Synonym> {
    let mut entry = inside.inside("an entry of `synonyms`", table);
    let from = entry.text("from").filter(|from| !from.trim().is_empty());
    let to = entry.texts("to").map(said).filter(|to| !to.is_empty());
    // A key that is nearly the one that is missing is told as a typing error.
    let misspelt = |key: &str| table.entries.iter().any(|entry| nearest(&entry.key, [key]).is_some());
    let missing = ["from", "to"].into_iter().find(|key| table.get(key).is_none() && !misspelt(key));
    // What is there and of another type has been told by the reader.
    let empty = || {
        let there = |key: &str| {
            table.get(key).is_some_and(|node| match node.as_list() {
                Some(list) => list.iter().all(is_blank),
                None => is_blank(node),
            })
        };
        ["from", "to"].into_iter().find(|key| there(key))
    };
    if let Some(key) = missing {
        let problem = format!("has an entry without `{key}`");
        entry.tell(catalog::bad_value(OF, "synonyms", &problem, inside.span(node)).help(FORM));
    } else if let Some(key) = empty() {
        let problem = format!("has an entry whose `{key}` is empty");
        entry.tell(catalog::bad_value(OF, "synonyms", &problem, inside.span(node)).help(FORM));
    }
    entry.finish(all);
    Some(Synonym::Leads { from: from?, to: to? })
}

/// Whether a value is a text that says nothing.
fn is_blank(node: &Node) -> bool {
    node.as_text().is_some_and(|text| text.trim().is_empty())
}

/// The texts of a list; nothing if one of them is none.
fn texts(nodes: &[Node]) -> Option<Vec<String>> {
    let texts: Option<Vec<String>> = nodes.iter().map(|node| node.as_text().map(str::to_owned)).collect();
    texts.map(said)
}

/// Those that say something.
fn said(texts: Vec<String>) -> Vec<String> {
    texts.into_iter().filter(|text| !text.trim().is_empty()).collect()
}
