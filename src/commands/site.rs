//! From the command line to a site: where it is, what "now" is, what was found.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Exit;
use super::arguments::{Building, Format, Reporting, When};
use super::terminal::Terminal;
use crate::config::Config;
use crate::corpus::standing::{Moment, Standing};
use crate::date::{Instant, Zone};
use crate::diagnostic::{self, Diagnostic, Told, codes, print};
use crate::io;
use crate::io::read::{Known, Listed};
use crate::pipeline::{self, Held, Memory, Options, Passed, Site};
use crate::source::Sources;
use crate::url::BaseUrl;

/// Settings files of other generators, by which a folder is known to hold a site of theirs.
const OTHERS: [&str; 4] = ["hugo.toml", "zola.toml", "config.toml", "_config.yml"];

/// Documents that are named in one line; more get a line each.
const IN_ONE_LINE: usize = 4;

/// A folder that holds a site.
pub struct Root {
    /// The folder, absolute.
    pub folder: PathBuf,
}

/// With what a build begins.
#[derive(Default)]
pub struct Begun {
    /// What is remembered of builds before.
    pub memory: Arc<Memory>,
    /// Who is told of its stages.
    pub passed: Passed,
}

/// A site, and how it was come to.
pub struct Built {
    /// The site.
    pub site: Site,
    /// The files.
    pub sources: Arc<Sources>,
    /// What was found so far.
    pub found: Vec<Diagnostic>,
    /// "now", and where it comes from, in words.
    pub now: String,
    /// "now".
    pub moment: Moment,
}

impl Root {
    /// Finds the site: the folder given, else the one the user is in or the nearest above it.
    pub fn find(given: &Option<PathBuf>, terminal: &Terminal) -> Result<Root, Exit> {
        let here = match std::env::current_dir() {
            Ok(here) => here,
            Err(error) => {
                terminal.fail(&format!("the folder you are in cannot be read: {error}"));
                return Err(Exit::Environment);
            }
        };
        let start = given.as_ref().map_or_else(|| here.clone(), |given| here.join(given));
        let is_site = |folder: &Path| folder.join("retell.toml").is_file();
        let found = if given.is_some() {
            Some(start.as_path()).filter(|folder| is_site(folder))
        } else {
            start.ancestors().find(|folder| is_site(folder))
        };
        // A site of another generator is read all the same: the report says what is missing.
        let other = || OTHERS.iter().any(|name| start.join(name).is_file()).then_some(start.as_path());
        match found.or_else(other) {
            Some(folder) => Ok(Root { folder: folder.canonicalize().unwrap_or_else(|_| folder.to_owned()) }),
            None => {
                terminal.fail(&format!(
                    "there is no site in {}: no retell.toml\n  to begin one: retell init {}",
                    start.display(),
                    if given.is_some() { start.display().to_string() } else { "my-site".to_owned() }
                ));
                Err(Exit::Usage)
            }
        }
    }

    /// Reads all files, the built-in ones included. `output` is where the site is published: it is
    /// not read.
    pub fn read(&self, output: Option<&Path>) -> (Arc<Sources>, Vec<Diagnostic>) {
        self.read_listed(self.list(output), &mut Known::default())
    }

    /// Lists all files, and reads none yet. `output` is as for [`Root::read`].
    pub fn list(&self, output: Option<&Path>) -> Listed {
        let output = output.map_or_else(|| self.folder.join("public"), Path::to_owned);
        io::read::list(&self.folder, &output)
    }

    /// Reads the files of these paths alone, and adds the built-in ones.
    pub fn read_only(&self, listed: &Listed, wanted: &BTreeSet<&str>) -> Sources {
        let mut sources = listed.read_only(wanted);
        io::builtin::add_to(&mut sources);
        sources
    }

    /// Reads what was listed, for one build, which has to ask [`Sources::lost`]; the built-in files are added.
    pub fn read_once(&self, listed: Listed) -> (Arc<Sources>, Vec<Diagnostic>) {
        with_built_in(listed.read_once())
    }

    /// Reads what was listed, save what `known` has, to build again and again; the built-in files are added.
    pub fn read_listed(&self, listed: Listed, known: &mut Known) -> (Arc<Sources>, Vec<Diagnostic>) {
        with_built_in(listed.read(known))
    }

    /// Builds the site, up to the point where pages are made.
    pub fn build(
        &self,
        building: &Building,
        output: Option<&Path>,
        terminal: &Terminal,
    ) -> Result<Built, Exit> {
        let (sources, found) = self.read(output);
        self.build_from(sources, found, building, Begun::default(), terminal)
    }

    /// The same, from what was read and found while it was, and what is remembered.
    pub fn build_from(
        &self,
        sources: Arc<Sources>,
        found: Vec<Diagnostic>,
        building: &Building,
        begun: Begun,
        terminal: &Terminal,
    ) -> Result<Built, Exit> {
        if let Some(Err(problem)) = building.base_url.as_deref().map(BaseUrl::parse) {
            terminal.fail(&format!("the base URL of --base-url or RETELL_BASE_URL {problem}"));
            return Err(Exit::Usage);
        }
        Built::of(sources, found, &building.when, building.base_url.clone(), begun).map_err(|problem| {
            terminal.fail(&problem);
            Exit::Usage
        })
    }
}

impl Built {
    /// Builds the site from what was read, and found while it was. The error says what is wrong with the
    /// moment that was asked for.
    pub fn of(
        sources: Arc<Sources>,
        mut found: Vec<Diagnostic>,
        when: &When,
        base_url: Option<String>,
        begun: Begun,
    ) -> Result<Built, String> {
        // The moment may be written in the site's own time; all else the settings say is for `build`.
        let zone = Config::read(&sources).value.timezone;
        let (now, origin) = now(when, &zone)?;
        let moment = Moment { now, drafts: when.drafts, future: when.future, expired: when.expired };
        let Begun { memory, passed } = begun;
        let options = Options { moment: Some(moment), base_url, memory, passed };
        let told = pipeline::build(Arc::clone(&sources), &options);
        found.extend(told.diagnostics);
        let words = words_of_now(now, &origin, &zone);
        Ok(Built { site: told.value, sources, found, now: words, moment })
    }
}

fn with_built_in(mut read: Told<Sources>) -> (Arc<Sources>, Vec<Diagnostic>) {
    io::builtin::add_to(&mut read.value);
    (Arc::new(read.value), read.diagnostics)
}

/// The moment of a build, and where it comes from.
pub fn now(when: &When, zone: &Zone) -> Result<(Instant, String), String> {
    if let Some(given) = &when.now {
        let instant = Instant::parse(given, zone);
        let problem = || {
            format!(
                "--now {given} is no time: write a day (2026-03-09) or RFC 3339 (2026-03-09T08:00:00+01:00)"
            )
        };
        return instant.map(|instant| (instant, "--now".to_owned())).ok_or_else(problem);
    }
    if let Ok(given) = std::env::var("SOURCE_DATE_EPOCH") {
        let instant = given.trim().parse().ok().and_then(Instant::from_seconds);
        let problem = || format!("SOURCE_DATE_EPOCH={given} is no number of seconds since 1970");
        return instant.map(|instant| (instant, "SOURCE_DATE_EPOCH".to_owned())).ok_or_else(problem);
    }
    clock()
        .map(|instant| (instant, "the clock".to_owned()))
        .ok_or_else(|| "the clock stands before 1970".to_owned())
}

/// The moment of a build in words.
pub fn words_of_now(now: Instant, origin: &str, zone: &Zone) -> String {
    format!("now: {} ({origin})", now.in_zone(zone))
}

/// Whether "now" is the clock's, and so another one at each build.
pub fn follows_clock(when: &When) -> bool {
    when.now.is_none() && std::env::var_os("SOURCE_DATE_EPOCH").is_none()
}

/// The machine's clock; nothing if it stands before 1970.
pub fn clock() -> Option<Instant> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?;
    Instant::from_seconds(since.as_secs() as i64)
}

/// Today, for the front matter of a new document.
pub fn today(zone: &Zone) -> String {
    clock().unwrap_or(Instant::EPOCH).in_zone(zone)[..10].to_owned()
}

/// Prints a report and says how the command is to end.
pub fn report(found: Vec<Diagnostic>, built: &Built, reporting: &Reporting, terminal: &Terminal) -> Exit {
    report_on(found, built.site.config(), &built.sources, reporting, terminal)
}

/// The same for a site that was not built: by its settings, with excerpts of its sources.
pub fn report_on(
    found: Vec<Diagnostic>,
    config: &Config,
    sources: &Sources,
    reporting: &Reporting,
    terminal: &Terminal,
) -> Exit {
    let found = pipeline::settle(found, config, reporting.strict);
    let format = match reporting.format {
        Format::Human => print::Format::Human,
        Format::Json => print::Format::Json,
        Format::Github => print::Format::Github,
    };
    let shown: Vec<Diagnostic> = match format {
        // Notes are for who asks: `--verbose`, and programs.
        print::Format::Human if !terminal.verbose => {
            found.iter().filter(|found| found.severity > diagnostic::Severity::Note).cloned().collect()
        }
        _ => found.clone(),
    };
    terminal.print(&print::report(&shown, sources, format, terminal.colour(), terminal.width()));
    let notes = found.len() - shown.len();
    if notes > 0 {
        let word = if notes == 1 { "note" } else { "notes" };
        terminal.say(&format!("{notes} {word} more with --verbose"));
    }
    exit_of(&found)
}

fn exit_of(found: &[Diagnostic]) -> Exit {
    let has = |code: &codes::Code| found.iter().any(|found| found.code == code);
    if has(&codes::BUG) {
        Exit::Bug
    } else if has(&codes::UNREADABLE) {
        Exit::Environment
    } else if diagnostic::totals(found).errors > 0 {
        Exit::Content
    } else {
        Exit::Done
    }
}

/// Says what is held back, and until when; and what this build includes all the same.
pub fn say_held_back(site: &Site, terminal: &Terminal) {
    held_back(site).iter().for_each(|line| terminal.say(line));
}

/// What is said of that: a line for each of the two, or several.
pub fn held_back(site: &Site) -> Vec<String> {
    let zone = &site.config().timezone;
    let words = |held: &Held| match held.standing {
        Standing::Draft => format!("{} draft", held.id),
        Standing::Scheduled(until) => format!("{} until {}", held.id, until.in_zone(zone)),
        Standing::Expired(since) => format!("{} expired {}", held.id, since.in_zone(zone)),
        Standing::Published => held.id.to_string(),
    };
    let (included, held): (Vec<Held>, Vec<Held>) =
        site.not_out().into_iter().partition(|held| site.corpus().shown.contains(&held.id));
    let both = [("held back", held), ("included all the same", included)];
    let said = both.into_iter().filter_map(|(what, documents)| {
        let each: Vec<String> = documents.iter().map(words).collect();
        match each.len() {
            0 => None,
            1..=IN_ONE_LINE => Some(format!("{what} ({}): {}", each.len(), each.join(" \u{b7} "))),
            many => Some(format!("{what} ({many}):\n  {}", each.join("\n  "))),
        }
    });
    said.collect()
}
