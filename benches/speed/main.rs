//! Measures builds: from nothing, with nothing changed, after an edit; what the preview takes from a saved
//! file to the served page; and, in the same run, the least that any program would need. Hugo beside it where
//! its program is given. `benches/README.md` says how to run it and what each row means.

#[path = "../corpus/mod.rs"]
#[allow(dead_code, reason = "shared with the bench of search, which asks for questions too")]
mod corpus;
#[path = "../process.rs"]
#[allow(dead_code, reason = "shared with the bench of search, which measures itself")]
mod process;

mod hugo;
mod preview;
mod site;
mod table;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

/// Measures builds and the preview, and prints a table in Markdown.
#[derive(Parser)]
#[command(name = "cargo bench --bench speed --")]
struct Arguments {
    /// So many posts; several sites have commas between them.
    #[arg(long, value_delimiter = ',', default_value = "1000,10000")]
    posts: Vec<usize>,
    /// What the made-up posts depend on.
    #[arg(long, default_value_t = 11)]
    seed: u64,
    /// So many runs of each figure; the median counts.
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// So many saves while the preview runs; none leaves it out.
    #[arg(long, default_value_t = 20)]
    saves: usize,
    /// The program of Hugo, to be measured beside.
    #[arg(long)]
    hugo: Option<PathBuf>,
    /// What `cargo bench` always says.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    process::ended(all(&Arguments::parse()))
}

/// Measures one site after the other and prints the table.
fn all(arguments: &Arguments) -> Result<(), String> {
    if cfg!(debug_assertions) {
        return Err("a bench wants an optimised program: cargo bench --bench speed".to_owned());
    }
    let machine = process::machine();
    let empty = site::empty(arguments.runs)?;
    let mut columns = Vec::new();
    for posts in &arguments.posts {
        let site = site::Site::made(*posts, arguments.seed)?;
        eprintln!("{posts} posts: building");
        let mut column = table::Column { posts: *posts, ..table::Column::default() };
        column.builds = Some(site.measured(arguments.runs)?);
        if arguments.saves > 0 {
            eprintln!("{posts} posts: the preview");
            column.saves = preview::saves(&site, arguments.saves)?;
        }
        if let Some(program) = &arguments.hugo {
            eprintln!("{posts} posts: Hugo");
            column.hugo = Some(hugo::built(program, &site, arguments.runs)?);
        }
        columns.push(column);
    }
    print!("{}", table::markdown(&columns, empty, &machine));
    Ok(())
}
