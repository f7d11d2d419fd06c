//! Small matters of wording that several parts write: a capital at the beginning, what is given of
//! something with something between.
//!
//! Which words are said is for whoever says them; what must be cut to fit is cut where the room is
//! known.

use crate::bytes;

/// The text with a capital at its beginning.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// The text in one line: each run of blanks is one space, and none stands around it.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How many words a text has, with blanks between them.
pub fn count(text: &str) -> usize {
    if !text.is_ascii() {
        return text.split_whitespace().count();
    }
    // Of a hundred megabytes, which is what large sites have, each byte is looked at once.
    let blank = |byte: u8| matches!(byte, 0x09..=0x0d | b' ');
    let first = text.as_bytes().first().is_some_and(|byte| !blank(*byte));
    usize::from(first) + bytes::pairs(text.as_bytes(), |before, byte| blank(before) & !blank(byte))
}

/// What is not empty, with something between.
pub fn given<T: AsRef<str>>(parts: &[T], between: &str) -> String {
    parts.iter().map(T::as_ref).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capital_is_that_of_the_first_letter_whatever_it_is() {
        assert_eq!(capitalised("podcast host"), "Podcast host");
        assert_eq!(capitalised("\u{e6}ra"), "\u{c6}ra");
        assert_eq!(capitalised(""), "");
    }

    #[test]
    fn what_is_empty_is_not_given() {
        assert_eq!(given(&["", "a", "", "b"], ", "), "a, b");
        assert_eq!(given(&[""], ", "), "");
    }

    #[test]
    fn words_are_counted_by_the_blanks_between_them() {
        for text in ["", " ", "a", " a b\tc\n", "a\u{b}b  c", "a\u{1f}b", "\u{e6}\u{a0}b", "a-b \u{2003}c"] {
            assert_eq!(count(text), text.split_whitespace().count(), "{text:?}");
        }
    }

    #[test]
    fn a_text_in_one_line_has_single_spaces() {
        assert_eq!(one_line(" a\n\tb  c\u{a0}d "), "a b c d");
    }
}
