//! Makes the new site in a folder of its own, where no reader looks.
//!
//! Only what differs from the old site is written; what is the same and is not there yet gets its second name
//! later, if there is anything to publish at all.

use std::collections::HashSet;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::io::disk::{Disk, Sort};
use crate::io::error::{PublishError, failed};
use crate::io::marker::STAGE;
use crate::io::pictures::Workshop;
use crate::io::record::Before;
use crate::io::tree::{self, Second, Tree, same_bytes, with_folders};
use crate::output::{Artifact, Output, OutputPath};

/// A folder being filled.
#[derive(Debug)]
pub(super) struct Stage {
    /// The folder, with the file that says what it is.
    pub top: PathBuf,
    /// Where the site's files are in it.
    pub files: PathBuf,
    /// Files that were in it from the outset: second names of those of the old site.
    pub spare: HashSet<PathBuf>,
    /// Where it goes back to if nothing comes of it.
    pub home: Option<PathBuf>,
}

/// The site that stands where the new one is to go.
pub(super) struct Standing<'a> {
    /// Its folder.
    pub output: &'a Path,
    /// What is in it.
    pub tree: &'a Tree,
    /// What is known of that.
    pub before: &'a Before,
}

/// How one file compares with the old site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// The old site has the same bytes there; nothing was written.
    Same,
    /// The old site has there what would be made; nothing was.
    Known,
    /// It is in the stage.
    New,
}

impl Stage {
    /// Begins a stage in a folder that is not there yet; `below` is where in it the files go.
    pub fn begin(top: &Path, below: &str, disk: &impl Disk) -> Result<Stage, PublishError> {
        disk.make_folder(top).map_err(failed("make", top))?;
        let stage = Stage {
            top: top.to_owned(),
            files: if below.is_empty() { top.to_owned() } else { top.join(below) },
            spare: HashSet::new(),
            home: None,
        };
        let label = top.join(STAGE);
        let begun = disk.write(&label, b"").map_err(failed("write", &label)).and_then(|()| {
            if below.is_empty() {
                return Ok(());
            }
            disk.make_folder(&stage.files).map_err(failed("make", &stage.files))
        });
        match begun {
            Ok(()) => Ok(stage),
            Err(error) => Err(stage.give_up(error, disk)),
        }
    }

    /// Removes the stage, and gives the error back. What cannot be removed, the next build removes.
    pub fn give_up(&self, error: PublishError, disk: &impl Disk) -> PublishError {
        let _ = self.clear(disk);
        error
    }

    /// Removes the stage, or puts it back where it came from: to remove second names would make each file look
    /// as if it had changed.
    pub fn clear(&self, disk: &impl Disk) -> Result<(), PublishError> {
        match &self.home {
            Some(home) if disk.rename(&self.top, home).is_ok() => Ok(()),
            _ => tree::remove(&self.top, disk),
        }
    }

    /// Asks the site for all its files and writes those that differ from the old site's.
    pub fn fill(
        &self,
        site: &impl Output,
        paths: &[OutputPath],
        old: &Standing<'_>,
        workshop: &Workshop,
        disk: &impl Disk,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Vec<Fate>, PublishError> {
        let (done, unmade, broken) = (AtomicUsize::new(0), AtomicBool::new(false), AtomicBool::new(false));
        let fates: Vec<Result<Fate, PublishError>> = paths
            .par_iter()
            .map(|path| {
                if broken.load(Ordering::Relaxed) {
                    return Ok(Fate::Same);
                }
                let tell = || {
                    let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                    if done % 64 == 0 || done == paths.len() {
                        progress(done, paths.len());
                    }
                };
                if old.before.stays(site, path, old.tree.files.get(Path::new(path.as_str()))) {
                    tell();
                    return Ok(Fate::Known);
                }
                let Ok(artifact) = site.artifact(path) else {
                    unmade.store(true, Ordering::Relaxed);
                    return Err(PublishError::Unmade);
                };
                // Once nothing will be published, the rest is only asked for what is wrong with it.
                let fate = if unmade.load(Ordering::Relaxed) {
                    Ok(Fate::Same)
                } else {
                    self.put(path, &artifact, old, workshop, disk)
                        .inspect_err(|_| broken.store(true, Ordering::Relaxed))
                };
                tell();
                fate
            })
            .collect();
        if unmade.into_inner() {
            return Err(PublishError::Unmade);
        }
        fates.into_iter().collect()
    }

    fn put(
        &self,
        path: &OutputPath,
        artifact: &Artifact,
        standing: &Standing<'_>,
        workshop: &Workshop,
        disk: &impl Disk,
    ) -> Result<Fate, PublishError> {
        let relative = Path::new(path.as_str());
        let before = standing.tree.files.get(relative).filter(|facts| facts.sort == Sort::File);
        let (old, new) = (standing.output.join(relative), self.files.join(relative));
        match artifact {
            Artifact::Picture(picture) => {
                let open = |source: &Path| disk.open(source);
                let made = workshop.make(picture, open).map_err(failed("read", &picture.from))?;
                return self.put(path, &Artifact::Bytes(made), standing, workshop, disk);
            }
            Artifact::Bytes(bytes) => {
                if before.is_some_and(|before| before.len == bytes.len() as u64)
                    && disk
                        .open(&old)
                        .and_then(|mut old| same_bytes(&mut old, &mut &bytes[..]))
                        .map_err(failed("read", &old))?
                {
                    return Ok(Fate::Same);
                }
                self.make_room(relative, disk)?;
                with_folders(&new, disk, || disk.write(&new, bytes)).map_err(failed("write", &new))?;
            }
            Artifact::Copy(source) => {
                let file = disk.open(source).map_err(failed("read", source))?;
                let len = file.metadata().map_err(failed("read", source))?.len();
                if before.is_some_and(|before| before.len == len)
                    && disk
                        .open(&old)
                        .and_then(|mut old| same_bytes(&mut old, &mut &file))
                        .map_err(failed("read", &old))?
                {
                    return Ok(Fate::Same);
                }
                self.make_room(relative, disk)?;
                // Opened anew: the comparison has read from it.
                with_folders(&new, disk, || disk.copy(&mut disk.open(source)?, &new))
                    .map_err(failed("copy to", &new))?;
            }
        }
        Ok(Fate::New)
    }

    /// Removes the second name of a file that is to be another one.
    fn make_room(&self, path: &Path, disk: &impl Disk) -> Result<(), PublishError> {
        if self.spare.contains(path) {
            let path = self.files.join(path);
            disk.remove_file(&path).map_err(failed("remove", &path))?;
        }
        Ok(())
    }

    /// Gives every file of the old site that stays, and every file that is not retell's, a second
    /// name in the stage, where it has none yet. Gives whether all of these are names, and none is a copy.
    pub fn complete<'a>(
        &self,
        stay: impl Iterator<Item = &'a Path>,
        old: &Path,
        disk: &impl Disk,
    ) -> Result<bool, PublishError> {
        let missing: Vec<&Path> = stay.filter(|path| !self.spare.contains(*path)).collect();
        let made = missing.into_par_iter().map(|path| {
            let new = self.files.join(path);
            tree::link_or_copy(&old.join(path), &new, disk).map_err(failed("make", &new))
        });
        let names = made.map(|second| second.map(|second| second == Second::Name));
        names.try_reduce(|| true, |one, other| Ok(one && other))
    }
}

/// Whether two folders cannot be exchanged here, though nothing is wrong: a mount point, or a
/// file system that has no such call.
pub(super) fn cannot(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::InvalidInput
            | ErrorKind::Unsupported
            | ErrorKind::CrossesDevices
            | ErrorKind::ResourceBusy
            | ErrorKind::PermissionDenied
            | ErrorKind::ReadOnlyFilesystem
    )
}
