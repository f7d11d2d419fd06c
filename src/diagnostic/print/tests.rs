//! What reports look like, and that no text and no span can break one.

use proptest::prelude::*;
use serde_json::Value;

use super::place::Lines;
use super::visible::acts;
use super::*;
use crate::diagnostic::{Severity, codes};
use crate::source::{Content, SourceFile, SourcePath, Span};

const FERRY: &str = "content/stories/ferry.md";

/// A site of one story and one settings file.
fn site(story: &str) -> Sources {
    let mut sources = Sources::default();
    sources.insert_text(FERRY, story);
    sources.insert_text("content/stories/_kind.toml", "name = \"story\"\n\n[fields]\nauthors = {}\n");
    sources
}

/// The first place in the text of a file where these words stand.
fn span(sources: &Sources, path: &str, words: &str) -> Span {
    let path = SourcePath::new(path);
    let start = sources.text(&path).unwrap().find(words).unwrap();
    Span::new(&path, start..start + words.len())
}

fn plain(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    report(diagnostics, sources, Format::Human, false, 80)
}

fn json(diagnostics: &[Diagnostic], sources: &Sources) -> Vec<Value> {
    let text = report(diagnostics, sources, Format::Json, false, 80);
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn unknown_field(sources: &Sources) -> Diagnostic {
    Diagnostic::new(&codes::UNKNOWN_FIELD, "a story has no field `athors`")
        .at(span(sources, FERRY, "athors"))
        .label("did you mean `authors`?")
        .help("fields of a story: summary, when")
        .replace_with("write `authors`", "authors")
        .related(span(sources, "content/stories/_kind.toml", "authors"), "the fields are declared here")
}

#[test]
fn people_see_the_line_the_caret_the_help_and_other_places() {
    let sources = site("+++\ntitle = \"Ferry\"\nathors = [\"ana-ruiz\"]\n+++\n");
    let expected = r#"error[unknown-field]: a story has no field `athors`
 --> content/stories/ferry.md:3:1
  |
3 | athors = ["ana-ruiz"]
  | ^^^^^^ did you mean `authors`?
  |
  = help: fields of a story: summary, when
  = note: `retell explain F03` says more
note: the fields are declared here
 --> content/stories/_kind.toml:4:1
  |
4 | authors = {}
  | ^^^^^^^

1 error
"#;
    assert_eq!(plain(&[unknown_field(&sources)], &sources), expected);
}

#[test]
fn programs_get_every_part_under_its_own_key() {
    let sources = site("+++\ntitle = \"Ferry\"\nathors = [\"ana-ruiz\"]\n+++\n");
    let text = report(&[unknown_field(&sources)], &sources, Format::Json, false, 80);
    let expected = concat!(
        r#"{"code":"F03","name":"unknown-field","severity":"error","message":"a story has no field `athors`","#,
        r#""path":"content/stories/ferry.md","line":3,"column":1,"end_line":3,"end_column":7,"#,
        r#""excerpt":"athors = [\"ana-ruiz\"]","#,
        r#""help":["did you mean `authors`?","fields of a story: summary, when"],"#,
        r#""fix":{"title":"write `authors`","edits":[{"start":20,"end":26,"text":"authors"}]},"#,
        r#""related":[{"message":"the fields are declared here","path":"content/stories/_kind.toml","#,
        r#""line":4,"column":1,"end_line":4,"end_column":8}]}"#,
        "\n",
        r#"{"summary":{"errors":1,"warnings":0,"advice":0,"notes":0}}"#,
        "\n",
    );
    assert_eq!(text, expected);
}

#[test]
fn github_gets_one_command_a_finding_worst_first() {
    let sources = site("+++\ntitle = \"Ferry\"\nathors = [\"ana-ruiz\"]\n+++\n");
    let all = [
        Diagnostic::new(&codes::UNUSED_FILE, "100% unused,\nso it seems")
            .at(Span::whole(&SourcePath::new("a,b:c.png"))),
        Diagnostic::new(&codes::MISSING_ALT, "no text").at(span(
            &sources,
            FERRY,
            "title = \"Ferry\"\nathors",
        )),
        unknown_field(&sources),
    ];
    let expected = "\
::error file=content/stories/ferry.md,line=3,endLine=3,col=1,endColumn=7,title=F03 unknown-field::\
a story has no field `athors`%0Adid you mean `authors`?%0Afields of a story: summary, when%0A\
the fields are declared here: content/stories/_kind.toml:4:1
::warning file=content/stories/ferry.md,line=2,endLine=3,title=A01 missing-alt::no text
::notice file=a%2Cb%3Ac.png,title=O02 unused-file::100%25 unused,%0Aso it seems
";
    assert_eq!(report(&all, &sources, Format::Github, false, 80), expected);
}

#[test]
fn a_finding_about_a_whole_file_shows_its_path_and_one_about_the_site_shows_none() {
    let sources = site("");
    let all = [
        Diagnostic::new(&codes::SETTINGS, "there is no title").help("add one"),
        Diagnostic::new(&codes::SETTINGS, "this file is empty")
            .at(Span::whole(&SourcePath::new(FERRY)))
            .help("fill it"),
    ];
    let expected = "\
error[settings]: there is no title
 |
 = help: add one
 = note: `retell explain F05` says more

error[settings]: this file is empty
 --> content/stories/ferry.md
  |
  = help: fill it

2 errors
";
    assert_eq!(plain(&all, &sources), expected);
    assert_eq!(json(&all, &sources)[1]["line"], Value::Null);
}

#[test]
fn a_fix_is_told_unless_the_label_tells_it() {
    let sources = site("athors\n");
    let finding = Diagnostic::new(&codes::UNKNOWN_FIELD, "unknown")
        .at(span(&sources, FERRY, "athors"))
        .replace_with("write `authors`", "authors");
    assert!(plain(std::slice::from_ref(&finding), &sources).contains("= help: write `authors`"));
    assert!(!plain(&[finding.label("did you mean `authors`?")], &sources).contains("write"));
}

#[test]
fn a_place_of_few_lines_is_drawn_whole_and_one_of_many_by_its_first_line() {
    let sources = site("a\nbc\nd\ne\nf\ng\nh\ni\n");
    let few = Diagnostic::new(&codes::BUG, "few").at(span(&sources, FERRY, "c\nd\n"));
    let many = Diagnostic::new(&codes::BUG, "many").at(span(&sources, FERRY, "c\nd\ne\nf\ng\nh\n"));
    let text = plain(&[few, many], &sources);
    assert!(text.contains("2 |   bc\n  |  __^\n3 | | d\n  | |_^\n"), "{text}");
    assert!(text.contains("2 | bc\n  |  ^\n\n"), "{text}");
}

#[test]
fn more_than_twenty_alike_in_a_file_are_counted_for_people_and_given_to_programs() {
    let sources = site(&"x\n".repeat(57));
    let path = SourcePath::new(FERRY);
    let mut all: Vec<Diagnostic> = (0..57)
        .map(|line| Diagnostic::new(&codes::BROKEN_LINK, "gone").at(Span::new(&path, line * 2..line * 2 + 1)))
        .collect();
    all.push(Diagnostic::new(&codes::MISSING_ALT, "another sort").at(Span::new(&path, 112..113)));
    let text = plain(&all, &sources);
    assert_eq!(text.matches("]: gone").count(), 20);
    assert!(text.contains("error[broken-link]: and 37 more like it in content/stories/ferry.md\n"), "{text}");
    assert!(text.contains("another sort"));
    assert!(text.ends_with("\n57 errors, 1 warning\n"), "{text}");
    assert_eq!(json(&all, &sources).len(), 59);
    assert_eq!(report(&all, &sources, Format::Github, false, 80).lines().count(), 58);
}

#[test]
fn twenty_alike_are_all_shown() {
    let sources = site("x\n");
    let all = vec![Diagnostic::new(&codes::BUG, "gone").at(Span::new(&SourcePath::new(FERRY), 0..1)); 20];
    assert!(!plain(&all, &sources).contains("more like it"));
}

#[test]
fn columns_count_characters_and_a_caret_stands_under_wide_ones() {
    let sources = site("é日本 x\r\n");
    let finding = Diagnostic::new(&codes::BUG, "here").at(span(&sources, FERRY, "x"));
    assert!(
        plain(std::slice::from_ref(&finding), &sources)
            .contains("ferry.md:1:5\n  |\n1 | é日本 x\n  |       ^\n")
    );
    let found = &json(&[finding], &sources)[0];
    assert_eq!((&found["column"], &found["end_column"]), (&5.into(), &6.into()));
    assert_eq!(found["excerpt"], "é日本 x");
}

#[test]
fn what_would_act_on_a_terminal_is_written_out() {
    let mut sources = Sources::default();
    sources.insert_text("a\u{1b}[2J.md", "\t\u{1b}[31mred\u{202e}der\n");
    let span = Span::new(&SourcePath::new("a\u{1b}[2J.md"), 6..9);
    let finding = Diagnostic::new(&codes::BUG, "no \u{9b}31m").at(span).label("a\nb\u{7}").help("\u{2066}x");
    let text = plain(std::slice::from_ref(&finding), &sources);
    let expected = r"error[bug]: no \u{9b}31m
 --> a\u{1b}[2J.md:1:7
  |
1 |     \u{1b}[31mred\u{202e}der
  |               ^^^ a\nb\u{7}
  |
  = help: \u{2066}x
  = note: `retell explain B01` says more

1 error
";
    assert_eq!(text, expected);
    let line = report(std::slice::from_ref(&finding), &sources, Format::Json, false, 80);
    assert!(line.contains(r"\u202eder") && line.contains(r"\u009b31m"), "{line}");
    assert_eq!(json(&[finding], &sources)[0]["excerpt"], "\t\u{1b}[31mred\u{202e}der");
}

#[test]
fn a_line_of_a_megabyte_with_a_finding_in_each_word_is_cut() {
    let sources = site(&"wörd ".repeat(200_000));
    let path = SourcePath::new(FERRY);
    let all: Vec<Diagnostic> = (0..2_000)
        .map(|word| {
            Diagnostic::new(&codes::BROKEN_LINK, "gone").at(Span::new(&path, word * 600..word * 600 + 5))
        })
        .collect();
    let found = json(&all, &sources);
    assert_eq!(found[1_999]["column"], 1_999 * 500 + 1);
    assert!(found.iter().all(|line| line.to_string().len() < 1_000));
    for line in plain(&all, &sources).lines() {
        assert!(line.chars().count() <= 90, "{line}");
    }
    // A mark as long as the line is cut as well.
    let long = Diagnostic::new(&codes::BUG, "long").at(Span::new(&path, 1..1_000_000));
    for line in plain(&[long], &sources).lines() {
        assert!(line.chars().count() <= 90, "{line}");
    }
}

#[test]
fn a_finding_in_a_file_without_text_shows_its_path() {
    let mut sources = Sources::default();
    let path = SourcePath::new("static/a.png");
    let content = Content::Bytes([0x89, b'P'].as_slice().into());
    sources.insert(SourceFile::new(path.clone(), content));
    let finding = Diagnostic::new(&codes::MISSING_FILE, "odd").at(Span::new(&path, 1..2));
    assert!(plain(&[finding], &sources).starts_with("error[missing-file]: odd\n --> static/a.png\n"));
}

#[test]
fn a_report_on_nothing_is_empty_for_people_and_a_summary_for_programs() {
    let sources = Sources::default();
    assert_eq!(plain(&[], &sources), "");
    assert_eq!(report(&[], &sources, Format::Github, false, 80), "");
    assert_eq!(json(&[], &sources).len(), 1);
}

#[test]
fn colour_changes_nothing_but_colour() {
    let sources = site("+++\ntitle = \"Ferry\"\nathors = [\"ana-ruiz\"]\n+++\n");
    let all = [unknown_field(&sources)];
    let coloured = report(&all, &sources, Format::Human, true, 80);
    assert!(coloured.contains("\u{1b}["));
    let mut parts = coloured.split('\u{1b}');
    let mut stripped = parts.next().unwrap_or_default().to_owned();
    stripped.extend(parts.filter_map(|part| part.split_once('m')).map(|(_, text)| text));
    assert_eq!(stripped, plain(&all, &sources));
}

/// Texts made of what is awkward: line ends, blanks, wide and combining characters, controls.
fn awkward_text() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "a",
        "word ",
        "\n",
        "\r\n",
        "\r",
        "\t",
        " ",
        "é",
        "日本",
        "e\u{301}",
        "👩\u{200d}🚀",
        "\u{1b}[31m",
        "\u{202e}",
        "\0",
        "\u{2028}",
        "%",
        "::",
        ",",
        "\"",
        "\\",
        "`",
        "\u{feff}",
        "\u{9b}",
        "\u{7f}",
        "{",
        "//",
        "\u{ad}",
    ]);
    let long = (1..3_000usize).prop_map(|length| "lông".repeat(length));
    let text = prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat());
    prop_oneof![8 => text.clone(), 1 => (text.clone(), long, text).prop_map(|(a, b, c)| a + &b + &c)]
}

proptest! {
    #[test]
    fn no_text_and_no_span_breaks_a_report(
        text in awkward_text(),
        path in awkward_text(),
        found in prop::collection::vec(
            (0..200u32, 0..20_000u32, any::<bool>(), awkward_text(), 0..4usize, 0..200u32), 1..6),
        width in 0..300usize,
    ) {
        let file = SourcePath::new(&path);
        let mut sources = Sources::default();
        sources.insert_text(&path, &text);
        let severities = [Severity::Error, Severity::Warning, Severity::Advice, Severity::Note];
        let all: Vec<Diagnostic> = found
            .into_iter()
            .map(|(start, length, backwards, words, severity, other)| {
                let end = if backwards { start.saturating_sub(length) } else { start + length % 100 + length / 100 * 50 };
                let span = Span { file: file.clone(), start, end };
                let related = Span { file: file.clone(), start: other, end: other };
                let found = Diagnostic::new(&codes::BUG, words.clone()).at(span).label(words.clone());
                let found = found.help(words.clone()).related(related, words);
                Diagnostic { severity: severities[severity], ..found }
            })
            .collect();

        let human = report(&all, &sources, Format::Human, false, width);
        prop_assert!(human.chars().all(|c| c == '\n' || !acts(c)), "{human:?}");
        report(&all, &sources, Format::Human, true, width);

        let github = report(&all, &sources, Format::Github, false, width);
        prop_assert_eq!(github.lines().count(), all.len());
        prop_assert!(github.lines().all(|line| line.starts_with("::") && !line.contains('\r')));

        let lines = json(&all, &sources);
        prop_assert_eq!(lines.len(), all.len() + 1);
        for (line, finding) in lines.iter().zip(&all) {
            prop_assert_eq!(line["message"].as_str(), Some(finding.message.as_str()));
            prop_assert_eq!(line["path"].as_str(), Some(file.as_str()));
        }
    }

    #[test]
    fn lines_and_columns_are_those_that_counting_gives(text in awkward_text(), at in 0..12_000usize) {
        let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let before = &text[..at];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let expected = (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1);
        prop_assert_eq!(Lines::new(text.as_str().into()).position(at), expected);
    }
}
