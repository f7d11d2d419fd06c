//! Runs a command and exits with its code.

use std::process::ExitCode;

fn main() -> ExitCode {
    retell::commands::run()
}
