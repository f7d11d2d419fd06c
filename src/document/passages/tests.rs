//! What is a passage, and which words stand in it.

use super::*;
use crate::config::HtmlPolicy;
use crate::document::blocks::transcript::Voices;
use crate::document::facts::of_markdown;
use crate::document::markdown::Flavour;

/// The passages of a text: `#anchor heading: words`, paragraphs parted by `/`.
fn passages(text: &str, html: HtmlPolicy, voices: &Voices) -> Vec<String> {
    let flavour = Flavour { smart: false, autolink: true, math: true, wikilinks: true };
    let facts = of_markdown(text, flavour, html, voices);
    let words = crate::language::english();
    let mut passages = Passages::new(&words);
    passages.begin(String::new(), String::new());
    passages.text(text, &facts, flavour, html);
    let shown = |one: &Section| format!("#{} {}: {}", one.anchor, one.heading, one.text.replace('\n', " / "));
    passages.done().iter().map(shown).collect()
}

fn of(text: &str) -> Vec<String> {
    passages(text, HtmlPolicy::Safe, &Voices::default())
}

#[test]
fn markup_is_no_word_and_no_word_is_lost() {
    for (text, words) in [
        (
            "A *re*write of [the **log**](x.md), `db_pool` and $x^2$.",
            "A rewrite of the log, db_pool and x^2.",
        ),
        ("[[near miss]] and [[near-miss|it]], https://a.example/b", "near miss and it, https://a.example/b"),
        ("As [@woods2015, p. 4] says", "As says"),
        (
            "So it is [@woods2015, p. 4]. And (as said [@woods2015]) [@woods2015], too",
            "So it is. And (as said), too",
        ),
        ("![A quay](quay.png) there", "A quay there"),
        ("- one\n- two\n\n  more", "one / two / more"),
        ("| a | b |\n|---|---|\n| c | d |", "a b / c d"),
        ("```sh\nls -l\nrm x\n```", "ls -l rm x"),
        ("> [!NOTE] Mind the gap\n> It is wide.", "Mind the gap It is wide."),
        ("> [!NOTE]\n> It is wide.", "It is wide."),
        ("> Words\n> \u{2014} Ana", "Words \u{2014} Ana"),
        ("Term\n: What it means", "Term / What it means"),
        ("a  \nb\nc", "a b c"),
        ("x &amp; y", "x & y"),
        ("- [x] done", "done"),
    ] {
        assert_eq!(of(text), [format!("# : {words}")], "{text}");
    }
}

#[test]
fn notes_stand_at_the_end_of_the_passage_that_uses_them_first() {
    let text = "One[^a].\n\n## Two\n\nMore[^b] and[^a].\n\n[^a]: First[^c].\n\n[^b]: Second.\n\n[^c]: Third.\n\n[^d]: Unused.\n";
    assert_eq!(of(text), ["# : One. / First. / Third.", "#two Two: More and. / Second."]);
}

#[test]
fn what_no_entry_turn_or_question_claims_belongs_to_the_heading() {
    let text = "## Night\n\nBefore.\n\n```timeline\n14:02 [Ana] Green.\n  known: nothing\n14:10 Red.\n```\n\nAfter.\n\n```transcript\nBo: Wait.\n\nAna: Why?\n```\n\n```questions\n- What now?\n```\n\nLast.\n";
    let expected = [
        "#night Night: Before. / After. / Last.",
        "#e1 14:02 Ana: Green. / nothing",
        "#e2 14:10: Red.",
        "#t1 Bo: Wait.",
        "#t2 Ana: Why?",
        "#q1 : What now?",
    ];
    let names = ["Bo", "Ana"].map(|name| (name.to_owned(), name.to_owned())).into();
    let voices = Voices { names, ..Voices::default() };
    assert_eq!(passages(text, HtmlPolicy::Safe, &voices), expected);
}

#[test]
fn a_pull_quote_that_repeats_the_text_is_left_out() {
    assert_eq!(of("It is green.\n\n```pullquote\nIt is green.\n```\n"), ["# : It is green."]);
    assert_eq!(of("It is green.\n\n```pullquote\nOr red.\n```\n"), ["# : It is green. / Or red."]);
}

#[test]
fn raw_html_gives_its_words_and_nothing_that_is_not_shown() {
    let text = "<div class=\"x\"><p>A&nbsp;b</p><script>alert(1)</script><style>p{}</style></div>\n\nx<br>y <!-- not this --> <b>z</b>a <img src=\"q.png\" alt=\"A quay\">\n";
    for html in [HtmlPolicy::Safe, HtmlPolicy::Trusted] {
        let found = passages(text, html, &Voices::default());
        assert_eq!(found, ["# : A b / x y za A quay"], "{html:?}");
    }
    let escaped = passages("a <b>c</b>", HtmlPolicy::Escape, &Voices::default());
    assert_eq!(escaped, ["# : a <b>c</b>"]);
}

#[test]
fn the_title_at_the_top_is_said_once() {
    assert_eq!(of("# Title\n\nWords.\n\n## Part\n"), ["# : Words.", "#part Part: "]);
}
