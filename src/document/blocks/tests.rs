//! What blocks become among the events of a text.

use super::*;

const PLAIN: Flavour = Flavour { smart: false, autolink: true, math: false, wikilinks: true };

fn opened(text: &str) -> Read<'_> {
    read(text, PLAIN, &Voices::default())
}

#[test]
fn every_event_of_a_block_has_its_place_in_the_text_around() {
    for (before, mark) in [("", ""), ("> ", "> "), ("- ", "  "), ("1. > ", "   > ")] {
        let lines =
            ["```timeline", "14:02 [Ana] sees the boärd", "  and the [clock](#c)", "", "14:03 done", "```"];
        let text: String = lines
            .iter()
            .enumerate()
            .map(|(number, line)| format!("{}{line}\n", if number == 0 { before } else { mark }))
            .collect();
        let read = opened(&text);
        let link = read.pieces.iter().find(|(event, _)| matches!(event, Event::Start(Tag::Link { .. })));
        assert_eq!(link.map(|(_, range)| &text[range.clone()]), Some("[clock](#c)"), "{text}");
        let entries: Vec<&str> = read
            .blocks
            .iter()
            .filter(|(_, block)| matches!(block, Block::Entry(_)))
            .map(|(at, _)| &text[read.pieces[*at].1.clone()])
            .collect();
        assert_eq!(entries.len(), 2, "{text}");
        assert!(entries[0].starts_with("14:02") && entries[1].starts_with("14:03 done"), "{entries:?}");
    }
}

#[test]
fn all_events_match_and_lie_in_the_text_whatever_stands_in_a_block() {
    let shapes = [
        "14:02",
        "~",
        "...",
        "[Ana] x",
        "+1h",
        "- a: b",
        "- **a**: b",
        "- **a:** b",
        "- **a**",
        "1. x",
        "Ana: b",
        "**Ana:** b",
        "**Ana**: b",
        "[00:01] Ana: x",
        "![a](b.png)",
        "Credit: c",
        "> é: q",
        "\t\tx",
        "  known: k",
        "<b>",
        "</ol></li>",
        "[^n]",
        "[^n]: é",
        "## h",
        "::: x",
        "a\r",
        "```",
        "~~~~",
        "  ```",
        "====",
        "\u{2028}",
    ];
    // All pairs and some longer mixtures, in every block.
    let mut seed = 7usize;
    let mut next = |most: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % most
    };
    for round in 0..4000 {
        let name = NAMES[round % NAMES.len()];
        let mark = ["", "> ", "  ", "- "][next(4)];
        let mut text =
            format!("{mark}````{name} {}\n", ["", "date=x", "a=\"é", "=", "é=é full=true"][next(5)]);
        for _ in 0..next(7) {
            let mark = if mark == "- " { "  " } else { mark };
            text += &format!("{mark}{}{}\n", ["", "  ", "\t"][next(3)], shapes[next(shapes.len())]);
        }
        text += "````\n\n[^n]: note\n";
        let voices = Voices { all: round % 3 == 0, ..Voices::default() };
        let read = read(&text, PLAIN, &voices);
        let mut open = Vec::new();
        for (event, range) in &read.pieces {
            assert!(text.get(range.clone()).is_some(), "{range:?} of {text:?}");
            match event {
                Event::Start(tag) => open.push(tag.to_end()),
                Event::End(tag) => assert_eq!(open.pop().as_ref(), Some(tag), "{text:?}"),
                _ => {}
            }
        }
        assert!(open.is_empty(), "{text:?}");
        assert!(read.blocks.keys().all(|at| matches!(read.pieces[*at].0, Event::Start(_))), "{text:?}");
        for finding in &read.findings {
            assert!(text.get(finding.at.clone()).is_some(), "{:?} of {text:?}", finding.at);
        }
    }
}

#[test]
fn a_note_may_be_defined_outside_the_block_that_uses_it() {
    let read = opened("```questions\n- Why?[^Why]\n```\n\n[^why]: Because.\n");
    let uses = read.pieces.iter().filter(|(event, _)| matches!(event, Event::FootnoteReference(_)));
    assert_eq!(uses.count(), 1);
}

#[test]
fn blocks_that_stand_too_deep_in_each_other_stay_code() {
    let fence = |level: usize| "`".repeat(40 - level);
    let text: String = (0..20).map(|level| format!("{}pullquote\n", fence(level))).collect::<String>()
        + "x\n"
        + &(0..20).rev().map(|level| format!("{}\n", fence(level))).collect::<String>();
    let read = opened(&text);
    assert_eq!(read.blocks.len(), DEEPEST);
    assert!(read.pieces.iter().any(|(event, _)| matches!(event, Event::Start(Tag::CodeBlock(_)))));
}
