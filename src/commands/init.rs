//! `retell init`: a small site that builds at once.

use super::Exit;
use super::arguments::Init;
use super::terminal::Terminal;
use crate::io;
use crate::url::BaseUrl;

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
    terminal.say(&format!("build it: {go}retell build"));
    Exit::Done
}

/// "Learning from ferries" from `learning-from-ferries`.
fn title_of(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.trim().chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => "A new site".to_owned(),
    }
}

fn files(title: &str, base_url: &str, today: &str) -> Vec<(&'static str, String)> {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    vec![
        (
            "retell.toml",
            format!(
                "title = {}\nbase_url = {}\ndescription = \"Stories we tell each other about what went wrong, and what went right.\"\n\
                 # language = \"en\"\n# timezone = \"UTC\"\n",
                quoted(title),
                quoted(base_url)
            ),
        ),
        (
            "content/_index.md",
            "+++\n+++\n\nWelcome. Here people tell what happened to them at work, what they saw, and what surprised them.\n".to_owned(),
        ),
        (
            "content/about.md",
            "+++\ntitle = \"About\"\n+++\n\nWho we are, how to tell a story here, and what we promise to those who do.\n\n\
             Our first one: [The first story](@/stories/first-story.md).\n"
                .to_owned(),
        ),
        (
            "content/stories/first-story.md",
            format!(
                "+++\ntitle = \"The first story\"\ndate = {today}\nauthors = [\"A friend\"]\n\
                 summary = \"How this site began, and what a story here can look like.\"\n\
                 surprises = [\"That it took no more than one file.\"]\n+++\n\n\
                 It began with a folder and a file of plain text.\n\n\
                 ## What surprised us\n\n\
                 > [!QUESTION] What did you see first?\n\
                 > Begin there. What you know now can wait.\n\n\
                 ## What comes next\n\n\
                 Yours: `retell new story \"What happened on Tuesday\"` makes a file to start from.\n"
            ),
        ),
        (".gitignore", "/public\n/.retell\n".to_owned()),
    ]
}
