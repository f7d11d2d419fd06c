//! `retell new`: a document of a kind, with every field it can have and the questions of its kind.

use std::path::PathBuf;
use std::sync::Arc;

use super::Exit;
use super::arguments::New;
use super::site::Root;
use super::terminal::Terminal;
use crate::config::Config;
use crate::diagnostic::did_you_mean;
use crate::io;
use crate::kind::{self, Field, FieldType, Kind, common};
use crate::source::{BUILT_IN, SourcePath, Sources};
use crate::table::Language;
use crate::url::slug;

/// Runs the command.
pub fn run(site: &Option<PathBuf>, arguments: &New, terminal: &Terminal) -> Result<Exit, Exit> {
    let root = Root::find(site, terminal)?;
    let (sources, _) = root.read(None);
    let config = Config::read(&sources).value;
    let kinds = kind::load(&sources, &config.theme).value;
    let Some(kind) = kinds.choosable(&arguments.kind) else {
        let near = did_you_mean(&arguments.kind, kinds.choosables().map(|kind| kind.name.as_str()));
        terminal.fail(&format!("there is no kind `{}`{near}\n  all kinds: retell kinds", arguments.kind));
        return Ok(Exit::Usage);
    };
    let title = arguments.title.trim();
    let name = slug(arguments.slug.as_deref().unwrap_or(title), config.markdown.slugs);
    if name.is_empty() {
        terminal.fail("the title has no letter or digit to make a slug from: give one with --slug");
        return Ok(Exit::Usage);
    }
    let folder =
        if kind.folder.is_empty() { "content".to_owned() } else { format!("content/{}", kind.folder) };
    let path = format!("{folder}/{name}.md");
    if sources.get(&path).is_some() || sources.get(&format!("{folder}/{name}/index.md")).is_some() {
        terminal.fail(&format!("{path} is there already; choose another name with --slug"));
        return Ok(Exit::Usage);
    }
    let today = super::site::today(&config.timezone);
    let text = document(kind, title, &today, &body(kind, &sources, &config.theme));
    match io::create::create(&root.folder, &path, &text) {
        Ok(()) => {
            terminal.print(&format!("{path}\n"));
            terminal.say("it is a draft: fill it in, see it with `retell serve --drafts`, and take `draft = true` out when it is done");
            Ok(Exit::Done)
        }
        Err(error) => {
            terminal.fail(&format!("{path} could not be written: {error}"));
            Ok(Exit::Environment)
        }
    }
}

/// Fields of every document that a new piece is offered.
const OFFERED: [&str; 6] = ["topics", "tags", "series", "part", "image", "content_note"];

/// The text of a new document.
fn document(kind: &Kind, title: &str, today: &str, questions: &str) -> String {
    let named =
        if kind.fields.iter().any(|field| field.name == "name" && field.required) { "name" } else { "title" };
    let mut out = format!("+++\n{named} = {}\n", quoted(title));
    let mut later = String::new();
    for field in &kind.fields {
        let common = common::named(&field.name);
        if field.name == named || field.name == "title" {
            continue;
        }
        let help = match (&field.help, common) {
            (help, _) if !help.is_empty() => help.as_str(),
            (_, Some(common)) => common.help,
            _ => "",
        };
        let field_type = common.map_or(&field.field_type, |common| &common.field_type);
        if field.required {
            out.push_str(&format!("# {help}\n{} = {}\n", field.name, start(field, field_type, today)));
        } else {
            later.push_str(&format!(
                "# {help}\n# {}\n",
                Field { field_type: field_type.clone(), ..field.clone() }.line(Language::Toml)
            ));
        }
    }
    if kind.feed {
        // What most pieces want, of what every document may have.
        let wanted = OFFERED.iter().filter(|name| kind.field(name).is_none());
        for common in wanted.filter_map(|name| common::named(name)) {
            let value = common.field_type.example(Language::Toml);
            later.push_str(&format!("# {}\n# {} = {value}\n", common.help, common.name));
        }
    }
    if kind.in_site_feed && !out.contains("\ndate = ") {
        out.push_str(&format!("date = {today}\n"));
    }
    out.push_str("draft = true\n");
    if !later.is_empty() {
        out.push_str(&format!("\n{later}"));
    }
    out.push_str("+++\n\n");
    out.push_str(questions);
    out
}

/// What a required field begins with: today for a date, else nothing yet.
fn start(field: &Field, field_type: &FieldType, today: &str) -> String {
    match field_type {
        FieldType::Date => today.to_owned(),
        FieldType::Number => "1".to_owned(),
        FieldType::Flag => "false".to_owned(),
        FieldType::List(_) => "[]".to_owned(),
        FieldType::Record(_) | FieldType::Map(_) => "{}".to_owned(),
        FieldType::Choice(words) => quoted(words.first().map_or("", String::as_str)),
        _ if field.name == "authors" => "[]".to_owned(),
        _ => "\"\"".to_owned(),
    }
}

/// A text as a TOML string.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// What the text begins with: the questions of its kind, from `kinds/<folder>/new.md` of the site's
/// theme, else of the program. A kind that starts from another one has that one's.
fn body(kind: &Kind, sources: &Sources, theme: &str) -> Arc<str> {
    let of_base = kind.origins.get("body").map(|span| span.file.folder().to_owned());
    let of_base = of_base.and_then(|folder| folder.rsplit_once("kinds/").map(|(_, own)| own.to_owned()));
    let own = (!kind.folder.is_empty()).then(|| kind.folder.clone());
    let folders = own.into_iter().chain(of_base).chain(["_page".to_owned()]);
    let places = folders.flat_map(|folder| {
        [format!("themes/{theme}/"), BUILT_IN.to_owned()].map(|root| format!("{root}kinds/{folder}/new.md"))
    });
    let mut found = places.filter_map(|path| sources.text(&SourcePath::new(&path)));
    found.next().unwrap_or_else(|| "Begin here.\n".into())
}
