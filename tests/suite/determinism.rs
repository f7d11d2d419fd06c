//! The same sources give the same bytes, and whatever text they hold, what is written can be read.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use quick_xml::events::Event;
use rayon::prelude::*;
use retell::output::{Artifact, Output};

use crate::little_site::{self, LittleSite, without_carried};

fn with_threads(threads: usize, site: &LittleSite) -> BTreeMap<String, Arc<[u8]>> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let built = site.build();
        // Asked for by all threads at once, in whatever order that is.
        let paths: Vec<_> = built.site.paths().into_iter().chain(built.site.later().unwrap()).collect();
        let files = paths.into_par_iter().filter_map(|path| match built.site.artifact(&path) {
            Ok(Artifact::Bytes(bytes)) => Some((path.as_str().to_owned(), bytes)),
            _ => None,
        });
        files.collect()
    })
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    for (name, site) in little_site::all() {
        let one = with_threads(1, &site);
        let four = with_threads(4, &site);
        assert!(one == four, "{name} differs between 1 thread and 4");
    }
}

#[test]
fn the_order_in_which_files_are_read_changes_no_byte() {
    for (name, site) in little_site::all() {
        let mut turned = site.clone();
        turned.files.reverse();
        assert!(site.build().files == turned.build().files, "{name} differs with its files in reverse");
    }
}

#[test]
fn the_order_in_which_pages_are_asked_for_changes_no_byte() {
    for (name, site) in little_site::all() {
        let built = site.build();
        let again = site.build();
        // What comes later is asked for first, by its name.
        let later: Vec<_> = again.site.later().unwrap();
        let mut paths: Vec<_> = again.site.paths().into_iter().chain(later).collect();
        paths.reverse();
        for path in paths {
            let Ok(Artifact::Bytes(bytes)) = again.site.artifact(&path) else { continue };
            assert!(built.files.get(path.as_str()) == Some(&bytes), "{name}: {path} differs");
        }
    }
}

/// A story whose front matter stands in the given order.
fn story(order: &[usize], yaml: bool) -> String {
    let toml = [
        "title = \"The ferry\"",
        "summary = \"S.\"",
        "date = 2026-03-05",
        "authors = [\"Nele\", \"Anna\"]",
        "topics = [\"b\", \"a\"]",
        "tags = [\"x\"]",
        "outcome = \"Well.\"",
        "factors = [\"One\", \"Two\"]",
        "series = \"Low water\"",
        "lang = \"en\"",
    ];
    let fence = if yaml { "---" } else { "+++" };
    let lines: Vec<String> = order
        .iter()
        .map(|place| if yaml { toml[*place].replacen(" = ", ": ", 1) } else { toml[*place].to_owned() })
        .collect();
    format!("{fence}\n{}\n{fence}\n\nText.\n", lines.join("\n"))
}

fn with_story(text: &str) -> LittleSite {
    LittleSite::parse("-- retell.toml --\ntitle = \"Ebb\"\nbase_url = \"https://ebb.example/\"\n")
        .unwrap()
        .with("content/stories/ferry.md", text)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_and_the_language_of_front_matter_change_no_byte(
        order in Just((0..10).collect::<Vec<usize>>()).prop_shuffle(),
        yaml: bool,
    ) {
        let plain: Vec<usize> = (0..10).collect();
        let expected = with_story(&story(&plain, false)).build();
        expected.assert_publishable();
        let shuffled = with_story(&story(&order, yaml)).build();
        shuffled.assert_publishable();
        for (path, bytes) in &expected.files {
            prop_assert!(shuffled.files.get(path) == Some(bytes), "{} differs", path);
        }
        prop_assert_eq!(expected.files.len(), shuffled.files.len());
    }

    #[test]
    fn whatever_the_words_every_xml_and_json_file_can_be_read(words in hostile()) {
        every_file_can_be_read(&words);
    }
}

/// Texts made of what breaks writers.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("</script>".to_owned()),
        Just("<!--".to_owned()),
        Just("]]>".to_owned()),
        Just("&amp;".to_owned()),
        Just("\"'`".to_owned()),
        Just("\\".to_owned()),
        Just("{{ x }}{% y %}".to_owned()),
        Just("\u{0}\u{b}\u{1f}\u{7f}\u{fffe}\u{ffff}\u{fdd0}".to_owned()),
        Just("\u{2028}\u{2029}\u{feff}".to_owned()),
        Just("\u{202e}\u{5d0}\u{627}".to_owned()),
        Just("\u{1f600}\u{1f468}\u{200d}\u{1f469}".to_owned()),
        Just("a".to_owned()),
        any::<String>(),
    ];
    prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}

#[test]
fn hostile_words_are_words() {
    for words in
        ["</script><script>alert(1)</script>", "]]>", "a\u{0}\u{8}b", "\u{1f600}", "\u{202e}abc", "--><b>"]
    {
        every_file_can_be_read(words);
    }
}

/// Builds a site that has these words in every field that takes words.
fn every_file_can_be_read(words: &str) {
    let quoted = toml_text(words);
    let front = format!(
        "+++\ntitle = {quoted}\nsummary = {quoted}\ndate = 2026-03-05\nauthors = [{quoted}]\nslug = \"s\"\n\
         outcome = {quoted}\nfactors = [{quoted}]\nlicense = {quoted}\n+++\n\n"
    );
    let site = with_story(&format!("{front}{}\n", words.replace('\0', ""))).with(
        "retell.toml",
        &format!(
            "title = {}\nbase_url = \"https://ebb.example/\"\ndescription = {quoted}\n",
            toml_text(&format!("E{words}"))
        ),
    );
    let built = site.build();
    let mut xml = 0;
    let mut json = 0;
    // Letters and pictures are no texts, nor are the packed files of the search.
    let is_text = |path: &str| !path.ends_with(".woff2") && !path.ends_with(".bin");
    for (path, bytes) in built.files.iter().filter(|(path, _)| is_text(path)) {
        let text = std::str::from_utf8(bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
        if path.ends_with(".xml") {
            xml += 1;
            read_xml(path, text);
        }
        if path.ends_with(".html") {
            json += read_json_ld(path, &without_carried(text));
        }
    }
    assert!(xml > 0, "{}", built.report());
    // A title of nothing that can be shown may keep the page from being made; then it is said.
    let errors = retell::diagnostic::totals(&built.found).errors;
    assert!(json > 0 || errors > 0, "{}", built.report());
}

fn toml_text(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", c as u32)),
            c => out.push(c),
        }
    }
    out + "\""
}

fn read_xml(path: &str, text: &str) {
    let legal = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    assert!(text.chars().all(legal), "{path} holds a character that XML does not allow");
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut open = 0;
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{path}: {error}\n{text}")) {
            Event::Start(start) => {
                open += 1;
                for attribute in start.attributes() {
                    attribute.unwrap_or_else(|error| panic!("{path}: {error}"));
                }
            }
            Event::End(_) => open -= 1,
            Event::GeneralRef(name) => {
                let known = ["amp", "lt", "gt", "quot", "apos"].iter().any(|known| *name == **known);
                assert!(known || name.is_char_ref(), "{path}: &{name:?};");
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open, 0, "{path} ends too early");
}

/// Reads each block of JSON-LD as a browser finds it, and gives their number.
fn read_json_ld(path: &str, text: &str) -> usize {
    let mut found = 0;
    let mut rest = text;
    while let Some(begin) = rest.find("<script") {
        let tag = &rest[begin..];
        let body = &tag[tag.find('>').unwrap() + 1..];
        let end = body.find("</script>").unwrap_or_else(|| panic!("{path}: a script without an end"));
        // The modules of the search, which are fetched and hold no words of anybody.
        let fetched = ["/search/", "/theme/search-keys.", "/theme/search-page."]
            .iter()
            .any(|from| tag.starts_with(&format!("<script type=\"module\" src=\"{from}")));
        if fetched && end == 0 {
            rest = &body[end..];
            continue;
        }
        assert!(
            tag.starts_with("<script type=\"application/ld+json\">"),
            "{path}: {}",
            &tag[..60.min(tag.len())]
        );
        let value: serde_json::Value = serde_json::from_str(&body[..end])
            .unwrap_or_else(|error| panic!("{path}: {error}\n{}", &body[..end]));
        assert!(value.is_object(), "{path}");
        found += 1;
        rest = &body[end..];
    }
    found
}
