//! Parts a document's text into front matter and body.
//!
//! Only the lines around the front matter are looked at here; the two languages are read in
//! `table`, what the keys mean in [`super::meta`].

use std::ops::Range;

use crate::diagnostic::catalog::{self, TableOf};
use crate::diagnostic::{Diagnostic, Severity, Told};
use crate::source::{SourcePath, Span};
use crate::table::{Language, Table, toml, yaml};

/// A text, parted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// What the front matter is written in; nothing if there is none.
    pub language: Option<Language>,
    /// The lines between the fences, in bytes of the text.
    pub table_range: Range<usize>,
    /// Where the body begins.
    pub body_start: usize,
    /// Why the front matter cannot be read.
    pub problem: Option<Problem>,
}

/// Front matter that is not closed, or that is of a sort that is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The cause, in a sentence.
    pub cause: String,
    /// What was expected.
    pub wanted: String,
    /// The opening line.
    pub range: Range<usize>,
    /// Where the closing line was expected at the latest.
    pub end: Option<Range<usize>>,
}

/// A document's front matter, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Front {
    /// Its keys; what could not be read is left out.
    pub table: Table,
    /// What it is written in; nothing if there is none.
    pub language: Option<Language>,
    /// Whether all of it could be read: if not, what is not there may only be unreadable.
    pub readable: bool,
    /// Where the body begins, in bytes of the text.
    pub body_start: usize,
}

/// Reads the front matter of a document.
pub fn read(file: &SourcePath, text: &str) -> Told<Front> {
    let Split { language, table_range, body_start, problem } = split(text);
    if let Some(problem) = problem {
        let span = |range: Range<usize>| Span::new(file, range);
        let end = problem.end.map(span);
        let found = catalog::bad_front_matter(&problem.cause, &problem.wanted, span(problem.range), end);
        let front = Front { table: Table::default(), language, readable: false, body_start };
        return Told { value: front, diagnostics: vec![found] };
    }
    let (start, inside) = (table_range.start, text.get(table_range).unwrap_or_default());
    let Told { value: table, diagnostics } = match language {
        None => Told::default(),
        Some(Language::Toml) => toml::parse(TableOf::FrontMatter, file, inside, start),
        Some(Language::Yaml) => yaml::parse(TableOf::FrontMatter, file, inside, start),
    };
    let broken = |found: &Diagnostic| found.severity == Severity::Error;
    let readable = !diagnostics.iter().any(broken);
    Told { value: Front { table, language, readable, body_start }, diagnostics }
}

/// Finds the front matter of a text: TOML between `+++` lines, YAML between `---` lines, after
/// nothing but a byte order mark and blank lines.
pub fn split(text: &str) -> Split {
    let without = Split { language: None, table_range: 0..0, body_start: bom(text), problem: None };
    let Some(first) = lines(text, bom(text)).find(|line| !text[line.clone()].trim().is_empty()) else {
        return without;
    };
    let (language, fence, other) = match text[first.clone()].trim_end() {
        "+++" => (Language::Toml, "+++", "---"),
        "---" => (Language::Yaml, "---", "+++"),
        opening if opening.starts_with('{') => return json(text, first).unwrap_or(without),
        _ => return without,
    };
    let closing = lines(text, first.end).find(|line| text[line.clone()].trim_end() == fence);
    if let Some(closing) = closing {
        let table_range = first.end..closing.start;
        return Split { language: Some(language), table_range, body_start: closing.end, problem: None };
    }
    let looks = |line: &Range<usize>| looks_like_facts(text[line.clone()].trim_end(), language);
    let blank = |line: &Range<usize>| text[line.clone()].trim().is_empty();
    let mut first_lines = lines(text, first.end).skip_while(blank).take_while(|line| !blank(line));
    if !first_lines.any(|line| is_key(text[line].trim_end(), language)) {
        // A line of three hyphens is also how Markdown parts one thought from the next.
        return without;
    }
    let after = lines(text, first.end).find(|line| !looks(line)).unwrap_or(text.len()..text.len());
    let other_fence = text[after.clone()].trim_end() == other;
    let (name, cause) = match language {
        Language::Toml => ("TOML", "front matter begins with `+++` and is not closed"),
        Language::Yaml => ("YAML", "front matter begins with `---` and is not closed"),
    };
    let cause = match other_fence {
        true => format!("front matter begins with `{fence}`, but ends with `{other}`"),
        false => cause.to_owned(),
    };
    let body_start = if other_fence { after.end } else { after.start };
    let problem = Problem {
        cause,
        wanted: format!("a line `{fence}` closes it; what stands before that line is {name}"),
        range: trimmed(text, first),
        end: Some(trimmed(text, after)),
    };
    Split {
        language: Some(language),
        table_range: body_start..body_start,
        body_start,
        problem: Some(problem),
    }
}

/// Hugo's third form, which is not read here; only if it cannot be anything else.
fn json(text: &str, first: Range<usize>) -> Option<Split> {
    let inside = text[first.start..].strip_prefix('{')?.trim_start();
    let key = inside.strip_prefix('"')?;
    let (_, rest) = key.split_once('"')?;
    if !rest.trim_start().starts_with(':') {
        return None;
    }
    let closing = lines(text, first.start).find(|line| text[line.clone()].trim_end() == "}");
    let body_start = closing.map_or(first.end, |line| line.end);
    let problem = Problem {
        cause: "this front matter is JSON, which is not read here".to_owned(),
        wanted: "write TOML between `+++` lines or YAML between `---` lines".to_owned(),
        range: trimmed(text, first),
        end: None,
    };
    Some(Split { language: None, table_range: 0..0, body_start, problem: Some(problem) })
}

fn bom(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// The lines from a byte on, each with the end of line it has.
fn lines(text: &str, from: usize) -> impl Iterator<Item = Range<usize>> {
    text[from..].split_inclusive('\n').scan(from, |start, line| {
        let range = *start..*start + line.len();
        *start = range.end;
        Some(range)
    })
}

fn trimmed(text: &str, line: Range<usize>) -> Range<usize> {
    line.start..line.start + text[line.clone()].trim_end().len()
}

/// Whether a line gives a key a value: `title: x`, `title = "x"`, `[extra]`.
fn is_key(line: &str, language: Language) -> bool {
    let part = match language {
        Language::Toml if line.starts_with('[') => return line.ends_with(']'),
        Language::Toml => line.split_once('=').map(|(key, _)| key.trim_end()),
        Language::Yaml => {
            line.split_once(':').map(|(key, rest)| match rest.is_empty() || rest.starts_with(' ') {
                true => key,
                false => "",
            })
        }
    };
    let letter = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | '\'');
    part.is_some_and(|key| !key.is_empty() && key.chars().all(letter))
}

/// Whether a line may belong to front matter, to guess where one that is not closed ends.
fn looks_like_facts(line: &str, language: Language) -> bool {
    let of_a_value = line.starts_with([' ', '\t', ']', '}', '#']) && !line.starts_with("# ");
    let item = language == Language::Yaml && line.starts_with("- ");
    of_a_value || item || is_key(line, language)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (Option<Language>, &str, &str) {
        let split = split(text);
        assert_eq!(split.problem, None, "{text:?}");
        (split.language, &text[split.table_range], &text[split.body_start..])
    }

    #[test]
    fn front_matter_is_found_after_a_mark_and_blank_lines_and_with_any_line_ends() {
        let (toml, yaml) = (Some(Language::Toml), Some(Language::Yaml));
        assert_eq!(parts("+++\na = 1\n+++\nText"), (toml, "a = 1\n", "Text"));
        assert_eq!(parts("\u{feff}\r\n\r\n---\r\na: 1\r\n---  \r\nText"), (yaml, "a: 1\r\n", "Text"));
        assert_eq!(parts("---\n---"), (yaml, "", ""));
        assert_eq!(parts("\n+++\n+++\n\n---\n"), (toml, "", "\n---\n"));
    }

    #[test]
    fn a_text_without_front_matter_is_all_body() {
        for text in [
            "",
            "Hello\n---\nthere",
            "---\n\nA thematic break, and no more.\n",
            "+++",
            "{{ not_json }}\n",
            "{ \"a\" }",
            "--- \n# Heading\n",
            " +++\na = 1\n+++\n",
        ] {
            assert_eq!(parts(text), (None, "", text), "{text:?}");
        }
    }

    #[test]
    fn an_open_end_is_told_and_the_body_is_guessed() {
        for (text, cause, body) in [
            (
                "---\ntitle: A\ntags:\n  - b\n- c\n\n# Text\nmore: x\n",
                "front matter begins with `---` and is not closed",
                "\n# Text\nmore: x\n",
            ),
            (
                "+++\ntitle = \"A\"\n---\nText\n",
                "front matter begins with `+++`, but ends with `---`",
                "Text\n",
            ),
            (
                "---\n# a remark\ndraft: true\n",
                "front matter begins with `---` and is not closed",
                "# a remark\ndraft: true\n",
            ),
            ("+++\n[extra]\na = 1", "front matter begins with `+++` and is not closed", ""),
            ("{\n  \"title\": \"A\"\n}\nText", "this front matter is JSON, which is not read here", "Text"),
        ] {
            let split = split(text);
            assert_eq!(split.problem.map(|problem| problem.cause).as_deref(), Some(cause));
            assert_eq!(&text[split.body_start..], body);
        }
    }

    #[test]
    fn one_mistake_in_front_matter_is_one_finding() {
        let file = SourcePath::new("content/a.md");
        for text in ["+++\ntitle = \"A\ndate = 2024-03-05\n+++\n", "---\ntitle: A\n", "{\"title\": \"A\"}\n"]
        {
            let Told { value, diagnostics } = read(&file, text);
            assert_eq!(diagnostics.len(), 1, "{text:?}: {diagnostics:?}");
            assert_eq!(diagnostics[0].code.code, "F01");
            assert!(!value.readable);
        }
    }
}
