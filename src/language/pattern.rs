//! Words with places in them: "Part {number} of {of}".

use std::fmt::Write;

/// Words and places, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    pieces: Vec<Piece>,
}

/// A stretch of words, or the name of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words, as they are.
    Text(String),
    /// A place that is filled.
    Slot(String),
}

impl Pattern {
    /// Reads words in which `{name}` is a place. The error ends the sentence "`key` …".
    pub fn read(text: &str) -> Result<Pattern, String> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find(['{', '}']) {
            let (before, after) = rest.split_at(open);
            let slot = after.strip_prefix('{').and_then(|inside| inside.split_once('}'));
            let Some((name, after)) = slot else {
                return Err("has a `{` or a `}` alone: a place is {like_this}".to_owned());
            };
            if name.is_empty() || !name.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
                return Err(format!(
                    "has the place `{{{name}}}`; the name of a place has small letters and `_`"
                ));
            }
            if !before.is_empty() {
                pieces.push(Piece::Text(before.to_owned()));
            }
            pieces.push(Piece::Slot(name.to_owned()));
            rest = after;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        Ok(Pattern { pieces })
    }

    /// Its pieces.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The names of its places, in their order.
    pub fn slots(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Slot(name) => Some(name.as_str()),
            Piece::Text(_) => None,
        })
    }

    /// The words with the places filled; one for which there is no value stays as it is written.
    pub fn filled<'v>(&self, value: impl Fn(&str) -> Option<&'v str>) -> String {
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Slot(name) => match value(name) {
                    Some(value) => out.push_str(value),
                    // Writing to a string does not fail.
                    None => _ = write!(out, "{{{name}}}"),
                },
            }
        }
        out
    }

    /// As it was read.
    pub fn written(&self) -> String {
        self.filled(|_| None)
    }
}
