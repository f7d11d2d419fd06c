//! A site's sources as they were read at one moment, and how two of them differ.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::diagnostic::Diagnostic;
use crate::io::read;
use crate::source::{Content, SourceFile, SourcePath, Sources};

/// Everything that was read, and when media was written, of which the bytes stay on the disk.
pub struct Look {
    /// The files.
    pub sources: Arc<Sources>,
    /// What was found while they were read.
    pub found: Vec<Diagnostic>,
    written: BTreeMap<SourcePath, Option<SystemTime>>,
}

impl Look {
    /// Notes what the sources themselves do not: when media was written.
    pub fn new(sources: Arc<Sources>, found: Vec<Diagnostic>) -> Look {
        let mut written = BTreeMap::new();
        for file in sources.iter() {
            if let Content::File { path, .. } = &file.content {
                let time = fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
                written.insert(file.path.clone(), time);
            }
        }
        Look { sources, found, written }
    }

    /// This look with some texts as they are on the disk now; nothing if more than the texts of files that
    /// were there may have changed.
    pub fn with_texts(&self, root: &Path, paths: &[PathBuf]) -> Option<Look> {
        let mut sources = Sources::clone(&self.sources);
        for path in paths {
            let inside: Vec<&str> =
                path.strip_prefix(root).ok()?.iter().map(|part| part.to_str()).collect::<Option<_>>()?;
            let known = self.sources.file(&SourcePath::new(&inside.join("/")))?;
            // Through a link it may be another file by now.
            let straight =
                path.ancestors().take_while(|above| *above != root).all(|above| !above.is_symlink());
            known.text().filter(|_| straight)?;
            sources.insert(known.with(Content::Text(read::text(path)?.into())));
        }
        let (found, written) = (self.found.clone(), self.written.clone());
        Some(Look { sources: Arc::new(sources), found, written })
    }

    /// The files that are new, gone, or other than they were; of those that could not be read,
    /// whether now or then, those of which something else is told.
    pub fn changed_since(&self, before: &Look) -> Vec<SourcePath> {
        let mut changed: Vec<SourcePath> = Vec::new();
        // Both are in the order of their paths.
        let mut then = before.sources.unlike(&self.sources).peekable();
        for file in self.sources.unlike(&before.sources) {
            while let Some(gone) = then.next_if(|other| other.path < file.path) {
                changed.push(gone.path.clone());
            }
            let other = then.next_if(|other| other.path == file.path);
            if !other.is_some_and(|other| same(file, other)) {
                changed.push(file.path.clone());
            }
        }
        changed.extend(then.map(|gone| gone.path.clone()));
        let told = |one: &Look, other: &Look| -> Vec<SourcePath> {
            let mut known: BTreeMap<Option<&SourcePath>, Vec<&Diagnostic>> = BTreeMap::new();
            for found in &other.found {
                known.entry(file_of(found)).or_default().push(found);
            }
            let is_new =
                |found: &&Diagnostic| !known.get(&file_of(found)).is_some_and(|known| known.contains(found));
            let new = one.found.iter().filter(is_new);
            new.map(|found| file_of(found).cloned().unwrap_or_else(|| SourcePath::new(""))).collect()
        };
        if self.written != before.written {
            let is_other =
                |(path, time): &(&SourcePath, &Option<SystemTime>)| before.written.get(path) != Some(time);
            changed.extend(self.written.iter().filter(is_other).map(|(path, _)| path.clone()));
        }
        changed.extend(told(self, before));
        changed.extend(told(before, self));
        changed.sort();
        changed.dedup();
        changed
    }

    /// Whether a file that had a text lost all of it, as happens for a moment while it is saved.
    pub fn has_emptied(&self, changed: &[SourcePath]) -> bool {
        changed.iter().any(|path| self.sources.text(path).is_some_and(|text| text.is_empty()))
    }
}

fn file_of(found: &Diagnostic) -> Option<&SourcePath> {
    found.span.as_ref().map(|span| &span.file)
}

/// Whether two files of one path hold the same, as far as it was read.
fn same(one: &SourceFile, other: &SourceFile) -> bool {
    let content = match (&one.content, &other.content) {
        // A file that was not read again is the same without being looked through.
        (Content::Text(one), Content::Text(other)) => Arc::ptr_eq(one, other) || one == other,
        (Content::Bytes(one), Content::Bytes(other)) => Arc::ptr_eq(one, other) || one == other,
        (Content::File { path, len }, Content::File { path: other, len: other_len }) => {
            path == other && len == other_len
        }
        _ => false,
    };
    content && one.pixels == other.pixels
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::catalog;

    #[test]
    fn many_findings_are_compared_in_linear_time() {
        let look = |numbers: std::ops::Range<usize>| {
            let path = |number| SourcePath::new(&format!("static/{number}"));
            let found = numbers.map(|number| catalog::unfit_link(&path(number), "leads nowhere"));
            Look::new(Arc::default(), found.collect())
        };
        let (before, now) = (look(0..40_000), look(1..40_001));
        let started = std::time::Instant::now();
        let changed = now.changed_since(&before);
        assert!(started.elapsed().as_secs() < 8, "it took {:?}", started.elapsed());
        let changed: Vec<&str> = changed.iter().map(SourcePath::as_str).collect();
        assert_eq!(changed, ["static/0", "static/40000"]);
    }
}
