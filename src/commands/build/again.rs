//! A build with nothing changed since the last one: seen by the files alone, and told as it was told then.
//!
//! A build depends on the files of the site, on what reading them told, on this program, on a few flags,
//! and on the moment only where the clock brings a change. If all of these are as they were, and the
//! output folder is as the last build left it, there is nothing to do. Anything else costs a build.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Summary;
use crate::commands::arguments::Building;
use crate::commands::site::Built;
use crate::date::{Instant, Zone};
use crate::diagnostic::Diagnostic;
use crate::fingerprint::Fingerprint;
use crate::io::record::{self, Key, Left};
use crate::io::{self, Disk, RealDisk, Target};
use crate::pipeline::Inputs;
use crate::source::Sources;

/// What a build told, and for how long it holds.
#[derive(Serialize, Deserialize)]
pub struct Said {
    /// The moment it was made for, RFC 3339 in UTC …
    from: String,
    /// … and the next at which the site is another one.
    until: Option<String>,
    /// What was found.
    pub found: Vec<Diagnostic>,
    /// What there is.
    pub summary: Summary,
    /// What the site was made of.
    pub inputs: Inputs,
}

/// What a build depends on besides its files and the moment, as one text.
pub fn asked(building: &Building, output: &Path) -> String {
    let when = &building.when;
    let flags = (when.drafts, when.future, when.expired);
    format!("{flags:?} {:?} {output:?} {}", building.base_url, program())
}

/// What tells this program from others, as far as the system knows.
fn program() -> String {
    let own = std::env::current_exe().ok().and_then(|path| RealDisk.facts(&path).ok().flatten());
    format!("{} {:?}", env!("CARGO_PKG_VERSION"), own.and_then(|facts| facts.stamp()))
}

/// The fingerprint of this program, which may be kept in the cache folder; nothing if it cannot be read.
pub fn program_itself(cache: &Path) -> Option<Fingerprint> {
    io::memo::program(cache, &std::env::current_exe().ok()?)
}

/// What the files hold, and what reading them told.
pub fn content(sources: &Sources, found: &[Diagnostic]) -> String {
    format!("{} {}", record::inputs(sources), serde_json::to_string(found).unwrap_or_default())
}

impl Said {
    /// Whether the same would be told at the moment `now`.
    pub fn holds(&self, now: Instant) -> bool {
        let moment = |text: &str| Instant::parse(text, &Zone::utc());
        let begun = moment(&self.from).is_some_and(|from| from <= now);
        let until = self.until.as_deref();
        begun && until.is_none_or(|until| moment(until).is_some_and(|until| now < until))
    }
}

/// Keeps what a build found and told.
pub fn keep(target: &Target, key: Key, left: Left, built: &Built, found: Vec<Diagnostic>, summary: Summary) {
    let now = built.moment.now;
    let until = built.site.until(now).map(|until| until.rfc3339());
    let inputs = built.site.inputs().unwrap_or_default();
    let said = Said { from: now.rfc3339(), until, found, summary, inputs };
    record::keep(&target.cache, key, said, &target.output, left, &built.site);
}

/// The files from which a report shows lines.
pub fn files_named(found: &[Diagnostic]) -> impl Iterator<Item = &str> {
    let spans = found.iter().flat_map(|found| {
        let others = found.related.iter().map(|(span, _)| span);
        found.span.iter().chain(others)
    });
    spans.map(|span| span.file.as_str())
}
