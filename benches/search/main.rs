//! Measures search: what the index costs to make, what a reader's browser fetches, and how fast it answers;
//! Pagefind beside it on the same pages. `benches/README.md` says how to run it and what each row means.

#[path = "../corpus/mod.rs"]
mod corpus;
#[path = "../process.rs"]
mod process;

mod browser;
mod index;
mod peer;
mod site;
mod table;

use std::process::ExitCode;

use clap::Parser;

/// Measures search, and prints a table in Markdown.
#[derive(Parser)]
#[command(name = "cargo bench --bench search --")]
struct Arguments {
    /// So many posts; several sites have commas between them.
    #[arg(long, value_delimiter = ',', default_value = "1000,10000")]
    posts: Vec<usize>,
    /// What the made-up posts depend on.
    #[arg(long, default_value_t = 11)]
    seed: u64,
    /// Of what is timed, so many runs; the median counts.
    #[arg(long, default_value_t = 3)]
    runs: usize,
    /// Opens the site in Chromium: what is fetched, and how fast answers come.
    #[arg(long)]
    browser: bool,
    /// Measures Pagefind on the same pages.
    #[arg(long)]
    pagefind: bool,
    /// What `cargo bench` always says.
    #[arg(long, hide = true)]
    bench: bool,
    /// Measures the index of the site in this folder, in a process of its own, and says the figures.
    #[arg(long, hide = true)]
    index_of: Option<std::path::PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    process::ended(match &arguments.index_of {
        Some(folder) => index::measure(folder, arguments.runs).map(|figures| println!("{figures}")),
        None => all(&arguments),
    })
}

/// Measures one site after the other and prints the table.
fn all(arguments: &Arguments) -> Result<(), String> {
    if cfg!(debug_assertions) {
        return Err("a bench wants an optimised program: cargo bench --bench search".to_owned());
    }
    let machine = process::machine();
    let mut columns = Vec::new();
    for posts in &arguments.posts {
        let site = site::Site::made(*posts, arguments.seed)?;
        let mut column = table::Column { posts: *posts, ..table::Column::default() };
        eprintln!("{posts} posts: building");
        column.build = Some(site.built(true, arguments.runs)?);
        column.without = Some(site.built(false, arguments.runs)?);
        eprintln!("{posts} posts: the index alone");
        column.index = Some(index::in_its_own_process(&site.folder, arguments.runs)?);
        if arguments.pagefind {
            eprintln!("{posts} posts: Pagefind");
            column.peer = Some(peer::indexed(&site)?);
        }
        if arguments.browser {
            eprintln!("{posts} posts: Chromium");
            column.browser = Some(browser::measured(&site, arguments.pagefind)?);
        }
        columns.push(column);
    }
    print!("{}", table::markdown(&columns, &machine));
    Ok(())
}
