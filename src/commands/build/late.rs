//! What comes too late for the weekly letter: a piece dated in a week of which readers have had the
//! letter already.
//!
//! A build remembers nothing, but the site that was published here before does.

use crate::date::Week;
use crate::document::DocumentId;
use crate::pipeline::Site;
use crate::plan::{FeedId, WEEKS};

/// Where the feed of weeks stands below the output folder.
pub const FEED: &str = "newsletter/weekly.xml";

/// The pieces that the feed of weeks has now and did not have before, in weeks that it had or that
/// are older than one it had.
pub fn late(site: &Site, before: &str) -> Vec<(DocumentId, Week)> {
    if site.plan().feed_address(&FeedId::Weekly).is_none() {
        return Vec::new();
    }
    let corpus = site.corpus();
    let entry_before = |week: &Week| {
        let (_, entry) = before.split_once(&format!("/newsletter/weekly/{week}</id>"))?;
        entry.split("</entry>").next()
    };
    let mut late = Vec::new();
    let mut later_was_there = false;
    for week in corpus.letters.weeks.iter().take(WEEKS) {
        let entry = entry_before(&week.week).map(as_text);
        let was_there = |id: &DocumentId| {
            let Some(entry) = &entry else { return !later_was_there };
            let leads_to = corpus
                .addresses
                .get(id)
                .is_some_and(|address| entry.contains(&format!("{}\"", address.encoded())));
            // A piece that has moved is no new one.
            leads_to || corpus.documents.get(id).is_some_and(|piece| entry.contains(&piece.title))
        };
        late.extend(week.pieces.iter().filter(|id| !was_there(id)).map(|id| (id.clone(), week.week)));
        later_was_there |= entry.is_some();
    }
    late
}

/// What an entry says, without the two ways in which it is escaped.
fn as_text(xml: &str) -> String {
    let once = |text: &str| {
        let mut text = text.to_owned();
        for (escaped, plain) in
            [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
        {
            text = text.replace(escaped, plain);
        }
        text
    };
    once(&once(xml))
}
