//! A report as text: for people, for programs, for the notes of a pull request and for the preview.
//!
//! Takes findings that are sorted and the files they point into, and gives text back. Where the
//! text goes, and with which exit code, is left to the commands.

mod github;
mod html;
mod human;
mod json;
mod place;
mod visible;

use crate::diagnostic::Diagnostic;
use crate::source::Sources;

use place::Files;

/// For whom a report is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// People at a terminal.
    Human,
    /// Programs: one JSON object a line.
    Json,
    /// GitHub's workflow commands, which show each finding beside its line.
    Github,
    /// A piece of a web page, for the preview.
    Html,
}

/// The report on sorted findings. Colour and width (in columns) matter to people only.
pub fn report(
    diagnostics: &[Diagnostic],
    sources: &Sources,
    format: Format,
    colour: bool,
    width: usize,
) -> String {
    let mut files = Files::new(sources);
    match format {
        Format::Human => human::report(diagnostics, &mut files, colour, width),
        Format::Json => json::report(diagnostics, &mut files),
        Format::Github => github::report(diagnostics, &mut files),
        Format::Html => html::report(diagnostics, &mut files),
    }
}

/// A text with what HTML would take for markup written out, for elements and quoted attributes.
pub fn escape(text: &str) -> String {
    html::escape(text)
}

#[cfg(test)]
mod tests;
