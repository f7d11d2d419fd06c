//! Publishing where folders cannot be exchanged: file by file, each one old or new at any moment.
//!
//! The new files are complete, in a folder inside the output, before the first one moves; what
//! they replace is kept there until the last one has, so that an error can be undone.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use crate::io::disk::Disk;
use crate::io::error::{PublishError, failed};
use crate::io::marker::{Marker, SITE};
use crate::io::stage::Stage;
use crate::io::tree::{Tree, link_or_copy, with_folders};

/// Where in the stage the new files are.
pub(super) const NEW: &str = "new";
/// Where in the stage the old files are kept.
const OLD: &str = "old";

/// What is to be published, and over what.
pub(super) struct Change<'a> {
    pub output: &'a Path,
    pub stage: &'a Stage,
    pub old: &'a Tree,
    pub old_marker: &'a Marker,
    pub new_marker: &'a Marker,
    /// The files in the stage.
    pub new: Vec<&'a Path>,
    /// The files of the old site that the new one does not have.
    pub stale: Vec<&'a Path>,
}

/// One thing done to the output folder, with what undoes it.
enum Done {
    /// A file was put where none was.
    Added(PathBuf),
    /// A file was put in the place of one that is kept.
    Replaced(PathBuf),
    /// A file was moved to where it is kept.
    Taken(PathBuf),
}

/// Publishes. After an error everything is as it was.
pub(super) fn publish(change: &Change, disk: &impl Disk) -> Result<(), PublishError> {
    let mut moves = Moves { change, disk, done: Vec::new(), taken: BTreeSet::new() };
    match moves.run() {
        Ok(()) => Ok(()),
        Err(error) => {
            moves.undo();
            Err(error)
        }
    }
}

struct Moves<'a, D> {
    change: &'a Change<'a>,
    disk: &'a D,
    done: Vec<Done>,
    taken: BTreeSet<PathBuf>,
}

impl<D: Disk> Moves<'_, D> {
    fn run(&mut self) -> Result<(), PublishError> {
        let change = self.change;
        let sync = |disk: &D| disk.sync_all(change.output).map_err(failed("write to", change.output));
        // Until the end, both the old and the new paths are ours: a build killed in between must
        // find its own files again.
        self.mark("both", &change.old_marker.and(change.new_marker))?;
        sync(self.disk)?;
        let mut new = change.new.clone();
        new.sort_by_key(|path| rank(path));
        for path in new {
            self.put(path).map_err(failed("replace", &change.output.join(path)))?;
        }
        for path in &change.stale {
            self.take(path).map_err(failed("remove", &change.output.join(path)))?;
        }
        self.mark("after", change.new_marker)?;
        sync(self.disk)
    }

    /// Writes the marker beside its place and moves it there.
    fn mark(&mut self, name: &str, marker: &Marker) -> Result<(), PublishError> {
        let path = self.change.stage.top.join(name);
        self.disk.write(&path, marker.print().as_bytes()).map_err(failed("write", &path))?;
        self.swap_in(&path, Path::new(SITE)).map_err(failed("replace", &self.change.output.join(SITE)))
    }

    fn put(&mut self, path: &Path) -> io::Result<()> {
        // A file that was, where a folder is to be; files that were below what is to be a file.
        for above in path.ancestors().skip(1) {
            if self.change.old.files.contains_key(above) {
                self.take(above)?;
            }
        }
        if self.change.old.folders.contains_key(path) {
            let below = |other: &&PathBuf| other.starts_with(path);
            for file in self.change.old.files.keys().filter(below) {
                self.take(file)?;
            }
            for folder in self.change.old.folders.keys().rev().filter(below) {
                // Already gone if its last file took it along.
                let _ = self.disk.remove_folder(&self.change.output.join(folder));
            }
        }
        self.swap_in(&self.change.stage.files.join(path), path)
    }

    /// Moves a file into the output; what stood there stays under a second name.
    fn swap_in(&mut self, from: &Path, path: &Path) -> io::Result<()> {
        let to = self.change.output.join(path);
        let kept = self.kept(path);
        let replaces = self.disk.facts(&to)?.is_some();
        if replaces && self.disk.facts(&kept)?.is_none() {
            link_or_copy(&to, &kept, self.disk)?;
        }
        with_folders(&to, self.disk, || self.disk.rename(from, &to))
            // The folders it has made may stand where a file has to go back to.
            .inspect_err(|_| self.remove_empty_folders(path))?;
        self.done.push(if replaces { Done::Replaced(path.into()) } else { Done::Added(path.into()) });
        Ok(())
    }

    /// Moves a file out of the output, and its folder too if it was the last in it.
    fn take(&mut self, path: &Path) -> io::Result<()> {
        if !self.taken.insert(path.to_owned()) {
            return Ok(());
        }
        let (from, to) = (self.change.output.join(path), self.kept(path));
        with_folders(&to, self.disk, || self.disk.rename(&from, &to))?;
        self.done.push(Done::Taken(path.into()));
        self.remove_empty_folders(path);
        Ok(())
    }

    /// Removes the folders above a file, innermost first, up to one that is in use.
    fn remove_empty_folders(&self, path: &Path) {
        for folder in path.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty()) {
            if self.disk.remove_folder(&self.change.output.join(folder)).is_err() {
                break;
            }
        }
    }

    fn kept(&self, path: &Path) -> PathBuf {
        self.change.stage.top.join(OLD).join(path)
    }

    /// Puts everything back, last first. What cannot be put back is left to the next build.
    fn undo(&mut self) {
        for done in std::mem::take(&mut self.done).iter().rev() {
            match done {
                Done::Added(path) => {
                    let _ = self.disk.remove_file(&self.change.output.join(path));
                    self.remove_empty_folders(path);
                }
                Done::Replaced(path) | Done::Taken(path) => {
                    let to = self.change.output.join(path);
                    let _ = with_folders(&to, self.disk, || self.disk.rename(&self.kept(path), &to));
                }
            }
        }
    }
}

/// What pages need comes before them, pages before the lists above them, the home page last.
fn rank(path: &Path) -> (u8, Reverse<usize>, &Path) {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let sort = match extension {
        _ if path == Path::new("index.html") => 2,
        "html" | "xml" | "json" | "txt" => 1,
        _ => 0,
    };
    (sort, Reverse(path.components().count()), path)
}
