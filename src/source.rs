//! Every input file as it was at one moment, and spans into them.
//!
//! `io` makes [`Sources`] from a disk, tests make them from text. What the files mean is left to
//! the floors above; nothing here reads a disk.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde::{Deserialize, Serialize};

use crate::fingerprint::Fingerprint;
use crate::picture::Facts;
use crate::shared_map::SharedMap;

/// Where the files built into the program stand among the sources: no file of a site can have
/// this path, and in a message it says what it is.
pub const BUILT_IN: &str = "(built-in)/";

/// A file's path below the site root, with `/` between its parts: `content/stories/ferry.md`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    /// The path of that name. Leading `./` and `/` are dropped; nothing else is resolved.
    pub fn new(path: &str) -> SourcePath {
        SourcePath(path.trim_start_matches("./").trim_start_matches('/').into())
    }

    /// The whole path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part: `ferry.md`.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The last part without its extension: `ferry`.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem })
    }

    /// The extension without its dot, or nothing.
    pub fn extension(&self) -> &str {
        self.file_name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// Whether it is Markdown by its name, however that is written: `Ferry.MD` comes from cameras and
    /// telephones.
    pub fn is_markdown(&self) -> bool {
        ["md", "markdown"].iter().any(|known| self.extension().eq_ignore_ascii_case(known))
    }

    /// The folder it lies in, without a slash at the end; empty at the root.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// What a relative path written in this file's folder names, or `None` if it leaves the root.
    pub fn resolve(&self, relative: &str) -> Option<SourcePath> {
        let mut parts: Vec<&str> = self.folder().split('/').filter(|part| !part.is_empty()).collect();
        for part in relative.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                name => parts.push(name),
            }
        }
        Some(SourcePath::new(&parts.join("/")))
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A stretch of one source file, in bytes. Line and column come when it is printed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The file.
    pub file: SourcePath,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes `range` of `file`.
    pub fn new(file: &SourcePath, range: Range<usize>) -> Span {
        Span { file: file.clone(), start: range.start as u32, end: range.end as u32 }
    }

    /// The file as a whole: a message about it shows no line.
    pub fn whole(file: &SourcePath) -> Span {
        Span { file: file.clone(), start: 0, end: 0 }
    }

    /// Whether it means the file as a whole.
    pub fn is_whole(&self) -> bool {
        self.start == 0 && self.end == 0
    }

    /// As a range for slicing the file's text.
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// What a file holds. Text the program reads is in memory; media stays on the disk.
#[derive(Debug, Clone)]
pub enum Content {
    /// Markdown, TOML, YAML, templates: valid UTF-8.
    Text(Arc<str>),
    /// Text that stays where it is until it is asked for: Markdown of sites with much of it.
    Left(Arc<dyn Left>),
    /// Bytes in memory: files built into the program, and media in tests.
    Bytes(Arc<[u8]>),
    /// A file to copy, by its absolute path.
    File {
        /// Where it lies.
        path: PathBuf,
        /// Its length in bytes.
        len: u64,
    },
}

/// A text that was read once, and is not in memory.
pub trait Left: fmt::Debug + Send + Sync {
    /// The fingerprint of the text as it was read.
    fn fingerprint(&self) -> Fingerprint;

    /// The text as it was read; nothing if it is another by now, or cannot be read any more.
    fn text(&self) -> Option<Arc<str>>;
}

/// The files whose texts were left where they are, and could not be read again as they were.
#[derive(Debug, Default)]
pub struct Lost {
    any: AtomicBool,
    untold: Mutex<BTreeSet<SourcePath>>,
}

impl Lost {
    /// Notes a file.
    pub fn note(&self, path: &SourcePath) {
        self.untold.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone());
        self.any.store(true, Ordering::Release);
    }

    /// Whether there is any: what was made since may lack its text.
    pub fn is_any(&self) -> bool {
        self.any.load(Ordering::Acquire)
    }

    /// Those that were noted since this was last asked, in order.
    pub fn take(&self) -> Vec<SourcePath> {
        let mut untold = self.untold.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *untold).into_iter().collect()
    }
}

/// A file as it was read.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Its path below the site root.
    pub path: SourcePath,
    /// What it holds: for another content make another file, by [`SourceFile::with`].
    pub content: Content,
    /// Width and height in pixels, as it is shown, of a picture whose header says so.
    pub pixels: Option<(u32, u32)>,
    /// What else is known of a picture.
    pub picture: Option<Facts>,
    // Of what it holds, once somebody has asked.
    print: OnceLock<Fingerprint>,
}

impl SourceFile {
    /// A file of which no more is known than what it holds.
    pub fn new(path: SourcePath, content: Content) -> SourceFile {
        SourceFile { path, content, pixels: None, picture: None, print: OnceLock::new() }
    }

    /// The same file with another content.
    pub fn with(&self, content: Content) -> SourceFile {
        let SourceFile { path, pixels, picture, .. } = self.clone();
        SourceFile { path, content, pixels, picture, print: OnceLock::new() }
    }

    /// The fingerprint of what it holds; nothing of a file to copy.
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        let bytes = match &self.content {
            Content::Text(text) => text.as_bytes(),
            Content::Bytes(bytes) => bytes,
            Content::Left(left) => return Some(left.fingerprint()),
            Content::File { .. } => return None,
        };
        Some(*self.print.get_or_init(|| Fingerprint::of(bytes)))
    }

    /// The text, if it is a file the program reads. A text that was left where it is, and is another by now, is
    /// nothing; the [`Sources`] know of it.
    pub fn text(&self) -> Option<Arc<str>> {
        match &self.content {
            Content::Text(text) => Some(Arc::clone(text)),
            Content::Left(left) => left.text(),
            Content::Bytes(_) | Content::File { .. } => None,
        }
    }
}

/// All input files of a site, by path.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: SharedMap<SourcePath, SourceFile>,
    lost: Arc<Lost>,
}

impl Sources {
    /// Adds a file; one of the same path is replaced.
    pub fn insert(&mut self, file: SourceFile) {
        self.files.insert(file.path.clone(), file);
    }

    /// Adds a text file; for tests and for files built into the program.
    pub fn insert_text(&mut self, path: &str, text: &str) {
        let path = SourcePath::new(path);
        self.insert(SourceFile::new(path, Content::Text(text.into())));
    }

    /// The files whose texts could not be read again as they were. Nothing may be published then.
    pub fn lost(&self) -> &Arc<Lost> {
        &self.lost
    }

    /// The file of that path.
    pub fn get(&self, path: &str) -> Option<&SourceFile> {
        self.files.get(&SourcePath::new(path))
    }

    /// The file of that path.
    pub fn file(&self, path: &SourcePath) -> Option<&SourceFile> {
        self.files.get(path)
    }

    /// The text of the file of that path.
    pub fn text(&self, path: &SourcePath) -> Option<Arc<str>> {
        self.files.get(path).and_then(SourceFile::text)
    }

    /// All files, in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.values()
    }

    /// The files that may not be as in other sources, in the order of their paths: all but those that a copy has
    /// left alone.
    pub fn unlike(&self, other: &Sources) -> impl Iterator<Item = &SourceFile> {
        self.files.unlike(&other.files).map(|(_, file)| file)
    }

    /// The files below a folder (`"content/"`), in the order of their paths.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a SourceFile> {
        self.files
            .from_key(&SourcePath::new(folder))
            .map(|(_, file)| file)
            .take_while(move |file| file.path.as_str().starts_with(folder))
    }

    /// The files of a theme by their path inside it: the built-in ones, each replaced by the file
    /// of the same path in `themes/<name>/` if there is one.
    pub fn theme(&self, name: &str) -> BTreeMap<String, &SourceFile> {
        let own = format!("themes/{name}/");
        let layers = [BUILT_IN, own.as_str()];
        let mut files = BTreeMap::new();
        for layer in layers {
            for (path, file) in &self.files {
                if let Some(inside) = path.as_str().strip_prefix(layer) {
                    files.insert(inside.to_owned(), file);
                }
            }
        }
        files
    }
}
