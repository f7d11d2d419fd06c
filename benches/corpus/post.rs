//! One post: its front matter and its text.

use std::fmt::Write as _;

use super::code;
use super::random::Random;
use super::{Corpus, OF_A_TAG, PICTURES, capital};

/// What somebody says: an endless run of words, one in eight of what they are talking about. And as people do,
/// they come back to words that they have used: of 1,280 words, 500 are different.
struct Voice<'a> {
    corpus: &'a Corpus,
    about: &'a [String],
    random: Random,
    /// Words said so far.
    said: usize,
    /// Some of them.
    used: Vec<&'a str>,
}

impl Corpus {
    /// The whole file of a post.
    pub fn post(&self, number: usize) -> String {
        let card = &self.cards[number];
        let about = &self.tags[card.tags[0]].words;
        let random = Random::new(self.seed, "text", number);
        let mut voice = Voice { corpus: self, about, random, said: 0, used: Vec::new() };
        let mut text = self.front_matter(number, &mut voice);
        voice.body(&mut text, card.kind == "reading-lists");
        text
    }

    fn front_matter(&self, number: usize, voice: &mut Voice) -> String {
        let card = &self.cards[number];
        let list = |names: Vec<&str>| format!("[\"{}\"]", names.join("\", \""));
        let tags = list(card.tags.iter().map(|tag| self.tags[*tag].name.as_str()).collect());
        let authors = list(card.authors.iter().map(|author| self.authors[*author].as_str()).collect());
        let work =
            if card.kind == "reviews" { format!("work = \"work{}\"\n", card.tags[0]) } else { String::new() };
        format!(
            "+++\ntitle = \"{}\"\nsummary = \"{}\"\ndate = {}\nauthors = {authors}\ntags = {tags}\n{work}+++\n\n",
            card.title,
            voice.plain_sentence(),
            card.date
        )
    }
}

impl<'a> Voice<'a> {
    fn body(&mut self, text: &mut String, is_list: bool) {
        let wanted = 600 + self.random.low(1_900);
        let mut code_left = if self.random.chance(10) { self.random.between(1, 4) } else { 0 };
        let mut notes: Vec<String> = Vec::new();
        self.said = 0;
        self.paragraph(text, 2, 4);
        let mut sections = 0;
        while self.said < wanted {
            let level = if sections % 3 == 2 { "###" } else { "##" };
            let length = self.random.between(2, 6);
            let _ = write!(text, "\n\n{level} {}", capital(&self.words(length)));
            sections += 1;
            for _ in 0..self.random.between(1, 3) {
                text.push_str("\n\n");
                self.paragraph(text, 3, 7);
            }
            if self.random.chance(22) {
                let note = self.plain_sentence();
                notes.push(note);
                let _ = write!(text, "[^{}]", notes.len());
            }
            text.push_str("\n\n");
            match self.random.below(100) {
                _ if is_list => self.links(text),
                0..25 => self.points(text),
                25..45 => self.quote(text),
                45..57 => self.table(text),
                57..70 => {
                    let number = self.random.below(PICTURES);
                    let _ = write!(text, "![{}](/pictures/{number:02}.svg)", capital(&self.words(4)));
                }
                _ => self.paragraph(text, 2, 5),
            }
            if code_left > 0 && self.random.chance(60) {
                code_left -= 1;
                self.code(text);
            }
        }
        for _ in 0..code_left {
            self.code(text);
        }
        for (number, note) in notes.iter().enumerate() {
            let _ = write!(text, "\n\n[^{}]: {note}", number + 1);
        }
        text.push('\n');
    }

    fn word(&mut self) -> &'a str {
        self.said += 1;
        let word = match self.random.below(16) {
            0..2 => &self.about[self.random.low(OF_A_TAG)],
            2..6 if !self.used.is_empty() => return self.random.of(&self.used),
            _ => self.corpus.vocabulary.draw(&mut self.random),
        };
        self.used.push(word);
        word
    }

    fn words(&mut self, count: usize) -> String {
        let words: Vec<&str> = (0..count).map(|_| self.word()).collect();
        words.join(" ")
    }

    fn plain_sentence(&mut self) -> String {
        let length = self.random.between(6, 18);
        capital(&self.words(length)) + "."
    }

    fn paragraph(&mut self, text: &mut String, least: usize, most: usize) {
        for number in 0..self.random.between(least, most) {
            if number > 0 {
                text.push(' ');
            }
            self.sentence(text);
        }
    }

    /// A sentence, perhaps with a word in bold, a link or code in it.
    fn sentence(&mut self, text: &mut String) {
        let length = self.random.between(6, 24);
        let marked = self.random.between(1, length - 2);
        let comma = if length > 14 { length / 2 } else { length };
        text.push_str(&capital(self.word()));
        let sort = self.random.below(100);
        for place in 1..length {
            text.push(' ');
            let word = self.word();
            let _ = match sort {
                0..5 if place == marked => write!(text, "**{word}**"),
                5..12 if place == marked => write!(text, "*{word} {}*", self.word()),
                12..17 if place == marked => write!(text, "`{word}_{}`", self.word()),
                17..20 if place == marked => {
                    self.link(text);
                    Ok(())
                }
                20..22 if place == marked => {
                    write!(text, "[{word}](https://elsewhere.example/{}/{word})", self.word())
                }
                _ => write!(text, "{word}"),
            };
            if place == comma {
                text.push(',');
            }
        }
        text.push(self.random.of(&['.', '.', '.', '.', '.', '?', '!']));
    }

    /// A link to some other post.
    fn link(&mut self, text: &mut String) {
        let other = self.random.below(self.corpus.cards.len());
        let title = self.corpus.title(other);
        let words: Vec<&str> = title.split(' ').take(4).collect();
        self.said += words.len();
        let _ = write!(text, "[{}](@/{})", words.join(" "), self.corpus.path(other));
    }

    fn points(&mut self, text: &mut String) {
        for number in 0..self.random.between(4, 8) {
            text.push_str(if number == 0 { "- " } else { "\n- " });
            self.sentence(text);
            if self.random.chance(15) {
                text.push_str("\n  - ");
                self.sentence(text);
            }
        }
    }

    fn links(&mut self, text: &mut String) {
        for number in 1..=self.random.between(4, 8) {
            let _ = write!(text, "{}{number}. ", if number == 1 { "" } else { "\n" });
            self.link(text);
            text.push_str(" — ");
            self.sentence(text);
        }
    }

    fn quote(&mut self, text: &mut String) {
        text.push_str("> ");
        self.paragraph(text, 1, 3);
        let author = &self.corpus.authors[self.random.below(self.corpus.authors.len())];
        let _ = write!(text, "\n>\n> — *{author}*");
    }

    fn table(&mut self, text: &mut String) {
        text.push_str("| When | What | Of a hundred | Who |\n| ---- | :--- | ---: | :---: |");
        let mut minute = self.random.below(600);
        for _ in 0..self.random.between(4, 10) {
            minute += self.random.between(1, 25);
            let length = self.random.between(3, 9);
            let what = self.words(length);
            let (hour, share, who) = (minute / 60, self.random.below(100), self.word());
            let _ = write!(text, "\n| {hour:02}:{:02} | {what} | {share} | {who} |", minute % 60);
        }
    }

    fn code(&mut self, text: &mut String) {
        let before = self.said;
        let length = self.random.between(2, 7);
        let mut names = || {
            let mut name = || self.corpus.vocabulary.draw_telling(&mut self.random).to_owned();
            [name(), name(), name()]
        };
        let names: Vec<[String; 3]> = (0..length).map(|_| names()).collect();
        text.push_str("\n\n");
        code::block(text, &names, &mut self.random);
        self.said = before;
    }
}
