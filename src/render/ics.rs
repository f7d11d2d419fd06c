//! iCalendar files (RFC 5545), from plain values.
//!
//! Times are written in UTC, which every calendar program turns into its owner's own: no table of
//! zones has to go along. Whose events these are is left to [`super::calendar`].

use crate::date::{Date, Instant};

/// A calendar.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    /// What it is called.
    pub name: String,
    /// Its events; a calendar has at least one.
    pub events: Vec<Event>,
}

/// Something that happens.
#[derive(Debug, Clone)]
pub struct Event {
    /// The same for ever, whatever else changes.
    pub uid: String,
    /// When what is said of it was last changed; never the moment of a build.
    pub stamp: Instant,
    /// When it happens.
    pub when: When,
    /// Its title.
    pub summary: String,
    /// Words about it; lines may end in `\n`.
    pub description: String,
    /// Where; may be empty.
    pub location: String,
    /// Its page, whole.
    pub url: String,
    /// What it is about.
    pub categories: Vec<String>,
    /// The event it is a part of, by `uid`.
    pub part_of: Option<String>,
    /// Whether it fills the time: what spans several meetings does not.
    pub busy: bool,
}

/// When something happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// From a day to the day before another.
    Days {
        /// The first day.
        first: Date,
        /// The day after the last.
        after: Date,
    },
    /// From a moment on.
    Time {
        /// When it begins.
        starts: Instant,
        /// When it ends, if that is known.
        ends: Option<Instant>,
    },
}

/// Octets of a line without its end.
const WIDTH: usize = 75;

/// The calendar as a file.
pub fn write(calendar: &Calendar) -> String {
    let mut out = Lines(String::new());
    out.raw("BEGIN", "VCALENDAR");
    out.raw("VERSION", "2.0");
    out.raw("PRODID", "-//retell//retell//EN");
    out.raw("CALSCALE", "GREGORIAN");
    out.raw("METHOD", "PUBLISH");
    // The first is what programs read, the second what RFC 7986 made of it.
    out.text("X-WR-CALNAME", &calendar.name);
    out.text("NAME", &calendar.name);
    for event in &calendar.events {
        out.event(event);
    }
    out.raw("END", "VCALENDAR");
    out.0
}

struct Lines(String);

impl Lines {
    fn event(&mut self, event: &Event) {
        self.raw("BEGIN", "VEVENT");
        self.text("UID", &event.uid);
        self.raw("DTSTAMP", &moment(event.stamp));
        match event.when {
            When::Days { first, after } => {
                self.raw("DTSTART;VALUE=DATE", &day(first));
                self.raw("DTEND;VALUE=DATE", &day(after));
            }
            When::Time { starts, ends } => {
                self.raw("DTSTART", &moment(starts));
                // RFC 5545, 3.8.2.2: it must be later.
                if let Some(ends) = ends.filter(|ends| *ends > starts) {
                    self.raw("DTEND", &moment(ends));
                }
            }
        }
        self.text("SUMMARY", &event.summary);
        self.text("DESCRIPTION", &event.description);
        self.text("LOCATION", &event.location);
        self.raw("URL", &event.url);
        if !event.categories.is_empty() {
            let all: Vec<String> = event.categories.iter().map(|category| escaped(category)).collect();
            self.raw("CATEGORIES", &all.join(","));
        }
        if let Some(whole) = &event.part_of {
            self.text("RELATED-TO", whole);
        }
        self.raw("TRANSP", if event.busy { "OPAQUE" } else { "TRANSPARENT" });
        self.raw("END", "VEVENT");
    }

    /// A property whose value is text; left out if that is empty.
    fn text(&mut self, name: &str, value: &str) {
        let value = escaped(value.trim());
        if !value.is_empty() {
            self.raw(name, &value);
        }
    }

    /// A property whose value is written already, folded (RFC 5545, 3.1): a line that goes on
    /// begins with a space, and no letter is cut in two.
    fn raw(&mut self, name: &str, value: &str) {
        let mut room = WIDTH;
        for c in name.chars().chain([':']).chain(value.chars().filter(|c| !c.is_control())) {
            if c.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = WIDTH - 1;
            }
            self.0.push(c);
            room -= c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// Text as it may stand in a value (RFC 5545, 3.3.11).
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// `20240503T120200Z`.
fn moment(instant: Instant) -> String {
    instant.rfc3339().replace(['-', ':'], "")
}

/// `20240503`.
fn day(date: Date) -> String {
    date.iso_day().replace('-', "")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::date::Zone;

    fn at(text: &str) -> Instant {
        Instant::parse(text, &Zone::utc()).unwrap()
    }

    fn event(summary: &str, when: When) -> Event {
        Event {
            uid: "tag:ebb.example,2026-03-01:/events/a/".to_owned(),
            stamp: at("2026-03-01"),
            when,
            summary: summary.to_owned(),
            description: String::new(),
            location: String::new(),
            url: "https://ebb.example/events/a/".to_owned(),
            categories: vec!["Tides, and more".to_owned(), "Ebb".to_owned()],
            part_of: None,
            busy: true,
        }
    }

    fn file(event: Event) -> String {
        write(&Calendar { name: "Ebb".to_owned(), events: vec![event] })
    }

    /// What a reader of the format makes of it: lines unfolded, each a name and a value.
    fn read(file: &str) -> Vec<(String, String)> {
        let unfolded = file.strip_suffix("\r\n").unwrap().replace("\r\n ", "");
        let lines = unfolded.split("\r\n").map(|line| line.split_once(':').unwrap());
        lines.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    fn value_of(file: &str, name: &str) -> String {
        let all = read(file);
        all.into_iter().find(|(own, _)| own == name).map(|(_, value)| value).unwrap_or_default()
    }

    /// Text as it was before it was escaped.
    fn unescaped(value: &str) -> String {
        let mut out = String::new();
        let mut chars = value.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => match chars.next().unwrap() {
                    'n' => out.push('\n'),
                    c @ ('\\' | ';' | ',') => out.push(c),
                    other => panic!("\\{other} means nothing"),
                },
                ';' | ',' => panic!("{c} stands for itself in {value}"),
                c => out.push(c),
            }
        }
        out
    }

    #[test]
    fn times_are_in_utc_and_whole_days_end_with_the_day_after() {
        let starts = at("2026-10-08T19:00:00+02:00");
        let timed = file(event("A", When::Time { starts, ends: Some(at("2026-10-08T21:00:00+02:00")) }));
        assert_eq!(value_of(&timed, "DTSTART"), "20261008T170000Z");
        assert_eq!(value_of(&timed, "DTEND"), "20261008T190000Z");
        assert_eq!(value_of(&timed, "DTSTAMP"), "20260301T000000Z");
        assert_eq!(value_of(&timed, "UID"), "tag:ebb.example\\,2026-03-01:/events/a/");
        assert_eq!(value_of(&timed, "CATEGORIES"), "Tides\\, and more,Ebb");
        let first = Date::parse("2026-12-31").unwrap();
        let days = file(event("A", When::Days { first, after: first.day_after() }));
        assert_eq!(value_of(&days, "DTSTART;VALUE=DATE"), "20261231");
        assert_eq!(value_of(&days, "DTEND;VALUE=DATE"), "20270101");
        let backwards = file(event("A", When::Time { starts, ends: Some(at("2026-10-07")) }));
        assert!(!backwards.contains("DTEND"), "an end before the beginning is none");
    }

    proptest! {
        #[test]
        fn any_title_comes_back_whole_from_lines_of_75_octets(title in "(\\PC|[\\\\;,\n\r\t\u{0}æ漢🌊]){0,200}") {
            let file = file(event(&title, When::Time { starts: at("2026-03-01"), ends: None }));
            for line in file.strip_suffix("\r\n").unwrap().split("\r\n") {
                prop_assert!(line.len() <= 75, "{} octets: {}", line.len(), line);
                prop_assert!(!line.contains(['\r', '\n']));
            }
            let kept: String = title.trim().replace('\t', " ").chars().filter(|c| *c == '\n' || !c.is_control()).collect();
            prop_assert_eq!(unescaped(&value_of(&file, "SUMMARY")), kept);
        }
    }
}
