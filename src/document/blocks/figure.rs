//! A figure: one or more pictures, then the caption; a last line `Credit: …` says whose it is.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Block, Finding, Read, Taking};
use crate::diagnostic::catalog;
use crate::document::markdown::{self, Piece};

/// Parts pictures, caption and credit.
pub(super) fn arranged(read: Read<'_>, head: Range<usize>) -> Read<'_> {
    let pieces = &read.pieces;
    let Some(pictures) = Pictures::at_the_start(pieces) else {
        let mut read = read;
        if !read.pieces.is_empty() {
            let tell = Box::new(catalog::figure_without_picture);
            read.findings.push(Finding { at: head, tell });
        }
        return read;
    };
    let total = pieces.len();
    let credit = credit_line(pieces, pictures.end);
    let caption_end = credit.unwrap_or(total);
    let place = |from: usize, to: usize| {
        let start = pieces.get(from).map_or(head.end, |(_, range)| range.start);
        start..pieces.get(to.saturating_sub(1)).map_or(start, |(_, range)| range.end).max(start)
    };
    let (caption_at, credit_at) = (place(pictures.end, caption_end), place(caption_end, total));
    // The rest of the paragraph that the last picture stands in lacks its beginning.
    let (open, from) = (pictures.open, pictures.end);
    let in_credit = credit.is_some_and(|credit| !matches!(pieces[credit].0, Event::Start(Tag::Paragraph)));
    let mut out = Read::default();
    let kept = pictures.kept;
    let mut taking = Taking::from(read, &mut out);
    for keep in kept {
        if keep { taking.put(1, &mut out) } else { taking.drop(1) }
    }
    if from < caption_end {
        out.open(Block::Caption, caption_at.clone());
        if open {
            out.pieces.push((Event::Start(Tag::Paragraph), caption_at.clone()));
        }
        if in_credit {
            // The line break before the credit goes, the paragraph ends here.
            taking.put((caption_end - from).saturating_sub(1), &mut out);
            taking.drop(1);
            out.pieces.push((Event::End(TagEnd::Paragraph), caption_at.clone()));
        } else {
            taking.put(caption_end - from, &mut out);
        }
        out.close(caption_at);
    }
    if caption_end < total {
        out.open(Block::Credit, credit_at.clone());
        if in_credit {
            out.pieces.push((Event::Start(Tag::Paragraph), credit_at.clone()));
        }
        taking.put(total - caption_end, &mut out);
        out.close(credit_at);
    }
    out
}

/// The pictures a figure begins with.
struct Pictures {
    /// For each event up to `end`, whether it belongs to a picture.
    kept: Vec<bool>,
    /// The first event after them.
    end: usize,
    /// Whether they end within a paragraph that goes on.
    open: bool,
}

impl Pictures {
    fn at_the_start(pieces: &[Piece<'_>]) -> Option<Pictures> {
        let mut kept = Vec::new();
        let (mut found, mut open) = (false, false);
        let mut index = 0;
        while let Some((event, _)) = pieces.get(index) {
            match event {
                Event::Start(Tag::Paragraph) => {
                    let picture = matches!(pieces.get(index + 1), Some((Event::Start(Tag::Image { .. }), _)));
                    if !picture {
                        break;
                    }
                    open = true;
                    kept.push(false);
                }
                Event::End(TagEnd::Paragraph) => {
                    open = false;
                    kept.push(false);
                }
                Event::Start(Tag::Image { .. }) => {
                    let end = markdown::end_of(pieces, index);
                    kept.resize(end + 1, true);
                    index = end;
                    found = true;
                }
                Event::SoftBreak | Event::HardBreak if open => kept.push(false),
                Event::Text(words) if words.trim().is_empty() => kept.push(false),
                _ => break,
            }
            index += 1;
        }
        found.then_some(Pictures { end: kept.len(), kept, open })
    }
}

/// The index where the credit begins: of a paragraph of its own, or of the last line of one.
fn credit_line(pieces: &[Piece<'_>], from: usize) -> Option<usize> {
    let last = pieces.len().checked_sub(1)?;
    if last < from || !matches!(pieces[last].0, Event::End(TagEnd::Paragraph)) {
        return None;
    }
    let is_credit = |index: usize| matches!(&pieces.get(index), Some((Event::Text(words), _)) if words.starts_with("Credit:"));
    let mut depth = 0usize;
    for index in (from..last).rev() {
        match &pieces[index].0 {
            Event::End(_) => depth += 1,
            Event::Start(Tag::Paragraph) if depth == 0 => return is_credit(index + 1).then_some(index),
            Event::Start(_) => depth = depth.saturating_sub(1),
            Event::SoftBreak | Event::HardBreak if depth == 0 => {
                return is_credit(index + 1).then_some(index + 1);
            }
            _ => {}
        }
    }
    is_credit(from).then_some(from)
}
