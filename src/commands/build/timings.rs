//! What a build cost, stage by stage, and why what was made was made: for `--timings`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::commands::terminal::Terminal;
use crate::fingerprint::Fingerprint;
use crate::io::Published;
use crate::memo::{Memo, Step};
use crate::output::{Artifact, Output, OutputPath, Unmade};
use crate::pipeline::{Inputs, Passed, Site, Stage};
use crate::plan::Recipe;

/// Files of one sort that are named as examples of what was made for one reason.
const EXAMPLES: usize = 3;
/// Reasons that are told; the rest is counted.
const REASONS: usize = 12;

/// The stages of a build, as they end.
#[derive(Clone)]
pub struct Stages(Arc<Mutex<Passing>>);

struct Passing {
    last: Instant,
    passed: Vec<(&'static str, Duration)>,
}

impl Stages {
    /// From now on.
    pub fn begin() -> Stages {
        Stages(Arc::new(Mutex::new(Passing { last: Instant::now(), passed: Vec::new() })))
    }

    /// A stage is over.
    pub fn end(&self, name: &'static str) {
        let mut passing = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let took = now - passing.last;
        passing.passed.push((name, took));
        passing.last = now;
    }

    /// Tells of the stages before pages are made.
    pub fn passed(&self) -> Passed {
        let stages = self.clone();
        Passed::to(move |stage| stages.end(stage.name()))
    }
}

/// A site of which it is noted what was asked for, and what that cost.
pub struct Watched<'a> {
    site: &'a Site,
    made: Mutex<Vec<Made>>,
}

struct Made {
    path: OutputPath,
    sort: &'static str,
    took: Duration,
}

impl<'a> Watched<'a> {
    /// The same site.
    pub fn new(site: &'a Site) -> Watched<'a> {
        Watched { site, made: Mutex::default() }
    }

    fn note(&self, path: &OutputPath, sort: &'static str, begun: Instant) {
        let made = Made { path: path.clone(), sort, took: begun.elapsed() };
        self.made.lock().unwrap_or_else(PoisonError::into_inner).push(made);
    }
}

impl Output for Watched<'_> {
    fn paths(&self) -> Vec<OutputPath> {
        self.site.paths()
    }

    fn later(&self) -> Result<Vec<OutputPath>, Unmade> {
        let begun = Instant::now();
        let later = self.site.later()?;
        if let Some(first) = later.first() {
            self.note(first, "the search, all of it", begun);
        }
        Ok(later)
    }

    fn may_come_later(&self, path: &OutputPath) -> bool {
        self.site.may_come_later(path)
    }

    fn key(&self, path: &OutputPath) -> Option<Fingerprint> {
        self.site.key(path)
    }

    fn key_of_later(&self) -> Option<Fingerprint> {
        self.site.key_of_later()
    }

    fn is_told_of(&self, path: &OutputPath) -> bool {
        self.site.is_told_of(path)
    }

    fn artifact(&self, path: &OutputPath) -> Result<Artifact, Unmade> {
        let begun = Instant::now();
        let made = self.site.artifact(path);
        if let Some(route) = self.site.plan().routes.get(path) {
            self.note(path, sort(&route.recipe), begun);
        }
        made
    }
}

/// What is told together.
fn sort(recipe: &Recipe) -> &'static str {
    match recipe {
        Recipe::Page(_) | Recipe::Guide(_) | Recipe::Work(_) => "pages of documents and works",
        Recipe::Feed(..) | Recipe::Mail(..) => "feeds and mails",
        Recipe::Card(_) => "cards",
        Recipe::Copy(_) | Recipe::Picture(..) | Recipe::Stylesheet(_) => "files as they are, pictures",
        Recipe::Redirect(_) => "redirects",
        recipe if recipe.is_page() => "lists and indexes",
        _ => "all else",
    }
}

/// What is told of a build.
pub struct Told<'a> {
    /// The stages.
    pub stages: &'a Stages,
    /// What was asked for.
    pub watched: &'a Watched<'a>,
    /// What was remembered.
    pub memo: &'a Memo,
    /// What the build before was made of, if that is known.
    pub before: Option<&'a Inputs>,
    /// What became of it.
    pub published: &'a Published,
}

impl Told<'_> {
    /// Says it.
    pub fn say(&self, terminal: &Terminal) {
        let mut text = String::from("where the time went:\n");
        let passing = self.stages.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (name, took) in &passing.passed {
            let _ = writeln!(text, "  {:<44}{:>8.3} s{}", name, took.as_secs_f64(), self.remembered(name));
        }
        let made = self.watched.made.lock().unwrap_or_else(PoisonError::into_inner);
        let mut sorts: BTreeMap<&str, (usize, Duration)> = BTreeMap::new();
        for one in made.iter() {
            let sum = sorts.entry(one.sort).or_default();
            *sum = (sum.0 + 1, sum.1 + one.took);
        }
        let _ = writeln!(text, "of that, making, on all threads together:");
        for (sort, (count, took)) in &sorts {
            let _ = writeln!(text, "  {sort:<44}{:>8.3} s  {count} made", took.as_secs_f64());
        }
        if let (found, made) = self.memo.counts(Step::Highlight)
            && found + made > 0
        {
            let _ =
                writeln!(text, "  {:<44}            {made} coloured, {found} remembered", "blocks of code");
        }
        if let (found, made) = self.memo.counts(Step::Feed)
            && found + made > 0
        {
            let _ =
                writeln!(text, "  {:<44}            {made} written, {found} remembered", "entries of feeds");
        }
        let _ =
            writeln!(text, "  {:<44}            {}", "known to be the same, not made", self.published.known);
        if let Some(slowest) = made.iter().max_by_key(|one| (one.took, std::cmp::Reverse(&one.path))) {
            let _ = writeln!(text, "  the longest: {}, {:.3} s", slowest.path, slowest.took.as_secs_f64());
        }
        text.push_str(&self.reasons(&made));
        terminal.say(text.trim_end());
    }

    fn remembered(&self, stage: &str) -> String {
        let (found, made) = self.memo.counts(Step::Parse);
        if stage == Stage::Parse.name() && found + made > 0 {
            return format!("  {made} parsed, {found} remembered");
        }
        String::new()
    }

    /// Why what was made was made.
    fn reasons(&self, made: &[Made]) -> String {
        let (Some(before), Some(now)) = (self.before, self.watched.site.inputs()) else {
            return "made anew: no build is known that was asked for the same, at a moment that brings the same\n".to_owned();
        };
        let changes = now.since(before);
        let mut reasons: BTreeMap<String, Vec<&OutputPath>> = BTreeMap::new();
        for one in made
            .iter()
            .filter(|one| self.watched.key(&one.path).is_some() || one.sort.starts_with("the search"))
        {
            let reason = match self.watched.site.why(&one.path, &changes) {
                Some(reason) => format!("{reason} has changed"),
                None => "the clock, a finding to be told again, or the output folder".to_owned(),
            };
            reasons.entry(reason).or_default().push(&one.path);
        }
        let mut text = String::new();
        for (reason, paths) in reasons.iter_mut().take(REASONS) {
            paths.sort();
            let examples: Vec<&str> = paths.iter().take(EXAMPLES).map(|path| path.as_str()).collect();
            let more = paths.len() - examples.len();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let _ = writeln!(text, "made since {reason}: {}{more}", examples.join(", "));
        }
        if reasons.len() > REASONS {
            let _ = writeln!(text, "and for {} more reasons", reasons.len() - REASONS);
        }
        text
    }
}
