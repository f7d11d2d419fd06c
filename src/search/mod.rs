//! A search index over plain texts, cut into small files that a browser fetches as it needs them.
//!
//! Texts go in, files come out: [`index`] takes what is known of each post and a way to get its
//! text, and gives the files below `/search/`. It knows nothing else of a site: what a post is, which
//! of its words are there to be found and where its page stands is decided by who calls it. The
//! module that reads these files is `search.js` of the theme.

mod excerpts;
mod facets;
pub mod format;
mod gzip;
mod manifest;
mod shards;
mod spelling;
mod stems;
pub mod tokens;
mod vocabulary;
mod weigh;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use format::Posting;
use gzip::Gzip;
use shards::Entry;

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
    format!("{}.js", Fingerprint::of(module.as_bytes()).name())
}

/// Makes the index. `sections` gives the text of a post by its place in `posts`; it is asked from any
/// thread, and not at all for posts that `memory` knows.
pub fn index(
    posts: &[Post],
    sections: &(dyn Fn(usize) -> Vec<Section> + Sync),
    settings: &Settings,
    memory: &Memory,
) -> Index {
    let _ = memory;
    let mut order: Vec<usize> = (0..posts.len()).collect();
    order.sort_by_key(|place| (&posts[*place].date, &posts[*place].url));
    let mut files: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
    let mut gzip = Gzip::new();
    let mut put = |name: String, raw: &[u8]| {
        files.insert(name, gzip.compress(raw).into());
    };

    let mut all: BTreeMap<String, (u32, BTreeMap<u32, weigh::Times>)> = BTreeMap::new();
    let mut language: HashMap<String, (bool, String)> = HashMap::new();
    let mut lengths = Vec::new();
    let mut prints = Vec::new();
    for (id, place) in (0..).zip(&order) {
        let sections = sections(*place);
        let post = &posts[*place];
        let mut counts = weigh::Counts::default();
        counts.count(post, &sections);
        for (number, times) in (0..).zip(&counts.times) {
            let word = counts.words.word(number);
            let (posts, by) = all.entry(word.to_owned()).or_default();
            *posts += 1;
            by.insert(id, *times);
            let rank = (post.language != settings.language, post.language.clone());
            let known = language.entry(word.to_owned()).or_insert_with(|| rank.clone());
            *known = rank.min(known.clone());
        }
        lengths.push(counts.length);
        let raw = excerpts::file(post, &sections);
        prints.push(Fingerprint::of(&raw).to_string());
        put(format!("f/{id}.bin"), &raw);
    }

    let average = weigh::average(lengths.iter().copied());
    let mut leaders: BTreeMap<(String, String), String> = BTreeMap::new();
    for word in all.keys() {
        let language = &language[word].1;
        let stem = stems::stem(language, word).into_owned();
        leaders.entry((language.clone(), stem)).or_insert_with(|| word.clone());
    }
    let leader = |word: &str| {
        let language = &language[word].1;
        leaders[&(language.clone(), stems::stem(language, word).into_owned())].clone()
    };
    let mut together: BTreeMap<String, BTreeMap<u32, weigh::Times>> = BTreeMap::new();
    for (word, (_, by)) in &all {
        let known = together.entry(leader(word)).or_default();
        for (id, times) in by {
            let sum = known.entry(*id).or_default();
            sum.times += times.times;
            sum.in_title |= times.in_title;
        }
    }
    let mut writer = shards::Writer::default();
    for word in all.keys() {
        let leader = leader(word);
        if leader == *word {
            let postings: Vec<Posting> = together[word]
                .iter()
                .map(|(id, times)| {
                    let post = &posts[order[*id as usize]];
                    let scale = weigh::Scale::of(lengths[*id as usize], post.weight, average);
                    Posting { id: *id, impact: scale.impact(*times) }
                })
                .collect();
            writer.add(word, Entry::Posts(&postings));
        } else {
            writer.add(word, Entry::Leader(&leader));
        }
    }
    let shards = writer.finish();
    for shard in &shards {
        put(format!("t/{}.bin", shard.fingerprint.name()), &shard.raw);
    }
    let filters = facets::file(order.iter().map(|place| &posts[*place]));
    let filters_name = format!("filters-{}.bin", Fingerprint::of(&filters).name());
    put(filters_name.clone(), &filters);
    let spell = spelling::file(all.iter().map(|(word, (posts, _))| (&**word, *posts)).collect());
    let spell_name = format!("spell-{}.bin", Fingerprint::of(&spell).name());
    put(spell_name.clone(), &spell);

    let module = module_name(&settings.module);
    let named = manifest::Named {
        shards: &shards,
        filters: &filters_name,
        spell: &spell_name,
        module: &module,
        generation: Fingerprint::of(prints.concat().as_bytes()),
    };
    files.insert("manifest.json".to_owned(), manifest::file(posts, settings, &named).into());
    files.insert("api.js".to_owned(), format!("export * from \"./{module}\";\n").into_bytes().into());
    files.insert(module, settings.module.as_bytes().into());
    Index { files }
}
