//! Little sites, each with what it becomes: read together, the specification of the program.
//!
//! A site is `tests/sites/<name>.site`; what it becomes stands in `tests/sites/snapshots/<name>.snap`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::little_site::{self, Built, LittleSite};

#[test]
fn every_little_site_becomes_what_its_snapshot_shows() {
    let sites = little_site::all();
    assert!(sites.len() >= 14, "where are the sites?");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../sites/snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let differ: Vec<String> = settings.bind(|| {
        let differs = |name: &str, site: &LittleSite| {
            let compare = || insta::assert_snapshot!(name, shown(site, &site.build()));
            catch_unwind(AssertUnwindSafe(compare)).is_err()
        };
        sites.iter().filter(|(name, site)| differs(name, site)).map(|(name, _)| name.clone()).collect()
    });
    assert!(
        differ.is_empty(),
        "{} became something else; read the difference above, then `INSTA_UPDATE=always cargo test` takes it over",
        differ.join(", ")
    );
}

/// What a snapshot holds: plan, findings, what was held back, and the pages the site asks to see.
fn shown(site: &LittleSite, built: &Built) -> String {
    let mut out = String::from("== addresses\n");
    let mut routes: Vec<_> = built.site.plan().routes.values().collect();
    routes.sort_by(|a, b| a.address.cmp(&b.address));
    // The built-in theme's files are the same for all sites, and named after what they hold.
    routes.retain(|route| !route.asked_by.words.starts_with(retell::source::BUILT_IN));
    let widest = routes.iter().map(|route| route.address.as_str().chars().count()).max().unwrap_or(0);
    for route in routes {
        let recipe = route.recipe.to_string();
        let address = route.address.as_str();
        out.push_str(&format!("{address:<widest$}  {recipe}  \u{2190} {}\n", route.asked_by.words));
    }
    let held = built.site.not_out();
    if !held.is_empty() {
        out.push_str("\n== held back\n");
        for held in held {
            out.push_str(&format!("{} {}\n", held.id, held.standing.word()));
        }
    }
    out.push_str("\n== findings\n");
    let report = built.report();
    out.push_str(if report.is_empty() { "none\n" } else { &report });
    for path in &site.show {
        out.push_str(&format!("\n== {path}\n{}\n", main_of(&any_assets(built.text(path))).trim_end()));
    }
    for path in &site.whole {
        out.push_str(&format!("\n== {path}, whole\n{}\n", any_assets(built.text(path)).trim_end()));
    }
    out
}

/// What stands in `<main>`, or all of it where there is none.
fn main_of(text: &str) -> &str {
    let begin = text.find("<main");
    let end = text.rfind("</main>");
    match (begin, end) {
        (Some(begin), Some(end)) => &text[begin..end + "</main>".len()],
        _ => text,
    }
}

#[test]
fn what_a_site_says_is_nowhere_is_nowhere() {
    let mut asked = 0;
    for (name, site) in little_site::all() {
        let built = site.build();
        for word in &site.nowhere {
            asked += 1;
            let paths = built.paths_with(word);
            // What is in the files of the search is packed: looked for before it is.
            let found: Vec<_> = built.site.searchable();
            let found = found.iter().find(|post| format!("{post:?}").contains(word));
            assert!(found.is_none(), "{name}: {word:?} can be searched for: {found:?}");
            assert!(paths.is_empty(), "{name}: {word:?} is in {}", paths.join(", "));
            let written = site.files.iter().any(|file| {
                file.path.as_str().contains(word) || file.text().is_some_and(|text| text.contains(word))
            });
            assert!(written, "{name}: {word:?} is nowhere in the sources either, so this shows nothing");
        }
    }
    assert!(asked > 0);
}

#[test]
fn feeds_have_no_id_and_no_class_that_means_something_on_its_page_alone() {
    let numbered = |id: &str| {
        let own = id.trim_start_matches("in-").trim_start_matches(|c: char| c.is_ascii_digit() || c == '-');
        own.strip_prefix(['q', 'e', 't']).is_some_and(|number| number.parse::<u32>().is_ok())
    };
    let mut seen = 0;
    for (name, site) in little_site::all() {
        let built = site.build();
        let is_feed = |path: &&String| path.ends_with(".xml") && !path.ends_with("sitemap.xml");
        for path in built.files.keys().filter(is_feed) {
            // Neither is an attribute of any element of a feed itself.
            let text = built.text(path).replace("&quot;", "\"");
            for id in text.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                seen += 1;
                let of_page = ["field-", "cite-", "ref-"].iter().any(|own| id.starts_with(own));
                assert!(!of_page && !numbered(id), "{name}: {path} has the id {id}");
            }
            assert!(!text.contains(" class=\""), "{name}: {path}");
        }
    }
    assert!(seen > 0, "no feed has an id");
}

#[test]
fn two_days_on_a_scheduled_story_is_everywhere_at_once() {
    let mut site = LittleSite::named("schedule");
    let before = site.build();
    assert_eq!(before.paths_with("The tide table was right"), [""; 0]);
    site.now = "2026-06-03T12:00:00Z".to_owned();
    let after = site.build();
    after.assert_publishable();
    let paths = after.paths_with("The tide table was right");
    for path in [
        "stories/tide-table/index.html",
        "stories/index.html",
        "stories/feed.xml",
        "feed.xml",
        "index.html",
        "archive/index.html",
        "topics/tides/index.html",
        "topics/tides/feed.xml",
        "people/nele-brandt/index.html",
        "people/nele-brandt/feed.xml",
        "series/low-water/index.html",
    ] {
        assert!(paths.contains(&path), "it is not in {path}, only in {}", paths.join(", "));
    }
    for path in ["sitemap.xml", "topics/index.html", "people/index.html"] {
        let slug = ["tide-table", "tides", "nele-brandt"];
        assert!(slug.iter().any(|slug| after.text(path).contains(slug)), "nothing of it in {path}");
    }
}

#[test]
fn the_settings_of_the_guide_are_what_a_site_has_that_says_nothing() {
    let guide = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/settings.md")).unwrap();
    let blocks: Vec<&str> =
        guide.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let [two_lines, all, ..] = blocks[..] else { panic!("{} blocks of TOML", blocks.len()) };
    let site = |settings: &str| LittleSite::named("every-kind").with("retell.toml", settings).build();
    let (short, long) = (site(two_lines), site(all));
    assert_eq!(long.report(), short.report());
    assert!(!long.report().contains("retell.toml"), "{}", long.report());
    assert_eq!(long.files, short.files);
    // The examples in comments are right, too.
    let is_setting = |words: &&str| {
        words.starts_with('[') || words.split_once('=').is_some_and(|(key, _)| !key.trim().contains(' '))
    };
    let shown: Vec<&str> =
        all.lines().map(|line| line.strip_prefix("# ").filter(is_setting).unwrap_or(line)).collect();
    let shown = site(&shown.join("\n"));
    assert!(!shown.report().contains("retell.toml"), "{}", shown.report());
    assert_ne!(shown.files, short.files);
}

/// The page, whatever style sheet and scripts hold today: their names change with each line of them.
fn any_assets(page: &str) -> String {
    let mut page = page.to_owned();
    for (begin, end) in
        [("<style>", "</style>"), ("<script type=\"module\">", "</script>"), ("'sha256-", "'")]
    {
        let mut parts = page.split(begin);
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let after = part.split_once(end).map_or("", |(_, after)| after);
            out.push_str(&format!("{begin}…{end}{after}"));
        }
        page = out;
    }
    let sheets = [
        "boxes", "contents", "facts", "fonts", "home", "list", "notes", "page", "plain", "scheme", "search",
        "story", "style", "tables", "topics",
    ]
    .map(|name| format!("/theme/{name}."));
    let sheets = sheets.iter().map(|begin| (begin.as_str(), ".css"));
    for (begin, end) in sheets.chain([
        ("/theme/search-keys.", ".js"),
        ("/theme/search-page.", ".js"),
        ("src=\"/search/", ".js"),
    ]) {
        if let Some((before, after)) = page.split_once(begin)
            && let Some((_, after)) = after.split_once(end)
        {
            page = format!("{before}{begin}…{end}{after}");
        }
    }
    page
}
