//! The words of a document in the stretches that can be linked to: what a search looks through.
//!
//! A stretch begins at each heading, spoken turn, entry of a timeline and question; before them
//! stands what the document says of itself. All of it comes from the document's own file, so that
//! no edit elsewhere changes it: citations are left out, for what they are called depends on the
//! library. Only days are said as the language of the text says them. Which documents are looked through, and what else they are found by, is left to others.

mod fields;
mod walk;

use super::Document;
use crate::bytes;
use crate::language::Words;
use crate::search::Section;

/// Changes when the same document would be cut or read in another way.
pub const VERSION: u32 = 3;

/// The passages of a document. `markdown` is its text; `is_held` says of a place among its fields
/// whether what stands there names something of which nothing may be shown; `words` are those in which
/// days are said.
pub fn of(
    document: &Document,
    markdown: &str,
    words: &Words,
    is_held: &dyn Fn(usize) -> bool,
) -> Vec<Section> {
    let mut passages = Passages::new(words);
    passages.begin(String::new(), String::new());
    let meta = &document.meta;
    // What stands under the title, then what it warns of and what is said to have changed.
    let lede = meta.summary.as_ref().or(meta.description.as_ref());
    let changes = meta.changes.iter().map(|change| &change.what);
    for words in lede.into_iter().chain(&meta.content_note).chain(changes) {
        passages.paragraph(words);
    }
    let picture = meta.image.iter().flat_map(|image| [&image.alt, &image.caption]);
    picture.for_each(|words| passages.paragraph(words));
    passages.fields(document, is_held);
    passages.text(markdown, &document.body.facts, document.body.flavour, document.body.html);
    passages.done()
}

/// The passages found so far.
struct Passages<'w> {
    words: &'w Words,
    sections: Vec<Section>,
    /// The one to which words are added.
    at: usize,
    /// The one of the last heading: what no turn, entry or question claims belongs to it.
    home: usize,
}

impl<'w> Passages<'w> {
    fn new(words: &'w Words) -> Passages<'w> {
        Passages { words, sections: Vec::new(), at: 0, home: 0 }
    }

    /// Begins a passage.
    fn begin(&mut self, anchor: String, heading: String) {
        self.at = self.sections.len();
        self.sections.push(Section { anchor, heading, text: String::new() });
    }

    /// Begins the passage of a heading: what follows stays in it.
    fn begin_at_home(&mut self, anchor: String, heading: String) {
        self.begin(anchor, heading);
        self.home = self.at;
    }

    /// Adds words to the paragraph.
    fn words(&mut self, words: &str) {
        let Some(section) = self.sections.get_mut(self.at) else { return };
        let parted = section.text.is_empty() || section.text.ends_with([' ', '\n']);
        let other_blanks = if words.is_ascii() {
            bytes::any(words.as_bytes(), |byte| matches!(byte, 0x09..=0x0d))
        } else {
            words.contains(|c: char| c != ' ' && c.is_whitespace())
        };
        let is_loose = other_blanks || words.contains("  ") || parted && words.starts_with(' ');
        if !is_loose {
            // Nothing but words with one blank between them.
            section.text.push_str(words);
            return;
        }
        for word in words.split_inclusive(char::is_whitespace) {
            let bare = word.trim_end();
            let parted = section.text.is_empty() || section.text.ends_with([' ', '\n']);
            section.text.push_str(bare);
            if bare.len() < word.len() && !(bare.is_empty() && parted) {
                section.text.push(' ');
            }
        }
    }

    /// Takes back the blank after the last word.
    fn close_up(&mut self) {
        let Some(section) = self.sections.get_mut(self.at) else { return };
        section.text.truncate(section.text.trim_end_matches(' ').len());
    }

    /// Ends the paragraph.
    fn end_paragraph(&mut self) {
        let Some(section) = self.sections.get_mut(self.at) else { return };
        section.text.truncate(section.text.trim_end().len());
        if !section.text.is_empty() {
            section.text.push('\n');
        }
    }

    /// Adds a paragraph of plain words.
    fn paragraph(&mut self, words: &str) {
        self.end_paragraph();
        self.words(words);
        self.end_paragraph();
    }

    /// The passages that say something.
    fn done(mut self) -> Vec<Section> {
        for section in &mut self.sections {
            section.text.truncate(section.text.trim_end().len());
        }
        self.sections.retain(|section| !section.text.is_empty() || !section.heading.is_empty());
        self.sections
    }
}

#[cfg(test)]
mod tests;
