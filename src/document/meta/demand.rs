//! What a kind demands of front matter: no key it does not know, every field it requires.
//!
//! One slip gives one message: a misspelt or wrong field is not missing besides.

use std::collections::BTreeSet;

use crate::diagnostic::catalog::{self, UnknownField};
use crate::kind::{Field, Fields, common};
use crate::source::Span;

use super::Meta;
use super::pour::Unknown;
use super::read::{Outcome, Reading};

/// What keeps a text from readers. Misspelt it is an error in every kind: nobody would see the
/// warning before the text is out.
const HOLDING_BACK: [&str; 4] = ["draft", "publish_at", "expires", "unlisted"];

/// Whether a key says something of drafts in words of its own: `is_draft`, `isDraft`.
fn is_about_drafts(key: &str) -> bool {
    key.to_ascii_lowercase().contains("draft")
}

impl Reading<'_> {
    /// Tells of keys that nothing knows, keeps those that may be kept, and gives the names that
    /// were probably meant.
    pub(super) fn unknown(&mut self, meta: &mut Meta) -> BTreeSet<String> {
        let mut slips = BTreeSet::new();
        let kind = self.kind;
        let own: Vec<&str> = kind.fields.iter().map(|field| field.name.as_str()).collect();
        let commons: Vec<&str> = common::fields().iter().map(|common| common.name).collect();
        let fields = if own.is_empty() { &commons } else { &own };
        for Unknown { entry, near } in std::mem::take(&mut self.poured.unknown) {
            // A slip in a key that is required is told as an error even where free keys are
            // allowed: the page has to wait for it anyway.
            let awaited = |near: &String| {
                kind.field(near).is_some_and(|field| field.required) && !self.outcomes.contains_key(near)
            };
            let near = near.or_else(|| is_about_drafts(&entry.key).then(|| "draft".to_owned()));
            // `auhtor` is near the other systems' `author`, which is our `authors`.
            let name =
                |near: &String| common::find(near).map_or(near.clone(), |common| common.name.to_owned());
            let meant = near.as_ref().map(name);
            let holds_back = meant.as_deref().is_some_and(|meant| HOLDING_BACK.contains(&meant));
            let strict = kind.strict || holds_back || near.as_ref().is_some_and(awaited);
            if strict || near.is_some() {
                let unknown = UnknownField {
                    owner: &kind.name,
                    key: &entry.key,
                    near: near.as_deref(),
                    fields,
                    declared: kind.declared(),
                    strict,
                };
                self.told.push(catalog::unknown_field(unknown, self.span(&entry.key_range)));
            }
            if !kind.strict {
                meta.extra.entry(entry.key.clone()).or_insert_with(|| entry.node.to_json());
            }
            slips.extend(meant);
        }
        slips
    }

    /// Tells of required fields that are not there. A draft may leave a field empty.
    pub(super) fn missing(
        &mut self,
        meta: &Meta,
        fields: &Fields,
        slips: &BTreeSet<String>,
        has_front_matter: bool,
    ) {
        let kind = self.kind;
        for field in &kind.fields {
            let beside = &field.required_with;
            let required = field.required || (!beside.is_empty() && fields.contains_key(beside));
            // Each of the two stands in for the other.
            let names: &[&str] = match field.name.as_str() {
                "summary" | "description" => &["summary", "description"],
                name => &[name],
            };
            let excused = |name: &&str| {
                slips.contains(*name)
                    || match self.outcomes.get(*name) {
                        Some(Outcome::Good | Outcome::Wrong) => true,
                        Some(Outcome::Empty) => meta.draft,
                        None => fields.contains_key(*name),
                    }
            };
            let otherwise = match field.name.as_str() {
                "title" => true,
                "date" => meta.date.is_some(),
                "authors" => self.rules.has_authors,
                _ => false,
            };
            if required && !otherwise && !names.iter().any(excused) {
                self.tell_missing(field, has_front_matter);
            }
        }
    }

    fn tell_missing(&mut self, field: &Field, has_front_matter: bool) {
        let line = field.line(self.place.language);
        let line = if has_front_matter { line } else { format!("+++\n{line}\n+++") };
        let span = Span::whole(self.place.file);
        self.told.push(catalog::missing_field(&self.kind.name, &field.name, &line, &field.help, span));
    }
}
