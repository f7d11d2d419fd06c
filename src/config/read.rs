//! From `retell.toml` to [`Config`]: every key, its check and its default.
//!
//! Every mistake is told and its setting keeps the default, so that one run tells them all. What
//! the settings bring about is left to where they are used.

use std::collections::{BTreeMap, BTreeSet};

use crate::date::Zone;
use crate::diagnostic::catalog::{self, TableOf};
use crate::diagnostic::{Diagnostic, Severity, Told, codes, nearest};
use crate::source::{SourcePath, Sources, Span};
use crate::table::reader::Reader;
use crate::table::{Entry, Node, Table, toml};
use crate::url::{BaseUrl, LinkForm, SitePath, SlugStyle, link_form, slug};

use super::values::{authority, edit_url, folder_name, language, output_dir, reply};
use super::{Config, FeedFormat, FeedSettings, HtmlPolicy, MarkdownSettings, MenuItem, Taxonomy};
use super::{later, newsletter};

const FILE: &str = "retell.toml";
const OF: TableOf = TableOf::Settings;

/// The settings files of other generators, of which `config.toml` is the least telling.
const OTHERS: [&str; 6] =
    ["hugo.toml", "hugo.yaml", "zola.toml", "_config.yml", "config.toml", "config.yaml"];

/// What other generators call it.
const FOREIGN: &[(&str, &str)] = &[
    ("baseURL", "the address of the site is `base_url`"),
    ("baseurl", "the address of the site, with its path, is `base_url`"),
    ("url", "the address of the site is `base_url`"),
    ("languageCode", "the language of the site is `language`"),
    ("default_language", "the language of the site is `language`"),
    ("defaultContentLanguage", "the language of the site is `language`"),
    ("lang", "the language of the site is `language`"),
    ("timeZone", "the zone of dates is `timezone`"),
    ("author", "those who write are `authors = [\"…\"]`"),
    ("copyright", "terms of use are `license`"),
    ("publishDir", "the folder that is written is `output_dir`"),
    ("destination", "the folder that is written is `output_dir`"),
    ("paginate", "documents on one page of a list: list = { per_page = 24 } in the `_kind.toml` of a folder"),
    (
        "paginate_by",
        "documents on one page of a list: list = { per_page = 24 } in the `_kind.toml` of a folder",
    ),
    (
        "pagination",
        "documents on one page of a list: list = { per_page = 24 } in the `_kind.toml` of a folder",
    ),
    ("params", "values of your own for templates stand in the table `[extra]`"),
    ("generate_feed", "feeds are always made; `[feeds]` says how"),
    ("generate_feeds", "feeds are always made; `[feeds]` says how"),
    ("feed_filename", "feeds stand at other addresses too by `also_at` in `[feeds]`"),
    ("feed_filenames", "feeds stand at other addresses too by `also_at` in `[feeds]`"),
    ("rssLimit", "the entries of a feed are counted by `entries` in `[feeds]`"),
    ("build_search_index", "the search is switched by `enabled` in `[search]`"),
    ("markup", "how Markdown is read stands in `[markdown]`"),
    ("menus", "an entry of the menu is [[menu]] with `name` and `to`"),
];

impl Config {
    /// Reads `retell.toml`. With mistakes in it, what they leave has its default.
    pub fn read(sources: &Sources) -> Told<Config> {
        let file = SourcePath::new(FILE);
        let Some(settings) = sources.get(FILE) else {
            let other = OTHERS.iter().find_map(|name| sources.get(name)).map(|found| &found.path);
            return Told { value: Config::defaults(), diagnostics: vec![catalog::no_settings(other)] };
        };
        let Some(text) = settings.text() else {
            let told = catalog::syntax(OF, "TOML", "it is not UTF-8", Span::whole(&file));
            return Told { value: Config::defaults(), diagnostics: vec![told] };
        };
        let Told { value: table, mut diagnostics } = toml::parse(OF, &file, &text, 0);
        // A line that could not be read may be the one that seems to be missing.
        let complete = diagnostics.is_empty();
        let mut value = settings_of(&file, &table, complete, &mut diagnostics);
        value.options = super::theme::read(sources, &value, &file, &mut diagnostics);
        Told { value, diagnostics }
    }
}

fn settings_of(file: &SourcePath, table: &Table, complete: bool, all: &mut Vec<Diagnostic>) -> Config {
    let mut top = Reader::new(OF, file, table);
    top.answers(FOREIGN);
    let mut config = Config::defaults();

    for (key, line) in
        [("title", "title = \"Ebb & Relay\""), ("base_url", "base_url = \"https://ebb.example/\"")]
    {
        // A key that is nearly this one is told as a typing error.
        let misspelt = || table.entries.iter().any(|entry| nearest(&entry.key, [key]).is_some());
        if complete && table.get(key).is_none() && !misspelt() {
            all.push(catalog::missing_key(OF, key, line, file));
        }
    }
    let said = |text: &str| match text.trim() {
        "" => Err("is empty".to_owned()),
        text => Ok(text.to_owned()),
    };
    set(&mut config.title, top.checked("title", said));
    set(&mut config.base_url, top.checked("base_url", BaseUrl::parse));
    config.home_url = config.base_url.clone();
    set(&mut config.description, top.text("description"));
    set(&mut config.language, top.checked("language", language));
    if let Some(node) = top.node("timezone") {
        read_zone(&mut top, node, &mut config);
    }
    set(&mut config.theme, top.checked("theme", folder_name));
    set(&mut config.output_dir, top.checked("output_dir", output_dir));
    set(&mut config.authors, top.texts("authors"));
    set(&mut config.license, top.text("license"));
    set(&mut config.edit_url, top.checked("edit_url", edit_url));
    set(&mut config.reply, top.checked("reply", reply));
    config.permalinks = permalinks(&mut top);
    config.kinds = top.texts_by_key("kinds");
    config.taxonomies = taxonomies(&mut top, all);
    if let Some(table) = top.table("feeds") {
        read_feeds(top.inside("`[feeds]`", table), &mut config.feeds, all);
    }
    newsletter::read(&mut top, &mut config.newsletter, all);
    super::search::read(&mut top, &mut config.search, all);
    super::security::read(&mut top, &mut config.security, all);
    set(&mut config.inline_assets, top.flag("inline_assets"));
    config.social_cards = super::cards::read(&mut top, cfg!(feature = "cards"));
    if let Some(table) = top.table("markdown") {
        read_markdown(top.inside("`[markdown]`", table), &mut config.markdown, all);
    }
    if let Some(table) = top.table("check") {
        let mut check = top.inside("`[check]`", table);
        config.severity = severities(&mut check, file);
        later::accept(&mut check, later::CHECK, all);
        check.finish(all);
    }
    set(&mut config.theme_options, top.table("theme_options").cloned());
    config.shows = super::shows::read(&mut top, all);
    config.menu = menu(&mut top, all);
    set(&mut config.extra, top.table("extra").map(Table::to_json));
    later::accept(&mut top, later::TABLES, all);
    for (key, _) in later::TABLES {
        if let Some(entry) = table.entries.iter().find(|entry| entry.key == *key) {
            all.push(catalog::without_effect(key, *key == "privacy", top.key_span(entry)));
        }
    }
    top.finish(all);
    config
}

fn set<T>(setting: &mut T, read: Option<T>) {
    if let Some(value) = read {
        *setting = value;
    }
}

fn read_zone(top: &mut Reader<'_>, node: &Node, config: &mut Config) {
    let Some(name) = top.text("timezone") else { return };
    match Zone::named(&name) {
        Some(zone) => (config.timezone, config.timezone_name) = (zone, name),
        None => {
            let names = Zone::names();
            let told = catalog::unknown_zone(
                &codes::SETTINGS,
                &name,
                names.iter().map(String::as_str),
                top.span(node),
            );
            top.tell(told);
        }
    }
}

// ── Tables ───────────────────────────────────────────────────────────────────────────────────

fn permalinks(top: &mut Reader<'_>) -> BTreeMap<String, String> {
    let table = top.node("permalinks").and_then(Node::as_table);
    let mut patterns = top.texts_by_key("permalinks");
    for Entry { key, node, .. } in table.map(|table| table.entries.as_slice()).unwrap_or_default() {
        if patterns.get(key).is_some_and(|pattern| !pattern.starts_with('/')) {
            patterns.remove(key);
            let told =
                catalog::bad_value(OF, key, "begins with no `/`, as in `/{year}/{slug}/`", top.span(node));
            top.tell(told);
        }
    }
    patterns
}

fn taxonomies(top: &mut Reader<'_>, all: &mut Vec<Diagnostic>) -> Vec<Taxonomy> {
    let mut taxonomies = Taxonomy::defaults();
    // Zola writes a list of names.
    if let Some(node) = top.node("taxonomies").filter(|node| node.as_list().is_some()) {
        let write = "`topics` and `tags` are always there; another one is a table like [taxonomies.systems]";
        let told = catalog::list_for_table(OF, "taxonomies", write, top.span(node));
        top.tell(told);
        return taxonomies;
    }
    // By front matter key: the taxonomy whose own `from`, or name, claims it.
    let mut claimed: BTreeMap<String, String> = BTreeMap::new();
    let mut given = BTreeSet::new();
    for entry in top.table("taxonomies").map(|table| table.entries.as_slice()).unwrap_or_default() {
        let name = &entry.key;
        if slug(name, SlugStyle::Unicode) != *name {
            let problem = "is no name for a taxonomy, which has small letters, digits and `-`";
            top.tell(catalog::bad_value(OF, name, problem, top.key_span(entry)));
            continue;
        }
        let Some(table) = top.entry_table(entry) else { continue };
        let mut inside = top.inside(format!("`[taxonomies.{name}]`"), table);
        let at = taxonomies.iter().position(|taxonomy| taxonomy.name == *name).unwrap_or_else(|| {
            taxonomies.push(Taxonomy {
                name: name.clone(),
                title: crate::words::capitalised(name),
                from: vec![name.clone()],
                feed: true,
                aliases: BTreeMap::new(),
            });
            taxonomies.len() - 1
        });
        let taxonomy = &mut taxonomies[at];
        set(&mut taxonomy.title, inside.text("title"));
        set(&mut taxonomy.feed, inside.flag("feed"));
        taxonomy.aliases = inside.texts_by_key("aliases");
        let from = inside.texts("from");
        let is_own = from.is_some() || taxonomy.from == [name.as_str()];
        set(&mut taxonomy.from, from);
        if is_own {
            given.insert(name.clone());
            for key in &taxonomy.from {
                if let Some(other) = claimed.insert(key.clone(), name.clone()).filter(|other| other != name) {
                    let span = table.get("from").map_or(top.key_span(entry), |node| top.span(node));
                    inside.tell(catalog::poured_twice(key, &other, name, span));
                }
            }
        }
        inside.finish(all);
    }
    // What a taxonomy takes by default it leaves to one that asks for it.
    for taxonomy in taxonomies.iter_mut().filter(|taxonomy| !given.contains(&taxonomy.name)) {
        taxonomy.from.retain(|key| !claimed.contains_key(key));
    }
    taxonomies
}

fn read_feeds(mut reader: Reader<'_>, feeds: &mut FeedSettings, all: &mut Vec<Diagnostic>) {
    set(&mut feeds.entries, reader.integer("entries", 1, 10_000));
    set(&mut feeds.full, reader.choice("content", &[("full", true), ("summary", false)]));
    let formats = [("atom", FeedFormat::Atom), ("json", FeedFormat::Json), ("rss", FeedFormat::Rss)];
    if let Some(node) = reader.node("formats") {
        feeds.formats = reader.choices("formats", &formats);
        if !feeds.formats.is_empty() && !feeds.formats.contains(&FeedFormat::Atom) {
            let problem = "lacks `atom`, which every feed has; the others stand beside it";
            reader.tell(catalog::bad_value(OF, "formats", problem, reader.span(node)));
        }
        feeds.formats.retain(|format| *format != FeedFormat::Atom);
        feeds.formats.insert(0, FeedFormat::Atom);
    }
    if let Some(node) = reader.node("also_at") {
        for item in node.as_some_list() {
            let problem = item.as_text().and_then(|path| match SitePath::new(path) {
                Ok(path) if path.as_str().ends_with('/') => {
                    Some("is an address of a file, like `/atom.xml`".into())
                }
                Ok(_) => None,
                Err(problem) => Some(problem),
            });
            if let Some(problem) = problem {
                reader.tell(catalog::bad_value(OF, "also_at", &problem, reader.span(item)));
            }
        }
        let is_file = |path: &String| SitePath::new(path).is_ok_and(|path| !path.as_str().ends_with('/'));
        set(&mut feeds.also_at, reader.texts("also_at"));
        feeds.also_at.retain(is_file);
    }
    set(&mut feeds.authority, reader.checked("authority", authority));
    reader.finish(all);
}

fn read_markdown(mut reader: Reader<'_>, markdown: &mut MarkdownSettings, all: &mut Vec<Diagnostic>) {
    let policies =
        [("safe", HtmlPolicy::Safe), ("trusted", HtmlPolicy::Trusted), ("escape", HtmlPolicy::Escape)];
    set(&mut markdown.html, reader.choice("html", &policies));
    set(&mut markdown.smart_punctuation, reader.flag("smart_punctuation"));
    set(&mut markdown.autolink, reader.flag("autolink"));
    set(&mut markdown.wikilinks, reader.flag("wikilinks"));
    set(&mut markdown.math, reader.flag("math"));
    set(&mut markdown.quote_attribution, reader.flag("quote_attribution"));
    set(&mut markdown.external_rel, reader.text("external_rel"));
    let styles = [("ascii", SlugStyle::Ascii), ("unicode", SlugStyle::Unicode)];
    set(&mut markdown.slugs, reader.choice("slugs", &styles));
    reader.finish(all);
}

fn severities(check: &mut Reader<'_>, file: &SourcePath) -> BTreeMap<String, Option<Severity>> {
    let words = [
        ("error", Some(Severity::Error)),
        ("warning", Some(Severity::Warning)),
        ("advice", Some(Severity::Advice)),
        ("note", Some(Severity::Note)),
        ("off", None),
    ];
    let mut severities = BTreeMap::new();
    for entry in check.table("severity").map(|table| table.entries.as_slice()).unwrap_or_default() {
        let key_span = Span::new(file, entry.key_range.clone());
        let Some(code) = codes::find(&entry.key) else {
            check.tell(catalog::unknown_code(&entry.key, key_span));
            continue;
        };
        if code.code.starts_with('U') {
            check.tell(catalog::fixed_severity(code, key_span));
            continue;
        }
        if let Some(severity) = check.entry_choice(entry, &words) {
            severities.insert(code.name.to_owned(), severity);
        }
    }
    severities
}

fn menu(top: &mut Reader<'_>, all: &mut Vec<Diagnostic>) -> Vec<MenuItem> {
    let mut menu = Vec::new();
    for (table, span) in top.tables("menu") {
        let mut inside = top.inside("`[[menu]]`", table);
        let name = inside.text("name");
        let to = inside.checked("to", |to| match link_form(to) {
            LinkForm::Dangerous => Err("leads to no page".to_owned()),
            _ => Ok(to.to_owned()),
        });
        for key in ["name", "to"] {
            let misspelt = || table.entries.iter().any(|entry| nearest(&entry.key, [key]).is_some());
            if table.get(key).is_none() && !misspelt() {
                inside.tell(catalog::bad_value(
                    OF,
                    "menu",
                    &format!("has an entry without `{key}`"),
                    span.clone(),
                ));
            }
        }
        let to_span = table.get("to").map_or(span, |node| inside.span(node));
        inside.finish(all);
        if let (Some(name), Some(to)) = (name, to) {
            menu.push(MenuItem { name, to, span: to_span });
        }
    }
    menu
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str = "title = \"Ebb & Relay\"\nbase_url = \"https://ebb.example/site/\"\n";

    fn told(text: &str) -> Told<Config> {
        let mut sources = Sources::default();
        sources.insert_text(FILE, text);
        let theme = include_str!("../../themes/default/theme.toml");
        sources.insert_text(&format!("{}theme.toml", crate::source::BUILT_IN), theme);
        Config::read(&sources)
    }

    /// The findings about these lines below a title and a base URL: code, what the span cuts out, message.
    fn findings(lines: &str) -> Vec<(&'static str, String, String)> {
        let text = format!("{LEAST}{lines}");
        told(&text)
            .diagnostics
            .into_iter()
            .map(|one| {
                (one.code.name, one.span.map_or("", |span| &text[span.range()]).to_owned(), one.message)
            })
            .collect()
    }

    #[test]
    fn two_lines_are_enough() {
        let told = told(LEAST);
        assert_eq!(told.diagnostics, []);
        let config = told.value;
        assert_eq!((config.title.as_str(), config.base_url.path()), ("Ebb & Relay", "/site"));
        assert_eq!((config.language.as_str(), config.output_dir.as_str()), ("en", "public"));
        let pours: Vec<_> =
            config.taxonomies.iter().map(|one| (one.title.as_str(), one.from.join(" "))).collect();
        assert_eq!(
            pours,
            [("Topics", "topics topic categories category".into()), ("Tags", "tags tag".to_owned())]
        );
    }

    #[test]
    fn every_setting_is_read() {
        let told = told(
            r#"
            title = "T"
            base_url = "http://localhost:8000"
            description = "D"
            language = "pt-BR"
            timezone = "Europe/Oslo"
            theme = "night"
            output_dir = "./out/site/"
            authors = "Rui Amaral"
            license = "CC-BY-4.0"
            edit_url = "https://git.example/edit/{path}"
            reply = "mailto:us@ebb.example"
            permalinks = { essay = "/{year}/{slug}/" }
            kinds = { article = "essay" }
            taxonomies.topics.title = "Themes"
            taxonomies.tags.aliases = { "K 8s" = "kubernetes" }
            taxonomies.categories.feed = false
            taxonomies.systems.from = ["system", "tag"]
            feeds = { entries = 50, content = "summary", formats = ["atom", "rss"], also_at = "/atom.xml", authority = "ebb.example,2024" }
            theme_options = { font = "reading-serif" }
            podcast.lost-pages = { title = "Lost Pages", email = "pod@ebb.example", announced = false }
            extra = { since = 2019 }
            newsletter = { provider = "kit", kinds = ["story"], form = { action = "", hidden = { list = "1" } } }
            search = { enabled = true, synonyms = [["a", "b"]] }
            privacy.allow = [{ value = "10.0.0.0/8", why = "an example" }]
            advice.words = []
            schedule.max_gap = 30
            [markdown]
            html = "trusted"
            smart_punctuation = true
            math = false
            wikilinks = true
            autolink = false
            quote_attribution = false
            external_rel = "noopener"
            slugs = "unicode"
            [check]
            severity = { A01 = "error", unused-file = "off" }
            ignore = [{ code = "orphan", path = "content/old/**", reason = "old" }]
            [[menu]]
            name = "Stories"
            to = "@/stories/_index.md"
            "#,
        );
        let waiting = ["advice", "privacy", "schedule"];
        let told_of: Vec<&str> = told.diagnostics.iter().map(|found| found.message.as_str()).collect();
        assert_eq!(told_of, waiting.map(|table| format!("`[{table}]` has no effect yet")));
        let config = told.value;
        assert_eq!(config.timezone, Zone::named("Europe/Oslo").unwrap());
        assert_eq!((config.output_dir.as_str(), config.theme.as_str()), ("out/site", "night"));
        assert_eq!(config.authors, ["Rui Amaral"]);
        assert_eq!(config.permalinks["essay"], "/{year}/{slug}/");
        assert_eq!(config.kinds["article"], "essay");
        let pours: Vec<_> = config
            .taxonomies
            .iter()
            .map(|one| (one.name.as_str(), one.title.as_str(), one.from.join(" "), one.feed))
            .collect();
        // What topics and tags take by default they leave to those that ask for it.
        assert_eq!(
            pours,
            [
                ("topics", "Themes", "topics topic category".to_owned(), true),
                ("tags", "Tags", "tags".to_owned(), true),
                ("categories", "Categories", "categories".to_owned(), false),
                ("systems", "Systems", "system tag".to_owned(), true),
            ]
        );
        assert_eq!(config.taxonomies[1].aliases["K 8s"], "kubernetes");
        assert_eq!((config.feeds.entries, config.feeds.full), (50, false));
        assert_eq!(config.feeds.also_at, ["/atom.xml"]);
        assert_eq!(config.markdown.html, HtmlPolicy::Trusted);
        assert_eq!(config.markdown.slugs, SlugStyle::Unicode);
        assert!(config.markdown.smart_punctuation && !config.markdown.autolink);
        assert_eq!(config.severity["missing-alt"], Some(Severity::Error));
        assert_eq!(config.severity["unused-file"], None);
        assert_eq!(config.shows["lost-pages"].title, "Lost Pages");
        assert_eq!(config.search.synonyms.len(), 1);
        assert_eq!(config.menu[0].to, "@/stories/_index.md");
        assert_eq!(config.extra["since"], 2019);
        assert!(config.theme_options.get("font").is_some());
    }

    #[test]
    fn each_mistake_is_told_where_it_is() {
        for (lines, place, message) in [
            ("descriptoin = \"x\"", "descriptoin", "the settings have no key `descriptoin`"),
            ("languageCode = \"en\"", "languageCode", "the settings have no key `languageCode`"),
            ("[feeds]\nentires = 5", "entires", "the settings have no key `entires` in `[feeds]`"),
            ("[search]\nslahs = true", "slahs", "the settings have no key `slahs` in `[search]`"),
            ("[newsletter.form]\nacton = \"\"", "acton", "the settings have no key `acton` in `[newsl"),
            ("description = 5", "5", "`description` wants text in quotes, not a number"),
            ("language = \"english language\"", "\"english language\"", "`language` is no language tag"),
            ("timezone = \"Europe/Olso\"", "\"Europe/Olso\"", "`timezone` names no time zone: `Europe/Olso`"),
            ("theme = \"a/b\"", "\"a/b\"", "`theme` is the name of one folder"),
            ("edit_url = \"https://x.example/\"", "\"https://x.example/\"", "`edit_url` lacks `{path}`"),
            ("reply = \"javascript:x\"", "\"javascript:x\"", "`reply` begins with none of"),
            ("permalinks = { essay = \"{slug}/\" }", "\"{slug}/\"", "`essay` begins with no `/`"),
            ("permalinks = { essay = 1 }", "1", "`essay` wants text in quotes, not a number"),
            ("feeds = { entries = 0 }", "0", "`entries` wants a whole number from 1 to 10000"),
            ("feeds = { content = \"ful\" }", "\"ful\"", "`content` cannot be `ful`"),
            ("feeds = { formats = [\"atmo\"] }", "\"atmo\"", "`formats` cannot be `atmo`"),
            ("feeds = { also_at = [\"/a.xml\", \"/../x\"] }", "\"/../x\"", "`also_at` has"),
            ("feeds = { also_at = [\"/old/\"] }", "\"/old/\"", "`also_at` is an address of a file"),
            (
                "feeds = { authority = \"ebb.example\" }",
                "\"ebb.example\"",
                "`authority` is a host and a year",
            ),
            ("markdown = { html = \"off\" }", "\"off\"", "`html` cannot be `off`"),
            (
                "check.severity = { missing-atl = \"off\" }",
                "missing-atl",
                "no finding is called `missing-atl`",
            ),
            ("check.severity = { same-id = \"off\" }", "same-id", "`same-id` is always an error"),
            ("check.severity = { A01 = \"fatal\" }", "\"fatal\"", "`A01` cannot be `fatal`"),
            (
                "taxonomies = [{ name = \"tags\" }]",
                "[{ name = \"tags\" }]",
                "`taxonomies` is not written as a list",
            ),
            ("[taxonomies.\"My Tags\"]", "\"My Tags\"", "`My Tags` is no name for a taxonomy"),
            (
                "taxonomies.a.from = [\"x\"]\ntaxonomies.b.from = [\"x\"]",
                "[\"x\"]",
                "`x` is poured into two taxonomies",
            ),
            ("[podcast.a]\nimgae = \"x\"", "imgae", "the settings have no key `imgae` in `[podcast.a]`"),
            ("[[menu]]\nname = \"x\"", "[[menu]]", "`menu` has an entry without `to`"),
            ("[[menu]]\nname = \"x\"\nto = \"javascript:x\"", "\"javascript:x\"", "`to` leads to no page"),
            ("extra = 1", "1", "`extra` wants a table, not a number"),
        ] {
            let mut findings = findings(lines);
            findings.retain(|(code, ..)| *code != "without-effect");
            let [(code, cut, told)] = findings.as_slice() else { panic!("{lines}: {findings:?}") };
            assert_eq!((*code, cut.as_str()), ("settings", place), "{lines}");
            assert!(told.starts_with(message), "{lines}: {told}");
        }
    }

    #[test]
    fn nothing_is_written_outside_the_site_or_over_its_sources() {
        for bad in
            ["", ".", "./", "/", "/tmp/x", "..", "../x", "a/../..", "a/./b", "C:\\x", "content", "static/x"]
        {
            let findings = findings(&format!("output_dir = '{bad}'"));
            assert_eq!(findings.len(), 1, "{bad}");
            assert!(findings[0].2.starts_with("`output_dir` "), "{bad}");
        }
    }

    #[test]
    fn what_is_required_is_missed_once() {
        let messages =
            |text: &str| told(text).diagnostics.into_iter().map(|one| one.message).collect::<Vec<_>>();
        assert_eq!(messages(""), ["`title` is missing", "`base_url` is missing"]);
        assert_eq!(
            messages("titel = \"x\"\nbaseURL = \"y\"").len(),
            2,
            "a misspelt key is not missing as well"
        );
        assert_eq!(messages("title = \"x\nbase_url = \"https://a.example/\"").len(), 1);
        assert_eq!(messages("title = \" \"\nbase_url = \"ebb.example\"").len(), 2);
        let told = told("title = \"x\"\nbase_url = \"ebb.example\"\nlanguage = \"nb\"");
        assert_eq!((told.value.base_url.host(), told.value.language.as_str()), ("example.invalid", "nb"));
    }

    #[test]
    fn a_key_nearly_right_has_its_fix() {
        let told = told("titel = \"x\"\nbase_url = \"https://a.example/\"");
        let [one] = told.diagnostics.as_slice() else { panic!("{:?}", told.diagnostics) };
        assert_eq!(one.label, "did you mean `title`?");
        assert_eq!(one.fix.as_ref().map(|fix| fix.edits[0].text.as_str()), Some("title"));
    }

    #[test]
    fn the_settings_of_another_generator_are_not_ours() {
        let code = |file: &str| {
            let mut sources = Sources::default();
            sources.insert_text(file, "");
            let told = Config::read(&sources);
            (told.diagnostics.len(), told.diagnostics[0].code.name)
        };
        assert_eq!(code("hugo.toml"), (1, "other-system"));
        assert_eq!(code("_config.yml"), (1, "other-system"));
        assert_eq!(code("content/a.md"), (1, "settings"));
    }

    #[test]
    fn another_base_url_leaves_home_as_it_is() {
        let config = told(LEAST).value.with_base_url("https://preview.example/pr-1/").unwrap();
        assert_eq!((config.base_url.host(), config.home_url.host()), ("preview.example", "ebb.example"));
        assert!(config.with_base_url("preview").is_err());
    }
}
