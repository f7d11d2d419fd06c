//! What is kept from one index to the next: the words of posts, and compressed files by what was in them.
//!
//! A post is known again by all that goes into its words and its file. What the newest index had no use
//! for is let go with it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::groups::Stems;
use super::lists::{BUCKETS, Bucket, List};
use super::{Post, Shard};
use crate::fingerprint::Fingerprint;
use crate::memo::Memo;

/// What was worked out for one index and holds for the next: lists of words and files, by what they
/// were made from. Without texts.
#[derive(Debug, Default)]
pub struct Memory {
    state: Mutex<State>,
    // On its shelf, if it has one, lie the files of posts.
    memo: Arc<Memo>,
}

/// What is in a [`Memory`].
#[derive(Debug, Serialize, Deserialize)]
pub struct State {
    /// The words of all posts, [`BUCKETS`] buckets.
    pub buckets: Vec<Bucket>,
    /// Their stems.
    pub stems: Stems,
    /// Of each bucket, of which words its words were forms: [`Use::leaders`](super::groups::Use::leaders).
    pub leaders: Vec<Fingerprint>,
    /// Posts by [`key`].
    pub posts: HashMap<Fingerprint, Known>,
    /// Shards by [`what they were made from`](super::shards::made_from).
    pub shards: HashMap<Fingerprint, Vec<Shard>>,
    /// Compressed files by their bytes before that; those that are not shards are few.
    #[serde(skip)]
    pub files: HashMap<Fingerprint, Arc<[u8]>>,
}

/// What is kept of a post.
#[derive(Debug, Serialize, Deserialize)]
pub struct Known {
    /// Its words.
    pub list: List,
    /// Its file, compressed, if it is not on the shelf of the memo.
    #[serde(skip)]
    pub file: Option<Arc<[u8]>>,
    /// That of its file before compression.
    pub fingerprint: Fingerprint,
}

impl Default for State {
    fn default() -> State {
        let mut buckets = Vec::new();
        buckets.resize_with(BUCKETS, Bucket::default);
        State {
            buckets,
            stems: Stems::default(),
            leaders: Vec::new(),
            posts: HashMap::new(),
            shards: HashMap::new(),
            files: HashMap::new(),
        }
    }
}

impl Serialize for Memory {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Memory {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Memory, D::Error> {
        let mut state = State::deserialize(from)?;
        let shards = state.shards.values().flatten();
        state.files = shards.map(|shard| (shard.fingerprint, Arc::clone(&shard.bytes))).collect();
        Ok(Memory { state: Mutex::new(state), memo: Arc::default() })
    }
}

impl Memory {
    /// One that leaves the files of posts on the shelf of a memo.
    pub fn with(memo: Arc<Memo>) -> Memory {
        Memory { memo, ..Memory::default() }
    }

    /// Where the files of posts are left.
    pub(super) fn memo(&self) -> &Memo {
        &self.memo
    }

    /// Takes all out. It is empty then, and not locked: work for this index may wait for others that want
    /// to make one, which find nothing and do without.
    pub(super) fn take(&self) -> State {
        std::mem::take(&mut *self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether it has anything.
    pub fn is_empty(&self) -> bool {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).posts.is_empty()
    }

    /// Forgets all, for who makes no other index.
    pub fn clear(&self) {
        drop(self.take());
    }

    /// Has what another had.
    pub fn become_as(&self, other: Memory) {
        self.put(other.take());
    }

    /// Puts back what the newest index used.
    pub(super) fn put(&self, state: State) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }
}

impl State {
    /// Forgets posts and their words if most words are of no post any more: numbers are not given twice.
    pub fn tidy(&mut self, live: usize) {
        /// So many words may be out of use whatever the rest.
        const SPARE: usize = 20_000;
        let all: usize = self.buckets.iter().map(|bucket| bucket.words.len()).sum();
        if all > live * 2 + SPARE {
            *self = State { files: std::mem::take(&mut self.files), ..State::default() };
        }
    }
}

/// By what a post is known again: all that its words and its file are made from. What it weighs, and what
/// it can be found under, is in neither.
pub fn key(post: &Post) -> Fingerprint {
    let mut bytes = Vec::with_capacity(512);
    let mut add = |text: &str| {
        bytes.extend((text.len() as u32).to_le_bytes());
        bytes.extend(text.bytes());
    };
    for text in [&post.url, &post.title, &post.kind, &post.date, &post.language] {
        add(text);
    }
    for texts in [&post.people, &post.tags, &post.words] {
        // Their number, so that the end of one list is not the beginning of the next.
        add(&texts.len().to_string());
        texts.iter().for_each(|text| add(text));
    }
    bytes.extend(post.text.bytes());
    Fingerprint::of(&bytes)
}
