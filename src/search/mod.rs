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
use crate::memo::{self, Memo, Step};
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
    /// What they hold.
    pub files: BTreeMap<String, Packed>,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Packed {
    /// These bytes.
    Here(Arc<[u8]>),
    /// The file of the post at this place among the posts, which is on the shelf of the memo.
    Kept(Fingerprint, usize),
}

impl Packed {
    /// The bytes, if they are at hand: always, without a memo.
    pub fn here(&self) -> Option<&[u8]> {
        match self {
            Packed::Here(bytes) => Some(bytes),
            Packed::Kept(..) => None,
        }
    }

    /// The bytes. What the memo has lost is made again of the post and its sections.
    pub fn bytes(
        &self,
        memory: &Memory,
        post: impl FnOnce(usize) -> Option<(Post, Vec<Section>)>,
    ) -> Option<Arc<[u8]>> {
        match self {
            Packed::Here(bytes) => Some(Arc::clone(bytes)),
            Packed::Kept(print, place) => match memory.memo().bytes(Step::Excerpts, excerpts_key(*print)) {
                Some(bytes) => Some(bytes.into()),
                None => {
                    let (post, sections) = post(*place)?;
                    Some(Gzip::new().compress(&excerpts::file(&post, &sections)))
                }
            },
        }
    }
}

/// By what the file of a post is kept, from its fingerprint before compression.
fn excerpts_key(print: Fingerprint) -> Fingerprint {
    memo::key(Step::Excerpts, &[print.bytes()])
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
    let (keys, mut known) = known(posts, &order, sections, &mut state, memory.memo());
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
    let mut files: BTreeMap<String, Packed> = BTreeMap::new();
    let mut kept: HashMap<Fingerprint, Arc<[u8]>> = HashMap::new();
    let mut named = |sort: &str, raw: &[u8]| {
        let fingerprint = Fingerprint::of(raw);
        let bytes = compressed(&mut gzip, &state.files, fingerprint, raw);
        let name = format!("{sort}-{}.bin", fingerprint.name());
        kept.insert(fingerprint, bytes.clone());
        files.insert(name.clone(), Packed::Here(bytes));
        name
    };
    let filters = named("filters", &facets::file(&posts));
    let spell = named("spell", &spelling::file(words(&state, &used)));
    for shard in &shards {
        kept.insert(shard.fingerprint, shard.bytes.clone());
        files.insert(format!("t/{}.bin", shard.fingerprint.name()), Packed::Here(shard.bytes.clone()));
    }
    let mut all = Vec::with_capacity(known.len() * 16);
    for (id, known) in known.iter().enumerate() {
        all.extend(known.fingerprint.bytes());
        let kept = || Packed::Kept(known.fingerprint, order[id]);
        files.insert(format!("f/{id}.bin"), known.file.clone().map_or_else(kept, Packed::Here));
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
    let here = |bytes: Vec<u8>| Packed::Here(bytes.into());
    files.insert("manifest.json".to_owned(), here(manifest::file(&posts, settings, &manifest)));
    files.insert("api.js".to_owned(), here(format!("export * from \"./{module}\";\n").into_bytes()));
    files.insert(module, here(settings.module.as_bytes().to_vec()));

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
    memo: &Memo,
) -> (Vec<Fingerprint>, Vec<Known>) {
    let keys: Vec<Fingerprint> = order.par_iter().map(|place| memory::key(&posts[*place])).collect();
    let is_whole = |known: &Known| known.file.is_some() || memo.has(excerpts_key(known.fingerprint));
    let mut known: Vec<Option<Known>> =
        keys.iter().map(|key| state.posts.remove(key).filter(is_whole)).collect();
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
                    let (file, print) = (gzip.compress(&raw), Fingerprint::of(&raw));
                    let kept = memo.put_bytes(Step::Excerpts, excerpts_key(print), &file);
                    (Draft::of(counts), Some(file).filter(|_| !kept), print)
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
    use std::io;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::memo::Shelf;

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

    /// A shelf from which values can be taken away.
    #[derive(Clone, Default)]
    struct Held(Arc<Mutex<HashMap<Fingerprint, Vec<u8>>>>);

    impl Shelf for Held {
        fn has(&self, key: Fingerprint) -> bool {
            self.0.lock().unwrap().contains_key(&key)
        }

        fn get(&self, key: Fingerprint) -> Option<Vec<u8>> {
            self.0.lock().unwrap().get(&key).cloned()
        }

        fn put(&self, _: Step, key: Fingerprint, value: &[u8]) -> bool {
            self.0.lock().unwrap().insert(key, value.to_vec());
            true
        }

        fn put_long(&self, _: Step, _: Fingerprint, _: &mut dyn FnMut(&mut dyn io::Write) -> io::Result<()>) {
        }
    }

    #[test]
    fn the_file_of_a_post_is_the_same_on_a_shelf_and_when_the_shelf_has_lost_it() {
        let posts = [post("a/", "Ferry"), post("b/", "Lock")];
        let text = |place: usize| {
            let text = ["The tide came in.", "The gate stood open."][place].to_owned();
            vec![Section { anchor: String::new(), heading: String::new(), text }]
        };
        let here = index(&posts, &text, &Settings::default(), &Memory::default());
        let shelf = Held::default();
        let memory = Memory::with(Arc::new(Memo::on(shelf.clone())));
        let bytes = |index: &Index| -> Vec<(String, Arc<[u8]>)> {
            let whole = |place: usize| Some((posts[place].clone(), text(place)));
            let files = index.files.iter();
            files.map(|(name, file)| (name.clone(), file.bytes(&memory, whole).unwrap())).collect()
        };
        let first = index(&posts, &text, &Settings::default(), &memory);
        assert_eq!(first.files["f/0.bin"].here(), None);
        assert_eq!(bytes(&first), bytes(&here));
        shelf.0.lock().unwrap().clear();
        assert_eq!(bytes(&first), bytes(&here));

        // The next index notices what is gone, and reads these posts again.
        let read = AtomicUsize::new(0);
        let counted = |place: usize| {
            read.fetch_add(1, Ordering::Relaxed);
            text(place)
        };
        assert_eq!(bytes(&index(&posts, &counted, &Settings::default(), &memory)), bytes(&here));
        assert_eq!(read.load(Ordering::Relaxed), 2);
        assert_eq!(bytes(&index(&posts, &counted, &Settings::default(), &memory)), bytes(&here));
        assert_eq!(read.load(Ordering::Relaxed), 2);
    }
}
