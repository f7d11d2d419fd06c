//! Podcasts: the page of each show, its feed for players, and the files players ask for.
//!
//! What directories would turn down is told here, and only of shows that have a feed.

use super::{FeedId, List, ListId, Origin, Plan, Recipe, document_origin};
use crate::config::{Config, FeedFormat, categories};
use crate::corpus::shows::Show;
use crate::corpus::{Corpus, order};
use crate::diagnostic::{Diagnostic, catalog};
use crate::document::{Document, DocumentId};
use crate::source::Sources;
use crate::url::SitePath;

/// Episodes on a page of a show.
const PER_PAGE: usize = 24;

/// The sides of a picture that directories show, in pixels.
const PICTURE_SIDES: std::ops::RangeInclusive<u32> = 1400..=3000;

/// Adds the shows and what belongs to episodes.
pub fn add(plan: &mut Plan, corpus: &Corpus, sources: &Sources, config: &Config, told: &mut Vec<Diagnostic>) {
    for show in corpus.shows.by_slug.values().filter(|show| show.has_page) {
        let Ok(address) = SitePath::new(&format!("podcast/{}/", show.slug)) else { continue };
        let mut members = show.episodes.clone();
        order::newest_first(&mut members, &corpus.documents, &config.timezone);
        // A directory forgets the episodes that a feed does not carry, so it carries all.
        let to_hear: Vec<DocumentId> =
            members.iter().filter(|id| corpus.episodes.recordings.contains_key(id)).cloned().collect();
        let words = format!("the podcast {}", show.title);
        let origin = match &show.intro {
            Some(intro) => document_origin(corpus, intro),
            None => Origin { words: words.clone(), span: None },
        };
        let list = List { address, members, per_page: PER_PAGE, intro: show.intro.clone() };
        let id = ListId::Show(show.slug.clone());
        for number in 1..=list.pages() {
            if let Some(address) = list.page_address(number) {
                plan.add(address, Recipe::List(id.clone(), number), origin.clone(), told);
            }
        }
        plan.lists.insert(id, list);
        if !to_hear.is_empty()
            && let Ok(address) = SitePath::file_at(&format!("podcast/{}.xml", show.slug))
        {
            let id = FeedId::Show(show.slug.clone());
            let origin = Origin { words: format!("the feed of {words}"), span: None };
            plan.add(address.clone(), Recipe::Feed(id.clone(), FeedFormat::Rss), origin, told);
            if let Some(newest) = to_hear.first().and_then(|id| corpus.documents.get(id)) {
                told.extend(turned_down(show, newest, sources, config));
            }
            plan.feeds.insert(id, List { address, members: to_hear, per_page: usize::MAX, intro: None });
        }
    }
    for id in corpus.episodes.chapters.keys().filter(|id| corpus.episodes.recordings.contains_key(id)) {
        let address = corpus.addresses.get(id).and_then(|page| beside(page, "chapters.json"));
        if let Some(address) = address {
            plan.add(address, Recipe::Chapters(id.clone()), document_origin(corpus, id), told);
        }
    }
    for id in &corpus.episodes.captioned {
        let address = corpus.addresses.get(id).and_then(|page| beside(page, "transcript.vtt"));
        if let Some(address) = address {
            plan.add(address, Recipe::Captions(id.clone()), document_origin(corpus, id), told);
        }
    }
}

/// The address of a file that belongs to a page: below it, or below the name of a page that is a file.
pub fn beside(page: &SitePath, name: &str) -> Option<SitePath> {
    let page = page.as_str().trim_end_matches('/');
    let folder = page.rsplit_once('.').map_or(page, |(stem, _)| stem);
    SitePath::file_at(&format!("{}/{name}", folder.trim_start_matches('/'))).ok()
}

/// What podcast directories would say of a show's feed. Of a show without a table in the settings it
/// is told at its newest episode.
fn turned_down(show: &Show, newest: &Document, sources: &Sources, config: &Config) -> Vec<Diagnostic> {
    let settings = show.key.as_ref().and_then(|key| config.shows.get(key));
    let has = |value: fn(&crate::config::shows::Show) -> &String| {
        settings.is_some_and(|settings| !value(settings).is_empty())
    };
    let wanted = [
        (
            "image",
            has(|show| &show.image),
            "image = \"static/show.png\", a square of 1400 to 3000 pixels a side",
        ),
        (
            "category",
            has(|show| &show.category),
            "category = \"Technology\", or another of Apple's categories",
        ),
        (
            "email",
            has(|show| &show.email),
            "email = \"…\", to which directories write to see that the show is yours; it stands in the feed for all to read",
        ),
    ];
    let missing: Vec<(&str, &str)> =
        wanted.iter().filter(|(_, given, _)| !given).map(|(key, _, line)| (*key, *line)).collect();
    let mut told = Vec::new();
    if !missing.is_empty() {
        let table = show.key.as_ref().unwrap_or(&show.slug);
        let span = settings.map_or_else(|| newest.span(), |settings| settings.span.clone());
        told.push(catalog::podcast_lacks(&show.title, table, &missing, span));
    }
    let Some(settings) = settings else { return told };
    if !settings.category.is_empty() && categories::find(&settings.category).is_none() {
        let known: Vec<&str> = categories::all().collect();
        told.push(catalog::podcast_category(&settings.category, &known, settings.category_span.clone()));
    }
    let pixels = show.image.as_ref().and_then(|path| sources.get(path.as_str())).and_then(|file| file.pixels);
    let problem = match pixels {
        Some((width, height)) if width != height => format!("is {width} by {height} pixels, and not square"),
        Some((side, _)) if !PICTURE_SIDES.contains(&side) => format!("is {side} pixels wide and high"),
        _ => return told,
    };
    told.push(catalog::podcast_picture(&show.title, &problem, settings.image_span.clone()));
    told
}
