//! Names as BibTeX writes them: "First von Last", "von Last, First", "von Last, Jr, First", and
//! organisations in braces.

use super::Piece;
use crate::corpus::works::name::Name;
use crate::words::one_line;

/// A character, and whether it stood in braces.
type Letter = (char, bool);

/// The names of a field.
pub fn read(pieces: &[Piece]) -> Vec<Name> {
    let letters: Vec<Letter> =
        pieces.iter().flat_map(|(words, braced)| words.chars().map(|c| (c, *braced))).collect();
    split_at_and(&letters).into_iter().filter_map(one).collect()
}

fn is_space(letter: &Letter) -> bool {
    letter.0.is_whitespace() && !letter.1
}

/// The stretches between the word "and" outside braces.
fn split_at_and(letters: &[Letter]) -> Vec<&[Letter]> {
    let mut all = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < letters.len() {
        let is_and = letters.get(at + 1..at + 4).is_some_and(|word| {
            word.iter().map(|(c, _)| c.to_ascii_lowercase()).eq("and".chars())
                && word.iter().all(|(_, braced)| !braced)
        });
        let parted = is_space(&letters[at]) && letters.get(at + 4).is_none_or(is_space);
        if is_and && parted {
            all.push(&letters[start..at]);
            start = (at + 4).min(letters.len());
            at = start;
        } else {
            at += 1;
        }
    }
    all.push(&letters[start..]);
    all
}

fn one(letters: &[Letter]) -> Option<Name> {
    let letters = trimmed(letters);
    if letters.is_empty() {
        return None;
    }
    if letters.iter().all(|(_, braced)| *braced) {
        return Some(Name { family: words(letters), ..Name::default() });
    }
    let parts: Vec<&[Letter]> = letters.split(|letter| *letter == (',', false)).map(trimmed).collect();
    let said: Vec<(String, String)> = parts.iter().filter_map(|part| named_part(part)).collect();
    if said.len() == parts.len() {
        return Some(from_named_parts(&said));
    }
    Some(match parts.as_slice() {
        [] | [_] => in_order(letters),
        [family, given] => Name { family: words(family), given: words(given), suffix: String::new() },
        [family, suffix, given @ ..] => {
            let given: Vec<String> = given.iter().map(|part| words(part)).collect();
            Name { family: words(family), given: given.join(", "), suffix: words(suffix) }
        }
    })
}

/// BibLaTeX's `family=Schaaf`.
fn named_part(part: &[Letter]) -> Option<(String, String)> {
    let at = part.iter().position(|letter| *letter == ('=', false))?;
    let name = words(trimmed(&part[..at]));
    let known = ["family", "given", "prefix", "suffix", "id", "useprefix", "prefix-i", "family-i", "given-i"];
    known.contains(&name.as_str()).then(|| (name, words(trimmed(&part[at + 1..]))))
}

fn from_named_parts(parts: &[(String, String)]) -> Name {
    let part = |name: &str| {
        parts.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let family = [part("prefix"), part("family")];
    let family: Vec<String> = family.into_iter().filter(|part| !part.is_empty()).collect();
    Name { family: family.join(" "), given: part("given"), suffix: part("suffix") }
}

/// "Ludwig van Beethoven": the family name begins with the first small word, else is the last one.
fn in_order(letters: &[Letter]) -> Name {
    let all: Vec<&[Letter]> = letters.split(is_space).filter(|word| !word.is_empty()).collect();
    let Some(last) = all.len().checked_sub(1) else { return Name::default() };
    let small = |word: &&[Letter]| word.first().is_some_and(|(c, braced)| c.is_lowercase() && !braced);
    let family_from = all[..last].iter().position(small).unwrap_or(last);
    let joined =
        |words_of: &[&[Letter]]| words_of.iter().map(|word| words(word)).collect::<Vec<_>>().join(" ");
    Name { family: joined(&all[family_from..]), given: joined(&all[..family_from]), suffix: String::new() }
}

fn trimmed(mut letters: &[Letter]) -> &[Letter] {
    while let [first, rest @ ..] = letters
        && is_space(first)
    {
        letters = rest;
    }
    while let [rest @ .., last] = letters
        && is_space(last)
    {
        letters = rest;
    }
    letters
}

fn words(letters: &[Letter]) -> String {
    let words: String = letters.iter().map(|(c, _)| *c).collect();
    one_line(&words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_bibtex_reads_them() {
        let plain = |words: &str| vec![(words.to_owned(), false)];
        for (written, names) in [
            ("Woods, David D. and Cook, Richard I.", vec!["Woods, David D.", "Cook, Richard I."]),
            ("David D. Woods", vec!["Woods, David D."]),
            ("Ludwig van Beethoven", vec!["van Beethoven, Ludwig"]),
            ("van der Schaaf, Tjerk AND others", vec!["van der Schaaf, Tjerk", "others"]),
            ("King, Jr., Martin Luther", vec!["King, Martin Luther, Jr."]),
            ("family=Schaaf, given=Tjerk, prefix=van der", vec!["van der Schaaf, Tjerk"]),
            ("Plato", vec!["Plato"]),
            ("Anderson, Sandy\n  and  Andersen, H. C.", vec!["Anderson, Sandy", "Andersen, H. C."]),
            ("", vec![]),
            (" and ", vec![]),
        ] {
            let read: Vec<String> = read(&plain(written)).iter().map(Name::written).collect();
            assert_eq!(read, names, "{written}");
        }
    }

    #[test]
    fn what_stands_in_braces_is_one_name() {
        let pieces = [
            ("Bell, Book and Candle".to_owned(), true),
            (" and ".to_owned(), false),
            ("NASA".to_owned(), true),
            (", and Woods, D.".to_owned(), false),
        ];
        let read: Vec<String> = read(&pieces).iter().map(Name::written).collect();
        assert_eq!(read, ["{Bell, Book and Candle}", "NASA", "Woods, D."]);
    }
}
