//! Which words are forms of one word, over all posts.
//!
//! Forms have one stem in one language. A word that posts of several languages use is taken to be of the
//! site's language, else of the first by name. Regions are no languages here: `en-GB` is `en`.

use std::collections::HashMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Post;
use super::lists::{BUCKETS, Bucket, List};
use super::stems::stem;
use super::vocabulary::Vocabulary;
use crate::fingerprint::Fingerprint;

/// Languages and stems as numbers, kept from one index to the next.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Stems {
    languages: Vocabulary,
    /// A language and a stem, with NUL between.
    stems: Vocabulary,
}

/// A word: its bucket, and its number there.
pub type Word = (u8, u32);

/// What is known of a bucket's words in the posts of one index.
#[derive(Debug, Default)]
pub struct Use {
    /// By number: how many posts have the word.
    pub posts: Vec<u32>,
    /// By number: the place of its language among [`languages`].
    language: Vec<u16>,
    /// The numbers of words that any post has, in the order of the words.
    pub live: Vec<u32>,
    /// By number: the first of the words of which it is a form, which may be itself.
    pub leader: Vec<Word>,
}

/// What the words of all buckets are in these posts, whose lists come in order of their ids.
pub fn used(
    posts: &[&Post],
    lists: &[&List],
    site: &str,
    buckets: &mut [Bucket],
    stems: &mut Stems,
) -> Vec<Use> {
    let (languages, of_post) = languages(posts, site);
    buckets.par_iter_mut().for_each(Bucket::sort);
    let counted = lists
        .par_iter()
        .zip(&of_post)
        .with_min_len(1024)
        .fold(|| Counted::of(buckets), |counted, (list, spoken)| counted.with(list, *spoken))
        .reduce(|| Counted::of(buckets), Counted::and);
    let mut used: Vec<Use> = buckets.iter().zip(counted.0).map(|(words, use_)| use_.alive(words)).collect();
    find_stems(buckets, &used, &languages, stems);
    let mut leaders: Vec<Option<Word>> = vec![None; stems.stems.len()];
    // In order of the words, so the first to come is the first of its forms.
    for (bucket, (words, used)) in buckets.iter().zip(&mut used).enumerate() {
        used.leader = vec![(bucket as u8, 0); words.words.len()];
        for number in &used.live {
            let own = (bucket as u8, *number);
            used.leader[*number as usize] = match words.stems[*number as usize] {
                Some((_, stem)) => *leaders[stem as usize].get_or_insert(own),
                None => own,
            };
        }
    }
    used
}

/// The languages of the posts without their regions, the site's first, then by name; and for each post
/// the place of its own among them.
fn languages<'a>(posts: &[&'a Post], site: &'a str) -> (Vec<&'a str>, Vec<u16>) {
    let plain = |language: &'a str| language.split(['-', '_']).next().unwrap_or(language);
    let mut languages: Vec<&str> = posts.iter().map(|post| plain(&post.language)).collect();
    languages.sort_by_key(|language| (*language != plain(site), *language));
    languages.dedup();
    let place = |post: &&'a Post| languages.iter().position(|language| *language == plain(&post.language));
    let of_post = posts.iter().map(|post| place(post).unwrap_or(0) as u16).collect();
    (languages, of_post)
}

/// What the words of all buckets are in some of the posts.
struct Counted(Vec<Use>);

impl Counted {
    /// In none.
    fn of(buckets: &[Bucket]) -> Counted {
        let none = |words: &Bucket| {
            let all = words.words.len();
            Use { posts: vec![0; all], language: vec![u16::MAX; all], ..Use::default() }
        };
        Counted(buckets.iter().map(none).collect())
    }

    /// In one more.
    fn with(mut self, list: &List, spoken: u16) -> Counted {
        for (bucket, part) in list.all() {
            let used = &mut self.0[usize::from(bucket)];
            for (number, _) in part {
                used.posts[number as usize] += 1;
                let first = &mut used.language[number as usize];
                *first = (*first).min(spoken);
            }
        }
        self
    }

    /// In those and in others.
    fn and(mut self, other: Counted) -> Counted {
        for (used, other) in self.0.iter_mut().zip(other.0) {
            used.posts.iter_mut().zip(other.posts).for_each(|(posts, other)| *posts += other);
            used.language.iter_mut().zip(other.language).for_each(|(a, b)| *a = (*a).min(b));
        }
        self
    }
}

impl Use {
    /// All words that are alive, and of which each is a form: the same for the same, unlike for others.
    pub fn leaders(&self) -> Fingerprint {
        let mut bytes = Vec::with_capacity(self.live.len() * 9);
        for number in &self.live {
            let (home, leader) = self.leader[*number as usize];
            bytes.push(home);
            bytes.extend(number.to_le_bytes());
            bytes.extend(leader.to_le_bytes());
        }
        Fingerprint::of(&bytes)
    }

    /// With the words that are alive.
    fn alive(mut self, words: &Bucket) -> Use {
        let live = words.sorted.iter().copied().filter(|number| self.posts[*number as usize] > 0);
        self.live = live.collect();
        self
    }
}

/// Sees that the stem of each word is known, in the language that it is taken to be of.
fn find_stems(buckets: &mut [Bucket], used: &[Use], languages: &[&str], stems: &mut Stems) {
    let spoken: Vec<u32> = languages.iter().map(|language| stems.languages.number(language)).collect();
    // Stemmed on all threads, numbered on one.
    let missing: Vec<Vec<(u32, u32, String)>> = buckets
        .par_iter()
        .zip(used)
        .map(|(words, used)| {
            let mut missing = Vec::new();
            for number in &used.live {
                let language = usize::from(used.language[*number as usize]);
                let known = words.stems[*number as usize];
                if known.is_none_or(|(known, _)| known != spoken[language]) {
                    let language_name = languages[language];
                    let stem = stem(language_name, words.words.word(*number));
                    missing.push((*number, spoken[language], format!("{language_name}\0{stem}")));
                }
            }
            missing
        })
        .collect();
    for (words, missing) in buckets.iter_mut().zip(missing) {
        for (number, language, stem) in missing {
            words.stems[number as usize] = Some((language, stems.stems.number(&stem)));
        }
    }
}

/// So many pairs of endings at most: of most languages these are nearly all that words have.
const ENDINGS: usize = 32;

/// So many letters forms share before what counts as their endings.
const SHARED: usize = 3;

/// How forms of one word differ on this site: the pairs of endings that most words have, as `ed` and `s`
/// of `walked` and `walks`. Of a form that no post has they tell what the others may be.
pub fn endings<'a>(buckets: &'a [Bucket], used: &[Use]) -> Vec<(&'a str, &'a str)> {
    let all = buckets.par_iter().zip(used).map(|(words, used)| {
        let mut forms: Vec<(Word, u32)> =
            used.live.iter().map(|number| (used.leader[*number as usize], *number)).collect();
        // Keeps words of one leader in their order.
        forms.sort_by_key(|(leader, _)| *leader);
        let mut counted = HashMap::new();
        for group in forms.chunk_by(|a, b| a.0 == b.0) {
            for (at, (_, one)) in group.iter().enumerate() {
                for (_, other) in &group[at + 1..] {
                    let pair = apart(words.words.word(*one), words.words.word(*other));
                    pair.into_iter().for_each(|pair| *counted.entry(pair).or_insert(0_u32) += 1);
                }
            }
        }
        counted
    });
    let mut counted = HashMap::new();
    for (pair, words) in all.collect::<Vec<_>>().into_iter().flatten() {
        *counted.entry(pair).or_insert(0) += words;
    }
    // What one word alone does says nothing of others.
    let mut pairs: Vec<((&str, &str), u32)> = counted.into_iter().filter(|(_, words)| *words > 1).collect();
    pairs.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    pairs.truncate(ENDINGS);
    pairs.into_iter().map(|(pair, _)| pair).collect()
}

/// What two words have after what they share, if they share enough.
fn apart<'a>(one: &'a str, other: &'a str) -> Option<(&'a str, &'a str)> {
    let shared = one.chars().zip(other.chars()).take_while(|(a, b)| a == b);
    let (letters, size) = shared.fold((0, 0), |(letters, size), (a, _)| (letters + 1, size + a.len_utf8()));
    (letters >= SHARED).then(|| (&one[size..], &other[size..]))
}

/// The buckets that have to be merged together, since a word of one is a form of a word of another: of
/// most languages each is by itself, but some change the beginnings of words. Without those that are empty.
pub fn together(used: &[Use]) -> Vec<Vec<u8>> {
    let mut home: Vec<usize> = (0..BUCKETS).collect();
    for (bucket, words) in used.iter().enumerate() {
        for number in &words.live {
            let (from, to) = (home[bucket], home[usize::from(words.leader[*number as usize].0)]);
            if from != to {
                home.iter_mut().filter(|home| **home == from).for_each(|home| *home = to);
            }
        }
    }
    let mut together: Vec<Vec<u8>> = vec![Vec::new(); BUCKETS];
    for (bucket, words) in used.iter().enumerate() {
        if !words.live.is_empty() {
            together[home[bucket]].push(bucket as u8);
        }
    }
    together.retain(|buckets| !buckets.is_empty());
    together
}
