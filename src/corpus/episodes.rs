//! What there is to hear of an episode: its recording and where its chapters begin.
//!
//! Which show an episode belongs to is gathered in [`super::shows`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fields::{FieldLinks, Named};
use super::files::Files;
use crate::diagnostic::catalog::{self, TableOf};
use crate::diagnostic::{Diagnostic, Told};
use crate::document::{Document, DocumentId, Role};
use crate::kind::FieldValue;
use crate::source::{SourcePath, Span};
use crate::url::{LinkForm, link_form};

/// What schema.org calls an episode: kinds of a site's own that are episodes say so too.
const SCHEMA: &str = "PodcastEpisode";

/// A recording.
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    /// Where the file is.
    pub at: Place,
    /// Its media type: `audio/mpeg`.
    pub media_type: String,
    /// Its length in bytes; 0 if the site's kind does not ask for it.
    pub bytes: u64,
    /// Its length in seconds; 0 if the site's kind does not ask for it.
    pub seconds: u64,
}

/// Where a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A file that the site publishes.
    Here(SourcePath),
    /// A URL.
    Elsewhere(String),
}

/// Where a chapter begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// In seconds from the start.
    pub seconds: u64,
    /// What it is about.
    pub title: String,
}

/// The recordings and chapters of all episodes that have them.
#[derive(Debug, Clone, Default)]
pub struct Episodes {
    /// By document.
    pub recordings: BTreeMap<DocumentId, Recording>,
    /// By document, in the order of their times; none is empty.
    pub chapters: BTreeMap<DocumentId, Vec<Chapter>>,
    /// Those whose transcript can be shown while the recording plays: each turn says when it begins.
    pub captioned: BTreeSet<DocumentId>,
}

/// Whether a document is an episode of a podcast.
pub fn is_episode(document: &Document) -> bool {
    document.kind.json_ld == SCHEMA && document.role == Role::Page
}

/// Gathers what there is to hear. Told are recordings that are not there, and times that are none.
pub fn gather<'d>(
    shown: impl Iterator<Item = &'d Arc<Document>>,
    links: &FieldLinks,
    files: &Files,
) -> Told<Episodes> {
    let mut episodes = Episodes::default();
    let mut told = Vec::new();
    for document in shown.filter(|document| is_episode(document)) {
        if let Some(recording) = recording(document, links, files, &mut told) {
            episodes.recordings.insert(document.id.clone(), recording);
            if times(document.body.facts.turns.iter().map(|turn| turn.time)).is_some() {
                episodes.captioned.insert(document.id.clone());
            }
        }
        let chapters = chapters(document, &mut told);
        if !chapters.is_empty() {
            episodes.chapters.insert(document.id.clone(), chapters);
        }
    }
    Told { value: episodes, diagnostics: told }
}

fn recording(
    document: &Document,
    links: &FieldLinks,
    files: &Files,
    told: &mut Vec<Diagnostic>,
) -> Option<Recording> {
    let audio = document.fields.get("audio")?;
    let url = audio.value.entry("url")?;
    let written = url.value.as_text().filter(|written| !written.is_empty())?;
    let at = match links.of.get(&(document.id.clone(), url.range.start)) {
        Some(Named::Link(to)) if link_form(to) == LinkForm::External => Place::Elsewhere(to.clone()),
        // A kind of the site's own may say that it is a URL.
        None if link_form(written) == LinkForm::External => Place::Elsewhere(written.to_owned()),
        Some(Named::Link(path)) if files.addresses.contains_key(&SourcePath::new(path)) => {
            Place::Here(SourcePath::new(path))
        }
        // What names nothing at all has been told.
        Some(Named::Held | Named::Words) | None => return None,
        _ => {
            let known = files.addresses.values().map(|address| address.as_str().to_owned()).collect();
            told.push(catalog::missing_file(written, known, Span::new(&document.path, url.range.clone())));
            return None;
        }
    };
    let number = |name: &str| match audio.value.entry(name).map(|number| &number.value) {
        Some(FieldValue::Number(number)) => *number as u64,
        _ => 0,
    };
    let media_type = audio.value.entry("type").and_then(|media_type| media_type.value.as_text());
    Some(Recording {
        at,
        media_type: media_type.unwrap_or("audio/mpeg").to_owned(),
        bytes: number("bytes"),
        seconds: number("seconds"),
    })
}

fn chapters(document: &Document, told: &mut Vec<Diagnostic>) -> Vec<Chapter> {
    let Some(FieldValue::List(items)) = document.fields.get("chapters").map(|chapters| &chapters.value)
    else {
        return Vec::new();
    };
    let mut chapters: Vec<Chapter> = Vec::new();
    for item in items {
        let Some(at) = item.value.entry("at") else { continue };
        let problem = match at.value.as_text().and_then(seconds) {
            None => "is no time; it is hours, minutes and seconds: `00:12:03`",
            Some(seconds) if chapters.last().is_some_and(|last| seconds <= last.seconds) => {
                "is not after the time of the chapter above it"
            }
            Some(seconds) => {
                let title = item.value.entry("title").and_then(|title| title.value.as_text());
                chapters.push(Chapter { seconds, title: title.unwrap_or_default().to_owned() });
                continue;
            }
        };
        let span = Span::new(&document.path, at.range.clone());
        told.push(catalog::bad_value(TableOf::FrontMatter, "at", problem, span));
    }
    chapters
}

/// The seconds of a time of a recording: `00:12:03`, `12:03`, `75:00`.
pub fn seconds(written: &str) -> Option<u64> {
    let parts: Vec<&str> = written.trim().split(':').collect();
    let number = |text: &&str| {
        let digits = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse::<u64>().ok())?
    };
    let numbers: Vec<u64> = parts.iter().map(number).collect::<Option<_>>()?;
    match numbers.as_slice() {
        [hours, minutes @ 0..=59, seconds @ 0..=59] => Some(hours * 3600 + minutes * 60 + seconds),
        [minutes, seconds @ 0..=59] => Some(minutes * 60 + seconds),
        _ => None,
    }
}

/// When the turns of a transcript begin, in seconds: nothing unless there are turns, each says when
/// it begins, and each begins after the one before. A caption at the wrong place is worse than none.
pub fn times(turns: impl Iterator<Item = Option<f64>>) -> Option<Vec<f64>> {
    let times: Vec<f64> = turns.collect::<Option<_>>()?;
    let forward = times.windows(2).all(|two| two[0] < two[1]);
    (forward && times.first().is_some_and(|first| *first >= 0.0)).then_some(times)
}

#[cfg(test)]
mod tests {
    use super::{seconds, times};

    #[test]
    fn a_transcript_has_times_if_every_turn_has_one() {
        let times = |turns: &[Option<f64>]| times(turns.iter().copied());
        assert_eq!(times(&[Some(0.0), Some(2.5)]), Some(vec![0.0, 2.5]));
        for turns in
            [&[][..], &[Some(1.0), None], &[Some(2.0), Some(1.0)], &[Some(1.0), Some(1.0)], &[Some(-1.0)]]
        {
            assert_eq!(times(turns), None, "{turns:?}");
        }
    }

    #[test]
    fn times_of_recordings_are_read_as_people_write_them() {
        for (written, read) in [
            ("00:12:03", Some(723)),
            ("12:03", Some(723)),
            ("0:00", Some(0)),
            ("1:00:00", Some(3600)),
            ("75:10", Some(4510)),
            ("12", None),
            ("12:60", None),
            ("1:75:00", None),
            ("12:3a", None),
            ("-1:00", None),
            ("1:2:3:4", None),
            ("", None),
            ("99999999999999999999:00", None),
        ] {
            assert_eq!(seconds(written), read, "{written}");
        }
    }
}
