//! Settings that are part of the design and do nothing yet.
//!
//! They are accepted, so that a settings file need not wait for them, and their names and types are
//! checked, so that a typing error in one of them is found today and not on the day it matters.

use crate::diagnostic::Diagnostic;
use crate::table::reader::Reader;

/// What a setting holds.
#[derive(Clone, Copy)]
pub(super) enum Holds {
    Text,
    Flag,
    /// A whole number up to this one.
    Number(usize),
    Texts,
    List,
    /// A table with these keys.
    Keys(&'static [(&'static str, Holds)]),
}

use Holds::{Flag, Keys, List, Number, Text, Texts};

pub(super) type Settings = &'static [(&'static str, Holds)];

/// Whole tables that wait for their feature.
pub(super) const TABLES: Settings = &[
    ("advice", Keys(&[("strict", Flag), ("kinds", Texts), ("off", Texts), ("words", List)])),
    (
        "privacy",
        Keys(&[
            ("kinds", Texts),
            ("customers", Texts),
            ("people", Texts),
            ("ticket_prefixes", Texts),
            ("private_hosts", Texts),
            ("customers_file", Text),
            ("allow", List),
        ]),
    ),
    ("schedule", Keys(&[("max_gap", Number(100_000))])),
];

/// Keys of `[check]` that wait for their feature.
pub(super) const CHECK: Settings = &[("ignore", List)];

/// Marks these keys as known and checks what they hold.
pub(super) fn accept(reader: &mut Reader<'_>, settings: Settings, all: &mut Vec<Diagnostic>) {
    for &(key, holds) in settings {
        match holds {
            Text => {
                reader.text(key);
            }
            Flag => {
                reader.flag(key);
            }
            Number(most) => {
                reader.integer(key, 0, most);
            }
            Texts => {
                reader.texts(key);
            }
            List => {
                reader.list(key);
            }
            Keys(keys) => {
                if let Some(table) = reader.table(key) {
                    let mut inside = reader.inside(format!("`[{key}]`"), table);
                    accept(&mut inside, keys, all);
                    inside.finish(all);
                }
            }
        }
    }
}
