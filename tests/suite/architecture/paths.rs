//! The paths a Rust file names, with their lines: all that the rules need to know of it.
//!
//! Not a parser of Rust: comments and literals are blanked, `use` trees are spread out, and what
//! looks like a path is one. A rule that this cannot see is not worth having.

/// A path as it is named in a file: `std::fs::read`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its line, from 1.
    pub line: usize,
    /// The path; a macro ends in `!`.
    pub path: String,
}

/// All paths of a file, those of `use` trees spread out, in order of their lines.
pub fn named(text: &str) -> Vec<Named> {
    let code = blank(text);
    let tokens = tokens(&code);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at].text == "use" {
            at = spread(&tokens, at + 1, "", &mut found);
        } else if is_name(&tokens[at].text) {
            let line = tokens[at].line;
            let mut path = tokens[at].text.clone();
            at += 1;
            while at + 1 < tokens.len() && tokens[at].text == "::" && is_name(&tokens[at + 1].text) {
                path = format!("{path}::{}", tokens[at + 1].text);
                at += 2;
            }
            if at < tokens.len() && tokens[at].text == "!" {
                path.push('!');
            }
            found.push(Named { line, path });
        } else {
            at += 1;
        }
    }
    found
}

/// Spreads out one `use` tree and gives the index after it.
fn spread(tokens: &[Token], mut at: usize, before: &str, found: &mut Vec<Named>) -> usize {
    let mut path = before.to_owned();
    let mut told = false;
    while at < tokens.len() {
        let token = &tokens[at];
        match token.text.as_str() {
            "{" => {
                at += 1;
                while at < tokens.len() && tokens[at].text != "}" {
                    at = spread(tokens, at, &path, found);
                    if at < tokens.len() && tokens[at].text == "," {
                        at += 1;
                    }
                }
                told = true;
                at += 1;
            }
            "as" => at += 2,
            "::" => at += 1,
            "," | "}" | ";" => {
                if !told {
                    found.push(Named { line: tokens[at.saturating_sub(1)].line, path });
                }
                return at;
            }
            name => {
                path = match (path.as_str(), name) {
                    ("", _) => name.to_owned(),
                    (_, "self") => path,
                    _ => format!("{path}::{name}"),
                };
                at += 1;
            }
        }
    }
    at
}

struct Token {
    line: usize,
    text: String,
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

fn tokens(code: &str) -> Vec<Token> {
    let mut found = Vec::new();
    for (index, line) in code.lines().enumerate() {
        let mut rest = line;
        while let Some(first) = rest.chars().next() {
            let length = if first.is_alphanumeric() || first == '_' {
                rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            if !first.is_whitespace() {
                found.push(Token { line: index + 1, text: rest[..length].to_owned() });
            }
            rest = &rest[length..];
        }
    }
    found
}

/// The text with comments, strings and characters made blank; lines stay where they are.
pub fn blank(text: &str) -> String {
    let source: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < source.len() {
        let end = match source[at] {
            '/' if source.get(at + 1) == Some(&'/') => line_end(&source, at),
            '/' if source.get(at + 1) == Some(&'*') => comment_end(&source, at),
            '"' => string_end(&source, at),
            'r' | 'b' | 'c' if starts_word(&source, at) => match raw_end(&source, at) {
                Some(end) => end,
                None => at,
            },
            '\'' => character_end(&source, at),
            _ => at,
        };
        if end == at {
            out.push(source[at]);
            at += 1;
        } else {
            out.extend(source[at..end].iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
            at = end;
        }
    }
    out
}

fn starts_word(source: &[char], at: usize) -> bool {
    at == 0 || !(source[at - 1].is_alphanumeric() || source[at - 1] == '_')
}

fn line_end(source: &[char], at: usize) -> usize {
    source[at..].iter().position(|c| *c == '\n').map_or(source.len(), |length| at + length)
}

fn comment_end(source: &[char], mut at: usize) -> usize {
    let mut depth = 0;
    while at < source.len() {
        match (source[at], source.get(at + 1)) {
            ('/', Some('*')) => {
                depth += 1;
                at += 2;
            }
            ('*', Some('/')) => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    at
}

fn string_end(source: &[char], at: usize) -> usize {
    let mut at = at + 1;
    while at < source.len() {
        match source[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    source.len()
}

/// The end of a raw or byte string that begins here, if one does.
fn raw_end(source: &[char], at: usize) -> Option<usize> {
    let mut quote = at;
    while matches!(source.get(quote), Some('r' | 'b' | 'c')) {
        quote += 1;
    }
    let raw = source[at..quote].contains(&'r');
    let first = quote;
    while raw && source.get(quote) == Some(&'#') {
        quote += 1;
    }
    let hashes = quote - first;
    if source.get(quote) != Some(&'"') {
        return None;
    }
    if !raw {
        return Some(string_end(source, quote));
    }
    let closes =
        |end: usize| source[end] == '"' && (1..=hashes).all(|offset| source.get(end + offset) == Some(&'#'));
    Some((quote + 1..source.len()).find(|end| closes(*end)).map_or(source.len(), |end| end + 1 + hashes))
}

/// The end of a character, or the same place if it is a lifetime.
fn character_end(source: &[char], at: usize) -> usize {
    if source.get(at + 1) == Some(&'\\') {
        return source[at + 3..]
            .iter()
            .position(|c| *c == '\'')
            .map_or(source.len(), |length| at + 4 + length);
    }
    if source.get(at + 2) == Some(&'\'') { at + 3 } else { at }
}
