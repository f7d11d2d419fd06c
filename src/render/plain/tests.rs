//! The tests of [`super`]: Markdown in, lines out.

use super::*;
use crate::document::facts;

fn plain(markdown: &str) -> String {
    let html = HtmlPolicy::Safe;
    let flavour = Flavour { smart: false, autolink: true, math: true, wikilinks: true };
    let facts = facts::of_markdown(markdown, flavour, html, &Default::default());
    let destination = |at: usize| {
        let link = facts.links.iter().find(|link| link.at == at);
        Destination { href: link.map(|link| link.to.clone()), ..Destination::default() }
    };
    let citing = |at: usize| {
        let citation = facts.citations.iter().find(|citation| citation.at == at);
        let one = |cited: &facts::CitedWork| Citing {
            work: None,
            prefix: cited.prefix.clone(),
            label: cited.key.clone(),
            locator: cited.locator.clone(),
            href: Some(format!("https://w.example/{}", cited.key)),
            anchor: String::new(),
        };
        citation.map(|citation| citation.cited.iter().map(one).collect()).unwrap_or_default()
    };
    let whole = |href: &str| (!href.starts_with('#')).then(|| href.to_owned());
    let text = Text {
        text: markdown,
        facts: &facts,
        flavour,
        html,
        destination: &destination,
        whole: &whole,
        lists: false,
        words: &crate::language::english(),
        items: &|items, _| vec![format!("(items of {:?})", items.kind)],
        quote_attribution: true,
        citing: &citing,
    };
    let mut links = Links::default();
    let mut lines = render(&text, &mut links);
    lines::add_block(&mut lines, links.list());
    lines.join("\n")
}

#[test]
fn words_are_broken_at_72_columns_and_addresses_are_not() {
    let long = "A boat took on water in the night, and the man on the pier, who had the key, was asleep in the other boat.";
    let url = format!("https://a.example/{}", "x".repeat(80));
    let out = plain(&format!("{long}\n\n{url}"));
    assert!(out.lines().filter(|line| !line.starts_with("https")).all(|line| line.chars().count() <= WIDTH));
    assert_eq!(
        out.lines().next().unwrap(),
        "A boat took on water in the night, and the man on the pier, who had the"
    );
    assert_eq!(out.lines().last().unwrap(), url);
}

#[test]
fn links_have_numbers_and_a_list() {
    assert_eq!(
        plain(
            "See [one](https://a.example/), [two](https://b.example/) and [one again](https://a.example/)."
        ),
        "See one [1], two [2] and one again [1].\n\n[1] https://a.example/\n[2] https://b.example/"
    );
    // What shows its address needs none, and what stands on the same page has none.
    assert_eq!(
        plain("<a@b.example>, [a@b.example](mailto:a@b.example), https://a.example/ and [above](#x)."),
        "a@b.example, a@b.example, https://a.example/ and above."
    );
}

#[test]
fn every_sort_of_block_reads_in_order() {
    for (markdown, text) in [
        ("# T\n\n## What\n\nWords", "What\n----\n\nWords"),
        ("> one\n> two\n>\n> — Ana", "> one two\n>\n> — Ana"),
        ("> one\n> two\n> — Ana", "> one two\n> — Ana"),
        ("> [!NOTE]\n> Mind *this*.", "> NOTE: Mind _this_."),
        ("> [!TIP] Or that\n>\n> More.", "> TIP: Or that\n>\n> More."),
        ("- a\n- b\n  1. c\n  2. d\n- [x] done", "- a\n- b\n\n  1. c\n  2. d\n- [x] done"),
        ("- a\n\n- b\n\n      code", "- a\n\n- b\n\n  code"),
        ("```sh\nls   -l   # as it is\n\n\tx\n```", "ls   -l   # as it is\n\n\tx"),
        ("```items kind=story\n```", "(items of Some(\"story\"))"),
        ("| A | Long |\n|---|---|\n| x | y |\n| 12 | *z* |", "A   Long\n--  ----\nx   y\n12  _z_"),
        (
            "A[^b] and[^a].\n\n[^a]: First.\n[^b]: Second.",
            "A [note\u{a0}1] and [note\u{a0}2].\n\nNotes\n-----\n\n1. Second.\n\n2. First.",
        ),
        ("Term\n: Its meaning", "Term\n    Its meaning"),
        ("![A quay](q.png) `x` **y**  \nz $a^2$", "[Picture: A quay] `x` *y*\nz a^2"),
        ("a\n\n---\n\nb", "a\n\n* * *\n\nb"),
    ] {
        assert_eq!(plain(markdown), text, "{markdown}");
    }
}

#[test]
fn raw_html_gives_its_words_and_links() {
    for (markdown, text) in [
        (
            "a <a href=\"https://a.example/?b&amp;c\">b</a> c<br>d",
            "a b [1] c\nd\n\n[1] https://a.example/?b&c",
        ),
        ("<div>\n<p>one &amp; two</p>\n<p>three</p>\n</div>", "one & two\n\nthree"),
        ("x <script>alert(1)</script> y", "x y"),
        ("<img src=\"a.png\" alt=\"A quay\"> <img src=\"b.png\" alt=\"\">", "[Picture: A quay]"),
        ("<audio controls src=\"https://a.example/a.mp3\">no sound here</audio>", "https://a.example/a.mp3"),
        ("<!-- not this -->\n\nthis", "this"),
    ] {
        assert_eq!(plain(markdown), text, "{markdown}");
    }
}

#[test]
fn blocks_read_in_their_order() {
    for (markdown, text) in [
        (
            "```timeline date=2026-03-05 zone=Europe/Oslo\n14:02 [Ana] The board is *green*.\n  known: nobody had looked\n\n  And it stayed so.\n~14:10 Somebody looks.\n...\n2026-03-06 09:00 All is well.\n```",
            "From 5 March 2026, in the time zone of Europe/Oslo.\n\n\
             14:02        Ana: The board is _green_.\n             Known then: nobody had looked\n\n             And it stayed so.\n\
             about 14:10  Somebody looks.\n\
             A gap\n\
             6 March 2026, 09:00\n             All is well.",
        ),
        (
            "```transcript\nAna: One,\n[two](https://a.example/).\n\nThree.\n\n[00:12] Ben: Four.\n\nAna: Five.\n\nBen: Six.\n```",
            "Ana: One, two [1].\n\nThree.\n\n[00:12] Ben: Four.\n\nAna: Five.\n\nBen: Six.\n\n[1] https://a.example/",
        ),
        (
            "```questions\n- What\n- Why\n```\n\nWords.\n\n```questions\n- Who\n```",
            "1. What\n2. Why\n\nWords.\n\n3. Who",
        ),
        (
            "```factors\n- A **ramp**: steep\n- **Ice:** `more`\n- no name\n\nWords.\n```",
            "- A *ramp*: steep\n- Ice: `more`\n- no name\n- Words.",
        ),
        ("It was late.\n\n```pullquote\nIt was late\n```", "It was late."),
        ("It was late.\n\n```pullquote\nToo late\n```", "It was late.\n\n> Too late"),
        (
            "```figure\n![A quay](q.png)\n![A ship](s.png)\nBoth at *low* water.\nCredit: Nele\n```",
            "[Picture: A quay]\n[Picture: A ship]\nBoth at _low_ water.\nCredit: Nele",
        ),
        // A note of a block stands with the others.
        ("```questions\n- What[^a]\n```\n\n[^a]: This.", "1. What [note\u{a0}1]\n\nNotes\n-----\n\n1. This."),
        // What is left open in a block ends with it.
        ("```timeline\n14:02 a <form>\n14:03 b\n```\n\nc", "14:02  a\n14:03  b\n\nc"),
    ] {
        assert_eq!(plain(markdown), text, "{markdown}");
    }
}

#[test]
fn works_are_cited_with_the_number_of_their_link() {
    for (markdown, text) in [
        ("So [@a, p. 4].", "So (a, p. 4) [1].\n\n[1] https://w.example/a"),
        (
            "So [see @a; @b, ch. 2] and [@a].",
            "So (see a [1]; b, ch. 2 [2]) and (a) [1].\n\n[1] https://w.example/a\n[2] https://w.example/b",
        ),
        (
            "> Words [@b]\n> — [@a, p. 4]",
            "> Words (b) [1]\n> — a, p. 4 [2]\n\n[1] https://w.example/b\n[2] https://w.example/a",
        ),
    ] {
        assert_eq!(plain(markdown), text, "{markdown}");
    }
}
