//! A Markdown text as HTML: headings with ids, notes, alerts, attributed quotes, links that lead
//! where the corpus found them to lead.
//!
//! Everything about a text that needs no other document was told when its facts were read; here
//! nothing is found wrong. What stands around the text is the theme's.

mod alerts;
mod blocks;
mod citing;
mod notes;
mod pictures;
mod raw;

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, LinkType, Tag};

use super::highlight::{Known, highlight};
use super::html::{Html, escape_attribute, escape_text};
use super::math;
use super::sanitize;
use crate::config::HtmlPolicy;
use crate::document::blocks::{self as block, Block, Items};
use crate::document::facts::TextFacts;
use crate::document::markdown::{self, Flavour, NamedBy, Piece};
use crate::document::raw_filter::RawState;
use crate::language::Words;
use crate::memo::{Memo, Step};

pub use alerts::alert_name;
pub use blocks::{day_and_zone, questions};
use notes::Notes;
pub use notes::NotesStand;

/// Elements inside each other beyond which a text is no longer laid out.
const DEEPEST: usize = 256;

/// Stands on both sides of a formula's number until the formula is put there: a noncharacter, which
/// Unicode keeps for such uses inside a program.
const MATH_MARK: char = '\u{fdd0}';

/// Where a link leads, ready for a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Destination {
    /// For `href` or `src`; `None`: the words are shown without a link.
    pub href: Option<String>,
    /// Whether it leaves the site.
    pub external: bool,
    /// Width and height of a picture, in pixels.
    pub pixels: Option<(u32, u32)>,
    /// Of a picture: in which widths there is it, for `srcset`; may be empty.
    pub srcset: String,
    /// What it is, for who points at it; may be empty.
    pub title: String,
    /// What it is called, where the text has only its id; may be empty.
    pub name: String,
    /// Whether it is known to lead nowhere, so that raw HTML loses its link as well.
    pub nowhere: bool,
}

impl Destination {
    /// Nothing is there, or not yet.
    pub fn nowhere() -> Destination {
        Destination { nowhere: true, ..Destination::default() }
    }
}

/// A work that is cited, ready for a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citing {
    /// Words before it: "see"; may be empty.
    pub prefix: String,
    /// What it is called: "Woods 2015".
    pub label: String,
    /// Its title and its page, where it is not referred to but recommended: at the beginning of a
    /// point of a reading list.
    pub work: Option<(String, Option<String>)>,
    /// Which place in it; may be empty.
    pub locator: String,
    /// Where its entry is.
    pub href: Option<String>,
    /// The id of this place on the page.
    pub anchor: String,
}

/// A text and all that is needed to lay it out.
pub struct Text<'a> {
    /// The Markdown.
    pub text: &'a str,
    /// Its facts.
    pub facts: &'a TextFacts,
    /// Which of the texts of its page it is: 0 the body, then the fields. Their notes have ids of
    /// their own.
    pub room: usize,
    /// How it is read.
    pub flavour: Flavour,
    /// What becomes of raw HTML.
    pub html: HtmlPolicy,
    /// Whether a dash at the end of a quote names its source.
    pub quote_attribution: bool,
    /// Whether it is for readers elsewhere, who have not this site's style: feeds, letters.
    pub elsewhere: bool,
    /// Where its notes stand.
    pub notes: NotesStand,
    /// `rel` for links that leave the site; may be empty.
    pub external_rel: &'a str,
    /// Where the link that begins at this byte of the text leads.
    pub destination: &'a dyn Fn(usize) -> Destination,
    /// What the citation that begins at this byte of the text cites; nothing: it stays as written.
    pub citing: &'a dyn Fn(usize) -> Vec<Citing>,
    /// What is said besides, in the language of the text.
    pub words: &'a Words,
    /// What was made before.
    pub memo: &'a Memo,
    /// The items of a letter, for a block that stands for them.
    pub items: &'a dyn Fn(&Items) -> Html,
}

/// Lays out a text.
pub fn render(text: &Text<'_>) -> Html {
    let block::Read { pieces, blocks, .. } = block::read(text.text, text.flavour, &text.facts.voices);
    laid_out(text, &pieces, blocks)
}

fn laid_out(text: &Text<'_>, pieces: &[Piece<'_>], blocks: BTreeMap<usize, Block>) -> Html {
    let mut writer = Writer {
        text,
        out: String::with_capacity(text.text.len() + text.text.len() / 3),
        raw: RawState::default(),
        picture: 0,
        first_screen: pictures::first_screen(pieces),
        notes: Notes::default(),
        depth: 0,
        in_source: false,
        formulas: Vec::new(),
        blocks,
        questions: 0,
        factors: false,
    };
    for (index, (event, _)) in pieces.iter().enumerate() {
        if let Event::Start(Tag::FootnoteDefinition(label)) = event {
            writer.notes.defined.entry(label.to_string()).or_insert(index);
        }
    }
    writer.blocks_with_notes(pieces);
    let (formulas, html) = (writer.formulas, writer.out);
    // What nests so deep has been told of; here it must only not cost minutes.
    if text.html == HtmlPolicy::Safe && text.facts.raw_html && sanitize::too_deep(&html) {
        return laid_out(&Text { html: HtmlPolicy::Escape, ..*text }, pieces, writer.blocks);
    }
    let safe = text.facts.raw_html && text.html == HtmlPolicy::Safe;
    Html::made(with_formulas(if safe { sanitize::sanitize(&html) } else { html }, &formulas))
}

/// Puts the formulas where their marks are.
fn with_formulas(html: String, formulas: &[String]) -> String {
    if formulas.is_empty() {
        return html;
    }
    let mut out = String::with_capacity(html.len());
    for (index, part) in html.split(MATH_MARK).enumerate() {
        match part.parse::<usize>().ok().filter(|_| index % 2 == 1).and_then(|number| formulas.get(number)) {
            Some(formula) => out.push_str(formula),
            None => out.push_str(part),
        }
    }
    out
}

struct Writer<'a> {
    text: &'a Text<'a>,
    out: String,
    raw: RawState,
    picture: usize,
    // Where in the text what may stand on the first screen ends.
    first_screen: usize,
    notes: Notes,
    depth: usize,
    // Whether the source of a quote is being written.
    in_source: bool,
    formulas: Vec<String>,
    // What the parts of the text are, by the index of the event they begin with.
    blocks: BTreeMap<usize, Block>,
    // How many questions are written, and whether factors are.
    questions: usize,
    factors: bool,
}

impl Writer<'_> {
    fn all(&mut self, pieces: &[Piece<'_>], range: Range<usize>) {
        let mut index = range.start;
        while index < range.end {
            index = self.one(pieces, index);
        }
    }

    /// Writes what begins at `index`; gives the index after it.
    fn one(&mut self, pieces: &[Piece<'_>], index: usize) -> usize {
        let Some((event, range)) = pieces.get(index) else { return index + 1 };
        if self.raw.inside_script()
            && !matches!(event, Event::Html(_) | Event::InlineHtml(_) | Event::Start(_) | Event::End(_))
        {
            return index + 1;
        }
        match event {
            Event::Start(tag) => return self.element(tag, pieces, index),
            Event::End(_) => {}
            Event::Text(text) => escape_text(text, &mut self.out),
            Event::Code(code) => {
                self.out.push_str("<code>");
                escape_text(code, &mut self.out);
                self.out.push_str("</code>");
            }
            Event::InlineMath(tex) => self.math(math::inline(tex)),
            Event::DisplayMath(tex) => self.math(math::block(tex)),
            Event::Html(html) | Event::InlineHtml(html) => self.raw_html(html, range),
            Event::FootnoteReference(label) => self.note_reference(label),
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::TaskListMarker(done) => {
                let (checked, key) = if *done { (" checked", "done") } else { ("", "not_done") };
                if self.text.elsewhere {
                    self.out.push_str(if *done { "\u{2611} " } else { "\u{2610} " });
                    return index + 1;
                }
                self.out.push_str(&format!("<input type=\"checkbox\" disabled{checked}"));
                self.attribute("aria-label", &self.text.words.say(key, &[]));
                self.out.push_str("> ");
            }
        }
        index + 1
    }

    fn element(&mut self, tag: &Tag<'_>, pieces: &[Piece<'_>], start: usize) -> usize {
        let end = markdown::end_of(pieces, start);
        if self.depth >= DEEPEST {
            let words = markdown::words_of(&pieces[start..=end]);
            escape_text(&words, &mut self.out);
            return end + 1;
        }
        self.depth += 1;
        self.tag(tag, pieces, start, end);
        self.depth -= 1;
        end + 1
    }

    fn tag(&mut self, tag: &Tag<'_>, pieces: &[Piece<'_>], start: usize, end: usize) {
        if let Some(block) = self.blocks.get(&start).cloned() {
            return self.block(&block, pieces, start, end);
        }
        let inside = start + 1..end;
        let range = &pieces[start].1;
        match tag {
            Tag::Paragraph => self.wrap("<p>", pieces, inside, "</p>\n"),
            Tag::Heading { level, classes, .. } => {
                self.heading(*level, classes.iter().map(|class| &**class), range.start, pieces, inside)
            }
            Tag::BlockQuote(_) => self.quote(pieces, start, end),
            Tag::CodeBlock(kind) => self.code(kind, pieces, inside),
            Tag::HtmlBlock => self.all(pieces, inside),
            Tag::List(first) => {
                let tasks =
                    pieces.get(start + 2).is_some_and(|(event, _)| matches!(event, Event::TaskListMarker(_)))
                        || matches!(
                            (pieces.get(start + 2), pieces.get(start + 3)),
                            (Some((Event::Start(Tag::Paragraph), _)), Some((Event::TaskListMarker(_), _)))
                        );
                match first {
                    Some(1) => self.wrap("<ol>\n", pieces, inside, "</ol>\n"),
                    Some(number) => {
                        self.wrap(&format!("<ol start=\"{number}\">\n"), pieces, inside, "</ol>\n")
                    }
                    None if tasks => self.wrap("<ul class=\"tasks\">\n", pieces, inside, "</ul>\n"),
                    None => self.wrap("<ul>\n", pieces, inside, "</ul>\n"),
                }
            }
            Tag::Item => self.wrap("<li>", pieces, inside, "</li>\n"),
            Tag::FootnoteDefinition(_) => {}
            Tag::DefinitionList => self.wrap("<dl>\n", pieces, inside, "</dl>\n"),
            Tag::DefinitionListTitle => self.wrap("<dt>", pieces, inside, "</dt>\n"),
            Tag::DefinitionListDefinition => self.wrap("<dd>", pieces, inside, "</dd>\n"),
            Tag::Table(alignments) => self.table(alignments, pieces, inside),
            Tag::TableHead | Tag::TableRow | Tag::TableCell => self.all(pieces, inside),
            Tag::Emphasis => self.wrap("<em>", pieces, inside, "</em>"),
            Tag::Strong => self.wrap("<strong>", pieces, inside, "</strong>"),
            Tag::Strikethrough => self.wrap("<del>", pieces, inside, "</del>"),
            Tag::Superscript => self.wrap("<sup>", pieces, inside, "</sup>"),
            Tag::Subscript => self.wrap("<sub>", pieces, inside, "</sub>"),
            Tag::Link { title, link_type, dest_url, .. } => {
                let citation = matches!(markdown::named_by(tag), Some(NamedBy::Citation(_)));
                let citing = if citation { (self.text.citing)(range.start) } else { Vec::new() };
                if let ([one], true) = (citing.as_slice(), begins_a_point(pieces, start))
                    && let Some((title, page)) = &one.work
                {
                    return self.recommended(one, title, page.as_deref());
                }
                if !citing.is_empty() {
                    return self.citation(&citing);
                }
                if citation {
                    return self.all(pieces, inside);
                }
                self.link(*link_type, dest_url, title, range.start, pieces, inside)
            }
            Tag::Image { title, .. } => {
                let alt = markdown::words_of(&pieces[inside]);
                self.picture(&alt, title, range.start);
            }
            Tag::MetadataBlock(_) => {}
        }
    }

    /// Formulas are ours and stay out of the sanitiser: a mark keeps their place.
    fn math(&mut self, markup: String) {
        self.out.push_str(&format!("{MATH_MARK}{}{MATH_MARK}", self.formulas.len()));
        self.formulas.push(markup);
    }

    fn wrap(&mut self, open: &str, pieces: &[Piece<'_>], inside: Range<usize>, close: &str) {
        self.out.push_str(open);
        self.all(pieces, inside);
        self.out.push_str(close);
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        escape_attribute(value, &mut self.out);
        self.out.push('"');
    }

    fn heading<'c>(
        &mut self,
        level: HeadingLevel,
        classes: impl Iterator<Item = &'c str>,
        at: usize,
        pieces: &[Piece<'_>],
        inside: Range<usize>,
    ) {
        if self
            .text
            .facts
            .title
            .as_ref()
            .is_some_and(|(_, range)| range.start == at && level == HeadingLevel::H1)
        {
            return;
        }
        // Found by their place: those in notes are told in the order of the file, and written elsewhere.
        let headings = &self.text.facts.headings;
        let known = headings.binary_search_by_key(&at, |heading| heading.at).ok();
        let level = (level as u8).max(2);
        self.out.push_str(&format!("<h{level}"));
        if let Some(heading) = known.and_then(|index| headings.get(index)) {
            self.attribute("id", &heading.id);
        }
        let classes: Vec<&str> = classes.collect();
        if !classes.is_empty() {
            self.attribute("class", &classes.join(" "));
        }
        self.out.push('>');
        self.all(pieces, inside);
        self.out.push_str(&format!("</h{level}>\n"));
    }

    fn quote(&mut self, pieces: &[Piece<'_>], start: usize, end: usize) {
        if let Some((Event::Text(text), _)) =
            pieces.get(start + 2).filter(|_| matches!(pieces[start + 1].0, Event::Start(Tag::Paragraph)))
            && let Some((label, rest)) = markdown::alert_label(text)
        {
            let (label, rest) = (label.to_owned(), rest.to_owned());
            return self.alert(&label, &rest, pieces, start, end);
        }
        let found =
            if self.text.quote_attribution { markdown::attribution(pieces, start, end) } else { None };
        let Some(found) = found else {
            return self.wrap("<blockquote>\n", pieces, start + 1..end, "</blockquote>\n");
        };
        self.out.push_str("<figure class=\"quote\">\n<blockquote>\n");
        if found.shared {
            // The paragraph's end stands after the attribution: write it where the quote ends.
            let paragraph = (start..found.quote.end)
                .rev()
                .find(|index| matches!(pieces[*index].0, Event::Start(Tag::Paragraph)))
                .unwrap_or(start + 1);
            self.all(pieces, found.quote.start..paragraph);
            self.wrap("<p>", pieces, paragraph + 1..found.quote.end, "</p>\n");
        } else {
            self.all(pieces, found.quote);
        }
        self.out.push_str("</blockquote>\n<figcaption>");
        self.source_of_a_quote(pieces, start, found.source);
        self.out.push_str("</figcaption>\n</figure>\n");
    }

    /// An alert: a titled aside. Its title is the rest of its first line, else its label.
    fn alert(&mut self, label: &str, rest: &str, pieces: &[Piece<'_>], start: usize, end: usize) {
        let paragraph_end = markdown::end_of(pieces, start + 1);
        let line_end = (start + 3..paragraph_end)
            .find(|index| matches!(pieces[*index].0, Event::SoftBreak | Event::HardBreak))
            .unwrap_or(paragraph_end);
        let class: String =
            label.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
        let (open, close) = if self.text.elsewhere {
            ("<blockquote>\n<p><strong>".to_owned(), ("</strong></p>\n", "</blockquote>\n"))
        } else {
            let class = escaped(&class);
            let open = format!("<aside class=\"callout callout-{class}\">\n<p class=\"callout-title\">");
            (open, ("</p>\n", "</aside>\n"))
        };
        self.out.push_str(&open);
        if rest.is_empty() && line_end == start + 3 {
            escape_text(&alert_name(label, self.text.words), &mut self.out);
        } else {
            escape_text(rest, &mut self.out);
            self.all(pieces, start + 3..line_end);
        }
        self.out.push_str(close.0);
        if line_end < paragraph_end {
            self.wrap("<p>", pieces, line_end + 1..paragraph_end, "</p>\n");
        }
        self.all(pieces, paragraph_end + 1..end);
        self.out.push_str(close.1);
    }

    fn code(&mut self, kind: &CodeBlockKind<'_>, pieces: &[Piece<'_>], inside: Range<usize>) {
        let mut code = String::new();
        for (event, _) in &pieces[inside] {
            if let Event::Text(text) = event {
                code.push_str(text);
            }
        }
        let language = match kind {
            CodeBlockKind::Fenced(info) => {
                info.split([' ', ',', '{', '\t']).next().unwrap_or_default().to_owned()
            }
            CodeBlockKind::Indented => String::new(),
        };
        if language == "math" {
            self.math(math::block(&code));
            self.out.push('\n');
            return;
        }
        let words = self.text.words;
        // The box scrolls, so it can be focused, and has a name for those who hear it.
        let (name, class, html) = if language.is_empty() {
            (words.say("code", &[]), String::new(), escaped(&code))
        } else if self.text.elsewhere {
            // Colours are this site's style, and would only be taken out again.
            (words.say("code", &[]), format!("language-{language}"), escaped(&code))
        } else {
            let given = [code.as_bytes(), language.as_bytes()];
            let highlighted =
                self.text.memo.remember(Step::Highlight, &given, || highlight(&code, &language));
            let name = if highlighted.known == Known::Coloured {
                words.say("code_in", &[("language", &language)])
            } else {
                words.say("code", &[])
            };
            (name, format!("language-{language}"), highlighted.html)
        };
        self.out.push_str("<pre class=\"code\" tabindex=\"0\" role=\"group\"");
        self.attribute("aria-label", &name);
        self.out.push_str("><code");
        if !class.is_empty() {
            self.attribute("class", &class);
        }
        self.out.push('>');
        self.out.push_str(&html);
        self.out.push_str("</code></pre>\n");
    }

    fn table(&mut self, alignments: &[Alignment], pieces: &[Piece<'_>], inside: Range<usize>) {
        self.out.push_str("<div class=\"table\" tabindex=\"0\" role=\"group\"");
        self.attribute("aria-label", &self.text.words.say("table", &[]));
        self.out.push_str(">\n<table>\n");
        let mut index = inside.start;
        let mut in_body = false;
        while index < inside.end {
            let end = markdown::end_of(pieces, index);
            match &pieces[index].0 {
                Event::Start(Tag::TableHead) => {
                    self.out.push_str("<thead>\n<tr>");
                    self.cells("th", alignments, pieces, index + 1..end);
                    self.out.push_str("</tr>\n</thead>\n");
                }
                Event::Start(Tag::TableRow) => {
                    if !in_body {
                        self.out.push_str("<tbody>\n");
                        in_body = true;
                    }
                    self.out.push_str("<tr>");
                    self.cells("td", alignments, pieces, index + 1..end);
                    self.out.push_str("</tr>\n");
                }
                _ => {}
            }
            index = end + 1;
        }
        if in_body {
            self.out.push_str("</tbody>\n");
        }
        self.out.push_str("</table>\n</div>\n");
    }

    fn cells(&mut self, name: &str, alignments: &[Alignment], pieces: &[Piece<'_>], inside: Range<usize>) {
        let mut index = inside.start;
        let mut column = 0;
        while index < inside.end {
            let end = markdown::end_of(pieces, index);
            let class = match alignments.get(column) {
                Some(Alignment::Left) => " class=\"align-left\"",
                Some(Alignment::Center) => " class=\"align-center\"",
                Some(Alignment::Right) => " class=\"align-right\"",
                _ => "",
            };
            // An empty corner heads nothing.
            let name = if name == "th" && index + 1 == end { "td" } else { name };
            let scope = if name == "th" { " scope=\"col\"" } else { "" };
            self.out.push_str(&format!("<{name}{scope}{class}>"));
            self.all(pieces, index + 1..end);
            self.out.push_str(&format!("</{name}>"));
            column += 1;
            index = end + 1;
        }
    }

    fn link(
        &mut self,
        link_type: LinkType,
        written: &str,
        title: &str,
        at: usize,
        pieces: &[Piece<'_>],
        inside: Range<usize>,
    ) {
        let destination = if link_type == LinkType::Email {
            Destination { href: Some(format!("mailto:{written}")), ..Destination::default() }
        } else {
            (self.text.destination)(at)
        };
        let Some(href) = destination.href else {
            return self.all(pieces, inside);
        };
        self.out.push_str("<a");
        self.attribute("href", &href);
        let title = if title.is_empty() { &destination.title } else { title };
        if !title.is_empty() {
            self.attribute("title", title);
        }
        if destination.external && !self.text.external_rel.is_empty() {
            self.attribute("rel", self.text.external_rel);
        }
        // Who writes no words of their own means the thing by its name.
        if !destination.name.is_empty() && markdown::words_of(&pieces[inside.clone()]) == written {
            self.out.push('>');
            escape_text(&destination.name, &mut self.out);
            return self.out.push_str("</a>");
        }
        self.wrap(">", pieces, inside, "</a>");
    }
}

/// Whether what begins at this index is the first of a list's point.
fn begins_a_point(pieces: &[Piece<'_>], start: usize) -> bool {
    let before = |back: usize| start.checked_sub(back).and_then(|at| pieces.get(at)).map(|(event, _)| event);
    match before(1) {
        Some(Event::Start(Tag::Item)) => true,
        Some(Event::Start(Tag::Paragraph)) => matches!(before(2), Some(Event::Start(Tag::Item))),
        _ => false,
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_text(text, &mut out);
    out
}
