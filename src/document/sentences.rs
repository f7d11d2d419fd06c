//! The sentences in which a text names something, for the pages of what it names.
//!
//! A simple rule that errs towards too much: a sentence ends at a full stop, question or exclamation
//! mark that a blank and a capital, a digit or an opening mark follow, unless the word before is an
//! abbreviation or an initial.

use std::ops::Range;

/// A sentence is cut to about so many bytes on either side of what it names.
const REACH: usize = 240;

/// Words that end in a full stop without ending a sentence.
#[rustfmt::skip]
const ABBREVIATIONS: [&str; 24] = [
    "al", "approx", "bzw", "ca", "cf", "ch", "dr", "ed", "eds", "etc", "fig", "mr", "mrs", "ms", "no",
    "p", "pp", "prof", "resp", "sr", "st", "vgl", "vol", "vs",
];

/// Gathers the words of one block, and what is named in it.
#[derive(Debug)]
pub struct Sentences<T> {
    words: String,
    named: Vec<(usize, T)>,
}

impl<T> Default for Sentences<T> {
    fn default() -> Self {
        Sentences { words: String::new(), named: Vec::new() }
    }
}

impl<T> Sentences<T> {
    /// Adds words.
    pub fn push(&mut self, words: &str) {
        self.words.push_str(words);
    }

    /// Here something is named.
    pub fn name(&mut self, what: T) {
        self.named.push((self.words.len(), what));
    }

    /// Ends the block: what was named in it, each with its sentence.
    pub fn end(&mut self) -> Vec<(T, String)> {
        let words = std::mem::take(&mut self.words);
        let named = std::mem::take(&mut self.named);
        if named.is_empty() {
            return Vec::new();
        }
        let ends = ends(&words);
        named.into_iter().map(|(at, what)| (what, around(&words, &ends, at))).collect()
    }
}

/// Where the sentences of a text end, in bytes, the last at its end.
fn ends(words: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    for (at, mark) in words.char_indices().filter(|(_, c)| matches!(c, '.' | '!' | '?' | '\u{2026}')) {
        let after = &words[at + mark.len_utf8()..];
        let closed = after.trim_start_matches(['"', '\'', ')', ']', '\u{201d}', '\u{2019}', '\u{bb}']);
        let next = closed.trim_start();
        let begins = next.starts_with(|c: char| {
            c.is_uppercase() || c.is_ascii_digit() || "\"'([\u{201c}\u{2018}\u{ab}".contains(c)
        });
        if next.len() < closed.len() && begins && !(mark == '.' && is_abbreviation(&words[..at])) {
            ends.push(words.len() - closed.len());
        }
    }
    ends.push(words.len());
    ends
}

fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let mut letters = word.chars();
    let initial = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
    // "I." and "a." end sentences seldom enough.
    initial || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

fn around(words: &str, ends: &[usize], at: usize) -> String {
    let index = ends.partition_point(|end| *end <= at).min(ends.len().saturating_sub(1));
    let range = |index: usize| -> Range<usize> {
        let start = index.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
        start..ends.get(index).copied().unwrap_or(words.len())
    };
    let mut found = range(index);
    // A citation that stands behind its sentence belongs to it.
    if let Some(before) = index.checked_sub(1).map(range)
        && let Some(length) = cited_first(&words[found.clone()])
    {
        found = before.start..found.start + length;
    }
    let start = if at.saturating_sub(found.start) > REACH {
        boundary(words, at - REACH, found.start)
    } else {
        found.start
    };
    let end = if found.end.saturating_sub(at) > REACH { boundary(words, at + REACH, at) } else { found.end };
    let tidy: Vec<&str> = words[start..end.max(start)].split_whitespace().collect();
    let (before, after) = (start > found.start, end < found.end);
    format!(
        "{}{}{}",
        if before { "\u{2026} " } else { "" },
        tidy.join(" "),
        if after { " \u{2026}" } else { "" }
    )
}

/// How much of a sentence is a citation that it begins with, if the rest could begin one.
fn cited_first(sentence: &str) -> Option<usize> {
    let start = sentence.len() - sentence.trim_start().len();
    let rest = sentence[start..].strip_prefix("[@")?;
    let end = rest.find(']')? + 1;
    let goes_on = rest[end..].trim_start_matches(['.', ' ']);
    goes_on.chars().next().is_none_or(char::is_uppercase).then_some(start + 2 + end)
}

/// The blank before `at`, not before `least`.
fn boundary(words: &str, at: usize, least: usize) -> usize {
    let mut at = at.min(words.len());
    while !words.is_char_boundary(at) {
        at -= 1;
    }
    words[..at].rfind(char::is_whitespace).filter(|blank| *blank >= least).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sentence around the sign `*`.
    fn sentence(text: &str) -> String {
        let (before, after) = text.split_once('*').unwrap();
        let mut block = Sentences::default();
        block.push(before);
        block.name(());
        block.push(after);
        block.end().remove(0).1
    }

    #[test]
    fn a_sentence_ends_where_the_next_begins() {
        assert_eq!(sentence("One. Two is *here. Three."), "Two is here.");
        assert_eq!(sentence("So *it said. “Not yet.” Then"), "So it said.");
        assert_eq!(sentence("It was 3.5 m, e.g. at *noon! 2 came."), "It was 3.5 m, e.g. at noon!");
        assert_eq!(sentence("Dr. Woods and R. I. Cook saw *it"), "Dr. Woods and R. I. Cook saw it");
        assert_eq!(sentence("*"), "");
    }

    #[test]
    fn a_citation_behind_its_sentence_belongs_to_it() {
        assert_eq!(sentence("First. It bent. *[@woods2015] Then"), "It bent. [@woods2015]");
        assert_eq!(sentence("First. [@a] says *so."), "[@a] says so.");
    }

    #[test]
    fn a_long_sentence_is_cut_on_both_sides() {
        let long = "word ".repeat(200);
        let found = sentence(&format!("{long}*here {long}"));
        assert!(found.starts_with("… word") && found.ends_with("word …") && found.len() < 520, "{found}");
    }
}
