//! Which words are forms of one.

use std::borrow::Cow;

/// The stem of a folded word in a language, BCP 47: the word itself where no stemmer is known.
pub fn stem<'a>(language: &str, word: &'a str) -> Cow<'a, str> {
    if language.starts_with("en") && word.len() > 4 {
        return Cow::Borrowed(word.strip_suffix('s').unwrap_or(word));
    }
    Cow::Borrowed(word)
}
