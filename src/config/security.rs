//! `[security]`: what pages may fetch from elsewhere, beside what the site itself shows.
//!
//! How a policy is made of it is decided where pages are made.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::catalog::{self, TableOf};
use crate::table::reader::Reader;
use crate::url;

/// What can be named: the key, and the directive of a policy that it adds to.
pub const SOURCES: [(&str, &str); 8] = [
    ("script", "script-src"),
    ("style", "style-src"),
    ("img", "img-src"),
    ("font", "font-src"),
    ("media", "media-src"),
    ("connect", "connect-src"),
    ("frame", "frame-src"),
    ("form", "form-action"),
];

/// What lets a script of the site itself compile WebAssembly, as Pagefind's does.
const WASM: &str = "'wasm-unsafe-eval'";

/// `[security]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecuritySettings {
    /// Whether pages and `_headers` carry a Content Security Policy.
    pub policy: bool,
    /// More sources, by directive: origins such as `https://stats.example`, and for scripts [`WASM`].
    pub sources: BTreeMap<&'static str, Vec<String>>,
}

impl Default for SecuritySettings {
    fn default() -> SecuritySettings {
        SecuritySettings { policy: true, sources: BTreeMap::new() }
    }
}

/// Reads `[security]`.
pub(super) fn read(top: &mut Reader<'_>, security: &mut SecuritySettings, all: &mut Vec<Diagnostic>) {
    let Some(table) = top.table("security") else { return };
    let mut inside = top.inside("`[security]`", table);
    security.policy = inside.flag("policy").unwrap_or(security.policy);
    for (key, directive) in SOURCES {
        let mut origins = Vec::new();
        for node in inside.list(key).unwrap_or_default() {
            let written = node.as_text().unwrap_or_default().trim();
            let is_keyword = key == "script" && written == WASM;
            let origin = url::origin(written).filter(|origin| written.trim_end_matches('/') == *origin);
            match origin.or_else(|| is_keyword.then(|| WASM.to_owned())) {
                Some(source) => origins.push(source),
                None => {
                    let problem = format!("has an entry that is no origin: `{written}`");
                    let found =
                        catalog::bad_value(TableOf::Settings, key, &problem, inside.span(node)).help(FORM);
                    inside.tell(found);
                }
            }
        }
        if !origins.is_empty() {
            security.sources.insert(directive, origins);
        }
    }
    inside.finish(all);
}

const FORM: &str = "write scheme and host alone, such as \"https://stats.example\"; what stands in the page itself, \
                    `'unsafe-inline'` and the like, can only be had with `policy = false`";
