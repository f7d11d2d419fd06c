//! Input that means harm, or that a tired hand makes: nothing of it reaches a reader, leaves the
//! output folder, or brings the program down.
//!
//! Sites as text are built in memory; what is about disks and processes is in [`disks`].

mod disks;

use std::fs;
use std::path::Path;

use retell::diagnostic::{Diagnostic, Severity};
use retell::output::{Artifact, Output};
use serde_json::Value;

use crate::little_site::without_carried;
use crate::mistakes::{build, findings, sources_of};

// ── What reaches readers ─────────────────────────────────────────────────────────────────────

/// Ends every context it may be put into, and begins a script.
const HARM: &str = "</script></title></textarea><script>alert(1)</script>\"' onload=alert(1) x=\"><img src=/a.png onerror=alert(1)>{{ site.title }}{% set a = 1 %}]]>--!>&#60;script&#62;\u{202e}";

/// All pages of a site, by path; it must have no error.
fn pages(text: &str) -> Vec<(String, String)> {
    let (site, mut found) = build(sources_of(text));
    let pages: Vec<(String, String)> = site
        .paths()
        .iter()
        .filter_map(|path| match site.artifact(path) {
            Ok(Artifact::Bytes(bytes)) => Some((path.to_string(), String::from_utf8(bytes.to_vec()).ok()?)),
            _ => None,
        })
        .collect();
    found.extend(site.take_found());
    let errors: Vec<&Diagnostic> = found.iter().filter(|found| found.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    pages
}

/// A start tag: its name and its attributes.
type Tag = (String, Vec<(String, String)>);

/// The start tags of a page, as a browser's tokeniser finds them.
fn tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(rest.len());
        let name = rest[..end].to_ascii_lowercase();
        rest = &rest[end..];
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            if rest.is_empty() || rest.starts_with('>') {
                rest = rest.strip_prefix('>').unwrap_or(rest);
                break;
            }
            let end = 1 + rest[1..]
                .find(|c: char| c.is_whitespace() || "=>/".contains(c))
                .unwrap_or(rest.len() - 1);
            let key = rest[..end].to_ascii_lowercase();
            rest = rest[end..].trim_start();
            let mut value = "";
            if let Some(after) = rest.strip_prefix('=') {
                let after = after.trim_start();
                let quote = after.chars().next().filter(|c| *c == '"' || *c == '\'');
                (value, rest) = match quote {
                    Some(quote) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
                    None => after
                        .split_at(after.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(after.len())),
                };
            }
            attributes.push((key, value.to_owned()));
        }
        if ["script", "style", "title", "textarea"].contains(&name.as_str()) {
            let close = format!("</{name}");
            rest = rest.find(&close).map_or("", |at| &rest[at..]);
        }
        tags.push((name, attributes));
    }
    tags
}

fn assert_harmless(path: &str, html: &str) {
    for (name, attributes) in tags(&without_carried(html)) {
        let of = |key: &str| attributes.iter().find(|(own, _)| own == key).map(|(_, value)| value.as_str());
        if name == "script" {
            // Facts, or a module of the program's own that is fetched and holds no words of anybody.
            let own = of("src").is_some_and(|src| {
                ["/search/", "/theme/search-keys.", "/theme/search-page."]
                    .iter()
                    .any(|own| src.starts_with(own))
                    && src.ends_with(".js")
            });
            let wanted = if own { "module" } else { "application/ld+json" };
            assert_eq!(of("type"), Some(wanted), "{path}: a script");
        }
        for (key, value) in &attributes {
            assert!(!key.starts_with("on"), "{path}: <{name} {key}={value}>");
            assert!(key.chars().all(|c| c.is_ascii_alphanumeric() || "-:".contains(c)), "{path}: {key}");
            if ["href", "src", "action", "formaction"].contains(&key.as_str()) {
                let value = value.trim().to_ascii_lowercase();
                for scheme in ["javascript:", "vbscript:", "data:"] {
                    assert!(!value.starts_with(scheme), "{path}: <{name} {key}={value}>");
                }
            }
        }
    }
}

fn assert_harmless_xml(path: &str, xml: &str) {
    let mut reader = quick_xml::Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => break,
            Ok(quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag)) => {
                assert_ne!(tag.name().as_ref(), "script", "{path}");
            }
            Ok(_) => {}
            Err(error) => panic!("{path} is no XML: {error}"),
        }
    }
}

fn data_of(html: &str) -> Vec<Value> {
    html.split("<script type=\"application/ld+json\">")
        .skip(1)
        .map(|part| serde_json::from_str(part.split_once("</script>").unwrap().0).unwrap())
        .collect()
}

fn hostile_site() -> String {
    let harm = serde_json::to_string(HARM).unwrap();
    let text = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/harm-in-every-field.site"),
    )
    .unwrap();
    let numbered = |n: &str| serde_json::to_string(&format!("{HARM} {n}")).unwrap();
    text.replace("\"HARM\"", &harm)
        .replace("\"HARM 2\"", &numbered("2"))
        .replace("\"HARM 3\"", &numbered("3"))
        .replace("HARM", HARM)
}

#[test]
fn p10_no_field_of_any_file_becomes_a_script_or_an_attribute() {
    let pages = pages(&hostile_site());
    assert!(pages.len() > 20, "{}", pages.len());
    let mut met = 0;
    for (path, text) in &pages {
        met += usize::from(text.contains("alert(1)"));
        if path.ends_with(".html") {
            assert_harmless(path, text);
        } else if path.ends_with(".xml") {
            assert_harmless_xml(path, text);
        }
    }
    assert!(met > 10, "only {met} pages show the words at all");
}

#[test]
fn p10_data_for_machines_says_what_the_author_wrote() {
    let pages = pages(&hostile_site());
    let (_, story) = pages.iter().find(|(path, _)| path == "stories/harm/index.html").unwrap();
    let data = data_of(story);
    let words = Value::from(data).to_string();
    // Control characters such as the one that turns text round need not survive.
    let wanted = serde_json::to_string(HARM.trim_end_matches('\u{202e}')).unwrap();
    assert!(words.contains(wanted.trim_matches('"')), "{words}");
}

#[test]
fn p10_what_looks_like_a_template_stays_text() {
    let text = "-- content/a.md --\n+++\ntitle = \"{{ site.title }}\"\n+++\n\n{{ site.title }} {% include \"x\" %} {# no #}\n";
    let pages = pages(text);
    let (_, page) = pages.iter().find(|(path, _)| path == "a/index.html").unwrap();
    assert!(page.contains("{{ site.title }} {% include"), "{page}");
    assert!(page.contains("{# no #}"), "{page}");
}

#[test]
fn p10_markdown_does_not_run() {
    let bodies = [
        "[x](javascript&colon;alert(1))",
        "[x](java\nscript:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](\u{1}javascript:alert(1))",
        "![x](javascript:alert(1))",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<math><mtext></table><mglyph><style><img src=x onerror=alert(1)>",
        "<a href=\"java&#x09;script:alert(1)\">x</a>",
        "<details open ontoggle=alert(1)>",
        "<form action=\"javascript:alert(1)\"><button>x</button></form>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<p\n\nonclick=alert(1)>",
        "`<script>alert(1)</script>`",
        "```x\" onload=\"alert(1)\n<script>alert(1)</script>\n```",
        "## x {#a\" onload=\"alert(1)}",
        "## x {onclick=alert(1) .a\"onload=1}",
        "[^a\"onload=alert(1)]\n\n[^a\"onload=alert(1)]: x",
        "| <script>alert(1)</script> |\n|---|\n| x |",
        "<!--><script>alert(1)</script>-->",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<base href=\"https://evil.example/\">",
        "<meta http-equiv=refresh content=\"0;url=https://evil.example/\">",
        "<iframe srcdoc=\"<script>alert(1)</script>\">",
        "> [!NOTE\" onload=alert(1)] <script>alert(1)</script>",
        "<a\u{c}href=javascript:alert(1)>x</a>",
        "<textarea><script>alert(1)</script>",
        "<p>*<script>*alert(1)</script></p>",
    ];
    for body in bodies {
        let text = format!("-- content/a.md --\n+++\ntitle = \"A\"\n+++\n\n{body}\n");
        let (site, _) = build(sources_of(&text));
        for path in site.paths() {
            let Ok(Artifact::Bytes(bytes)) = site.artifact(&path) else { continue };
            let Ok(html) = std::str::from_utf8(&bytes) else { continue };
            if path.as_str().ends_with(".html") {
                assert_harmless(&format!("{body:?} in {path}"), html);
                for (name, attributes) in tags(html) {
                    assert!(!["base", "iframe", "svg"].contains(&name.as_str()), "{body:?}: {name}");
                    // The one form of these pages is that of the search.
                    let to = attributes.iter().find(|(key, _)| key == "action").map(|(_, to)| to.as_str());
                    assert!(name != "form" || to == Some("/search/"), "{body:?}: a form to {to:?}");
                    let refreshes = attributes.iter().any(|(key, _)| key == "http-equiv");
                    assert!(!refreshes || !html.contains("evil"), "{body:?}");
                }
            }
        }
    }
}

// ── Leaving the output folder ────────────────────────────────────────────────────────────────

#[test]
fn p12_no_address_leaves_the_output_folder() {
    let lines = [
        "aliases = [\"../../x\"]",
        "aliases = [\"/../x/\"]",
        "aliases = [\"/%2e%2e/%2e%2e/x/\"]",
        "aliases = [\"//evil.example/x\"]",
        "aliases = [\"/a\\\\..\\\\..\\\\x\"]",
        "aliases = [\"C:/x\"]",
        "aliases = [\"/a/\\u0000/\"]",
        "url = \"/../x/\"",
        "url = \"../x/\"",
        "url = \"/a/%2e%2e/%2e%2e/x/\"",
        "url = \"/a//../x/\"",
        "slug = \"../../x\"",
        "slug = \"..\"",
        "slug = \"a/../../x\"",
        "tags = [\"../../x\"]",
        "topics = [\"..\"]",
        "series = \"../../x\"",
        "authors = [\"../../x\"]",
        "kind = \"../../x\"",
        "template = \"../../../../etc/passwd\"",
        "image = \"../../../../etc/passwd\"",
    ];
    for line in lines {
        let text = format!(
            "-- content/posts/a.md --\n+++\ntitle = \"A\"\ndate = 2025-03-05\n{line}\n+++\n\nText.\n"
        );
        let sources = sources_of(&text);
        let (site, _) = build(sources);
        for path in site.paths() {
            let inside = path.as_str().split('/').all(|part| !part.is_empty() && !part.starts_with(".."));
            assert!(inside && !path.as_str().contains(['\\', ':', '\0']), "{line}: {path}");
        }
        let _ = site.check();
    }
}

#[test]
fn p12_a_data_file_with_a_wild_name_is_only_a_name() {
    let text =
        "-- data/__proto__.json --\n{\"a\": 1}\n-- data/a.b.c.json --\n{}\n-- data/{{ x }}.json --\n{}\n";
    assert_eq!(findings(&sources_of(text)), []);
}

// ── Too much of everything ───────────────────────────────────────────────────────────────────

/// Builds a page with this body and makes it. What is found does not matter, that it ends does.
fn finishes(body: &str) -> Vec<Diagnostic> {
    let found = findings(&sources_of(&format!("-- content/a.md --\n+++\ntitle = \"A\"\n+++\n\n{body}\n")));
    let bugs: Vec<&Diagnostic> = found.iter().filter(|found| found.code.code == "B01").collect();
    assert!(bugs.is_empty(), "{bugs:#?}");
    found
}

macro_rules! it_finishes {
    ($($name:ident: $body:expr;)*) => {$(
        #[test]
        fn $name() {
            finishes(&$body);
        }
    )*};
}

it_finishes! {
    p14_deep_quotes_finish: ">".repeat(10_000) + " x";
    p14_deep_spaced_quotes_finish: "> ".repeat(5_000) + "x";
    p14_deep_lists_finish: "- ".repeat(10_000) + "x";
    p14_indented_lists_finish: (0..300).map(|depth| format!("{}- x\n", "  ".repeat(depth))).collect::<String>();
    p14_numbered_lists_finish: "1. ".repeat(5_000) + "x";
    p14_open_brackets_finish: "[".repeat(100_000);
    p14_open_picture_brackets_finish: "![".repeat(50_000);
    p14_brackets_and_parentheses_finish: "[a](".repeat(20_000);
    p14_nested_links_finish: "[".repeat(5_000) + "x" + &"](/)".repeat(5_000);
    p14_crossed_emphasis_finishes: "*a **b ".repeat(10_000);
    p14_nested_emphasis_finishes: "*_".repeat(5_000) + "x" + &"_*".repeat(5_000);
    p14_stars_finish: "*".repeat(100_000) + "x" + &"*".repeat(100_000);
    p14_ticks_finish: (1..500).map(|ticks| "`".repeat(ticks) + " ").collect::<String>();
    p14_equal_headings_finish: "## Same\n\n".repeat(5_000);
    p14_numbered_equal_headings_finish: "## Same\n\n## Same 2\n\n".repeat(2_500);
    p14_one_long_line_finishes: "word ".repeat(200_000);
    p14_one_long_word_finishes: "a".repeat(1_000_000);
    p14_many_notes_finish: (0..3_000).map(|n| format!("[^{n}]\n\n[^{n}]: Note.\n\n")).collect::<String>();
    p14_one_note_used_often_finishes: "[^1] ".repeat(3_000) + "\n\n[^1]: Note.";
    p14_undefined_notes_finish: (0..3_000).map(|n| format!("[^{n}] ")).collect::<String>();
    p14_a_wide_table_finishes: format!("{}|\n{}|\n{}|", "|a".repeat(5_000), "|-".repeat(5_000), "|b".repeat(5_000));
    p14_a_table_of_missing_cells_finishes: format!("{}|\n{}|\n{}", "|a".repeat(1_000), "|-".repeat(1_000), "|b\n".repeat(1_000));
    p14_deep_html_finishes: "<b>".repeat(5_000) + "x" + &"</b>".repeat(5_000);
    p14_deep_html_blocks_finish: "<div>\n\n".repeat(2_000) + "x";
    p14_unclosed_html_finishes: "<details><summary>".repeat(3_000);
    p14_headings_that_link_to_each_other_finish: "## [x](@/a.md#same)\n\n".repeat(1_000);
    p14_broken_fragments_finish: "## H\n\n".repeat(1_000) + &"[x](#zz) ".repeat(500);
    p14_many_dropped_attributes_finish: "<div>".to_owned() + &"<a href=x onclick=b>x</a>".repeat(3_000) + "</div>";
    p14_many_dangerous_links_finish: "<p>".to_owned() + &"<a href=javascript:a onclick=b>x</a>".repeat(3_000) + "</p>";
    p14_mixed_html_finishes: "<b><i>".repeat(3_000) + &"</b></i>".repeat(3_000);
    p14_table_html_finishes: "<table><tr><td>".repeat(1_500);
    p14_lone_angles_finish: "<".repeat(50_000);
    p14_open_comments_finish: "<!-- ".repeat(10_000);
    p14_entities_finish: "&amp".repeat(50_000);
    p14_deep_mathematics_finish: format!("$${}x{}$$", "{".repeat(3_000), "}".repeat(3_000));
    p14_broken_links_finish: (0..2_000).map(|n| format!("[x](@/none-{n}.md) ")).collect::<String>();
    p14_link_definitions_finish: (0..5_000).map(|n| format!("[r{n}]: /\n")).collect::<String>() + &"[x][r1] ".repeat(2_000);
    p14_deep_quotes_with_lists_finish: "> - ".repeat(3_000) + "x";
    p14_definition_lists_finish: "a\n: b\n".repeat(2_000);
    p14_a_long_code_line_finishes: format!("```js\n{}\n```", "a(".repeat(5_000));
    p14_a_long_code_string_finishes: format!("```rust\nlet a = \"{}\n```", "x\\".repeat(20_000));
}

#[test]
fn p14_what_nests_too_deep_is_told() {
    for body in [">".repeat(300), "- ".repeat(300) + "x", "<div>".repeat(300), "> <div>\n\n".repeat(250)] {
        let codes: Vec<&str> = finishes(&body).iter().map(|found| found.code.code).collect();
        assert_eq!(codes, ["M03"], "{body}");
    }
    let long = "<div>\n\nText.\n\n</div>\n\n> Words.\n\n".repeat(300);
    assert_eq!(finishes(&long), []);
}

#[test]
fn p14_deep_front_matter_finishes() {
    for front in [
        format!("+++\ntitle = \"A\"\nextra = {}{}\n+++\n", "[".repeat(5_000), "]".repeat(5_000)),
        format!("+++\ntitle = \"A\"\n[extra{}]\nx = 1\n+++\n", ".a".repeat(5_000)),
        format!("---\ntitle: A\nextra: {}{}\n---\n", "[".repeat(5_000), "]".repeat(5_000)),
        format!(
            "---\ntitle: A\nextra:\n{}\n---\n",
            (0..500).map(|n| " ".repeat(n + 1) + "a:\n").collect::<String>()
        ),
        format!("---\ntitle: A\nextra: {}\n---\n", "{a: ".repeat(5_000)),
        format!("---\n{}---\n", (0..5_000).map(|n| format!("k{n}: 1\n")).collect::<String>()),
        format!("+++\n{}+++\n", (0..5_000).map(|n| format!("k{n} = 1\n")).collect::<String>()),
    ] {
        let found = findings(&sources_of(&format!("-- content/a.md --\n{front}\nText.\n")));
        assert!(found.iter().all(|found| found.code.code != "B01"), "{found:#?}");
    }
}

#[test]
fn p14_deep_data_finishes() {
    for (name, text) in [
        ("a.json", "[".repeat(50_000)),
        ("a.json", "[".repeat(5_000) + &"]".repeat(5_000)),
        ("a.json", "{\"a\":".repeat(5_000) + "1" + &"}".repeat(5_000)),
        ("a.yaml", "- ".repeat(5_000) + "x"),
        ("a.csv", "\"".repeat(50_001)),
        ("a.toml", "a = ".to_owned() + &"[".repeat(50_000)),
    ] {
        let found = findings(&sources_of(&format!("-- data/{name} --\n{text}\n")));
        assert!(found.iter().all(|found| found.code.code != "B01"), "{found:#?}");
    }
}

#[test]
fn p14_many_terms_and_documents_finish() {
    let mut text = String::new();
    for n in 0..300 {
        let tags: Vec<String> = (0..20).map(|tag| format!("\"t{}\"", (n * 7 + tag) % 200)).collect();
        text += &format!(
            "-- content/posts/p{n}.md --\n+++\ntitle = \"Same title\"\ndate = 2025-03-05\nslug = \"p{n}\"\ntags = [{}]\n+++\n\nText.\n",
            tags.join(", ")
        );
    }
    let (_, found) = build(sources_of(&text));
    assert!(found.iter().all(|found| found.severity < Severity::Error), "{found:#?}");
}

// ── Clumsy files ─────────────────────────────────────────────────────────────────────────────

#[test]
fn p20_odd_files_are_built_or_told_and_never_a_bug() {
    let odd = [
        ("content/a.md", ""),
        ("content/a.md", "\n\n"),
        ("content/a.md", "+++\n+++\n"),
        ("content/a.md", "---\n---\n"),
        ("content/a.md", "---"),
        ("content/a.md", "+++"),
        ("content/a.md", "\u{feff}+++\r\ntitle = \"A\"\r\n+++\r\n\r\nText.\r\n"),
        ("content/a.md", "\u{feff}---\r\ntitle: A\r\n---\r\nText.\r\n"),
        ("content/a.md", "+++\rtitle = \"A\"\r+++\rText."),
        ("content/a.md", "+++\ntitle = \"A\"\n+++\n\0\u{1}\u{7f}\u{85}\u{2028}\n"),
        ("content/a.md", "+++\ntitle = \"\\u0000\\u001b[31m\"\n+++\nText.\n"),
        ("content/.md", "Text."),
        ("content/index.md", "+++\ntitle = \"A\"\n+++\n"),
        ("content/index.md", ""),
        ("content/_index.md", "+++\ntitle = \"A\"\ndate = 2025-03-05\n+++\n"),
        ("content/posts/_index.md", "+++\ntitle = \"A\"\ndraft = true\n+++\n"),
        ("content/a b c.md", "+++\ntitle = \"A\"\n+++\n"),
        ("content/😀.md", "+++\ntitle = \"A\"\n+++\n"),
        ("content/posts/😀.md", "+++\ntitle = \"😀\"\ndate = 2025-03-05\n+++\n"),
        ("content/posts/!!!.md", "+++\ntitle = \"!!!\"\ndate = 2025-03-05\n+++\n"),
        ("content/posts/a.md", "+++\ntitle = \"A\"\ndate = 0000-01-01\n+++\n"),
        ("content/posts/a.md", "+++\ntitle = \"A\"\ndate = 9999-12-31\n+++\n"),
        (
            "content/posts/a.md",
            "+++\ntitle = \"A\"\ndate = 0001-01-01\nupdated = 9999-12-31T23:59:59Z\n+++\n",
        ),
        ("content/posts/a.md", "+++\ntitle = \"A\"\ndate = 2025-03-05\ntags = [\"\", \"!!!\", \" \"]\n+++\n"),
        ("content/posts/a.md", "+++\ntitle = \"\"\ndate = 2025-03-05\n+++\n"),
        ("content/posts/a.md", "+++\ntitle = \" \"\ndate = 2025-03-05\n+++\n# \n"),
        ("content/posts/a.md", "+++\ntitle = \"A\"\ndate = 2025-03-05\npart = 1e308\nseries = \"\"\n+++\n"),
        ("content/posts/a.md", "+++\ntitle = \"A\"\ndate = 2025-03-05\nauthors = [\"\", \"!!!\"]\n+++\n"),
        ("content/posts/_kind.toml", "\u{feff}name = \"note\"\nbase = \"post\"\n"),
        ("content/posts/_kind.toml", ""),
        ("content/posts/_kind.toml", "name = \"\"\n"),
        ("content/posts/_kind.toml", "name = \"post\"\nbase = \"post\"\nlist = { per_page = 0 }\n"),
        ("content/posts/_kind.toml", "name = \"post\"\nbase = \"post\"\nurl = \"{slug}\"\n"),
        ("content/posts/_kind.toml", "name = \"a\"\nbase = \"a\"\n"),
        ("content/tags/_kind.toml", "name = \"tags\"\nbase = \"post\"\n"),
        ("content/library/works.toml", ""),
        ("content/library/works.yaml", "- 1\n"),
        ("content/library/a.md", "Text."),
        ("retell.toml", ""),
        ("retell.toml", "title = \"T\"\nbase_url = \"https://e.example/\"\n[feeds]\nentries = 0\n"),
        ("retell.toml", "title = \"T\"\nbase_url = \"https://e.example/\"\n[[menu]]\n"),
        ("retell.toml", "title = \"T\"\nbase_url = \"https://e.example/\"\n[taxonomies.stories]\n"),
        (
            "retell.toml",
            "title = \"T\"\nbase_url = \"https://e.example/\"\n[taxonomies.post]\nfrom = [\"title\"]\n",
        ),
        ("retell.toml", "title = \"T\"\nbase_url = \"https://e.example/\"\n[permalinks]\npost = \"/\"\n"),
        (
            "retell.toml",
            "title = \"T\"\nbase_url = \"https://e.example/\"\n[permalinks]\npost = \"/{slug}{slug}{\"\n",
        ),
        ("data/a.csv", ""),
        ("data/a.json", ""),
        ("data/a.toml", ""),
        ("data/a.yaml", ""),
        ("data/.json", "{}"),
        ("static/_redirects", "x"),
        ("static/atom.xml", "x"),
        ("static/index.html", "x"),
        ("static/robots.txt", "x"),
        ("themes/default/theme.toml", ""),
        ("themes/default/templates/base.html", ""),
        ("themes/default/templates/page.html", "{% extends \"page.html\" %}"),
        ("themes/default/templates/page.html", "{% for a in range(end=1000000000) %}x{% endfor %}"),
        ("themes/default/templates/page.html", "{% include \"page.html\" %}"),
    ];
    let post = "-- content/posts/other.md --\n+++\ntitle = \"Other\"\ndate = 2025-03-05\n+++\n\nText.\n";
    for (path, text) in odd {
        let mut sources = sources_of(post);
        sources.insert_text(path, text);
        let found = findings(&sources);
        let bugs: Vec<&Diagnostic> = found.iter().filter(|found| found.code.code == "B01").collect();
        assert!(bugs.is_empty(), "{path} {text:?}: {bugs:#?}");
    }
}

#[test]
fn p20_two_unicode_forms_of_a_name_are_told() {
    let text = "-- content/caf\u{e9}.md --\n+++\ntitle = \"A\"\n+++\n-- content/cafe\u{301}.md --\n+++\ntitle = \"B\"\n+++\n";
    let codes: Vec<&str> = findings(&sources_of(text)).iter().map(|found| found.code.code).collect();
    assert_eq!(codes, ["U01"]);
}
