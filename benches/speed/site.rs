//! A made-up site on the disk, and what its builds cost.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Instant;
use std::{fs, io};

use crate::corpus;
use crate::process::{self, median};

/// A day on which all posts are out.
pub const NOW: &str = "2026-06-01";

/// The theme of the site: ours, with one template that is edited.
const THEME: &str = "measured";

/// What a run costs.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// CPU time of all threads, user and system, in seconds.
    pub cpu: f64,
    /// The time on the wall, in seconds.
    pub wall: f64,
    /// The most memory at once, in bytes.
    pub peak: f64,
}

/// What builds of a site cost; medians.
#[derive(Debug, Clone, Copy)]
pub struct Builds {
    /// From nothing: no output, no memory of an earlier build.
    pub cold: Cost,
    /// With nothing changed.
    pub same: Cost,
    /// After one word in one text.
    pub body: Cost,
    /// After one title.
    pub title: Cost,
    /// After one word in the template of all pieces.
    pub template: Cost,
    /// Reading all that is read and writing all that is written, in seconds of CPU time.
    pub floor: f64,
    /// What is read, in bytes.
    pub input: u64,
    /// What is written, in bytes.
    pub output: u64,
    /// So many files are written.
    pub files: usize,
}

/// A made-up site in a folder that is kept from run to run.
pub struct Site {
    /// Where it is.
    pub folder: PathBuf,
}

impl Site {
    /// The site of so many posts; it is written if it is not there.
    pub fn made(posts: usize, seed: u64) -> Result<Site, String> {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("speed-{posts}-{seed}"));
        let site = Site { folder };
        if site.folder.join("whole").exists() {
            return Ok(site);
        }
        eprintln!("{posts} posts: writing {}", site.folder.display());
        let templates = site.folder.join("themes").join(THEME).join("templates");
        let settings = site.folder.join("retell.toml");
        corpus::write(&site.folder, posts, seed).map_err(at(&site.folder))?;
        fs::create_dir_all(&templates).map_err(at(&templates))?;
        let template = templates.join("page.html");
        let words = "{% extends \"default/page.html\" %}\n{% block footer %}<p>a foot</p>{{ super() }}{% endblock footer %}\n";
        fs::write(&template, words).map_err(at(&template))?;
        let text = fs::read_to_string(&settings).map_err(at(&settings))?;
        let text = text.replacen("base_url", &format!("theme = \"{THEME}\"\nbase_url"), 1);
        fs::write(&settings, text).map_err(at(&settings))?;
        fs::write(site.folder.join("whole"), "").map_err(at(&site.folder))?;
        Ok(site)
    }

    /// Its posts, in the order of their paths.
    pub fn posts(&self) -> Result<Vec<PathBuf>, String> {
        let mut posts = Vec::new();
        for kind in ["stories", "essays", "reviews"] {
            let folder = self.folder.join("content").join(kind);
            for entry in fs::read_dir(&folder).map_err(at(&folder))? {
                let path = entry.map_err(at(&folder))?.path();
                let is_post = path.extension().is_some_and(|extension| extension == "md")
                    && path.file_stem().is_some_and(|stem| stem != "_index");
                posts.extend(is_post.then_some(path));
            }
        }
        posts.sort();
        Ok(posts)
    }

    /// All figures of its builds.
    pub fn measured(&self, runs: usize) -> Result<Builds, String> {
        let output = self.folder.join("public");
        let memory = self.folder.join(".retell");
        let posts = self.posts()?;
        let post = posts.get(posts.len() / 2).ok_or("a site without posts")?;
        let template = self.folder.join("themes").join(THEME).join("templates/page.html");
        // Moved aside, and removed at the end: file systems are slow for a minute after very many files went.
        let aside = self.folder.join("aside");
        let mut number = 0;
        let mut from_nothing = || {
            fs::create_dir_all(&aside).map_err(at(&aside))?;
            for folder in [&output, &memory] {
                number += 1;
                if folder.exists() {
                    fs::rename(folder, aside.join(number.to_string())).map_err(at(folder))?;
                }
            }
            self.build()
        };
        let cold = median_of(runs, &mut from_nothing)?;
        let same = median_of(runs, || self.build())?;
        let edit = |path: &Path, from: &str, to: &dyn Fn(usize) -> String| {
            let text = fs::read_to_string(path).map_err(at(path))?;
            if !text.contains(from) {
                return Err(format!(
                    "{} is not as it was written: remove {}",
                    path.display(),
                    self.folder.display()
                ));
            }
            let mut run = 0;
            let cost = median_of(runs, || {
                run += 1;
                fs::write(path, text.replacen(from, &to(run), 1)).map_err(at(path))?;
                self.build()
            });
            fs::write(path, &text).map_err(at(path))?;
            self.build()?;
            cost
        };
        let body = edit(post, "\n\n", &|run| format!("\n\nAn edit, the {run}th. "))?;
        let title = edit(post, "title = \"", &|run| format!("title = \"Edit {run}: "))?;
        let template = edit(&template, "a foot", &|run| format!("foot {run}"))?;
        let (input, _) = walked(&[self.folder.join("content"), self.folder.join("static")])?;
        let (written, files) = walked(std::slice::from_ref(&output))?;
        let floor = self.floor(runs)?;
        fs::remove_dir_all(&aside).map_err(at(&aside))?;
        Ok(Builds { cold, same, body, title, template, floor, input, output: written, files })
    }

    fn build(&self) -> Result<Cost, String> {
        let arguments: [OsString; 6] = [
            "--quiet".into(),
            "-C".into(),
            self.folder.clone().into(),
            "build".into(),
            "--now".into(),
            NOW.into(),
        ];
        run(Path::new(env!("CARGO_BIN_EXE_retell")), &arguments)
    }

    /// What it costs to read all that is read and to write as much as is written, file by file, on one thread.
    fn floor(&self, runs: usize) -> Result<f64, String> {
        let all_copies = self.folder.join("copies");
        let mut costs = Vec::new();
        for run in 0..runs.max(1) {
            let copies = all_copies.join(run.to_string());
            let (done, cpu) = process::timed(|| {
                for name in ["content", "static", "themes"] {
                    each_file(&self.folder.join(name), &mut |path| fs::read(path).map(drop))?;
                }
                let output = self.folder.join("public");
                let mut made = std::collections::BTreeSet::new();
                each_file(&output, &mut |path| {
                    let copy = copies.join(path.strip_prefix(&output).unwrap_or(path));
                    if let Some(folder) = copy.parent()
                        && made.insert(folder.to_owned())
                    {
                        fs::create_dir_all(folder)?;
                    }
                    fs::write(copy, fs::read(path)?)
                })
            });
            done.map_err(at(&copies))?;
            costs.push(cpu);
        }
        fs::remove_dir_all(&all_copies).map_err(at(&all_copies))?;
        Ok(median(costs))
    }
}

/// What a build of a site of one page costs: starting up, mostly.
pub fn empty(runs: usize) -> Result<Cost, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("speed-empty");
    fs::create_dir_all(folder.join("content")).map_err(at(&folder))?;
    let settings = "title = \"Empty\"\nbase_url = \"https://empty.example/\"\n";
    fs::write(folder.join("retell.toml"), settings).map_err(at(&folder))?;
    let site = Site { folder };
    median_of(runs, || {
        for made in ["public", ".retell"] {
            let made = site.folder.join(made);
            if made.exists() {
                fs::remove_dir_all(&made).map_err(at(&made))?;
            }
        }
        site.build()
    })
}

/// Runs a program and says what it cost.
pub fn run(program: &Path, arguments: &[OsString]) -> Result<Cost, String> {
    let begun = Instant::now();
    let cost = process::run(program, arguments)?;
    Ok(Cost { cpu: cost.cpu, wall: begun.elapsed().as_secs_f64(), peak: cost.peak })
}

/// The medians of some runs.
pub fn median_of(runs: usize, mut run: impl FnMut() -> Result<Cost, String>) -> Result<Cost, String> {
    let mut costs = Vec::new();
    for _ in 0..runs.max(1) {
        costs.push(run()?);
    }
    let median = |figure: fn(&Cost) -> f64| median(costs.iter().map(figure).collect());
    Ok(Cost { cpu: median(|cost| cost.cpu), wall: median(|cost| cost.wall), peak: median(|cost| cost.peak) })
}

/// Bytes and files below some folders.
fn walked(folders: &[PathBuf]) -> Result<(u64, usize), String> {
    let (mut bytes, mut files) = (0, 0);
    for folder in folders {
        each_file(folder, &mut |path| {
            bytes += fs::metadata(path)?.len();
            files += 1;
            Ok(())
        })
        .map_err(at(folder))?;
    }
    Ok((bytes, files))
}

fn each_file(folder: &Path, with: &mut dyn FnMut(&Path) -> io::Result<()>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            each_file(&entry.path(), with)?;
        } else {
            with(&entry.path())?;
        }
    }
    Ok(())
}

/// An error of the disk, with its place.
pub fn at(path: &Path) -> impl FnOnce(io::Error) -> String {
    let place = path.display().to_string();
    move |problem| format!("{place}: {problem}")
}
