//! Ids of headings: derived from their words, or given.
//!
//! Derived ids follow the rules of the code forges, so that a link written for one works here. The
//! ids a page needs for itself are kept free.

use std::collections::{BTreeMap, BTreeSet};

/// Ids that every page of the default theme has.
const RESERVED: [&str; 3] = ["main", "footnotes", "search"];

/// Gives out ids, none twice.
#[derive(Debug, Default)]
pub struct Ids {
    taken: BTreeSet<String>,
    // How often a base was given out: keeps 20,000 equal headings linear.
    counts: BTreeMap<String, usize>,
}

impl Ids {
    /// Ids among which some are given by the author and must stay as they are.
    pub fn with_given(given: &[String]) -> Ids {
        let taken = RESERVED.iter().map(|id| (*id).to_owned()).chain(given.iter().cloned()).collect();
        Ids { taken, counts: BTreeMap::new() }
    }

    /// An id for a heading of these words.
    pub fn derive(&mut self, words: &str) -> String {
        let mut base = derived(words);
        // The page's own ids: notes, and the theme's headings of fields.
        if ["fn-", "fnref-", "field-"].iter().any(|own| base.starts_with(own)) {
            base.insert_str(0, "section-");
        }
        let count = self.counts.entry(base.clone()).or_default();
        loop {
            let id = if *count == 0 { base.clone() } else { format!("{base}-{count}") };
            *count += 1;
            if self.taken.insert(id.clone()) {
                return id;
            }
        }
    }
}

/// Lower case; letters, digits, `-` and `_` stay; blanks become `-`; the rest goes.
fn derived(words: &str) -> String {
    let mut id = String::with_capacity(words.len());
    for c in words.trim().chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() || matches!(c, '-' | '_') || unicode_normalization::char::is_combining_mark(c)
        {
            id.push(c);
        } else if c.is_whitespace() {
            id.push('-');
        }
    }
    if id.is_empty() { "section".to_owned() } else { id }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_headings_are_numbered_and_given_ids_stay_free() {
        let mut ids = Ids::with_given(&["cause-1".to_owned()]);
        let made: Vec<String> = ["Cause", "Cause", "Cause", "What's “new”?", "Main", "!!!"]
            .iter()
            .map(|words| ids.derive(words))
            .collect();
        assert_eq!(made, ["cause", "cause-2", "cause-3", "whats-new", "main-1", "section"]);
    }
}
