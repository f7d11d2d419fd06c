//! The user: arguments, exit codes, printed reports.
//!
//! One file for each command. Only here are clock, environment and terminal asked; what a command
//! finds goes to standard output, how it is getting on to standard error.

mod arguments;
mod build;
mod check;
mod explain;
mod init;
mod kinds;
mod licenses;
mod new;
mod newsletter;
mod plan;
mod serve;
mod site;
mod terminal;
mod theme;
mod works;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use arguments::{Cli, Command, Newsletter, NewsletterCommand};
use terminal::Terminal;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// The content has errors.
    Content,
    /// Wrong arguments, or no site here.
    Usage,
    /// Disk, permission, lock.
    Environment,
    /// The program failed.
    Bug,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Done => 0,
            Exit::Content => 1,
            Exit::Usage => 2,
            Exit::Environment => 3,
            Exit::Bug => 70,
        })
    }
}

/// Runs the command that the arguments name.
pub fn run() -> ExitCode {
    // Clap prints its own errors, with suggestions, and exits with 2.
    let cli = Cli::parse();
    let terminal = Terminal::new(cli.quiet, cli.verbose);
    let exit = match cli.command {
        Command::Init(arguments) => init::run(&arguments, &terminal),
        Command::New(arguments) => new::run(&cli.site, &arguments, &terminal).unwrap_or_else(|exit| exit),
        Command::Newsletter(Newsletter { what: NewsletterCommand::Draft(arguments) }) => {
            newsletter::draft(&cli.site, &arguments, &terminal).unwrap_or_else(|exit| exit)
        }
        Command::Build(arguments) => build::run(&cli.site, &arguments, &terminal).unwrap_or_else(|exit| exit),
        Command::Serve(arguments) => serve::run(&cli.site, &arguments, &terminal).unwrap_or_else(|exit| exit),
        Command::Check(arguments) => check::run(&cli.site, &arguments, &terminal).unwrap_or_else(|exit| exit),
        Command::Plan(arguments) => plan::run(&cli.site, &arguments, &terminal).unwrap_or_else(|exit| exit),
        Command::Kinds(arguments) => kinds::run(&cli.site, &arguments, &terminal).unwrap_or_else(|exit| exit),
        Command::Theme(arguments) => theme::run(&cli.site, &arguments, &terminal).unwrap_or_else(|exit| exit),
        Command::Works(arguments) => works::run(&cli.site, &arguments, &terminal).unwrap_or_else(|exit| exit),
        Command::Explain(arguments) => explain::run(&arguments, &terminal),
        Command::Licenses => licenses::run(&terminal),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "retell", &mut script);
            terminal.print(&String::from_utf8_lossy(&script));
            Exit::Done
        }
    };
    exit.into()
}
