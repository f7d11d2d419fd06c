//! A transcript with its times, as players read it: WebVTT.
//!
//! Which turns a transcript has, and when each begins, is read where documents are; whether that is
//! enough for captions is said by [`episodes::times`].

use crate::corpus::episodes;
use crate::document::Document;
use crate::words::one_line;

/// The media type.
pub const MEDIA_TYPE: &str = "text/vtt";

/// What somebody says until the next one speaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn<'a> {
    /// When it begins, in seconds from the start, if it says so.
    pub seconds: Option<f64>,
    /// Who speaks, as printed.
    pub speaker: &'a str,
    /// What they say, as plain words; an empty line parts paragraphs.
    pub words: &'a str,
}

/// How long the last turn is shown where the length of the recording is not known, in seconds.
const LAST: f64 = 10.0;

/// The transcript of an episode, whose recording takes so many seconds (0 if not known).
pub fn of(document: &Document, length: u64) -> Option<String> {
    let turns = document.body.facts.turns.iter();
    let turns: Vec<Turn<'_>> =
        turns.map(|turn| Turn { seconds: turn.time, speaker: &turn.speaker, words: &turn.words }).collect();
    write(&turns, length as f64)
}

/// The turns as WebVTT, each shown until the next begins, the last to the end of the recording.
/// Nothing for turns without times.
pub fn write(turns: &[Turn<'_>], length: f64) -> Option<String> {
    let starts = episodes::times(turns.iter().map(|turn| turn.seconds))?;
    let last = *starts.last()?;
    let end = if length > last { length } else { last + LAST };
    let ends = starts.iter().skip(1).copied().chain([end]);
    let mut out = String::from("WEBVTT\n");
    for ((turn, start), end) in turns.iter().zip(&starts).zip(ends) {
        out.push_str(&format!("\n{} --> {}\n", clock(*start), clock(end)));
        let speaker = escape(&one_line(turn.speaker));
        // An empty line would end the cue.
        let lines: Vec<String> = turn.words.lines().map(|line| escape(line.trim())).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).filter(|line| !line.is_empty()).collect();
        out.push_str(&format!("<v {speaker}>{}</v>\n", lines.join("\n")));
    }
    Some(out)
}

fn clock(seconds: f64) -> String {
    let thousandths = (seconds * 1000.0).round() as u64;
    let whole = thousandths / 1000;
    format!("{:02}:{:02}:{:02}.{:03}", whole / 3600, whole / 60 % 60, whole % 60, thousandths % 1000)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn<'a>(seconds: f64, speaker: &'a str, words: &'a str) -> Turn<'a> {
        Turn { seconds: Some(seconds), speaker, words }
    }

    #[test]
    fn each_turn_is_shown_until_the_next() {
        let turns =
            [turn(0.0, "Ines", "On the wall?\n\nWith a –"), turn(3723.5, "Hanne  Lid", "a --> b & <i>")];
        assert_eq!(
            write(&turns, 3800.0).unwrap(),
            "WEBVTT\n\n00:00:00.000 --> 01:02:03.500\n<v Ines>On the wall?\nWith a –</v>\n\n\
             01:02:03.500 --> 01:03:20.000\n<v Hanne Lid>a --&gt; b &amp; &lt;i&gt;</v>\n"
        );
        assert!(write(&turns, 0.0).unwrap().contains("01:02:03.500 --> 01:02:13.500"));
        assert_eq!(write(&[Turn { seconds: None, ..turns[0].clone() }], 0.0), None);
    }
}
