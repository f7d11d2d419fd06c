//! Podcasts as templates see them: the show, and what an episode says of it.

use std::collections::BTreeMap;

use super::feed;
use super::pictures;
use super::scene::Scene;
use super::view::{FieldView, LinkView, PictureView, ShowView};
use crate::corpus::episodes;
use crate::corpus::shows::Show;
use crate::document::Document;
use crate::plan::{FeedId, ListId};
use crate::url::encode_link;

/// The name of a show.
pub fn title(scene: &Scene, slug: &str) -> String {
    scene.corpus.shows.by_slug.get(slug).map_or_else(|| slug.to_owned(), |show| show.title.clone())
}

/// What a show says of itself in the settings; may be empty.
pub fn summary(scene: &Scene, slug: &str) -> String {
    let show = scene.corpus.shows.by_slug.get(slug);
    let settings = show.and_then(|show| scene.config.shows.get(show.key.as_ref()?));
    settings.map(|settings| settings.description.clone()).unwrap_or_default()
}

/// The shows that a list tells of.
pub fn of_list(scene: &Scene, id: &ListId) -> Vec<ShowView> {
    let shows = &scene.corpus.shows.by_slug;
    match id {
        ListId::Show(slug) => shows.get(slug).and_then(|show| view(scene, show)).into_iter().collect(),
        ListId::Kind(folder) if scene.kind_name(folder) == "episode" => {
            shows.values().filter_map(|show| view(scene, show)).collect()
        }
        _ => Vec::new(),
    }
}

fn view(scene: &Scene, show: &Show) -> Option<ShowView> {
    let id = ListId::Show(show.slug.clone());
    let list = scene.plan.lists.get(&id)?;
    let feed = scene.plan.feed_address(&FeedId::Show(show.slug.clone()));
    let named = super::list::named(scene, &id, list);
    Some(ShowView {
        title: named.title,
        href: scene.href(&list.address),
        summary: named.summary,
        image: picture(scene, show),
        count: list.members.len(),
        feed: feed.map(|address| LinkView { title: show.title.clone(), href: Some(scene.href(address)) }),
    })
}

/// The picture of a show, which shows its name and nothing besides.
pub fn picture(scene: &Scene, show: &Show) -> Option<PictureView> {
    let settings = scene.config.shows.get(show.key.as_ref()?)?;
    let (src, pixels) = match &show.image {
        Some(source) => (scene.href(scene.corpus.files.addresses.get(source)?), scene.pixels(source)),
        None if settings.image.contains("://") => (encode_link(&settings.image), None),
        None => return None,
    };
    let srcset = show.image.as_ref().map(|source| pictures::srcset(scene, source)).unwrap_or_default();
    Some(PictureView {
        src,
        sizes: if srcset.is_empty() { String::new() } else { pictures::PORTRAIT.to_owned() },
        srcset,
        alt: String::new(),
        caption: String::new(),
        credit: String::new(),
        width: pixels.map(|(width, _)| width),
        height: pixels.map(|(_, height)| height),
    })
}

/// Completes the fields of an episode: its show has a name and a page, its chapters lead into the
/// recording.
pub fn complete(scene: &Scene, document: &Document, fields: &mut BTreeMap<String, FieldView>) {
    if !episodes::is_episode(document) {
        return;
    }
    if let (Some(field), Some(show)) = (fields.get_mut("show"), scene.corpus.shows.of(&document.id)) {
        field.text = show.title.clone();
        let page = scene.plan.list_address(&ListId::Show(show.slug.clone()));
        field.href = page.map(|address| scene.href(address));
    }
    let Some(recording) = feed::enclosure(scene, document) else { return };
    // A media fragment: browsers begin to play there.
    for chapter in fields.get_mut("chapters").into_iter().flat_map(|chapters| &mut chapters.items) {
        if let Some(at) = chapter.entries.get_mut("at")
            && let Some(seconds) = episodes::seconds(&at.text)
        {
            at.href = Some(format!("{}#t={seconds}", recording.url));
        }
    }
}
