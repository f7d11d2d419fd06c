//! All tests that look at the program from outside, in one binary, so that they link once.
//!
//! Tests of a single function stand beside it in `src/`. How to add one here in a minute is told in
//! `tests/README.md`; nearly always it is a file, not code.

mod architecture;
#[cfg(feature = "cards")]
mod cards;
mod commands;
mod contract;
mod counts;
mod determinism;
mod example_site;
mod hostile;
mod left;
mod letters;
mod little_site;
mod mails;
mod metadata;
mod mistakes;
mod newsletter;
#[cfg(feature = "images")]
mod pictures;
mod rebuild;
mod search;
mod search_index;
mod search_words;
mod serve;
mod sites;
mod themes;
mod words;
