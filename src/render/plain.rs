//! A Markdown text as plain text, for readers whose mail shows nothing else.
//!
//! Made from the same events as the HTML in [`super::body`], so that both say the same: 72 columns,
//! headings underlined, links by number with a list for the caller to place, quotes with `>`, tables
//! in columns, code as it is, notes at the end. What stands around the text is the caller's.

mod lines;
mod raw;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, LinkType, Tag};

use super::body::Destination;
use crate::config::HtmlPolicy;
use crate::document::facts::TextFacts;
use crate::document::markdown::{self, Flavour, Piece};
use crate::document::raw_filter::RawState;

pub use lines::{WIDTH, underlined, wrap};

/// Elements inside each other beyond which a text is no longer laid out.
const DEEPEST: usize = 64;

/// The narrowest column, however deep a list stands in others.
const NARROWEST: usize = 24;

/// A text and all that is needed to lay it out.
pub struct Text<'a> {
    /// The Markdown.
    pub text: &'a str,
    /// Its facts.
    pub facts: &'a TextFacts,
    /// How it is read.
    pub flavour: Flavour,
    /// What becomes of raw HTML.
    pub html: HtmlPolicy,
    /// Where the link that begins at this byte of the text leads.
    pub destination: &'a dyn Fn(usize) -> Destination,
    /// The whole URL of such a link; `None`: its words are shown without it.
    pub whole: &'a dyn Fn(&str) -> Option<String>,
    /// Whether each section ends in the list of its links, or the caller places one for all.
    pub lists: bool,
    /// What stands for a fenced block with these words after its fence, if it is no code.
    pub block: &'a dyn Fn(&str, &mut Links) -> Option<Vec<String>>,
}

/// Links met so far: the text has their numbers, and a list says where they lead.
#[derive(Debug, Default)]
pub struct Links {
    urls: Vec<String>,
    listed: usize,
}

impl Links {
    /// The number of a link. Numbers go on through the whole letter; a link that comes again after
    /// its list has been written gets a new one.
    fn number(&mut self, url: &str) -> usize {
        let new = &self.urls[self.listed..];
        match new.iter().position(|known| known == url) {
            Some(at) => self.listed + at + 1,
            None => {
                self.urls.push(url.to_owned());
                self.urls.len()
            }
        }
    }

    /// The lines of the list of those that stand in none yet.
    pub fn list(&mut self) -> Vec<String> {
        let from = std::mem::replace(&mut self.listed, self.urls.len());
        self.urls[from..].iter().enumerate().map(|(at, url)| format!("[{}] {url}", from + at + 1)).collect()
    }
}

/// Lays out a text as lines.
pub fn render(text: &Text<'_>, links: &mut Links) -> Vec<String> {
    let pieces = markdown::read(text.text, text.flavour);
    let mut writer = Writer {
        text,
        links,
        raw: RawState::default(),
        anchors: Vec::new(),
        silent: 0,
        played: false,
        notes: Vec::new(),
        breaks: BTreeSet::new(),
        defined: BTreeMap::new(),
        depth: 0,
    };
    for (index, (event, _)) in pieces.iter().enumerate() {
        if let Event::Start(Tag::FootnoteDefinition(label)) = event {
            writer.defined.entry(label.to_string()).or_insert(index);
        }
    }
    let mut out = writer.flow(&pieces, 0..pieces.len(), WIDTH);
    let notes = writer.notes_at_the_end(&pieces);
    lines::add_block(&mut out, notes);
    out
}

struct Writer<'a, 'l> {
    text: &'a Text<'a>,
    links: &'l mut Links,
    raw: RawState,
    /// The raw links that are open, each with its number in the list.
    anchors: Vec<Option<usize>>,
    /// Raw elements that are open and of which no word is shown.
    silent: usize,
    /// Whether the address of the sound or film that is open has been shown.
    played: bool,
    /// Labels of notes, in the order of their first use.
    notes: Vec<String>,
    /// Line breaks after which a quote names its source: they stay.
    breaks: BTreeSet<usize>,
    /// Label → where its definition begins.
    defined: BTreeMap<String, usize>,
    depth: usize,
}

impl Writer<'_, '_> {
    /// Blocks and loose words, with an empty line between blocks.
    fn flow(&mut self, pieces: &[Piece<'_>], range: Range<usize>, width: usize) -> Vec<String> {
        let mut out = Vec::new();
        let mut index = range.start;
        while index < range.end {
            if is_block(&pieces[index].0) {
                let end = markdown::end_of(pieces, index);
                let is_heading = matches!(pieces[index].0, Event::Start(Tag::Heading { .. }));
                if self.text.lists && is_heading && self.depth == 0 {
                    lines::add_block(&mut out, self.links.list());
                }
                let block = self.block(pieces, index, end, width);
                lines::add_block(&mut out, block);
                index = end + 1;
                continue;
            }
            let mut end = index;
            while end < range.end && !is_block(&pieces[end].0) {
                end += 1;
            }
            let words = self.inline(pieces, index..end);
            for paragraph in words.split("\n\n") {
                lines::add_block(&mut out, wrap(paragraph, width));
            }
            index = end;
        }
        out
    }

    fn block(&mut self, pieces: &[Piece<'_>], start: usize, end: usize, width: usize) -> Vec<String> {
        if self.raw.inside_script() {
            return Vec::new();
        }
        if self.depth >= DEEPEST {
            return wrap(&markdown::words_of(&pieces[start..=end]), width);
        }
        self.depth += 1;
        let block = self.block_within(pieces, start, end, width);
        self.depth -= 1;
        block
    }

    fn block_within(&mut self, pieces: &[Piece<'_>], start: usize, end: usize, width: usize) -> Vec<String> {
        let inside = start + 1..end;
        match &pieces[start].0 {
            Event::Start(Tag::Heading { level, .. }) => {
                let is_title = self.text.facts.title.as_ref().is_some_and(|(_, range)| {
                    range.start == pieces[start].1.start && *level == HeadingLevel::H1
                });
                if is_title { Vec::new() } else { underlined(&self.inline(pieces, inside), '-', width) }
            }
            Event::Start(Tag::BlockQuote(_)) => {
                if let Some(found) = markdown::attribution(pieces, start, end) {
                    self.breaks.insert(found.source.start - 1);
                }
                let quote = self.quote(pieces, inside, width.saturating_sub(2).max(NARROWEST));
                lines::before_each(quote, ">")
            }
            Event::Start(Tag::CodeBlock(kind)) => self.code(kind, pieces, inside),
            Event::Start(Tag::List(first)) => self.list(*first, pieces, inside, width),
            Event::Start(Tag::Table(_)) => self.table(pieces, inside),
            Event::Start(Tag::DefinitionListDefinition) => {
                let lines = self.flow(pieces, inside, width.saturating_sub(4).max(NARROWEST));
                lines::indented(lines, "    ", 4)
            }
            Event::Start(Tag::DefinitionList) => {
                // A term and what it means belong together.
                let mut out = Vec::new();
                let mut index = inside.start;
                while index < inside.end {
                    let part_end = markdown::end_of(pieces, index);
                    let is_term = matches!(pieces[index].0, Event::Start(Tag::DefinitionListTitle));
                    let part = self.block(pieces, index, part_end, width);
                    if is_term {
                        lines::add_block(&mut out, part)
                    } else {
                        out.extend(part)
                    }
                    index = part_end + 1;
                }
                out
            }
            Event::Start(Tag::FootnoteDefinition(_) | Tag::MetadataBlock(_)) => Vec::new(),
            Event::Rule => vec!["* * *".to_owned()],
            _ => self.flow(pieces, inside, width),
        }
    }

    /// A quote; an alert begins with its label.
    fn quote(&mut self, pieces: &[Piece<'_>], inside: Range<usize>, width: usize) -> Vec<String> {
        if let (Some((Event::Start(Tag::Paragraph), _)), Some((Event::Text(text), _))) =
            (pieces.get(inside.start), pieces.get(inside.start + 1))
            && let Some((label, rest)) = markdown::alert_label(text)
        {
            let first_end = markdown::end_of(pieces, inside.start);
            let label = label.replace('_', " ").to_uppercase();
            let more = self.inline(pieces, inside.start + 2..first_end);
            let title = if rest.is_empty() && (more.is_empty() || more.starts_with([' ', '\n'])) {
                format!("{label}: {}", more.trim_start())
            } else {
                format!("{label}: {rest}{more}")
            };
            let mut out = wrap(title.trim_end_matches([':', ' ']), width);
            let after = self.flow(pieces, first_end + 1..inside.end, width);
            lines::add_block(&mut out, after);
            return out;
        }
        self.flow(pieces, inside, width)
    }

    fn code(&mut self, kind: &CodeBlockKind<'_>, pieces: &[Piece<'_>], inside: Range<usize>) -> Vec<String> {
        if let CodeBlockKind::Fenced(info) = kind
            && let Some(block) = (self.text.block)(info, self.links)
        {
            return block;
        }
        let code: String = pieces[inside]
            .iter()
            .filter_map(|(event, _)| if let Event::Text(text) = event { Some(&**text) } else { None })
            .collect();
        code.trim_end_matches('\n').split('\n').map(str::to_owned).collect()
    }

    fn list(
        &mut self,
        first: Option<u64>,
        pieces: &[Piece<'_>],
        inside: Range<usize>,
        width: usize,
    ) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        let mut number = first;
        let mut index = inside.start;
        while index < inside.end {
            let end = markdown::end_of(pieces, index);
            let marker = match number {
                Some(number) => format!("{number}. "),
                None => "- ".to_owned(),
            };
            number = number.map(|number| number.saturating_add(1));
            let loose = matches!(pieces.get(index + 1), Some((Event::Start(Tag::Paragraph), _)));
            let indent = marker.len();
            let item = self.flow(pieces, index + 1..end, width.saturating_sub(indent).max(NARROWEST));
            let item = lines::indented(item, &marker, indent);
            if loose {
                lines::add_block(&mut out, item)
            } else {
                out.extend(item)
            }
            index = end + 1;
        }
        out
    }

    fn table(&mut self, pieces: &[Piece<'_>], inside: Range<usize>) -> Vec<String> {
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut index = inside.start;
        while index < inside.end {
            let end = markdown::end_of(pieces, index);
            let mut row = Vec::new();
            let mut cell = index + 1;
            while cell < end {
                let cell_end = markdown::end_of(pieces, cell);
                row.push(self.inline(pieces, cell + 1..cell_end).replace('\n', " "));
                cell = cell_end + 1;
            }
            rows.push(row);
            index = end + 1;
        }
        lines::table(&rows)
    }

    /// Words with their links; `\n` is a line that ends, `\n\n` a paragraph.
    fn inline(&mut self, pieces: &[Piece<'_>], range: Range<usize>) -> String {
        let mut out = String::new();
        let mut index = range.start;
        while index < range.end {
            let (event, at) = &pieces[index];
            let dropped = self.raw.inside_script() || self.silent > 0;
            match event {
                Event::Html(html) | Event::InlineHtml(html) => self.raw_html(html, at, &mut out),
                _ if dropped => {}
                Event::Text(text) => out.push_str(text),
                Event::Code(code) => out.push_str(&format!("`{code}`")),
                Event::InlineMath(tex) | Event::DisplayMath(tex) => out.push_str(tex.trim()),
                Event::SoftBreak => out.push(if self.breaks.contains(&index) { '\n' } else { ' ' }),
                Event::HardBreak => out.push('\n'),
                Event::FootnoteReference(label) => {
                    let number = self.note_number(label);
                    out.push_str(&format!(" [note\u{a0}{number}]"));
                }
                Event::TaskListMarker(done) => out.push_str(if *done { "[x] " } else { "[ ] " }),
                Event::Start(tag) => {
                    let end = markdown::end_of(pieces, index);
                    self.element(tag, pieces, index, end, &mut out);
                    index = end;
                }
                _ => {}
            }
            index += 1;
        }
        out
    }

    fn element(&mut self, tag: &Tag<'_>, pieces: &[Piece<'_>], start: usize, end: usize, out: &mut String) {
        let inside = start + 1..end;
        let mark = match tag {
            Tag::Emphasis => "_",
            Tag::Strong => "*",
            Tag::Strikethrough => "~",
            Tag::Image { .. } => {
                let alt = markdown::words_of(&pieces[inside]);
                if !alt.is_empty() {
                    out.push_str(&format!("[Picture: {alt}]"));
                }
                return;
            }
            Tag::Link { link_type, dest_url, .. } => {
                let words = self.inline(pieces, inside);
                let href = match link_type {
                    LinkType::Email => Some(format!("mailto:{dest_url}")),
                    _ => (self.text.destination)(pieces[start].1.start).href,
                };
                let url = href.and_then(|href| (self.text.whole)(&href));
                return self.link(&words, url, out);
            }
            _ => "",
        };
        out.push_str(mark);
        let words = self.inline(pieces, inside);
        out.push_str(&words);
        out.push_str(mark);
    }

    /// Words that lead somewhere. Where they are the address themselves, they need no number.
    fn link(&mut self, words: &str, url: Option<String>, out: &mut String) {
        out.push_str(words);
        let Some(url) = url else { return };
        if words != url && url.strip_prefix("mailto:") != Some(words) {
            let number = self.links.number(&url);
            out.push_str(&format!(" [{number}]"));
        }
    }

    fn note_number(&mut self, label: &str) -> usize {
        match self.notes.iter().position(|known| known == label) {
            Some(at) => at + 1,
            None => {
                self.notes.push(label.to_owned());
                self.notes.len()
            }
        }
    }

    /// The notes that are used, and those that they use.
    fn notes_at_the_end(&mut self, pieces: &[Piece<'_>]) -> Vec<String> {
        let mut out = Vec::new();
        let mut number = 0;
        while let Some(label) = self.notes.get(number).cloned() {
            number += 1;
            let Some(start) = self.defined.get(&label).copied() else { continue };
            let end = markdown::end_of(pieces, start);
            let marker = format!("{number}. ");
            let indent = marker.len();
            let note = self.flow(pieces, start + 1..end, WIDTH - indent);
            lines::add_block(&mut out, lines::indented(note, &marker, indent));
        }
        if out.is_empty() {
            return out;
        }
        let mut notes = underlined("Notes", '-', WIDTH);
        lines::add_block(&mut notes, out);
        notes
    }
}

fn is_block(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::Rule
            | Event::Start(
                Tag::Paragraph
                    | Tag::Heading { .. }
                    | Tag::BlockQuote(_)
                    | Tag::CodeBlock(_)
                    | Tag::HtmlBlock
                    | Tag::List(_)
                    | Tag::Item
                    | Tag::FootnoteDefinition(_)
                    | Tag::DefinitionList
                    | Tag::DefinitionListTitle
                    | Tag::DefinitionListDefinition
                    | Tag::Table(_)
                    | Tag::TableHead
                    | Tag::TableRow
                    | Tag::TableCell
                    | Tag::MetadataBlock(_)
            )
    )
}

#[cfg(test)]
mod tests;
