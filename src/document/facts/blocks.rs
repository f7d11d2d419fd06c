//! What blocks say: turns, entries and questions with their anchors, the names of factors, where the
//! items of a letter stand, which pull quotes repeat words of the text.

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{Event, Tag, TagEnd};
use serde::{Deserialize, Serialize};

use super::Reading;
use crate::document::blocks::{Block, Items};
use crate::document::markdown::{self, Piece};
use crate::source::Span;
use crate::words::one_line;

/// Words of a turn that lists show.
const OPENING_WORDS: usize = 14;

/// Pull quotes that are compared with the text; nobody means to write more.
const MOST_COMPARED: usize = 50;

/// What one speaker said until the next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Turn {
    /// Its id on the page: `t12`.
    pub id: String,
    /// The speaker's name as written.
    pub speaker: String,
    /// Whom it means: the person's name or id, one for all the ways in which the text writes it.
    pub person: String,
    /// Where it begins, in bytes of its text.
    pub at: usize,
    /// When it was said, in seconds from the beginning, if the text tells.
    pub time: Option<f64>,
    /// Its first words.
    pub opening: String,
    /// All its words, without markup and notes.
    pub words: String,
}

/// Where the items of a letter stand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ItemsPlace {
    /// Which items.
    pub items: Items,
    /// The block's first line.
    pub span: Span,
    /// Where the kind is named.
    pub kind_span: Span,
}

/// What is kept while the parts of blocks are read.
pub(super) struct InBlock {
    /// Whether its words are no opening of the text.
    apart: bool,
    /// Whether its words stand in the text already.
    again: bool,
    raw: crate::document::raw_filter::RawState,
}

/// How many anchors of each sort there are.
#[derive(Default)]
pub(super) struct Counts {
    entries: usize,
    questions: usize,
    turns: usize,
}

impl Reading<'_> {
    /// A part of a block begins, or an element that a block has made something of.
    pub(super) fn block(&mut self, block: &Block, pieces: &[Piece<'_>], index: usize) {
        let range = &pieces[index].1;
        let mut apart = false;
        match block {
            Block::Timeline(_) | Block::Questions | Block::Factors(_) | Block::Figure | Block::Pullquote => {
                apart = true;
            }
            Block::Entry(entry) => {
                self.counts.entries += 1;
                self.anchor(format!("e{}", self.counts.entries), range.start);
                self.facts.words += entry.who.split_whitespace().count();
            }
            Block::Turn(cue) => {
                self.counts.turns += 1;
                let id = self.anchor(format!("t{}", self.counts.turns), range.start);
                let named = cue.speaker.split_whitespace().count();
                self.facts.words += named;
                if self.opening.len() <= super::OPENING_WORDS && self.facts.opening.is_empty() {
                    self.opening.extend(format!("{}:", cue.speaker).split_whitespace().map(str::to_owned));
                }
                let words = spoken(&pieces[index..=markdown::end_of(pieces, index)]);
                self.facts.turns.push(Turn {
                    id,
                    speaker: cue.speaker.clone(),
                    person: cue.person.clone(),
                    at: range.start,
                    time: cue.time.as_ref().map(|(_, seconds)| *seconds),
                    opening: first_words(&words),
                    words,
                });
            }
            Block::Question => {
                self.counts.questions += 1;
                let id = self.anchor(format!("q{}", self.counts.questions), range.start);
                self.facts.questions.push(id);
            }
            Block::Factor(name) => {
                self.facts.words += name.split_whitespace().count();
                let name = match name.as_str() {
                    "" => markdown::words_of(&pieces[index..=markdown::end_of(pieces, index)]),
                    name => name.to_owned(),
                };
                self.facts.factors.push(name);
            }
            Block::Items(items) => self.facts.items.push(ItemsPlace {
                span: self.text.span(&super::line(self.text.text, range)),
                kind_span: self.text.span(&items.kind_at),
                items: items.clone(),
            }),
            Block::QuestionList | Block::Transcript | Block::Known | Block::Caption | Block::Credit => {}
        }
        if !matches!(block, Block::Question | Block::QuestionList) {
            let again = *block == Block::Pullquote && self.facts.repeated.contains(&range.start);
            self.skipped += usize::from(apart);
            self.again += usize::from(again);
            self.in_blocks.push(InBlock { apart, again, raw: self.raw.clone() });
        }
    }

    /// A part of a block ends. What its raw HTML left open ends with it.
    pub(super) fn block_end(&mut self) {
        if let Some(part) = self.in_blocks.pop() {
            self.skipped = self.skipped.saturating_sub(usize::from(part.apart));
            self.again = self.again.saturating_sub(usize::from(part.again));
            self.raw = part.raw;
        }
    }

    /// Gives a place an id, or one like it if that is taken. Fields stand on the page of the body.
    fn anchor(&mut self, id: String, at: usize) -> String {
        let id = match self.text.room {
            0 => id,
            room => format!("in-{room}-{id}"),
        };
        let id = self.ids.derive(&id);
        self.facts.ids.insert(id.clone());
        self.facts.anchors.insert(at, id.clone());
        id
    }
}

/// The pull quotes whose words stand in the text as well, by where they begin.
pub(super) fn repeated(pieces: &[Piece<'_>], blocks: &BTreeMap<usize, Block>) -> BTreeSet<usize> {
    let quotes: Vec<usize> =
        blocks.iter().filter(|(_, block)| **block == Block::Pullquote).map(|(at, _)| *at).collect();
    if quotes.is_empty() {
        return BTreeSet::new();
    }
    let mut text = String::new();
    let mut index = 0;
    while index < pieces.len() {
        let end = match quotes.binary_search(&index) {
            Ok(_) => markdown::end_of(pieces, index),
            Err(_) => {
                words(&pieces[index..=index], &mut text);
                index
            }
        };
        index = end + 1;
    }
    let text = folded(&text);
    let stands = |at: &&usize| {
        let mut quote = String::new();
        words(&pieces[**at..=markdown::end_of(pieces, **at)], &mut quote);
        let quote = folded(&quote);
        quote.len() > 1 && text.contains(&quote)
    };
    quotes.iter().take(MOST_COMPARED).filter(stands).map(|at| pieces[*at].1.start).collect()
}

/// Letters and digits in lower case, words parted by one blank, one at each end.
fn folded(text: &str) -> String {
    let letters = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut out = String::from(" ");
    for word in letters {
        out.extend(word.chars().flat_map(char::to_lowercase));
        out.push(' ');
    }
    out
}

fn words(pieces: &[Piece<'_>], out: &mut String) {
    for (event, _) in pieces {
        match event {
            Event::Text(words) | Event::Code(words) => out.push_str(words),
            Event::SoftBreak
            | Event::HardBreak
            | Event::Start(Tag::Paragraph | Tag::Item | Tag::Heading { .. }) => out.push(' '),
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_)) => out.push(' '),
            _ => {}
        }
    }
}

/// The words of a turn, without its notes.
fn spoken(pieces: &[Piece<'_>]) -> String {
    let mut out = String::new();
    let mut index = 0;
    while index < pieces.len() {
        match &pieces[index].0 {
            Event::Start(Tag::FootnoteDefinition(_)) => index = markdown::end_of(pieces, index),
            _ => words(&pieces[index..=index], &mut out),
        }
        index += 1;
    }
    one_line(&out)
}

fn first_words(words: &str) -> String {
    let mut all = words.split_whitespace();
    let first: Vec<&str> = all.by_ref().take(OPENING_WORDS).collect();
    match all.next() {
        Some(_) => format!("{} \u{2026}", first.join(" ")),
        None => first.join(" "),
    }
}
