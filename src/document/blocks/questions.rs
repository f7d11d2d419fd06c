//! Questions to talk about: a Markdown list, of which every point is one.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::{Block, Finding, Read};
use crate::diagnostic::catalog;
use crate::document::markdown;

/// Marks the lists and their points.
pub(super) fn arranged(mut read: Read<'_>, head: Range<usize>) -> Read<'_> {
    let mut index = 0;
    let mut questions = 0;
    while index < read.pieces.len() {
        let end = markdown::end_of(&read.pieces, index);
        if matches!(read.pieces[index].0, Event::Start(Tag::List(_))) {
            read.blocks.insert(index, Block::QuestionList);
            let mut point = index + 1;
            while point < end {
                read.blocks.insert(point, Block::Question);
                questions += 1;
                point = markdown::end_of(&read.pieces, point) + 1;
            }
        }
        index = end + 1;
    }
    if questions == 0 && !read.pieces.is_empty() {
        let tell = Box::new(|span| catalog::block_wants_list("questions", "- What did nobody see?", span));
        read.findings.push(Finding { at: head, tell });
    }
    read
}
