//! Works as CSL-JSON, version 1.0.2 of the schema.

use serde_json::{Map, Value, json};

use crate::corpus::works::Work;
use crate::corpus::works::csl::{container_variable, csl_type};
use crate::corpus::works::name::Name;
use crate::table::number_json;

/// The file.
pub fn write(works: &[&Work]) -> String {
    let entries: Vec<String> = works.iter().map(|work| format!("  {}", entry(work))).collect();
    if entries.is_empty() { "[]\n".to_owned() } else { format!("[\n{}\n]\n", entries.join(",\n")) }
}

fn entry(work: &Work) -> Value {
    let of = work.text("type");
    let mut out = Map::new();
    out.insert("id".to_owned(), work.id.clone().into());
    out.insert("type".to_owned(), csl_type(of).into());
    let is_article = of == "article";
    let is_total = of == "book" && work.text("pages").chars().all(|c| c.is_ascii_digit());
    let texts = [
        ("title", "title"),
        (container_variable(of), "container"),
        ("volume", "volume"),
        (if is_article { "issue" } else { "number" }, "issue"),
        (if is_total { "number-of-pages" } else { "page" }, "pages"),
        ("edition", "edition"),
        ("publisher", "publisher"),
        ("publisher-place", "place"),
        ("ISBN", "isbn"),
        ("DOI", "doi"),
        ("URL", "url"),
        ("language", "language"),
    ];
    for (variable, field) in texts {
        let words = work.text(field);
        if !words.is_empty() {
            out.insert(variable.to_owned(), words.into());
        }
    }
    let mut custom = custom(work);
    let article_no = work.text("article_no");
    if !article_no.is_empty() {
        let place = if is_article { &mut out } else { &mut custom };
        let name = if is_article { "number" } else { "article_no" };
        place.insert(name.to_owned(), article_no.into());
    }
    for (variable, field) in [("author", "authors"), ("editor", "editors"), ("translator", "translators")] {
        let names: Vec<Value> = work.texts(field).into_iter().map(|name| person(&Name::read(name))).collect();
        if !names.is_empty() {
            out.insert(variable.to_owned(), names.into());
        }
    }
    for (variable, field) in [("issued", "year"), ("original-date", "year_original")] {
        if let Some(year) = work.number(field) {
            out.insert(variable.to_owned(), json!({ "date-parts": [[number_json(year)]] }));
        }
    }
    if !custom.is_empty() {
        out.insert("custom".to_owned(), custom.into());
    }
    Value::Object(out)
}

fn person(name: &Name) -> Value {
    if name.is_whole() {
        return json!({ "literal": name.family });
    }
    let (particle, family) = name.particle();
    let mut out = Map::new();
    let parts = [
        ("non-dropping-particle", particle),
        ("family", family),
        ("given", name.given.as_str()),
        ("suffix", name.suffix.as_str()),
    ];
    for (part, words) in parts {
        if !words.is_empty() {
            out.insert(part.to_owned(), words.into());
        }
    }
    out.into()
}

/// What CSL has no variable for.
fn custom(work: &Work) -> Map<String, Value> {
    let mut out = Map::new();
    for field in ["open_url", "archive_url", "access", "annotation"] {
        let words = work.text(field);
        if !words.is_empty() && words != "unknown" {
            out.insert(field.to_owned(), words.into());
        }
    }
    if let Some(minutes) = work.number("minutes") {
        out.insert("minutes".to_owned(), number_json(minutes));
    }
    let concepts = work.texts("concepts");
    if !concepts.is_empty() {
        out.insert("concepts".to_owned(), concepts.into());
    }
    let summaries: Vec<Value> = super::summaries(work)
        .into_iter()
        .map(|(label, url)| json!({ "label": label, "url": url }))
        .collect();
    if !summaries.is_empty() {
        out.insert("summaries".to_owned(), summaries.into());
    }
    out
}
