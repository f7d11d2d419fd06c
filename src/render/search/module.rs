//! The module that searches, as it is served.
//!
//! The built-in one is kept twice: `search.js`, as it is written, and `search.min.js`, the same with short
//! names and without comments; a test of `tests/search/` holds them to each other.

use std::sync::Arc;

use crate::render::scene::Scene;
use crate::source::{BUILT_IN, Content, SourceFile};

/// The module of a theme. One of a site's own that says something else is served as it is.
const WRITTEN: &str = "search/search.js";

/// The built-in module in fewer bytes.
const SHORT: &str = "search/search.min.js";

/// The module of the theme; empty if no theme has one.
pub fn served(scene: &Scene) -> Arc<str> {
    let files = scene.sources.theme(&scene.config.theme);
    let ours = scene.sources.get(&format!("{BUILT_IN}{WRITTEN}")).and_then(SourceFile::text);
    let own = files.get(WRITTEN).filter(|file| file.text() != ours);
    match own.or_else(|| files.get(SHORT)).map(|file| &file.content) {
        Some(Content::Text(text)) => Arc::clone(text),
        _ => "".into(),
    }
}
