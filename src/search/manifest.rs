//! The one file that names all others.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Post, Settings, Shard, Synonym, format, tokens, weigh};
use crate::fingerprint::Fingerprint;

/// What of the manifest is known once the other files are.
pub struct Named<'a> {
    /// All shards, ascending.
    pub shards: &'a [&'a Shard],
    /// The name of the file for filters.
    pub filters: &'a str,
    /// The name of the file for misspelt words.
    pub spell: &'a str,
    /// How forms of one word differ.
    pub endings: &'a [(&'a str, &'a str)],
    /// The name of the module.
    pub module: &'a str,
    /// Over the files of all posts.
    pub generation: Fingerprint,
}

/// The file.
pub fn file(posts: &[&Post], settings: &Settings, named: &Named) -> Vec<u8> {
    let first: Vec<&str> = named.shards.iter().map(|shard| &*shard.first).collect();
    let hashes: String = named.shards.iter().map(|shard| shard.fingerprint.name()).collect();
    let languages: BTreeSet<&str> = posts.iter().map(|post| &*post.language).collect();
    let manifest = json!({
        "v": format::VERSION,
        "n": posts.len(),
        "g": named.generation.name(),
        "levels": weigh::LEVELS,
        "norm": weigh::NORM,
        "filters": named.filters,
        "spell": named.spell,
        "module": named.module,
        "languages": languages,
        "endings": named.endings,
        "synonyms": settings.synonyms.iter().filter_map(synonym).collect::<Vec<Value>>(),
        "hashes": hashes,
        "shards": first.join(" "),
    });
    manifest.to_string().into_bytes()
}

/// A group of words that mean the same, or nothing where no two words are left.
fn synonym(synonym: &Synonym) -> Option<Value> {
    let (from, to) = match synonym {
        Synonym::Alike(all) => (folded(all), folded(all)),
        Synonym::Leads { from, to } => (folded(std::slice::from_ref(from)), folded(to)),
    };
    let leads = from.iter().any(|from| to.iter().any(|to| from != to));
    leads.then(|| json!({ "from": from, "to": to }))
}

/// Each phrase as its folded words with one blank between two; none twice.
fn folded(phrases: &[String]) -> Vec<String> {
    let mut all = Vec::new();
    for phrase in phrases {
        let mut words: Vec<String> = Vec::new();
        tokens::words(phrase, &mut |word| words.push(word.to_owned()));
        let phrase = words.join(" ");
        if !phrase.is_empty() && !all.contains(&phrase) {
            all.push(phrase);
        }
    }
    all
}
