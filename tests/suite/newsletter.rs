//! `retell newsletter draft`: what is in the letter, what is never in it twice, what is left alone.

use crate::commands::{Ran, Site};

const SETTINGS: &str = "title = \"Ebb & Relay\"\nbase_url = \"https://ebb.example/\"\ntimezone = \"Europe/Oslo\"\n\
    \n[newsletter]\ntitle = \"Low water\"\n";

const WORKS: &str = "[hutchins1995]\ntype = \"book\"\ntitle = \"Cognition in the *Wild*\"\nauthors = [\"Hutchins, Edwin\"]\nyear = 1995\n\
    doi = \"10.7551/mitpress/1881.001.0001\"\n\n[woods2018]\ntype = \"article\"\ntitle = \"The theory of graceful extensibility\"\n\
    authors = [\"Woods, David\", \"{Marine Board, Norway}\"]\nyear = 2018\nurl = \"https://works.example/a_(b)\"\n";

/// A site with two letters, and what came since the second, which covers all until 1 March.
fn site() -> Site {
    let site = Site::nothing();
    site.write("retell.toml", SETTINGS);
    site.write("content/library/works.toml", WORKS);
    let story = |name: &str, title: &str, date: &str, more: &str| {
        let text = format!(
            "+++\ntitle = \"{title}\"\nsummary = \"S.\"\ndate = {date}\nauthors = [\"Nele\"]\n{more}+++\n\nTold.\n"
        );
        site.write(&format!("content/{name}.md"), &text);
    };
    story("stories/told", "Told in the first letter", "2026-01-20", "");
    story("stories/forgotten", "In no letter", "2026-02-02", "source = \"hutchins1995\"\n");
    story(
        "stories/older",
        "Older, and changed",
        "2026-01-21",
        "changes = [{ date = 2026-03-04, what = \"The ramp was *not* steep.\" }, { date = 2026-02-01, what = \"A comma.\" }]\n",
    );
    story("stories/last-day", "On the last day of the letter before", "2026-03-01T23:30:00", "");
    story("stories/ferry", "The ferry", "2026-03-02", "source = \"hutchins1995\"\n");
    story("stories/again", "The ferry again", "2026-03-05T10:00:00", "source = \"woods2018\"\n");
    story("stories/private", "Not for letters", "2026-03-03", "newsletter = false\n");
    story("stories/draft", "Not out", "2026-03-03", "draft = true\n");
    story("stories/tomorrow", "Beds counted twice", "2026-03-21", "announce = \"with-date\"\n");
    story("stories/some-day", "A [quiet] one", "2026-04-02", "announce = true\n");
    story("essays/chairs", "Twenty-three chairs", "2026-03-04", "");
    story("concepts/drift", "Drift", "2026-03-03", "definition = \"D.\"\n");
    story("posts/hello", "A post that asks to be in", "2026-03-06", "newsletter = true\n");
    let event = |name: &str, starts: &str| {
        let text = format!(
            "+++\ntitle = \"Evening {name}\"\nsummary = \"S.\"\ndate = 2026-01-02\nstarts = {starts}\nplace = \"Brennes\"\n+++\n\nCome.\n"
        );
        site.write(&format!("content/events/{name}.md"), &text);
    };
    event("one", "2026-03-26T18:30:00");
    event("two", "2026-05-26T18:30:00");
    event("over", "2026-03-01T18:30:00");
    let letter = |number: u8, items: &str, until: &str| {
        let text = format!(
            "+++\ntitle = \"Letter {number}\"\nnumber = {number}\ndate = {until}\nitems = [{items}]\ncovers = {{ from = 2026-01-01, until = {until} }}\n+++\n\nDear all.\n"
        );
        site.write(&format!("content/newsletter/{number}.md"), &text);
    };
    letter(1, "\"@/stories/told.md\"", "2026-01-31");
    letter(2, "\"@/stories/older.md\"", "2026-03-01");
    site
}

const NOW: &str = "2026-03-10T09:00:00+01:00";

fn draft(site: &Site, more: &[&str]) -> Ran {
    site.run(&[&["newsletter", "draft", "--now", NOW], more].concat())
}

const LETTER: &str = r##"+++
title = "Low water #3"
# The line in the inbox. It may well say what is in the letter.
subject = "Low water #3"
# The line that inboxes show after it.
# preheader = ""
number = 3
# The day it is sent.
date = 2026-03-10
draft = true
# What the letter presents, in this order. Take out what you like.
items = [
  # Stories
  "@/stories/ferry.md",  # The ferry
  "@/stories/again.md",  # The ferry again
  # Essays
  "@/essays/chairs.md",  # Twenty-three chairs
  # Posts
  "@/posts/hello.md",  # A post that asks to be in
]
# Older, and in no letter yet; to take one in, move it up into the list.
#   "@/stories/last-day.md",  # On the last day of the letter before
#   "@/stories/forgotten.md",  # In no letter
covers = { from = 2026-03-02, until = 2026-03-10T09:00:00+01:00 }
+++

<!--
Please open the letter here, in your own words: what this time was about, what readers wrote back,
what you ask of them. Each heading below may go, and every sentence may change; the pieces of `items`
stand where the block `items` is. Then take this out, and `draft = true` as well.
-->

```items
```

## What we read

- [The theory of graceful extensibility](<https://works.example/a_(b)>) (Woods and Marine Board, Norway, 2018), in [The ferry again](@/stories/again.md)

## Dates

- 26 March 2026, 18:30: [Evening one](@/events/one.md), Brennes

## To come

- Beds counted twice (story, on 21 March 2026)
- A \[quiet\] one (story)

## Looked at again

- [Older, and changed](@/stories/older.md): The ramp was \*not\* steep.
"##;

#[test]
fn a_letter_is_begun_with_all_that_is_new_and_is_a_draft_that_builds_at_once() {
    let site = site();
    let ran = draft(&site, &[]).ends_with(0);
    assert_eq!(ran.out, "content/newsletter/3.md\n");
    assert_eq!(site.read("content/newsletter/3.md"), LETTER);
    for named in ["@/stories/last-day.md", "@/stories/forgotten.md"] {
        assert!(ran.err.contains(named), "{}", ran.err);
    }
    let built = site.run(&["build", "--drafts", "--now", NOW]).ends_with(0);
    assert!(!built.err.contains("content/newsletter/3.md"), "{}", built.err);
    // The pieces stand where the block is, above what the editor may say of other things.
    for file in ["index.html", "email.html", "email.txt"] {
        let text = site.read(&format!("public/newsletter/3/{file}"));
        let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{file} lacks {words}:\n{text}"));
        let section = text.rfind("What we read").unwrap_or_else(|| panic!("{file}:\n{text}"));
        assert!(at("The ferry") < section && at("Twenty-three chairs") < section, "{file}:\n{text}");
        assert!(!text.contains("language-items"), "{file}:\n{text}");
    }
    // What cannot be read may be missing, and so it is said.
    let other = self::site();
    other.write("content/about.md", "+++\ntitle = \n+++\n");
    let errors = draft(&other, &[]).ends_with(0).err;
    assert!(errors.contains("there is an error in the content, so something may be missing"), "{errors}");
    assert_eq!(other.read("content/newsletter/3.md"), LETTER, "the same moment, the same bytes");
}

#[test]
fn a_letter_that_waits_is_named_and_left_alone() {
    let site = site();
    draft(&site, &[]).ends_with(0);
    site.write("content/newsletter/3.md", &LETTER.replace("Please open", "I am opening"));
    let again = draft(&site, &[]).ends_with(0);
    assert_eq!(again.out, "");
    assert!(again.err.contains("newsletter/3.md is a draft and waits for you; nothing"), "{}", again.err);
    site.run(&["newsletter", "draft", "--now", "2026-03-22"])
        .ends_with(0)
        .err
        .find("@/stories/tomorrow.md")
        .unwrap();
    assert!(site.read("content/newsletter/3.md").contains("I am opening"));
    assert!(!site.run(&["plan", "--drafts", "--now", NOW]).out.contains("newsletter/4/"));
}

#[test]
fn after_a_letter_is_out_the_next_one_repeats_nothing() {
    let site = site();
    draft(&site, &[]).ends_with(0);
    site.write("content/newsletter/3.md", &LETTER.replace("draft = true\n", ""));
    let none = draft(&site, &[]).ends_with(0);
    assert_eq!(none.out, "");
    assert!(none.err.contains("there is nothing new since 10 March 2026"), "{}", none.err);
    // Later there is one new piece; the events and titles of the letter before are still to come.
    let next = site.run(&["newsletter", "draft", "--now", "2026-03-22"]).ends_with(0);
    assert_eq!(next.out, "content/newsletter/4.md\n");
    let text = site.read("content/newsletter/4.md");
    assert!(text.contains("  \"@/stories/tomorrow.md\",  # Beds counted twice\n]"), "{text}");
    assert!(text.contains("from = 2026-03-10T09:00:00+01:00, until = 2026-03-22T00:00:00+01:00"), "{text}");
    for told in ["ferry", "Evening", "quiet", "steep", "Woods", "chairs"] {
        assert!(!text.contains(told), "{told} is told again:\n{text}");
    }
}

#[test]
fn a_first_letter_goes_back_a_month_and_days_may_be_given() {
    let site = site();
    for number in 1..=2 {
        std::fs::remove_file(site.path().join(format!("content/newsletter/{number}.md"))).unwrap();
    }
    draft(&site, &[]).ends_with(0);
    let text = site.read("content/newsletter/1.md");
    assert!(text.contains("covers = { from = 2026-02-07, until = 2026-03-10T09:00:00+01:00 }"), "{text}");
    assert!(text.contains("  \"@/stories/last-day.md\"") && !text.contains("\n  \"@/stories/forgotten.md\""));
    std::fs::remove_file(site.path().join("content/newsletter/1.md")).unwrap();
    draft(&site, &["--since", "2026-01-21", "--until", "2026-03-02"]).ends_with(0);
    let text = site.read("content/newsletter/1.md");
    assert!(text.contains("covers = { from = 2026-01-21, until = 2026-03-02 }"), "{text}");
    assert!(
        text.contains("\n  \"@/stories/ferry.md\"") && text.contains("\n  \"@/stories/older.md\""),
        "{text}"
    );
    assert!(!text.contains("chairs") && !text.contains("\n  \"@/stories/told.md\""), "{text}");
    // It is named after the ones before it.
    let padded = Site::nothing();
    padded.write("retell.toml", SETTINGS);
    padded.write(
        "content/newsletter/007.md",
        "+++\ntitle = \"L\"\nnumber = 7\ndate = 2026-01-01\n+++\nDear all.\n",
    );
    padded.write("content/posts/a.md", "+++\ntitle = \"A\"\ndate = 2026-02-01\n+++\nA.\n");
    assert_eq!(draft(&padded, &[]).ends_with(0).out, "content/newsletter/008.md\n");
}

#[test]
fn what_cannot_be_is_said_and_nothing_is_written() {
    let site = site();
    for (arguments, words) in [
        (["--since", "yesterday"], "--since yesterday is no day: write it as 2026-03-09, or `last`"),
        (["--until", "2026-04-01"], "is still to come"),
        (["--since", "2026-03-11"], "is still to come"),
    ] {
        let ran = draft(&site, &arguments).ends_with(2);
        assert!(ran.err.contains(words), "{}", ran.err);
    }
    draft(&site, &["--since", "2026-03-09", "--until", "2026-03-08"]).ends_with(2);
    assert!(!site.path().join("content/newsletter/3.md").exists());
    site.write(
        "content/newsletter/3.md",
        "+++\ntitle = \"L\"\nnumber = 1.5\ndate = 2026-01-01\n+++\nMine.\n",
    );
    let ran = draft(&site, &[]).ends_with(2);
    assert!(ran.err.contains("content/newsletter/3.md is there already"), "{}", ran.err);
    assert!(site.read("content/newsletter/3.md").ends_with("Mine.\n"));
}

#[test]
fn a_piece_that_comes_too_late_for_its_weekly_letter_is_named() {
    let site = site();
    let build = || site.run(&["build", "--now", "2026-03-11"]).ends_with(0).err;
    let told = "joins the week of 2 to 8 March 2026, whose letter is out";
    assert!(!build().contains("joins the week"), "nothing has been published here before");
    let late = "+++\ntitle = \"Late & last\"\nsummary = \"S.\"\ndate = 2026-03-07\nauthors = [\"Nele\"]\n+++\n\nTold.\n";
    site.write("content/stories/late.md", late);
    let first = build();
    assert!(first.contains(&format!("content/stories/late.md {told}")), "{first}");
    assert_eq!(first.matches("joins the week").count(), 1, "{first}");
    // What moves is no new piece, and what is said once is not said again.
    site.write("content/stories/late.md", &late.replace("+++\n\n", "slug = \"moved\"\n+++\n\n"));
    assert!(!build().contains("joins the week"));
    // A week between others that had nothing.
    site.write("content/stories/between.md", &late.replace("03-07", "02-18"));
    assert!(build().contains("content/stories/between.md joins the week of 16 to 22 February 2026"));
}
