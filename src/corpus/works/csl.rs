//! Works from CSL-JSON, which Zotero and most other reference managers export.
//!
//! The list is cut into its entries here, so that a broken one costs no other and each knows its
//! line. What stands there that is of no type a work can have goes on as it is: the check of works
//! tells of it.

use std::ops::Range;

use serde_json::Value as Json;

use super::entry::Gathered;
use super::name::Name;
use crate::diagnostic::{Told, catalog};
use crate::source::{SourcePath, Span};
use crate::table::{Entry, Node, Table, Value};
use crate::words::{given, one_line};

/// Our type for each of CSL's.
#[rustfmt::skip]
const TYPES: [(&str, &str); 46] = [
    ("article", "article"), ("article-journal", "article"), ("article-magazine", "article"),
    ("article-newspaper", "article"), ("paper-conference", "article"), ("review", "article"),
    ("review-book", "article"), ("periodical", "book"), ("book", "book"), ("classic", "book"),
    ("collection", "book"), ("chapter", "chapter"), ("entry", "chapter"), ("entry-dictionary", "chapter"),
    ("entry-encyclopedia", "chapter"), ("report", "report"), ("standard", "report"), ("bill", "report"),
    ("legislation", "report"), ("legal_case", "report"), ("regulation", "report"), ("hearing", "report"),
    ("treaty", "report"), ("patent", "report"), ("document", "report"), ("manuscript", "report"),
    ("pamphlet", "report"), ("figure", "report"), ("graphic", "report"), ("map", "report"),
    ("musical_score", "report"), ("thesis", "thesis"), ("speech", "talk"), ("performance", "talk"),
    ("event", "talk"), ("post", "post"), ("post-weblog", "post"), ("webpage", "post"),
    ("personal_communication", "post"), ("interview", "episode"), ("broadcast", "episode"),
    ("song", "episode"), ("motion_picture", "video"), ("dataset", "dataset"), ("software", "dataset"),
    ("Software", "dataset"),
];

/// CSL's type for one of ours.
pub fn csl_type(of: &str) -> &'static str {
    match of {
        "article" => "article-journal",
        "chapter" => "chapter",
        "report" => "report",
        "talk" => "speech",
        "post" => "post-weblog",
        "episode" => "broadcast",
        "thesis" => "thesis",
        "video" => "motion_picture",
        "dataset" => "dataset",
        _ => "book",
    }
}

/// The variable that holds, for a work of one of our types, what it is part of.
pub fn container_variable(of: &str) -> &'static str {
    match of {
        "book" | "report" | "thesis" => "collection-title",
        "talk" => "event-title",
        _ => "container-title",
    }
}

/// Reads a file as a table of works.
pub fn read(file: &SourcePath, text: &str) -> Told<Table> {
    let mut told = Vec::new();
    let mut works = Vec::new();
    let Cut { entries, problem } = cut(text);
    for range in entries {
        let span = || Span::new(file, range.clone());
        match serde_json::from_str::<Json>(&text[range.clone()]) {
            Ok(Json::Object(entry)) => works.extend(work(&Json::Object(entry), file, range).tell(&mut told)),
            Ok(_) => {
                let first = range.start..(range.start + 1).min(range.end);
                told.push(catalog::broken_csl(
                    "each entry of the list is an object in braces",
                    Span::new(file, first),
                ));
            }
            Err(error) => {
                let message = error.to_string();
                let words = message.split(" at line ").next().unwrap_or(&message);
                let at = place(&text[range.clone()], error.line(), error.column()) + range.start;
                let span = if at < range.end { Span::new(file, at..at + width(&text[at..])) } else { span() };
                told.push(catalog::broken_csl(words, span));
            }
        }
    }
    // An entry that is broken tells better what is missing.
    if let Some((words, at)) = problem.filter(|_| told.is_empty()) {
        told.push(catalog::broken_csl(words, Span::new(file, at..at + width(&text[at..]))));
    }
    Told { value: Table { entries: works }, diagnostics: told }
}

fn width(text: &str) -> usize {
    text.chars().next().filter(|c| !matches!(c, '\r' | '\n')).map_or(0, char::len_utf8)
}

/// The byte at a line, counted from 1, and a column, counted in bytes from 1.
fn place(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = (before + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Where the entries of a list stand, and what is wrong with the list.
struct Cut {
    entries: Vec<Range<usize>>,
    problem: Option<(&'static str, usize)>,
}

/// Cuts a list at its commas. An object by itself is a list of one.
fn cut(text: &str) -> Cut {
    let body = text.trim_start_matches('\u{feff}').trim_start();
    let start = text.len() - body.len();
    let mut cut = Cut { entries: Vec::new(), problem: None };
    if body.is_empty() {
        return cut;
    }
    if body.starts_with('{') {
        cut.entries.push(start..start + body.trim_end().len());
        return cut;
    }
    if !body.starts_with('[') {
        cut.problem = Some(("a list of entries in brackets expected here", start));
        return cut;
    }
    let bytes = text.as_bytes();
    let (mut depth, mut from, mut in_text) = (0_usize, start + 1, false);
    let mut at = start;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if in_text => at += 1,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'[' | b'{' => depth += 1,
            b',' if depth == 1 => {
                push(text, from..at, &mut cut);
                from = at + 1;
            }
            b']' | b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    let rest = from..at;
                    if !text[rest.clone()].trim().is_empty() {
                        push(text, rest, &mut cut);
                    }
                    let after = &text[at + 1..];
                    if !after.trim().is_empty() {
                        let junk = text.len() - after.trim_start().len();
                        cut.problem = Some(("the list ends before this", junk));
                    }
                    return cut;
                }
            }
            _ => {}
        }
        at += 1;
    }
    let rest = from.min(text.len())..text.len();
    if !text[rest.clone()].trim().is_empty() {
        push(text, rest, &mut cut);
    }
    cut.problem = Some(("the list is not closed with `]`", start));
    cut
}

fn push(text: &str, range: Range<usize>, cut: &mut Cut) {
    let words = &text[range.clone()];
    let start = range.start + (words.len() - words.trim_start().len());
    let end = start + words.trim().len();
    if start == end {
        cut.problem = cut.problem.or(Some(("an entry expected before this comma", range.end)));
    } else {
        cut.entries.push(start..end);
    }
}

/// An entry as a work. One without an id or a title is left out, with a word about it.
fn work(entry: &Json, file: &SourcePath, at: Range<usize>) -> Told<Option<Entry>> {
    let first_line = at.start..at.start + 1;
    let plain = |name: &str| plain(entry.get(name));
    // Zotero's own ids are addresses of records; the key to cite by stands beside them.
    let id = plain("citation-key").or_else(|| plain("id")).filter(|id| !id.is_empty());
    let Some(id) = id else {
        let told = catalog::work_without_id(Span::new(file, first_line));
        return Told { value: None, diagnostics: vec![told] };
    };
    let mut work = Gathered::new(&id, first_line.clone(), at);
    let here = || first_line.clone();
    let kind = plain("type").unwrap_or_default();
    let of = TYPES
        .iter()
        .find(|(theirs, _)| *theirs == kind)
        .map_or_else(|| if entry.get("URL").is_some() { "post" } else { "report" }, |(_, of)| *of);
    work.text("type", of, here());
    for name in ["title", "title-short", "shortTitle"] {
        work.text("title", &plain(name).unwrap_or_default(), here());
    }
    for (field, theirs) in [("authors", "author"), ("editors", "editor"), ("translators", "translator")] {
        names(entry.get(theirs), field, &mut work, &first_line);
    }
    for (field, theirs) in [("year", "issued"), ("year_original", "original-date")] {
        work.year(field, &date(entry.get(theirs)), here());
    }
    let main = container_variable(of);
    for name in [main, "container-title", "collection-title", "event-title", "event"] {
        work.text("container", &plain(name).unwrap_or_default(), here());
    }
    let number_is_of_article = of == "article";
    let fields: [(&str, &[&str]); 12] = [
        ("volume", &["volume"]),
        ("issue", if number_is_of_article { &["issue"] } else { &["issue", "number", "collection-number"] }),
        ("pages", &["page", "number-of-pages"]),
        ("article_no", if number_is_of_article { &["number"] } else { &[] }),
        ("edition", &["edition"]),
        ("publisher", &["publisher"]),
        ("place", &["publisher-place", "event-place"]),
        ("isbn", &["ISBN"]),
        ("doi", &["DOI"]),
        ("language", &["language"]),
        ("minutes", &[]),
        ("annotation", &[]),
    ];
    for (field, theirs) in fields {
        for name in theirs {
            work.text(field, &plain(name).unwrap_or_default(), here());
        }
    }
    work.url("url", &plain("URL").unwrap_or_default(), here());
    custom(entry, &mut work, &first_line);
    if !work.has("title") {
        let told = catalog::untitled_work(&id, Span::new(file, first_line));
        return Told { value: None, diagnostics: vec![told] };
    }
    Told::quiet(Some(work.done()))
}

/// A text or number in words, without the markup that CSL allows in titles.
fn plain(value: Option<&Json>) -> Option<String> {
    match value? {
        Json::String(words) => Some(without_markup(words)),
        Json::Number(number) => Some(number.to_string()),
        // Some programs write a list of one.
        Json::Array(items) => items.first().and_then(|item| plain(Some(item))),
        _ => None,
    }
}

/// Without the few elements that CSL knows: `<i>`, `<b>`, `<sub>`, `<sup>`, `<sc>`, `<span …>`.
fn without_markup(words: &str) -> String {
    let mut out = String::new();
    let mut rest = words;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let tag = &rest[at..];
        let inside = tag.find('>').map(|end| &tag[1..end]);
        let name =
            |inside: &str| inside.trim_start_matches('/').split(' ').next().unwrap_or_default().to_owned();
        match inside.filter(|inside| ["i", "b", "sub", "sup", "sc", "span"].contains(&name(inside).as_str()))
        {
            Some(inside) => rest = &tag[inside.len() + 2..],
            None => {
                out.push('<');
                rest = &tag[1..];
            }
        }
    }
    out.push_str(rest);
    one_line(&out)
}

/// Adds the people of a variable.
fn names(value: Option<&Json>, field: &str, work: &mut Gathered, at: &Range<usize>) {
    let Some(value) = value.filter(|value| !value.is_null()) else { return };
    let items = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let nodes = items.iter().filter_map(|item| {
        let value = match item {
            Json::Object(_) => Value::Text(name(item).written()),
            Json::String(words) => Value::Text(words.clone()),
            Json::Number(number) => number.as_i64().map_or(Value::Float(0.0), Value::Integer),
            Json::Bool(flag) => Value::Flag(*flag),
            Json::Array(_) => Value::List(Vec::new()),
            Json::Null => return None,
        };
        (value.clone() != Value::Text(String::new())).then(|| Node { value, range: at.clone() })
    });
    let nodes: Vec<Node> = nodes.collect();
    if !nodes.is_empty() {
        work.value(field, Value::List(nodes), at.clone());
    }
}

/// A name in CSL's parts.
fn name(value: &Json) -> Name {
    let part = |name: &str| value.get(name).and_then(Json::as_str).unwrap_or_default().trim().to_owned();
    let literal = part("literal");
    if !literal.is_empty() {
        return Name { family: literal, ..Name::default() };
    }
    let family = [part("dropping-particle"), part("non-dropping-particle"), part("family")];
    let family = given(&family, " ");
    let name = Name { family, given: part("given"), suffix: part("suffix") };
    if name.family.is_empty() { Name { family: name.given, ..Name::default() } } else { name }
}

/// A date in words that hold its year.
fn date(value: Option<&Json>) -> String {
    let Some(value) = value else { return String::new() };
    let from_parts = || {
        let first = value.get("date-parts")?.get(0)?.get(0)?;
        plain(Some(first))
    };
    let said = |name: &str| value.get(name).and_then(|said| plain(Some(said)));
    from_parts()
        .or_else(|| said("raw"))
        .or_else(|| said("literal"))
        .or_else(|| plain(Some(value)))
        .unwrap_or_default()
}

/// What CSL has no variable for: it keeps such things under `custom`.
fn custom(entry: &Json, work: &mut Gathered, at: &Range<usize>) {
    let Some(custom) = entry.get("custom").and_then(Json::as_object) else { return };
    let text = |name: &str| custom.get(name).and_then(Json::as_str).unwrap_or_default();
    for field in ["open_url", "archive_url"] {
        work.url(field, text(field), at.clone());
    }
    for field in ["access", "annotation", "article_no"] {
        work.text(field, text(field), at.clone());
    }
    if let Some(minutes) = custom.get("minutes").and_then(Json::as_f64) {
        work.value("minutes", Value::Float(minutes), at.clone());
    }
    let concepts = custom.get("concepts").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
    let concepts = concepts.iter().filter_map(Json::as_str).map(str::to_owned);
    work.texts("concepts", concepts.collect(), at.clone());
    let summaries = custom.get("summaries").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
    let nodes = summaries.iter().filter_map(Json::as_object).map(|summary| {
        let entries = ["label", "url"].into_iter().filter_map(|key| {
            let words = summary.get(key)?.as_str()?;
            let node = Node { value: Value::Text(words.to_owned()), range: at.clone() };
            Some(Entry { key: key.to_owned(), key_range: at.clone(), node })
        });
        Node { value: Value::Table(Table { entries: entries.collect() }), range: at.clone() }
    });
    let nodes: Vec<Node> = nodes.collect();
    if !nodes.is_empty() {
        work.value("summaries", Value::List(nodes), at.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Told<Table> {
        read(&SourcePath::new("content/library/x.json"), text)
    }

    fn said(entry: &Entry, field: &str) -> String {
        let node = entry.node.as_table().and_then(|table| table.get(field));
        match node.map(|node| &node.value) {
            Some(Value::Text(words)) => words.clone(),
            Some(Value::Integer(number)) => number.to_string(),
            Some(Value::List(items)) => {
                items.iter().filter_map(Node::as_text).collect::<Vec<_>>().join(" | ")
            }
            _ => String::new(),
        }
    }

    #[test]
    fn an_entry_as_zotero_exports_it() {
        let told = told(
            r#"[{"id":"http://zotero.org/users/1/items/AB","citation-key":"woods2015","type":"article-journal",
            "title":"Four <i>concepts</i> for <span class=\"nocase\">resilience</span> &lt; 5","container-title":"RESS",
            "volume":"141","page":"5-9","DOI":"10.1016/j.ress.2015.03.018","URL":"file:///home/x.pdf","note":"mine",
            "author":[{"family":"Woods","given":"David D."},{"family":"Schaaf","given":"T.","non-dropping-particle":"van der"},
            {"literal":"Bell, Book and Candle"}],"issued":{"date-parts":[["2015","9"]]}}]"#,
        );
        assert!(told.diagnostics.is_empty(), "{:?}", told.diagnostics);
        let work = &told.value.entries[0];
        assert_eq!(work.key, "woods2015");
        for (field, words) in [
            ("type", "article"),
            ("title", "Four concepts for resilience &lt; 5"),
            ("authors", "Woods, David D. | van der Schaaf, T. | {Bell, Book and Candle}"),
            ("year", "2015"),
            ("container", "RESS"),
            ("pages", "5-9"),
            ("url", ""),
        ] {
            assert_eq!(said(work, field), words, "{field}");
        }
    }

    #[test]
    fn a_broken_entry_costs_no_other_and_is_told_where_it_is() {
        for (text, count, words, at) in [
            ("[{\"id\":\"a\",}, {\"id\":\"b\",\"title\":\"B\"}]", 1, "trailing comma", 11),
            ("[5, {\"id\":\"b\",\"title\":\"B\"}]", 1, "each entry of the list is an object", 1),
            ("[{\"id\":\"b\",\"title\":\"B\"}", 1, "not closed", 0),
            ("[{\"id\":\"b\",\"title\":\"B\"},,]", 1, "an entry expected before", 24),
            ("[{\"id\":\"b\",\"title\":\"B\"}] x", 1, "the list ends before this", 25),
            ("books", 0, "a list of entries", 0),
            ("[{\"title\":\"B\"}]", 0, "has no id", 1),
            ("[{\"id\":7}]", 0, "`7` has no title", 1),
        ] {
            let told = told(text);
            assert_eq!(told.value.entries.len(), count, "{text}");
            let found: Vec<_> = told.diagnostics.iter().map(|found| found.message.as_str()).collect();
            assert!(found.len() == 1 && found[0].contains(words), "{text}: {found:?}");
            assert_eq!(told.diagnostics[0].span.as_ref().map(|span| span.start), Some(at), "{text}");
        }
    }

    #[test]
    fn one_entry_needs_no_list_and_an_empty_file_has_none() {
        assert_eq!(told("\u{feff}{\"id\":\"a\",\"title\":\"A\"}\n").value.entries.len(), 1);
        assert_eq!(told(" ").diagnostics, []);
        assert_eq!(told("[]").diagnostics, []);
        assert_eq!(told(&"[".repeat(100_000)).diagnostics.len(), 1);
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn no_file_crashes_the_reading(text in "[\\[{]{0,2}(\"(id|title|author|issued|custom|date-parts)\":|[\\[\\]{},:\"\\\\a-c5å\n ]|null|\"é\"){0,30}") {
            told(&text);
        }
    }
}
