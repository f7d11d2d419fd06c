//! Reads a site's folder as it is at one moment.
//!
//! Text is read into memory, or left where it is if there is much of it; of media only the place, the length
//! and, for pictures, the size in pixels. Nothing outside the folder is ever read: links that lead out, pipes,
//! sockets and devices are findings. What the files mean is left to the floors below. The one home of `walkdir`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::diagnostic::{Diagnostic, Told, catalog};
use crate::fingerprint::Fingerprint;
use crate::io::disk::{Facts, Sort, Stamp, facts, open_regular};
use crate::io::{left, picture};
use crate::source::{Content, SourceFile, SourcePath, Sources};

/// The folders of a site.
pub(super) const FOLDERS: [&str; 4] = ["content", "data", "static", "themes"];
/// The settings, and those of other generators, so that they can be named.
pub(super) const SETTINGS: [&str; 5] =
    ["retell.toml", "hugo.toml", "zola.toml", "config.toml", "_config.yml"];
/// No text of a site is longer, in bytes.
const LONGEST_TEXT: u64 = 50_000_000;
/// What links may add to a site, all together: so many files, each kilobyte of text counting as
/// one more. A few links to large folders would otherwise make a site of any size.
const MOST_LINKED: u64 = 100_000;

/// The text of a file of the site that was published before, if it is there and a plain file.
pub fn published(output: &Path, path: &str) -> Option<String> {
    text(&output.join(path))
}

/// The text of a plain file, if it is one and not too long.
pub(super) fn text(path: &Path) -> Option<String> {
    let file = open_regular(path).ok()?;
    let mut text = String::new();
    file.take(LONGEST_TEXT + 1).read_to_string(&mut text).ok()?;
    (text.len() as u64 <= LONGEST_TEXT).then_some(text)
}

/// Reads a site. The output folder (absolute) is passed over, wherever it is.
pub fn read(root: &Path, output_dir: &Path) -> Told<Sources> {
    list(root, output_dir).read(&mut Known::default())
}

/// Lists the files of a site, and reads none yet. The output folder (absolute) is passed over, wherever it
/// is.
pub fn list(root: &Path, output_dir: &Path) -> Listed {
    let real = match fs::canonicalize(root) {
        Ok(real) => real,
        Err(error) => {
            let diagnostics = vec![unreadable(&root.to_string_lossy(), &error)];
            return Listed { found: Vec::new(), diagnostics };
        }
    };
    let output = fs::canonicalize(output_dir).unwrap_or_else(|_| output_dir.to_owned());
    let mut walk = Walk { root: &real, output, found: Vec::new(), linked: 0, diagnostics: Vec::new() };
    for name in SETTINGS.into_iter().chain(FOLDERS) {
        walk.top(name);
    }
    Listed { found: walk.found, diagnostics: walk.diagnostics }
}

/// The files of a site, to be read.
pub struct Listed {
    found: Vec<Found>,
    diagnostics: Vec<Diagnostic>,
}

/// What was read of a site before, by path: files that are still the same need not be read again.
#[derive(Default)]
pub struct Known(BTreeMap<SourcePath, (Stamp, SourceFile)>);

impl Listed {
    /// Reads them for one build. The Markdown of a site with much of it is not held in memory, but read again
    /// by who needs it; what could not be is in [`Sources::lost`].
    pub fn read_once(self) -> Told<Sources> {
        let texts = self.found.iter().filter(|found| found.path.is_markdown());
        let is_much =
            texts.map(|found| found.stamp.map_or(0, |stamp| stamp.bytes())).sum::<u64>() > left::AT_HAND;
        self.read_all(&mut Known::default(), is_much)
    }

    /// Reads them, save those that `known` has, which then has all of these.
    pub fn read(self, known: &mut Known) -> Told<Sources> {
        self.read_all(known, false)
    }

    fn read_all(self, known: &mut Known, leaves: bool) -> Told<Sources> {
        let mut told = Told { value: Sources::default(), diagnostics: self.diagnostics };
        let now = SystemTime::now();
        let before = &known.0;
        let lost = told.value.lost();
        let read: Vec<_> = self
            .found
            .into_par_iter()
            .map(|found| {
                let stamp = found.stamp.filter(|stamp| stamp.has_settled(now));
                match before.get(&found.path) {
                    Some((same, file)) if Some(*same) == stamp => (stamp, Ok(file.clone())),
                    _ if leaves => {
                        let real = found.real.clone();
                        (None, found.read().map(|file| left::leave(file, real, stamp, lost)))
                    }
                    _ => (stamp, found.read()),
                }
            })
            .collect();
        known.0.clear();
        for (stamp, result) in read {
            match result {
                Ok(file) => {
                    known.0.extend(stamp.map(|stamp| (file.path.clone(), (stamp, file.clone()))));
                    told.value.insert(file);
                }
                Err(diagnostic) => told.diagnostics.push(*diagnostic),
            }
        }
        told
    }

    /// Reads only the files of these paths.
    pub fn read_only(&self, wanted: &BTreeSet<&str>) -> Sources {
        let found = self.found.iter().filter(|found| wanted.contains(found.path.as_str())).cloned();
        Listed { found: found.collect(), diagnostics: Vec::new() }.read(&mut Known::default()).value
    }

    /// The fingerprint of all files by their stamps: as long as it is the same, so is what they hold. Nothing
    /// if that cannot be said: of files that have just changed, or while something is wrong with the folder.
    pub fn stamps(&self) -> Option<Fingerprint> {
        if !self.diagnostics.is_empty() {
            return None;
        }
        let now = SystemTime::now();
        let mut all = String::new();
        for found in &self.found {
            let stamp = found.stamp.filter(|stamp| stamp.has_settled(now))?;
            let _ = writeln!(all, "{} {stamp:?}", found.path);
        }
        Some(Fingerprint::of(all.as_bytes()))
    }
}

fn unreadable(path: &str, error: &io::Error) -> Diagnostic {
    catalog::unreadable(&SourcePath::new(path), &error.to_string())
}

/// A regular file to be read.
#[derive(Clone)]
struct Found {
    /// Where it stands in the site.
    path: SourcePath,
    /// Where it is on the disk, free of links.
    real: PathBuf,
    /// How it was when it was listed.
    stamp: Option<Stamp>,
}

impl Found {
    fn read(self) -> Result<SourceFile, Box<Diagnostic>> {
        let Found { path, real, .. } = self;
        let failed = |error: io::Error| Box::new(unreadable(path.as_str(), &error));
        let mut file = open_regular(&real).map_err(failed)?;
        let len = file.metadata().map_err(failed)?.len();
        let extension = path.extension().to_ascii_lowercase();
        if !is_text(&path, &extension) {
            let (pixels, picture) = picture::look(&path, &extension, file);
            let mut file = SourceFile::new(path, Content::File { path: real, len });
            (file.pixels, file.picture) = (pixels, picture);
            return Ok(file);
        }
        // Plain text beside a document may be its transcript; what it is not, is copied as it is.
        let may_be_read = extension == "txt" && path.as_str().starts_with("content/");
        let copied = |path, real| SourceFile::new(path, Content::File { path: real, len });
        if len > LONGEST_TEXT && may_be_read {
            return Ok(copied(path, real));
        }
        if len > LONGEST_TEXT {
            return Err(catalog::text_too_long(&path, len, LONGEST_TEXT).into());
        }
        let mut bytes = Vec::with_capacity(len as usize);
        // It may be growing while it is read.
        file.by_ref().take(LONGEST_TEXT + 1).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > LONGEST_TEXT {
            return Err(catalog::text_too_long(&path, bytes.len() as u64, LONGEST_TEXT).into());
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(SourceFile::new(path, Content::Text(text.into()))),
            Err(_) if may_be_read => Ok(copied(path, real)),
            Err(error) => {
                let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                let line = 1 + good.iter().filter(|byte| **byte == b'\n').count();
                Err(catalog::not_utf8(&path, line).into())
            }
        }
    }
}

/// Whether the program reads the file, or only copies it.
fn is_text(path: &SourcePath, extension: &str) -> bool {
    let parts: Vec<&str> = path.as_str().splitn(4, '/').collect();
    match parts[..] {
        [_] => true,
        ["content", ..] => {
            matches!(extension, "md" | "markdown" | "toml" | "yml" | "yaml" | "bib" | "json" | "txt")
        }
        ["static", ..] => false,
        // Their names change with their content, which must be known for that.
        ["themes", _, "static", _] => matches!(extension, "css" | "js"),
        ["themes", _, "email.css"] | ["themes", _, "search", _] => true,
        _ => matches!(
            extension,
            "md" | "markdown" | "toml" | "yml" | "yaml" | "json" | "csv" | "html" | "xml" | "txt" | "bib"
        ),
    }
}

/// Whether a name is one that editors give to files of their own, beside what is being written.
pub(super) fn is_litter(name: &str) -> bool {
    let of_emacs = name.starts_with(".#") || (name.starts_with('#') && name.ends_with('#') && name.len() > 1);
    of_emacs || name.ends_with('~') || name.ends_with(".swp")
}

/// Whether a name is nobody's content. Below `static/` and `themes/` names with a dot are
/// (`static/.well-known/`), elsewhere those and names with `_` are for their author alone.
fn is_skipped(name: &str, folder: &str) -> bool {
    if is_litter(name) {
        return true;
    }
    // What systems leave behind in any folder.
    if matches!(name, "Thumbs.db" | "desktop.ini") {
        return true;
    }
    if matches!(folder, "static" | "themes") {
        return matches!(name, ".git" | ".DS_Store");
    }
    // A copy of a draft is no picture to be published beside it.
    let is_copy = [".bak", ".orig", ".rej", ".old", ".tmp"].iter().any(|end| name.ends_with(end));
    is_copy || name.starts_with('.') || (name.starts_with('_') && !matches!(name, "_index.md" | "_kind.toml"))
}

struct Walk<'a> {
    /// Free of links.
    root: &'a Path,
    output: PathBuf,
    found: Vec<Found>,
    /// How much of it was found through links, as [`MOST_LINKED`] counts.
    linked: u64,
    diagnostics: Vec<Diagnostic>,
}

impl Walk<'_> {
    /// Takes in one entry of the site's root, if it is there.
    fn top(&mut self, name: &str) {
        let real = self.root.join(name);
        let path = SourcePath::new(name);
        let is_folder = FOLDERS.contains(&name);
        match facts(&real) {
            Err(error) => self.diagnostics.push(unreadable(name, &error)),
            Ok(None) => {}
            // A folder named like a settings file, or the other way round, is somebody else's.
            Ok(Some(facts)) if facts.sort == Sort::Folder && !is_folder => {}
            Ok(Some(facts)) if facts.sort == Sort::File && is_folder => {}
            Ok(Some(facts)) if facts.sort == Sort::Folder => self.folder(name, &real, false),
            Ok(Some(facts)) => self.entry(path, real, facts, false),
        }
    }

    /// Takes in what is below a folder. `name` is its path in the site, `real` its place.
    fn folder(&mut self, name: &str, real: &Path, through_link: bool) {
        let top = name.split('/').next().unwrap_or(name).to_owned();
        let output = self.output.clone();
        let wanted = move |entry: &DirEntry| {
            entry.depth() == 0
                // A name that is not Unicode is looked at, to be told.
                || (!entry.file_name().to_str().is_some_and(|name| is_skipped(name, &top))
                    && entry.path() != output)
        };
        let walk = WalkDir::new(real).follow_links(false).sort_by_file_name();
        for entry in walk.into_iter().filter_entry(wanted) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let below = error.path().and_then(|path| path.strip_prefix(real).ok());
                    let path = below.map_or(name.to_owned(), |below| format!("{name}/{}", below.display()));
                    let error = error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into());
                    self.diagnostics.push(unreadable(&path, &error));
                    continue;
                }
            };
            if entry.depth() == 0 {
                continue;
            }
            let below = entry.path().strip_prefix(real).unwrap_or(entry.path());
            let parts: Option<Vec<&str>> = below.iter().map(|part| part.to_str()).collect();
            let Some(parts) = parts else {
                // Of all that is below such a folder, the folder is told once.
                if entry.file_name().to_str().is_none() {
                    let shown = SourcePath::new(&format!("{name}/{}", below.to_string_lossy()));
                    self.diagnostics.push(catalog::unfit_name(&shown));
                }
                continue;
            };
            let path = SourcePath::new(&format!("{name}/{}", parts.join("/")));
            match facts(entry.path()) {
                Ok(Some(Facts { sort: Sort::Folder, .. })) => {}
                Ok(Some(facts)) => self.entry(path, entry.into_path(), facts, through_link),
                // It went away since its folder was listed.
                Ok(None) => {}
                Err(error) => self.diagnostics.push(unreadable(path.as_str(), &error)),
            }
            if self.linked > MOST_LINKED {
                return;
            }
        }
    }

    /// Takes in what is no folder.
    fn entry(&mut self, path: SourcePath, real: PathBuf, facts: Facts, through_link: bool) {
        match facts.sort {
            Sort::Folder => {}
            Sort::File => {
                let before = self.linked;
                if through_link {
                    let read = is_text(&path, &path.extension().to_ascii_lowercase());
                    self.linked += 1 + if read { facts.len / 1000 } else { 0 };
                }
                if self.linked <= MOST_LINKED {
                    self.found.push(Found { path, real, stamp: facts.stamp() });
                } else if before <= MOST_LINKED {
                    self.diagnostics.push(catalog::too_much_linked(&path));
                }
            }
            Sort::Link => match self.target(&real, through_link) {
                Ok((real, facts)) if facts.sort == Sort::Folder => self.folder(path.as_str(), &real, true),
                Ok((real, facts)) => self.entry(path, real, facts, true),
                Err(problem) => self.diagnostics.push(catalog::unfit_link(&path, problem)),
            },
            Sort::Other => self.diagnostics.push(catalog::unfit_sort(&path, sort_of_other(&real))),
        }
    }

    /// What a link leads to, if it is part of this site. The error ends "this link …".
    fn target(&self, link: &Path, through_link: bool) -> Result<(PathBuf, Facts), &'static str> {
        let real = fs::canonicalize(link).map_err(|_| "leads to nothing that can be read")?;
        let Ok(inside) = real.strip_prefix(self.root) else {
            return Err("leads out of the site's folder");
        };
        if real.starts_with(&self.output) {
            return Err("leads into the output folder");
        }
        let mut parts = inside.iter().map(|part| part.to_string_lossy());
        let first = parts.next().unwrap_or_default();
        let of_dots = |name: &str| name.starts_with('.') && !is_skipped_nowhere(name, &first);
        if of_dots(&first) || parts.any(|part| of_dots(&part)) {
            // `.git/config` may hold a password, `.env` does.
            return Err("leads to a hidden file or folder, which is not published");
        }
        match facts(&real) {
            Ok(Some(Facts { sort: Sort::Folder, .. })) if through_link => {
                Err("leads from one linked folder to another; link the folder itself")
            }
            Ok(Some(Facts { sort: Sort::Folder, .. })) if link.starts_with(&real) => {
                Err("leads to a folder it lies in, and so in a circle")
            }
            Ok(Some(facts)) => Ok((real, facts)),
            _ => Err("leads to nothing that can be read"),
        }
    }
}

/// Whether a name with a dot is published all the same, because of the folder it is in.
fn is_skipped_nowhere(name: &str, folder: &str) -> bool {
    matches!(folder, "static" | "themes") && !is_skipped(name, folder)
}

/// What it is that is neither file, folder nor link.
fn sort_of_other(path: &Path) -> &'static str {
    #[cfg(unix)]
    if let Ok(metadata) = fs::symlink_metadata(path) {
        use std::os::unix::fs::FileTypeExt;
        let kind = metadata.file_type();
        return if kind.is_fifo() {
            "a named pipe"
        } else if kind.is_socket() {
            "a socket"
        } else {
            "a device"
        };
    }
    let _ = path;
    "something special"
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    /// A folder with these files; `content/` is there in any case.
    fn site(files: &[(&str, &[u8])]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("content")).unwrap();
        for (name, bytes) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        folder
    }

    fn read_all(folder: &TempDir) -> Told<Sources> {
        read(folder.path(), &folder.path().join("public"))
    }

    fn names(sources: &Sources) -> Vec<&str> {
        sources.iter().map(|file| file.path.as_str()).collect()
    }

    fn findings(told: &Told<Sources>) -> Vec<String> {
        let path = |found: &Diagnostic| found.span.as_ref().map(|span| span.file.to_string());
        told.diagnostics
            .iter()
            .map(|found| {
                format!("{} {}: {}", found.code.code, path(found).unwrap_or_default(), found.message)
            })
            .collect()
    }

    #[test]
    fn content_is_read_and_litter_hidden_files_and_output_are_passed_over() {
        let folder = site(&[
            ("retell.toml", b"title = \"Ebb\""),
            ("hugo.toml", b""),
            ("README.md", b"of the repository"),
            ("content/_index.md", b""),
            ("content/stories/_kind.toml", b""),
            ("content/stories/ferry/index.md", b"# Ferry"),
            ("content/stories/ferry/board.PNG", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x28\0\0\0\x1e"),
            ("content/stories/_later.md", b""),
            ("content/_drafts/x.md", b""),
            ("content/.hidden.md", b""),
            ("content/stories/ferry.md~", b""),
            ("content/stories/#ferry.md#", b""),
            ("content/stories/.#ferry.md", b""),
            ("content/stories/ferry.md.orig", b""),
            ("content/stories/ferry.md.bak", b""),
            ("content/stories/Thumbs.db", b""),
            ("content/stories/.ferry.md.swp", b""),
            ("static/.well-known/security.txt", b"\xff"),
            ("static/_headers", b""),
            ("static/.git/config", b""),
            ("static/.DS_Store", b""),
            ("themes/night/page.html", b"{{ page.title }}"),
            ("themes/night/_part.html", b""),
            ("themes/night/static/a.txt", b"\xff"),
            ("data/x.csv", b"a,b"),
            ("public/index.html", b""),
            (".retell/lock", b""),
        ]);
        let told = read_all(&folder);
        assert_eq!(findings(&told), [""; 0]);
        assert_eq!(
            names(&told.value),
            [
                "content/_index.md",
                "content/stories/_kind.toml",
                "content/stories/ferry/board.PNG",
                "content/stories/ferry/index.md",
                "data/x.csv",
                "hugo.toml",
                "retell.toml",
                "static/.well-known/security.txt",
                "static/_headers",
                "themes/night/_part.html",
                "themes/night/page.html",
                "themes/night/static/a.txt",
            ]
        );
        let text = |path: &str| told.value.get(path).and_then(SourceFile::text).map(|text| text.to_string());
        assert_eq!(text("content/stories/ferry/index.md").as_deref(), Some("# Ferry"));
        assert_eq!(text("themes/night/page.html").as_deref(), Some("{{ page.title }}"));
        assert_eq!(text("static/_headers"), None);
        assert_eq!(told.value.get("content/stories/ferry/board.PNG").unwrap().pixels, Some((40, 30)));
    }

    #[test]
    fn a_text_that_is_not_utf8_is_told_with_its_line_and_the_rest_is_read() {
        let folder = site(&[("content/a.md", b"one\ntwo\nth\xffree\n"), ("content/b.md", b"fine")]);
        let told = read_all(&folder);
        assert_eq!(
            findings(&told),
            ["S10 content/a.md: this text is not UTF-8 (line 3 is the first that is not)"]
        );
        assert_eq!(names(&told.value), ["content/b.md"]);
    }

    #[test]
    fn a_site_that_is_not_there_is_unreadable() {
        let told = read(Path::new("/nowhere/at/all"), Path::new("/nowhere/at/all/public"));
        assert!(findings(&told)[0].starts_with("E01 "), "{:?}", findings(&told));
    }

    #[cfg(unix)]
    #[test]
    fn links_inside_the_site_are_what_they_lead_to() {
        use std::os::unix::fs::symlink;
        let folder = site(&[("content/a.md", b"a"), ("shared/pictures/x.txt", b"x"), ("shared/b.md", b"b")]);
        let inside = |path: &str| folder.path().join(path);
        symlink("../shared/b.md", inside("content/b.md")).unwrap();
        symlink("shared/pictures", inside("static")).unwrap();
        let told = read_all(&folder);
        assert_eq!(findings(&told), [""; 0]);
        assert_eq!(names(&told.value), ["content/a.md", "content/b.md", "static/x.txt"]);
        assert_eq!(told.value.text(&SourcePath::new("content/b.md")).unwrap().as_ref(), "b");
    }

    #[cfg(unix)]
    #[test]
    fn nothing_outside_the_site_and_nothing_hidden_is_read_through_a_link() {
        use std::os::unix::fs::symlink;
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret.md"), "secret").unwrap();
        let folder = site(&[("content/a.md", b"a"), (".git/config", b"token"), ("public/old.md", b"old")]);
        let inside = |path: &str| folder.path().join(path);
        fs::create_dir(inside("static")).unwrap();
        symlink(outside.path().join("secret.md"), inside("content/file.md")).unwrap();
        symlink(outside.path(), inside("content/folder")).unwrap();
        symlink("../content", inside("content/round")).unwrap();
        symlink("nothing", inside("content/gone.md")).unwrap();
        symlink("../.git/config", inside("static/token.txt")).unwrap();
        symlink("../public/old.md", inside("static/old.txt")).unwrap();
        symlink("/dev/zero", inside("static/zero")).unwrap();
        symlink(outside.path(), inside("data")).unwrap();
        let told = read_all(&folder);
        assert_eq!(names(&told.value), ["content/a.md"]);
        assert_eq!(
            findings(&told),
            [
                "S10 content/file.md: this link leads out of the site's folder",
                "S10 content/folder: this link leads out of the site's folder",
                "S10 content/gone.md: this link leads to nothing that can be read",
                "S10 content/round: this link leads to a folder it lies in, and so in a circle",
                "S10 data: this link leads out of the site's folder",
                "S10 static/old.txt: this link leads into the output folder",
                "S10 static/token.txt: this link leads to a hidden file or folder, which is not published",
                "S10 static/zero: this link leads out of the site's folder",
            ]
        );
    }

    #[cfg(unix)]
    #[test]
    fn linked_folders_that_link_to_each_other_end() {
        use std::os::unix::fs::symlink;
        let folder = site(&[("one/a.md", b""), ("two/b.md", b"")]);
        let inside = |path: &str| folder.path().join(path);
        symlink("../one", inside("content/one")).unwrap();
        symlink("../two", inside("one/two")).unwrap();
        symlink("../one", inside("two/one")).unwrap();
        let told = read_all(&folder);
        assert_eq!(names(&told.value), ["content/one/a.md"]);
        assert_eq!(told.diagnostics.len(), 1);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn pipes_sockets_and_names_that_are_not_unicode_are_named_and_not_opened() {
        use rustix::fs::{CWD, FileType, Mode, mknodat};
        use std::os::unix::ffi::OsStrExt;
        let folder = site(&[("content/a.md", b"a")]);
        mknodat(CWD, folder.path().join("content/pipe.md"), FileType::Fifo, Mode::RWXU, 0).unwrap();
        let socket = std::os::unix::net::UnixListener::bind(folder.path().join("content/socket")).unwrap();
        let odd = std::ffi::OsStr::from_bytes(b"content/odd\xff.md");
        fs::write(folder.path().join(odd), "odd").unwrap();
        let told = read_all(&folder);
        drop(socket);
        assert_eq!(names(&told.value), ["content/a.md"]);
        assert_eq!(
            findings(&told),
            [
                "S10 content/odd\u{fffd}.md: this name is not valid Unicode (UTF-8)",
                "S10 content/pipe.md: this is a named pipe, not a file",
                "S10 content/socket: this is a socket, not a file",
            ]
        );
    }
}
