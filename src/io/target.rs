//! Where a site may be published: never over the sources, a home, a root, or through a link.

use std::ffi::OsString;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use crate::io::disk::{self, Sort};
use crate::io::error::{PublishError, failed, shown};
use crate::io::marker::STAGE;

/// Folders of the site root that are never written to.
const KEPT: [&str; 6] = ["content", "data", "static", "themes", ".retell", ".git"];

/// Where to publish.
#[derive(Debug, Clone)]
pub struct Target {
    /// The site's own folder.
    pub root: PathBuf,
    /// The output folder, absolute.
    pub output: PathBuf,
    /// The cache folder: `.retell` in the site root.
    pub cache: PathBuf,
    /// The user's home folder, if there is one: it is never published to.
    pub home: Option<PathBuf>,
    /// How long to wait for another build.
    pub patience: Duration,
}

/// A target that has been checked; all paths are absolute and free of links.
#[derive(Debug)]
pub(super) struct Place {
    pub output: PathBuf,
    /// The folder the output folder stands in.
    pub parent: PathBuf,
    /// Where the new site is made: beside the output, so on the same file system.
    pub beside: PathBuf,
    /// Where it is made if nothing can be made or exchanged beside.
    pub inside: PathBuf,
    pub cache: PathBuf,
}

impl Target {
    /// The target of a site, with its cache in `.retell` and ten seconds' patience.
    pub fn new(root: &Path, output: &Path) -> Target {
        Target {
            root: root.to_owned(),
            output: output.to_owned(),
            cache: root.join(".retell"),
            home: None,
            patience: Duration::from_secs(10),
        }
    }

    /// Checks everything that can be told from the paths. What the output folder holds is checked
    /// later, under the lock.
    pub(super) fn check(&self) -> Result<Place, PublishError> {
        let refuse = |why: &str| {
            Err(PublishError::Refused(format!(
                "the output folder cannot be {}: {why}; choose another with `output_dir` or `--output-dir`",
                shown(&self.output)
            )))
        };
        let Some(name) = self.output.file_name().filter(|_| self.output.is_absolute()) else {
            return refuse("it has no name of its own");
        };
        let root = fs::canonicalize(&self.root).map_err(failed("find", &self.root))?;
        let above = self.output.parent().unwrap_or(&self.output);
        let Some(parent) = resolve(above).map_err(failed("find", above))? else {
            return refuse("its path has a part that is no plain folder");
        };
        for root_as_written in [&self.root, &root] {
            // A link that a contributor committed must not lead the build astray.
            if let Ok(inside) = above.strip_prefix(root_as_written)
                && inside.components().all(|part| matches!(part, Component::Normal(_)))
                && root.join(inside) != parent
            {
                return refuse("a link on the way to it leads elsewhere");
            }
        }
        let mut output = parent.join(name);
        match disk::facts(&output).map_err(failed("look at", &output))?.map(|facts| facts.sort) {
            None => {}
            Some(Sort::Folder) => {
                // Gives a name its real case on file systems that do not care.
                output = fs::canonicalize(&output).map_err(failed("find", &output))?;
            }
            Some(Sort::Link) => return refuse("it is a link; name the folder it leads to"),
            Some(_) => return refuse("it is not a folder"),
        }
        if output.parent().is_none() {
            return refuse("it is the root of the file system");
        }
        if root.starts_with(&output) {
            return refuse("it holds the site's sources");
        }
        for kept in KEPT {
            let kept = root.join(kept);
            let real = fs::canonicalize(&kept).unwrap_or_else(|_| kept.clone());
            if output.starts_with(&kept) || output.starts_with(&real) || real.starts_with(&output) {
                return refuse(&format!("{} is not for output", shown(&kept)));
            }
        }
        if let Some(home) = &self.home {
            let real = fs::canonicalize(home).unwrap_or_else(|_| home.clone());
            if real.starts_with(&output) {
                return refuse("it is or holds your home folder");
            }
        }
        let mut beside = OsString::from(".");
        beside.push(output.file_name().unwrap_or(name));
        beside.push(STAGE);
        Ok(Place {
            beside: parent.join(beside),
            inside: output.join(STAGE),
            parent,
            output,
            cache: root.join(self.cache.strip_prefix(&self.root).unwrap_or(&self.cache)),
        })
    }
}

/// The path free of links; what is not there yet is kept as it is written. `None` if that part
/// has a `..`, or if a link in it leads to nothing.
fn resolve(path: &Path) -> std::io::Result<Option<PathBuf>> {
    let mut missing = Vec::new();
    let mut there = path;
    loop {
        if disk::facts(there)?.is_some() {
            break;
        }
        match (there.components().next_back(), there.parent()) {
            (Some(Component::Normal(name)), Some(above)) => {
                missing.push(name);
                there = above;
            }
            _ => return Ok(None),
        }
    }
    let real = fs::canonicalize(there)?;
    if !real.is_dir() {
        return Ok(None);
    }
    Ok(Some(missing.iter().rev().fold(real, |path, name| path.join(name))))
}
