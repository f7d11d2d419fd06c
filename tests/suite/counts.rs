//! How much is done, at a thousand posts: what shows a change is made and written, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::commands::Site;

const POSTS: usize = 1000;

/// A story; each has one of ten tags and one of seven authors, and the newest has the highest number.
fn story(number: usize, words: &str) -> String {
    let (year, day) = (2000 + number / 300, number % 300);
    let (month, day) = (1 + day / 25, 1 + day % 25);
    format!(
        "+++\ntitle = \"Story {number}\"\nsummary = \"What happened.\"\ndate = {year}-{month:02}-{day:02}\n\
         tags = [\"tag {}\"]\nauthors = [\"Author {}\"]\n+++\n\n{words}\n",
        number % 10,
        number % 7
    )
}

fn name(number: usize) -> String {
    format!("content/stories/story-{number:03}.md")
}

/// Builds; gives what is said of what was made, by its sort.
fn made(site: &Site) -> BTreeMap<String, usize> {
    let ran = site.run(&["build", "--now", "2026-06-01", "--timings"]).ends_with(0);
    let lines = ran.err.lines().filter_map(|line| {
        let (sort, rest) = line.strip_prefix("  ")?.split_at_checked(44)?;
        let count = rest.strip_suffix(" made")?.rsplit(' ').next()?.parse().ok()?;
        Some((sort.trim().to_owned(), count))
    });
    lines.collect()
}

type Files = BTreeMap<PathBuf, Vec<u8>>;

/// The paths at which two sites differ, without those of the search, which changes with every word.
fn differing(one: &Files, other: &Files) -> BTreeSet<String> {
    let paths = one.keys().chain(other.keys()).filter(|path| one.get(*path) != other.get(*path));
    let names = paths.map(|path| path.to_string_lossy().into_owned());
    names.filter(|name| !name.starts_with("search/") && name != ".retell-site").collect()
}

#[test]
fn what_shows_a_change_is_made_and_nothing_else() {
    let site = Site::nothing();
    site.write(
        "retell.toml",
        "title = \"Ebb\"\nbase_url = \"https://ebb.example/\"\n[feeds]\nentries = 10\n",
    );
    for number in 0..POSTS {
        site.write(&name(number), &story(number, "It began with the barrier, and nobody saw why."));
    }
    let first = made(&site);
    assert!(first["pages of documents and works"] == POSTS, "{first:?}");
    let mut before = site.files("public");
    let cases = [
        // In no feed: the ten newest of its tag and its author are newer.
        (300, BTreeSet::from(["stories/story-300/index.html"])),
        // In all the feeds there are of it.
        (
            999,
            BTreeSet::from([
                "feed.xml",
                "people/author-5/feed.xml",
                "stories/feed.xml",
                "stories/story-999/index.html",
                "tags/tag-9/feed.xml",
            ]),
        ),
    ];
    for (number, expected) in cases {
        site.write(&name(number), &story(number, "It began with the barrier, and somebody saw why."));
        let made = made(&site);
        let after = site.files("public");
        let written = differing(&before, &after);
        assert_eq!(written.iter().map(String::as_str).collect::<BTreeSet<_>>(), expected, "story {number}");
        let pages = made.get("pages of documents and works").copied();
        let feeds = made.get("feeds and mails").copied().unwrap_or_default();
        assert_eq!((pages, feeds), (Some(1), expected.len() - 1), "{made:?}");
        assert!(!made.contains_key("lists and indexes"), "{made:?}");
        before = after;
    }
    // A template of some pages: these, and what no template makes is not made.
    site.write(
        "themes/default/templates/person.html",
        "{% extends \"default/person.html\" %}{% block main %}By: {{ super() }}{% endblock main %}",
    );
    let made_of_template = made(&site);
    assert!(!made_of_template.contains_key("feeds and mails"), "{made_of_template:?}");
    assert!(!made_of_template.contains_key("pages of documents and works"), "{made_of_template:?}");
    let written = differing(&before, &site.files("public"));
    let is_of_a_person = |path: &String| path.starts_with("people/author-");
    assert!(written.len() >= 7 && written.iter().all(is_of_a_person), "{written:?}");
    // And with nothing changed nothing.
    assert_eq!(made(&site), BTreeMap::new());
}
