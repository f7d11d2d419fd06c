//! The promises of publishing, on a disk that fails and dies at every possible moment.

// Longer than 600 lines: each promise under each fault; the disk that fails is shared by all.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tempfile::TempDir;

use super::disk::Facts;
use super::{Disk, PublishError, Published, RealDisk, Target, Workshop, write};
use crate::io::record::Before;
use crate::io::tree;
use crate::output::{Artifact, Output, OutputPath, Picture, Unmade};
use crate::picture::{Making, made};

/// Publishes where nothing is known of what was published before, and makes sure that what is said of the output
/// folder is what stands there.
fn publish(site: &impl Output, target: &Target, disk: &impl Disk) -> Result<Published, PublishError> {
    publish_and_tell(site, target, disk, &|_, _| {})
}

fn publish_and_tell(
    site: &impl Output,
    target: &Target,
    disk: &impl Disk,
    tell: &(dyn Fn(usize, usize) + Sync),
) -> Result<Published, PublishError> {
    let (before, workshop) = (Before::default(), Workshop::default());
    let (published, left) = write::publish(site, &before, target, &workshop, disk, tell)?;
    if let Some(left) = left.0 {
        assert_eq!(left, tree::scan(&target.output, &RealDisk).unwrap().files);
    }
    Ok(published)
}

// ── Sites ────────────────────────────────────────────────────────────────────────────────────

/// A site that is a plain map; a page without bytes cannot be made.
#[derive(Clone, Default)]
struct Plain(BTreeMap<OutputPath, Option<Artifact>>);

impl Plain {
    fn with(mut self, path: &str, text: &str) -> Plain {
        let bytes = Artifact::Bytes(text.as_bytes().into());
        self.0.insert(OutputPath::new(path).unwrap(), Some(bytes));
        self
    }

    fn with_copy(mut self, path: &str, of: &Path) -> Plain {
        self.0.insert(OutputPath::new(path).unwrap(), Some(Artifact::Copy(of.to_owned())));
        self
    }

    fn with_picture(mut self, path: &str, of: &Path) -> Plain {
        let picture = Picture { from: of.to_owned(), making: Making::Clean };
        self.0.insert(OutputPath::new(path).unwrap(), Some(Artifact::Picture(picture)));
        self
    }

    fn with_broken(mut self, path: &str) -> Plain {
        self.0.insert(OutputPath::new(path).unwrap(), None);
        self
    }

    /// What its output folder holds, apart from the marker.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let bytes = |artifact: &Option<Artifact>| match artifact {
            Some(Artifact::Bytes(bytes)) => bytes.to_vec(),
            Some(Artifact::Copy(path)) => fs::read(path).unwrap(),
            Some(Artifact::Picture(picture)) => made(&fs::read(&picture.from).unwrap(), &picture.making),
            None => Vec::new(),
        };
        self.0.iter().map(|(path, artifact)| (path.to_string(), bytes(artifact))).collect()
    }
}

impl Output for Plain {
    fn paths(&self) -> Vec<OutputPath> {
        self.0.keys().cloned().collect()
    }

    fn artifact(&self, path: &OutputPath) -> Result<Artifact, Unmade> {
        self.0[path].clone().ok_or(Unmade)
    }
}

/// A site with files whose names are known late, or that cannot be made at all.
struct Later(Plain, Option<Plain>);

impl Output for Later {
    fn paths(&self) -> Vec<OutputPath> {
        self.0.paths()
    }

    fn later(&self) -> Result<Vec<OutputPath>, Unmade> {
        self.1.as_ref().map(Plain::paths).ok_or(Unmade)
    }

    fn artifact(&self, path: &OutputPath) -> Result<Artifact, Unmade> {
        let later = self.1.as_ref().filter(|later| later.0.contains_key(path));
        later.unwrap_or(&self.0).artifact(path)
    }
}

/// Ten files more than there are stories; from one to the other some stay, change, come, go, and twice a file and a folder
/// change places.
fn two_sites(stories: usize) -> (Plain, Plain) {
    let (mut old, mut new) = (Plain::default(), Plain::default());
    for n in 0..stories {
        let path = format!("stories/{n}/index.html");
        old = old.with(&path, &format!("story {n}"));
        new = new.with(&path, &if n < 4 { format!("Story {n}") } else { format!("story {n}") });
    }
    for n in 0..4 {
        old = old.with(&format!("old/{n}/index.html"), "to go");
        new = new.with(&format!("new/{n}/index.html"), "to come");
    }
    old = old.with("index.html", "home").with("turn", "a file").with("back/index.html", "in a folder");
    new = new.with("index.html", "Home").with("turn/index.html", "in a folder").with("back", "a file");
    (old.with("feed.xml", "<old/>"), new.with("feed.xml", "<new/>"))
}

// ── Disks ────────────────────────────────────────────────────────────────────────────────────

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Trouble {
    None,
    /// This call fails, all others work.
    FailAt(usize),
    /// This call that changes something is cut short, and no later one works.
    DieAt(usize),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Lacks {
    exchange: bool,
    links: bool,
}

/// The real disk with trouble. It waits for no power cut: that would only take time.
struct Troubled {
    trouble: Trouble,
    lacks: Lacks,
    calls: AtomicUsize,
    changes: AtomicUsize,
}

impl Troubled {
    fn new(trouble: Trouble, lacks: Lacks) -> Troubled {
        Troubled { trouble, lacks, calls: AtomicUsize::new(0), changes: AtomicUsize::new(0) }
    }

    fn quiet() -> Troubled {
        Troubled::new(Trouble::None, Lacks::default())
    }

    fn look(&self) -> io::Result<()> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst);
        match self.trouble {
            Trouble::FailAt(at) if at == call => Err(io::Error::other("injected")),
            Trouble::DieAt(at) if self.changes.load(Ordering::SeqCst) > at => Err(io::Error::other("dead")),
            _ => Ok(()),
        }
    }

    /// Gives whether this change is the one cut short.
    fn change(&self) -> io::Result<bool> {
        self.look()?;
        let change = self.changes.fetch_add(1, Ordering::SeqCst);
        Ok(self.trouble == Trouble::DieAt(change))
    }

    fn unless_cut(&self, change: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        if self.change()? { Err(io::Error::other("died")) } else { change() }
    }
}

impl Disk for Troubled {
    fn facts(&self, path: &Path) -> io::Result<Option<Facts>> {
        self.look()?;
        RealDisk.facts(path)
    }
    fn list(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        self.look()?;
        RealDisk.list(folder)
    }
    fn open(&self, file: &Path) -> io::Result<File> {
        self.look()?;
        RealDisk.open(file)
    }
    fn write(&self, new: &Path, bytes: &[u8]) -> io::Result<()> {
        if self.change()? {
            RealDisk.write(new, &bytes[..bytes.len() / 2])?;
            return Err(io::Error::other("died"));
        }
        RealDisk.write(new, bytes)
    }
    fn copy(&self, from: &mut File, new: &Path) -> io::Result<()> {
        if self.change()? {
            RealDisk.write(new, b"")?;
            return Err(io::Error::other("died"));
        }
        RealDisk.copy(from, new)
    }
    fn link(&self, from: &Path, new: &Path) -> io::Result<()> {
        if self.lacks.links {
            return Err(io::ErrorKind::Unsupported.into());
        }
        self.unless_cut(|| RealDisk.link(from, new))
    }
    fn make_folder(&self, new: &Path) -> io::Result<()> {
        self.unless_cut(|| RealDisk.make_folder(new))
    }
    fn copy_mode(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.unless_cut(|| RealDisk.copy_mode(from, to))
    }
    fn remove_file(&self, file: &Path) -> io::Result<()> {
        self.unless_cut(|| RealDisk.remove_file(file))
    }
    fn remove_folder(&self, folder: &Path) -> io::Result<()> {
        self.unless_cut(|| RealDisk.remove_folder(folder))
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.unless_cut(|| RealDisk.rename(from, to))
    }
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        if self.lacks.exchange {
            self.look()?;
            return Err(io::ErrorKind::InvalidInput.into());
        }
        self.unless_cut(|| RealDisk.exchange(one, other))
    }
    fn sync_all(&self, _: &Path) -> io::Result<()> {
        self.unless_cut(|| Ok(()))
    }
    fn sync_folder(&self, _: &Path) -> io::Result<()> {
        self.unless_cut(|| Ok(()))
    }
}

// ── A place to publish ───────────────────────────────────────────────────────────────────────

struct Home {
    folder: TempDir,
    target: Target,
}

impl Home {
    fn new() -> Home {
        // In memory where there is such a folder: thousands of sites are made here.
        let memory = Path::new("/dev/shm");
        let place = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let folder = tempfile::tempdir_in(place).unwrap();
        let root = fs::canonicalize(folder.path()).unwrap();
        let mut target = Target::new(&root, &root.join("public"));
        target.patience = Duration::from_secs(2);
        Home { folder, target }
    }

    fn output(&self) -> &Path {
        &self.target.output
    }

    fn publish(&self, site: &Plain) -> Result<Published, PublishError> {
        self.publish_on(site, &Troubled::quiet())
    }

    fn publish_on(&self, site: &Plain, disk: &Troubled) -> Result<Published, PublishError> {
        publish(site, &self.target, disk)
    }

    fn refusal(&self, site: &Plain) -> String {
        match self.publish(site) {
            Err(PublishError::Refused(why)) => why,
            other => panic!("not refused: {other:?}"),
        }
    }

    /// The output folder's files, without retell's own.
    fn published(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = files_below(self.output());
        files.retain(|path, _| !path.starts_with(".retell-"));
        files
    }

    /// No trace of a build but the output and the cache.
    fn is_tidy(&self) -> bool {
        let names = RealDisk.list(self.folder.path()).unwrap();
        let below = files_below(self.output());
        names.iter().all(|name| name == "public" || name == ".retell")
            && below.keys().all(|path| path == ".retell-site" || !path.contains(".retell-"))
            && no_empty_folder(self.output())
    }
}

fn files_below(top: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![top.to_owned()];
    while let Some(folder) = open.pop() {
        for name in RealDisk.list(&folder).unwrap_or_default() {
            let path = folder.join(name);
            if path.is_dir() && !path.is_symlink() {
                open.push(path);
            } else {
                let name = path.strip_prefix(top).unwrap().to_str().unwrap().to_owned();
                files.insert(name, fs::read(&path).unwrap_or_default());
            }
        }
    }
    files
}

fn no_empty_folder(top: &Path) -> bool {
    RealDisk
        .list(top)
        .unwrap_or_default()
        .iter()
        .map(|name| top.join(name))
        .filter(|path| path.is_dir())
        .all(|folder| !RealDisk.list(&folder).unwrap().is_empty() && no_empty_folder(&folder))
}

/// In one thread, so that the n-th call is the same one in every run.
fn in_order(test: impl FnOnce() + Send) {
    rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap().install(test);
}

// ── Every moment ─────────────────────────────────────────────────────────────────────────────

/// Publishes `new` after the `old` sites (or over nothing) with every possible trouble, and calls `check`.
fn at_every_moment(
    old: &[&Plain],
    new: &Plain,
    lacks: Lacks,
    trouble: fn(usize) -> Trouble,
    check: impl Fn(&Home, &Result<Published, PublishError>, Trouble) + Sync + Send,
) {
    in_order(|| {
        for n in 0.. {
            let home = Home::new();
            for old in old {
                home.publish(old).unwrap();
                fs::write(home.output().join("notes.txt"), "foreign").unwrap();
            }
            let disk = Troubled::new(trouble(n), lacks);
            let result = home.publish_on(new, &disk);
            check(&home, &result, disk.trouble);
            let healed = home.publish(new).unwrap_or_else(|error| panic!("{:?}: {error}", disk.trouble));
            let mut expected = new.files();
            if !old.is_empty() {
                expected.insert("notes.txt".into(), b"foreign".to_vec());
                assert_eq!(healed.carried, ["notes.txt"], "{:?}", disk.trouble);
            }
            assert_eq!(home.published(), expected, "{:?}", disk.trouble);
            assert!(home.is_tidy(), "{:?}: litter", disk.trouble);
            let calls = match disk.trouble {
                Trouble::FailAt(_) => disk.calls,
                _ => disk.changes,
            };
            if calls.into_inner() <= n {
                assert!(n > 30, "only {n} moments");
                return;
            }
        }
    });
}

/// The output is wholly the old or the new site; if nothing may have been published, the old one.
fn is_old_or_new(home: &Home, old: Option<&Plain>, new: &Plain, failed: bool, trouble: Trouble) {
    let mut found = home.published();
    let foreign = found.remove("notes.txt");
    assert_eq!(foreign.is_some(), old.is_some(), "{trouble:?}: the foreign file");
    let is_old = found == old.map(Plain::files).unwrap_or_default();
    assert!(is_old || (!failed && found == new.files()), "{trouble:?}: neither old nor new");
}

fn fails_at_every_call(old: &[&Plain], new: &Plain, lacks: Lacks) {
    at_every_moment(old, new, lacks, Trouble::FailAt, |home, result, trouble| {
        is_old_or_new(home, old.last().copied(), new, result.is_err(), trouble);
    });
}

fn dies_at_every_change(old: &[&Plain], new: &Plain, lacks: Lacks) {
    at_every_moment(old, new, lacks, Trouble::DieAt, |home, _, trouble| {
        is_old_or_new(home, old.last().copied(), new, false, trouble);
    });
}

const NO_LINKS: Lacks = Lacks { exchange: false, links: true };
const NO_EXCHANGE: Lacks = Lacks { exchange: true, links: false };

#[test]
fn whichever_call_fails_the_output_is_the_old_or_the_new_site() {
    let (old, new) = two_sites(20);
    fails_at_every_call(&[&old], &new, Lacks::default());
    let (old, new) = two_sites(6);
    fails_at_every_call(&[&old], &new, NO_LINKS);
    fails_at_every_call(&[], &new, Lacks::default());
    // In the folder of the site before.
    let (old, new) = two_sites(20);
    fails_at_every_call(&[&new, &old], &new, Lacks::default());
    fails_at_every_call(&[&new, &old], &new, NO_EXCHANGE);
}

#[test]
fn whenever_a_build_dies_the_output_is_the_old_or_the_new_site() {
    let (old, new) = two_sites(20);
    dies_at_every_change(&[&old], &new, Lacks::default());
    let (old, new) = two_sites(6);
    dies_at_every_change(&[&old], &new, NO_LINKS);
    dies_at_every_change(&[], &new, Lacks::default());
    // In the folder of the site before.
    let (old, new) = two_sites(20);
    dies_at_every_change(&[&new, &old], &new, Lacks::default());
}

#[test]
fn without_an_exchange_a_failing_call_leaves_the_old_or_the_new_site() {
    let (old, new) = two_sites(8);
    fails_at_every_call(&[&old], &new, NO_EXCHANGE);
}

#[test]
fn without_an_exchange_a_build_that_dies_leaves_each_file_old_or_new() {
    let (old, new) = two_sites(20);
    let (before, after) = (old.files(), new.files());
    at_every_moment(&[&old], &new, NO_EXCHANGE, Trouble::DieAt, |home, _, trouble| {
        let found = home.published();
        for (path, bytes) in found.iter().filter(|(path, _)| *path != "notes.txt") {
            let known = before.get(path) == Some(bytes) || after.get(path) == Some(bytes);
            assert!(known, "{trouble:?}: {path} is torn");
        }
        for path in before.keys().filter(|path| after.contains_key(*path)) {
            assert!(found.contains_key(path), "{trouble:?}: {path} is missing");
        }
    });
}

#[test]
fn where_folders_cannot_be_exchanged_the_result_is_the_same_and_is_told() {
    let (old, new) = two_sites(20);
    let home = Home::new();
    assert!(home.publish(&old).unwrap().exchanged);
    let published = home.publish_on(&new, &Troubled::new(Trouble::None, NO_EXCHANGE)).unwrap();
    assert!(!published.exchanged);
    assert_eq!(home.published(), new.files());
    assert!(home.is_tidy());
    // The marker is right too: the next build knows every file again.
    assert_eq!(
        home.publish(&new).unwrap(),
        Published { unchanged: 28, exchanged: true, ..Published::default() }
    );
}

// ── What is kept ─────────────────────────────────────────────────────────────────────────────

fn small() -> Plain {
    Plain::default().with("index.html", "home").with("a/index.html", "a")
}

#[test]
fn a_build_counts_what_it_wrote_left_and_removed() {
    let home = Home::new();
    let first = home.publish(&small()).unwrap();
    assert_eq!((first.written, first.unchanged, first.removed), (2, 0, 0));
    let same = home.publish(&small()).unwrap();
    assert_eq!((same.written, same.unchanged, same.removed), (0, 2, 0));
    let next = Plain::default().with("index.html", "home").with("b/index.html", "b");
    let third = home.publish(&next).unwrap();
    assert_eq!((third.written, third.unchanged, third.removed), (1, 1, 1));
    assert_eq!(home.published(), next.files());
}

#[cfg(unix)]
#[test]
fn a_build_that_changes_nothing_leaves_the_folder_itself_alone() {
    use std::os::unix::fs::MetadataExt;
    let home = Home::new();
    let number = || fs::metadata(home.output()).unwrap().ino();
    home.publish(&small()).unwrap();
    let before = number();
    home.publish(&small()).unwrap();
    assert_eq!(number(), before);
    home.publish(&small().with("index.html", "Home")).unwrap();
    assert_ne!(number(), before);
}

#[test]
fn a_page_that_cannot_be_made_leaves_the_old_site_and_no_litter() {
    let home = Home::new();
    home.publish(&small()).unwrap();
    let broken = small().with("index.html", "Home").with_broken("b/index.html");
    assert!(matches!(home.publish(&broken), Err(PublishError::Unmade)));
    assert_eq!(home.published(), small().files());
    assert!(home.is_tidy());
}

#[test]
fn a_first_build_that_fails_leaves_not_even_the_folders_above() {
    let mut home = Home::new();
    home.target.output = home.target.root.join("deep/er/public");
    assert!(matches!(home.publish(&small().with_broken("b")), Err(PublishError::Unmade)));
    assert!(!home.target.root.join("deep").exists());
    home.publish(&small()).unwrap();
    assert_eq!(home.published(), small().files());
}

#[test]
fn every_page_is_asked_for_even_after_one_could_not_be_made() {
    struct Counting(Plain, AtomicUsize);
    impl Output for Counting {
        fn paths(&self) -> Vec<OutputPath> {
            self.0.paths()
        }
        fn artifact(&self, path: &OutputPath) -> Result<Artifact, Unmade> {
            self.1.fetch_add(1, Ordering::SeqCst);
            self.0.artifact(path)
        }
    }
    let home = Home::new();
    let site =
        Counting(two_sites(20).0.with_broken("0.html").with_broken("stories/9/x"), AtomicUsize::new(0));
    let result = publish(&site, &home.target, &Troubled::quiet());
    assert!(matches!(result, Err(PublishError::Unmade)));
    assert_eq!(site.1.into_inner(), site.0.0.len());
}

#[test]
fn what_others_put_into_the_output_folder_is_carried_over() {
    let home = Home::new();
    home.publish(&small()).unwrap();
    fs::create_dir_all(home.output().join("a/deep")).unwrap();
    fs::write(home.output().join("a/deep/notes.txt"), "mine").unwrap();
    fs::write(home.output().join("CNAME"), "ebb.example").unwrap();
    let published = home.publish(&Plain::default().with("index.html", "Home")).unwrap();
    assert_eq!(published.carried, ["CNAME", "a/deep/notes.txt"]);
    let found: Vec<String> = home.published().into_keys().collect();
    assert_eq!(found, ["CNAME", "a/deep/notes.txt", "index.html"]);
    assert_eq!(fs::read(home.output().join("a/deep/notes.txt")).unwrap(), b"mine");
}

#[test]
fn a_foreign_file_where_the_site_needs_to_write_is_an_error_naming_it() {
    for (foreign, site) in [("b", "b"), ("b", "b/index.html"), ("b/x", "b")] {
        let home = Home::new();
        home.publish(&small()).unwrap();
        let path = home.output().join(foreign);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "mine").unwrap();
        let before = home.published();
        assert!(home.refusal(&small().with(site, "ours")).contains(foreign));
        assert_eq!(home.published(), before);
    }
}

#[test]
fn a_published_file_is_never_written_into() {
    let home = Home::new();
    home.publish(&small()).unwrap();
    let backup = home.target.root.join("backup.html");
    fs::hard_link(home.output().join("index.html"), &backup).unwrap();
    for lacks in [Lacks::default(), NO_EXCHANGE] {
        let site = small().with("index.html", &format!("{lacks:?}"));
        home.publish_on(&site, &Troubled::new(Trouble::None, lacks)).unwrap();
        assert_eq!(fs::read(&backup).unwrap(), b"home");
    }
}

#[test]
fn a_file_to_copy_is_read_and_never_shared_with_the_sources() {
    let home = Home::new();
    let source = home.target.root.join("film.webm");
    fs::write(&source, vec![7; 200_000]).unwrap();
    let site = small().with_copy("film.webm", &source);
    assert_eq!(home.publish(&site).unwrap().written, 3);
    assert_eq!(home.publish(&site).unwrap().unchanged, 3);
    let published = home.output().join("film.webm");
    fs::write(&source, vec![8; 200_000]).unwrap();
    assert_eq!(fs::read(&published).unwrap(), vec![7; 200_000]);
    assert_eq!(home.publish(&site).unwrap().written, 1);
    assert_eq!(fs::read(&published).unwrap(), vec![8; 200_000]);
}

#[test]
fn a_picture_is_published_without_what_it_tells_and_written_once() {
    let home = Home::new();
    let source = home.target.root.join("quay.gif");
    fs::write(&source, b"GIF89a\x01\0\x01\0\0\0\0\x21\xfe\x06SECRET\0\x3b").unwrap();
    let site = small().with_picture("quay.gif", &source);
    assert_eq!(home.publish(&site).unwrap().written, 3);
    assert_eq!(fs::read(home.output().join("quay.gif")).unwrap(), b"GIF89a\x01\0\x01\0\0\0\0\x3b");
    assert_eq!(home.publish(&site).unwrap().unchanged, 3);
    fs::remove_file(&source).unwrap();
    assert!(matches!(home.publish(&site), Err(PublishError::Io { .. })));
    assert!(home.output().join("quay.gif").exists());
}

#[test]
fn a_file_that_came_into_a_dying_site_is_moved_to_the_new_one() {
    let home = Home::new();
    home.publish(&small()).unwrap();
    // As a build leaves it that is killed right after the exchange.
    let aside = home.target.root.join(".public.retell-stage");
    fs::rename(home.output(), &aside).unwrap();
    fs::write(aside.join("late.txt"), "late").unwrap();
    fs::write(aside.join("notes.txt"), "edited in the last moment").unwrap();
    home.publish(&small()).unwrap();
    assert!(home.output().join("late.txt").exists());
    fs::create_dir(&aside).unwrap();
    fs::copy(home.output().join(".retell-site"), aside.join(".retell-site")).unwrap();
    fs::write(aside.join("notes.txt"), "another").unwrap();
    let published = home.publish(&small()).unwrap();
    assert!(published.healed && !aside.exists());
    assert_eq!(fs::read(home.output().join("notes.txt")).unwrap(), b"edited in the last moment");
    assert_eq!(fs::read(home.output().join("notes.txt.kept-1")).unwrap(), b"another");
}

// ── The folder of the site before ────────────────────────────────────────────────────────────

/// A site of twenty stories, some of which have these words.
fn stories(words: &str) -> Plain {
    (0..20).fold(Plain::default(), |site, n| {
        site.with(&format!("stories/{n}/index.html"), if n < 4 { words } else { "as ever" })
    })
}

impl Home {
    fn spare(&self) -> PathBuf {
        self.target.cache.join("site-before")
    }

    /// One that has published twice, and so has a folder to spare.
    fn with_a_spare() -> Home {
        let home = Home::new();
        home.publish(&stories("one")).unwrap();
        home.publish(&stories("two")).unwrap();
        assert!(home.spare().is_dir());
        home
    }
}

#[test]
fn the_folder_of_the_site_before_saves_the_making_of_another() {
    let home = Home::with_a_spare();
    let disk = Troubled::quiet();
    home.publish_on(&stories("three"), &disk).unwrap();
    let changes = disk.changes.into_inner();
    // Four files go and four come, with their folders. In a new folder, it would be 41 that are made and 41 that go.
    assert!(changes < 40, "{changes} changes");
    assert_eq!(home.published(), stories("three").files());
    assert!(home.is_tidy() && home.spare().is_dir());
}

#[test]
fn whatever_came_of_the_folder_of_the_site_before_the_new_site_is_right() {
    type Harm = fn(&Path);
    let harms: [Harm; 8] = [
        |spare| fs::remove_file(spare.join("stories/7/index.html")).unwrap(),
        |spare| fs::remove_dir_all(spare.join("stories")).unwrap(),
        |spare| {
            fs::remove_file(spare.join("stories/7/index.html")).unwrap();
            fs::write(spare.join("stories/7/index.html"), "AS EVER").unwrap();
        },
        |spare| fs::write(spare.join("leak.html"), "of another site").unwrap(),
        |spare| fs::create_dir_all(spare.join("new/0/index.html")).unwrap(),
        |spare| fs::remove_file(spare.join(".retell-stage")).unwrap(),
        |spare| fs::remove_dir_all(spare).unwrap(),
        |spare| {
            fs::remove_dir_all(spare).unwrap();
            fs::write(spare, "a file").unwrap();
        },
    ];
    for (n, harm) in harms.into_iter().enumerate() {
        let home = Home::with_a_spare();
        harm(&home.spare());
        let next = stories("three").with("new/0/index.html", "new");
        home.publish(&next).unwrap();
        assert_eq!(home.published(), next.files(), "harm {n}");
        assert!(home.is_tidy(), "harm {n}: litter");
    }
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_the_folder_of_the_site_before_leads_nowhere() {
    let home = Home::with_a_spare();
    let elsewhere = tempfile::tempdir_in(home.target.root.parent().unwrap()).unwrap();
    fs::write(elsewhere.path().join(".retell-stage"), "").unwrap();
    fs::write(elsewhere.path().join("thesis.doc"), "years").unwrap();
    fs::remove_dir_all(home.spare()).unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), home.spare()).unwrap();
    home.publish(&stories("three")).unwrap();
    assert_eq!(home.published(), stories("three").files());
    assert_eq!(fs::read(elsewhere.path().join("thesis.doc")).unwrap(), b"years");
}

#[test]
fn a_site_that_is_all_new_leaves_no_folder_of_the_one_before() {
    let home = Home::new();
    home.publish(&stories("one")).unwrap();
    let all = (0..20).fold(Plain::default(), |site, n| site.with(&format!("stories/{n}/index.html"), "new"));
    home.publish(&all).unwrap();
    assert!(!home.spare().exists());
}

/// A site during whose making somebody saves a file in the output folder, as editors do: beside it, then in its place.
struct Meddled(Plain, PathBuf);

impl Output for Meddled {
    fn paths(&self) -> Vec<OutputPath> {
        self.0.paths()
    }
    fn artifact(&self, path: &OutputPath) -> Result<Artifact, Unmade> {
        let new = self.1.with_extension("new");
        fs::write(&new, "newer").unwrap();
        fs::rename(&new, &self.1).unwrap();
        self.0.artifact(path)
    }
}

#[test]
fn what_others_save_in_the_output_while_a_site_is_made_is_in_it() {
    let home = Home::with_a_spare();
    let notes = home.output().join("notes.txt");
    fs::write(&notes, "mine").unwrap();
    home.publish(&stories("three")).unwrap();
    let site = Meddled(stories("four"), notes.clone());
    in_order(|| {
        publish(&site, &home.target, &Troubled::quiet()).unwrap();
    });
    assert_eq!(fs::read(&notes).unwrap(), b"newer");
    home.publish(&stories("five")).unwrap();
    assert_eq!(fs::read(&notes).unwrap(), b"newer");
}

#[test]
fn a_build_that_fails_leaves_every_file_as_it_was_for_who_looks_at_stamps() {
    let home = Home::with_a_spare();
    let before = tree::scan(home.output(), &RealDisk).unwrap().files;
    assert!(matches!(home.publish(&stories("three").with_broken("b")), Err(PublishError::Unmade)));
    assert_eq!(tree::scan(home.output(), &RealDisk).unwrap().files, before);
    assert!(home.is_tidy() && home.spare().is_dir());
    home.publish(&stories("four")).unwrap();
    assert_eq!(home.published(), stories("four").files());
}

#[test]
fn a_site_that_was_removed_leaves_nothing_of_it_in_the_cache() {
    let home = Home::with_a_spare();
    fs::remove_dir_all(home.output()).unwrap();
    home.publish(&stories("three")).unwrap();
    assert!(!home.spare().exists());
}

#[test]
fn what_others_remove_from_the_output_does_not_come_back() {
    let home = Home::with_a_spare();
    fs::write(home.output().join("notes.txt"), "mine").unwrap();
    home.publish(&stories("three")).unwrap();
    home.publish(&stories("four")).unwrap();
    fs::remove_file(home.output().join("notes.txt")).unwrap();
    fs::remove_file(home.output().join("stories/9/index.html")).unwrap();
    home.publish(&stories("five")).unwrap();
    assert_eq!(home.published(), stories("five").files());
    assert!(home.is_tidy());
}

// ── What is refused ──────────────────────────────────────────────────────────────────────────

#[test]
fn a_folder_that_retell_did_not_make_is_refused_and_an_empty_one_is_not() {
    let home = Home::new();
    fs::create_dir(home.output()).unwrap();
    fs::write(home.output().join("thesis.doc"), "years").unwrap();
    assert!(home.refusal(&small()).contains("thesis.doc"));
    assert_eq!(fs::read(home.output().join("thesis.doc")).unwrap(), b"years");
    assert!(home.is_tidy());
    fs::remove_file(home.output().join("thesis.doc")).unwrap();
    assert_eq!(home.publish(&small()).unwrap().written, 2);
}

#[test]
fn a_damaged_marker_is_refused_since_nothing_can_be_told_apart() {
    let home = Home::new();
    home.publish(&small()).unwrap();
    fs::write(home.output().join(".retell-site"), "retell-site 1\n").unwrap();
    assert!(home.refusal(&small()).contains("damaged"));
}

#[test]
fn the_sources_a_home_a_root_and_what_is_above_or_in_them_are_no_output_folder() {
    let mut home = Home::new();
    let root = home.target.root.clone();
    fs::create_dir_all(root.join("content/stories")).unwrap();
    fs::create_dir_all(root.join("users/rui")).unwrap();
    home.target.home = Some(root.join("users/rui"));
    for bad in [
        root.clone(),
        root.parent().unwrap().to_owned(),
        root.join("content"),
        root.join("content/stories/public"),
        root.join("static"),
        root.join("themes/night/public"),
        root.join(".retell/public"),
        root.join(".git"),
        root.join("users/rui"),
        root.join("users"),
        PathBuf::from("/"),
        PathBuf::from("public"),
    ] {
        home.target.output = bad.clone();
        assert!(!home.refusal(&small()).is_empty(), "{bad:?} passed");
    }
    home.target.output = root.join("users/rui/public");
    home.publish(&small()).unwrap();
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_symbolic_link() {
    use std::os::unix::fs::symlink;
    let elsewhere = tempfile::tempdir().unwrap();
    let untouched = || RealDisk.list(elsewhere.path()).unwrap().is_empty();
    for link in ["public", ".retell", ".public.retell-stage"] {
        let home = Home::new();
        symlink(elsewhere.path(), home.target.root.join(link)).unwrap();
        assert!(!home.refusal(&small()).is_empty());
        assert!(untouched(), "through {link}");
    }
    let mut home = Home::new();
    symlink(elsewhere.path(), home.target.root.join("way")).unwrap();
    home.target.output = home.target.root.join("way/public");
    assert!(home.refusal(&small()).contains("link"));
    let home = Home::new();
    fs::create_dir(home.target.root.join(".retell")).unwrap();
    fs::write(elsewhere.path().join("precious"), "x").unwrap();
    symlink(elsewhere.path().join("precious"), home.target.root.join(".retell/lock")).unwrap();
    assert!(home.refusal(&small()).contains("lock"));
    assert_eq!(fs::read(elsewhere.path().join("precious")).unwrap(), b"x");
}

#[cfg(unix)]
#[test]
fn a_link_in_the_output_folder_is_carried_over_as_a_link() {
    let home = Home::new();
    home.publish(&small()).unwrap();
    std::os::unix::fs::symlink("/nowhere", home.output().join("link")).unwrap();
    home.publish(&small().with("index.html", "Home")).unwrap();
    assert_eq!(fs::read_link(home.output().join("link")).unwrap(), Path::new("/nowhere"));
    assert!(home.refusal(&small().with("link/index.html", "x")).contains("link"));
}

#[test]
fn two_files_at_one_place_are_refused_before_anything_is_written() {
    for (one, other) in [("a.html", "A.html"), ("x", "X/index.html"), (".retell-site", "b")] {
        let home = Home::new();
        let site = Plain::default().with(one, "1").with(other, "2");
        assert!(home.refusal(&site).contains(one));
        assert!(!home.output().exists());
    }
}

#[test]
fn a_stage_that_retell_did_not_make_is_not_removed() {
    let home = Home::new();
    let stage = home.target.root.join(".public.retell-stage");
    fs::create_dir(&stage).unwrap();
    fs::write(stage.join("thesis.doc"), "years").unwrap();
    assert!(home.refusal(&small()).contains("in the way"));
    assert!(stage.join("thesis.doc").exists());
}

// ── What comes late ──────────────────────────────────────────────────────────────────────────

#[test]
fn what_is_named_late_is_published_like_all_else() {
    let home = Home::new();
    let index = |text: &str| Plain::default().with("a/z.bin", text).with("a/index.bin", "same");
    let publish = |site: Later| publish(&site, &home.target, &Troubled::quiet());
    let first = publish(Later(small(), Some(index("1")))).unwrap();
    let again = publish(Later(small(), Some(index("1")))).unwrap();
    assert_eq!((again.written, again.unchanged), (0, first.written));
    let changed = publish(Later(small(), Some(index("2")))).unwrap();
    assert_eq!((changed.written, changed.removed), (1, 0));
    assert_eq!(fs::read_to_string(home.target.output.join("a/z.bin")).unwrap(), "2");
    // Without it nothing is published, and the old site stays.
    assert!(matches!(publish(Later(small().with("new", "x"), None)), Err(PublishError::Unmade)));
    assert_eq!(fs::read_to_string(home.target.output.join("a/z.bin")).unwrap(), "2");
    assert!(!home.target.output.join("new").exists());
    let without = publish(Later(small(), Some(Plain::default()))).unwrap();
    assert_eq!(without.removed, 2);
}

// ── Two at once ──────────────────────────────────────────────────────────────────────────────

/// A site whose pages wait until they may be made.
struct Slow(Plain, Arc<AtomicUsize>);

impl Output for Slow {
    fn paths(&self) -> Vec<OutputPath> {
        self.0.paths()
    }
    fn artifact(&self, path: &OutputPath) -> Result<Artifact, Unmade> {
        self.1.fetch_max(1, Ordering::SeqCst);
        while self.1.load(Ordering::SeqCst) < 2 {
            std::thread::sleep(Duration::from_millis(1));
        }
        self.0.artifact(path)
    }
}

#[test]
fn a_second_build_says_who_holds_the_lock_or_waits_for_its_turn() {
    let home = Home::new();
    let gate = Arc::new(AtomicUsize::new(0));
    std::thread::scope(|scope| {
        let slow = Slow(small(), gate.clone());
        let target = &home.target;
        let first = scope.spawn(move || publish(&slow, target, &Troubled::quiet()).unwrap());
        while gate.load(Ordering::SeqCst) == 0 {
            std::thread::sleep(Duration::from_millis(1));
        }
        match home.publish(&small()) {
            Err(PublishError::Locked { holder: Some(holder) }) => {
                assert_eq!(holder, format!("process {}", std::process::id()));
            }
            other => panic!("not locked: {other:?}"),
        }
        // The same output for a site elsewhere, with a cache of its own.
        let elsewhere = Home::new();
        let mut other = elsewhere.target.clone();
        other.output = home.target.output.clone();
        let result = publish(&small(), &other, &Troubled::quiet());
        assert!(matches!(result, Err(PublishError::Locked { holder: None })));
        let mut patient = home.target.clone();
        patient.patience = Duration::from_secs(20);
        let second = scope.spawn(move || {
            publish(&small().with("index.html", "second"), &patient, &Troubled::quiet()).unwrap()
        });
        gate.store(2, Ordering::SeqCst);
        assert_eq!(first.join().unwrap().written, 2);
        assert_eq!(second.join().unwrap().written, 1);
    });
    assert_eq!(home.published(), small().with("index.html", "second").files());
}

#[test]
fn a_reader_never_misses_a_page_nor_sees_a_torn_one() {
    let home = Home::new();
    let site = |text: &str| (0..30).fold(Plain::default(), |site, n| site.with(&format!("{n}.html"), text));
    home.publish(&site("old!")).unwrap();
    let done = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut read = 0;
            while done.load(Ordering::SeqCst) == 0 || read < 300 {
                let text = fs::read(home.output().join(format!("{}.html", read % 30))).unwrap();
                assert!(text == b"old!" || text == b"new!", "{text:?}");
                read += 1;
            }
        });
        for round in 0..40 {
            home.publish(&site(if round % 2 == 0 { "new!" } else { "old!" })).unwrap();
        }
        done.store(1, Ordering::SeqCst);
        reader.join().unwrap();
    });
}

#[test]
fn the_real_disk_publishes_too() {
    let home = Home::new();
    let told = AtomicUsize::new(0);
    let publish = |site: &Plain| {
        publish_and_tell(site, &home.target, &RealDisk, &|done, of| {
            assert!(done <= of);
            told.fetch_add(1, Ordering::SeqCst);
        })
        .unwrap()
    };
    publish(&small());
    let published = publish(&small().with("index.html", "Home"));
    assert!(published.exchanged && !published.left_over);
    assert_eq!(told.into_inner(), 2);
    assert!(home.is_tidy());
}
