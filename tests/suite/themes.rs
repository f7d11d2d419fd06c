//! Themes of one's own: `retell theme`, and the guide that teaches it.

use std::collections::BTreeMap;

use crate::commands::Site;
use crate::little_site::LittleSite;

/// A fresh site, with a theme begun.
fn begun() -> Site {
    let site = Site::nothing();
    site.run(&["init"]).ends_with(0);
    let said = site.run(&["theme", "new", "harbour"]).ends_with(0);
    assert_eq!(said.out, "themes/harbour/theme.toml\n");
    assert!(said.err.contains("theme = \"harbour\""), "{}", said.err);
    let settings = site.read("retell.toml");
    site.write("retell.toml", &format!("theme = \"harbour\"\n{settings}"));
    site
}

#[test]
fn a_theme_that_was_begun_and_extends_everything_changes_nothing() {
    let site = begun();
    site.run(&["build", "--strict", "--now", "2030-01-01"]).ends_with(0);
    let before = site.read("public/stories/first-story/index.html");
    for template in ["base.html", "templates/story.html", "home", "page.html", "list.html"] {
        site.run(&["theme", "extend", template]).ends_with(0);
    }
    site.run(&["build", "--strict", "--now", "2030-01-01"]).ends_with(0);
    assert_eq!(site.read("public/stories/first-story/index.html"), before);
    let story = site.read("themes/harbour/templates/story.html");
    assert!(story.contains("page.html: label, lede"), "{story}");
    // And what the file shows in its comment works as it stands.
    let (_, example) = story.split_once("{% block ").unwrap();
    let (example, _) = example.split_once("\n\n").unwrap();
    let filled = format!("{{% extends \"default/story.html\" %}}\n{{% block {example}\n");
    site.write("themes/harbour/templates/story.html", &filled);
    site.run(&["build", "--strict", "--now", "2030-01-01"]).ends_with(0);
    assert!(site.read("public/stories/first-story/index.html").contains("<p>And this.</p>"));
}

#[test]
fn theme_lists_where_each_file_comes_from() {
    let site = begun();
    site.run(&["theme", "copy", "head.html"]).ends_with(0);
    site.write("themes/harbour/static/_own.css", "p { color: navy }\n");
    let listed = site.run(&["theme"]).ends_with(0);
    let from = |file: &str| {
        let line = listed.out.lines().find(|line| line.split("  ").next() == Some(file));
        line.unwrap_or_else(|| panic!("no {file} in\n{}", listed.out)).rsplit("  ").next().unwrap().to_owned()
    };
    assert_eq!(from("templates/head.html"), "yours, in place of ours");
    assert_eq!(from("static/_own.css"), "yours, in place of ours");
    assert_eq!(from("templates/story.html"), "built in");
    assert!(listed.err.contains("accent = \"#0b5a63\""), "{}", listed.err);
}

#[test]
fn a_copy_is_ours_to_the_last_byte_and_is_never_written_over() {
    let site = begun();
    site.run(&["theme", "copy", "templates/head.html"]).ends_with(0);
    let printed = site.run(&["theme", "copy", "head.html", "--print"]).ends_with(0).out;
    assert_eq!(site.read("themes/harbour/templates/head.html"), printed);
    site.run(&["theme", "copy", "static/fonts/reading-serif-roman.woff2"]).ends_with(0);
    site.write("themes/harbour/templates/head.html", "mine");
    let again = site.run(&["theme", "copy", "head.html"]).ends_with(2);
    assert!(again.err.contains("there already"), "{}", again.err);
    assert_eq!(site.read("themes/harbour/templates/head.html"), "mine");
    site.run(&["theme", "new", "harbour"]).ends_with(2);
}

#[test]
fn theme_says_what_to_do_where_it_cannot() {
    let site = Site::nothing();
    site.run(&["init"]).ends_with(0);
    let told = |arguments: &[&str], words: &str| {
        let ran = site.run(arguments).ends_with(2);
        assert!(ran.err.contains(words), "{arguments:?}: {}", ran.err);
        assert_eq!(ran.out, "", "{arguments:?}");
    };
    told(&["theme", "extend", "story.html"], "retell theme new harbour");
    told(&["theme", "copy", "story.html"], "retell theme new harbour");
    for name in ["", "default", "a/b", "..", "Ha fen"] {
        told(&["theme", "new", name], "like `harbour`");
    }
    told(&["theme", "variables", "/nope/"], "all addresses: retell plan");
    told(&["theme", "variables", "robots.txt"], "no template makes");
    told(&["theme", "variables", "/about/", "page.crad"], "did you mean `card`?");
    told(&["theme", "variables", "/about/", "page.card.topics.7"], "a list of");
    told(&["theme", "variables", "/about/", "page.updated.text"], "`page.updated` is null here");
    let site = begun();
    let told = |arguments: &[&str], words: &str| {
        let ran = site.run(arguments).ends_with(2);
        assert!(ran.err.contains(words), "{arguments:?}: {}", ran.err);
    };
    told(&["theme", "copy", "stroy.html"], "did you mean `story.html`?");
    told(&["theme", "extend", "head.html"], "retell theme copy templates/head.html");
    told(&["theme", "extend", "components.html"], "retell theme copy templates/components.html");
    told(&["theme", "copy", "theme.toml"], "its own `theme.toml`");
}

#[test]
fn variables_are_those_that_the_template_is_given() {
    let site = begun();
    let title = "\"The light that was always on\"\n";
    for page in ["content/stories/first-story.md", "/stories/first-story/", "stories/first-story/index.html"]
    {
        let ran = site.run(&["theme", "variables", page, "page.card.title"]).ends_with(0);
        assert_eq!(ran.out, title);
        assert!(ran.err.contains("template: story.html"), "{}", ran.err);
    }
    let all = site.run(&["theme", "variables", "/"]).ends_with(0).out;
    let all: serde_json::Value = serde_json::from_str(&all).unwrap();
    for name in ["site", "options", "assets", "data", "here", "head", "list", "home"] {
        assert!(all.get(name).is_some(), "no {name}");
    }
    // A template with a mistake has been given its values, and they are what its author needs.
    site.write(
        "themes/harbour/templates/story.html",
        "{% extends \"default/story.html\" %}\n{% block after %}{{ page.card.titel }}{% endblock after %}\n",
    );
    let ran = site.run(&["theme", "variables", "/stories/first-story/", "page.card.title"]).ends_with(1);
    assert!(ran.out.starts_with(title) && ran.out.contains("did you mean `title`?"), "{}", ran.out);
}

#[test]
fn the_guide_does_what_it_says() {
    let guide = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/themes.md")).unwrap();
    let mut files: BTreeMap<&str, String> = BTreeMap::new();
    let (mut top, mut options) = (String::new(), String::new());
    for block in guide.split("\n```").skip(1).step_by(2) {
        let (language, text) = block.split_once('\n').unwrap();
        if language == "sh" {
            continue;
        }
        let (first, rest) = text.split_once('\n').unwrap();
        let path = first.trim_matches(|c: char| "{}#-/* ".contains(c));
        match (path, rest.strip_prefix("[theme_options]\n")) {
            ("retell.toml", Some(rest)) => options.push_str(rest),
            ("retell.toml", None) => top.push_str(rest),
            _ => drop(files.insert(path, rest.to_owned())),
        }
    }
    assert_eq!(files.len(), 7, "{:?}", files.keys());
    let little = LittleSite::named("theme-tiny");
    let mut site = LittleSite { files: Vec::new(), ..little.clone() };
    site.files.extend(little.files.into_iter().filter(|file| file.path.as_str().starts_with("content/")));
    let settings = format!(
        "title = \"Ebb\"\nbase_url = \"https://ebb.example/\"\n{top}\n[theme_options]\n{options}\nsince = 2021\n"
    );
    let mut site = site.with("retell.toml", &settings);
    for (path, text) in &files {
        site = site.with(path, text);
    }
    let built = site.build();
    assert_eq!(built.report(), "");
    let story = built.text("stories/s/index.html");
    for words in ["Kept by the pilots of Brennes", "Follow by feed", "Tell us what you saw"] {
        assert!(story.contains(words), "no {words:?} in\n{story}");
    }
    assert!(built.text("recipes/soup/index.html").contains("<p>For 4.</p>"));
    for sheet in ["home", "list", "page", "search", "story", "style"] {
        let name = format!("theme/{sheet}.");
        let (_, bytes) = built.files.iter().find(|(path, _)| path.starts_with(&name)).unwrap();
        let sheet = std::str::from_utf8(bytes).unwrap();
        let (_, end) = sheet
            .split_once(".motto{font-style:italic}")
            .unwrap_or_else(|| panic!("{name} lacks the site's own rules"));
        assert!(end.starts_with(":root{--accent:#7a1f1f"), "{end}");
    }
}
