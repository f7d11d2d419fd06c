//! Makes the pictures of a site when they are asked for, and keeps what took long.
//!
//! What is kept stands in `.retell/pictures/`, each under a name that says of which bytes, how, and by which
//! edition of the program it was made; so nothing there can be out of date, and all of it can be thrown
//! away. How a picture is made is `picture`'s to know.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use crate::fingerprint::Fingerprint;
use crate::io::disk::{Sort, facts};
use crate::output::Picture;
use crate::picture::{self, LONGEST, MOST_PIXELS, Making, Narrow};

/// With what a kept file begins.
const HEAD: &[u8] = b"retell picture 1\n";
/// The file that says how many builds ago each was used.
const AGES: &str = "ages";
/// With what the names of files begin that are being written.
const UNFINISHED: &str = "unfinished-";
/// Builds in a row that do not use a kept file before it goes: who looks at drafts now and then, or builds
/// two languages of one site, finds theirs again.
const MOST_BUILDS: u32 = 10;

/// Makes pictures, for all threads of a command.
#[derive(Debug, Default)]
pub struct Workshop {
    /// Where they are kept; nothing: they are not.
    folder: Option<PathBuf>,
    /// Whether all widths of a picture are made once it is decoded.
    ahead: bool,
    work: Mutex<Work>,
    done: Condvar,
    /// What was read before: how the file looked, and the fingerprint of its bytes.
    read: Mutex<BTreeMap<PathBuf, (Look, Fingerprint)>>,
    /// The names of kept files that were asked for.
    used: Mutex<BTreeSet<String>>,
    /// What could not be made smaller, and why not.
    troubles: Mutex<BTreeMap<PathBuf, String>>,
    names: AtomicU64,
}

/// What is being made.
#[derive(Debug, Default)]
struct Work {
    pictures: BTreeSet<Fingerprint>,
    pixels: u64,
}

/// By what a file that was changed is known: its length, and when it was changed.
type Look = (u64, Option<SystemTime>);

impl Workshop {
    /// For the site in a folder: with `ahead`, all widths of a picture are made when the first is asked for,
    /// since all will be.
    pub fn of(root: &Path, ahead: bool) -> Workshop {
        let folder = root.join(".retell/pictures");
        Workshop { folder: own_folder(root, &folder).then_some(folder), ahead, ..Workshop::default() }
    }

    /// Makes a picture. `open` opens a file of the sources.
    ///
    /// # Errors
    ///
    /// The original cannot be read, or has become longer than any picture. One that cannot be made smaller
    /// is no error: see [`Workshop::troubles`].
    pub fn make(&self, picture: &Picture, open: impl Fn(&Path) -> io::Result<File>) -> io::Result<Arc<[u8]>> {
        match &picture.making {
            Making::Clean => Ok(cleaned(&read(open(&picture.from)?)?, true)),
            Making::Narrow(narrow) => self.narrow(&picture.from, narrow, open),
        }
    }

    /// The pictures that could not be made smaller, and are published as wide as they are: the end of a
    /// sentence on each, "it …".
    pub fn troubles(&self) -> BTreeMap<PathBuf, String> {
        lock(&self.troubles).clone()
    }

    fn narrow(
        &self,
        from: &Path,
        narrow: &Narrow,
        open: impl Fn(&Path) -> io::Result<File>,
    ) -> io::Result<Arc<[u8]>> {
        let file = open(from)?;
        let look = file.metadata().map(|metadata| (metadata.len(), metadata.modified().ok()))?;
        let known = lock(&self.read).get(from).filter(|(before, _)| *before == look).map(|(_, of)| *of);
        let mut file = Some(file);
        let mut bytes = None;
        let of = match known {
            Some(of) => of,
            None => {
                let own = read(file.take().map_or_else(|| open(from), Ok)?)?;
                let of = Fingerprint::of(&own);
                lock(&self.read).insert(from.to_owned(), (look, of));
                bytes = Some(own);
                of
            }
        };
        let mut original = || match bytes.take() {
            Some(bytes) => Ok(bytes),
            None => read(file.take().map_or_else(|| open(from), Ok)?),
        };
        let name = name(&of, narrow.width, narrow.clean);
        lock(&self.used).insert(name.clone());
        if let Some(kept) = self.kept(&name) {
            return finished(kept, &mut original, narrow.clean);
        }
        let turn = self.turn(of, narrow.pixels);
        // Another thread may have made it while this one waited.
        if let Some(kept) = self.kept(&name) {
            drop(turn);
            return finished(kept, &mut original, narrow.clean);
        }
        let bytes = original()?;
        // What was known of the file may be of the one before it: what is kept is named after what it was made of.
        let of = Fingerprint::of(&bytes);
        let widths = match &self.folder {
            Some(_) if self.ahead => Arc::clone(&narrow.widths),
            _ => Arc::from([narrow.width]),
        };
        let made = catch_unwind(AssertUnwindSafe(|| picture::narrower(&bytes, &widths)))
            .unwrap_or_else(|_| Err("cannot be decoded".to_owned()));
        let made = made.unwrap_or_else(|trouble| {
            lock(&self.troubles).insert(from.to_owned(), trouble);
            Vec::new()
        });
        let mut wanted = Vec::new();
        for (width, made) in widths.iter().zip(made) {
            // What is heavier than the original is no help to anybody.
            let made = if made.len() < bytes.len() { made } else { Vec::new() };
            self.keep(&self::name(&of, *width, narrow.clean), &made);
            if *width == narrow.width {
                wanted = made;
            }
        }
        drop(turn);
        finished(wanted, || Ok(bytes), narrow.clean)
    }

    /// Waits until nobody makes this picture, and until there is room for its pixels.
    fn turn(&self, of: Fingerprint, pixels: u64) -> Turn<'_> {
        let mut work = lock(&self.work);
        while work.pictures.contains(&of) || (work.pixels > 0 && work.pixels + pixels > MOST_PIXELS) {
            work = self.done.wait(work).unwrap_or_else(PoisonError::into_inner);
        }
        work.pictures.insert(of);
        work.pixels += pixels;
        Turn { workshop: self, of, pixels }
    }

    /// What is kept under a name; nothing if that is not there or not what was written.
    fn kept(&self, name: &str) -> Option<Vec<u8>> {
        let path = self.folder.as_ref()?.join(name);
        let bytes = read(crate::io::disk::open_regular(&path).ok()?).ok()?;
        let (sum, made) = bytes.strip_prefix(HEAD)?.split_at_checked(16)?;
        (Fingerprint::of(made).bytes() == sum).then(|| made.to_vec())
    }

    /// Keeps what was made, in one step. That it cannot be kept costs time at the next build, and no more.
    fn keep(&self, name: &str, made: &[u8]) {
        let mut bytes = HEAD.to_vec();
        bytes.extend_from_slice(Fingerprint::of(made).bytes());
        bytes.extend_from_slice(made);
        self.write(name, &bytes);
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let Some(folder) = &self.folder else { return };
        if fs::create_dir_all(folder).is_err() {
            return;
        }
        let number = self.names.fetch_add(1, Ordering::Relaxed);
        let unfinished = folder.join(format!("{UNFINISHED}{}-{number}", std::process::id()));
        let written = fs::write(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, folder.join(name)));
        if written.is_err() {
            let _ = fs::remove_file(&unfinished);
        }
    }

    /// Removes what the last builds did not use. For the end of a build that has asked for everything.
    pub fn sweep(&self) {
        let Some(folder) = &self.folder else { return };
        let Ok(entries) = fs::read_dir(folder) else { return };
        let before = crate::io::read::published(folder, AGES).unwrap_or_default();
        let before: BTreeMap<&str, u32> = before
            .lines()
            .filter_map(|line| line.split_once(' '))
            .filter_map(|(name, age)| Some((name, age.parse().ok()?)))
            .collect();
        let used = lock(&self.used);
        let mut ages = BTreeMap::new();
        for name in entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()) {
            if name.starts_with(UNFINISHED) {
                let _ = fs::remove_file(folder.join(&name));
            } else if Fingerprint::parse(&name).is_some() {
                let age = if used.contains(&name) { 0 } else { before.get(&*name).copied().unwrap_or(0) + 1 };
                if age <= MOST_BUILDS {
                    ages.insert(name, age);
                } else {
                    let _ = fs::remove_file(folder.join(&name));
                }
            }
        }
        if ages.len() != before.len() || ages.iter().any(|(name, age)| before.get(&**name) != Some(age)) {
            let lines: String = ages.iter().map(|(name, age)| format!("{name} {age}\n")).collect();
            self.write(AGES, lines.as_bytes());
        }
    }
}

/// The right to make a picture.
struct Turn<'a> {
    workshop: &'a Workshop,
    of: Fingerprint,
    pixels: u64,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut work = lock(&self.workshop.work);
        work.pictures.remove(&self.of);
        work.pixels -= self.pixels;
        self.workshop.done.notify_all();
    }
}

/// Whether a folder is this site's own, or can be: no link of a contributor's leads elsewhere.
fn own_folder(root: &Path, folder: &Path) -> bool {
    folder.ancestors().take_while(|above| *above != root).all(|above| {
        matches!(facts(above), Ok(None))
            || matches!(facts(above), Ok(Some(facts)) if facts.sort == Sort::Folder)
    })
}

/// What is published: what was made, or where nothing was the original.
fn finished(
    made: Vec<u8>,
    original: impl FnOnce() -> io::Result<Vec<u8>>,
    clean: bool,
) -> io::Result<Arc<[u8]>> {
    if made.is_empty() { Ok(cleaned(&original()?, clean)) } else { Ok(made.into()) }
}

fn cleaned(bytes: &[u8], clean: bool) -> Arc<[u8]> {
    if clean { picture::clean(bytes).into() } else { bytes.into() }
}

/// The name under which is kept what is made of these bytes.
fn name(of: &Fingerprint, width: u32, clean: bool) -> String {
    let how = format!("{of} {width} {clean} {} {}", picture::EDITION, env!("CARGO_PKG_VERSION"));
    Fingerprint::of(how.as_bytes()).to_string()
}

fn read(file: File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is longer than any picture"));
    }
    Ok(bytes)
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
