//! Blocks as plain text: what happened when, who said what, questions, factors, quotes, figures.
//!
//! In the order and with the words that readers of feeds get; see [`crate::render::body`].

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::lines::{self, wrap};
use super::{NARROWEST, Writer, is_block};
use crate::document::blocks::Block;
use crate::document::blocks::timeline::{Entry, Timeline};
use crate::document::blocks::transcript::Cue;
use crate::document::markdown::{self, Piece};
use crate::language::Words;
use crate::render::body::day_and_zone;

/// The widest column of times; a longer one stands in a line of its own.
const WIDEST_TIME: usize = 12;

impl Writer<'_, '_> {
    /// A part of a block whose events are `start..=end`.
    pub(super) fn part(
        &mut self,
        block: &Block,
        pieces: &[Piece<'_>],
        start: usize,
        end: usize,
        width: usize,
    ) -> Vec<String> {
        let inside = start + 1..end;
        let at = pieces[start].1.start;
        match block {
            Block::Timeline(timeline) => self.timeline(timeline, pieces, inside, width),
            // Written by the blocks they are parts of; alone they are their words.
            Block::Entry(_) | Block::Factor(_) | Block::Question => self.own(pieces, inside, width),
            Block::Caption | Block::Credit => self.own(pieces, inside, width),
            Block::Known => {
                let known = self.text.words.say("known_then", &[]);
                self.led(&format!("{known} "), pieces, inside, width)
            }
            Block::Transcript | Block::Questions => self.flow(pieces, inside, width),
            Block::Turn(cue) => self.led(&spoken(cue), pieces, inside, width),
            Block::QuestionList => {
                let first = self.questions + 1;
                self.questions += elements(pieces, inside.clone()).len() as u64;
                self.list(Some(first), pieces, inside, width)
            }
            Block::Factors(_) => self.factors(pieces, inside, width),
            Block::Pullquote if self.text.facts.repeated.contains(&at) => Vec::new(),
            Block::Pullquote => {
                let quote = self.own(pieces, inside, width.saturating_sub(2).max(NARROWEST));
                lines::before_each(quote, ">")
            }
            Block::Figure => self.figure(pieces, inside, width),
            Block::Items(items) => (self.text.items)(items, self.links),
        }
    }

    /// Writes something; what its author left open in raw HTML ends with it.
    fn closed<T>(&mut self, write: impl FnOnce(&mut Self) -> T) -> T {
        let raw = self.raw.clone();
        let (anchors, silent) = (self.anchors.len(), self.silent);
        let written = write(self);
        self.raw = raw;
        self.anchors.truncate(anchors);
        self.silent = silent;
        written
    }

    /// What stands inside a part.
    fn own(&mut self, pieces: &[Piece<'_>], inside: Range<usize>, width: usize) -> Vec<String> {
        self.closed(|writer| writer.flow(pieces, inside, width))
    }

    /// As [`Writer::own`], after words that stand in its first paragraph.
    fn led(&mut self, words: &str, pieces: &[Piece<'_>], inside: Range<usize>, width: usize) -> Vec<String> {
        let (first, rest) = first_words(pieces, inside);
        self.closed(|writer| {
            let mut out = Vec::new();
            let first = writer.inline(pieces, first);
            for paragraph in format!("{words}{}", first.trim_start()).split("\n\n") {
                lines::add_block(&mut out, wrap(paragraph, width));
            }
            lines::add_block(&mut out, writer.flow(pieces, rest, width));
            out
        })
    }

    fn timeline(
        &mut self,
        timeline: &Timeline,
        pieces: &[Piece<'_>],
        inside: Range<usize>,
        width: usize,
    ) -> Vec<String> {
        let entries = elements(pieces, inside);
        let entry_at = |writer: &Self, at: usize| match writer.blocks.get(&at) {
            Some(Block::Entry(entry)) => Some(entry.clone()),
            _ => None,
        };
        let times = entries
            .iter()
            .filter_map(|part| Some(time(&entry_at(self, part.start)?, self.text.words).chars().count()));
        let longest = times.filter(|length| *length <= WIDEST_TIME).max();
        let column = longest.map_or(0, |longest| longest + 2);
        let mut out = Vec::new();
        if entries.is_empty() {
            return out;
        }
        lines::add_block(&mut out, wrap(&day_and_zone(timeline, self.text.words), width));
        let mut all = Vec::new();
        for part in entries {
            let Some(entry) = entry_at(self, part.start) else { continue };
            let (time, width) = (time(&entry, self.text.words), width.saturating_sub(column).max(NARROWEST));
            let words = self.entry(&entry, pieces, part.start + 1..part.end - 1, width);
            let mut marker = format!("{time:<column$}");
            if time.chars().count() + 2 > column && !time.is_empty() {
                all.push(time);
                marker = " ".repeat(column);
            }
            if !words.is_empty() {
                all.extend(lines::indented(words, &marker, column));
            } else if !marker.trim().is_empty() {
                all.push(marker.trim_end().to_owned());
            }
        }
        lines::add_block(&mut out, all);
        out
    }

    /// What an entry says after its time; what was known then stands right below.
    fn entry(
        &mut self,
        entry: &Entry,
        pieces: &[Piece<'_>],
        inside: Range<usize>,
        width: usize,
    ) -> Vec<String> {
        let parts = elements(pieces, inside.clone());
        let is_known = |writer: &Self, at: usize| writer.blocks.get(&at) == Some(&Block::Known);
        let known =
            parts.iter().find(|part| is_known(self, part.start)).map_or(inside.end, |part| part.start);
        let who = if entry.who.is_empty() { String::new() } else { format!("{}: ", entry.who) };
        let mut out = self.led(&who, pieces, inside.start..known, width);
        for part in parts.into_iter().filter(|part| part.start >= known) {
            let known = is_known(self, part.start);
            let words = self.flow(pieces, part, width);
            if known { out.extend(words) } else { lines::add_block(&mut out, words) }
        }
        out
    }

    fn factors(&mut self, pieces: &[Piece<'_>], inside: Range<usize>, width: usize) -> Vec<String> {
        let mut out = Vec::new();
        if inside.is_empty() {
            return out;
        }
        let width = width.saturating_sub(2).max(NARROWEST);
        for part in elements(pieces, inside) {
            let words = match self.blocks.get(&part.start).cloned() {
                Some(Block::Factor(name)) => {
                    let inside = part.start + 1..part.end - 1;
                    let colon = if name.is_empty() || inside.is_empty() { "" } else { ": " };
                    self.led(&format!("{name}{colon}"), pieces, inside, width)
                }
                // Words between the points, which belong to none.
                _ => self.own(pieces, part, width),
            };
            if !words.is_empty() {
                out.extend(lines::indented(words, "- ", 2));
            }
        }
        // Those of the front matter have names alone.
        if !std::mem::replace(&mut self.factors, true) {
            let more = self.text.facts.more_factors.iter();
            out.extend(more.flat_map(|name| lines::indented(wrap(name, width), "- ", 2)));
        }
        out
    }

    fn figure(&mut self, pieces: &[Piece<'_>], inside: Range<usize>, width: usize) -> Vec<String> {
        let mut out = Vec::new();
        for part in elements(pieces, inside) {
            // One under the other: pictures, caption, credit.
            out.extend(self.flow(pieces, part, width));
        }
        out
    }
}

/// "[00:12:03] Ana: ".
fn spoken(cue: &Cue) -> String {
    let time = cue.time.as_ref().map_or_else(String::new, |(time, _)| format!("{time} "));
    format!("{time}{}: ", cue.speaker)
}

/// When something happened: "14:02", "about 14:10", "A gap"; empty if that is not said.
fn time(entry: &Entry, words: &Words) -> String {
    let Some(when) = &entry.when else { return String::new() };
    let shown = when.in_words(words);
    if when.about { words.say("about_time", &[("time", &shown)]) } else { shown }
}

/// The elements among these events.
fn elements(pieces: &[Piece<'_>], range: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut index = range.start;
    while index < range.end {
        let end = markdown::end_of(pieces, index) + 1;
        found.push(index..end);
        index = end;
    }
    found
}

/// The words at the beginning of these events, within their paragraph if they have one; and what
/// follows.
fn first_words(pieces: &[Piece<'_>], range: Range<usize>) -> (Range<usize>, Range<usize>) {
    match pieces.get(range.start).filter(|_| !range.is_empty()) {
        Some((Event::Start(Tag::Paragraph), _)) => {
            let end = markdown::end_of(pieces, range.start);
            (range.start + 1..end, end + 1..range.end)
        }
        _ => {
            let loose = elements(pieces, range.clone()).into_iter();
            let end = loose.take_while(|part| !is_block(&pieces[part.start].0)).last();
            let end = end.map_or(range.start, |part| part.end);
            (range.start..end, end..range.end)
        }
    }
}
