//! Texts that are read when they are needed, of sites with more of them than one would hold in memory.
//!
//! A text is known by the fingerprint it had when the site was read. Whoever asks for it gets that text or
//! nothing: one that has been changed meanwhile is noted, and then the site cannot be made.

use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use crate::fingerprint::Fingerprint;
use crate::io::disk::{Stamp, open_again, stamp_of};
use crate::source::{Content, Left, Lost, SourceFile, SourcePath};

/// Markdown of a site is held in memory as long as it is no more than so many bytes, all together.
pub(super) const AT_HAND: u64 = 32 << 20;

/// A text on the disk.
#[derive(Debug)]
struct OnDisk {
    path: SourcePath,
    real: PathBuf,
    len: usize,
    // How the file was, where a system tells; as long as it is so, it need not be looked through.
    stamp: Option<Stamp>,
    fingerprint: Fingerprint,
    lost: Arc<Lost>,
}

/// The file without its text, if it is Markdown of the content: the text is read again by who needs it. What
/// cannot be read as it was is noted in `lost`.
pub(super) fn leave(file: SourceFile, real: PathBuf, stamp: Option<Stamp>, lost: &Arc<Lost>) -> SourceFile {
    let is_document = file.path.is_markdown() && file.path.as_str().starts_with("content/");
    let (Some(fingerprint), Content::Text(text), true) = (file.fingerprint(), &file.content, is_document)
    else {
        return file;
    };
    let (path, lost) = (file.path.clone(), Arc::clone(lost));
    let left = OnDisk { path, real, len: text.len(), stamp, fingerprint, lost };
    file.with(Content::Left(Arc::new(left)))
}

impl Left for OnDisk {
    fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    fn text(&self) -> Option<Arc<str>> {
        let text = self.read();
        if text.is_none() {
            self.lost.note(&self.path);
        }
        text
    }
}

impl OnDisk {
    fn read(&self) -> Option<Arc<str>> {
        let file = open_again(&self.real).ok()?;
        // With room for one byte more, so that the end shows in the same call.
        let mut text = String::with_capacity(self.len + 1);
        (&file).take(self.len as u64 + 1).read_to_string(&mut text).ok()?;
        // Looked at after reading: by then a write shows whose first byte was read.
        let same = self.stamp.is_some() && self.stamp == stamp_of(&file) && text.len() == self.len;
        (same || Fingerprint::of(text.as_bytes()) == self.fingerprint).then(|| text.into())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn left(real: PathBuf, text: &str, stamp: Option<Stamp>) -> (SourceFile, Arc<Lost>) {
        let lost = Arc::new(Lost::default());
        let file = SourceFile::new(SourcePath::new("content/a.md"), Content::Text(text.into()));
        (leave(file, real, stamp, &lost), lost)
    }

    #[test]
    fn a_text_left_on_the_disk_is_the_one_that_was_read_or_none() {
        let folder = tempfile::tempdir().unwrap();
        let real = folder.path().join("a.md");
        fs::write(&real, "The tide came in.").unwrap();
        let stamp = stamp_of(&open_again(&real).unwrap());
        assert!(stamp.is_some() || cfg!(not(unix)));
        let (file, lost) = left(real.clone(), "The tide came in.", stamp);
        assert_eq!(file.text().as_deref(), Some("The tide came in."));
        assert_eq!(file.fingerprint(), Some(Fingerprint::of(b"The tide came in.")));

        // Written anew with the same words, it is the same text by another stamp.
        fs::remove_file(&real).unwrap();
        fs::write(&real, "The tide came in.").unwrap();
        assert_eq!(file.text().as_deref(), Some("The tide came in."));
        assert_eq!(lost.take(), []);

        for other in ["The tide went out", "The tide came in. And out.", ""] {
            fs::write(&real, other).unwrap();
            assert_eq!(file.text(), None, "{other:?}");
        }
        fs::remove_file(&real).unwrap();
        assert_eq!(file.text(), None);
        assert!(lost.is_any());
        assert_eq!(lost.take(), [SourcePath::new("content/a.md")]);
        assert!(lost.is_any(), "told once, it is lost all the same");
    }

    #[test]
    fn what_is_no_document_stays_in_memory() {
        let lost = Arc::new(Lost::default());
        let text = |path: &str| SourceFile::new(SourcePath::new(path), Content::Text("x".into()));
        for path in ["retell.toml", "content/library/a.bib", "themes/own/templates/a.md"] {
            let file = leave(text(path), PathBuf::from("/nowhere"), None, &lost);
            assert!(matches!(file.content, Content::Text(_)), "{path}");
        }
    }
}
