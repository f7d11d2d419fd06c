//! Blocks that know what they hold: timelines, transcripts, questions, factors, pull quotes, figures,
//! the items of a letter.
//!
//! Each is fenced code whose info string begins with its name, so that other Markdown tools show it
//! as readable text. [`read`] gives the events of a text in which such blocks are opened up: their
//! parts stand between the events [`opening`] and [`closing`], what a part is stands in
//! [`Read::blocks`] under the index of its first event, and every place is one of the text around.
//! Thus links, ids, notes and words inside a block count like all others. Its grammar is in a file a
//! block; what it means for facts is in `facts/blocks.rs`, how it looks is `render`'s.

mod attributes;
mod factors;
mod figure;
mod inner;
mod questions;
pub mod timeline;
pub mod transcript;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, MetadataBlockKind, Tag, TagEnd};
use serde::{Deserialize, Serialize};

use super::markdown::{self, Flavour, Piece};
use crate::diagnostic::{Diagnostic, catalog};
use crate::source::Span;
use attributes::Attributes;
use inner::Inner;
use timeline::{Entry, Timeline};
use transcript::{Cue, Voices};

/// The names of the blocks, as they stand after a fence. Sorted.
pub const NAMES: [&str; 7] =
    ["factors", "figure", "items", "pullquote", "questions", "timeline", "transcript"];

/// Blocks may stand in each other this deep; what is deeper stays code.
const DEEPEST: usize = 6;

/// A block, or a part of one.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// What happened when.
    Timeline(Timeline),
    /// An entry of a timeline.
    Entry(Entry),
    /// What was known then: a part of an entry.
    Known,
    /// Words that were spoken.
    Transcript,
    /// What one speaker said: a part of a transcript.
    Turn(Cue),
    /// Questions to talk about.
    Questions,
    /// A list of questions: stands on the list itself, without a part of its own.
    QuestionList,
    /// A question: stands on the item itself, without a part of its own.
    Question,
    /// What came together. Whether each has a name and words of its own.
    Factors(bool),
    /// One of these; its name, if it is parted from the rest.
    Factor(String),
    /// Words set apart from the text.
    Pullquote,
    /// Pictures with their caption.
    Figure,
    /// The caption of a figure.
    Caption,
    /// Whose a figure is.
    Credit,
    /// Where the items of a letter stand.
    Items(Items),
}

/// Which items of a letter stand in a place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Items {
    /// Only those of the kind of this name.
    pub kind: Option<String>,
    /// Whether their whole text is given, and not just a summary.
    pub full: bool,
    /// Where the name of the kind stands.
    pub kind_at: Range<usize>,
}

/// Something that was found in a block: where, and how it is told.
pub struct Finding {
    /// In bytes of the text.
    pub at: Range<usize>,
    /// The finding, for that place in the file.
    pub tell: Box<dyn Fn(Span) -> Diagnostic>,
}

/// A text in which the blocks are opened up.
#[derive(Default)]
pub struct Read<'a> {
    /// The events.
    pub pieces: Vec<Piece<'a>>,
    /// What the parts are, by the index of the event they begin with.
    pub blocks: BTreeMap<usize, Block>,
    /// What is wrong with the blocks.
    pub findings: Vec<Finding>,
}

/// How a text is read.
#[derive(Clone, Copy)]
struct Reading<'r> {
    flavour: Flavour,
    voices: &'r Voices,
    depth: usize,
}

/// The event that begins a part. The parser never makes it: it is told to read no metadata.
pub fn opening() -> Event<'static> {
    Event::Start(Tag::MetadataBlock(MetadataBlockKind::YamlStyle))
}

/// The event that ends a part.
pub fn closing() -> Event<'static> {
    Event::End(TagEnd::MetadataBlock(MetadataBlockKind::YamlStyle))
}

/// Reads a text with its blocks. `voices` says who may speak, and whether all of the text is a
/// transcript.
pub fn read<'a>(text: &'a str, flavour: Flavour, voices: &Voices) -> Read<'a> {
    let reading = Reading { flavour, voices, depth: 0 };
    let mut read = expanded(markdown::read(text, flavour), text, reading);
    if voices.all {
        read = transcript::arranged(read, voices);
    }
    if read.blocks.is_empty() { read } else { with_notes(read, text) }
}

/// The block that an info string names.
fn named(info: &str) -> Option<&'static str> {
    let first = info.split_whitespace().next()?;
    NAMES.binary_search(&first).ok().map(|at| NAMES[at])
}

/// The events of `text` with its blocks opened up.
fn expanded<'a>(pieces: Vec<Piece<'a>>, text: &'a str, reading: Reading<'_>) -> Read<'a> {
    let block_at = |event: &Event<'_>| match event {
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => named(info),
        _ => None,
    };
    if reading.depth >= DEEPEST || !pieces.iter().any(|(event, _)| block_at(event).is_some()) {
        return Read { pieces, ..Read::default() };
    }
    let mut read = Read { pieces: Vec::with_capacity(pieces.len()), ..Read::default() };
    let mut rest = pieces.into_iter();
    while let Some((event, range)) = rest.next() {
        let Some(name) = block_at(&event) else {
            read.pieces.push((event, range));
            continue;
        };
        // Code holds at most one piece of text.
        let content = match rest.next() {
            Some((Event::Text(words), place)) => {
                rest.next();
                Inner::of(&words, place, text)
            }
            _ => Inner::of("", range.end..range.end, text),
        };
        read.open_up(name, &content, range, text, reading);
    }
    read
}

impl<'a> Read<'a> {
    /// Adds a block.
    fn open_up(
        &mut self,
        name: &'static str,
        content: &Inner<'a>,
        range: Range<usize>,
        text: &str,
        reading: Reading<'_>,
    ) {
        let known: &[&str] = match name {
            "timeline" => &["date", "zone"],
            "items" => &["full", "kind"],
            _ => &[],
        };
        let given = Attributes::read(name, known, &range, text, &mut self.findings);
        let head = given.line.clone();
        if name != "items" && content.text.trim().is_empty() {
            let what = move |span| catalog::empty_block(name, span);
            self.findings.push(Finding { at: head.clone(), tell: Box::new(what) });
        }
        let inside = |reading| read_inside(content, text, reading);
        match name {
            "timeline" => timeline::add(self, content, &given, range, text, reading),
            "transcript" => {
                let voices = Voices { all: true, ..reading.voices.clone() };
                let arranged = transcript::arranged(inside(reading), &voices);
                self.part(Block::Transcript, range, arranged);
            }
            "questions" => self.part(Block::Questions, range, questions::arranged(inside(reading), head)),
            "factors" => {
                let (named, arranged) = factors::arranged(inside(reading), head);
                self.part(Block::Factors(named), range, arranged);
            }
            "pullquote" => self.part(Block::Pullquote, range, inside(reading)),
            "figure" => self.part(Block::Figure, range, figure::arranged(inside(reading), head)),
            _ => {
                if !content.text.trim().is_empty() {
                    let tell = move |span| catalog::block_is_empty(name, span);
                    self.findings.push(Finding { at: head, tell: Box::new(tell) });
                }
                let items = given.items(&mut self.findings);
                self.part(Block::Items(items), range, Read::default());
            }
        }
    }

    /// Adds events with what is known of them.
    fn append(&mut self, more: Read<'a>) {
        let base = self.pieces.len();
        self.pieces.extend(more.pieces);
        self.blocks.extend(more.blocks.into_iter().map(|(at, block)| (at + base, block)));
        self.findings.extend(more.findings);
    }

    /// Begins a part.
    fn open(&mut self, block: Block, range: Range<usize>) {
        self.blocks.insert(self.pieces.len(), block);
        self.pieces.push((opening(), range));
    }

    /// Ends a part.
    fn close(&mut self, range: Range<usize>) {
        self.pieces.push((closing(), range));
    }

    /// Adds a part with all that is in it.
    fn part(&mut self, block: Block, range: Range<usize>, inside: Read<'a>) {
        self.open(block, range.clone());
        self.append(inside);
        self.close(range);
    }

    fn into_static<'b>(self) -> Read<'b> {
        Read {
            pieces: self.pieces.into_iter().map(|(event, range)| (event.into_static(), range)).collect(),
            blocks: self.blocks,
            findings: self.findings,
        }
    }
}

/// What stands in a block, read as Markdown, its places those of `around`.
fn read_inside<'a>(inner: &Inner<'a>, around: &str, reading: Reading<'_>) -> Read<'a> {
    let reading = Reading { depth: reading.depth + 1, ..reading };
    let mut read = match &inner.text {
        std::borrow::Cow::Borrowed(text) => expanded(markdown::read(text, reading.flavour), text, reading),
        std::borrow::Cow::Owned(text) => {
            expanded(markdown::read(text, reading.flavour), text, reading).into_static()
        }
    };
    for (_, range) in &mut read.pieces {
        *range = inner.place(range, around);
    }
    for finding in &mut read.findings {
        finding.at = inner.place(&finding.at, around);
    }
    for block in read.blocks.values_mut() {
        if let Block::Items(items) = block {
            items.kind_at = inner.place(&items.kind_at, around);
        }
    }
    read
}

/// Takes the events of a text one element at a time, with what is known of them, to put them down
/// in another order.
struct Taking<'a> {
    pieces: std::iter::Enumerate<std::vec::IntoIter<Piece<'a>>>,
    blocks: BTreeMap<usize, Block>,
}

impl<'a> Taking<'a> {
    /// Begins; the findings stay with `into`.
    fn from(read: Read<'a>, into: &mut Read<'a>) -> Taking<'a> {
        into.findings.extend(read.findings);
        Taking { pieces: read.pieces.into_iter().enumerate(), blocks: read.blocks }
    }

    /// Moves the next `count` events.
    fn put(&mut self, count: usize, into: &mut Read<'a>) {
        for _ in 0..count {
            let Some((index, piece)) = self.pieces.next() else { return };
            if let Some(block) = self.blocks.remove(&index) {
                into.blocks.insert(into.pieces.len(), block);
            }
            into.pieces.push(piece);
        }
    }

    /// Drops the next `count` events.
    fn drop(&mut self, count: usize) {
        for _ in 0..count {
            self.pieces.next();
        }
    }
}

/// A text event without its first `cut` bytes and the blanks after them.
fn cut_text<'a>((event, range): Piece<'a>, cut: usize) -> Piece<'a> {
    let Event::Text(words) = event else { return (event, range) };
    let rest = words.get(cut..).unwrap_or_default().trim_start();
    let cut = words.len() - rest.len();
    let range = if range.len() == words.len() { range.start + cut..range.end } else { range };
    let rest = match &words {
        CowStr::Borrowed(words) => CowStr::Borrowed(&words[cut..]),
        _ => CowStr::from(rest.to_owned()),
    };
    (Event::Text(rest), range)
}

/// Notes may be defined outside a block and used inside it, and the reverse: what each text by itself
/// took for words is a note if any of the texts defines it.
fn with_notes<'a>(read: Read<'a>, text: &str) -> Read<'a> {
    let defined: BTreeSet<String> = read
        .pieces
        .iter()
        .filter_map(|(event, _)| match event {
            Event::Start(Tag::FootnoteDefinition(label)) => Some(label.to_string()),
            _ => None,
        })
        .collect();
    if defined.is_empty() {
        return read;
    }
    let mut out = Read { pieces: Vec::with_capacity(read.pieces.len()), ..Read::default() };
    let mut blocks = read.blocks;
    let mut verbatim = 0usize;
    for (index, (event, range)) in read.pieces.into_iter().enumerate() {
        if let Some(block) = blocks.remove(&index) {
            out.blocks.insert(out.pieces.len(), block);
        }
        match &event {
            Event::Start(Tag::CodeBlock(_)) => verbatim += 1,
            Event::End(TagEnd::CodeBlock) => verbatim = verbatim.saturating_sub(1),
            Event::Text(words)
                if verbatim == 0 && words.contains("[^") && text.get(range.clone()) == Some(&**words) =>
            {
                noted(words, &range, &defined, &mut out.pieces);
                continue;
            }
            _ => {}
        }
        out.pieces.push((event, range));
    }
    out.findings = read.findings;
    out
}

/// Words in which `[^label]` is a note if there is one of that label.
fn noted<'a>(
    words: &CowStr<'a>,
    range: &Range<usize>,
    defined: &BTreeSet<String>,
    pieces: &mut Vec<Piece<'a>>,
) {
    let mut from = 0;
    let mut search = 0;
    let text = |part: &str| Event::Text(CowStr::from(part.to_owned()));
    while let Some(at) = words[search..].find("[^").map(|at| search + at) {
        search = at + 2;
        let Some(length) =
            words[search..].find([']', '[']).filter(|end| words[search + end..].starts_with(']'))
        else {
            continue;
        };
        let label = words[search..search + length].to_lowercase();
        if !defined.contains(&label) {
            continue;
        }
        if from < at {
            pieces.push((text(&words[from..at]), range.start + from..range.start + at));
        }
        from = search + length + 1;
        search = from;
        let note = Event::FootnoteReference(CowStr::from(label));
        pieces.push((note, range.start + at..range.start + from));
    }
    if from < words.len() {
        pieces.push((text(&words[from..]), range.start + from..range.end));
    }
}

#[cfg(test)]
mod tests;
