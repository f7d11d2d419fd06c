//! `retell build`: read, build, publish, say what was done.

mod late;

use std::path::PathBuf;

use super::Exit;
use super::arguments::Build;
use super::site::{Root, report, say_held_back};
use super::terminal::Terminal;
use crate::diagnostic::Severity;
use crate::document::CONTENT;
use crate::io::{self, PublishError, Published, RealDisk, Target, Workshop, publish};
use crate::pipeline::{self, Site};
use crate::plan::Recipe;
use crate::search;

/// Runs the command.
pub fn run(site: &Option<PathBuf>, arguments: &Build, terminal: &Terminal) -> Result<Exit, Exit> {
    let root = Root::find(site, terminal)?;
    let given = arguments.output_dir.as_ref().map(|output| match std::env::current_dir() {
        Ok(here) => here.join(output),
        Err(_) => output.clone(),
    });
    let built = root.build(&arguments.building, given.as_deref(), terminal)?;
    let output = given.unwrap_or_else(|| root.folder.join(&built.site.config().output_dir));
    // What the settings and --strict make of the findings decides, not what they are by themselves.
    let settled = pipeline::settle(built.found.clone(), built.site.config(), arguments.reporting.strict);
    if settled.iter().any(|found| found.severity == Severity::Error) {
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
    let mut target = Target::new(&root.folder, &output);
    target.home = std::env::home_dir();
    let workshop = Workshop::of(&root.folder, true);
    let progress = |done, of| terminal.progress(done, of);
    let exit = match publish(&built.site, &target, &workshop, &RealDisk, &progress) {
        Ok(published) => {
            workshop.sweep();
            let exit = report(built.found.clone(), &built, &arguments.reporting, terminal);
            summary(&built.site, &published, &output, &built.now, terminal);
            for (path, trouble) in workshop.troubles() {
                let path = path.strip_prefix(&root.folder).unwrap_or(&path);
                terminal.say(&format!("{} {trouble}; it is published in its own width only", path.display()));
            }
            say_late(&built.site, weeks_before.as_deref().unwrap_or_default(), terminal);
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

fn summary(site: &Site, published: &Published, output: &std::path::Path, now: &str, terminal: &Terminal) {
    let count = |wanted: fn(&Recipe) -> bool| {
        site.plan().routes.values().filter(|route| wanted(&route.recipe)).count()
    };
    let pages = count(Recipe::is_page);
    let feeds = count(|recipe| matches!(recipe, Recipe::Feed(..)));
    terminal.say(&format!(
        "{} and {} in {}: {} written, {} unchanged, {} removed, in {:.2} s",
        counted(pages, "page"),
        counted(feeds, "feed"),
        output.display(),
        counted(published.written, "file"),
        published.unchanged,
        published.removed,
        terminal.seconds()
    ));
    say_held_back(site, terminal);
    if let Some(line) = site.in_search().and_then(large_search) {
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
