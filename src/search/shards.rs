//! The words of all posts in files of some 12 KB, so that a reader fetches those of a query.

use super::format::{self, Posting, SHARD_BYTES};
use crate::fingerprint::Fingerprint;

/// A file of words, before compression.
#[derive(Debug, Clone)]
pub struct Shard {
    /// Its first word.
    pub first: Box<str>,
    /// Its bytes.
    pub raw: Vec<u8>,
    /// Theirs.
    pub fingerprint: Fingerprint,
}

/// What stands beside a word.
#[derive(Debug, Clone, Copy)]
pub enum Entry<'a> {
    /// The posts that have it or one of its forms, by id.
    Posts(&'a [Posting]),
    /// The word with which its posts stand.
    Leader(&'a str),
}

/// Writes entries, which come in order of their words, and cuts them into shards.
#[derive(Debug, Default)]
pub struct Writer {
    done: Vec<Shard>,
    first: String,
    before: String,
    raw: Vec<u8>,
    list: Vec<u8>,
    sorted: Vec<u32>,
}

impl Writer {
    /// Adds a word after all others.
    pub fn add(&mut self, word: &str, entry: Entry) {
        if bucket(word) != bucket(&self.before) {
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

    /// All shards.
    pub fn finish(mut self) -> Vec<Shard> {
        self.cut();
        self.done
    }

    fn cut(&mut self) {
        self.before.clear();
        if !self.raw.is_empty() {
            let raw = std::mem::take(&mut self.raw);
            let first = std::mem::take(&mut self.first).into_boxed_str();
            self.done.push(Shard { first, fingerprint: Fingerprint::of(&raw), raw });
        }
    }
}

/// Words of different buckets are in different shards: the first byte, one bucket for the ten digits.
pub fn bucket(word: &str) -> u8 {
    match word.bytes().next() {
        Some(b'0'..=b'9') => b'0',
        Some(byte) => byte,
        None => 0,
    }
}
