//! One JSON object a line, and a last one with the totals.
//!
//! Texts are exact, so that a program can compare and apply them; characters that would act on a
//! terminal stand as JSON's own escapes.

use serde_json::{Value, json};

use super::place::Files;
use super::visible::acts;
use crate::diagnostic::{Diagnostic, totals};
use crate::source::Span;

/// How much of a long line is quoted, in characters before the place and from it on.
const BEFORE: usize = 100;
const AFTER: usize = 300;

pub(super) fn report(diagnostics: &[Diagnostic], files: &mut Files<'_>) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        push_line(&mut out, &finding(diagnostic, files));
    }
    let totals = totals(diagnostics);
    let summary = json!({"summary": {
        "errors": totals.errors,
        "warnings": totals.warnings,
        "advice": totals.advice,
        "notes": totals.notes,
    }});
    push_line(&mut out, &summary);
    out
}

fn finding(diagnostic: &Diagnostic, files: &mut Files<'_>) -> Value {
    let mut object = serde_json::Map::new();
    object.insert("code".into(), diagnostic.code.code.into());
    object.insert("name".into(), diagnostic.code.name.into());
    object.insert("severity".into(), diagnostic.severity.word().into());
    object.insert("message".into(), diagnostic.message.as_str().into());
    insert_place(&mut object, diagnostic.span.as_ref(), files);
    let excerpt = diagnostic.span.as_ref().and_then(|span| excerpt(span, files));
    object.insert("excerpt".into(), excerpt.into());
    // The label is what the finding says first of all on how to mend it.
    let label = Some(&diagnostic.label).filter(|label| !label.is_empty());
    let help: Vec<&str> = label.into_iter().chain(&diagnostic.help).map(String::as_str).collect();
    object.insert("help".into(), help.into());
    let fix = diagnostic.fix.as_ref().map(|fix| {
        let edits: Vec<Value> = fix
            .edits
            .iter()
            .map(|edit| json!({"start": edit.start, "end": edit.end, "text": edit.text}))
            .collect();
        json!({"title": fix.title, "edits": edits})
    });
    object.insert("fix".into(), fix.into());
    let mut related = Vec::new();
    for (span, words) in &diagnostic.related {
        let mut place = serde_json::Map::new();
        place.insert("message".into(), words.as_str().into());
        insert_place(&mut place, Some(span), files);
        related.push(Value::Object(place));
    }
    object.insert("related".into(), related.into());
    Value::Object(object)
}

/// Path, lines and columns; `null` where there is none.
fn insert_place(object: &mut serde_json::Map<String, Value>, span: Option<&Span>, files: &mut Files<'_>) {
    object.insert("path".into(), span.map(|span| span.file.as_str()).into());
    let place = span.and_then(|span| files.find(span)).map(|(_, place)| place);
    let mut number = |key: &str, value: Option<usize>| object.insert(key.into(), value.into());
    number("line", place.as_ref().map(|place| place.line));
    number("column", place.as_ref().map(|place| place.column));
    number("end_line", place.as_ref().map(|place| place.end_line));
    number("end_column", place.as_ref().map(|place| place.end_column));
}

/// The first line of the place; of a long one the part around it.
fn excerpt(span: &Span, files: &mut Files<'_>) -> Option<String> {
    let (lines, place) = files.find(span)?;
    let line = lines.line(place.line);
    let part = lines.around(place.line, place.range.start, BEFORE, AFTER);
    let before = if part.start > line.start { "…" } else { "" };
    let after = if part.end < line.end { "…" } else { "" };
    Some(format!("{before}{}{after}", &lines.text[part]))
}

fn push_line(out: &mut String, value: &Value) {
    for c in value.to_string().chars() {
        if acts(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    out.push('\n');
}
