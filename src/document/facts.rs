//! What a Markdown text says about itself: headings, ids, links, its opening, its length.
//!
//! One pass over the events; findings that need no other document are told on the way. Whether a
//! link's target is there is asked later, with all documents at hand.

mod blocks;
mod checks;
mod naming;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Tag, TagEnd};
use serde::{Deserialize, Serialize};

use super::anchor::Ids;
use super::blocks::transcript::Voices;
use super::blocks::{self as block, Block};
use super::markdown::{self, Flavour, NamedBy, Piece};
use super::raw_filter::{self, RawState, What};
use super::references;
use super::sentences::Sentences;
use super::{languages, raw_html};
use crate::config::HtmlPolicy;
use crate::diagnostic::{Diagnostic, Told, catalog};
use crate::source::{SourcePath, Span};
use crate::url::{LinkForm, link_form};
use crate::words::count;

use blocks::{Counts, InBlock};
pub use blocks::{ItemsPlace, Turn};
use checks::{footnotes, given_ids, repeated_ids, too_deep};
use naming::Named;

/// Words of the opening that stand for a text which has no summary.
const OPENING_WORDS: usize = 60;

/// Elements may stand in each other this deep; pages are made with some more around them.
const DEEPEST: usize = 200;

/// Elements that hold nothing, or that the next of their like ends.
#[rustfmt::skip]
const NEVER_DEEP: [&str; 17] = [
    "br", "caption", "col", "dd", "dt", "hr", "img", "li", "p", "source", "tbody", "td", "tfoot", "th",
    "thead", "track", "wbr",
];

/// A heading of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 2 to 6.
    pub level: u8,
    /// Its id on the page.
    pub id: String,
    /// Its words.
    pub words: String,
    /// Where it begins, in bytes of its text.
    pub at: usize,
}

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkUse {
    /// To go there.
    Go,
    /// To show or play it.
    Show,
    /// To go to what it names: a wikilink.
    Name,
}

/// A link as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Where it begins, in bytes of its text: its name among the links of the text.
    pub at: usize,
    /// Where it stands in the file.
    pub span: Span,
    /// The target as written.
    pub to: String,
    /// To go there or to show it.
    pub link_use: LinkUse,
    /// The sentence it stands in, in plain words; empty if it leaves the site or shows something.
    pub sentence: Arc<str>,
}

impl Link {
    /// Whether it shows a picture in the way of Markdown, in a file of this text, and not in that of HTML.
    pub fn is_markdown_picture(&self, text: &str) -> bool {
        let written = text.get(self.span.start as usize..);
        self.link_use == LinkUse::Show && written.is_some_and(|written| written.starts_with("!["))
    }
}

/// A citation as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// Where it begins, in bytes of its text: its name among the citations of the text.
    pub at: usize,
    /// What it cites.
    pub cited: Vec<CitedWork>,
    /// The sentence it stands in, with citations as they are written.
    pub sentence: Arc<str>,
}

/// A work in a citation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitedWork {
    /// Words before it: "see"; may be empty.
    pub prefix: String,
    /// The id of the work; empty for the work that the document is about.
    pub key: String,
    /// Which place in the work: "pp. 4–6"; may be empty.
    pub locator: String,
    /// Where it stands in the file.
    pub span: Span,
}

/// An entry of a list of references written by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Where it stands in the file.
    pub span: Span,
    /// Its words, without addresses.
    pub words: String,
    /// The addresses it names.
    pub urls: Vec<String>,
}

/// The facts of one text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TextFacts {
    /// Its headings, in order.
    pub headings: Vec<Heading>,
    /// Every id a link may name: of headings and of raw HTML.
    pub ids: BTreeSet<String>,
    /// Its links, in the order of their places.
    pub links: Vec<Link>,
    /// Its citations, in the order of their places.
    pub citations: Vec<Citation>,
    /// The entries of its lists of references.
    pub references: Vec<Reference>,
    /// How many words it has, without code blocks.
    pub words: usize,
    /// The words before `<!-- more -->`, else the first 60 of its paragraphs.
    pub opening: String,
    /// Whether the opening ends where the text goes on.
    pub opening_is_cut: bool,
    /// The words of a first-level heading the text begins with, and where it stands.
    pub title: Option<(String, Range<usize>)>,
    /// Whether there is raw HTML in it.
    pub raw_html: bool,
    /// Who may speak in it, and whether all of it is a transcript.
    pub voices: Voices,
    /// What was said by whom, in order.
    pub turns: Vec<Turn>,
    /// The ids of turns, entries and questions, by where these begin in the text.
    pub anchors: BTreeMap<usize, String>,
    /// The ids of its questions to talk about, in order.
    pub questions: Vec<String>,
    /// The names of the factors in its blocks.
    pub factors: Vec<String>,
    /// Factors that the front matter names and no block does: they stand at the end of the first block.
    pub more_factors: Vec<String>,
    /// Where the items of a letter stand.
    pub items: Vec<ItemsPlace>,
    /// The pull quotes whose words stand in the text as well, by where they begin.
    pub repeated: BTreeSet<usize>,
}

impl TextFacts {
    /// Gives back the room that was made for more: the facts of all texts are in memory together.
    fn shrink(&mut self) {
        self.headings.shrink_to_fit();
        self.links.shrink_to_fit();
        self.citations.shrink_to_fit();
        self.references.shrink_to_fit();
        self.turns.shrink_to_fit();
    }

    /// What relates the text to others: without places in it, its opening, and how long it is, which are only
    /// shown.
    pub(super) fn without_places(&self) -> TextFacts {
        let nowhere = |span: &mut Span| *span = Span::whole(&span.file.clone());
        let mut facts = self.clone();
        facts.words = 0;
        (facts.opening, facts.opening_is_cut) = (String::new(), false);
        facts.headings.iter_mut().for_each(|heading| heading.at = 0);
        facts.turns.iter_mut().for_each(|turn| turn.at = 0);
        for link in &mut facts.links {
            link.at = 0;
            nowhere(&mut link.span);
        }
        for citation in &mut facts.citations {
            citation.at = 0;
            citation.cited.iter_mut().for_each(|cited| nowhere(&mut cited.span));
        }
        facts.references.iter_mut().for_each(|reference| nowhere(&mut reference.span));
        facts.title = facts.title.map(|(title, _)| (title, 0..0));
        facts.anchors = facts.anchors.into_values().enumerate().collect();
        for place in &mut facts.items {
            nowhere(&mut place.span);
            nowhere(&mut place.kind_span);
        }
        facts.repeated = (0..facts.repeated.len()).collect();
        facts
    }
}

/// A text to read, and how.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// The Markdown.
    pub text: &'a str,
    /// The file it stands in.
    pub file: &'a SourcePath,
    /// Where in the file it begins, if it stands there as it is …
    pub offset: usize,
    /// … or the stretch of the file it was made from, for a Markdown field in quotes.
    pub within: Option<(usize, usize)>,
    /// How it is read.
    pub flavour: Flavour,
    /// What becomes of raw HTML.
    pub html: HtmlPolicy,
    /// The document's title, if the front matter gives one.
    pub title: Option<&'a str>,
    /// Which of the texts of its page it is: 0 the body, then the fields.
    pub room: usize,
    /// Who may speak in it.
    pub voices: &'a Voices,
}

impl Text<'_> {
    /// The place of a stretch of the text in its file.
    pub fn span(&self, range: &Range<usize>) -> Span {
        match self.within {
            Some((start, end)) => Span::new(self.file, start..end),
            None => Span::new(self.file, self.offset + range.start..self.offset + range.end),
        }
    }
}

/// Reads the facts of a text.
pub fn read(text: Text<'_>) -> Told<TextFacts> {
    let block::Read { pieces, blocks, findings } = block::read(text.text, text.flavour, text.voices);
    let facts = TextFacts {
        voices: text.voices.clone(),
        repeated: blocks::repeated(&pieces, &blocks),
        ..TextFacts::default()
    };
    let mut reading = Reading {
        text,
        ids: Ids::with_given(&given_ids(&pieces)),
        facts,
        told: Vec::new(),
        raw: RawState::default(),
        opening: Vec::new(),
        skipped: 0,
        sentences: Sentences::default(),
        blocks,
        in_blocks: Vec::new(),
        again: 0,
        counts: Counts::default(),
    };
    reading.told.extend(findings.iter().map(|found| (found.tell)(text.span(&found.at))));
    reading.told.extend(too_deep(&text, &pieces));
    reading.told.extend(repeated_ids(&text, &pieces));
    reading.told.extend(footnotes(&text, &pieces));
    let mut index = reading.title(&pieces);
    while index < pieces.len() {
        reading.piece(&pieces, index);
        index += 1;
    }
    reading.end_sentences();
    let references::Found { references, empty } = references::of(&text, &pieces);
    reading.told.extend(empty);
    let mut facts = reading.facts;
    facts.references = references;
    facts.opening_is_cut |= reading.opening.len() > OPENING_WORDS;
    reading.opening.truncate(OPENING_WORDS);
    if facts.opening.is_empty() {
        facts.opening = reading.opening.join(" ");
    }
    facts.links.sort_by_key(|link| link.at);
    facts.citations.sort_by_key(|citation| citation.at);
    facts.shrink();
    Told { value: facts, diagnostics: reading.told }
}

/// The facts of a text that stands by itself, for the tests of those who lay texts out.
#[cfg(test)]
pub fn of_markdown(text: &str, flavour: Flavour, html: HtmlPolicy, voices: &Voices) -> TextFacts {
    let file = SourcePath::new("content/a.md");
    let (offset, within, title, room) = (0, None, None, 0);
    read(Text { text, file: &file, offset, within, flavour, html, title, room, voices }).value
}

struct Reading<'a> {
    text: Text<'a>,
    ids: Ids,
    facts: TextFacts,
    told: Vec<Diagnostic>,
    raw: RawState,
    opening: Vec<String>,
    // Inside how many elements that are no prose: quotes, tables, code, notes, headings.
    skipped: usize,
    // The words of the block, and which links and citations stand in it, by their index.
    sentences: Sentences<Named>,
    blocks: BTreeMap<usize, Block>,
    in_blocks: Vec<InBlock>,
    // Inside how many pull quotes whose words stand in the text already.
    again: usize,
    counts: Counts,
}

impl Reading<'_> {
    /// A first-level heading at the very beginning is the title, if there is none or it is the
    /// same. Gives the index of the first event after it.
    fn title(&mut self, pieces: &[Piece<'_>]) -> usize {
        let Some((Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }), range)) = pieces.first() else {
            return 0;
        };
        let end = markdown::end_of(pieces, 0);
        let words = markdown::words_of(&pieces[..end]);
        if words.is_empty() || self.text.title.is_some_and(|title| title != words) {
            return 0;
        }
        self.facts.title = Some((words, range.clone()));
        end + 1
    }

    fn piece(&mut self, pieces: &[Piece<'_>], index: usize) {
        let (event, range) = &pieces[index];
        if let Some(block) = self.blocks.remove(&index) {
            self.block(&block, pieces, index);
        }
        self.gather(event, pieces, index);
        match event {
            Event::End(TagEnd::MetadataBlock(_)) => self.block_end(),
            Event::Start(tag) => self.start(tag, range, pieces, index),
            Event::End(
                TagEnd::BlockQuote(_)
                | TagEnd::Table
                | TagEnd::CodeBlock
                | TagEnd::FootnoteDefinition
                | TagEnd::Heading(_),
            ) => {
                self.skipped = self.skipped.saturating_sub(1);
            }
            Event::Text(words) | Event::Code(words) => self.words(words, pieces, index),
            Event::Html(html) | Event::InlineHtml(html) => self.html(html, range),
            _ => {}
        }
    }

    fn words(&mut self, words: &CowStr<'_>, pieces: &[Piece<'_>], index: usize) {
        if in_code_block(pieces, index) || self.again > 0 {
            return;
        }
        self.facts.words += count(words);
        // Where the works are that a text cites, its opening need not say.
        if self.skipped == 0
            && !in_citation(pieces, index)
            && self.opening.len() <= OPENING_WORDS
            && self.facts.opening.is_empty()
        {
            // Words that only a style change parts (`re*write*`) are one.
            let glued = index > 0
                && !words.starts_with(char::is_whitespace)
                && !matches!(
                    pieces[index - 1].0,
                    Event::SoftBreak | Event::HardBreak | Event::Start(Tag::Paragraph | Tag::Item)
                );
            for (n, word) in words.split_whitespace().enumerate() {
                match self.opening.last_mut() {
                    Some(last) if n == 0 && glued && !ends_open(pieces, index) => last.push_str(word),
                    _ => self.opening.push(word.to_owned()),
                }
            }
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>, pieces: &[Piece<'_>], index: usize) {
        match tag {
            Tag::Heading { level, id, .. } => {
                self.skipped += 1;
                let words = markdown::words_of(&pieces[index..=markdown::end_of(pieces, index)]);
                if *level == HeadingLevel::H1 {
                    self.told
                        .push(catalog::heading_level(&words, self.text.span(&line(self.text.text, range))));
                }
                let id = match id {
                    Some(id) => id.to_string(),
                    None => self.ids.derive(&words),
                };
                self.facts.ids.insert(id.clone());
                self.facts.headings.push(Heading {
                    level: (*level as u8).max(2),
                    id,
                    words,
                    at: range.start,
                });
            }
            Tag::BlockQuote(_) => {
                self.skipped += 1;
                self.page_of_a_quote(pieces, index);
            }
            Tag::Table(_) | Tag::FootnoteDefinition(_) => self.skipped += 1,
            Tag::CodeBlock(kind) => {
                self.skipped += 1;
                self.language(kind, range);
            }
            Tag::Link { dest_url, link_type, .. } => {
                match markdown::named_by(tag) {
                    Some(NamedBy::Wikilink(target)) => return self.link(target, range, LinkUse::Name),
                    Some(NamedBy::Citation(cited)) => return self.citation(cited, range),
                    None => {}
                }
                let to = if *link_type == LinkType::Email {
                    format!("mailto:{dest_url}")
                } else {
                    dest_url.to_string()
                };
                self.link(to, range, LinkUse::Go);
            }
            Tag::Image { dest_url, .. } => {
                if markdown::words_of(&pieces[index..=markdown::end_of(pieces, index)]).is_empty() {
                    self.told.push(catalog::missing_alt(dest_url, self.text.span(range)));
                }
                self.link(dest_url.to_string(), range, LinkUse::Show);
            }
            _ => {}
        }
    }

    fn language(&mut self, kind: &CodeBlockKind<'_>, range: &Range<usize>) {
        let CodeBlockKind::Fenced(info) = kind else { return };
        let name = info.split([' ', ',', '{', '\t']).next().unwrap_or_default();
        if name.is_empty() || name == "math" {
            return;
        }
        if let Err(near) = languages::is_known(name) {
            let line = line(self.text.text, range);
            let start = self.text.text[line.clone()].find(name).map_or(line.start, |at| line.start + at);
            self.told.push(catalog::unknown_language(
                name,
                near.as_deref(),
                self.text.span(&(start..start + name.len())),
            ));
        }
    }

    fn link(&mut self, to: String, range: &Range<usize>, link_use: LinkUse) {
        let span = self.text.span(range);
        if link_use != LinkUse::Name
            && link_form(&to) == LinkForm::Dangerous
            && !(link_use == LinkUse::Show && raw_filter::is_picture(&to))
        {
            self.told.push(catalog::dangerous_link(&to, span));
            return;
        }
        if link_use == LinkUse::Name || (link_use == LinkUse::Go && link_form(&to) != LinkForm::External) {
            self.sentences.name(Named::Link(self.facts.links.len()));
        }
        self.facts.links.push(Link { at: range.start, span, to, link_use, sentence: Arc::default() });
    }

    fn html(&mut self, html: &str, range: &Range<usize>) {
        if self.text.html == HtmlPolicy::Escape {
            return;
        }
        self.facts.raw_html = true;
        for (comment, _) in raw_html::comments(html) {
            if comment == "more"
                && self.skipped == 0
                && self.facts.opening.is_empty()
                && !self.opening.is_empty()
            {
                self.facts.opening = self.opening.join(" ");
                self.facts.opening_is_cut = true;
            }
        }
        let place = |at: &Range<usize>| {
            // Inside a quote the lines' marks are missing from the event: stay within the element.
            let start = (range.start + at.start).min(range.end.saturating_sub(1)).max(range.start);
            start..(range.start + at.end).clamp(start, range.end)
        };
        for piece in raw_html::pieces(html) {
            let raw_html::Piece::Tag(tag) = piece else { continue };
            if tag.name == "img" && !tag.closing && tag.attribute("alt").is_none() {
                let target = tag.attribute("src").map_or("", |source| source.value.as_str());
                self.told.push(catalog::missing_alt(target, self.text.span(&place(&tag.range))));
            }
        }
        if self.text.html == HtmlPolicy::Safe {
            let references = raw_html::references(html);
            let dangerous: BTreeMap<usize, &str> = references
                .iter()
                .filter(|reference| link_form(&reference.value) == LinkForm::Dangerous)
                .map(|reference| (reference.value_range.start, reference.value.as_str()))
                .collect();
            for dropped in raw_filter::filter(html, &mut self.raw).dropped {
                let span = self.text.span(&place(&dropped.range));
                let address = dangerous.range(dropped.range.clone()).next();
                self.told.push(match (address, &dropped.what) {
                    (Some((_, address)), What::Attribute(name)) => catalog::raw_address(name, address, span),
                    _ => {
                        let (what, help) = in_words(&dropped.what);
                        catalog::raw_html(&what, help, span)
                    }
                });
            }
        }
        for reference in raw_html::references(html) {
            let link_use = if reference.attribute == "href" || reference.attribute == "cite" {
                LinkUse::Go
            } else {
                LinkUse::Show
            };
            let at = place(&reference.value_range);
            // What the policy takes out has been told and leads nowhere.
            if link_form(&reference.value) != LinkForm::Dangerous {
                let span = self.text.span(&at);
                let to = reference.value;
                self.facts.links.push(Link { at: at.start, span, to, link_use, sentence: Arc::default() });
            }
        }
        self.facts.ids.extend(raw_html::ids(html).into_iter().map(|(id, _)| id));
        if self.skipped == 0 {
            self.facts.words += words_in(html);
        }
    }
}

/// What was left out of raw HTML, and what to do about it.
fn in_words(what: &What) -> (String, &'static str) {
    const ALLOWED: &str =
        "what `html = \"safe\"` allows is kept; `html = \"trusted\"` under [markdown] keeps everything";
    match what {
        What::Element(name) => (
            format!("the tag `<{name}>`"),
            "the text inside it stays; write it in Markdown, or see [markdown] html",
        ),
        What::Attribute(name) => (format!("the attribute `{name}`"), ALLOWED),
        What::Script(name) => (format!("`<{name}>` with all that is in it"), ALLOWED),
        What::Frame { src } if src.is_empty() => ("the frame".to_owned(), ALLOWED),
        What::Frame { src } => (format!("the frame with {src}"), "a link to it stands in its place"),
        What::OpenComment => {
            ("a comment that is not closed".to_owned(), "close it with --> before the next blank line")
        }
    }
}

/// The words of a fragment of HTML, without its tags.
fn words_in(html: &str) -> usize {
    let text = |piece| match piece {
        raw_html::Piece::Text { range } => Some(count(&html[range])),
        _ => None,
    };
    raw_html::pieces(html).into_iter().filter_map(text).sum()
}

/// Whether the text at this index is that of a code block.
fn in_code_block(pieces: &[Piece<'_>], index: usize) -> bool {
    index > 0 && matches!(pieces[index - 1].0, Event::Start(Tag::CodeBlock(_)))
}

/// Whether the text at this index is that of a citation.
fn in_citation(pieces: &[Piece<'_>], index: usize) -> bool {
    let before = index.checked_sub(1).map(|before| &pieces[before].0);
    matches!(before, Some(Event::Start(tag)) if matches!(markdown::named_by(tag), Some(NamedBy::Citation(_))))
}

/// Whether the text before this event ends with a blank, so that a new word begins.
fn ends_open(pieces: &[Piece<'_>], index: usize) -> bool {
    pieces[..index]
        .iter()
        .rev()
        .find_map(|(event, _)| match event {
            Event::Text(text) => Some(text.ends_with(char::is_whitespace)),
            Event::Code(_) => Some(false),
            Event::Start(Tag::Paragraph | Tag::Item)
            | Event::End(TagEnd::Paragraph)
            | Event::SoftBreak
            | Event::HardBreak => Some(true),
            _ => None,
        })
        .unwrap_or(true)
}

/// The first line of a range.
fn line(text: &str, range: &Range<usize>) -> Range<usize> {
    let length = text[range.clone()].find('\n').unwrap_or(range.len());
    range.start..range.start + length
}
