//! The words of a Markdown text, without its markup: those of links, pictures, code, formulas and
//! notes too.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Passages;
use crate::config::HtmlPolicy;
use crate::document::blocks::timeline::Entry;
use crate::document::blocks::{self as block, Block};
use crate::document::entities::decode;
use crate::document::facts::TextFacts;
use crate::document::markdown::{self, Flavour, NamedBy, Piece};
use crate::document::raw_filter::{self, RawState};
use crate::document::raw_html;
use crate::language::Words;

/// Elements of raw HTML whose words are not shown.
const SILENT: [&str; 8] = ["script", "style", "iframe", "form", "audio", "video", "svg", "template"];

/// Elements of raw HTML inside a line: all others end one.
#[rustfmt::skip]
const IN_LINE: [&str; 26] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "mark",
    "q", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "u", "var",
];

/// Blocks in each other beyond which nothing is looked at: no page shows it.
const DEEPEST: usize = 64;

/// A text that is being walked through.
struct Walk<'a> {
    facts: &'a TextFacts,
    html: HtmlPolicy,
    pieces: &'a [Piece<'a>],
    blocks: &'a BTreeMap<usize, Block>,
    raw: RawState,
    /// Raw elements that are open and of which no word is shown.
    silent: usize,
    /// The notes that are used: in which passage, and their labels.
    notes: Vec<(usize, String)>,
    in_note: bool,
    depth: usize,
}

impl Passages<'_> {
    /// Adds a text to the passages, those of its headings included.
    pub(super) fn text(&mut self, text: &str, facts: &TextFacts, flavour: Flavour, html: HtmlPolicy) {
        let block::Read { pieces, blocks, .. } = block::read(text, flavour, &facts.voices);
        let mut defined: BTreeMap<&str, usize> = BTreeMap::new();
        for (index, (event, _)) in pieces.iter().enumerate() {
            if let Event::Start(Tag::FootnoteDefinition(label)) = event {
                defined.entry(&**label).or_insert(index);
            }
        }
        let mut walk = Walk {
            facts,
            html,
            pieces: &pieces,
            blocks: &blocks,
            raw: RawState::default(),
            silent: 0,
            notes: Vec::new(),
            in_note: false,
            depth: 0,
        };
        self.end_paragraph();
        self.walk(&mut walk, 0..pieces.len());
        self.end_paragraph();
        // A note stands at the end of the passage that uses it first.
        walk.in_note = true;
        let mut written = BTreeSet::new();
        let mut next = 0;
        while let Some((section, label)) = walk.notes.get(next).cloned() {
            next += 1;
            let Some(start) = defined.get(label.as_str()).copied().filter(|_| written.insert(label.clone()))
            else {
                continue;
            };
            self.at = section;
            let end = markdown::end_of(&pieces, start);
            self.end_paragraph();
            self.walk(&mut walk, start + 1..end);
            self.end_paragraph();
        }
        self.at = self.home;
    }

    fn walk(&mut self, walk: &mut Walk<'_>, range: Range<usize>) {
        let pieces = walk.pieces;
        let mut index = range.start;
        while index < range.end {
            index = match walk.blocks.get(&index) {
                Some(part) => self.part(walk, part, index),
                None => self.event(walk, index, pieces),
            };
        }
    }

    /// Adds a part of a block; gives the index after it.
    fn part(&mut self, walk: &mut Walk<'_>, part: &Block, index: usize) -> usize {
        let end = markdown::end_of(walk.pieces, index);
        let at = walk.pieces[index].1.start;
        let again = *part == Block::Pullquote && walk.facts.repeated.contains(&at);
        if again || walk.depth >= DEEPEST {
            return end + 1;
        }
        self.end_paragraph();
        let heading = match part {
            Block::Entry(entry) => Some(moment(entry, self.words)),
            Block::Turn(cue) => Some(cue.speaker.clone()),
            Block::Question => Some(String::new()),
            _ => None,
        };
        let own = heading.filter(|_| !walk.in_note);
        let is_own = own.is_some();
        if let (Some(heading), Some(id)) = (own, walk.facts.anchors.get(&at)) {
            self.begin(id.clone(), heading);
        }
        if let Block::Factor(name) = part
            && !name.is_empty()
        {
            self.words(&format!("{name}: "));
        }
        // What raw HTML leaves open in a part ends with it.
        let (raw, silent) = (walk.raw.clone(), walk.silent);
        walk.depth += 1;
        self.walk(walk, index + 1..end);
        walk.depth -= 1;
        (walk.raw, walk.silent) = (raw, silent);
        self.end_paragraph();
        if is_own {
            self.at = self.home;
        }
        end + 1
    }

    /// Adds what an event says; gives the index after it.
    fn event(&mut self, walk: &mut Walk<'_>, index: usize, pieces: &[Piece<'_>]) -> usize {
        let (event, range) = &pieces[index];
        let dropped = walk.raw.inside_script() || walk.silent > 0;
        match event {
            Event::Html(html) | Event::InlineHtml(html) => self.raw_html(walk, html),
            Event::Start(Tag::FootnoteDefinition(_)) => return markdown::end_of(pieces, index) + 1,
            Event::Start(tag @ Tag::Link { .. }) => {
                if matches!(markdown::named_by(tag), Some(NamedBy::Citation(_))) {
                    let next = markdown::end_of(pieces, index) + 1;
                    // The blank before it stood between two words, and one of them is gone.
                    let closes = |words: &str| words.starts_with(['.', ',', ';', ':', '!', '?', ')', '…']);
                    if matches!(pieces.get(next), Some((Event::Text(words), _)) if closes(words)) {
                        self.close_up();
                    }
                    return next;
                }
            }
            Event::Start(Tag::Heading { .. }) if !walk.in_note => {
                return self.heading(walk, index, range.start);
            }
            Event::Start(tag) if is_block(tag.to_end()) => self.end_paragraph(),
            Event::End(TagEnd::TableCell) => self.words(" "),
            Event::End(tag) if is_block(*tag) => self.end_paragraph(),
            Event::Rule => self.end_paragraph(),
            _ if dropped => {}
            Event::Text(words) => self.words(without_label(pieces, index, words)),
            Event::Code(words) | Event::InlineMath(words) | Event::DisplayMath(words) => self.words(words),
            Event::SoftBreak | Event::HardBreak => self.words(" "),
            Event::FootnoteReference(label) => walk.notes.push((self.at, label.to_string())),
            _ => {}
        }
        index + 1
    }

    /// Begins the passage of a heading, unless it is the document's title.
    fn heading(&mut self, walk: &Walk<'_>, index: usize, at: usize) -> usize {
        let headings = &walk.facts.headings;
        if let Ok(known) = headings.binary_search_by_key(&at, |heading| heading.at) {
            self.end_paragraph();
            self.begin_at_home(headings[known].id.clone(), headings[known].words.clone());
        }
        markdown::end_of(walk.pieces, index) + 1
    }

    fn raw_html(&mut self, walk: &mut Walk<'_>, html: &str) {
        if walk.html == HtmlPolicy::Escape {
            return self.words(html);
        }
        let kept = match walk.html {
            HtmlPolicy::Safe => raw_filter::filter(html, &mut walk.raw).html,
            _ => html.to_owned(),
        };
        for piece in raw_html::pieces(&kept) {
            match piece {
                raw_html::Piece::Tag(tag) => {
                    let name = tag.name.as_str();
                    if SILENT.contains(&name) && !tag.self_closing {
                        walk.silent =
                            if tag.closing { walk.silent.saturating_sub(1) } else { walk.silent + 1 };
                    }
                    if name == "img" && walk.silent == 0 {
                        let alt = tag.attribute("alt").map(|alt| alt.value.as_str());
                        self.words(&format!(" {} ", alt.unwrap_or_default()));
                    } else if !IN_LINE.contains(&name) {
                        self.words(" ");
                    }
                }
                raw_html::Piece::Text { range } if walk.silent == 0 => self.words(&decode(&kept[range])),
                _ => {}
            }
        }
    }
}

/// When something happened and who did it: "14:02 Ana".
fn moment(entry: &Entry, words: &Words) -> String {
    let when = entry.when.as_ref().filter(|when| !when.is_gap());
    let when = when.map(|when| when.in_words(words)).unwrap_or_default();
    format!("{when} {}", entry.who).trim().to_owned()
}

/// The words without the label of an alert: of `[!NOTE] Mind the tide` the last three.
fn without_label<'w>(pieces: &[Piece<'_>], index: usize, words: &'w str) -> &'w str {
    let before = |back: usize| index.checked_sub(back).map(|at| &pieces[at].0);
    let begins = matches!(before(1), Some(Event::Start(Tag::Paragraph)))
        && matches!(before(2), Some(Event::Start(Tag::BlockQuote(_))));
    match markdown::alert_label(words).filter(|_| begins) {
        Some((_, rest)) => rest,
        None => words,
    }
}

/// Whether an element is a paragraph, or holds some. The cells of a row are one.
fn is_block(end: TagEnd) -> bool {
    !markdown::is_inline(end) && end != TagEnd::TableCell
}
