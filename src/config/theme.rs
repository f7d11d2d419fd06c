//! What a theme says of itself in its `theme.toml`, and the options that a site gives it.
//!
//! A site's theme lies over the built-in one, and so do its options: those of the default theme stay,
//! its own come on top, and one of the same name replaces ours. A colour among them reaches the style
//! sheet as a custom property, so that no page needs a style of its own.

mod colour;

use std::collections::BTreeMap;

use super::Config;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::catalog::{self, TableOf};
use crate::source::{BUILT_IN, SourcePath, Sources, Span};
use crate::table::reader::Reader;
use crate::table::{self, Entry, Node, Table};

use colour::Colour;

/// The file of a theme that says what it is.
const FILE: &str = "theme.toml";

/// This program's version, as themes name it: major and minor.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"));

/// The least contrast of text with its ground (WCAG 2.2, success criterion 1.4.3).
const READABLE: f64 = 4.5;

/// The contrast that a colour gets which is made from another one.
const MADE: f64 = 7.0;

/// The options of a theme, with what the site says of them.
#[derive(Debug, Clone, Default)]
pub struct ThemeOptions {
    /// By name: `options` of templates.
    pub values: serde_json::Map<String, serde_json::Value>,
    /// The colours that the site chose, by the name of their option, and those made from them.
    pub colours: BTreeMap<String, String>,
}

impl ThemeOptions {
    /// A style sheet as this site gets it: `:root { --accent: … }` stands at its end, with the
    /// colours that it reads by `var(--accent, #0b5a63)`. One that reads none stays as it is.
    pub fn style(&self, sheet: String) -> String {
        let named =
            self.colours.iter().map(|(name, colour)| (format!("--{}", name.replace('_', "-")), colour));
        let read = named.filter(|(name, _)| {
            let used = format!("var({name}");
            sheet.split(&used).skip(1).any(|after| after.starts_with([',', ')']))
        });
        let colours: Vec<String> = read.map(|(name, colour)| format!("{name}:{colour}")).collect();
        if colours.is_empty() { sheet } else { format!("{sheet}:root{{{}}}", colours.join(";")) }
    }
}

/// An option as a `theme.toml` declares it.
struct Declared<'t> {
    table: &'t Table,
    default: serde_json::Value,
}

impl Declared<'_> {
    fn text(&self, key: &str) -> Option<&str> {
        self.table.get(key).and_then(Node::as_text)
    }

    fn is_colour(&self) -> bool {
        self.text("type") == Some("colour")
    }

    /// The ground on which this colour is read.
    fn ground(&self) -> Option<Colour> {
        self.text("on").and_then(Colour::parse)
    }
}

/// Reads what the theme of a site declares and what the site chose of it. `settings` is the file
/// that holds `[theme_options]`.
pub(super) fn read(
    sources: &Sources,
    config: &Config,
    settings: &SourcePath,
    told: &mut Vec<Diagnostic>,
) -> ThemeOptions {
    let ours = SourcePath::new(&format!("{BUILT_IN}{FILE}"));
    let own = SourcePath::new(&format!("themes/{}/{FILE}", config.theme));
    let mut tables: Vec<Table> = Vec::new();
    for file in [ours, own] {
        let Some(text) = sources.text(&file) else { continue };
        let table = table::toml::parse(TableOf::Theme, &file, &text, 0).tell(told);
        tables.extend(declared_in(&config.theme, &table, &file, told));
    }
    let mut declared: BTreeMap<&str, Declared<'_>> = BTreeMap::new();
    for entry in tables.iter().flat_map(|table| &table.entries) {
        let Some(table) = entry.node.as_table() else { continue };
        let default = table.get("default").map_or(serde_json::Value::Null, Node::to_json);
        declared.insert(&entry.key, Declared { table, default });
    }
    let mut options = ThemeOptions::default();
    for (name, option) in &declared {
        options.values.insert((*name).to_owned(), option.default.clone());
    }
    let given = &config.theme_options;
    for entry in &given.entries {
        match declared.get(entry.key.as_str()) {
            Some(option) => take(entry, option, settings, &mut options, told),
            None if entry.key == "theme" => {
                // A line at the end of the file belongs to the table above it.
                let answer = "write it above the first line of retell.toml that begins with `[`";
                let span = Span::new(settings, entry.key_range.clone());
                let place = "`[theme_options]`";
                told.push(catalog::foreign_key(TableOf::Settings, place, &entry.key, answer, span));
            }
            None => {
                let known: Vec<&str> = declared.keys().copied().collect();
                let span = Span::new(settings, entry.key_range.clone());
                told.push(catalog::unknown_key(
                    TableOf::Settings,
                    "`[theme_options]`",
                    &entry.key,
                    &known,
                    span,
                ));
            }
        }
    }
    make_the_rest(&declared, given, &mut options);
    options
}

/// Checks a `theme.toml` and returns its options.
fn declared_in(theme: &str, table: &Table, file: &SourcePath, told: &mut Vec<Diagnostic>) -> Option<Table> {
    let mut reader = Reader::new(TableOf::Theme, file, table);
    reader.text("name");
    reader.text("description");
    let (min, max) = (reader.text("min_version"), reader.text("max_version"));
    let options = reader.table("options").cloned();
    for key in ["min_version", "max_version"] {
        let node = table.get(key).and_then(|node| Some((node, node.as_text()?)));
        if let Some((node, _)) = node.filter(|(_, version)| number(version).is_none()) {
            let problem = format!("is no version: write \"{VERSION}\"");
            reader.tell(catalog::bad_value(TableOf::Theme, key, &problem, reader.span(node)));
        }
    }
    for entry in options.iter().flat_map(|options| &options.entries) {
        match reader.entry_table(entry) {
            Some(option) => check_option(&mut reader, &entry.key, option, told),
            None => continue,
        }
    }
    reader.finish(told);
    let bound = |given: &Option<String>| match given {
        Some(version) => number(version),
        None => number(VERSION),
    };
    if let (Some(least), Some(most), Some(own)) = (bound(&min), bound(&max), number(VERSION))
        && !(least <= own && own <= most)
    {
        let words = |version: Option<String>| version.unwrap_or_else(|| VERSION.to_owned());
        let program = env!("CARGO_PKG_VERSION");
        told.push(catalog::theme_version(theme, &words(min), &words(max), program, file));
    }
    options
}

/// The types an option may have.
const TYPES: [(&str, &str); 5] =
    [("choice", "choice"), ("colour", "colour"), ("flag", "flag"), ("number", "number"), ("text", "text")];

/// Checks the declaration of one option.
fn check_option(around: &mut Reader<'_>, name: &str, option: &Table, told: &mut Vec<Diagnostic>) {
    let mut reader = around.inside(format!("`[options.{name}]`"), option);
    let of_type = reader.choice("type", &TYPES);
    reader.node("default");
    reader.text("help");
    reader.texts("of");
    for key in ["on", "from"] {
        reader.text(key);
    }
    let colours: &[&str] = if of_type == Some("colour") { &["default", "on"] } else { &[] };
    for key in colours {
        if let Some(node) = option.get(key).filter(|node| node.as_text().and_then(Colour::parse).is_none()) {
            reader.tell(catalog::bad_value(TableOf::Theme, key, colour::WANTED, reader.span(node)));
        }
    }
    reader.finish(told);
}

/// Takes what the site says of an option, if it may be said.
fn take(
    entry: &Entry,
    option: &Declared<'_>,
    settings: &SourcePath,
    options: &mut ThemeOptions,
    told: &mut Vec<Diagnostic>,
) {
    let (key, node) = (&entry.key, &entry.node);
    let span = || Span::new(settings, node.range.clone());
    let wrong = |wanted: &str| catalog::wrong_type(TableOf::Settings, key, wanted, node.what(), span());
    let of: Vec<&str> = option
        .table
        .get("of")
        .map(Node::as_some_list)
        .unwrap_or_default()
        .iter()
        .filter_map(Node::as_text)
        .collect();
    let problem = match option.text("type") {
        Some("choice") if !of.is_empty() => match node.as_text() {
            Some(word) if of.contains(&word) => None,
            Some(word) => Some(catalog::bad_choice(TableOf::Settings, key, word, &of, span())),
            None => Some(wrong("text in quotes")),
        },
        Some("colour") => match node.as_text().map(Colour::parse) {
            Some(Some(colour)) => {
                options.colours.insert(key.clone(), colour.to_string());
                let contrast = option.ground().map(|ground| (ground, colour.contrast(ground)));
                if let Some((ground, contrast)) = contrast.filter(|(_, contrast)| *contrast < READABLE) {
                    let better = colour.readable_on(ground, READABLE).to_string();
                    told.push(catalog::faint_colour(key, contrast, &ground.to_string(), &better, span()));
                }
                None
            }
            Some(None) => Some(catalog::bad_value(TableOf::Settings, key, colour::WANTED, span())),
            None => Some(wrong("a colour in quotes, like \"#7a1f1f\"")),
        },
        Some("flag") if node.as_flag().is_none() => Some(wrong("true or false")),
        Some("number") if node.as_number().is_none() => Some(wrong("a number")),
        Some("text") if node.as_text().is_none() => Some(wrong("text in quotes")),
        _ => None,
    };
    match problem {
        Some(problem) => told.push(problem),
        None => drop(options.values.insert(key.clone(), node.to_json())),
    }
}

/// A colour that the site does not give is made from the one it is declared `from`, if that is given.
fn make_the_rest(declared: &BTreeMap<&str, Declared<'_>>, given: &Table, options: &mut ThemeOptions) {
    for (name, option) in declared.iter().filter(|(_, option)| option.is_colour()) {
        let from = option.text("from").and_then(|from| options.colours.get(from));
        let made = from.and_then(|from| Some(Colour::parse(from)?.readable_on(option.ground()?, MADE)));
        if let Some(made) = made.filter(|_| given.get(name).is_none()) {
            options.colours.insert((*name).to_owned(), made.to_string());
            options.values.insert((*name).to_owned(), made.to_string().into());
        }
    }
}

/// Major and minor.
fn number(version: &str) -> Option<(u64, u64)> {
    let mut parts = version.split('.');
    Some((parts.next()?.parse().ok()?, parts.next().unwrap_or("0").parse().ok()?))
}
