//! What retell leaves in an output folder to know its own files again.
//!
//! The marker holds the fingerprints of the paths retell wrote, never the paths: it is published
//! with the site, and some pages are unlisted.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;

use crate::fingerprint::Fingerprint;
use crate::io::disk::{Disk, Sort};
use crate::io::error::{PublishError, failed};
use crate::output::OutputPath;

/// The marker's name in the output folder.
pub const SITE: &str = ".retell-site";

/// In a folder that is being filled, the file that is made first and removed last; also the name
/// of such a folder inside an output folder that cannot be exchanged.
pub const STAGE: &str = ".retell-stage";

const HEADER: &str = "retell-site 1";
const CHECK: &str = "= ";
/// More than a million pages' worth.
const LONGEST: u64 = 64_000_000;

/// The paths retell wrote, by their fingerprints.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marker(BTreeSet<Fingerprint>);

/// What a folder says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// It has no marker.
    None,
    /// It has one, but not as retell wrote it.
    Damaged,
    /// retell made it.
    Ours(Marker),
}

impl Marker {
    /// The marker of a site with these paths.
    pub fn of(paths: &[OutputPath]) -> Marker {
        Marker(paths.iter().map(|path| Fingerprint::of(path.as_str().as_bytes())).collect())
    }

    /// Everything either of two markers holds.
    pub fn and(&self, other: &Marker) -> Marker {
        Marker(self.0.union(&other.0).copied().collect())
    }

    /// Whether it holds a path, relative to the output folder. A name that no site can have is in
    /// no marker.
    pub fn holds(&self, relative: &Path) -> bool {
        let parts: Option<Vec<&str>> = relative.iter().map(|part| part.to_str()).collect();
        // Through `OutputPath`, because some file systems give names back in another Unicode form.
        let path = parts.and_then(|parts| OutputPath::new(&parts.join("/")).ok());
        path.is_some_and(|path| self.0.contains(&Fingerprint::of(path.as_str().as_bytes())))
    }

    /// The marker as it stands in the file.
    pub fn print(&self) -> String {
        let mut text = String::with_capacity(HEADER.len() + 33 * self.0.len() + 36);
        text.push_str(HEADER);
        text.push('\n');
        for fingerprint in &self.0 {
            text.push_str(&fingerprint.to_string());
            text.push('\n');
        }
        let check = Fingerprint::of(text.as_bytes());
        text.push_str(&format!("{CHECK}{check}\n"));
        text
    }

    /// Reads it back; `None` if it is not exactly what [`Marker::print`] wrote.
    pub fn parse(text: &str) -> Option<Marker> {
        let (inner, last) = text.strip_suffix('\n')?.rsplit_once('\n')?;
        let check = Fingerprint::parse(last.strip_prefix(CHECK)?)?;
        if Fingerprint::of(&text.as_bytes()[..inner.len() + 1]) != check {
            return None;
        }
        let mut lines = inner.split('\n');
        if lines.next() != Some(HEADER) {
            return None;
        }
        lines.map(Fingerprint::parse).collect::<Option<_>>().map(Marker)
    }

    /// Reads the marker in a folder.
    pub fn look(folder: &Path, disk: &impl Disk) -> Result<Claim, PublishError> {
        let path = folder.join(SITE);
        match disk.facts(&path).map_err(failed("look at", &path))? {
            None => return Ok(Claim::None),
            Some(facts) if facts.sort != Sort::File || facts.len > LONGEST => return Ok(Claim::Damaged),
            Some(_) => {}
        }
        let mut bytes = Vec::new();
        let file = disk.open(&path).map_err(failed("open", &path))?;
        file.take(LONGEST).read_to_end(&mut bytes).map_err(failed("read", &path))?;
        let marker = std::str::from_utf8(&bytes).ok().and_then(Marker::parse);
        Ok(marker.map_or(Claim::Damaged, Claim::Ours))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_is_read_back_as_it_was_and_not_at_all_if_anything_changed() {
        let paths = ["index.html", "secret/index.html"].map(|path| OutputPath::new(path).unwrap());
        let marker = Marker::of(&paths);
        let text = marker.print();
        assert_eq!(Marker::parse(&text), Some(marker.clone()));
        assert!(!text.contains("secret"));
        assert!(marker.holds(Path::new("secret/index.html")) && !marker.holds(Path::new("other")));
        for cut in 0..text.len() {
            assert_eq!(Marker::parse(&text[..cut]), None, "cut after {cut} bytes");
        }
        assert_eq!(Marker::parse(&text.replacen("retell-site 1", "retell-site 2", 1)), None);
    }
}
