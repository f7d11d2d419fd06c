//! `retell serve`: the site on this machine as it is being written.
//!
//! Builds as `build` does whenever files have changed, and shows the site as soon as every page of
//! it can be made; until then the last good one stays, and says what is wrong. Serving is left to
//! `io::serve`, noticing to `io::watch`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use super::Exit;
use super::arguments::{Format, Reporting, Serve};
use super::site::{Begun, Built, Root, clock, follows_clock, report, report_on, say_held_back};
use super::terminal::Terminal;
use crate::config::Config;
use crate::corpus::standing::Standing;
use crate::date;
use crate::diagnostic::{Diagnostic, Severity, catalog, has_errors, print, totals};
use crate::document::{CONTENT, DocumentId};
use crate::io::Workshop;
use crate::io::read::Known;
use crate::io::serve::{self, Door, Ended, Next, NoDoor, Preview, Report};
use crate::io::watch::{Look, Wake, Watch};
use crate::output::OutputPath;
use crate::pipeline::{self, Held, Memory, Site};
use crate::source::{SourcePath, Sources};

/// Documents that are named as held back after one change.
const MOST_HELD: usize = 4;

/// How findings are told in the terminal.
const FOR_PEOPLE: Reporting = Reporting { format: Format::Human, strict: false };

/// Runs the command.
pub fn run(site: &Option<PathBuf>, arguments: &Serve, terminal: &Terminal) -> Result<Exit, Exit> {
    let root = Root::find(site, terminal)?;
    let door = Door::at(arguments.bind.as_deref(), arguments.port).map_err(|problem| {
        terminal.fail(&problem.to_string());
        if matches!(problem, NoDoor::Nowhere(_)) { Exit::Usage } else { Exit::Environment }
    })?;
    // Whoever reads a page wants one width of each picture.
    let preview = Arc::new(Preview::new(Workshop::of(&root.folder, false)));
    let mut desk = Desk {
        welcome: Some(Welcome {
            port: door.port,
            host: door.host.clone(),
            moved: door.moved,
            private: door.private,
        }),
        root,
        arguments: arguments.clone(),
        terminal: Terminal::new(terminal.quiet, terminal.verbose),
        preview: Arc::clone(&preview),
        said: None,
        next: None,
        memory: Arc::new(Memory::of_a_preview()),
        known: Known::default(),
        open: None,
    };
    match serve::run(door, preview, move || desk.work()) {
        Ok(Ended::Asked) => {
            terminal.say("the preview has ended");
            Ok(Exit::Done)
        }
        Ok(Ended::Work(exit)) => Ok(exit),
        Ok(Ended::Lost) => {
            terminal.fail("the preview broke off; this is a bug in retell");
            Ok(Exit::Bug)
        }
        Err(error) => {
            terminal.fail(&format!("the preview cannot go on: {error}"));
            Ok(Exit::Environment)
        }
    }
}

/// What is said once, with the first site.
struct Welcome {
    port: u16,
    host: String,
    moved: bool,
    private: bool,
}

/// Builds and shows, again and again.
struct Desk {
    welcome: Option<Welcome>,
    root: Root,
    arguments: Serve,
    terminal: Terminal,
    preview: Arc<Preview>,
    /// What was found at the last build that was told of.
    said: Option<Vec<Diagnostic>>,
    /// When the site is another one by the clock alone.
    next: Option<date::Instant>,
    /// What is kept from one build to the next.
    memory: Arc<Memory>,
    /// The files as they were read.
    known: Known,
    /// The site that is shown, while there is something left to be made of it.
    open: Option<Open>,
}

/// A build, and what became of it.
struct Made {
    built: Built,
    /// Everything found, settled.
    found: Vec<Diagnostic>,
    /// Whether it can be shown.
    good: bool,
    /// What was not made yet.
    rest: Vec<OutputPath>,
}

/// A site that is shown though not all of its pages were made.
struct Open {
    site: Arc<Site>,
    sources: Arc<Sources>,
    found: Vec<Diagnostic>,
    rest: Vec<OutputPath>,
}

impl Desk {
    /// Ends only if nothing can ever be built.
    fn work(&mut self) -> Exit {
        let output = self.root.folder.join("public");
        let poll = self.arguments.poll
            || std::env::var("RETELL_POLL").is_ok_and(|value| !matches!(value.as_str(), "" | "0"));
        // Watched first, read after, so that nothing can happen in between.
        let mut watch = Watch::begin(&self.root.folder, &output, poll);
        let mut last: Option<Look> = None;
        let mut wake = Wake::Calm;
        loop {
            let begun = Instant::now();
            let hinted = match (&wake, &last) {
                (Wake::First(paths), Some(last)) if !paths.is_empty() => {
                    last.with_texts(&self.root.folder, paths)
                }
                _ => None,
            };
            let look = hinted.unwrap_or_else(|| self.look());
            let changed = last.as_ref().map(|last| look.changed_since(last));
            let is_new = changed.as_ref().is_none_or(|changed| !changed.is_empty());
            let changed = changed.unwrap_or_default();
            let first = matches!(wake, Wake::First(_));
            // What is half saved is looked at again in a moment.
            let half = first && look.has_emptied(&changed);
            if (is_new && !half) || wake == Wake::Due {
                let made = match self.make(&look, &changed) {
                    Ok(made) => made,
                    Err(problem) => {
                        self.terminal.fail(&problem);
                        return Exit::Usage;
                    }
                };
                if made.good || !first {
                    self.show(made, &changed, begun, &watch);
                    last = Some(look);
                }
            }
            if let Some(trouble) = watch.take_trouble() {
                self.terminal.say(&trouble);
            }
            self.check_the_rest(&mut watch);
            let next = self.next;
            wake = watch.wait(&|| next.is_some_and(|next| clock().is_some_and(|now| now >= next)));
        }
    }

    fn look(&mut self) -> Look {
        let (sources, found) = self.root.read_listed(self.root.list(None), &mut self.known);
        Look::new(sources, found)
    }

    /// While nothing else happens, makes the pages that were not made before the site was shown. If one of
    /// them cannot be made, the site before is shown again.
    fn check_the_rest(&mut self, watch: &mut Watch) {
        let Some(mut open) = self.open.take() else { return };
        while !open.rest.is_empty() {
            // Who saves waits for no more than what is being made.
            if watch.is_stirred() {
                self.open = Some(open);
                return;
            }
            let some = open.rest.split_off(open.rest.len().saturating_sub(pipeline::at_once()));
            let unmade = open.site.check_these(&some);
            if !unmade.is_empty() {
                open.site.is_bad();
                // What else is wrong is told along with it.
                open.found.extend(unmade);
                open.found.extend(open.site.check_these(&open.rest));
                let config = open.site.config();
                let found = settled(open.found, config, false);
                report_on(found.clone(), config, &open.sources, &FOR_PEOPLE, &self.terminal);
                self.terminal.say(&unshown(&found));
                self.preview.take_back(for_pages(&found, &open.sources));
                self.said = Some(found);
                return;
            }
        }
        self.preview.confirm();
    }

    /// Builds, and makes the pages that most likely show whether all can be made.
    fn make(&self, look: &Look, changed: &[SourcePath]) -> Result<Made, String> {
        let build = || {
            let (sources, found) = (Arc::clone(&look.sources), look.found.clone());
            let begun = Begun { memory: Arc::clone(&self.memory), ..Begun::default() };
            let built = Built::of(sources, found, &self.arguments.when, None, begun)?;
            let (first, rest) = built.site.to_check(changed);
            let unmade = built.site.check_these(&first);
            Ok::<_, String>((built, unmade, rest))
        };
        let (mut built, unmade, rest) = match catch_unwind(AssertUnwindSafe(build)) {
            Ok(made) => made?,
            Err(panic) => {
                let (built, found) = self.nothing_built(look, &*panic)?;
                (built, found, Vec::new())
            }
        };
        let all_made = unmade.is_empty();
        built.found.extend(unmade);
        let found = settled(built.found.clone(), built.site.config(), all_made);
        let good = all_made && !has_errors(&found);
        Ok(Made { built, found, good, rest })
    }

    /// What stands for a build that failed with a panic: an empty site, and the finding.
    fn nothing_built(
        &self,
        look: &Look,
        panic: &(dyn std::any::Any + Send),
    ) -> Result<(Built, Vec<Diagnostic>), String> {
        let mut built = Built::of(Arc::default(), Vec::new(), &self.arguments.when, None, Begun::default())?;
        built.sources = Arc::clone(&look.sources);
        built.found = Vec::new();
        Ok((built, vec![catalog::bug(&pipeline::words_of(panic), None)]))
    }

    /// Shows what was made, if it is good, and says what there is to say.
    fn show(&mut self, made: Made, changed: &[SourcePath], begun: Instant, watch: &Watch) {
        let Made { built, found, good, rest } = made;
        self.next = built.site.until(built.moment.now).filter(|_| follows_clock(&self.arguments.when));
        let for_pages = for_pages(&found, &built.sources);
        let words =
            if good { format!("rebuilt in {} ms", begun.elapsed().as_millis()) } else { unshown(&found) };
        let same = self.said.as_ref() == Some(&found);
        let is_first = self.welcome.is_some();
        if !same {
            report(found.clone(), &built, &FOR_PEOPLE, &self.terminal);
        }
        if let Some(welcome) = self.welcome.take() {
            self.greet(&welcome, &built, good, watch);
        }
        if !is_first {
            let stamp = time_of_day(&built.site);
            let again = if same && good && !for_pages.totals.is_empty() {
                format!(" ({} as before)", for_pages.totals)
            } else {
                String::new()
            };
            self.terminal.say(&format!("{stamp} {}: {words}{again}", names(changed)));
            // Who saves a draft and looks for it in vain is told why.
            let saved =
                |held: &Held| changed.iter().any(|path| path.as_str() == format!("{CONTENT}{}", held.id));
            for held in built.site.held_back().into_iter().filter(saved).take(MOST_HELD) {
                self.terminal.say(&format!("  held back: {}, {}", held.id, why_held(&held, &built.site)));
            }
        }
        self.said = Some(found);
        if good {
            let base = built.site.config().base_url.path().to_owned();
            let held = built
                .site
                .held_back()
                .into_iter()
                .filter_map(|held| {
                    let address = built.site.corpus().addresses.get(&held.id)?;
                    let why = format!("This text is held back: {}.", why_held(&held, &built.site));
                    Some((address.as_str().trim_matches('/').to_owned(), why))
                })
                .collect();
            built.site.is_good();
            let site = Arc::new(built.site);
            // What was not made yet of a site that is almost this one has to be made still.
            let left = self.open.take().filter(|_| site.is_almost_the_last()).map(|open| open.rest);
            let rest = left.into_iter().flatten().chain(rest).collect();
            let follow = Some(changed).filter(|_| self.arguments.follow && !is_first);
            let follow = follow.and_then(|changed| page_of(&site, changed));
            self.preview.show(Next { output: Arc::clone(&site) as Arc<_>, base, held, follow }, for_pages);
            self.open = Some(Open { site, sources: built.sources, found: built.found, rest });
        } else {
            self.preview.report(for_pages);
        }
    }

    fn greet(&self, welcome: &Welcome, built: &Built, good: bool, watch: &Watch) {
        let Welcome { port, host, moved, private } = welcome;
        say_held_back(&built.site, &self.terminal);
        self.terminal.say(&built.now);
        if *moved {
            self.terminal.say("port 4747 is taken, so this is the next that is free; --port chooses one");
        }
        if !private {
            self.terminal.say("everyone who can reach this machine over the network can read this preview");
        }
        let how = if watch.polls() { "looked at twice a second" } else { "watched" };
        let end = if good { "" } else { "\nthere is no page to show yet; the browser says why, too" };
        self.terminal.say(&format!(
            "http://{host}:{port}{}/\n  {} {how}; Ctrl+C ends the preview{end}",
            built.site.config().base_url.path(),
            folders(&self.root),
        ));
    }
}

/// The page of the first of these files that has one, as a link.
fn page_of(site: &Site, changed: &[SourcePath]) -> Option<String> {
    let addresses = changed.iter().filter_map(|path| {
        let id = DocumentId::new(path.as_str().strip_prefix(CONTENT)?);
        site.corpus().addresses.get(&id).filter(|address| site.plan().at(address).is_some())
    });
    addresses.map(|address| site.config().base_url.href(address)).next()
}

/// Everything that was found, as the settings want it told.
fn settled(found: Vec<Diagnostic>, config: &Config, all_made: bool) -> Vec<Diagnostic> {
    let settled = pipeline::settle(found.clone(), config, false);
    // The settings cannot make a page that is not there.
    if all_made || has_errors(&settled) { settled } else { found }
}

/// The findings as pages of the preview show them.
fn for_pages(found: &[Diagnostic], sources: &Sources) -> Report {
    let shown: Vec<Diagnostic> =
        found.iter().filter(|found| found.severity > Severity::Note).cloned().collect();
    let totals = totals(&shown);
    Report {
        html: print::report(&shown, sources, print::Format::Html, false, 0),
        totals: totals.to_string(),
        errors: totals.errors,
    }
}

/// What of the site's folder is looked at.
fn folders(root: &Root) -> String {
    let there =
        ["retell.toml", "content", "data", "static", "themes"].map(|name| (name, root.folder.join(name)));
    let names: Vec<&str> = there.iter().filter(|(_, path)| path.exists()).map(|(name, _)| *name).collect();
    names.join(", ")
}

/// Why a document is not shown, and how to see it all the same.
fn why_held(held: &Held, site: &Site) -> String {
    let zone = &site.config().timezone;
    match held.standing {
        Standing::Draft => "a draft; with --drafts it is shown".to_owned(),
        Standing::Scheduled(until) => {
            format!("not before {}; with --future it is shown", until.in_zone(zone))
        }
        Standing::Expired(since) => {
            format!("expired {}; with --expired it is shown", since.in_zone(zone))
        }
        Standing::Published => "published".to_owned(),
    }
}

/// The time of day where the site is at home: `14:02:07`.
fn time_of_day(site: &Site) -> String {
    clock().map_or_else(String::new, |now| now.time_in_zone(&site.config().timezone))
}

/// The files that changed, in a few words.
fn names(changed: &[SourcePath]) -> String {
    let short = |path: &SourcePath| match path.as_str() {
        "" => "the site".to_owned(),
        path => path.strip_prefix("content/").unwrap_or(path).to_owned(),
    };
    match changed {
        [] => "a moment that was waited for".to_owned(),
        [one] => short(one),
        [one, other] => format!("{} and {}", short(one), short(other)),
        [one, rest @ ..] => format!("{} and {} other files", short(one), rest.len()),
    }
}

fn unshown(found: &[Diagnostic]) -> String {
    format!("{}; pages stay as they were", totals(found))
}
