//! Words of a text, as index and reader cut them. `search.js` of the theme cuts in the same way;
//! `tests/search/tokens.json` holds both to it, and `tests/suite/search_words.rs` gives both the
//! same random texts.
//!
//! 1. NFKD.
//! 2. U+0300–U+036F go; other marks stay. What only says how a word is set goes as well: soft hyphens,
//!    joiners and non-joiners, variation selectors.
//! 3. Lower case, character by character.
//! 4. ß → ss, æ → ae, œ → oe, ø → o, ł → l, đ → d, ð → d, þ → th, ı → i, ς → σ.
//! 5. NFC.
//! 6. Words are runs of `Alphabetic`, N and M; all else stands between them.
//! 7. Of scripts that put no blanks between words, each two neighbours are a word; one that has no
//!    neighbour is a word by itself.
//! 8. A word ends after [`LONGEST`] bytes at most.
//!
//! Which words are grouped is for [`stems`](super::stems).

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How many bytes a word has at most; the rest is cut off, at a character.
pub const LONGEST: usize = 40;

/// Calls `each` with every word of a text, in order, folded to the form in which words are compared.
pub fn words(text: &str, each: &mut dyn FnMut(&str)) {
    let mut folder = Folder::default();
    // What stands between two ASCII characters that are in no word can be folded by itself: those stay
    // as they are and join with nothing.
    let (mut start, mut seen) = (0, 0);
    for at in 0..=text.len() {
        let class = text.as_bytes().get(at).map_or(0, |byte| CLASSES[usize::from(*byte)]);
        seen |= class;
        if class != 0 {
            continue;
        }
        let piece = &text[start..at];
        if seen & OTHER != 0 {
            cut(folder.fold(piece), each);
        } else if seen != 0 {
            let piece = &piece[..piece.len().min(LONGEST)];
            each(if seen & UPPER != 0 { folder.lower(piece) } else { piece });
        }
        (start, seen) = (at + 1, 0);
    }
}

/// What a byte is in a text: a letter or digit as it stays, …
const LOWER: u8 = 1;
/// … a letter that changes, …
const UPPER: u8 = 2;
/// … or of a character that is not ASCII.
const OTHER: u8 = 4;

/// What each byte is; 0 for those that are in no word.
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'0'..=b'9' => LOWER,
            b'A'..=b'Z' => UPPER,
            0x80.. => OTHER,
            _ => 0,
        };
        byte += 1;
    }
    classes
};

/// Steps 1 to 5, in room that is used again.
#[derive(Default)]
struct Folder {
    decomposed: String,
    composed: String,
}

impl Folder {
    fn lower(&mut self, ascii: &str) -> &str {
        self.composed.clear();
        self.composed.push_str(ascii);
        self.composed.make_ascii_lowercase();
        &self.composed
    }

    fn fold(&mut self, text: &str) -> &str {
        self.composed.clear();
        for c in text.chars() {
            let Some([first, second]) = alone(c) else { return self.fold_in_full(text) };
            self.composed.push(first);
            if second != NOTHING {
                self.composed.push(second);
            }
        }
        &self.composed
    }

    fn fold_in_full(&mut self, text: &str) -> &str {
        self.decomposed.clear();
        for c in text.nfkd().filter(|c| !is_dropped(*c)) {
            // By itself: in a text, the lower case of a sigma depends on its neighbours.
            for c in c.to_lowercase() {
                match c {
                    'ß' => self.decomposed.push_str("ss"),
                    'æ' => self.decomposed.push_str("ae"),
                    'œ' => self.decomposed.push_str("oe"),
                    'ø' => self.decomposed.push('o'),
                    'ł' => self.decomposed.push('l'),
                    'đ' | 'ð' => self.decomposed.push('d'),
                    'þ' => self.decomposed.push_str("th"),
                    'ı' => self.decomposed.push('i'),
                    'ς' => self.decomposed.push('σ'),
                    c => self.decomposed.push(c),
                }
            }
        }
        if self.decomposed.is_ascii() {
            return &self.decomposed;
        }
        self.composed.clear();
        self.composed.extend(self.decomposed.nfc());
        &self.composed
    }
}

/// Step 2.
fn is_dropped(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{e0100}'..='\u{e01ef}')
}

/// Alphabets of few letters, and punctuation: with kana, Han and Hangul, most of what is not ASCII.
const FEW: [(char, char); 3] = [('\u{80}', '\u{52f}'), ('\u{1e00}', '\u{206f}'), ('\u{ff01}', '\u{ff5e}')];

/// What [`alone`] gives for the characters of [`FEW`].
static FOLDED: LazyLock<Vec<Option<[char; 2]>>> = LazyLock::new(|| {
    let mut folder = Folder::default();
    let few = FEW.iter().flat_map(|(first, last)| *first..=*last);
    few.map(|c| {
        let folded = folder.fold_in_full(c.encode_utf8(&mut [0; 4]));
        let mut letters = folded.chars();
        match (letters.next(), letters.next(), letters.next()) {
            // Marks move and join.
            _ if is_combining_mark(c) || folded.contains(is_combining_mark) => None,
            (Some(_), ..) if folded.chars().all(|c| sort_in_full(c) == Sort::None) => Some([' ', NOTHING]),
            (Some(first), second, None) => Some([first, second.unwrap_or(NOTHING)]),
            _ => None,
        }
    })
    .collect()
});

const NOTHING: char = '\0';

/// A character folded by itself, if it folds to that wherever it stands, since neither it nor what such
/// characters fold to joins with a neighbour. To fold in full takes several times as long.
fn alone(c: char) -> Option<[char; 2]> {
    match c {
        _ if c.is_ascii() => Some([c.to_ascii_lowercase(), NOTHING]),
        '、'..='〩' | 'ぁ'..='ゖ' | 'ァ'..='ー' | '\u{4e00}'..='\u{9fff}' | '가'..='힣' => {
            Some([c, NOTHING])
        }
        _ => {
            let mut before = 0;
            for (first, last) in FEW {
                if c >= first && c <= last {
                    return FOLDED.get(before + (c as usize - first as usize)).copied().flatten();
                }
                before += last as usize - first as usize + 1;
            }
            None
        }
    }
}

/// What a character is to words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// Between words.
    None,
    /// In a word.
    Letter,
    /// In a word, of a script that puts no blanks between words.
    Unspaced,
}

/// [`sort_in_full`] of the characters below [`MANY`]: to look a letter up in the tables of Unicode takes
/// as long as all else that is done to it.
static SORTS: LazyLock<Vec<Sort>> = LazyLock::new(|| ('\0'..MANY).map(sort_in_full).collect());

/// Below it are the alphabets, from it on the scripts of many characters.
const MANY: char = '\u{2070}';

fn sort(c: char) -> Sort {
    match c {
        _ if c.is_ascii_alphanumeric() => Sort::Letter,
        'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '\u{4e00}'..='\u{9fff}' | '가'..='힣' => Sort::Unspaced,
        _ => SORTS.get(c as usize).copied().unwrap_or_else(|| sort_in_full(c)),
    }
}

fn sort_in_full(c: char) -> Sort {
    if !c.is_alphanumeric() && !is_combining_mark(c) {
        Sort::None
    } else if is_unspaced(c) {
        Sort::Unspaced
    } else {
        Sort::Letter
    }
}

/// Han (with 々 and 〇), kana, Hangul, Thai, Lao, Khmer and Myanmar, by block: what a browser knows of
/// scripts depends on its age.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{a960}'..='\u{a97f}' | '\u{a9e0}'..='\u{a9ff}'
        | '\u{aa60}'..='\u{aa7f}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}'
        | '\u{116d0}'..='\u{116ff}' | '\u{1aff0}'..='\u{1b16f}' | '\u{20000}'..='\u{3ffff}')
}

/// Steps 6 to 8, of a folded text.
fn cut(folded: &str, each: &mut dyn FnMut(&str)) {
    let mut from = 0;
    let mut within = Sort::None;
    for (at, c) in folded.char_indices() {
        let here = sort(c);
        if here != within {
            stretch(&folded[from..at], within, each);
            (from, within) = (at, here);
        }
    }
    stretch(&folded[from..], within, each);
}

fn stretch(text: &str, sort: Sort, each: &mut dyn FnMut(&str)) {
    match sort {
        Sort::None => {}
        Sort::Letter => {
            let kept = (0..=LONGEST.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
            each(&text[..kept.unwrap_or(0)]);
        }
        Sort::Unspaced => {
            let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
            let starts = text.char_indices().map(|(at, _)| at);
            let mut pairs = starts.zip(ends.clone().skip(1)).peekable();
            if pairs.peek().is_none() {
                each(text);
            }
            pairs.for_each(|(start, end)| each(&text[start..end]));
        }
    }
}
