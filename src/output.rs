//! What `io` may know of a site: its paths, and the bytes of each on request.
//!
//! An [`OutputPath`] cannot name a place outside the output folder. Which paths a site has, and
//! what they hold, is decided far above.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use crate::fingerprint::Fingerprint;
use crate::picture::Making;
use crate::url::{check_path, composed};

/// A file's path below the output folder: checked parts with `/` between, in Unicode's form NFC.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputPath(Arc<str>);

impl OutputPath {
    /// Checks a path. The error is one sentence's end: "it …".
    pub fn new(path: &str) -> Result<OutputPath, String> {
        let path = composed(path);
        check_path(&path)?;
        Ok(OutputPath(path.into()))
    }

    /// The whole path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What two paths share if some file system takes them for one: case and Unicode form folded.
    pub fn folded(&self) -> String {
        if self.0.is_ascii() { self.0.to_ascii_lowercase() } else { self.0.to_lowercase().nfc().collect() }
    }
}

impl fmt::Display for OutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for OutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What stands at a path.
#[derive(Debug, Clone)]
pub enum Artifact {
    /// These bytes.
    Bytes(Arc<[u8]>),
    /// The bytes of a file on the disk, by its absolute path.
    Copy(PathBuf),
    /// A picture that is made of another, when it is asked for.
    Picture(Picture),
}

/// A picture to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Of what: a file on the disk, by its absolute path.
    pub from: PathBuf,
    /// How.
    pub making: Making,
}

/// A site as `io` sees it.
pub trait Output: Sync {
    /// Every path of the site whose name is known from the outset, each once, in order.
    fn paths(&self) -> Vec<OutputPath>;

    /// Every other path, each once, in order. These are named by what stands there, and so all of
    /// it is made when they are asked for the first time, which may take seconds.
    ///
    /// # Errors
    ///
    /// As for [`Output::artifact`].
    fn later(&self) -> Result<Vec<OutputPath>, Unmade> {
        Ok(Vec::new())
    }

    /// Whether a path may be one of those that [`Output::later`] names: what can be said at once.
    fn may_come_later(&self, path: &OutputPath) -> bool {
        let _ = path;
        false
    }

    /// What is known of a path before it is made: as long as this is the same, so is what stands there, within
    /// one stretch of time in which the clock changes nothing. Nothing if that cannot be said.
    fn key(&self, path: &OutputPath) -> Option<Fingerprint> {
        let _ = path;
        None
    }

    /// The same for all paths that [`Output::later`] names together, and for which these are.
    fn key_of_later(&self) -> Option<Fingerprint> {
        None
    }

    /// Whether there was something to tell of what was made for a path, and so it has to be made again for that
    /// to be told again.
    fn is_told_of(&self, path: &OutputPath) -> bool {
        let _ = path;
        false
    }

    /// What stands at one of these paths. Rendered when asked for, from any thread.
    ///
    /// # Errors
    ///
    /// A page that could not be made. What was wrong with it has been kept by the site, which
    /// tells it after all paths have been asked for; nothing may be published.
    fn artifact(&self, path: &OutputPath) -> Result<Artifact, Unmade>;
}

/// An artifact could not be made; the site knows why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unmade;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_leaves_its_folder_cannot_be_made() {
        for bad in [
            "../x",
            "a/../b",
            "/etc/passwd",
            "a//b",
            "",
            "a/./b",
            "a\\b",
            "c:x",
            "a\u{202e}b",
            "a\0b",
            "x./y",
            "CON.html",
        ] {
            assert!(OutputPath::new(bad).is_err(), "{bad:?} passed");
        }
    }

    #[test]
    fn two_unicode_forms_of_one_name_are_one_path() {
        let composed = OutputPath::new("caf\u{e9}/index.html").unwrap();
        let decomposed = OutputPath::new("cafe\u{301}/index.html").unwrap();
        assert_eq!(composed, decomposed);
        assert_eq!(composed.folded(), OutputPath::new("CAF\u{c9}/Index.html").unwrap().folded());
    }
}
