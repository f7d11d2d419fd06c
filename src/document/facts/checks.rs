//! What is wrong with a text by itself: ids given twice, notes without an end, nesting without one.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{DEEPEST, NEVER_DEEP, Text, line};
use crate::config::HtmlPolicy;
use crate::diagnostic::{Diagnostic, catalog};
use crate::document::markdown::Piece;
use crate::document::{raw_filter, raw_html};

/// The ids an author gave, in headings and raw HTML.
pub(super) fn given_ids(pieces: &[Piece<'_>]) -> Vec<String> {
    let mut given = Vec::new();
    for (event, _) in pieces {
        match event {
            Event::Start(Tag::Heading { id: Some(id), .. }) => given.push(id.to_string()),
            Event::Html(html) | Event::InlineHtml(html) => {
                given.extend(raw_html::ids(html).into_iter().map(|(id, _)| id))
            }
            _ => {}
        }
    }
    given
}

pub(super) fn repeated_ids(text: &Text<'_>, pieces: &[Piece<'_>]) -> Vec<Diagnostic> {
    let mut first: BTreeMap<String, Range<usize>> = BTreeMap::new();
    let mut told = Vec::new();
    for (event, range) in pieces {
        let ids = match event {
            Event::Start(Tag::Heading { id: Some(id), .. }) => vec![(id.to_string(), line(text.text, range))],
            Event::Html(html) | Event::InlineHtml(html) if text.html != HtmlPolicy::Escape => {
                raw_html::ids(html)
                    .into_iter()
                    .map(|(id, at)| {
                        (id, (range.start + at.start).min(range.end)..(range.start + at.end).min(range.end))
                    })
                    .collect()
            }
            _ => continue,
        };
        for (id, at) in ids {
            match first.get(&id) {
                Some(before) => told.push(catalog::same_id(&id, text.span(&at), text.span(before))),
                None => {
                    first.insert(id, at);
                }
            }
        }
    }
    told
}

/// Notes that are defined and not used, used and not defined, defined twice.
pub(super) fn footnotes(text: &Text<'_>, pieces: &[Piece<'_>]) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    let mut used: BTreeSet<&str> = BTreeSet::new();
    let mut defined: BTreeMap<&str, &Range<usize>> = BTreeMap::new();
    let mut verbatim = 0usize;
    for (event, range) in pieces {
        match event {
            Event::FootnoteReference(label) => {
                used.insert(label);
            }
            Event::Start(Tag::FootnoteDefinition(label)) => {
                if let Some(first) = defined.get(&**label) {
                    told.push(catalog::footnote_twice(
                        label,
                        text.span(&line(text.text, range)),
                        text.span(&line(text.text, first)),
                    ));
                } else {
                    defined.insert(label, range);
                }
            }
            Event::Start(Tag::CodeBlock(_)) => verbatim += 1,
            Event::End(TagEnd::CodeBlock) => verbatim -= 1,
            Event::Text(words) if verbatim == 0 && words.contains("[^") => {
                // In the text as written, where an escaped bracket does not look like a note.
                let written = &text.text[range.clone()];
                for (at, _) in written.match_indices("[^") {
                    let after = &written[at + 2..];
                    let after = &after[..after.find("[^").unwrap_or(after.len())];
                    let Some((label, _)) = after.split_once(']') else { continue };
                    if written[..at].ends_with('\\') {
                        continue;
                    }
                    if !label.is_empty() && !label.contains(char::is_whitespace) {
                        let start = range.start + at;
                        let span = text.span(&(start..start + label.len() + 3));
                        told.push(catalog::footnote_undefined(label, span));
                    }
                }
            }
            _ => {}
        }
    }
    for (label, range) in defined {
        if !used.contains(label) {
            told.push(catalog::footnote_unused(label, text.span(&line(text.text, range))));
        }
    }
    told
}

/// Where elements begin to stand too deep in each other, if they do. Markdown and harmless HTML are
/// counted together, since both become elements of one page.
pub(super) fn too_deep(text: &Text<'_>, pieces: &[Piece<'_>]) -> Option<Diagnostic> {
    let (mut elements, mut raw) = (0usize, 0usize);
    for (event, range) in pieces {
        match event {
            Event::Start(_) => elements += 1,
            Event::End(_) => elements = elements.saturating_sub(1),
            Event::Html(html) | Event::InlineHtml(html) if text.html == HtmlPolicy::Safe => {
                for piece in raw_html::pieces(html) {
                    let raw_html::Piece::Tag(tag) = piece else { continue };
                    let name = tag.name.as_str();
                    if NEVER_DEEP.contains(&name) || raw_filter::ELEMENTS.binary_search(&name).is_err() {
                        continue;
                    }
                    raw = if tag.closing { raw.saturating_sub(1) } else { raw + 1 };
                    if elements + raw > DEEPEST {
                        break;
                    }
                }
            }
            _ => {}
        }
        if elements + raw > DEEPEST {
            return Some(catalog::nested_too_deep(DEEPEST, text.span(&line(text.text, range))));
        }
    }
    None
}
