//! The file of one post, from which passages of it are shown.

use serde_json::json;

use super::{Post, Section};

/// Its bytes, before compression.
pub fn file(post: &Post, sections: &[Section]) -> Vec<u8> {
    let told = sections.iter().filter(|section| !section.heading.is_empty() || !section.text.is_empty());
    let sections: Vec<[&str; 3]> =
        told.map(|section| [&*section.anchor, &*section.heading, &*section.text]).collect();
    let file = json!({
        "u": post.url, "t": post.title, "k": post.kind, "d": post.date, "l": post.language,
        "p": post.people, "g": post.tags, "s": sections,
    });
    file.to_string().into_bytes()
}
