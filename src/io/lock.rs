//! One build at a time: a second one waits a while, then says who holds the lock.
//!
//! The lock is the system's own on an open file. It ends with the process that holds it, however
//! that ends, so no lock is ever stale; the file itself stays.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Duration;

use crate::io::disk::{self, Facts, Sort};
use crate::io::error::{PublishError, failed, shown};

const PAUSE: Duration = Duration::from_millis(20);

/// Held locks; they end when this is dropped.
#[derive(Debug)]
pub struct Lock {
    _files: Vec<File>,
}

impl Lock {
    /// Locks the cache folder of a site, which is made if need be.
    pub fn take(cache: &Path, patience: Duration) -> Result<Lock, PublishError> {
        match disk::facts(cache).map_err(failed("look at", cache))? {
            None => match std::fs::create_dir(cache) {
                Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
                    return Err(failed("make", cache)(error));
                }
                _ => {}
            },
            Some(facts) if facts.sort == Sort::Folder => {}
            // A link here could make retell write anywhere.
            Some(_) => {
                return Err(PublishError::Refused(format!(
                    "{} is no folder, so it cannot be retell's cache; remove it",
                    shown(cache)
                )));
            }
        }
        let path = cache.join("lock");
        if disk::facts(&path).map_err(failed("look at", &path))?.is_some_and(|facts| facts.sort != Sort::File)
        {
            return Err(PublishError::Refused(format!(
                "{} is no regular file, so it cannot be retell's lock; remove it",
                shown(&path)
            )));
        }
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        disk::without_following(&mut options);
        let mut file = options.open(&path).map_err(failed("open", &path))?;
        if Facts::of(&file.metadata().map_err(failed("look at", &path))?).sort != Sort::File {
            return Err(PublishError::Refused(format!("{} is no regular file", shown(&path))));
        }
        if !wait(&file, patience).map_err(failed("lock", &path))? {
            let mut holder = String::new();
            // A name that cannot be read is no reason to say less than that there is one.
            let _ = (&file).take(80).read_to_string(&mut holder);
            let holder = holder.trim().parse::<u32>().ok().map(|id| format!("process {id}"));
            return Err(PublishError::Locked { holder });
        }
        let mut sign = || -> std::io::Result<()> {
            file.set_len(0)?;
            file.seek(SeekFrom::Start(0))?;
            writeln!(file, "{}", std::process::id())
        };
        sign().map_err(failed("write", &path))?;
        Ok(Lock { _files: vec![file] })
    }

    /// Also locks the folder the output stands in, for builds of other sites to the same output,
    /// whose caches are elsewhere.
    pub fn also(mut self, parent: &Path, patience: Duration) -> Result<Lock, PublishError> {
        // Not every file system locks folders; the cache's lock is there in any case.
        if let Ok(folder) = File::open(parent) {
            if let Ok(false) = wait(&folder, patience) {
                return Err(PublishError::Locked { holder: None });
            }
            self._files.push(folder);
        }
        Ok(self)
    }
}

/// Whether the file could be locked within that time.
fn wait(file: &File, patience: Duration) -> std::io::Result<bool> {
    let mut waited = Duration::ZERO;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::Error(error)) => return Err(error),
            Err(TryLockError::WouldBlock) if waited >= patience => return Ok(false),
            Err(TryLockError::WouldBlock) => {
                std::thread::sleep(PAUSE);
                waited += PAUSE;
            }
        }
    }
}
