//! The words of one post, packed: what is kept of its text to merge it with others again and again.
//!
//! A word is two numbers: its bucket, by its first byte, and which word of that bucket it is. Buckets are
//! merged each by itself, so a list is cut into their parts. Three bytes a word, more or less.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::format;
use super::vocabulary::Vocabulary;
use super::weigh::{Counts, Length, Scale, Times};
use crate::fingerprint::Fingerprint;
use crate::serial;

/// How many buckets there may be: one for each first byte.
pub const BUCKETS: usize = 256;

/// The bucket of a word: its first byte; one for the ten digits.
pub fn bucket(word: &str) -> u8 {
    match word.bytes().next() {
        Some(b'0'..=b'9') => b'0',
        Some(byte) => byte,
        None => 0,
    }
}

/// A post's words before they have numbers.
#[derive(Debug)]
pub struct Draft {
    text: String,
    /// By their buckets.
    words: Vec<Drafted>,
    length: Length,
}

#[derive(Debug)]
struct Drafted {
    bucket: u8,
    /// How long the word is; it begins at `start` of the text.
    size: u8,
    start: u32,
    /// Its times, packed.
    times: u32,
}

impl Draft {
    /// What was counted of a post.
    pub fn of(counts: &Counts) -> Draft {
        let mut text = String::with_capacity(counts.words.bytes());
        let mut words = Vec::with_capacity(counts.times.len());
        for (number, times) in (0..).zip(&counts.times) {
            let word = counts.words.word(number);
            let (start, times) = (text.len() as u32, times.packed());
            words.push(Drafted { bucket: bucket(word), size: word.len() as u8, start, times });
            text.push_str(word);
        }
        words.sort_by_key(|word| word.bucket);
        Draft { text, words, length: counts.length }
    }

    fn of_bucket(&self, bucket: u8) -> impl Iterator<Item = &str> {
        let start = self.words.partition_point(|word| word.bucket < bucket);
        let words = self.words[start..].iter().take_while(move |word| word.bucket == bucket);
        words.map(|word| &self.text[word.start as usize..word.start as usize + usize::from(word.size)])
    }
}

/// Packs the words of some posts. Words that no post had before get new numbers, which depend on the order
/// of the posts alone.
pub fn pack(drafts: &[&Draft], buckets: &mut [Bucket]) -> Vec<List> {
    // Bucket by bucket, since the words of one are in the processor's cache, those of all are not.
    let numbers: Vec<Vec<u32>> = buckets
        .par_iter_mut()
        .enumerate()
        .map(|(bucket, known)| {
            let words = drafts.iter().flat_map(|draft| draft.of_bucket(bucket as u8));
            words.map(|word| known.words.number(word)).collect()
        })
        .collect();
    let mut numbers: Vec<_> = numbers.iter().map(|numbers| numbers.iter()).collect();
    let mut next = |bucket: u8| numbers[usize::from(bucket)].next().copied().unwrap_or(0);
    drafts.iter().map(|draft| List::pack(draft, &mut next)).collect()
}

/// A post's words.
#[derive(Debug, Serialize, Deserialize)]
pub struct List {
    /// Of each word how far its number is from that of the word before in its bucket, and its times.
    #[serde(with = "serial::bytes")]
    bytes: Box<[u8]>,
    /// Buckets, ascending, and where the part of each ends in `bytes`.
    parts: Box<[(u8, u32)]>,
    /// What each part comes to; none of a list that was never weighed.
    worth: Box<[Worth]>,
    scale: Scale,
    /// How long the post is.
    pub length: Length,
}

/// What the words of a part come to: the same for the same, unlike for others.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Worth {
    /// The words, each with its impact: see [`List::weigh`].
    alone: u64,
    /// Those that are forms of one: see [`List::meet`]. Nothing where that has to be looked at again.
    together: Option<u64>,
}

impl List {
    /// Of words whose numbers come bucket by bucket.
    fn pack(draft: &Draft, next: &mut dyn FnMut(u8) -> u32) -> List {
        let mut words: Vec<(u8, u32, u32)> =
            draft.words.iter().map(|word| (word.bucket, next(word.bucket), word.times)).collect();
        words.sort_unstable();
        let mut bytes = Vec::with_capacity(words.len() * 3);
        let mut parts = Vec::new();
        for part in words.chunk_by(|a, b| a.0 == b.0) {
            let mut before = 0;
            for (_, number, times) in part {
                format::put_number(&mut bytes, number - before);
                format::put_number(&mut bytes, *times);
                before = *number;
            }
            parts.push((part[0].0, bytes.len() as u32));
        }
        let bytes = bytes.into();
        let parts = parts.into();
        List { bytes, parts, worth: [].into(), scale: Scale::default(), length: draft.length }
    }

    /// What its words weigh.
    pub fn scale(&self) -> &Scale {
        &self.scale
    }

    /// Weighs the words, by a scale that may be that of the last time.
    pub fn weigh(&mut self, scale: Scale) {
        if self.worth.len() == self.parts.len() && self.scale == scale {
            return;
        }
        self.scale = scale;
        let mut impacts = Vec::new();
        let worth = self.parts.iter().map(|(bucket, _)| {
            impacts.clear();
            for (number, times) in self.part(*bucket) {
                impacts.extend(number.to_le_bytes());
                impacts.push(scale.impact(times));
            }
            Worth { alone: short(&impacts), together: None }
        });
        self.worth = worth.collect();
    }

    /// Notes what forms of one word count together, which does not follow from what each counts alone.
    /// `leader` gives the first form of a word of a bucket; `anew` says of a bucket whether it gives others
    /// than the last time.
    pub fn meet(&mut self, leader: &dyn Fn(u8, u32) -> (u8, u32), anew: &dyn Fn(u8) -> bool) {
        let mut worth = std::mem::take(&mut self.worth);
        for ((bucket, part), worth) in self.all().zip(&mut worth) {
            if worth.together.is_some() && !anew(bucket) {
                continue;
            }
            let mut words: Vec<((u8, u32), Times)> =
                part.map(|(number, times)| (leader(bucket, number), times)).collect();
            words.sort_by_key(|(leader, _)| *leader);
            let mut bytes = Vec::new();
            for forms in words.chunk_by(|a, b| a.0 == b.0).filter(|forms| forms.len() > 1) {
                let (home, first) = forms[0].0;
                let times = forms.iter().fold(Times::default(), |all, (_, times)| all.and(*times));
                bytes.push(home);
                bytes.extend(first.to_le_bytes());
                bytes.push(self.scale.impact(times));
            }
            worth.together = Some(short(&bytes));
        }
        self.worth = worth;
    }

    /// What [`List::weigh`] and [`List::meet`] noted of its words of a bucket: the same for the same, unlike for
    /// others.
    pub fn worth(&self, bucket: u8) -> Option<(u64, Option<u64>)> {
        let at = self.parts.binary_search_by_key(&bucket, |part| part.0).ok()?;
        self.worth.get(at).map(|worth| (worth.alone, worth.together))
    }

    /// Its buckets, each with its words.
    pub fn all(&self) -> impl Iterator<Item = (u8, Part<'_>)> {
        let mut start = 0;
        self.parts.iter().map(move |(bucket, end)| {
            let bytes = &self.bytes[start..*end as usize];
            start = *end as usize;
            (*bucket, Part { bytes, number: 0 })
        })
    }

    /// Its words of one bucket, by their numbers.
    pub fn part(&self, bucket: u8) -> Part<'_> {
        let bytes = match self.parts.binary_search_by_key(&bucket, |part| part.0) {
            Ok(at) => {
                let start = if at == 0 { 0 } else { self.parts[at - 1].1 };
                &self.bytes[start as usize..self.parts[at].1 as usize]
            }
            Err(_) => &[],
        };
        Part { bytes, number: 0 }
    }
}

/// The first 64 bits of a fingerprint.
fn short(bytes: &[u8]) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&Fingerprint::of(bytes).bytes()[..8]);
    u64::from_le_bytes(first)
}

/// Words of one bucket with their times.
#[derive(Debug)]
pub struct Part<'a> {
    bytes: &'a [u8],
    number: u32,
}

impl Iterator for Part<'_> {
    type Item = (u32, Times);

    fn next(&mut self) -> Option<(u32, Times)> {
        if self.bytes.is_empty() {
            return None;
        }
        self.number += format::take_number(&mut self.bytes);
        Some((self.number, Times::unpacked(format::take_number(&mut self.bytes))))
    }
}

/// The words of one bucket that any post has or had.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Bucket {
    /// Their numbers.
    pub words: Vocabulary,
    /// The numbers in the order of the words, as far as [`Bucket::sort`] saw them.
    pub sorted: Vec<u32>,
    /// Of which language each was taken to be, and its stem there: numbers of [`super::groups::Stems`].
    pub stems: Vec<Option<(u32, u32)>>,
}

impl Bucket {
    /// Sorts words that have come since the last time.
    pub fn sort(&mut self) {
        let known = self.sorted.len();
        if known < self.words.len() {
            self.sorted.extend(known as u32..self.words.len() as u32);
            self.sorted.sort_by(|a, b| self.words.word(*a).cmp(self.words.word(*b)));
            self.stems.resize(self.words.len(), None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_that_meet_are_looked_at_again_where_they_are_forms_of_others_than_before() {
        let mut counts = Counts::default();
        for word in ["bus", "busy", "buses"] {
            counts.words.number(word);
            counts.times.push(Times { times: 4, in_title: false });
        }
        let mut buckets: Vec<Bucket> = Vec::new();
        buckets.resize_with(BUCKETS, Bucket::default);
        let mut made = || {
            let mut list = pack(&[&Draft::of(&counts)], &mut buckets).remove(0);
            list.weigh(Scale::of(list.length, 1.0, 1.0));
            list
        };
        let alone: &dyn Fn(u8, u32) -> (u8, u32) = &|bucket, number| (bucket, number);
        let together: &dyn Fn(u8, u32) -> (u8, u32) = &|bucket, number| (bucket, number % 2);
        let (mut list, mut anew) = (made(), made());
        list.meet(alone, &|_| true);
        let before = list.worth(b'b');
        anew.meet(together, &|_| true);
        list.meet(together, &|_| false);
        assert_eq!(list.worth(b'b'), before);
        list.meet(together, &|bucket| bucket == b'b');
        assert_eq!((list.worth(b'b'), list.worth(b'b') == before), (anew.worth(b'b'), false));
    }

    #[test]
    fn a_list_gives_back_its_words_bucket_by_bucket() {
        let mut counts = Counts::default();
        for (word, times) in [("beta", 3), ("7up", 1), ("bus", 200), ("42", 2), ("é", 1)] {
            counts.words.number(word);
            counts.times.push(Times { times, in_title: times == 2 });
        }
        let mut buckets: Vec<Bucket> = Vec::new();
        buckets.resize_with(BUCKETS, Bucket::default);
        buckets[usize::from(b'b')].words.number("bus");
        let list = &pack(&[&Draft::of(&counts)], &mut buckets)[0];
        let part = |bucket: u8| -> Vec<(String, u32, bool)> {
            let word = |number| buckets[usize::from(bucket)].words.word(number).to_owned();
            list.part(bucket).map(|(number, times)| (word(number), times.times, times.in_title)).collect()
        };
        let (bus, beta) = (("bus".to_owned(), 200, false), ("beta".to_owned(), 3, false));
        assert_eq!(part(b'b'), [bus, beta]);
        assert_eq!(part(b'0'), [("7up".to_owned(), 1, false), ("42".to_owned(), 2, true)]);
        assert_eq!(part("é".as_bytes()[0]), [("é".to_owned(), 1, false)]);
        assert_eq!(part(b'c'), []);
    }
}
