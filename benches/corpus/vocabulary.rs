//! Thirty thousand made-up words in families, some frequent and most rare, as in a language.
//!
//! English words hold sentences together, and what stands between them is spelt in syllables and inflected
//! as in English, so that stems, slips of the pen and half-typed words mean something.

use std::collections::HashSet;

use super::random::Random;

/// So many forms there are.
const FORMS: usize = 30_000;

/// The words that are in nearly every sentence, frequent ones first.
const FUNCTION: &str = "the of and to a in that it was is for on with as he they be at by i this had not are but \
    from or have an she which you we were her all their there been if one would when his so no will who more \
    what them can some could our out than up into him has then do only other my about now its your time over \
    any after two did these also first because may new very where much before must through such even most back \
    while should how those many between never own still being under last since without both another same off \
    again always once though here each why until few against less rather often almost within across whether \
    during above below around enough perhaps later sometimes nothing everyone somebody nobody else yet quite \
    toward upon already either neither behind beside beyond along apart instead however therefore twice";

const ONSETS: &str = "b c d f g h j k l m n p r s t v w b c d f g h k l m n p r s t v b d l m n p r s t bl br ch \
    cl cr dr fl fr gr pl pr qu sh sk sl sp st str th tr wh";
const NUCLEI: &str = "a e i o u a e i o u a e i o u ai ea ee oa oo ou";
const CODAS: &str = "b ck d ft g l ld m mp n nd ng nt p r rd rk rm rn rt st t th n r l n r l t m d";

/// Words with how often each is used.
pub struct Vocabulary {
    words: Vec<String>,
    /// How often this word and all before it are used; the last is the sum.
    up_to: Vec<u64>,
    /// The words that stand for something, uninflected, frequent ones first, by their places in `words`.
    stems: Vec<usize>,
    functions: usize,
}

impl Vocabulary {
    /// The vocabulary of a seed.
    pub fn new(seed: u64) -> Vocabulary {
        let mut random = Random::new(seed, "vocabulary", 0);
        let mut words: Vec<String> = FUNCTION.split_whitespace().map(str::to_owned).collect();
        let functions = words.len();
        let mut known: HashSet<String> = words.iter().cloned().collect();
        let mut weights: Vec<u64> = (0..functions).map(|rank| frequency(rank, 100)).collect();
        let mut stems = Vec::new();
        while words.len() < FORMS {
            let stem = stem(&mut random, words.len());
            if !known.insert(stem.clone()) {
                continue;
            }
            let rank = words.len();
            stems.push(rank);
            weights.push(frequency(rank, 100));
            let endings: &[(&str, u64)] = match random.below(20) {
                0..9 => &[("s", 45)],
                9..15 => &[("s", 40), ("ed", 50), ("ing", 45)],
                15..17 => &[("s", 30), ("ed", 30), ("ing", 30), ("er", 20), ("ment", 15)],
                17..19 => &[("ly", 25), ("ness", 10)],
                _ => &[],
            };
            let forms: Vec<(String, u64)> =
                endings.iter().map(|(ending, share)| (inflected(&stem, ending), *share)).collect();
            words.push(stem);
            for (form, share) in forms {
                if words.len() < FORMS && known.insert(form.clone()) {
                    words.push(form);
                    weights.push(frequency(rank, share));
                }
            }
        }
        let mut sum = 0;
        let up_to = weights
            .iter()
            .map(|weight| {
                sum += weight;
                sum
            })
            .collect();
        Vocabulary { words, up_to, stems, functions }
    }

    /// A word, as often as it is used.
    pub fn draw(&self, random: &mut Random) -> &str {
        &self.words[self.draw_place(random)]
    }

    /// A word that stands for something.
    pub fn draw_telling(&self, random: &mut Random) -> &str {
        loop {
            let place = self.draw_place(random);
            if place >= self.functions {
                return &self.words[place];
            }
        }
    }

    /// A word that holds a sentence together.
    pub fn draw_function(&self, random: &mut Random) -> &str {
        &self.words[random.low(self.functions / 3)]
    }

    /// Whether a word only holds sentences together.
    pub fn is_function(&self, word: &str) -> bool {
        self.words[..self.functions].iter().any(|function| function == word)
    }

    /// One of the uninflected words between two ranks among these, each as likely as the others.
    pub fn stem(&self, random: &mut Random, from: usize, to: usize) -> &str {
        &self.words[self.stems[random.between(from, to.min(self.stems.len()) - 1)]]
    }

    fn draw_place(&self, random: &mut Random) -> usize {
        let sum = self.up_to[self.up_to.len() - 1];
        let drawn = random.below(sum as usize) as u64;
        self.up_to.partition_point(|up_to| *up_to <= drawn)
    }
}

/// How often a word is used, by its rank: Zipf's law, in whole numbers so that it is the same everywhere.
fn frequency(rank: usize, percent: u64) -> u64 {
    1_000_000_000 * percent / (rank as u64 * 10 + 27)
}

/// A word in syllables; the frequent ones are short.
fn stem(random: &mut Random, rank: usize) -> String {
    let syllables = match rank {
        0..700 => 1,
        700..6000 => random.between(1, 2),
        _ => random.between(2, 3),
    };
    let mut word = String::new();
    for syllable in 1..=syllables {
        word.push_str(one_of(random, ONSETS));
        word.push_str(one_of(random, NUCLEI));
        if syllable == syllables || random.chance(25) {
            word.push_str(one_of(random, CODAS));
        }
    }
    word
}

fn one_of(random: &mut Random, several: &'static str) -> &'static str {
    let several: Vec<&str> = several.split_whitespace().collect();
    random.of(&several)
}

/// Stems end in a consonant, so that an ending is put to them as they are.
fn inflected(stem: &str, ending: &str) -> String {
    let sibilant = ["sh", "ch", "s", "x"].iter().any(|end| stem.ends_with(end));
    if ending == "s" && sibilant { format!("{stem}es") } else { format!("{stem}{ending}") }
}
