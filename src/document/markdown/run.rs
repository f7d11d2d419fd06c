//! Text runs: one piece of text, and what is named in it besides what Markdown says.
//!
//! The parser gives text in several parts, since any of them might have begun something. Here they
//! become one piece again, with bare URLs, citations and wikilinks as links among them. Everything
//! is read once from left to right, so that a line of a megabyte costs no more than its length.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::super::brackets::{self, Bracket};
use super::{CITATION, Flavour, Piece, WIKILINK};
use crate::bytes;

/// Parts of a text over which something in brackets may go on: a dozen lines or so.
const BRACKET_PARTS: usize = 24;

/// Text that comes in several parts with nothing between them, each with its place in the source.
#[derive(Default)]
pub struct Run<'a> {
    /// The parts so far.
    pub parts: Vec<(CowStr<'a>, Range<usize>)>,
}

impl<'a> Run<'a> {
    /// Whether the run ends inside a bracket that was opened a short while ago.
    pub fn is_in_bracket(&self) -> bool {
        let near = self.parts.iter().rev().take(BRACKET_PARTS);
        near.map(|(words, _)| words).find_map(|words| {
            let last = words.rfind(['[', ']'])?;
            Some(words[last..].starts_with('['))
        }) == Some(true)
    }

    /// Ends the run: its text becomes one piece, or several with links between them. In prose, that
    /// is, and not in code or in a link.
    pub fn push(&mut self, text: &'a str, pieces: &mut Vec<Piece<'a>>, flavour: Flavour, prose: bool) {
        let parts = std::mem::take(&mut self.parts);
        let (Some((_, first)), Some((_, last))) = (parts.first(), parts.last()) else { return };
        let at = first.start..last.end;
        let words = joined(text, &parts);
        let entities = |words| if prose { legacy_entities(words) } else { words };
        // What most runs do not have, in one look.
        let may = prose && bytes::any(words.as_bytes(), |byte| (byte == b':') | (byte == b'['));
        if !may {
            pieces.push((Event::Text(entities(words)), at));
            return;
        }
        let urls = flavour.autolink && (words.contains("://") || words.contains("doi:"));
        let brackets = words.contains("[@") || words.contains('[') && words.contains('@');
        let brackets = brackets || flavour.wikilinks && words.contains("[[");
        if !(urls || brackets) {
            pieces.push((Event::Text(entities(words)), at));
            return;
        }
        // An address is what was typed, without typographic dashes and quotes.
        let typed: Vec<&str> = parts.iter().map(|part| as_typed(text, part)).collect();
        let whole = typed.concat();
        let mut reading = Reading { parts: &parts, typed: &typed, part: 0, start: 0, at: 0 };
        let mut looking = Looking {
            text,
            whole: &whole,
            urls,
            wikilinks: flavour.wikilinks,
            parts: &parts,
            typed: &typed,
            part: 0,
            start: 0,
            url: None,
        };
        while let Some((from, to, named)) = looking.next(reading.at) {
            if let Some((words, at)) = reading.until(from) {
                pieces.push((Event::Text(entities(words)), at));
            }
            let link = |link_type, target: String| Tag::Link {
                link_type,
                dest_url: target.into(),
                title: "".into(),
                id: "".into(),
            };
            let (tag, shown, place) = match named {
                Named::Url => {
                    let shown = &whole[from..to];
                    let target = match shown.strip_prefix("doi:") {
                        Some(doi) => format!("https://doi.org/{doi}"),
                        None => shown.to_owned(),
                    };
                    let place = reading.until(to).map_or(at.clone(), |(_, at)| at);
                    (link(LinkType::Autolink, target), CowStr::from(shown.to_owned()), place)
                }
                Named::Bracket(Bracket::Citation(_)) => {
                    let target = whole[from..to].to_owned();
                    let (shown, place) = reading.until(to).unwrap_or(("".into(), at.clone()));
                    (link(CITATION, target), shown, place)
                }
                Named::Bracket(Bracket::Wikilink(named)) => {
                    let open = reading.until(named.words.start).map_or(at.clone(), |(_, at)| at);
                    let (shown, _) = reading.until(named.words.end).unwrap_or(("".into(), at.clone()));
                    let close = reading.until(to).map_or(at.clone(), |(_, at)| at);
                    (link(WIKILINK, named.target), shown, open.start..close.end)
                }
            };
            pieces.push((Event::Start(tag), place.clone()));
            pieces.push((Event::Text(shown), place.clone()));
            pieces.push((Event::End(TagEnd::Link), place));
        }
        if let Some((words, at)) = reading.until(whole.len()) {
            pieces.push((Event::Text(entities(words)), at));
        }
    }
}

/// What a text names besides what Markdown says: an address, or something in brackets.
enum Named {
    Url,
    Bracket(Bracket),
}

/// Goes through what was typed for what it names.
struct Looking<'w> {
    text: &'w str,
    whole: &'w str,
    urls: bool,
    wikilinks: bool,
    parts: &'w [(CowStr<'w>, Range<usize>)],
    typed: &'w [&'w str],
    // The part in which the last bracket stood, and where it begins in what was typed.
    part: usize,
    start: usize,
    // The next address, once it is found: it is not looked for again before it has been passed.
    url: Option<Option<(usize, usize)>>,
}

impl Looking<'_> {
    /// The next name at or after `from`, which never goes back.
    fn next(&mut self, from: usize) -> Option<(usize, usize, Named)> {
        if self.urls && self.url.is_none_or(|url| url.is_some_and(|(start, _)| start < from)) {
            self.url = Some(next_url(self.whole, from));
        }
        let url = self.url.flatten();
        let limit = url.map_or(self.whole.len(), |(start, _)| start);
        for (open, _) in self.whole[from..limit].match_indices('[') {
            let open = from + open;
            if self.is_escaped(open) {
                continue;
            }
            let Some((bracket, end)) = brackets::read(self.whole, open, self.wikilinks) else { continue };
            let second = matches!(bracket, Bracket::Wikilink(_)) && self.is_escaped(open + 1);
            if !second {
                return Some((open, end, Named::Bracket(bracket)));
            }
        }
        url.map(|(start, end)| (start, end, Named::Url))
    }

    /// Whether the bracket at this place was typed as `\[`, or as an entity.
    fn is_escaped(&mut self, at: usize) -> bool {
        while let Some(typed) = self.typed.get(self.part).filter(|typed| at >= self.start + typed.len()) {
            self.start += typed.len();
            self.part += 1;
        }
        let (Some(typed), Some((_, range))) = (self.typed.get(self.part), self.parts.get(self.part)) else {
            return true;
        };
        if typed.len() != range.len() || at < self.start {
            return true;
        }
        let source = range.start + at - self.start;
        let before = self.text[..source].bytes().rev().take_while(|byte| *byte == b'\\').count();
        before % 2 == 1
    }
}

/// The parts as one text, without copying where they are neighbours in the source.
fn joined<'a>(text: &'a str, parts: &[(CowStr<'a>, Range<usize>)]) -> CowStr<'a> {
    if let [(only, _)] = parts {
        return only.clone();
    }
    let mut end = None;
    let neighbours = parts.iter().all(|(words, range)| {
        let follows = end.is_none_or(|end| end == range.start);
        end = Some(range.end);
        follows && text.get(range.clone()) == Some(&**words)
    });
    match (parts.first(), parts.last()) {
        (Some((_, first)), Some((_, last))) if neighbours => CowStr::Borrowed(&text[first.start..last.end]),
        _ => CowStr::from(parts.iter().map(|(words, _)| &**words).collect::<String>()),
    }
}

/// A part without the typographic signs that it was given.
fn as_typed<'p>(text: &'p str, (words, range): &'p (CowStr<'_>, Range<usize>)) -> &'p str {
    match text.get(range.clone()) {
        Some(typed)
            if !words.is_ascii() && typed.bytes().all(|byte| matches!(byte, b'\'' | b'"' | b'-' | b'.')) =>
        {
            typed
        }
        _ => words,
    }
}

/// Goes through the parts of a run once, in steps measured in what was typed.
struct Reading<'p, 'a> {
    parts: &'p [(CowStr<'a>, Range<usize>)],
    typed: &'p [&'p str],
    part: usize,
    // Where the part begins and where the reading is, in all that was typed.
    start: usize,
    at: usize,
}

impl<'a> Reading<'_, 'a> {
    /// The words up to `to` as they are shown, and the place they come from.
    fn until(&mut self, to: usize) -> Option<(CowStr<'a>, Range<usize>)> {
        let mut words = String::new();
        let mut place: Option<Range<usize>> = None;
        while self.at < to {
            let ((shown, range), typed) = (self.parts.get(self.part)?, self.typed.get(self.part)?);
            let (from, until) = (self.at - self.start, typed.len().min(to - self.start));
            let whole = from == 0 && until == typed.len();
            words.push_str(if whole { shown } else { typed.get(from..until).unwrap_or_default() });
            // Of an undone entity only the whole has a place.
            let here = if typed.len() == range.len() {
                range.start + from..range.start + until
            } else {
                range.clone()
            };
            place = Some(place.map_or(here.start, |place| place.start)..here.end);
            self.at = self.start + until;
            if until == typed.len() {
                self.part += 1;
                self.start = self.at;
            }
        }
        place.map(|place| (CowStr::from(words), place))
    }
}

/// The next bare URL at or after `from`: `http://`, `https://` or `doi:10.`, up to a blank or `<`,
/// less closing punctuation and brackets that were not opened inside.
fn next_url(text: &str, from: usize) -> Option<(usize, usize)> {
    // From colon to colon, so that a long line is read once.
    let mut search = from;
    loop {
        let colon = search + text[search..].find(':')?;
        search = colon + 1;
        let scheme = ["https", "http", "doi"].into_iter().find(|scheme| text[from..colon].ends_with(scheme));
        let Some(scheme) = scheme else { continue };
        let marked = if scheme == "doi" { "10." } else { "//" };
        if !text[search..].starts_with(marked) {
            continue;
        }
        let start = colon - scheme.len();
        let inside_word = text[..start].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_');
        let stop = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"');
        let end = start + text[start..].find(stop).unwrap_or(text.len() - start);
        let end = start + trimmed(&text[start..end]).len();
        let more_than_scheme = end > search + marked.len();
        if !inside_word && more_than_scheme {
            return Some((start, end));
        }
    }
}

/// A URL less the punctuation that belongs to the sentence around it.
fn trimmed(url: &str) -> &str {
    let count = |c: char| url.matches(c).count() as i64;
    let mut surplus = [(')', count(')') - count('(')), (']', count(']') - count('['))];
    let mut end = url.len();
    while let Some(last) = url[..end].chars().next_back() {
        let drop = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '~' | '\u{201d}' | '\u{2019}'
            | '\u{2026}' => true,
            ')' | ']' => {
                let open = if last == ')' { &mut surplus[0].1 } else { &mut surplus[1].1 };
                *open -= 1;
                *open >= 0
            }
            _ => false,
        };
        if !drop {
            break;
        }
        end -= last.len_utf8();
    }
    &url[..end]
}

/// Undoes the entities that HTML reads without their semicolon too, as browsers do: `&LT`. Not
/// before a letter, a digit or `=`, so that `?a=1&copy=2` stays a query.
fn legacy_entities(words: CowStr<'_>) -> CowStr<'_> {
    const LEGACY: [(&str, &str); 12] = [
        ("lt", "<"),
        ("LT", "<"),
        ("gt", ">"),
        ("GT", ">"),
        ("amp", "&"),
        ("AMP", "&"),
        ("quot", "\""),
        ("QUOT", "\""),
        ("nbsp", "\u{a0}"),
        ("copy", "©"),
        ("reg", "®"),
        ("deg", "°"),
    ];
    if !words.contains('&') {
        return words;
    }
    let mut out: Cow<'_, str> = Cow::Borrowed("");
    let mut rest: &str = &words;
    while let Some(at) = rest.find('&') {
        let after = &rest[at + 1..];
        let entity = LEGACY.iter().find(|(name, _)| {
            after
                .strip_prefix(name)
                .is_some_and(|next| !next.starts_with(|c: char| c.is_alphanumeric() || c == '=' || c == ';'))
        });
        let out = out.to_mut();
        out.push_str(&rest[..at]);
        match entity {
            Some((name, meaning)) => {
                out.push_str(meaning);
                rest = &after[name.len()..];
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    CowStr::from(format!("{out}{rest}"))
}
