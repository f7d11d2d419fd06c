//! Small matters of wording that several parts write: a capital at the beginning, what is given of
//! something with something between.
//!
//! Which words are said is for whoever says them; what must be cut to fit is cut where the room is
//! known.

/// The text with a capital at its beginning.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// The text in one line: each run of blanks is one space, and none stands around it.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
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
    fn a_text_in_one_line_has_single_spaces() {
        assert_eq!(one_line(" a\n\tb  c\u{a0}d "), "a b c d");
    }
}
