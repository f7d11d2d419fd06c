//! The text of a letter that is being begun: front matter, and the sections its editor may keep.

use super::super::new::quoted;
use super::{NAMED, link};
use crate::config::Config;
use crate::corpus::next_letter::NextLetter;
use crate::corpus::works::Work;
use crate::corpus::works::name::Name;
use crate::corpus::{Corpus, events, labels, letters};
use crate::date::{Date, Instant};
use crate::document::meta::Announce;
use crate::document::{Document, DocumentId};
use crate::language::Words;
use crate::url::encode_link;

/// Asks for what no program can write.
const OPENING: &str = "\
<!--
Please open the letter here, in your own words: what this time was about, what readers wrote back,
what you ask of them. Each heading below may go, and every sentence may change; the pieces of `items`
stand where the block `items` is. Then take this out, and `draft = true` as well.
-->
";

/// The whole file.
pub fn text(next: &NextLetter, site: (&Corpus, &Words), config: &Config, now: Instant) -> String {
    let (corpus, said) = site;
    let sections = [
        ("What we read", next.works.iter().filter_map(|(id, by)| work(corpus, said, id, by)).collect()),
        ("Dates", next.events.iter().filter_map(|id| event(corpus, config, id)).collect()),
        ("To come", next.announced.iter().filter_map(|id| announced(corpus, id)).collect()),
        (
            "Looked at again",
            next.changed.iter().map(|(id, all)| changed(corpus, id, all)).collect::<Vec<String>>(),
        ),
    ];
    let mut out = front(next, corpus, config, now);
    out.push_str(&format!("\n{OPENING}"));
    if !next.pieces.is_empty() {
        out.push_str("\n```items\n```\n");
    }
    for (title, lines) in sections.iter().filter(|(_, lines)| !lines.is_empty()) {
        out.push_str(&format!("\n## {title}\n\n"));
        for line in lines {
            out.push_str(&format!("- {line}\n"));
        }
    }
    out
}

fn front(next: &NextLetter, corpus: &Corpus, config: &Config, now: Instant) -> String {
    let name = if config.newsletter.title.is_empty() { &config.title } else { &config.newsletter.title };
    let subject = quoted(&format!("{name} #{}", next.number));
    let mut out = format!(
        "+++\ntitle = {subject}\n\
         # The line in the inbox. It may well say what is in the letter.\nsubject = {subject}\n\
         # The line that inboxes show after it.\n# preheader = \"\"\n\
         number = {}\n# The day it is sent.\ndate = {}\ndraft = true\n\
         # What the letter presents, in this order. Take out what you like.\nitems = [\n",
        next.number,
        now.day_in(&config.timezone).iso_day()
    );
    for (kind, pieces) in &next.pieces {
        out.push_str(&format!("  # {}\n", one_line(corpus.name_of(kind))));
        for id in pieces {
            out.push_str(&format!("  {}\n", item(corpus, id)));
        }
    }
    out.push_str("]\n");
    if !next.earlier.is_empty() {
        out.push_str("# Older, and in no letter yet; to take one in, move it up into the list.\n");
        for id in next.earlier.iter().take(NAMED) {
            out.push_str(&format!("#   {}\n", item(corpus, id)));
        }
        let more = next.earlier.len().saturating_sub(NAMED);
        if more > 0 {
            out.push_str(&format!("#   and {more} more\n"));
        }
    }
    if let Some((from, until)) = next.covers {
        out.push_str(&format!("covers = {{ from = {from}, until = {until} }}\n"));
    }
    out.push_str("+++\n");
    out
}

/// A line of `items`, with the title for whoever reads it.
pub fn item(corpus: &Corpus, id: &DocumentId) -> String {
    let title = corpus.documents.get(id).map_or("", |document| document.title.as_str());
    format!("{},  # {}", quoted(&link(id)), one_line(title))
}

fn work(corpus: &Corpus, said: &Words, id: &str, by: &[DocumentId]) -> Option<String> {
    let work = corpus.works.get(id)?;
    let title = words(work.text("title"));
    let title = match address(work) {
        Some(url) => format!("[{title}]({})", target(&encode_link(&url))),
        None => format!("*{title}*"),
    };
    let authors: Vec<Name> = work.texts("authors").into_iter().map(Name::read).collect();
    let authors = match labels::short(&authors, said).as_str() {
        "" => String::new(),
        names => format!("{}, ", words(names)),
    };
    let by: Vec<String> = by.iter().map(|id| to(corpus, id)).collect();
    Some(format!("{title} ({authors}{}), in {}", work.year(), by.join(" and in ")))
}

/// Where a work can be read: first where it is open to all.
fn address(work: &Work) -> Option<String> {
    let given = ["open_url", "url"].into_iter().map(|field| work.text(field)).find(|url| !url.is_empty());
    given.map(str::to_owned).or_else(|| work.doi_url())
}

fn event(corpus: &Corpus, config: &Config, id: &DocumentId) -> Option<String> {
    let document = corpus.documents.get(id)?;
    let starts = document.fields.get("starts")?.value.as_date()?;
    let starts = match events::own_zone(document) {
        Some(zone) => starts.on_clock_of(&zone),
        None => starts.on_clock_of(&config.timezone),
    };
    let place = document.fields.get("place").and_then(|place| place.value.as_text());
    let place = place.map_or_else(String::new, |place| format!(", {}", words(place)));
    Some(format!("{}: {}{place}", day(starts), to(corpus, id)))
}

fn announced(corpus: &Corpus, id: &DocumentId) -> Option<String> {
    let document: &Document = corpus.documents.get(id)?;
    let kind = letters::word_for(&document.kind).to_lowercase();
    // A link would lead nowhere yet, and the day is told only where the author has said so.
    let date = document.meta.publish_at.or(document.meta.date);
    let date = date.filter(|_| document.meta.announce == Some(Announce::WithDate));
    let when = date.map_or_else(String::new, |date| format!(", on {}", date.long()));
    Some(format!("{} ({kind}{when})", words(&document.title)))
}

fn changed(corpus: &Corpus, id: &DocumentId, changes: &[crate::document::meta::Change]) -> String {
    let each: Vec<String> = changes.iter().map(|change| words(&change.what)).collect();
    format!("{}: {}", to(corpus, id), each.join(" "))
}

/// A link to a document, by its title.
fn to(corpus: &Corpus, id: &DocumentId) -> String {
    let title = corpus.documents.get(id).map_or("", |document| document.title.as_str());
    format!("[{}]({})", words(title), target(&link(id)))
}

/// `8 October 2026, 18:30`.
fn day(date: Date) -> String {
    match date.time().as_str() {
        "" => date.long(),
        time => format!("{}, {time}", date.long()),
    }
}

/// Where a link leads, as Markdown wants it.
fn target(to: &str) -> String {
    if to.contains([' ', '(', ')']) { format!("<{to}>") } else { to.to_owned() }
}

/// Plain words as Markdown: what would mean something there does not.
fn words(text: &str) -> String {
    let mut out = String::new();
    for letter in one_line(text).chars() {
        if matches!(letter, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '$' | '~' | '|') {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

/// A text in one line, without what no line of TOML may hold.
fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    crate::words::one_line(&plain)
}
