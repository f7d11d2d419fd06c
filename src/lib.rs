//! retell turns a folder of Markdown into the website of a community that learns from incidents.
//!
//! Between reading the first file and writing the last stands one pure function,
//! [`pipeline::build`]: `Sources → Site`. Everything before it reads, everything after it writes.
//!
//! The modules below stand on floors, ground floor first; a blank line parts two floors. A module
//! uses only modules on floors below its own. `tests/suite/architecture` reads the floors here
//! and holds the code to them.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

// How bytes are looked through.
pub mod bytes;

// Plain values.
pub mod date;
pub mod few;
pub mod fingerprint;
pub mod integrity;
pub mod picture;
pub mod serial;
pub mod shared_map;
pub mod url;
pub mod words;

// The two ends of a build, and all that `io` knows of it.
pub mod output;
pub mod source;

// What was made before.
pub mod memo;

// An index over plain texts, of no site in particular.
pub mod search;

// Telling.
pub mod diagnostic;

// TOML and YAML that know their lines; style sheets.
pub mod stylesheet;
pub mod table;

// What a site declares.
pub mod config;
pub mod data;
pub mod kind;
pub mod language;

// One file by itself.
pub mod document;

// All documents together.
pub mod corpus;

// Every address, and who asked for it.
pub mod plan;

// A recipe into bytes.
pub mod render;

// The order of the stages, and the disk.
pub mod io;
pub mod pipeline;

// The user: arguments, exit codes, reports.
pub mod commands;
