//! Whole kinds from whole files.

use std::path::Path;

use super::*;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::catalog::TableOf;
use crate::source::{SourcePath, Sources};
use crate::table::{Language, toml};

/// The built-in files of kinds, as the program has them.
pub(crate) fn built_in() -> Sources {
    let mut sources = Sources::default();
    let kinds = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/kinds");
    for folder in std::fs::read_dir(kinds).unwrap() {
        let folder = folder.unwrap();
        let text = std::fs::read_to_string(folder.path().join("_kind.toml")).unwrap();
        let name = folder.file_name().into_string().unwrap();
        sources.insert_text(&format!("(built-in)/kinds/{name}/_kind.toml"), &text);
    }
    sources
}

/// The built-in kinds with a site's files over them.
fn with(files: &[(&str, &str)]) -> (Kinds, Vec<Diagnostic>) {
    let mut sources = built_in();
    for (path, text) in files {
        sources.insert_text(path, text);
    }
    let told = load(&sources, "default");
    (told.value, told.diagnostics)
}

fn words(found: &[Diagnostic]) -> Vec<(&str, &str)> {
    found.iter().map(|found| (found.code.code, found.message.as_str())).collect()
}

#[test]
fn the_built_in_kinds_have_no_mistake_and_tell_authors_what_each_field_is() {
    let (kinds, found) = with(&[]);
    assert_eq!(words(&found), []);
    let names: Vec<&str> = kinds.all().map(|kind| kind.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "story",
            "essay",
            "review",
            "reading-list",
            "episode",
            "talk",
            "issue",
            "concept",
            "person",
            "series",
            "event",
            "post",
            "post",
            "post",
            "page",
            "term",
            "index",
            "work",
            "start"
        ]
    );
    for kind in kinds.all() {
        assert!(kind.built_in && !kind.json_ld.is_empty(), "{}", kind.name);
        for field in &kind.fields {
            assert!(!field.help.is_empty(), "{}.{}", kind.name, field.name);
        }
    }
}

#[test]
fn fields_have_the_types_that_are_declared() {
    let (kinds, _) = with(&[]);
    let of = |kind: &str, field: &str| kinds.named(kind).unwrap().field(field).unwrap().clone();
    assert!(of("story", "summary").required);
    assert_eq!(of("story", "summary").field_type, FieldType::Text, "a common field brings its type along");
    assert_eq!(of("story", "account").default, "own");
    assert_eq!(of("review", "works").backlink, "Reviewed in");
    let person = FieldType::Link { to: "person".into(), or_text: true };
    assert_eq!(of("episode", "guests").field_type, FieldType::List(Box::new(person.clone())));
    assert_eq!(of("episode", "speakers").field_type, FieldType::Map(Box::new(person)));
    let FieldType::List(items) = of("reading-list", "items").field_type else { panic!("no list") };
    let FieldType::Record(items) = *items else { panic!("no records") };
    assert_eq!(items[0].backlink, "On lists");
    assert_eq!(of("person", "listed").default, "true");
    assert_eq!(of("person", "alt").required_with, "photo");
    assert!(kinds.named("episode").unwrap().transcript);
}

#[test]
fn lines_to_start_from_are_read_without_a_finding() {
    let (kinds, _) = with(&[]);
    let file = SourcePath::new("content/x.md");
    let mut lines = 0;
    for kind in kinds.all() {
        for field in &kind.fields {
            let text = field.line(Language::Toml);
            let table = toml::parse(TableOf::FrontMatter, &file, &text, 0);
            assert!(table.diagnostics.is_empty(), "{text}");
            let yaml = field.line(Language::Yaml);
            let other = crate::table::yaml::parse(TableOf::FrontMatter, &file, &yaml, 0);
            assert!(other.diagnostics.is_empty(), "{yaml}: {:?}", other.diagnostics);
            let place = check::Place {
                of: TableOf::FrontMatter,
                file: &file,
                language: Language::Toml,
                strict: true,
            };
            for node in [table.value.get(&field.name), other.value.get(&field.name)] {
                let checked = check::value(place, &field.name, &field.field_type, node.unwrap());
                assert!(checked.diagnostics.is_empty(), "{text} / {yaml}: {:?}", checked.diagnostics);
                lines += 1;
            }
        }
    }
    assert!(lines > 100);
}

#[test]
fn a_sites_file_adds_changes_and_removes_fields() {
    let (kinds, found) = with(&[
        (
            "themes/default/kinds/stories/_kind.toml",
            "title = \"Tales\"\n[fields]\nmood = { type = \"text\" }\n",
        ),
        (
            "content/stories/_kind.toml",
            "list = { order = \"field:when\" }\n[fields]\noutcome = { type = \"choice\", of = [\"harm\", \"no-harm\"], required = true }\n\
             summary = { required = false }\nrole = { of = [\"me\", \"you\"] }\nsystem = false\nmood = { help = \"How it felt.\" }\n",
        ),
    ]);
    assert_eq!(words(&found), []);
    let story = kinds.for_folder("content/stories/2024/ferry");
    assert_eq!((story.title.as_str(), story.url.as_str()), ("Tales", "/stories/{slug}/"));
    assert_eq!((story.order.clone(), story.per_page), (Order::Field("when".into()), 24));
    assert!(story.field("system").is_none());
    assert_eq!(story.field("mood").unwrap().help, "How it felt.");
    assert_eq!(story.field("role").unwrap().field_type, FieldType::Choice(vec!["me".into(), "you".into()]));
    let summary = story.field("summary").unwrap();
    assert!(!summary.required && summary.help.starts_with("Two or three"));
    assert!(story.field("outcome").unwrap().required);
    assert_eq!(story.origins["fields.mood"].file.as_str(), "content/stories/_kind.toml");
    assert_eq!(story.origins["title"].file.as_str(), "themes/default/kinds/stories/_kind.toml");
    assert_eq!(story.origins["fields.when"].file.as_str(), "(built-in)/kinds/stories/_kind.toml");
}

#[test]
fn a_new_kind_has_an_address_and_a_list_of_its_own() {
    let (kinds, found) = with(&[
        ("content/diary/_kind.toml", "name = \"entry\"\nbase = \"post\"\n"),
        // Its base comes after it in the order of folders.
        ("content/accounts/_kind.toml", "name = \"account\"\nbase = \"tale\"\n"),
        (
            "content/tales/_kind.toml",
            "name = \"tale\"\nbase = \"story\"\n[fields]\nmoral = { type = \"text\" }\n",
        ),
        ("content/notes/_kind.toml", "name = \"note\"\nbase = \"none\"\nurl = \"/n/{year}/{slug}/\"\n"),
        ("content/stories/2024/_kind.toml", "[fields]\nweather = { type = \"text\" }\n"),
        ("content/stories/short/_kind.toml", "name = \"short\"\n"),
    ]);
    assert_eq!(words(&found), []);
    let of = |folder: &str| {
        let kind = kinds.for_folder(folder);
        (kind.name.clone(), kind.folder.clone(), kind.title.clone(), kind.url.clone(), kind.listed)
    };
    let kind = |name: &str, folder: &str, title: &str, url: &str| {
        (name.to_owned(), folder.to_owned(), title.to_owned(), url.to_owned(), true)
    };
    assert_eq!(of("diary"), kind("entry", "diary", "Diary", "/diary/{slug}/"));
    assert_eq!(of("accounts"), kind("account", "accounts", "Accounts", "/accounts/{slug}/"));
    assert_eq!(of("notes"), kind("note", "notes", "Notes", "/n/{year}/{slug}/"));
    assert_eq!(of("stories/2024/x"), kind("story", "stories", "Stories", "/stories/{slug}/"));
    assert_eq!(of("stories/short"), kind("short", "stories/short", "Short", "/stories/short/{slug}/"));
    assert_eq!(of("blog"), kind("post", "blog", "Blog", "/{folder}/{slug}/"));
    assert!(kinds.for_folder("accounts").field("moral").is_some(), "fields come from base to base");
    assert!(kinds.for_folder("stories/2024").field("weather").is_some());
    assert!(kinds.named("story").unwrap().field("weather").is_none());
    assert_eq!(kinds.all().filter(|kind| kind.name == "story").count(), 1);
    assert_eq!(kinds.for_folder("elsewhere").name, "page");
}

#[test]
fn each_mistake_in_a_kind_is_told_once() {
    for (text, message) in [
        ("name = \"tale\"\nfeeed = true", "a kind has no key `feeed`"),
        ("feed = true", "`name` is missing"),
        (
            "name = \"A Tale\"",
            "`name` is no name for a kind; a name is one word in small letters, such as `story`",
        ),
        ("name = \"tale\"\nbase = \"storry\"", "`base` names the kind `storry`, which does not exist"),
        ("name = \"tale\"\nbase = \"tale\"", "`base` names the kind `tale`, which does not exist"),
        ("name = \"story\"", "the folders `stories` and `tales` both declare the kind `story`"),
        ("name = \"tale\"\nurl = \"tales/{slug}/\"", "`url` is no address in the site; it begins with `/`"),
        (
            "name = \"tale\"\nlist = 3",
            "`list` wants `false` or a table such as { order = \"newest\", per_page = 24 }, not a number",
        ),
        ("name = \"tale\"\nlist = { order = \"newset\" }", "`order` cannot be `newset`"),
        ("name = \"tale\"\nlist = { order = \"field:mood\" }", "`field:` cannot be `mood`"),
        ("name = \"tale\"\nbody = \"verse\"", "`body` cannot be `verse`"),
        ("name = \"tale\"\n[fields]\na = { type = \"texxt\", help = \"x\" }", "`type` cannot be `texxt`"),
        (
            "name = \"tale\"\n[fields]\na = { help = \"x\" }",
            "`type` is missing: it says what the field holds",
        ),
        ("name = \"tale\"\n[fields]\na = { type = \"choice\" }", "`of` is missing: a choice needs it"),
        ("name = \"tale\"\n[fields]\na = { type = \"list\" }", "`of` is missing: a list needs it"),
        ("name = \"tale\"\n[fields]\na = { type = \"record\" }", "`fields` is missing: a record needs it"),
        (
            "name = \"tale\"\n[fields]\na = { type = \"text\", of = \"text\" }",
            "a kind has no key `of` in the field `a`",
        ),
        (
            "name = \"tale\"\n[fields]\na = { type = \"list\", of = \"link\", to = \"storry\" }",
            "`to` of `a` names the kind `storry`, which does not exist",
        ),
        ("name = \"tale\"\n[fields]\nmood = false", "a kind has no key `mood` in the fields to remove"),
        (
            "name = \"tale\"\n[fields]\na = \"text\"",
            "`a` wants a table such as { type = \"text\" }, or `false` to remove it, not text",
        ),
        (
            "name = \"tale\"\n[fields]\ndate = { type = \"text\" }",
            "`type` cannot be changed: every document has this field, and it is `date`; leave `type` out",
        ),
        (
            "name = \"tale\"\n[fields]\na = { type = \"choice\", of = [\"x\"], default = \"y\" }",
            "`default` is none of the words of `of`",
        ),
    ] {
        let (_, found) = with(&[("content/tales/_kind.toml", text)]);
        assert_eq!(words(&found), [("F05", message)], "{text}");
        assert!(found[0].span.as_ref().is_some_and(|span| span.file.as_str() == "content/tales/_kind.toml"));
    }
}

#[test]
fn kinds_that_start_from_each_other_are_told_and_still_there() {
    let (kinds, found) = with(&[
        ("content/a/_kind.toml", "name = \"one\"\nbase = \"two\""),
        ("content/b/_kind.toml", "name = \"two\"\nbase = \"one\""),
    ]);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(kinds.named("one").is_some() && kinds.named("two").is_some());
}

#[test]
fn a_pattern_needs_a_placeholder_and_knows_each() {
    assert_eq!(check_pattern("/{year}/{month}/{slug}/"), Ok(()));
    for (pattern, problem) in [
        ("{slug}", "begins with `/`"),
        ("/stories/", "has no placeholder"),
        ("/{slugg}/", "`{slugg}`, which does not exist"),
        ("/{slug/", "without its other half"),
        ("/slug}/{slug}", "without its other half"),
    ] {
        assert!(check_pattern(pattern).unwrap_err().contains(problem), "{pattern}");
    }
}

#[test]
fn a_work_is_held_against_its_own_fields_alone() {
    let (kinds, _) = with(&[]);
    let file = SourcePath::new("content/library/works.toml");
    let place = |strict| check::Place { of: TableOf::Works, file: &file, language: Language::Toml, strict };
    let text = "type = \"book\"\ntitle = \"A\"\nauthors = \"Woods, David\"\nvolume = 3\nyear = 2015\nulr = \"x\"\n\
                summaries = [{ label = \"B\" }, { label = \"C\", url = \"javascript:x\" }]\n";
    let table = toml::parse(TableOf::Works, &file, text, 0).value;
    let told = check::table(place(true), &kinds.work, &table, 0..4);
    assert_eq!(
        words(&told.diagnostics),
        [
            ("F02", "`summaries` needs the field `url`"),
            ("L08", "`url` begins with `javascript:`, `vbscript:` or `data:`, which no page links to"),
            ("F03", "a work has no field `ulr`"),
        ]
    );
    let fields = told.value;
    assert_eq!(fields["volume"].value, FieldValue::Text("3".into()));
    assert!(matches!(&fields["authors"].value, FieldValue::List(all) if all.len() == 1));
    assert_eq!(fields["access"].value, FieldValue::Text("unknown".into()));
}
