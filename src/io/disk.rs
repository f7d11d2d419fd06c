//! The few calls that publishing makes of a disk, and the disk that is real.
//!
//! Tests put a disk in its place that fails or dies at a chosen call. Every call here either
//! happens or does not; what they add up to is decided in `write`. The one home of `rustix`.

use std::ffi::OsString;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

/// What stands at a path, the path itself not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// A named pipe, socket or device.
    Other,
}

/// What a disk knows of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// What it is.
    pub sort: Sort,
    /// Its length in bytes.
    pub len: u64,
    /// Device and number, which two names of one file share; nothing where a system has none.
    pub identity: Option<(u64, u64)>,
    /// When its bytes, names or rights last changed, in seconds and nanoseconds, which no program can set;
    /// nothing where a system does not tell.
    pub changed: Option<(i64, i64)>,
}

impl Facts {
    /// What the system says of a path.
    pub fn of(metadata: &Metadata) -> Facts {
        let kind = metadata.file_type();
        let sort = if kind.is_symlink() {
            Sort::Link
        } else if kind.is_dir() {
            Sort::Folder
        } else if kind.is_file() {
            Sort::File
        } else {
            Sort::Other
        };
        let (identity, changed) = known_by(metadata);
        Facts { sort, len: metadata.len(), identity, changed }
    }

    /// What tells a file from what it was and from others; nothing where a system does not tell enough.
    pub fn stamp(&self) -> Option<Stamp> {
        Some(Stamp { identity: self.identity?, len: self.len, changed: self.changed? })
    }

    /// The device it lies on.
    pub fn device(&self) -> Option<u64> {
        self.identity.map(|(device, _)| device)
    }
}

/// By what a file is known to be the one that it was: as long as this is the same, so are its bytes, except
/// that a file may change twice within one tick of the system's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    identity: (u64, u64),
    len: u64,
    changed: (i64, i64),
}

impl Stamp {
    /// The length of the file in bytes.
    pub fn bytes(&self) -> u64 {
        self.len
    }

    /// Whether the file has been as it is for some time, so that another change would show.
    pub fn has_settled(&self, now: SystemTime) -> bool {
        let changed = SystemTime::UNIX_EPOCH + Duration::from_secs(self.changed.0.max(0) as u64);
        now.duration_since(changed).is_ok_and(|age| age > YOUNG)
    }
}

/// A file younger than this may change again without another time, length or stamp: the ticks of some systems
/// are long.
pub(super) const YOUNG: Duration = Duration::from_secs(2);

/// [`Facts::identity`] and [`Facts::changed`].
type KnownBy = (Option<(u64, u64)>, Option<(i64, i64)>);

#[cfg(unix)]
fn known_by(metadata: &Metadata) -> KnownBy {
    use std::os::unix::fs::MetadataExt;
    (Some((metadata.dev(), metadata.ino())), Some((metadata.ctime(), metadata.ctime_nsec())))
}

#[cfg(not(unix))]
fn known_by(_: &Metadata) -> KnownBy {
    (None, None)
}

/// A disk, as publishing sees it.
pub trait Disk: Sync {
    /// What stands at the path, or `None` if nothing does. Follows no link at its end.
    fn facts(&self, path: &Path) -> io::Result<Option<Facts>>;
    /// The names in a folder, sorted.
    fn list(&self, folder: &Path) -> io::Result<Vec<OsString>>;
    /// What is in a folder, by name: as [`Disk::list`] and [`Disk::facts`] of each tell. What is gone in between
    /// is left out.
    fn entries(&self, folder: &Path) -> io::Result<Vec<(OsString, Facts)>> {
        let known = |name: OsString| {
            let facts = self.facts(&folder.join(&name)).transpose()?;
            Some(facts.map(|facts| (name, facts)))
        };
        self.list(folder)?.into_iter().filter_map(known).collect()
    }
    /// Opens a regular file for reading; anything else is an error.
    fn open(&self, file: &Path) -> io::Result<File>;
    /// Makes a file that was not there.
    fn write(&self, new: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Makes a file that was not there, from another's bytes.
    fn copy(&self, from: &mut File, new: &Path) -> io::Result<()>;
    /// Gives a file (or symbolic link) a second name.
    fn link(&self, from: &Path, new: &Path) -> io::Result<()>;
    /// Makes a folder that was not there, in one that is.
    fn make_folder(&self, new: &Path) -> io::Result<()>;
    /// Gives `to` the permissions of `from`.
    fn copy_mode(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file or symbolic link.
    fn remove_file(&self, file: &Path) -> io::Result<()>;
    /// Removes an empty folder.
    fn remove_folder(&self, folder: &Path) -> io::Result<()>;
    /// Renames; a file at `to` is replaced in the same instant, and so is an empty folder by a
    /// folder.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Exchanges two folders in one instant.
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()>;
    /// Returns when everything below the folder would survive a power cut.
    fn sync_all(&self, folder: &Path) -> io::Result<()>;
    /// Returns when the names in this one folder would survive a power cut.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
}

/// The disk of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn facts(&self, path: &Path) -> io::Result<Option<Facts>> {
        facts(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        let mut names: Vec<OsString> =
            fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<_>>()?;
        names.sort();
        Ok(names)
    }

    fn entries(&self, folder: &Path) -> io::Result<Vec<(OsString, Facts)>> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            // Looked up in the folder that is open, and not from the root on.
            match entry.metadata() {
                Ok(metadata) => entries.push((entry.file_name(), Facts::of(&metadata))),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        entries.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(entries)
    }

    fn open(&self, file: &Path) -> io::Result<File> {
        open_regular(file)
    }

    fn write(&self, new: &Path, bytes: &[u8]) -> io::Result<()> {
        OpenOptions::new().write(true).create_new(true).open(new)?.write_all(bytes)
    }

    fn copy(&self, from: &mut File, new: &Path) -> io::Result<()> {
        let mut to = OpenOptions::new().write(true).create_new(true).open(new)?;
        io::copy(from, &mut to).map(|_| ())
    }

    fn link(&self, from: &Path, new: &Path) -> io::Result<()> {
        fs::hard_link(from, new)
    }

    fn make_folder(&self, new: &Path) -> io::Result<()> {
        fs::create_dir(new)
    }

    fn copy_mode(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::set_permissions(to, fs::symlink_metadata(from)?.permissions())
    }

    fn remove_file(&self, file: &Path) -> io::Result<()> {
        fs::remove_file(file)
    }

    fn remove_folder(&self, folder: &Path) -> io::Result<()> {
        fs::remove_dir(folder)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        exchange(one, other)
    }

    fn sync_all(&self, folder: &Path) -> io::Result<()> {
        sync_all(folder)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        sync_folder(folder)
    }
}

/// As [`Disk::facts`], on the real disk.
pub(super) fn facts(path: &Path) -> io::Result<Option<Facts>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(Facts::of(&metadata))),
        // ENOTDIR: a file stands where the path needs a folder, so nothing stands at the path.
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Opens a regular file for reading. The path is looked at before it is opened and the file
/// again after, because opening a pipe would wait, opening a device may do anything, and the path
/// may have changed in between.
pub(super) fn open_regular(path: &Path) -> io::Result<File> {
    let unfit = || io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file");
    let before = Facts::of(&fs::symlink_metadata(path)?);
    if before.sort != Sort::File {
        return Err(unfit());
    }
    let file = open_again(path)?;
    let after = Facts::of(&file.metadata()?);
    if after.sort != Sort::File || after.identity != before.identity {
        return Err(unfit());
    }
    Ok(file)
}

/// Opens a file that has been looked at before. The path is not looked at again: whether it is the file that was
/// meant, its stamp or its bytes must tell.
pub(super) fn open_again(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    without_following(&mut options);
    options.open(path)
}

/// The stamp of an open file as it is now.
pub(super) fn stamp_of(file: &File) -> Option<Stamp> {
    Facts::of(&file.metadata().ok()?).stamp()
}

/// Neither follows a link at the path's end nor waits for the other end of a pipe.
#[cfg(unix)]
pub(super) fn without_following(options: &mut OpenOptions) {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits() as i32);
}

/// Neither follows a link at the path's end nor waits for the other end of a pipe.
#[cfg(not(unix))]
pub(super) fn without_following(_: &mut OpenOptions) {}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn sync_all(folder: &Path) -> io::Result<()> {
    // Once for the whole file system: one fsync for each file costs milliseconds each.
    Ok(rustix::fs::syncfs(File::open(folder)?)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn sync_all(folder: &Path) -> io::Result<()> {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                // Windows flushes only what is open for writing; nothing is written here.
                OpenOptions::new().read(true).write(cfg!(windows)).open(entry.path())?.sync_all()?;
            }
        }
        sync_folder(&folder)?;
    }
    Ok(())
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    // Windows has no call for it; its file systems write names in order.
    Ok(())
}
