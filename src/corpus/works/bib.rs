//! Works from BibTeX and BibLaTeX files.
//!
//! The text is cut into entries here, so that one with a brace too few costs no other; each is read
//! by itself with the crate `biblatex`, whose one home this is. What its fields mean for a work stands
//! in [`fields`], how its names are read in [`names`], how one entry is found in a text in [`cut`].

mod cut;
mod fields;
mod names;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use biblatex::{Bibliography, Chunk, Pair, ParseErrorKind, RawBibliography, RawChunk, RawEntry, Spanned};

use crate::diagnostic::{Told, catalog};
use crate::source::{SourcePath, Span};
use crate::table::{Entry, Table};
use crate::words::one_line;

pub use fields::{KEEPSAKES, container_field, entry_type};

use cut::Cut;

/// Braces within each other in one field: far more than anyone writes.
const DEEPEST: usize = 100;

/// Bytes of a field or abbreviation that is made of abbreviations: each may name the one before it
/// twice, and forty such lines would fill any memory.
const LONGEST: usize = 1 << 16;

/// Entries that are inherited from one after the other.
const MOST_ANCESTORS: usize = 8;

/// A field as it is written, without the braces or quotes around it.
#[derive(Debug, Clone)]
struct Field {
    /// What stands there; abbreviations are filled in.
    raw: String,
    /// Where it stands in the file.
    at: Range<usize>,
}

/// A piece of decoded text, and whether it stood in braces of its own.
type Piece = (String, bool);

/// An entry as it is written.
#[derive(Debug, Clone)]
struct Written {
    key: String,
    key_at: Range<usize>,
    kind: String,
    at: Range<usize>,
    fields: BTreeMap<String, Field>,
}

/// Reads a file as a table of works.
pub fn read(file: &SourcePath, text: &str) -> Told<Table> {
    let mut told = Vec::new();
    let mut strings: BTreeMap<String, Field> = BTreeMap::new();
    let mut entries: Vec<Written> = Vec::new();
    for cut in cut::entries(text) {
        match cut {
            Cut::Whole(range) => {
                let reading = Reading { file, text, strings: &strings };
                match reading.piece(range) {
                    Ok(Some(Read::Strings(read))) => strings.extend(read),
                    Ok(Some(Read::Entry(entry))) => entries.push(entry),
                    Ok(None) => {}
                    Err(found) => told.push(*found),
                }
            }
            Cut::Open(brace) => told.push(catalog::open_brace(Span::new(file, brace))),
            Cut::OneTooMany(brace) => told.push(catalog::brace_too_many(Span::new(file, brace))),
        }
    }
    let by_key: BTreeMap<&str, &Written> = entries.iter().rev().map(|entry| (&*entry.key, entry)).collect();
    let mut works: Vec<Entry> = Vec::new();
    for entry in entries.iter().filter(|entry| entry.kind != "xdata" && entry.kind != "set") {
        let whole = with_ancestors(entry, &by_key);
        let decoded = Decoded { file, entry: &whole };
        works.extend(fields::work(&decoded).tell(&mut told));
    }
    Told { value: Table { entries: works }, diagnostics: told }
}

/// What one piece of a file turns out to be.
enum Read {
    Strings(BTreeMap<String, Field>),
    Entry(Written),
}

struct Reading<'a> {
    file: &'a SourcePath,
    text: &'a str,
    strings: &'a BTreeMap<String, Field>,
}

impl Reading<'_> {
    /// Reads one entry; nothing where there is only a comment.
    fn piece(&self, range: Range<usize>) -> Result<Option<Read>, Box<crate::diagnostic::Diagnostic>> {
        let whole = &self.text[range.clone()];
        let kind = whole[1..].trim_start();
        let kind = &kind[..kind.find(|c: char| !c.is_alphanumeric()).unwrap_or(kind.len())];
        if ["comment", "preamble"].iter().any(|other| kind.eq_ignore_ascii_case(other)) {
            return Ok(None);
        }
        let offset = range.start;
        let place = |at: Range<usize>| at.start + offset..at.end + offset;
        // `@book(…)` is the older form of `@book{…}`.
        let braces = match whole.strip_suffix(')') {
            Some(inside) => format!("{}}}", inside.replacen('(', "{", 1)),
            None => whole.to_owned(),
        };
        let raw = RawBibliography::parse(&braces)
            .map_err(|error| Box::new(self.problem(&error.kind, place(error.span))))?;
        let mut strings = BTreeMap::new();
        for pair in &raw.abbreviations {
            strings.insert(pair.key.v.to_lowercase(), self.field(pair, &strings, &place)?);
        }
        if !strings.is_empty() {
            return Ok(Some(Read::Strings(strings)));
        }
        let Some(entry) = raw.entries.first() else { return Ok(None) };
        let key_at = place(entry.v.key.span.clone());
        if entry.v.key.v.is_empty() {
            return Err(Box::new(catalog::work_without_id(Span::new(self.file, range))));
        }
        let mut fields = BTreeMap::new();
        for pair in &entry.v.fields {
            let name = pair.key.v.to_lowercase();
            if fields::is_read(&name) {
                fields.entry(name).or_insert(self.field(pair, &BTreeMap::new(), &place)?);
            }
        }
        Ok(Some(Read::Entry(Written {
            key: entry.v.key.v.to_owned(),
            key_at,
            kind: entry.v.kind.v.to_lowercase(),
            at: range,
            fields,
        })))
    }

    /// A field with its abbreviations filled in; those of the same `@string` come before the file's.
    fn field(
        &self,
        pair: &Pair<'_>,
        near: &BTreeMap<String, Field>,
        place: &dyn Fn(Range<usize>) -> Range<usize>,
    ) -> Result<Field, Box<crate::diagnostic::Diagnostic>> {
        let mut raw = String::new();
        for chunk in &pair.value.v {
            match chunk.v {
                RawChunk::Normal(words) => raw.push_str(words),
                RawChunk::Abbreviation(name) => {
                    let folded = name.to_lowercase();
                    match near.get(&folded).or_else(|| self.strings.get(&folded)) {
                        Some(string) => raw.push_str(&string.raw),
                        // A month, in a field that says more than the year.
                        None if pair.key.v.eq_ignore_ascii_case("month") => {}
                        None => {
                            let span = Span::new(self.file, place(chunk.span.clone()));
                            return Err(Box::new(catalog::unknown_abbreviation(name, span)));
                        }
                    }
                }
            }
            if matches!(chunk.v, RawChunk::Abbreviation(_)) && raw.len() > LONGEST {
                let at = place(pair.value.span.clone());
                let words = format!("`{}` is longer than {LONGEST} bytes", pair.key.v);
                return Err(Box::new(catalog::broken_bib(&words, Span::new(self.file, at))));
            }
        }
        Ok(Field { raw, at: place(pair.value.span.clone()) })
    }

    fn problem(&self, kind: &ParseErrorKind, at: Range<usize>) -> crate::diagnostic::Diagnostic {
        broken(self.file, kind, at)
    }
}

/// What the crate found wrong, at a place of the file.
fn broken(file: &SourcePath, kind: &ParseErrorKind, at: Range<usize>) -> crate::diagnostic::Diagnostic {
    let words = match kind {
        ParseErrorKind::UnexpectedEof => {
            "something that is opened here is not closed: a brace, a quote or a formula".to_owned()
        }
        ParseErrorKind::Expected(token) => format!("{token} expected here"),
        ParseErrorKind::Unexpected(token) => format!("{token} not expected here"),
        other => other.to_string(),
    };
    catalog::broken_bib(&words, Span::new(file, at))
}

/// An entry with what it inherits: of `xdata` everything, of its `crossref` what belongs to the whole
/// of which it is a part.
fn with_ancestors(entry: &Written, by_key: &BTreeMap<&str, &Written>) -> Written {
    let mut whole = entry.clone();
    let mut met: BTreeSet<&str> = BTreeSet::from([&*entry.key]);
    let mut waiting: Vec<(&Written, bool)> = parents(entry, by_key);
    while let Some((parent, is_data)) = waiting.pop() {
        if met.len() > MOST_ANCESTORS || !met.insert(&parent.key) {
            continue;
        }
        for (name, field) in &parent.fields {
            let name = if is_data { Some(name.as_str()) } else { fields::inherited(name) };
            if let Some(name) = name {
                whole.fields.entry(name.to_owned()).or_insert_with(|| field.clone());
            }
        }
        waiting.extend(parents(parent, by_key));
    }
    whole
}

/// The entries that one inherits from; for each, whether it is `xdata`.
fn parents<'a>(entry: &Written, by_key: &BTreeMap<&str, &'a Written>) -> Vec<(&'a Written, bool)> {
    let named = |name: &str| entry.fields.get(name).map(|field| field.raw.as_str()).unwrap_or_default();
    let find = |key: &str| by_key.get(key.trim()).copied();
    let whole = find(named("crossref")).map(|parent| (parent, false));
    let data = named("xdata").split(',').filter_map(find).map(|parent| (parent, true));
    whole.into_iter().chain(data).collect()
}

/// An entry whose fields can be asked for in plain words.
struct Decoded<'a> {
    file: &'a SourcePath,
    entry: &'a Written,
}

impl Decoded<'_> {
    /// A field's pieces, its TeX decoded.
    fn pieces(&self, name: &str) -> Result<Vec<Piece>, Box<crate::diagnostic::Diagnostic>> {
        let Some(field) = self.entry.fields.get(name) else { return Ok(Vec::new()) };
        if cut::depth(&field.raw) > DEEPEST {
            return Err(Box::new(catalog::broken_bib(
                &format!("`{name}` has braces more than {DEEPEST} deep in each other"),
                Span::new(self.file, field.at.clone()),
            )));
        }
        let clean = clean(&field.raw);
        let pair =
            Pair::new(Spanned::zero(name), Spanned::zero(vec![Spanned::zero(RawChunk::Normal(&clean))]));
        let entry = RawEntry { key: Spanned::zero("x"), kind: Spanned::zero("misc"), fields: vec![pair] };
        let raw = RawBibliography {
            preamble: String::new(),
            entries: vec![Spanned::zero(entry)],
            abbreviations: Vec::new(),
        };
        let read = Bibliography::from_raw(raw)
            .map_err(|error| Box::new(broken(self.file, &error.kind, field.at.clone())))?;
        let chunks = read.into_iter().next().and_then(|mut entry| entry.fields.remove(name));
        let piece = |chunk: Spanned<Chunk>| match chunk.v {
            Chunk::Normal(words) | Chunk::Math(words) => (words, false),
            Chunk::Verbatim(words) => (words, true),
        };
        Ok(chunks.unwrap_or_default().into_iter().map(piece).collect())
    }

    /// A field in words, on one line.
    fn words(&self, name: &str) -> Result<String, Box<crate::diagnostic::Diagnostic>> {
        let words: String = self.pieces(name)?.into_iter().map(|(words, _)| words).collect();
        Ok(one_line(&words.replace([PARAGRAPH, LINE], " ")))
    }

    /// A field with its paragraphs.
    fn text(&self, name: &str) -> Result<String, Box<crate::diagnostic::Diagnostic>> {
        let words: String = self.pieces(name)?.into_iter().map(|(words, _)| words).collect();
        let lines = words.split(LINE).map(str::trim).collect::<Vec<_>>().join("\n");
        Ok(lines.split(PARAGRAPH).map(str::trim).collect::<Vec<_>>().join("\n\n"))
    }

    /// A field that holds no TeX: a URL, a DOI.
    fn verbatim(&self, name: &str) -> String {
        let Some(field) = self.entry.fields.get(name) else { return String::new() };
        let mut out = String::new();
        let mut chars = field.raw.trim().chars().peekable();
        while let Some(c) = chars.next() {
            match chars.peek() {
                Some(next) if c == '\\' && !next.is_alphanumeric() => out.extend(chars.next()),
                _ if c == '{' || c == '}' => {}
                _ => out.push(c),
            }
        }
        out
    }

    /// Where a field stands.
    fn at(&self, name: &str) -> Range<usize> {
        self.entry.fields.get(name).map_or_else(|| self.entry.key_at.clone(), |field| field.at.clone())
    }
}

/// Stand for the ends of paragraphs and lines, which are white space to the crate.
const PARAGRAPH: char = '\u{e000}';
const LINE: char = '\u{e001}';

/// A space that a command before it does not swallow.
const SPACE: &str = "{} ";

/// Commands that say how words look and not what they are.
#[rustfmt::skip]
const LOOKS: [&str; 32] = [
    "emph", "textit", "textbf", "textsc", "textsl", "texttt", "textrm", "textsf", "textup", "textmd",
    "textnormal", "textsuperscript", "textsubscript", "mkbibemph", "mkbibitalic", "mkbibbold", "enquote",
    "mbox", "hbox", "text", "mathrm", "ensuremath", "relax", "protect", "url", "em", "it", "bf", "sl", "sc",
    "itshape", "bfseries",
];

/// TeX without what the crate would take for words: commands of looks, spaces that do not break,
/// quotes typed as accents.
fn clean(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => {
                let word = &rest[..rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len())];
                let after = &rest[word.len()..];
                let stands_for = match word {
                    "" => None,
                    "par" => Some(PARAGRAPH.to_string()),
                    "newline" | "linebreak" => Some(LINE.to_string()),
                    look if LOOKS.contains(&look) => Some(String::new()),
                    _ => None,
                };
                if let Some(words) = stands_for {
                    out.push_str(&words);
                    rest = after.trim_start();
                    continue;
                }
                match rest.chars().next().filter(|_| word.is_empty()) {
                    Some(',' | ';' | ' ') => out.push_str(SPACE),
                    Some('/' | '!' | '@') => {}
                    // An i or j without its dot, for an accent that the crate puts on a letter.
                    Some(accent @ ('"' | '\'' | '`' | '^' | '~' | '=' | '.'))
                        if dotless(&rest[1..]).is_some() =>
                    {
                        let letter = dotless(&rest[1..]).unwrap_or_default();
                        out.push_str(&format!("\\{accent}{{{letter}}}"));
                        rest = rest[3..].trim_start_matches(' ');
                        continue;
                    }
                    Some(next) => out.extend(['\\', next]),
                    None => {
                        out.push('\\');
                        out.push_str(word);
                    }
                }
                let taken =
                    if word.is_empty() { rest.chars().next().map_or(0, char::len_utf8) } else { word.len() };
                rest = &rest[taken..];
            }
            '~' => out.push_str(SPACE),
            '`' if rest.starts_with('`') => {
                out.push('\u{201c}');
                rest = &rest[1..];
            }
            '\'' if rest.starts_with('\'') => {
                out.push('\u{201d}');
                rest = &rest[1..];
            }
            other => out.push(other),
        }
    }
    out
}

/// The letter of `\i` or `\j`.
fn dotless(text: &str) -> Option<char> {
    let letter = text.strip_prefix('\\')?.chars().next().filter(|letter| matches!(letter, 'i' | 'j'))?;
    (!text[2..].starts_with(|c: char| c.is_ascii_alphabetic())).then_some(letter)
}

#[cfg(test)]
mod tests;
