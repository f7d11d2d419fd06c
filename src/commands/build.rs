//! `retell build`: read, build, publish, say what was done.

mod again;
mod late;
mod timings;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use again::Said;
use timings::{Stages, Watched};

use super::Exit;
use super::arguments::Build;
use super::site::{self, Begun, Built, Root, held_back, report, report_on};
use super::terminal::Terminal;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, has_errors};
use crate::document::CONTENT;
use crate::io::memo::Store;
use crate::io::record::{Kept, Key};
use crate::io::{self, PublishError, Published, RealDisk, Target, Workshop, publish};
use crate::memo::{Memo, Step};
use crate::pipeline::{self, Memory, Site};
use crate::plan::Recipe;
use crate::search;
use crate::source::Sources;

/// Runs the command.
pub fn run(site: &Option<PathBuf>, arguments: &Build, terminal: &Terminal) -> Result<Exit, Exit> {
    let root = Root::find(site, terminal)?;
    let stages = Stages::begin();
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
    let kept: Option<Kept<Said>> = io::record::kept(&target.cache);
    let mut may_stand = true;
    if let Some(of_last) = kept.as_ref().filter(|kept| kept.is_of(&key)) {
        if let Some(said) = of_last.stands(&output) {
            let named: BTreeSet<&str> = again::files_named(&said.found).collect();
            let sources = root.read_only(&listed, &named);
            if let Some(exit) = nothing_to_do(said, &sources, &config, &output, arguments, terminal) {
                return Ok(exit);
            }
        }
        may_stand = false;
    }
    let (sources, found) = root.read_once(listed);
    key.content = again::content(&sources, &found);
    if let Some(of_last) = kept.as_ref().filter(|kept| may_stand && kept.is_of(&key))
        && let Some(said) = of_last.stands(&output)
        && let Some(exit) = nothing_to_do(said, &sources, &config, &output, arguments, terminal)
    {
        return Ok(exit);
    }
    stages.end("files read");
    let store = again::program_itself(&target.cache).and_then(|program| Store::open(&target.cache, program));
    let memo = Arc::new(store.clone().map_or_else(Memo::default, Memo::on));
    let work = Work { root: &root, arguments, target: &target, stages, memo, terminal };
    let done = work.build(sources, found, key, kept);
    if let Some(store) = &store {
        store.close(done.as_ref().map_or(&[Step::Parse][..], |done| done.complete));
    }
    done.map(|done| done.exit)
}

/// What a build works with.
struct Work<'a> {
    root: &'a Root,
    arguments: &'a Build,
    target: &'a Target,
    stages: Stages,
    memo: Arc<Memo>,
    terminal: &'a Terminal,
}

/// How a build ended.
struct Done {
    exit: Exit,
    /// The steps of which all that is of use to this site has been asked for.
    complete: &'static [Step],
}

impl Work<'_> {
    /// Builds and publishes; what the last build left, and this one would make the same, stays.
    fn build(
        &self,
        sources: Arc<Sources>,
        found: Vec<Diagnostic>,
        key: Key,
        kept: Option<Kept<Said>>,
    ) -> Result<Done, Exit> {
        let Work { root, arguments, target, stages, terminal, .. } = self;
        let output = &target.output;
        let memory = Arc::new(Memory::with(Arc::clone(&self.memo)));
        let begun = Begun { memory, passed: stages.passed() };
        let built = root.build_from(sources, found, &arguments.building, begun, terminal)?;
        // What the clock changes is in no key.
        let kept = kept.filter(|kept| kept.said().holds(built.moment.now));
        let searched = kept.as_ref().and_then(|kept| kept.said().summary.in_search);
        let inputs = kept.as_ref().map(|kept| kept.said().inputs.clone());
        let before = kept.map(|kept| kept.before(&key)).unwrap_or_default();
        // What the settings and --strict make of the findings decides, not what they are by themselves.
        let settled = pipeline::settle(built.found.clone(), built.site.config(), arguments.reporting.strict);
        if has_errors(&settled) {
            // What only shows when pages are made is said in the same run.
            let mut found = built.found.clone();
            if !built.sources.lost().is_any() {
                found.extend(built.site.check());
            }
            let exit = report(found, &built, &arguments.reporting, terminal);
            if exit != Exit::Done {
                terminal.say(&nothing_published(output));
                return Ok(Done { exit, complete: &[Step::Parse] });
            }
        }
        let weeks_before = io::read::published(output, late::FEED);
        let workshop = Workshop::of(&root.folder, true);
        let progress = |done, of| terminal.progress(done, of);
        let watched = Watched::new(&built.site);
        let published = publish(&watched, &before, target, &workshop, &RealDisk, &progress);
        stages.end("pages made and published");
        let (published, left) = match published {
            Ok(published) => published,
            Err(error) => return Ok(Done { exit: self.failed(error, &built), complete: &[Step::Parse] }),
        };
        workshop.sweep();
        // What shows only when something is made is told once it is.
        let mut found = built.found.clone();
        found.extend(built.site.take_found());
        let exit = report(found.clone(), &built, &arguments.reporting, terminal);
        let searched = searched.filter(|_| built.site.plan().search.is_some());
        let summary = Summary::of(&built.site, &published, searched);
        summary.say(&published, output, &built.now, terminal);
        let troubles = workshop.troubles();
        for (path, trouble) in &troubles {
            let path = path.strip_prefix(&root.folder).unwrap_or(path);
            terminal.say(&format!("{} {trouble}; it is published in its own width only", path.display()));
        }
        say_late(&built.site, weeks_before.as_deref().unwrap_or_default(), terminal);
        // What was said of pictures, and what is still to be cleared away, is for the next build too.
        if troubles.is_empty() && !published.left_over {
            again::keep(target, key, left, &built, found, summary);
        } else {
            io::record::forget(&target.cache);
        }
        stages.end("a record kept for the next build");
        if arguments.timings {
            let (memo, before, published) = (&*self.memo, inputs.as_ref(), &published);
            timings::Told { stages, watched: &watched, memo, before, published }.say(terminal);
        }
        let searches = built.site.in_search().is_some();
        // The program soon ends, and the system takes all at once what would be given back piece by piece.
        std::mem::forget(built);
        let complete: &[Step] = match published.known {
            0 => &Step::ALL,
            _ if searches => &[Step::Parse, Step::Feed, Step::Excerpts],
            _ => &[Step::Parse, Step::Feed],
        };
        Ok(Done { exit, complete })
    }

    /// Tells why nothing was published.
    fn failed(&self, error: PublishError, built: &Built) -> Exit {
        let Work { arguments, target, terminal, .. } = self;
        match error {
            PublishError::Unmade => {
                let mut found = built.found.clone();
                found.extend(built.site.take_found());
                let exit = report(found, built, &arguments.reporting, terminal);
                terminal.say(&nothing_published(&target.output));
                if exit == Exit::Done { Exit::Content } else { exit }
            }
            error => {
                report(built.found.clone(), built, &arguments.reporting, terminal);
                terminal.fail(&error.to_string());
                Exit::Environment
            }
        }
    }
}

/// Tells what the last build told, if this one would tell the same.
fn nothing_to_do(
    said: &Said,
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
    let exit = report_on(said.found.clone(), config, sources, &arguments.reporting, terminal);
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
    /// `searched` is how many pages the search has that stays as it is.
    fn of(site: &Site, published: &Published, searched: Option<usize>) -> Summary {
        let routes = &site.plan().routes;
        let count =
            |wanted: fn(&Recipe) -> bool| routes.values().filter(|route| wanted(&route.recipe)).count();
        Summary {
            pages: count(Recipe::is_page),
            feeds: count(|recipe| matches!(recipe, Recipe::Feed(..))),
            files: published.written + published.unchanged,
            held_back: held_back(site),
            in_search: site.in_search().or(searched),
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
