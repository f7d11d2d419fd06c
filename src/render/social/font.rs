//! The letters that cards are set in: which there are, and how wide each is.
//!
//! One font, built in, so that a card is the same on every machine. How it was made:
//! `fonts/README.md`.

use std::collections::HashMap;
use std::sync::LazyLock;

use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

/// The family, as the font names itself.
pub const FAMILY: &str = "Reading Serif";

/// The font's file.
pub static FILE: &[u8] = include_bytes!("fonts/reading-serif-card.ttf");

/// A letter, in parts of the size it is set in.
#[derive(Clone, Copy)]
struct Letter {
    width: f32,
    // The blank before it.
    before: f32,
}

static LETTERS: LazyLock<HashMap<char, Letter>> = LazyLock::new(|| {
    // The file is our own; that it can be read is tested.
    let Ok(font) = FontRef::new(FILE) else { return HashMap::new() };
    let metrics = font.glyph_metrics(Size::new(1.0), LocationRef::default());
    let letter = |(code, glyph)| {
        let letter = char::from_u32(code)?;
        // A mark stands over the letter before it, whatever the font says of its width.
        let width = if is_mark(letter) { 0.0 } else { metrics.advance_width(glyph)? };
        Some((letter, Letter { width, before: metrics.left_side_bearing(glyph).unwrap_or_default() }))
    };
    font.charmap().mappings().filter_map(letter).collect()
});

/// Whether a character is a mark that stands over or under the letter before it.
pub fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

/// Whether the font has each character of a text.
pub fn has_all(text: &str) -> bool {
    text.chars().all(|letter| LETTERS.contains_key(&letter))
}

/// How wide a text is, set in a size. Pairs that move closer are not counted: it is never wider but for a
/// hair.
pub fn width(text: &str, size: f32) -> f32 {
    text.chars().filter_map(|letter| LETTERS.get(&letter)).map(|letter| letter.width).sum::<f32>() * size
}

/// How far a text has to move out so that its first letter stands on the margin: large letters have a blank
/// before them, and an opening quotation mark stands outside.
pub fn hang(text: &str, size: f32) -> f32 {
    let Some(first) = text.chars().next() else { return 0.0 };
    let letter = |letter: char| LETTERS.get(&letter).copied().unwrap_or(Letter { width: 0.0, before: 0.0 });
    let second = text.chars().nth(1).map_or(0.0, |second| letter(second).before);
    match first {
        '"' | '\'' | '\u{201c}' | '\u{2018}' | '\u{201e}' | '\u{ab}' | '\u{bb}' => {
            (letter(first).width + second) * size
        }
        _ => letter(first).before * size,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letters_of_european_languages_are_there_and_others_are_not() {
        for text in [
            "The tide table was right",
            "Ærlig talt: fjøs på Åland, œuvre, ßtraße, İzmir, Łódź, Ňâ",
            "Тиха поправка, ґанок, Љубав",
            "Η παλίρροια είχε δίκιο",
            "Sự cố đã được sửa",
            "“200 → 500” – 3 × 4 − 1…",
        ] {
            let missing: String = text.chars().filter(|letter| !LETTERS.contains_key(letter)).collect();
            assert_eq!(missing, "", "{text}");
        }
        for text in ["静かな修理", "תיקון שקט", "إصلاح هادئ", "शांत"] {
            assert!(!has_all(text), "{text}");
        }
    }

    #[test]
    fn wide_texts_are_wider_than_narrow_ones() {
        assert!(width("mmm", 10.0) > 2.0 * width("iii", 10.0));
        assert_eq!(width("e\u{301}", 10.0), width("e", 10.0));
    }
}
