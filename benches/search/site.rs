//! A made-up site on the disk, and what it costs to build it.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::corpus::{self, Corpus};
use crate::process::{self, Cost, median};

/// A day on which all posts are out.
pub const NOW: &str = "2026-06-01";

/// A made-up site in a folder that is kept from run to run.
pub struct Site {
    /// Where it is.
    pub folder: PathBuf,
    /// So many posts it has.
    pub posts: usize,
    seed: u64,
}

impl Site {
    /// The site of so many posts; it is written if it is not there.
    pub fn made(posts: usize, seed: u64) -> Result<Site, String> {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("search-{posts}-{seed}"));
        let site = Site { folder, posts, seed };
        let whole = site.folder.join("whole");
        if whole.exists() {
            return Ok(site);
        }
        eprintln!("{posts} posts: writing {}", site.folder.display());
        let put = |problem: std::io::Error| format!("{}: {problem}", site.folder.display());
        let written = corpus::write(&site.folder, posts, seed).map_err(put)?;
        eprintln!("{} MB of Markdown by {} authors", written.bytes / 1_000_000, written.authors);
        fs::write(whole, "").map_err(put)?;
        Ok(site)
    }

    /// Where it is published.
    pub fn output(&self) -> PathBuf {
        self.folder.join("public")
    }

    /// What readers of it might look for.
    pub fn questions(&self, count: usize) -> Vec<String> {
        Corpus::new(self.posts, self.seed).questions(count)
    }

    /// Builds it from nothing, with its search or without: the medians of some runs.
    pub fn built(&self, search: bool, runs: usize) -> Result<Cost, String> {
        let program = Path::new(env!("CARGO_BIN_EXE_retell"));
        let output = if search { self.output() } else { self.folder.join("public-without") };
        let arguments: [OsString; 8] = [
            "--quiet".into(),
            "-C".into(),
            self.folder.clone().into(),
            "build".into(),
            "--now".into(),
            NOW.into(),
            "--output-dir".into(),
            output.clone().into(),
        ];
        self.set("enabled = true", "enabled = false", !search)?;
        let mut costs = Vec::new();
        for _ in 0..runs.max(1) {
            if output.exists() {
                fs::remove_dir_all(&output).map_err(|problem| format!("{}: {problem}", output.display()))?;
            }
            costs.push(process::run(program, &arguments)?);
        }
        self.set("enabled = true", "enabled = false", false)?;
        let median = |figure: fn(&Cost) -> f64| median(costs.iter().map(figure).collect());
        Ok(Cost { cpu: median(|cost| cost.cpu), peak: median(|cost| cost.peak) })
    }

    /// Puts one line of the settings in the place of another, or back.
    fn set(&self, usual: &str, other: &str, is_other: bool) -> Result<(), String> {
        let path = self.folder.join("retell.toml");
        let (old, new) = if is_other { (usual, other) } else { (other, usual) };
        let put = |problem: std::io::Error| format!("{}: {problem}", path.display());
        let text = fs::read_to_string(&path).map_err(put)?;
        fs::write(&path, text.replace(old, new)).map_err(put)
    }
}
