//! The feed of a podcast: RSS with what players and directories read besides, the names of Apple's
//! `itunes:` and of the Podcast Namespace's `podcast:`.
//!
//! Only what can be heard stands in it. The text of an episode is its transcript, to which the feed
//! leads; what it carries itself are notes.

use super::feed::values::{Author, Feed, FeedEntry, written};
use super::scene::Scene;
use super::view::FieldView;
use super::{captions, chapters, feed, fields, page, rss, shows};
use crate::config::{FeedFormat, categories};
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::plan::{FeedId, List, Recipe};
use crate::render::xml::Xml;

/// The namespaces besides those of all feeds.
const NAMESPACES: [(&str, &str); 2] = [
    ("xmlns:itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    ("xmlns:podcast", "https://podcastindex.org/namespace/1.0"),
];

/// A podcast and its episodes.
#[derive(Debug, Clone)]
pub struct Podcast {
    /// What it says of itself as a feed; its own entries are left out.
    pub feed: Feed,
    /// Who stands behind it.
    pub owner: String,
    /// Where directories write to; may be empty.
    pub email: String,
    /// The whole URL of its picture.
    pub image: Option<String>,
    /// Its category, and the one inside that.
    pub category: Option<(&'static str, Option<&'static str>)>,
    /// Whether directories mark it as nothing for children.
    pub explicit: bool,
    /// Newest first.
    pub episodes: Vec<Episode>,
}

/// An episode.
#[derive(Debug, Clone)]
pub struct Episode {
    /// What it says of itself as an entry; its content are notes.
    pub entry: FeedEntry,
    /// Its number in the show.
    pub number: Option<u64>,
    /// The whole URL of its own picture.
    pub image: Option<String>,
    /// The whole URL of its chapters.
    pub chapters_url: Option<String>,
    /// Whole URLs of its transcript, each with its media type.
    pub transcripts: Vec<(String, &'static str)>,
    /// Who is heard, each as `host` or `guest`.
    pub people: Vec<(&'static str, Author)>,
}

/// The feed of a show. The error says what is wrong with the template of its entries.
pub fn render(scene: &Scene, slug: &str, list: &List) -> Result<String, Vec<Diagnostic>> {
    let mut episodes = Vec::new();
    for document in list.members.iter().filter_map(|id| scene.corpus.shown(id)) {
        episodes.extend(episode(scene, document)?);
    }
    let id = FeedId::Show(slug.to_owned());
    let mut feed = feed::gather(scene, &id, list, FeedFormat::Rss, Vec::new());
    feed.updated = episodes.iter().map(|episode| episode.entry.updated).max().unwrap_or(feed.updated);
    let show = scene.corpus.shows.by_slug.get(slug);
    let settings = show.and_then(|show| scene.config.shows.get(show.key.as_ref()?));
    let image = show.and_then(|show| shows::picture(scene, show));
    let owner = settings.map(|settings| settings.owner.clone()).unwrap_or_default();
    Ok(write(&Podcast {
        owner: if owner.is_empty() { scene.config.title.clone() } else { owner },
        email: settings.map(|settings| settings.email.clone()).unwrap_or_default(),
        image: image.and_then(|image| crate::url::join(&scene.site.url, &image.src)),
        category: settings.and_then(|settings| categories::find(&settings.category)),
        explicit: settings.is_some_and(|settings| settings.explicit),
        feed,
        episodes,
    }))
}

fn episode(scene: &Scene, document: &Document) -> Result<Option<Episode>, Vec<Diagnostic>> {
    let (Some(mut entry), Some(address)) = (feed::entry(scene, document)?, scene.address(&document.id))
    else {
        return Ok(None);
    };
    entry.content_html = Some(scene.feed_notes(document)?.to_string());
    let fields = fields::views(scene, document);
    let beside = |name: &str, is: fn(&Recipe) -> bool| {
        let address = crate::plan::beside(address, name)?;
        scene.plan.at(&address).filter(|route| is(&route.recipe)).map(|_| scene.url(&address))
    };
    let people = |role: &'static str, name: &str| -> Vec<(&'static str, Author)> {
        let items = fields.get(name).map(|field| field.items.as_slice()).unwrap_or_default();
        items.iter().map(|person| (role, who(scene, person))).collect()
    };
    let number = fields.get("number").and_then(|number| number.value.as_f64());
    let mut transcripts: Vec<(String, &'static str)> = Vec::new();
    let captions = beside("transcript.vtt", |recipe| matches!(recipe, Recipe::Captions(_)));
    transcripts.extend(captions.map(|url| (url, captions::MEDIA_TYPE)));
    let file = fields.get("transcript").and_then(|field| field.href.as_ref());
    if let Some(url) = file.and_then(|href| crate::url::join(&scene.site.url, href)) {
        let media_type = transcript_type(&url);
        transcripts.push((url, media_type));
    }
    if document.body.facts.words > 0 {
        transcripts.push((scene.url(address), "text/html"));
    }
    Ok(Some(Episode {
        number: number.filter(|number| *number >= 1.0 && number.fract() == 0.0).map(|number| number as u64),
        image: page::picture(scene, document)
            .and_then(|picture| crate::url::join(&scene.site.url, &picture.src)),
        chapters_url: beside("chapters.json", |recipe| matches!(recipe, Recipe::Chapters(_))),
        transcripts,
        people: [people("host", "hosts"), people("guest", "guests")].concat(),
        entry,
    }))
}

fn who(scene: &Scene, person: &FieldView) -> Author {
    let uri = person.href.as_ref().and_then(|href| crate::url::join(&scene.site.url, href));
    Author { name: person.text.clone(), uri }
}

fn transcript_type(url: &str) -> &'static str {
    match url.rsplit('.').next().unwrap_or_default() {
        "vtt" => captions::MEDIA_TYPE,
        "srt" => "application/x-subrip",
        "html" => "text/html",
        "json" => "application/json",
        _ => "text/plain",
    }
}

/// The feed as a document.
pub fn write(podcast: &Podcast) -> String {
    let namespaces = [rss::NAMESPACES.as_slice(), &NAMESPACES].concat();
    Xml::document("rss", &namespaces, |xml| {
        xml.element("channel", &[], |xml| {
            rss::channel(xml, &podcast.feed);
            show(xml, podcast);
            for episode in &podcast.episodes {
                xml.element("item", &[], |xml| item(xml, episode));
            }
        });
    })
}

fn show(xml: &mut Xml, podcast: &Podcast) {
    xml.text("itunes:author", &[], &podcast.owner);
    if !podcast.email.is_empty() {
        xml.element("itunes:owner", &[], |xml| {
            xml.text("itunes:name", &[], &podcast.owner);
            xml.text("itunes:email", &[], &podcast.email);
        });
    }
    if let Some(url) = &podcast.image {
        xml.empty("itunes:image", &[("href", url)]);
        xml.element("image", &[], |xml| {
            xml.text("url", &[], url);
            xml.text("title", &[], &podcast.feed.title);
            xml.text("link", &[], &podcast.feed.alternate_url);
        });
    }
    match podcast.category {
        Some((category, Some(inside))) => xml.element("itunes:category", &[("text", category)], |xml| {
            xml.empty("itunes:category", &[("text", inside)]);
        }),
        Some((category, None)) => xml.empty("itunes:category", &[("text", category)]),
        None => {}
    }
    xml.text("itunes:explicit", &[], if podcast.explicit { "true" } else { "false" });
    xml.text("itunes:type", &[], "episodic");
}

fn item(xml: &mut Xml, episode: &Episode) {
    let entry = &episode.entry;
    rss::item(xml, entry);
    rss::enclosure(xml, entry);
    if let Some(file) = entry.enclosure.as_ref().filter(|file| file.seconds > 0) {
        xml.text("itunes:duration", &[], &file.seconds.to_string());
    }
    if let Some(number) = episode.number {
        xml.text("itunes:episode", &[], &number.to_string());
    }
    if let Some(url) = &episode.image {
        xml.empty("itunes:image", &[("href", url)]);
    }
    if let Some(url) = &episode.chapters_url {
        xml.empty("podcast:chapters", &[("url", url), ("type", chapters::MEDIA_TYPE)]);
    }
    for (url, media_type) in &episode.transcripts {
        xml.empty("podcast:transcript", &[("url", url), ("type", media_type)]);
    }
    for (role, person) in &episode.people {
        let mut attributes = vec![("role", *role)];
        attributes.extend(written(person.uri.as_deref()).map(|uri| ("href", uri)));
        xml.text("podcast:person", &attributes, &person.name);
    }
    rss::content(xml, entry);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::feed::values::Enclosure;
    use crate::render::feed::values::example::{author, entry, feed};
    use crate::render::xml::reading::read;

    fn podcast() -> Podcast {
        let mut entry = entry(1);
        let url = "https://ebb.example/audio/1.mp3".to_owned();
        entry.enclosure = Some(Enclosure { url, media_type: "audio/mpeg".into(), bytes: 9000, seconds: 723 });
        Podcast {
            feed: feed(vec![]),
            owner: "Ebb & Relay".into(),
            email: "pod@ebb.example".into(),
            image: Some("https://ebb.example/show.png".into()),
            category: categories::find("documentary"),
            explicit: false,
            episodes: vec![Episode {
                entry,
                number: Some(1),
                image: None,
                chapters_url: Some("https://ebb.example/podcast/1/chapters.json".into()),
                transcripts: vec![("https://ebb.example/podcast/1/".into(), "text/html")],
                people: vec![("host", author("Samuel"))],
            }],
        }
    }

    #[test]
    fn a_podcast_is_a_feed_that_directories_take() {
        let text = write(&podcast());
        let rss = read(&text);
        assert_eq!(rss::rules::faults(&rss), Vec::<String>::new(), "{text}");
        let channel = rss.first("channel");
        assert_eq!(channel.first("itunes:explicit").text, "false");
        assert!(channel.first("itunes:image").attribute("href").is_some());
        let category = channel.first("itunes:category");
        assert_eq!(category.attribute("text"), Some("Society & Culture"));
        assert_eq!(category.first("itunes:category").attribute("text"), Some("Documentary"));
        let item = channel.first("item");
        assert_eq!(item.first("itunes:duration").text, "723");
        assert_eq!(item.first("enclosure").attribute("length"), Some("9000"));
        for name in ["podcast:chapters", "podcast:transcript"] {
            let given = item.first(name);
            assert!(given.attribute("url").is_some() && given.attribute("type").is_some(), "{name}");
        }
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let mut bare = podcast();
        (bare.email, bare.image, bare.category) = (String::new(), None, None);
        let text = write(&bare);
        for name in ["itunes:owner", "itunes:image", "itunes:category", "<image"] {
            assert!(!text.contains(name), "{name}: {text}");
        }
    }
}
