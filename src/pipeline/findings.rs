//! What was found, made into what is told.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::Config;
use crate::diagnostic::{self, Diagnostic, Severity, codes};
use crate::source::Span;

/// Lays the settings' severities over a report, folds what is said once for many, and sorts it.
pub fn settle(diagnostics: Vec<Diagnostic>, config: &Config, strict: bool) -> Vec<Diagnostic> {
    let mut diagnostics = once_for_many_pages(diagnostics);
    diagnostic::apply_settings(&mut diagnostics, &config.severity);
    if strict {
        for found in diagnostics.iter_mut().filter(|found| found.severity == Severity::Warning) {
            found.severity = Severity::Error;
        }
    }
    diagnostic::sort(&mut diagnostics);
    kept_once(&mut diagnostics);
    diagnostics
}

/// Says once what stands in many posts: a foreign value of `type`.
fn kept_once(diagnostics: &mut Vec<Diagnostic>) {
    let mut met = BTreeSet::new();
    diagnostics.retain(|found| {
        found.code != &codes::KEPT_IN_EXTRA || met.insert((found.message.clone(), found.help.clone()))
    });
}

/// A mistake in a template is met on every page made by it, and told once.
fn once_for_many_pages(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    let mut met: BTreeMap<(Span, String), Vec<Diagnostic>> = BTreeMap::new();
    for found in diagnostics {
        match &found.span {
            Some(span) if found.code == &codes::TEMPLATE => {
                met.entry((span.clone(), found.message.clone())).or_default().push(found);
            }
            _ => told.push(found),
        }
    }
    for mut same in met.into_values() {
        // In whatever order the pages were made, the same one is named.
        same.sort_by(|one, other| one.help.cmp(&other.help));
        let others = same.len() - 1;
        if let Some(mut first) = same.into_iter().next() {
            if let Some(page) = first.help.last_mut().filter(|_| others > 0) {
                let pages = if others == 1 { "page" } else { "pages" };
                page.push_str(&format!(" and {others} other {pages}"));
            }
            told.push(first);
        }
    }
    told
}
