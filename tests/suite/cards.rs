//! Social cards: what stands where on them, and when a page names another version of one.

use retell::render::social::facts::Facts;
use retell::render::social::layout;

use crate::little_site::LittleSite;

fn facts(title: &str) -> Facts {
    Facts {
        title: title.to_owned(),
        kind: "story".to_owned(),
        sort: "Story".to_owned(),
        authors: vec!["Nele Vogt".to_owned(), "Kiran Rao".to_owned()],
        date: "5 March 2026".to_owned(),
        site: "Ebb & Relay".to_owned(),
        place: "ebb.example/".to_owned(),
        ..Facts::default()
    }
}

#[test]
fn cards_are_laid_out_as_shown() {
    let home = Facts {
        words: "Stories of small failures along a coast, and what the people who mended them learned."
            .to_owned(),
        site: "Ebb & Relay".to_owned(),
        place: "ebb.example/".to_owned(),
        title: "Ebb & Relay".to_owned(),
        ..Facts::default()
    };
    let long = "How a routine certificate renewal for the harbour gauge took down booking, paging and the ferry \
                timetable for eleven hours, and why nobody thought that it could have happened on any other Tuesday";
    let from_the_right =
        Facts { from_the_right: true, kind: "essay".to_owned(), ..facts("The quiet repair") };
    let cards = [
        ("a short title", facts("Drift")),
        ("two lines", facts("The tide table was right")),
        ("a title that is cut", facts(long)),
        ("a quotation", Facts { kind: "review".to_owned(), ..facts("“Nobody was paged” <&> we slept") }),
        ("read from the right", from_the_right),
        ("letters that the font lacks", facts("静かな修理")),
        ("nothing that the font has", Facts { site: "潮".to_owned(), ..facts("静かな修理") }),
        ("the home page", home),
        ("a page of no kind", Facts { kind: String::new(), sort: String::new(), ..facts("About") }),
    ];
    let shown: Vec<String> =
        cards.iter().map(|(what, facts)| format!("== {what}\n{}", layout::svg(facts))).collect();
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn a_page_names_another_version_of_its_card_when_what_is_drawn_changes_and_only_then() {
    let site = LittleSite::named("cards");
    let named = |site: &LittleSite| {
        let built = site.build();
        let page = built.text("stories/tide/index.html").to_owned();
        let card = page.split("property=\"og:image\" content=\"").nth(1).unwrap();
        (card.split('"').next().unwrap().to_owned(), built.files["stories/tide/social-card.png"].clone())
    };
    let tide = |title: &str, text: &str| {
        let front = format!("title = \"{title}\"\nsummary = \"x\"\ndate = 2026-03-05\nauthors = [\"Nele\"]");
        site.clone().with("content/stories/tide.md", &format!("+++\n{front}\n+++\n\n{text}\n"))
    };
    let first = named(&tide("The tide table was right", "One text."));
    let address = "https://ebb.example/stories/tide/social-card.png?v=";
    assert!(first.0.starts_with(address), "{}", first.0);
    assert_eq!(named(&tide("The tide table was right", "Another text.")), first);
    let renamed = named(&tide("The tide table was wrong", "One text."));
    assert!(renamed.0.starts_with(address) && renamed.0 != first.0 && renamed.1 != first.1, "{}", renamed.0);
}

#[test]
fn a_file_of_the_authors_at_the_address_of_a_card_is_told() {
    let site = LittleSite::named("cards").with("static/stories/tide/social-card.png", "mine");
    let report = site.build().report();
    assert!(report.contains("error[same-address]") && report.contains("the social card of"), "{report}");
}
