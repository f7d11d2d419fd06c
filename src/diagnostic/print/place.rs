//! Lines and columns of spans, and the part of a line that is worth showing.
//!
//! A file's lines are looked up once, however many findings it has, and no step takes longer
//! because a line is long: a file may hold a megabyte in one line and a finding in each word.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;
use std::sync::Arc;

use crate::source::{SourcePath, Sources, Span};

/// How many bytes are counted at most to learn a column.
const BLOCK: usize = 1024;

/// The texts that findings point into, each with the table of its lines once it is asked for.
pub(super) struct Files<'a> {
    sources: &'a Sources,
    tables: BTreeMap<SourcePath, Lines>,
}

impl<'a> Files<'a> {
    pub(super) fn new(sources: &'a Sources) -> Files<'a> {
        Files { sources, tables: BTreeMap::new() }
    }

    /// The lines of a span's file and where in them it is. Nothing if the span means the file as a
    /// whole, or one without text.
    pub(super) fn find(&mut self, span: &Span) -> Option<(&Lines, Place)> {
        if span.is_whole() {
            return None;
        }
        let lines: &Lines = match self.tables.entry(span.file.clone()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(Lines::new(self.sources.text(&span.file)?)),
        };
        let place = lines.place(span);
        Some((lines, place))
    }
}

/// Where a span is, for people: lines and columns from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) line: usize,
    pub(super) column: usize,
    /// The line of the end, which is one past the last character.
    pub(super) end_line: usize,
    pub(super) end_column: usize,
    /// The bytes, now surely inside the text and between characters.
    pub(super) range: Range<usize>,
}

/// A text with a table of its lines.
pub(super) struct Lines {
    pub(super) text: Arc<str>,
    /// First byte of each line.
    starts: Vec<usize>,
    /// How many characters begin before each block of [`BLOCK`] bytes; empty if all are ASCII.
    counts: Vec<usize>,
}

impl Lines {
    pub(super) fn new(text: Arc<str>) -> Lines {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        let mut counts = Vec::new();
        if !text.is_ascii() {
            let mut count = 0;
            for block in text.as_bytes().chunks(BLOCK) {
                counts.push(count);
                count += begun(block);
            }
            counts.push(count);
        }
        Lines { text, starts, counts }
    }

    /// Where a span is. One that leaves the text or cuts a character is taken for the nearest that
    /// does not.
    pub(super) fn place(&self, span: &Span) -> Place {
        let start = self.boundary(span.start as usize, false);
        let end = self.boundary(span.end as usize, true).max(start);
        let (line, column) = self.position(start);
        let (end_line, end_column) = if end == start { (line, column) } else { self.position(end) };
        Place { line, column, end_line, end_column, range: start..end }
    }

    /// The end of a place without blank space, such as the end of its last line, which would make
    /// it seem to reach into the next one. A place that is all blank keeps its end.
    pub(super) fn visible_end(&self, place: &Place) -> usize {
        match self.text[place.range.clone()].trim_end().len() {
            0 => place.range.end,
            length => place.range.start + length,
        }
    }

    /// The bytes of a line, counted from 1, without the characters that end it.
    pub(super) fn line(&self, number: usize) -> Range<usize> {
        let start = self.starts.get(number.saturating_sub(1)).copied().unwrap_or(self.text.len());
        let end = self.starts.get(number).map_or(self.text.len(), |next| next - 1);
        let end = end.max(start);
        match self.text[start..end].ends_with('\r') {
            true => start..end - 1,
            false => start..end,
        }
    }

    /// The part of a line around `at` that is shown when the line is long: up to `before`
    /// characters before it, and `after` from it on.
    pub(super) fn around(&self, number: usize, at: usize, before: usize, after: usize) -> Range<usize> {
        let line = self.line(number);
        let at = at.clamp(line.start, line.end);
        let start = match before {
            0 => at,
            _ => {
                let back = self.text[line.start..at].char_indices().rev().nth(before - 1);
                line.start + back.map_or(0, |(byte, _)| byte)
            }
        };
        let end = self.text[at..line.end].char_indices().nth(after).map_or(line.end, |(byte, _)| at + byte);
        start..end
    }

    fn boundary(&self, at: usize, up: bool) -> usize {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            if up { at += 1 } else { at -= 1 }
        }
        at
    }

    /// Line and column, both counted from 1.
    pub(super) fn position(&self, at: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= at);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        (line, self.characters(at).saturating_sub(self.characters(start)) + 1)
    }

    /// How many characters begin before this byte.
    fn characters(&self, at: usize) -> usize {
        match self.counts.get(at / BLOCK) {
            None => at,
            Some(before) => before + begun(&self.text.as_bytes()[at / BLOCK * BLOCK..at]),
        }
    }
}

/// How many characters begin in these bytes of UTF-8.
fn begun(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte as i8) >= -64).count()
}
