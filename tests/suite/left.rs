//! Texts of a large site are read again when they are needed: the site is the same one, and if a text has been
//! changed meanwhile there is none.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use retell::diagnostic::codes;
use retell::fingerprint::Fingerprint;
use retell::io::memo::Store;
use retell::memo::{Memo, Step};
use retell::pipeline::Memory;
use retell::source::{Content, Left, Lost, SourcePath, Sources};

use crate::little_site::{self, LittleSite};

/// A text that can be read so many times, all texts of the site together, before somebody changes it.
#[derive(Debug)]
struct Changing {
    path: SourcePath,
    text: Arc<str>,
    reads: Arc<AtomicUsize>,
    changed_at: usize,
    lost: Arc<Lost>,
}

impl Left for Changing {
    fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(self.text.as_bytes())
    }

    fn text(&self) -> Option<Arc<str>> {
        if self.reads.fetch_add(1, Ordering::SeqCst) == self.changed_at {
            self.lost.note(&self.path);
            return None;
        }
        Some(Arc::clone(&self.text))
    }
}

/// The files of a site with all Markdown left where it is, and how often that was read.
fn left(site: &LittleSite, changed_at: usize) -> (Sources, Arc<AtomicUsize>) {
    let mut sources = site.sources();
    let reads = Arc::new(AtomicUsize::new(0));
    let texts: Vec<_> = sources.below("content/").filter(|file| file.path.is_markdown()).cloned().collect();
    for file in texts {
        let (path, text) = (file.path.clone(), file.text().unwrap());
        let (reads, lost) = (Arc::clone(&reads), Arc::clone(sources.lost()));
        let changing = Changing { path, text, reads, changed_at, lost };
        sources.insert(file.with(Content::Left(Arc::new(changing))));
    }
    (sources, reads)
}

#[test]
fn texts_that_are_not_in_memory_make_the_same_site() {
    for (name, site) in little_site::all().iter().step_by(3) {
        let cold = site.build();
        let from_the_disk = site.build_from(left(site, usize::MAX).0, &Arc::default());
        assert_eq!(from_the_disk.found, cold.found, "{name}");
        assert!(from_the_disk.files == cold.files, "{name}");
    }
}

#[test]
fn a_text_that_changes_meanwhile_keeps_the_site_from_being_made_and_leaves_nothing_wrong_behind() {
    let sites = little_site::all();
    for (name, site) in sites.iter().filter(|(_, site)| site.build().files.len() > 40).step_by(12) {
        let cold = site.build();
        let cache = tempfile::tempdir().unwrap();
        let run = |sources: Sources| {
            let store = Store::open(cache.path(), Fingerprint::of(b"this program")).expect("a cache folder");
            let built = site.build_from(sources, &Arc::new(Memory::with(Arc::new(Memo::on(store.clone())))));
            store.close(&Step::ALL);
            // Without the site, which would keep the next run from the cache folder.
            (built.found, built.files)
        };
        let (sources, reads) = left(site, usize::MAX);
        let texts = sources.below("content/").filter(|file| file.path.is_markdown()).count();
        site.build_from(sources, &Arc::default());
        // How often a text is read for its pages and feeds differs: two threads may make the same at once.
        for changed_at in (0..reads.load(Ordering::SeqCst)).step_by(5).chain([texts]) {
            let (sources, reads) = left(site, changed_at);
            let (found, files) = run(sources);
            let is_lost = reads.load(Ordering::SeqCst) > changed_at;
            let is_told = found.iter().any(|found| found.code == &codes::UNREADABLE);
            assert_eq!(is_told, is_lost, "{name}, {changed_at}: {found:?}");
            assert!(is_lost || files == cold.files, "{name}, {changed_at}");
            assert!(
                is_lost || changed_at > texts,
                "{name}, {changed_at}: each is read to be parsed, then for its page"
            );
            let (found, files) = run(site.sources());
            assert_eq!(found, cold.found, "{name}, after {changed_at}");
            assert!(files == cold.files, "{name}, after {changed_at}");
            // As on another machine, so that all is read again.
            let _ = std::fs::remove_file(cache.path().join("memo"));
        }
    }
}
