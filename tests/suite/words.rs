//! The words of the interface: all of them come from the files of words, and those are whole.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use retell::language::{self, Languages, TABLES};
use retell::source::{BUILT_IN, Content, Sources};

use crate::little_site::{Built, LittleSite};

fn languages() -> Languages {
    let mut sources = Sources::default();
    retell::io::builtin::add_to(&mut sources);
    let told = language::read(&sources, "default", "en");
    assert!(told.diagnostics.is_empty(), "{:?}", told.diagnostics);
    told.value
}

#[test]
fn every_language_that_comes_with_the_program_says_everything() {
    let languages = languages();
    let english = languages.of("en");
    let raw = |tag: &str| {
        let path = format!("{}/themes/default/languages/{tag}.toml", env!("CARGO_MANIFEST_DIR"));
        fs::read_to_string(path).unwrap()
    };
    // As they are written, in their order: what is missing would come from English.
    let keys = |text: &str| -> Vec<String> {
        let mut table = String::new();
        let mut keys = Vec::new();
        for line in text.lines() {
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                table = format!("{name}.");
            } else if let Some((key, _)) = line.split_once(" = ").filter(|(key, _)| !key.contains('"')) {
                keys.push(format!("{table}{key}"));
            }
        }
        keys
    };
    assert!(keys(&raw("en")).len() > 300);
    for words in languages.all() {
        assert_eq!(keys(&raw(&words.language)), keys(&raw("en")), "{}", words.language);
        for key in english.keys() {
            assert_eq!(
                words.slots(key).map(|(_, counts)| counts),
                english.slots(key).map(|(_, counts)| counts),
                "{key}"
            );
        }
    }
}

/// All texts in which a key may be named.
fn texts() -> String {
    let mut all = String::new();
    let mut folders = vec!["src".into(), "themes/default/templates".into()];
    while let Some(folder) = folders.pop() {
        let folder: std::path::PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let is_test = path.file_name().is_some_and(|name| name == "tests.rs");
            match path.extension().and_then(|extension| extension.to_str()) {
                _ if path.is_dir() => folders.push(path),
                Some("rs" | "html") if !is_test => all.push_str(&fs::read_to_string(&path).unwrap()),
                _ => {}
            }
        }
    }
    all
}

#[test]
fn every_phrase_is_said_somewhere_and_every_phrase_that_is_said_is_there() {
    let (languages, texts) = (languages(), texts());
    let english = languages.of("en");
    let of_a_table = |key: &str| {
        key.starts_with("months.") || TABLES.iter().any(|(table, _)| key.starts_with(&format!("{table}.")))
    };
    let unused: Vec<&str> =
        english.keys().filter(|key| !of_a_table(key) && !texts.contains(&format!("\"{key}\""))).collect();
    assert!(unused.is_empty(), "nothing says {unused:?}");
    let known: BTreeSet<&str> = english.keys().chain(TABLES.iter().map(|(table, _)| *table)).collect();
    let mut said = 0;
    for call in ["say(\"", "say(\n", ".count(\"", "key=\""] {
        for after in texts.split(call).skip(1) {
            let key = after.trim_start().trim_start_matches('"').split('"').next().unwrap_or_default();
            let is_key = !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            if is_key && !key.starts_with("own.") {
                said += 1;
                assert!(known.contains(key), "{call}{key}\" is not in en.toml");
            }
        }
    }
    assert!(said > 250, "{said}");
}

#[test]
fn our_own_templates_fill_every_place_of_what_they_say() {
    let mut sources = Sources::default();
    retell::io::builtin::add_to(&mut sources);
    let mut site = LittleSite::parse(
        "-- retell.toml --\ntitle = \"Ebb\"\nbase_url = \"https://ebb.example/\"\ntheme = \"copy\"\n",
    )
    .unwrap();
    let mut templates = 0;
    for file in sources.iter() {
        // As templates of a site's own, which are checked when they are read.
        if let (Some(name), Some(text)) = (file.path.as_str().strip_prefix(BUILT_IN), file.text())
            && name.starts_with("templates/")
        {
            templates += 1;
            site = site.with(&format!("themes/copy/{name}"), &text);
        }
    }
    assert!(templates > 30);
    let report = site.build().report();
    assert!(report.is_empty(), "{report}");
}

/// A language in which everything that the interface says stands in brackets.
fn bracketed() -> String {
    let languages = languages();
    let english = languages.of("en");
    let quoted = |text: &str| format!("\"⟦{}⟧\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let months: Vec<String> =
        (1..=12).map(|month| quoted(&english.say(&format!("months.{month}"), &[]))).collect();
    let mut file = format!("months = [{}]\n", months.join(", "));
    for key in english.keys().filter(|key| !key.starts_with("months.") && *key != "locale") {
        let forms = english.forms(key);
        let other =
            forms.iter().find(|(form, _)| ["", "other"].contains(form)).map(|(_, words)| quoted(words));
        match forms.as_slice() {
            [("", _)] => file.push_str(&format!("{key} = {}\n", other.unwrap())),
            _ => file.push_str(&format!("{key} = {{ other = {} }}\n", other.unwrap())),
        }
    }
    file
}

/// Words of two letters or more, but those of addresses.
fn words_of(text: &str) -> impl Iterator<Item = &str> {
    let is_address = |word: &&str| {
        ["://", "@", "urn:", "tag:", "{", "[["].iter().any(|part| word.contains(part))
            || word.trim_matches(['(', '<']).starts_with('/')
    };
    let words = text.split(char::is_whitespace).filter(move |word| !is_address(word));
    words.flat_map(|word| word.split(|c: char| !c.is_alphabetic())).filter(|word| word.len() > 1)
}

/// The texts in JSON.
fn texts_in(json: &serde_json::Value) -> Vec<String> {
    match json {
        serde_json::Value::String(text) => vec![text.clone()],
        serde_json::Value::Array(items) => items.iter().flat_map(texts_in).collect(),
        serde_json::Value::Object(entries) => entries.values().flat_map(texts_in).collect(),
        _ => Vec::new(),
    }
}

/// What readers see or hear, stretch by stretch: of HTML its texts, names for those who hear it, and what
/// it says of itself.
fn shown(html: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        found[0].push_str(&rest[..at]);
        let name: String = rest[at + 1..].chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
        let end = end_of_tag(&rest[at..]);
        let tag = &rest[at..at + end];
        rest = &rest[at + end..];
        for attribute in ["aria-label", "title", "alt", "placeholder", "data-messages", "content", "label"] {
            let value = ['"', '\''].into_iter().find_map(|quote| {
                let (_, after) = tag.split_once(&format!(" {attribute}={quote}"))?;
                after.split(quote).next()
            });
            // Of what machines read only sentences are meant for people.
            let is_for_machines = tag.contains("=\"Z3988\"")
                || (attribute == "content"
                    && !["description", "og:title", "og:site_name"].iter().any(|of| tag.contains(of)));
            let value = value.filter(|_| !is_for_machines).map(str::to_owned);
            match value {
                Some(json) if attribute == "data-messages" => {
                    found.extend(texts_in(&serde_json::from_str(&json).unwrap()))
                }
                value => found.extend(value),
            }
        }
        // A stretch of words ends where its element does; what is inside a sentence does not end it.
        if !["a", "b", "em", "strong", "span", "time", "cite", "sup", "small"].contains(&name.as_str())
            && !tag.starts_with("</")
        {
            found[0].push('\n');
        }
        if ["style", "script", "code", "math", "pubDate", "lastBuildDate", "itunes"].contains(&name.as_str())
        {
            // Of podcasts what directories ask for stands elsewhere too.
            let close = rest.find(&format!("</{name}")).filter(|_| !tag.ends_with("/>")).unwrap_or(0);
            rest = &rest[close..];
        }
    }
    found[0].push_str(rest);
    found
}

fn end_of_tag(tag: &str) -> usize {
    let mut quote = None;
    for (at, letter) in tag.char_indices() {
        match (quote, letter) {
            (Some(open), _) if open == letter => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            (None, '>') => return at + 1,
            _ => {}
        }
    }
    tag.len()
}

/// What stands in no brackets.
fn outside(text: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '⟦' => depth += 1,
            '⟧' => {
                depth = depth.saturating_sub(1);
                out.push(' ');
            }
            _ if depth == 0 => out.push(letter),
            _ => {}
        }
    }
    out
}

/// Names that are the same in every language, and what stands in the placeholders of senders.
const NAMES: [&str; 27] = [
    "address",
    "unsubscribe",
    "url",
    "Atom",
    "BibLaTeX",
    "BibTeX",
    "CSL",
    "Feed",
    "ISBN",
    "JSON",
    "RIS",
    "RSS",
    "doi",
    "https",
    "http",
    "mailto",
    "example",
    "lt",
    "gt",
    "amp",
    "quot",
    "nbsp",
    "rust",
    "CC",
    "BY",
    "xx",
    "en",
];

/// The words of a site that its interface said outside of brackets, each with the pages that have it.
fn leaks(site: &LittleSite, built: &Built) -> BTreeMap<String, BTreeSet<String>> {
    let mut own: BTreeSet<&str> = NAMES.into_iter().collect();
    for file in site.files.iter().filter(|file| !file.path.as_str().starts_with("themes/")) {
        own.extend(words_of(file.path.as_str()));
        // What its authors have written: words in quotes, and texts.
        let Content::Text(text) = &file.content else { continue };
        let (front, body) =
            text.strip_prefix("+++").and_then(|rest| rest.split_once("+++")).unwrap_or((&**text, ""));
        own.extend(front.split('"').skip(1).step_by(2).flat_map(words_of));
        own.extend(words_of(body));
    }
    let mut leaks: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in built.files.keys().filter(|path| !path.starts_with("theme/")) {
        let text = || built.text(path);
        let stretches: Vec<String> = match path.rsplit('.').next().unwrap_or_default() {
            "html" => shown(text()),
            "txt" if path != "robots.txt" => vec![text().to_owned()],
            "xml" if path != "sitemap.xml" => {
                let of_html = |escaped: &str| {
                    escaped
                        .replace("&lt;", "<")
                        .replace("&gt;", ">")
                        .replace("&quot;", "\"")
                        .replace("&amp;", "&")
                };
                shown(&of_html(text()))
            }
            "ics" => text()
                .replace("\r\n ", "")
                .lines()
                .filter(|line| {
                    ["SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME"]
                        .iter()
                        .any(|name| line.starts_with(name))
                })
                .map(|line| line.split_once(':').unwrap_or_default().1.replace("\\n", " "))
                .collect(),
            _ => Vec::new(),
        };
        for stretch in stretches {
            for word in words_of(&outside(&stretch)).filter(|word| !own.contains(word)) {
                leaks.entry(word.to_owned()).or_default().insert(path.clone());
            }
        }
    }
    leaks
}

#[test]
fn every_word_that_is_no_authors_comes_from_the_files_of_words() {
    let site = LittleSite::named("german");
    let settings =
        site.files.iter().find(|file| file.path.as_str() == "retell.toml").and_then(|file| file.text());
    let settings = settings.unwrap().replace("language = \"de\"", "language = \"xx\"\ntheme = \"brackets\"");
    // A page in another language speaks that one.
    let files = site.files.iter().filter(|file| file.path.as_str() != "content/stories/english.md").cloned();
    let site = LittleSite { files: files.collect(), ..site.clone() };
    let site = site.with("retell.toml", &settings).with("themes/brackets/languages/xx.toml", &bracketed());
    let built = site.build();
    built.assert_publishable();
    let leaks = leaks(&site, &built);
    assert!(leaks.is_empty(), "{leaks:#?}");
    // It would be seen.
    let said = site.with(
        "themes/brackets/templates/404.html",
        "{% extends \"base.html\" %}{% block main %}<p>Nowhere</p>{% endblock main %}",
    );
    assert_eq!(super::words::leaks(&said, &said.build()).into_keys().collect::<Vec<_>>(), ["Nowhere"]);
}
