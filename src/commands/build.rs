//! `retell build`: read, build, publish, say what was done.

mod again;
mod late;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use again::Said;

use super::Exit;
use super::arguments::Build;
use super::site::{self, Root, held_back, report, report_on};
use super::terminal::Terminal;
use crate::config::Config;
use crate::diagnostic::has_errors;
use crate::document::CONTENT;
use crate::io::read::Known;
use crate::io::record::{Kept, Key};
use crate::io::{self, PublishError, Published, RealDisk, Target, Workshop, publish};
use crate::pipeline::{self, Site};
use crate::plan::Recipe;
use crate::search;
use crate::source::Sources;

/// Runs the command.
pub fn run(site: &Option<PathBuf>, arguments: &Build, terminal: &Terminal) -> Result<Exit, Exit> {
    let root = Root::find(site, terminal)?;
    let given = arguments.output_dir.as_ref().map(|output| match std::env::current_dir() {
        Ok(here) => here.join(output),
        Err(_) => output.clone(),
    });
    let listed = root.list(given.as_deref());
    // The settings may name the output folder, and so they are read before all else.
    let config = Config::read(&root.read_only(&listed, &BTreeSet::from(["retell.toml"]))).value;
    let output = given.unwrap_or_else(|| root.folder.join(&config.output_dir));
    let mut target = Target::new(&root.folder, &output);
    target.home = std::env::home_dir();
    let stamps = listed.stamps().map(|stamps| stamps.to_string());
    let asked = again::asked(&arguments.building, &output);
    let mut key = Key { asked, content: String::new(), stamps };
    let mut kept: Option<Kept<Said>> = io::record::kept(&target.cache);
    if let Some(of_last) = kept.take_if(|kept| kept.is_of(&key))
        && let Some(said) = of_last.stands(&output)
    {
        let named: BTreeSet<&str> = again::files_named(&said.found).collect();
        let sources = root.read_only(&listed, &named);
        if let Some(exit) = nothing_to_do(said, &sources, &config, &output, arguments, terminal) {
            return Ok(exit);
        }
    }
    let (sources, found) = root.read_listed(listed, &mut Known::default());
    key.content = again::content(&sources, &found);
    if let Some(of_last) = kept.filter(|kept| kept.is_of(&key))
        && let Some(said) = of_last.stands(&output)
        && let Some(exit) = nothing_to_do(said, &sources, &config, &output, arguments, terminal)
    {
        return Ok(exit);
    }
    let built = root.build_from(sources, found, &arguments.building, terminal)?;
    // What the settings and --strict make of the findings decides, not what they are by themselves.
    let settled = pipeline::settle(built.found.clone(), built.site.config(), arguments.reporting.strict);
    if has_errors(&settled) {
        // What only shows when pages are made is said in the same run.
        let mut found = built.found.clone();
        found.extend(built.site.check());
        let exit = report(found, &built, &arguments.reporting, terminal);
        if exit != Exit::Done {
            terminal.say(&nothing_published(&output));
            return Ok(exit);
        }
    }
    let weeks_before = io::read::published(&output, late::FEED);
    let workshop = Workshop::of(&root.folder, true);
    let progress = |done, of| terminal.progress(done, of);
    let exit = match publish(&built.site, &target, &workshop, &RealDisk, &progress) {
        Ok(published) => {
            workshop.sweep();
            let exit = report(built.found.clone(), &built, &arguments.reporting, terminal);
            let summary = Summary::of(&built.site, &published);
            summary.say(&published, &output, &built.now, terminal);
            let troubles = workshop.troubles();
            for (path, trouble) in &troubles {
                let path = path.strip_prefix(&root.folder).unwrap_or(path);
                terminal.say(&format!("{} {trouble}; it is published in its own width only", path.display()));
            }
            say_late(&built.site, weeks_before.as_deref().unwrap_or_default(), terminal);
            // What was said of pictures, and what is still to be cleared away, is for the next build too.
            if troubles.is_empty() && !published.left_over {
                again::keep(&target.cache, key, &output, &built, summary);
            } else {
                io::record::forget(&target.cache);
            }
            exit
        }
        Err(PublishError::Unmade) => {
            let mut found = built.found.clone();
            found.extend(built.site.take_found());
            let exit = report(found, &built, &arguments.reporting, terminal);
            terminal.say(&nothing_published(&output));
            if exit == Exit::Done { Exit::Content } else { exit }
        }
        Err(error) => {
            report(built.found.clone(), &built, &arguments.reporting, terminal);
            terminal.fail(&error.to_string());
            Exit::Environment
        }
    };
    Ok(exit)
}

/// Tells what the last build told, if this one would tell the same.
fn nothing_to_do(
    said: Said,
    sources: &Sources,
    config: &Config,
    output: &Path,
    arguments: &Build,
    terminal: &Terminal,
) -> Option<Exit> {
    // A moment that cannot be read is told when the site is built.
    let (now, origin) = site::now(&arguments.building.when, &config.timezone).ok()?;
    if !said.holds(now) {
        return None;
    }
    let settled = pipeline::settle(said.found.clone(), config, arguments.reporting.strict);
    if has_errors(&settled) {
        return None;
    }
    let exit = report_on(said.found, config, sources, &arguments.reporting, terminal);
    let published = Published {
        unchanged: said.summary.files,
        carried: said.summary.carried.clone(),
        exchanged: true,
        ..Published::default()
    };
    if terminal.verbose {
        terminal.say("nothing has changed since the last build");
    }
    let now = site::words_of_now(now, &origin, &config.timezone);
    said.summary.say(&published, output, &now, terminal);
    Some(exit)
}

/// Says what stands in a weekly letter that has gone out without it.
fn say_late(site: &Site, before: &str, terminal: &Terminal) {
    for (id, week) in late::late(site, before) {
        terminal.say(&format!(
            "{CONTENT}{id} joins the week of {}, whose letter is out: readers of weekly letters are not told of it, unless `publish_at` puts it in a week to come",
            week.long()
        ));
    }
}

fn nothing_published(output: &std::path::Path) -> String {
    if output.exists() {
        format!("nothing was published: {} is as it was", output.display())
    } else {
        "nothing was published".to_owned()
    }
}

/// What a site has, for the last lines of a build.
#[derive(Serialize, Deserialize)]
pub struct Summary {
    pages: usize,
    feeds: usize,
    files: usize,
    held_back: Vec<String>,
    in_search: Option<usize>,
    carried: Vec<String>,
}

impl Summary {
    fn of(site: &Site, published: &Published) -> Summary {
        let routes = &site.plan().routes;
        let count =
            |wanted: fn(&Recipe) -> bool| routes.values().filter(|route| wanted(&route.recipe)).count();
        Summary {
            pages: count(Recipe::is_page),
            feeds: count(|recipe| matches!(recipe, Recipe::Feed(..))),
            files: published.written + published.unchanged,
            held_back: held_back(site),
            in_search: site.in_search(),
            carried: published.carried.clone(),
        }
    }

    fn say(&self, published: &Published, output: &Path, now: &str, terminal: &Terminal) {
        terminal.say(&format!(
            "{} and {} in {}: {} written, {} unchanged, {} removed, in {:.2} s",
            counted(self.pages, "page"),
            counted(self.feeds, "feed"),
            output.display(),
            counted(published.written, "file"),
            published.unchanged,
            published.removed,
            terminal.seconds()
        ));
        self.held_back.iter().for_each(|line| terminal.say(line));
        if let Some(line) = self.in_search.and_then(large_search) {
            terminal.say(&line);
        }
        terminal.say(now);
        if !published.exchanged && published.written + published.removed > 0 {
            terminal.say("the output folder cannot be exchanged at once here (is it a mount point?): it was published file by file");
        }
        if !published.carried.is_empty() {
            let shown = if terminal.verbose {
                published.carried.join(", ")
            } else {
                format!("{} with --verbose", published.carried.len())
            };
            terminal.say(&format!("carried over, not made by retell: {shown}"));
        }
        if terminal.verbose && published.healed {
            terminal.say("what an interrupted build had left behind was cleared away");
        }
        if published.left_over {
            terminal.say("some of the old site could not be removed; the next build tries again");
        }
    }
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// Says of a search over so many pages that it is larger than it is made for, if it is.
fn large_search(pages: usize) -> Option<String> {
    (pages > search::MADE_FOR).then(|| {
        format!(
            "the search holds {pages} pages: it works, but is made for up to {}, and readers on slow lines wait longer",
            search::MADE_FOR
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_called_large_only_beyond_what_it_is_made_for() {
        assert_eq!(large_search(30_000), None);
        assert!(large_search(30_001).unwrap_or_default().starts_with("the search holds 30001 pages"));
    }
}
