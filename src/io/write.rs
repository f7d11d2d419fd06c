//! Puts a site where readers find it, all at once or not at all.
//!
//! The order of the steps is what keeps the promises: lock, clear what an earlier build left,
//! look at the old site, make the new one beside it, wait until it is safe on the disk, exchange
//! the two, put the old one by for the next build or remove it. A build that dies leaves the old
//! site or the new one whole, and beside it at most one folder that the next build knows and clears away.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use crate::io::disk::{Disk, Sort};
use crate::io::error::{PublishError, failed, shown};
use crate::io::in_place;
use crate::io::lock::Lock;
use crate::io::marker::{Claim, Marker, SITE, STAGE};
use crate::io::pictures::Workshop;
use crate::io::record::{Before, Left};
use crate::io::spare::{self, Kept};
use crate::io::stage::{Fate, Stage, Standing, cannot};
use crate::io::target::{Place, Target};
use crate::io::tree::{self, Tree};
use crate::output::{Output, OutputPath};

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Published {
    /// Files that are new or have new bytes.
    pub written: usize,
    /// Files that are as they were.
    pub unchanged: usize,
    /// Of all these, those that did not even have to be made to know that.
    pub known: usize,
    /// Files of the old site that the new one does not have.
    pub removed: usize,
    /// Files in the output folder that retell did not make and has kept, by their paths in it.
    pub carried: Vec<String>,
    /// Whether the new site appeared in one instant; otherwise each of its files did.
    pub exchanged: bool,
    /// Whether something was cleared away that an earlier build had left.
    pub healed: bool,
    /// Whether the old site could not be removed; the next build will try again.
    pub left_over: bool,
}

/// Publishes a site, of which what was published `before` may stay, and whose pictures `workshop` makes. Gives what
/// was done, and the output folder as it is left, as far as that is known. `progress` is called now and then, from any
/// thread, with the files done and the files in all. After an error the output folder is as it was.
///
/// # Errors
///
/// See [`PublishError`].
pub fn publish(
    site: &impl Output,
    before: &Before,
    target: &Target,
    workshop: &Workshop,
    disk: &impl Disk,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<(Published, Left), PublishError> {
    let place = target.check()?;
    let lock = Lock::take(&place.cache, target.patience)?;
    let made = make_parents(&place.parent, disk)?;
    let published = lock
        .also(&place.parent, target.patience)
        .and_then(|_lock| publish_to(site, before, &place, workshop, disk, progress));
    if published.is_err() {
        for folder in made.iter().rev() {
            let _ = disk.remove_folder(folder);
        }
    }
    published
}

/// Makes the folders the output is to stand in; gives those that were not there, outermost first.
fn make_parents(parent: &Path, disk: &impl Disk) -> Result<Vec<PathBuf>, PublishError> {
    let mut missing = Vec::new();
    for folder in parent.ancestors() {
        if disk.facts(folder).map_err(failed("look at", folder))?.is_some() {
            break;
        }
        missing.push(folder.to_owned());
    }
    missing.reverse();
    for (index, folder) in missing.iter().enumerate() {
        if let Err(error) = disk.make_folder(folder) {
            for folder in missing[..index].iter().rev() {
                let _ = disk.remove_folder(folder);
            }
            return Err(failed("make", folder)(error));
        }
    }
    Ok(missing)
}

fn publish_to(
    site: &impl Output,
    before: &Before,
    place: &Place,
    workshop: &Workshop,
    disk: &impl Disk,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<(Published, Left), PublishError> {
    let mut published = Published { exchanged: true, ..Published::default() };
    heal(place, disk, &mut published)?;
    let old = Old::look(place, disk)?;
    let mut paths = site.paths();
    match before.later(site, &old.tree) {
        Some(later) => paths.extend(later),
        None => paths.extend(site.later().map_err(|_| PublishError::Unmade)?),
    }
    paths.sort();
    refuse_clashes(&paths)?;
    old.refuse_clashes(&paths)?;
    let new_marker = Marker::of(&paths);

    let (stage, mut inside) = begin(place, &old, &paths, disk)?;
    let standing = Standing { output: &place.output, tree: &old.tree, before };
    let fates = stage
        .fill(site, &paths, &standing, workshop, disk, progress)
        .map_err(|error| stage.give_up(error, disk))?;
    let with =
        |fate| paths.iter().zip(&fates).filter(move |(_, is)| **is == fate).map(|(path, _)| as_path(path));
    let stale: Vec<&Path> = old.ours().filter(|path| !new_marker.holds(path)).collect();
    published.written = with(Fate::New).count();
    published.known = with(Fate::Known).count();
    published.unchanged = with(Fate::Same).count() + published.known;
    published.removed = stale.len();
    published.carried.extend(old.foreign().map(|path| path.to_string_lossy().into_owned()));

    let nothing_changed =
        published.written + published.removed == 0 && old.marker.as_ref() == Some(&new_marker);
    if nothing_changed {
        tree::remove_empty_folders(&place.output, &old.tree, disk);
        published.left_over = stage.clear(disk).is_err();
        // An earlier build may have been killed just before it was safe.
        disk.sync_all(&place.output).map_err(failed("write to", &place.output))?;
        disk.sync_folder(&place.parent).map_err(failed("write to", &place.parent))?;
        let all = old.tree.files.keys().map(PathBuf::as_path);
        let left = look_again(&place.output, all, &old.ours().collect(), &old.tree, disk);
        return Ok((published, left));
    }

    let mut stage = stage;
    let mut left = Left::default();
    // Whether the old site is of use once it is none any more: most files of the new one are its own.
    let mut spare = published.written < published.unchanged;
    if !inside {
        let stay = with(Fate::Same).chain(with(Fate::Known)).chain(old.foreign());
        let shared = stage
            .complete(stay, &place.output, disk)
            .and_then(|shared| seal(place, &stage, &old, &new_marker, disk).map(|()| shared))
            .map_err(|error| stage.give_up(error, disk))?;
        spare &= shared;
        if let Exchanged::Cannot = exchange(place, &stage, &old, disk)? {
            let moved = move_inside(place, &stage, with(Fate::New), disk);
            published.left_over = tree::remove(&stage.top, disk).is_err();
            stage = moved?;
            inside = true;
        }
    }
    if inside {
        published.exchanged = false;
        let none = Marker::default();
        let change = in_place::Change {
            output: &place.output,
            stage: &stage,
            old: &old.tree,
            old_marker: old.marker.as_ref().unwrap_or(&none),
            new_marker: &new_marker,
            new: with(Fate::New).collect(),
            stale,
        };
        in_place::publish(&change, disk).map_err(|error| stage.give_up(error, disk))?;
        tree::remove_empty_folders(&place.output, &old.tree, disk);
        published.left_over |= tree::remove(&stage.top, disk).is_err();
    } else if old.marker.is_some() {
        let kept = if spare { spare::keep(place, &old.tree, &old.foreign, disk) } else { Ok(Kept::No) };
        let late = match kept {
            Ok(Kept::Yes) => {
                let stays = |fate| with(fate).filter(|path| stage.spare.contains(*path));
                let same: HashSet<&Path> = stays(Fate::Same).chain(stays(Fate::Known)).collect();
                let all = paths.iter().map(as_path).chain(old.foreign()).chain([Path::new(SITE)]);
                left = look_again(&place.output, all, &same, &old.tree, disk);
                Ok(Vec::new())
            }
            Ok(Kept::Gone) => Ok(Vec::new()),
            Ok(Kept::No) => tree::retire(&place.beside, &place.output, disk),
            Err(error) => Err(error),
        };
        match late {
            Ok(late) => published.carried.extend(late),
            // The new site is out; that is no error any more.
            Err(_) => published.left_over = true,
        }
    }
    published.carried.sort();
    published.carried.dedup();
    Ok((published, left))
}

/// All files of an output folder as they stand now: those that are the `same` as before, as they were then.
fn look_again<'a>(
    output: &Path,
    all: impl Iterator<Item = &'a Path>,
    same: &HashSet<&Path>,
    before: &Tree,
    disk: &impl Disk,
) -> Left {
    let facts = |path: &Path| match before.files.get(path).filter(|_| same.contains(path)) {
        Some(facts) => Some(*facts),
        None => disk.facts(&output.join(path)).ok().flatten(),
    };
    Left(all.map(|path| Some((path.to_owned(), facts(path)?))).collect())
}

fn as_path(path: &OutputPath) -> &Path {
    Path::new(path.as_str())
}

/// Removes what a build that died has left.
fn heal(place: &Place, disk: &impl Disk, published: &mut Published) -> Result<(), PublishError> {
    for top in [&place.beside, &place.inside] {
        let in_the_way = || {
            Err(PublishError::Refused(format!(
                "{} is in the way, and retell did not make it; move it elsewhere",
                shown(top)
            )))
        };
        match disk.facts(top).map_err(failed("look at", top))?.map(|facts| facts.sort) {
            None => continue,
            Some(Sort::Folder) => {}
            // The label of a stage in a published site: the power failed at the exchange.
            Some(Sort::File)
                if top == &place.inside && matches!(Marker::look(&place.output, disk)?, Claim::Ours(_)) =>
            {
                disk.remove_file(top).map_err(failed("remove", top))?;
                published.healed = true;
                continue;
            }
            Some(_) => return in_the_way(),
        }
        let label = top.join(STAGE);
        let label = disk.facts(&label).map_err(failed("look at", &label))?;
        if label.is_some_and(|label| label.sort == Sort::File)
            || disk.list(top).map_err(failed("list", top))?.is_empty()
        {
            // One that was begun in the folder of the site before is nearly all of it still.
            let taken_back = top == &place.beside && label.is_some() && spare::take_back(place, disk);
            if !taken_back {
                tree::remove(top, disk)?;
            }
        } else {
            let Claim::Ours(marker) = Marker::look(top, disk)? else { return in_the_way() };
            let gone = disk.facts(&place.output).map_err(failed("look at", &place.output))?.is_none();
            let tree = if gone { tree::scan(top, disk)? } else { Tree::default() };
            if gone && !Old::of(true, Some(marker), tree).foreign.is_empty() {
                // The only copies there are of files that retell did not make.
                disk.rename(top, &place.output).map_err(failed("move back", top))?;
            } else {
                published.carried.extend(tree::retire(top, &place.output, disk)?);
            }
        }
        published.healed = true;
    }
    Ok(())
}

/// The output folder as it was found.
struct Old {
    /// Whether there is one.
    there: bool,
    /// Nothing if it is empty or absent.
    marker: Option<Marker>,
    tree: Tree,
    /// The files somebody else put there.
    foreign: BTreeSet<PathBuf>,
}

impl Old {
    /// Looks at the output folder, and refuses one that is not retell's to fill.
    fn look(place: &Place, disk: &impl Disk) -> Result<Old, PublishError> {
        let output = &place.output;
        if disk.facts(output).map_err(failed("look at", output))?.is_none() {
            return Ok(Old::of(false, None, Tree::default()));
        }
        let refuse =
            |why: String| Err(PublishError::Refused(format!("the output folder {}{why}", shown(output))));
        let marker = match Marker::look(output, disk)? {
            Claim::Ours(marker) => Some(marker),
            Claim::None => {
                if let Some(name) = disk.list(output).map_err(failed("list", output))?.first() {
                    return refuse(format!(
                        " holds what retell did not make ({} for one); choose a new or empty folder, or clear this one",
                        shown(Path::new(name))
                    ));
                }
                None
            }
            Claim::Damaged => {
                return refuse(format!(
                    " has a damaged {SITE}, so retell cannot tell its own files from others; remove the folder and build again"
                ));
            }
        };
        Ok(Old::of(true, marker, tree::scan(output, disk)?))
    }

    fn of(there: bool, marker: Option<Marker>, tree: Tree) -> Old {
        let ours = |path: &Path| marker.as_ref().is_some_and(|marker| marker.holds(path));
        let foreign = tree.files.keys().filter(|path| !is_own(path) && !ours(path));
        Old { there, foreign: foreign.cloned().collect(), marker, tree }
    }

    /// The files retell made.
    fn ours(&self) -> impl Iterator<Item = &Path> {
        let all = self.tree.files.keys().map(PathBuf::as_path);
        all.filter(|path| !is_own(path) && !self.foreign.contains(*path))
    }

    /// The files somebody else put there.
    fn foreign(&self) -> impl Iterator<Item = &Path> {
        self.foreign.iter().map(PathBuf::as_path)
    }

    /// Refuses to publish over, above or below a file that retell did not make.
    fn refuse_clashes(&self, paths: &[OutputPath]) -> Result<(), PublishError> {
        if self.foreign.is_empty() {
            return Ok(());
        }
        let ours: BTreeSet<&Path> = paths.iter().map(as_path).collect();
        let folders: BTreeSet<&Path> = ours.iter().flat_map(|path| path.ancestors().skip(1)).collect();
        let clash =
            |path: &&Path| folders.contains(path) || path.ancestors().any(|above| ours.contains(above));
        match self.foreign().find(clash) {
            None => Ok(()),
            Some(path) => Err(PublishError::Refused(format!(
                "the output folder has {}, which retell did not make and which stands where the site needs to write; move it elsewhere",
                shown(path)
            ))),
        }
    }
}

/// Whether a file says something of the folder, and is no part of the site.
fn is_own(path: &Path) -> bool {
    path == Path::new(SITE) || path == Path::new(STAGE)
}

/// Refuses a site with two files at one place. The plan has told its author before; this is for
/// the file system's sake.
fn refuse_clashes(paths: &[OutputPath]) -> Result<(), PublishError> {
    let mut taken: HashMap<String, &str> = HashMap::with_capacity(paths.len());
    for own in [SITE, STAGE] {
        taken.insert(own.to_owned(), own);
    }
    let clash = |one: &str, other: &str| {
        Err(PublishError::Refused(format!(
            "{} and {} cannot stand side by side",
            shown(Path::new(one)),
            shown(Path::new(other))
        )))
    };
    for path in paths {
        if let Some(other) = taken.insert(path.folded(), path.as_str()) {
            return clash(other, path.as_str());
        }
    }
    for path in paths {
        let folded = path.folded();
        for (end, _) in folded.match_indices('/') {
            if let Some(other) = taken.get(&folded[..end]) {
                return clash(other, path.as_str());
            }
        }
    }
    Ok(())
}

/// Begins the stage beside the output, or inside it if no exchange is possible anyway.
fn begin(
    place: &Place,
    old: &Old,
    paths: &[OutputPath],
    disk: &impl Disk,
) -> Result<(Stage, bool), PublishError> {
    let inside = || Ok((Stage::begin(&place.inside, in_place::NEW, disk)?, true));
    if old.there {
        let device = |path: &Path| {
            disk.facts(path)
                .map(|facts| facts.and_then(|facts| facts.device()))
                .map_err(failed("look at", path))
        };
        if old.tree.crosses || device(&place.output)? != device(&place.parent)? {
            return inside();
        }
        // As the site spells them, and not as some file systems give them back.
        let paths: HashSet<&str> = paths.iter().map(OutputPath::as_str).collect();
        let wanted = |path: &Path| path.to_str().is_some_and(|path| paths.contains(path));
        if let Some(spare) = spare::take(place, &old.tree, wanted, disk) {
            let (top, home) = (place.beside.clone(), Some(spare::of(place)));
            return Ok((Stage { files: top.clone(), top, spare, home }, false));
        }
    } else {
        spare::discard(place, disk);
    }
    match Stage::begin(&place.beside, "", disk) {
        Ok(stage) => Ok((stage, false)),
        Err(PublishError::Io { error, .. }) if old.there && cannot(&error) => inside(),
        Err(error) => Err(error),
    }
}

enum Exchanged {
    Yes,
    Cannot,
}

/// Makes the stage a whole site that would survive a power cut.
fn seal(
    place: &Place,
    stage: &Stage,
    old: &Old,
    marker: &Marker,
    disk: &impl Disk,
) -> Result<(), PublishError> {
    let path = stage.top.join(SITE);
    disk.write(&path, marker.print().as_bytes()).map_err(failed("write", &path))?;
    if old.there {
        // Not every file system has permissions to set.
        let _ = disk.copy_mode(&place.output, &stage.top);
    }
    disk.sync_all(&stage.top).map_err(failed("write to", &stage.top))
}

/// Puts a sealed stage in the output's place, and the old site in the stage's. After an error the
/// output is as it was and the stage is gone.
fn exchange(place: &Place, stage: &Stage, old: &Old, disk: &impl Disk) -> Result<Exchanged, PublishError> {
    let (output, top) = (&place.output, &stage.top);
    let label = top.join(STAGE);
    disk.remove_file(&label).map_err(|error| stage.give_up(failed("remove", &label)(error), disk))?;
    // Without its label the stage is taken for an old site: whoever removes it first moves what
    // retell did not make and what is nowhere else. So it does not matter any more which is which.
    let clear = |error| {
        let _ = tree::retire(top, output, disk);
        Err(error)
    };
    let swaps = old.marker.is_some();
    match if swaps { disk.exchange(top, output) } else { disk.rename(top, output) } {
        Ok(()) => {}
        Err(error) if old.there && cannot(&error) => {
            return match disk.write(&label, b"") {
                Ok(()) => Ok(Exchanged::Cannot),
                Err(error) => clear(failed("write", &label)(error)),
            };
        }
        Err(error) => return clear(failed("put the new site in the place of", output)(error)),
    }
    let Err(error) = disk.sync_folder(&place.parent) else { return Ok(Exchanged::Yes) };
    // Perhaps not on the disk: back to how it was.
    let error = failed("write to", &place.parent)(error);
    let back = if swaps { disk.exchange(top, output) } else { disk.rename(output, top) };
    if back.is_err() {
        return Err(error);
    }
    if old.there && !swaps {
        let _ = disk.make_folder(output);
    }
    clear(error)
}

/// Moves the new files from beside the output into it.
fn move_inside<'a>(
    place: &Place,
    beside: &Stage,
    new: impl Iterator<Item = &'a Path>,
    disk: &impl Disk,
) -> Result<Stage, PublishError> {
    let stage = Stage::begin(&place.inside, in_place::NEW, disk)?;
    for path in new {
        let (from, to) = (beside.files.join(path), stage.files.join(path));
        tree::link_or_copy(&from, &to, disk)
            .map_err(|error| stage.give_up(failed("write", &to)(error), disk))?;
    }
    Ok(stage)
}
