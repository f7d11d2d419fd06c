//! A transcript with its times, as players read it: WebVTT.
//!
//! Which turns a transcript has, and when each begins, is read where documents are; here they are
//! only written.

use crate::document::Document;

/// What somebody says until the next one speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn<'a> {
    /// When it begins, in seconds from the start, if it says so.
    pub seconds: Option<u64>,
    /// Who speaks, as printed.
    pub speaker: &'a str,
    /// What they say, as plain words; an empty line parts paragraphs.
    pub words: &'a str,
}

/// The media type.
pub const MEDIA_TYPE: &str = "text/vtt";

/// How long the last turn is shown where the length of the recording is not known, in seconds.
const LAST: u64 = 10;

/// The transcript of an episode with its times, if every turn of it has one.
pub fn of(_document: &Document) -> Option<String> {
    // Turns are not read from documents yet.
    write(&[], 0)
}

/// The turns as WebVTT, each shown until the next begins. Nothing if there is no turn, if one has no
/// time, or if one begins no later than the turn before it: captions at the wrong place are worse
/// than none. `length` is that of the recording, in seconds; 0 if not known.
pub fn write(turns: &[Turn<'_>], length: u64) -> Option<String> {
    let starts: Vec<u64> = turns.iter().map(|turn| turn.seconds).collect::<Option<_>>()?;
    let last = *starts.last()?;
    if starts.windows(2).any(|two| two[1] <= two[0]) {
        return None;
    }
    let end = if length > last { length } else { last + LAST };
    let ends = starts.iter().skip(1).copied().chain([end]);
    let mut out = String::from("WEBVTT\n");
    for ((turn, start), end) in turns.iter().zip(&starts).zip(ends) {
        out.push_str(&format!("\n{} --> {}\n", clock(*start), clock(end)));
        let speaker = escape(&turn.speaker.split_whitespace().collect::<Vec<_>>().join(" "));
        // An empty line would end the cue.
        let lines: Vec<String> = turn.words.lines().map(|line| escape(line.trim())).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).filter(|line| !line.is_empty()).collect();
        out.push_str(&format!("<v {speaker}>{}</v>\n", lines.join("\n")));
    }
    Some(out)
}

fn clock(seconds: u64) -> String {
    format!("{:02}:{:02}:{:02}.000", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn<'a>(seconds: u64, speaker: &'a str, words: &'a str) -> Turn<'a> {
        Turn { seconds: Some(seconds), speaker, words }
    }

    #[test]
    fn each_turn_is_shown_until_the_next() {
        let turns = [turn(0, "Ines", "On the wall?\n\nWith a –"), turn(3723, "Hanne  Lid", "a --> b & <i>")];
        assert_eq!(
            write(&turns, 3800).unwrap(),
            "WEBVTT\n\n00:00:00.000 --> 01:02:03.000\n<v Ines>On the wall?\nWith a –</v>\n\n\
             01:02:03.000 --> 01:03:20.000\n<v Hanne Lid>a --&gt; b &amp; &lt;i&gt;</v>\n"
        );
        assert!(write(&turns, 0).unwrap().contains("01:02:03.000 --> 01:02:13.000"));
    }

    #[test]
    fn without_every_time_there_is_none() {
        let (first, second) = (turn(5, "A", "x"), turn(9, "B", "y"));
        assert!(write(&[first.clone(), second.clone()], 0).is_some());
        assert_eq!(write(&[], 0), None);
        assert_eq!(write(&[first.clone(), Turn { seconds: None, ..second.clone() }], 0), None);
        assert_eq!(write(&[second.clone(), first.clone()], 0), None);
        assert_eq!(write(&[first.clone(), Turn { seconds: Some(5), ..second }], 0), None);
    }
}
