//! Lays one `_kind.toml` over a kind: keys, fields and their types, and what is wrong with them.
//!
//! Which file lies over which is decided in [`super::layers`].

use crate::diagnostic::Diagnostic;
use crate::diagnostic::catalog::{self, TableOf};
use crate::source::{SourcePath, Span};
use crate::table::reader::Reader;
use crate::table::{Entry, Node, Table, Value};

use super::{Field, FieldType, Kind, Order, common};

/// What a permalink pattern may hold between braces.
const PLACEHOLDERS: [&str; 11] =
    ["year", "month", "day", "slug", "title", "kind", "folder", "number", "show", "id", "path"];

/// The names of the types, as a field's `type` has them.
const TYPES: [(&str, &str); 12] = [
    ("text", "text"),
    ("markdown", "markdown"),
    ("number", "number"),
    ("flag", "flag"),
    ("date", "date"),
    ("url", "url"),
    ("file", "file"),
    ("choice", "choice"),
    ("link", "link"),
    ("list", "list"),
    ("record", "record"),
    ("map", "map"),
];

/// Checks a permalink pattern. The error ends a sentence: "`url` …".
pub fn check_pattern(pattern: &str) -> Result<(), String> {
    if !pattern.starts_with('/') {
        return Err("is no address in the site; it begins with `/`".to_owned());
    }
    let mut rest = pattern;
    let mut found = false;
    while let Some(start) = rest.find(['{', '}']) {
        let inside = &rest[start + 1..];
        let end = if rest[start..].starts_with('{') { inside.find('}') } else { None };
        let Some(end) = end else {
            return Err("has a brace without its other half".to_owned());
        };
        let name = &inside[..end];
        if !PLACEHOLDERS.contains(&name) {
            return Err(format!(
                "has the placeholder `{{{name}}}`, which does not exist; {}",
                placeholders()
            ));
        }
        found = true;
        rest = &inside[end + 1..];
    }
    if found {
        return Ok(());
    }
    Err(format!("has no placeholder, so that all its pages would have one address; {}", placeholders()))
}

fn placeholders() -> String {
    let names: Vec<String> = PLACEHOLDERS.iter().map(|name| format!("{{{name}}}")).collect();
    format!("there are {}", names.join(" "))
}

/// Lays a file over the kind.
pub fn lay(kind: &mut Kind, file: &SourcePath, table: &Table, told: &mut Vec<Diagnostic>) {
    let mut keys = Reader::new(TableOf::Kind, file, table);
    for entry in &table.entries {
        kind.origins.insert(entry.key.clone(), Span::new(file, entry.key_range.clone()));
    }
    if let Some(name) = keys.text("name") {
        let word = !name.is_empty()
            && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
            && name.chars().all(|c| !c.is_uppercase());
        if word {
            kind.name = name;
        } else {
            say(
                &mut keys,
                "name",
                "is no name for a kind; a name is one word in small letters, such as `story`",
            );
        }
    }
    if let Some(title) = keys.text("title") {
        kind.title = title;
    }
    // `base` has been followed before anything was laid.
    keys.text("base");
    if let Some(url) = keys.text("url") {
        match check_pattern(&url) {
            Ok(()) => kind.url = url,
            Err(problem) => say(&mut keys, "url", &problem),
        }
    }
    kind.strict = keys.flag("strict").unwrap_or(kind.strict);
    list(kind, &mut keys, told);
    kind.feed = keys.flag("feed").unwrap_or(kind.feed);
    kind.in_site_feed = keys.flag("in_site_feed").unwrap_or(kind.in_site_feed);
    if let Some(json_ld) = keys.text("json_ld") {
        kind.json_ld = json_ld;
    }
    kind.transcript =
        keys.choice("body", &[("prose", false), ("transcript", true)]).unwrap_or(kind.transcript);
    if let Some(declared) = keys.table("fields") {
        fields(kind, file, declared, told);
    }
    keys.finish(told);
}

/// A sentence about a key's value.
fn say(keys: &mut Reader<'_>, key: &'static str, problem: &str) {
    if let Some(node) = keys.node(key) {
        let span = keys.span(node);
        keys.tell(catalog::bad_value(TableOf::Kind, key, problem, span));
    }
}

fn list(kind: &mut Kind, keys: &mut Reader<'_>, told: &mut Vec<Diagnostic>) {
    let Some(node) = keys.node("list") else { return };
    match &node.value {
        Value::Flag(listed) => kind.listed = *listed,
        Value::Table(table) => {
            kind.listed = true;
            let mut inside = keys.inside("`list`", table);
            if let Some(order) = inside.text("order") {
                match order.as_str() {
                    "newest" => kind.order = Order::Newest,
                    "oldest" => kind.order = Order::Oldest,
                    "title" => kind.order = Order::Title,
                    // Whether there is such a field is known when all layers are laid.
                    other => match other.strip_prefix("field:") {
                        Some(field) if !field.is_empty() => kind.order = Order::Field(field.to_owned()),
                        _ => {
                            let choices = ["newest", "oldest", "title", "field:<name>"];
                            let span = table.get("order").map(|node| inside.span(node));
                            let span = span.unwrap_or_else(|| inside.span(node));
                            inside.tell(catalog::bad_choice(TableOf::Kind, "order", other, &choices, span));
                        }
                    },
                }
                if let Some(node) = table.get("order") {
                    kind.origins.insert("list.order".to_owned(), inside.span(node));
                }
            }
            kind.per_page = inside.integer("per_page", 1, 100_000).unwrap_or(kind.per_page);
            inside.finish(told);
        }
        _ => {
            let span = keys.span(node);
            let wanted = "`false` or a table such as { order = \"newest\", per_page = 24 }";
            keys.tell(catalog::wrong_type(TableOf::Kind, "list", wanted, node.what(), span));
        }
    }
}

/// The fields of a kind: new ones, changed ones, and `name = false` for those to remove.
fn fields(kind: &mut Kind, file: &SourcePath, table: &Table, told: &mut Vec<Diagnostic>) {
    for entry in &table.entries {
        let place = kind.fields.iter().position(|field| field.name == entry.key);
        let span = Span::new(file, entry.key_range.clone());
        if entry.node.value == Value::Flag(false) {
            match place {
                Some(place) => {
                    kind.fields.remove(place);
                    kind.origins.insert(format!("fields.{}", entry.key), span);
                }
                None => {
                    let names: Vec<&str> = kind.fields.iter().map(|field| field.name.as_str()).collect();
                    told.push(catalog::unknown_key(
                        TableOf::Kind,
                        "the fields to remove",
                        &entry.key,
                        &names,
                        span,
                    ));
                }
            }
            continue;
        }
        let before = place.map(|place| kind.fields[place].clone());
        let common = if kind.stands_alone() { None } else { common::named(&entry.key) };
        let Some(mut field) = field(file, entry, before, common.map(|common| &common.field_type), told)
        else {
            continue;
        };
        if let Some(common) = common
            && field.help.is_empty()
        {
            field.help = common.help.to_owned();
        }
        kind.origins.insert(format!("fields.{}", entry.key), span);
        match place {
            Some(place) => kind.fields[place] = field,
            None => kind.fields.push(field),
        }
    }
}

/// One declared field. `before` is what lies below; `fixed` is the type of a common field, which
/// no kind can change.
fn field(
    file: &SourcePath,
    entry: &Entry,
    before: Option<Field>,
    fixed: Option<&FieldType>,
    told: &mut Vec<Diagnostic>,
) -> Option<Field> {
    let Some(table) = entry.node.as_table() else {
        let span = Span::new(file, entry.node.range.clone());
        let wanted = "a table such as { type = \"text\" }, or `false` to remove it";
        told.push(catalog::wrong_type(TableOf::Kind, &entry.key, wanted, entry.node.what(), span));
        return None;
    };
    let declared = Span::new(file, entry.key_range.clone());
    let mut keys =
        Reader::new(TableOf::Kind, file, table).inside(format!("the field `{}`", entry.key), table);
    let given = keys.node("type").is_some();
    let field_type = match (&before, fixed) {
        (_, Some(fixed)) => {
            if given && keys.text("type").is_some_and(|word| word != fixed.word()) {
                say(
                    &mut keys,
                    "type",
                    &format!(
                        "cannot be changed: every document has this field, and it is `{}`; leave `type` out",
                        fixed.word()
                    ),
                );
            }
            // What a list or choice is of may be repeated, but not changed either.
            for key in ["of", "to", "fields"] {
                keys.node(key).filter(|_| given);
            }
            Some(fixed.clone())
        }
        (Some(before), None) if !given => Some(match &before.field_type {
            FieldType::Choice(words) => FieldType::Choice(keys.texts("of").unwrap_or_else(|| words.clone())),
            other => other.clone(),
        }),
        _ => field_type(&mut keys, &declared, told),
    };
    let mut field = match (before, field_type) {
        (Some(before), Some(field_type)) => Field { field_type, declared, ..before },
        (None, Some(field_type)) => Field::new(&entry.key, field_type, declared),
        (_, None) => {
            // What is wrong with its type has been told; its other keys would only add to that.
            for key in ["of", "to", "or_text", "fields"] {
                keys.node(key);
            }
            let mut nothing = Field::new(&entry.key, FieldType::Anything, declared);
            details(&mut nothing, &mut keys);
            keys.finish(told);
            return None;
        }
    };
    details(&mut field, &mut keys);
    keys.finish(told);
    Some(field)
}

/// What every type of field takes.
fn details(field: &mut Field, keys: &mut Reader<'_>) {
    field.required = keys.flag("required").unwrap_or(field.required);
    if let Some(help) = keys.text("help") {
        field.help = help;
    }
    if let Some(was) = keys.texts("was") {
        field.was = was;
    }
    if let Some(beside) = keys.text("required_with") {
        field.required_with = beside;
    }
    if links(&field.field_type)
        && let Some(backlink) = keys.text("backlink")
    {
        field.backlink = backlink;
    }
    match &field.field_type {
        FieldType::Choice(words) => {
            if let Some(default) = keys.text("default") {
                match words.contains(&default) {
                    true => field.default = default,
                    false => say(keys, "default", "is none of the words of `of`"),
                }
            }
            if !field.default.is_empty() && !words.contains(&field.default) {
                field.default = String::new();
            }
        }
        FieldType::Flag => {
            if let Some(default) = keys.flag("default") {
                field.default = default.to_string();
            }
        }
        _ => field.default = String::new(),
    }
}

/// Whether values of the type are links.
fn links(field_type: &FieldType) -> bool {
    match field_type {
        FieldType::Link { .. } => true,
        FieldType::List(of) | FieldType::Map(of) => links(of),
        _ => false,
    }
}

/// The type that a table declares with `type` and what that takes.
fn field_type(keys: &mut Reader<'_>, at: &Span, told: &mut Vec<Diagnostic>) -> Option<FieldType> {
    if keys.node("type").is_none() {
        let span = at.clone();
        let words: Vec<&str> = TYPES.iter().map(|(word, _)| *word).collect();
        let found =
            catalog::bad_value(TableOf::Kind, "type", "is missing: it says what the field holds", span);
        keys.tell(found.help(format!("types: {}", words.join(", "))));
        return None;
    }
    let word = keys.choice("type", &TYPES)?;
    of_word(word, keys, at, told)
}

fn of_word(word: &str, keys: &mut Reader<'_>, at: &Span, told: &mut Vec<Diagnostic>) -> Option<FieldType> {
    Some(match word {
        "text" => FieldType::Text,
        "markdown" => FieldType::Markdown,
        "number" => FieldType::Number,
        "flag" => FieldType::Flag,
        "date" => FieldType::Date,
        "url" => FieldType::Url,
        "file" => FieldType::File,
        "choice" => match keys.texts("of") {
            Some(words) if !words.is_empty() => FieldType::Choice(words),
            _ => return lacks(keys, at, "a choice", "of", "of = [\"one\", \"another\"]"),
        },
        "link" => FieldType::Link {
            to: keys.text("to").unwrap_or_default(),
            or_text: keys.flag("or_text").unwrap_or_default(),
        },
        "record" => FieldType::Record(record(keys, at, told)?),
        "list" => FieldType::List(Box::new(items(keys, at, "a list", told)?)),
        _ => FieldType::Map(Box::new(items(keys, at, "a map", told)?)),
    })
}

fn record(keys: &mut Reader<'_>, at: &Span, told: &mut Vec<Diagnostic>) -> Option<Vec<Field>> {
    let Some(table) = keys.table("fields").filter(|table| !table.entries.is_empty()) else {
        return lacks(keys, at, "a record", "fields", "fields = { name = { type = \"text\" } }");
    };
    Some(table.entries.iter().filter_map(|entry| field(&at.file, entry, None, None, told)).collect())
}

/// What a list or map is of: the name of a type, whose own keys then stand beside `of`, or a table.
fn items(keys: &mut Reader<'_>, at: &Span, what: &str, told: &mut Vec<Diagnostic>) -> Option<FieldType> {
    let Some(node) = keys.node("of") else {
        return lacks(keys, at, what, "of", "of = \"text\"");
    };
    match &node.value {
        Value::Table(table) => {
            let mut inside = keys.inside("`of`", table);
            let found = field_type(&mut inside, at, told);
            inside.finish(told);
            found
        }
        Value::Text(word) if matches!(word.as_str(), "choice" | "list" | "map") => {
            let span = keys.span(node);
            let problem = format!("needs a table here: of = {{ type = \"{word}\", of = … }}");
            keys.tell(catalog::bad_value(TableOf::Kind, "of", &problem, span));
            None
        }
        _ => {
            let word = keys.choice("of", &TYPES)?;
            of_word(word, keys, at, told)
        }
    }
}

fn lacks<T>(keys: &mut Reader<'_>, at: &Span, what: &str, key: &'static str, line: &str) -> Option<T> {
    // A value of a wrong sort has been told by the reader.
    if keys.node(key).is_none_or(is_empty) {
        let span = at.clone();
        let problem = format!("is missing: {what} needs it");
        keys.tell(catalog::bad_value(TableOf::Kind, key, &problem, span).help(format!("such as {line}")));
    }
    None
}

fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::List(list) => list.is_empty(),
        Value::Table(table) => table.entries.is_empty(),
        _ => false,
    }
}
