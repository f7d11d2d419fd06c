//! Front matter of every system, against the built-in kinds.

use std::collections::BTreeMap;

use super::*;
use crate::config::Taxonomy;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::front;
use crate::kind::{FieldValue, Fields, Kinds, load, tests::built_in};
use crate::source::SourcePath;

fn taxonomies() -> Vec<Taxonomy> {
    let taxonomy = |name: &str, from: &[&str]| Taxonomy {
        name: name.into(),
        title: name.into(),
        from: from.iter().map(|key| (*key).to_owned()).collect(),
        feed: true,
        aliases: BTreeMap::new(),
    };
    vec![
        taxonomy("topics", &["topics", "topic", "categories", "category"]),
        taxonomy("tags", &["tags", "tag"]),
        taxonomy("places", &["place_words"]),
    ]
}

struct Read {
    kind: String,
    meta: Meta,
    fields: Fields,
    found: Vec<Diagnostic>,
}

fn read_with(kinds: &Kinds, path: &str, text: &str) -> Read {
    let file = SourcePath::new(path);
    let meant = BTreeMap::from([("article".to_owned(), "essay".to_owned())]);
    let taxonomies = taxonomies();
    let rules =
        Rules { kinds, meant: &meant, taxonomies: &taxonomies, html: HtmlPolicy::Safe, has_authors: false };
    let mut found = Vec::new();
    let front = front::read(&file, text).tell(&mut found);
    let kind = kind_of(&file, &front.table, &kinds.for_folder(file.folder()), kinds, &meant).tell(&mut found);
    let (meta, fields) = read(&file, &front, &kind, &rules).tell(&mut found);
    Read { kind: kind.name.clone(), meta, fields, found }
}

fn read_at(path: &str, text: &str) -> Read {
    read_with(&load(&built_in(), "default").value, path, text)
}

fn words(found: &[Diagnostic]) -> Vec<(&str, &str)> {
    found.iter().map(|found| (found.code.code, found.message.as_str())).collect()
}

/// The same, without the places.
fn unplaced(mut meta: Meta) -> Meta {
    fn at<T>(at: &mut At<T>) {
        at.range = 0..0;
    }
    meta.authors.iter_mut().for_each(at);
    meta.aliases.iter_mut().for_each(at);
    meta.terms.values_mut().flatten().for_each(at);
    meta.named.values_mut().flatten().for_each(at);
    meta.url.iter_mut().for_each(at);
    meta.series.iter_mut().for_each(at);
    meta.part.iter_mut().for_each(at);
    meta.image.iter_mut().for_each(|image| at(&mut image.src));
    meta
}

const TOML: &str = r#"+++
title = "Pager storm"
date = 2021-12-20T00:00:00-07:00
updated = 2022-01-03
authors = ["craque"]
url = "/2021/12/20/pager-storm/"
aliases = ["/old/"]
summary = "A storm."
topics = ["operations", "sre"]
tags = ["on call"]
series = "storms"
draft = true
image = "storm.png"
lang = "en"
search = false
+++
"#;

const ZOLA: &str = r#"+++
title = "Pager storm"
date = "2021-12-20T00:00:00-07:00"
updated = 2022-01-03
path = "2021/12/20/pager-storm"
aliases = ["/old/"]
draft = true
authors = ["craque"]
in_search_index = false
language = "en"
subtitle = "A storm."
image = "storm.png"
weight = 0
template = ""
[taxonomies]
categories = ["operations", "sre"]
tags = ["on call"]
series = ["storms"]
"#;

const JEKYLL: &str = "---
layout: post
title:  Pager storm
date:   2021-12-20 00:00 -0700
last_modified_at: 2022-01-03
author: craque
permalink: /2021/12/20/pager-storm/
redirect_from: /old/
excerpt: >
  A
  storm.
category: operations
categories: [sre]
tag: on call
series: storms
published: no
thumbnail: storm.png
locale: en
search: off
---
";

const HUGO: &str = "---
Title: Pager storm
type: post
date: 2021-12-20T00:00:00-07:00
lastmod: 2022-01-03
author:
  name: craque
url: /2021/12/20/pager-storm/
aliases:
  - /old/
summary: A storm.
categories:
  - operations
  - sre
tags: [on call]
series: [storms]
draft: true
cover:
  image: storm.png
  hidden: true
language: en
search: false
expiryDate:
---
";

#[test]
fn the_same_facts_in_every_spelling_are_the_same_facts() {
    let zola = format!("{ZOLA}+++\n");
    let first = read_at("content/posts/a.md", TOML);
    assert_eq!(words(&first.found), []);
    let expected = unplaced(first.meta);
    assert_eq!(expected.date.map(|date| date.long()).as_deref(), Some("20 December 2021"));
    assert_eq!(expected.terms["topics"].len(), 2);
    for text in [zola.as_str(), JEKYLL, HUGO] {
        let other = read_at("content/posts/a.md", text);
        assert_eq!(words(&other.found), [], "{text}");
        let mut meta = unplaced(other.meta);
        assert!(meta.extra.keys().all(|key| key == "weight"), "{:?}", meta.extra);
        meta.extra.clear();
        assert_eq!(meta, expected, "{text}");
    }
}

#[test]
fn a_real_post_of_hugo_is_read_as_it_is() {
    let text = "---\ntitle: Practice of Practice Gamelan\ndescription: Site Reliability Engineering\nauthor: craque\n\
                type: post\ndate: 2021-12-20T00:00:00-07:00\nurl: /2021/12/20/practice/\ncategories:\n  - improvisation\n  \
                - operations\n  - reliability\n  - technology\n  - complexity\ntags:\n  - resilience\n  - sre\n\n---\n\n<i>\n";
    for (path, kind) in
        [("content/posts/a.md", "post"), ("content/a.md", "post"), ("content/essays/a.md", "essay")]
    {
        let read = read_at(path, text);
        assert_eq!(words(&read.found), [], "{path}");
        assert_eq!(read.kind, kind, "{path}");
        assert_eq!((read.meta.terms["topics"].len(), read.meta.terms["tags"].len()), (5, 2));
        assert_eq!(read.meta.url.unwrap().value, "/2021/12/20/practice/");
    }
}

const STORY: &str = "title = \"A\"\nsummary = \"B\"\nauthors = \"c\"\ndate = 2024-03-05\n";

/// A story with these lines, which gives these findings.
fn story(lines: &str) -> Read {
    read_at("content/stories/a.md", &format!("+++\n{STORY}{lines}\n+++\n"))
}

#[test]
fn each_mistake_is_told_once() {
    for (lines, code, message) in [
        ("athors = [\"ana\"]", "F03", "a story has no field `athors`"),
        ("drfat = true", "F03", "a story has no field `drfat`"),
        ("root_cause = \"haste\"", "F03", "a story has no field `root_cause`"),
        ("near_miss = \"perhaps\"", "F04", "`near_miss` wants `true` or `false`, not text"),
        ("updated = \"last Tuesday\"", "F04", "`updated` is no date"),
        ("role = \"respnder\"", "F04", "`role` cannot be `respnder`"),
        ("status = \"done\"", "F04", "`status` cannot be `done`"),
        ("excerpt = \"Another\"", "F09", "`summary` and `excerpt` both mean `summary` here, and differ"),
        (
            "published = true\ndraft = true",
            "F09",
            "`published` and `draft` both mean `draft` here, and differ",
        ),
        (
            "canonical = \"javascript:x\"",
            "L08",
            "`canonical` begins with `javascript:`, `vbscript:` or `data:`, which no page links to",
        ),
        (
            "canonical = \"/x/\"",
            "F04",
            "`canonical` is no URL; it begins with `https:`, `http:` or `mailto:`",
        ),
        (
            "image = \" Data:text/html,x\"",
            "L08",
            "`image` begins with `javascript:`, `vbscript:` or `data:`, which no page links to",
        ),
        ("html = \"trusted\"", "F04", "`html` can only be stricter than the site's, which is `safe`"),
        ("search_weight = 3", "F04", "`search_weight` is a number from 0.5 to 2"),
        ("series = [\"a\", \"b\"]", "F04", "`series` wants the id of a series, not a list"),
        ("tags = [[\"a\"]]", "F04", "`tags` wants text in quotes, not a list"),
        ("changes = [{ date = 2024-03-06 }]", "F02", "`changes` needs the field `what`"),
        ("kind = \"storry\"", "F04", "`kind` names the kind `storry`, which does not exist"),
        ("layout = \"gallery\"", "F10", "`layout` names no kind here and is kept in `extra`"),
        ("render = false", "F13", "`render` is read as `draft`: this document gets no page"),
        ("extra = 3", "F04", "`extra` wants a table, not a number"),
        ("taxonomies = 3", "F04", "`taxonomies` wants a table, not a number"),
        ("image = { src = \"a.png\", atl = \"x\" }", "F03", "`image` has no field `atl`"),
        ("lang = \"English please\"", "F04", "`lang` is no language; it is a tag such as `en` or `pt-BR`"),
    ] {
        let read = story(lines);
        assert_eq!(words(&read.found), [(code, message)], "{lines}");
    }
}

#[test]
fn an_unknown_field_says_what_was_meant_and_what_there_is() {
    let mut sources = built_in();
    let file = "content/stories/_kind.toml";
    sources.insert_text(file, "[fields]\nmood = { type = \"text\" }\n");
    let kinds = load(&sources, "default").value;
    let read = read_with(&kinds, "content/stories/a.md", &format!("+++\n{STORY}athors = \"ana\"\n+++\n"));
    let found = &read.found[0];
    assert_eq!(found.label, "did you mean `authors`?");
    assert_eq!(found.fix.as_ref().unwrap().edits[0].text, "authors");
    assert!(
        found.help[0].starts_with("fields of a story: summary, authors, date, when, "),
        "{:?}",
        found.help
    );
    assert_eq!(found.related[0].0.file.as_str(), file);
    let cause = story("root_cause = \"haste\"").found[0].help.join(" ");
    assert!(cause.contains("`factors`") && !cause.contains("fields of"), "{cause}");
}

#[test]
fn a_missing_field_shows_the_line_to_add_in_the_documents_language() {
    let help = |text: &str| -> Vec<String> {
        read_at("content/stories/a.md", text).found.iter().map(|found| found.help[0].clone()).collect()
    };
    let toml = ["add: summary = \"…\"", "add: authors = [\"…\"]", "add: date = 2024-03-05"];
    assert_eq!(help("+++\ntitle = \"A\"\n+++\n"), toml);
    assert_eq!(help("---\ntitle: A\nauthor: b\ndate: 2024-03-05\n---\n"), ["add: summary: \"…\""]);
    assert_eq!(help("Text")[2], "add: +++\ndate = 2024-03-05\n+++");
}

#[test]
fn what_follows_from_one_mistake_is_not_told() {
    for text in [
        "+++\ntitle = \"A\nsummary = \"B\"\n+++\n",
        "+++\ntitle = \"A\"\n",
        "---\ntitle: [A\n---\n",
        "+++\nsumary = \"B\"\nauthors = \"c\"\ndate = 2024-03-05\n+++\n",
        "+++\nexcrept = \"B\"\nauthors = \"c\"\ndate = 2024-03-05\n+++\n",
        "+++\nsummary = [\"B\"]\nauthors = \"c\"\ndate = 2024-03-05\n+++\n",
        "+++\nsummary = \"B\"\nauthors = \"c\"\ndate = \"soon\"\n+++\n",
        "+++\nsummary = \"B\"\nauhtor = \"c\"\ndate = 2024-03-05\n+++\n",
    ] {
        let found = read_at("content/stories/a.md", text).found;
        assert_eq!(found.len(), 1, "{text}: {:?}", words(&found));
    }
}

#[test]
fn one_field_may_stand_in_for_another() {
    let ok = |path: &str, text: &str| {
        let read = read_at(path, text);
        assert_eq!(words(&read.found), [], "{text}");
        read
    };
    ok("content/stories/a.md", "+++\ndescription = \"B\"\nauthors = \"c\"\ndate = 2024-03-05\n+++\n");
    let named = ok("content/stories/2024-03-05-a.md", "+++\nsummary = \"B\"\nauthors = \"c\"\n+++\n");
    assert_eq!(named.meta.date.unwrap().iso_day(), "2024-03-05");
    ok("content/stories/2024-03-05-a/index.md", "+++\nsummary = \"B\"\nauthors = \"c\"\n+++\n");
    let person =
        ok("content/people/ana.md", "---\nname: Ana\nlinks: {name: Home, url: 'https://a.example'}\n---\n");
    assert_eq!(person.meta.title, "Ana");
    assert_eq!(person.fields["listed"].value, FieldValue::Flag(true));
    let titled = ok("content/people/ana.md", "---\ntitle: Ana\n---\n");
    assert_eq!(titled.fields["name"].value, FieldValue::Text("Ana".into()));
    // A draft may leave a required field empty, as a new one does.
    ok(
        "content/stories/a.md",
        "+++\nsummary = \"\"\nauthors = \"c\"\ndate = 2024-03-05\ndraft = true\n+++\n",
    );
    let empty =
        read_at("content/stories/a.md", "+++\nsummary = \"\"\nauthors = \"c\"\ndate = 2024-03-05\n+++\n");
    assert_eq!(words(&empty.found), [("F02", "a story needs the field `summary`")]);
    let photo = read_at("content/people/ana.md", "---\nname: Ana\nphoto: ana.jpg\n---\n");
    assert_eq!(words(&photo.found), [("F02", "a person needs the field `alt`")]);
}

#[test]
fn a_kind_that_is_not_strict_keeps_what_it_does_not_know() {
    let read = read_at(
        "content/posts/a.md",
        "---\ntitle: A\ndate: 2024-03-05\nmood: calm\nShowToc: true\nweight: 3\nparams: {color: red}\nextra: {size: 2}\ntpoics: [x]\n---\n",
    );
    assert_eq!(words(&read.found), [("F03", "a post has no field `tpoics`")]);
    assert_eq!(read.found[0].severity, Severity::Warning);
    let mut keys: Vec<&str> = read.meta.extra.keys().map(String::as_str).collect();
    keys.sort();
    assert_eq!(keys, ["ShowToc", "color", "mood", "size", "tpoics", "weight"]);
    assert_eq!(read.meta.extra["mood"], "calm");
}

#[test]
fn case_makes_no_other_field_of_a_field_of_ours() {
    let read =
        read_at("content/posts/a.md", "---\nTitle: A\nDraft: Yes\npublishdate: 2024-03-05\nTags: [x]\n---\n");
    assert_eq!(words(&read.found), []);
    assert!(read.meta.draft && read.meta.publish_at.is_some() && read.meta.terms.contains_key("tags"));
}

#[test]
fn terms_are_joined_and_commas_part_none() {
    let read = read_at(
        "content/posts/a.md",
        "+++\ntopics = [\"a\"]\ncategory = \"b, c\"\nplace_words = \"Oslo\"\n[taxonomies]\ncategories = [\"a\", \"d\"]\n+++\n",
    );
    assert_eq!(words(&read.found), []);
    let of = |name: &str| read.meta.terms[name].iter().map(|at| at.value.as_str()).collect::<Vec<_>>();
    assert_eq!(of("topics"), ["a", "b, c", "d"]);
    assert_eq!(of("places"), ["Oslo"]);
}

#[test]
fn records_and_lists_are_read_as_authors_write_them() {
    let read = story(
        "image = { src = \"a.png\", alt = \"The quay\" }\nrelated = [\"x\", { to = \"y\", why = \"z\" }]\n\
         changes = { date = 2024-04-01, what = \"A name\" }\nannounce = \"with-date\"\nconcepts = \"drift\"\n\
         surprises = \"It *worked*.\"\nwhen = 2017\nhtml = \"escape\"",
    );
    assert_eq!(words(&read.found), []);
    let meta = &read.meta;
    assert_eq!(
        meta.image.as_ref().map(|image| (image.src.value.as_str(), image.alt.as_str())),
        Some(("a.png", "The quay"))
    );
    assert_eq!((meta.related[0].to.value.as_str(), meta.related[1].why.as_str()), ("x", "z"));
    assert_eq!(
        (meta.changes.len(), meta.announce, meta.html),
        (1, Some(Announce::WithDate), Some(HtmlPolicy::Escape))
    );
    assert_eq!(meta.named["concepts"][0].value, "drift");
    assert_eq!(read.fields["when"].value, FieldValue::Text("2017".into()));
    assert!(matches!(&read.fields["surprises"].value, FieldValue::List(all) if all.len() == 1));
    assert_eq!(read.fields["account"].value, FieldValue::Text("own".into()));
}

#[test]
fn an_episode_with_its_recording_and_speakers_is_read() {
    let read = read_at(
        "content/podcast/1.md",
        "---\ntitle: One\ndate: 2024-03-05\nshow: lost-pages\nnumber: 012\nguests: Rui Amaral\nspeakers: {Rui: Rui Amaral}\n\
         audio: {url: https://a.example/1.mp3, type: audio/mpeg, bytes: 12, secs: 5}\n---\n",
    );
    assert_eq!(
        words(&read.found),
        [("F03", "`audio` has no field `secs`"), ("F02", "`audio` needs the field `seconds`")]
    );
    assert_eq!(read.fields["number"].value, FieldValue::Number(12.0));
    assert!(matches!(&read.fields["speakers"].value, FieldValue::Record(all) if all[0].0 == "Rui"));
}

#[test]
fn the_kind_is_said_by_kind_then_folder_then_type() {
    let kind = |path: &str, line: &str| read_at(path, &format!("---\ntitle: A\n{line}\n---\n")).kind;
    assert_eq!(kind("content/a.md", "title2: x"), "page");
    assert_eq!(kind("content/a.md", "type: post"), "post");
    assert_eq!(kind("content/a.md", "layout: article"), "essay", "as [kinds] says");
    assert_eq!(kind("content/a.md", "type: stories"), "story", "by its folder");
    assert_eq!(kind("content/a.md", "layout: single"), "page");
    assert_eq!(kind("content/stories/a.md", "type: essay"), "story", "weaker than the folder");
    assert_eq!(kind("content/stories/a.md", "kind: essay"), "essay");
    assert_eq!(kind("content/a.md", "kind: work"), "page", "a work is no document");
}
