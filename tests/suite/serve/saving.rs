//! Every way in which editors and tools change files: what is served is soon what is written.
//!
//! Each test also runs where the system tells of nothing and the folders are only listed.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::running::{Running, STORY, program, small};

/// A preview that is told of changes, and one that has to look for them.
fn both(test: impl Fn(&Running)) {
    test(&Running::start(small(), &[]));
    let polling = Running::start(small(), &["--poll"]);
    assert!(polling.said().contains("looked at"), "{}", polling.said());
    test(&polling);
}

fn story(words: &str) -> String {
    format!("{STORY}\n{words}\n")
}

#[track_caller]
fn shows(preview: &Running, address: &str, words: &str) {
    preview.until(&format!("{address} has {words:?}"), || {
        let answer = preview.get(address);
        answer.status == 200 && answer.text().contains(words)
    });
}

/// Lets time pass, until the preview looks again only if it is told to: what is not watched any more
/// would be missed from now on.
fn much_later() {
    std::thread::sleep(std::time::Duration::from_secs(4));
}

#[track_caller]
fn is_gone(preview: &Running, address: &str) {
    preview.until(&format!("{address} is gone"), || preview.get(address).status == 404);
}

#[test]
fn a_file_that_is_written_to() {
    both(|preview| {
        for round in 0..3 {
            let words = format!("round-{round}");
            preview.write("content/stories/ferry.md", &story(&words));
            shows(preview, "/stories/ferry/", &words);
        }
        assert!(preview.said().contains("stories/ferry.md: rebuilt in "), "{}", preview.said());
    });
}

#[test]
fn a_file_that_is_written_beside_and_moved_into_its_place() {
    both(|preview| {
        let folder = preview.path().join("content/stories");
        fs::write(folder.join(".ferry.md.tmp"), story("moved in")).unwrap();
        fs::rename(folder.join(".ferry.md.tmp"), folder.join("ferry.md")).unwrap();
        shows(preview, "/stories/ferry/", "moved in");
        // From outside the watched folders.
        let outside = preview.path().join("outside.md");
        fs::write(&outside, story("from outside")).unwrap();
        fs::rename(&outside, folder.join("ferry.md")).unwrap();
        shows(preview, "/stories/ferry/", "from outside");
    });
}

#[test]
fn a_file_that_vim_saves() {
    both(|preview| {
        let folder = preview.path().join("content/stories");
        fs::write(folder.join(".ferry.md.swp"), "swap").unwrap();
        fs::write(folder.join("4913"), "").unwrap();
        fs::remove_file(folder.join("4913")).unwrap();
        fs::rename(folder.join("ferry.md"), folder.join("ferry.md~")).unwrap();
        fs::write(folder.join("ferry.md"), story("by vim")).unwrap();
        fs::remove_file(folder.join("ferry.md~")).unwrap();
        fs::remove_file(folder.join(".ferry.md.swp")).unwrap();
        shows(preview, "/stories/ferry/", "by vim");
    });
}

#[cfg(unix)]
#[test]
fn a_file_that_emacs_saves() {
    both(|preview| {
        let folder = preview.path().join("content/stories");
        std::os::unix::fs::symlink("nele@desk.1234:5678", folder.join(".#ferry.md")).unwrap();
        fs::write(folder.join("#ferry.md#"), story("not saved")).unwrap();
        preview.write("content/stories/second.md", &STORY.replace("The ferry", "Second"));
        shows(preview, "/stories/second/", "Second");
        assert!(!preview.get("/stories/ferry/").text().contains("not saved"));
        assert_eq!(preview.get("/stories/%23ferry.md%23").status, 404);
        fs::write(folder.join("ferry.md"), story("by emacs")).unwrap();
        fs::remove_file(folder.join("#ferry.md#")).unwrap();
        fs::remove_file(folder.join(".#ferry.md")).unwrap();
        shows(preview, "/stories/ferry/", "by emacs");
        assert_eq!(preview.printed(), "");
    });
}

#[test]
fn a_folder_that_is_made_and_filled_at_once_and_taken_away_again() {
    both(|preview| {
        preview.write("content/new/deep/deeper/page.md", "+++\ntitle = \"Deep\"\n+++\n\nfirst\n");
        shows(preview, "/new/deep/deeper/page/", "first");
        // What was made before it could be watched is watched now.
        much_later();
        preview.write("content/new/deep/deeper/page.md", "+++\ntitle = \"Deep\"\n+++\n\nsecond\n");
        shows(preview, "/new/deep/deeper/page/", "second");
        fs::remove_dir_all(preview.path().join("content/new")).unwrap();
        is_gone(preview, "/new/deep/deeper/page/");
        preview.write("content/new/deep/deeper/page.md", "+++\ntitle = \"Deep\"\n+++\n\nthird\n");
        shows(preview, "/new/deep/deeper/page/", "third");
    });
}

#[test]
fn two_hundred_files_that_come_and_go_at_once() {
    both(|preview| {
        let name = |number| format!("content/notes/note-{number:03}.md");
        for number in 0..200 {
            preview.write(&name(number), &format!("+++\ntitle = \"Note\"\n+++\n\nnote number {number}\n"));
        }
        shows(preview, "/notes/note-000/", "number 0");
        shows(preview, "/notes/note-199/", "number 199");
        for number in 0..200 {
            let path = preview.path().join(name(number));
            fs::remove_file(&path).unwrap();
            if number % 2 == 0 {
                fs::write(path, format!("+++\ntitle = \"Note\"\n+++\n\nother branch {number}\n")).unwrap();
            }
        }
        is_gone(preview, "/notes/note-199/");
        shows(preview, "/notes/note-198/", "other branch 198");
        shows(preview, "/notes/note-000/", "other branch 0");
        assert_eq!(preview.get("/notes/note-001/").status, 404);
    });
}

#[test]
fn a_checkout_of_a_branch_with_five_hundred_other_texts() {
    let git = |folder: &Path, arguments: &[&str]| {
        let who = ["-c", "user.name=Nele", "-c", "user.email=nele@ebb.example", "-c", "commit.gpgsign=false"];
        let done = Command::new("git").current_dir(folder).args(who).args(arguments).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    let name = |number| format!("content/notes/note-{number:03}.md");
    let fill = |folder: &Path, words: &str| {
        fs::create_dir_all(folder.join("content/notes")).unwrap();
        for number in 0..500 {
            let text = format!("+++\ntitle = \"Note {number}\"\n+++\n\n{words} {number}\n");
            fs::write(folder.join(name(number)), text).unwrap();
        }
    };
    let site = small();
    let folder = site.path().to_owned();
    fill(&folder, "at first");
    git(&folder, &["init", "-q", "-b", "main"]);
    git(&folder, &["add", "content"]);
    git(&folder, &["commit", "-qm", "first"]);
    git(&folder, &["checkout", "-qb", "other"]);
    fill(&folder, "the other branch");
    fs::remove_file(folder.join(name(7))).unwrap();
    git(&folder, &["commit", "-qam", "second"]);
    git(&folder, &["checkout", "-q", "main"]);
    let preview = Running::start(site, &[]);
    shows(&preview, "/notes/note-499/", "at first 499");
    for (branch, words) in
        [("other", "the other branch"), ("main", "at first"), ("other", "the other branch")]
    {
        git(&folder, &["checkout", "-q", branch]);
        shows(&preview, "/notes/note-499/", words);
        shows(&preview, "/notes/note-000/", words);
    }
    is_gone(&preview, "/notes/note-007/");
    assert!(program(&folder, &["build"]).output().unwrap().status.success());
    for number in (0..500).filter(|number| *number != 7) {
        let page = format!("notes/note-{number:03}/");
        let built = fs::read(folder.join(format!("public/{page}index.html"))).unwrap();
        assert!(preview.get(&format!("/{page}")).without_script() == built, "{page}");
    }
}

#[test]
fn twenty_edits_in_a_row_end_with_the_last() {
    both(|preview| {
        for round in 1..=20 {
            preview.write("content/stories/ferry.md", &story(&format!("edit-{round}-")));
        }
        shows(preview, "/stories/ferry/", "edit-20-");
        // And it is what a build makes, nothing in between.
        let served = preview.get("/stories/ferry/").without_script();
        assert!(program(preview.path(), &["build"]).output().unwrap().status.success());
        assert!(served == fs::read(preview.path().join("public/stories/ferry/index.html")).unwrap());
    });
}

#[test]
fn content_that_is_moved_away_and_comes_back() {
    both(|preview| {
        let (content, away) = (preview.path().join("content"), preview.path().join("away"));
        fs::rename(&content, &away).unwrap();
        is_gone(preview, "/stories/ferry/");
        fs::rename(&away, &content).unwrap();
        shows(preview, "/stories/ferry/", "barrier");
        preview.write("content/stories/ferry.md", &story("after its return"));
        shows(preview, "/stories/ferry/", "after its return");
        // A new folder of the old name.
        fs::remove_dir_all(&content).unwrap();
        preview.write("content/stories/ferry.md", &story("all new"));
        shows(preview, "/stories/ferry/", "all new");
        much_later();
        preview.write("content/stories/ferry.md", &story("and watched"));
        shows(preview, "/stories/ferry/", "and watched");
    });
}

#[test]
fn a_site_whose_folder_is_moved_away_and_made_anew() {
    for poll in [&[][..], &["--poll"][..]] {
        let outer = tempfile::tempdir().unwrap();
        let site = outer.path().join("site");
        let fill = |folder: &Path, words: &str| {
            fs::create_dir_all(folder.join("content/stories")).unwrap();
            fs::write(folder.join("retell.toml"), "title = \"Ebb\"\nbase_url = \"https://ebb.example/\"\n")
                .unwrap();
            fs::write(folder.join("content/stories/ferry.md"), story(words)).unwrap();
        };
        fill(&site, "at first");
        let preview = Running::start_as(outer, &[&["-C", "site", "serve", "--port", "0"], poll].concat());
        shows(&preview, "/stories/ferry/", "at first");
        fs::rename(&site, preview.path().join("elsewhere")).unwrap();
        fill(&site, "made anew");
        shows(&preview, "/stories/ferry/", "made anew");
        much_later();
        fill(&site, "and written to");
        shows(&preview, "/stories/ferry/", "and written to");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_of_the_site_that_is_linked_to() {
    use std::os::unix::fs::symlink;
    both(|preview| {
        preview.write("shared/tools.md", "+++\ntitle = \"Tools\"\n+++\n\nhammer\n");
        preview.write("texts/one.md", "+++\ntitle = \"One\"\n+++\n\nfirst words\n");
        symlink("../shared", preview.path().join("content/shared")).unwrap();
        symlink("../texts/one.md", preview.path().join("content/one.md")).unwrap();
        shows(preview, "/shared/tools/", "hammer");
        shows(preview, "/one/", "first words");
        much_later();
        preview.write("shared/tools.md", "+++\ntitle = \"Tools\"\n+++\n\nanvil\n");
        preview.write("texts/one.md", "+++\ntitle = \"One\"\n+++\n\nother words\n");
        shows(preview, "/shared/tools/", "anvil");
        shows(preview, "/one/", "other words");
        preview.write("shared/below/saw.md", "+++\ntitle = \"Saw\"\n+++\n\nteeth\n");
        shows(preview, "/shared/below/saw/", "teeth");
    });
}

#[test]
fn a_site_whose_folder_is_gone_for_a_while() {
    let outer = tempfile::tempdir().unwrap();
    let site = outer.path().join("site");
    super::running::copy(small().path(), &site);
    let preview = Running::start_as(outer, &["-C", "site", "serve", "--port", "0"]);
    let away = preview.path().join("away");
    let mut news = preview.news();
    fs::rename(&site, &away).unwrap();
    news.next(|news| news["errors"] != 0);
    much_later();
    fs::rename(&away, &site).unwrap();
    news.next(|news| news["errors"] == 0);
    fs::write(site.join("content/stories/ferry.md"), story("after its return")).unwrap();
    shows(&preview, "/stories/ferry/", "after its return");
}

#[cfg(unix)]
#[test]
fn a_link_that_begins_to_lead_somewhere_or_leads_elsewhere() {
    use std::os::unix::fs::symlink;
    both(|preview| {
        preview.write("shared/one/a.md", "+++\ntitle = \"A\"\n+++\n\nof the first folder\n");
        preview.write("shared/two/a.md", "+++\ntitle = \"A\"\n+++\n\nof the second folder\n");
        let inside = |path: &str| preview.path().join(path);
        symlink("one", inside("shared/now")).unwrap();
        symlink("../shared/now/a.md", inside("content/a.md")).unwrap();
        shows(preview, "/a/", "of the first folder");
        let mut news = preview.news();
        symlink("../shared/later.md", inside("content/later.md")).unwrap();
        news.next(|news| news["errors"] != 0);
        much_later();
        preview.write("shared/later.md", "+++\ntitle = \"Later\"\n+++\n\nthere at last\n");
        shows(preview, "/later/", "there at last");
        much_later();
        symlink("two", inside("shared/next")).unwrap();
        fs::rename(inside("shared/next"), inside("shared/now")).unwrap();
        shows(preview, "/a/", "of the second folder");
    });
}

#[cfg(unix)]
#[test]
fn a_folder_of_the_content_that_was_linked_to_as_well() {
    use std::os::unix::fs::symlink;
    let preview = Running::start(small(), &[]);
    let inside = |path: &str| preview.path().join(path);
    preview.write("content/a.md", "+++\ntitle = \"A\"\n+++\n\nfirst words\n");
    symlink("stories/ferry.md", inside("content/again.md")).unwrap();
    fs::create_dir(inside("static")).unwrap();
    symlink("../content/stories", inside("static/stories")).unwrap();
    shows(&preview, "/a/", "first words");
    preview.until("the link is followed", || preview.get("/stories/ferry.md").status == 200);
    fs::remove_file(inside("static/stories")).unwrap();
    is_gone(&preview, "/stories/ferry.md");
    much_later();
    preview.write("content/stories/ferry.md", &story("still watched"));
    shows(&preview, "/stories/ferry/", "still watched");
    fs::create_dir_all(inside("content/stories/new/deep")).unwrap();
    much_later();
    preview.write("content/stories/new/deep/b.md", &STORY.replace("The ferry", "Deep"));
    shows(&preview, "/stories/b/", "Deep");
}

#[cfg(target_os = "linux")]
#[test]
fn more_changes_than_the_system_can_tell_of() {
    let preview = Running::start(small(), &[]);
    let signal = |name: &str| {
        let id = preview.id().to_string();
        assert!(std::process::Command::new("kill").args([name, &id]).status().unwrap().success());
    };
    let most: usize =
        fs::read_to_string("/proc/sys/fs/inotify/max_queued_events").unwrap().trim().parse().unwrap();
    let stories = preview.path().join("content/stories");
    fs::write(stories.join("a~"), "").unwrap();
    // While it sleeps nobody takes in what the system tells.
    signal("-STOP");
    for _ in 0..most / 4 + 1 {
        fs::rename(stories.join("a~"), stories.join("b~")).unwrap();
        fs::rename(stories.join("b~"), stories.join("a~")).unwrap();
    }
    preview.write("content/new/deep/page.md", "+++\ntitle = \"Deep\"\n+++\n\nfirst\n");
    signal("-CONT");
    shows(&preview, "/new/deep/page/", "first");
    much_later();
    preview.write("content/new/deep/page.md", "+++\ntitle = \"Deep\"\n+++\n\nsecond\n");
    shows(&preview, "/new/deep/page/", "second");
}

#[test]
fn files_of_which_only_their_place_is_unlike_others() {
    both(|preview| {
        // Published, though vim makes files of this name, and the cache of the site has the other.
        for name in ["static/4913", "static/.retell/a.txt"] {
            preview.write(name, "x");
        }
        preview.until("both are there", || {
            preview.get("/4913").status == 200 && preview.get("/.retell/a.txt").status == 200
        });
        much_later();
        fs::remove_file(preview.path().join("static/4913")).unwrap();
        is_gone(preview, "/4913");
        fs::rename(preview.path().join("static/.retell"), preview.path().join("away")).unwrap();
        is_gone(preview, "/.retell/a.txt");
        // Exchanged, with all that a listing shows of them alike.
        let at = |name: &str| preview.path().join(format!("content/{name}.md"));
        for words in ["one", "two"] {
            preview.write(
                &format!("content/{words}.md"),
                &format!("+++\ntitle = \"A\"\n+++\n\nnumber {words}\n"),
            );
            let file = fs::File::options().write(true).open(at(words)).unwrap();
            file.set_modified(std::time::UNIX_EPOCH).unwrap();
        }
        shows(preview, "/one/", "number one");
        shows(preview, "/two/", "number two");
        much_later();
        fs::rename(at("one"), at("three")).unwrap();
        fs::rename(at("two"), at("one")).unwrap();
        fs::rename(at("three"), at("two")).unwrap();
        shows(preview, "/one/", "number two");
        shows(preview, "/two/", "number one");
    });
}

#[test]
fn settings_templates_pictures_and_data() {
    both(|preview| {
        preview.write("retell.toml", "title = \"Flow\"\nbase_url = \"https://ebb.example/\"\n");
        shows(preview, "/", "Flow");
        preview.write("static/a.png", "one");
        preview.until("the picture is there", || preview.get("/a.png").text() == "one");
        let mut news = preview.news();
        let before = news.next(|_| true);
        // The same length: only when it was written is different.
        preview.write("static/a.png", "two");
        let after = news.next(|news| news["build"] != before["build"]);
        assert_eq!(after["errors"], 0);
        assert_eq!(preview.get("/a.png").text(), "two");
        preview.write("themes/default/templates/story.html", "<p>own template</p>");
        shows(preview, "/stories/ferry/", "own template");
    });
}

#[test]
fn what_changes_nothing_builds_nothing() {
    let preview = Running::start(small(), &[]);
    preview.write("content/stories/ferry.md", STORY);
    preview.write("notes.txt", "beside the site");
    preview.write("target/debug/x", "not of the site");
    preview.write("content/stories/ferry.md~", "a backup");
    assert!(program(preview.path(), &["build"]).output().unwrap().status.success());
    preview.write("content/stories/ferry.md", &story("now it does"));
    shows(&preview, "/stories/ferry/", "now it does");
    let said = preview.said();
    assert!(said.matches("rebuilt").count() <= 2, "{said}");
    assert_eq!(said.matches("ferry.md: rebuilt").count(), said.matches("rebuilt").count(), "{said}");
}
