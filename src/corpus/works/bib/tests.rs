//! Works as BibTeX files have them, as they are read, and files that are broken.

use super::*;
use crate::table::Value;

/// Each work in one line a field, lists with bars between.
fn works(text: &str) -> Vec<String> {
    let told = read(&SourcePath::new("content/library/x.bib"), text);
    assert!(told.diagnostics.is_empty(), "{:?}", told.diagnostics);
    told.value.entries.iter().map(shown).collect()
}

fn shown(entry: &Entry) -> String {
    let words = |node: &crate::table::Node| match &node.value {
        Value::Integer(number) => number.to_string(),
        Value::List(items) => items.iter().filter_map(|item| item.as_text()).collect::<Vec<_>>().join(" | "),
        _ => node.as_text().unwrap_or("?").to_owned(),
    };
    let fields = entry.node.as_table().map(|table| table.entries.as_slice()).unwrap_or_default();
    let fields = fields.iter().map(|field| format!("{}: {}", field.key, words(&field.node)));
    format!("{}\n{}", entry.key, fields.collect::<Vec<_>>().join("\n"))
}

#[test]
fn an_article_as_a_reference_manager_exports_it() {
    let text = r#"
@article{woods_four_2015,
	title = {Four concepts for resilience and the implications for the future of resilience {EngineerinG}},
	volume = {141},
	issn = {0951-8320},
	url = {https://www.sciencedirect.com/science/article/pii/S0951832015000848?a_b=1\%202},
	doi = {10.1016/j.ress.2015.03.018},
	pages = {5--9},
	journaltitle = {Reliability Engineering \& System Safety},
	author = {Woods, David D. and {van der Schaaf}, Tjerk and others},
	date = {2015-09-01},
	langid = {english},
	keywords = {Cr\`eme},
	abstract = {costs $5},
}
"#;
    assert_eq!(
        works(text),
        ["woods_four_2015\ntype: article\n\
          title: Four concepts for resilience and the implications for the future of resilience EngineerinG\n\
          authors: Woods, David D. | van der Schaaf, Tjerk | others\nyear: 2015\n\
          container: Reliability Engineering & System Safety\nvolume: 141\npages: 5–9\nlanguage: en\n\
          doi: 10.1016/j.ress.2015.03.018\n\
          url: https://www.sciencedirect.com/science/article/pii/S0951832015000848?a_b=1%202"]
    );
}

#[test]
fn accents_dashes_quotes_and_looks_become_plain_words() {
    let text = r#"@book{a, title = "L\^{e} D\~{u}ng {\"o}re, \emph{na{\"\i}ve}~\"\i x~{\it or} ``so''---\O\ re \textit{x}",
      publisher = {\'{E}ditions \& \v{C}apek}, year = 1999}"#;
    assert_eq!(
        works(text),
        [
            "a\ntype: book\ntitle: Lê Dũng öre, naïve ïx or “so”—Ø re x\nyear: 1999\npublisher: Éditions & Čapek"
        ]
    );
}

#[test]
fn strings_are_filled_in_and_a_part_inherits_from_its_whole() {
    let text = "@string{ aw = \"Ashgate\" # { Publishing} }\n@STRING(ed = {Hollnagel, Erik})\n\
        @incollection{part, title={The part}, crossref={whole}, pages={1-9}}\n\
        @book{whole, title={The whole}, subtitle={A book}, editor=ed, publisher=AW, year={2006}, xdata={more}}\n\
        @xdata{more, location={Aldershot}}\n@book{self, title={S}, crossref={self}}";
    assert_eq!(
        works(text),
        [
            "part\ntype: chapter\ntitle: The part\neditors: Hollnagel, Erik\nyear: 2006\n\
             container: The whole: A book\npages: 1-9\npublisher: Ashgate Publishing\nplace: Aldershot",
            "whole\ntype: book\ntitle: The whole: A book\neditors: Hollnagel, Erik\nyear: 2006\n\
             publisher: Ashgate Publishing\nplace: Aldershot",
            "self\ntype: book\ntitle: S",
        ]
    );
}

#[test]
fn types_nobody_knows_become_the_nearest() {
    for (entry, of) in [
        ("@inproceedings{x, title={T}, booktitle={B}}", "article"),
        ("@techreport{x, title={T}}", "report"),
        ("@misc{x, title={T}, howpublished={\\url{https://x.example/}}}", "post"),
        ("@misc{x, title={T}}", "report"),
        ("@unpublished{x, title={T}, eventtitle={E}}", "talk"),
        ("@thing{x, title={T}, isbn={1}}", "book"),
        ("@www{x, title={T}}", "post"),
    ] {
        let work = works(entry).remove(0);
        assert!(work.contains(&format!("type: {of}")), "{entry}\n{work}");
    }
}

#[test]
fn what_cannot_be_read_is_told_and_costs_nothing_else() {
    for (text, count, words) in [
        ("@book{a, title = {A\n}\n@book{b, title={B}}", 1, "never closed"),
        ("@book{a, title = {A}}, year = {1}}\n@book{b, title={B}}", 2, "what follows looks like more"),
        ("@book{a, title {A}}\n@book{b, title={B}}", 1, "equals expected here"),
        ("@book{a, title = nobody}\n@book{b, title={B}}", 1, "`nobody` stands for something"),
        ("@book{a, title = {costs $5}}\n@book{b, title={B}}", 1, "formula"),
        ("@book{, title = {A}}\n@book{b, title={B}}", 1, "has no id"),
        ("@book{a, year = {1999}}\n@book{b, title={B}}", 1, "`a` has no title"),
    ] {
        let told = read(&SourcePath::new("content/library/x.bib"), text);
        let found: Vec<&str> = told.diagnostics.iter().map(|found| found.message.as_str()).collect();
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(found[0].contains(words), "{text}: {found:?}");
        assert_eq!(told.value.entries.len(), count, "{text}");
        assert_eq!(told.value.entries.last().map(|entry| entry.key.as_str()), Some("b"));
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_file_crashes_the_reading(text in "(@(book|string|comment)[{(]a,|title ?= ?[{\"]|[ \\\\{}\"$a-z@,=#~^'`%()\n-]|\\\\[a-z]{1,3}|author = ){0,40}") {
        read(&SourcePath::new("content/library/x.bib"), &text);
    }
}

#[test]
fn what_is_nested_without_end_is_refused() {
    for inside in ["{".repeat(5000) + &"}".repeat(5000), "\\a{".repeat(5000) + &"}".repeat(5000)] {
        let told =
            read(&SourcePath::new("content/library/x.bib"), &format!("@book{{a, title = {{{inside}}}}}"));
        assert_eq!(told.diagnostics.len(), 1);
    }
    let text = "@string{a = b}\n@string{b = a}\n@string{c = c}\n@book{x, title = c, crossref={y}}\n@book{y, crossref={x}, title={Y}}";
    assert!(!read(&SourcePath::new("content/library/x.bib"), text).diagnostics.is_empty());
}
