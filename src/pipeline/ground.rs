//! Everything of a site but how it looks: what it says of itself, its documents, how they relate, its addresses.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Options;
use super::memory::Frame;
use super::parse::{Parsed, Rules, Texts, parse};
use super::stages::Stage;
use crate::config::Config;
use crate::corpus::related::Related;
use crate::corpus::standing::Moment;
use crate::corpus::{self, Corpus};
use crate::data;
use crate::diagnostic::catalog::{self, TableOf};
use crate::diagnostic::{Diagnostic, Severity, Told, codes};
use crate::kind::{self, Kind, Kinds};
use crate::language::{self, Languages};
use crate::plan::{self, Plan};
use crate::source::{SourcePath, Sources, Span};
use crate::table::{Node, toml};
use crate::words::capitalised;

/// Everything of a site but how it looks: what it says of itself, its documents, their relations, its addresses.
pub(super) struct Ground {
    pub config: Arc<Config>,
    pub kinds: Arc<Kinds>,
    pub languages: Languages,
    pub corpus: Corpus,
    pub plan: Arc<Plan>,
    // What the texts are known by, if anything is remembered by that.
    pub texts: Texts,
    // What was found, and what was found in single texts.
    pub told: Vec<Diagnostic>,
    pub of_texts: Vec<Diagnostic>,
}

/// Reads, relates and plans.
pub(super) fn ground(sources: &Sources, options: &Options, moment: Moment, frame: Option<&Frame>) -> Ground {
    let mut told = Vec::new();
    let mut config = Config::read(sources).tell(&mut told);
    if let Some(base_url) = &options.base_url {
        config = match config.clone().with_base_url(base_url) {
            Ok(config) => config,
            Err(problem) => {
                told.push(catalog::bad_base_url(base_url, &problem));
                config
            }
        };
    }
    data::read(sources).tell(&mut told);
    let mut kinds = kind::load(sources, &config.theme).tell(&mut told);
    let languages = language::read(sources, &config.theme, &config.language).tell(&mut told);
    in_its_language(&mut config, &mut kinds, &languages);
    told.extend(unknown_kinds(sources, &kinds));
    config.permalinks.retain(|_, pattern| kind::check_pattern(pattern).is_ok());
    options.passed.tell(Stage::Settings);
    let rules = Rules { kinds: &kinds, config: &config, sources };
    let Told { value: Parsed { documents, texts }, diagnostics: of_texts } =
        parse(&rules, &options.memory, frame);
    options.passed.tell(Stage::Parse);
    let broken: BTreeSet<SourcePath> = told
        .iter()
        .chain(&of_texts)
        .filter(|found| found.severity == Severity::Error)
        .filter_map(|found| found.span.as_ref().map(|span| span.file.clone()))
        .collect();
    let Told { value: mut corpus, mut diagnostics } =
        corpus::relate(documents, sources, &kinds, &config, languages.of_the_site(), moment);
    // An address or a date that lacks what could not be read, or has been told to be missing.
    diagnostics.retain(|found| {
        let follows = |span: &Span| span.is_whole() && broken.contains(&span.file);
        let may_follow = [&codes::BAD_ADDRESS, &codes::MISSING_DATE].contains(&found.code);
        !may_follow || !found.span.as_ref().is_some_and(follows)
    });
    told.extend(diagnostics);
    told.extend(corpus::editions::unsubscribing(&corpus, &config));
    options.passed.tell(Stage::Relate);
    let (plan, related) = rayon::join(
        || plan::plan(&corpus, sources, &kinds, &config),
        // No address depends on it.
        || Related::index(&corpus, &config),
    );
    let plan = plan.tell(&mut told);
    corpus.suggest(related);
    options.passed.tell(Stage::Plan);
    let (config, kinds, plan) = (Arc::new(config), Arc::new(kinds), Arc::new(plan));
    Ground { config, kinds, languages, corpus, plan, texts, told, of_texts }
}

/// Calls kinds and taxonomies as the language of the site does, where the site itself does not say
/// what they are called.
fn in_its_language(config: &mut Config, kinds: &mut Kinds, languages: &Languages) {
    let rename = |kind: &mut Arc<Kind>| {
        // A kind of the site's own that gives no title has that of its folder.
        let own = (!kind.built_in && !kind.origins.contains_key("title"))
            .then(|| languages.of_the_site().many("kinds", &kind.name));
        let title = own.flatten().or_else(|| languages.many_instead("kinds", &kind.name, &kind.title));
        if let Some(title) = title {
            Arc::make_mut(kind).title = title;
        }
    };
    kinds.by_folder.values_mut().for_each(rename);
    [&mut kinds.page, &mut kinds.term, &mut kinds.index, &mut kinds.work, &mut kinds.start]
        .into_iter()
        .for_each(rename);
    for taxonomy in &mut config.taxonomies {
        let own = (taxonomy.title == capitalised(&taxonomy.name))
            .then(|| languages.of_the_site().many("taxonomies", &taxonomy.name));
        if let Some(title) = own.flatten() {
            taxonomy.title = title;
        }
    }
}

/// Kinds that the settings name and nobody has declared, and permalinks that are no patterns.
fn unknown_kinds(sources: &Sources, kinds: &Kinds) -> Vec<Diagnostic> {
    let file = SourcePath::new("retell.toml");
    let Some(text) = sources.text(&file) else { return Vec::new() };
    // What does not parse has been told by `config`.
    let settings = toml::parse(TableOf::Settings, &file, &text, 0).value;
    let entries = |key| settings.get(key).and_then(Node::as_table).map(|table| table.entries.as_slice());
    let names: BTreeSet<&str> = kinds.all().map(|kind| kind.name.as_str()).collect();
    let listed: Vec<&str> = names.iter().copied().collect();
    let span = |range: &std::ops::Range<usize>| Span::new(&file, range.clone());
    let mut told = Vec::new();
    for entry in entries("kinds").unwrap_or_default() {
        let kind = entry.node.as_text().filter(|kind| !names.contains(kind));
        told.extend(
            kind.map(|kind| {
                catalog::unknown_kind_in_settings("kinds", kind, &listed, span(&entry.node.range))
            }),
        );
    }
    for (table, key) in [("newsletter", "kinds"), ("search", "exclude")] {
        let list = settings.get(table).and_then(Node::as_table).and_then(|table| table.get(key));
        for node in list.map(Node::as_some_list).unwrap_or_default() {
            if let Some(kind) = node.as_text().filter(|kind| !names.contains(kind)) {
                told.push(catalog::unknown_kind_in_settings(table, kind, &listed, span(&node.range)));
            }
        }
    }
    for entry in entries("permalinks").unwrap_or_default() {
        if !names.contains(entry.key.as_str()) {
            let at = span(&entry.key_range);
            told.push(catalog::unknown_kind_in_settings("permalinks", &entry.key, &listed, at));
            continue;
        }
        // That it begins with `/` is looked at where it is read.
        let pattern = entry.node.as_text().filter(|pattern| pattern.starts_with('/'));
        if let Some(Err(problem)) = pattern.map(kind::check_pattern) {
            let at = span(&entry.node.range);
            told.push(catalog::bad_value(TableOf::Settings, &entry.key, &problem, at));
        }
    }
    told
}
