//! Reads the files of a search index back, by what `src/search/format.rs` says of them and with none of its
//! code.

use std::collections::BTreeMap;

use retell::fingerprint::Fingerprint;
use retell::search::Index;
use serde_json::Value;
use zlib_rs::{Inflate, InflateFlush};

/// What stands beside a word.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// Posts and impacts, by id.
    Posts(Vec<(u32, u8)>),
    /// The word that has its posts.
    Leader(String),
}

/// A word and what stands beside it, in the order of the file.
pub type Entries = Vec<(String, Entry)>;

/// An index as a reader finds it.
pub struct Read {
    pub manifest: Value,
    /// Of each shard its first word by the manifest, its size before compression and its entries.
    pub shards: Vec<(String, usize, Entries)>,
    /// Facet, slug, label, ids.
    pub filters: Vec<(String, String, String, Vec<u32>)>,
    /// Words and the logarithms of the number of their posts.
    pub spell: Vec<(String, u8)>,
    pub posts: Vec<Value>,
}

impl Read {
    pub fn index(index: &Index) -> Read {
        let manifest: Value = serde_json::from_slice(index.files["manifest.json"].here().unwrap()).unwrap();
        let first = manifest["shards"].as_str().unwrap();
        let hashes = manifest["hashes"].as_str().unwrap();
        let mut shards = Vec::new();
        for (number, first) in first.split(' ').filter(|first| !first.is_empty()).enumerate() {
            let name = &hashes[number * 8..number * 8 + 8];
            let raw = gunzip(index.files[&format!("t/{name}.bin")].here().unwrap());
            assert_eq!(Fingerprint::of(&raw).name(), name);
            shards.push((first.to_owned(), raw.len(), entries(&raw)));
        }
        assert_eq!(hashes.len(), shards.len() * 8);
        let named = |key: &str| {
            let name = manifest[key].as_str().unwrap();
            let raw = gunzip(index.files[name].here().unwrap());
            assert_eq!(name, format!("{key}-{}.bin", Fingerprint::of(&raw).name()));
            raw
        };
        let filters = filters(&named("filters"));
        let spell = spell(&named("spell"));
        let count = manifest["n"].as_u64().unwrap();
        let post = |id| {
            serde_json::from_slice(&gunzip(index.files[&format!("f/{id}.bin")].here().unwrap())).unwrap()
        };
        let posts: Vec<Value> = (0..count).map(post).collect();
        let module = index.files.contains_key(manifest["module"].as_str().unwrap());
        assert!(module && index.files.contains_key("api.js"));
        // And nothing else is there.
        assert_eq!(index.files.len(), shards.len() + posts.len() + 5);
        Read { manifest, shards, filters, spell, posts }
    }

    /// The posts of a word, with their impacts, found as a reader finds them; nothing if no post has it.
    pub fn posts_of(&self, word: &str) -> Option<&[(u32, u8)]> {
        let at = self.shards.partition_point(|shard| shard.0.as_str() <= word).checked_sub(1)?;
        match &self.shards[at].2.iter().find(|entry| entry.0 == word)?.1 {
            Entry::Posts(posts) => Some(posts),
            Entry::Leader(leader) => {
                let posts = self.posts_of(leader);
                assert!(posts.is_some(), "{word} leads to {leader}, which is not there");
                posts
            }
        }
    }

    /// The impact of a word in a post; 0 if it does not have it.
    pub fn impact(&self, word: &str, id: u32) -> u8 {
        let posts = self.posts_of(word).unwrap_or(&[]);
        posts.iter().find(|posting| posting.0 == id).map_or(0, |posting| posting.1)
    }

    /// All words of all shards.
    pub fn words(&self) -> Vec<&str> {
        self.shards.iter().flat_map(|shard| &shard.2).map(|entry| &*entry.0).collect()
    }

    /// The leader of a word, if it is a form of another.
    pub fn leader(&self, word: &str) -> Option<&str> {
        let entry = self.shards.iter().flat_map(|shard| &shard.2).find(|entry| entry.0 == word)?;
        match &entry.1 {
            Entry::Leader(leader) => Some(leader),
            Entry::Posts(_) => None,
        }
    }
}

pub fn gunzip(file: &[u8]) -> Vec<u8> {
    assert_eq!(file[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff], "no time, no name, no system");
    let size = u32::from_le_bytes(file[file.len() - 4..].try_into().unwrap()) as usize;
    let sum = u32::from_le_bytes(file[file.len() - 8..file.len() - 4].try_into().unwrap());
    let mut raw = vec![0; size + 1];
    let mut inflate = Inflate::new(false, 15);
    inflate.decompress(&file[10..file.len() - 8], &mut raw, InflateFlush::Finish).unwrap();
    assert_eq!(inflate.total_out() as usize, size);
    raw.truncate(size);
    assert_eq!(zlib_rs::crc32::crc32(0, &raw), sum);
    raw
}

fn byte(at: &mut &[u8]) -> u8 {
    let (first, rest) = at.split_first().unwrap();
    *at = rest;
    *first
}

fn take<'a>(at: &mut &'a [u8], count: usize) -> &'a [u8] {
    let (taken, rest) = at.split_at(count);
    *at = rest;
    taken
}

fn number(at: &mut &[u8]) -> u32 {
    let byte = byte(at);
    if byte < 128 { u32::from(byte) } else { u32::from(byte - 128) + 128 * number(at) }
}

fn word(at: &mut &[u8], before: &str) -> String {
    let shared = usize::from(byte(at));
    let rest = usize::from(byte(at));
    let bytes = [&before.as_bytes()[..shared], take(at, rest)].concat();
    String::from_utf8(bytes).unwrap()
}

fn ids(at: &mut &[u8], count: u32) -> Vec<u32> {
    let mut id = 0;
    (0..count)
        .map(|nth| {
            let step = number(at);
            assert!(nth == 0 || step > 0, "ids ascend");
            id += step;
            id
        })
        .collect()
}

fn entries(mut at: &[u8]) -> Entries {
    let mut all: Entries = Vec::new();
    while !at.is_empty() {
        let word = word(&mut at, all.last().map_or("", |entry| &entry.0));
        let size = number(&mut at);
        let entry = if size == 0 {
            Entry::Leader(self::word(&mut at, &word))
        } else {
            Entry::Posts(posts(take(&mut at, size as usize)))
        };
        all.push((word, entry));
    }
    all
}

fn posts(mut at: &[u8]) -> Vec<(u32, u8)> {
    let mut posts = Vec::new();
    let mut before = 32;
    while !at.is_empty() {
        let impact = byte(&mut at);
        assert!((1..before).contains(&impact), "impacts fall from 31 to 1");
        before = impact;
        let count = number(&mut at);
        posts.extend(ids(&mut at, count).into_iter().map(|id| (id, impact)));
    }
    posts.sort_unstable();
    posts
}

fn filters(mut at: &[u8]) -> Vec<(String, String, String, Vec<u32>)> {
    let mut all = Vec::new();
    while !at.is_empty() {
        let size = number(&mut at) as usize;
        let text = std::str::from_utf8(take(&mut at, size)).unwrap();
        let parts: Vec<String> = text.split('\0').map(str::to_owned).collect();
        let [facet, slug, label] = <[String; 3]>::try_from(parts).unwrap();
        let count = number(&mut at);
        all.push((facet, slug, label, ids(&mut at, count)));
    }
    all
}

fn spell(mut at: &[u8]) -> Vec<(String, u8)> {
    let mut all: Vec<(String, u8)> = Vec::new();
    while !at.is_empty() {
        let word = word(&mut at, all.last().map_or("", |(word, _)| word));
        all.push((word, byte(&mut at)));
    }
    all
}

/// How many posts each slug of a facet has.
pub fn counts(read: &Read, facet: &str) -> BTreeMap<String, usize> {
    let of_it = read.filters.iter().filter(|filter| filter.0 == facet);
    of_it.map(|filter| (filter.1.clone(), filter.3.len())).collect()
}
