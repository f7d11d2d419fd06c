//! Hostile disks and sudden ends: the real program, in real folders.

use std::fs;
use std::path::Path;
use std::process::{Command, Output as Ended};
use std::time::{Duration, Instant};

fn retell(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_retell"));
    command.args(["--site", folder.to_str().unwrap()]).args(arguments);
    command.env_remove("SOURCE_DATE_EPOCH").env_remove("RETELL_BASE_URL").current_dir(folder);
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Ended {
    retell(folder, arguments).output().unwrap()
}

fn said(ended: &Ended) -> String {
    String::from_utf8_lossy(&ended.stdout).into_owned() + &String::from_utf8_lossy(&ended.stderr)
}

/// A site on the disk, with this many pages that hold a word.
fn site_on_disk(pages: usize, word: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let settings = "title = \"Ebb & Relay\"\nbase_url = \"https://ebb.example/\"\n";
    fs::write(folder.path().join("retell.toml"), settings).unwrap();
    write_pages(folder.path(), pages, word);
    folder
}

fn write_pages(folder: &Path, pages: usize, word: &str) {
    let notes = folder.join("content/notes");
    fs::create_dir_all(&notes).unwrap();
    for n in 0..pages {
        let text = format!("+++\ntitle = \"Page {n}\"\n+++\n\nThe word is {word}.\n");
        fs::write(notes.join(format!("p{n}.md")), text).unwrap();
    }
}

/// How many published pages hold the word.
fn published_with(folder: &Path, word: &str) -> usize {
    let notes = folder.join("public/notes");
    let Ok(entries) = fs::read_dir(&notes) else { return 0 };
    entries
        .filter_map(|entry| fs::read_to_string(entry.unwrap().path().join("index.html")).ok())
        .filter(|page| page.contains(&format!("The word is {word}.")))
        .count()
}

#[cfg(unix)]
#[test]
fn p12_a_link_out_of_the_site_is_told_and_not_followed() {
    let folder = site_on_disk(1, "one");
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret.md"), "The secret is out.").unwrap();
    std::os::unix::fs::symlink(outside.path().join("secret.md"), folder.path().join("content/x.md")).unwrap();
    let ended = run(folder.path(), &["build"]);
    assert_eq!(ended.status.code(), Some(1), "{}", said(&ended));
    assert!(said(&ended).contains("unfit-path"), "{}", said(&ended));
    assert!(!said(&ended).contains("The secret is out"), "{}", said(&ended));
    assert!(!folder.path().join("public").exists());
}

#[cfg(unix)]
#[test]
fn p12_a_pipe_is_told_and_not_waited_for() {
    let folder = site_on_disk(1, "one");
    let made = Command::new("mkfifo").arg(folder.path().join("content/x.md")).status().unwrap();
    assert!(made.success());
    let ended = run(folder.path(), &["build"]);
    assert_eq!(ended.status.code(), Some(1), "{}", said(&ended));
    assert!(said(&ended).contains("unfit-path"), "{}", said(&ended));
}

#[test]
fn p12_a_text_that_is_not_unicode_is_told() {
    let folder = site_on_disk(1, "one");
    fs::write(folder.path().join("content/x.md"), b"+++\ntitle = \"caf\xe9\"\n+++\n").unwrap();
    let ended = run(folder.path(), &["build"]);
    assert_eq!(ended.status.code(), Some(1), "{}", said(&ended));
    assert!(said(&ended).contains("UTF-8 (line 2"), "{}", said(&ended));
}

#[test]
fn p12_a_folder_that_is_not_retells_is_refused() {
    let folder = site_on_disk(1, "one");
    let public = folder.path().join("public");
    fs::create_dir(&public).unwrap();
    fs::write(public.join("thesis.txt"), "years of work").unwrap();
    let ended = run(folder.path(), &["build"]);
    assert!(!ended.status.success(), "{}", said(&ended));
    assert_eq!(fs::read_to_string(public.join("thesis.txt")).unwrap(), "years of work");
    assert!(!public.join("index.html").exists());
}

#[test]
fn p12_the_site_itself_is_no_output_folder() {
    for output in ["content", ".", "..", "static", "content/notes", "/"] {
        let folder = site_on_disk(1, "one");
        fs::create_dir_all(folder.path().join("static")).unwrap();
        let ended = run(folder.path(), &["build", "--output-dir", output]);
        assert!(!ended.status.success(), "{output}: {}", said(&ended));
        assert!(folder.path().join("content/notes/p0.md").exists(), "{output}");
        assert!(!folder.path().join("content/index.html").exists(), "{output}");
        assert!(!folder.path().join("index.html").exists(), "{output}");
    }
}

#[cfg(unix)]
#[test]
fn p20_a_file_that_may_not_be_read_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let folder = site_on_disk(1, "one");
    let file = folder.path().join("content/x.md");
    fs::write(&file, "Text.").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&file).is_ok() {
        return; // Whoever runs the tests may read everything.
    }
    let ended = run(folder.path(), &["build"]);
    assert_eq!(ended.status.code(), Some(3), "{}", said(&ended));
    assert!(said(&ended).contains("unreadable"), "{}", said(&ended));
}

#[test]
fn p20_a_build_that_is_killed_leaves_the_old_site_or_the_new_one() {
    const PAGES: usize = 300;
    let folder = site_on_disk(PAGES, "w0");
    let begun = Instant::now();
    let ended = run(folder.path(), &["build"]);
    assert!(ended.status.success(), "{}", said(&ended));
    let whole = begun.elapsed();
    let mut old = "w0".to_owned();
    for moment in 1..=10_u32 {
        let new = format!("w{moment}");
        write_pages(folder.path(), PAGES, &new);
        let mut building = retell(folder.path(), &["build"])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        // From the middle on, where it is published.
        std::thread::sleep(whole.mul_f64(0.3 + 0.07 * f64::from(moment)).max(Duration::from_millis(1)));
        let _ = building.kill();
        building.wait().unwrap();
        let (with_old, with_new) = (published_with(folder.path(), &old), published_with(folder.path(), &new));
        assert!(
            (with_old, with_new) == (PAGES, 0) || (with_old, with_new) == (0, PAGES),
            "killed at moment {moment}: {with_old} old pages, {with_new} new ones"
        );
        if with_new == PAGES {
            old = new;
        }
    }
    write_pages(folder.path(), PAGES, "last");
    let ended = run(folder.path(), &["build"]);
    assert!(ended.status.success(), "{}", said(&ended));
    assert_eq!(published_with(folder.path(), "last"), PAGES);
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.len() <= 4, "{left:?}");
}

#[test]
fn p20_two_builds_at_once_do_not_mix() {
    let folder = site_on_disk(50, "one");
    let start = || {
        retell(folder.path(), &["build"])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap()
    };
    let (mut first, mut second) = (start(), start());
    let (first, second) = (first.wait().unwrap(), second.wait().unwrap());
    assert!(first.success() || second.success());
    assert_eq!(published_with(folder.path(), "one"), 50);
    assert!(run(folder.path(), &["build"]).status.success());
}
