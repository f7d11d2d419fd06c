//! Workflow commands, which GitHub shows beside the lines of a pull request.
//!
//! It shows only the first ten of a level, so the worst come first.

use std::cmp::Reverse;

use super::place::Files;
use super::visible::{clipped, visible};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;

/// GitHub cuts what is longer than 64 kB; people stop reading long before.
const LONGEST_TEXT: usize = 4000;
/// How many other places are named.
const MOST_RELATED: usize = 5;

pub(super) fn report(diagnostics: &[Diagnostic], files: &mut Files<'_>) -> String {
    let mut ordered: Vec<&Diagnostic> = diagnostics.iter().collect();
    ordered.sort_by_key(|diagnostic| Reverse(diagnostic.severity));
    let mut out = String::new();
    for diagnostic in ordered {
        out.push_str(&command(diagnostic, files));
        out.push('\n');
    }
    out
}

fn command(diagnostic: &Diagnostic, files: &mut Files<'_>) -> String {
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice | Severity::Note => "notice",
    };
    let mut properties = Vec::new();
    if let Some(span) = &diagnostic.span {
        properties.push(("file", span.file.to_string()));
        if let Some((lines, place)) = files.find(span) {
            // It shows a finding below the last line.
            let (end_line, end_column) = lines.position(lines.visible_end(&place));
            properties.push(("line", place.line.to_string()));
            properties.push(("endLine", end_line.to_string()));
            // It refuses columns of a place that has several lines.
            if place.line == end_line {
                properties.push(("col", place.column.to_string()));
                properties.push(("endColumn", end_column.to_string()));
            }
        }
    }
    properties.push(("title", format!("{} {}", diagnostic.code.code, diagnostic.code.name)));
    let properties: Vec<String> =
        properties.iter().map(|(key, value)| format!("{key}={}", property(value))).collect();
    format!("::{level} {}::{}", properties.join(","), data(&words(diagnostic, files)))
}

/// The message, and below it what to do and where else to look.
fn words(diagnostic: &Diagnostic, files: &mut Files<'_>) -> String {
    let mut words = diagnostic.message.clone();
    for help in Some(&diagnostic.label).filter(|label| !label.is_empty()).into_iter().chain(&diagnostic.help)
    {
        words.push('\n');
        words.push_str(help);
    }
    for (span, what) in diagnostic.related.iter().take(MOST_RELATED) {
        let what = if what.is_empty() { "see also" } else { what };
        words.push_str(&format!("\n{what}: {}", address(span, files)));
    }
    words
}

fn address(span: &Span, files: &mut Files<'_>) -> String {
    match files.find(span) {
        Some((_, place)) => format!("{}:{}:{}", span.file, place.line, place.column),
        None => span.file.to_string(),
    }
}

fn data(text: &str) -> String {
    visible(&clipped(text, LONGEST_TEXT), true).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    visible(text, false).replace('%', "%25").replace(':', "%3A").replace(',', "%2C")
}
