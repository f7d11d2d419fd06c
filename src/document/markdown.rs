//! Markdown to events, as this program means Markdown.
//!
//! CommonMark with tables, strikethrough, task lists, footnotes, definition lists and heading
//! attributes, by `pulldown-cmark`. On top of its events: text comes in one piece, raw HTML that
//! belongs together comes in one piece, bare URLs are links, and so are wikilinks and citations (see
//! [`named_by`]). What the events mean for a document's facts is in [`super::facts`], how they look
//! in `render`.

mod run;

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};
use serde::{Deserialize, Serialize};

use super::brackets::{self, Bracket, Cited};
use run::Run;

/// An event and the bytes of the text it comes from.
pub type Piece<'a> = (Event<'a>, Range<usize>);

/// What a site or a document chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flavour {
    /// Typographic quotes and dashes.
    pub smart: bool,
    /// Bare URLs become links.
    pub autolink: bool,
    /// `$…$` is mathematics.
    pub math: bool,
    /// `[[near miss]]` names something of the site.
    pub wikilinks: bool,
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
        // Lines are broken anywhere; what stands in brackets goes on.
        if matches!(event, Event::SoftBreak) && verbatim == 0 && run.is_in_bracket() {
            run.parts.push((CowStr::Borrowed(" "), range));
            continue;
        }
        run.push(text, &mut pieces, flavour, verbatim == 0);
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

// The events have no links of their own for these. These sorts are what the parser never makes
// itself: the one is not switched on, of the other it would have to ask us.
const WIKILINK: LinkType = LinkType::WikiLink { has_pothole: true };
const CITATION: LinkType = LinkType::ShortcutUnknown;

/// What a link among the events stands for, if it names something instead of leading to an address.
pub enum NamedBy {
    /// `[[near miss]]`: what it names.
    Wikilink(String),
    /// `[@woods2015, p. 4]`: the works, with their places in the bracket.
    Citation(Vec<Cited>),
}

/// Tells wikilinks and citations from other links.
pub fn named_by(tag: &Tag<'_>) -> Option<NamedBy> {
    let Tag::Link { link_type, dest_url, .. } = tag else { return None };
    match *link_type {
        WIKILINK => Some(NamedBy::Wikilink(dest_url.to_string())),
        CITATION => match brackets::read(dest_url, 0, false)? {
            (Bracket::Citation(cited), _) => Some(NamedBy::Citation(cited)),
            _ => None,
        },
        _ => None,
    }
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

/// Whether an element stands in a line of text, by its end.
pub fn is_inline(end: TagEnd) -> bool {
    matches!(
        end,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
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

/// The page or chapter that the source of a blockquote gives and nothing else (`— p44`), and where
/// it stands. `start` is the index at which the quote begins.
pub fn page_of_a_quote<'p>(pieces: &'p [Piece<'_>], start: usize) -> Option<(Range<usize>, &'p str)> {
    let found = attribution(pieces, start, end_of(pieces, start))?;
    let [(Event::Text(words), at)] = &pieces[found.source] else { return None };
    let words = words.trim_start_matches(['\u{2013}', '\u{2014}', '-']);
    brackets::locator(words).map(|locator| (at.clone(), locator))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Flavour = Flavour { smart: false, autolink: true, math: false, wikilinks: true };

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

    /// What a text names in brackets, with its place.
    fn names(text: &str) -> Vec<String> {
        let pieces = read(text, ALL);
        let named = |(event, at): &Piece<'_>| match event {
            Event::Start(tag) => match named_by(tag)? {
                NamedBy::Wikilink(target) => Some(format!("{target} < {}", &text[at.clone()])),
                NamedBy::Citation(cited) => {
                    let keys: Vec<String> = cited.into_iter().map(|one| one.key).collect();
                    Some(format!("@{} < {}", keys.join("+"), &text[at.clone()]))
                }
            },
            _ => None,
        };
        pieces.iter().filter_map(named).collect()
    }

    #[test]
    fn works_and_words_are_named_in_brackets_across_lines_and_beside_addresses() {
        assert_eq!(
            names("A [[near miss]] [@a, p. 4] at https://x.example/[@b] [@c]."),
            ["near miss < [[near miss]]", "@a < [@a, p. 4]", "@c < [@c]"]
        );
        assert_eq!(
            names("So it [[is a\nnear miss]] [see @a,\np. 4;\n@b]."),
            ["is a near miss < [[is a\nnear miss]]", "@a+b < [see @a,\np. 4;\n@b]"]
        );
        assert_eq!(names("> quoted [[near\n> miss]]"), ["near miss < [[near\n> miss]]"]);
    }

    #[test]
    fn an_escaped_bracket_names_nothing() {
        for text in [
            r"\[[near miss]]",
            r"[\[near miss]]",
            r"\[@a]",
            "`[[a]] [@a]`",
            "[x [@a]](https://a.example/)",
            "[[1]](https://a.example/)",
            "```\n[@a]\n```",
            "&#91;@a]",
        ] {
            assert!(names(text).is_empty(), "{text}: {:?}", names(text));
        }
        assert_eq!(words_of(&read(r"\[[near miss]]", ALL)), "[[near miss]]");
    }

    #[test]
    fn open_brackets_cost_linear_time() {
        let text = "[[ [@ ".repeat(60_000);
        assert!(names(&text).is_empty());
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
