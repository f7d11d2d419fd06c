//! The program itself, run in folders of its own: what it prints, what it writes, how it exits.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

const STORY: &str = "+++\ntitle = \"The ferry\"\nsummary = \"S.\"\ndate = 2026-03-05\nauthors = [\"Nele\"]\n+++\n\nIt began with the barrier.\n";

/// A folder with a site.
pub struct Site(TempDir);

impl Site {
    /// An empty folder.
    pub fn nothing() -> Site {
        Site(tempfile::tempdir().unwrap())
    }

    /// Settings and one story.
    pub fn small() -> Site {
        let site = Site::nothing();
        site.write("retell.toml", "title = \"Ebb\"\nbase_url = \"https://ebb.example/\"\n");
        site.write("content/stories/ferry.md", STORY);
        site
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file, and the folders on the way.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// A file as it is.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The program in this folder, with nothing of the tester's own environment that it looks at.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_retell"));
        command.args(arguments).current_dir(self.path());
        for name in ["SOURCE_DATE_EPOCH", "RETELL_BASE_URL", "NO_COLOR", "CLICOLOR_FORCE", "COLUMNS"] {
            command.env_remove(name);
        }
        command
    }

    /// Runs the program in this folder.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.command(arguments).output().unwrap())
    }

    /// Every file below a folder, by path; save the lock, which says who held it last.
    pub fn files(&self, folder: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        gather(&self.path().join(folder), Path::new(""), &mut found);
        // Who held the lock, by what the program is known, and what is remembered, is nobody's content.
        found.remove(Path::new(".retell/lock"));
        found.remove(Path::new(".retell/program"));
        found.retain(|path, _| !path.to_string_lossy().contains(".retell/memo"));
        found
    }
}

fn gather(folder: &Path, shown: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let entry = entry.unwrap();
        let shown = shown.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            gather(&entry.path(), &shown, found);
        } else {
            found.insert(shown, fs::read(entry.path()).unwrap());
        }
    }
}

/// Fails if two folders differ, and says where.
#[track_caller]
pub fn same(now: &BTreeMap<PathBuf, Vec<u8>>, before: &BTreeMap<PathBuf, Vec<u8>>, after: &str) {
    let paths: BTreeSet<&PathBuf> = now.keys().chain(before.keys()).collect();
    let differ: Vec<_> = paths.into_iter().filter(|path| now.get(*path) != before.get(*path)).collect();
    assert!(differ.is_empty(), "after {after}: {differ:?} differ");
}

/// What a run of the program left behind.
pub struct Ran {
    /// How it ended.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ran {
    /// What a program has done.
    pub fn of(output: Output) -> Ran {
        Ran {
            code: output.status.code().expect("killed"),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Fails unless it ended with this code.
    #[track_caller]
    pub fn ends_with(self, code: i32) -> Ran {
        assert_eq!(self.code, code, "\n{}\n{}", self.out, self.err);
        self
    }
}

#[test]
fn a_new_site_builds_at_once_and_without_a_word_of_complaint() {
    let folder = Site::nothing();
    folder.run(&["init", "learning-from-ferries"]).ends_with(0);
    let site = Site::nothing();
    site.run(&["init"]).ends_with(0);
    let built = folder.run(&["-C", "learning-from-ferries", "build", "--strict"]).ends_with(0);
    assert_eq!(built.out, "");
    assert!(folder.read("learning-from-ferries/public/index.html").contains("Learning from ferries"));
    site.run(&["build", "--strict"]).ends_with(0);
    assert!(site.read("public/stories/first-story/index.html").contains("The amber lamp"));
}

#[test]
fn init_touches_nothing_that_is_there() {
    let site = Site::small();
    let before = site.files("");
    site.run(&["init"]).ends_with(2);
    same(&site.files(""), &before, "init");
    let begun = Site::nothing();
    begun.write("content/about.md", "mine");
    begun.run(&["init"]).ends_with(0);
    assert_eq!(begun.read("content/about.md"), "mine");
}

#[test]
fn a_new_document_of_every_kind_is_a_draft_that_builds_at_once() {
    let site = Site::small();
    let kinds = site.run(&["kinds"]).ends_with(0).out;
    let names: Vec<&str> = kinds.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.len() >= 13, "{kinds}");
    for name in &names {
        let made = site.run(&["new", name, "What happened on Tuesday"]).ends_with(0).out;
        let path = made.trim();
        assert!(path.ends_with("/what-happened-on-tuesday.md"), "{name}: {made}");
        assert!(site.read(path).contains("\ndraft = true\n"), "{name}");
        site.run(&["new", name, "What happened on Tuesday"]).ends_with(2);
    }
    site.run(&["build"]).ends_with(0);
    let published = site.files("public");
    assert!(published.keys().all(|path| !path.to_string_lossy().contains("tuesday")));
    site.run(&["kinds", "stroy"]).ends_with(2).err.find("did you mean `story`?").unwrap();
    site.run(&["new", "stroy", "x"]).ends_with(2).err.find("did you mean `story`?").unwrap();
}

#[test]
fn a_new_document_asks_what_its_kind_is_about() {
    let site = Site::small();
    for (kind, asks) in [
        ("story", "## What surprised us\n"),
        ("story", "## What made sense at the time\n"),
        ("story", "## What others saw\n"),
        ("review", "Who should read this"),
        ("concept", "## What it is not\n"),
        ("episode", "\nHost: Where were you"),
        ("issue", "retell newsletter draft"),
        ("page", "Begin here.\n"),
    ] {
        let slug = asks.len().to_string();
        let made = site.run(&["new", kind, "Tuesday", "--slug", &slug]).ends_with(0).out;
        let text = site.read(made.trim());
        assert!(text.contains(asks), "{kind}: {text}");
    }
    // A site's own words, and those of the kind that another one starts from.
    site.write("content/accounts/_kind.toml", "name = \"account\"\nbase = \"story\"\n");
    let made = site.run(&["new", "account", "Tuesday"]).ends_with(0).out;
    assert!(site.read(made.trim()).contains("## What others saw\n"));
    site.write("themes/default/kinds/stories/new.md", "Our own question?\n");
    let made = site.run(&["new", "story", "Wednesday"]).ends_with(0).out;
    assert!(site.read(made.trim()).ends_with("+++\n\nOur own question?\n"));
}

#[test]
fn a_new_document_of_every_kind_can_be_seen_as_a_draft() {
    let site = Site::small();
    let kinds = site.run(&["kinds"]).out;
    let mut refused = Vec::new();
    for name in kinds.lines().filter_map(|line| line.split_whitespace().next()) {
        let one = Site::small();
        one.run(&["new", name, "Tuesday"]).ends_with(0);
        let built = one.run(&["build", "--drafts"]);
        if built.code != 0 {
            refused.push(format!("{name}:\n{}", built.out));
        }
    }
    assert!(refused.is_empty(), "\n{}", refused.join("\n"));
}

#[test]
fn a_second_build_writes_nothing() {
    let site = Site::small();
    site.run(&["build"]).ends_with(0);
    let before = site.files("public");
    let again = site.run(&["build"]).ends_with(0);
    assert!(again.err.contains(": 0 files written, "), "{}", again.err);
    same(&site.files("public"), &before, "the second build");
}

#[test]
fn exit_codes_say_how_it_ended() {
    let site = Site::small();
    site.run(&["build"]).ends_with(0);
    site.run(&["check"]).ends_with(0);
    site.run(&["no-such-command"]).ends_with(2);
    site.run(&["build", "--now", "soon"]).ends_with(2);
    site.run(&["build", "--base-url", "not a url"]).ends_with(2);
    Site::nothing().run(&["build"]).ends_with(2);
    site.write("content/stories/bad.md", "+++\ntitel = \"x\"\n+++\n");
    site.run(&["build"]).ends_with(1);
    site.run(&["check"]).ends_with(1);
}

#[cfg(unix)]
#[test]
fn a_disk_that_cannot_be_written_is_exit_code_3() {
    let site = Site::small();
    // A file where the output's parent folder would have to be.
    site.write("in-the-way", "x");
    let ran = site.run(&["build", "--output-dir", "in-the-way/public"]).ends_with(3);
    assert!(ran.err.contains("in-the-way"), "{}", ran.err);
}

#[test]
fn warnings_are_errors_if_asked() {
    let site = Site::small();
    site.write("content/a.md", "+++\ntitle = \"A\"\n+++\n\n```nosuchlanguage\nx\n```\n");
    site.run(&["build"]).ends_with(0);
    site.run(&["check", "--strict"]).ends_with(1);
}

#[test]
fn an_error_leaves_the_published_site_byte_for_byte() {
    let site = Site::small();
    site.run(&["build"]).ends_with(0);
    let before = site.files("");
    for (path, text) in [
        ("content/stories/bad.md", "+++\ntitel = \"x\"\n+++\n"),
        ("content/stories/bad.md", "+++\ntitle = \"open\n+++\n"),
        ("content/bad.md", "+++\ntitle = \"A\"\nurl = \"/stories/ferry/\"\n+++\n"),
        ("content/bad.md", "+++\ntitle = \"A\"\n+++\n[x](@/gone.md)\n"),
        ("themes/default/templates/page.html", "{% extends \"base.html\" %}{% block main %}{{ nothing }}"),
        ("themes/default/templates/story.html", "{{ nothing }}"),
        ("data/x.toml", "a = \n"),
    ] {
        site.write(path, text);
        let failed = site.run(&["build"]).ends_with(1);
        assert!(failed.out.contains("error["), "{}", failed.out);
        fs::remove_file(site.path().join(path)).unwrap();
        same(&site.files(""), &before, path);
    }
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_the_cache_is_not_followed() {
    let site = Site::small();
    let elsewhere = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), site.path().join(".retell")).unwrap();
    let ran = site.run(&["build"]);
    assert_ne!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains(".retell"), "{}", ran.err);
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
}

#[test]
fn a_folder_that_retell_did_not_make_is_refused() {
    let site = Site::small();
    site.write("public/thesis.txt", "the only copy");
    let refused = site.run(&["build"]);
    assert_ne!(refused.code, 0);
    assert!(refused.err.contains("public"), "{}", refused.err);
    assert_eq!(site.files("public").len(), 1);
    for output in [".", "content", "..", "/"] {
        let before = site.files("");
        let refused = site.run(&["build", "--output-dir", output]);
        assert_ne!(refused.code, 0, "--output-dir {output}");
        same(&site.files(""), &before, output);
    }
}

#[test]
fn what_others_put_into_the_output_stays_there() {
    let site = Site::small();
    site.run(&["build"]).ends_with(0);
    site.write("public/verification.txt", "theirs");
    site.write("content/stories/second.md", &STORY.replace("The ferry", "Second"));
    site.run(&["build"]).ends_with(0);
    assert_eq!(site.read("public/verification.txt"), "theirs");
    fs::remove_file(site.path().join("content/stories/second.md")).unwrap();
    site.run(&["build"]).ends_with(0);
    assert!(!site.path().join("public/stories/second").exists());
    assert_eq!(site.read("public/verification.txt"), "theirs");
}

#[test]
fn quiet_says_nothing_but_findings() {
    let site = Site::small();
    let quiet = site.run(&["build", "--quiet"]).ends_with(0);
    assert_eq!((quiet.out.as_str(), quiet.err.as_str()), ("", ""));
    site.write("content/stories/bad.md", "+++\ntitel = \"x\"\n+++\n");
    let quiet = site.run(&["build", "--quiet"]).ends_with(1);
    assert!(quiet.out.contains("did you mean `title`?"), "{}", quiet.out);
    assert_eq!(quiet.err, "");
}

#[test]
fn programs_get_one_json_object_a_line() {
    let site = Site::small();
    site.write("content/stories/bad.md", "+++\ntitel = \"\u{1b}[31mx\"\n+++\n\n[x](@/gone.md)\n");
    let report = site.run(&["check", "--format", "json"]).ends_with(1);
    assert!(report.out.lines().count() > 1, "{}", report.out);
    for line in report.out.lines() {
        let found: serde_json::Value =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert!(found.is_object());
    }
    assert!(report.out.contains("\"content/stories/bad.md\""), "{}", report.out);
    let plan = site.run(&["plan", "--json"]).out;
    for line in plan.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
    assert!(plan.contains("\"/stories/ferry/\""));
}

#[test]
fn a_workflow_gets_commands_it_understands() {
    let site = Site::small();
    site.write("content/stories/bad.md", "+++\ntitel = \"x\"\n+++\n");
    let report = site.run(&["check", "--format", "github"]).ends_with(1);
    let commands: Vec<&str> = report.out.lines().filter(|line| !line.is_empty()).collect();
    assert!(!commands.is_empty());
    for line in commands {
        let known = ["::error ", "::warning ", "::notice "].iter().any(|command| line.starts_with(command));
        assert!(known && line.contains("file=content/stories/bad.md"), "{line}");
    }
}

#[test]
fn no_escape_codes_in_a_pipe_whatever_the_content_holds() {
    let site = Site::small();
    site.write("content/stories/bad.md", "+++\ntitle = \"\\u001b[31mred\"\ntitel\\u001b = 1\n+++\n");
    site.write("content/stories/worse.md", "+++\n\"\\u001b[2J\" = 1\n+++\n\u{1b}[31m[x](@/\u{1b}[1m.md)\n");
    for variable in [None, Some(("NO_COLOR", "1")), Some(("TERM", "xterm-256color"))] {
        let mut command = site.command(&["check", "--verbose"]);
        command.envs(variable);
        let ran = Ran::of(command.output().unwrap()).ends_with(1);
        assert!(!ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'), "{:?}", ran.out);
    }
}

#[test]
fn the_moment_is_the_given_one_else_the_epoch_else_the_clock() {
    let site = Site::small();
    let out = |site: &Site| site.path().join("public/stories/ferry/index.html").exists();
    let early = site.run(&["build", "--now", "2026-03-04"]).ends_with(0);
    assert!(!out(&site) && early.err.contains("stories/ferry.md"), "{}", early.err);
    site.run(&["build", "--now", "2026-03-05"]).ends_with(0);
    assert!(out(&site));
    let at = |epoch: &str, arguments: &[&str]| {
        let mut command = site.command(arguments);
        Ran::of(command.env("SOURCE_DATE_EPOCH", epoch).output().unwrap())
    };
    let old = at("1000000000", &["build"]).ends_with(0);
    assert!(!out(&site) && old.err.contains("SOURCE_DATE_EPOCH"), "{}", old.err);
    at("1000000000", &["build", "--now", "2026-03-06T00:00:00Z"]).ends_with(0);
    assert!(out(&site));
    at("yesterday", &["build"]).ends_with(2);
}

#[test]
fn the_same_sources_are_the_same_bytes_wherever_and_whenever() {
    let first = Site::nothing();
    copy(Path::new(env!("CARGO_MANIFEST_DIR")), first.path());
    let second = Site::nothing();
    copy(Path::new(env!("CARGO_MANIFEST_DIR")), &second.path().join("another place/with a longer name"));
    let build = |site: &Site, arguments: &[&str], environment: [(&str, &str); 3]| {
        let mut command = site.command(arguments);
        Ran::of(command.envs(environment).output().unwrap()).ends_with(0)
    };
    let now = ["build", "--now", "2026-11-01"];
    build(
        &first,
        &now,
        [("TZ", "Pacific/Kiritimati"), ("LC_ALL", "tr_TR.UTF-8"), ("RAYON_NUM_THREADS", "1")],
    );
    let there = ["-C", "another place/with a longer name", now[0], now[1], now[2]];
    build(&second, &there, [("TZ", "America/Los_Angeles"), ("LC_ALL", "C"), ("RAYON_NUM_THREADS", "4")]);
    let (one, other) = (first.files("public"), second.files("another place/with a longer name/public"));
    assert!(one.len() > 50, "only {} files", one.len());
    same(&one, &other, "building it elsewhere");
}

/// Copies the site that lies beside the program.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    fs::copy(from.join("retell.toml"), to.join("retell.toml")).unwrap();
    for folder in ["content", "static"] {
        let mut files = BTreeMap::new();
        gather(&from.join(folder), Path::new(folder), &mut files);
        for (path, bytes) in files {
            fs::create_dir_all(to.join(&path).parent().unwrap()).unwrap();
            fs::write(to.join(path), bytes).unwrap();
        }
    }
}

#[test]
fn a_site_can_be_built_for_another_url() {
    let site = Site::small();
    let mut command = site.command(&["build"]);
    Ran::of(command.env("RETELL_BASE_URL", "https://mirror.example/sub/").output().unwrap()).ends_with(0);
    assert!(site.read("public/sitemap.xml").contains("https://mirror.example/sub/stories/ferry/"));
    let mut command = site.command(&["build", "--base-url", "https://third.example/"]);
    Ran::of(command.env("RETELL_BASE_URL", "https://mirror.example/sub/").output().unwrap()).ends_with(0);
    assert!(site.read("public/sitemap.xml").contains("https://third.example/stories/ferry/"));
}

#[test]
fn check_writes_nothing() {
    let site = Site::small();
    let before = site.files("");
    site.run(&["check"]).ends_with(0);
    site.run(&["plan"]).ends_with(0);
    site.run(&["kinds", "story"]).ends_with(0);
    same(&site.files(""), &before, "commands that only look");
}

#[test]
fn the_site_is_found_from_a_folder_inside_it() {
    let site = Site::small();
    let mut command = site.command(&["plan"]);
    command.current_dir(site.path().join("content/stories"));
    let ran = Ran::of(command.output().unwrap()).ends_with(0);
    assert!(ran.out.contains("/stories/ferry/"), "{}", ran.out);
}

#[test]
fn every_finding_is_explained() {
    let site = Site::nothing();
    let by_code = site.run(&["explain", "F03"]).ends_with(0).out;
    assert_eq!(site.run(&["explain", "unknown-field"]).ends_with(0).out, by_code);
    assert!(by_code.contains("unknown-field"), "{by_code}");
    assert!(site.run(&["explain", "--all"]).ends_with(0).out.matches("\n## ").count() > 30);
    site.run(&["explain", "unknown-feild"]).ends_with(2).err.find("unknown-field").unwrap();
}

#[test]
fn the_program_knows_its_licences_and_completions() {
    let site = Site::nothing();
    assert!(site.run(&["licenses"]).ends_with(0).out.contains("MIT"));
    for shell in ["bash", "zsh", "fish"] {
        assert!(site.run(&["completions", shell]).ends_with(0).out.contains("retell"), "{shell}");
    }
    assert_eq!(
        site.run(&["--version"]).ends_with(0).out.trim(),
        concat!("retell ", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn the_library_is_listed_with_how_many_pieces_use_each_work() {
    let site = Site::small();
    site.write("content/library/a.toml", "[cook2000]\ntype = \"report\"\ntitle = \"How complex systems fail\"\nauthors = [\"Cook, Richard I.\"]\nyear = 2000\n");
    site.write(
        "content/library/b.bib",
        "@book{hutchins1995, title={Cognition in the Wild}, author={Hutchins, Edwin}, year=1995}",
    );
    site.write(
        "content/stories/ferry.md",
        &STORY.replace("the barrier.", "the barrier [@cook2000], and [@cook2000, p. 2]."),
    );
    let ran = site.run(&["works"]);
    assert_eq!(
        ran.out,
        "cook2000      Cook 2000      How complex systems fail  1\nhutchins1995  Hutchins 1995  Cognition in the Wild     0\n"
    );
    assert!(
        ran.err.contains("2 works; the last column says how many pieces use each, 1 by none"),
        "{}",
        ran.err
    );
}

#[test]
fn references_that_are_no_work_come_with_a_table_that_makes_them_one() {
    let site = Site::small();
    let list = "\n\n## References\n\n- Cook, R. I. (2000). *How complex systems fail*. <https://how.example/>\n- Hutchins, E. (1995). Cognition in the Wild. MIT Press.\n";
    site.write("content/stories/ferry.md", &format!("{STORY}{list}"));
    site.write("content/library/a.toml", "[hutchins1995]\ntype = \"book\"\ntitle = \"Cognition in the Wild\"\nauthors = [\"Hutchins, Edwin\"]\nyear = 1995\n");
    let ran = site.run(&["works", "--unmatched"]);
    let (before, table) = ran.out.split_once("[cook2000]").unwrap_or_else(|| panic!("{}", ran.out));
    assert_eq!(before, "# content/stories/ferry.md:13\n# Cook, R. I. (2000). How complex systems fail.\n");
    assert!(!ran.out.contains("Hutchins"), "{}", ran.out);
    assert!(ran.err.contains("1 to look through") && ran.err.contains("1 are there already"), "{}", ran.err);
    site.write("content/library/new.toml", &format!("[cook2000]{table}"));
    let again = site.run(&["works", "--unmatched"]);
    assert_eq!(again.out, "");
    assert!(
        again.err.contains("every reference written by hand is a work of the library: 2"),
        "{}",
        again.err
    );
    assert!(site.read("content/library/new.toml").contains("title   = \"How complex systems fail\"\nauthors = [\"Cook, R. I.\"]\nyear    = 2000\nurl     = \"https://how.example/\""));
}
