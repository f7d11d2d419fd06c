//! Begins a theme, and files of one: those that extend ours, and copies.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{DEFAULT, Opened, bytes_of};
use crate::commands::Exit;
use crate::commands::terminal::Terminal;
use crate::render::theme::outline;

/// Where templates lie in a theme.
const TEMPLATES: &str = "templates/";

/// The `theme.toml` of a new theme, with `{name}` and `{version}` to be filled in.
const MANIFEST: &str = include_str!("theme.toml");

/// Begins a theme.
pub fn new(opened: &Opened, name: &str, terminal: &Terminal) -> Result<Exit, Exit> {
    let fits = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-_".contains(letter);
    if name.is_empty() || name == DEFAULT || !name.chars().all(fits) {
        let problem =
            if name == DEFAULT { "is ours" } else { "is no name of a folder that works everywhere" };
        terminal.fail(&format!("`{name}` {problem}: take small letters, digits and hyphens, like `harbour`"));
        return Err(Exit::Usage);
    }
    let version = concat!(env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"));
    let text = MANIFEST.replace("{name}", name).replace("{version}", version);
    opened.create(name, "theme.toml", text.as_bytes(), terminal)?;
    if opened.config.theme != name {
        terminal.say(&format!(
            "now write this line into retell.toml, above the first line that begins with `[`:\n\n  theme = \"{name}\"\n"
        ));
    }
    terminal.say("then change one file after the other: retell theme extend story.html");
    Ok(Exit::Done)
}

/// Begins a template that extends ours of the same name.
pub fn extend(opened: &Opened, template: &str, terminal: &Terminal) -> Result<Exit, Exit> {
    needs_own(opened, terminal)?;
    let (inside, file) = opened.our_file(template, terminal)?;
    let texts: BTreeMap<&str, Arc<str>> = opened
        .ours()
        .into_iter()
        .filter_map(|(inside, file)| Some((inside.strip_prefix(TEMPLATES)?, file.text()?)))
        .collect();
    let name = inside.strip_prefix(TEMPLATES).unwrap_or(inside);
    let borrowed = texts.iter().map(|(name, text)| (*name, &**text)).collect();
    let fillable = outline::fillable(name, &borrowed);
    let components = file.text().is_some_and(|text| text.contains("endcomponent"));
    if fillable.is_empty() || components {
        terminal.fail(&format!(
            "`{name}` has no blocks that could be filled\n  to change a copy of it: retell theme copy {inside}"
        ));
        return Err(Exit::Usage);
    }
    let of = |(name, blocks): &(&str, Vec<&str>)| format!("    {name}: {}\n", blocks.join(", "));
    let lists: String = fillable.iter().map(of).collect();
    // One of its own, if it has any: the last stands below the text.
    let own_text = file.text().unwrap_or_default();
    let own = outline::blocks(&own_text);
    let example = own.last().or_else(|| fillable[0].1.last()).copied().unwrap_or_default();
    let text = format!(
        "{{% extends \"default/{name}\" %}}\n\
         {{#- What you write in a block stands in the place of ours, and {{{{ super() }}}} puts ours there too:\n\n\
         {{% block {example} %}}\n{{{{ super() }}}}\n<p>And this.</p>\n{{% endblock {example} %}}\n\n\
         \x20   The blocks there are, and the template that has each:\n{lists}-#}}\n"
    );
    opened.create(&opened.config.theme, inside, text.as_bytes(), terminal)?;
    terminal.say(&format!(
        "it names the blocks you can fill; to see how ours look: retell theme copy {inside} --print"
    ));
    Ok(Exit::Done)
}

/// Copies a built-in file into the site's theme, or prints it.
pub fn copy(opened: &Opened, named: &str, print: bool, terminal: &Terminal) -> Result<Exit, Exit> {
    if print {
        let (_, file) = opened.our_file(named, terminal)?;
        terminal.print(&String::from_utf8_lossy(bytes_of(file)));
        return Ok(Exit::Done);
    }
    needs_own(opened, terminal)?;
    let (inside, file) = opened.our_file(named, terminal)?;
    if inside == "theme.toml" {
        terminal.fail("a theme has its own `theme.toml`; the options of ours are there without a copy\n  to begin one: retell theme new harbour");
        return Err(Exit::Usage);
    }
    opened.create(&opened.config.theme, inside, bytes_of(file), terminal)?;
    terminal.say(
        "a copy stays as it is when retell changes: what can be done by `retell theme extend` lasts longer",
    );
    Ok(Exit::Done)
}

/// Files are put into a theme of the site's own.
fn needs_own(opened: &Opened, terminal: &Terminal) -> Result<(), Exit> {
    let named = opened.config.theme.as_str();
    let folders = opened.sources.below("themes/").filter_map(|file| {
        let (name, _) = file.path.as_str().strip_prefix("themes/")?.split_once('/')?;
        Some(name)
    });
    let here: BTreeSet<&str> = folders.filter(|name| *name != DEFAULT).collect();
    match (named, here.first()) {
        (named, _) if here.contains(named) => return Ok(()),
        (DEFAULT, Some(name)) => terminal.fail(&format!(
            "themes/{name}/ is here, but not in use\n  \
             write into retell.toml, above the first line that begins with `[`: theme = \"{name}\""
        )),
        (DEFAULT, None) => terminal.fail(
            "this site uses the default theme, whose files are built in\n  \
             begin one of your own that lies over it: retell theme new harbour",
        ),
        (named, _) => terminal.fail(&format!(
            "the settings name the theme `{named}`, but there is no themes/{named}/\n  \
             begin it: retell theme new {named}"
        )),
    }
    Err(Exit::Usage)
}
