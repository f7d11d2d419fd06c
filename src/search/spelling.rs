//! The words that a misspelt one may have meant: those that several posts use.

use super::format;

/// So many words at most, those of the most posts.
const MOST: usize = 40_000;

/// The fewest letters of a word: of shorter ones nearly each is a slip away from another.
const SHORTEST: usize = 3;

/// The file, before compression, from words and the number of posts that have each.
pub fn file(mut words: Vec<(&str, u32)>) -> Vec<u8> {
    words.retain(|(word, posts)| *posts >= 2 && can_be_meant(word));
    words.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    words.truncate(MOST);
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
    word.chars().count() >= SHORTEST && word.chars().all(|c| !c.is_numeric() && !stands_in_pairs(c))
}

/// Whether a character is of a writing that is cut into pairs: Thai, Lao, Khmer, Myanmar, Han, kana, Hangul.
fn stands_in_pairs(c: char) -> bool {
    matches!(u32::from(c),
        0x0e00..=0x0eff | 0x1000..=0x109f | 0x1100..=0x11ff | 0x1780..=0x17ff | 0x19e0..=0x19ff
        | 0x2e80..=0x2fdf | 0x3005..=0x3007 | 0x3021..=0x303c | 0x3041..=0x318f | 0x31a0..=0x31ff
        | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xa960..=0xa97f | 0xa9e0..=0xa9ff | 0xaa60..=0xaa7f
        | 0xac00..=0xd7ff | 0xf900..=0xfaff | 0xff66..=0xffdc | 0x1aff0..=0x1b16f | 0x20000..=0x3ffff)
}
