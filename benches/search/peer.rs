//! Pagefind on the pages of a site: found by its lock file, run as it comes, counted in files.

use std::fs;
use std::path::{Path, PathBuf};

use crate::process::{self, Cost};
use crate::site::Site;

/// What Pagefind made of a site.
#[derive(Debug, Clone)]
pub struct Peer {
    /// What its run cost.
    pub cost: Cost,
    /// What its index of words takes, in bytes.
    pub words: f64,
    /// Words, texts and metadata, in bytes; without its programs and styles.
    pub all: f64,
}

/// Where it puts its files.
pub fn output(site: &Site) -> PathBuf {
    site.folder.join("pagefind")
}

/// Lets it index what was published.
pub fn indexed(site: &Site) -> Result<Peer, String> {
    let program = program()?;
    let output = output(site);
    let _ = fs::remove_dir_all(&output);
    let arguments = ["--site".into(), site.output(), "--output-path".into(), output.clone()];
    let cost = process::run(&program, &arguments)?;
    Ok(Peer {
        cost,
        words: size(&output, &|name| name.ends_with(".pf_index")),
        all: size(&output, &|name| name.contains(".pf_")),
    })
}

/// The program itself: the script that npm would run in front of it only looks for it.
fn program() -> Result<PathBuf, String> {
    let packages = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/search/node_modules/@pagefind");
    let found = fs::read_dir(&packages).into_iter().flatten().flatten();
    let programs = found.map(|package| package.path().join("bin/pagefind_extended"));
    programs.into_iter().find(|program| program.is_file()).ok_or_else(|| {
        "Pagefind is not here; first: (cd benches/search && npm install --ignore-scripts)".to_owned()
    })
}

/// What the files of a folder take whose names are wanted, and those of the folders in it.
pub fn size(folder: &Path, wanted: &dyn Fn(&str) -> bool) -> f64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(facts) if facts.is_dir() => size(&entry.path(), wanted),
            Ok(facts) if wanted(&entry.file_name().to_string_lossy()) => facts.len() as f64,
            _ => 0.0,
        })
        .sum()
}
