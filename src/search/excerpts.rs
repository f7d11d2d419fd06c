//! The file of one post, from which passages of it are shown.

use serde::Serialize;

use super::{Post, Section};

/// What the module of the theme reads: an address, a title, a kind, a day, a language, people, tags and
/// sections, each an id, a heading and a text.
#[derive(Serialize)]
struct File<'a> {
    u: &'a str,
    t: &'a str,
    k: &'a str,
    d: &'a str,
    l: &'a str,
    p: &'a [String],
    g: &'a [String],
    s: &'a [[&'a str; 3]],
}

/// Its bytes, before compression.
pub fn file(post: &Post, sections: &[Section]) -> Vec<u8> {
    let told = sections.iter().filter(|section| !section.heading.is_empty() || !section.text.is_empty());
    let sections: Vec<[&str; 3]> =
        told.map(|section| [&*section.anchor, &*section.heading, &*section.text]).collect();
    let file = File {
        u: &post.url,
        t: &post.title,
        k: &post.kind,
        d: &post.date,
        l: &post.language,
        p: &post.people,
        g: &post.tags,
        s: &sections,
    };
    // Texts and lists of texts: there is nothing that could not be written.
    serde_json::to_vec(&file).unwrap_or_default()
}
