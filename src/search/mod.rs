//! A search index over plain texts, cut into small files that a browser fetches as it needs them.
//!
//! Texts go in, files come out: [`index`] takes what is known of each post and a way to get its
//! text, and gives the files below `/search/`. It knows nothing else of a site: what a post is, which
//! of its words are there to be found and where its page stands is decided by who calls it. The
//! module that reads these files is `search.js` of the theme.

mod excerpts;
mod facets;
pub mod format;
mod groups;
mod gzip;
mod lists;
mod manifest;
mod memory;
mod shards;
mod spelling;
pub mod stems;
pub mod tokens;
mod vocabulary;
mod weigh;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use crate::fingerprint::Fingerprint;
use gzip::Gzip;
use lists::{Draft, List};
use memory::{Known, State};

/// A file of words, compressed.
type Shard = shards::Shard<Arc<[u8]>>;

pub use memory::Memory;

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
    /// Words it is to be found by though its text has none of them: such as its kind, and titles, makers
    /// and years of works it uses.
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

/// So many posts a search is made for: of more, the list of shards and what a query fetches grow beyond
/// what a slow line has in a second.
pub const MADE_FOR: usize = 30_000;

/// The files of a search, by name below its folder.
#[derive(Debug, Clone, Default)]
pub struct Index {
    /// How many posts can be found.
    pub posts: usize,
    /// Their bytes.
    pub files: BTreeMap<String, Arc<[u8]>>,
}

/// The name of the file that holds a module.
pub fn module_name(module: &str) -> String {
    format!("{}.js", Fingerprint::of(module.as_bytes()).name())
}

/// So many texts are read before their words are numbered and packed: enough to keep all threads busy, and
/// not so many that the words of all posts are in memory before that.
const AT_A_TIME: usize = 128;

/// Makes the index. `sections` gives the text of a post by its place in `posts`; it is asked from any
/// thread, and not at all for posts that `memory` knows.
pub fn index(
    posts: &[Post],
    sections: &(dyn Fn(usize) -> Vec<Section> + Sync),
    settings: &Settings,
    memory: &Memory,
) -> Index {
    let mut state = memory.take();
    // A post's id is its place in this order.
    let mut order: Vec<usize> = (0..posts.len()).collect();
    order.sort_by_key(|place| (&posts[*place].date, &posts[*place].url));
    let (keys, mut known) = known(posts, &order, sections, &mut state);
    let posts: Vec<&Post> = order.iter().map(|place| &posts[*place]).collect();

    let average = weigh::average(known.iter().map(|known| known.list.length));
    known.par_iter_mut().zip(&posts).with_min_len(64).for_each(|(known, post)| {
        known.list.weigh(weigh::Scale::of(known.list.length, post.weight, average));
    });
    let lists: Vec<&List> = known.iter().map(|known| &known.list).collect();
    let used = groups::used(&posts, &lists, &settings.language, &mut state.buckets, &mut state.stems);
    let leaders: Vec<Fingerprint> = used.par_iter().map(groups::Use::leaders).collect();
    let anew = |bucket: u8| state.leaders.get(usize::from(bucket)) != leaders.get(usize::from(bucket));
    let leader = |bucket: u8, number: u32| used[usize::from(bucket)].leader[number as usize];
    known.par_iter_mut().with_min_len(64).for_each(|known| known.list.meet(&leader, &anew));
    state.leaders = leaders;
    let lists: Vec<&List> = known.iter().map(|known| &known.list).collect();
    let together: Vec<(Fingerprint, Vec<Shard>)> = groups::together(&used)
        .par_iter()
        .map(|together| {
            let from = shards::made_from(together, &state.leaders, &lists);
            let made = || {
                let mut gzip = Gzip::new();
                shards::merge(together, &state.buckets, &used, &lists, &mut |raw, fingerprint| {
                    compressed(&mut gzip, &state.files, fingerprint, &raw)
                })
            };
            (from, state.shards.get(&from).cloned().unwrap_or_else(made))
        })
        .collect();
    let mut shards: Vec<&Shard> = together.iter().flat_map(|(_, shards)| shards).collect();
    shards.sort_by(|a, b| a.first.cmp(&b.first));

    let mut gzip = Gzip::new();
    let mut files: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
    let mut kept: HashMap<Fingerprint, Arc<[u8]>> = HashMap::new();
    let mut named = |sort: &str, raw: &[u8]| {
        let fingerprint = Fingerprint::of(raw);
        let bytes = compressed(&mut gzip, &state.files, fingerprint, raw);
        let name = format!("{sort}-{}.bin", fingerprint.name());
        kept.insert(fingerprint, bytes.clone());
        files.insert(name.clone(), bytes);
        name
    };
    let filters = named("filters", &facets::file(&posts));
    let spell = named("spell", &spelling::file(words(&state, &used)));
    for shard in &shards {
        kept.insert(shard.fingerprint, shard.bytes.clone());
        files.insert(format!("t/{}.bin", shard.fingerprint.name()), shard.bytes.clone());
    }
    let mut all = Vec::with_capacity(known.len() * 16);
    for (id, known) in known.iter().enumerate() {
        all.extend(known.fingerprint.bytes());
        files.insert(format!("f/{id}.bin"), known.file.clone());
    }
    let module = module_name(&settings.module);
    let generation = Fingerprint::of(&all);
    let manifest = manifest::Named {
        shards: &shards,
        filters: &filters,
        spell: &spell,
        endings: &groups::endings(&state.buckets, &used),
        module: &module,
        generation,
    };
    files.insert("manifest.json".to_owned(), manifest::file(&posts, settings, &manifest).into());
    files.insert("api.js".to_owned(), format!("export * from \"./{module}\";\n").into_bytes().into());
    files.insert(module, settings.module.as_bytes().into());

    state.files = kept;
    state.posts = keys.into_iter().zip(known).collect();
    state.shards = together.into_iter().collect();
    state.tidy(used.iter().map(|used| used.live.len()).sum());
    memory.put(state);
    Index { posts: posts.len(), files }
}

/// What is known of each post, and by which key, in order of their ids. What `state` has is taken from it;
/// the other posts are read.
fn known(
    posts: &[Post],
    order: &[usize],
    sections: &(dyn Fn(usize) -> Vec<Section> + Sync),
    state: &mut State,
) -> (Vec<Fingerprint>, Vec<Known>) {
    let keys: Vec<Fingerprint> = order.par_iter().map(|place| memory::key(&posts[*place])).collect();
    let mut known: Vec<Option<Known>> = keys.iter().map(|key| state.posts.remove(key)).collect();
    // Gone before others come, so that both are never in memory.
    state.posts.clear();
    let new: Vec<usize> = (0..known.len()).filter(|id| known[*id].is_none()).collect();
    for ids in new.chunks(AT_A_TIME) {
        let read: Vec<_> = ids
            .par_iter()
            .with_min_len(4)
            .map_init(
                || (weigh::Counts::default(), Gzip::new()),
                |(counts, gzip), id| {
                    let post = &posts[order[*id]];
                    let sections = sections(order[*id]);
                    counts.count(post, &sections);
                    let raw = excerpts::file(post, &sections);
                    (Draft::of(counts), gzip.compress(&raw), Fingerprint::of(&raw))
                },
            )
            .collect();
        let drafts: Vec<&Draft> = read.iter().map(|(draft, _, _)| draft).collect();
        let lists = lists::pack(&drafts, &mut state.buckets);
        for (id, (list, (_, file, fingerprint))) in ids.iter().zip(lists.into_iter().zip(read)) {
            known[*id] = Some(Known { list, file, fingerprint });
        }
    }
    (keys, known.into_iter().flatten().collect())
}

/// A file as it was compressed before, else now.
fn compressed(
    gzip: &mut Gzip,
    known: &HashMap<Fingerprint, Arc<[u8]>>,
    fingerprint: Fingerprint,
    raw: &[u8],
) -> Arc<[u8]> {
    known.get(&fingerprint).cloned().unwrap_or_else(|| gzip.compress(raw))
}

/// All words that any post has, with the number of those posts.
fn words<'a>(state: &'a State, used: &[groups::Use]) -> Vec<(&'a str, u32)> {
    let mut words = Vec::new();
    for (bucket, used) in state.buckets.iter().zip(used) {
        let word = |number: &u32| (bucket.words.word(*number), used.posts[*number as usize]);
        words.extend(used.live.iter().map(word));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A post of a title, and nothing else.
    pub(super) fn post(url: &str, title: &str) -> Post {
        Post {
            url: url.to_owned(),
            title: title.to_owned(),
            kind: "story".to_owned(),
            date: String::new(),
            language: "en".to_owned(),
            people: Vec::new(),
            tags: Vec::new(),
            facets: Vec::new(),
            words: Vec::new(),
            weight: 1.0,
            text: Fingerprint::of(b""),
        }
    }
}
