//! What stands on a reading list: the items of its front matter, else the points of its text that
//! begin with a link or a citation.

use super::fields;
use super::scene::Scene;
use super::view::TimeView;
use crate::corpus::links::Target;
use crate::document::Document;

/// One thing to read.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its title.
    pub title: String,
    /// Where it is.
    pub href: Option<String>,
    /// How long it takes, if that is known.
    pub minutes: Option<f64>,
}

/// The things to read on a list, in order.
pub fn items(scene: &Scene, document: &Document) -> Vec<Item> {
    // The other fields are laid out where they are shown.
    let given = document.fields.get("items").map(|items| fields::link(scene, document, items).items);
    let given: Vec<Item> = given
        .unwrap_or_default()
        .iter()
        .filter_map(|item| {
            let named = item.entries.get("work").or_else(|| item.entries.get("to"))?;
            let own = item.entries.get("minutes").and_then(|minutes| minutes.value.as_f64());
            let of_work = || named.work.as_ref().and_then(|work| work.minutes);
            let of_page = || named.card.as_ref().map(|card| card.minutes as f64);
            Some(Item {
                title: named.text.clone(),
                href: named.href.clone(),
                minutes: own.or_else(of_work).or_else(of_page),
            })
        })
        .collect();
    if given.is_empty() { points(scene, document) } else { given }
}

/// How long all of it takes, or null if nothing is known.
pub fn time<'a>(minutes: impl Iterator<Item = &'a Option<f64>>) -> Option<TimeView> {
    let all: Vec<Option<f64>> = minutes.copied().collect();
    let known: f64 = all.iter().flatten().sum();
    (known > 0.0).then(|| TimeView { minutes: known, at_least: all.contains(&None) })
}

/// The points of the text that begin with a link or a citation.
fn points(scene: &Scene, document: &Document) -> Vec<Item> {
    let links = scene.corpus.links_of(&document.id);
    let mut items = Vec::new();
    let mut at = 0;
    let mut in_code = false;
    for line in scene.markdown(document).split_inclusive('\n') {
        let begin = at;
        at += line.len();
        if line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~") {
            in_code = !in_code;
        }
        let Some(point) = point(line).filter(|_| !in_code) else { continue };
        if let Some(cited) = point.strip_prefix("[@") {
            let end = cited.find([',', ';', ']']).unwrap_or(cited.len());
            items.extend(of_work(scene, cited[..end].trim()));
        } else {
            let place = (0, begin + line.len() - point.len());
            let words = point.split(']').next().unwrap_or_default().trim_start_matches('[');
            items.extend(
                links.and_then(|links| links.get(&place)).and_then(|target| of_link(scene, target, words)),
            );
        }
    }
    items
}

/// What a line says after the marker of a list, and after what only sets it off: `- **[…`.
fn point(line: &str) -> Option<&str> {
    let inside = line.trim_start();
    let digits = inside.trim_start_matches(|c: char| c.is_ascii_digit());
    let after = match inside.len() - digits.len() {
        0 => inside.strip_prefix(['-', '*', '+'])?,
        1..=9 => digits.strip_prefix(['.', ')'])?,
        _ => return None,
    };
    after.starts_with(' ').then(|| after.trim_start().trim_start_matches(['*', '_', '"', '\u{201c}']))
}

fn of_work(scene: &Scene, id: &str) -> Option<Item> {
    let work = scene.works.get(id)?;
    Some(Item { title: work.title.clone(), href: work.href.clone(), minutes: work.minutes })
}

fn of_link(scene: &Scene, target: &Target, words: &str) -> Option<Item> {
    if let Target::Document(id, _) = target {
        let card = scene.card(id)?;
        return Some(Item {
            title: card.title.clone(),
            href: Some(card.href.clone()),
            minutes: Some(card.minutes as f64),
        });
    }
    let href = scene.destination(target).href?;
    Some(Item { title: words.trim_matches(['*', '_']).to_owned(), href: Some(href), minutes: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_what_follows_the_marker_of_a_list() {
        for (line, expected) in [
            ("- [A](a.md), short", Some("[A](a.md), short")),
            ("  12) [@cook2000] says", Some("[@cook2000] says")),
            ("* **[A](a.md)**", Some("[A](a.md)**")),
            ("+ words", Some("words")),
            ("**bold** words", None),
            ("[A](a.md)", None),
            ("2026 was a year", None),
            ("1234567890. is no list", None),
            ("-", None),
        ] {
            assert_eq!(point(line), expected, "{line}");
        }
    }
}
