//! Footnotes: a number where a note is used, and the notes themselves. On a page each note stands
//! right after the block of the text that uses it first, elsewhere all stand at the end.
//!
//! Where they stand changes neither their numbers nor their ids, so that a feed and its page speak of
//! the same note. How a note looks beside its block is the theme's.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Writer, escaped, sanitize};
use crate::config::HtmlPolicy;
use crate::document::markdown::{self, Piece};

/// Where the notes of a text stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotesStand {
    /// Each after the block that uses it first.
    Beside,
    /// All after the text.
    AtTheEnd,
}

#[derive(Default)]
pub(super) struct Notes {
    /// Label → the index where its definition starts.
    pub(super) defined: BTreeMap<String, usize>,
    /// Labels in the order of their first use.
    used: Vec<String>,
    /// Label → its number and how often it was used.
    counts: BTreeMap<String, (usize, usize)>,
    /// The notes that are laid out, in the order of `used`.
    written: Vec<Note>,
    /// The blocks that use a note first, in the order of the text.
    noted: Vec<Noted>,
}

/// A note, laid out.
struct Note {
    html: String,
    /// Whether it holds what cannot be read in a narrow column.
    wide: bool,
}

/// A block of the text, and the notes that it and these notes use first.
struct Noted {
    /// Where the block stands in what is written.
    block: Range<usize>,
    /// Indices of the notes.
    notes: Range<usize>,
}

impl Writer<'_> {
    /// The number of a note, where it is used.
    pub(super) fn note_reference(&mut self, label: &str) {
        let next = self.notes.used.len() + 1;
        let (number, uses) = self.notes.counts.entry(label.to_owned()).or_insert((next, 0));
        *uses += 1;
        let (number, uses) = (*number, *uses);
        if uses == 1 {
            self.notes.used.push(label.to_owned());
        }
        let note = self.note_id(number);
        self.out.push_str(&format!(
            "<sup class=\"note-ref\"><a href=\"#{note}\" id=\"{}\" role=\"doc-noteref\" aria-label=\"{}\">{number}</a></sup>",
            self.reference_id(number, uses),
            escaped(&self.text.words.say("note", &[("number", &number.to_string())]))
        ));
    }

    /// Writes all blocks of the text, then puts the notes where they stand.
    pub(super) fn blocks_with_notes(&mut self, pieces: &[Piece<'_>]) {
        let mut index = 0;
        while index < pieces.len() {
            let start = self.out.len();
            index = self.one(pieces, index);
            self.notes_of(start..self.out.len(), pieces);
        }
        match self.text.notes {
            // Only now it is known from where a note has to lead back.
            NotesStand::Beside => self.place_beside(),
            NotesStand::AtTheEnd => self.place_at_the_end(),
        }
    }

    /// Lays out the notes that a block uses first. A note may use further notes while it is written.
    fn notes_of(&mut self, block: Range<usize>, pieces: &[Piece<'_>]) {
        let first = self.notes.written.len();
        while let Some(label) = self.notes.used.get(self.notes.written.len()) {
            let start = self.notes.defined.get(label).copied();
            let text = std::mem::take(&mut self.out);
            // A script that does not end in a note is no reason to drop the text around it.
            let raw = std::mem::take(&mut self.raw);
            let formulas = self.formulas.len();
            if let Some(start) = start {
                self.all(pieces, start + 1..markdown::end_of(pieces, start));
            }
            self.raw = raw;
            let html = std::mem::replace(&mut self.out, text);
            let html = self.closed(html);
            let wide = ["<pre", "<table"].iter().any(|tag| html.contains(tag))
                || self.formulas[formulas..].iter().any(|formula| formula.contains(" display=\"block\""));
            self.notes.written.push(Note { html, wide });
        }
        let notes = first..self.notes.written.len();
        if !notes.is_empty() {
            self.notes.noted.push(Noted { block, notes });
        }
    }

    /// A note in which every element ends: what its author left open would take in the text after it.
    pub(super) fn closed(&self, note: String) -> String {
        let raw = self.text.facts.raw_html && self.text.html == HtmlPolicy::Safe;
        if raw && !sanitize::too_deep(&note) { sanitize::sanitize(&note) } else { note }
    }

    /// Puts each note after the block that uses it first.
    fn place_beside(&mut self) {
        if self.notes.noted.is_empty() {
            return;
        }
        let length = self.out.len() + self.out.len() / 4;
        let text = std::mem::replace(&mut self.out, String::with_capacity(length));
        let mut from = 0;
        for Noted { block, notes } in std::mem::take(&mut self.notes.noted) {
            self.out.push_str(&text[from..block.start]);
            from = block.end;
            self.out.push_str("<div class=\"noted\">");
            self.out.push_str(&text[block]);
            for index in notes {
                let number = index + 1;
                let wide = if self.notes.written[index].wide { " wide" } else { "" };
                let (id, note) = (self.note_id(number), self.with_ways_back(index));
                self.out.push_str(&format!(
                    "<aside class=\"note{wide}\" id=\"{id}\" role=\"doc-footnote\"><span class=\"note-number\">{number}</span> {note}</aside>\n"
                ));
            }
            self.out.push_str("</div>\n");
        }
        self.out.push_str(&text[from..]);
    }

    /// Puts the notes after the text, in the order of their first use.
    fn place_at_the_end(&mut self) {
        if self.notes.used.is_empty() {
            return;
        }
        let heading = match self.text.room {
            0 => "footnotes".to_owned(),
            room => format!("fn-in-{room}"),
        };
        let title = escaped(&self.text.words.say("notes", &[]));
        self.out.push_str(&format!("<section class=\"notes\" role=\"doc-endnotes\" aria-labelledby=\"{heading}\">\n<h2 id=\"{heading}\">{title}</h2>\n<ol>\n"));
        for index in 0..self.notes.written.len() {
            let (id, note) = (self.note_id(index + 1), self.with_ways_back(index));
            self.out.push_str(&format!("<li id=\"{id}\">{note}</li>\n"));
        }
        self.out.push_str("</ol>\n</section>\n");
    }

    /// A note with a way back for every use.
    fn with_ways_back(&self, index: usize) -> String {
        let number = index + 1;
        let uses = self.notes.counts.get(&self.notes.used[index]).map_or(1, |(_, uses)| *uses);
        let mut back = String::new();
        for using in 1..=uses {
            let label = match uses {
                1 => self.text.words.say("back_to_text", &[]),
                _ => self.text.words.say("back_to_text_from", &[("number", &using.to_string())]),
            };
            back.push_str(&format!(
                " <a class=\"note-back\" href=\"#{}\" role=\"doc-backlink\" aria-label=\"{}\">\u{21a9}\u{fe0e}</a>",
                self.reference_id(number, using),
                escaped(&label)
            ));
        }
        let note = self.notes.written[index].html.trim_end();
        match note.strip_suffix("</p>") {
            Some(open) => format!("{open}{back}</p>"),
            None => format!("{note}<p>{}</p>", back.trim_start()),
        }
    }

    /// The id of a note: `fn-1` in a body, `fn-in-2-1` in the second of the fields.
    fn note_id(&self, number: usize) -> String {
        match self.text.room {
            0 => format!("fn-{number}"),
            room => format!("fn-in-{room}-{number}"),
        }
    }

    /// The id of a place where a note is used.
    fn reference_id(&self, number: usize, using: usize) -> String {
        let first = self.note_id(number).replacen("fn", "fnref", 1);
        if using == 1 { first } else { format!("{first}-{using}") }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Destination, Html, Text, render};
    use super::*;
    use crate::document::blocks::transcript::Voices;
    use crate::document::facts;
    use crate::document::markdown::Flavour;

    fn laid_out(text: &str, notes: NotesStand) -> String {
        let flavour = Flavour { smart: false, autolink: false, math: false, wikilinks: false };
        let html = HtmlPolicy::Safe;
        let facts = facts::of_markdown(text, flavour, html, &Voices::default());
        let text = Text {
            text,
            facts: &facts,
            room: 0,
            flavour,
            html,
            quote_attribution: true,
            elsewhere: false,
            notes,
            external_rel: "",
            destination: &|_| Destination::default(),
            citing: &|_| Vec::new(),
            words: &crate::language::english(),
            memo: &crate::memo::Memo::default(),
            items: &|_| Html::default(),
        };
        render(&text).into_string()
    }

    /// What stands between two words, each time.
    fn all_between<'a>(html: &'a str, before: &str, after: &str) -> Vec<&'a str> {
        html.split(before).skip(1).filter_map(|rest| rest.split(after).next()).collect()
    }

    #[test]
    fn a_note_has_the_same_number_wherever_it_stands() {
        let text = "A[^a] and[^b].\n\nC[^c] and[^a].\n\n[^b]: In b.\n[^a]: In a.[^deep]\n\
                    [^deep]: In deep.[^deeper]\n[^c]: In c.\n[^deeper]: In deeper.[^a]\n";
        for (stand, open) in
            [(NotesStand::Beside, "<aside class=\"note\" id=\"fn-"), (NotesStand::AtTheEnd, "<li id=\"fn-")]
        {
            let html = laid_out(text, stand);
            assert_eq!(all_between(&html, open, "\""), ["1", "2", "3", "4", "5"], "{html}");
            assert_eq!(all_between(&html, "<p>In ", "."), ["a", "b", "deep", "deeper", "c"], "{html}");
            // One way back for every use.
            let mut uses = all_between(&html, " id=\"fnref-", "\"");
            uses.sort_unstable();
            assert_eq!(uses, ["1", "1-2", "1-3", "2", "3", "4", "5"], "{html}");
            assert_eq!(all_between(&html, "href=\"#fnref-", "\""), uses, "{html}");
        }
    }

    #[test]
    fn what_a_note_leaves_open_ends_with_it() {
        let html = laid_out("A[^a].\n\nB.\n\n[^a]: <div><b>open\n\n    <script>\n", NotesStand::Beside);
        let (_, after) = html.split_once("</aside>\n</div>\n").unwrap_or_default();
        assert_eq!(after.trim(), "<p>B.</p>", "{html}");
    }

    #[test]
    fn many_notes_take_linear_time() {
        let times = |n: usize, part: &dyn Fn(usize) -> String| (0..n).map(part).collect::<String>();
        let shapes: [(&str, &dyn Fn(usize) -> String); 4] = [
            ("one block", &|n| {
                times(n, &|n| format!("[^{n}] ")) + "\n\n" + &times(n, &|n| format!("[^{n}]: Note.\n"))
            }),
            ("many blocks", &|n| times(n, &|n| format!("[^{n}]\n\n[^{n}]: Note.\n\n"))),
            ("one note", &|n| times(n, &|_| "[^a]\n\n".to_owned()) + "[^a]: Note."),
            ("notes in notes", &|n| {
                "[^0]\n\n".to_owned()
                    + &times(n, &|n| format!("[^{n}]: Note[^{}].\n", n + 1))
                    + &format!("[^{n}]: Last.")
            }),
        ];
        let took = |text: &str| {
            let started = std::time::Instant::now();
            let html = laid_out(text, NotesStand::Beside);
            (started.elapsed(), html)
        };
        for (shape, text) in shapes {
            let (few, many) = (text(2_000), text(20_000));
            // Compared with ten of a tenth, on the machine as it is at that moment: linear work takes as long,
            // quadratic ten times as long. Several tries, as something else may begin to run in between.
            let is_linear = (0..5).any(|_| {
                let tenths: std::time::Duration = (0..10).map(|_| took(&few).0).sum();
                took(&many).0 < tenths * 4
            });
            assert!(is_linear, "{shape}: 20,000 took over four times as long as ten times 2,000");
            assert!(all_between(&took(&few).1, "doc-backlink", ">").len() >= 2_000, "{shape}");
        }
    }
}
