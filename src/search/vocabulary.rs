//! Words as numbers: each different word gets the next one.
//!
//! Which number a word has depends on the order in which words come and on nothing else.

use std::hash::{BuildHasher, RandomState};

use serde::{Deserialize, Serialize};

/// An odd number whose bits are as good as chance: those of the golden ratio.
const MIX: u128 = 0x9e37_79b9_7f4a_7c15;

/// Words by number, and numbers by word.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(into = "Words", from = "Words")]
pub struct Vocabulary {
    bytes: String,
    /// Where each word ends in `bytes`.
    ends: Vec<u32>,
    /// A word's number plus one, beside the upper half of its hash; 0 is an empty place. Words that share
    /// a place stand in the next ones. Always a power of two, and never more than three quarters full.
    places: Vec<(u32, u32)>,
    /// By chance, so that nobody can write texts whose words all meet in one place.
    seed: u64,
}

/// The words of a [`Vocabulary`], one after the other, and where each ends.
type Words = (String, Vec<u32>);

impl From<Vocabulary> for Words {
    fn from(words: Vocabulary) -> Words {
        (words.bytes, words.ends)
    }
}

impl From<Words> for Vocabulary {
    fn from((bytes, ends): Words) -> Vocabulary {
        let mut words = Vocabulary { bytes, ends, ..Vocabulary::default() };
        words.grow();
        words
    }
}

impl Default for Vocabulary {
    fn default() -> Vocabulary {
        let seed = RandomState::new().hash_one(0);
        Vocabulary { bytes: String::new(), ends: Vec::new(), places: Vec::new(), seed }
    }
}

impl Vocabulary {
    /// How many different words there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// How many bytes they have together.
    pub fn bytes(&self) -> usize {
        self.bytes.len()
    }

    /// The word with a number below [`Vocabulary::len`]; empty for others.
    pub fn word(&self, number: u32) -> &str {
        let number = number as usize;
        let start = if number == 0 { 0 } else { self.ends.get(number - 1).copied().unwrap_or(0) };
        let end = self.ends.get(number).copied().unwrap_or(start);
        &self.bytes[start as usize..end as usize]
    }

    /// The number of a word: that which it has, or the next.
    pub fn number(&mut self, word: &str) -> u32 {
        if self.is_crowded() {
            self.grow();
        }
        let hash = self.hash(word);
        let upper = (hash >> 32) as u32;
        let mut place = self.first_place(hash);
        loop {
            let (number, hash) = self.places[place];
            if number == 0 {
                self.bytes.push_str(word);
                self.ends.push(self.bytes.len() as u32);
                self.places[place] = (self.ends.len() as u32, upper);
                return self.ends.len() as u32 - 1;
            }
            if hash == upper && self.word(number - 1) == word {
                return number - 1;
            }
            place = (place + 1) & (self.places.len() - 1);
        }
    }

    /// Forgets all words, and keeps the room they took.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.places.fill((0, 0));
    }

    /// Both halves of a product are mixed in, so that all bits of the word tell on all of the hash. Words are
    /// short, and looked up by the million: what the standard library has takes thrice as long.
    fn hash(&self, word: &str) -> u64 {
        let mut hash = self.seed ^ word.len() as u64;
        let mut mix = |part: [u8; 8]| {
            let product = u128::from(hash ^ u64::from_le_bytes(part)) * MIX;
            hash = product as u64 ^ (product >> 64) as u64;
        };
        let (parts, rest) = word.as_bytes().as_chunks::<8>();
        parts.iter().for_each(|part| mix(*part));
        if !rest.is_empty() {
            let mut last = [0; 8];
            last[..rest.len()].copy_from_slice(rest);
            mix(last);
        }
        hash
    }

    /// Whether one more word would leave less than a quarter of the places empty.
    fn is_crowded(&self) -> bool {
        self.places.len() * 3 <= self.ends.len() * 4
    }

    fn first_place(&self, hash: u64) -> usize {
        hash as usize & (self.places.len() - 1)
    }

    fn grow(&mut self) {
        let mut room = (self.places.len() * 2).max(64);
        while room * 3 <= self.ends.len() * 4 {
            room *= 2;
        }
        self.places = vec![(0, 0); room];
        for number in 0..self.ends.len() as u32 {
            let hash = self.hash(self.word(number));
            let mut place = self.first_place(hash);
            while self.places[place].0 != 0 {
                place = (place + 1) & (self.places.len() - 1);
            }
            self.places[place] = (number + 1, (hash >> 32) as u32);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_keeps_its_number_however_many_come() {
        let mut words = Vocabulary::default();
        let number: Vec<u32> = (0..5000).map(|n| words.number(&format!("w{n}"))).collect();
        assert_eq!(number, (0..5000).collect::<Vec<u32>>());
        assert_eq!((words.number("w0"), words.number("w4999"), words.number("")), (0, 4999, 5000));
        assert_eq!(
            (words.word(0), words.word(4999), words.word(5000), words.word(9999)),
            ("w0", "w4999", "", "")
        );
        assert_eq!(words.len(), 5001);
    }

    #[test]
    fn a_cleared_vocabulary_counts_from_the_beginning() {
        let mut words = Vocabulary::default();
        words.number("one");
        words.number("two");
        words.clear();
        assert_eq!((words.number("two"), words.len(), words.word(0)), (0, 1, "two"));
    }
}
