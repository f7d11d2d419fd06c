//! Mails of the newsletter: that both parts say the same, that nothing in them needs the site, and
//! that they stay within what mail services show.

use std::collections::BTreeSet;
use std::sync::Arc;

use retell::output::{Artifact, Output};

use crate::example_site;
use crate::little_site::LittleSite;

/// Gmail cuts at about 102 KB; the program promises less.
const MOST_BYTES: usize = 90_000;

/// A mail: what it is called, its HTML and its text.
struct Mail {
    name: String,
    html: String,
    text: String,
}

/// The mails of a built site, by path.
fn mails<'a>(files: impl Iterator<Item = (&'a String, &'a Arc<[u8]>)>) -> Vec<Mail> {
    let files: std::collections::BTreeMap<&str, String> = files
        .filter(|(path, _)| path.contains("/email."))
        .map(|(path, bytes)| (path.as_str(), String::from_utf8(bytes.to_vec()).unwrap()))
        .collect();
    let html = files.iter().filter(|(path, _)| path.ends_with(".html"));
    html.map(|(path, html)| Mail {
        name: (*path).to_owned(),
        html: html.clone(),
        text: files[path.replace(".html", ".txt").as_str()].clone(),
    })
    .collect()
}

/// The mails of the example site and of the little ones, where every sort of text and every block is
/// in a letter.
fn all() -> Vec<Mail> {
    let mut all: Vec<Mail> = ["newsletter", "newsletter-blocks"]
        .into_iter()
        .flat_map(|name| mails(LittleSite::named(name).build().files.iter()))
        .collect();
    assert_eq!(all.len(), 3);
    let site = example_site::built();
    let made = |path: &retell::output::OutputPath| match site.artifact(path) {
        Ok(Artifact::Bytes(bytes)) => Some((path.as_str().to_owned(), bytes)),
        _ => None,
    };
    let files: Vec<(String, Arc<[u8]>)> =
        site.paths().iter().filter(|path| path.as_str().contains("/email.")).filter_map(made).collect();
    let example = mails(files.iter().map(|(path, bytes)| (path, bytes)));
    assert!(example.len() >= 3, "the example site has letters");
    all.extend(example);
    all
}

/// The values of an attribute, its references to characters undone.
fn values(html: &str, attribute: &str) -> Vec<String> {
    let open = format!(" {attribute}=\"");
    let undone = |value: &str| value.replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&");
    html.split(&open).skip(1).filter_map(|rest| rest.split('"').next()).map(undone).collect()
}

/// The addresses that stand in a text, and those of mail as links to them.
fn addresses(text: &str) -> BTreeSet<String> {
    let words =
        text.split_whitespace().map(|word| word.trim_matches(['.', ',', '(', ')', ';', '`', '*', '_']));
    let is_mail = |word: &str| {
        word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
            && !word.contains("://")
    };
    words
        .filter_map(|word| match word {
            _ if word.contains("://") => Some(word.to_owned()),
            _ if is_mail(word) => Some(format!("mailto:{}", word.trim_start_matches("mailto:"))),
            _ => None,
        })
        .collect()
}

#[test]
fn every_link_of_the_html_is_in_the_text_and_the_reverse() {
    let mut seen = 0;
    for Mail { name, html, text } in all() {
        let links: BTreeSet<String> =
            values(&html, "href").into_iter().filter(|href| href.contains(':')).collect();
        seen += links.len();
        assert_eq!(links, addresses(&text), "{name}\n{text}");
    }
    assert!(seen > 50, "only {seen} links were compared");
}

#[test]
fn a_mail_needs_nothing_of_the_site() {
    for Mail { name, html, .. } in all() {
        assert!(html.len() <= MOST_BYTES, "{name} has {} bytes", html.len());
        for never in [
            "<script",
            "<style",
            "<link",
            "<form",
            "<input",
            "<iframe",
            "<svg",
            "<video",
            "<audio",
            "<details",
            "<picture",
            " class=",
            " id=",
            "url(",
            "@font-face",
            "@import",
            "<object",
            "<embed",
            "srcset",
            "background",
        ] {
            assert!(!html.contains(never), "{name} has {never}");
        }
        for address in values(&html, "href").into_iter().chain(values(&html, "src")) {
            let whole =
                ["https://", "http://", "mailto:", "*|", "{{"].iter().any(|start| address.starts_with(start));
            assert!(whole, "{name} leads to {address}");
        }
        for picture in html.split("<img").skip(1).filter_map(|rest| rest.split('>').next()) {
            for attribute in ["alt", "width", "height"] {
                assert!(
                    picture.contains(&format!(" {attribute}=\"")),
                    "{name}: a picture without {attribute}: {picture}"
                );
            }
        }
        assert!(
            html.contains(" lang=\"") && html.contains(" dir=\"ltr\"") && html.contains("noindex"),
            "{name}"
        );
    }
}

#[test]
fn headings_go_down_one_level_at_a_time() {
    // No page that is held to the grammar of HTML may skip a level, so this letter is written here.
    let skipping =
        "+++\ntitle = \"L\"\nnumber = 1\ndate = 2026-03-01\n+++\n\nHello.\n\n#### Deep down\n\nWords.\n";
    let skips = LittleSite::named("newsletter").with("content/newsletter/1.md", skipping).build();
    for Mail { name, html, .. } in all().into_iter().chain(mails(skips.files.iter())) {
        let levels: Vec<u8> = html
            .match_indices("<h")
            .filter_map(|(at, _)| html.as_bytes().get(at + 2).filter(|byte| byte.is_ascii_digit()))
            .map(|digit| digit - b'0')
            .collect();
        assert_eq!(levels.first(), Some(&1), "{name}");
        for pair in levels.windows(2) {
            assert!(pair[1] > 1 && pair[1] <= pair[0] + 1, "{name}: {levels:?}");
        }
    }
}

#[test]
fn text_parts_have_72_columns() {
    for Mail { name, text, .. } in all() {
        for line in text.lines().filter(|line| !line.contains("://")) {
            assert!(line.chars().count() <= 72, "{name}: {line}");
        }
    }
}

#[test]
fn each_provider_gets_its_own_placeholders_and_form() {
    for (provider, unsubscribe, address, field) in [
        ("none", "{{ unsubscribe_url }}", "{{ address }}", "email"),
        ("mailchimp", "*|UNSUB|*", "*|LIST:ADDRESS|*", "EMAIL"),
        ("buttondown", "{{ unsubscribe_url }}", "", "email"),
        ("listmonk", "{{ UnsubscribeURL }}", "", "email"),
        ("mailerlite", "{$unsubscribe}", "", "fields[email]"),
        ("kit", "{{ unsubscribe_url }}", "{{ address }}", "email_address"),
    ] {
        let settings = format!(
            "title = \"Ebb\"\nbase_url = \"https://ebb.example/\"\n[newsletter]\nprovider = \"{provider}\"\nform = {{ action = \"https://a.example/\" }}\n"
        );
        let built = LittleSite::named("newsletter").with("retell.toml", &settings).build();
        let (html, text) = (built.text("newsletter/2/email.html"), built.text("newsletter/2/email.txt"));
        assert!(html.contains(&format!("href=\"{unsubscribe}\"")), "{provider}");
        assert!(text.contains(&format!("\n{unsubscribe}\n")), "{provider}");
        assert!(html.contains(address) && text.contains(address), "{provider}");
        assert!(address.is_empty() || html.matches("{{ address }}").count() <= 1, "{provider}");
        for page in
            ["index.html", "newsletter/index.html", "newsletter/2/index.html", "stories/tide/index.html"]
        {
            let form = built
                .text(page)
                .split("<section class=\"letter\">")
                .nth(1)
                .unwrap_or_else(|| panic!("{provider}: no form on {page}"));
            assert!(
                form.contains(&format!(" name=\"{field}\" autocomplete=\"email\" required")),
                "{provider}: {form}"
            );
        }
        assert!(!built.text("about/index.html").contains("class=\"letter\""), "a page is no news");
    }
}

#[test]
fn without_an_action_there_is_no_form_and_the_feed_is_named() {
    let settings = "title = \"Ebb\"\nbase_url = \"https://ebb.example/\"\n";
    let built = LittleSite::named("newsletter").with("retell.toml", settings).build();
    assert_eq!(built.paths_with("method=\"post\""), [""; 0]);
    assert!(built.text("newsletter/index.html").contains("href=\"/newsletter/feed.xml\">by feed</a>"));
}

#[test]
fn texts_too_long_for_a_mail_end_in_a_link_the_longest_first() {
    let long = |paragraphs: usize| {
        "The water rose, and nobody had said that it would. ".repeat(20).trim().to_owned()
            + &"\n\nAnd so on, for a night and a day and another night.".repeat(paragraphs)
    };
    let story = |title: &str, paragraphs| {
        format!(
            "+++\ntitle = \"{title}\"\nsummary = \"S.\"\ndate = 2026-03-05\nauthors = [\"Nele\"]\n+++\n\n{}\n",
            long(paragraphs)
        )
    };
    let built = LittleSite::named("newsletter")
        .with("content/stories/tide.md", &story("The middle one", 300))
        .with("content/stories/pump.md", &story("The long one", 800))
        .build();
    built.assert_publishable();
    assert!(
        built.report().contains("these texts end in a link to the rest: “The long one”"),
        "{}",
        built.report()
    );
    let (html, text) = (built.text("newsletter/2/email.html"), built.text("newsletter/2/email.txt"));
    assert!(html.len() <= MOST_BYTES);
    assert!(
        html.contains("Continue reading: The long one</a>")
            && text.contains("Continue reading: The long one\n")
    );
    assert!(!html.contains("Continue reading: The middle one"));
    assert_eq!(html.matches("And so on").count(), 300);
    assert_eq!(text.matches("And so on").count(), 300);
}

#[test]
fn items_stand_where_their_blocks_do_in_every_form_of_a_letter() {
    let built = LittleSite::named("newsletter-blocks").build();
    let feed = built.text("newsletter/feed.xml");
    for (form, text) in [
        ("page", built.text("newsletter/1/index.html")),
        ("mail", built.text("newsletter/1/email.html")),
        ("text", built.text("newsletter/1/email.txt")),
        ("feed", feed),
    ] {
        let at = |words: &str| text.rfind(words).unwrap_or_else(|| panic!("{form} lacks {words}:\n{text}"));
        let order = [
            at("said at the end"),
            at("The tide table was right"),
            at("And then?"),
            at("Ninety seconds in the dark"),
            at("To talk about"),
            at("The counter, on"),
        ];
        assert!(order.is_sorted(), "{form}: {order:?}\n{text}");
        assert!(at("Four readings") < at("Yours, Nele") && at("Piers") < at("Yours, Nele"), "{form}");
        assert!(!text.contains('\u{fdd1}') && !text.contains("```"), "{form} shows a mark");
    }
}

#[test]
fn the_items_of_a_block_that_is_not_shown_follow_the_text() {
    let letter = "+++\ntitle = \"L\"\nnumber = 3\ndate = 2026-05-01\nitems = [\"@/stories/tide.md\"]\n+++\n\n\
        Dear all.\n\n[^never]: Nothing leads here.\n\n    ```items\n    ```\n\nYours.\n";
    let built = LittleSite::named("newsletter").with("content/newsletter/3.md", letter).build();
    for part in ["index.html", "email.html", "email.txt"] {
        let text = built.text(&format!("newsletter/3/{part}"));
        let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{part} lacks {words}:\n{text}"));
        assert!(at("Yours.") < at("The tide table was right"), "{part}:\n{text}");
    }
}

#[test]
fn a_letter_that_another_presents_as_a_whole_keeps_its_items_to_itself() {
    let letter = |number: usize, item: &str| {
        format!(
            "+++\ntitle = \"L{number}\"\nnumber = {number}\ndate = 2026-05-01\nsummary = \"S.\"\nitems = [\"{item}\"]\n+++\n\n\
             Before {number}.\n\n```items full=true\n```\n\nAfter {number}.\n"
        )
    };
    let built = LittleSite::named("newsletter")
        .with("content/newsletter/3.md", &letter(3, "@/events/walk.md"))
        .with("content/newsletter/4.md", &letter(4, "@/newsletter/3.md"))
        .build();
    for part in ["email.html", "email.txt"] {
        let text = built.text(&format!("newsletter/4/{part}"));
        let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{part} lacks {words}:\n{text}"));
        let order = [at("Before 4."), at("Before 3."), at("After 3."), at("After 4.")];
        assert!(order.is_sorted(), "{part}: {order:?}\n{text}");
        let between = &text[at("Before 3.")..at("After 3.")];
        assert!(!text.contains("A walk") && !between.contains("\n0"), "{part}:\n{text}");
    }
}
