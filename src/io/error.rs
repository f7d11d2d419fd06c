//! Why a site was not published, and the words for it. Exit codes are left to the commands.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why nothing was published. The output folder is as it was.
#[derive(Debug)]
pub enum PublishError {
    /// A page could not be made; the site has kept what was wrong with it.
    Unmade,
    /// Publishing would touch what is not retell's to touch. One sentence, with what to do.
    Refused(String),
    /// Another build is at work here.
    Locked {
        /// What it wrote about itself: "process 4711".
        holder: Option<String>,
    },
    /// The disk said no.
    Io {
        /// The file or folder it was about.
        path: PathBuf,
        /// What was tried: "write", "read", "exchange the output folder with".
        what: &'static str,
        /// What the system said.
        error: io::Error,
    },
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PublishError::Unmade => f.write_str("some pages could not be made"),
            PublishError::Refused(sentence) => f.write_str(sentence),
            PublishError::Locked { holder: Some(holder) } => {
                write!(f, "another build is at work here ({holder}); try again when it is done")
            }
            PublishError::Locked { holder: None } => {
                f.write_str("another build is writing to the same folder; try again when it is done")
            }
            PublishError::Io { path, what, error } => {
                write!(f, "could not {what} {}: {error}", shown(path))
            }
        }
    }
}

impl std::error::Error for PublishError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            PublishError::Io { error, .. } => Some(error),
            _ => None,
        }
    }
}

/// A path as messages show it: control characters are escaped.
pub(super) fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { c.escape_default().to_string() } else { c.to_string() })
        .collect();
    format!("`{text}`")
}

/// For `map_err`: says what was tried, and on what.
pub(super) fn failed(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> PublishError {
    let path = path.to_owned();
    move |error| PublishError::Io { path, what, error }
}
