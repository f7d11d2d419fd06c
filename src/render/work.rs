//! Works as templates see them, and as one line of text that can be copied.

use super::view::WorkView;
use crate::corpus::labels;
use crate::corpus::works::Work;
use crate::corpus::works::name::Name;
use crate::language::Words;
use crate::words::given;

/// The view of a work. `href` is its page, `site_language` what need not be said of its language.
pub fn view(work: &Work, href: Option<String>, site_language: &str, words: &Words) -> WorkView {
    let given = |field: &str| Some(work.text(field).to_owned()).filter(|url| !url.is_empty());
    let text = |field: &str| work.text(field).to_owned();
    let doi = work.doi();
    let doi_url = work.doi_url();
    let (open_url, url) = (given("open_url"), given("url"));
    WorkView {
        id: work.id.clone(),
        r#type: text("type"),
        title: text("title"),
        href,
        authors: people(work, "authors"),
        authors_short: labels::short(&work.makers(), words),
        editors: people(work, "editors"),
        translators: people(work, "translators"),
        year: work.year(),
        year_original: work
            .number("year_original")
            .filter(|first| work.number("year") != Some(*first))
            .map_or_else(String::new, |year| year.to_string()),
        container: text("container"),
        volume: text("volume"),
        issue: text("issue"),
        pages: text("pages"),
        article_no: text("article_no"),
        edition: text("edition"),
        publisher: text("publisher"),
        place: text("place"),
        isbn: text("isbn"),
        doi,
        read_href: open_url.clone().or_else(|| url.clone()).or_else(|| doi_url.clone()),
        doi_url,
        url,
        open_url,
        archive_url: given("archive_url"),
        access: text("access"),
        language: Some(text("language"))
            .filter(|language| !says_nothing_new(language, site_language))
            .unwrap_or_default(),
        minutes: work.number("minutes"),
        citation: citation(work, words),
    }
}

/// Whether a language is the site's, `en` also where that is `en-GB`.
fn says_nothing_new(language: &str, site: &str) -> bool {
    let main = site.split('-').next().unwrap_or(site);
    language.eq_ignore_ascii_case(site) || language.eq_ignore_ascii_case(main)
}

/// The people of a field, "Given Family".
fn people(work: &Work, field: &str) -> Vec<String> {
    work.texts(field).into_iter().map(|name| Name::read(name).in_order()).collect()
}

/// A work in one line: "Woods, David D. (2015). Four concepts for resilience …. Reliability
/// Engineering & System Safety 141, pp. 5–9. https://doi.org/10.1016/j.ress.2015.03.018".
pub fn citation(work: &Work, words: &Words) -> String {
    let mut parts: Vec<String> = Vec::new();
    let (authors, editors) = (names(work, "authors"), names(work, "editors"));
    let year = match (work.number("year_original"), work.number("year")) {
        (Some(first), Some(year)) if first != year => {
            words.say("cite_year_first", &[("year", &year.to_string()), ("first", &first.to_string())])
        }
        _ => work.year(),
    };
    let title = work.text("title");
    if !authors.is_empty() {
        parts.push(format!("{} ({year})", listed(&authors, words)));
        parts.push(title.to_owned());
    } else if !editors.is_empty() && work.text("type") != "chapter" {
        parts.push(format!("{} ({year})", edited(&editors, words)));
        parts.push(title.to_owned());
    } else {
        parts.push(format!("{title} ({year})"));
    }
    parts.push(appeared(work, &editors, !authors.is_empty() || work.text("type") == "chapter", words));
    if !names(work, "translators").is_empty() {
        let names: Vec<String> = names(work, "translators").iter().map(Name::in_order).collect();
        parts.push(words.say("cite_translated", &[("names", &words.row(&names))]));
    }
    parts.push(given(&[work.text("place"), work.text("publisher")], ": "));
    let mut line = String::new();
    for part in parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()) {
        if !line.is_empty() {
            line.push_str(if line.ends_with(['.', '!', '?', '\u{2026}']) { " " } else { ". " });
        }
        line.push_str(part);
    }
    if !line.ends_with(['.', '!', '?', '\u{2026}']) {
        line.push('.');
    }
    let isbn = Some(work.text("isbn")).filter(|isbn| !isbn.is_empty()).map(|isbn| format!("ISBN {isbn}"));
    let place = work
        .doi_url()
        .or_else(|| {
            [work.text("url"), work.text("open_url")]
                .into_iter()
                .find(|url| !url.is_empty())
                .map(str::to_owned)
        })
        .or(isbn);
    match place {
        Some(place) => format!("{line} {place}"),
        None => line,
    }
}

/// What it appeared in: "In Hollnagel, Erik (ed.), Resilience Engineering, edition 2, vol. 3, pp. 1–9".
fn appeared(work: &Work, editors: &[Name], with_editors: bool, words: &Words) -> String {
    let kind = work.text("type");
    let inside = matches!(kind, "chapter" | "talk");
    let mut out = String::new();
    let container = work.text("container");
    if inside && !container.is_empty() {
        out = match with_editors && !editors.is_empty() {
            true => {
                let editors = edited(editors, words);
                words.say("cite_in_edited", &[("editors", &editors), ("container", container)])
            }
            false => words.say("cite_in", &[("container", container)]),
        };
    } else {
        out.push_str(container);
    }
    let (volume, issue) = (work.text("volume"), work.text("issue"));
    if !volume.is_empty() {
        match kind {
            "article" => out.push_str(&format!(" {volume}")),
            _ => out.push_str(&format!(", {}", words.say("cite_volume", &[("volume", volume)]))),
        }
    }
    if !issue.is_empty() {
        out.push_str(&format!("({issue})"));
    }
    let edition = work.text("edition");
    if !edition.is_empty() {
        let plain = edition.chars().all(|c| c.is_ascii_digit());
        let edition = if plain { words.say("edition", &[("edition", edition)]) } else { edition.to_owned() };
        out.push_str(&format!(", {edition}"));
    }
    let pages = pages_in_words(work.text("pages"), words);
    for extent in [pages.as_str(), work.text("article_no")] {
        if !extent.is_empty() {
            out.push_str(&format!(", {extent}"));
        }
    }
    out.trim_start_matches([',', ' ']).to_owned()
}

/// "pp. 4–6", "p. 4", "336 pages": how many, where no range is given.
fn pages_in_words(pages: &str, words: &Words) -> String {
    if pages.is_empty() || pages.contains(|c: char| c.is_alphabetic()) {
        return pages.to_owned();
    }
    match pages.contains(['\u{2013}', '-', ',']) {
        true => words.say("pages_range", &[("pages", pages)]),
        false => words.say("pages_count", &[("count", pages)]),
    }
}

fn names(work: &Work, field: &str) -> Vec<Name> {
    work.texts(field).into_iter().map(Name::read).collect()
}

/// "Hollnagel, Erik, ed."
fn edited(editors: &[Name], words: &Words) -> String {
    let (names, count) = (listed(editors, words), editors.len().to_string());
    words.say("cite_editors", &[("names", &names), ("count", &count)])
}

/// "Woods, David D., Richard I. Cook and Erik Hollnagel".
fn listed(names: &[Name], words: &Words) -> String {
    let each = names.iter().enumerate().map(|(at, name)| match at {
        0 => name.sorted(),
        _ if name.is_others() => words.say("others", &[]),
        _ => name.in_order(),
    });
    words.row(&each.collect::<Vec<_>>())
}
