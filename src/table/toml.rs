//! TOML as a [`Table`]: every value with its place, dates as they are written.
//!
//! All syntax errors of a text are told, in the writer's words. An entry that an error touches is
//! left out, so that nobody complains of what it would have held. What keys mean is left to others.

use std::collections::BTreeMap;
use std::ops::Range;

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue, Error};

use crate::diagnostic::catalog::{self, TableOf};
use crate::diagnostic::{Diagnostic, Told};
use crate::source::{SourcePath, Span};

use super::{DEEPEST, Entry, Node, Table, Value};

/// Errors told of one text: past these, one mistake is only repeated.
const MOST_ERRORS: usize = 50;

/// Reads `text`, which begins at byte `offset` of its file.
pub fn parse(of: TableOf, file: &SourcePath, text: &str, offset: usize) -> Told<Table> {
    let span = |range: Range<usize>| Span::new(file, range.start + offset..range.end + offset);
    let unclosed = match scan(text) {
        Ok(unclosed) => unclosed,
        Err(deep) => {
            let diagnostics = vec![catalog::too_deep(of, span(deep..deep + 1))];
            return Told { value: Table::default(), diagnostics };
        }
    };
    let (root, errors) = DeTable::parse_recoverable(text);
    let mistakes = mistakes(text, &errors, unclosed);
    let diagnostics = mistakes
        .iter()
        .take(MOST_ERRORS)
        .map(|mistake| catalog::syntax(of, "TOML", &mistake.words, span(mistake.range.clone())))
        .collect();

    let mut reading = Reading { of, file, text, offset, mistakes, diagnostics };
    let value = reading.table(root.get_ref());
    Told { value, diagnostics: reading.diagnostics }
}

/// A syntax error.
struct Mistake {
    range: Range<usize>,
    /// Where its line begins.
    line: usize,
    words: String,
}

/// One text on its way into a table.
struct Reading<'t> {
    of: TableOf,
    file: &'t SourcePath,
    text: &'t str,
    offset: usize,
    /// In order.
    mistakes: Vec<Mistake>,
    diagnostics: Vec<Diagnostic>,
}

impl Reading<'_> {
    fn table(&mut self, table: &DeTable<'_>) -> Table {
        let mut entries = Vec::with_capacity(table.len());
        for (key, value) in table.iter() {
            if self.is_broken(key.span(), value.span()) {
                continue;
            }
            if let Some(node) = self.node(value) {
                let key_range = self.absolute(key.span());
                entries.push(Entry { key: key.get_ref().to_string(), key_range, node });
            }
        }
        // A table that is named before it has a header of its own is not where the parser keeps it.
        entries.sort_by_key(|entry| entry.key_range.start);
        Table { entries }
    }

    fn node(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Node> {
        let range = self.absolute(value.span());
        let value = match value.get_ref() {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(integer) => match i64::from_str_radix(integer.as_str(), integer.radix()) {
                Ok(integer) => Value::Integer(integer),
                Err(_) => return self.refuse("this number is too large", range),
            },
            DeValue::Float(float) => match float.as_str().parse::<f64>() {
                Ok(float) if float.is_finite() => Value::Float(float),
                _ => return self.refuse("this is no finite number", range),
            },
            DeValue::Boolean(flag) => Value::Flag(*flag),
            DeValue::Datetime(_) => Value::Date(self.text[value.span()].to_owned()),
            DeValue::Array(list) => Value::List(list.iter().filter_map(|item| self.node(item)).collect()),
            DeValue::Table(table) => Value::Table(self.table(table)),
        };
        Some(Node { value, range })
    }

    fn refuse(&mut self, problem: &str, range: Range<usize>) -> Option<Node> {
        self.diagnostics.push(catalog::syntax(self.of, "TOML", problem, Span::new(self.file, range)));
        None
    }

    fn absolute(&self, range: Range<usize>) -> Range<usize> {
        range.start + self.offset..range.end + self.offset
    }

    /// Whether a mistake stands between an entry's beginning and the end of its last line: what
    /// the parser made of such an entry is a guess.
    fn is_broken(&self, key: Range<usize>, value: Range<usize>) -> bool {
        // A value that the parser made up has no place; one with a header begins before its key.
        let made_up = value == (0..0);
        let start = if made_up { key.start } else { key.start.min(value.start) };
        let end = key.end.max(value.end);
        let next = self.mistakes.partition_point(|mistake| mistake.range.start < start);
        made_up || self.mistakes.get(next).is_some_and(|mistake| mistake.line <= end)
    }
}

/// The errors in order: the first the parser found on each line, since the others follow from it;
/// and none after a bracket that is never closed, which swallows all lines below.
fn mistakes(text: &str, errors: &[Error], unclosed: Option<usize>) -> Vec<Mistake> {
    if errors.is_empty() {
        return Vec::new();
    }
    let line_starts: Vec<usize> =
        std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let line_of = |at: usize| line_starts[line_starts.partition_point(|start| *start <= at) - 1];
    let swallows = errors.iter().any(|error| {
        error.message().starts_with("unclosed array,") || error.message().starts_with("unclosed inline")
    });
    let bracket = unclosed.filter(|_| swallows);

    let mut by_line = BTreeMap::new();
    // Below a header that stands twice, its keys do too.
    let mut twice_up_to = 0;
    for error in errors {
        let range = error_range(text, error);
        let line = line_of(range.start);
        if error.message().starts_with("duplicate key") {
            if range.start < twice_up_to {
                continue;
            }
            if text[line..range.start].trim_start().starts_with('[') {
                twice_up_to = text[range.start..].find("\n[").map_or(text.len(), |at| range.start + at + 1);
            }
        }
        if bracket.is_none_or(|bracket| range.start < bracket) {
            by_line.entry(line).or_insert_with(|| {
                let words = in_words(error.message(), &text[range.clone()]);
                Mistake { range, line, words }
            });
        }
    }
    if let Some(bracket) = bracket {
        let (range, line) = (bracket..bracket + 1, line_of(bracket));
        let words = format!("this `{}` is never closed", &text[range.clone()]);
        by_line.insert(line, Mistake { range, line, words });
    }
    by_line.into_values().collect()
}

/// Where an error is, before a line's end and not in the midst of its two characters.
fn error_range(text: &str, error: &Error) -> Range<usize> {
    let range = error.span().unwrap_or(0..0);
    let mut end = range.end.min(text.len());
    let mut start = range.start.min(end);
    if start == end && text.as_bytes()[..start].ends_with(b"\r") {
        (start, end) = (start - 1, end - 1);
    }
    if text.is_char_boundary(start) && text.is_char_boundary(end) { start..end } else { 0..0 }
}

/// The parser's sentence in the words of someone who writes stories. `found` is what stands there.
fn in_words(message: &str, found: &str) -> String {
    let cause = message.split(", expected").next().unwrap_or(message);
    let plain = match cause {
        "duplicate key" => return format!("`{found}` is given twice"),
        "key with no value" => "after a key comes `=` and its value; a key of several words stands in quotes",
        "unquoted keys cannot be empty" => "a key is missing before the `=`",
        "invalid unquoted key" => "a key has letters from a to z, digits, `-` and `_`, or stands in quotes",
        "missing value" | "missing value for key" => "a value is missing",
        "extra `=`" => "there is a `=` too many",
        "unexpected key or value" => "something follows the value that does not belong to it",
        "missing comma between array elements" => "a comma is missing in this list",
        "missing comma between key-value pairs" | "extra assignment between key-value pairs" => {
            "a comma is missing in this table"
        }
        "extra comma in array" | "extra comma in inline table" => "there is a comma too many",
        "unclosed table" => "the heading lacks its closing `]`",
        "unclosed array table" => "the heading lacks its closing `]]`",
        "unexpected leading zero" => "a number does not begin with 0",
        "missing escaped value" | "too few unicode value digits" => {
            "`\\` has a meaning of its own in double quotes: write `\\\\`, or put the text in single quotes"
        }
        "carriage return must be followed by newline" => "there is a carriage return within a line",
        _ if cause.contains("date") || cause.contains("time") => {
            "this is no date; a date is 2024-03-05 or 2024-03-05T14:30:00+02:00"
        }
        _ if cause.ends_with("string") && message.contains("visible characters") => {
            "there is a control character in this text"
        }
        _ if cause.starts_with("invalid") && cause.ends_with("string") => "the closing quote is missing",
        _ if cause.ends_with("with a dotted key") => {
            return format!("`{found}` has a value already and cannot be a table as well");
        }
        _ => return unquoted(found).map_or_else(|| cause.to_owned(), str::to_owned),
    };
    plain.to_owned()
}

/// What a value lacks that is no string, number, flag or date.
fn unquoted(found: &str) -> Option<&'static str> {
    Some(match found {
        "" => "a value is missing",
        "True" | "TRUE" | "yes" | "Yes" | "on" | "On" => "yes is written `true`",
        "False" | "FALSE" | "no" | "No" | "off" | "Off" => "no is written `false`",
        _ if found.starts_with(['\u{201c}', '\u{201d}', '\u{201e}', '\u{2018}', '\u{2019}', '\u{ab}']) => {
            "these quotes are for print; here a text stands in `\"`"
        }
        _ if found.starts_with(char::is_alphabetic) => "a text stands in quotes",
        _ => return None,
    })
}

/// Looks at brackets and dotted keys, without a stack that could overflow: tells where they nest
/// too deep, or else where a bracket opens that is never closed. The parser's own limit leaves out
/// dotted keys.
fn scan(text: &str) -> Result<Option<usize>, usize> {
    let bytes = text.as_bytes();
    // Where each open bracket is, and the level it stands at.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut level = 0;
    // The level of the table whose header was read last.
    let mut header = 0;
    let mut in_header = false;
    let mut line_is_blank = true;
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        match byte {
            b'"' | b'\'' => at = end_of_string(bytes, at),
            b'#' => {
                at =
                    bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |end| at + end) - 1
            }
            b'[' | b'{' => {
                if open.is_empty() && line_is_blank {
                    (in_header, header, level) = (true, 0, 0);
                }
                open.push((at, level));
                level += 1;
            }
            b']' | b'}' => level = open.pop().map_or(level, |(_, outer)| outer),
            b'.' => level += 1,
            b',' => level = open.last().map_or(level, |(_, outer)| outer + 1),
            b'\n' if in_header || open.is_empty() => {
                open.clear();
                (level, in_header) = (header, false);
            }
            _ => {}
        }
        if level > DEEPEST {
            return Err(at);
        }
        if in_header {
            header = header.max(level);
        }
        line_is_blank = byte == b'\n' || (line_is_blank && byte.is_ascii_whitespace());
        at += 1;
    }
    Ok(open.first().map(|(at, _)| *at))
}

/// The last byte of the string that begins at `start`.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let quote = bytes[start];
    let long = bytes[start..].starts_with(&[quote; 3]);
    let mut at = start + if long { 3 } else { 1 };
    while at < bytes.len() {
        match bytes[at] {
            // The end of a line ends a short string even after a backslash.
            b'\\' if quote == b'"' && (long || bytes.get(at + 1) != Some(&b'\n')) => at += 1,
            b'\n' if !long => return at - 1,
            byte if byte == quote && !long => return at,
            byte if byte == quote && bytes[at..].starts_with(&[quote; 3]) => return at + 2,
            _ => {}
        }
        at += 1;
    }
    bytes.len() - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::cut;

    fn told(text: &str) -> Told<Table> {
        parse(TableOf::Settings, &SourcePath::new("retell.toml"), text, 0)
    }

    #[test]
    fn every_key_and_value_has_its_place_in_the_order_they_are_written() {
        for (text, entries) in [
            ("b = \"é\"\na = 'x'", vec![("b", "\"é\""), ("a", "'x'")]),
            ("b = 1\r\na = true\r\n", vec![("b", "1"), ("a", "true")]),
            ("\"a b\" = [1, 2]", vec![("\"a b\"", "[1, 2]")]),
            ("a.b.c = 1\na.b.d = 2", vec![("a", "a"), ("b", "b"), ("c", "1"), ("d", "2")]),
            (
                "[z]\nx = 1\n[a.b]\ny = 2",
                vec![("z", "[z]"), ("x", "1"), ("a", "a"), ("b", "[a.b]"), ("y", "2")],
            ),
            ("[[m]]\nn = 1\n[[m]]\nn = 2", vec![("m", "[[m]]"), ("n", "1"), ("n", "2")]),
            ("t = { b = 1, a.c = 2 }", vec![("t", "{ b = 1, a.c = 2 }"), ("b", "1"), ("a", "a"), ("c", "2")]),
        ] {
            let told = told(text);
            assert_eq!(told.diagnostics, [], "{text:?}");
            let cut = cut(text, &told.value);
            assert_eq!(
                cut.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect::<Vec<_>>(),
                entries,
                "{text:?}"
            );
        }
    }

    #[test]
    fn places_are_those_of_the_whole_file() {
        let told = parse(TableOf::FrontMatter, &SourcePath::new("a.md"), "x = 1\ny = \n", 4);
        assert_eq!(told.value.entries[0].key_range, 4..5);
        assert_eq!(told.value.entries[0].node.range, 8..9);
        assert_eq!(told.diagnostics[0].span.as_ref().map(Span::range), Some(14..14));
        assert_eq!(told.diagnostics[0].code.name, "bad-front-matter");
    }

    #[test]
    fn values_are_what_they_are_written_as() {
        for (written, value) in [
            ("\"\\u00e9\"", Value::Text("é".into())),
            ("0x1F", Value::Integer(31)),
            ("1_000", Value::Integer(1000)),
            ("-1.5e3", Value::Float(-1500.0)),
            ("false", Value::Flag(false)),
            ("2021-12-20T00:00:00-07:00", Value::Date("2021-12-20T00:00:00-07:00".into())),
            ("2024-01-01 10:00", Value::Date("2024-01-01 10:00".into())),
            ("10:00:00", Value::Date("10:00:00".into())),
            ("\"\"\"\r\na\r\nb\"\"\"", Value::Text("a\r\nb".into())),
        ] {
            let text = format!("x = {written}");
            let told = told(&text);
            assert_eq!(told.diagnostics, [], "{written}");
            assert_eq!(told.value.entries[0].node, Node { value, range: 4..text.len() }, "{written}");
        }
    }

    #[test]
    fn mistakes_are_told_where_they_are_in_plain_words() {
        for (text, place, words) in [
            ("t = \"A fix\nx = 1", 10..10, "the closing quote is missing"),
            ("t = \"A fix\r\nx = 1", 10..10, "the closing quote is missing"),
            ("t = \"\"\"A fix", 12..12, "the closing quote is missing"),
            ("t = A quiet fix", 4..15, "a text stands in quotes"),
            ("t = It's", 4..8, "a text stands in quotes"),
            ("t = \u{201c}a\u{201d}", 4..11, "these quotes are for print; here a text stands in `\"`"),
            ("t = 'it's'", 8..8, "something follows the value that does not belong to it"),
            ("t = yes", 4..7, "yes is written `true`"),
            ("t = ", 4..4, "a value is missing"),
            ("t: a", 3..3, "after a key comes `=` and its value; a key of several words stands in quotes"),
            (
                "my key = 1",
                3..3,
                "after a key comes `=` and its value; a key of several words stands in quotes",
            ),
            ("ключ = 1", 0..8, "a key has letters from a to z, digits, `-` and `_`, or stands in quotes"),
            ("a = 1\na = 2", 6..7, "`a` is given twice"),
            ("[a]\n[a]", 5..6, "`a` is given twice"),
            ("x = 1\nx.y = 2", 6..7, "`x` has a value already and cannot be a table as well"),
            ("t = [\"a\" \"b\"]", 9..9, "a comma is missing in this list"),
            ("t = { a = 1, b = [2 }\nx = 1\ny = 2", 4..5, "this `{` is never closed"),
            ("t = [\"a\", \"b\"\nx = 1\ny = 2", 4..5, "this `[` is never closed"),
            ("[t\nx = 1", 2..2, "the heading lacks its closing `]`"),
            ("d = 2024-13-05", 4..14, "this is no date; a date is 2024-03-05 or 2024-03-05T14:30:00+02:00"),
            ("d = 2024-3-5", 4..12, "this is no date; a date is 2024-03-05 or 2024-03-05T14:30:00+02:00"),
            ("x = 99999999999999999999", 4..24, "this number is too large"),
            ("x = nan", 4..7, "this is no finite number"),
            ("x = 012", 4..5, "a number does not begin with 0"),
            (
                "x = \"C:\\quay\"",
                8..8,
                "`\\` has a meaning of its own in double quotes: write `\\\\`, or put the text in single quotes",
            ),
        ] {
            let found = told(text).diagnostics;
            let short: Vec<_> =
                found.iter().map(|one| (one.span.as_ref().map(Span::range), &*one.message)).collect();
            assert_eq!(short, [(Some(place), &*format!("this is no valid TOML: {words}"))], "{text:?}");
        }
    }

    #[test]
    fn all_lines_with_mistakes_are_told_and_the_others_are_read() {
        let told = told("a = A\nb = 2\nc = \"\nd = [1, x]\n[e]\nf = 1\ng = ?\n");
        let places: Vec<_> =
            told.diagnostics.iter().filter_map(|one| one.span.as_ref()).map(Span::range).collect();
        assert_eq!(places, [4..5, 17..17, 26..27, 43..44]);
        let keys: Vec<&str> = told.value.entries.iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(keys, ["b", "e"]);
        assert_eq!(told.value.get("e").and_then(Node::as_table).map(|table| table.entries.len()), Some(1));
    }

    /// Levels of tables in what the parser made, mistakes and all: dropping it walks down each.
    fn depth(table: &DeTable<'_>) -> usize {
        1 + table.values().filter_map(|value| value.get_ref().as_table()).map(depth).max().unwrap_or(0)
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2000))]

        /// Whatever stands before it, depth is not hidden from the look at brackets and dots.
        #[test]
        fn no_text_hides_depth(
            before in "[\\[\\]{}=,.#a \"'\\\\\r\n]{0,12}",
            after in "[\\[\\]{}=,.#a \"'\\\\\r\n]{0,12}",
        ) {
            for key in ["a", "[a"] {
                let text = format!("{before}{key}{}{after} = 1\n{after}", ".a".repeat(200));
                let parsed = DeTable::parse_recoverable(&text).0;
                proptest::prop_assert!(scan(&text).is_err() || depth(parsed.get_ref()) <= DEEPEST + 1, "{text:?}");
            }
        }
    }

    #[test]
    fn depth_is_an_error_and_no_crash() {
        let deep = 100_000;
        for text in [
            format!("a = {}", "[".repeat(deep)),
            format!("a = {}", "{a=".repeat(deep)),
            format!("{} = 1", vec!["a"; deep].join(".")),
            format!("[{}]", vec!["a"; deep].join(".")),
            format!("[[{}]]", vec!["a"; deep].join(".")),
            format!("[{0}]\n{0} = 1", vec!["a"; 50].join(".")),
            format!("a = {}1{}", "{a.b.c.d=".repeat(20), "}".repeat(20)),
            format!("a = \"it's\" # \"\n[{}]", vec!["a"; deep].join(".")),
        ] {
            let told = told(&text);
            assert_eq!(told.diagnostics.len(), 1);
            assert_eq!(told.diagnostics[0].message, "lists and tables are nested too deep here");
        }
        let dots = format!("a = \"{}\" # {}\nb = 1.5", ".".repeat(deep), "[".repeat(deep));
        assert_eq!(told(&dots).diagnostics, []);
        let many = (0..1000).map(|n| format!("a{n}.b.c = [1.5, 2.5]\n")).collect::<String>();
        assert_eq!(told(&many).diagnostics, []);
    }
}
