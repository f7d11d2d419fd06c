//! Which templates make a page: the one that is named, and all that it reaches.
//!
//! Rather one too many: whatever names another anywhere reaches it, and components are everybody's.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Theme;
use crate::fingerprint::Fingerprint;
use crate::source::Sources;

/// By a template's name, the fingerprint of all templates that it reaches.
#[derive(Debug, Default)]
pub struct Reach {
    of: BTreeMap<String, Fingerprint>,
    all: Option<Fingerprint>,
}

impl Reach {
    /// That of the templates of a theme.
    pub fn of(theme: &Theme, sources: &Sources) -> Reach {
        let text = |path| sources.text(path).unwrap_or_default();
        let texts: BTreeMap<&str, Arc<str>> =
            theme.paths.iter().map(|(name, path)| (name.as_str(), text(path))).collect();
        let for_all: BTreeSet<&str> =
            texts.iter().filter(|(_, text)| text.contains("endcomponent")).map(|(name, _)| *name).collect();
        let named: BTreeMap<&str, BTreeSet<&str>> = texts
            .iter()
            .map(|(name, text)| {
                (*name, texts.keys().copied().filter(|other| text.contains(*other)).collect())
            })
            .collect();
        let print = |names: &BTreeSet<&str>| {
            let each = names.iter().flat_map(|name| {
                let text = texts.get(name).cloned().unwrap_or_default();
                [Fingerprint::of(name.as_bytes()), Fingerprint::of(text.as_bytes())]
            });
            Fingerprint::of(&each.flat_map(|print| *print.bytes()).collect::<Vec<u8>>())
        };
        let reached = |name: &str| {
            let mut reached = BTreeSet::new();
            let mut open: Vec<&str> =
                for_all.iter().copied().chain(texts.get_key_value(name).map(|(name, _)| *name)).collect();
            while let Some(next) = open.pop() {
                if reached.insert(next) {
                    open.extend(named.get(next).into_iter().flatten());
                }
            }
            reached
        };
        let of = texts.keys().map(|name| ((*name).to_owned(), print(&reached(name)))).collect();
        Reach { of, all: Some(print(&texts.keys().copied().collect())) }
    }

    /// The fingerprint of what makes pages by this template.
    pub fn from(&self, name: &str) -> Option<Fingerprint> {
        self.of.get(name).copied().or(self.all)
    }

    /// That of what makes pages by any of these templates.
    pub fn from_any(&self, is_one: impl Fn(&str) -> bool) -> Fingerprint {
        let some = self.of.iter().filter(|(name, _)| is_one(name));
        Fingerprint::of(some.map(|(_, print)| *print.bytes()).collect::<Vec<_>>().as_flattened())
    }

    /// That of all templates.
    pub fn all(&self) -> Option<Fingerprint> {
        self.all
    }
}
