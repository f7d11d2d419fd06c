//! Keeps what builds remember in the cache folder, from one run to the next.
//!
//! One file of values, one after the other, to whose end new ones are added; and an index that says where each
//! stands, with its fingerprint. The index is exchanged at once when a build ends, and says how
//! far the values go, so a build that dies leaves both as they were. Whatever does not fit, because it is
//! damaged, cut off, of another program or somebody else's, is as good as not there. Nothing here is
//! believed by the time of a file, save which program this is.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::fingerprint::{Fingerprint, Hasher};
use crate::io::disk::{self, Sort, Stamp, facts, open_regular};
use crate::io::sealed;
use crate::memo::{Shelf, Step, decode, encode};

/// The index in the cache folder.
const INDEX: &str = "memo";
/// Locked while a build uses what is kept.
const LOCK: &str = "memo.lock";
/// With what it begins, before its fingerprint.
const HEAD: &[u8] = b"retell memo 1\n";
/// By what this program is known again without reading all of it.
const PROGRAM: &str = "program";
/// With what that begins.
const PROGRAM_HEAD: &[u8] = b"retell program 1\n";
/// The files of values: one is in use, the other the next.
const VALUES: [&str; 2] = ["memo-0", "memo-1"];
/// So many bytes may lie about unused, whatever the rest, before the values are written together.
const SPARE_BYTES: u64 = 64 << 20;
/// Values are written when there are so many bytes.
const BUFFER: usize = 1 << 20;

/// What is kept in one cache folder. Clones are the same.
#[derive(Clone)]
pub struct Store(Arc<Inside>);

struct Inside {
    cache: PathBuf,
    program: Fingerprint,
    state: Mutex<State>,
}

struct State {
    // Which of the two files of values.
    file: usize,
    values: File,
    // Where the next value goes: as far as is written, and what is not yet.
    written: u64,
    unwritten: Vec<u8>,
    entries: HashMap<Fingerprint, Entry>,
    // Whether the index does not say any more what is there.
    changed: bool,
    // Whether a value could not be written.
    full: bool,
    // Held as long as this is used.
    lock: Arc<File>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
struct Entry {
    // Where it stands among the others; nothing for one with a file of its own.
    at: Option<u64>,
    len: u32,
    content: Fingerprint,
    step: Step,
    // So many builds that could have used it have not.
    idle: u8,
}

#[derive(Serialize, Deserialize)]
struct Index {
    program: Fingerprint,
    file: usize,
    len: u64,
    entries: Vec<(Fingerprint, Entry)>,
}

/// The fingerprint of the program in a file, which is read only if it is another than the one that was kept in
/// the cache folder the last time; nothing if it cannot be read.
pub fn program(cache: &Path, file: &Path) -> Option<Fingerprint> {
    let stamp = facts(file).ok()?.and_then(|facts| facts.stamp());
    let kept = || decode::<(Stamp, Fingerprint)>(&sealed::read(&cache.join(PROGRAM), PROGRAM_HEAD)?);
    if let Some((_, program)) = stamp.and_then(|stamp| kept().filter(|(kept, _)| *kept == stamp)) {
        return Some(program);
    }
    let mut hashed = Counted { to: io::sink(), hash: Hasher::default(), len: 0 };
    io::copy(&mut File::open(file).ok()?, &mut hashed).ok()?;
    let program = hashed.hash.fingerprint();
    // A link in its place could lead anywhere.
    let is_folder = facts(cache).ok().flatten().is_some_and(|cache| cache.sort == Sort::Folder);
    if let Some(stamp) = stamp.filter(|stamp| is_folder && stamp.has_settled(SystemTime::now()))
        && let Some(bytes) = encode(&(stamp, program))
    {
        // Not kept, it is read again.
        let _ = sealed::write(&cache.join(PROGRAM), PROGRAM_HEAD, &bytes);
    }
    Some(program)
}

impl Store {
    /// Opens what is kept in a cache folder by this program, which is named by its content. Nothing if the
    /// folder cannot be used, or another build is using it.
    pub fn open(cache: &Path, program: Fingerprint) -> Option<Store> {
        match facts(cache).ok()?.map(|facts| facts.sort) {
            Some(Sort::Folder) => {}
            Some(_) => return None,
            None => fs::create_dir(cache).ok()?,
        }
        // Before anything is read: a build that has just ended may have written it anew.
        let lock = Arc::new(open(&cache.join(LOCK))?);
        lock.try_lock().ok()?;
        let index = index(cache).filter(|index| index.program == program);
        let state = index.and_then(|index| State::of(cache, index, &lock));
        let state = state.or_else(|| State::empty(cache, 0, &lock))?;
        Some(Store(Arc::new(Inside { cache: cache.to_owned(), program, state: Mutex::new(state) })))
    }

    /// Keeps all of it for the next run. Of the steps in `complete` this build asked for everything it could make
    /// use of: what it did not ask for has been idle once more.
    pub fn close(&self, complete: &[Step]) {
        let mut state = self.state();
        if state.end(&self.0.cache, complete).is_none() {
            return;
        }
        let mut entries: Vec<_> = state.entries.iter().map(|(key, entry)| (*key, *entry)).collect();
        entries.sort_by_key(|(key, _)| *key);
        let index = Index { program: self.0.program, file: state.file, len: state.written, entries };
        let other = self.0.cache.join(VALUES[1 - state.file]);
        if write_index(&self.0.cache, &index).is_some() {
            let _ = fs::remove_file(other);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelf for Store {
    fn has(&self, key: Fingerprint) -> bool {
        self.state().use_again(key).is_some()
    }

    fn get(&self, key: Fingerprint) -> Option<Vec<u8>> {
        let mut state = self.state();
        let entry = state.use_again(key)?;
        let value = state
            .read(&self.0.cache, key, &entry)
            .ok()
            .filter(|value| Fingerprint::of(value) == entry.content);
        if value.is_none() {
            state.entries.remove(&key);
        }
        value
    }

    fn put(&self, step: Step, key: Fingerprint, value: &[u8]) -> bool {
        let Ok(len) = u32::try_from(value.len()) else { return false };
        let content = Fingerprint::of(value);
        let mut state = self.state();
        // Two threads may have made the same.
        if state.use_again(key).is_some_and(|entry| entry.content == content) {
            return true;
        }
        let Some(at) = state.add(value) else { return false };
        let at = Some(at);
        state.changed = true;
        state.entries.insert(key, Entry { at, len, content, step, idle: 0 });
        true
    }

    fn put_long(
        &self,
        step: Step,
        key: Fingerprint,
        write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) {
        let path = long(&self.0.cache, key);
        let unfinished = path.with_extension("new");
        let mut written = || {
            let _ = fs::remove_file(&unfinished);
            let file = OpenOptions::new().write(true).create_new(true).open(&unfinished)?;
            let mut to =
                Counted { to: BufWriter::with_capacity(BUFFER, file), hash: Hasher::default(), len: 0 };
            write(&mut to)?;
            to.flush()?;
            fs::rename(&unfinished, &path)?;
            Ok::<_, io::Error>((to.len, to.hash.fingerprint()))
        };
        let (len, content) = match written() {
            Ok((len, content)) if u32::try_from(len).is_ok() => (len as u32, content),
            _ => {
                let _ = fs::remove_file(&unfinished);
                return;
            }
        };
        let mut state = self.state();
        state.changed = true;
        state.entries.insert(key, Entry { at: None, len, content, step, idle: 0 });
    }
}

/// Writes, and knows what was written.
struct Counted<W> {
    to: W,
    hash: Hasher,
    len: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hash.add(&bytes[..written]);
        self.len += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

impl State {
    fn of(cache: &Path, index: Index, lock: &Arc<File>) -> Option<State> {
        let values = open(&cache.join(VALUES.get(index.file)?))?;
        let len = values.metadata().ok()?.len();
        if len < index.len {
            return None;
        }
        // What a build that died has added.
        values.set_len(index.len).ok()?;
        let mut entries: HashMap<_, _> = index.entries.into_iter().collect();
        let fits = |at: u64, len: u32| at.checked_add(u64::from(len)).is_some_and(|end| end <= index.len);
        entries.retain(|_, entry| entry.at.is_none_or(|at| fits(at, entry.len)));
        // Used again or not, it has been idle until somebody asks for it.
        entries.values_mut().for_each(|entry| entry.idle = entry.idle.saturating_add(1));
        let (file, written, unwritten) = (index.file, index.len, Vec::new());
        let (lock, full) = (Arc::clone(lock), false);
        Some(State { file, values, written, unwritten, entries, changed: false, full, lock })
    }

    fn empty(cache: &Path, file: usize, lock: &Arc<File>) -> Option<State> {
        let values = open(&cache.join(VALUES[file]))?;
        values.set_len(0).ok()?;
        let (entries, unwritten, lock) = (HashMap::new(), Vec::new(), Arc::clone(lock));
        Some(State { file, values, written: 0, unwritten, entries, changed: true, full: false, lock })
    }

    /// What is known of a value, which is not idle then.
    fn use_again(&mut self, key: Fingerprint) -> Option<Entry> {
        let entry = self.entries.get_mut(&key)?;
        self.changed |= entry.idle > 0;
        entry.idle = 0;
        Some(*entry)
    }

    /// Adds a value, and says where it stands; nothing if this disk takes no more.
    fn add(&mut self, value: &[u8]) -> Option<u64> {
        if self.full {
            return None;
        }
        let at = self.written + self.unwritten.len() as u64;
        self.unwritten.extend(value);
        if self.unwritten.len() >= BUFFER { self.flush().ok().map(|()| at) } else { Some(at) }
    }

    /// Writes what is not written yet; what cannot be, is forgotten, and nothing more is added in this run.
    fn flush(&mut self) -> io::Result<()> {
        let write = |values: &mut File| {
            values.seek(SeekFrom::Start(self.written))?;
            values.write_all(&self.unwritten)
        };
        let done = write(&mut self.values);
        match &done {
            Ok(()) => self.written += self.unwritten.len() as u64,
            Err(_) => {
                self.full = true;
                let end = self.written;
                self.entries.retain(|_, entry| entry.at.is_none_or(|at| at + u64::from(entry.len) <= end));
            }
        }
        self.unwritten.clear();
        done
    }

    fn read(&mut self, cache: &Path, key: Fingerprint, entry: &Entry) -> io::Result<Vec<u8>> {
        let Some(at) = entry.at else {
            let file = open_regular(&long(cache, key))?;
            let mut value = Vec::with_capacity(entry.len as usize);
            file.take(u64::from(entry.len) + 1).read_to_end(&mut value)?;
            return Ok(value);
        };
        if at + u64::from(entry.len) > self.written {
            self.flush()?;
        }
        let mut value = vec![0; entry.len as usize];
        self.values.seek(SeekFrom::Start(at))?;
        self.values.read_exact(&mut value)?;
        Ok(value)
    }

    /// Lets go what is idle, and writes all that is to be kept; nothing if there is nothing to be said anew.
    fn end(&mut self, cache: &Path, complete: &[Step]) -> Option<()> {
        let _ = self.flush();
        // Of the other steps, what was not asked for may be needed all the same.
        let others = self.entries.values_mut().filter(|entry| !complete.contains(&entry.step));
        others.for_each(|entry| entry.idle = entry.idle.saturating_sub(1));
        let before = self.entries.len();
        self.entries.retain(|key, entry| {
            let stays = entry.idle <= entry.step.spare_builds();
            if !stays && entry.at.is_none() {
                let _ = fs::remove_file(long(cache, *key));
            }
            stays
        });
        self.changed |= before != self.entries.len();
        let short = self.entries.values().filter(|entry| entry.at.is_some());
        let live: u64 = short.map(|entry| u64::from(entry.len)).sum();
        if self.written > live * 2 + SPARE_BYTES {
            self.gather(cache)?;
        }
        self.changed.then_some(())
    }

    /// Writes the values that are kept together, into the other file.
    fn gather(&mut self, cache: &Path) -> Option<()> {
        let mut other = State::empty(cache, 1 - self.file, &self.lock)?;
        let mut entries: Vec<_> = self.entries.iter().map(|(key, entry)| (*key, *entry)).collect();
        entries.sort_by_key(|(_, entry)| entry.at);
        for (key, entry) in entries {
            let at = match entry.at {
                Some(_) => Some(other.add(&self.read(cache, key, &entry).ok()?)?),
                None => None,
            };
            other.entries.insert(key, Entry { at, ..entry });
        }
        other.flush().ok()?;
        *self = other;
        Some(())
    }
}

/// Opens a file of ours, which is made if it is not there.
fn open(path: &Path) -> Option<File> {
    if facts(path).ok()?.is_some_and(|facts| facts.sort != Sort::File) {
        return None;
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    disk::without_following(&mut options);
    options.open(path).ok()
}

/// The index, if there is one and it is whole.
fn index(cache: &Path) -> Option<Index> {
    decode(&sealed::read(&cache.join(INDEX), HEAD)?)
}

fn write_index(cache: &Path, index: &Index) -> Option<()> {
    sealed::write(&cache.join(INDEX), HEAD, &encode(index)?)
}

/// The file of a long value.
fn long(cache: &Path, key: Fingerprint) -> PathBuf {
    cache.join(format!("{INDEX}-{key}"))
}
