//! What happened when: entries that begin with a time, at the first column of their line.
//!
//! ```text
//! 14:02 [Ana] The board is green.
//!   known: nobody had looked at the counter yet
//! ~14:10 Somebody looks.
//! ...
//! +1h20m All lines are back.
//! ```

use std::ops::Range;

use pulldown_cmark::{CowStr, Event};

use super::attributes::Attributes;
use super::inner::Inner;
use super::{Block, Finding, Read, Reading, read_inside};
use crate::date::{Date, Zone};
use crate::diagnostic::{Diagnostic, catalog, codes};
use crate::language::Words;

/// Stands before words that could be taken for the mark of a list or a quote, until they are read.
const PLAIN: &str = "\u{fdd1} ";

/// A timeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// The day it begins.
    pub date: Option<Date>,
    /// The zone of its times: an IANA name.
    pub zone: String,
}

/// An entry of a timeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// When; nothing for a line that does not say it.
    pub when: Option<When>,
    /// Who did or said it; may be empty.
    pub who: String,
}

/// When something happened.
#[derive(Debug, Clone, PartialEq)]
pub struct When {
    /// Whether it is only about then.
    pub about: bool,
    /// The day, where it is said.
    pub day: Option<Date>,
    /// The time of day, or since the beginning, as it is written; empty for a day alone, and for a gap of
    /// which nothing is told.
    pub clock: String,
    /// For `<time datetime>`: `2024-03-05T14:02:00+01:00`, `14:02`, `PT1H20M`.
    pub machine: String,
}

/// A time as written.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Time<'t> {
    Gap,
    /// The day, if it is said, and the time of day.
    Clock(Option<Date>, &'t str, u32),
    Day(Date),
    /// Since the first entry, in seconds.
    Since(&'t str, u64),
}

/// An entry's lines, in bytes of the block.
struct Lines<'t> {
    time: Option<(bool, Time<'t>)>,
    who: &'t str,
    /// The time's place, or all of a line that has none.
    at: Range<usize>,
    /// The words after time and name.
    first: Range<usize>,
    /// The lines that go on with it.
    more: Vec<Range<usize>>,
}

/// Adds a timeline.
pub(super) fn add<'a>(
    out: &mut Read<'a>,
    content: &Inner<'a>,
    given: &Attributes,
    range: Range<usize>,
    around: &str,
    reading: Reading<'_>,
) {
    let date = given.get("date").and_then(|date| {
        let day = Date::parse(&date.value).filter(|day| day.time().is_empty());
        if day.is_none() {
            given.wrong(date, "a day, such as 2024-03-05", &mut out.findings);
        }
        day
    });
    let zone = given.get("zone").and_then(|zone| {
        let known = Zone::named(&zone.value);
        if known.is_none() {
            let name = zone.value.clone();
            let tell = move |span| {
                let names = Zone::names();
                let found =
                    catalog::unknown_zone(&codes::BLOCK, &name, names.iter().map(String::as_str), span);
                Diagnostic { message: format!("`zone` names no time zone: `{name}`"), ..found }
            };
            out.findings.push(Finding { at: zone.at.clone(), tell: Box::new(tell) });
        }
        known.map(|known| (zone.value.clone(), known))
    });
    let name = zone.as_ref().map(|(name, _)| name.clone()).unwrap_or_default();
    out.open(Block::Timeline(Timeline { date, zone: name }), range.clone());
    let mut clock = Clock { day: date, zone: zone.map(|(_, zone)| zone), before: None, since: None };
    for lines in entries(&content.text) {
        let place = |range: &Range<usize>| content.place(range, around);
        let at = place(&lines.at);
        if lines.time.is_none() {
            let tell = Box::new(catalog::no_timeline_entry);
            out.findings.push(Finding { at: at.clone(), tell });
        }
        let when = lines.time.map(|(about, time)| {
            if clock.falls_back(about, time) {
                let tell = Box::new(catalog::time_falls_back);
                out.findings.push(Finding { at: at.clone(), tell });
            }
            clock.when(about, time)
        });
        let end = lines.more.last().unwrap_or(&lines.first).end;
        let whole = place(&(lines.at.start..end));
        out.open(Block::Entry(Entry { when, who: lines.who.to_owned() }), whole.clone());
        let mut parts = Parts { content, around, reading, out };
        parts.add(&lines);
        out.close(whole);
    }
    out.close(range);
}

/// Puts the words of an entry down.
struct Parts<'p, 'a> {
    content: &'p Inner<'a>,
    around: &'p str,
    reading: Reading<'p>,
    out: &'p mut Read<'a>,
}

impl Parts<'_, '_> {
    fn add(&mut self, lines: &Lines<'_>) {
        let text = &self.content.text;
        let indent = |line: &Range<usize>| {
            let line = &text[line.clone()];
            (!line.trim().is_empty()).then(|| line.len() - line.trim_start_matches([' ', '\t']).len())
        };
        let least = lines.more.iter().filter_map(indent).min().unwrap_or(0);
        let mut parts = vec![lines.first.clone()];
        let (mut in_known, mut in_code) = (false, false);
        for line in &lines.more {
            // A blank line may be shorter than the indent.
            let start = line.start + indent(line).map_or(0, |_| least);
            let words = &text[start..line.end];
            let known = words.strip_prefix("known:").filter(|_| !in_code);
            if known.is_some() || (in_known && words.trim().is_empty()) {
                self.put(in_known, &parts);
                parts.clear();
                in_known = known.is_some();
            }
            if words.starts_with("```") || words.starts_with("~~~") {
                in_code = !in_code;
            }
            parts.push(known.map_or(start, |rest| line.end - rest.trim_start().len())..line.end);
        }
        self.put(in_known, &parts);
    }

    fn put(&mut self, known: bool, parts: &[Range<usize>]) {
        let text = &self.content.text;
        let filled = parts.iter().position(|part| !text[part.clone()].trim().is_empty());
        let Some(parts) = filled.and_then(|first| parts.get(first..)) else { return };
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return };
        let place = self.content.place(&(first.start..last.end), self.around);
        let words = &text[first.clone()];
        let marks = |c: char| "-+*>#=~:|<".contains(c) || c.is_ascii_digit();
        let before = if words.starts_with(marks) || words.starts_with("```") { PLAIN } else { "" };
        let inner = self.content.of_parts(before, parts);
        let mut read = read_inside(&inner, self.around, self.reading);
        if !before.is_empty()
            && let Some((Event::Text(words), _)) =
                read.pieces.iter_mut().find(|(event, _)| matches!(event, Event::Text(_)))
            && let Some(rest) = words.strip_prefix('\u{fdd1}')
        {
            *words = CowStr::from(rest.trim_start().to_owned());
        }
        if known {
            self.out.part(Block::Known, place, read);
        } else {
            self.out.append(read);
        }
    }
}

/// What the times before say of those that follow.
struct Clock {
    day: Option<Date>,
    zone: Option<Zone>,
    // The last time of day, in seconds.
    before: Option<u32>,
    since: Option<u64>,
}

impl Clock {
    /// Whether a time is earlier than the one before, and nothing says that a day has gone by.
    fn falls_back(&mut self, about: bool, time: Time<'_>) -> bool {
        match time {
            Time::Clock(None, _, seconds) => {
                let back = !about && self.before.is_some_and(|before| seconds < before);
                if !about {
                    self.before = Some(seconds);
                }
                back
            }
            Time::Clock(Some(_), _, seconds) => {
                self.before = Some(seconds);
                false
            }
            Time::Day(_) => {
                self.before = None;
                false
            }
            Time::Since(_, seconds) => {
                let back = !about && self.since.is_some_and(|before| seconds < before);
                self.since = Some(seconds);
                back
            }
            Time::Gap => false,
        }
    }

    fn when(&mut self, about: bool, time: Time<'_>) -> When {
        let (day, clock, machine) = match time {
            Time::Gap => (None, String::new(), String::new()),
            Time::Day(day) => {
                self.day = Some(day);
                (Some(day), String::new(), day.iso_day())
            }
            Time::Clock(day, written, _) => {
                self.day = day.or(self.day);
                // HTML wants two digits for the hour.
                let padded =
                    if written.find(':') == Some(1) { format!("0{written}") } else { written.to_owned() };
                (day, written.to_owned(), self.machine(&padded))
            }
            Time::Since(written, _) => {
                (None, written.to_owned(), format!("PT{}", written[1..].to_ascii_uppercase()))
            }
        };
        When { about, day, clock, machine }
    }

    fn machine(&self, clock: &str) -> String {
        let Some(day) = self.day else { return clock.to_owned() };
        let local = format!("{}T{clock}", day.iso_day());
        match (&self.zone, Date::parse(&local)) {
            (Some(zone), Some(date)) => date.machine(zone),
            _ => local,
        }
    }
}

impl When {
    /// Whether it is a gap of which nothing is told.
    pub fn is_gap(&self) -> bool {
        self.day.is_none() && self.clock.is_empty()
    }

    /// As people read it: "14:02", "3 May 2024, 14:02", "A gap".
    pub fn in_words(&self, words: &Words) -> String {
        match (self.day, self.clock.as_str()) {
            (None, "") => words.say("gap", &[]),
            (None, clock) => clock.to_owned(),
            (Some(day), "") => words.date(day),
            (Some(day), clock) => words.say("date_and_time", &[("date", &words.date(day)), ("time", clock)]),
        }
    }
}

/// The entries of a timeline, and the lines that are none.
fn entries(text: &str) -> Vec<Lines<'_>> {
    let mut all: Vec<Lines<'_>> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let range = start..start + line.len();
        start = range.end;
        let blank = line.trim().is_empty();
        match all.last_mut() {
            Some(last) if blank || line.starts_with([' ', '\t']) => last.more.push(range),
            _ if blank => {}
            _ => all.push(entry(line, range)),
        }
    }
    // Blank lines before the next entry are nobody's.
    for lines in &mut all {
        while lines.more.last().is_some_and(|line| text[line.clone()].trim().is_empty()) {
            lines.more.pop();
        }
    }
    all
}

/// A line at the first column.
fn entry(line: &str, range: Range<usize>) -> Lines<'_> {
    let bare = line.trim_end();
    let Some((about, time, length)) = time_of(bare) else {
        let at = range.start..range.start + bare.len();
        return Lines { time: None, who: "", at, first: range, more: Vec::new() };
    };
    let rest = &line[length..];
    let at = range.start..range.start + length;
    let words = rest.trim_start();
    let (who, after) = who_of(words).unwrap_or(("", words));
    let first = range.end - after.trim_start().len()..range.end;
    Lines { time: Some((about, time)), who, at, first, more: Vec::new() }
}

/// `[Ana] …`, but not a link.
fn who_of(words: &str) -> Option<(&str, &str)> {
    let (who, rest) = words.strip_prefix('[')?.split_once(']')?;
    let is_name = !who.trim().is_empty() && !who.contains(['[', '^', '\n']) && !rest.starts_with(['(', '[']);
    is_name.then(|| (who.trim(), rest.strip_prefix(':').unwrap_or(rest)))
}

/// The time that a line begins with: whether it is only about then, the time, its length in bytes.
fn time_of(line: &str) -> Option<(bool, Time<'_>, usize)> {
    let about = line.starts_with('~');
    let from = line.len() - line.trim_start_matches('~').trim_start().len();
    let from = if about { from } else { 0 };
    let rest = &line[from..];
    let word = &rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())];
    let end = from + word.len();
    if matches!(word, "..." | "\u{2026}") {
        return Some((about, Time::Gap, end));
    }
    if let Some(seconds) = word.strip_prefix('+').and_then(duration) {
        return Some((about, Time::Since(word, seconds), end));
    }
    if let Some(seconds) = time_of_day(word) {
        return Some((about, Time::Clock(None, word, seconds), end));
    }
    let day = Date::parse(word.get(..10)?).filter(|day| day.time().is_empty())?;
    if let Some(clock) = word[10..].strip_prefix('T') {
        return Some((about, Time::Clock(Some(day), clock, time_of_day(clock)?), end));
    }
    if word.len() > 10 {
        return None;
    }
    let after = rest[10..].trim_start();
    let next = &after[..after.find(char::is_whitespace).unwrap_or(after.len())];
    match time_of_day(next) {
        Some(seconds) => {
            let end = line.len() - after.len() + next.len();
            Some((about, Time::Clock(Some(day), next, seconds), end))
        }
        None => Some((about, Time::Day(day), end)),
    }
}

/// `14:02` or `14:02:10`, in seconds.
fn time_of_day(word: &str) -> Option<u32> {
    let number = |part: &str, most: u32, short: bool| {
        let fits = part.len() == 2 || (short && part.len() == 1);
        let digits = fits && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<u32>().ok().filter(|number| digits && *number <= most)
    };
    let mut parts = word.split(':');
    let hours = number(parts.next()?, 23, true)?;
    let minutes = number(parts.next()?, 59, false)?;
    let seconds = parts.next().map_or(Some(0), |part| number(part, 59, false))?;
    parts.next().is_none().then_some(hours * 3600 + minutes * 60 + seconds)
}

/// `1h20m`, in seconds: hours, minutes, seconds, each at most once and in this order.
fn duration(word: &str) -> Option<u64> {
    let (mut rest, mut total, mut units) = (word, 0u64, &[('h', 3600), ('m', 60), ('s', 1)][..]);
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).filter(|end| (1..=6).contains(end))?;
        let count: u64 = rest[..digits].parse().ok()?;
        let unit = rest[digits..].chars().next()?;
        let at = units.iter().position(|(name, _)| *name == unit)?;
        total += count * units[at].1;
        units = &units[at + 1..];
        rest = &rest[digits + 1..];
    }
    (!word.is_empty()).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_in_every_form_and_nothing_else_is_one() {
        for (line, about, end) in [
            ("14:02 x", false, 5),
            ("~ 9:05:10 x", true, 9),
            ("2024-03-06 09:00 x", false, 16),
            ("2024-03-06T09:00 x", false, 16),
            ("2024-03-06 x", false, 10),
            ("+1h20m x", false, 6),
            ("...", false, 3),
            ("~+90s", true, 5),
        ] {
            let found = time_of(line);
            assert_eq!(found.map(|(about, _, end)| (about, end)), Some((about, end)), "{line}");
        }
        for line in
            ["25:00 x", "14:60", "14:02:61", "14.02", "+20", "+m", "+1m1h", "2024-13-01", "x", "~", "é"]
        {
            assert_eq!(time_of(line), None, "{line}");
        }
    }
}
