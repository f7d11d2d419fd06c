//! The contract with themes: what templates are given.
//!
//! `tests/contract/contract.site` has something of everything. For one page of each sort, a snapshot
//! holds all that its template is given; the reference for authors of themes, `docs/theme-variables.md`,
//! is written from the comments of the views and from real values of the same site. A change to the
//! contract shows in both.

mod reference;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use retell::corpus::standing::Moment;
use retell::date::{Instant, Zone};
use retell::output::OutputPath;
use retell::pipeline::{self, Options, Shared, Site};
use retell::render::theme::Filled;
use serde_json::Value;

use crate::little_site::LittleSite;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn contract_site() -> LittleSite {
    LittleSite::read(&root().join("tests/contract/contract.site"))
}

/// The site with none of its pages made.
fn unmade(site: &LittleSite) -> Site {
    let now = Instant::parse(&site.now, &Zone::utc()).unwrap();
    let moment = Moment { now, drafts: site.drafts, future: false, expired: false };
    let options = Options { moment: Some(moment), ..Options::default() };
    pipeline::build(Arc::new(site.sources()), &options).value
}

/// What the templates of each shown page are given, by the page's path.
fn views() -> (Shared, Vec<(String, Vec<Filled>)>) {
    let little = contract_site();
    let mut shared = Shared::new();
    let mut all = Vec::new();
    let mut site = unmade(&little);
    for path in &little.show {
        let of = OutputPath::new(path).unwrap();
        let (same, filled) = site.views(&of).unwrap_or_else(|found| panic!("{path}: {found:?}"));
        assert!(!filled.is_empty(), "{path} is made by no template");
        shared = same;
        all.push((path.clone(), filled));
    }
    (shared, all)
}

#[test]
fn the_contract_site_has_nothing_that_keeps_it_from_being_published() {
    let built = contract_site().build();
    built.assert_publishable();
}

#[test]
fn what_templates_are_given_is_what_the_snapshots_show() {
    let (shared, views) = views();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(root().join("tests/contract/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut differ = Vec::new();
    settings.bind(|| {
        let mut compare = |name: &str, text: String| {
            let compare = || insta::assert_snapshot!(name, text);
            if catch_unwind(AssertUnwindSafe(compare)).is_err() {
                differ.push(name.to_owned());
            }
        };
        compare("every-page", printed(&Value::Object(shared)));
        for (path, filled) in &views {
            let one = |filled: &Filled| {
                format!("== {}\n{}", filled.template, printed(&Value::Object(filled.view.clone())))
            };
            // Of a feed the first entry says it all.
            let shown: Vec<String> = match path.ends_with(".xml") {
                true => filled.iter().take(1).map(one).collect(),
                false => filled.iter().map(one).collect(),
            };
            let name = path.trim_end_matches("index.html").trim_matches('/').replace(['/', '.'], "-");
            let name = if name.is_empty() { "home" } else { &name };
            compare(name, shown.join("\n\n"));
        }
    });
    assert!(
        differ.is_empty(),
        "templates are given something else: {}; read the difference above, and say in CHANGELOG.md what \
         authors of themes have to know; `INSTA_UPDATE=always cargo test` takes it over",
        differ.join(", ")
    );
}

/// A view as text, whatever style sheet and scripts hold today: their names change with each line.
fn printed(view: &Value) -> String {
    let text = format!("{view:#}");
    let mut out = String::new();
    for line in text.lines() {
        out.push_str(&without_fingerprint(line));
        out.push('\n');
    }
    out.trim_end().to_owned()
}

/// `/theme/style.….css` from `/theme/style.7892b937.css`.
fn without_fingerprint(line: &str) -> String {
    let is_print = |part: &str| part.len() >= 8 && part.chars().all(|c| c.is_ascii_hexdigit());
    let of_theme = line.contains("/theme/") || line.contains("/search/");
    let parts = line.split('.').map(|part| if of_theme && is_print(part) { "…" } else { part });
    parts.collect::<Vec<_>>().join(".")
}

#[test]
fn the_reference_for_authors_of_themes_says_what_the_views_say() {
    let (shared, views) = views();
    let made = reference::page(&reference::structs(&root()), &shared, &views);
    let path = root().join("docs/theme-variables.md");
    let there = fs::read_to_string(&path).unwrap_or_default();
    if there != made && std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(&path, &made).unwrap();
        return;
    }
    let differs = made.lines().zip(there.lines()).position(|(made, there)| made != there);
    assert!(
        there == made,
        "docs/theme-variables.md is not what the views say (line {}); `INSTA_UPDATE=always cargo test` writes it",
        differs.map_or_else(|| "count".to_owned(), |line| (line + 1).to_string())
    );
}

#[test]
fn every_key_of_a_view_is_told_and_every_plain_one_has_an_example() {
    let (shared, views) = views();
    let structs = reference::structs(&root());
    let gathered = reference::examples(&structs, &shared, &views);
    assert!(gathered.unknown.is_empty(), "the reference does not tell of {:?}", gathered.unknown);
    let lacking = gathered.lacking(&structs);
    assert!(lacking.is_empty(), "tests/contract/contract.site has no example of\n  {}", lacking.join("\n  "));
}

#[test]
fn a_colour_of_the_settings_reaches_the_style_sheet_and_one_for_the_dark_is_made_of_it() {
    let site = LittleSite::named("theme-tiny");
    let sheet_of = |site: &LittleSite| {
        let built = site.build();
        let name = |path: &&String| path.starts_with("theme/style.");
        let path = built.files.keys().find(name).unwrap().clone();
        (built.text(&path).to_owned(), path)
    };
    let (sheet, path) = sheet_of(&site);
    assert!(
        sheet.ends_with(":root{--accent:#7a1f1f;--accent-dark:#e28d8d}"),
        "{}",
        &sheet[sheet.len() - 60..]
    );
    assert!(sheet.contains("var(--accent,") && sheet.contains("var(--accent-dark,"), "nobody reads them");
    // With another colour the sheet has another name, so that browsers do not keep the old one.
    let settings = site.files.iter().find(|file| file.path.as_str() == "retell.toml").unwrap();
    let settings = settings.text().unwrap();
    let (other, other_path) =
        sheet_of(&site.clone().with("retell.toml", &settings.replace("#7a1f1f", "#234")));
    assert!(other.contains(":root{--accent:#223344;"));
    assert_ne!(path, other_path);
    let both = settings.replace("motto =", "accent_dark = \"#fff\"\nmotto =");
    let (both, _) = sheet_of(&site.clone().with("retell.toml", &both));
    assert!(both.ends_with(":root{--accent:#7a1f1f;--accent-dark:#ffffff}"));
    // Who chooses nothing gets the sheet as it is.
    let none = settings.replace("accent = \"#7a1f1f\"\n", "");
    let (none, _) = sheet_of(&site.clone().with("retell.toml", &none));
    assert!(!none.contains(":root{--accent"));
}

#[test]
fn every_template_is_given_something_in_the_snapshots() {
    let (_, views) = views();
    let met: Vec<&str> =
        views.iter().flat_map(|(_, filled)| filled).map(|filled| filled.template.as_str()).collect();
    // These are parts of others, or made by them.
    let parts = ["base.html", "components.html", "facts.html", "head.html"];
    for entry in fs::read_dir(root().join("themes/default/templates")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(
            met.contains(&name.as_str()) || parts.contains(&name.as_str()),
            "no page of tests/contract/contract.site is made by {name}"
        );
    }
}
