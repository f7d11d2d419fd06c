//! Dates as people write them, instants as machines compare them, and zones between the two.
//!
//! A [`Date`] keeps the day as it was written: that is the day a reader is shown, in whatever zone
//! the site or the build is. [`Date::instant`] is for comparing and for feeds. When "now" is, is
//! for the commands to say. The one home of the `jiff` crate.

use std::fmt;

use jiff::civil;
use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Serialize};

/// A day, perhaps with a time, perhaps with an offset from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "Parts", try_from = "Parts")]
pub struct Date {
    day: civil::Date,
    time: Option<civil::Time>,
    offset: Option<Offset>,
}

/// A [`Date`] in numbers: year, month, day; hour, minute, second, nanosecond; seconds from UTC.
type Parts = ((i16, i8, i8), Option<(i8, i8, i8, i32)>, Option<i32>);

impl From<Date> for Parts {
    fn from(date: Date) -> Parts {
        let Date { day, time, offset } = date;
        (
            (day.year(), day.month(), day.day()),
            time.map(|time| (time.hour(), time.minute(), time.second(), time.subsec_nanosecond())),
            offset.map(Offset::seconds),
        )
    }
}

impl TryFrom<Parts> for Date {
    type Error = jiff::Error;

    fn try_from((day, time, offset): Parts) -> Result<Date, jiff::Error> {
        Ok(Date {
            day: civil::Date::new(day.0, day.1, day.2)?,
            time: time.map(|(h, m, s, ns)| civil::Time::new(h, m, s, ns)).transpose()?,
            offset: offset.map(Offset::from_seconds).transpose()?,
        })
    }
}

/// A point in time; printed as RFC 3339 in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(jiff::Timestamp);

/// An IANA time zone, from the data built into the program and never from the machine.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone(TimeZone);

/// A week of ISO 8601: Monday to Sunday, numbered within its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week {
    monday: civil::Date,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Date {
    /// Reads RFC 3339, `YYYY-MM-DD`, or `YYYY-MM-DD HH:MM[:SS]` with ` ±HHMM`, ` ±HH:MM` or `Z` after it.
    pub fn parse(text: &str) -> Option<Date> {
        let text = text.trim();
        let day = civil_date(text.get(..10)?)?;
        let rest = &text[10..];
        if rest.is_empty() {
            return Some(Date { day, time: None, offset: None });
        }
        let rest = rest.strip_prefix(['T', 't', ' '])?.trim_start();
        let time_end = rest.find(['Z', 'z', '+', '-', ' ']).unwrap_or(rest.len());
        let time = civil_time(&rest[..time_end])?;
        let offset = match rest[time_end..].trim() {
            "" => None,
            "Z" | "z" | "UTC" => Some(Offset::UTC),
            written => Some(offset(written)?),
        };
        Some(Date { day, time: Some(time), offset })
    }

    /// The point in time: a date without offset is in `zone`, a bare day begins at 00:00 there.
    pub fn instant(&self, zone: &Zone) -> Instant {
        let local = self.day.to_datetime(self.time.unwrap_or(civil::Time::midnight()));
        let timestamp = match self.offset {
            Some(offset) => offset.to_timestamp(local).ok(),
            // In the hour a clock skips or repeats, jiff takes the offset from before the change.
            None => zone.0.to_ambiguous_timestamp(local).compatible().ok(),
        };
        Instant(timestamp.unwrap_or(jiff::Timestamp::MIN))
    }

    /// When it is over: a bare day at its last midnight, a time at once.
    pub fn end(&self, zone: &Zone) -> Instant {
        match (self.time, self.day.tomorrow()) {
            (None, Ok(day)) => Date { day, ..*self }.instant(zone),
            _ => self.instant(zone),
        }
    }

    /// The same as a clock in `zone` shows it: a time without offset is in that zone, any other is
    /// converted; a bare day stays that day.
    pub fn on_clock_of(&self, zone: &Zone) -> Date {
        if self.time.is_none() {
            return *self;
        }
        let there = self.instant(zone).0.to_zoned(zone.0.clone());
        Date { day: there.date(), time: Some(there.time()), offset: Some(there.offset()) }
    }

    /// Whether it is a day without a time.
    pub fn is_a_day(&self) -> bool {
        self.time.is_none()
    }

    /// The day after the one written, without a time; the same at the end of the calendar.
    pub fn day_after(&self) -> Date {
        Date { day: self.day.tomorrow().unwrap_or(self.day), time: None, offset: None }
    }

    /// The same so many days later, or with a minus earlier; at the end of time it stays there.
    pub fn plus_days(self, days: i32) -> Date {
        Date { day: self.day.saturating_add(jiff::Span::new().days(days)), ..self }
    }

    /// The year as written.
    pub fn year(&self) -> i16 {
        self.day.year()
    }

    /// The month as written, 1 to 12.
    pub fn month(&self) -> i8 {
        self.day.month()
    }

    /// The day of the month as written, 1 to 31.
    pub fn day(&self) -> i8 {
        self.day.day()
    }

    /// `2024-05-03`.
    pub fn iso_day(&self) -> String {
        self.day.to_string()
    }

    /// For `<time datetime>`: `2024-05-03`, or with a time `2024-05-03T14:02:00+02:00` in its own
    /// offset, else in the zone's.
    pub fn machine(&self, zone: &Zone) -> String {
        match (self.time, self.offset) {
            (None, _) => self.iso_day(),
            (Some(_), Some(offset)) => in_zone(self.instant(zone), &TimeZone::fixed(offset)),
            (Some(_), None) => in_zone(self.instant(zone), &zone.0),
        }
    }

    /// `14:02` as written, or nothing.
    pub fn time(&self) -> String {
        self.time.map_or_else(String::new, |time| format!("{:02}:{:02}", time.hour(), time.minute()))
    }

    /// `3 May 2024`.
    pub fn long(&self) -> String {
        format!("{} {} {}", self.day(), MONTHS[self.month() as usize - 1], self.year())
    }
}

impl Instant {
    /// The epoch, 1970-01-01: when an empty feed was last changed.
    pub const EPOCH: Instant = Instant(jiff::Timestamp::UNIX_EPOCH);

    /// Reads RFC 3339 or any form of [`Date::parse`], in `zone` where it names none.
    pub fn parse(text: &str, zone: &Zone) -> Option<Instant> {
        Date::parse(text).map(|date| date.instant(zone))
    }

    /// Seconds since the epoch, as in `SOURCE_DATE_EPOCH`.
    pub fn from_seconds(seconds: i64) -> Option<Instant> {
        jiff::Timestamp::from_second(seconds).ok().map(Instant)
    }

    /// RFC 3339 in UTC, whole seconds: `2024-05-03T12:02:00Z`.
    pub fn rfc3339(&self) -> String {
        self.0.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// So many days of 24 hours later; at the end of time it stays there.
    pub fn plus_days(self, days: u16) -> Instant {
        let hours = jiff::SignedDuration::from_hours(i64::from(days) * 24);
        Instant(self.0.saturating_add(hours).unwrap_or(jiff::Timestamp::MAX))
    }

    /// The day it is in a zone.
    pub fn day_in(&self, zone: &Zone) -> Date {
        Date { day: self.0.to_zoned(zone.0.clone()).date(), time: None, offset: None }
    }

    /// Day, time and offset in a zone, whole seconds.
    pub fn date_in(&self, zone: &Zone) -> Date {
        let there = self.0.to_zoned(zone.0.clone());
        let time = there.time().with().subsec_nanosecond(0).build().unwrap_or(there.time());
        Date { day: there.date(), time: Some(time), offset: Some(there.offset()) }
    }

    /// RFC 822 in UTC with a year of four digits, as RSS has it: `Fri, 03 May 2024 12:02:00 +0000`.
    pub fn rfc822(&self) -> String {
        self.0.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
    }

    /// The time of day in a zone: `14:02:07`.
    pub fn time_in_zone(&self, zone: &Zone) -> String {
        self.0.to_zoned(zone.0.clone()).strftime("%H:%M:%S").to_string()
    }

    /// RFC 3339 in a zone, for people: `2026-03-09T00:00+01:00`.
    pub fn in_zone(&self, zone: &Zone) -> String {
        self.0.to_zoned(zone.0.clone()).strftime("%Y-%m-%dT%H:%M%:z").to_string()
    }
}

impl Week {
    /// The week in which a clock in `zone` stands at an instant.
    pub fn of(instant: Instant, zone: &Zone) -> Week {
        let day = instant.0.to_zoned(zone.0.clone()).date();
        let days = i32::from(day.weekday().to_monday_zero_offset());
        Week { monday: day.saturating_sub(jiff::Span::new().days(days)) }
    }

    /// Its Monday.
    pub fn first_day(&self) -> Date {
        Date { day: self.monday, time: None, offset: None }
    }

    /// Its Sunday.
    pub fn last_day(&self) -> Date {
        self.first_day().plus_days(6)
    }

    /// `2 to 8 March 2026`, with as much of its first day as differs from its last.
    pub fn long(&self) -> String {
        let (first, last) = (self.first_day(), self.last_day());
        let first = match (first.year() == last.year(), first.month() == last.month()) {
            (true, true) => first.day().to_string(),
            (true, false) => format!("{} {}", first.day(), MONTHS[first.month() as usize - 1]),
            _ => first.long(),
        };
        format!("{first} to {}", last.long())
    }

    /// The midnight in `zone` with which it is over.
    pub fn end(&self, zone: &Zone) -> Instant {
        self.last_day().end(zone)
    }
}

impl fmt::Display for Week {
    /// `2026-W09`. The year is that of its Thursday.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let week = self.monday.iso_week_date();
        write!(f, "{:04}-W{:02}", week.year(), week.week())
    }
}

impl Zone {
    /// The zone of an IANA name such as `Europe/Oslo`.
    pub fn named(name: &str) -> Option<Zone> {
        if name == "UTC" {
            return Some(Zone(TimeZone::UTC));
        }
        jiff::tz::db().get(name).ok().map(Zone)
    }

    /// Coordinated universal time.
    pub fn utc() -> Zone {
        Zone(TimeZone::UTC)
    }

    /// The names of all zones, to find the one that was meant.
    pub fn names() -> Vec<String> {
        jiff::tz::db().available().map(|name| name.as_str().to_owned()).collect()
    }
}

impl fmt::Display for Date {
    /// As it was written, in one of the accepted forms.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.day)?;
        if let Some(time) = self.time {
            write!(f, "T{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())?;
        }
        if let Some(offset) = self.offset {
            let seconds = offset.seconds();
            let sign = if seconds < 0 { '-' } else { '+' };
            write!(f, "{sign}{:02}:{:02}", seconds.abs() / 3600, seconds.abs() / 60 % 60)?;
        }
        Ok(())
    }
}

fn in_zone(instant: Instant, zone: &TimeZone) -> String {
    instant.0.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

fn civil_date(text: &str) -> Option<civil::Date> {
    let (year, month, day) = (digits(text.get(..4)?)?, digits(text.get(5..7)?)?, digits(text.get(8..10)?)?);
    if text.as_bytes()[4] != b'-' || text.as_bytes()[7] != b'-' {
        return None;
    }
    civil::Date::new(year as i16, month as i8, day as i8).ok()
}

fn civil_time(text: &str) -> Option<civil::Time> {
    // Fractions of a second are accepted, as RFC 3339 has them, and dropped: no page shows them.
    let whole = text.split('.').next().unwrap_or(text);
    let mut parts =
        whole.split(':').map(|part| (1..=2).contains(&part.len()).then(|| digits(part)).flatten());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?);
    if parts.next().is_some() {
        return None;
    }
    civil::Time::new(hour as i8, minute as i8, second.min(59) as i8, 0).ok()
}

fn offset(text: &str) -> Option<Offset> {
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let plain: String = text[1..].chars().filter(|c| *c != ':').collect();
    let (hours, minutes) = match plain.len() {
        2 => (digits(&plain)?, 0),
        4 => (digits(&plain[..2])?, digits(&plain[2..])?),
        _ => return None,
    };
    if hours > 25 || minutes > 59 {
        return None;
    }
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60) as i32).ok()
}

fn digits(text: &str) -> Option<u32> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_elsewhere_shows_its_own_day_and_hour() {
        let london = Zone::named("Europe/London").unwrap();
        for (written, day, clock, machine) in [
            ("2026-05-02 18:00", "2 May 2026", "18:00", "2026-05-02T18:00:00+01:00"),
            ("2026-05-02T00:30:00+02:00", "1 May 2026", "23:30", "2026-05-01T23:30:00+01:00"),
            ("2026-05-02", "2 May 2026", "", "2026-05-02"),
        ] {
            let there = Date::parse(written).unwrap().on_clock_of(&london);
            assert_eq!((there.long().as_str(), there.time().as_str()), (day, clock));
            assert_eq!(there.machine(&Zone::utc()), machine);
        }
    }

    #[test]
    fn a_week_is_that_of_the_zone_and_its_year_is_that_of_its_thursday() {
        let oslo = Zone::named("Europe/Oslo").unwrap();
        for (instant, week, first, end) in [
            ("2026-03-01T22:59:59Z", "2026-W09", "2026-02-23", "2026-03-01T23:00:00Z"),
            ("2026-03-01T23:00:00Z", "2026-W10", "2026-03-02", "2026-03-08T23:00:00Z"),
            ("2026-03-29T12:00:00Z", "2026-W13", "2026-03-23", "2026-03-29T22:00:00Z"),
            ("2027-01-03T12:00:00Z", "2026-W53", "2026-12-28", "2027-01-03T23:00:00Z"),
            ("2024-12-30T12:00:00Z", "2025-W01", "2024-12-30", "2025-01-05T23:00:00Z"),
        ] {
            let found = Week::of(Instant::parse(instant, &oslo).unwrap(), &oslo);
            let told = (found.to_string(), found.first_day().iso_day(), found.end(&oslo).rfc3339());
            assert_eq!(told, (week.to_owned(), first.to_owned(), end.to_owned()), "{instant}");
        }
    }

    #[test]
    fn a_week_is_told_by_its_days() {
        for (day, words) in [
            ("2026-03-05", "2 to 8 March 2026"),
            ("2026-03-01", "23 February to 1 March 2026"),
            ("2025-12-31", "29 December 2025 to 4 January 2026"),
        ] {
            let instant = Date::parse(day).unwrap().instant(&Zone::utc());
            assert_eq!(Week::of(instant, &Zone::utc()).long(), words);
        }
    }

    #[test]
    fn weeks_at_both_ends_of_time_are_weeks() {
        let zone = Zone::named("Pacific/Auckland").unwrap();
        for instant in [jiff::Timestamp::MIN, jiff::Timestamp::MAX] {
            let week = Week::of(Instant(instant), &zone);
            assert!(!week.to_string().is_empty() && week.end(&zone) <= Instant(jiff::Timestamp::MAX));
        }
    }

    #[test]
    fn a_day_ends_at_midnight_and_a_time_at_once() {
        let oslo = Zone::named("Europe/Oslo").unwrap();
        for (written, end) in [
            ("2026-10-24", "2026-10-24T22:00:00Z"),
            ("2026-10-25", "2026-10-25T23:00:00Z"),
            ("2026-10-25 19:00", "2026-10-25T18:00:00Z"),
        ] {
            assert_eq!(Date::parse(written).unwrap().end(&oslo).rfc3339(), end, "{written}");
        }
    }

    #[test]
    fn every_accepted_form_is_read() {
        let oslo = Zone::named("Europe/Oslo").unwrap();
        for (written, instant) in [
            ("2021-12-20", "2021-12-19T23:00:00Z"),
            ("2021-12-20T00:00:00-07:00", "2021-12-20T07:00:00Z"),
            ("2021-12-20 09:30", "2021-12-20T08:30:00Z"),
            ("2021-12-20 09:30:15 +0530", "2021-12-20T04:00:15Z"),
            ("2021-12-20T09:30:15.25Z", "2021-12-20T09:30:15Z"),
        ] {
            let date = Date::parse(written).unwrap_or_else(|| panic!("{written} was not read"));
            assert_eq!(date.instant(&oslo).rfc3339(), instant, "{written}");
            assert_eq!(date.long(), "20 December 2021", "the day shown is the day as written");
        }
    }

    #[test]
    fn what_is_no_date_is_not_read() {
        for written in [
            "",
            "yesterday",
            "2021-13-01",
            "2021-02-30",
            "20-12-2021",
            "2021-12-20T",
            "2021-12-20 25:00",
            "2021/12/20",
            "2021-12-20é",
        ] {
            assert_eq!(Date::parse(written), None, "{written}");
        }
    }
}
