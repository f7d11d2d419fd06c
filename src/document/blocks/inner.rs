//! What stands in a block: its text, and where in the text around it each byte of it is.
//!
//! In the open a block is one stretch of the text around it; in a list or a quote it comes line by
//! line, without the marks of these.

use std::borrow::Cow;
use std::ops::Range;

/// The text in a block or a part of it.
#[derive(Debug, Clone)]
pub(super) struct Inner<'a> {
    /// The text.
    pub(super) text: Cow<'a, str>,
    // Where a line begins, or any stretch that is one here and outside → where it begins outside.
    lines: Vec<(usize, usize)>,
}

impl<'a> Inner<'a> {
    /// The text of code: its words, and the place they come from in `around`.
    pub(super) fn of(words: &str, place: Range<usize>, around: &'a str) -> Inner<'a> {
        let outside = around.get(place.clone()).unwrap_or_default();
        if outside == words {
            return Inner { text: Cow::Borrowed(outside), lines: vec![(0, place.start)] };
        }
        let bare = |line: &str| line.trim_end_matches(['\n', '\r']).len();
        let (mut here, mut there) = (0, place.start);
        let mut lines = Vec::new();
        let mut sources = outside.split_inclusive('\n');
        for line in words.split_inclusive('\n') {
            let source = sources.next().unwrap_or_default();
            // What is missing is at the beginning: the marks of quotes, the blanks of lists.
            lines.push((here, there + bare(source).saturating_sub(bare(line))));
            here += line.len();
            there += source.len();
        }
        Inner { text: Cow::Owned(words.to_owned()), lines }
    }

    /// Some stretches of it as one text, after words of ours that stand nowhere.
    pub(super) fn of_parts(&self, before: &str, parts: &[Range<usize>]) -> Inner<'a> {
        let mut lines = Vec::with_capacity(parts.len());
        let mut length = before.len();
        for part in parts {
            lines.push((length, self.outside(part.start)));
            let within = self.lines.partition_point(|(here, _)| *here <= part.start);
            let inside = self.lines[within..].iter().take_while(|(here, _)| *here < part.end);
            lines.extend(inside.map(|(here, there)| (length + here - part.start, *there)));
            length += part.len();
        }
        let text = match (&self.text, parts) {
            (Cow::Borrowed(text), [only]) if before.is_empty() => Cow::Borrowed(&text[only.clone()]),
            (text, parts) => {
                let mut joined = String::with_capacity(length);
                joined.push_str(before);
                parts.iter().for_each(|part| joined.push_str(&text[part.clone()]));
                Cow::Owned(joined)
            }
        };
        Inner { text, lines }
    }

    fn outside(&self, at: usize) -> usize {
        let line = self.lines.partition_point(|(here, _)| *here <= at);
        match self.lines.get(line.saturating_sub(1)) {
            Some((here, there)) => there + at.saturating_sub(*here),
            None => 0,
        }
    }

    /// The place of a stretch of it in the text around.
    pub(super) fn place(&self, range: &Range<usize>, around: &str) -> Range<usize> {
        let mut start = self.outside(range.start).min(around.len());
        // One past the end of a line is still that line's.
        let end = match range.end {
            end if end > range.start => self.outside(end - 1) + 1,
            _ => start,
        };
        let mut end = end.clamp(start, around.len());
        while !around.is_char_boundary(start) {
            start -= 1;
        }
        while !around.is_char_boundary(end) {
            end += 1;
        }
        start..end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_of_a_block_in_a_quote_has_its_place() {
        let around = "> ```x\n> äb\n>\n> c\n> ```\n";
        let words = "äb\n\nc\n";
        let inner = Inner::of(words, 9..around.len() - 6, around);
        for (part, line) in [("äb", 9), ("c", 17)] {
            let at = words.find(part).unwrap();
            let place = inner.place(&(at..at + part.len()), around);
            assert_eq!((&around[place.clone()], place.start), (part, line));
        }
        let part = inner.of_parts("", &[0..3, 5..6]);
        assert_eq!(part.text, "äbc");
        assert_eq!(&around[part.place(&(3..4), around)], "c");
    }
}
