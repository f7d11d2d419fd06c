//! One small site for each mistake, and what its author is told.
//!
//! A file of `tests/mistakes/` holds a whole site: a line `-- content/stories/a.md --` begins a file.
//! Settings are added if it has none. One typing error gives one message: where it is otherwise, the
//! first line says how many (`# two findings: …`).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use retell::corpus::editions;
use retell::corpus::standing::Moment;
use retell::date::{Instant, Zone};
use retell::diagnostic::print::{self, Format};
use retell::diagnostic::{Diagnostic, codes};
use retell::pipeline::{self, Options, Site};
use retell::source::{Content, SourceFile, SourcePath, Sources};

const SETTINGS: &str = "title = \"Ebb & Relay\"\nbase_url = \"https://ebb.example/\"\n";

/// What can only be found on a disk, and where it is tested; and what no site brings about.
const NOT_FROM_TEXT: [&str; 5] = ["S10", "I01", "I02", "E01", "B01"];

/// The files of a site written in one text.
pub fn sources_of(text: &str) -> Sources {
    let mut files: Vec<(&str, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        let name = line.trim_end().strip_prefix("-- ").and_then(|line| line.strip_suffix(" --"));
        match (name, files.last_mut()) {
            (Some(name), _) => files.push((name, String::new())),
            (None, Some((_, file))) => file.push_str(line),
            (None, None) => {}
        }
    }
    let mut sources = Sources::default();
    sources.insert_text("retell.toml", SETTINGS);
    let foreign = files.iter().any(|(name, _)| ["hugo.toml", "_config.yml"].contains(name));
    if foreign {
        sources = Sources::default();
    }
    for (name, file) in files {
        let text = ["md", "toml", "yaml", "yml", "json", "csv", "html", "txt", "css", "bib"];
        if text.contains(&SourcePath::new(name).extension()) {
            sources.insert_text(name, &file);
        } else {
            let content = Content::Bytes(file.as_bytes().into());
            sources.insert(SourceFile::new(SourcePath::new(name), content));
        }
    }
    retell::io::builtin::add_to(&mut sources);
    sources
}

/// Builds a site on the first day of 2026.
pub fn build(sources: Sources) -> (Site, Vec<Diagnostic>) {
    let now = Instant::parse("2026-01-01", &Zone::named("UTC").unwrap()).unwrap();
    let moment = Moment { now, drafts: false, future: false, expired: false };
    let options = Options { moment: Some(moment), base_url: None, ..Options::default() };
    let told = pipeline::build(Arc::new(sources), &options);
    (told.value, told.diagnostics)
}

/// All findings of a site, as `retell check` tells them.
pub fn findings(sources: &Sources) -> Vec<Diagnostic> {
    let (site, mut found) = build(sources.clone());
    found.extend(site.check());
    found.extend(editions::to_fill(site.corpus(), site.config()));
    pipeline::settle(found, site.config(), false)
}

/// A site with mistakes, and what is found in it.
struct Mistake {
    text: String,
    sources: Sources,
    found: Vec<Diagnostic>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes")
}

/// Every file of mistakes, by name. Built once for all tests.
fn mistakes() -> &'static BTreeMap<String, Mistake> {
    static ALL: OnceLock<BTreeMap<String, Mistake>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut files = BTreeMap::new();
        for entry in std::fs::read_dir(folder()).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "site") {
                let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
                let text = std::fs::read_to_string(&path).unwrap();
                if !cfg!(feature = "cards") && text.contains("\n# needs the feature cards\n") {
                    continue;
                }
                let sources = sources_of(&text);
                let found = findings(&sources);
                files.insert(name, Mistake { text, sources, found });
            }
        }
        files
    })
}

/// How many findings a file says it has.
fn expected(text: &str) -> usize {
    let words = ["no", "one", "two", "three", "four", "five", "six"];
    let first = text.lines().next().unwrap_or_default();
    let said = first.strip_prefix("# ").and_then(|first| first.split_once(" finding"));
    let number = said.map(|(word, _)| word);
    number.map_or(1, |number| words.iter().position(|word| *word == number).unwrap())
}

#[test]
fn each_mistake_is_told_in_its_authors_words() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder().join("snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (name, Mistake { sources, found, .. }) in mistakes() {
            insta::assert_snapshot!(name.as_str(), print::report(found, sources, Format::Human, false, 100));
        }
    });
}

#[test]
fn one_mistake_gives_one_message() {
    let wrong: Vec<String> = mistakes()
        .iter()
        .filter_map(|(name, Mistake { text, found, .. })| {
            let codes: Vec<&str> = found.iter().map(|found| found.code.code).collect();
            (found.len() != expected(text)).then(|| format!("{name}: {codes:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "not as many as said:\n{}", wrong.join("\n"));
}

#[test]
fn each_code_has_a_mistake_that_is_named_after_it() {
    let mut met = BTreeSet::new();
    for (name, Mistake { found, .. }) in mistakes() {
        let codes: Vec<&str> = found.iter().map(|found| found.code.code).collect();
        let own = name.split('-').next().unwrap();
        if own != "several" {
            assert!(found.is_empty() || codes.contains(&own), "{name} brings about {codes:?}");
        }
        met.extend(codes);
    }
    let all = codes::ALL.iter().map(|code| code.code);
    // Only a program that draws cards finds letters that it cannot draw.
    let cannot = |code: &str| code == "S15" && !cfg!(feature = "cards");
    let missing: Vec<&str> =
        all.filter(|code| !met.contains(code) && !NOT_FROM_TEXT.contains(code) && !cannot(code)).collect();
    assert!(missing.is_empty(), "no site brings about {missing:?}");
}

#[test]
fn programs_are_told_the_same_as_people() {
    for (name, Mistake { sources, found, .. }) in mistakes() {
        let json = print::report(found, sources, Format::Json, false, 100);
        let objects: Vec<serde_json::Value> =
            json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let told: Vec<(&str, &str)> = objects
            .iter()
            .filter_map(|object| Some((object["code"].as_str()?, object["message"].as_str()?)))
            .collect();
        let meant: Vec<(&str, &str)> =
            found.iter().map(|found| (found.code.code, found.message.as_str())).collect();
        assert_eq!(told, meant, "{name}");

        let github = print::report(found, sources, Format::Github, false, 100);
        let commands = github.lines().filter(|line| line.starts_with("::")).count();
        assert_eq!(commands, found.len(), "{name}: {github}");
    }
}

#[test]
fn a_fix_that_is_offered_mends_what_it_is_offered_for() {
    for (name, Mistake { sources, found, .. }) in mistakes() {
        for finding in found {
            let (Some(fix), Some(span)) = (&finding.fix, &finding.span) else { continue };
            let mut mended = sources.text(&span.file).unwrap().to_string();
            for edit in fix.edits.iter().rev() {
                mended.replace_range(edit.start as usize..edit.end as usize, &edit.text);
            }
            let mut after = sources.clone();
            after.insert_text(span.file.as_str(), &mended);
            let left = findings(&after);
            let same = |left: &&Diagnostic| left.message == finding.message && left.code == finding.code;
            assert_eq!(left.iter().find(same), None, "{name}: {}", fix.title);
        }
    }
}
