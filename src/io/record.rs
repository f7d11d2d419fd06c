//! What the last build was made of and what it published, so that a build with nothing changed can see
//! that at once.
//!
//! One file in `.retell/`, which begins with the fingerprint of the rest: a damaged one is as good as
//! none. It says nothing about how a site comes to be, only that from these files this program made that
//! output folder; whoever keeps a record says what else it depended on, and what there was to tell.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::fingerprint::Fingerprint;
use crate::io::disk::{Facts, RealDisk, Stamp, facts};
use crate::io::marker::{Claim, Marker};
use crate::io::sealed;
use crate::io::tree::{self, Tree};
use crate::memo;
use crate::output::{Output, OutputPath};
use crate::source::{Content, Sources};

/// Its name in the cache folder.
const FILE: &str = "last-build";
/// With what it begins, before the fingerprint.
const HEAD: &[u8] = b"retell build 2\n";

/// What a build depended on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// Everything besides the files.
    pub asked: String,
    /// What the files hold, and what reading them told.
    pub content: String,
    /// The files by their stamps, where these are enough to know them by.
    pub stamps: Option<String>,
}

impl Key {
    /// Whether two builds depended on the same.
    fn is(&self, other: &Key) -> bool {
        let by_stamps = self.stamps.is_some() && self.stamps == other.stamps;
        self.asked == other.asked && (by_stamps || self.content == other.content)
    }
}

/// What was kept.
#[derive(Serialize, Deserialize)]
struct Record<T> {
    key: Key,
    /// What there was to tell.
    said: T,
    /// The files of the output folder, in the order of their paths.
    files: Vec<OfFile>,
}

/// The files of an output folder as a build left them, as far as it knows them.
#[derive(Debug, Default)]
pub struct Left(pub(super) Option<BTreeMap<PathBuf, Facts>>);

impl Left {
    /// The same; for a folder that is not known, as it stands now.
    fn or_look(self, output: &Path) -> Left {
        Left(self.0.or_else(|| tree::scan(output, &RealDisk).ok().map(|tree| tree.files)))
    }

    /// Each with its stamp; nothing if one of them cannot be known again.
    fn stamps(&self) -> Option<Vec<(String, Stamp)>> {
        let known = |(path, facts): (&PathBuf, &Facts)| Some((path.to_str()?.to_owned(), facts.stamp()?));
        self.0.as_ref()?.iter().map(known).collect()
    }
}

/// A file as a build left it.
#[derive(Serialize, Deserialize)]
struct OfFile {
    path: String,
    stamp: Stamp,
    /// [`Output::key`] of it.
    key: Option<Fingerprint>,
}

/// The fingerprint of all files of a site: of texts by what they say, of media by their stamps.
pub fn inputs(sources: &Sources) -> Fingerprint {
    let files: Vec<_> = sources.iter().collect();
    let each: Vec<Vec<u8>> = files
        .par_iter()
        .map(|file| {
            let mut bytes = file.path.as_str().as_bytes().to_vec();
            bytes.push(0);
            bytes.extend(file.fingerprint().iter().flat_map(|print| print.bytes()));
            if let Content::File { path, .. } = &file.content {
                let stamp = facts(path).ok().flatten().and_then(|facts| facts.stamp());
                bytes.extend(format!("{stamp:?}").bytes());
            }
            bytes
        })
        .collect();
    Fingerprint::of(&each.concat())
}

/// Keeps a record of an output folder. That it cannot be kept costs the next build its time, and is nobody's
/// trouble.
pub fn keep<T: Serialize>(cache: &Path, key: Key, said: T, output: &Path, left: Left, site: &impl Output) {
    let Some(files) = left.or_look(output).stamps() else { return forget(cache) };
    let Ok(Claim::Ours(marker)) = Marker::look(output, &RealDisk) else { return forget(cache) };
    let left = files.into_par_iter().map(|(path, stamp)| {
        // What somebody else put there is nothing that would be made.
        let own = marker.holds(Path::new(&path)).then(|| OutputPath::new(&path).ok()).flatten();
        let known = own.filter(|path| !site.is_told_of(path));
        OfFile { key: known.and_then(|path| site.key(&path)), path, stamp }
    });
    let files: Vec<OfFile> = left.collect();
    let Some(rest) = memo::encode(&Record { key, said, files }) else { return forget(cache) };
    if sealed::write(&cache.join(FILE), HEAD, &rest).is_none() {
        forget(cache);
    }
}

/// What was kept of the last build.
pub struct Kept<T>(Record<T>);

/// What was kept of the last build, if anything was and it is not damaged.
pub fn kept<T: DeserializeOwned>(cache: &Path) -> Option<Kept<T>> {
    memo::decode(&sealed::read(&cache.join(FILE), HEAD)?).map(Kept)
}

impl<T> Kept<T> {
    /// Whether a build with this key would be the same, by its stamps alone if its content is not given.
    pub fn is_of(&self, key: &Key) -> bool {
        self.0.key.is(key)
    }

    /// What there was to tell.
    pub fn said(&self) -> &T {
        &self.0.said
    }

    /// What there was to tell, if the output folder is as the build left it.
    pub fn stands(&self, output: &Path) -> Option<&T> {
        let files = Left::default().or_look(output).stamps()?;
        let left = self.0.files.iter().map(|left| (&left.path, left.stamp));
        files.iter().map(|(path, stamp)| (path, *stamp)).eq(left).then_some(&self.0.said)
    }

    /// What may stay as that build left it, for one that was asked for the same.
    pub fn before(self, key: &Key) -> Before {
        if self.0.key.asked != key.asked {
            return Before::default();
        }
        let files = self.0.files.into_iter().filter_map(|left| Some((left.path, (left.stamp, left.key?))));
        Before(files.collect())
    }
}

/// What a build before left that may stay: files by their paths, each with its stamp and by what it is known
/// that it would be made the same.
#[derive(Debug, Default)]
pub struct Before(BTreeMap<String, (Stamp, Fingerprint)>);

impl Before {
    /// Whether a file that is there now would be made the same again.
    pub(super) fn stays(&self, site: &impl Output, path: &OutputPath, now: Option<&Facts>) -> bool {
        let Some((stamp, key)) = self.0.get(path.as_str()) else { return false };
        now.and_then(Facts::stamp) == Some(*stamp) && site.key(path) == Some(*key)
    }

    /// The paths that [`Output::later`] would name, if all of these stay.
    pub(super) fn later(&self, site: &impl Output, now: &Tree) -> Option<Vec<OutputPath>> {
        let key = site.key_of_later()?;
        let mut paths = Vec::new();
        for (path, (stamp, _)) in self.0.iter().filter(|(_, (_, of))| *of == key) {
            let facts = now.files.get(Path::new(path))?;
            if facts.stamp() != Some(*stamp) {
                return None;
            }
            paths.push(OutputPath::new(path).ok()?);
        }
        (!paths.is_empty()).then_some(paths)
    }
}

/// Forgets what was kept.
pub fn forget(cache: &Path) {
    let _ = fs::remove_file(cache.join(FILE));
}
