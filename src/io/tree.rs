//! Whole folders: what is in one, filling one with links, and removing what retell made.
//!
//! Nothing here follows a symbolic link or crosses into another file system.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;

use crate::io::disk::{Disk, Facts, Sort};
use crate::io::error::{PublishError, failed};
use crate::io::marker::{Claim, Marker, SITE, STAGE};

/// What lies below a folder, by relative path.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// Everything that is no folder.
    pub files: BTreeMap<PathBuf, Facts>,
    /// The folders.
    pub folders: BTreeMap<PathBuf, Facts>,
    /// Whether a folder belongs to another file system; what is in it is not listed.
    pub crosses: bool,
    /// When it was begun to list it.
    pub listed: Option<SystemTime>,
}

impl Tree {
    /// The folders without any file, each after those in it.
    pub fn empty_folders(&self) -> impl Iterator<Item = &Path> {
        let mut used: HashSet<&Path> = HashSet::new();
        for path in self.files.keys() {
            // Above a folder that is known to be used all are.
            let _ = path.ancestors().skip(1).find(|above| !used.insert(above));
        }
        self.folders.keys().rev().map(PathBuf::as_path).filter(move |folder| !used.contains(folder))
    }
}

/// A path below a folder. Joined only if there is something to join: a slash at its end would follow a link.
pub(super) fn below(top: &Path, relative: &Path) -> PathBuf {
    if relative.as_os_str().is_empty() { top.to_owned() } else { top.join(relative) }
}

/// Lists everything below a folder.
pub(super) fn scan(top: &Path, disk: &impl Disk) -> Result<Tree, PublishError> {
    let listed = Some(SystemTime::now());
    let device = disk.facts(top).map_err(failed("look at", top))?.and_then(|facts| facts.device());
    let mut found = Vec::new();
    let mut crosses = false;
    // What is still to be looked at, the next one last. A folder's content comes right after it, and so all of
    // it comes in order: maps are made of that in one go.
    let list = |folder: &Path, next: &mut Vec<(PathBuf, Facts)>| -> Result<(), PublishError> {
        let path = below(top, folder);
        let entries = disk.entries(&path).map_err(failed("list", &path))?;
        next.extend(entries.into_iter().rev().map(|(name, facts)| (folder.join(name), facts)));
        Ok(())
    };
    let mut next = Vec::new();
    list(Path::new(""), &mut next)?;
    while let Some((relative, facts)) = next.pop() {
        if facts.sort == Sort::Folder {
            if facts.device() == device { list(&relative, &mut next)? } else { crosses = true }
        }
        found.push((relative, facts));
    }
    let (folders, files): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|(_, facts): &(PathBuf, Facts)| facts.sort == Sort::Folder);
    let (files, folders) = (files.into_iter().collect(), folders.into_iter().collect());
    Ok(Tree { files, folders, crosses, listed })
}

/// Makes a folder and those above it, where they are missing.
pub(super) fn make_folders(folder: &Path, disk: &impl Disk) -> io::Result<()> {
    let mut missing = vec![folder];
    while let Some(next) = missing.last() {
        match disk.make_folder(next) {
            Err(error) if error.kind() == ErrorKind::NotFound => match next.parent() {
                Some(above) => missing.push(above),
                None => return Err(error),
            },
            // Another thread may have been first.
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
            _ => {
                missing.pop();
            }
        }
    }
    Ok(())
}

/// Does something that makes a file at `new`, with the folders it needs.
pub(super) fn with_folders(
    new: &Path,
    disk: &impl Disk,
    mut make: impl FnMut() -> io::Result<()>,
) -> io::Result<()> {
    match (make(), new.parent()) {
        (Err(error), Some(folder)) if error.kind() == ErrorKind::NotFound => {
            make_folders(folder, disk)?;
            make()
        }
        (result, _) => result,
    }
}

/// How a file came to stand in a second place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Second {
    /// It is the same file under a second name.
    Name,
    /// It is another file with the same bytes.
    Copy,
}

/// Gives a file a second name, or copies it where there are no second names.
pub(super) fn link_or_copy(from: &Path, new: &Path, disk: &impl Disk) -> io::Result<Second> {
    let Err(error) = with_folders(new, disk, || disk.link(from, new)) else { return Ok(Second::Name) };
    if error.kind() == ErrorKind::AlreadyExists {
        return Err(error);
    }
    match disk.facts(from)? {
        Some(facts) if facts.sort == Sort::File => {
            with_folders(new, disk, || disk.copy(&mut disk.open(from)?, new))?;
            disk.copy_mode(from, new)?;
            Ok(Second::Copy)
        }
        _ => Err(error),
    }
}

/// Whether a file holds exactly what is left to read.
pub(super) fn same_bytes(one: &mut impl Read, other: &mut impl Read) -> io::Result<bool> {
    let (mut left, mut right) = (vec![0; 1 << 14], vec![0; 1 << 14]);
    loop {
        let read = fill(one, &mut left)?;
        if fill(other, &mut right)? != read || left[..read] != right[..read] {
            return Ok(false);
        }
        if read < left.len() {
            return Ok(true);
        }
    }
}

fn fill(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match from.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Removes a folder that holds nothing but what retell made. The file that says so goes last, so
/// that a removal cut short can be taken up again.
pub(super) fn remove(top: &Path, disk: &impl Disk) -> Result<(), PublishError> {
    let tree = scan(top, disk)?;
    let label = Path::new(STAGE);
    let files: Vec<&PathBuf> = tree.files.keys().filter(|path| path.as_path() != label).collect();
    files.into_par_iter().try_for_each(|path| {
        let path = top.join(path);
        disk.remove_file(&path).map_err(failed("remove", &path))
    })?;
    remove_folders(top, &tree.folders, disk)?;
    if tree.files.contains_key(label) {
        let path = top.join(label);
        disk.remove_file(&path).map_err(failed("remove", &path))?;
    }
    disk.remove_folder(top).map_err(failed("remove", top))
}

fn remove_folders(
    top: &Path,
    folders: &BTreeMap<PathBuf, Facts>,
    disk: &impl Disk,
) -> Result<(), PublishError> {
    // In reverse order, what is in a folder comes before it.
    folders.keys().rev().try_for_each(|folder| {
        let path = top.join(folder);
        disk.remove_folder(&path).map_err(failed("remove", &path))
    })
}

/// Removes the folders without any file. retell leaves none on purpose, and what cannot be removed
/// harms nobody.
pub(super) fn remove_empty_folders(top: &Path, tree: &Tree, disk: &impl Disk) {
    for folder in tree.empty_folders() {
        let _ = disk.remove_folder(&top.join(folder));
    }
}

/// Removes an old site that the new one has replaced. Whatever in it is not retell's and is not
/// also in the new one (it may have come a moment ago) is moved over. Gives what was moved.
pub(super) fn retire(old: &Path, new: &Path, disk: &impl Disk) -> Result<Vec<String>, PublishError> {
    let marker = match Marker::look(old, disk)? {
        Claim::Ours(marker) => marker,
        _ => Marker::default(),
    };
    let tree = scan(old, disk)?;
    let label = Path::new(SITE);
    let moved: Vec<Option<String>> = tree
        .files
        .par_iter()
        .filter(|(path, _)| path.as_path() != label)
        .map(|(path, facts)| {
            let from = old.join(path);
            let there = new.join(path);
            if marker.holds(path)
                || stands_in(&from, facts, &there, disk).map_err(failed("compare", &from))?
            {
                disk.remove_file(&from).map_err(failed("remove", &from))?;
                return Ok(None);
            }
            free_name(&there, disk)
                .and_then(|to| with_folders(&to, disk, || disk.rename(&from, &to)))
                .map_err(failed("move", &from))?;
            Ok(Some(path.to_string_lossy().into_owned()))
        })
        .collect::<Result<_, PublishError>>()?;
    remove_folders(old, &tree.folders, disk)?;
    if tree.files.contains_key(label) {
        let path = old.join(label);
        disk.remove_file(&path).map_err(failed("remove", &path))?;
    }
    disk.remove_folder(old).map_err(failed("remove", old))?;
    Ok(moved.into_iter().flatten().collect())
}

/// Whether the file, or one of the same bytes, stands at the other path too.
fn stands_in(file: &Path, facts: &Facts, there: &Path, disk: &impl Disk) -> io::Result<bool> {
    let Some(other) = disk.facts(there)? else { return Ok(false) };
    if facts.identity.is_some() && facts.identity == other.identity {
        return Ok(true);
    }
    Ok((facts.sort, facts.len) == (other.sort, other.len)
        && facts.sort == Sort::File
        && same_bytes(&mut disk.open(file)?, &mut disk.open(there)?)?)
}

/// The path, or the first like it at which nothing stands.
fn free_name(path: &Path, disk: &impl Disk) -> io::Result<PathBuf> {
    let mut free = path.to_owned();
    let mut number = 0;
    while disk.facts(&free)?.is_some() {
        number += 1;
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".kept-{number}"));
        free = path.with_file_name(name);
    }
    Ok(free)
}
