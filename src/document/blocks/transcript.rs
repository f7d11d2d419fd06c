//! Words that were spoken: paragraphs that begin with a name and a colon, each the beginning of a
//! turn; what follows goes on with it.
//!
//! Who may speak stands in the front matter: the short names of `speakers`, hosts and guests. If it
//! gives no `speakers`, names are taken from the text too: a few capitalised words that begin at
//! least two paragraphs, and longer forms of these. Names stay as they are written, and so does
//! every other word.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{Event, Tag};
use serde::{Deserialize, Serialize};

use super::{Block, Finding, Read, Taking, cut_text};
use crate::diagnostic::{Diagnostic, catalog};
use crate::document::markdown::{self, Piece};
use crate::source::Span;
use crate::url::{SlugStyle, slug};

/// The longest name, in bytes.
const LONGEST: usize = 100;

/// Names that a message lists.
const MOST_LISTED: usize = 12;

/// Who may speak in a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voices {
    /// Names as they may be written, each with the name of the person it means.
    pub names: BTreeMap<String, String>,
    /// Whether the front matter says whom the short names mean; then no others are taken.
    pub given: bool,
    /// Whether the whole text is a transcript.
    pub all: bool,
}

/// What a turn begins with.
#[derive(Debug, Clone, PartialEq)]
pub struct Cue {
    /// The time before the name, as written and in seconds.
    pub time: Option<(String, f64)>,
    /// The name as written.
    pub speaker: String,
    /// Whom it means: one name for all the ways in which the text writes it.
    pub person: String,
}

/// Where in a paragraph its words go on after the name.
struct Opening {
    cue: Cue,
    /// Events of the paragraph that are time and name and nothing else.
    dropped: usize,
    /// Bytes of the event after these that belong to the name.
    cut: usize,
}

/// Groups the outermost elements of a transcript into turns.
pub(super) fn arranged<'a>(read: Read<'a>, voices: &Voices) -> Read<'a> {
    let mut elements: Vec<(Range<usize>, Option<Opening>)> = Vec::new();
    let mut index = 0;
    while index < read.pieces.len() {
        let end = markdown::end_of(&read.pieces, index) + 1;
        elements.push((index..end, opening(&read.pieces[index..end])));
        index = end;
    }
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for opening in elements.iter().filter_map(|(_, opening)| opening.as_ref()) {
        *names.entry(&opening.cue.speaker).or_default() += 1;
    }
    let cast = Cast::of(&names, voices);
    let mut out = Read::default();
    let head = match read.pieces.first() {
        // The first line is enough.
        Some((_, range)) => range.start..range.start,
        None => return read,
    };
    let ends: Vec<usize> = elements.iter().map(|(element, _)| read.pieces[element.end - 1].1.end).collect();
    let headings: BTreeSet<usize> = elements
        .iter()
        .filter(|(element, _)| matches!(read.pieces[element.start].0, Event::Start(Tag::Heading { .. })))
        .map(|(element, _)| element.start)
        .collect();
    let first_of = |name: &str| {
        let element = elements
            .iter()
            .find(|(_, opening)| opening.as_ref().is_some_and(|opening| opening.cue.speaker == name));
        element.map_or(head.clone(), |(element, _)| {
            let place = &read.pieces[(element.start + 1).min(element.end - 1)].1;
            place.start..place.start + name.len()
        })
    };
    let mut findings = Vec::new();
    for name in cast.unlisted.iter().take(MOST_LISTED) {
        let (at, name) = (first_of(name), name.clone());
        findings.push(Finding { at, tell: Box::new(move |span| catalog::unlisted_speaker(&name, span)) });
    }
    cast.tell(voices, head, &mut findings);
    let persons = &cast.persons;
    let mut taking = Taking::from(read, &mut out);
    let mut open: Option<Range<usize>> = None;
    for (number, (element, opening)) in elements.into_iter().enumerate() {
        let heading = headings.contains(&element.start);
        let person = opening.as_ref().and_then(|opening| persons.get(&opening.cue.speaker));
        if (heading || person.is_some())
            && let Some(range) = open.take()
        {
            out.close(range);
        }
        let (Some(person), Some(opening)) = (person.cloned(), opening) else {
            if let Some(range) = &mut open {
                range.end = ends[number].max(range.end);
            }
            taking.put(element.len(), &mut out);
            continue;
        };
        // The paragraph's own event comes first and tells where the turn begins.
        let part = out.pieces.len();
        out.pieces.push((super::opening(), 0..0));
        taking.put(1, &mut out);
        let range = out.pieces.last().map_or(0..0, |(_, range)| range.clone());
        out.pieces[part].1 = range.clone();
        out.blocks.insert(part, Block::Turn(Cue { person, ..opening.cue }));
        open = Some(range);
        taking.drop(opening.dropped);
        let left = element.len() - 1 - opening.dropped;
        if opening.cut > 0 {
            taking.put(1, &mut out);
            if let Some(piece) = out.pieces.pop() {
                out.pieces.push(cut_text(piece, opening.cut));
            }
            taking.put(left - 1, &mut out);
        } else {
            taking.put(left, &mut out);
        }
    }
    if let Some(range) = open {
        out.close(range);
    }
    out.findings.extend(findings);
    out
}

/// The time and the name that a paragraph begins with, if it begins like a turn.
fn opening(paragraph: &[Piece<'_>]) -> Option<Opening> {
    let [(Event::Start(Tag::Paragraph), _), inside @ ..] = paragraph else { return None };
    let (Event::Text(words), _) = inside.first()? else {
        return strong(inside, 0, None);
    };
    let (time, after) = match time_of(words) {
        Some((time, after)) => (Some(time), after),
        None => (None, 0),
    };
    if time.is_some() && words[after..].trim().is_empty() {
        return strong(inside, 1, time);
    }
    let (name, rest) = words[after..].split_once(':')?;
    let follows = rest.starts_with(char::is_whitespace)
        || (rest.is_empty() && !matches!(inside.get(1), Some((Event::Start(_) | Event::Code(_), _))));
    let name = name.trim();
    if !follows || name.is_empty() || name.len() > LONGEST {
        return None;
    }
    let cut = words.len() - rest.len();
    Some(Opening { cue: Cue { time, speaker: name.to_owned(), person: String::new() }, dropped: 0, cut })
}

/// `**Name:** …` or `**Name**: …`, `skip` events into a paragraph.
fn strong(inside: &[Piece<'_>], skip: usize, time: Option<(String, f64)>) -> Option<Opening> {
    let [(Event::Start(Tag::Strong), _), (Event::Text(name), _), (Event::End(_), _), rest @ ..] =
        inside.get(skip..)?
    else {
        return None;
    };
    let (name, cut) = match (name.strip_suffix(':'), rest.first()) {
        (Some(name), _) => (name, 0),
        (None, Some((Event::Text(words), _))) if words.starts_with(':') => (&**name, 1),
        _ => return None,
    };
    let name = name.trim();
    if name.is_empty() || name.len() > LONGEST {
        return None;
    }
    let cue = Cue { time, speaker: name.to_owned(), person: String::new() };
    // The blank after the name goes with it.
    let cut = match rest.first() {
        Some((Event::Text(words), _)) if words[cut..].starts_with(' ') => cut + 1,
        _ => cut,
    };
    Some(Opening { cue, dropped: skip + 3, cut })
}

/// `[00:12:03] `: as written, in seconds, and how many bytes it takes with the blanks after it.
fn time_of(words: &str) -> Option<((String, f64), usize)> {
    let (written, rest) = words.strip_prefix('[')?.split_once(']')?;
    if written.len() > 12 {
        return None;
    }
    let mut seconds = 0.0;
    let parts: Vec<&str> = written.split(':').collect();
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    for (number, part) in parts.iter().enumerate() {
        let last = number + 1 == parts.len();
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let fits = match part.split_once('.') {
            Some((whole, fraction)) => last && digits(whole) && digits(fraction),
            None => digits(part),
        };
        let value: f64 = part.parse().ok().filter(|_| fits)?;
        if number > 0 && value >= 60.0 {
            return None;
        }
        seconds = seconds * 60.0 + value;
    }
    let blanks = rest.len() - rest.trim_start().len();
    Some(((format!("[{written}]"), seconds), words.len() - rest.len() + blanks))
}

/// Who speaks.
#[derive(Default)]
struct Cast {
    /// Name as written → the person.
    persons: BTreeMap<String, String>,
    /// Names that nobody gave.
    taken: Vec<String>,
    /// Names that look like a speaker's and are none.
    unlisted: Vec<String>,
}

impl Cast {
    fn of(names: &BTreeMap<&str, usize>, voices: &Voices) -> Cast {
        let mut cast = Cast::default();
        let spelling = |name: &str| slug(name, SlugStyle::Ascii);
        let mut of_spelling: BTreeMap<String, String> = BTreeMap::new();
        for (name, person) in &voices.names {
            for spelled in [spelling(person), spelling(name)] {
                of_spelling.entry(spelled).or_insert_with(|| person.clone());
            }
        }
        of_spelling.remove("");
        let known: BTreeMap<&str, String> = names
            .keys()
            .filter_map(|name| {
                let person = voices.names.get(*name);
                // Two spellings of one name are one person, whichever the front matter uses.
                let person = of_spelling.get(&spelling(person.map_or(*name, String::as_str))).or(person)?;
                Some((*name, person.clone()))
            })
            .collect();
        let mut taken: BTreeMap<String, String> =
            voices.names.iter().map(|(name, person)| (name.clone(), person.clone())).collect();
        for (name, person) in known {
            taken.insert(name.to_owned(), person.clone());
            cast.persons.insert(name.to_owned(), person);
        }
        let others = names.iter().filter(|(name, _)| !cast.persons.contains_key(**name) && is_name(name));
        let others: Vec<(&str, usize)> = others.map(|(name, count)| (*name, *count)).collect();
        if voices.given {
            let unlisted =
                others.iter().filter(|(name, count)| *count > 1 || shorter(name, &taken).is_some());
            cast.unlisted = unlisted.map(|(name, _)| (*name).to_owned()).collect();
            return cast;
        }
        // A name that begins one of those in the front matter needs no second paragraph.
        let enough = |name: &&(&str, usize)| name.1 > 1 || only_longer(name.0, &taken).is_some();
        let mut found: BTreeSet<&str> = others.iter().filter(enough).map(|(name, _)| *name).collect();
        for name in &found {
            taken.entry((*name).to_owned()).or_insert_with(|| (*name).to_owned());
        }
        // A longer form of a name that is taken, however seldom it comes.
        let longer: Vec<&str> =
            others.iter().map(|(name, _)| *name).filter(|name| shorter(name, &taken).is_some()).collect();
        for name in longer {
            found.insert(name);
            taken.entry(name.to_owned()).or_insert_with(|| name.to_owned());
        }
        // The longest first, so that whom a long form means is settled before its short forms ask.
        let mut by_length: Vec<&str> = found.into_iter().collect();
        by_length.sort_by_key(|name| (std::cmp::Reverse(name.split_whitespace().count()), *name));
        let given: BTreeSet<&String> = voices.names.values().collect();
        for name in by_length {
            if let Some(person) = only_longer(name, &taken) {
                taken.insert(name.to_owned(), person);
            }
            let person = taken.get(name).cloned().unwrap_or_else(|| name.to_owned());
            if !given.contains(&person) {
                cast.taken.push(name.to_owned());
            }
            cast.persons.insert(name.to_owned(), person);
        }
        cast.taken.sort();
        cast
    }

    /// Tells which names were taken, and if there is nobody or only one to hear.
    fn tell(&self, voices: &Voices, head: Range<usize>, findings: &mut Vec<Finding>) {
        let mut add =
            |tell: Box<dyn Fn(Span) -> Diagnostic>| findings.push(Finding { at: head.clone(), tell });
        let persons: BTreeSet<&String> = self.persons.values().collect();
        if !self.taken.is_empty() {
            let mut spellings: BTreeMap<&String, Vec<&str>> = BTreeMap::new();
            for name in &self.taken {
                spellings.entry(&self.persons[name]).or_default().push(name);
            }
            let words: Vec<String> =
                spellings.values().take(MOST_LISTED).map(|names| names.join(" or ")).collect();
            let more = spellings.len().saturating_sub(MOST_LISTED);
            add(Box::new(move |span| catalog::speakers_taken(&words, more, span)));
        }
        let given = voices.given;
        match persons.first() {
            None => add(Box::new(move |span| catalog::no_turns(given, span))),
            Some(only) if persons.len() == 1 => {
                let only = (*only).clone();
                add(Box::new(move |span| catalog::one_speaker(&only, span)));
            }
            _ => {}
        }
    }
}

/// One to four capitalised words.
fn is_name(name: &str) -> bool {
    let words = name.split_whitespace();
    let fits = |word: &str| {
        word.starts_with(char::is_uppercase)
            && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '\'' | '\u{2019}' | '.'))
    };
    (1..=4).contains(&words.clone().count()) && words.into_iter().all(fits)
}

/// A taken name that this one begins with.
fn shorter<'n>(name: &str, taken: &'n BTreeMap<String, String>) -> Option<&'n String> {
    let blanks = name.char_indices().filter(|(_, c)| c.is_whitespace());
    blanks.filter_map(|(at, _)| taken.get_key_value(name[..at].trim_end())).map(|(name, _)| name).next()
}

/// The one person whose names begin with all of this one, if they are of one person.
fn only_longer(name: &str, taken: &BTreeMap<String, String>) -> Option<String> {
    let from = format!("{name} ");
    let mut persons = taken.range(from.clone()..).take_while(|(longer, _)| longer.starts_with(&from));
    let (_, person) = persons.next()?;
    persons.all(|(_, other)| other == person).then(|| person.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cast(names: &[(&str, usize)], voices: &Voices) -> Vec<(String, String)> {
        Cast::of(&names.iter().copied().collect(), voices).persons.into_iter().collect()
    }

    #[test]
    fn a_longer_form_of_a_name_is_the_same_person() {
        let found = cast(&[("Liz", 3), ("Liz Fong", 1), ("Ana", 2), ("Note", 1)], &Voices::default());
        let expected = [("Ana", "Ana"), ("Liz", "Liz Fong"), ("Liz Fong", "Liz Fong")];
        assert_eq!(found, expected.map(|(name, person)| (name.to_owned(), person.to_owned())));
        // Two people of one first name: who is meant by it alone is not for us to say.
        let found = cast(&[("Liz", 3), ("Liz Fong", 1), ("Liz Abe", 2)], &Voices::default());
        assert_eq!(found.iter().filter(|(_, person)| person == "Liz").count(), 1);
    }

    #[test]
    fn where_speakers_are_given_no_others_are_taken() {
        let names = [("Liz".to_owned(), "liz-fong".to_owned())].into();
        let voices = Voices { names, given: true, all: true };
        let all = Cast::of(&[("Liz", 3), ("Liz Fong", 1), ("Ana", 2), ("Note", 1)].into(), &voices);
        let persons: Vec<_> = all.persons.keys().map(String::as_str).collect();
        assert_eq!((persons, all.unlisted), (vec!["Liz", "Liz Fong"], vec!["Ana".to_owned()]));
    }

    #[test]
    fn a_time_before_a_name_is_read_to_the_second() {
        assert_eq!(time_of("[00:12:03] Ana"), Some((("[00:12:03]".to_owned(), 723.0), 11)));
        assert_eq!(time_of("[12:03.5]Ana"), Some((("[12:03.5]".to_owned(), 723.5), 9)));
        for words in ["[12]", "[00:99]", "[Kiran] x", "[1:2:3:4]", "00:12"] {
            assert_eq!(time_of(words), None, "{words}");
        }
    }
}
