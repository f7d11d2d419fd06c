//! The reference of all variables, written from the comments of the views.
//!
//! Not a parser of Rust: it reads structs with one field a line, as rustfmt leaves them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use retell::pipeline::Shared;
use retell::render::theme::Filled;
use serde_json::Value;

/// Where the views are.
const FILES: [&str; 7] = [
    "src/render/view.rs",
    "src/render/view/feeds.rs",
    "src/render/view/letters.rs",
    "src/render/view/library.rs",
    "src/render/view/related.rs",
    "src/render/view/search.rs",
    "src/render/view/welcome.rs",
];

/// The variables, with the struct that each is, in the order of the page.
const ROOTS: [(&str, &str); 16] = [
    ("site", "SiteView"),
    ("here", "HereView"),
    ("head", "HeadView"),
    ("page", "PageView"),
    ("list", "ListView"),
    ("home", "HomeView"),
    ("index", "IndexView"),
    ("library", "LibraryView"),
    ("work", "WorkPageView"),
    ("guide", "GuideView"),
    ("start", "StartView"),
    ("upcoming", "UpcomingView"),
    ("feeds", "FeedsView"),
    ("search", "SearchView"),
    ("mail", "MailView"),
    ("groups", "MailGroupView"),
];

/// Examples are no longer than this, in letters.
const LONGEST: usize = 48;

/// Plain fields that a small site cannot have without being odd.
const WITHOUT_EXAMPLE: [(&str, &str, &str); 4] = [
    ("ReasonView", "after", "English says nothing after the name, and German neither"),
    ("DoorView", "href", "only of doors that are made of reading lists, where a site writes none"),
    ("StartView", "held", "as in a card, which has one"),
    ("MailItemView", "excerpt", "only mails of a hundred kilobytes are cut"),
];

/// A struct that templates see.
#[derive(Debug)]
pub struct Struct {
    about: String,
    fields: Vec<Field>,
}

#[derive(Debug)]
struct Field {
    name: String,
    of: String,
    about: String,
    flat: bool,
}

/// All structs of the views, by name.
pub fn structs(root: &Path) -> BTreeMap<String, Struct> {
    let mut all = BTreeMap::new();
    for file in FILES {
        let text = fs::read_to_string(root.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        read(&text, &mut all);
    }
    assert!(all.len() > 40, "where are the views?");
    all
}

fn read(text: &str, all: &mut BTreeMap<String, Struct>) {
    let mut about = String::new();
    let mut flat = false;
    let mut open: Option<(String, Struct)> = None;
    for line in text.lines().map(str::trim) {
        if let Some(words) = line.strip_prefix("///") {
            let words = words.trim();
            about = if about.is_empty() { words.to_owned() } else { format!("{about} {words}") };
        } else if line.contains("serde(flatten)") {
            flat = true;
        } else if let Some(name) = line.strip_prefix("pub struct ").and_then(|rest| rest.strip_suffix(" {")) {
            open = Some((name.to_owned(), Struct { about: std::mem::take(&mut about), fields: Vec::new() }));
        } else if line == "}" {
            all.extend(open.take());
        } else if let (Some((_, open)), Some(field)) = (&mut open, line.strip_prefix("pub "))
            && let Some((name, of)) = field.trim_end_matches(',').split_once(": ")
        {
            let name = name.trim_start_matches("r#").to_owned();
            let about = std::mem::take(&mut about);
            open.fields.push(Field { name, of: of.to_owned(), about, flat: std::mem::take(&mut flat) });
        } else if !line.starts_with("#[") {
            about.clear();
        }
    }
}

/// What is within a wrapper: `X` of `Vec<X>`.
fn within<'t>(of: &'t str, wrapper: &str) -> Option<&'t str> {
    of.strip_prefix(wrapper)?.strip_prefix('<')?.strip_suffix('>')
}

/// The type without what templates do not see.
fn bare(of: &str) -> &str {
    within(of, "Arc").unwrap_or(of)
}

/// The examples of plain fields, and keys that no struct has.
#[derive(Debug, Default)]
pub struct Gathered {
    found: BTreeMap<(String, String), String>,
    /// Keys of real views that no struct has.
    pub unknown: BTreeSet<String>,
    empty: BTreeSet<(String, String)>,
}

impl Gathered {
    /// Plain fields of which the site has no example.
    pub fn lacking(&self, structs: &BTreeMap<String, Struct>) -> Vec<String> {
        let mut lacking = Vec::new();
        for (name, one) in structs {
            for field in one.fields.iter().filter(|field| is_plain(&field.of)) {
                let key = (name.clone(), field.name.clone());
                let excused = WITHOUT_EXAMPLE.iter().any(|(of, at, _)| (*of, *at) == (name, &field.name));
                assert!(!excused || !self.found.contains_key(&key), "{key:?} has an example, and an excuse");
                if !excused && !self.found.contains_key(&key) {
                    let met = if self.empty.contains(&key) { "always empty" } else { "never met" };
                    lacking.push(format!("{name}.{}: {met}", field.name));
                }
            }
        }
        lacking
    }
}

fn is_plain(of: &str) -> bool {
    let of = within(of, "Option").unwrap_or(of);
    matches!(of, "String" | "&'static str" | "usize" | "u8" | "u32" | "i16" | "f64" | "bool" | "(u32, u32)")
}

/// Walks real views along the types of the structs.
pub fn examples(
    structs: &BTreeMap<String, Struct>,
    shared: &Shared,
    views: &[(String, Vec<Filled>)],
) -> Gathered {
    let mut gathered = Gathered::default();
    let all = views.iter().flat_map(|(_, filled)| filled).flat_map(|filled| &filled.view);
    for (name, value) in shared.iter().chain(all) {
        let Some((_, of)) = ROOTS.iter().find(|(root, _)| root == name) else {
            if !["options", "assets", "data"].contains(&name.as_str()) {
                gathered.unknown.insert(name.clone());
            }
            continue;
        };
        let of = if name == "groups" { format!("Vec<{of}>") } else { (*of).to_owned() };
        walk(structs, (name, ""), &of, value, &mut gathered);
    }
    gathered
}

fn walk(
    structs: &BTreeMap<String, Struct>,
    (owner, field): (&str, &str),
    of: &str,
    value: &Value,
    gathered: &mut Gathered,
) {
    let of = bare(of);
    if let Some(of) = within(of, "Option") {
        if value.is_null() {
            gathered.empty.insert((owner.to_owned(), field.to_owned()));
        } else {
            walk(structs, (owner, field), of, value, gathered);
        }
    } else if let Some(of) = within(of, "Vec") {
        for item in value.as_array().into_iter().flatten() {
            walk(structs, (owner, field), of, item, gathered);
        }
    } else if let Some(of) = within(of, "BTreeMap").and_then(|of| of.strip_prefix("String, ")) {
        for (_, item) in value.as_object().into_iter().flatten() {
            walk(structs, (owner, field), of, item, gathered);
        }
    } else if let Some(one) = structs.get(of) {
        let Value::Object(entries) = value else { panic!("{owner}.{field} is no {of}: {value}") };
        let mut known = BTreeSet::new();
        for field in &one.fields {
            if field.flat {
                let inner = &structs[bare(&field.of)];
                known.extend(inner.fields.iter().map(|field| field.name.as_str()));
                walk(structs, (of, &field.name), &field.of, value, gathered);
            } else if let Some(value) = entries.get(&field.name) {
                known.insert(field.name.as_str());
                walk(structs, (of, &field.name), &field.of, value, gathered);
            } else {
                gathered.unknown.insert(format!("{of}.{}, which is not given", field.name));
            }
        }
        let is_inner = |key: &&String| !known.contains(key.as_str());
        // What is flat in another struct meets its keys there.
        let flat_in_another =
            structs.values().any(|one| one.fields.iter().any(|field| field.flat && bare(&field.of) == of));
        if !flat_in_another {
            gathered.unknown.extend(entries.keys().filter(is_inner).map(|key| format!("{of}.{key}")));
        }
    } else {
        let key = (owner.to_owned(), field.to_owned());
        match example(value) {
            Some(text) => drop(gathered.found.entry(key).or_insert(text)),
            None => drop(gathered.empty.insert(key)),
        }
    }
}

/// A short plain value.
fn example(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) if text.is_empty() => return None,
        Value::Null | Value::Object(_) => return None,
        other => other.to_string(),
    };
    let text = super::without_fingerprint(&text);
    if text.chars().count() <= LONGEST {
        return Some(text);
    }
    let cut: String = text.chars().take(LONGEST - 1).collect();
    Some(format!("{}…", cut.trim_end_matches('\\')))
}

/// The type in words, with a link to what it is made of.
fn in_words(of: &str) -> String {
    let of = bare(of);
    if let Some(of) = within(of, "Option") {
        return format!("{} or null", in_words(of));
    }
    if let Some(of) = within(of, "Vec") {
        return format!("list of {}", in_words(of));
    }
    if let Some(of) = within(of, "BTreeMap").and_then(|of| of.strip_prefix("String, ")) {
        return format!("{} by name", in_words(of));
    }
    match of {
        "String" | "&'static str" => "text".to_owned(),
        "bool" => "flag".to_owned(),
        "usize" | "u8" | "u32" | "i16" | "f64" => "number".to_owned(),
        "(u32, u32)" => "two numbers".to_owned(),
        "serde_json::Value" => "anything".to_owned(),
        view => format!("[{0}](#{0})", title(view)),
    }
}

/// `card` of `CardView`, `head-link` of `HeadLinkView`; a variable is called as templates call it.
fn title(view: &str) -> String {
    if let Some((root, _)) = ROOTS.iter().find(|(root, of)| *of == view && *root != "groups") {
        return (*root).to_owned();
    }
    let mut out = String::new();
    for letter in view.trim_end_matches("View").chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.extend(letter.to_lowercase());
    }
    // `work` is the page of a work, and so on.
    if ROOTS.iter().any(|(root, _)| *root == out) { format!("a-{out}") } else { out }
}

/// The page.
pub fn page(structs: &BTreeMap<String, Struct>, shared: &Shared, views: &[(String, Vec<Filled>)]) -> String {
    let gathered = examples(structs, shared, views);
    let mut out = OPENING.to_owned();
    out.push_str("\n## Which template gets what\n\nAll get `site`, `options`, `assets` and `data`, and besides:\n\n| template | gets |\n|---|---|\n");
    let mut given: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for filled in views.iter().flat_map(|(_, filled)| filled) {
        let names = filled.view.keys().map(|name| match ROOTS.iter().any(|(root, _)| root == name) {
            true => format!("[`{name}`](#{name})"),
            false => format!("`{name}`"),
        });
        given.entry(&filled.template).or_default().extend(names);
    }
    let mut same: BTreeMap<&BTreeSet<String>, Vec<&str>> = BTreeMap::new();
    for (template, names) in &given {
        same.entry(names).or_default().push(template);
    }
    let mut rows: Vec<(Vec<&str>, &BTreeSet<String>)> =
        same.into_iter().map(|(names, of)| (of, names)).collect();
    rows.sort();
    for (templates, names) in rows {
        let templates: Vec<String> = templates.iter().map(|name| format!("`{name}`")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let _ = writeln!(out, "| {} | {} |", templates.join(", "), names.join(", "));
    }
    out.push_str(PLAIN);
    for (root, of) in ROOTS {
        section(&mut out, root, &structs[of], of, &gathered, 2);
    }
    out.push_str("\n## What they are made of\n");
    let roots: Vec<&str> = ROOTS.iter().map(|(_, of)| *of).collect();
    for (name, one) in structs.iter().filter(|(name, _)| !roots.contains(&name.as_str())) {
        section(&mut out, &title(name), one, name, &gathered, 3);
    }
    out
}

fn section(out: &mut String, title: &str, one: &Struct, name: &str, gathered: &Gathered, level: usize) {
    let about = one.about.strip_prefix(&format!("`{title}`: ")).unwrap_or(&one.about);
    let mut letters = about.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    let about = in_markdown(&format!("{first}{}", letters.as_str()));
    let _ = write!(
        out,
        "\n{} {title}\n\n{about}\n\n| name | type | for example | |\n|---|---|---|---|\n",
        "#".repeat(level)
    );
    for field in &one.fields {
        if field.flat {
            let _ = writeln!(out, "| … | | | All of {}. |", in_words(&field.of));
            continue;
        }
        let example = gathered.found.get(&(name.to_owned(), field.name.clone()));
        let example = example.filter(|_| is_plain(&field.of)).map_or_else(String::new, |text| code(text));
        let _ = writeln!(
            out,
            "| `{}` | {} | {example} | {} |",
            field.name,
            in_words(&field.of),
            in_markdown(&field.about)
        );
    }
}

/// A value in a cell of a table.
fn code(text: &str) -> String {
    let text = text.replace('|', "\\|");
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

/// A comment in a cell: its links to structs become their names here.
fn in_markdown(about: &str) -> String {
    let mut out = about.replace('|', "\\|");
    while let Some((before, rest)) = out.split_once("[`") {
        let Some((name, after)) = rest.split_once("`]") else { break };
        let link = format!("[{0}](#{0})", title(name.rsplit("::").next().unwrap_or(name)));
        out = format!("{before}{link}{after}");
    }
    out
}

const OPENING: &str = "\
# What templates see

[Themes](themes.md) teaches how to change templates; here stands all that they may use. With real values of your own
site, of any page:

```sh
retell theme variables content/stories/first-story.md             # everything, as JSON
retell theme variables content/stories/first-story.md page.card   # or one of it
```

Every key is always there, but in `fields`, which has those that are given; what is absent is null, empty or false. A name that
does not exist is an error with file and line, so a misspelt one is found before a reader finds it. Keys that end in `_html`, and `html` of a field, are finished
HTML and want `| safe`; all else is escaped. An address that is called `href` is for links of the site, one that is called
`url` is whole.

This page is written by a test from the program's own comments, and its examples from a site that the test builds.
";

const PLAIN: &str = "
## options

The options of the theme by name, with what `[theme_options]` of `retell.toml` says: `options.font`.

## assets

The published files of the theme's `static/` by name, each with its address: `assets[\"style.css\"]`. Style sheets and
scripts have names that change with what they hold, so ask here.

## data

The files below `data/` by name: `data.tides.high` is the key `high` of `data/tides.toml`.
";
