//! Where the entries of a BibTeX file begin and end, and what to make of braces that do not match.

use std::ops::Range;

/// Entries that may be open before the reading gets wary.
const MOST_OPEN: usize = 8;

/// What is found in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cut {
    /// An entry, from its `@` to its closing brace.
    Whole(Range<usize>),
    /// An entry that is never closed: the brace that is to blame, as far as can be seen.
    Open(Range<usize>),
    /// The closing brace of an entry that seems to go on after it: what follows is read by nobody.
    OneTooMany(Range<usize>),
}

/// All entries of a text. What stands between them is no concern of anyone's, as in BibTeX.
pub fn entries(text: &str) -> Vec<Cut> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        match &text.as_bytes()[at] {
            b'%' => at = line_end(text, at),
            b'@' => match opening(&text[at..]) {
                Some(open) => at = entry(text, at, at + open, &mut found),
                None => at += 1,
            },
            b'}' => {
                if let Some(Cut::Whole(range)) = found.last()
                    && goes_on(text[range.end..at].trim())
                {
                    found.push(Cut::OneTooMany(range.end - 1..range.end));
                }
                at += 1;
            }
            _ => at += 1,
        }
    }
    found
}

/// Whether these words before a brace are the rest of an entry.
fn goes_on(words: &str) -> bool {
    words.is_empty() || words.starts_with(',')
}

/// Reads one entry that begins at `start` and whose brace is at `open`; gives where to go on.
fn entry(text: &str, start: usize, open: usize, found: &mut Vec<Cut>) -> usize {
    let bytes = text.as_bytes();
    // Where braces have failed often, each entry is only looked for before the next one: a file of
    // nothing but open braces is read once and not once for each.
    let failed = found.iter().take(MOST_OPEN).filter(|cut| matches!(cut, Cut::Open(_))).count();
    let end = if failed < MOST_OPEN { text.len() } else { next_entry(text, open + 1) };
    let round = bytes[open] == b'(';
    let mut depth = usize::from(!round);
    // The brace that opened the value of a field, and the first that a new field shows to be open.
    let mut value = open;
    let mut to_blame = None;
    let mut at = open + 1;
    while at < end {
        match bytes[at] {
            // What comes after a backslash may be longer than a byte, and is then no brace.
            b'\\' => at += 1,
            b'{' => {
                if depth == usize::from(!round) {
                    value = at;
                }
                depth += 1;
            }
            b'}' if depth > 1 || (round && depth > 0) => depth -= 1,
            b'}' if !round => {
                found.push(Cut::Whole(start..at + 1));
                return at + 1;
            }
            b')' if round && depth == 0 => {
                found.push(Cut::Whole(start..at + 1));
                return at + 1;
            }
            b'\n' if depth > usize::from(!round) && to_blame.is_none() && begins_a_field(&text[at + 1..]) => {
                to_blame = Some(value);
            }
            _ => {}
        }
        at += 1;
    }
    let to_blame = to_blame.unwrap_or(if depth > usize::from(!round) { value } else { open });
    found.push(Cut::Open(to_blame..to_blame + 1));
    next_entry(text, open + 1)
}

/// How long `@name{` is at the beginning of a text, without the brace.
fn opening(text: &str) -> Option<usize> {
    let name = text.strip_prefix('@')?.trim_start();
    let after = name.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let brace = after.trim_start();
    let is_entry = after.len() < name.len() && brace.starts_with(['{', '(']);
    is_entry.then(|| text.len() - brace.len())
}

/// The next entry that begins at the beginning of a line.
fn next_entry(text: &str, from: usize) -> usize {
    let mut at = line_end(text, from);
    while at < text.len() {
        let line = &text[at..];
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        if opening(&line[indent..]).is_some() {
            return at + indent;
        }
        at = line_end(text, at);
    }
    text.len()
}

/// The beginning of the next line.
fn line_end(text: &str, from: usize) -> usize {
    text.as_bytes()[from..]
        .iter()
        .position(|byte| *byte == b'\n')
        .map_or(text.len(), |length| from + length + 1)
}

/// Whether a line looks like `title = {…`.
fn begins_a_field(text: &str) -> bool {
    let line = text.trim_start_matches([' ', '\t']);
    let after = line.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let value = after.trim_start_matches([' ', '\t']).strip_prefix('=').map(str::trim_start);
    after.len() < line.len() && value.is_some_and(|value| value.starts_with(['{', '"']))
}

/// How deep the braces of a text stand in each other.
pub fn depth(text: &str) -> usize {
    let (mut now, mut deepest) = (0_usize, 0);
    for c in text.chars() {
        match c {
            '{' => now += 1,
            '}' => now = now.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(now);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        let shown = |cut: Cut| match cut {
            Cut::Whole(range) => text[range].to_owned(),
            Cut::Open(at) => format!("open: {}", text[at.start..].lines().next().unwrap_or_default()),
            Cut::OneTooMany(at) => format!("too many at {}", at.start),
        };
        entries(text).into_iter().map(shown).collect()
    }

    #[test]
    fn entries_stand_between_words_that_nobody_reads() {
        let text = "Written to me@x.org\n% @book{no, }\n@book{a, title={A}}\n@ Book (b, title = \"}\")";
        assert_eq!(cut(text), ["@book{a, title={A}}", "@ Book (b, title = \"}\")"]);
    }

    #[test]
    fn a_brace_too_few_costs_one_entry_and_is_pointed_at() {
        let text = "@book{a,\n  title = {A,\n  year = {1999}\n}\n@book{b, title={B}}\n";
        assert_eq!(cut(text), ["open: {A,", "@book{b, title={B}}"]);
        assert_eq!(
            cut("@book{a, title={A}\n@book{b, title={B}}"),
            ["open: {a, title={A}", "@book{b, title={B}}"]
        );
    }

    #[test]
    fn a_brace_too_many_is_pointed_at() {
        for text in ["@book{a, title={A}}, year={1}\n}\n", "@book{a, title={A}}\n}\n"] {
            assert_eq!(cut(text), ["@book{a, title={A}}", "too many at 18"]);
        }
    }

    #[test]
    fn a_file_of_open_braces_is_read_in_no_time() {
        assert_eq!(entries(&"@a{\n".repeat(200_000)).len(), 200_000);
    }

    #[test]
    fn any_text_at_all_is_cut_without_a_crash() {
        for text in ["@", "@{", "@a{\\", "@a{\\å", "@a(", "}", "@a{b,\\}", "@å{x}"] {
            entries(text);
        }
    }
}
