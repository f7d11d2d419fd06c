//! What a reference written by hand may say of a work: for a table to start from. A guess, which
//! whoever takes it over reads; nothing of a site is made from it.

use super::name::Name;
use crate::url::{SlugStyle, slug};

/// What may be meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guess {
    /// An id: "woods2015".
    pub id: String,
    /// Who wrote it, as the library writes names.
    pub authors: Vec<String>,
    /// The year.
    pub year: Option<String>,
    /// The title.
    pub title: String,
    /// A DOI.
    pub doi: String,
    /// Another address.
    pub url: String,
}

/// Guesses from the words of a reference and the addresses in it.
pub fn guess(words: &str, urls: &[String]) -> Guess {
    let mut guess = Guess::default();
    for url in urls {
        if url.contains("doi.org/10.") && guess.doi.is_empty() {
            guess.doi = super::normal_doi(url);
        } else if guess.url.is_empty() {
            guess.url = url.clone();
        }
    }
    let doi = words.split_whitespace().find(|word| word.to_lowercase().starts_with("doi:10."));
    if let Some(doi) = doi.filter(|_| guess.doi.is_empty()) {
        guess.doi = super::normal_doi(doi.trim_end_matches(['.', ',', ';']));
    }
    let (before, after) = match year(words) {
        Some((at, year)) => {
            guess.year = Some(year.to_owned());
            let after = words[at + 4..].trim_start_matches(|c: char| c.is_ascii_lowercase());
            (
                words[..at].trim_end_matches(['(', '[', ' ', ',']),
                after.trim_start_matches([')', ']', '.', ',', ':', ' ']),
            )
        }
        None => (words, ""),
    };
    let (who, title) = match quoted(words) {
        Some((start, title)) => (&words[..start.min(before.len())], title),
        None if !after.is_empty() && before.len() < 200 => (before, sentence(after)),
        None => match before.split_once(": ").or_else(|| before.split_once(". ")) {
            Some((who, title)) => (who, sentence(title)),
            None => ("", before),
        },
    };
    let marks = |c: char| c.is_whitespace() || ".,;:()*_".contains(c);
    guess.title = title.trim_matches(marks).to_owned();
    guess.authors = names(who);
    let first = guess.authors.first().map(|name| Name::read(name).family);
    let first = first.unwrap_or_else(|| guess.title.split_whitespace().next().unwrap_or("work").to_owned());
    guess.id = format!("{}{}", slug(&first, SlugStyle::Ascii), guess.year.as_deref().unwrap_or_default());
    guess
}

/// The year: the one in parentheses, else the last that is one.
fn year(words: &str) -> Option<(usize, &str)> {
    let digit = |at: usize| words.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    let is_year = |at: &usize| {
        (0..4).all(|offset| digit(at + offset))
            && !digit(at + 4)
            && (*at == 0 || !digit(at - 1))
            && matches!(words.get(*at..at + 2), Some("18" | "19" | "20"))
    };
    let all: Vec<usize> = (0..words.len()).filter(is_year).collect();
    let in_brackets = all.iter().find(|at| **at > 0 && matches!(words.as_bytes()[**at - 1], b'(' | b'['));
    in_brackets.or(all.last()).and_then(|at| Some((*at, words.get(*at..at + 4)?)))
}

/// Words in quotes, and where they begin.
fn quoted(words: &str) -> Option<(usize, &str)> {
    [('\u{201c}', '\u{201d}'), ('"', '"')].into_iter().find_map(|(open, close)| {
        let start = words.find(open)? + open.len_utf8();
        let length = words[start..].find(close)?;
        (length > 0).then(|| (start - open.len_utf8(), &words[start..start + length]))
    })
}

/// The first sentence of some words: initials end none.
fn sentence(words: &str) -> &str {
    let end = words.match_indices(". ").find(|(at, _)| {
        let last = words[..*at].rsplit([' ', '.']).next().unwrap_or_default();
        last.chars().count() > 1
    });
    end.map_or(words, |(at, _)| &words[..at])
}

/// Names as references write them: "Woods, D. D., & Cook, R. I.", "David Woods and Richard Cook".
fn names(who: &str) -> Vec<String> {
    let who = who.trim_matches(|c: char| c.is_whitespace() || ",;:(".contains(c));
    let who = who.strip_suffix("et al.").map_or_else(|| who.to_owned(), |who| format!("{who} & others"));
    let mut names = Vec::new();
    for several in who.replace(" and ", ";").split([';', '&']) {
        let parts: Vec<&str> = several.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        let mut at = 0;
        while let Some(part) = parts.get(at) {
            match parts.get(at + 1).filter(|next| !part.contains(' ') || is_initials(next)) {
                Some(given) => {
                    names.push(format!("{part}, {given}"));
                    at += 2;
                }
                None => {
                    names.push(match part.rsplit_once(' ') {
                        Some((given, family)) if !is_initials(family) => format!("{family}, {given}"),
                        _ => (*part).to_owned(),
                    });
                    at += 1;
                }
            }
        }
    }
    names
}

fn is_initials(words: &str) -> bool {
    words.ends_with('.') && words.split([' ', '.', '-']).all(|part| part.chars().count() <= 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_guessed_from_in_its_usual_forms() {
        for (words, id, authors, title) in [
            (
                "Woods, D. D., & Cook, R. I. (2002). Nine steps to move forward from error. Cognition, Technology & Work, 4, 137–144.",
                "woods2002",
                vec!["Woods, D. D.", "Cook, R. I."],
                "Nine steps to move forward from error",
            ),
            (
                "David Woods and Richard Cook, \u{201c}Nine Steps\u{201d}, 2002.",
                "woods2002",
                vec!["Woods, David", "Cook, Richard"],
                "Nine Steps",
            ),
            (
                "Elinor Ostrom: Governing the Commons, 1990",
                "ostrom1990",
                vec!["Ostrom, Elinor"],
                "Governing the Commons",
            ),
            (
                "Klein, G. et al. (2005) Common ground and coordination",
                "klein2005",
                vec!["Klein, G.", "others"],
                "Common ground and coordination",
            ),
            ("How complex systems fail", "how", vec![], "How complex systems fail"),
            ("", "work", vec![], ""),
        ] {
            let guess = guess(words, &[]);
            assert_eq!(
                (guess.id.as_str(), &guess.authors[..], guess.title.as_str()),
                (id, &authors.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()[..], title)
            );
        }
    }

    #[test]
    fn addresses_are_a_doi_or_an_address() {
        let urls = ["https://x.example/".to_owned(), "http://dx.doi.org/10.1/X".to_owned()];
        let guess = guess("A", &urls);
        assert_eq!((guess.doi.as_str(), guess.url.as_str()), ("10.1/x", "https://x.example/"));
    }

    proptest::proptest! {
        #[test]
        fn no_words_crash_the_guessing(words in "[“”\"a-cA-C0-2é .,:;&()\\[\\]]{0,40}") {
            guess(&words, &[]);
        }
    }
}
