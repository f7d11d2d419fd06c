//! What the folders of a site hold, by names, lengths and times: cheap to make and to compare.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use walkdir::{DirEntry, WalkDir};

use crate::io::disk::Facts;
use crate::io::read::{FOLDERS, SETTINGS, is_litter};

/// Entries at the most: enough for any site, and an end for links that lead to the whole disk.
const MOST: usize = 1_000_000;

/// Device and number of a file or folder: another one of the same name, length and time has others.
type Identity = Option<(u64, u64)>;

/// The files and folders of a site at one moment.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// Files: their length and time.
    files: HashMap<PathBuf, (u64, Option<SystemTime>, Identity)>,
    folders: BTreeMap<PathBuf, Identity>,
    /// Links, and where they lead in the end.
    links: BTreeMap<PathBuf, Option<PathBuf>>,
    /// Folders that hold files of the site, and whether all below them belongs to it.
    holders: BTreeMap<PathBuf, bool>,
    /// How long it took to make.
    pub(super) took: Duration,
}

impl PartialEq for Listing {
    fn eq(&self, other: &Listing) -> bool {
        self.files == other.files && self.folders == other.folders && self.links == other.links
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
            // A link is never followed by walking, not even where the walk begins: it may lead out.
            let walk = WalkDir::new(&place).follow_links(false).follow_root_links(false);
            for entry in walk.into_iter().filter_entry(wanted).flatten() {
                if listing.files.len() + listing.folders.len() + listing.links.len() > MOST {
                    return listing;
                }
                if entry.path_is_symlink() {
                    ahead.extend(listing.follow(entry.path(), &real_root, output));
                } else if let Ok(metadata) = entry.metadata() {
                    if entry.depth() == 0 && metadata.is_dir() {
                        listing.holders.insert(place.clone(), true);
                    }
                    listing.add(entry.path(), &metadata);
                }
            }
        }
        listing.took = begun.elapsed();
        listing
    }

    fn add(&mut self, path: &Path, metadata: &Metadata) {
        let identity = Facts::of(metadata).identity;
        // What a folder holds is listed by itself; its own length and time change with litter.
        if metadata.is_dir() {
            self.folders.insert(path.to_owned(), identity);
        } else {
            self.files.insert(path.to_owned(), (metadata.len(), metadata.modified().ok(), identity));
        }
    }

    /// Takes in what a link leads to inside the site; gives a folder that is to be walked.
    fn follow(&mut self, link: &Path, root: &Path, output: &Path) -> Option<PathBuf> {
        let real = fs::canonicalize(link).ok();
        self.links.insert(link.to_owned(), real.clone());
        let real = real.filter(|real| real.starts_with(root) && !real.starts_with(output))?;
        let metadata = fs::metadata(&real).ok()?;
        if metadata.is_dir() {
            // A link to the site as a whole is told when it is read.
            return (real != root && !link.starts_with(&real)).then_some(real);
        }
        self.add(&real, &metadata);
        let folder = real.parent()?.to_owned();
        self.holders.entry(folder).or_insert(false);
        None
    }

    /// Whether its folders are those of the other one.
    pub(super) fn has_folders_of(&self, other: &Listing) -> bool {
        self.folders == other.folders
    }

    /// Whether a link leads elsewhere by now.
    pub(super) fn has_links_moved(&self) -> bool {
        self.links.iter().any(|(link, real)| fs::canonicalize(link).ok() != *real)
    }

    /// The folders to watch, and whether with all below them. None lies below one that is watched
    /// with all below it: what is watched twice is no longer watched when one of the two ends.
    pub(super) fn to_watch(&self) -> BTreeMap<PathBuf, bool> {
        let is_deep = |folder: &Path| self.holders.get(folder) == Some(&true);
        let is_within = |folder: &Path| folder.ancestors().skip(1).any(is_deep);
        let outermost = self.holders.iter().filter(|(folder, _)| !is_within(folder));
        outermost.map(|(folder, deep)| (folder.clone(), *deep)).collect()
    }

    /// When the files were written.
    pub(super) fn times(&self) -> impl Iterator<Item = SystemTime> {
        self.files.values().filter_map(|(_, time, _)| *time)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn nothing_outside_the_site_is_listed_or_watched() {
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret.md"), "secret").unwrap();
        let site = tempfile::tempdir().unwrap();
        let root = site.path().canonicalize().unwrap();
        fs::create_dir(root.join("content")).unwrap();
        symlink(outside.path(), root.join("static")).unwrap();
        symlink(outside.path(), root.join("content/out")).unwrap();
        symlink(outside.path().join("secret.md"), root.join("content/secret.md")).unwrap();
        let listing = Listing::of(&root, &root.join("public"));
        assert!(listing.files.is_empty(), "{listing:?}");
        assert_eq!(listing.folders.keys().collect::<Vec<_>>(), [&root.join("content")]);
        assert_eq!(listing.to_watch(), [(root.join("content"), true)].into());
    }
}
