//! `retell kinds`: which kinds there are, and what a document of one may say.

use std::path::PathBuf;

use super::Exit;
use super::arguments::Kinds;
use super::site::Root;
use super::terminal::Terminal;
use crate::config::Config;
use crate::diagnostic::did_you_mean;
use crate::kind::{self, Kind, common};
use crate::source::{Sources, Span};

/// Runs the command.
pub fn run(site: &Option<PathBuf>, arguments: &Kinds, terminal: &Terminal) -> Result<Exit, Exit> {
    let root = Root::find(site, terminal)?;
    let (sources, _) = root.read(None);
    let config = Config::read(&sources).value;
    let kinds = kind::load(&sources, &config.theme).value;
    let Some(name) = &arguments.kind else {
        let mut out = String::new();
        let mut seen: Vec<&str> = Vec::new();
        for kind in kinds.choosables() {
            if seen.contains(&kind.name.as_str()) {
                continue;
            }
            seen.push(&kind.name);
            let folder = if kind.folder.is_empty() {
                "everything else".to_owned()
            } else {
                format!("content/{}/", kind.folder)
            };
            out.push_str(&format!(
                "{:<14} {:<26} {:<28} {}\n",
                kind.name,
                folder,
                kind.url,
                declared_in(kind, "name")
            ));
        }
        terminal.print(&out);
        terminal.say("\nthe fields of one: retell kinds story");
        return Ok(Exit::Done);
    };
    match kinds.all().find(|kind| kind.name == *name || kind.folder == *name) {
        Some(kind) => {
            terminal.print(&describe(kind, &sources));
            Ok(Exit::Done)
        }
        None => {
            let near = did_you_mean(name, kinds.choosables().map(|kind| kind.name.as_str()));
            terminal.fail(&format!("there is no kind `{name}`{near}\n  all kinds: retell kinds"));
            Ok(Exit::Usage)
        }
    }
}

/// Everything about one kind.
fn describe(kind: &Kind, sources: &Sources) -> String {
    let mut out = String::new();
    let mut line = |key: &str, value: String, origin: &str| {
        let origin =
            if origin.is_empty() { String::new() } else { format!("   {}", declared_in(kind, origin)) };
        out.push_str(&format!("{key:<14} {value}{origin}\n"));
    };
    let folder = if kind.folder.is_empty() {
        "every folder without a kind".to_owned()
    } else {
        format!("content/{}/", kind.folder)
    };
    line("kind", kind.name.clone(), "name");
    line("folder", folder, "");
    line("address", kind.url.clone(), "url");
    line("unknown keys", if kind.strict { "are errors" } else { "go to `extra`" }.to_owned(), "strict");
    let feeds = match (kind.feed, kind.in_site_feed) {
        (true, true) => "its own and the site's",
        (true, false) => "its own",
        (false, true) => "the site's",
        (false, false) => "none",
    };
    line("feeds", feeds.to_owned(), "feed");
    line("schema.org", kind.json_ld.clone(), "json_ld");
    out.push_str("\nits own fields (* required)\n");
    for field in &kind.fields {
        let star = if field.required { "*" } else { "" };
        let name = format!("{}{star}", field.name);
        let origin = place_of(&field.declared, sources);
        out.push_str(&format!("  {name:<20} {}\n", field.field_type.in_words()));
        if !field.help.is_empty() {
            out.push_str(&format!("  {:<20} {}\n", "", field.help));
        }
        if !field.default.is_empty() {
            out.push_str(&format!("  {:<20} if nothing is said: {}\n", "", field.default));
        }
        out.push_str(&format!("  {:<20} {origin}\n", ""));
    }
    if !kind.stands_alone() {
        out.push_str("\nfields of every kind\n");
        for common in common::fields() {
            if kind.fields.iter().any(|field| field.name == common.name) {
                continue;
            }
            out.push_str(&format!("  {:<20} {}\n", common.name, common.help));
        }
    }
    out
}

/// Where a field is declared: file and line.
fn place_of(span: &Span, sources: &Sources) -> String {
    let line = sources
        .text(&span.file)
        .and_then(|text| Some(text.get(..span.start as usize)?.matches('\n').count() + 1));
    line.map_or_else(|| span.file.to_string(), |line| format!("{}:{line}", span.file))
}

/// The file that says a key of a kind.
fn declared_in(kind: &Kind, key: &str) -> String {
    kind.origins
        .get(key)
        .or_else(|| kind.origins.get("name"))
        .map(|span| span.file.to_string())
        .unwrap_or_default()
}
