//! A Markdown text as plain text, for readers whose mail shows nothing else.
//!
//! Made from the same events as the HTML in [`super::body`], so that both say the same: 72 columns,
//! headings underlined, links by number with a list for the caller to place, quotes with `>`, tables
//! in columns, code as it is, notes at the end. What stands around the text is the caller's.

mod blocks;
mod lines;
mod raw;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, LinkType, Tag};

use super::body::{Citing, Destination, alert_name};
use crate::config::HtmlPolicy;
use crate::document::blocks::{self as block, Block, Items};
use crate::document::facts::TextFacts;
use crate::document::markdown::{self, Flavour, NamedBy, Piece};
use crate::document::raw_filter::RawState;
use crate::language::Words;
use crate::words::given;

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
    /// Whether a dash at the end of a quote names its source.
    pub quote_attribution: bool,
    /// Where the link that begins at this byte of the text leads.
    pub destination: &'a dyn Fn(usize) -> Destination,
    /// What the citation that begins at this byte of the text cites; nothing: it stays as written.
    pub citing: &'a dyn Fn(usize) -> Vec<Citing>,
    /// The whole URL of such a link; `None`: its words are shown without it.
    pub whole: &'a dyn Fn(&str) -> Option<String>,
    /// Whether each section ends in the list of its links, or the caller places one for all.
    pub lists: bool,
    /// What is said besides, in the language of the text.
    pub words: &'a Words,
    /// The items of a letter, for a block that stands for them.
    pub items: &'a dyn Fn(&Items, &mut Links) -> Vec<String>,
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
    let block::Read { pieces, blocks, .. } = block::read(text.text, text.flavour, &text.facts.voices);
    let mut writer = Writer {
        text,
        links,
        raw: RawState::default(),
        anchors: Vec::new(),
        silent: 0,
        played: false,
        notes: Vec::new(),
        breaks: BTreeSet::new(),
        source: 0..0,
        pages: BTreeMap::new(),
        defined: BTreeMap::new(),
        depth: 0,
        blocks,
        questions: 0,
        factors: false,
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
    /// The events that name the source of the quote which is being written.
    source: Range<usize>,
    /// The event that names a page of the work under review → where the work is.
    pages: BTreeMap<usize, String>,
    /// Label → where its definition begins.
    defined: BTreeMap<String, usize>,
    depth: usize,
    /// What the parts of the text are, by the index of the event they begin with.
    blocks: BTreeMap<usize, Block>,
    /// How many questions are written, and whether factors are.
    questions: u64,
    factors: bool,
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
        if let Some(block) = self.blocks.get(&start).cloned() {
            return self.part(&block, pieces, start, end, width);
        }
        let inside = start + 1..end;
        match &pieces[start].0 {
            Event::Start(Tag::Heading { level, .. }) => {
                let is_title = self.text.facts.title.as_ref().is_some_and(|(_, range)| {
                    range.start == pieces[start].1.start && *level == HeadingLevel::H1
                });
                if is_title { Vec::new() } else { underlined(&self.inline(pieces, inside), '-', width) }
            }
            Event::Start(Tag::BlockQuote(_)) => {
                let source = self.source_of(pieces, start, end);
                let outer = std::mem::replace(&mut self.source, source);
                let quote = self.quote(pieces, inside, width.saturating_sub(2).max(NARROWEST));
                self.source = outer;
                lines::before_each(quote, ">")
            }
            Event::Start(Tag::CodeBlock(_)) => code(&pieces[inside]),
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
            let label = alert_name(label, self.text.words).to_uppercase();
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

    /// The events that say whose a quote is, which stands in `start..=end`; none if nothing does.
    fn source_of(&mut self, pieces: &[Piece<'_>], start: usize, end: usize) -> Range<usize> {
        let Some(found) = markdown::attribution(pieces, start, end).filter(|_| self.text.quote_attribution)
        else {
            return 0..0;
        };
        self.breaks.insert(found.source.start - 1);
        // A page alone, in a review, is one of the work reviewed.
        let page = markdown::page_of_a_quote(pieces, start);
        let citing = page.map(|(at, _)| (self.text.citing)(at.start)).unwrap_or_default();
        if let Some(url) = citing.first().and_then(|one| self.url_of(one)) {
            self.pages.insert(found.source.start, url);
        }
        found.source
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
                Event::Text(text) => {
                    out.push_str(text);
                    if let Some(url) = self.pages.remove(&index) {
                        out.push_str(&self.numbered(&url));
                    }
                }
                Event::Code(code) => out.push_str(&format!("`{code}`")),
                Event::InlineMath(tex) | Event::DisplayMath(tex) => out.push_str(tex.trim()),
                Event::SoftBreak => out.push(if self.breaks.contains(&index) { '\n' } else { ' ' }),
                Event::HardBreak => out.push('\n'),
                Event::FootnoteReference(label) => {
                    let number = self.note_number(label);
                    let note = self.text.words.say("note_in_text", &[("number", &number.to_string())]);
                    out.push_str(&format!(" {note}"));
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
                    out.push_str(&self.text.words.say("picture_in_text", &[("alt", &alt)]));
                }
                return;
            }
            Tag::Link { link_type, dest_url, .. } => {
                if matches!(markdown::named_by(tag), Some(NamedBy::Citation(_))) {
                    let citing = (self.text.citing)(pieces[start].1.start);
                    let words = match citing.is_empty() {
                        true => self.inline(pieces, inside),
                        false => self.citation(&citing, !self.source.contains(&start)),
                    };
                    return out.push_str(&words);
                }
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
            out.push_str(&self.numbered(&url));
        }
    }

    /// The number of a link, as it stands after its words.
    fn numbered(&mut self, url: &str) -> String {
        format!(" [{}]", self.links.number(url))
    }

    /// A citation: in brackets, save where the source of a quote is said.
    fn citation(&mut self, citing: &[Citing], in_brackets: bool) -> String {
        let each: Vec<(String, String)> = citing
            .iter()
            .map(|one| {
                let words = given(&[&one.prefix, &one.label], " ");
                let locator = if one.locator.is_empty() { "" } else { ", " };
                let number = self.url_of(one).map(|url| self.numbered(&url)).unwrap_or_default();
                (format!("{words}{locator}{}", one.locator), number)
            })
            .collect();
        let (open, close) = if in_brackets { ("(", ")") } else { ("", "") };
        match each.as_slice() {
            [(words, number)] => format!("{open}{words}{close}{number}"),
            several => {
                let several: Vec<String> =
                    several.iter().map(|(words, number)| words.clone() + number).collect();
                format!("{open}{}{close}", several.join("; "))
            }
        }
    }

    /// Where a work that is cited is found.
    fn url_of(&self, one: &Citing) -> Option<String> {
        one.href.as_deref().and_then(|href| (self.text.whole)(href))
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
        let mut notes = underlined(&self.text.words.say("notes", &[]), '-', WIDTH);
        lines::add_block(&mut notes, out);
        notes
    }
}

/// Code as it is.
fn code(inside: &[Piece<'_>]) -> Vec<String> {
    let words = |(event, _): &Piece<'_>| match event {
        Event::Text(text) => Some(text.to_string()),
        _ => None,
    };
    let code: String = inside.iter().filter_map(words).collect();
    code.trim_end_matches('\n').split('\n').map(str::to_owned).collect()
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
