//! `retell licenses`: what is built into the program, and on what terms.

use super::Exit;
use super::terminal::Terminal;
use crate::picture;
use crate::render::highlight;

/// The terms of the theme's letters, as they lie beside them.
const LETTERS: &str = include_str!("../../themes/default/static/fonts/OFL.txt");

/// Those of the letters on social cards.
#[cfg(feature = "cards")]
const CARDS: &str =
    concat!("The letters of social cards:\n\n", include_str!("../render/social/fonts/OFL.txt"), "\n");
#[cfg(not(feature = "cards"))]
const CARDS: &str = "";
/// What the encoder of JPEG asks to be said.
const JPEG: &str = if picture::MAKES_SMALLER {
    "Pictures: this software is based in part on the work of the Independent JPEG Group.\n\n"
} else {
    ""
};

/// Runs the command.
pub fn run(terminal: &Terminal) -> Exit {
    terminal.print(&format!(
        "retell and its default theme are licensed under MIT or Apache-2.0, at your choice.\n\n\
         Time zones: the IANA Time Zone Database, in the public domain.\n\n\
         {JPEG}The letters that come with the theme:\n\n{LETTERS}\n{CARDS}\
         Syntaxes for highlighting code:\n\n{}",
        highlight::licenses()
    ));
    Exit::Done
}
