//! The words that a misspelt one may have meant: those that several posts use.

use super::{format, tokens};

/// So many words at most, those of the most posts.
const MOST: usize = 40_000;

/// The fewest letters of a word: of shorter ones nearly each is a slip away from another.
const SHORTEST: usize = 3;

/// The file, before compression, from words and the number of posts that have each.
pub fn file(mut words: Vec<(&str, u32)>) -> Vec<u8> {
    words.retain(|(word, posts)| *posts >= 2 && can_be_meant(word));
    if words.len() > MOST {
        words.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        words.truncate(MOST);
    }
    words.sort_unstable();
    let mut out = Vec::new();
    let mut before = "";
    for (word, posts) in words {
        format::put_word(&mut out, before, word);
        out.push(posts.ilog2() as u8);
        before = word;
    }
    out
}

/// Whether a slip of the keyboard can lead away from the word: not from numbers, nor from the pairs into
/// which text without blanks is cut.
fn can_be_meant(word: &str) -> bool {
    word.chars().count() >= SHORTEST && word.chars().all(|c| !c.is_numeric() && !tokens::is_unspaced(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_two_posts_with_how_often_their_number_can_be_halved() {
        let words =
            vec![("zoo", 9), ("zone", 2), ("rare", 1), ("ox", 5), ("東京", 5), ("h2o", 5), ("тест", 3)];
        let expected = [b"\0\x04zone\x01\x02\x01o\x03\0\x08", "тест".as_bytes(), b"\x01"].concat();
        assert_eq!(file(words), expected);
    }

    #[test]
    fn of_too_many_words_those_of_most_posts_are_kept() {
        let letters =
            |n: usize| -> String { format!("{n:05}").bytes().map(|digit| char::from(digit + 49)).collect() };
        let words: Vec<String> = (0..MOST + 1).map(letters).collect();
        // One word is in fewer posts than all others.
        let counted =
            words.iter().enumerate().map(|(n, word)| (&**word, if n == 7 { 2 } else { 4 })).collect();
        let file = file(counted);
        assert_eq!(file.len() - file.iter().filter(|byte| byte.is_ascii_lowercase()).count(), MOST * 3);
    }
}
