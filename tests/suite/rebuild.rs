//! What is remembered from one build to the next never shows: after any change a warm build publishes what a
//! cold one does, and with nothing changed nothing is done.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use retell::diagnostic::Severity;
use retell::fingerprint::Fingerprint;
use retell::io::memo::Store;
use retell::memo::{Memo, Shelf, Step};
use retell::output::{Output, OutputPath};
use retell::pipeline::Memory;
use retell::source::{SourceFile, SourcePath};

use crate::commands::{Ran, Site, same};
use crate::little_site::{self, Built, LittleSite};

const NOTHING: &str = "nothing has changed since the last build";

fn build(site: &Site, arguments: &[&str]) -> Ran {
    let mut all = vec!["--verbose", "build", "--now", "2026-06-01"];
    all.extend(arguments);
    site.run(&all)
}

/// Whether a build saw that there was nothing to do.
#[track_caller]
fn did_nothing(site: &Site, arguments: &[&str]) -> bool {
    build(site, arguments).ends_with(0).err.contains(NOTHING)
}

/// What is kept in a cache folder. A program that another test begins has all locks of this one until it runs, so they
/// are asked for again.
pub fn store(cache: &Path) -> Store {
    for _ in 0..2000 {
        match Store::open(cache, Fingerprint::of(b"this program")) {
            Some(store) => return store,
            None => thread::sleep(Duration::from_millis(1)),
        }
    }
    panic!("{} cannot be used", cache.display())
}

/// What a build says, save how long it took and that it did nothing.
fn words(ran: &Ran) -> String {
    let lines = ran.err.lines().filter(|line| *line != NOTHING);
    let bare = |line: &str| match line.find(" written, ") {
        Some(_) => line.split(": ").next().unwrap_or_default().to_owned(),
        None => line.to_owned(),
    };
    lines.map(bare).collect::<Vec<_>>().join("\n")
}

#[test]
fn with_nothing_changed_nothing_is_done_and_the_same_is_said() {
    let site = Site::small();
    site.write(
        "content/stories/lost.md",
        "+++\ntitle = \"Lost\"\nsummary = \"S.\"\ndate = 2026-03-06\nauthors = [\"Nele\"]\n+++\n[to](nowhere.md)\n",
    );
    site.write(
        "retell.toml",
        "title = \"Ebb\"\nbase_url = \"https://ebb.example/\"\n[check.severity]\nbroken-link = \"warning\"\n",
    );
    site.write(
        "content/stories/next.md",
        "+++\ntitle = \"Next\"\nsummary = \"S.\"\ndate = 2026-08-01\nauthors = [\"Nele\"]\n+++\nSoon.\n",
    );
    let first = build(&site, &[]).ends_with(0);
    assert!(!first.err.contains(NOTHING));
    assert!(
        first.out.contains("nowhere.md") && first.err.contains("held back"),
        "{}{}",
        first.out,
        first.err
    );
    let before = site.files("public");
    for _ in 0..2 {
        let again = build(&site, &[]).ends_with(0);
        assert!(again.err.contains(NOTHING) && again.err.contains("0 files written"), "{}", again.err);
        assert_eq!((words(&again), &again.out), (words(&first), &first.out));
    }
    same(&site.files("public"), &before, "a build with nothing changed");
    // What was found is judged anew.
    build(&site, &["--strict"]).ends_with(1);
}

#[test]
fn whatever_a_build_depends_on_is_looked_at() {
    let site = Site::small();
    site.write("static/tide.txt", "1.9");
    site.write(
        "content/stories/next.md",
        "+++\ntitle = \"Next\"\nsummary = \"S.\"\ndate = 2026-06-03\nauthors = [\"Nele\"]\n+++\nSoon.\n",
    );
    assert!(!did_nothing(&site, &[]));
    assert!(did_nothing(&site, &[]));
    let changes: [(&str, &dyn Fn()); 7] = [
        ("a text", &|| {
            site.write(
                "content/stories/ferry.md",
                &site.read("content/stories/ferry.md").replace("barrier", "harbour"),
            )
        }),
        ("a file that is copied, of the same length", &|| site.write("static/tide.txt", "2.9")),
        ("a new file", &|| site.write("static/new.txt", "new")),
        ("a file that is gone", &|| fs::remove_file(site.path().join("static/new.txt")).unwrap()),
        ("the settings", &|| {
            site.write("retell.toml", "title = \"Flow\"\nbase_url = \"https://ebb.example/\"\n")
        }),
        ("a page that somebody has changed", &|| site.write("public/index.html", "mine")),
        ("a page that somebody has removed", &|| {
            fs::remove_file(site.path().join("public/stories/index.html")).unwrap()
        }),
    ];
    for (what, change) in changes {
        change();
        assert!(!did_nothing(&site, &[]), "{what} was not seen");
        assert!(did_nothing(&site, &[]), "after {what}");
    }
    assert!(!did_nothing(&site, &["--future"]));
    assert!(!did_nothing(&site, &["--base-url", "https://other.example/"]));
    assert!(!did_nothing(&site, &["--output-dir", "elsewhere"]));
    assert!(site.path().join("elsewhere/index.html").is_file());
}

#[test]
fn a_file_that_hides_its_change_is_seen_though_nothing_is_read() {
    let site = Site::small();
    site.write("static/tide.txt", "1.9");
    // From now on the files are known by their stamps.
    std::thread::sleep(std::time::Duration::from_millis(3100));
    assert!(!did_nothing(&site, &[]));
    assert!(did_nothing(&site, &[]));
    for path in ["static/tide.txt", "content/stories/ferry.md"] {
        let file = site.path().join(path);
        let time = fs::metadata(&file).unwrap().modified().unwrap();
        let text = site.read(path);
        site.write(path, &text.replace('1', "2").replace("began", "begun"));
        fs::File::options().write(true).open(&file).unwrap().set_modified(time).unwrap();
        assert!(!did_nothing(&site, &[]), "{path}");
    }
    assert_eq!(site.read("public/tide.txt"), "2.9");
    assert!(site.read("public/stories/ferry/index.html").contains("It begun with"));
}

#[test]
fn what_the_clock_brings_is_not_missed() {
    let site = Site::small();
    site.write(
        "content/stories/next.md",
        "+++\ntitle = \"Next\"\nsummary = \"S.\"\ndate = 2026-06-03\nauthors = [\"Nele\"]\n+++\nSoon.\n",
    );
    let at = |now: &str| site.run(&["--verbose", "build", "--now", now]).ends_with(0).err.contains(NOTHING);
    assert!(!at("2026-06-01"));
    assert!(at("2026-06-02T23:59:59Z"));
    assert!(!site.path().join("public/stories/next").exists());
    assert!(!at("2026-06-03T00:00:00Z"));
    assert!(site.path().join("public/stories/next").exists());
    // Nor when the clock is put back.
    assert!(!at("2026-06-01"));
    assert!(!site.path().join("public/stories/next").exists());
}

/// Ways in which a file can be another than it was.
fn spoilt(good: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let mut turned = good.to_vec();
    turned.iter_mut().skip(40).step_by(7).for_each(|byte| *byte ^= 0x15);
    let mut older = good.to_vec();
    // The number of the format, where there is one.
    if let Some(number) = older.iter_mut().take(20).find(|byte| byte.is_ascii_digit()) {
        *number = b'0';
    }
    vec![
        ("cut off", good[..good.len() / 2].to_vec()),
        ("empty", Vec::new()),
        ("foreign", b"not ours".to_vec()),
        ("damaged", turned),
        ("older", older),
        ("longer", [good, b"more"].concat()),
    ]
}

#[test]
fn a_record_that_is_damaged_cut_off_foreign_or_older_costs_a_build_and_nothing_else() {
    let site = Site::small();
    build(&site, &[]).ends_with(0);
    let record = site.path().join(".retell/last-build");
    let (before, good) = (site.files("public"), fs::read(&record).unwrap());
    for (how, bad) in spoilt(&good) {
        fs::write(&record, bad).unwrap();
        assert!(!did_nothing(&site, &[]), "one that is {how} was believed");
        same(&site.files("public"), &before, how);
        assert!(did_nothing(&site, &[]));
    }
    fs::remove_dir_all(site.path().join(".retell")).unwrap();
    assert!(!did_nothing(&site, &[]));
}

/// The same files, published by a build that knows of none before.
fn clean(site: &Site) -> (Site, Ran) {
    let copy = Site::nothing();
    for folder in ["content", "themes", "."] {
        copied(&site.path().join(folder), &copy.path().join(folder), folder != ".");
    }
    let ran = build(&copy, &[]);
    (copy, ran)
}

#[test]
fn what_is_remembered_and_damaged_cut_off_foreign_or_older_costs_time_and_nothing_else() {
    let site = Site::small();
    site.write(
        "retell.toml",
        "title = \"Ebb\"\nbase_url = \"https://ebb.example/\"\n[search]\nenabled = true\n",
    );
    let story = site.read("content/stories/ferry.md");
    let write = |round: usize| {
        let code = format!("\n```rust\nfn main() {{ println!(\"{round}\"); }}\n```\n");
        site.write("content/stories/ferry.md", &format!("{story}{code}"));
    };
    let mut round = 0;
    for name in ["memo", "memo-0"] {
        for number in 0..spoilt(b"what is good").len() {
            // The first is made from nothing, the second of what is remembered.
            for spoil in [false, true] {
                round += 1;
                write(round);
                let path = site.path().join(".retell").join(name);
                if spoil {
                    fs::write(&path, &spoilt(&fs::read(&path).unwrap())[number].1).unwrap();
                }
                let warm = build(&site, &[]).ends_with(0);
                let (copy, cold) = clean(&site);
                assert_eq!(warm.out, cold.out, "{name} {number}");
                same(&site.files("public"), &copy.files("public"), &format!("{name} {number}"));
            }
        }
        // Neither is something else than a file.
        let path = site.path().join(".retell").join(name);
        let _ = fs::remove_file(&path);
        fs::create_dir(&path).unwrap();
        round += 1;
        write(round);
        build(&site, &[]).ends_with(0);
        same(&site.files("public"), &clean(&site).0.files("public"), name);
        fs::remove_dir(&path).unwrap();
    }
}

#[test]
fn a_file_that_somebody_put_beside_the_search_is_in_nobodys_way() {
    let site = Site::small();
    build(&site, &[]).ends_with(0);
    site.write("public/search/notes.txt", "mine");
    site.write(
        "content/stories/ferry.md",
        &site.read("content/stories/ferry.md").replace("barrier", "harbour"),
    );
    build(&site, &[]).ends_with(0);
    // The search stays, and what is not of it does, too.
    site.write(
        "themes/default/templates/story.html",
        "{% extends \"default/story.html\" %}{% block after %}More.{% endblock after %}",
    );
    build(&site, &[]).ends_with(0);
    assert_eq!(site.read("public/search/notes.txt"), "mine");
    same(
        &site.files("public").into_iter().filter(|(path, _)| !path.ends_with("notes.txt")).collect(),
        &clean(&site).0.files("public"),
        "beside a foreign file",
    );
}

#[test]
fn numbers_are_the_same_from_memory() {
    let site = Site::small();
    let story = site.read("content/stories/ferry.md");
    let number = "142.01461030644919";
    site.write(
        "content/stories/ferry.md",
        &story.replacen("title =", &format!("extra = {{ lat = {number} }}\ntitle ="), 1),
    );
    let template = |word: &str| {
        format!(
            "{{% extends \"default/story.html\" %}}{{% block after %}}{word} {{{{ page.extra.lat }}}}{{% endblock after %}}"
        )
    };
    for word in ["made", "remembered"] {
        site.write("themes/default/templates/story.html", &template(word));
        build(&site, &[]).ends_with(0);
        let page = site.read("public/stories/ferry/index.html");
        assert!(page.contains(&format!("{word} {number}")), "{page}");
    }
}

/// Numbers that look like chance, the same for the same seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most as u64) as usize
    }
}

/// Changes something, as people do who work on a site.
fn edit(site: &Site, chance: &mut Chance, round: usize) -> String {
    let name = format!("content/stories/s{}.md", chance.below(6));
    let story = |title: &str, tag: &str, words: &str| {
        format!(
            "+++\ntitle = \"{title}\"\nsummary = \"S.\"\ndate = 2026-03-0{}\ntags = [\"{tag}\"]\nauthors = [\"Nele\"]\n+++\n\n{words} [on](ferry.md)\n",
            1 + round % 9
        )
    };
    let tag = ["tide", "fog", "rope"][chance.below(3)];
    match chance.below(9) {
        0 | 1 => site.write(&name, &story(&format!("Title {round}"), tag, "It began.")),
        2 | 3 => site.write(&name, &story("The same", tag, &format!("Round {round}."))),
        4 => {
            let _ = fs::remove_file(site.path().join(&name));
        }
        5 => {
            let from = site.path().join(&name);
            if from.exists() {
                fs::rename(from, site.path().join(format!("content/stories/moved{}.md", round % 3))).unwrap();
            }
        }
        6 => site.write(
            "themes/default/templates/feed.html",
            &format!("<p>round {round}</p>{{{{ page.body_html | safe }}}}"),
        ),
        7 => site.write(
            "retell.toml",
            &format!("title = \"Ebb {}\"\nbase_url = \"https://ebb.example/\"\n[feeds]\nentries = {}\n[search]\nenabled = true\n", round % 2, 1 + round % 4),
        ),
        _ => site.write(
            "content/library/works.toml",
            &format!("[w{}]\ntype = \"book\"\ntitle = \"Work {round}\"\nauthors = [\"A. Writer\"]\nyear = 2001\n", round % 2),
        ),
    }
    format!("round {round}")
}

#[test]
fn after_any_change_a_warm_build_publishes_what_a_cold_one_does() {
    let site = Site::small();
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    for round in 0..30 {
        let what = edit(&site, &mut chance, round);
        let warm = build(&site, &[]);
        let (copy, cold) = clean(&site);
        assert_eq!((warm.code, &warm.out), (cold.code, &cold.out), "{what}");
        if warm.code == 0 {
            same(&site.files("public"), &copy.files("public"), &what);
            assert!(did_nothing(&site, &[]), "{what}");
        }
    }
}

/// Copies the files of a folder, with those below it or without.
fn copied(from: &Path, to: &Path, deep: bool) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).into_iter().flatten() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_file() {
            fs::copy(entry.path(), to).unwrap();
        } else if deep {
            copied(&entry.path(), &to, true);
        }
    }
}

/// Changes a text of a site as authors do; says what it did.
fn edited(site: &LittleSite, chance: &mut Chance, round: usize) -> (LittleSite, String) {
    let mut site = site.clone();
    let is_text = |file: &&mut SourceFile| file.path.is_markdown();
    let texts = site.files.iter_mut().filter(is_text).count();
    let number = chance.below(texts.max(1));
    let Some(file) = site.files.iter_mut().filter(is_text).nth(number) else { return (site, String::new()) };
    let (path, text) = (file.path.to_string(), file.text().unwrap().to_string());
    let body = text.match_indices("+++").nth(1).map_or(0, |(at, _)| at + 4).min(text.len());
    let (front, body) = text.split_at(body);
    let paragraph = format!("\nIn round {round} somebody said so.\n\n");
    let (what, new) = match chance.below(10) {
        0..=3 => ("a paragraph before all others", format!("{front}{paragraph}{body}")),
        4 => ("a paragraph at the end", format!("{front}{body}{paragraph}")),
        5 => ("a heading", format!("{front}{body}\n## Round {round}\n\nMore.\n")),
        6 => {
            ("a title", format!("{}{body}", front.replacen("title = \"", &format!("title = \"R{round} "), 1)))
        }
        7 => ("a link", format!("{front}[there](https://other.example/{round}) {body}")),
        8 => ("a link that leads nowhere", format!("{front}{body}\n[lost](lost-{round}.md)\n")),
        _ => ("a word less", format!("{front}{}", body.replacen("the ", "", 1))),
    };
    (site.with(&path, &new), format!("round {round}, {path}: {what}"))
}

/// So many edits, or as many as RETELL_EDITS says: more take longer.
fn edits() -> usize {
    std::env::var("RETELL_EDITS").ok().and_then(|edits| edits.parse().ok()).unwrap_or(60)
}

#[test]
fn after_any_edit_a_preview_has_what_a_clean_build_has() {
    let sites = little_site::all();
    let (mut almost_the_last, mut rounds) = (0, 0);
    let each = 10;
    for (name, start) in sites.iter().step_by((sites.len() * each).div_ceil(edits())) {
        let memory = Arc::new(Memory::of_a_preview());
        let mut chance = Chance(0x2545_f491_4f6c_dd1d ^ (name.len() as u64 * 7919));
        let (mut good, mut what) = (start.clone(), "begun".to_owned());
        let mut site = start.clone();
        for round in 0..=each {
            let (warm, cold) = (site.build_with(&memory), site.build());
            assert_eq!(warm.found, cold.found, "{name}, {what}");
            let paths: BTreeSet<&String> = warm.files.keys().chain(cold.files.keys()).collect();
            for path in paths {
                assert!(warm.files.get(path) == cold.files.get(path), "{name}, {what}: {path} differs");
            }
            almost_the_last += usize::from(warm.site.is_almost_the_last());
            rounds += 1;
            // As in the preview, what is wrong is not built upon.
            if warm.found.iter().all(|found| found.severity != Severity::Error) {
                warm.site.is_good();
                good = site;
            }
            (site, what) = match chance.below(3) {
                0 => changed(&good, &mut chance, round),
                _ => edited(&good, &mut chance, round),
            };
        }
    }
    // If the last scene were never taken, this test would show nothing.
    assert!(almost_the_last * 4 > rounds, "{almost_the_last} of {rounds}");
}

/// Changes anything of a site, as authors and maintainers do; says what it did.
fn changed(site: &LittleSite, chance: &mut Chance, round: usize) -> (LittleSite, String) {
    let texts = |site: &LittleSite| site.files.iter().filter(|file| file.path.is_markdown()).count();
    let number = chance.below(texts(site).max(1));
    let mut changed = site.clone();
    let Some(file) = changed.files.iter_mut().filter(|file| file.path.is_markdown()).nth(number) else {
        return edited(site, chance, round);
    };
    let path = file.path.to_string();
    let what = match chance.below(14) {
        0 => {
            changed.files.retain(|file| file.path.as_str() != path);
            format!("{path} is gone")
        }
        1 => {
            file.path = SourcePath::new(&path.replace(".md", &format!("-{round}.md")));
            format!("{path} has another name")
        }
        2 => {
            let text = file.text().unwrap().replacen("tags = [", &format!("tags = [\"round {round}\", "), 1);
            changed = changed.with(&path, &text);
            format!("{path} has another tag")
        }
        3 => {
            let text = format!("<p>round {round}</p>{{{{ page.body_html | safe }}}}");
            changed = changed.with("themes/default/templates/feed.html", &text);
            "what feeds carry".to_owned()
        }
        4 => {
            let text = format!(
                "{{% extends \"default/list.html\" %}}{{% block main %}}{round}{{{{ super() }}}}{{% endblock main %}}"
            );
            changed = changed.with("themes/default/templates/list.html", &text);
            "the template of lists".to_owned()
        }
        5 => {
            changed = changed.with("themes/default/static/_own.css", &format!("p {{ margin: {round}px }}"));
            "the style sheet".to_owned()
        }
        6 => {
            let settings = site.files.iter().find(|file| file.path.as_str() == "retell.toml");
            let text = settings.and_then(|file| file.text()).map(|text| text.to_string()).unwrap_or_default();
            changed = changed.with("retell.toml", &format!("license = \"Round {round}\"\n{text}"));
            "the settings".to_owned()
        }
        7 => {
            let text = format!(
                "[w]\ntype = \"book\"\ntitle = \"Work {round}\"\nauthors = [\"A. Writer\"]\nyear = 2001\n"
            );
            changed = changed.with("content/library/more.toml", &text);
            "a work of the library".to_owned()
        }
        _ => return edited(site, chance, round),
    };
    (changed, format!("round {round}: {what}"))
}

/// By path, the key of what stands there; and that of the search.
type Kept = (BTreeMap<String, Fingerprint>, BTreeMap<String, Arc<[u8]>>, Option<Fingerprint>);

fn kept(built: &Built) -> Kept {
    let known = |path: &String| {
        let path = OutputPath::new(path).ok().filter(|path| !built.site.is_told_of(path))?;
        Some((path.as_str().to_owned(), built.site.key(&path)?))
    };
    (built.files.keys().filter_map(known).collect(), built.files.clone(), built.site.key_of_later())
}

#[test]
fn what_is_kept_between_runs_never_shows() {
    let sites = little_site::all();
    let (mut stayed, mut made) = (0, 0);
    let each = 6;
    for (name, start) in sites.iter().step_by((sites.len() * each).div_ceil(edits())) {
        let cache = tempfile::tempdir().unwrap();
        let mut chance = Chance(0x1234_5678_9abc_def1 ^ (name.len() as u64 * 104_729));
        let (mut good, mut what, mut site) = (start.clone(), "begun".to_owned(), start.clone());
        let mut before: Option<Kept> = None;
        for round in 0..=each {
            // As if each build were another run of the program.
            let store = store(cache.path());
            let memory = Arc::new(Memory::with(Arc::new(Memo::on(store.clone()))));
            let (warm, cold) = (site.build_with(&memory), site.build());
            drop(memory);
            store.close(if round % 2 == 0 { &Step::ALL } else { &[] });
            assert_eq!(warm.found, cold.found, "{name}, {what}");
            assert!(warm.files == cold.files, "{name}, {what}: files differ");
            if warm.found.iter().all(|found| found.severity != Severity::Error) {
                let now = kept(&warm);
                if let Some((keys, files, search)) = &before {
                    for (path, key) in &now.0 {
                        let stays = keys.get(path) == Some(key);
                        assert!(!stays || files[path] == now.1[path], "{name}, {what}: {path} would stay");
                        stayed += usize::from(stays);
                        made += usize::from(!stays);
                    }
                    let of_search = |files: &BTreeMap<String, Arc<[u8]>>| -> Vec<String> {
                        let later = |path: &&String| {
                            OutputPath::new(path).is_ok_and(|path| warm.site.may_come_later(&path))
                        };
                        files.keys().filter(later).cloned().collect()
                    };
                    let same_key = search.is_some() && *search == now.2;
                    assert!(!same_key || of_search(files) == of_search(&now.1), "{name}, {what}: the search");
                }
                (before, good) = (Some(now), site);
            }
            (site, what) = changed(&good, &mut chance, round);
        }
    }
    // If nothing ever stayed, or everything did, this test would show nothing.
    assert!(stayed * 10 > made && made > 0, "{stayed} stayed, {made} were made");
}

#[test]
fn what_feeds_carry_is_kept_as_long_as_it_is_of_use_and_texts_for_some_builds_more() {
    let cache = tempfile::tempdir().unwrap();
    let open = || store(cache.path());
    let [used, unused, text] = [b"used", b"none", b"text"].map(|name| Fingerprint::of(name));
    let store = open();
    assert!(store.put(Step::Feed, used, b"an entry"));
    assert!(store.put(Step::Feed, unused, b"an entry of a site before"));
    assert!(store.put(Step::Parse, text, b"a text"));
    store.close(&[]);
    drop(store);
    // A build that does not say that it has asked for all lets nothing go.
    let store = open();
    store.close(&[]);
    drop(store);
    let store = open();
    assert!(store.has(used));
    store.close(&[Step::Parse, Step::Feed]);
    drop(store);
    let store = open();
    assert_eq!(store.get(used).as_deref(), Some(&b"an entry"[..]));
    assert!(!store.has(unused), "it is let go");
    assert!(store.has(text), "it may come back with another branch");
    let values = || fs::read_dir(cache.path()).unwrap().map(|file| file.unwrap().metadata().unwrap().len());
    let before: u64 = values().sum();
    // What is there already is not written again.
    assert!(store.put(Step::Feed, used, b"an entry"));
    store.close(&[]);
    drop(store);
    assert_eq!(values().sum::<u64>(), before);
    let store = open();
    assert!(store.put(Step::Feed, used, b"another"));
    assert_eq!(store.get(used).as_deref(), Some(&b"another"[..]));
}

#[test]
fn what_a_feed_carries_is_known_though_a_build_between_left_that_feed_as_it_was() {
    let site = Site::nothing();
    // Each feed has one entry, so that the feed of a tag is the only one with the older piece.
    site.write("retell.toml", "title = \"Ebb\"\nbase_url = \"https://ebb.example/\"\n[feeds]\nentries = 1\n");
    let story = |name: &str, day: &str, text: &str| {
        let head = format!(
            "title = \"{name}\"\nsummary = \"S.\"\ndate = {day}\nauthors = [\"Nele\"]\ntags = [\"{name}\"]"
        );
        site.write(&format!("content/stories/{name}.md"), &format!("+++\n{head}\n+++\n\n{text}\n"));
    };
    story("old", "2026-03-05", "It began with the barrier.");
    story("new", "2026-04-05", "It ended there.");
    build(&site, &[]).ends_with(0);
    story("new", "2026-04-05", "It ended here.");
    build(&site, &[]).ends_with(0);
    fs::remove_file(site.path().join("public/tags/old/feed.xml")).unwrap();
    let told = build(&site, &["--timings"]).ends_with(0).err;
    let line = told.lines().find(|line| line.contains("entries of feeds")).unwrap_or_default();
    assert!(line.contains("0 written, 1 remembered"), "{told}");
}
