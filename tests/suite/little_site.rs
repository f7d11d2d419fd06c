//! Whole sites in one text file each, built without a disk.
//!
//! The file begins with words on what the site shows and lines `key: value` on how to build it;
//! then each of its files follows a line `-- path --`. A picture is `-- path (640x480) --` and
//! holds nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use retell::corpus::standing::Moment;
use retell::date::{Instant, Zone};
use retell::diagnostic::{self, Diagnostic, print};
use retell::io::builtin;
use retell::output::{Artifact, Output};
use retell::picture::{Facts, Format, Tells};
use retell::pipeline::{self, Memory, Options, Site};
use retell::source::{Content, SourceFile, SourcePath, Sources};

/// "Now", where a site does not say otherwise.
const NOW: &str = "2026-06-01T12:00:00Z";

/// A site as its file describes it.
#[derive(Clone, Default)]
pub struct LittleSite {
    /// The files of which the snapshot shows what stands in `<main>`, or all of it if they have none.
    pub show: Vec<String>,
    /// The files of which it shows everything.
    pub whole: Vec<String>,
    /// Words that must be nowhere in the output.
    pub nowhere: Vec<String>,
    /// "Now".
    pub now: String,
    /// `--base-url`.
    pub base_url: Option<String>,
    /// `--drafts`.
    pub drafts: bool,
    /// Whether it can only be built by a program with the feature `cards`.
    pub needs_cards: bool,
    /// Its files, in the order in which they are written.
    pub files: Vec<SourceFile>,
}

/// A file whose lines are being read.
struct Open {
    path: String,
    pixels: Option<(u32, u32)>,
    text: String,
}

/// A site that was built, with all that it holds.
pub struct Built {
    /// The site.
    pub site: Site,
    /// What it was built from.
    pub sources: Arc<Sources>,
    /// What was found, sorted, pages included.
    pub found: Vec<Diagnostic>,
    /// What stands at each path.
    pub files: BTreeMap<String, Arc<[u8]>>,
}

impl LittleSite {
    /// Reads a site file.
    pub fn read(path: &Path) -> LittleSite {
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        LittleSite::parse(&text).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()))
    }

    /// The site of a name in `tests/sites/`.
    pub fn named(name: &str) -> LittleSite {
        LittleSite::read(&folder().join(format!("{name}.site")))
    }

    /// Reads the text of a site file.
    pub fn parse(text: &str) -> Result<LittleSite, String> {
        let mut site = LittleSite { now: NOW.to_owned(), ..LittleSite::default() };
        let mut open: Option<Open> = None;
        for line in text.split_inclusive('\n') {
            let marker = line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --"));
            if let Some(marker) = marker {
                site.close(open.take());
                let (path, pixels) = match marker.strip_suffix(')').and_then(|rest| rest.split_once(" (")) {
                    Some((path, size)) => (path, Some(pixels(size)?)),
                    None => (marker, None),
                };
                open = Some(Open { path: path.to_owned(), pixels, text: String::new() });
            } else if let Some(file) = &mut open {
                file.text.push_str(line);
            } else {
                site.head(line.trim())?;
            }
        }
        site.close(open);
        if site.files.is_empty() { Err("it has no files".to_owned()) } else { Ok(site) }
    }

    fn head(&mut self, line: &str) -> Result<(), String> {
        let words = |value: &str| value.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        match line.split_once(": ") {
            Some(("show", value)) => self.show.extend(words(value)),
            Some(("show-whole", value)) => self.whole.extend(words(value)),
            Some(("nowhere", value)) => self.nowhere.push(value.to_owned()),
            Some(("now", value)) => self.now = value.to_owned(),
            Some(("base-url", value)) => self.base_url = Some(value.to_owned()),
            Some(("needs", "cards")) => self.needs_cards = true,
            Some(("drafts", "true")) => self.drafts = true,
            Some((key, _)) if !key.contains(' ') && key.starts_with(char::is_lowercase) => {
                return Err(format!("`{key}:` means nothing here"));
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, open: Option<Open>) {
        let Some(Open { path, pixels, text }) = open else { return };
        let content = match pixels {
            Some(_) => Content::Bytes(Arc::from(&b"a picture"[..])),
            None => Content::Text(text.into()),
        };
        let picture = pixels.and_then(|_| held(&path));
        let mut file = SourceFile::new(SourcePath::new(&path), content);
        (file.pixels, file.picture) = (pixels, picture);
        self.files.push(file);
    }

    /// Its sources, put in by the given order of its files; the built-in theme is added.
    pub fn sources(&self) -> Sources {
        let mut sources = Sources::default();
        for file in &self.files {
            sources.insert(file.clone());
        }
        builtin::add_to(&mut sources);
        sources
    }

    /// Replaces the text of one of its files, or adds it.
    pub fn with(mut self, path: &str, text: &str) -> LittleSite {
        self.files.retain(|file| file.path.as_str() != path);
        let content = Content::Text(text.into());
        self.files.push(SourceFile::new(SourcePath::new(path), content));
        self
    }

    /// Builds it, every page included.
    pub fn build(&self) -> Built {
        self.build_with(&Arc::default())
    }

    /// The same with what is remembered of builds before.
    pub fn build_with(&self, memory: &Arc<Memory>) -> Built {
        self.build_from(self.sources(), memory)
    }

    /// The same from files that were read in another way.
    pub fn build_from(&self, sources: Sources, memory: &Arc<Memory>) -> Built {
        let sources = Arc::new(sources);
        let now = Instant::parse(&self.now, &Zone::utc()).expect("`now:` is no time");
        let moment = Moment { now, drafts: self.drafts, future: false, expired: false };
        let memory = Arc::clone(memory);
        let options =
            Options { moment: Some(moment), base_url: self.base_url.clone(), memory, ..Options::default() };
        let told = pipeline::build(Arc::clone(&sources), &options);
        let (site, mut found) = (told.value, told.diagnostics);
        let mut files = BTreeMap::new();
        let later = site.later().unwrap_or_default();
        for path in site.paths().into_iter().chain(later) {
            match site.artifact(&path) {
                Ok(Artifact::Bytes(bytes)) => drop(files.insert(path.as_str().to_owned(), bytes)),
                Ok(Artifact::Picture(picture)) => {
                    panic!("{path} would be made of {}", picture.from.display())
                }
                Ok(Artifact::Copy(from)) => panic!("{path} would be copied from {}", from.display()),
                Err(_) => {}
            }
        }
        found.extend(site.take_found());
        let found = pipeline::settle(found, site.config(), false);
        Built { site, sources, found, files }
    }
}

impl Built {
    /// The report as people see it.
    pub fn report(&self) -> String {
        print::report(&self.found, &self.sources, print::Format::Human, false, 110)
    }

    /// The text at a path.
    pub fn text(&self, path: &str) -> &str {
        let all = || self.files.keys().map(String::as_str).collect::<Vec<_>>().join("\n  ");
        let bytes =
            self.files.get(path).unwrap_or_else(|| panic!("no {path} among\n  {}\n{}", all(), self.report()));
        std::str::from_utf8(bytes).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Fails if anything was found that keeps it from being published.
    pub fn assert_publishable(&self) {
        assert_eq!(diagnostic::totals(&self.found).errors, 0, "\n{}", self.report());
    }

    /// The paths and bytes of everything, for searching.
    pub fn paths_with(&self, word: &str) -> Vec<&str> {
        let holds = |bytes: &[u8]| bytes.windows(word.len()).any(|window| window == word.as_bytes());
        let found = self.files.iter().filter(|(path, bytes)| path.contains(word) || holds(bytes));
        found.map(|(path, _)| path.as_str()).collect()
    }
}

/// The page without the styles and scripts that its own policy knows: those of the theme.
pub fn without_carried(html: &str) -> String {
    let mut rest = html;
    let mut out = String::new();
    while let Some(at) = rest.find("<style>").into_iter().chain(rest.find("<script")).min() {
        let end = if rest[at..].starts_with("<style>") { "</style>" } else { "</script>" };
        let inside = rest[at..].find('>').map_or(rest.len(), |tag| at + tag + 1);
        let Some(after) = rest[inside..].find(end).map(|length| inside + length) else { break };
        let named = format!("'{}'", retell::integrity::sha256(&rest[inside..after]));
        out.push_str(if html.contains(&named) { &rest[..at] } else { &rest[..after + end.len()] });
        rest = &rest[after + end.len()..];
    }
    out + rest
}

/// Where the site files are.
pub fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites")
}

/// All site files, by name.
pub fn all() -> BTreeMap<String, LittleSite> {
    let mut sites = BTreeMap::new();
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "site") {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let site = LittleSite::read(&path);
            if cfg!(feature = "cards") || !site.needs_cards {
                sites.insert(name, site);
            }
        }
    }
    sites
}

/// What a picture that is only a size says of itself: what one of that name says that tells nothing.
fn held(path: &str) -> Option<Facts> {
    let format = match path.rsplit_once('.')?.1 {
        "jpg" | "jpeg" => Format::Jpeg,
        "png" => Format::Png,
        _ => return None,
    };
    let tells = Tells::default();
    Some(Facts { format, orientation: 1, tells, whole: true, scales: true, too_long: false })
}

fn pixels(size: &str) -> Result<(u32, u32), String> {
    let parsed =
        size.split_once('x').and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)));
    parsed.ok_or_else(|| format!("`({size})` is no size: write (640x480)"))
}
