//! `retell init`: a small site that builds at once.

use super::Exit;
use super::arguments::Init;
use super::terminal::Terminal;
use crate::io;
use crate::url::BaseUrl;
use crate::words::capitalised;

/// Runs the command.
pub fn run(arguments: &Init, terminal: &Terminal) -> Exit {
    let here = match std::env::current_dir() {
        Ok(here) => here,
        Err(error) => {
            terminal.fail(&format!("the folder you are in cannot be read: {error}"));
            return Exit::Environment;
        }
    };
    let folder = arguments.folder.as_ref().map_or_else(|| here.clone(), |folder| here.join(folder));
    if let Err(problem) = BaseUrl::parse(&arguments.base_url) {
        terminal.fail(&format!("the base URL {problem}"));
        return Exit::Usage;
    }
    if folder.join("retell.toml").exists() {
        terminal.fail(&format!("{} is a site already: it has a retell.toml", folder.display()));
        return Exit::Usage;
    }
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let title = arguments.title.clone().unwrap_or_else(|| title_of(&name));
    let today = super::site::today(&crate::date::Zone::utc());
    let mut made = String::new();
    for (path, text) in files(&title, &arguments.base_url, &today) {
        match io::create::create(&folder, path, &text) {
            Ok(()) => made.push_str(&format!("{path}\n")),
            // What is there stays.
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => {
                terminal.fail(&format!("{} could not be written: {error}", folder.join(path).display()));
                return Exit::Environment;
            }
        }
    }
    terminal.print(&made);
    let elsewhere = arguments.folder.as_ref().filter(|given| given.as_os_str() != ".");
    let go = elsewhere.map_or_else(String::new, |folder| format!("cd {} && ", folder.display()));
    terminal.say(&format!("see it: {go}retell serve\nbuild it: {go}retell build"));
    Exit::Done
}

/// "Learning from ferries" from `learning-from-ferries`.
fn title_of(name: &str) -> String {
    match name.replace(['-', '_'], " ").trim() {
        "" => "A new site".to_owned(),
        words => capitalised(words),
    }
}

/// The files of a new site. They lie beside this one as they will lie in the site, with `{title}`,
/// `{base_url}` and `{today}` to be filled in.
const FILES: [(&str, &str); 9] = [
    ("retell.toml", include_str!("init/retell.toml")),
    ("content/_index.md", include_str!("init/content/_index.md")),
    ("content/about.md", include_str!("init/content/about.md")),
    ("content/stories/_index.md", include_str!("init/content/stories/_index.md")),
    ("content/stories/first-story.md", include_str!("init/content/stories/first-story.md")),
    ("content/reading-lists/where-to-begin.md", include_str!("init/content/reading-lists/where-to-begin.md")),
    ("content/library/works.toml", include_str!("init/content/library/works.toml")),
    ("static/favicon.svg", include_str!("init/static/favicon.svg")),
    (".gitignore", "/public\n/.retell\n"),
];

fn files(title: &str, base_url: &str, today: &str) -> Vec<(&'static str, String)> {
    // JSON's strings are TOML's.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let fill = |text: &str| {
        // The title last: what somebody writes in it is theirs.
        text.replace("{today}", today)
            .replace("{base_url}", &quoted(base_url))
            .replace("{title}", &quoted(title))
    };
    FILES.map(|(path, text)| (path, fill(text))).into()
}
