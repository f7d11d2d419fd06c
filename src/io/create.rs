//! Makes a new source file, for the commands that begin something; never touches one that is there.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// Creates a file below a folder, and the folders on the way.
///
/// # Errors
///
/// `AlreadyExists` if there is something of that name; else what the system says.
pub fn create(folder: &Path, path: &str, bytes: impl AsRef<[u8]>) -> io::Result<()> {
    let path = folder.join(path);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut file = fs::File::create_new(&path)?;
    file.write_all(bytes.as_ref())?;
    file.sync_all()
}
