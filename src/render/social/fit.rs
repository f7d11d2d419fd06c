//! Lines that fit: a title in the largest size in which it has room, its lines about equally long.

use super::font::{is_mark, width};

/// A text in lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Lines {
    /// The size of its letters, in pixels.
    pub size: f32,
    /// From one line to the next, in pixels.
    pub leading: f32,
    /// The lines.
    pub lines: Vec<String>,
}

/// A size that a text may be set in.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Of its letters, in pixels.
    pub size: f32,
    /// From one line to the next, in pixels.
    pub leading: f32,
    /// How many lines there is room for.
    pub most: usize,
}

const ELLIPSIS: char = '\u{2026}';

/// Characters of which more fit into no title.
const LONGEST: usize = 1000;

/// Sets a text in the first of these sizes in which it fits; in the last one it is cut. `room` is the
/// width, in pixels.
pub fn lines(text: &str, sizes: &[Size], room: f32) -> Lines {
    let text: String = text.chars().take(LONGEST).collect();
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let mut set = Lines { size: 0.0, leading: 0.0, lines: Vec::new() };
    for (at, size) in sizes.iter().enumerate() {
        (set.size, set.leading) = (size.size, size.leading);
        let fits = words.iter().all(|word| width(word, size.size) <= room);
        let count = filled(&words, size.size, room).len();
        if fits && count <= size.most {
            set.lines = balanced(&words, size.size, room);
            return set;
        }
        if at + 1 == sizes.len() {
            let pieces: Vec<String> = words.iter().flat_map(|word| pieces(word, size.size, room)).collect();
            let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
            set.lines = if filled(&pieces, size.size, room).len() <= size.most {
                balanced(&pieces, size.size, room)
            } else {
                cut(&pieces, size, room)
            };
        }
    }
    set
}

/// The words in as few lines as can be, each as full as can be.
fn filled(words: &[&str], size: f32, room: f32) -> Vec<String> {
    let space = width(" ", size);
    let mut lines: Vec<String> = Vec::new();
    let mut used = 0.0;
    for word in words {
        let own = width(word, size);
        match lines.last_mut() {
            Some(line) if used + space + own <= room => {
                line.push(' ');
                line.push_str(word);
                used += space + own;
            }
            _ => {
                lines.push((*word).to_owned());
                used = own;
            }
        }
    }
    lines
}

/// The same number of lines in the narrowest column that holds them: no line is left with a single word
/// that could have had company.
fn balanced(words: &[&str], size: f32, room: f32) -> Vec<String> {
    let count = filled(words, size, room).len();
    let (mut narrow, mut wide) = (0.0, room);
    for _ in 0..12 {
        let middle = (narrow + wide) / 2.0;
        let lines = filled(words, size, middle);
        if lines.len() <= count && lines.iter().all(|line| width(line, size) <= middle) {
            wide = middle;
        } else {
            narrow = middle;
        }
    }
    filled(words, size, wide)
}

/// As many words as there is room for, and an ellipsis.
fn cut(words: &[&str], size: &Size, room: f32) -> Vec<String> {
    let mut lines = filled(words, size.size, room);
    lines.truncate(size.most);
    if let Some(last) = lines.last_mut() {
        *last = ended(last, size.size, room);
    }
    lines
}

/// A text with an ellipsis after its last word that has room, or after its last letter.
fn ended(text: &str, size: f32, room: f32) -> String {
    let mut kept = text;
    loop {
        let end = kept.trim_end_matches([',', ';', ':', '-', '\u{2013}', '\u{2014}', '.', ' ']);
        let ended = format!("{end}{ELLIPSIS}");
        if width(&ended, size) <= room || end.is_empty() {
            return ended;
        }
        kept = match end.rsplit_once(' ') {
            Some((before, _)) => before,
            None => &end[..end.char_indices().next_back().map_or(0, |(at, _)| at)],
        };
    }
}

/// A text in one line, cut at a word if it has no room.
pub fn one_line(text: &str, size: f32, room: f32) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let text: String = text.chars().take(LONGEST).collect();
    ended(&text, size, room)
}

/// Names in one line, and after them a date, which is always there. Of names that have no room the last
/// are left out.
pub fn names(names: &[&str], date: &str, size: f32, room: f32) -> String {
    let with_date = |who: &str| crate::words::given(&[who, date], " \u{b7} ");
    for count in (1..=names.len()).rev() {
        let rest = if count < names.len() { ", \u{2026}" } else { "" };
        let line = with_date(&format!("{}{rest}", names[..count].join(", ")));
        if width(&line, size) <= room {
            return line;
        }
    }
    let beside = width(&with_date(" "), size);
    match names.first() {
        Some(first) => with_date(&one_line(first, size, room - beside)),
        None => one_line(date, size, room),
    }
}

/// A word in pieces that have room: after its hyphens and slashes if that is enough, else after any letter.
fn pieces(word: &str, size: f32, room: f32) -> Vec<String> {
    if width(word, size) <= room {
        return vec![word.to_owned()];
    }
    let mut all: Vec<String> = vec![String::new()];
    for part in word.split_inclusive(['-', '/', '_', '.', '\u{2013}', '\u{2014}']) {
        let last = all.last().map_or("", String::as_str);
        if width(last, size) + width(part, size) > room && !last.is_empty() {
            all.push(String::new());
        }
        for letter in part.chars() {
            let last = all.last().map_or("", String::as_str);
            let full = width(last, size) + width(letter.encode_utf8(&mut [0; 4]), size) > room;
            if full && !is_mark(letter) && !last.is_empty() {
                all.push(String::new());
            }
            if let Some(last) = all.last_mut() {
                last.push(letter);
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZES: [Size; 2] =
        [Size { size: 80.0, leading: 90.0, most: 2 }, Size { size: 60.0, leading: 70.0, most: 3 }];
    const ROOM: f32 = 1000.0;

    #[test]
    fn a_short_title_stands_in_one_line_in_the_largest_size() {
        let set = lines("The quiet fix", &SIZES, ROOM);
        assert_eq!((set.size, set.lines), (80.0, vec!["The quiet fix".to_owned()]));
    }

    #[test]
    fn lines_are_about_equally_long_and_no_word_is_left_alone() {
        let set = lines("The backup that nobody had missed for years", &SIZES, ROOM);
        assert_eq!(set.lines, ["The backup that nobody", "had missed for years"]);
    }

    #[test]
    fn a_long_title_is_set_smaller_and_a_longer_one_is_cut_at_a_word() {
        let long = "What we learned when the tide gauge, the pager and the ferry all said something else";
        let set = lines(long, &SIZES, ROOM);
        assert_eq!((set.size, set.lines.join(" ")), (60.0, long.to_owned()));
        let longer = format!("{long}, {long} ");
        let set = lines(&longer, &SIZES, ROOM);
        assert_eq!(set.lines.len(), 3);
        let said = set.lines.join(" ");
        let kept = said.strip_suffix('\u{2026}').unwrap_or_else(|| panic!("{said} has no ellipsis"));
        let rest = longer.strip_prefix(kept).unwrap_or_else(|| panic!("{said} is not how it begins"));
        assert!(rest.starts_with([' ', ',']), "{said} is cut within a word");
    }

    #[test]
    fn no_line_is_wider_than_its_room() {
        let words =
            ["Donaudampfschifffahrtsgesellschaft", "i", "WWWWWWWWWWWWWWWWWWWWWWWWW", "a-b/c", "e\u{301}"];
        for first in words {
            for count in [1, 2, 7, 300, 10_000] {
                let text = vec![first; count].join(if count % 2 == 0 { " " } else { "-" });
                let set = lines(&text, &SIZES, ROOM);
                assert!(set.lines.len() <= 3 && !set.lines.is_empty());
                assert!(set.lines.iter().all(|line| width(line, set.size) <= ROOM), "{:?}", set.lines);
            }
        }
        assert!(lines("", &SIZES, ROOM).lines.is_empty());
    }

    #[test]
    fn a_word_without_room_goes_on_after_its_hyphen() {
        let set = lines("read-only-replica-promotion-without-a-quorum", &SIZES, ROOM);
        assert_eq!(set.lines, ["read-only-replica-promotion-", "without-a-quorum"]);
    }

    #[test]
    fn of_many_names_the_first_are_named_and_the_date_stays() {
        let many = ["Nele Vogt", "Kiran Rao", "Ada Lund", "Jo Park"];
        assert_eq!(names(&many, "5 March 2026", 30.0, 520.0), "Nele Vogt, Kiran Rao, … · 5 March 2026");
        assert_eq!(names(&many[..1], "", 30.0, 520.0), "Nele Vogt");
        assert_eq!(names(&[], "2015", 30.0, 520.0), "2015");
        let one = ["The Committee for the Lights along the Coast"];
        assert_eq!(names(&one, "2015", 30.0, 420.0), "The Committee for the… · 2015");
    }
}
