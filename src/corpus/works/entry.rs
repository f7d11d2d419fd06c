//! A work from a file that is no table of ours, on its way to becoming one: fields gathered by
//! name, in the shapes that the kind `work` declares.

use std::ops::Range;

use crate::table::{Entry, Node, Table, Value};

/// An entry that is being gathered.
#[derive(Debug, Clone)]
pub struct Gathered {
    id: String,
    id_range: Range<usize>,
    range: Range<usize>,
    table: Table,
}

impl Gathered {
    /// An entry of that id; `range` is all of it.
    pub fn new(id: &str, id_range: Range<usize>, range: Range<usize>) -> Gathered {
        Gathered { id: id.to_owned(), id_range, range, table: Table::default() }
    }

    /// Whether a field is given.
    pub fn has(&self, field: &str) -> bool {
        self.table.get(field).is_some()
    }

    /// Gives a field its words, unless there are none or it has some.
    pub fn text(&mut self, field: &str, words: &str, at: Range<usize>) {
        let words = words.trim();
        if !words.is_empty() {
            self.value(field, Value::Text(words.to_owned()), at);
        }
    }

    /// Gives a field a list of words, unless it is empty.
    pub fn texts(&mut self, field: &str, all: Vec<String>, at: Range<usize>) {
        if !all.is_empty() {
            let node = |words: String| Node { value: Value::Text(words), range: at.clone() };
            self.value(field, Value::List(all.into_iter().map(node).collect()), at.clone());
        }
    }

    /// Gives a field a URL that readers can be sent to. Paths on somebody's disk and the like are
    /// left out; what could do harm stays, so that it is told.
    pub fn url(&mut self, field: &str, url: &str, at: Range<usize>) {
        let url = url.trim();
        let scheme = url.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
        match scheme.as_deref() {
            Some("http" | "https" | "mailto" | "javascript" | "vbscript" | "data") => {
                self.text(field, url, at)
            }
            _ if url.starts_with("www.") => self.text(field, &format!("https://{url}"), at),
            _ => {}
        }
    }

    /// Gives a field a value, unless it has one.
    pub fn value(&mut self, field: &str, value: Value, at: Range<usize>) {
        if !self.has(field) {
            let node = Node { value, range: at.clone() };
            self.table.entries.push(Entry { key: field.to_owned(), key_range: at, node });
        }
    }

    /// Gives a field a year, if there is one in these words.
    pub fn year(&mut self, field: &str, words: &str, at: Range<usize>) {
        if let Some(year) = year_in(words) {
            self.value(field, Value::Integer(year), at);
        }
    }

    /// As an entry of a file of works.
    pub fn done(self) -> Entry {
        let node = Node { value: Value::Table(self.table), range: self.range };
        Entry { key: self.id, key_range: self.id_range, node }
    }
}

/// The first year in some words: "2015-03/2016" is 2015, "c. 1995" 1995; "in press" has none.
pub fn year_in(words: &str) -> Option<i64> {
    let digits = |c: char| c.is_ascii_digit();
    let all: Vec<(usize, &str)> =
        words.match_indices(digits).map(|(at, _)| at).fold(Vec::new(), |mut runs: Vec<(usize, &str)>, at| {
            let follows = runs.last().is_some_and(|(start, run)| start + run.len() == at);
            match runs.last_mut() {
                Some((start, run)) if follows => *run = &words[*start..=at],
                _ => runs.push((at, &words[at..=at])),
            }
            runs
        });
    let (at, run) = all.iter().find(|(_, run)| run.len() == 4).or_else(|| {
        // A year before 1000 stands alone.
        all.first()
            .filter(|(_, run)| run.len() < 4 && run.len() == words.trim().trim_start_matches('-').len())
    })?;
    let before_christ = *at == 1 && words.starts_with('-');
    run.parse::<i64>().ok().map(|year| if before_christ { -year } else { year })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_found_in_whatever_is_written_for_a_date() {
        for (words, year) in [
            ("2015", Some(2015)),
            ("2015-03/2016-01", Some(2015)),
            ("2005--2006", Some(2005)),
            ("c. 1995", Some(1995)),
            ("3 May 1998", Some(1998)),
            ("812", Some(812)),
            ("-0044", Some(-44)),
            ("in press", None),
            ("12 March", None),
            ("", None),
        ] {
            assert_eq!(year_in(words), year, "{words}");
        }
    }
}
