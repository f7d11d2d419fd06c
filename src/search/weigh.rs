//! How much a word counts in a post: how often it is there, in how long a text, and where.
//!
//! Counted once for a post, in [`Counts`]; weighed each time, since what a word counts depends on how
//! long the other posts are. Only sums, products and quotients, and a table: powers and logarithms
//! differ from one machine to another in their last digits.

use serde::{Deserialize, Serialize};

use super::vocabulary::Vocabulary;
use super::{Post, Section, tokens};
use crate::serial;

/// The highest level of an impact; the lowest is 1.
pub const LEVELS: u8 = 31;

/// What the highest level stands for: a word that fills a text, and is all of its title.
pub const NORM: f64 = 2.6;

/// What a word counts that is there once. All that is counted is in quarters of it.
const ONCE: u32 = 4;

/// What a word counts in headings, tags and names of people, where each was chosen.
const CHOSEN: u32 = 3 * ONCE;

/// What a word counts that a post is only known by, however often: a text that says it itself answers better.
const BESIDE: u32 = 1;

/// A word's part rises to 1 with what it counts: half of that is reached with so much in a text of
/// average length.
const HALF: f64 = 1.2 * ONCE as f64;
/// How much of [`HALF`] is the same for texts of all lengths.
const LENGTHLESS: f64 = 0.4;

/// What a word gets for being in a title, by the number of the title's words: 1.6 divided by that number
/// to the power of 0.3. Of a short title each word says more.
const TITLE: [f64; 24] = [
    1.6, 1.299604, 1.150757, 1.055606, 0.987254, 0.934705, 0.892464, 0.857419, 0.827651, 0.8019, 0.779296,
    0.759216, 0.741203, 0.724906, 0.710056, 0.69644, 0.683889, 0.672261, 0.661445, 0.651345, 0.641881,
    0.632985, 0.624599, 0.616675,
];

/// A post's words, each with how often it counts.
#[derive(Debug, Default)]
pub struct Counts {
    /// The different words.
    pub words: Vocabulary,
    /// For each what its times count, and whether the title has it.
    pub times: Vec<Times>,
    /// How long the post is.
    pub length: Length,
}

/// How often a word is in a post, and where.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// The times it is there, in quarters, as far as they count.
    pub times: u32,
    /// Whether the title has it.
    pub in_title: bool,
}

impl Times {
    /// Both as one number.
    pub fn packed(self) -> u32 {
        self.times << 1 | u32::from(self.in_title)
    }

    /// What [`Times::packed`] made one number of.
    pub fn unpacked(packed: u32) -> Times {
        Times { times: packed >> 1, in_title: packed & 1 == 1 }
    }

    /// Those of two forms of a word together.
    pub fn and(self, other: Times) -> Times {
        Times { times: self.times + other.times, in_title: self.in_title || other.in_title }
    }
}

/// How long a post is, in words.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Length {
    /// Its text and headings.
    pub text: u32,
    /// Its title.
    pub title: u32,
}

impl Counts {
    /// Counts the words of another post; what was counted before is forgotten.
    pub fn count(&mut self, post: &Post, sections: &[Section]) {
        self.words.clear();
        self.times.clear();
        let mut title = 0;
        self.add(&post.title, ONCE, &mut title);
        for times in &mut self.times {
            times.in_title = true;
        }
        let mut text = 0;
        for section in sections {
            self.add(&section.heading, CHOSEN, &mut text);
            self.add(&section.text, ONCE, &mut text);
        }
        let mut elsewhere = 0;
        for chosen in post.people.iter().chain(&post.tags) {
            self.add(chosen, CHOSEN, &mut elsewhere);
        }
        for words in &post.words {
            tokens::words(words, &mut |word| {
                let times = &mut self.times_of(word).times;
                *times = (*times).max(BESIDE);
            });
        }
        self.length = Length { text, title };
    }

    fn add(&mut self, text: &str, times: u32, length: &mut u32) {
        tokens::words(text, &mut |word| {
            *length += 1;
            self.times_of(word).times += times;
        });
    }

    fn times_of(&mut self, word: &str) -> &mut Times {
        let number = self.words.number(word) as usize;
        if number == self.times.len() {
            self.times.push(Times::default());
        }
        &mut self.times[number]
    }
}

/// What the impacts of a post's words depend on besides how often they are there.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Scale {
    /// What the number of times is compared with.
    half: f64,
    /// What a word of the title gets.
    title: f64,
    /// Impacts per unit.
    factor: f64,
    /// The impacts of what most words are, by [`Times::packed`]: there are millions to be looked up.
    #[serde(with = "serial::bytes")]
    usual: [u8; 64],
}

impl Scale {
    /// That of a post of this length and weight, where the average text has `average` words.
    pub fn of(length: Length, weight: f64, average: f64) -> Scale {
        let weight = if weight.is_finite() { weight.clamp(0.5, 2.0) } else { 1.0 };
        let longer = f64::from(length.text) / average;
        let mut scale = Scale {
            half: HALF * (LENGTHLESS + (1.0 - LENGTHLESS) * longer),
            title: TITLE[(length.title as usize).clamp(1, TITLE.len()) - 1],
            factor: weight * f64::from(LEVELS) / NORM,
            usual: [0; 64],
        };
        for packed in 2..scale.usual.len() {
            scale.usual[packed] = scale.level(Times::unpacked(packed as u32));
        }
        scale
    }

    /// How much a word counts that is there so often, at least once: 1 to [`LEVELS`].
    pub fn impact(&self, times: Times) -> u8 {
        match self.usual.get(times.packed() as usize) {
            Some(level) => *level,
            None => self.level(times),
        }
    }

    /// The same for the same scale, unlike for others.
    pub fn bytes(&self) -> [u8; 24] {
        let mut bytes = [0; 24];
        for (to, number) in bytes.chunks_exact_mut(8).zip([self.half, self.title, self.factor]) {
            to.copy_from_slice(&number.to_le_bytes());
        }
        bytes
    }

    fn level(&self, times: Times) -> u8 {
        let often = f64::from(times.times);
        let bonus = if times.in_title { self.title } else { 0.0 };
        let level = (often / (often + self.half) + bonus) * self.factor;
        (level.ceil() as u8).clamp(1, LEVELS)
    }
}

impl Default for Scale {
    fn default() -> Scale {
        Scale::of(Length::default(), 1.0, 1.0)
    }
}

/// The average length of texts, rounded to a power of 1.25: else each word anywhere would change the
/// impacts of all words everywhere, and with them all files.
pub fn average(lengths: impl ExactSizeIterator<Item = Length>) -> f64 {
    const STEP: f64 = 1.25;
    let posts = lengths.len().max(1) as f64;
    let exact = lengths.map(|length| f64::from(length.text)).sum::<f64>() / posts;
    let mut rounded = 1.0;
    // On to the next power from the middle between the two.
    while rounded * (1.0 + STEP) / 2.0 <= exact {
        rounded *= STEP;
    }
    rounded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn impact(times: u32, in_title: bool, text: u32, title: u32, weight: f64) -> u8 {
        let times = Times { times: times * ONCE, in_title };
        Scale::of(Length { text, title }, weight, 100.0).impact(times)
    }

    #[test]
    fn a_word_counts_more_the_oftener_it_is_there_and_the_shorter_the_text() {
        // 1/(1 + 1.2) of 2.6 in 31 steps, rounded up; then twice; then in a text of twice, half the length.
        assert_eq!(impact(1, false, 100, 3, 1.0), 6);
        assert_eq!(impact(2, false, 100, 3, 1.0), 8);
        assert_eq!(impact(1, false, 200, 3, 1.0), 5);
        assert_eq!(impact(1, false, 50, 3, 1.0), 7);
        assert_eq!(impact(1_000_000, false, 100, 3, 1.0), 12);
    }

    #[test]
    fn each_word_of_a_short_title_counts_more_than_one_of_a_long_title() {
        assert_eq!(impact(1, true, 100, 1, 1.0), 25);
        assert_eq!(impact(1, true, 100, 8, 1.0), 16);
        assert_eq!(impact(1, true, 100, 500, 1.0), 13);
        assert_eq!(impact(u32::MAX >> 3, true, 0, 1, 1.0), 31);
    }

    #[test]
    fn a_weight_multiplies_and_stays_in_its_bounds() {
        assert_eq!(impact(1, false, 100, 3, 2.0), 11);
        assert_eq!(impact(1, false, 100, 3, 0.5), 3);
        assert_eq!(impact(1, false, 100, 3, 9.0), 11);
        assert_eq!(impact(1, false, 100, 3, f64::NAN), 6);
        assert_eq!(impact(1, true, 100, 1, 2.0), 31);
    }

    #[test]
    fn what_is_looked_up_is_what_would_be_worked_out() {
        let scale = Scale::of(Length { text: 77, title: 4 }, 1.3, 100.0);
        for packed in 2..100 {
            let times = Times::unpacked(packed);
            assert_eq!((times.packed(), scale.impact(times)), (packed, scale.level(times)));
        }
    }

    #[test]
    fn places_where_words_were_chosen_count_three_times_and_what_is_beside_a_text_a_quarter() {
        let post = Post {
            title: "Queue".to_owned(),
            people: vec!["Ana Lovelace".to_owned()],
            tags: vec!["Caches".to_owned()],
            words: vec!["10.1000/7".to_owned(), "10.1000/8 late queue".to_owned()],
            ..crate::search::tests::post("a/", "")
        };
        let section = |heading: &str, text: &str| Section {
            anchor: "x".to_owned(),
            heading: heading.to_owned(),
            text: text.to_owned(),
        };
        let mut counts = Counts::default();
        counts.count(
            &post,
            &[section("Other words", "one two"), section("Backlog", "A queue, the queue.\nAna.")],
        );
        // Twice, to see that nothing is left of the first time.
        counts.count(&post, &[section("Backlog", "A queue, the queue.\nAna.")]);
        let found: Vec<(&str, u32, bool)> = (0..counts.words.len() as u32)
            .map(|number| (counts.words.word(number), counts.times[number as usize]))
            .map(|(word, times)| (word, times.times, times.in_title))
            .collect();
        let expected = [
            ("queue", 12, true),
            ("backlog", 12, false),
            ("a", 4, false),
            ("the", 4, false),
            ("ana", 16, false),
            ("lovelace", 12, false),
            ("caches", 12, false),
            ("10", 1, false),
            ("1000", 1, false),
            ("7", 1, false),
            ("8", 1, false),
            ("late", 1, false),
        ];
        assert_eq!(found, expected);
        assert_eq!(counts.length, Length { text: 6, title: 1 });
    }

    #[test]
    fn the_average_is_rounded_to_a_power_of_five_quarters() {
        let of = |lengths: &[u32]| average(lengths.iter().map(|text| Length { text: *text, title: 0 }));
        assert_eq!(of(&[]), 1.0);
        assert_eq!(of(&[0, 0]), 1.0);
        assert_eq!(of(&[2, 2]), 1.953125);
        // 1009.7 is a power and so is 1262.2; the middle between them is 1136.
        assert!((of(&[1000, 1260]) - 1009.74).abs() < 0.01);
        assert!((of(&[1000, 1280]) - 1262.18).abs() < 0.01);
    }
}
