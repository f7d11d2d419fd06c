//! What the folders of a site hold, by names, lengths and times: cheap to make and to compare.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use walkdir::{DirEntry, WalkDir};

use crate::io::read::{FOLDERS, SETTINGS, is_litter};

/// Entries at the most: enough for any site, and an end for links that lead to the whole disk.
const MOST: usize = 1_000_000;

/// The files and folders of a site at one moment.
#[derive(Debug, Default)]
pub(super) struct Listing {
    entries: BTreeMap<PathBuf, (u64, Option<SystemTime>)>,
    /// Folders that hold files of the site, and whether all below them belongs to it.
    folders: BTreeMap<PathBuf, bool>,
    /// How long it took to make.
    pub(super) took: Duration,
}

impl PartialEq for Listing {
    fn eq(&self, other: &Listing) -> bool {
        self.entries == other.entries
    }
}

impl Listing {
    /// What the site in `root` holds; nothing of what is below `output`.
    pub(super) fn of(root: &Path, output: &Path) -> Listing {
        let begun = Instant::now();
        let mut listing = Listing::default();
        let mut walked = BTreeSet::new();
        let real_root = fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
        let mut ahead: Vec<PathBuf> =
            FOLDERS.into_iter().chain(SETTINGS).map(|name| root.join(name)).collect();
        while let Some(place) = ahead.pop() {
            if !walked.insert(place.clone()) {
                continue;
            }
            let wanted = |entry: &DirEntry| {
                let name = entry.file_name().to_string_lossy();
                entry.depth() == 0 || (!is_litter(&name) && name != ".git" && entry.path() != output)
            };
            for entry in WalkDir::new(&place).follow_links(false).into_iter().filter_entry(wanted).flatten() {
                if listing.entries.len() > MOST {
                    return listing;
                }
                if entry.path_is_symlink() {
                    ahead.extend(listing.follow(entry.path(), &real_root, output));
                } else if let Ok(metadata) = entry.metadata() {
                    if entry.depth() == 0 && metadata.is_dir() {
                        listing.folders.insert(place.clone(), true);
                    }
                    listing.add(entry.path(), &metadata);
                }
            }
        }
        listing.took = begun.elapsed();
        listing
    }

    fn add(&mut self, path: &Path, metadata: &Metadata) {
        // What a folder holds is listed by itself; its own length and time change with litter.
        let known = if metadata.is_dir() { (0, None) } else { (metadata.len(), metadata.modified().ok()) };
        self.entries.insert(path.to_owned(), known);
    }

    /// Takes in what a link leads to inside the site; gives a folder that is to be walked.
    fn follow(&mut self, link: &Path, root: &Path, output: &Path) -> Option<PathBuf> {
        let real = fs::canonicalize(link).ok();
        let Some(real) = real.filter(|real| real.starts_with(root) && !real.starts_with(output)) else {
            self.entries.insert(link.to_owned(), (0, None));
            return None;
        };
        let metadata = fs::metadata(&real).ok()?;
        self.add(link, &metadata);
        if metadata.is_dir() {
            // A link to the site as a whole is told when it is read.
            return (real != root && !link.starts_with(&real)).then_some(real);
        }
        let folder = real.parent()?.to_owned();
        self.folders.entry(folder).or_insert(false);
        None
    }

    /// The folders to watch, and whether with all below them.
    pub(super) fn folders(&self) -> impl Iterator<Item = (&PathBuf, bool)> {
        self.folders.iter().map(|(folder, deep)| (folder, *deep))
    }

    /// When the last of the files was written.
    pub(super) fn newest(&self) -> Option<SystemTime> {
        self.entries.values().filter_map(|(_, time)| *time).max()
    }
}
