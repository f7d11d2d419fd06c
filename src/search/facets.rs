//! What readers can narrow a search by, and which posts have it.

use std::collections::HashMap;

use super::{Post, format};

/// The file, before compression. The posts come in order of their ids.
pub fn file(posts: &[&Post]) -> Vec<u8> {
    let mut values: HashMap<(&str, &str), (&str, Vec<u32>)> = HashMap::new();
    for (id, post) in (0..).zip(posts) {
        for facet in &post.facets {
            let (label, ids) = values.entry((&facet.facet, &facet.slug)).or_default();
            // Where posts write one value in several ways, the newest is right.
            *label = &facet.label;
            if ids.last() != Some(&id) {
                ids.push(id);
            }
        }
    }
    let mut values: Vec<_> = values.into_iter().collect();
    values.sort_unstable();
    let mut out = Vec::new();
    for ((facet, slug), (label, ids)) in values {
        let text = [facet, slug, label].join("\0");
        format::put_number(&mut out, text.len() as u32);
        out.extend(text.bytes());
        format::put_number(&mut out, ids.len() as u32);
        format::put_ids(&mut out, ids.into_iter());
    }
    out
}
