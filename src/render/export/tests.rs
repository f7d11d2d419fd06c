//! What is written can be read again, whatever stands in it.

use proptest::prelude::*;

use super::*;
use crate::config::Config;
use crate::corpus::works::{self, Works};
use crate::diagnostic::Severity;
use crate::kind::tests::built_in;
use crate::kind::{FieldValue, Kinds};
use crate::source::Sources;

/// The kinds as they are built in.
fn kinds(sources: &Sources) -> Kinds {
    crate::kind::load(sources, "default").value
}

fn library(path: &str, text: &str) -> Works {
    let mut sources = built_in();
    sources.insert_text("retell.toml", "title = \"T\"\nbase_url = \"https://ebb.example/\"\n");
    sources.insert_text(path, text);
    let config = Config::read(&sources).value;
    let told = works::read(&sources, &kinds(&sources).work, &config);
    // That two of them are alike is told, and no matter here.
    let errors = told.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
    assert_eq!(errors, 0, "{:?}\n{text}", told.diagnostics);
    told.value
}

/// What a library says, without the places.
fn said(works: &Works) -> Vec<(String, Vec<(String, String)>)> {
    fn words(value: &FieldValue) -> String {
        match value {
            FieldValue::List(items) => {
                items.iter().map(|item| words(&item.value)).collect::<Vec<_>>().join(" | ")
            }
            FieldValue::Record(entries) => entries
                .iter()
                .map(|(key, value)| format!("{key}={}", words(&value.value)))
                .collect::<Vec<_>>()
                .join(";"),
            FieldValue::Number(number) => number.to_string(),
            other => other.as_text().unwrap_or("?").to_owned(),
        }
    }
    let fields = |work: &Work| {
        let said = work.document.fields.iter().map(|(name, value)| (name.clone(), words(&value.value)));
        said.filter(|(_, words)| !words.is_empty()).collect()
    };
    works.values().map(|work| (work.id.clone(), fields(work))).collect()
}

fn comes_back(works: &Works) {
    let all: Vec<&Work> = works.values().collect();
    for (format, path) in
        [(Format::Biblatex, "content/library/x.bib"), (Format::CslJson, "content/library/x.json")]
    {
        let text = write(&all, format);
        assert_eq!(said(&library(path, &text)), said(works), "{text}");
    }
}

#[test]
fn the_example_library_comes_back_from_every_format_that_is_read() {
    let mut count = 0;
    for name in ["works", "talk-and-handover", "software-and-archives"] {
        let path = format!("{}/content/library/{name}.toml", env!("CARGO_MANIFEST_DIR"));
        let works = library("content/library/works.toml", &std::fs::read_to_string(path).unwrap());
        count += works.len();
        comes_back(&works);
    }
    assert!(count > 30);
}

#[test]
fn odd_words_in_every_field_come_back_from_every_format_that_is_read() {
    let works = library(
        "content/library/works.toml",
        r#"
[all]
type = "chapter"
title = '''Costs $5 & 10% {of} a #1_x ~ a\b ^ -- --- ``q'' "@x" – — naïve'''
authors = ["van der Schaaf, Tjerk", "King, Martin Luther, Jr.", "{Bell, Book and Candle}", "NASA", "Simon and Schuster, A=B", "others"]
editors = ["Müller, Jörg-Peter"]
translators = ["hooks, bell"]
year = 2015
year_original = -44
container = "A & B"
volume = "12"
issue = "3–4"
pages = "1–9"
article_no = "e12"
edition = "Second"
publisher = "Simon and Schuster"
place = "Aldershot, UK"
isbn = "978-0-89859-296-2"
doi = "10.1002/(SICI)1097-0258(19980815)17:15/16<1661::AID-SIM968>3.0.CO;2-2"
url = "https://x.example/a--b_c~d%20e?x={1}&y=#z"
open_url = "https://x.example/a%25_"
archive_url = "https://web.archive.org/web/2020/https://x.example/"
access = "open"
language = "en-GB"
minutes = 12.5
annotation = """
One *emphasised* [link](https://x.example/a_b).

- a list
- of two, 5 % & more"""
concepts = ["common-ground", "Graceful extensibility"]
summaries = [{ label = "By \"A\", 50% {b}", url = "https://x.example/s_1" }, { label = "B", url = "https://x.example/" }]
[bare]
type = "post"
title = "T"
"#,
    );
    comes_back(&works);
    // A new field of works has to be added here, and to the formats.
    let declared = kinds(&built_in()).work.fields.clone();
    for field in declared {
        assert!(works["all"].document.fields.contains_key(&field.name), "{}", field.name);
    }
}

#[test]
fn every_type_comes_back_from_every_format_that_is_read() {
    let types =
        ["book", "chapter", "article", "report", "talk", "post", "episode", "thesis", "video", "dataset"];
    let work = |of: &str| {
        format!(
            "[{of}]\ntype = \"{of}\"\ntitle = \"T\"\ncontainer = \"C\"\nvolume = \"1\"\nissue = \"2\"\npages = \"300\"\narticle_no = \"4\"\npublisher = \"P\"\n"
        )
    };
    comes_back(&library("content/library/works.toml", &types.map(work).join("\n")));
}

#[test]
fn a_ris_file_has_a_tag_on_each_line_from_ty_to_er() {
    let works = library(
        "content/library/works.toml",
        "[a]\ntype = \"article\"\ntitle = \"T\\nER  - \"\nauthors = [\"King, Martin Luther, Jr.\", \"NASA\", \"others\"]\nyear = 2015\npages = \"pp. 5–9\"\ndoi = \"https://doi.org/10.1/X\"\n[b]\ntype = \"book\"\ntitle = \"B\"\npages = \"300\"\n",
    );
    let text = write(&works.values().collect::<Vec<_>>(), Format::Ris);
    assert_eq!(
        text.replace("\r\n", "\n"),
        "TY  - JOUR\nID  - a\nTI  - T ER -\nAU  - King, Martin Luther, Jr.\nAU  - NASA\nPY  - 2015\nSP  - 5\nEP  - 9\nDO  - 10.1/x\nER  - \n\nTY  - BOOK\nID  - b\nTI  - B\nSP  - 300\nER  - \n"
    );
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
}

/// Words of anything that could upset a format, one space between them.
fn words() -> impl Strategy<Value = String> {
    "[a-cA-C{}%&#$_~^\\\\\"'`@=,;:.>/()\\[\\]|!?*+0-9éßŁ–—’“ -]{1,30}"
        .prop_map(|words| words.split_whitespace().collect::<Vec<_>>().join(" "))
        .prop_filter("something to read", |words| words.chars().any(char::is_alphanumeric))
}

/// A name as the library writes it, of parts without commas or braces of their own.
fn name() -> impl Strategy<Value = String> {
    let part = "[A-Zé'`a-c&%$#_~^@.=-]{1,6}( (and|de|van der|[A-Z][a-c.]{1,3}))?";
    let whole = "[A-Z][a-c,&@%$# -]{0,9}[a-c]";
    let whole = whole.prop_map(|name| if name.contains(',') { format!("{{{name}}}") } else { name });
    prop_oneof![
        (part, part).prop_map(|(family, given)| format!("{family}, {given}")),
        (part, part).prop_map(|(family, given)| format!("{family}, {given}, Jr.")),
        whole.prop_map(|name| name.split_whitespace().collect::<Vec<_>>().join(" ")),
    ]
}

fn toml(words: &str) -> String {
    serde_json::to_string(words).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn whatever_a_work_is_called_comes_back(
        titles in proptest::collection::vec(words(), 4),
        names in proptest::collection::vec(name(), 0..4),
        year in proptest::option::of(1..2100_i32),
    ) {
        let [title, container, publisher, pages] = &titles[..] else { unreachable!() };
        let names: Vec<String> = names.iter().map(|name| toml(name)).collect();
        let year = year.map_or_else(String::new, |year| format!("year = {year}\n"));
        comes_back(&library(
            "content/library/works.toml",
            &format!(
                "[w]\ntype = \"chapter\"\ntitle = {}\ncontainer = {}\npublisher = {}\npages = {}\nauthors = [{}]\n{year}",
                toml(title), toml(container), toml(publisher), toml(pages), names.join(", ")
            ),
        ));
    }
}
