//! `retell explain`: what a finding means.

use super::Exit;
use super::arguments::Explain;
use super::terminal::Terminal;
use crate::diagnostic::{codes, did_you_mean, explain};

/// Runs the command.
pub fn run(arguments: &Explain, terminal: &Terminal) -> Exit {
    let Some(name) = arguments.code.as_ref().filter(|_| !arguments.all) else {
        terminal.print(&explain::explain_all());
        return Exit::Done;
    };
    match codes::find(name) {
        Some(code) => {
            terminal.print(&explain::explain(code));
            Exit::Done
        }
        None => {
            let near = did_you_mean(name, codes::ALL.iter().flat_map(|code| [code.name, code.code]));
            terminal
                .fail(&format!("no finding is called `{name}`{near}\n  all of them: retell explain --all"));
            Exit::Usage
        }
    }
}
