//! Texts of a large site are read again when they are needed: the site is the same one, and if a text has been
//! changed meanwhile there is none.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use retell::diagnostic::codes;
use retell::fingerprint::Fingerprint;
use retell::memo::{Memo, Step};
use retell::pipeline::Memory;
use retell::source::{Content, Left, Lost, SourcePath, Sources};

use crate::commands::{Site, same};
use crate::little_site::{self, LittleSite};
use crate::rebuild::store;

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
    let large: Vec<_> = sites.iter().filter(|(_, site)| site.build().files.len() > 40).step_by(12).collect();
    assert!(!large.is_empty());
    for (name, site) in large {
        let cold = site.build();
        let cache = tempfile::tempdir().unwrap();
        let run = |sources: Sources| {
            let store = store(cache.path());
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

#[test]
fn a_folder_with_much_markdown_is_built_as_one_with_little_and_its_mistakes_are_shown_where_they_are() {
    let site = Site::small();
    site.write(
        "retell.toml",
        "title = \"Ebb\"\nbase_url = \"https://ebb.example/\"\n[search]\nenabled = true\n[check.severity]\nbroken-link = \"warning\"\n",
    );
    let story = site.read("content/stories/ferry.md");
    site.write("content/stories/ferry.md", &format!("{story}\n## Then\n\nIt went [away](nowhere.md).\n"));
    let build = || site.run(&["build", "--now", "2026-06-01"]).ends_with(0);
    let of_little = build();
    let (files, told) = (site.files("public"), of_little.out);
    assert!(told.contains("It went [away](nowhere.md)."), "{told}");
    // A file to be copied counts as well, and takes no time to be understood.
    let heap = " ".repeat(33 << 20);
    site.write("static/heap.md", &heap);
    std::fs::remove_dir_all(site.path().join(".retell")).unwrap();
    let of_much = build();
    let mut more = site.files("public");
    assert!(more.remove(Path::new("heap.md")).is_some_and(|copy| copy == heap.as_bytes()));
    more.remove(Path::new(".retell-site"));
    let files = files.into_iter().filter(|(path, _)| path != Path::new(".retell-site")).collect();
    same(&more, &files, "a heap of Markdown");
    assert_eq!(of_much.out, told);
}
