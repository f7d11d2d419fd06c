//! How the files of an index are written, byte by byte. Whoever reads them needs this page alone.
//!
//! All stand below one folder; `.bin` files are gzip, and what is said of their bytes holds for the
//! uncompressed ones. A hash is the name that [`Fingerprint::name`](crate::fingerprint::Fingerprint::name)
//! gives to a file's uncompressed bytes: 8 characters of base 32.
//!
//! | file | what it holds |
//! |---|---|
//! | `manifest.json` | what there is, below |
//! | `api.js` | one line that passes the module on under a name that never changes |
//! | `<hash>.js` | the module |
//! | `t/<hash>.bin` | one shard of the words |
//! | `f/<id>.bin` | one post, to show passages of it |
//! | `filters-<hash>.bin` | which posts have what readers can narrow a search by |
//! | `spell-<hash>.bin` | the words that a misspelt one may have meant |
//!
//! Posts have ids from 0, in the order of their day and then their address; posts without a day are
//! first. So the newest has the highest id.
//!
//! # `manifest.json`
//!
//! ```text
//! v         1: this format
//! n         how many posts there are
//! g         a hash over all `f/` files; they are asked for as `f/<id>.bin?<g>`, for an id is used again
//! levels    31: the highest impact
//! norm      2.6: what an impact of 31 stands for
//! shards    the first word of each shard, ascending, with one blank between two; empty without words
//! hashes    their hashes, 8 characters each, in the same order, with nothing between
//! filters   the name of that file
//! spell     the name of that file
//! module    the name of the module
//! languages the languages of the posts, ascending
//! endings   [[one, other]]: pairs of endings by which forms of one word differ that share three letters or
//!           more before them, the commonest first, at most 32. Either may be empty
//! synonyms  [{"from": […], "to": […]}]: who looks for one of `from` finds `to` as well. Each is one or
//!           several folded words with one blank between two. Words that mean the same stand in both
//! ```
//!
//! # Numbers and words
//!
//! A `number` is unsigned LEB128: seven bits a byte, the lowest first, the high bit set on all but the
//! last byte. Words are UTF-8 and ascend by their bytes, which is the order of code points and not that of
//! UTF-16. A word is never longer than 40 bytes. It is *front-coded* against another: how many bytes
//! they share at their beginning, how many follow, and those. The shared bytes may end inside a character.
//!
//! ```text
//! front   = shared:u8 rest:u8 byte*rest
//! ids     = number number*            ascending: the first, then how much more each next one is
//! ```
//!
//! # A shard, `t/<hash>.bin`
//!
//! ```text
//! shard   = entry*
//! entry   = front                     against the word of the entry before; the first shares nothing
//!           size:number               0 for a form of another word
//!           group*                    size bytes
//!         | front                     after a size of 0: the word whose posts it has, against this word
//! group   = impact:u8 count:number ids    count ids; impacts fall from 31 to 1, each at most once
//! ```
//!
//! Words that are forms of one have their posts with the first of them by bytes, the *leader*; it has
//! posts itself, and may stand in another shard. All forms of one leader have the same posts.
//!
//! A shard ends after the first entry that takes it past [`SHARD_BYTES`], and wherever the first byte
//! of the words changes, the ten digits being one. So a word is in the last shard whose first word is
//! not after it, or nowhere.
//!
//! # `filters-<hash>.bin`
//!
//! ```text
//! filters = (size:number text:byte*size count:number ids)*
//! text    = facet NUL slug NUL label     ascending by facet and slug, each pair once
//! ```
//!
//! # `spell-<hash>.bin`
//!
//! ```text
//! spell   = (front log:u8)*           log: how often the number of its posts can be halved; 1 for 2 and 3
//! ```
//!
//! # A post, `f/<id>.bin`
//!
//! JSON: `{"u": address from the root of the site, "t": title, "k": kind, "d": day, "l": language,
//! "p": [people], "g": [topics and tags], "s": [[anchor, heading, text], …]}`. In a text paragraphs are
//! parted by a line feed.

/// The number of this format, `v` of the manifest.
pub const VERSION: u32 = 1;

/// A shard ends after the entry with which it is longer than this, in bytes before compression: with
/// some hundred words a reader who types fetches the same shard again and again.
pub const SHARD_BYTES: usize = 12 * 1024;

// Front coding counts in one byte.
const _: () = assert!(super::tokens::LONGEST <= u8::MAX as usize);

/// A post that has a word, and how much the word counts in it, 1 to 31.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting {
    /// The post.
    pub id: u32,
    /// The level.
    pub impact: u8,
}

/// Appends a number as LEB128.
pub fn put_number(out: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Takes a number off the front of bytes that [`put_number`] wrote; 0 where there are none.
pub fn take_number(bytes: &mut &[u8]) -> u32 {
    let mut number = 0;
    let mut shift = 0;
    while let Some((byte, rest)) = bytes.split_first() {
        *bytes = rest;
        number |= u32::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 || shift > 28 {
            break;
        }
    }
    number
}

/// Appends a word, front-coded against another. Neither is longer than [`tokens::LONGEST`](super::tokens::LONGEST).
pub fn put_word(out: &mut Vec<u8>, before: &str, word: &str) {
    let shared = before.bytes().zip(word.bytes()).take_while(|(a, b)| a == b).count();
    let rest = &word.as_bytes()[shared..];
    out.extend([shared as u8, rest.len() as u8]);
    out.extend(rest);
}

/// Appends ascending ids: the first, then the steps.
pub fn put_ids(out: &mut Vec<u8>, ids: impl Iterator<Item = u32>) {
    let mut before = 0;
    for id in ids {
        put_number(out, id - before);
        before = id;
    }
}

/// Appends the groups of a word's posts, which are given in order of their ids. `sorted` is room to work
/// in, kept from word to word.
pub fn put_postings(out: &mut Vec<u8>, postings: &[Posting], sorted: &mut Vec<u32>) {
    const LEVELS: usize = super::weigh::LEVELS as usize;
    // Counted and dealt out rather than sorted: there are millions of them, and few levels.
    let mut counts = [0; LEVELS + 1];
    for posting in postings {
        counts[usize::from(posting.impact)] += 1;
    }
    let mut ends = [0; LEVELS + 1];
    let mut end = 0;
    for level in (1..=LEVELS).rev() {
        ends[level] = end;
        end += counts[level];
    }
    sorted.clear();
    sorted.resize(end, 0);
    for posting in postings {
        let place = &mut ends[usize::from(posting.impact)];
        sorted[*place] = posting.id;
        *place += 1;
    }
    for level in (1..=LEVELS).rev().filter(|level| counts[*level] > 0) {
        out.push(level as u8);
        put_number(out, counts[level] as u32);
        put_ids(out, sorted[ends[level] - counts[level]..ends[level]].iter().copied());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(number: u32) -> Vec<u8> {
        let mut out = Vec::new();
        put_number(&mut out, number);
        out
    }

    #[test]
    fn numbers_take_seven_bits_a_byte_the_lowest_first() {
        assert_eq!(number(0), [0]);
        assert_eq!(number(127), [0x7f]);
        assert_eq!(number(128), [0x80, 1]);
        assert_eq!(number(300), [0xac, 2]);
        assert_eq!(number(u32::MAX), [0xff, 0xff, 0xff, 0xff, 0x0f]);
    }

    #[test]
    fn a_number_is_read_back_as_it_was_written() {
        for start in [0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, u32::MAX] {
            let bytes = [number(start), vec![9]].concat();
            let mut rest = &bytes[..];
            assert_eq!(take_number(&mut rest), start);
            assert_eq!(rest, [9]);
        }
        assert_eq!(take_number(&mut &[][..]), 0);
    }

    #[test]
    fn a_word_shares_the_beginning_of_another() {
        let mut out = Vec::new();
        put_word(&mut out, "backlog", "backup");
        assert_eq!(out, b"\x04\x02up");
        out.clear();
        put_word(&mut out, "back", "backlog");
        assert_eq!(out, b"\x04\x03log");
    }

    #[test]
    fn groups_fall_by_impact_and_ids_rise_inside() {
        let mut out = Vec::new();
        let postings = [(3, 5), (4, 31), (10, 5), (200, 5)].map(|(id, impact)| Posting { id, impact });
        put_postings(&mut out, &postings, &mut Vec::new());
        assert_eq!(out, [31, 1, 4, 5, 3, 3, 7, 0xbe, 1]);
    }
}
