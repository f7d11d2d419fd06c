//! What works are called in a text: "Woods 2015", "Klein and others 2005b".

use std::collections::BTreeMap;

use super::works::name::Name;
use super::works::{Work, Works};
use crate::language::Words;

/// Words of a title that stand for a work nobody is named for.
const TITLE_WORDS: usize = 4;

/// The label of every work, by id. Works that would have the same are told apart by letters, in the
/// order of their titles.
pub fn labels(works: &Works, words: &Words) -> BTreeMap<String, String> {
    let mut alike: BTreeMap<(String, String), Vec<&Work>> = BTreeMap::new();
    for work in works.values() {
        alike.entry((names(work, words), work.year())).or_default().push(work);
    }
    let mut labels = BTreeMap::new();
    for ((names, year), mut works) in alike {
        works.sort_by(|one, other| one.text("title").cmp(other.text("title")).then(one.id.cmp(&other.id)));
        let several = works.len() > 1;
        for (number, work) in works.into_iter().enumerate() {
            let letter = if several { letters(number) } else { String::new() };
            labels.insert(work.id.clone(), format!("{names} {year}{letter}"));
        }
    }
    labels
}

/// "a" to "z", then "aa".
fn letters(number: usize) -> String {
    let letter = char::from(b'a' + (number % 26) as u8);
    if number < 26 { letter.to_string() } else { format!("{}{letter}", letters(number / 26 - 1)) }
}

/// Who a work is by, in a few words: its authors, else its editors, else its title.
fn names(work: &Work, words: &Words) -> String {
    let by = short(&work.makers(), words);
    if !by.is_empty() {
        return by;
    }
    let title: Vec<&str> = work.text("title").split_whitespace().collect();
    if title.len() <= TITLE_WORDS {
        return format!("\u{201c}{}\u{201d}", title.join(" "));
    }
    format!("\u{201c}{} \u{2026}\u{201d}", title[..TITLE_WORDS].join(" ").trim_end_matches([',', ':', ';']))
}

/// "Woods", "Woods and Cook", "Klein and others".
pub fn short(names: &[Name], words: &Words) -> String {
    match names {
        [] => String::new(),
        [one] => one.family.clone(),
        [one, two] if !two.is_others() => {
            words.say("two_names", &[("first", &one.family), ("second", &two.family)])
        }
        [one, ..] => words.say("and_others", &[("first", &one.family)]),
    }
}
