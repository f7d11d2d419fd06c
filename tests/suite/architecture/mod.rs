//! The house rules that a compiler does not know: who may use whom, and who may touch the world.
//!
//! The floors are read from `src/lib.rs`, so that they are written once. Each rule is a function
//! from sources to complaints; the tests below hold the program to it, and the tests in `made_up`
//! show that each rule can complain.

mod made_up;
mod paths;
mod rules;

use std::fs;
use std::path::Path;

use rules::{Complaint, Floors, Source};

/// The program's own sources, by path.
fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    gather(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "src", &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(found.len() > 50, "where are the sources?");
    found
}

fn gather(folder: &Path, shown: &str, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{shown}/{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            gather(&entry.path(), &path, found);
        } else if path.ends_with(".rs") {
            found.push(Source::new(&path, &fs::read_to_string(entry.path()).unwrap()));
        }
    }
}

fn floors() -> Floors {
    Floors::read(&fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap())
}

fn none(complaints: Vec<Complaint>) {
    let lines: Vec<String> = complaints.iter().map(Complaint::to_string).collect();
    assert!(lines.is_empty(), "\n{}\n", lines.join("\n"));
}

#[test]
fn a_module_uses_only_floors_below_its_own() {
    none(rules::upward(&sources(), &floors()));
}

#[test]
fn every_top_module_stands_on_a_floor() {
    none(rules::homeless(&sources(), &floors()));
}

#[test]
fn the_world_is_touched_only_at_the_rim() {
    none(rules::touching_the_world(&sources()));
}

#[test]
fn only_commands_print() {
    none(rules::printing(&sources()));
}

#[test]
fn each_dependency_has_one_home() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    none(rules::dependencies(&sources(), &manifest));
}

#[test]
fn every_file_says_what_it_is_for() {
    none(rules::openings(&sources()));
}

#[test]
fn no_file_outgrows_its_reader() {
    none(rules::lengths(&sources()));
}

#[test]
fn names_say_what_is_inside() {
    none(rules::names(&sources()));
}
