//! Each rule complains about a made-up file that breaks it, and about nothing beside it.

use super::paths::{blank, named};
use super::rules::{self, Complaint, Floors, Source};

const LIB: &str = "//! Words.\n\n// Ground.\npub mod date;\npub mod url;\n\n// Above.\npub mod plan;\n\nmod io;\npub mod pipeline;\n";

fn places(complaints: Vec<Complaint>) -> Vec<String> {
    complaints.iter().map(|complaint| complaint.to_string().lines().next().unwrap().to_owned()).collect()
}

fn upward(path: &str, text: &str) -> Vec<String> {
    places(rules::upward(&[Source::new(path, text)], &Floors::read(LIB)))
}

#[test]
fn comments_and_literals_are_no_code() {
    let text = "a // std::fs\n/* b /* c */ d */ e \"std::fs\\\" x\" r#\"std \"fs\"# '\\'' 'x' 'life b\"y\" f";
    let left: String = blank(text).split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(left, "a e 'life f");
}

#[test]
fn use_trees_are_spread_out() {
    let text = "use a::{\n    self, b::{c, d as e},\n    f::*,\n};\nfn x() { crate::y::z(); w!() }";
    let found: Vec<String> =
        named(text).iter().map(|named| format!("{} {}", named.line, named.path)).collect();
    assert_eq!(found, ["2 a", "2 a::b::c", "2 a::b::d", "3 a::f::*", "5 fn", "5 x", "5 crate::y::z", "5 w!"]);
}

#[test]
fn a_use_of_a_floor_above_is_found_in_every_spelling() {
    let text = "use crate::plan::Plan;\nuse crate::{\n    date,\n    plan,\n};\nfn x() { crate::plan::plan() }\nuse super::plan;";
    let found = upward("src/url.rs", text);
    let all = |line: usize| format!("src/url.rs:{line}: `url` uses `plan`, which stands above it");
    assert_eq!(found[0], all(1));
    assert_eq!(found[1], "src/url.rs:3: `url` uses `date`, which stands on the same floor");
    assert_eq!(found[2..], [all(4), all(6), all(7)]);
}

#[test]
fn a_sibling_on_the_same_floor_is_not_for_use_but_ones_own_files_are() {
    assert_eq!(
        upward("src/io/read.rs", "use super::super::pipeline;"),
        ["src/io/read.rs:1: `io` uses `pipeline`, which stands on the same floor"]
    );
    assert!(upward("src/io/read.rs", "use crate::io::x;\nuse super::pipeline;\nuse crate::plan;").is_empty());
}

#[test]
fn a_module_without_a_floor_is_found() {
    let sources = [Source::new("src/new/x.rs", ""), Source::new("src/url.rs", "")];
    assert_eq!(
        places(rules::homeless(&sources, &Floors::read(LIB))),
        ["src/new/x.rs:1: `new` stands on no floor"]
    );
}

#[test]
fn the_disk_the_clock_and_the_environment_are_found() {
    let text = "use std::{fs, io};\nlet a = std::env::var(\"A\");\nuse std::time::{Duration, SystemTime};\n// std::net\n";
    let found = places(rules::touching_the_world(&[Source::new("src/plan/mod.rs", text)]));
    let lines: Vec<&str> = found.iter().map(|line| line.split(" away").next().unwrap()).collect();
    assert_eq!(
        lines,
        [
            "src/plan/mod.rs:1: `std::fs`",
            "src/plan/mod.rs:2: `std::env`",
            "src/plan/mod.rs:3: `std::time::SystemTime`"
        ]
    );
    assert!(rules::touching_the_world(&[Source::new("src/io/read.rs", "use std::fs;")]).is_empty());
    let tests = "fn a() {}\n#[cfg(test)]\nmod tests {\n    use std::fs;\n}";
    assert!(rules::touching_the_world(&[Source::new("src/plan.rs", tests)]).is_empty());
    assert!(
        rules::touching_the_world(&[Source::new("src/plan.rs", "env!(\"X\"); use crate::date::Instant;")])
            .is_empty()
    );
}

#[test]
fn printing_is_found() {
    let text = "fn a() {\n    eprintln!(\"x\");\n    writeln!(f, \"println!\");\n}";
    assert_eq!(
        places(rules::printing(&[Source::new("src/render/page.rs", text)])),
        ["src/render/page.rs:2: `eprintln!` outside src/commands/"]
    );
    assert!(rules::printing(&[Source::new("src/commands/mod.rs", text)]).is_empty());
}

#[test]
fn a_dependency_away_from_home_is_found() {
    let sources = [
        Source::new("src/render/page.rs", "use tera::Tera;\nlet url = url;\nuse crate::url::x;"),
        Source::new("src/render/theme.rs", "use tera::Tera;"),
        Source::new("src/data.rs", "let x = toml::from_str(y);\nuse url;"),
        Source::new("src/kind/layers.rs", "use crate::table::toml;\nlet x = toml::read(y);"),
    ];
    let found = places(rules::dependencies(&sources, ""));
    let lines: Vec<&str> = found.iter().map(|line| line.split(" away").next().unwrap()).collect();
    assert_eq!(lines, ["src/render/page.rs:1: `tera`", "src/data.rs:1: `toml`", "src/data.rs:2: `url`"]);
}

#[test]
fn a_dependency_without_a_home_is_found() {
    let manifest = "[package]\nname = \"x\"\n[dependencies]\nserde-json = \"1\"\nserde = \"1\"\nleft-pad = { version = \"1\" }\n[dev-dependencies]\ninsta = \"1\"\n";
    assert_eq!(
        places(rules::dependencies(&[], &manifest.replace("serde-json", "serde_json"))),
        ["Cargo.toml:6: the dependency `left_pad` has no home"]
    );
}

#[test]
fn a_silent_file_is_found() {
    let sources = [Source::new("src/a.rs", "use x;"), Source::new("src/b.rs", "//! What it is for.\n")];
    assert_eq!(places(rules::openings(&sources)), ["src/a.rs:1: the file does not say what it is for"]);
}

#[test]
fn a_long_file_needs_a_reason_and_a_short_one_needs_none() {
    let reason = "// Longer than 600 lines: one entry for each message.\n";
    let sources = [
        Source::new("src/a.rs", &"x\n".repeat(601)),
        Source::new("src/b.rs", &"x\n".repeat(600)),
        Source::new("src/c.rs", &format!("{reason}{}", "x\n".repeat(601))),
        Source::new("src/d.rs", reason),
    ];
    assert_eq!(
        places(rules::lengths(&sources)),
        ["src/a.rs:601: 601 lines are more than 600", "src/d.rs:1: a reason for a length it does not have"]
    );
}

#[test]
fn an_empty_name_is_found() {
    let sources = ["src/utils.rs", "src/render/helpers/mod.rs", "src/kind/common.rs", "src/url.rs"]
        .map(|path| Source::new(path, ""));
    assert_eq!(
        places(rules::names(&sources)),
        [
            "src/utils.rs:1: a module called `utils` says nothing about what is inside",
            "src/render/helpers/mod.rs:1: a module called `helpers` says nothing about what is inside"
        ]
    );
}
