//! `retell works`: the library, how often each work is used, and the references it lacks.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::Exit;
use super::arguments::Works;
use super::site::{Built, Root};
use super::terminal::Terminal;
use crate::corpus::uses::Thing;
use crate::corpus::works::guess::{Guess, guess};
use crate::document::facts::Reference;
use crate::source::{Sources, Span};

/// How wide the names and titles in the list may be.
const WIDEST: usize = 60;

/// Runs the command.
pub fn run(site: &Option<PathBuf>, arguments: &Works, terminal: &Terminal) -> Result<Exit, Exit> {
    let root = Root::find(site, terminal)?;
    let built = root.build(&arguments.building, None, terminal)?;
    match arguments.unmatched {
        true => unmatched(&built, terminal),
        false => list(&built, terminal),
    }
    Ok(Exit::Done)
}

fn list(built: &Built, terminal: &Terminal) {
    let corpus = built.site.corpus();
    let rows: Vec<[String; 4]> = corpus
        .works
        .values()
        .map(|work| {
            let uses = corpus.uses.of_thing(&Thing::Work(work.id.clone()));
            let pieces: BTreeSet<_> = uses.iter().map(|one| &one.from).collect();
            let label = corpus.labels.get(&work.id).cloned().unwrap_or_default();
            [work.id.clone(), short(&label), short(work.text("title")), pieces.len().to_string()]
        })
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2)];
    let line = |row: &[String; 4]| {
        let [id, label, title, uses] = row;
        format!("{id:<0$}  {label:<1$}  {title:<2$}  {uses}\n", widths[0], widths[1], widths[2])
    };
    terminal.print(&rows.iter().map(line).collect::<String>());
    let unused = rows.iter().filter(|row| row[3] == "0").count();
    let works = if rows.len() == 1 { "work" } else { "works" };
    terminal.say(&format!(
        "{} {works}; the last column says how many pieces use each, {unused} by none",
        rows.len()
    ));
}

/// A text of at most so many letters.
fn short(text: &str) -> String {
    if text.chars().count() <= WIDEST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(WIDEST - 1).collect();
    format!("{}\u{2026}", cut.trim_end())
}

/// Prints the hand-written references that are no work of the library, each with a table to start
/// from. The whole is TOML: it can be the beginning of a file.
fn unmatched(built: &Built, terminal: &Terminal) {
    let corpus = built.site.corpus();
    let mut missing: BTreeMap<&str, Vec<&Reference>> = BTreeMap::new();
    let mut matched = 0;
    for listed in corpus.mentions.listed.values().flatten() {
        match listed.work {
            Some(_) => matched += 1,
            None => missing.entry(&listed.entry.words).or_default().push(&listed.entry),
        }
    }
    let mut taken: BTreeSet<String> = corpus.works.keys().cloned().collect();
    let tables: Vec<String> = missing
        .values()
        .filter_map(|entries| Some((entries, *entries.first()?)))
        .map(|(entries, first)| {
            let places = entries.iter().map(|entry| format!("# {}\n", place_of(&entry.span, &built.sources)));
            let mut guess = guess(&first.words, &first.urls);
            guess.id = free(&guess.id, &mut taken);
            format!("{}# {}\n{}", places.collect::<String>(), first.words, table(&guess))
        })
        .collect();
    terminal.print(&tables.join("\n"));
    terminal.say(&match (tables.len(), matched) {
        (0, 0) => "there are no lists of references written by hand".to_owned(),
        (0, all) => format!("every reference written by hand is a work of the library: {all}"),
        (missing, matched) => format!(
            "{missing} to look through, then to put into a file in content/library/; {matched} are there already"
        ),
    });
}

/// An id that no work has.
fn free(id: &str, taken: &mut BTreeSet<String>) -> String {
    let letters = ('b'..='z').map(|letter| format!("{id}{letter}"));
    let id = std::iter::once(id.to_owned()).chain(letters).find(|id| !taken.contains(id));
    let id = id.unwrap_or_else(|| format!("work-{}", taken.len()));
    taken.insert(id.clone());
    id
}

/// A table of the library.
fn table(guess: &Guess) -> String {
    let quoted = |words: &str| serde_json::Value::from(words).to_string();
    let authors: Vec<String> = guess.authors.iter().map(|name| quoted(name)).collect();
    let of = if guess.doi.is_empty() { "book" } else { "article" };
    let mut out =
        format!("[{}]\ntype    = \"{of}\"  # or article, chapter, report, talk, post, …\n", guess.id);
    let mut line = |key: &str, value: String| out.push_str(&format!("{key:<7} = {value}\n"));
    line("title", quoted(&guess.title));
    if !authors.is_empty() {
        line("authors", format!("[{}]", authors.join(", ")));
    }
    if let Some(year) = &guess.year {
        line("year", year.clone());
    }
    for (key, value) in [("doi", &guess.doi), ("url", &guess.url)] {
        if !value.is_empty() {
            line(key, quoted(value));
        }
    }
    out
}

/// File and line.
fn place_of(span: &Span, sources: &Sources) -> String {
    let text = sources.text(&span.file).unwrap_or_default();
    let line = text.get(..span.start as usize).map_or(1, |before| before.matches('\n').count() + 1);
    format!("{}:{line}", span.file)
}
