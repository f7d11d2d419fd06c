//! Which entries a feed carries, and under which ids.

pub mod mail;
mod unstyled;
pub mod values;

use self::values::{Author, Category, Enclosure, Feed, FeedEntry};
use super::head::given;
use super::list;
use super::scene::{ATOM, Scene};
use super::{atom, json_feed, podcast, rss};
use crate::config::FeedFormat;
use crate::corpus::episodes::Place;
use crate::corpus::standing::publication;
use crate::corpus::terms;
use crate::date::Instant;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::plan::recipe::feed_address;
use crate::plan::{FeedId, List, ListId};
use crate::url::{SitePath, encode_link};

/// A feed in one of its forms. The error says what is wrong with the template of its entries.
pub fn render(
    scene: &Scene,
    id: &FeedId,
    feed: &List,
    format: FeedFormat,
) -> Result<String, Vec<Diagnostic>> {
    if let FeedId::Show(slug) = id {
        return podcast::render(scene, slug, feed);
    }
    let documents = feed.members.iter().filter_map(|id| scene.corpus.shown(id));
    let for_mailers = mail::is_for_mailers(scene, id);
    if format == FeedFormat::Atom && !for_mailers {
        let entries = documents.filter_map(|document| in_atom(scene, document).transpose());
        let entries: Vec<atom::Entry> = entries.collect::<Result<_, _>>()?;
        return Ok(atom::write_with(&gather(scene, id, feed, format, Vec::new()), &entries));
    }
    let entries: Vec<FeedEntry> = if *id == FeedId::Weekly {
        mail::weeks(scene)?
    } else {
        documents
            .filter_map(|document| {
                let made = entry(scene, document).transpose()?;
                Some(if for_mailers {
                    made.and_then(|entry| mail::letter(scene, document, entry))
                } else {
                    made
                })
            })
            .collect::<Result<_, _>>()?
    };
    let feed = gather(scene, id, feed, format, entries);
    Ok(match format {
        FeedFormat::Atom => atom::write(&feed),
        FeedFormat::Json => json_feed::write(&feed),
        FeedFormat::Rss => rss::write(&feed),
    })
}

/// What a document is in an Atom feed, as it is written: the same in all feeds of the site that are not for
/// mailers.
fn in_atom(scene: &Scene, document: &Document) -> Result<Option<atom::Entry>, Vec<Diagnostic>> {
    scene.remember_for_feeds(document, ATOM, || {
        Ok(entry(scene, document)?.map(|entry| atom::Entry::of(&entry, &scene.config.language)))
    })
}

/// What a feed says of itself, with these entries.
pub fn gather(scene: &Scene, id: &FeedId, feed: &List, format: FeedFormat, entries: Vec<FeedEntry>) -> Feed {
    let list_id = match id {
        FeedId::Site => ListId::Home,
        FeedId::Kind(folder) => ListId::Kind(folder.clone()),
        FeedId::Term(taxonomy, slug) => ListId::Term(taxonomy.clone(), slug.clone()),
        FeedId::Person(slug) => ListId::Person(slug.clone()),
        FeedId::Series(slug) => ListId::Series(slug.clone()),
        FeedId::MailPosts | FeedId::Weekly => ListId::Kind(mail::FOLDER.to_owned()),
        FeedId::Show(slug) => ListId::Show(slug.clone()),
    };
    let config = &scene.config;
    let (title, subtitle, page) = match scene.plan.lists.get(&list_id) {
        Some(list) => {
            let named = list::named(scene, &list_id, list);
            let title = match id {
                FeedId::Site => config.title.clone(),
                FeedId::MailPosts | FeedId::Weekly => mail::title(config, scene.site_words(), id),
                // A podcast is known by its own name wherever it is listed.
                FeedId::Show(_) => named.title,
                _ => format!("{}: {}", config.title, named.title),
            };
            (title, named.summary, list.address.clone())
        }
        None => (mail::title(config, scene.site_words(), id), String::new(), SitePath::root()),
    };
    let updated = entries.iter().map(|entry| entry.updated).max().unwrap_or(Instant::EPOCH);
    Feed {
        id: feed_id(config, &feed.address),
        title,
        subtitle: given(&subtitle),
        self_url: scene.url(&feed_address(&feed.address, format)),
        alternate_url: scene.url(&page),
        language: config.language.clone(),
        rights: given(&config.license),
        updated,
        author: Author { name: config.title.clone(), uri: Some(scene.site.url.clone()) },
        entries,
    }
}

/// A feed's own id: its address at home, wherever this build is for, or a fixed tag.
fn feed_id(config: &crate::config::Config, address: &SitePath) -> String {
    if config.feeds.authority.is_empty() {
        config.home_url.absolute(address)
    } else {
        format!("tag:{}:{}", config.feeds.authority, address.encoded())
    }
}

/// What a document is in a feed; nothing for one without a date or an address.
pub fn entry(scene: &Scene, document: &Document) -> Result<Option<FeedEntry>, Vec<Diagnostic>> {
    let config = &scene.config;
    let zone = &config.timezone;
    let (Some(address), Some(published)) = (scene.address(&document.id), publication(document, zone)) else {
        return Ok(None);
    };
    let meta = &document.meta;
    let content = if config.feeds.full { Some(scene.feed_body(document)?.to_string()) } else { None };
    let mut categories = Vec::new();
    for taxonomy in &config.taxonomies {
        let scheme = SitePath::new(&taxonomy.name).ok().map(|address| scene.url(&address));
        for term in terms::of(&scene.corpus.terms, document, taxonomy, config) {
            let label = Some(term.title.clone());
            categories.push(Category { term: term.slug.clone(), scheme: scheme.clone(), label });
        }
    }
    let authors = scene.authors(document).into_iter().map(|author| Author {
        uri: author.href.and_then(|href| crate::url::join(&scene.site.url, &href)),
        name: author.title,
    });
    Ok(Some(FeedEntry {
        id: entry_id(config, document, address),
        title: scene.card(&document.id).map(|card| card.title.clone()).unwrap_or_default(),
        url: scene.url(address),
        external_url: meta.external_url.as_deref().map(encode_link),
        published,
        updated: meta.updated.map_or(published, |date| date.instant(zone)),
        authors: authors.collect(),
        categories,
        summary: given(&document.summary()),
        content_html: content,
        enclosure: enclosure(scene, document),
        language: meta.lang.clone().filter(|lang| *lang != config.language),
        rights: meta.license.clone().filter(|license| *license != config.license),
        picture: None,
    }))
}

/// What there is to hear of a document.
pub fn enclosure(scene: &Scene, document: &Document) -> Option<Enclosure> {
    let recording = scene.corpus.episodes.recordings.get(&document.id)?;
    let url = match &recording.at {
        Place::Here(source) => scene.url(scene.corpus.files.addresses.get(source)?),
        Place::Elsewhere(url) => encode_link(url),
    };
    let media_type = recording.media_type.clone();
    Some(Enclosure { url, media_type, bytes: recording.bytes, seconds: recording.seconds })
}

/// The id of an entry, which outlives its address: given, else a tag of the site's home, the first
/// day and the path (RFC 4151).
pub fn entry_id(config: &crate::config::Config, document: &Document, address: &SitePath) -> String {
    if let Some(id) = &document.meta.feed_id {
        return id.clone();
    }
    let day = document.meta.date.map_or_else(|| "1970-01-01".to_owned(), |date| date.iso_day());
    tag(config, &day, &address.encoded())
}

/// A tag of the site's home and a day, or of the authority that the settings give.
fn tag(config: &crate::config::Config, day: &str, path: &str) -> String {
    match config.feeds.authority.as_str() {
        "" => format!("tag:{},{day}:{path}", config.home_url.host()),
        authority => format!("tag:{authority}:{path}"),
    }
}
