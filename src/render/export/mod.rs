//! Works as files that reference managers read: BibLaTeX, CSL-JSON, RIS.
//!
//! Each format is a function from works to text. Read again by [`crate::corpus::works`], the first two
//! give the same fields: what a format has no place for goes along under names of our own.

mod bib;
mod csl_json;
mod ris;

use crate::corpus::works::Work;
use crate::kind::FieldValue;
use crate::plan::recipe::Format;

/// Works in a format, in the order given.
pub fn write(works: &[&Work], format: Format) -> String {
    match format {
        Format::Biblatex => bib::write(works),
        Format::CslJson => csl_json::write(works),
        Format::Ris => ris::write(works),
    }
}

/// The summaries of a work: label and URL.
fn summaries(work: &Work) -> Vec<(&str, &str)> {
    let Some(FieldValue::List(items)) = work.document.fields.get("summaries").map(|field| &field.value)
    else {
        return Vec::new();
    };
    let entries = items.iter().filter_map(|item| match &item.value {
        FieldValue::Record(entries) => Some(entries),
        _ => None,
    });
    entries
        .map(|entries| {
            let said = |key: &str| {
                let found = entries.iter().find(|(name, _)| name == key);
                found.and_then(|(_, value)| value.value.as_text()).unwrap_or_default()
            };
            (said("label"), said("url"))
        })
        .collect()
}

/// An id as a key that every program takes.
fn key(work: &Work) -> String {
    let odd = |c: char| c.is_whitespace() || c.is_control() || "\"#'(),={}%~\\@".contains(c);
    work.id.chars().map(|c| if odd(c) { '-' } else { c }).collect()
}

#[cfg(test)]
mod tests;
