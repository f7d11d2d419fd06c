//! A made-up community site of any size, the same for the same number of posts and seed.
//!
//! Stories, essays, reviews and reading lists of 600 to 2,500 words, with headings, links to each other, lists,
//! quotes, tables, footnotes and pictures; one post in ten shows code. One to five of 300 tags and one or
//! two of so many authors that each has about fifty posts. Nothing of it means anything; all of it is shaped
//! like what communities write, so that programs that are fast on it are fast.

mod code;
mod post;
mod random;
mod vocabulary;

use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

use random::Random;
use rayon::prelude::*;
use vocabulary::Vocabulary;

/// So many tags there are; each is what some posts are about, too.
const TAGS: usize = 300;
/// So many words belong to what a tag is about.
const OF_A_TAG: usize = 60;
/// So many pictures there are; posts show them in turn.
const PICTURES: usize = 40;
/// Folders of kinds, and how many posts of a hundred go there.
const KINDS: [(&str, usize); 4] = [("stories", 40), ("essays", 30), ("reviews", 20), ("reading-lists", 10)];

/// What is known of every post before any is written, so that each can name the others.
pub struct Corpus {
    seed: u64,
    vocabulary: Vocabulary,
    tags: Vec<Tag>,
    authors: Vec<String>,
    cards: Vec<Card>,
}

/// A tag, and the words of those who write about it.
struct Tag {
    name: String,
    words: Vec<String>,
}

/// What stands in front of a post.
struct Card {
    kind: &'static str,
    slug: String,
    title: String,
    date: String,
    /// Places of its tags; the first is what it is about.
    tags: Vec<usize>,
    authors: Vec<usize>,
}

/// What was written.
pub struct Written {
    /// Markdown, in bytes.
    pub bytes: u64,
    /// Authors that posts name.
    pub authors: usize,
}

/// Writes a site of so many posts into a folder, which is made.
///
/// # Errors
///
/// What the disk says.
pub fn write(folder: &Path, posts: usize, seed: u64) -> io::Result<Written> {
    let corpus = Corpus::new(posts, seed);
    let content = folder.join("content");
    for (kind, _) in KINDS {
        fs::create_dir_all(content.join(kind))?;
    }
    fs::create_dir_all(content.join("library"))?;
    fs::create_dir_all(folder.join("static/pictures"))?;
    fs::write(content.join("library/works.toml"), corpus.library())?;
    fs::write(
        folder.join("retell.toml"),
        "title = \"The measured shelf\"\nbase_url = \"https://measured.example/\"\n\n[feeds]\nentries = 50\n\n[search]\nenabled = true\n",
    )?;
    for number in 0..PICTURES {
        fs::write(folder.join(format!("static/pictures/{number:02}.svg")), picture(seed, number))?;
    }
    let written: io::Result<Vec<u64>> = (0..posts)
        .into_par_iter()
        .map(|number| {
            let text = corpus.post(number);
            fs::write(content.join(corpus.path(number)), &text)?;
            Ok(text.len() as u64)
        })
        .collect();
    Ok(Written { bytes: written?.iter().sum(), authors: corpus.authors.len() })
}

impl Corpus {
    /// What all posts have in common, and the card of each.
    pub fn new(posts: usize, seed: u64) -> Corpus {
        let vocabulary = Vocabulary::new(seed);
        let mut tags: Vec<Tag> = Vec::new();
        for number in 0.. {
            if tags.len() == TAGS {
                break;
            }
            let mut random = Random::new(seed, "tag", number);
            let name = vocabulary.stem(&mut random, 300, 4_000).to_owned();
            if tags.iter().all(|tag| tag.name != name) {
                // Beyond the words that everybody uses.
                let words =
                    (0..OF_A_TAG).map(|_| vocabulary.stem(&mut random, 200, 9_000).to_owned()).collect();
                tags.push(Tag { name, words });
            }
        }
        let authors =
            (0..posts.div_ceil(50).max(5)).map(|number| author(&vocabulary, seed, number)).collect();
        let mut corpus = Corpus { seed, vocabulary, tags, authors, cards: Vec::new() };
        corpus.cards = (0..posts).map(|number| corpus.card(number)).collect();
        corpus
    }

    /// Where a post stands below `content/`.
    pub fn path(&self, number: usize) -> String {
        let card = &self.cards[number];
        format!("{}/{}.md", card.kind, card.slug)
    }

    /// The title of a post.
    pub fn title(&self, number: usize) -> &str {
        &self.cards[number].title
    }

    /// Two words each that somebody might look for: of titles from all over the corpus, and nothing that
    /// only holds sentences together.
    pub fn questions(&self, count: usize) -> Vec<String> {
        let mut found = Vec::new();
        for number in 0.. {
            if found.len() == count || self.cards.is_empty() {
                break;
            }
            let mut random = Random::new(self.seed, "question", number);
            let title = self.title(random.below(self.cards.len())).to_lowercase();
            let telling: Vec<&str> = title
                .split(' ')
                .filter(|word| word.len() > 3 && !self.vocabulary.is_function(word))
                .collect();
            if let [.., one, other] = telling[..] {
                found.push(format!("{one} {other}"));
            }
        }
        found
    }

    fn card(&self, number: usize) -> Card {
        let mut random = Random::new(self.seed, "card", number);
        let mut share = random.below(100);
        let mut kind = KINDS[0].0;
        for (folder, percent) in KINDS {
            kind = folder;
            if share < percent {
                break;
            }
            share -= percent;
        }
        let mut tags = vec![random.low(TAGS)];
        for _ in 0..random.below(5) {
            let further = random.low(TAGS);
            if !tags.contains(&further) {
                tags.push(further);
            }
        }
        let mut authors = vec![random.below(self.authors.len())];
        let second = random.below(self.authors.len());
        if random.chance(20) && !authors.contains(&second) {
            authors.push(second);
        }
        let words = self.title_words(&mut random, tags[0]);
        Card {
            kind,
            slug: format!("{}-{number}", words[..words.len().min(4)].join("-")),
            title: capital(&words.join(" ")),
            date: format!(
                "{}-{:02}-{:02}",
                random.between(2018, 2025),
                random.between(1, 12),
                random.between(1, 28)
            ),
            tags,
            authors,
        }
    }

    fn title_words(&self, random: &mut Random, about: usize) -> Vec<&str> {
        let length = random.between(3, 8);
        let mut words = Vec::with_capacity(length);
        for place in 0..length {
            let inside = place > 0 && place + 1 < length;
            words.push(if inside && random.chance(45) {
                self.vocabulary.draw_function(random)
            } else if random.chance(50) {
                self.tags[about].words[random.low(OF_A_TAG)].as_str()
            } else {
                self.vocabulary.draw_telling(random)
            });
        }
        words
    }

    /// The works that reviews are about: one for each tag.
    fn library(&self) -> String {
        let mut text = String::new();
        for (number, tag) in self.tags.iter().enumerate() {
            let mut random = Random::new(self.seed, "work", number);
            let author = author(&self.vocabulary, self.seed, 100_000 + number);
            let (given, family) = author.split_once(' ').unwrap_or((&author, ""));
            let title = capital(&tag.words[..4].join(" "));
            let year = random.between(1970, 2023);
            let _ = writeln!(
                text,
                "[work{number}]\ntype = \"book\"\ntitle = \"{title}\"\nauthors = [\"{family}, {given}\"]\nyear = {year}\n"
            );
        }
        text
    }
}

/// A name; its number is in the family's name, so that no two people share one.
fn author(vocabulary: &Vocabulary, seed: u64, number: usize) -> String {
    let mut random = Random::new(seed, "author", number);
    let given = capital(vocabulary.stem(&mut random, 100, 900));
    let family = capital(vocabulary.stem(&mut random, 900, 9_000));
    const ENDS: [&str; 10] = ["a", "ay", "en", "i", "ing", "o", "ov", "sen", "u", "y"];
    let mut end = String::new();
    let mut left = number;
    loop {
        end.push_str(ENDS[left % 10]);
        left /= 10;
        if left == 0 {
            break;
        }
    }
    format!("{given} {family}{end}")
}

/// A drawing of a few lines.
fn picture(seed: u64, number: usize) -> String {
    let mut random = Random::new(seed, "picture", number);
    let (width, height) = (random.between(400, 900), random.between(240, 600));
    let mut lines = String::new();
    for _ in 0..random.between(20, 120) {
        let _ = writeln!(
            lines,
            "<path d=\"M{} {}L{} {}\" stroke=\"#456\"/>",
            random.below(width),
            random.below(height),
            random.below(width),
            random.below(height)
        );
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n{lines}</svg>\n"
    )
}

/// With a capital letter in front.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
