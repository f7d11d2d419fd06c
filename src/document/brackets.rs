//! What an author names in brackets: works in `[@woods2015, p. 4]`, things in `[[near miss]]`.
//!
//! The grammar alone, on plain text: where such a bracket stands in a text is for
//! [`super::markdown`] to find, whether there is such a work for `corpus`. Citations follow the
//! bracketed form of Pandoc: several parted by `;`, each with words before and a locator behind.

use std::ops::Range;

/// Bytes within which a bracket is closed, so that a text of open brackets is read in linear time.
const LONGEST: usize = 1000;

/// A bracket that names something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bracket {
    /// `[see @a, p. 4; @b]`.
    Citation(Vec<Cited>),
    /// `[[near miss|words shown]]`.
    Wikilink(Wikilink),
}

/// One work in a citation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// The words before it: "see"; may be empty.
    pub prefix: String,
    /// The id of the work; empty where a quote in a review gives a page alone.
    pub key: String,
    /// Which place in the work: "pp. 4–6"; may be empty.
    pub locator: String,
    /// Where `@key` stands, in bytes of the text.
    pub at: Range<usize>,
}

/// What a wikilink says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wikilink {
    /// What it names.
    pub target: String,
    /// Where the words that are shown stand, in bytes of the text.
    pub words: Range<usize>,
}

/// The bracket that begins at byte `at` of a text, where a `[` stands, and the byte after it. `None`
/// for every other bracket: a note, a link, plain words.
pub fn read(text: &str, at: usize, wikilinks: bool) -> Option<(Bracket, usize)> {
    let window = &text[at..floor(text, at + LONGEST)];
    if window.starts_with("[[") {
        return wikilink(window, at).filter(|_| wikilinks);
    }
    let inside = &window[1..1 + window[1..].find([']', '['])?];
    if !window[1 + inside.len()..].starts_with(']') || !inside.contains('@') {
        return None;
    }
    let cited = citation(inside, at + 1)?;
    Some((Bracket::Citation(cited), at + inside.len() + 2))
}

/// The works that the inside of a bracket names; `None` if any part of it names none.
fn citation(inside: &str, start: usize) -> Option<Vec<Cited>> {
    let mut cited = Vec::new();
    let mut from = start;
    for part in inside.split(';') {
        cited.push(cited_in(part, from)?);
        from += part.len() + 1;
    }
    Some(cited)
}

fn cited_in(part: &str, start: usize) -> Option<Cited> {
    let sign = part
        .match_indices('@')
        .map(|(at, _)| at)
        .find(|at| part[..*at].chars().next_back().is_none_or(char::is_whitespace))?;
    let rest = &part[sign + 1..];
    let fits = |c: char| c.is_alphanumeric() || "_:.#$%&-+?<>~/".contains(c);
    let length = rest.find(|c| !fits(c)).unwrap_or(rest.len());
    let key = rest[..length].trim_end_matches([':', '.', '?', '#', '-', '/']);
    let after = &rest[key.len()..];
    if key.is_empty() || !(after.is_empty() || after.starts_with([',', ' ', '\u{a0}', ':', '.'])) {
        return None;
    }
    let locator = after.trim_start_matches([',', ':', '.']).trim();
    Some(Cited {
        prefix: part[..sign].trim().to_owned(),
        key: key.to_owned(),
        locator: locator.to_owned(),
        at: start + sign..start + sign + 1 + key.len(),
    })
}

fn wikilink(window: &str, at: usize) -> Option<(Bracket, usize)> {
    let inside = &window[2..2 + window[2..].find("]]")?];
    let end = inside.len() + 4;
    // `[[1]](https://…)` is a link in Markdown, and its words are in brackets.
    let is_link = window[end..].starts_with(['(', '[']);
    if is_link || inside.contains(['[', ']']) {
        return None;
    }
    let (target, words) = match inside.split_once('|') {
        Some((target, shown)) if !shown.trim().is_empty() => (target, trimmed(inside, target.len() + 1)),
        Some((target, _)) => (target, trimmed(target, 0)),
        None => (inside, trimmed(inside, 0)),
    };
    let target = target.trim();
    if target.is_empty() {
        return None;
    }
    let words = at + 2 + words.start..at + 2 + words.end;
    Some((Bracket::Wikilink(Wikilink { target: target.to_owned(), words }), at + end))
}

/// The place of a text from byte `from` on, without the blanks around it.
fn trimmed(text: &str, from: usize) -> Range<usize> {
    let rest = &text[from..];
    let start = from + rest.len() - rest.trim_start().len();
    start..start + rest.trim().len()
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A bare place in the work a review is about, as a quote's source gives it: `p44`, `pp. 4–6`.
pub fn locator(words: &str) -> Option<&str> {
    let words = words.trim();
    let rest = ["pages", "page", "pp.", "pp", "p.", "p", "chapter", "ch."]
        .iter()
        .find_map(|word| words.strip_prefix(word))?
        .trim_start();
    let fits = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '\u{2013}' | ',' | '.');
    (rest.starts_with(|c: char| c.is_ascii_digit()) && rest.len() <= 20 && rest.chars().all(fits))
        .then_some(words)
}

/// A text with every citation in it said in words that `said` gives, for readers of a plain sentence.
/// `None` leaves one as it is written.
pub fn with_citations(text: &str, said: impl Fn(&[Cited]) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (at, _) in text.match_indices('[') {
        if at < done {
            continue;
        }
        if let Some((Bracket::Citation(cited), end)) = read(text, at, false)
            && let Some(words) = said(&cited)
        {
            out.push_str(&text[done..at]);
            out.push_str(&words);
            done = end;
        }
    }
    out.push_str(&text[done..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cited(text: &str) -> Vec<(String, String, String)> {
        match read(text, 0, true) {
            Some((Bracket::Citation(cited), end)) => {
                assert_eq!(end, text.len());
                cited.into_iter().map(|one| (one.prefix, one.key, one.locator)).collect()
            }
            other => panic!("{text}: {other:?}"),
        }
    }

    fn triple(prefix: &str, key: &str, locator: &str) -> (String, String, String) {
        (prefix.to_owned(), key.to_owned(), locator.to_owned())
    }

    #[test]
    fn a_citation_names_works_with_words_before_and_places_behind() {
        assert_eq!(cited("[@woods2015]"), [triple("", "woods2015", "")]);
        assert_eq!(cited("[@woods2015, pp. 4–6]"), [triple("", "woods2015", "pp. 4–6")]);
        assert_eq!(cited("[@woods2015 p. 4]"), [triple("", "woods2015", "p. 4")]);
        assert_eq!(cited("[see @a, p. 4; @b.]"), [triple("see", "a", "p. 4"), triple("", "b", "")]);
        assert_eq!(cited("[@doi:10.1/x-y]"), [triple("", "doi:10.1/x-y", "")]);
    }

    #[test]
    fn other_brackets_are_words() {
        for text in [
            "[Kiran]",
            "[@]",
            "[ana@ebb.example]",
            "[@user@host]",
            "[@a; Kiran]",
            "[^note]",
            "[@a",
            "[a [@b]]",
            "[[]]",
            "[[ | x]]",
            "[[1]](https://ebb.example/)",
            "[[a]",
            "[[a [b]]]",
        ] {
            assert_eq!(read(text, 0, true), None, "{text}");
        }
        assert_eq!(read("[[near miss]]", 0, false), None);
    }

    #[test]
    fn a_wikilink_has_a_target_and_words() {
        for (text, target, words) in [
            ("[[near miss]]", "near miss", "near miss"),
            ("[[near-miss|almost]]", "near-miss", "almost"),
            ("[[ near miss | it ]] x", "near miss", "it"),
            ("[[near miss|]]", "near miss", "near miss"),
        ] {
            let Some((Bracket::Wikilink(link), _)) = read(text, 0, true) else { panic!("{text}") };
            assert_eq!((link.target.as_str(), &text[link.words]), (target, words), "{text}");
        }
    }

    #[test]
    fn a_page_alone_is_a_locator() {
        for words in ["p44", "p. 44", "pp. 4–6", "page 12", "ch. 3"] {
            assert_eq!(locator(words), Some(words));
        }
        for words in ["Petra", "p", "people of 1912", "p. 44 of the long report on everything"] {
            assert_eq!(locator(words), None, "{words}");
        }
    }

    #[test]
    fn a_sentence_says_its_citations_in_words() {
        let said = |cited: &[Cited]| (cited[0].key == "a").then(|| format!("({})", cited[0].locator));
        assert_eq!(with_citations("x [@a, p. 4] y [@b] [z", said), "x (p. 4) y [@b] [z");
    }
}
