//! Text that cannot act on whoever reads it.
//!
//! Findings quote what strangers wrote. A terminal would obey its escape sequences, and characters
//! that turn the direction of writing make a line look like another one.

use std::borrow::Cow;

/// Whether a character shows nothing itself but may change how its neighbours are shown.
pub(super) fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The text with such characters written out as `\u{202e}`. Line ends are written out too, unless
/// `lines` are kept, as they are in messages of several lines.
pub(super) fn visible(text: &str, lines: bool) -> Cow<'_, str> {
    let harmless = |c: char| (lines && c == '\n') || !acts(c);
    if text.chars().all(harmless) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match harmless(c) {
            true => out.push(c),
            false => out.extend(c.escape_default()),
        }
    }
    Cow::Owned(out)
}

/// A line of a file: as [`visible`], but a tab stays the blank that it is.
pub(super) fn visible_source(text: &str) -> String {
    let parts: Vec<Cow<'_, str>> = text.split('\t').map(|part| visible(part, false)).collect();
    parts.join("    ")
}

/// At most so many characters of a text; where more was there, it ends with `…`.
pub(super) fn clipped(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
    }
}
