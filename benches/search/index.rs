//! The index by itself, through the library: CPU, memory, and what its files take.
//!
//! In a process of its own, so that nothing else has left memory behind, and on one thread.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use retell::corpus::standing::Moment;
use retell::date::{Instant, Zone};
use retell::fingerprint::Fingerprint;
use retell::io;
use retell::pipeline::{self, Options};
use retell::search::{self, Index, Memory, Packed, Post, Section, Settings};
use serde::{Deserialize, Serialize};

use crate::process;
use crate::process::median;
use crate::site;

/// So many posts are edited, one after the other.
const EDITS: usize = 5;

/// What the index of a site costs and takes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Figures {
    /// So many pages can be found.
    pub posts: f64,
    /// Their texts, titles and headings, in bytes.
    pub text: f64,
    /// CPU seconds for texts that lie ready.
    pub cold: f64,
    /// CPU seconds to take the texts out of the parsed documents.
    pub texts: f64,
    /// CPU seconds after an edit of one post, with what is remembered.
    pub edit: f64,
    /// Files that such an edit changes.
    pub edit_files: f64,
    /// Their bytes.
    pub edit_bytes: f64,
    /// CPU seconds when nothing has changed.
    pub unchanged: f64,
    /// The most memory the index needs beside the texts, in bytes, its finished files included.
    pub peak: f64,
    /// Shards of words, in bytes.
    pub words: f64,
    /// Texts to show passages of.
    pub excerpts: f64,
    /// The list for misspelt words, and the filters.
    pub lists: f64,
    /// The manifest, compressed as a host sends it.
    pub manifest: f64,
    /// The module, compressed as a host sends it.
    pub module: f64,
    /// How many files there are.
    pub files: f64,
}

/// Runs [`measure`] in a new process.
pub fn in_its_own_process(folder: &Path, runs: usize) -> Result<Figures, String> {
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new(this)
        .arg("--index-of")
        .arg(folder)
        .args(["--runs", &runs.to_string()])
        .env("RAYON_NUM_THREADS", "1")
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| error.to_string())?;
    serde_json::from_slice(&output.stdout).map_err(|error| format!("the index was not measured: {error}"))
}

/// Measures the index of the site in a folder and says the figures in JSON.
pub fn measure(folder: &Path, runs: usize) -> Result<String, String> {
    let mut sources = io::read::read(folder, &folder.join("public")).value;
    io::builtin::add_to(&mut sources);
    // All posts are out by then.
    let now = Instant::parse(site::NOW, &Zone::utc()).ok_or("no day to build for")?;
    let moment = Moment { now, drafts: false, future: false, expired: false };
    let options = Options { moment: Some(moment), ..Options::default() };
    let site = pipeline::build(Arc::new(sources), &options).value;
    let settings = Settings {
        language: site.config().language.clone(),
        synonyms: site.config().search.synonyms.clone(),
        module: published_module(folder)?.into(),
    };
    let (found, taking) = process::timed(|| site.searchable());
    let (mut posts, mut texts): (Vec<Post>, Vec<Vec<Section>>) = found.into_iter().unzip();

    process::forget_peak().map_err(|error| format!("the peak of memory cannot be read: {error}"))?;
    let before = process::held();
    let mut memory = Memory::default();
    let (mut index, first) = process::timed(|| made(&posts, &texts, &settings, &memory));
    let peak = process::peak() - before;
    let mut cold = vec![first];
    for _ in 1..runs {
        memory = Memory::default();
        let (again, cpu) = process::timed(|| made(&posts, &texts, &settings, &memory));
        (index, _) = (again, cold.push(cpu));
    }
    let (_, unchanged) = process::timed(|| made(&posts, &texts, &settings, &memory));

    let (mut edit, mut edit_files, mut edit_bytes) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..EDITS {
        let place = (posts.len() - 1) * (2 * number + 1) / (2 * EDITS);
        edited(&mut posts[place], &mut texts[place], number);
        let (next, cpu) = process::timed(|| made(&posts, &texts, &settings, &memory));
        let new = next.files.iter().filter(|(name, bytes)| index.files.get(*name) != Some(*bytes));
        let sizes: Vec<f64> = new.map(|(_, file)| bytes_of(file).len() as f64).collect();
        edit.push(cpu);
        edit_files.push(sizes.len() as f64);
        edit_bytes.push(sizes.iter().sum());
        index = next;
    }
    let sizes = Sizes(&index);
    let figures = Figures {
        posts: posts.len() as f64,
        text: posts.iter().zip(&texts).map(|(post, sections)| length(post, sections)).sum(),
        cold: median(cold),
        texts: taking,
        edit: median(edit),
        edit_files: median(edit_files),
        edit_bytes: median(edit_bytes),
        unchanged,
        peak,
        words: sizes.of(|name| name.starts_with("t/")),
        excerpts: sizes.of(|name| name.starts_with("f/")),
        lists: sizes.of(|name| name.starts_with("spell-") || name.starts_with("filters-")),
        manifest: sizes.sent("manifest.json"),
        module: sizes.sent(&search::module_name(&settings.module)),
        files: index.files.len() as f64,
    };
    serde_json::to_string(&figures).map_err(|error| error.to_string())
}

/// The module as it is served: `api.js` of the published site names it.
fn published_module(folder: &Path) -> Result<String, String> {
    let search = folder.join("public/search");
    let read = |name: &str| {
        let path = search.join(name);
        fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
    };
    let api = read("api.js")?;
    let name = api.split(['"', '/']).find(|part| part.ends_with(".js")).unwrap_or_default();
    read(name)
}

fn made(posts: &[Post], texts: &[Vec<Section>], settings: &Settings, memory: &Memory) -> Index {
    search::index(posts, &|place| texts[place].clone(), settings, memory)
}

/// What a file holds: without a memo all are at hand.
fn bytes_of(file: &Packed) -> &[u8] {
    file.here().unwrap_or_default()
}

/// As if its author had put a sentence to its first paragraph.
fn edited(post: &mut Post, sections: &mut [Section], number: usize) {
    if let Some(section) = sections.first_mut() {
        section.text.push_str(" This is what nobody had told us about the ladder before.");
    }
    post.text = Fingerprint::of(format!("{:?} {number}", post.text).as_bytes());
}

fn length(post: &Post, sections: &[Section]) -> f64 {
    let sections: usize = sections.iter().map(|section| section.heading.len() + section.text.len()).sum();
    (post.title.len() + sections) as f64
}

/// What files take.
struct Sizes<'a>(&'a Index);

impl Sizes<'_> {
    fn of(&self, wanted: fn(&str) -> bool) -> f64 {
        self.0
            .files
            .iter()
            .filter(|(name, _)| wanted(name))
            .map(|(_, file)| bytes_of(file).len() as f64)
            .sum()
    }

    fn sent(&self, name: &str) -> f64 {
        self.0.files.get(name).map_or(f64::NAN, |file| process::gzipped(bytes_of(file)))
    }
}
