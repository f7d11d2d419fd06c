//! The words of all posts in files of some 12 KB, so that a reader fetches those of a query.

use serde::{Deserialize, Serialize};

use super::format::{self, Posting, SHARD_BYTES};
use super::groups::Use;
use super::lists::{self, Bucket, List};
use super::weigh::Times;
use crate::fingerprint::Fingerprint;
use crate::serial;

/// A file of words.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(serialize = "Bytes: AsRef<[u8]>", deserialize = "Bytes: for<'a> TryFrom<&'a [u8]>"))]
pub struct Shard<Bytes> {
    /// Its first word.
    pub first: Box<str>,
    /// Its bytes.
    #[serde(with = "serial::bytes")]
    pub bytes: Bytes,
    /// That of the bytes before compression.
    pub fingerprint: Fingerprint,
}

/// What shards of these buckets are made from: the same for the same, unlike for others. The lists have been
/// weighed, and their words have [`met`](List::meet) by these leaders.
pub fn made_from(together: &[u8], leaders: &[Fingerprint], lists: &[&List]) -> Fingerprint {
    let mut bytes = Vec::new();
    for bucket in together {
        bytes.extend(leaders[usize::from(*bucket)].bytes());
    }
    for (id, list) in (0_u32..).zip(lists) {
        for bucket in together {
            let Some((alone, met)) = list.worth(*bucket) else { continue };
            bytes.extend(id.to_le_bytes());
            if together.len() == 1 {
                bytes.extend(alone.to_le_bytes());
                bytes.extend(met.unwrap_or_default().to_le_bytes());
                continue;
            }
            // Forms that meet may stand in several buckets.
            bytes.push(*bucket);
            for (number, times) in list.part(*bucket) {
                bytes.extend(number.to_le_bytes());
                bytes.extend(times.packed().to_le_bytes());
            }
            bytes.extend(list.scale().bytes());
        }
    }
    Fingerprint::of(&bytes)
}

/// The shards of buckets that belong [`together`](super::groups::together), ascending. Each is handed to
/// `finished` as soon as it is full. The lists come in order of the posts' ids, and have been weighed.
pub fn merge<Bytes>(
    together: &[u8],
    buckets: &[Bucket],
    used: &[Use],
    lists: &[&List],
    finished: &mut dyn FnMut(Vec<u8>, Fingerprint) -> Bytes,
) -> Vec<Shard<Bytes>> {
    // A word's seat: its place among all words of these buckets.
    let mut words: Vec<(u8, u32)> = Vec::new();
    let mut seats: Vec<Vec<u32>> = Vec::new();
    for bucket in together {
        let used = &used[usize::from(*bucket)];
        let mut seat_of = vec![0; used.posts.len()];
        for number in &used.live {
            seat_of[*number as usize] = words.len() as u32;
            words.push((*bucket, *number));
        }
        seats.push(seat_of);
    }
    let leader = |(bucket, number): (u8, u32)| used[usize::from(bucket)].leader[number as usize];
    let seat = |(bucket, number): (u8, u32)| match together.binary_search(&bucket) {
        Ok(at) => seats[at][number as usize],
        Err(_) => 0,
    };
    let leads: Vec<u32> = words.iter().map(|word| seat(leader(*word))).collect();
    let gathered = gather(together, &words, &leads, &seats, used, lists);

    let spelt = |(bucket, number): (u8, u32)| buckets[usize::from(bucket)].words.word(number);
    let mut writer = Writer::new(finished);
    let mut postings = Vec::new();
    for (seat, word) in (0..).zip(&words) {
        if leads[seat] as usize == seat {
            postings.clear();
            postings.extend(gathered.of(seat).iter().map(|(id, times)| Posting {
                id: *id,
                impact: lists[*id as usize].scale().impact(Times::unpacked(*times)),
            }));
            writer.add(spelt(*word), Entry::Posts(&postings));
        } else {
            writer.add(spelt(*word), Entry::Leader(spelt(words[leads[seat] as usize])));
        }
    }
    writer.finish()
}

/// Posts of words, with the times they have them packed, those of one seat after those of the one before.
struct Gathered {
    all: Vec<(u32, u32)>,
    /// Where those of each seat are in `all`.
    ranges: Vec<(usize, usize)>,
}

impl Gathered {
    fn of(&self, seat: usize) -> &[(u32, u32)] {
        let (start, end) = self.ranges[seat];
        &self.all[start..end]
    }
}

/// Deals the posts out to the leaders of their words. Forms of one word count together.
fn gather(
    together: &[u8],
    words: &[(u8, u32)],
    leads: &[u32],
    seats: &[Vec<u32>],
    used: &[Use],
    lists: &[&List],
) -> Gathered {
    let mut room = vec![0; words.len()];
    for ((bucket, number), lead) in words.iter().zip(leads) {
        room[*lead as usize] += used[usize::from(*bucket)].posts[*number as usize] as usize;
    }
    let mut whole = 0;
    let mut ranges: Vec<(usize, usize)> = Vec::with_capacity(room.len());
    for room in room {
        ranges.push((whole, whole));
        whole += room;
    }
    let mut all = vec![(0, 0); whole];
    for (id, list) in (0..).zip(lists) {
        for (bucket, seats) in together.iter().zip(seats) {
            for (number, times) in list.part(*bucket) {
                let lead = leads[seats[number as usize] as usize] as usize;
                let (start, end) = &mut ranges[lead];
                if end > start && all[*end - 1].0 == id {
                    let packed = &mut all[*end - 1].1;
                    *packed = Times::unpacked(*packed).and(times).packed();
                } else {
                    all[*end] = (id, times.packed());
                    *end += 1;
                }
            }
        }
    }
    Gathered { all, ranges }
}

/// What stands beside a word.
#[derive(Debug, Clone, Copy)]
enum Entry<'a> {
    /// The posts that have it or one of its forms, by id.
    Posts(&'a [Posting]),
    /// The word with which its posts stand.
    Leader(&'a str),
}

/// Writes entries, which come in order of their words, and cuts them into shards.
struct Writer<'a, Bytes> {
    finished: &'a mut dyn FnMut(Vec<u8>, Fingerprint) -> Bytes,
    done: Vec<Shard<Bytes>>,
    first: String,
    before: String,
    raw: Vec<u8>,
    list: Vec<u8>,
    sorted: Vec<u32>,
}

impl<'a, Bytes> Writer<'a, Bytes> {
    fn new(finished: &'a mut dyn FnMut(Vec<u8>, Fingerprint) -> Bytes) -> Writer<'a, Bytes> {
        Writer {
            finished,
            done: Vec::new(),
            first: String::new(),
            before: String::new(),
            raw: Vec::new(),
            list: Vec::new(),
            sorted: Vec::new(),
        }
    }

    /// Adds a word after all others.
    fn add(&mut self, word: &str, entry: Entry) {
        if lists::bucket(word) != lists::bucket(&self.before) {
            self.cut();
        }
        if self.raw.is_empty() {
            self.first.push_str(word);
        }
        format::put_word(&mut self.raw, &self.before, word);
        match entry {
            Entry::Posts(postings) => {
                self.list.clear();
                format::put_postings(&mut self.list, postings, &mut self.sorted);
                format::put_number(&mut self.raw, self.list.len() as u32);
                self.raw.extend(&self.list);
            }
            Entry::Leader(leader) => {
                self.raw.push(0);
                format::put_word(&mut self.raw, word, leader);
            }
        }
        self.before.clear();
        self.before.push_str(word);
        if self.raw.len() > SHARD_BYTES {
            self.cut();
        }
    }

    fn finish(mut self) -> Vec<Shard<Bytes>> {
        self.cut();
        self.done
    }

    fn cut(&mut self) {
        self.before.clear();
        if self.raw.is_empty() {
            return;
        }
        let raw = std::mem::take(&mut self.raw);
        let fingerprint = Fingerprint::of(&raw);
        let first = std::mem::take(&mut self.first).into_boxed_str();
        self.done.push(Shard { first, bytes: (self.finished)(raw, fingerprint), fingerprint });
    }
}
