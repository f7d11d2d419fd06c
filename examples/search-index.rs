//! Writes a search index from plain texts: `cargo run --example search-index -- posts.json out/`.
//!
//! For tests of the module that reads it, which have no site. `posts.json` holds
//!
//! ```json
//! {"language": "en", "synonyms": [["postmortem", "incident review"], {"from": "k8s", "to": ["kubernetes"]}],
//!  "module": "search.js",
//!  "posts": [{"url": "stories/a/", "title": "A", "kind": "story", "date": "2024-05-03", "language": "en",
//!             "people": ["Ana"], "tags": ["Caches"], "facets": [["kind", "story", "Story"]], "words": ["2019"],
//!             "weight": 1.0, "sections": [["anchor", "Heading", "Text."]]}]}
//! ```
//!
//! A list of posts alone will do; of a post all but `url` may be missing. Without `facets` a post has those
//! that follow from the rest. `module` is the path of the module, from where the program runs.

use std::path::Path;
use std::sync::Arc;
use std::{env, error, fs};

use retell::fingerprint::Fingerprint;
use retell::search::{self, Facet, Memory, Post, Section, Settings, Synonym};
use serde_json::Value;

fn main() -> Result<(), Box<dyn error::Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(posts), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("usage: search-index posts.json out/".into());
    };
    let said: Value = serde_json::from_slice(&fs::read(posts)?)?;
    let list = said.as_array().or(said["posts"].as_array()).ok_or("no list of posts")?;
    let read: Vec<(Post, Vec<Section>)> = list.iter().map(post).collect();
    let (posts, texts): (Vec<Post>, Vec<Vec<Section>>) = read.into_iter().unzip();
    let settings = Settings {
        language: text(&said["language"], "en"),
        synonyms: items(&said["synonyms"]).map(synonym).collect(),
        module: match said["module"].as_str() {
            Some(path) => Arc::from(fs::read_to_string(path)?),
            None => Arc::from(""),
        },
    };
    let index = search::index(&posts, &|place| texts[place].clone(), &settings, &Memory::default());
    for (name, file) in &index.files {
        let path = Path::new(&folder).join(name);
        fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
        // Without a memo all of it is at hand.
        fs::write(path, file.here().unwrap_or_default())?;
    }
    Ok(())
}

fn post(said: &Value) -> (Post, Vec<Section>) {
    let kind = text(&said["kind"], "story");
    let date = text(&said["date"], "");
    let language = text(&said["language"], "en");
    let people = texts(&said["people"]);
    let tags = texts(&said["tags"]);
    let facets = match said["facets"].as_array() {
        Some(facets) => facets
            .iter()
            .map(|facet| self::facet(&text(&facet[0], ""), &text(&facet[1], ""), &text(&facet[2], "")))
            .collect(),
        None => {
            let mut facets = vec![facet("kind", &kind, &kind), facet("lang", &language, &language)];
            facets.extend(people.iter().map(|name| facet("person", &slug(name), name)));
            facets.extend(tags.iter().map(|tag| facet("tag", &slug(tag), tag)));
            facets.extend(date.get(..4).map(|year| facet("year", year, year)));
            facets
        }
    };
    let sections = items(&said["sections"]).map(|part| Section {
        anchor: text(&part[0], ""),
        heading: text(&part[1], ""),
        text: text(&part[2], ""),
    });
    let post = Post {
        url: text(&said["url"], ""),
        title: text(&said["title"], ""),
        kind,
        date,
        language,
        people,
        tags,
        facets,
        words: texts(&said["words"]),
        weight: said["weight"].as_f64().unwrap_or(1.0),
        text: Fingerprint::of(said.to_string().as_bytes()),
    };
    (post, sections.collect())
}

fn synonym(said: &Value) -> Synonym {
    match said.as_array() {
        Some(_) => Synonym::Alike(texts(said)),
        None => Synonym::Leads { from: text(&said["from"], ""), to: texts(&said["to"]) },
    }
}

fn facet(facet: &str, slug: &str, label: &str) -> Facet {
    Facet { facet: facet.to_owned(), slug: slug.to_owned(), label: label.to_owned() }
}

fn slug(text: &str) -> String {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join("-").to_lowercase()
}

fn items(said: &Value) -> impl Iterator<Item = &Value> {
    said.as_array().into_iter().flatten()
}

fn texts(said: &Value) -> Vec<String> {
    items(said).map(|item| text(item, "")).collect()
}

fn text(said: &Value, otherwise: &str) -> String {
    said.as_str().unwrap_or(otherwise).to_owned()
}
