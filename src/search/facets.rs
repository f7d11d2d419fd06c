//! What readers can narrow a search by, and which posts have it.

use std::collections::BTreeMap;

use super::{Post, format};

/// The file, before compression. The posts come in order of their ids.
pub fn file<'a>(posts: impl Iterator<Item = &'a Post>) -> Vec<u8> {
    let mut values: BTreeMap<(&str, &str), (&str, Vec<u32>)> = BTreeMap::new();
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
