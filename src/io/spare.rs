//! Keeps the folder that a new site has replaced, to make the next new site in it.
//!
//! A site is made in a folder of its own and exchanged for the old one at once, and so each of its files needs a
//! place there, changed or not: of ten thousand pages, forty thousand names and folders to make and to remove for
//! one word. The folder that was exchanged out has nearly all of them already, as second names of the very files
//! that readers see. It waits in the cache folder. The next build takes it, after it has compared each file
//! in it with the site: what is not the same file there goes. Only what retell makes is kept in it; whoever else
//! has put something into the output finds it in the new one, as where nothing is kept.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use crate::io::disk::{Disk, Facts, Sort};
use crate::io::error::PublishError;
use crate::io::marker::STAGE;
use crate::io::target::Place;
use crate::io::tree::{self, Tree};

/// Its name in the cache folder.
const SPARE: &str = "site-before";

/// Where the spare folder of a place is, if there is one.
pub(super) fn of(place: &Place) -> PathBuf {
    place.cache.join(SPARE)
}

/// Takes the spare folder, and puts it where the next site is made. Gives the files in it: each is one of the
/// `site` that stands, under a second name, and `wanted` in the next one. Nothing if there is none that can be used.
pub(super) fn take(
    place: &Place,
    site: &Tree,
    wanted: impl Fn(&Path) -> bool,
    disk: &impl Disk,
) -> Option<HashSet<PathBuf>> {
    let spare = of(place);
    is_spare(&spare, place, disk).then_some(())?;
    let mut tree = tree::scan(&spare, disk).ok().filter(|tree| !tree.crosses)?;
    tree.files.remove(Path::new(STAGE));
    let stays = |path: &Path, facts: &Facts| {
        let of_site = site.files.get(path);
        let same = of_site.is_some_and(|own| (own.identity, own.sort) == (facts.identity, facts.sort));
        facts.identity.is_some() && same && wanted(path)
    };
    for path in tree.files.iter().filter(|(path, facts)| !stays(path, facts)).map(|(path, _)| path) {
        disk.remove_file(&spare.join(path)).ok()?;
    }
    tree.files.retain(|path, facts| stays(path, facts));
    for folder in tree.empty_folders() {
        disk.remove_folder(&spare.join(folder)).ok()?;
    }
    disk.rename(&spare, &place.beside).ok()?;
    Some(tree.files.into_keys().collect())
}

/// Removes the spare folder of a site that is not there any more.
pub(super) fn discard(place: &Place, disk: &impl Disk) {
    let spare = of(place);
    if is_spare(&spare, place, disk) {
        // What stays is tried again by the next build.
        let _ = tree::remove(&spare, disk);
    }
}

/// Takes back a stage that was not exchanged, its label in it, whatever is in it by now. Gives whether it did.
pub(super) fn take_back(place: &Place, disk: &impl Disk) -> bool {
    let spare = of(place);
    matches!(disk.facts(&spare), Ok(None)) && disk.rename(&place.beside, &spare).is_ok()
}

/// What became of a site that was exchanged out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// It is the spare folder now.
    Yes,
    /// It is gone.
    Gone,
    /// It stands where it was put, and is for the caller to remove.
    No,
}

/// Keeps a site that was exchanged out, of which `tree` was known before, `foreign` files among it.
///
/// # Errors
///
/// It is neither kept nor gone, and the next build removes it.
pub(super) fn keep(
    place: &Place,
    tree: &Tree,
    foreign: &BTreeSet<PathBuf>,
    disk: &impl Disk,
) -> Result<Kept, PublishError> {
    let spare = of(place);
    let facts = |path: &Path| disk.facts(path).ok().flatten();
    let device = |path: &Path| facts(path).and_then(|facts| facts.device());
    if device(&place.cache).is_none() || device(&place.cache) != device(&place.beside) {
        return Ok(Kept::No);
    }
    // There is one still if another output was published since.
    discard(place, disk);
    let cleared = facts(&spare).is_none() || disk.remove_folder(&spare).is_ok();
    let identity = |path: PathBuf| facts(&path).and_then(|facts| facts.identity);
    // Whoever puts something in the place of another file while the site is made finds both.
    let as_they_were = foreign.iter().all(|path| {
        let own = identity(place.beside.join(path));
        own.is_some() && own == identity(place.output.join(path))
    });
    if !cleared || !as_they_were || has_more(&place.beside, tree, disk) {
        return Ok(Kept::No);
    }
    let label = place.beside.join(STAGE);
    if disk.write(&label, b"").is_err() {
        return Ok(Kept::No);
    }
    // From here on it is no site any more, and nothing in it is nowhere else.
    if disk.rename(&place.beside, &spare).is_ok() {
        return Ok(Kept::Yes);
    }
    // Two mounts of one disk, for instance.
    tree::remove(&place.beside, disk).map(|()| Kept::Gone)
}

/// Whether it is a folder that retell may fill and empty, on the same disk as the output.
fn is_spare(spare: &Path, place: &Place, disk: &impl Disk) -> bool {
    let facts = |path: &Path| disk.facts(path).ok().flatten();
    let label = facts(&spare.join(STAGE)).is_some_and(|label| label.sort == Sort::File);
    let device = |folder: &Path| facts(folder).filter(|facts| facts.sort == Sort::Folder)?.device();
    let own = device(spare);
    label && own.is_some() && own == device(&place.parent)
}

/// Whether something has come into a folder since its `tree` was listed.
fn has_more(top: &Path, tree: &Tree, disk: &impl Disk) -> bool {
    let as_it_was = |folder: &Path, before: &Facts| {
        // One that was young then may have changed within the same tick of the clock.
        let settled = tree.listed.zip(before.stamp()).filter(|(listed, stamp)| stamp.has_settled(*listed));
        let now = || disk.facts(&top.join(folder)).ok().flatten().and_then(|facts| facts.stamp());
        settled.is_some_and(|(_, stamp)| now() == Some(stamp))
    };
    let known = |folder: &Path| {
        // The top is renamed when it is exchanged, and so is never quite as it was.
        let top = tree::below(top, folder);
        let knows = |path: &PathBuf| tree.files.contains_key(path) || tree.folders.contains_key(path);
        disk.list(&top).is_ok_and(|names| names.iter().all(|name| knows(&folder.join(name))))
    };
    !known(Path::new(""))
        || !tree.folders.iter().all(|(folder, before)| as_it_was(folder, before) || known(folder))
}
