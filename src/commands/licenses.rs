//! `retell licenses`: what is built into the program, and on what terms.

use super::Exit;
use super::terminal::Terminal;
use crate::render::highlight;

/// Runs the command.
pub fn run(terminal: &Terminal) -> Exit {
    terminal.print(&format!(
        "retell and its default theme are licensed under MIT or Apache-2.0, at your choice.\n\n\
         Time zones: the IANA Time Zone Database, in the public domain.\n\n\
         Syntaxes for highlighting code:\n\n{}",
        highlight::licenses()
    ));
    Exit::Done
}
