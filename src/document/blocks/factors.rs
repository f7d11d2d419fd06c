//! What came together: a Markdown list, each point a name, a colon and what there is to say of it.
//! They have no order, and none of them is a cause.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::{Block, Finding, Read, Taking, cut_text};
use crate::diagnostic::catalog;
use crate::document::markdown::{self, Piece};

/// Makes the points parts of their own. Also gives whether each has a name and words after it.
pub(super) fn arranged(read: Read<'_>, head: Range<usize>) -> (bool, Read<'_>) {
    let mut out = Read::default();
    let mut points: Vec<(Range<usize>, Range<usize>, Named)> = Vec::new();
    let (mut all_named, mut index) = (true, 0);
    while index < read.pieces.len() {
        let end = markdown::end_of(&read.pieces, index);
        if matches!(read.pieces[index].0, Event::Start(Tag::List(_))) {
            let mut point = index + 1;
            while point < end {
                let point_end = markdown::end_of(&read.pieces, point);
                let named = name_of(&read.pieces, point, point_end);
                all_named &= !named.name.is_empty() && named.words;
                points.push((point..point_end, read.pieces[point].1.clone(), named));
                point = point_end + 1;
            }
        } else {
            all_named = false;
        }
        index = end + 1;
    }
    if points.is_empty() && !read.pieces.is_empty() {
        let example = "- A steep ramp: at low water the cars rolled back";
        let tell = Box::new(move |span| catalog::block_wants_list("factors", example, span));
        out.findings.push(Finding { at: head, tell });
        out.append(read);
        return (false, out);
    }
    let mut points = points.into_iter().peekable();
    let pieces = read.pieces.len();
    let mut taking = Taking::from(read, &mut out);
    let mut index = 0;
    while index < pieces {
        match points.peek() {
            // The list's own events are dropped: the parts stand for it.
            Some((point, ..)) if point.start == index + 1 || point.start == index => {
                if point.start == index + 1 {
                    taking.drop(1);
                    index += 1;
                }
                while let Some((point, range, named)) = points.next_if(|(point, ..)| point.start == index) {
                    out.open(Block::Factor(named.name), range.clone());
                    taking.drop(1);
                    let whole = point.end - point.start - 1;
                    taking.put(named.before, &mut out);
                    taking.drop(named.dropped);
                    let left = whole - named.before - named.dropped;
                    if named.cut > 0 && left > 0 {
                        taking.put(1, &mut out);
                        if let Some(piece) = out.pieces.pop() {
                            out.pieces.push(cut_text(piece, named.cut));
                        }
                        taking.put(left - 1, &mut out);
                    } else {
                        taking.put(left, &mut out);
                    }
                    taking.drop(1);
                    out.close(range);
                    index = point.end + 1;
                }
                taking.drop(1);
                index += 1;
            }
            _ => {
                taking.put(1, &mut out);
                index += 1;
            }
        }
    }
    (all_named, out)
}

/// How a point is parted.
struct Named {
    name: String,
    /// Events before the name, after the point's own.
    before: usize,
    /// Events that are the name and nothing else.
    dropped: usize,
    /// Bytes of the event after these that belong to the name.
    cut: usize,
    /// Whether anything is said after it.
    words: bool,
}

/// The name of the point `start..end`: its first words up to a colon, or strong ones before it.
fn name_of(pieces: &[Piece<'_>], start: usize, end: usize) -> Named {
    let paragraph = matches!(pieces.get(start + 1), Some((Event::Start(Tag::Paragraph), _)));
    let first = start + 1 + usize::from(paragraph);
    let before = usize::from(paragraph);
    let none = Named { name: String::new(), before: 0, dropped: 0, cut: 0, words: false };
    let after = |index: usize, cut: usize| {
        let rest = match &pieces[index].0 {
            Event::Text(words) => words.get(cut..).is_some_and(|rest| !rest.trim().is_empty()),
            _ => false,
        };
        rest || pieces[index + 1..end].iter().any(|(event, _)| !matches!(event, Event::End(_)))
    };
    match pieces.get(first) {
        Some((Event::Text(words), _)) => {
            let colon = words.find(": ").or_else(|| words.ends_with(':').then(|| words.len() - 1));
            match colon.filter(|colon| !words[..*colon].trim().is_empty()) {
                Some(colon) => Named {
                    name: words[..colon].trim().to_owned(),
                    before,
                    dropped: 0,
                    cut: colon + 1,
                    words: after(first, colon + 1),
                },
                None => none,
            }
        }
        Some((Event::Start(Tag::Strong), _)) => match (pieces.get(first + 1), pieces.get(first + 3)) {
            (Some((Event::Text(name), _)), next)
                if matches!(pieces.get(first + 2), Some((Event::End(_), _))) && first + 3 <= end =>
            {
                let inside = name.strip_suffix(':');
                let outside = matches!(next, Some((Event::Text(words), _)) if words.starts_with(':') && first + 3 < end);
                match (inside, outside) {
                    (Some(name), _) => Named {
                        name: name.trim().to_owned(),
                        before,
                        dropped: 3,
                        cut: 0,
                        words: pieces[first + 3..end]
                            .iter()
                            .any(|(event, _)| !matches!(event, Event::End(_))),
                    },
                    (None, true) => Named {
                        name: name.trim().to_owned(),
                        before,
                        dropped: 3,
                        cut: 1,
                        words: after(first + 3, 1),
                    },
                    _ => none,
                }
            }
            _ => none,
        },
        _ => none,
    }
}
