//! What the search of a site is made from, and that its files come when they are asked for.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use retell::fingerprint::Fingerprint;
use retell::output::Output;
use retell::search::{Post, Section};

use crate::little_site::LittleSite;

type Posts = Vec<(Post, Vec<Section>)>;

fn site() -> LittleSite {
    LittleSite::named("search")
}

fn posts(site: &LittleSite) -> Posts {
    site.build().site.searchable()
}

/// The addresses that are found, in their order.
fn found(site: &LittleSite) -> Vec<String> {
    posts(site).into_iter().map(|(post, _)| post.url).collect()
}

/// Every post with its sections, as a reader of the snapshot wants them.
fn printed(posts: &Posts) -> String {
    let mut out = String::new();
    for (post, sections) in posts {
        let _ = writeln!(out, "== {}: {}", post.url, post.title);
        let _ = writeln!(out, "{} · {} · {} · ×{}", post.kind, post.date, post.language, post.weight);
        for (label, words) in [("people", &post.people), ("tags", &post.tags), ("words", &post.words)] {
            if !words.is_empty() {
                let _ = writeln!(out, "{label}: {}", words.join(" | "));
            }
        }
        let facets =
            post.facets.iter().map(|facet| format!("{}={} ({})", facet.facet, facet.slug, facet.label));
        let _ = writeln!(out, "facets: {}", facets.collect::<Vec<_>>().join(" | "));
        for section in sections {
            let _ = writeln!(out, "#{} [{}]", section.anchor, section.heading);
            for paragraph in section.text.lines() {
                let _ = writeln!(out, "    {paragraph}");
            }
        }
        out.push('\n');
    }
    out
}

#[test]
fn pages_are_found_by_these_words() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../search");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("posts", printed(&posts(&site()))));
}

#[test]
fn who_is_not_listed_is_nobody_one_can_search_for() {
    let printed = printed(&posts(&site()));
    assert!(printed.contains("Nele Haas"));
    for name in ["Hidden One", "hidden-one"] {
        assert!(!printed.contains(name), "{name} in\n{printed}");
    }
}

#[test]
fn what_is_held_back_or_asks_to_be_left_out_is_not_found() {
    let urls = found(&site());
    assert!(urls.contains(&"stories/tide/".to_owned()), "{urls:?}");
    for out in
        ["stories/quiet/", "stories/unlisted/", "stories/draft/", "essays/excluded/", "people/hidden-one/"]
    {
        assert!(!urls.contains(&out.to_owned()), "{out} is found");
    }
    // Nor where the build includes what is not out yet.
    let with_drafts = LittleSite { drafts: true, ..site() };
    assert_eq!(found(&with_drafts), urls);
}

#[test]
fn a_page_says_to_other_searches_whether_it_is_to_be_found() {
    let built = site().build();
    let mark = "<article class=\"page kind-story\" data-pagefind-body";
    assert!(built.text("stories/tide/index.html").contains(mark));
    for out in ["stories/quiet/index.html", "stories/unlisted/index.html"] {
        let page = built.text(out);
        assert!(page.contains("<article") && !page.contains("data-pagefind-body"), "{out}");
    }
    assert!(!built.text("essays/excluded/index.html").contains("data-pagefind-body"));
}

#[test]
fn a_site_without_search_has_nothing_of_it() {
    let settings = "title = \"Ebb\"\nbase_url = \"https://ebb.example/\"\nsearch.enabled = false\n";
    let built = site().with("retell.toml", settings).build();
    let of_search: Vec<&String> = built.files.keys().filter(|path| path.starts_with("search")).collect();
    assert_eq!(of_search, [""; 0]);
    assert!(built.site.later().unwrap().is_empty() && built.site.searchable().is_empty());
    assert!(!built.text("index.html").contains("/search/"));
}

#[test]
fn the_page_names_the_module_that_is_served() {
    let built = site().build();
    let page = built.text("search/index.html");
    let (_, after) = page.split_once("src=\"/search/").expect("a module");
    let name = after.split('"').next().unwrap();
    let module = built.text(&format!("search/{name}"));
    assert!(module.contains("export async function open"));
    assert!(!module.lines().any(|line| line.starts_with("//") || line.starts_with(' ') || line.is_empty()));
}

/// The fingerprint of the text of each page.
fn texts(site: &LittleSite) -> BTreeMap<String, Fingerprint> {
    posts(site).into_iter().map(|(post, _)| (post.url, post.text)).collect()
}

#[test]
fn an_edit_changes_the_text_of_its_own_page_alone() {
    let story =
        site().files.iter().find(|file| file.path.as_str() == "content/stories/tide.md").cloned().unwrap();
    let edited = story.text().unwrap().replace("It said 1.9 below", "It said 2.1 below");
    let (before, after) = (texts(&site()), texts(&site().with("content/stories/tide.md", &edited)));
    let changed: Vec<&String> =
        before.iter().filter(|(url, text)| after[*url] != **text).map(|(url, _)| url).collect();
    assert_eq!(changed, ["stories/tide/"]);
    // What is said of something held back is read once that is out.
    let draft =
        "+++\ntitle = \"Quarantined\"\nsummary = \"S.\"\ndate = 2026-05-01\nauthors = [\"Bo\"]\n+++\n";
    let out = texts(&site().with("content/stories/draft.md", draft));
    assert_ne!(out["reading-lists/first/"], before["reading-lists/first/"]);
}

#[test]
fn the_files_of_the_search_are_known_only_when_they_are_asked_for() {
    let built = site().build();
    let first: Vec<String> = built.site.paths().iter().map(ToString::to_string).collect();
    assert!(first.contains(&"search/index.html".to_owned()));
    assert_eq!(first.iter().filter(|path| path.starts_with("search/")).count(), 1);
    let later = built.site.later().unwrap();
    assert!(later.iter().any(|path| path.as_str() == "search/manifest.json"), "{later:?}");
    assert!(later.iter().all(|path| built.site.may_come_later(path)));
    assert!(!built.site.may_come_later(&retell::output::OutputPath::new("searching/a.js").unwrap()));
}

#[test]
fn a_doi_is_found_in_every_spelling() {
    let posts: BTreeMap<String, Arc<str>> =
        posts(&site()).into_iter().map(|(post, _)| (post.url, post.words.join(" ").into())).collect();
    for url in ["library/woods2015/", "reviews/woods/", "stories/tide/"] {
        for written in
            ["10.1016/s0925-7535(97)00052-0", "https://doi.org/10.1016/", "doi:10.1016/", "%2897%2900052-0"]
        {
            assert!(posts[url].contains(written), "{url} lacks {written}: {}", posts[url]);
        }
    }
}

#[test]
fn a_theme_of_ones_own_may_bring_another_module() {
    let module = "export const answer = 42; // as it is\n";
    let text = "-- retell.toml --\ntitle = \"A\"\nbase_url = \"https://a.example/\"\ntheme = \"own\"\n\
                -- themes/own/theme.toml --\nname = \"own\"\n";
    let theirs = LittleSite::parse(text).unwrap().with("themes/own/search/search.js", module).build();
    let module_of = |built: &crate::little_site::Built| {
        let mut paths = built.site.later().unwrap();
        paths.retain(|path| path.as_str().ends_with(".js") && !path.as_str().ends_with("/api.js"));
        assert_eq!(paths.len(), 1, "{paths:?}");
        let Ok(retell::output::Artifact::Bytes(bytes)) = built.site.artifact(&paths[0]) else { panic!() };
        String::from_utf8(bytes.to_vec()).unwrap()
    };
    assert_eq!(module_of(&theirs), module);
    let ours = include_str!("../../themes/default/search/search.min.js");
    assert_eq!(module_of(&site().build()), ours);
}
