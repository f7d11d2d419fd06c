//! Footnotes: a number where a note is used, the notes themselves at the end of the text.

use std::collections::BTreeMap;

use super::Writer;
use crate::document::markdown::{self, Piece};

#[derive(Default)]
pub(super) struct Notes {
    /// Label → the index where its definition starts.
    pub(super) defined: BTreeMap<String, usize>,
    /// Labels in the order of their first use.
    used: Vec<String>,
    /// Label → its number and how often it was used.
    counts: BTreeMap<String, (usize, usize)>,
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
            "<sup class=\"note-ref\"><a href=\"#{note}\" id=\"{}\" role=\"doc-noteref\" aria-label=\"Note {number}\">{number}</a></sup>",
            self.reference_id(number, uses)
        ));
    }

    /// The notes, in the order of their first use, each with a way back for every use.
    pub(super) fn endnotes(&mut self, pieces: &[Piece<'_>]) {
        if self.notes.used.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.out);
        let mut notes = Vec::new();
        // A note may use further notes while it is written.
        let mut next = 0;
        while let Some(label) = self.notes.used.get(next).cloned() {
            if let Some(start) = self.notes.defined.get(&label).copied() {
                self.all(pieces, start + 1..markdown::end_of(pieces, start));
            }
            notes.push(std::mem::take(&mut self.out));
            next += 1;
        }
        self.out = text;
        let heading = match self.text.room {
            0 => "footnotes".to_owned(),
            room => format!("fn-in-{room}"),
        };
        self.out.push_str(&format!("<section class=\"notes\" role=\"doc-endnotes\" aria-labelledby=\"{heading}\">\n<h2 id=\"{heading}\">Notes</h2>\n<ol>\n"));
        for (index, (label, note)) in self.notes.used.iter().zip(notes).enumerate() {
            let number = index + 1;
            let uses = self.notes.counts.get(label).map_or(1, |(_, uses)| *uses);
            let mut back = String::new();
            for using in 1..=uses {
                let which = if uses > 1 { format!(" ({using})") } else { String::new() };
                back.push_str(&format!(
                    " <a class=\"note-back\" href=\"#{}\" role=\"doc-backlink\" aria-label=\"Back to the text{which}\">\u{21a9}\u{fe0e}</a>",
                    self.reference_id(number, using)
                ));
            }
            let note = note.trim_end();
            let whole = match note.strip_suffix("</p>") {
                Some(open) => format!("{open}{back}</p>"),
                None => format!("{note}<p>{}</p>", back.trim_start()),
            };
            let id = self.note_id(number);
            self.out.push_str(&format!("<li id=\"{id}\">{whole}</li>\n"));
        }
        self.out.push_str("</ol>\n</section>\n");
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
