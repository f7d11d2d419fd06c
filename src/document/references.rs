//! Lists of references that authors write by hand, under a heading that says so.
//!
//! They stay as they are written. Which work of the library an entry is, is found in `corpus`.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::facts::{Reference, Text};
use super::markdown::{self, Piece};
use crate::diagnostic::{Diagnostic, catalog};
use crate::url::{LinkForm, link_form};
use crate::words::one_line;

/// Headings that promise a list of references, in lower case.
const HEADINGS: [&str; 4] = ["references", "works cited", "further reading", "bibliography"];

/// What a text has of references.
pub struct Found {
    /// The entries, in order.
    pub references: Vec<Reference>,
    /// Headings that promise a list and have nothing under them.
    pub empty: Vec<Diagnostic>,
}

/// Finds the entries of a text's lists of references: the points of the lists under such a heading,
/// up to the next heading that is not below it.
pub fn of(text: &Text<'_>, pieces: &[Piece<'_>]) -> Found {
    let mut found = Found { references: Vec::new(), empty: Vec::new() };
    let mut open: Option<(u8, Range<usize>, String, bool)> = None;
    let mut index = 0;
    while index < pieces.len() {
        let (event, range) = &pieces[index];
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let end = markdown::end_of(pieces, index);
                let words = markdown::words_of(&pieces[index..=end]);
                let level = *level as u8;
                if open.as_ref().is_none_or(|(above, ..)| level <= *above) {
                    found.close(text, open.take());
                    if HEADINGS.contains(&words.to_lowercase().trim_end_matches(':')) {
                        open = Some((level, range.clone(), words, false));
                    }
                }
                index = end;
            }
            Event::Start(Tag::Item) if open.is_some() => {
                let end = markdown::end_of(pieces, index);
                if let Some((_, _, _, filled)) = &mut open {
                    *filled = true;
                }
                found.references.extend(entry(text, &pieces[index..end], range));
                index = end;
            }
            Event::Text(_) | Event::Code(_) | Event::Html(_) | Event::InlineHtml(_) => {
                if let Some((_, _, _, filled)) = &mut open {
                    *filled = true;
                }
            }
            _ => {}
        }
        index += 1;
    }
    found.close(text, open);
    found
}

impl Found {
    fn close(&mut self, text: &Text<'_>, heading: Option<(u8, Range<usize>, String, bool)>) {
        if let Some((_, at, words, false)) = heading {
            let line = text.text[at.clone()].lines().next().map_or(at.end, |line| at.start + line.len());
            self.empty.push(catalog::nothing_under_heading(&words, text.span(&(at.start..line))));
        }
    }
}

/// An entry; `None` if it cites works of the library itself or holds no words.
fn entry(text: &Text<'_>, pieces: &[Piece<'_>], range: &Range<usize>) -> Option<Reference> {
    let mut words = String::new();
    let mut urls = Vec::new();
    let mut in_address = false;
    for (event, _) in pieces {
        match event {
            Event::Start(tag) if markdown::named_by(tag).is_some() => return None,
            Event::Start(Tag::Link { dest_url, link_type, .. }) => {
                if link_form(dest_url) == LinkForm::External {
                    urls.push(dest_url.to_string());
                }
                in_address = *link_type == LinkType::Autolink;
            }
            Event::End(TagEnd::Link) => in_address = false,
            Event::Text(more) if !in_address => words.push_str(more),
            Event::Code(more) => words.push_str(more),
            Event::SoftBreak | Event::HardBreak | Event::Start(Tag::Paragraph) => words.push(' '),
            _ => {}
        }
    }
    let words = one_line(&words);
    let end = range.start + text.text[range.clone()].trim_end().len();
    let span = text.span(&(range.start..end));
    (!words.is_empty() || !urls.is_empty()).then_some(Reference { span, words, urls })
}
