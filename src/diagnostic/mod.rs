//! What went wrong, where, and what to do about it.
//!
//! A stage that finds something calls the function of [`catalog`] for it, with what is at hand;
//! wording and suggestions are decided there. [`codes`] holds what `retell explain` says of each.
//! `print` shows a report to people and programs. Exit codes are left to the commands.

pub mod catalog;
pub mod codes;
pub mod explain;
pub mod print;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::source::Span;

pub use codes::Code;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// Information; no flag makes it fail.
    Note,
    /// A proposal about wording or form.
    Advice,
    /// Probably not what was meant; `--strict` makes it fail.
    Warning,
    /// Nothing is published.
    Error,
}

impl Severity {
    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Advice => "advice",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// What sort of finding it is.
    #[serde(with = "codes::by_code")]
    pub code: &'static Code,
    /// The code's severity, unless the settings changed it.
    pub severity: Severity,
    /// One sentence of cause, in the writer's words, without a full stop.
    pub message: String,
    /// Where it is; nothing for a finding about the site as a whole.
    pub span: Option<Span>,
    /// What stands under the caret: `did you mean …?`; may be empty.
    pub label: String,
    /// What to do about it, a sentence each.
    pub help: Vec<String>,
    /// A change that mends it, if one is certain enough to offer.
    pub fix: Option<Fix>,
    /// Other places that belong to it, each with a few words.
    pub related: Vec<(Span, String)>,
}

impl Diagnostic {
    /// A finding of this code; everything else by the methods below.
    pub fn new(code: &'static Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity: code.severity,
            message: message.into(),
            span: None,
            label: String::new(),
            help: Vec::new(),
            fix: None,
            related: Vec::new(),
        }
    }

    /// Says where.
    pub fn at(mut self, span: Span) -> Diagnostic {
        self.span = Some(span);
        self
    }

    /// Says what stands under the caret.
    pub fn label(mut self, label: impl Into<String>) -> Diagnostic {
        self.label = label.into();
        self
    }

    /// Adds a sentence on what to do.
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help.push(help.into());
        self
    }

    /// Offers to put `text` in place of the finding's span.
    pub fn replace_with(mut self, title: impl Into<String>, text: impl Into<String>) -> Diagnostic {
        if let Some(span) = &self.span {
            let edit = Edit { start: span.start, end: span.end, text: text.into() };
            self.fix = Some(Fix { title: title.into(), edits: vec![edit] });
        }
        self
    }

    /// Adds another place.
    pub fn related(mut self, span: Span, words: impl Into<String>) -> Diagnostic {
        self.related.push((span, words.into()));
        self
    }

    /// What the fix does, unless the label under the caret says so already.
    fn untold_fix(&self) -> Option<&String> {
        self.fix.as_ref().map(|fix| &fix.title).filter(|_| self.label.is_empty())
    }
}

/// A change that mends a finding, in the file of its span.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// What it does: ``write `draft` ``.
    pub title: String,
    /// Replacements that do not overlap.
    pub edits: Vec<Edit>,
}

/// One replacement, by bytes of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// First byte replaced.
    pub start: u32,
    /// One past the last byte replaced.
    pub end: u32,
    /// What stands there instead.
    pub text: String,
}

/// A value, and what was found on the way to it.
#[derive(Debug, Clone, Default)]
pub struct Told<T> {
    /// The value, as good as could be made.
    pub value: T,
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Told<T> {
    /// A value about which there is nothing to say.
    pub fn quiet(value: T) -> Told<T> {
        Told { value, diagnostics: Vec::new() }
    }

    /// Moves the findings into `all` and gives the value.
    pub fn tell(self, all: &mut Vec<Diagnostic>) -> T {
        all.extend(self.diagnostics);
        self.value
    }
}

/// Sorts a report by path, place and code, and drops what is said twice.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| (&a.span, a.code.code, &a.message).cmp(&(&b.span, b.code.code, &b.message)));
    diagnostics.dedup();
}

/// Gives findings the severities that the settings ask for, by the name of their code; `None`
/// drops a finding. Errors about addresses and about what must not be published stay as they are:
/// a site with one of them cannot be published rightly, whatever its settings say.
pub fn apply_settings(diagnostics: &mut Vec<Diagnostic>, severity: &BTreeMap<String, Option<Severity>>) {
    diagnostics.retain_mut(|diagnostic| {
        let code = diagnostic.code;
        let fixed =
            diagnostic.severity == Severity::Error && (code.code.starts_with('U') || code.code == "P01");
        match severity.get(code.name) {
            Some(wanted) if !fixed => {
                diagnostic.severity = wanted.unwrap_or(diagnostic.severity);
                wanted.is_some()
            }
            _ => true,
        }
    });
}

/// How many findings of each severity a report has. As text: "2 errors, 1 warning", or nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Pieces of advice.
    pub advice: usize,
    /// Notes.
    pub notes: usize,
}

/// Whether one of these keeps a site from being published.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

/// Counts the findings of a report.
pub fn totals(diagnostics: &[Diagnostic]) -> Totals {
    let mut totals = Totals::default();
    for diagnostic in diagnostics {
        match diagnostic.severity {
            Severity::Error => totals.errors += 1,
            Severity::Warning => totals.warnings += 1,
            Severity::Advice => totals.advice += 1,
            Severity::Note => totals.notes += 1,
        }
    }
    totals
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = [
            (self.errors, "error", "errors"),
            (self.warnings, "warning", "warnings"),
            (self.advice, "piece of advice", "pieces of advice"),
            (self.notes, "note", "notes"),
        ];
        let words: Vec<String> = counts
            .iter()
            .filter(|(count, ..)| *count > 0)
            .map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many }))
            .collect();
        f.write_str(&words.join(", "))
    }
}

/// The name most like `wrong` among `names`: within edit distance 2 (a swap counts 1), or a third
/// of its length for longer ones. Case is no difference at all.
pub fn nearest<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_within((wrong.chars().count() / 3).max(2), wrong, names)
}

/// The end of a sentence that names a wrong word: a proposal, if there is one.
pub fn did_you_mean<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    nearest(wrong, names).map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

/// As [`nearest`], but no further away than `limit`.
pub fn nearest_within<'a>(
    limit: usize,
    wrong: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let folded = wrong.to_lowercase();
    let length = folded.chars().count();
    names
        .into_iter()
        // The difference in length is the least the distance can be, and cheap.
        .filter(|name| *name != wrong && name.chars().count().abs_diff(length) <= limit)
        .map(|name| (strsim::damerau_levenshtein(&folded, &name.to_lowercase()), name))
        // Two letters that differ from another word of two letters are no typo.
        .filter(|(distance, name)| *distance <= limit && *distance < name.chars().count().max(2))
        .min()
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(code: &'static Code, severity: Severity) -> Diagnostic {
        Diagnostic { severity, ..Diagnostic::new(code, "found") }
    }

    #[test]
    fn settings_change_severities_and_drop_findings() {
        let mut all: Vec<Diagnostic> = [&codes::MISSING_ALT, &codes::RAW_HTML, &codes::BROKEN_LINK]
            .map(|code| Diagnostic::new(code, "found"))
            .into();
        let settings =
            [("missing-alt".to_owned(), Some(Severity::Error)), ("raw-html".to_owned(), None)].into();
        apply_settings(&mut all, &settings);
        let left: Vec<_> = all.iter().map(|found| (found.code.name, found.severity)).collect();
        assert_eq!(left, [("missing-alt", Severity::Error), ("broken-link", Severity::Error)]);
    }

    #[test]
    fn no_setting_silences_an_error_about_addresses() {
        let before = vec![Diagnostic::new(&codes::SAME_ADDRESS, "found")];
        for wanted in [None, Some(Severity::Note)] {
            let mut all = before.clone();
            apply_settings(&mut all, &[("same-address".to_owned(), wanted)].into());
            assert_eq!(all, before);
        }
    }

    #[test]
    fn totals_are_told_in_words_and_nothing_is_told_by_nothing() {
        let mut all = vec![found(&codes::BUG, Severity::Error), found(&codes::BUG, Severity::Error)];
        all.push(found(&codes::BUG, Severity::Warning));
        assert_eq!(totals(&all).to_string(), "2 errors, 1 warning");
        all.extend([Severity::Advice, Severity::Note, Severity::Note].map(|s| found(&codes::BUG, s)));
        assert_eq!(totals(&all), Totals { errors: 2, warnings: 1, advice: 1, notes: 2 });
        assert_eq!(totals(&all).to_string(), "2 errors, 1 warning, 1 piece of advice, 2 notes");
        assert_eq!(Totals::default().to_string(), "");
    }
}
