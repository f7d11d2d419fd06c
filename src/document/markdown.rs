//! Markdown to events, as this program means Markdown.
//!
//! CommonMark with tables, strikethrough, task lists, footnotes, definition lists and heading
//! attributes, by `pulldown-cmark`. On top of its events: text comes in one piece, raw HTML that
//! belongs together comes in one piece, bare URLs are links. What the events mean for a document's
//! facts is in [`super::facts`], how they look in `render`.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

/// An event and the bytes of the text it comes from.
pub type Piece<'a> = (Event<'a>, Range<usize>);

/// What a site or a document chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flavour {
    /// Typographic quotes and dashes.
    pub smart: bool,
    /// Bare URLs become links.
    pub autolink: bool,
    /// `$…$` is mathematics.
    pub math: bool,
}

/// Reads a text.
pub fn read(text: &str, flavour: Flavour) -> Vec<Piece<'_>> {
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST;
    options.set(Options::ENABLE_SMART_PUNCTUATION, flavour.smart);
    options.set(Options::ENABLE_MATH, flavour.math);

    let mut pieces: Vec<Piece<'_>> = Vec::with_capacity(text.len() / 24);
    // Where the text must stay as it is: inside links, pictures and code.
    let mut verbatim = 0usize;
    let mut run = Run::default();
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        if let Event::Text(more) = event {
            run.parts.push((more, range));
            continue;
        }
        run.push(text, &mut pieces, flavour.autolink && verbatim == 0, verbatim == 0);
        match &event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_)) => verbatim += 1,
            Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock) => {
                verbatim = verbatim.saturating_sub(1)
            }
            Event::Html(line) => {
                if let Some((Event::Html(before), at)) = pieces.last_mut() {
                    *before = CowStr::from(format!("{before}{line}"));
                    at.end = range.end;
                    continue;
                }
            }
            _ => {}
        }
        pieces.push((one_label(event), range));
    }
    pieces
}

/// The label of a note in one form: `[^Clocks]` means the note `[^clocks]:`, as CommonMark has it
/// of all labels.
fn one_label(event: Event<'_>) -> Event<'_> {
    let folded = |label: CowStr<'_>| CowStr::from(label.to_lowercase());
    let mixed = |label: &str| label.chars().any(char::is_uppercase);
    match event {
        Event::FootnoteReference(label) if mixed(&label) => Event::FootnoteReference(folded(label)),
        Event::Start(Tag::FootnoteDefinition(label)) if mixed(&label) => {
            Event::Start(Tag::FootnoteDefinition(folded(label)))
        }
        event => event,
    }
}

/// Text that comes in several parts with nothing between them, each with its place in the source.
#[derive(Default)]
struct Run<'a> {
    parts: Vec<(CowStr<'a>, Range<usize>)>,
}

impl<'a> Run<'a> {
    /// Ends the run: its text becomes one piece, or several with links between them.
    fn push(&mut self, text: &'a str, pieces: &mut Vec<Piece<'a>>, autolink: bool, prose: bool) {
        let parts = std::mem::take(&mut self.parts);
        let (Some((_, first)), Some((_, last))) = (parts.first(), parts.last()) else { return };
        let at = first.start..last.end;
        let words = joined(text, &parts);
        let entities = |words| if prose { legacy_entities(words) } else { words };
        if !autolink || !(words.contains("://") || words.contains("doi:")) {
            pieces.push((Event::Text(entities(words)), at));
            return;
        }
        // An address is what was typed, without typographic dashes and quotes.
        let typed: Vec<&str> = parts.iter().map(|part| as_typed(text, part)).collect();
        let whole = typed.concat();
        let mut reading = Reading { parts: &parts, typed: &typed, part: 0, start: 0, at: 0 };
        while let Some((from, to)) = next_url(&whole, reading.at) {
            if let Some((words, at)) = reading.until(from) {
                pieces.push((Event::Text(entities(words)), at));
            }
            let shown = &whole[from..to];
            let target = match shown.strip_prefix("doi:") {
                Some(doi) => format!("https://doi.org/{doi}"),
                None => shown.to_owned(),
            };
            let link = Tag::Link {
                link_type: LinkType::Autolink,
                dest_url: target.into(),
                title: "".into(),
                id: "".into(),
            };
            let place = reading.until(to).map_or(at.clone(), |(_, at)| at);
            pieces.push((Event::Start(link), place.clone()));
            pieces.push((Event::Text(shown.to_owned().into()), place.clone()));
            pieces.push((Event::End(TagEnd::Link), place));
        }
        if let Some((words, at)) = reading.until(whole.len()) {
            pieces.push((Event::Text(entities(words)), at));
        }
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

/// The index of the event that ends the element which starts at `start`.
pub fn end_of(pieces: &[Piece<'_>], start: usize) -> usize {
    let mut depth = 0usize;
    for (index, (event, _)) in pieces.iter().enumerate().skip(start) {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => {
                depth -= 1;
                if depth == 0 {
                    return index;
                }
            }
            _ if depth == 0 => return index,
            _ => {}
        }
    }
    pieces.len().saturating_sub(1)
}

/// The words of some events, without any markup: for titles, ids, alternative texts.
pub fn words_of(pieces: &[Piece<'_>]) -> String {
    let mut words = String::new();
    for (event, _) in pieces {
        match event {
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                words.push_str(text)
            }
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            _ => {}
        }
    }
    words.trim().to_owned()
}

/// The label of an alert: `> [!NOTE] Title` begins with `[!NOTE]`. Gives the label and what
/// follows it in this piece of text.
pub fn alert_label(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix("[!")?;
    let (label, rest) = inside.split_once(']')?;
    let fits = !label.is_empty()
        && label.len() <= 40
        && label.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    (fits && label.starts_with(char::is_uppercase)).then_some((label, rest.trim_start()))
}

/// Whether a line of a quote names its source: it begins with a dash, and something follows.
fn names_a_source(line: &str) -> bool {
    let rest = line.strip_prefix(['\u{2013}', '\u{2014}']).or_else(|| line.strip_prefix("-- "));
    rest.is_some_and(|rest| !rest.trim().is_empty())
}

/// How a blockquote that ends in an attribution is parted, in indices of `pieces`: the quote's own
/// events, the line break between the two if they share a paragraph, and the attribution's events.
pub struct Attributed {
    /// The events of the quote, without the attribution.
    pub quote: Range<usize>,
    /// The attribution's inline events.
    pub source: Range<usize>,
    /// Whether the quote's last paragraph goes on into the attribution and lacks its end.
    pub shared: bool,
}

/// Looks for an attribution at the end of the blockquote whose events are `start..=end`.
pub fn attribution(pieces: &[Piece<'_>], start: usize, end: usize) -> Option<Attributed> {
    let last_end = end.checked_sub(1)?;
    if !matches!(pieces.get(last_end)?.0, Event::End(TagEnd::Paragraph)) {
        return None;
    }
    let first =
        (start + 1..last_end).rev().find(|index| matches!(pieces[*index].0, Event::Start(Tag::Paragraph)))?;
    // The last line of the paragraph that stands at its outermost level.
    let mut depth = 0usize;
    let mut line = first + 1;
    for (index, piece) in pieces.iter().enumerate().take(last_end).skip(first + 1) {
        match piece.0 {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::SoftBreak | Event::HardBreak if depth == 0 => line = index + 1,
            _ => {}
        }
    }
    let begins_with_text = matches!(pieces.get(line), Some((Event::Text(_), _)));
    if !begins_with_text
        || !names_a_source(&words_of(&pieces[line..last_end]))
        || (line == first + 1 && first == start + 1)
    {
        // A quote that is nothing but its source is no quote.
        return None;
    }
    let shared = line > first + 1;
    let quote_end = if shared { line - 1 } else { first };
    Some(Attributed { quote: start + 1..quote_end, source: line..last_end, shared })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Flavour = Flavour { smart: false, autolink: true, math: false };

    fn links(text: &str) -> Vec<String> {
        read(text, ALL)
            .into_iter()
            .filter_map(|(event, _)| match event {
                Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.to_string()),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn bare_urls_are_links_with_their_brackets_and_without_the_sentence_around_them() {
        for (text, target) in [
            (
                "See https://doi.org/10.1061/(ASCE)ME.1943-5479.0000652.",
                "https://doi.org/10.1061/(ASCE)ME.1943-5479.0000652",
            ),
            ("(at https://ebb.example/a_b_c)", "https://ebb.example/a_b_c"),
            ("*x* <br>https://ebb.example/?a=1&copy=2!", "https://ebb.example/?a=1&copy=2"),
            ("doi:10.1016/S0925-7535(97)00052-0, 1997", "https://doi.org/10.1016/S0925-7535(97)00052-0"),
        ] {
            assert_eq!(links(text), [target], "{text}");
        }
        for text in
            ["@user@host and unit@.service", "`https://ebb.example/`", "xhttps://ebb.example/", "http://"]
        {
            assert!(links(text).is_empty(), "{text}");
        }
        assert_eq!(links("[https://a.example/](https://b.example/)"), ["https://b.example/"]);
    }

    #[test]
    fn an_address_stays_as_it_was_typed() {
        let typographic = Flavour { smart: true, ..ALL };
        let text = "\"Don't\" -- 'x' &amp; see https://a.example/b--c'd'e, \"https://b.example/...x\"";
        let pieces = read(text, typographic);
        assert_eq!(
            words_of(&pieces),
            "“Don’t” – ‘x’ & see https://a.example/b--c'd'e, “https://b.example/...x”"
        );
        let places: Vec<&str> = pieces
            .iter()
            .filter(|(event, _)| matches!(event, Event::Start(Tag::Link { .. })))
            .map(|(_, range)| &text[range.clone()])
            .collect();
        assert_eq!(places, ["https://a.example/b--c'd'e", "https://b.example/...x"]);
    }

    #[test]
    fn text_comes_in_one_piece_with_its_brackets() {
        let pieces = read("a [Kiran] and [^x] &LT end", ALL);
        assert_eq!(words_of(&pieces), "a [Kiran] and [^x] < end");
        assert_eq!(pieces.len(), 3);
    }

    #[test]
    fn the_last_line_or_paragraph_of_a_quote_names_its_source() {
        for (text, found) in [
            ("> Words\n> — Ana", true),
            ("> Words\n>\n> -- *Ana*", true),
            ("> Words – not a source", false),
            ("> — Ana", false),
            ("> Words\n> --", false),
        ] {
            let pieces = read(text, ALL);
            assert_eq!(attribution(&pieces, 0, pieces.len() - 1).is_some(), found, "{text}");
        }
    }
}
