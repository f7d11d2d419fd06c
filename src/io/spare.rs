//! Keeps the folder that a new site has replaced, to make the next new site in it.
//!
//! A site is made in a folder of its own and exchanged for the old one at once, and so each of its files needs a
//! place there, changed or not: of ten thousand pages, forty thousand names and folders to make and to remove for
//! one word. The folder that was exchanged out has nearly all of them already, as second names of the very files
//! that readers see. It waits in the cache folder. The next build takes it, after it has compared each file
//! in it with the site: what is not the same file there goes, and so whatever may have come of the folder
//! meanwhile costs time and nothing else.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::io::disk::{Disk, Facts, Sort};
use crate::io::error::{PublishError, failed};
use crate::io::marker::STAGE;
use crate::io::target::Place;
use crate::io::tree::{self, Tree};

/// Its name in the cache folder.
pub(super) const SPARE: &str = "site-before";

/// Takes the spare folder, and puts it where the next site is made. Gives the files in it: each is one of the
/// `site` that stands, under a second name, and `wanted` in the next one. Nothing if there is none that can be used.
pub(super) fn take(
    place: &Place,
    site: &Tree,
    wanted: impl Fn(&Path) -> bool,
    disk: &impl Disk,
) -> Option<HashSet<PathBuf>> {
    let spare = place.cache.join(SPARE);
    is_spare(&spare, place, disk).then_some(())?;
    let tree = tree::scan(&spare, disk).ok().filter(|tree| !tree.crosses)?;
    let label = Path::new(STAGE);
    let same = |path: &Path, facts: &Facts| {
        facts.identity.is_some()
            && site
                .files
                .get(path)
                .is_some_and(|of_site| (of_site.identity, of_site.sort) == (facts.identity, facts.sort))
    };
    let mut stays = HashSet::with_capacity(tree.files.len());
    let mut used: HashSet<&Path> = HashSet::new();
    for (path, facts) in tree.files.iter().filter(|(path, _)| path.as_path() != label) {
        if same(path, facts) && wanted(path) {
            stays.insert(path.clone());
            for above in path.ancestors().skip(1) {
                if !used.insert(above) {
                    break;
                }
            }
        } else {
            disk.remove_file(&spare.join(path)).ok()?;
        }
    }
    // In reverse order, what is in a folder comes before it.
    for folder in tree.folders.keys().rev().filter(|folder| !used.contains(folder.as_path())) {
        disk.remove_folder(&spare.join(folder)).ok()?;
    }
    disk.rename(&spare, &place.beside).ok()?;
    Some(stays)
}

/// Puts a stage back that nothing was made in.
pub(super) fn put_back(place: &Place, disk: &impl Disk) -> Result<(), PublishError> {
    let spare = place.cache.join(SPARE);
    disk.rename(&place.beside, &spare).map_err(failed("move", &place.beside))
}

/// Keeps a site that was exchanged out, of which `tree` was known before. Gives whether it did; if not, it is for
/// the caller to remove. After an error it is no site any more, and the next build removes it.
pub(super) fn keep(place: &Place, tree: &Tree, disk: &impl Disk) -> Result<bool, PublishError> {
    let spare = place.cache.join(SPARE);
    let device = |path: &Path| disk.facts(path).ok().flatten().and_then(|facts| facts.device());
    let there = disk.facts(&spare).map_err(failed("look at", &spare))?.is_some();
    if device(&place.cache).is_none()
        || device(&place.cache) != device(&place.beside)
        || (there && !is_spare(&spare, place, disk))
        || has_more(&place.beside, tree, disk)
        || (there && tree::remove(&spare, disk).is_err())
    {
        return Ok(false);
    }
    // From here on it is no site any more, and there is nothing in it that is nowhere else.
    let label = place.beside.join(STAGE);
    disk.write(&label, b"").map_err(failed("write", &label))?;
    disk.rename(&place.beside, &spare).map_err(failed("move", &place.beside))?;
    Ok(true)
}

/// Whether it is a folder that retell may fill and empty, on the same disk as the output.
fn is_spare(spare: &Path, place: &Place, disk: &impl Disk) -> bool {
    let facts = |path: &Path| disk.facts(path).ok().flatten();
    let label = facts(&spare.join(STAGE)).is_some_and(|label| label.sort == Sort::File);
    let device = |facts: Facts| facts.device().filter(|_| facts.sort == Sort::Folder);
    label
        && facts(spare).and_then(device).is_some()
        && facts(spare).and_then(device) == facts(&place.parent).and_then(device)
}

/// Whether something has come into a folder since its `tree` was listed.
fn has_more(top: &Path, tree: &Tree, disk: &impl Disk) -> bool {
    let now = SystemTime::now();
    let as_it_was = |folder: &Path, before: &Facts| {
        let stamp = before.stamp().filter(|stamp| stamp.has_settled(now));
        stamp.is_some()
            && disk.facts(&top.join(folder)).ok().flatten().and_then(|facts| facts.stamp()) == stamp
    };
    let known = |folder: &Path| {
        // The top is renamed when it is exchanged, and so is never quite as it was.
        let top = if folder.as_os_str().is_empty() { top.to_owned() } else { top.join(folder) };
        let knows = |path: &PathBuf| tree.files.contains_key(path) || tree.folders.contains_key(path);
        disk.list(&top).is_ok_and(|names| names.iter().all(|name| knows(&folder.join(name))))
    };
    !known(Path::new(""))
        || !tree.folders.iter().all(|(folder, before)| as_it_was(folder, before) || known(folder))
}
