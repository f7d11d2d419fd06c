//! `retell theme`: which files make the pages, how to begin a theme of one's own, how to take over one
//! file of ours, and what a template may see.
//!
//! The default theme is part of the program, so nobody can copy a file of it by hand.

mod begin;
mod variables;

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Arc;

use super::Exit;
use super::arguments::{Theme, ThemeCommand};
use super::site::Root;
use super::terminal::Terminal;
use crate::config::Config;
use crate::diagnostic::did_you_mean;
use crate::io;
use crate::source::{BUILT_IN, Content, SourceFile, Sources};

/// The theme of a site that has none of its own.
const DEFAULT: &str = "default";

/// Runs the command.
pub fn run(site: &Option<PathBuf>, arguments: &Theme, terminal: &Terminal) -> Result<Exit, Exit> {
    let root = Root::find(site, terminal)?;
    match &arguments.what {
        None => list(&Opened::of(root), terminal),
        Some(ThemeCommand::New { name }) => begin::new(&Opened::of(root), name, terminal),
        Some(ThemeCommand::Extend { template }) => begin::extend(&Opened::of(root), template, terminal),
        Some(ThemeCommand::Copy { file, print }) => begin::copy(&Opened::of(root), file, *print, terminal),
        Some(ThemeCommand::Variables(asked)) => variables::run(&root, asked, terminal),
    }
}

/// A site whose theme is looked at.
struct Opened {
    root: Root,
    sources: Arc<Sources>,
    config: Config,
}

impl Opened {
    fn of(root: Root) -> Opened {
        let (sources, _) = root.read(None);
        let config = Config::read(&sources).value;
        Opened { root, sources, config }
    }

    /// The built-in files, by their path in a theme.
    fn ours(&self) -> BTreeMap<&str, &SourceFile> {
        let files = self.sources.below(BUILT_IN);
        files.filter_map(|file| Some((file.path.as_str().strip_prefix(BUILT_IN)?, file))).collect()
    }

    /// The built-in file that somebody means by a path or a name: `templates/story.html`, `story.html`.
    fn our_file(&self, named: &str, terminal: &Terminal) -> Result<(&str, &SourceFile), Exit> {
        let ours = self.ours();
        let own = format!("themes/{}/", self.config.theme);
        let named = named.strip_prefix(BUILT_IN).or_else(|| named.strip_prefix(&own)).unwrap_or(named);
        let ends = [format!("/{named}"), format!("/{named}.html")];
        let is_meant = |path: &str| ends.iter().any(|end| path.ends_with(end));
        let found = ours.get_key_value(named).or_else(|| ours.iter().find(|(path, _)| is_meant(path)));
        found.map(|(path, file)| (*path, *file)).ok_or_else(|| {
            let names = ours.keys().flat_map(|path| [*path, path.rsplit('/').next().unwrap_or_default()]);
            let near = did_you_mean(named, names);
            terminal.fail(&format!(
                "the default theme has no file `{named}`{near}\n  all its files: retell theme"
            ));
            Exit::Usage
        })
    }

    /// Makes a file of a theme and prints its path.
    fn create(&self, theme: &str, inside: &str, bytes: &[u8], terminal: &Terminal) -> Result<(), Exit> {
        let path = format!("themes/{theme}/{inside}");
        match io::create::create(&self.root.folder, &path, bytes) {
            Ok(()) => {
                terminal.print(&format!("{path}\n"));
                Ok(())
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                terminal.fail(&format!("{path} is there already, and stays as it is"));
                Err(Exit::Usage)
            }
            Err(error) => {
                terminal.fail(&format!("{path} could not be written: {error}"));
                Err(Exit::Environment)
            }
        }
    }
}

/// Prints every file of the theme with where it comes from, and its options.
fn list(opened: &Opened, terminal: &Terminal) -> Result<Exit, Exit> {
    let theme = &opened.config.theme;
    let folder = format!("themes/{theme}/");
    if theme != DEFAULT && opened.sources.below(&folder).next().is_none() {
        terminal.fail(&format!(
            "the settings name the theme `{theme}`, and {folder} is not there\n  to begin it: retell theme new {theme}"
        ));
        return Err(Exit::Content);
    }
    let files = opened.sources.theme(theme);
    let widest = files.keys().map(|inside| inside.chars().count()).max().unwrap_or(0);
    let ours = opened.ours();
    let mut own = 0;
    let mut out = String::new();
    for (inside, file) in &files {
        let from = if file.path.as_str().starts_with(BUILT_IN) {
            "built in"
        } else {
            own += 1;
            if ours.contains_key(inside.as_str()) { "yours, in place of ours" } else { "yours" }
        };
        out.push_str(&format!("{inside:<widest$}  {from}\n"));
    }
    terminal.print(&out);
    let options = &opened.config.options.values;
    let options: Vec<String> = options.iter().map(|(name, value)| format!("  {name} = {value}")).collect();
    terminal.say(&format!("\noptions, for [theme_options] in retell.toml:\n{}", options.join("\n")));
    let next = match (theme.as_str(), own) {
        (DEFAULT, 0) => "to change a file, begin a theme of your own: retell theme new harbour".to_owned(),
        _ => "to change a file: retell theme extend story.html, or retell theme copy templates/head.html"
            .to_owned(),
    };
    terminal.say(&format!("\n{next}"));
    Ok(Exit::Done)
}

/// The bytes of a built-in file.
fn bytes_of(file: &SourceFile) -> &[u8] {
    match &file.content {
        Content::Text(text) => text.as_bytes(),
        Content::Bytes(bytes) => bytes,
        // A file on the disk is never built in.
        Content::Left(_) | Content::File { .. } => &[],
    }
}
