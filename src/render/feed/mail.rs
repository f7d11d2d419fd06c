//! The feeds from which programs send letters: what an entry of theirs holds.
//!
//! Such a program sends an entry when it first sees it, and it may look at any date. So an entry's
//! id and `published` never move, and its content is complete: words and pictures without our style
//! sheet, and no longer than mail programs show. Which pieces and weeks there are is for `corpus` to
//! say. The finished mail of an edition, which needs no feed, is [`crate::render::letter`].

use std::collections::BTreeSet;

use super::super::head::given;
use super::super::html::{escape_attribute, escape_text};
use super::super::letter::MOST_BYTES;
use super::super::scene::Scene;
use super::values::{Author, FeedEntry};
use super::{entry, tag, unstyled};
use crate::config::Config;
use crate::corpus::editions;
use crate::corpus::letters::LetterWeek;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::language::Words;
use crate::plan::{FeedId, ListId, WEEKS};
use crate::url::SitePath;
use crate::words::one_line;

/// The folder of letters.
pub const FOLDER: &str = "newsletter";

/// Bytes of the opening that stands for a text which is too long.
const OPENING: usize = 4_000;

/// Characters of a summary.
const SUMMARY: usize = 300;

/// Whether letters are made from a feed.
pub fn is_for_mailers(scene: &Scene, id: &FeedId) -> bool {
    match id {
        FeedId::MailPosts | FeedId::Weekly => true,
        FeedId::Kind(folder) => scene.kind_name(folder) == editions::KIND,
        _ => false,
    }
}

/// The title of one of these feeds.
pub fn title(config: &Config, words: &Words, id: &FeedId) -> String {
    let name = heading(config);
    match id {
        FeedId::MailPosts => words.say("each_new_piece_of", &[("title", name)]),
        FeedId::Weekly => words.say("week_by_week_of", &[("title", name)]),
        _ => config.title.clone(),
    }
}

/// An entry of one document, as a letter: its text by itself, its first picture, its recording.
pub fn letter(scene: &Scene, document: &Document, own: FeedEntry) -> Result<FeedEntry, Vec<Diagnostic>> {
    let piece = Piece::of(scene, document, &own, false)?;
    Ok(FeedEntry {
        summary: given(&piece.summary),
        picture: unstyled::first_picture(&piece.whole),
        content_html: Some(fitting(&[piece]).concat()),
        ..own
    })
}

/// The newest weeks that are over, one entry each.
pub fn weeks(scene: &Scene) -> Result<Vec<FeedEntry>, Vec<Diagnostic>> {
    let weeks = scene.corpus.letters.weeks.iter().take(WEEKS);
    weeks.filter_map(|week| one_week(scene, week).transpose()).collect()
}

fn one_week(scene: &Scene, week: &LetterWeek) -> Result<Option<FeedEntry>, Vec<Diagnostic>> {
    let config = &scene.config;
    let mut entries = Vec::new();
    let mut pieces = Vec::new();
    for document in week.pieces.iter().filter_map(|id| scene.corpus.shown(id)) {
        if let Some(own) = entry(scene, document)? {
            pieces.push(Piece::of(scene, document, &own, true)?);
            entries.push(own);
        }
    }
    if pieces.is_empty() {
        return Ok(None);
    }
    let titles: Vec<&str> = pieces.iter().map(|piece| piece.title.as_str()).collect();
    let summary = shortened(&titles.join(" \u{b7} "), SUMMARY);
    let picture = pieces.iter().find_map(|piece| unstyled::first_picture(&piece.whole));
    let content = fitting(&pieces).join("\n<hr>\n");
    let mut met = BTreeSet::new();
    let authors: Vec<Author> = entries
        .iter()
        .flat_map(|entry| entry.authors.iter().cloned())
        .filter(|author| met.insert(author.name.clone()))
        .collect();
    let day = week.week.first_day().iso_day();
    let updated = entries.iter().map(|entry| entry.updated).max();
    Ok(Some(FeedEntry {
        id: tag(config, &day, &format!("/{FOLDER}/weekly/{}", week.week)),
        title: format!("{}: {}", heading(config), scene.site_words().week(&week.week)),
        url: scene.url(&page(scene)),
        external_url: None,
        published: week.ended,
        updated: updated.map_or(week.ended, |updated| updated.max(week.ended)),
        authors,
        categories: Vec::new(),
        summary: given(&summary),
        content_html: Some(content),
        language: None,
        rights: None,
        picture,
        enclosure: None,
    }))
}

/// What letters made from feeds are called: as the settings say, else as the site is.
fn heading(config: &Config) -> &str {
    if config.newsletter.title.is_empty() { &config.title } else { &config.newsletter.title }
}

/// The page that shows the letters, or the home page where there is none.
fn page(scene: &Scene) -> SitePath {
    let list = scene.plan.list_address(&ListId::Kind(FOLDER.to_owned()));
    list.cloned().unwrap_or_else(SitePath::root)
}

/// A text on its way into a letter.
struct Piece {
    title: String,
    url: String,
    summary: String,
    /// What stands above it, where it is one of several.
    head: String,
    whole: String,
    /// The words that lead to the whole text.
    go_on: String,
    /// Whether all of it may be sent.
    full: bool,
    /// What stands around it, in a language that is not the site's.
    language: Option<String>,
}

/// How much of a text is sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Share {
    Whole,
    Opening,
    Summary,
}

impl Piece {
    fn of(
        scene: &Scene,
        document: &Document,
        own: &FeedEntry,
        among_others: bool,
    ) -> Result<Piece, Vec<Diagnostic>> {
        let html = scene.feed_body(document)?;
        let head = if among_others { head(scene, document, own) } else { String::new() };
        Ok(Piece {
            title: own.title.clone(),
            url: own.url.clone(),
            go_on: scene.words_for(document).say("continue_reading", &[("title", &own.title)]),
            summary: shortened(&document.summary(), SUMMARY),
            head,
            whole: unstyled::unstyled(&html, among_others),
            // Letters are written to be sent, even where feeds carry summaries.
            full: scene.config.feeds.full || editions::is_edition(document),
            language: own.language.clone().filter(|_| among_others),
        })
    }

    fn html(&self, share: Share) -> String {
        let mut out = self.head.clone();
        match share {
            Share::Whole => out.push_str(&self.whole),
            Share::Opening => {
                let opening = unstyled::opening(&self.whole, OPENING);
                if opening.is_empty() {
                    return self.html(Share::Summary);
                }
                out.push_str(opening);
                self.go_on(&mut out);
            }
            Share::Summary => {
                if !self.summary.is_empty() {
                    out.push_str("<p>");
                    escape_text(&self.summary, &mut out);
                    out.push_str("</p>");
                }
                self.go_on(&mut out);
            }
        }
        match &self.language {
            Some(language) => {
                let mut tag = String::from("<div lang=\"");
                escape_attribute(language, &mut tag);
                format!("{tag}\">{out}</div>")
            }
            None => out,
        }
    }

    fn go_on(&self, out: &mut String) {
        out.push_str("\n<p><a href=\"");
        escape_attribute(&self.url, out);
        out.push_str("\">");
        escape_text(&self.go_on, out);
        out.push_str("</a></p>");
    }
}

/// What these pieces are in one letter, which must not become too long: the longest are shortened
/// first.
fn fitting(pieces: &[Piece]) -> Vec<String> {
    let begin = |piece: &Piece| if piece.full { Share::Whole } else { Share::Summary };
    let mut shares: Vec<Share> = pieces.iter().map(begin).collect();
    let mut texts: Vec<String> =
        pieces.iter().zip(&shares).map(|(piece, share)| piece.html(*share)).collect();
    let mut bytes: usize = texts.iter().map(String::len).sum();
    for (from, to) in [(Share::Whole, Share::Opening), (Share::Opening, Share::Summary)] {
        let mut longest: Vec<usize> = (0..pieces.len()).filter(|index| shares[*index] == from).collect();
        longest.sort_by_key(|index| std::cmp::Reverse(texts[*index].len()));
        for index in longest {
            if bytes <= MOST_BYTES {
                return texts;
            }
            shares[index] = to;
            bytes -= texts[index].len();
            texts[index] = pieces[index].html(to);
            bytes += texts[index].len();
        }
    }
    texts
}

/// Title and byline of a piece among others.
fn head(scene: &Scene, document: &Document, own: &FeedEntry) -> String {
    let mut out = String::from("<h2><a href=\"");
    escape_attribute(&own.url, &mut out);
    out.push_str("\">");
    escape_text(&own.title, &mut out);
    out.push_str("</a></h2>\n<p>");
    let names: Vec<&str> = own.authors.iter().map(|author| author.name.as_str()).collect();
    // As the text below it is, in the language of the piece.
    let words = scene.words_for(document);
    let kind = words.name("kinds", &document.kind.name);
    let signed = match words.row(&names).as_str() {
        "" => kind,
        names => words.say("mail_line", &[("what", &kind), ("names", names)]),
    };
    let day = document.meta.date.map_or_else(String::new, |date| format!(", {}", words.date(date)));
    escape_text(&format!("{signed}{day}"), &mut out);
    out.push_str("</p>\n");
    out
}

/// The first words of a text, at most so many characters.
fn shortened(text: &str, most: usize) -> String {
    let text = one_line(text);
    let Some((end, _)) = text.char_indices().nth(most) else { return text };
    // Room for the mark that something is missing.
    let room = text[..end].char_indices().rev().nth(1).map_or(0, |(at, _)| at);
    let words = text[..room].rsplit_once(' ').map_or(&text[..room], |(words, _)| words);
    format!("{} \u{2026}", words.trim_end_matches([',', ';', ':', '.', '\u{b7}', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(title: &str, bytes: usize) -> Piece {
        Piece {
            title: title.to_owned(),
            url: "https://ebb.example/a/?b&c".to_owned(),
            go_on: format!("Continue reading: {title}"),
            summary: "In short.".to_owned(),
            head: String::new(),
            whole: format!("<p>Opening.</p><p>{}</p>", "x".repeat(bytes)),
            full: true,
            language: None,
        }
    }

    #[test]
    fn a_letter_is_never_too_long_and_the_longest_piece_is_shortened_first() {
        let made = fitting(&[piece("A", 50_000), piece("B", 60_000), piece("C", 20_000)]);
        assert_eq!(
            made[1],
            "<p>Opening.</p>\n<p><a href=\"https://ebb.example/a/?b&amp;c\">Continue reading: B</a></p>"
        );
        assert!(made[0].len() > 50_000 && made[2].len() > 20_000);
        let many: Vec<Piece> = (0..600).map(|_| piece("D", 3_900)).collect();
        let made = fitting(&many).concat();
        assert!(made.len() < 90_000, "{}", made.len());
    }

    #[test]
    fn a_summary_ends_with_a_word() {
        let text = "wørd ".repeat(100);
        let short = shortened(&text, SUMMARY);
        assert!(short.chars().count() <= SUMMARY && short.ends_with("wørd \u{2026}"), "{short}");
        assert_eq!(shortened("As\n it is.", SUMMARY), "As it is.");
        assert_eq!(shortened(&"x".repeat(400), SUMMARY).chars().count(), SUMMARY);
    }
}
