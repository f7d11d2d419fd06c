//! Feeds from which letters are made, looked at as programs look at them: again and again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use retell::corpus::standing::Moment;
use retell::date::{Instant, Zone};
use retell::diagnostic;
use retell::output::{Artifact, Output, OutputPath};
use retell::pipeline::{self, Options};

use crate::little_site::LittleSite;

/// The three of them.
const FEEDS: [&str; 3] = ["newsletter/feed.xml", "newsletter/posts.xml", "newsletter/weekly.xml"];

/// What a program remembers of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    id: String,
    published: String,
    updated: String,
    content: String,
}

fn settings() -> LittleSite {
    LittleSite::parse(
        "-- retell.toml --\ntitle = \"Ebb\"\nbase_url = \"https://ebb.example/\"\ntimezone = \"Europe/Oslo\"\n\
         newsletter.title = \"The letter\"\n",
    )
    .unwrap()
}

fn story(title: &str, date: &str, more: &str, body: &str) -> String {
    format!(
        "+++\ntitle = \"{title}\"\nsummary = \"S.\"\ndate = {date}\nauthors = [\"Nele\"]\n{more}+++\n\n{body}\n"
    )
}

/// The entries of a feed at a moment; nothing else of the site is made.
fn entries(site: &LittleSite, now: Instant, feed: &str) -> Vec<Seen> {
    let moment = Moment { now, drafts: false, future: false, expired: false };
    let options = Options { moment: Some(moment), base_url: None, ..Options::default() };
    let told = pipeline::build(Arc::new(site.sources()), &options);
    assert_eq!(diagnostic::totals(&told.diagnostics).errors, 0, "{:?}", told.diagnostics);
    let Ok(Artifact::Bytes(bytes)) = told.value.artifact(&OutputPath::new(feed).unwrap()) else {
        panic!("there is no {feed}");
    };
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    text.split("<entry").skip(1).map(seen).collect()
}

fn seen(entry: &str) -> Seen {
    let between = |open: &str, close: &str| {
        let (_, rest) = entry.split_once(open).unwrap_or_else(|| panic!("no {open} in {entry}"));
        rest.split_once(close).unwrap().0.to_owned()
    };
    Seen {
        id: between("<id>", "</id>"),
        published: between("<published>", "</published>"),
        updated: between("<updated>", "</updated>"),
        content: between("<content type=\"html\">", "</content>"),
    }
}

#[test]
fn every_hour_for_two_weeks_and_more_each_piece_is_announced_once_and_nothing_moves() {
    // The clock in Oslo is put forward in these weeks, on 29 March.
    let dates = [
        "2026-03-15T23:59:59",
        "2026-03-16",
        "2026-03-18T12:00:00",
        "2026-03-22T23:59:59",
        "2026-03-23T00:00:00",
        "2026-03-28",
        "2026-03-29T02:30:00",
        "2026-03-29T23:30:00",
        "2026-03-30",
    ];
    let mut site = settings();
    for (number, date) in dates.iter().enumerate() {
        let text = story(&format!("Piece {number}"), date, "", "Told.");
        site = site.with(&format!("content/stories/piece-{number}.md"), &text);
    }
    let begin = 1_773_615_600; // Monday 16 March, 00:00 in Oslo.
    let mut announced: BTreeMap<String, Seen> = BTreeMap::new();
    let mut pieces: BTreeMap<String, usize> = BTreeMap::new();
    for hour in 0..=14 * 24 {
        let now = Instant::from_seconds(begin + hour * 3600).unwrap();
        let found = entries(&site, now, FEEDS[2]);
        let published: Vec<&String> = found.iter().map(|entry| &entry.published).collect();
        assert!(published.is_sorted_by(|newer, older| newer > older), "newest first: {published:?}");
        for entry in found {
            assert!(entry.published <= now.rfc3339(), "{} before its time", entry.id);
            match announced.get(&entry.id) {
                Some(before) => assert_eq!(*before, entry, "at {}", now.rfc3339()),
                None => {
                    for number in 0..dates.len() {
                        if entry.content.contains(&format!("/stories/piece-{number}/&quot;"))
                            || entry.content.contains(&format!("/stories/piece-{number}/\""))
                        {
                            *pieces.entry(format!("piece-{number}")).or_default() += 1;
                        }
                    }
                    announced.insert(entry.id.clone(), entry);
                }
            }
        }
    }
    let ids: Vec<&str> = announced.keys().map(String::as_str).collect();
    let week = |monday: &str, week: &str| format!("tag:ebb.example,{monday}:/newsletter/weekly/2026-{week}");
    assert_eq!(ids, [week("2026-03-09", "W11"), week("2026-03-16", "W12"), week("2026-03-23", "W13")]);
    // The last one is of a week that has just begun.
    let once: BTreeMap<String, usize> = (0..8).map(|number| (format!("piece-{number}"), 1)).collect();
    assert_eq!(pieces, once);
}

#[test]
fn a_change_to_what_is_a_month_old_moves_no_id_no_place_and_no_day() {
    let edition = |body: &str, more: &str| {
        format!("+++\ntitle = \"Letter 1\"\nnumber = 1\ndate = 2026-02-10\n{more}+++\n\n{body}\n")
    };
    let mut site = settings();
    for day in 1..=5 {
        let text = story("A piece", &format!("2026-02-0{day}"), "", "Told.");
        site = site.with(&format!("content/stories/piece-{day}.md"), &text);
    }
    site = site.with("content/newsletter/1.md", &edition("Dear all.", ""));
    let changed = site
        .clone()
        .with(
            "content/stories/piece-3.md",
            &story("Another title", "2026-02-03", "updated = 2026-03-20\n", "Told better."),
        )
        .with("content/newsletter/1.md", &edition("Dear everybody.", "updated = 2026-03-20\n"));
    let now = Instant::parse("2026-03-21", &Zone::utc()).unwrap();
    for feed in FEEDS {
        let (before, after) = (entries(&site, now, feed), entries(&changed, now, feed));
        let places = |entries: &[Seen]| -> Vec<(String, String)> {
            entries.iter().map(|entry| (entry.id.clone(), entry.published.clone())).collect()
        };
        assert!(!before.is_empty(), "{feed} is empty");
        assert_eq!(places(&before), places(&after), "{feed}");
        let updated: BTreeSet<&str> = after.iter().map(|entry| entry.updated.as_str()).collect();
        assert!(updated.contains("2026-03-19T23:00:00Z"), "{feed}: {updated:?}");
        assert_ne!(before, after, "{feed} does not have the new words");
    }
}

#[test]
fn what_is_too_long_for_a_letter_is_begun_there_and_read_on_the_site() {
    let paragraph = format!("{}\n\n", "Words of a long story. ".repeat(40));
    let site = settings()
        .with("content/stories/long.md", &story("Long", "2026-02-03", "", &paragraph.repeat(150)))
        .with("content/stories/short.md", &story("Short", "2026-02-04", "", &paragraph.repeat(20)));
    let now = Instant::parse("2026-03-21", &Zone::utc()).unwrap();
    for feed in &FEEDS[1..] {
        let found = entries(&site, now, feed);
        let all: String = found.iter().map(|entry| entry.content.as_str()).collect();
        assert!(found.iter().all(|entry| entry.content.len() < 90_000), "{feed}");
        assert!(all.contains("Continue reading: Long") && !all.contains("Continue reading: Short"), "{feed}");
        assert!(all.matches("Words of a long story").count() > 20 * 40, "{feed} has all of the short one");
    }
}

#[test]
fn a_site_without_letters_has_no_feeds_for_them() {
    let quiet =
        LittleSite::parse("-- retell.toml --\ntitle = \"Ebb\"\nbase_url = \"https://ebb.example/\"\n")
            .unwrap()
            .with("content/stories/one.md", &story("One", "2026-02-03", "", "Told."));
    let files = quiet.build().files;
    assert!(FEEDS.iter().all(|feed| !files.contains_key(*feed)), "{:?}", files.keys());
    let files = quiet
        .with(
            "content/newsletter/1.md",
            "+++\ntitle = \"L\"\nnumber = 1\ndate = 2026-02-10\n+++\nDear all.\n",
        )
        .build()
        .files;
    assert!(FEEDS.iter().all(|feed| files.contains_key(*feed)), "{:?}", files.keys());
}
