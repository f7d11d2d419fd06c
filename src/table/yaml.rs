//! YAML as a [`Table`]: every value with its place, words without quotes as they are typed.
//!
//! The part of YAML that people write by hand: no anchors, aliases, tags and merge keys, so that a
//! file means what it shows and a small one cannot grow large. What keys mean is left to others.

use std::collections::HashSet;
use std::ops::Range;

use serde_saphyr::granit_parser::{self, ErrorKind, Event, Parser, ScalarStyle, ScanError, Span as Place};

use crate::diagnostic::catalog::{self, TableOf};
use crate::diagnostic::{Diagnostic, Told};
use crate::source::{SourcePath, Span};

use super::{DEEPEST, Entry, Node, Table, Value};

/// Reads keys with their values from `text`, which begins at byte `offset` of its file.
pub fn parse(of: TableOf, file: &SourcePath, text: &str, offset: usize) -> Told<Table> {
    let Told { value: node, mut diagnostics } = parse_any(of, file, text, offset);
    let value = match node.value {
        Value::Table(table) => table,
        Value::Nothing => Table::default(),
        _ => {
            let span = Span::new(file, first_line(text, node.range, offset));
            diagnostics.push(catalog::syntax(of, "YAML", "it begins with no `key: value`", span));
            Table::default()
        }
    };
    Told { value, diagnostics }
}

/// Reads any value: a table, a list, or one word.
pub fn parse_any(of: TableOf, file: &SourcePath, text: &str, offset: usize) -> Told<Node> {
    let mut reading = Reading { text, offset, open: Vec::new(), root: None };
    match reading.run() {
        Ok(()) => Told::quiet(reading.root.unwrap_or(Node { value: Value::Nothing, range: offset..offset })),
        Err(mistake) => Told {
            diagnostics: vec![mistake.tell(of, file, offset)],
            value: reading.what_was_read(mistake.range.start + offset),
        },
    }
}

fn first_line(text: &str, range: Range<usize>, offset: usize) -> Range<usize> {
    let start = range.start - offset;
    let line = text.get(start..range.end - offset).and_then(|text| text.lines().next()).unwrap_or_default();
    range.start..range.start + line.len()
}

/// What ends the reading, in bytes of the text.
struct Mistake {
    range: Range<usize>,
    /// Nothing for what is nested too deep.
    words: Option<String>,
}

impl Mistake {
    fn new(range: Range<usize>, words: impl Into<String>) -> Mistake {
        Mistake { range, words: Some(words.into()) }
    }

    fn tell(&self, of: TableOf, file: &SourcePath, offset: usize) -> Diagnostic {
        let span = Span::new(file, self.range.start + offset..self.range.end + offset);
        match &self.words {
            Some(words) => catalog::syntax(of, "YAML", words, span),
            None => catalog::too_deep(of, span),
        }
    }
}

/// A list or table whose end has not been seen.
struct Open {
    start: usize,
    inside: Inside,
}

enum Inside {
    List(Vec<Node>),
    Table {
        entries: Vec<Entry>,
        seen: HashSet<String>,
        /// The key whose value comes next.
        key: Option<(String, Range<usize>)>,
    },
}

/// One text on its way into a node. Ranges are of the whole file.
struct Reading<'t> {
    text: &'t str,
    offset: usize,
    open: Vec<Open>,
    root: Option<Node>,
}

impl Reading<'_> {
    fn run(&mut self) -> Result<(), Mistake> {
        let mut options = granit_parser::options! {
            disallow_directives: true,
            emit_unresolved_aliases: true,
            emit_anchor_events: true,
            flow_nesting_limit: DEEPEST + 1,
            block_nesting_limit: DEEPEST + 1,
        };
        options.set_emit_comments(false);
        for next in Parser::new_from_str_with_options(self.text, options) {
            let (event, place) = next.map_err(|error| self.mistake(&error))?;
            self.take(event, place)?;
        }
        Ok(())
    }

    fn take(&mut self, event: Event<'_>, place: Place) -> Result<(), Mistake> {
        let range = bytes(&place);
        if let Some(tag) = place.tag_start() {
            let start = tag.byte_offset().unwrap_or(range.start);
            let end = place.tag_span().map_or(start, |tag| bytes(&tag).end);
            let words =
                "a `!` begins a tag, which is not read here; a text that begins with it stands in quotes";
            return Err(Mistake::new(start..end.max(start), words));
        }
        match event {
            Event::Anchor(..) => Err(Mistake::new(
                range,
                "a `&` begins an anchor, which is not read here; a text that begins with it stands in quotes",
            )),
            Event::Alias(_) | Event::UnresolvedAlias(_) => Err(Mistake::new(
                range,
                "a `*` begins an alias, which is not read here; a text that begins with it stands in quotes",
            )),
            Event::DocumentStart(..) if self.root.is_some() => {
                Err(Mistake::new(range, "a second document begins here; only one is read"))
            }
            Event::Scalar(text, style, ..) => self.scalar(text.into_owned(), style, range),
            Event::SequenceStart(..) => self.begin(self.with_dash(range), Inside::List(Vec::new())),
            Event::MappingStart(..) => {
                self.begin(range, Inside::Table { entries: Vec::new(), seen: HashSet::new(), key: None })
            }
            Event::SequenceEnd | Event::MappingEnd => {
                self.end(range);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// A list that is not indented begins, for the parser, after its first dash.
    fn with_dash(&self, range: Range<usize>) -> Range<usize> {
        let (before, after) = self.text.split_at_checked(range.start).unwrap_or_default();
        match before.trim_end().strip_suffix('-') {
            Some(before) if !after.starts_with(['-', '[']) => before.len()..range.end,
            _ => range,
        }
    }

    fn begin(&mut self, range: Range<usize>, inside: Inside) -> Result<(), Mistake> {
        if let Some(Open { inside: Inside::Table { key: None, .. }, .. }) = self.open.last() {
            return Err(Mistake::new(range, "a key is one text, no list and no table"));
        }
        if self.open.len() == DEEPEST {
            return Err(Mistake { range, words: None });
        }
        self.open.push(Open { start: range.start + self.offset, inside });
        Ok(())
    }

    fn end(&mut self, range: Range<usize>) {
        let Some(Open { start, inside }) = self.open.pop() else { return };
        let (value, last) = match inside {
            Inside::List(items) => {
                let last = items.last().map(|item| item.range.end);
                (Value::List(items), last)
            }
            Inside::Table { entries, .. } => {
                let last = entries.last().map(|entry| entry.node.range.end);
                (Value::Table(Table { entries }), last)
            }
        };
        // A list or table in brackets ends with its bracket, one by indentation with its last value.
        let end = if range.is_empty() { last.unwrap_or(start) } else { range.end + self.offset };
        self.place(Node { value, range: start..end.max(start) });
    }

    fn scalar(&mut self, text: String, style: ScalarStyle, range: Range<usize>) -> Result<(), Mistake> {
        let block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
        let written = self.text.get(range.clone()).unwrap_or_default();
        let end = if block { range.start + written.trim_end().len() } else { range.end };
        let whole = range.start + self.offset..end + self.offset;
        if let Some(Open { inside: Inside::Table { key: key @ None, seen, .. }, .. }) = self.open.last_mut() {
            if style == ScalarStyle::Plain && written == "<<" {
                return Err(Mistake::new(range, "`<<` is a merge key, which is not read here"));
            }
            if range.is_empty() {
                return Err(Mistake::new(range, "a key is missing before the `:`"));
            }
            if !seen.insert(text.clone()) {
                return Err(Mistake::new(range, format!("`{text}` is given twice")));
            }
            *key = Some((text, whole));
            return Ok(());
        }
        let value = match style {
            ScalarStyle::Plain if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL") => {
                Value::Nothing
            }
            ScalarStyle::Plain => Value::Plain(text),
            _ => Value::Text(text),
        };
        let whole = match self.open.last() {
            // Where nothing is written, the key is what a message can point to.
            Some(Open { inside: Inside::Table { key: Some((_, key)), .. }, .. }) if range.is_empty() => {
                key.clone()
            }
            _ => whole,
        };
        self.place(Node { value, range: whole });
        Ok(())
    }

    /// Puts a value where it belongs: into the list or table that is open, or at the top.
    fn place(&mut self, node: Node) {
        match self.open.last_mut().map(|open| &mut open.inside) {
            None => self.root = Some(node),
            Some(Inside::List(items)) => items.push(node),
            Some(Inside::Table { entries, key, .. }) => {
                if let Some((key, key_range)) = key.take() {
                    entries.push(Entry { key, key_range, node });
                }
            }
        }
    }

    /// The entries that end on a line above the mistake: what comes after them is a guess.
    fn what_was_read(self, mistake: usize) -> Node {
        let mut outermost = self.open.into_iter().next();
        let entries = match outermost.take() {
            Some(Open { inside: Inside::Table { mut entries, .. }, .. }) => {
                entries.pop_if(|entry| {
                    let between = entry.node.range.end.min(mistake)..mistake;
                    let between = between.start - self.offset..between.end - self.offset;
                    !self.text.get(between).unwrap_or_default().contains('\n')
                });
                entries
            }
            _ => Vec::new(),
        };
        Node { value: Value::Table(Table { entries }), range: self.offset..self.offset }
    }

    fn mistake(&self, error: &ScanError) -> Mistake {
        let start = error.marker().byte_offset().unwrap_or(0).min(self.text.len());
        let here = self.text.get(start..).unwrap_or_default().chars().next();
        let width = here.filter(|c| !matches!(c, '\r' | '\n')).map_or(0, char::len_utf8);
        let range = start..start + width;
        match error.kind() {
            ErrorKind::RecursionLimitExceeded => Mistake { range, words: None },
            kind => Mistake::new(range, in_words(kind)),
        }
    }
}

fn bytes(place: &Place) -> Range<usize> {
    let start = place.start.byte_offset().unwrap_or(0);
    start..place.end.byte_offset().unwrap_or(start).max(start)
}

/// The parser's error in the words of someone who writes stories.
fn in_words(kind: &ErrorKind) -> String {
    let words = match kind {
        ErrorKind::UnexpectedCharacter { character } => {
            return format!("a text that begins with `{}` stands in quotes", character.escape_default());
        }
        ErrorKind::UnclosedFlowCollection { open } => return format!("this `{open}` is never closed"),
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            return format!("`{open}` is closed by `{close}`");
        }
        ErrorKind::MisplacedFlowCollectionEnd => "this bracket closes nothing",
        ErrorKind::MappingValueNotAllowed => {
            "this `:` is out of place; a text with a colon stands in quotes, and the keys of a table begin below each other"
        }
        ErrorKind::InvalidColonPlacement | ErrorKind::InvalidMappingValueWhitespace => {
            "this `:` is out of place; perhaps a bracket before it is not closed"
        }
        ErrorKind::SimpleKeyExpected
        | ErrorKind::InvalidSimpleKey
        | ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::MappingKeyNotAllowed => "a `key: value` is expected here",
        ErrorKind::ExpectedBlockSequenceEntry => "a line of this list lacks its `- `",
        ErrorKind::BlockSequenceEntryNotAllowed | ErrorKind::BlockEntryInFlowCollection => {
            "a list with `- ` begins on a line of its own; a text that begins with `- ` stands in quotes"
        }
        ErrorKind::ExpectedFlowSequenceSeparator => "a comma or `]` is missing in this list",
        ErrorKind::ExpectedFlowMappingSeparator => "a comma or `}` is missing in this table",
        ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabNotAllowed
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabAtBlockScalarStart => "there is a tab here; lines are indented by blanks",
        ErrorKind::InvalidIndentation
        | ErrorKind::InvalidBlockScalarIndent
        | ErrorKind::InvalidFlowScalarIndent => "this line is not indented as those it belongs to",
        ErrorKind::UnclosedQuotedScalar
        | ErrorKind::DocumentIndicatorInQuotedScalar
        | ErrorKind::InvalidQuotedScalarIndent => "the closing quote of a text above is missing",
        ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            "something follows the closing quote; within double quotes a quote is written `\\\"`"
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar => {
            "something follows the closing quote; within single quotes a quote is written `''`"
        }
        ErrorKind::UnknownQuotedScalarEscape | ErrorKind::InvalidQuotedScalarHexEscape => {
            "`\\` has a meaning of its own in double quotes: write `\\\\`, or put the text in single quotes"
        }
        ErrorKind::InvalidBlockScalarHeader => {
            "after `|` or `>` the text begins on the next line; a text that begins with it stands in quotes"
        }
        ErrorKind::DirectiveDisallowed => "a text that begins with `%` stands in quotes",
        ErrorKind::MissingAnchorOrAliasName => "a text that begins with `*` or `&` stands in quotes",
        ErrorKind::CommentNotSeparated => "before the `#` of a comment stands a blank",
        ErrorKind::BomInsideDocument => "there is an invisible character here, a byte order mark",
        ErrorKind::UnexpectedEof
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofBlockSequence
        | ErrorKind::UnexpectedEofBlockMapping => "the text ends before this is complete",
        _ => "this is not understood; a text with signs of its own stands in quotes",
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::cut;

    fn told(text: &str) -> Told<Table> {
        parse(TableOf::FrontMatter, &SourcePath::new("content/a.md"), text, 0)
    }

    #[test]
    fn every_key_and_value_has_its_place_in_the_order_they_are_written() {
        for (text, entries) in [
            ("b: é no # why\na:  'q' \n", vec![("b", "é no"), ("a", "'q'")]),
            (
                "# c\r\na: 1\r\nb: two\r\n  lines\r\nc: 3\r\n",
                vec![("a", "1"), ("b", "two\r\n  lines"), ("c", "3")],
            ),
            ("a: |\n  line\n  two\n\nb: >-\n  x\n", vec![("a", "line\n  two"), ("b", "x")]),
            ("a:\nb: ~\n", vec![("a", "a"), ("b", "~")]),
            ("\"a b\": [x, {y: 1}] # c", vec![("\"a b\"", "[x, {y: 1}]"), ("y", "1")]),
            (
                "a:\n  b: 1\n  c: 2\n\n# c\nd: 3",
                vec![("a", "b: 1\n  c: 2"), ("b", "1"), ("c", "2"), ("d", "3")],
            ),
            (
                "a:\n- x\n- y: 1\n  z: 2\nb: 3",
                vec![("a", "- x\n- y: 1\n  z: 2"), ("y", "1"), ("z", "2"), ("b", "3")],
            ),
            ("\u{feff}---\na: 1\n...\n", vec![("a", "1")]),
            ("", vec![]),
            ("# nothing\n", vec![]),
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
    fn words_without_quotes_stay_as_they_are_typed() {
        for (written, value) in [
            ("no", Value::Plain("no".into())),
            ("on", Value::Plain("on".into())),
            ("012", Value::Plain("012".into())),
            ("3:20", Value::Plain("3:20".into())),
            ("0x1f", Value::Plain("0x1f".into())),
            ("1.50", Value::Plain("1.50".into())),
            ("2021-12-20T00:00:00-07:00", Value::Plain("2021-12-20T00:00:00-07:00".into())),
            ("a \\n 'b' \"c\"", Value::Plain("a \\n 'b' \"c\"".into())),
            ("\"no\"", Value::Text("no".into())),
            ("'it''s'", Value::Text("it's".into())),
            ("\"\\u00e9\\n\"", Value::Text("é\n".into())),
            ("\"\"", Value::Text(String::new())),
            ("\"~\"", Value::Text("~".into())),
            ("~", Value::Nothing),
            ("null", Value::Nothing),
            ("[]", Value::List(Vec::new())),
            ("{}", Value::Table(Table::default())),
        ] {
            let text = format!("x: {written}");
            let told = told(&text);
            assert_eq!(told.diagnostics, [], "{written}");
            assert_eq!(told.value.entries[0].node, Node { value, range: 3..text.len() }, "{written}");
        }
    }

    #[test]
    fn places_are_those_of_the_whole_file() {
        let told = parse(TableOf::FrontMatter, &SourcePath::new("a.md"), "x:\n  y: [1]\nz: @", 4);
        let x = &told.value.entries[0];
        assert_eq!((x.key_range.clone(), x.node.range.clone()), (4..5, 9..15));
        let y = &x.node.as_table().unwrap().entries[0];
        assert_eq!((y.key_range.clone(), y.node.as_list().unwrap()[0].range.clone()), (9..10, 13..14));
        assert_eq!(told.diagnostics[0].span.as_ref().map(Span::range), Some(19..20));
        assert_eq!(told.diagnostics[0].code.name, "bad-front-matter");
    }

    #[test]
    fn a_mistake_is_told_where_it_is_in_plain_words() {
        let quoted = "which is not read here; a text that begins with it stands in quotes";
        for (text, place, words) in [
            ("a: 1\nb: &x 1\nc: *x", 8..10, &*format!("a `&` begins an anchor, {quoted}")),
            ("t: *bold* move", 3..9, &format!("a `*` begins an alias, {quoted}")),
            ("a: !!binary |\n x", 3..11, &format!("a `!` begins a tag, {quoted}")),
            ("a: !t\n  b: 1", 3..5, &format!("a `!` begins a tag, {quoted}")),
            ("<<: {a: 1}", 0..2, "`<<` is a merge key, which is not read here"),
            ("a: 1\n\"a\": 2", 5..8, "`a` is given twice"),
            ("a: {b: 1, b: 2}", 10..11, "`b` is given twice"),
            ("? [a]\n: b", 2..3, "a key is one text, no list and no table"),
            (": b", 0..0, "a key is missing before the `:`"),
            ("a: 1\n---\nb: 2", 5..8, "a second document begins here; only one is read"),
            ("- a\n- b", 0..3, "it begins with no `key: value`"),
            ("just words", 0..10, "it begins with no `key: value`"),
            ("a: @b", 3..4, "a text that begins with `@` stands in quotes"),
            ("a: {b: 1\n", 3..4, "this `{` is never closed"),
            ("a: [b]]", 6..7, "this bracket closes nothing"),
            ("a:\n\tb: 1", 4..5, "there is a tab here; lines are indented by blanks"),
            ("a: \"x\nb: 1\n", 6..7, "the closing quote of a text above is missing"),
            ("a: 1\nb\nc: 2", 5..6, "a `key: value` is expected here"),
            (
                "t: The fix: a tale",
                10..11,
                "this `:` is out of place; a text with a colon stands in quotes, and the keys of a table begin below each other",
            ),
            (
                "t: 'it's'",
                7..8,
                "something follows the closing quote; within single quotes a quote is written `''`",
            ),
            (
                "t: [a, b\r\nx: 1",
                11..12,
                "this `:` is out of place; perhaps a bracket before it is not closed",
            ),
        ] {
            let found = told(text).diagnostics;
            let short: Vec<_> =
                found.iter().map(|one| (one.span.as_ref().map(Span::range), &*one.message)).collect();
            assert_eq!(short, [(Some(place), &*format!("this is no valid YAML: {words}"))], "{text:?}");
        }
    }

    #[test]
    fn what_stands_above_a_mistake_is_read() {
        let told = told("a: 1\nb: [x]\nc: The fix: a tale\nd: 1");
        let keys: Vec<&str> = told.value.entries.iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(keys, ["a", "b"]);
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2000))]

        #[test]
        fn every_text_is_read_or_told(text in "[-a:?,\\[\\]{}&*!|>'\"%#~é \t\r\n]{0,40}") {
            let told = told(&text);
            let spans = told.diagnostics.iter().filter_map(|one| one.span.as_ref()).map(Span::range);
            let entries = told.value.entries.iter().flat_map(|one| [one.key_range.clone(), one.node.range.clone()]);
            for range in spans.chain(entries) {
                proptest::prop_assert!(text.get(range.clone()).is_some(), "{range:?} of {text:?}");
            }
        }
    }

    #[test]
    fn bombs_and_depth_are_errors_and_no_crash() {
        let deep = 10_000;
        let steps = (0..deep).map(|n| format!("{}a:\n", " ".repeat(n))).collect::<String>();
        for text in [
            format!("a: {}", "[".repeat(10 * deep)),
            format!("a: {}", "{a: ".repeat(deep)),
            format!("a:\n  {}", "- ".repeat(deep)),
            "? ".repeat(deep),
            steps,
        ] {
            let told = told(&text);
            assert_eq!(told.diagnostics.len(), 1, "{}", &text[..20]);
        }
        let nested = |levels: usize| format!("{}{}", "{a: ".repeat(levels), "}".repeat(levels));
        assert_eq!(told(&nested(DEEPEST)).diagnostics, []);
        let too_deep = told(&nested(DEEPEST + 1)).diagnostics;
        assert_eq!(too_deep[0].message, "lists and tables are nested too deep here");

        let bomb = "a: &a [x, x, x, x]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b]\n";
        assert!(told(bomb).diagnostics[0].message.contains("anchor"));
    }
}
