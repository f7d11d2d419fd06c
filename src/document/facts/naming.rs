//! What a text names, and in which sentences: citations, links, pages of quotes.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::Event;

use super::{Citation, CitedWork, Reading, in_code_block};
use crate::document::brackets;
use crate::document::markdown::{self, Piece};

/// What waits for its sentence, by its index.
#[derive(Debug)]
pub(super) enum Named {
    Link(usize),
    Citation(usize),
}

impl Reading<'_> {
    /// Keeps the words of the block for the sentences that something is named in.
    pub(super) fn gather(&mut self, event: &Event<'_>, pieces: &[Piece<'_>], index: usize) {
        match event {
            Event::Text(words) | Event::Code(words) if !in_code_block(pieces, index) => {
                self.sentences.push(words)
            }
            Event::SoftBreak | Event::HardBreak => self.sentences.push(" "),
            Event::Start(tag) if markdown::is_inline(tag.to_end()) => {}
            Event::End(end) if markdown::is_inline(*end) => {}
            Event::Start(_) | Event::End(_) => self.end_sentences(),
            _ => {}
        }
    }

    pub(super) fn end_sentences(&mut self) {
        for (named, sentence) in self.sentences.end() {
            match named {
                Named::Link(index) => {
                    if let Some(link) = self.facts.links.get_mut(index) {
                        link.sentence = sentence.into();
                    }
                }
                Named::Citation(index) => {
                    if let Some(citation) = self.facts.citations.get_mut(index) {
                        citation.sentence = sentence.into();
                    }
                }
            }
        }
    }

    pub(super) fn citation(&mut self, cited: Vec<brackets::Cited>, range: &Range<usize>) {
        let written = self.text.text.get(range.clone()).unwrap_or_default();
        let cited = cited.into_iter().map(|one| {
            // The place in the bracket, if the bracket stands in the text as it was read.
            let key = written.get(one.at.clone()).filter(|found| found.strip_prefix('@') == Some(&one.key));
            let at = match key {
                Some(_) => range.start + one.at.start..range.start + one.at.end,
                None => range.clone(),
            };
            let span = self.text.span(&at);
            CitedWork { prefix: one.prefix, key: one.key, locator: one.locator, span }
        });
        let cited = cited.collect();
        self.sentences.name(Named::Citation(self.facts.citations.len()));
        self.facts.citations.push(Citation { at: range.start, cited, sentence: Arc::default() });
    }

    /// A quote whose source is a page alone is from the work that the document is about, if it is
    /// about one.
    pub(super) fn page_of_a_quote(&mut self, pieces: &[Piece<'_>], start: usize) {
        let Some((at, locator)) = markdown::page_of_a_quote(pieces, start) else { return };
        let span = self.text.span(&at);
        let cited =
            vec![CitedWork { prefix: String::new(), key: String::new(), locator: locator.to_owned(), span }];
        self.facts.citations.push(Citation { at: at.start, cited, sentence: Arc::default() });
    }
}
