//! The preview, from outside: the program itself, real sockets, a real disk.
//!
//! Each test asks until it gets what it expects, and fails if that takes very long. Time is let pass
//! only where a change must be missed if it is not watched for.

mod requests;
mod running;
mod saving;

use std::fs;
use std::process::Command;
use std::time::SystemTime;

use retell::date::Instant;
use running::{Running, STORY, small};

#[test]
fn what_is_served_is_what_build_writes() {
    let site = small();
    let repository = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["content", "static"] {
        running::copy(&repository.join(folder), &site.path().join(folder));
    }
    fs::copy(repository.join("retell.toml"), site.path().join("retell.toml")).unwrap();
    let now = ["--now", "2026-11-01"];
    let preview = Running::start(site, &now);
    let built = preview.path().join("public");
    let mut command = running::program(preview.path(), &["build", "--now", "2026-11-01"]);
    assert!(command.output().unwrap().status.success());
    let mut compared = 0;
    for (path, bytes) in running::files(&built) {
        if path == ".retell-site" || path == "404.html" {
            continue;
        }
        let address = path.strip_suffix("index.html").unwrap_or(&path).replace(' ', "%20");
        let answer = preview.get(&format!("/{address}"));
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.without_script() == bytes, "{path} differs");
        compared += 1;
    }
    assert!(compared > 50, "only {compared} files");
}

#[test]
fn a_site_in_a_folder_is_served_in_that_folder() {
    let site = small();
    running::write(&site, "retell.toml", "title = \"Ebb\"\nbase_url = \"https://u.example/repo/\"\n");
    let preview = Running::start(site, &[]);
    assert!(
        preview.said().contains(&format!("http://localhost:{}/repo/\n", preview.port)),
        "{}",
        preview.said()
    );
    let root = preview.get("/");
    assert_eq!((root.status, root.header("location")), (308, Some("/repo/")));
    assert!(
        preview.get("/repo/stories/ferry/").text().contains("href=\"/repo/"),
        "links lead into the preview"
    );
    assert!(preview.get("/repo/feed.xml").text().contains("https://u.example/repo/stories/ferry/"));
    assert_eq!(preview.get("/stories/ferry/").status, 404);
}

#[test]
fn a_mistake_is_shown_over_the_last_good_page_and_goes_when_it_is_mended() {
    let preview = Running::start(small(), &[]);
    let mut news = preview.news();
    let first = news.next(|news| news["errors"] == 0);
    let good = preview.get("/stories/ferry/").text();
    preview.write("content/stories/ferry.md", &STORY.replace("title", "titel"));
    let broken = news.next(|news| news["errors"] != 0);
    let report = broken["report"].as_str().unwrap();
    for words in ["content/stories/ferry.md:2:1", "did you mean `title`?", "<mark>titel</mark>", "^^^^^"] {
        assert!(report.contains(words), "{words}: {report}");
    }
    assert_eq!(broken["build"], first["build"], "pages stay");
    assert_eq!(preview.get("/stories/ferry/").text(), good);
    // Whoever comes later is told, too.
    assert_eq!(preview.news().next(|_| true), broken);
    preview.write("content/stories/ferry.md", &STORY.replace("The ferry", "Mended"));
    let mended = news.next(|news| news["errors"] == 0);
    assert_ne!(mended["build"], first["build"], "pages are loaded again");
    assert_eq!(mended["report"], "");
    assert!(preview.get("/stories/ferry/").text().contains("Mended"));
    preview.until("the terminal tells of it", || preview.printed().contains("did you mean `title`?"));
}

#[test]
fn a_mistake_that_shows_only_when_pages_are_made_keeps_the_last_good_site() {
    let preview = Running::start(small(), &[]);
    let mut news = preview.news();
    news.next(|news| news["errors"] == 0);
    preview.write("themes/default/templates/story.html", "{{ nothing.at.all }}");
    let broken = news.next(|news| news["errors"] != 0);
    assert!(broken["report"].as_str().unwrap().contains("story.html:1:"), "{broken}");
    assert_eq!(preview.get("/stories/ferry/").status, 200);
    fs::remove_dir_all(preview.path().join("themes")).unwrap();
    news.next(|news| news["errors"] == 0);
}

#[test]
fn a_site_that_is_broken_from_the_beginning_says_so_at_every_address_until_it_is_mended() {
    let site = small();
    running::write(&site, "content/stories/ferry.md", "+++\ntitel = \"<script>x\"\n+++\n");
    let preview = Running::start(site, &[]);
    let mut news = preview.news();
    let first = news.next(|_| true);
    for address in ["/", "/stories/ferry/", "/whatever"] {
        let answer = preview.get(address);
        assert_eq!(answer.status, 503, "{address}");
        let text = answer.text();
        assert!(text.contains("did you mean `title`?") && text.contains("/:retell/page.js"), "{text}");
        assert!(text.contains("&lt;script&gt;") && !text.contains("<script>x"), "{text}");
    }
    preview.write("content/stories/ferry.md", STORY);
    let mended = news.next(|news| news["errors"] == 0);
    assert_ne!(mended["build"], first["build"]);
    assert_eq!(preview.get("/stories/ferry/").status, 200);
}

#[test]
fn warnings_keep_nothing_back_and_are_told() {
    let site = small();
    running::write(&site, "content/a.md", "+++\ntitle = \"A\"\n+++\n\n```nosuchlanguage\nx\n```\n");
    let preview = Running::start(site, &[]);
    let told = preview.news().next(|_| true);
    assert_eq!(told["errors"], 0);
    assert_eq!(told["totals"], "1 warning");
    assert_eq!(preview.get("/a/").status, 200);
}

#[test]
fn a_draft_that_is_saved_and_looked_for_is_said_to_be_one() {
    let preview = Running::start(small(), &[]);
    preview.write("content/stories/later.md", &STORY.replace("2026", "2126"));
    let draft = STORY.replace("+++\n\n", "draft = true\n+++\n\n");
    preview.write("content/stories/beds.md", &draft);
    for (address, why) in [
        ("/stories/beds/", "a draft; with --drafts it is shown"),
        ("/stories/later/", "with --future it is shown"),
    ] {
        preview.until(&format!("{address} says why"), || preview.get(address).text().contains(why));
        assert_eq!(preview.get(address).status, 404);
    }
    preview.until("the terminal says so", || preview.said().contains("held back: stories/beds.md, a draft"));
}

#[test]
fn a_draft_is_shown_if_asked_for() {
    let draft = STORY.replace("+++\n\n", "draft = true\n+++\n\n");
    for (arguments, status) in [(&[][..], 404), (&["--drafts"][..], 200)] {
        let site = small();
        running::write(&site, "content/stories/ferry.md", &draft);
        let preview = Running::start(site, arguments);
        assert_eq!(preview.get("/stories/ferry/").status, status, "{arguments:?}");
    }
}

#[test]
fn what_comes_and_goes_by_the_clock_does_so_while_the_preview_runs() {
    let site = small();
    let soon = |seconds: u64| {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
        Instant::from_seconds((since + seconds) as i64).unwrap().rfc3339()
    };
    let meeting = |title: &str, starts: &str| {
        format!("+++\ntitle = \"{title}\"\ndate = 2026-01-05\nstarts = {starts}\n+++\n")
    };
    running::write(&site, "content/events/later.md", &meeting("The later meeting", "2999-01-01"));
    running::write(&site, "content/events/first.md", &meeting("The first meeting", &soon(20)));
    let comes = STORY.replace("2026-03-05", &soon(15)).replace("The ferry", "The tide");
    running::write(&site, "content/stories/tide.md", &comes);
    let preview = Running::start(site, &[]);
    let home = preview.get("/").text();
    assert!(home.contains("The first meeting") && !home.contains("The later meeting"), "{home}");
    assert_eq!(preview.get("/stories/tide/").status, 404);
    preview.until("the story is out", || preview.get("/stories/tide/").status == 200);
    preview.until("the first meeting is over", || {
        let home = preview.get("/").text();
        home.contains("The later meeting") && !home.contains("The first meeting")
    });
}

#[test]
fn nothing_is_written_in_the_site() {
    let preview = Running::start(small(), &[]);
    let before = running::files(preview.path());
    let mut news = preview.news();
    news.next(|_| true);
    preview.get("/stories/ferry/");
    assert!(running::files(preview.path()) == before);
    preview.write("content/a.md", "+++\ntitle = \"A\"\n+++\n");
    preview.until("the new page is there", || preview.get("/a/").status == 200);
    let mut after = running::files(preview.path());
    assert!(after.remove("content/a.md").is_some());
    assert!(after == before);
}

#[test]
fn a_taken_port_is_refused_if_asked_for_and_passed_by_if_not() {
    let first = Running::start(small(), &[]);
    let site = small();
    let port = first.port.to_string();
    let refused = running::program(site.path(), &["serve", "--port", &port]).output().unwrap();
    assert_eq!(refused.status.code(), Some(3));
    let words = String::from_utf8(refused.stderr).unwrap();
    assert!(words.contains(&format!("port {port} is taken")) && words.contains("--port"), "{words}");
    // Whoever has the usual port, two previews without a wish get two ports.
    let one = Running::start_as(small(), &["serve"]);
    let other = Running::start_as(small(), &["serve"]);
    assert_ne!(one.port, other.port);
    assert_eq!(other.get("/").status, 200);
    assert!(other.said().contains("is taken"), "{}", other.said());
}

#[test]
fn an_address_that_is_not_of_this_machine_is_refused() {
    let site = small();
    let refused =
        running::program(site.path(), &["serve", "--port", "0", "--bind", "192.0.2.1"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("192.0.2.1"));
}

#[test]
fn a_preview_that_others_can_read_says_so() {
    let open = Running::start(small(), &["--bind", "0.0.0.0"]);
    assert!(open.said().contains("over the network can read"), "{}", open.said());
    assert_eq!(open.get("/").status, 200);
    let private = Running::start(small(), &[]);
    assert!(!private.said().contains("network"), "{}", private.said());
}

#[cfg(unix)]
#[test]
fn control_c_ends_it_in_peace() {
    let mut preview = Running::start(small(), &[]);
    let _open = preview.news();
    let done = Command::new("kill").args(["-INT", &preview.id().to_string()]).status().unwrap();
    assert!(done.success());
    assert_eq!(preview.end(), Some(0));
    assert!(preview.said().contains("ended"), "{}", preview.said());
}
