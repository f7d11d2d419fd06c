//! `retell newsletter draft`: begins the next letter.
//!
//! What is in it is chosen by [`crate::corpus::next_letter`], how it is written down by [`letter`].
//! Nothing here sends, and no letter that is there is touched.

mod letter;

use std::io::ErrorKind;
use std::path::PathBuf;

use super::Exit;
use super::arguments::{LetterDraft, When};
use super::site::{Root, now};
use super::terminal::Terminal;
use crate::config::Config;
use crate::corpus::Corpus;
use crate::corpus::next_letter::{Asked, NextLetter};
use crate::corpus::standing::Moment;
use crate::date::{Date, Zone};
use crate::document::{CONTENT, DocumentId};
use crate::language::Words;
use crate::pipeline::{self, Options};
use crate::{diagnostic, io, kind};

/// Earlier pieces that are named; of more, their number.
const NAMED: usize = 8;

/// Runs `newsletter draft`.
pub fn draft(site: &Option<PathBuf>, arguments: &LetterDraft, terminal: &Terminal) -> Result<Exit, Exit> {
    let wrong = |problem: String| {
        terminal.fail(&problem);
        Exit::Usage
    };
    let root = Root::find(site, terminal)?;
    let (sources, mut found) = root.read(None);
    let config = Config::read(&sources).value;
    let zone = &config.timezone;
    let when = When { now: arguments.now.clone(), drafts: true, future: true, expired: true };
    let (now, _) = now(&when, zone).map_err(wrong)?;
    let asked = Asked {
        since: Some(arguments.since.as_str())
            .filter(|since| *since != "last")
            .map(|since| day("--since", since))
            .transpose()
            .map_err(wrong)?,
        until: arguments.until.as_deref().map(|until| day("--until", until)).transpose().map_err(wrong)?,
        now,
    };
    check(&asked, zone).map_err(wrong)?;

    // With all that is held back: a letter that is still a draft has shown what it names.
    let moment = Moment { now, drafts: true, future: true, expired: true };
    let options = Options { moment: Some(moment), base_url: None, ..Options::default() };
    let built = pipeline::build(sources.clone(), &options);
    found.extend(built.diagnostics);
    let corpus = built.value.corpus();
    let kinds = kind::load(&sources, &config.theme).value;
    let next = NextLetter::of(corpus, &kinds, &sources, &config, &asked);

    let exit = write(&root, &next, (corpus, built.value.words()), &config, &asked, terminal);
    name_earlier(&next, corpus, terminal);
    let errors = diagnostic::totals(&pipeline::settle(found, &config, false)).errors;
    if errors > 0 {
        let what = if errors == 1 { "an error".to_owned() } else { format!("{errors} errors") };
        terminal.say(&format!(
            "there is {what} in the content, so something may be missing: retell check --drafts"
        ));
    }
    Ok(exit)
}

/// Writes the draft, or says why there is none.
fn write(
    root: &Root,
    next: &NextLetter,
    (corpus, words): (&Corpus, &Words),
    config: &Config,
    asked: &Asked,
    terminal: &Terminal,
) -> Exit {
    let new = next.pieces.iter().map(|(_, pieces)| pieces.len()).sum::<usize>();
    if let Some(waiting) = &next.waiting {
        let news = match new {
            0 => "nothing has come since".to_owned(),
            _ => format!("since then there is more, to add to its `items`:\n  {}", new_ones(next, corpus)),
        };
        terminal.say(&format!("{CONTENT}{waiting} is a draft and waits for you; {news}"));
        return Exit::Done;
    }
    if !next.is_due() {
        let since = next.covers.map_or_else(String::new, |(from, _)| format!(" since {}", from.long()));
        terminal.say(&format!("there is nothing new{since}: no letter was begun"));
        return Exit::Done;
    }
    let text = letter::text(next, (corpus, words), config, asked.now);
    match io::create::create(&root.folder, &next.path, &text) {
        Ok(()) => {
            terminal.print(&format!("{}\n", next.path));
            let pieces = match new {
                0 => "there are no new pieces, though other news".to_owned(),
                1 => "there is 1 new piece".to_owned(),
                _ => format!("there are {new} new pieces"),
            };
            terminal.say(&format!(
                "{pieces}; what the letter needs from you is an opening. See it with `retell serve --drafts`, and take `draft = true` out when it is done"
            ));
            Exit::Done
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            terminal.fail(&format!(
                "{} is there already, and its `number` is not {}; rename it, or give it its number",
                next.path, next.number
            ));
            Exit::Usage
        }
        Err(error) => {
            terminal.fail(&format!("{} could not be written: {error}", next.path));
            Exit::Environment
        }
    }
}

fn new_ones(next: &NextLetter, corpus: &Corpus) -> String {
    let ids = next.pieces.iter().flat_map(|(_, pieces)| pieces);
    ids.map(|id| letter::item(corpus, id)).collect::<Vec<_>>().join("\n  ")
}

/// Names what is older than the letter and has been in none.
fn name_earlier(next: &NextLetter, corpus: &Corpus, terminal: &Terminal) {
    let Some((from, _)) = next.covers.filter(|_| !next.earlier.is_empty()) else { return };
    let named: Vec<String> = next.earlier.iter().take(NAMED).map(|id| letter::item(corpus, id)).collect();
    let more = next.earlier.len().saturating_sub(NAMED);
    let rest = if more > 0 { format!("\n  and {more} more") } else { String::new() };
    terminal.say(&format!(
        "from before {} and in no letter yet; not taken:\n  {}{rest}",
        from.long(),
        named.join("\n  ")
    ));
}

fn day(flag: &str, written: &str) -> Result<Date, String> {
    let also = if flag == "--since" { ", or `last`" } else { "" };
    Date::parse(written).ok_or_else(|| format!("{flag} {written} is no day: write it as 2026-03-09{also}"))
}

fn check(asked: &Asked, zone: &Zone) -> Result<(), String> {
    for (flag, date) in [("--since", asked.since), ("--until", asked.until)] {
        if let Some(date) = date.filter(|date| date.instant(zone) > asked.now) {
            return Err(format!("{flag} {date} is still to come: a letter tells of what is out"));
        }
    }
    match (asked.since, asked.until) {
        (Some(since), Some(until)) if since.instant(zone) > until.instant(zone) => {
            Err(format!("--since {since} is after --until {until}"))
        }
        _ => Ok(()),
    }
}

/// The source path of a document as links have it.
fn link(id: &DocumentId) -> String {
    format!("@/{id}")
}
