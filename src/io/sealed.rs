//! Files that are there whole or not at all, and that say themselves whether they still are: a line that says
//! what they are, the fingerprint of the rest, and the rest.

use std::fs;
use std::path::Path;

use crate::fingerprint::Fingerprint;
use crate::io::disk::{Disk, RealDisk, Sort, facts};

/// The length of a fingerprint, in bytes.
const PRINT: usize = 16;

/// What such a file holds; nothing if it is not there, of another sort, or not as it was written.
pub(super) fn read(path: &Path, head: &[u8]) -> Option<Vec<u8>> {
    facts(path).ok()?.filter(|facts| facts.sort == Sort::File)?;
    let mut bytes = fs::read(path).ok()?;
    let (print, rest) = bytes.strip_prefix(head)?.split_at_checked(PRINT)?;
    if Fingerprint::of(rest).bytes() != print {
        return None;
    }
    bytes.drain(..head.len() + PRINT);
    Some(bytes)
}

/// Puts one in the place of what is there; nothing if that cannot be done.
pub(super) fn write(path: &Path, head: &[u8], rest: &[u8]) -> Option<()> {
    let unfinished = path.with_extension("new");
    let _ = fs::remove_file(&unfinished);
    let bytes = [head, Fingerprint::of(rest).bytes(), rest].concat();
    RealDisk.write(&unfinished, &bytes).ok()?;
    fs::rename(&unfinished, path).ok()
}
