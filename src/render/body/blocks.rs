//! Blocks as HTML: turns, timelines, questions, factors, pull quotes, figures, the items of a letter.
//!
//! Everything reads in its order without a style. For readers elsewhere, who have none of this
//! site's styles, ids and classes are left out, and what remains are plain lists and quotes.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::{Text, Writer, escaped};
use crate::document::blocks::timeline::{Entry, Timeline, When};
use crate::document::blocks::transcript::Cue;
use crate::document::blocks::{self as block, Block};
use crate::document::markdown::{self, Piece};
use crate::language::Words;
use crate::render::html::Html;

/// Of a text the questions to talk about alone, each block of them as a list; notes that they use
/// stand after them.
pub fn questions(text: &Text<'_>) -> Html {
    let block::Read { pieces, blocks, .. } = block::read(text.text, text.flavour, &text.facts.voices);
    let lists = blocks.iter().filter(|(_, block)| **block == Block::Questions).map(|(at, _)| *at);
    let lists: Vec<Range<usize>> = lists.map(|at| at..markdown::end_of(&pieces, at) + 1).collect();
    let kept = |index: usize| match lists.partition_point(|list| list.start <= index).checked_sub(1) {
        Some(list) => lists[list].contains(&index),
        None => false,
    };
    let mut chosen = block::Read::default();
    let mut index = 0;
    while index < pieces.len() {
        let is_note = matches!(pieces[index].0, Event::Start(Tag::FootnoteDefinition(_)));
        let end = if is_note { markdown::end_of(&pieces, index) } else { index };
        for at in (index..=end).filter(|at| is_note || kept(*at)) {
            if let Some(block) = blocks.get(&at) {
                chosen.blocks.insert(chosen.pieces.len(), block.clone());
            }
            chosen.pieces.push(pieces[at].clone());
        }
        index = end + 1;
    }
    super::laid_out(text, &chosen.pieces, chosen.blocks)
}

/// What stands above a timeline; may be empty.
pub fn day_and_zone(timeline: &Timeline, words: &Words) -> String {
    let zone = timeline.zone.replace('_', " ");
    match (timeline.date, zone.as_str()) {
        (Some(date), "") => words.say("timeline_from", &[("date", &words.date(date))]),
        (Some(date), zone) => words.say("timeline_from_in", &[("date", &words.date(date)), ("zone", zone)]),
        (None, "") => String::new(),
        (None, zone) => words.say("timeline_in", &[("zone", zone)]),
    }
}

impl Writer<'_> {
    /// Writes a part of a block whose events are `start..=end`.
    pub(super) fn block(&mut self, block: &Block, pieces: &[Piece<'_>], start: usize, end: usize) {
        let inside = start + 1..end;
        let (elsewhere, at) = (self.text.elsewhere, pieces[start].1.start);
        match block {
            Block::Timeline(timeline) => self.timeline(timeline, pieces, inside),
            Block::Entry(entry) => self.entry(entry, at, pieces, inside),
            Block::Known => {
                self.out.push_str(if elsewhere { "<div>" } else { "<div class=\"known\">" });
                let known = escaped(&self.text.words.say("known_then", &[]));
                self.led(&format!("<b>{known}</b> "), pieces, inside);
                self.out.push_str("</div>\n");
            }
            Block::Transcript if elsewhere => self.all(pieces, inside),
            Block::Transcript => self.wrap("<div class=\"transcript\">\n", pieces, inside, "</div>\n"),
            Block::Turn(cue) => self.turn(cue, at, pieces, inside),
            Block::Factors(_) if inside.is_empty() => {}
            Block::Questions => self.all(pieces, inside),
            Block::QuestionList => {
                let first = self.questions + 1;
                self.out.push_str("<ol");
                if !elsewhere {
                    self.attribute("class", "questions");
                }
                if first > 1 {
                    self.attribute("start", &first.to_string());
                }
                self.wrap(">\n", pieces, inside, "</ol>\n");
            }
            Block::Question => {
                self.questions += 1;
                self.out.push_str("<li");
                self.anchor(at);
                self.out.push('>');
                self.own(pieces, inside);
                self.out.push_str("</li>\n");
            }
            Block::Factors(named) => {
                // Those of the front matter have names alone.
                let more = !std::mem::replace(&mut self.factors, true);
                let more: &[String] = if more { &self.text.facts.more_factors } else { &[] };
                let named = &(*named && more.is_empty());
                let (open, close) = if *named { ("<dl", "</dl>\n") } else { ("<ul", "</ul>\n") };
                self.out.push_str(open);
                if !elsewhere {
                    self.attribute("class", "factors");
                }
                self.out.push_str(">\n");
                self.factors(*named, pieces, inside);
                for name in more {
                    self.out.push_str(&format!("<li><b>{}</b></li>\n", escaped(name)));
                }
                self.out.push_str(close);
            }
            // Written by `factors`, which knows what stands around it.
            Block::Factor(_) => self.all(pieces, inside),
            Block::Pullquote if elsewhere && self.text.facts.repeated.contains(&at) => {}
            Block::Pullquote => {
                let (open, close) = if elsewhere {
                    ("<blockquote>\n", "</blockquote>\n")
                } else {
                    ("<aside class=\"pullquote\" role=\"doc-pullquote\">\n", "</aside>\n")
                };
                self.out.push_str(open);
                self.own(pieces, inside);
                self.out.push_str(close);
            }
            Block::Figure => self.figure(pieces, inside),
            Block::Caption | Block::Credit => self.own(pieces, inside),
            Block::Items(items) => {
                let html = (self.text.items)(items);
                // It is ours, and stays out of the sanitiser as formulas do.
                self.math(html.into_string());
                self.out.push('\n');
            }
        }
    }

    /// What stands inside a part; elements and scripts that its author left open end with it.
    fn own(&mut self, pieces: &[Piece<'_>], inside: Range<usize>) {
        let outer = std::mem::take(&mut self.out);
        let raw = self.raw.clone();
        self.all(pieces, inside);
        self.raw = raw;
        let html = std::mem::replace(&mut self.out, outer);
        let html = self.closed(html);
        self.out.push_str(&html);
    }

    /// As [`Writer::own`], after words that stand in the first paragraph, if there is one at the
    /// beginning, else in one of their own.
    fn led(&mut self, words: &str, pieces: &[Piece<'_>], inside: Range<usize>) {
        self.out.push_str("<p>");
        self.out.push_str(words);
        match pieces.get(inside.start).filter(|_| !inside.is_empty()) {
            Some((Event::Start(Tag::Paragraph), _)) => {
                let end = markdown::end_of(pieces, inside.start);
                self.own(pieces, inside.start + 1..end);
                self.out.push_str("</p>\n");
                self.own(pieces, end + 1..inside.end);
            }
            _ => {
                let bare = self.out.trim_end().len();
                self.out.truncate(bare);
                self.out.push_str("</p>\n");
                self.own(pieces, inside);
            }
        }
    }

    /// The id of what begins at this byte of the text; gives it too. None elsewhere.
    fn anchor(&mut self, at: usize) -> Option<String> {
        let id = self.text.facts.anchors.get(&at).filter(|_| !self.text.elsewhere)?.clone();
        self.attribute("id", &id);
        Some(id)
    }

    fn turn(&mut self, cue: &Cue, at: usize, pieces: &[Piece<'_>], inside: Range<usize>) {
        let name = escaped(&cue.speaker);
        let time = cue.time.as_ref().map(|(time, _)| escaped(time));
        if self.text.elsewhere {
            let time = time.map_or_else(String::new, |time| format!("{time} "));
            return self.led(&format!("{time}<b>{name}:</b> "), pieces, inside);
        }
        self.out.push_str("<div class=\"turn\"");
        let id = self.anchor(at).unwrap_or_default();
        self.out.push('>');
        let time = time.map_or_else(String::new, |time| format!("<span class=\"at\">{time}</span> "));
        let link = format!("<a href=\"#{}\">{name}:</a>", escaped(&id));
        self.led(&format!("{time}<b class=\"speaker\">{link}</b> "), pieces, inside);
        self.out.push_str("</div>\n");
    }

    fn timeline(&mut self, timeline: &Timeline, pieces: &[Piece<'_>], inside: Range<usize>) {
        if inside.is_empty() {
            return;
        }
        let words = day_and_zone(timeline, self.text.words);
        if !words.is_empty() {
            self.out.push_str(if self.text.elsewhere { "<p>" } else { "<p class=\"meta\">" });
            self.out.push_str(&escaped(&words));
            self.out.push_str("</p>\n");
        }
        let (open, close) = if self.text.elsewhere {
            ("<ul>\n", "</ul>\n")
        } else {
            ("<ol class=\"timeline\">\n", "</ol>\n")
        };
        self.wrap(open, pieces, inside, close);
    }

    fn entry(&mut self, entry: &Entry, at: usize, pieces: &[Piece<'_>], inside: Range<usize>) {
        let elsewhere = self.text.elsewhere;
        self.out.push_str("<li");
        let gap = entry.when.as_ref().is_some_and(When::is_gap);
        if gap && !elsewhere {
            self.attribute("class", "gap");
        }
        let id = self.anchor(at);
        self.out.push('>');
        let mut lead = String::new();
        if let Some(when) = &entry.when {
            let words = self.text.words;
            let shown = escaped(&when.in_words(words));
            let time = match gap {
                true => shown,
                false => format!("<time datetime=\"{}\">{shown}</time>", escaped(&when.machine)),
            };
            let time = match when.about {
                true => escaped(&words.say("about_time", &[])).replace("{time}", &time),
                false => time,
            };
            lead = match &id {
                Some(id) => format!("<a class=\"at\" href=\"#{}\">{time}</a> ", escaped(id)),
                None => format!("{time}{} ", if inside.is_empty() { "" } else { ":" }),
            };
        }
        if !entry.who.is_empty() {
            lead.push_str(&format!("<b>{}:</b> ", escaped(&entry.who)));
        }
        self.led(&lead, pieces, inside);
        self.out.push_str("</li>\n");
    }

    fn factors(&mut self, named: bool, pieces: &[Piece<'_>], inside: Range<usize>) {
        let mut index = inside.start;
        while index < inside.end {
            let end = markdown::end_of(pieces, index);
            match self.blocks.get(&index).cloned() {
                Some(Block::Factor(name)) if named => {
                    self.out.push_str(&format!("<dt>{}</dt>\n<dd>", escaped(&name)));
                    self.own(pieces, index + 1..end);
                    self.out.push_str("</dd>\n");
                }
                Some(Block::Factor(name)) => {
                    self.out.push_str("<li>");
                    let lead = match (name.as_str(), end - index) {
                        ("", _) => String::new(),
                        (name, 1) => format!("<b>{}</b>", escaped(name)),
                        (name, _) => format!("<b>{}:</b> ", escaped(name)),
                    };
                    if matches!(pieces[index + 1].0, Event::Start(Tag::Paragraph)) {
                        self.led(&lead, pieces, index + 1..end);
                    } else {
                        self.out.push_str(&lead);
                        self.own(pieces, index + 1..end);
                    }
                    self.out.push_str("</li>\n");
                }
                // Words between the points, which belong to none.
                _ => {
                    self.out.push_str("<li>");
                    self.own(pieces, index..end + 1);
                    self.out.push_str("</li>\n");
                }
            }
            index = end + 1;
        }
    }

    fn figure(&mut self, pieces: &[Piece<'_>], inside: Range<usize>) {
        if inside.is_empty() {
            return;
        }
        self.out.push_str("<figure>\n");
        let mut index = inside.start;
        let mut captions: Vec<(bool, Range<usize>)> = Vec::new();
        while index < inside.end {
            let end = markdown::end_of(pieces, index);
            match self.blocks.get(&index) {
                Some(Block::Caption) => captions.push((false, index + 1..end)),
                Some(Block::Credit) => captions.push((true, index + 1..end)),
                _ => {
                    self.all(pieces, index..end + 1);
                    self.out.push('\n');
                }
            }
            index = end + 1;
        }
        if !captions.is_empty() {
            self.out.push_str("<figcaption>");
            for (credit, caption) in captions {
                let class = if self.text.elsewhere { "" } else { " class=\"credit\"" };
                match self.only_paragraph(pieces, &caption) {
                    Some(words) if credit => {
                        self.out.push_str(&format!("<small{class}>"));
                        self.own(pieces, words);
                        self.out.push_str("</small>");
                    }
                    Some(words) => {
                        self.own(pieces, words);
                        self.out.push(' ');
                    }
                    None => self.own(pieces, caption),
                }
            }
            self.out.push_str("</figcaption>\n");
        }
        self.out.push_str("</figure>\n");
    }

    /// The events of the one paragraph there is.
    fn only_paragraph(&self, pieces: &[Piece<'_>], inside: &Range<usize>) -> Option<Range<usize>> {
        let paragraph = matches!(pieces.get(inside.start), Some((Event::Start(Tag::Paragraph), _)));
        let end = markdown::end_of(pieces, inside.start);
        (paragraph && end + 1 == inside.end).then(|| inside.start + 1..end)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Destination, NotesStand, render};
    use super::*;
    use crate::config::HtmlPolicy;
    use crate::document::blocks::transcript::Voices;
    use crate::document::facts;
    use crate::document::markdown::Flavour;

    fn laid_out(text: &str, html: HtmlPolicy, all: bool, elsewhere: bool) -> String {
        let flavour = Flavour { smart: false, autolink: true, math: false, wikilinks: true };
        let voices = Voices { all, ..Voices::default() };
        let facts = facts::of_markdown(text, flavour, html, &voices);
        let text = Text {
            text,
            facts: &facts,
            room: 0,
            flavour,
            html,
            quote_attribution: true,
            elsewhere,
            notes: if elsewhere { NotesStand::AtTheEnd } else { NotesStand::Beside },
            external_rel: "",
            destination: &|_| Destination::default(),
            citing: &|_| Vec::new(),
            words: &crate::language::english(),
            memo: &crate::memo::Memo::default(),
            items: &|items| Html::text(&format!("items of {:?}, full: {}", items.kind, items.full)),
        };
        render(&text).into_string()
    }

    #[test]
    fn what_an_entry_leaves_open_ends_with_it() {
        let text =
            "```timeline\n14:02 one <div><b>\n14:03 two <script>\n14:04 three </ol></li>\n```\n\nAfter.\n";
        let html = laid_out(text, HtmlPolicy::Safe, false, false);
        for words in ["three", "After."] {
            assert!(html.contains(words), "{html}");
        }
        assert_eq!((html.matches("<li").count(), html.matches("</ol>").count()), (3, 1), "{html}");
        assert!(html.trim_end().ends_with("</ol>\n<p>After.</p>"), "{html}");
        let shown = laid_out(text, HtmlPolicy::Escape, false, false);
        assert!(shown.contains("two &lt;script&gt;"), "{shown}");
    }

    #[test]
    fn the_items_of_a_letter_stand_where_their_block_is() {
        let text = "Before <b>.\n\n```items kind=story full=true\n```\n\nAfter.\n";
        let html = laid_out(text, HtmlPolicy::Safe, false, false);
        let at = |words: &str| html.find(words).unwrap_or(usize::MAX);
        let items = at("items of Some(&quot;story&quot;), full: true")
            .min(at("items of Some(\"story\"), full: true"));
        assert!(at("Before") < items && items < at("After"), "{html}");
    }

    #[test]
    fn blocks_take_linear_time() {
        let times = |part: &dyn Fn(usize) -> String| (0..20_000).map(part).collect::<String>();
        let block = |name: &str, inside: String| format!("```{name}\n{inside}```\n");
        let shapes = [
            (
                "entries",
                block("timeline", times(&|n| format!("{:02}:{:02} [Ana] x\n  more\n", n / 60 % 24, n % 60))),
            ),
            ("lines", block("timeline", times(&|_| "no entry\n".to_owned()))),
            (
                "in a quote",
                block("timeline", times(&|_| "14:02 x\n".to_owned()))
                    .replace('\n', "\n> ")
                    .replacen("```", "> ```", 1),
            ),
            ("questions", block("questions", times(&|_| "- Why?\n".to_owned()))),
            ("factors", block("factors", times(&|n| format!("- a{n}: b\n")))),
            ("pictures", block("figure", times(&|_| "![a](b)\n".to_owned()))),
            ("names", times(&|n| format!("Ana{n}: x\n\nAna{n} B: y\n\n"))),
            ("one name", times(&|_| "Ana: x\n\nBen: y\n\n".to_owned())),
            ("pull quotes", times(&|n| format!("```pullquote\nword {n}\n```\n"))),
            ("attributes", format!("```timeline {}\n14:02 x\n```\n", times(&|_| "a=b ".to_owned()))),
            ("fences", (3..700).rev().map(|n| format!("{}timeline\n", "`".repeat(n))).collect()),
        ];
        for (shape, text) in shapes {
            let started = std::time::Instant::now();
            let html = laid_out(&text, HtmlPolicy::Safe, true, false);
            assert!(started.elapsed().as_secs() < 30, "{shape} took {:?}", started.elapsed());
            assert!(html.len() > 50, "{shape}");
        }
    }
}
