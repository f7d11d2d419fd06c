//! Gives back what was made before of the same: values by the fingerprint of everything they were made from.
//!
//! A key names what a step was given, to the last byte; then the same key means the same value, whoever
//! made it and when. So nothing has to be known about what changed, and a value that is missing costs its
//! making and nothing else. What a step is given, its callers know; where values are kept is for a
//! [`Shelf`] to say. The one home of the `postcard` crate.

use std::fmt;
use std::io::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::fingerprint::Fingerprint;

/// Where values are kept, as bytes.
pub trait Shelf: Send + Sync {
    /// Whether something is kept under a key, which is of use then; it may turn out to be damaged.
    fn has(&self, key: Fingerprint) -> bool;

    /// What is kept under a key, if it is there and whole.
    fn get(&self, key: Fingerprint) -> Option<Vec<u8>>;

    /// Keeps a value, and says whether it could. One that cannot be kept is made again another time.
    fn put(&self, step: Step, key: Fingerprint, value: &[u8]) -> bool;

    /// The same for a long value, which is written piece by piece.
    fn put_long(&self, step: Step, key: Fingerprint, write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>);
}

/// A step whose values are remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// A text into a document.
    Parse,
    /// Code into colours.
    Highlight,
    /// All that the search keeps.
    Search,
    /// A document into what feeds carry of it.
    Feed,
    /// A post into its file of the search.
    Excerpts,
}

impl Step {
    /// All of them.
    pub const ALL: [Step; 5] = [Step::Parse, Step::Highlight, Step::Search, Step::Feed, Step::Excerpts];

    /// Values of which no build of so many made use are let go. Texts and code come back, with another branch;
    /// what feeds carry is large, and another with every title, and the files of the search are large too.
    pub fn spare_builds(self) -> u8 {
        match self {
            Step::Parse | Step::Highlight | Step::Search => 3,
            Step::Feed | Step::Excerpts => 0,
        }
    }

    fn number(self) -> usize {
        self as usize
    }
}

/// What was made before.
#[derive(Default)]
pub struct Memo {
    shelf: Option<Box<dyn Shelf>>,
    counts: [Count; Step::ALL.len()],
}

#[derive(Default)]
struct Count {
    found: AtomicUsize,
    made: AtomicUsize,
}

impl fmt::Debug for Memo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts: Vec<_> = Step::ALL.iter().map(|step| (step, self.counts(*step))).collect();
        f.debug_struct("Memo").field("keeps", &self.keeps()).field("counts", &counts).finish()
    }
}

impl Memo {
    /// One that keeps its values on a shelf. [`Memo::default`] keeps none.
    pub fn on(shelf: impl Shelf + 'static) -> Memo {
        Memo { shelf: Some(Box::new(shelf)), counts: Default::default() }
    }

    /// Whether it keeps anything.
    pub fn keeps(&self) -> bool {
        self.shelf.is_some()
    }

    /// How many values of a step were found, and how many were made.
    pub fn counts(&self, step: Step) -> (usize, usize) {
        let count = &self.counts[step.number()];
        (count.found.load(Ordering::Relaxed), count.made.load(Ordering::Relaxed))
    }

    /// The value of a step by its [`key`].
    pub fn get<T: DeserializeOwned>(&self, step: Step, key: Fingerprint) -> Option<T> {
        let bytes = self.shelf.as_ref()?.get(key)?;
        let value = decode(&bytes)?;
        self.counts[step.number()].found.fetch_add(1, Ordering::Relaxed);
        Some(value)
    }

    /// Keeps what a step has made.
    pub fn put<T: Serialize>(&self, step: Step, key: Fingerprint, value: &T) {
        let Some(shelf) = &self.shelf else { return };
        self.counts[step.number()].made.fetch_add(1, Ordering::Relaxed);
        if let Some(bytes) = encode(value) {
            shelf.put(step, key, &bytes);
        }
    }

    /// Keeps bytes as they are, and says whether it could.
    pub fn put_bytes(&self, step: Step, key: Fingerprint, bytes: &[u8]) -> bool {
        let kept = self.shelf.as_ref().is_some_and(|shelf| shelf.put(step, key, bytes));
        self.counts[step.number()].made.fetch_add(usize::from(kept), Ordering::Relaxed);
        kept
    }

    /// Whether a value is kept, which is of use then; it may turn out to be damaged.
    pub fn has(&self, key: Fingerprint) -> bool {
        self.shelf.as_ref().is_some_and(|shelf| shelf.has(key))
    }

    /// Bytes that were kept as they are.
    pub fn bytes(&self, step: Step, key: Fingerprint) -> Option<Vec<u8>> {
        let bytes = self.shelf.as_ref()?.get(key)?;
        self.counts[step.number()].found.fetch_add(1, Ordering::Relaxed);
        Some(bytes)
    }

    /// The same as [`Memo::put`] for a long value.
    pub fn put_long<T: Serialize>(&self, step: Step, key: Fingerprint, value: &T) {
        let Some(shelf) = &self.shelf else { return };
        self.counts[step.number()].made.fetch_add(1, Ordering::Relaxed);
        shelf.put_long(step, key, &mut |to| postcard::to_io(value, to).map(drop).map_err(io::Error::other));
    }

    /// The value of a step: what was made before, else what is made now.
    pub fn remember<T: Serialize + DeserializeOwned>(
        &self,
        step: Step,
        given: &[&[u8]],
        make: impl FnOnce() -> T,
    ) -> T {
        if !self.keeps() {
            return make();
        }
        let key = key(step, given);
        self.get(step, key).unwrap_or_else(|| {
            let value = make();
            self.put(step, key, &value);
            value
        })
    }
}

/// The key of a step that was given these, which are told apart by their order and lengths.
pub fn key(step: Step, given: &[&[u8]]) -> Fingerprint {
    let mut bytes = vec![step.number() as u8];
    for part in given {
        bytes.extend((part.len() as u64).to_le_bytes());
        bytes.extend(*part);
    }
    Fingerprint::of(&bytes)
}

/// A value as the bytes it is kept in.
pub fn encode<T: Serialize>(value: &T) -> Option<Vec<u8>> {
    postcard::to_allocvec(value).ok()
}

/// A value from these bytes.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}
