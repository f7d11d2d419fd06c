//! `retell check`: the same build, every page made, nothing written.

use std::path::PathBuf;

use super::Exit;
use super::arguments::Check;
use super::site::{Root, report, say_held_back};
use super::terminal::Terminal;
use crate::corpus::editions;
use crate::diagnostic::{codes, did_you_mean};

/// Runs the command.
pub fn run(site: &Option<PathBuf>, arguments: &Check, terminal: &Terminal) -> Result<Exit, Exit> {
    for name in arguments.only.iter().chain(&arguments.skip) {
        if codes::find(name).is_none() {
            let near = did_you_mean(name, codes::ALL.iter().map(|code| code.name));
            terminal.fail(&format!("no finding is called `{name}`{near}"));
            return Ok(Exit::Usage);
        }
    }
    let root = Root::find(site, terminal)?;
    let built = root.build(&arguments.building, None, terminal)?;
    let mut found = built.found.clone();
    found.extend(built.site.check());
    found.extend(editions::to_fill(built.site.corpus(), built.site.config()));
    let named = |names: &[String], code| names.iter().any(|name| codes::find(name) == Some(code));
    found.retain(|found| {
        (arguments.only.is_empty() || named(&arguments.only, found.code))
            && !named(&arguments.skip, found.code)
    });
    let exit = report(found, &built, &arguments.reporting, terminal);
    say_held_back(&built.site, terminal);
    terminal.say(&built.now);
    if exit == Exit::Done {
        terminal.say(&format!("{} addresses checked", built.site.plan().routes.len()));
    }
    Ok(exit)
}
