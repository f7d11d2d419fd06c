//! Which works the entries of hand-written lists of references are.
//!
//! By DOI, else by address, else by title and year. The lists themselves are found in
//! [`crate::document::references`] and stay as they are written.

use std::collections::BTreeMap;

use super::works::{Work, Works, normal_doi};
use crate::document::facts::Reference;

/// Titles of fewer letters name too many things to go by.
const SHORTEST_TITLE: usize = 8;

/// An index of a library by what entries say of works.
#[derive(Debug, Default)]
pub struct Known<'a> {
    by_doi: BTreeMap<String, &'a Work>,
    by_address: BTreeMap<String, &'a Work>,
    // By the first two words of the title, or the only one.
    by_title: BTreeMap<String, Vec<&'a Work>>,
}

impl<'a> Known<'a> {
    /// The index of a library.
    pub fn of(works: &'a Works) -> Known<'a> {
        let mut known = Known::default();
        for work in works.values() {
            let doi = work.doi();
            if !doi.is_empty() {
                known.by_doi.entry(doi).or_insert(work);
            }
            for field in ["url", "open_url", "archive_url"] {
                let address = plain(work.text(field));
                if !address.is_empty() {
                    known.by_address.entry(address).or_insert(work);
                }
            }
            let title = words(work.text("title"));
            if let Some(first) = key(&title) {
                known.by_title.entry(first).or_default().push(work);
            }
        }
        known
    }

    /// The work that an entry is.
    pub fn find(&self, entry: &Reference) -> Option<&'a Work> {
        let doi = doi_of(entry);
        if let Some(work) = doi.as_ref().and_then(|doi| self.by_doi.get(doi)) {
            return Some(work);
        }
        if let Some(work) = entry.urls.iter().find_map(|url| self.by_address.get(&plain(url))) {
            return Some(work);
        }
        // Another DOI is another work, whatever it is called.
        let fits = |work: &&&Work| doi.is_none() || work.doi().is_empty();
        let said = words(&entry.words);
        let mut found: Option<(&Work, usize)> = None;
        for at in 0..said.len() {
            for key in [Some(said[at].clone()), said.get(at + 1).map(|next| format!("{} {next}", said[at]))] {
                let works = key.and_then(|key| self.by_title.get(&key)).into_iter().flatten();
                for work in works.filter(fits).filter(|work| is_called(work, &said, at)) {
                    let length = work.text("title").len();
                    // Of several the one whose title says most.
                    if found.is_none_or(|(_, longest)| length > longest) {
                        found = Some((work, length));
                    }
                }
            }
        }
        found.map(|(work, _)| work)
    }
}

/// Whether an entry's words from `at` on are a work's title, and its year is among the others. A
/// title without its subtitle needs the first author's name as well.
fn is_called(work: &Work, said: &[String], at: usize) -> bool {
    let whole = words(work.text("title"));
    let main = words(work.text("title").split(':').next().unwrap_or_default());
    let begins = |title: &[String]| said[at..].starts_with(title);
    let long = |title: &[String]| title.iter().map(String::len).sum::<usize>() >= SHORTEST_TITLE;
    let says = |word: &str| said.iter().any(|said| said == word);
    let years = [work.number("year"), work.number("year_original")];
    let year = years.iter().flatten().any(|year| says(&year.to_string())) || years[0].is_none();
    let family = work.texts("authors").first().map(|name| words(name.split(',').next().unwrap_or(name)));
    let author = family.is_none_or(|family| family.iter().all(|word| says(word)));
    year && (begins(&whole) && (long(&whole) || author) || begins(&main) && author)
}

/// The DOI that an entry gives, in an address or in words.
fn doi_of(entry: &Reference) -> Option<String> {
    let in_url = entry.urls.iter().find(|url| url.contains("doi.org/10."));
    let in_words = || entry.words.split_whitespace().find(|word| word.to_lowercase().starts_with("doi:10."));
    in_url.map(String::as_str).or_else(in_words).map(|doi| normal_doi(doi.trim_end_matches(['.', ',', ';'])))
}

/// An address without what makes no difference to where it leads.
fn plain(url: &str) -> String {
    let bare = url.split('#').next().unwrap_or_default();
    let bare = bare.strip_prefix("https://").or_else(|| bare.strip_prefix("http://")).unwrap_or(bare);
    let bare = bare.strip_prefix("www.").unwrap_or(bare);
    let (host, path) = bare.split_once('/').unwrap_or((bare, ""));
    format!("{}/{}", host.to_lowercase(), path).trim_end_matches('/').to_owned()
}

/// The words of a text, without case, accents on quotes, or marks.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn key(title: &[String]) -> Option<String> {
    match title {
        [] => None,
        [one] => Some(one.clone()),
        [one, two, ..] => Some(format!("{one} {two}")),
    }
}
