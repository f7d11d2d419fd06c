//! What templates ask of the words, checked before a page is made: phrases that are not there, places
//! that are not filled.
//!
//! The engine does not show what it has read, so the calls are found in the text. A key that is put
//! together only when a page is made is checked then.

use std::ops::Range;

use crate::diagnostic::catalog;
use crate::diagnostic::{Diagnostic, nearest};
use crate::language::{Languages, TABLES, Words};
use crate::source::{SourcePath, Span};

/// A call of a function, as it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Call<'t> {
    /// Its name.
    pub function: &'static str,
    /// Its arguments: name, value as written, where the value stands.
    pub arguments: Vec<(&'t str, &'t str, Range<usize>)>,
    /// Where its name stands.
    pub range: Range<usize>,
}

/// The functions that are looked for.
const FUNCTIONS: [&str; 3] = ["say", "named", "json"];

impl<'t> Call<'t> {
    /// The text that an argument is, if it is one in quotes, and where it stands.
    pub fn text(&self, name: &str) -> Option<(&'t str, Range<usize>)> {
        let (_, value, range) = self.arguments.iter().find(|(own, _, _)| *own == name)?;
        let quote = value.chars().next().filter(|quote| ['"', '\'', '`'].contains(quote))?;
        let inside = value.strip_prefix(quote)?.strip_suffix(quote)?;
        (!inside.contains(quote)).then_some((inside, range.start + 1..range.end - 1))
    }
}

/// The calls in a template, outside its comments.
pub fn calls(template: &str) -> Vec<Call<'_>> {
    let mut found = Vec::new();
    let bytes = template.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if template[at..].starts_with("{#") {
            at += template[at..].find("#}").map_or(template.len() - at, |end| end + 2);
            continue;
        }
        let starts_word = at == 0 || !is_of_a_word(bytes[at - 1]);
        let function = FUNCTIONS.into_iter().find(|name| {
            starts_word && template[at..].strip_prefix(name).is_some_and(|rest| rest.starts_with('('))
        });
        if let Some(function) = function {
            let open = at + function.len() + 1;
            found.push(Call { function, arguments: arguments(template, open), range: at..open - 1 });
        }
        at += template[at..].chars().next().map_or(1, char::len_utf8);
    }
    found
}

fn is_of_a_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.'
}

/// The arguments of the call whose bracket stands before `open`.
fn arguments(template: &str, open: usize) -> Vec<(&str, &str, Range<usize>)> {
    let mut found = Vec::new();
    let (mut start, mut depth) = (open, 0_usize);
    let mut quote: Option<char> = None;
    for (at, letter) in template[open..].char_indices().map(|(at, letter)| (open + at, letter)) {
        match (quote, letter) {
            (Some(open), _) => quote = Some(open).filter(|open| *open != letter),
            (None, '"' | '\'' | '`') => quote = Some(letter),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')') if depth == 0 => {
                found.extend(argument(template, start..at));
                return found;
            }
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => {
                found.extend(argument(template, start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    // It is not closed, which the engine tells.
    Vec::new()
}

fn argument(template: &str, range: Range<usize>) -> Option<(&str, &str, Range<usize>)> {
    let (name, value) = template[range.clone()].split_once('=')?;
    let start = range.start + name.len() + 1 + (value.len() - value.trim_start().len());
    let value = value.trim();
    Some((name.trim(), value, start..start + value.len()))
}

/// What is wrong with the calls in a template.
pub fn check(template: &str, path: &SourcePath, languages: &Languages) -> Vec<Diagnostic> {
    calls(template).iter().filter_map(|call| problem(call, path, languages)).collect()
}

fn problem(call: &Call<'_>, path: &SourcePath, languages: &Languages) -> Option<Diagnostic> {
    let span = |range: Range<usize>| Span::new(path, range);
    let (key, at) = call.text(if call.function == "named" { "of" } else { "key" })?;
    let is_table = TABLES.iter().any(|(table, _)| *table == key);
    if call.function == "named" || (call.function == "json" && is_table) {
        let near = nearest(key, TABLES.iter().map(|(table, _)| *table));
        let problem = format!("there is no table of names `{key}`");
        return (!is_table).then(|| catalog::words_in_template(&problem, near, "", span(at)));
    }
    // What a site says under keys of its own need not be there in every language.
    let having = languages.all().find(|words| words.slots(key).is_some());
    let Some((slots, counts)) = having.and_then(|words| words.slots(key)) else {
        let near = nearest(key, languages.of_the_site().keys());
        let help = "the keys are those of languages/en.toml in the default theme; of your own: [own] in themes/<name>/languages/, and key=\"own.…\"";
        let problem = format!("the interface says nothing under `{key}`");
        return Some(catalog::words_in_template(&problem, near, help, span(at)));
    };
    if call.function == "json" {
        return None;
    }
    let given: Vec<&str> = call.arguments.iter().map(|(name, _, _)| *name).collect();
    let wanted = slots.iter().copied().chain(counts.then_some("count"));
    if let Some(slot) = wanted.clone().find(|slot| !given.contains(slot) && !Words::is_alternative(slot)) {
        let problem = format!("`{key}` wants {{{slot}}}, which is not given");
        return Some(catalog::words_in_template(
            &problem,
            None,
            &format!("add {slot}=…"),
            span(call.range.clone()),
        ));
    }
    // A language may leave out what another one says.
    let others = languages.all().filter_map(|words| words.slots(key)).flat_map(|(slots, _)| slots);
    let known: Vec<&str> = wanted.chain(others).chain(["key"]).collect();
    let (extra, _, _) = call.arguments.iter().find(|(name, _, _)| !known.contains(name))?;
    let problem = format!("`{key}` has no place {{{extra}}}");
    let near = nearest(extra, slots.iter().copied());
    Some(catalog::words_in_template(&problem, near, "", span(call.range.clone())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_found_with_their_arguments() {
        let template =
            "{# say(key=\"no\") #}{{ say(key=\"a\", of=<x of={b(c, \"(\")} />, n=1) }}{{ x.say(1) }}";
        let found = calls(template);
        assert_eq!(found.len(), 1, "{found:?}");
        let names: Vec<&str> = found[0].arguments.iter().map(|(name, _, _)| *name).collect();
        assert_eq!(names, ["key", "of", "n"]);
        let (key, at) = found[0].text("key").unwrap();
        assert_eq!((key, &template[at]), ("a", "a"));
        assert_eq!(found[0].text("n"), None);
        assert!(calls("{{ say(key=\"open\"")[0].arguments.is_empty());
    }
}
