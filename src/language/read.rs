//! Reads the files of words, layer over layer, and says what is wrong with those of the site.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::pattern::Pattern;
use super::plural::{Category, Rules};
use super::{EITHER, ENGLISH, Languages, Phrase, Sort, TABLES, Words};
use crate::diagnostic::catalog::{self, TableOf};
use crate::diagnostic::{Diagnostic, Told};
use crate::source::{BUILT_IN, SourceFile, SourcePath, Sources, Span};
use crate::table::{Entry, Node, Table, toml};

/// The folder of a theme in which the files of words stand.
pub const FOLDER: &str = "languages/";

/// The key under which scripts find how a language writes numbers and days.
const LOCALE: &str = "locale";

/// Keys that a note about missing ones names.
const MOST_NAMED: usize = 6;

/// A file of words, read.
struct Layer {
    phrases: BTreeMap<String, Phrase>,
    file: SourcePath,
}

/// What a file of words may say: every phrase of the English one.
struct Schema {
    english: Words,
}

/// Reads the words of all languages of a theme. `site` is the language of the site; a language without
/// a file is told of once.
pub fn read(sources: &Sources, theme: &str, site: &str) -> Told<Languages> {
    let mut told = Vec::new();
    let built_in = files(sources, BUILT_IN);
    let own = match theme {
        "default" => BTreeMap::new(),
        theme => files(sources, &format!("themes/{theme}/")),
    };
    let mut schema = Schema { english: Words { language: ENGLISH.to_owned(), phrases: BTreeMap::new() } };
    if let Some(file) = built_in.get(ENGLISH) {
        schema.english.phrases = layer(ENGLISH, file, None, &mut told).phrases;
    }
    let layers = |files: &BTreeMap<String, &SourceFile>, told: &mut Vec<Diagnostic>| {
        let read =
            |(tag, file): (&String, &&SourceFile)| (tag.clone(), layer(tag, file, Some(&schema), told));
        files.iter().map(read).collect::<BTreeMap<String, Layer>>()
    };
    let built_in = layers(&built_in, &mut told);
    let own = layers(&own, &mut told);
    let mut by_tag: BTreeMap<String, Arc<Words>> = BTreeMap::new();
    for tag in built_in.keys().chain(own.keys()) {
        let words = laid(tag, &schema, &built_in, &own);
        by_tag.entry(tag.to_ascii_lowercase()).or_insert_with(|| Arc::new(words));
    }
    for (tag, layer) in &own {
        // A file that changes some words of a language that is there need not have them all.
        if built_in.contains_key(tag) || ways(tag).any(|way| way != tag && known(way, &built_in, &own)) {
            continue;
        }
        let is_open = |key: &str| TABLES.iter().any(|(table, _)| key.starts_with(&format!("{table}.")));
        let english = schema.english.keys().filter(|key| !is_open(key) && *key != LOCALE);
        let missing: Vec<&str> = english.filter(|key| !layer.phrases.contains_key(*key)).collect();
        if !missing.is_empty() {
            let shown = &missing[..missing.len().min(MOST_NAMED)];
            told.push(catalog::words_missing(tag, missing.len(), shown, &layer.file));
        }
    }
    let mut languages = Languages { by_tag, site: Arc::default(), built_in: schema.english };
    match languages.nearest(site).cloned() {
        Some(words) => languages.site = words,
        None => {
            languages.site = languages.nearest(ENGLISH).cloned().unwrap_or_default();
            told.extend(setting(sources).map(|span| catalog::no_words(site, theme, span)));
        }
    }
    Told { value: languages, diagnostics: told }
}

/// The files of words in a theme, by tag.
fn files<'s>(sources: &'s Sources, theme: &str) -> BTreeMap<String, &'s SourceFile> {
    let folder = format!("{theme}{FOLDER}");
    let tag = |file: &SourceFile| {
        let tag = file.path.as_str().strip_prefix(&folder)?.strip_suffix(".toml")?;
        Some(tag.to_owned()).filter(|tag| !tag.contains('/'))
    };
    let mut found = BTreeMap::new();
    for file in sources.iter().filter(|file| file.path.as_str().starts_with(&folder)) {
        found.extend(tag(file).map(|tag| (tag, file)));
    }
    found
}

/// A tag and what it may be shortened to, the shortest first: `de`, `de-AT`.
fn ways(tag: &str) -> impl Iterator<Item = &str> {
    let ends = tag.match_indices('-').map(|(at, _)| at).chain([tag.len()]);
    ends.map(|end| &tag[..end])
}

fn known(tag: &str, built_in: &BTreeMap<String, Layer>, own: &BTreeMap<String, Layer>) -> bool {
    built_in.contains_key(tag) || own.contains_key(tag)
}

/// The words of a language: its files over those of the language around it, over the English ones.
fn laid(
    tag: &str,
    schema: &Schema,
    built_in: &BTreeMap<String, Layer>,
    own: &BTreeMap<String, Layer>,
) -> Words {
    let mut phrases = schema.english.phrases.clone();
    let english = (ways(tag).next() != Some(ENGLISH)).then_some(ENGLISH);
    for way in english.into_iter().chain(ways(tag)) {
        if Some(way) != english && way != ENGLISH {
            // Whoever says nothing of it writes numbers and days as their language does.
            phrases.extend(Pattern::read(way).ok().map(|own| (LOCALE.to_owned(), Phrase::Always(own))));
        }
        for layer in [built_in.get(way), own.get(way)].into_iter().flatten() {
            phrases.extend(layer.phrases.clone());
        }
    }
    Words { language: tag.to_owned(), phrases }
}

/// Where the settings name the language of the site, if they do.
fn setting(sources: &Sources) -> Option<Span> {
    let file = SourcePath::new("retell.toml");
    let table = toml::parse(TableOf::Settings, &file, &sources.text(&file)?, 0).value;
    Some(Span::new(&file, table.get("language")?.range.clone()))
}

/// Reads a file; with a schema, holds it to that.
fn layer(tag: &str, file: &SourceFile, schema: Option<&Schema>, told: &mut Vec<Diagnostic>) -> Layer {
    let text = file.text().unwrap_or_default();
    let table = toml::parse(TableOf::Words, &file.path, &text, 0).tell(told);
    let mut reading = Reading {
        tag,
        file: &file.path,
        rules: Rules::of(tag),
        schema,
        phrases: BTreeMap::new(),
        told: Vec::new(),
    };
    reading.all(&table);
    told.append(&mut reading.told);
    Layer { phrases: reading.phrases, file: file.path.clone() }
}

struct Reading<'a> {
    tag: &'a str,
    file: &'a SourcePath,
    rules: Rules,
    schema: Option<&'a Schema>,
    phrases: BTreeMap<String, Phrase>,
    told: Vec<Diagnostic>,
}

impl Reading<'_> {
    fn all(&mut self, table: &Table) {
        for entry in &table.entries {
            match TABLES.iter().find(|(name, _)| *name == entry.key) {
                Some((_, sort)) => self.names(&entry.key, *sort, &entry.node),
                None if entry.key == "months" => self.months(&entry.node),
                None => self.phrase(entry),
            }
        }
    }

    fn span(&self, node: &Node) -> Span {
        Span::new(self.file, node.range.clone())
    }

    fn wrong(&mut self, key: &str, wanted: &str, node: &Node) {
        let span = self.span(node);
        self.told.push(catalog::wrong_type(TableOf::Words, key, wanted, node.what(), span));
    }

    /// A table of names.
    fn names(&mut self, table: &str, sort: Sort, node: &Node) {
        let Some(names) = node.as_table() else { return self.wrong(table, "a table", node) };
        for name in &names.entries {
            let key = format!("{table}.{}", name.key);
            if sort == Sort::Word {
                self.text(&key, &name.key, &name.node);
                continue;
            }
            let Some(forms) = name.node.as_table() else {
                self.wrong(&name.key, "{ one = \"…\", many = \"…\" }", &name.node);
                continue;
            };
            for form in &forms.entries {
                if ["one", "many"].contains(&form.key.as_str()) {
                    self.text(&format!("{key}.{}", form.key), &form.key, &form.node);
                } else {
                    let span = Span::new(self.file, form.key_range.clone());
                    let place = format!("`{key}`");
                    let known = ["one", "many"];
                    self.told.push(catalog::unknown_key(TableOf::Words, &place, &form.key, &known, span));
                }
            }
        }
    }

    /// The names of the months, January first.
    fn months(&mut self, node: &Node) {
        let names: Option<Vec<&str>> =
            node.as_list().and_then(|names| names.iter().map(Node::as_text).collect());
        match names.filter(|names| names.len() == 12) {
            Some(names) => {
                for (at, name) in names.into_iter().enumerate() {
                    let always = Pattern::read(name).map(Phrase::Always);
                    self.phrases.extend(always.ok().map(|name| (format!("months.{}", at + 1), name)));
                }
            }
            None => self.wrong("months", "a list of twelve names", node),
        }
    }

    /// Words without a form for each count.
    fn text(&mut self, key: &str, said: &str, node: &Node) {
        if let Some(pattern) = self.pattern(key, said, node) {
            self.phrases.insert(key.to_owned(), Phrase::Always(pattern));
        }
    }

    /// A phrase of the interface.
    fn phrase(&mut self, entry: &Entry) {
        let key = entry.key.as_str();
        let slots = self.schema.map(|schema| schema.english.slots(key));
        if slots == Some(None) {
            let tables = TABLES.iter().map(|(table, _)| *table).chain(["months"]);
            let english = self.schema.into_iter().flat_map(|schema| schema.english.keys());
            let known: Vec<&str> = english.filter(|key| !key.contains('.')).chain(tables).collect();
            let span = Span::new(self.file, entry.key_range.clone());
            self.told.push(catalog::unknown_words(key, &known, span));
            return;
        }
        match entry.node.as_table() {
            None => self.text(key, key, &entry.node),
            Some(_)
                if slots.as_ref().is_some_and(|slots| slots.as_ref().is_some_and(|(_, counts)| !counts)) =>
            {
                self.wrong(key, "text in quotes", &entry.node);
            }
            Some(forms) => self.forms(key, forms, &entry.node),
        }
    }

    /// The forms of a phrase for different counts.
    fn forms(&mut self, key: &str, forms: &Table, node: &Node) {
        let wanted = self.rules.categories();
        let names: Vec<&str> = wanted.iter().map(|category| category.name()).collect();
        let mut read = BTreeMap::new();
        let problems = self.told.len();
        for form in &forms.entries {
            match Category::named(&form.key) {
                // Newer rules than ours have it for millions, in several languages.
                Some(category) if wanted.contains(&category) || category == Category::Many => {
                    if let Some(pattern) = self.pattern(key, &form.key, &form.node) {
                        read.insert(category, pattern);
                    }
                }
                _ => {
                    let span = Span::new(self.file, form.key_range.clone());
                    self.told.push(catalog::unknown_form(key, &form.key, self.tag, &names, span));
                }
            }
        }
        let missing: Vec<&str> =
            wanted.iter().filter(|form| !read.contains_key(form)).map(|form| form.name()).collect();
        if !missing.is_empty() && self.told.len() == problems {
            self.told.push(catalog::forms_missing(key, &missing, self.tag, self.span(node)));
        }
        if read.contains_key(&Category::Other) {
            self.phrases.insert(key.to_owned(), Phrase::ByCount(self.rules.clone(), read));
        }
    }

    /// Words with the places that English has. `said` is the key as the file has it.
    fn pattern(&mut self, key: &str, said: &str, node: &Node) -> Option<Pattern> {
        let Some(text) = node.as_text() else {
            self.wrong(said, "text in quotes", node);
            return None;
        };
        let pattern = match Pattern::read(text) {
            Ok(pattern) => pattern,
            Err(problem) => {
                let span = self.span(node);
                self.told.push(catalog::bad_value(TableOf::Words, said, &problem, span));
                return None;
            }
        };
        // What a site says under keys of its own has the places that its templates fill.
        let is_own = key.starts_with("own.");
        let Some((known, counts)) = self.schema.filter(|_| !is_own).map(|schema| {
            let slots = schema.english.slots(key);
            slots.unwrap_or((Vec::new(), false))
        }) else {
            return Some(pattern);
        };
        let stands_for = |slot: &str, other: &str| EITHER.contains(&slot) && EITHER.contains(&other);
        let knows = |slot: &str| known.contains(&slot) || (slot == EITHER[0] && known.contains(&EITHER[1]));
        if let Some(slot) = pattern.slots().find(|slot| !knows(slot)) {
            let span = self.span(node);
            self.told.push(catalog::unknown_place(said, slot, &known, span));
            return None;
        }
        // "one" may be said without a number.
        let says = |slot: &str| pattern.slots().any(|own| own == slot || stands_for(own, slot));
        let lacks = |slot: &&&str| !(says(slot) || counts && **slot == "count");
        if let Some(slot) = known.iter().find(lacks) {
            let span = self.span(node);
            self.told.push(catalog::place_missing(said, slot, span));
        }
        Some(pattern)
    }
}
