//! Each rule: from sources to complaints that name file, line, rule and remedy.

use std::collections::BTreeMap;
use std::fmt;

use super::paths::{self, Named};

/// A file that is longer than this has to say why.
const MOST_LINES: usize = 600;
/// The line with which it says so.
const REASON: &str = "// Longer than 600 lines: ";

/// Where each dependency may be named: files, or folders with a slash at their end. A wrapper in
/// one place is what makes it possible to change to another crate, or to another version.
const HOMES: [(&str, &[&str]); 51] = [
    ("ammonia", &["src/render/sanitize.rs"]),
    ("annotate_snippets", &["src/diagnostic/print/"]),
    ("anstream", &["src/commands/"]),
    ("axum", &["src/io/serve.rs"]),
    ("base64", &["src/integrity.rs"]),
    ("biblatex", &["src/corpus/works/bib.rs"]),
    ("blake3", &["src/fingerprint.rs"]),
    ("clap", &["src/commands/"]),
    ("clap_complete", &["src/commands/"]),
    ("cssparser", &["src/stylesheet.rs"]),
    ("deunicode", &["src/url.rs"]),
    ("fast_image_resize", &["src/picture/scale.rs"]),
    ("frostem", &["src/search/stems.rs"]),
    ("idna_adapter", &[]),
    ("image_webp", &["src/picture/scale.rs"]),
    ("imagesize", &["src/io/"]),
    ("intl_pluralrules", &["src/language/plural.rs"]),
    ("jiff", &["src/date.rs"]),
    ("jpeg_encoder", &["src/picture/scale.rs"]),
    ("mimalloc", &["src/main.rs"]),
    ("mime_guess", &["src/io/serve.rs"]),
    ("notify", &["src/io/watch.rs"]),
    ("percent_encoding", &["src/url.rs"]),
    ("png", &["src/picture/scale.rs", "src/render/social/paint.rs"]),
    ("postcard", &["src/memo.rs"]),
    ("pulldown_cmark", &["src/document/", "src/render/body.rs", "src/render/plain.rs", "src/render/letter/"]),
    ("pulldown_latex", &["src/render/math.rs"]),
    ("quick_xml", &["src/render/xml.rs"]),
    ("rayon", &["src/pipeline.rs", "src/io/", "src/search/"]),
    ("resvg", &["src/render/social/paint.rs"]),
    ("rust_embed", &["src/io/"]),
    ("rustix", &["src/io/"]),
    ("serde", &["src/"]),
    ("serde_json", &["src/"]),
    ("serde_saphyr", &["src/table/yaml.rs"]),
    ("sha2", &["src/integrity.rs"]),
    ("skrifa", &["src/render/social/font.rs"]),
    ("strsim", &["src/diagnostic/"]),
    ("syntect", &["src/render/highlight.rs"]),
    ("tera", &["src/render/theme.rs"]),
    ("tokio", &["src/io/serve.rs"]),
    ("tokio_stream", &["src/io/serve.rs"]),
    ("toml", &["src/table/toml.rs"]),
    ("tower_http", &["src/io/serve.rs"]),
    ("two_face", &["src/render/highlight.rs"]),
    ("unic_langid", &["src/language/plural.rs"]),
    ("unicode_normalization", &["src/"]),
    ("url", &["src/url.rs"]),
    ("walkdir", &["src/io/"]),
    ("zlib_rs", &["src/search/gzip.rs"]),
    ("zune_jpeg", &["src/picture/scale.rs"]),
];

/// What touches the world, and where that is allowed.
const WORLD: [(&str, &[&str]); 8] = [
    ("std::fs", &["src/io/"]),
    ("std::net", &["src/io/"]),
    ("std::os", &["src/io/"]),
    ("std::process::Command", &[]),
    ("std::env", &["src/commands/"]),
    ("std::time::SystemTime", &["src/commands/", "src/io/"]),
    ("std::time::Instant", &["src/commands/", "src/io/"]),
    ("std::thread", &["src/pipeline.rs", "src/io/"]),
];

const PRINTING: [&str; 5] = ["print!", "println!", "eprint!", "eprintln!", "dbg!"];

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 9] =
    ["common", "helper", "helpers", "manager", "misc", "shared", "util", "utils", "types"];

/// A file of the program.
pub struct Source {
    /// Below the repository: `src/url.rs`.
    pub path: String,
    /// As it is.
    pub text: String,
    named: Vec<Named>,
}

/// Something that a rule does not allow.
#[derive(Debug)]
pub struct Complaint {
    place: String,
    rule: String,
    remedy: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}\n    {}", self.place, self.rule, self.remedy)
    }
}

impl Source {
    /// A file of that path and text.
    pub fn new(path: &str, text: &str) -> Source {
        Source { path: path.to_owned(), text: text.to_owned(), named: paths::named(text) }
    }

    /// The module of `src/lib.rs` that it belongs to: `render` for `src/render/feed.rs`.
    fn module(&self) -> &str {
        let inside = self.path.strip_prefix("src/").unwrap_or(&self.path);
        inside.split('/').next().unwrap_or(inside).trim_end_matches(".rs")
    }

    /// How many `super`s lead from it to the root.
    fn depth(&self) -> usize {
        let parts = self.path.split('/').count() - 1;
        if self.path.ends_with("/mod.rs") { parts - 1 } else { parts }
    }

    fn is_root(&self) -> bool {
        matches!(self.path.as_str(), "src/lib.rs" | "src/main.rs")
    }

    /// Whether a line belongs to unit tests, which may read samples and ask the clock.
    fn is_test(&self, line: usize) -> bool {
        let begins = self.text.lines().position(|line| line == "#[cfg(test)]");
        self.path.ends_with("tests.rs") || begins.is_some_and(|begins| line > begins)
    }

    /// Whether the file imports a module of ours that is called like this.
    fn has_own(&self, name: &str) -> bool {
        self.named.iter().any(|named| {
            let ours = named.path.starts_with("crate::") || named.path.starts_with("super::");
            ours && named.path.rsplit("::").next() == Some(name)
        })
    }

    fn at(&self, line: usize, rule: String, remedy: &str) -> Complaint {
        Complaint { place: format!("{}:{line}", self.path), rule, remedy: remedy.to_owned() }
    }

    fn lives_in(&self, homes: &[&str]) -> bool {
        homes.iter().any(|home| {
            if let Some(folder) = home.strip_suffix('/') {
                self.path.starts_with(home) || self.path == format!("{folder}.rs")
            } else {
                self.path == *home || self.path.starts_with(&format!("{}/", home.trim_end_matches(".rs")))
            }
        })
    }
}

/// On which floor each module stands, the ground being 0.
pub struct Floors(BTreeMap<String, usize>);

impl Floors {
    /// The groups of `mod` lines, parted by blank lines.
    pub fn read(lib: &str) -> Floors {
        let mut floors = BTreeMap::new();
        let mut floor = 0;
        let mut any = false;
        for line in lib.lines() {
            if line.is_empty() && any {
                floor += 1;
                any = false;
            }
            let Some(name) = line.trim_start_matches("pub ").strip_prefix("mod ") else { continue };
            floors.insert(name.trim_end_matches(';').to_owned(), floor);
            any = true;
        }
        Floors(floors)
    }

    fn of(&self, module: &str) -> Option<usize> {
        self.0.get(module).copied()
    }
}

/// Uses of a module on the same floor or above.
pub fn upward(sources: &[Source], floors: &Floors) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for source in sources.iter().filter(|source| !source.is_root()) {
        let own = source.module();
        let Some(floor) = floors.of(own) else { continue };
        for named in &source.named {
            let Some(used) = top_module(&named.path, source.depth()) else { continue };
            let Some(used_floor) = floors.of(used).filter(|used_floor| *used_floor >= floor) else {
                continue;
            };
            if used == own {
                continue;
            }
            let how = if used_floor == floor { "stands on the same floor" } else { "stands above it" };
            complaints.push(source.at(
                named.line,
                format!("`{own}` uses `{used}`, which {how}"),
                "pass the value in as an argument, or move what both need to a floor below both (src/lib.rs)",
            ));
        }
    }
    complaints
}

/// The module of `src/lib.rs` in which a path begins, if it begins at the root.
fn top_module(path: &str, depth: usize) -> Option<&str> {
    if let Some(rest) = path.strip_prefix("crate::") {
        return rest.split("::").next();
    }
    let mut rest = path;
    let mut up = 0;
    while let Some(after) = rest.strip_prefix("super::") {
        rest = after;
        up += 1;
    }
    if up >= depth && up > 0 { rest.split("::").next() } else { None }
}

/// Files of a module that `src/lib.rs` gives no floor.
pub fn homeless(sources: &[Source], floors: &Floors) -> Vec<Complaint> {
    let homeless = sources.iter().filter(|source| !source.is_root() && floors.of(source.module()).is_none());
    homeless
        .map(|source| {
            source.at(
                1,
                format!("`{}` stands on no floor", source.module()),
                "add its `mod` line to src/lib.rs, on a floor above all that it uses",
            )
        })
        .collect()
}

/// Files, sockets, clocks, environment, threads where they do not belong.
pub fn touching_the_world(sources: &[Source]) -> Vec<Complaint> {
    let remedy = "only at the rim, so that a build is a function from sources to a site";
    outside_home(sources, &WORLD, remedy, |source, line| source.is_test(line))
}

/// Printing elsewhere than in `commands`.
pub fn printing(sources: &[Source]) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for source in sources.iter().filter(|source| !source.lives_in(&["src/commands/"])) {
        for named in source.named.iter().filter(|named| PRINTING.contains(&named.path.as_str())) {
            complaints.push(source.at(
                named.line,
                format!("`{}` outside src/commands/", named.path),
                "give a value back, or a finding from diagnostic/catalog.rs",
            ));
        }
    }
    complaints
}

/// Dependencies away from home, and those that have none.
pub fn dependencies(sources: &[Source], manifest: &str) -> Vec<Complaint> {
    let remedy = "ask the file that is its home for what is needed";
    let mut complaints = outside_home(sources, &HOMES, remedy, |_, _| false);
    for (line, name) in declared(manifest) {
        if !HOMES.iter().any(|(known, _)| *known == name) {
            complaints.push(Complaint {
                place: format!("Cargo.toml:{line}"),
                rule: format!("the dependency `{name}` has no home"),
                remedy: "name the one file that uses it in HOMES, tests/suite/architecture/rules.rs"
                    .to_owned(),
            });
        }
    }
    complaints
}

/// The crates under `[dependencies]`, as Rust names them.
fn declared(manifest: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut inside = false;
    for (index, line) in manifest.lines().enumerate() {
        if line.starts_with('[') {
            inside = line == "[dependencies]";
        } else if let Some((name, _)) = line.split_once(" = ")
            && inside
            && !line.starts_with('#')
        {
            found.push((index + 1, name.replace('-', "_")));
        }
    }
    found
}

fn outside_home(
    sources: &[Source],
    homes: &[(&str, &[&str])],
    remedy: &str,
    exempt: fn(&Source, usize) -> bool,
) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for source in sources {
        for named in &source.named {
            for (what, homes) in homes {
                let rest = named.path.strip_prefix(what);
                // A single word is a path only where it is imported; else it is somebody's variable.
                let names_it = match rest {
                    Some("") => what.contains("::") || imported(source, named),
                    Some(rest) => rest.starts_with("::") && !source.has_own(what),
                    None => false,
                };
                if names_it && !source.lives_in(homes) && !exempt(source, named.line) {
                    let allowed = if homes.is_empty() { "nowhere".to_owned() } else { homes.join(", ") };
                    complaints.push(source.at(
                        named.line,
                        format!("`{what}` away from home (allowed: {allowed})"),
                        remedy,
                    ));
                }
            }
        }
    }
    complaints
}

fn imported(source: &Source, named: &Named) -> bool {
    let line = source.text.lines().nth(named.line - 1).unwrap_or("").trim_start();
    line.trim_start_matches("pub ").starts_with(&format!("use {}", named.path))
}

/// Files that do not say what they are for.
pub fn openings(sources: &[Source]) -> Vec<Complaint> {
    let silent = sources.iter().filter(|source| !source.text.starts_with("//! "));
    silent
        .map(|source| {
            source.at(
                1,
                "the file does not say what it is for".to_owned(),
                "open it with `//!`: what it is for, what it leaves to others",
            )
        })
        .collect()
}

/// Files too long to be read at one go, without a reason.
pub fn lengths(sources: &[Source]) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for source in sources {
        let lines = source.text.lines().count();
        let reason =
            source.text.lines().any(|line| line.starts_with(REASON) && line.len() > REASON.len() + 10);
        if lines > MOST_LINES && !reason {
            complaints.push(source.at(
                lines,
                format!("{lines} lines are more than {MOST_LINES}"),
                &format!("split it by what it is about, or say why not in a line `{REASON}…`"),
            ));
        }
        if lines <= MOST_LINES && reason {
            complaints.push(source.at(
                lines,
                "a reason for a length it does not have".to_owned(),
                "take the line out",
            ));
        }
    }
    complaints
}

/// Modules whose names say nothing.
pub fn names(sources: &[Source]) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for source in sources {
        let stem = source.path.trim_end_matches(".rs").trim_end_matches("/mod");
        let name = stem.rsplit('/').next().unwrap_or(stem);
        // "Common fields" is what the site model calls the fields of every kind.
        if EMPTY_NAMES.contains(&name) && source.path != "src/kind/common.rs" {
            complaints.push(source.at(
                1,
                format!("a module called `{name}` says nothing about what is inside"),
                "name it after what it knows, in the words of who writes or reads a site",
            ));
        }
    }
    complaints
}
