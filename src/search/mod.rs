//! A search index over plain texts, cut into small files that a browser fetches as it needs them.
//!
//! Texts go in, files come out: [`index`] takes what is known of each post and a way to get its
//! text, and gives the files below `/search/`. It knows nothing else of a site: what a post is, which
//! of its words are there to be found and where its page stands is decided by who calls it. The
//! module that reads these files is `search.js` of the theme.

pub mod stems;
pub mod tokens;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::fingerprint::Fingerprint;

/// What is known of a post besides its text.
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    /// Its address, relative to the root of the site, encoded as in links: `stories/a/`.
    pub url: String,
    /// Its title.
    pub title: String,
    /// The name of its kind: `reading-list`.
    pub kind: String,
    /// Its day, `2024-05-03`; empty if it has none.
    pub date: String,
    /// BCP 47.
    pub language: String,
    /// Who made it, by name.
    pub people: Vec<String>,
    /// Its topics and tags, as readers see them.
    pub tags: Vec<String>,
    /// What readers can narrow their search by.
    pub facets: Vec<Facet>,
    /// Words it is to be found by though its text has none of them: DOIs and years of cited works.
    pub words: Vec<String>,
    /// How much it counts, 0.5 to 2.
    pub weight: f64,
    /// What its text depends on: the same for the same text.
    pub text: Fingerprint,
}

/// A value that a post has in one of the ways to narrow a search.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Facet {
    /// Which way: `kind`, `person`, `topic`, `tag`, `year`, `lang`.
    pub facet: String,
    /// The value in addresses.
    pub slug: String,
    /// The value for readers.
    pub label: String,
}

/// A stretch of a post's text that can be linked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The id on the page; empty for what stands before all ids.
    pub anchor: String,
    /// The heading over it, the speaker or the moment; may be empty.
    pub heading: String,
    /// Its words, without markup. Paragraphs are parted by a line feed.
    pub text: String,
}

/// What holds for all posts.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The language of the site, BCP 47.
    pub language: String,
    /// Words that mean the same.
    pub synonyms: Vec<Synonym>,
    /// The module that reads the index: JavaScript as it is to be served.
    pub module: Arc<str>,
}

/// Words that mean the same. Each is one word or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Synonym {
    /// Whoever looks for one finds all.
    Alike(Vec<String>),
    /// Whoever looks for `from` finds these as well.
    Leads {
        /// What is looked for.
        from: String,
        /// What is found as well.
        to: Vec<String>,
    },
}

/// What was worked out for one index and holds for the next: lists of words and files, by what they
/// were made from.
#[derive(Debug, Default)]
pub struct Memory {}

/// The files of a search, by name below its folder.
#[derive(Debug, Clone, Default)]
pub struct Index {
    /// Their bytes.
    pub files: BTreeMap<String, Arc<[u8]>>,
}

/// The name of the file that holds a module.
pub fn module_name(module: &str) -> String {
    format!("{}.js", Fingerprint::of(module.as_bytes()).short())
}

/// Makes the index. `sections` gives the text of a post by its place in `posts`; it is asked from any
/// thread, and not at all for posts that `memory` knows.
pub fn index(
    posts: &[Post],
    sections: &(dyn Fn(usize) -> Vec<Section> + Sync),
    settings: &Settings,
    memory: &Memory,
) -> Index {
    let _ = (sections, memory);
    let mut files: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
    let name = module_name(&settings.module);
    let manifest = serde_json::json!({ "v": 1, "n": posts.len(), "module": name });
    files.insert("api.js".to_owned(), format!("export * from \"./{name}\";\n").into_bytes().into());
    files.insert(name, settings.module.as_bytes().into());
    files.insert("manifest.json".to_owned(), manifest.to_string().into_bytes().into());
    Index { files }
}
