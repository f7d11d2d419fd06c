//! The files under `data/`, for templates to read as `data.<file>`.
//!
//! TOML, YAML, JSON and CSV become plain values, by the file's name without its extension. A file
//! that cannot be read is told and left out. What templates do with them is left to the theme.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde_json::{Map, Value};

use crate::diagnostic::catalog::{self, TableOf};
use crate::diagnostic::{Diagnostic, Told};
use crate::source::{SourcePath, Sources, Span};
use crate::table::{toml, yaml};

const FOLDER: &str = "data/";

/// Bytes the name of a CSV column may have.
const LONGEST_COLUMN: usize = 100;

/// Reads them all, in the order of their names.
pub fn read(sources: &Sources) -> Told<Map<String, Value>> {
    let mut data = Map::new();
    let mut diagnostics = Vec::new();
    let mut taken: BTreeMap<&str, &SourcePath> = BTreeMap::new();
    for file in sources.below(FOLDER) {
        let hidden = file.path.as_str().split('/').any(|part| part.starts_with(['.', '_']));
        let Some(text) = file.text().filter(|_| !hidden) else { continue };
        let read: fn(&SourcePath, &str) -> Told<Value> = match file.path.extension() {
            "toml" => from_toml,
            "yml" | "yaml" => from_yaml,
            "json" => from_json,
            "csv" => from_csv,
            _ => continue,
        };
        let stem = file.path.stem();
        if let Some(first) = taken.insert(stem, &file.path) {
            diagnostics.push(catalog::same_data(stem, first, &file.path));
            continue;
        }
        let told = read(&file.path, &text);
        if told.diagnostics.is_empty() {
            data.insert(stem.to_owned(), told.value);
        } else {
            diagnostics.extend(told.diagnostics);
        }
    }
    Told { value: data, diagnostics }
}

fn from_toml(file: &SourcePath, text: &str) -> Told<Value> {
    let Told { value, diagnostics } = toml::parse(TableOf::Data, file, text, 0);
    Told { value: value.to_json(), diagnostics }
}

fn from_yaml(file: &SourcePath, text: &str) -> Told<Value> {
    let Told { value, diagnostics } = yaml::parse_any(TableOf::Data, file, text, 0);
    Told { value: value.to_json(), diagnostics }
}

fn from_json(file: &SourcePath, text: &str) -> Told<Value> {
    let text_only = text.trim_start_matches('\u{feff}');
    match serde_json::from_str(text_only) {
        Ok(value) => Told::quiet(value),
        Err(error) => {
            let mark = text.len() - text_only.len();
            let place = place_of(text_only, error.line(), error.column());
            let message = error.to_string();
            // The place is told by the span.
            let problem = message.split(" at line ").next().unwrap_or(&message);
            broken("JSON", problem, file, place.start + mark..place.end + mark)
        }
    }
}

/// The byte at a line, counted from 1, and a column, counted in bytes from 1.
fn place_of(text: &str, line: usize, column: usize) -> Range<usize> {
    let line_start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut start = (line_start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let width = text[start..].chars().next().filter(|c| !matches!(c, '\r' | '\n')).map_or(0, char::len_utf8);
    start..start + width
}

fn broken(language: &str, problem: &str, file: &SourcePath, place: Range<usize>) -> Told<Value> {
    let told: Diagnostic = catalog::syntax(TableOf::Data, language, problem, Span::new(file, place));
    Told { value: Value::Null, diagnostics: vec![told] }
}

/// The first row names the columns; each other row becomes a table of texts.
fn from_csv(file: &SourcePath, text: &str) -> Told<Value> {
    let rows = match rows(text) {
        Ok(rows) => rows,
        Err((problem, place)) => return broken("CSV", problem, file, place),
    };
    let mut rows = rows.into_iter();
    let Some(Row { fields: columns, place }) = rows.next() else {
        return Told::quiet(Value::Array(Vec::new()));
    };
    let mut list = Vec::new();
    let mut names = BTreeSet::new();
    for column in &columns {
        // Every row repeats the names in memory.
        if column.len() > LONGEST_COLUMN {
            return broken("CSV", "the name of a column is too long", file, place);
        }
        if !names.insert(column) {
            return broken("CSV", &format!("two columns are called `{column}`"), file, place);
        }
    }
    for row in rows {
        if row.fields.len() != columns.len() {
            let (is, named) = (row.fields.len(), columns.len());
            let problem = format!("this row has {is} fields, and the first row names {named} columns");
            return broken("CSV", &problem, file, row.place);
        }
        let fields = columns.iter().cloned().zip(row.fields.into_iter().map(Value::from));
        list.push(Value::Object(fields.collect()));
    }
    Told::quiet(Value::Array(list))
}

struct Row {
    fields: Vec<String>,
    /// Without the line's end.
    place: Range<usize>,
}

/// RFC 4180: commas between fields, lines between rows, and quotes around a field that holds
/// either, with `""` for a quote inside. Empty lines are no rows.
fn rows(text: &str) -> Result<Vec<Row>, (&'static str, Range<usize>)> {
    let mut rows = Vec::new();
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    while at < text.len() {
        let start = at;
        let mut fields = Vec::new();
        let end = loop {
            let (field, after) = field(text, at)?;
            fields.push(field);
            match text.as_bytes().get(after) {
                Some(b',') => at = after + 1,
                _ => break after,
            }
        };
        at = match &text.as_bytes()[end..] {
            [b'\r', b'\n', ..] => end + 2,
            [_, ..] => end + 1,
            [] => end,
        };
        if end > start {
            rows.push(Row { fields, place: start..end });
        }
    }
    Ok(rows)
}

/// The field that begins at `start`, and where the comma or line's end after it stands.
fn field(text: &str, start: usize) -> Result<(String, usize), (&'static str, Range<usize>)> {
    let rest = &text[start..];
    let Some(quoted) = rest.strip_prefix('"') else {
        let end = rest.find([',', '\r', '\n']).unwrap_or(rest.len());
        return Ok((rest[..end].to_owned(), start + end));
    };
    let mut field = String::new();
    let mut from = 0;
    loop {
        let Some(quote) = quoted[from..].find('"').map(|at| from + at) else {
            return Err(("this quote is never closed", start..start + 1));
        };
        field.push_str(&quoted[from..quote]);
        let after = quote + 1;
        if quoted[after..].starts_with('"') {
            field.push('"');
            from = after + 1;
        } else if quoted[after..].is_empty() || quoted[after..].starts_with([',', '\r', '\n']) {
            return Ok((field, start + 1 + after));
        } else {
            let at = start + 1 + quote;
            return Err((
                "after this quote comes neither a comma nor a new line; inside a field it is written `\"\"`",
                at..at + 1,
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(files: &[(&str, &str)]) -> Told<Map<String, Value>> {
        let mut sources = Sources::default();
        for (path, text) in files {
            sources.insert_text(path, text);
        }
        read(&sources)
    }

    #[test]
    fn each_sort_of_file_is_read_by_its_name() {
        let told = told(&[
            ("data/a.toml", "n = 1\nd = 2024-03-05"),
            ("data/b.yml", "- x: no\n- 1"),
            ("data/c.json", "\u{feff}[true]"),
            ("data/d.csv", "name,role\r\nRui,\"host, \"\"guest\"\"\"\r\n"),
            ("data/notes.md", "# Not data"),
            ("data/_draft.toml", "not = read ="),
            ("content/e.toml", "n = 1"),
        ]);
        assert_eq!(told.diagnostics, []);
        assert_eq!(
            Value::Object(told.value),
            json!({
                "a": { "n": 1, "d": "2024-03-05" },
                "b": [{ "x": "no" }, 1],
                "c": [true],
                "d": [{ "name": "Rui", "role": "host, \"guest\"" }],
            })
        );
    }

    #[test]
    fn a_broken_file_is_told_with_its_place_and_the_others_are_read() {
        for (path, text, place, message) in [
            ("data/a.toml", "n = ?", 4..5, "this is no valid TOML: "),
            (
                "data/a.yml",
                "n: @",
                3..4,
                "this is no valid YAML: a text that begins with `@` stands in quotes",
            ),
            ("data/a.json", "{\r\n \"å\": 1,\r\n}", 14..15, "this is no valid JSON: trailing comma"),
            ("data/a.csv", "a,b\n1,\"2\n", 6..7, "this is no valid CSV: this quote is never closed"),
            ("data/a.csv", "a,b\n\"1\"2,3\n", 6..7, "this is no valid CSV: after this quote"),
            ("data/a.csv", "a,b\n\n1,2,3\n", 5..10, "this is no valid CSV: this row has 3 fields"),
            ("data/a.csv", "a,a\n", 0..3, "this is no valid CSV: two columns are called `a`"),
        ] {
            let told = told(&[(path, text), ("data/b.json", "1")]);
            let [one] = told.diagnostics.as_slice() else { panic!("{text:?}: {:?}", told.diagnostics) };
            assert_eq!(one.span.as_ref().map(Span::range), Some(place), "{text:?}");
            assert!(one.message.starts_with(message), "{text:?}: {}", one.message);
            assert_eq!(Value::Object(told.value), json!({ "b": 1 }), "{text:?}");
        }
    }

    #[test]
    fn two_files_of_one_name_are_an_error_that_names_both() {
        let told = told(&[("data/a.json", "1"), ("data/more/a.toml", "n = 1")]);
        assert_eq!(told.diagnostics.len(), 1);
        assert_eq!(
            told.diagnostics[0].message,
            "two files would be `data.a`: data/a.json and data/more/a.toml"
        );
    }

    #[test]
    fn csv_is_read_as_rfc_4180_has_it() {
        for (text, expected) in [
            ("", vec![]),
            ("a,b", vec![vec!["a", "b"]]),
            ("a,\n,b\n", vec![vec!["a", ""], vec!["", "b"]]),
            ("\"a\r\nb\",\"\"\r\n\r\nc, d \r\n", vec![vec!["a\r\nb", ""], vec!["c", " d "]]),
            ("\u{feff}\"\"\"é\"\"\"\rb", vec![vec!["\"é\""], vec!["b"]]),
            ("a \"b\" c", vec![vec!["a \"b\" c"]]),
        ] {
            let rows: Vec<Vec<String>> = rows(text).unwrap().into_iter().map(|row| row.fields).collect();
            assert_eq!(rows, expected, "{text:?}");
        }
    }

    #[test]
    fn json_that_nests_deep_is_an_error_and_no_crash() {
        assert_eq!(told(&[("data/a.json", &"[".repeat(100_000))]).diagnostics.len(), 1);
    }
}
