//! What a page is, in schema.org's words, for search engines and other readers that are machines.
//!
//! [`describe`] makes one object of the [`facts`], [`graph`] joins the objects of a page, and
//! [`script`] writes them so that they may stand in its HTML. Where the facts come from is left to
//! whoever knows documents.

mod event;
pub mod facts;

use serde_json::{Map, Value, json};

use facts::{Audio, Facts, Image, Link, Person, Site, Subject, Video, Work};

/// All objects of one page.
pub fn graph(objects: Vec<Value>) -> Value {
    let entries = [("@context", "https://schema.org".into()), ("@graph", Value::Array(objects))];
    Value::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// JSON as it may stand in a `<script type="application/ld+json">`: no text in it can end the
/// element or begin another.
pub fn script(value: &Value) -> String {
    // A value has only text as keys, and so there is nothing that could not be written.
    let json = serde_json::to_string(value).unwrap_or_default();
    // All of these only occur within strings of JSON, where an escape means the same.
    let unsafe_here = |c: char| matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}');
    let mut safe = String::with_capacity(json.len());
    let mut from = 0;
    for (at, found) in json.match_indices(unsafe_here) {
        safe.push_str(&json[from..at]);
        let code = found.chars().next().map_or(0, u32::from);
        safe.push_str(&format!("\\u{code:04x}"));
        from = at + found.len();
    }
    safe.push_str(&json[from..]);
    safe
}

/// The site, for its home page.
pub fn web_site(site: &Site) -> Value {
    Object::new("WebSite")
        .text("@id", &site_id(site))
        .text("name", &site.name)
        .text("url", &site.url)
        .maybe("description", &site.description)
        .maybe("inLanguage", &site.language)
        .done()
}

/// The way from the home page to this one, both named.
pub fn breadcrumbs(crumbs: &[Link]) -> Value {
    let items = crumbs.iter().enumerate().map(|(index, crumb)| {
        Object::new("ListItem")
            .value("position", index + 1)
            .text("name", &crumb.name)
            .maybe("item", &crumb.url)
            .done()
    });
    Object::new("BreadcrumbList").list("itemListElement", items).done()
}

/// What a page is, or is about.
pub fn describe(site: &Site, facts: &Facts, subject: &Subject) -> Value {
    let headed = |schema_type: &str| {
        let text = work(schema_type, "headline", site, facts);
        // What nobody signs is by the site.
        if facts.authors.is_empty() { text.list("author", [organization(site)]) } else { text }
    };
    let named = |schema_type: &str| work(schema_type, "name", site, facts);
    match subject {
        Subject::Page(schema_type) => named(schema_type),
        Subject::Text(schema_type) => headed(schema_type).value("wordCount", facts.words),
        Subject::Review { of, rating } => headed("Review").value("itemReviewed", one_or_all(of)).value(
            "reviewRating",
            rating.and_then(number).map(|rating| json!({ "@type": "Rating", "ratingValue": rating })),
        ),
        Subject::List { items, in_sequence } => {
            let order = if *in_sequence { "ItemListOrderAscending" } else { "ItemListUnordered" };
            thing("ItemList", "CollectionPage", site, facts)
                .text("itemListOrder", &format!("https://schema.org/{order}"))
                .value("numberOfItems", items.len())
                .list("itemListElement", numbered("ListItem", items))
        }
        Subject::Episode { show, number, audio, guests } => named("PodcastEpisode")
            .value("episodeNumber", *number)
            .value("partOfSeries", link("PodcastSeries", show))
            .value("associatedMedia", audio.as_ref().map(audio_object))
            .value("duration", audio.as_ref().and_then(|audio| audio.seconds).map(duration))
            .list("actor", guests.iter().map(person)),
        Subject::Show { feed_url } => named("PodcastSeries").maybe("webFeed", feed_url),
        Subject::Talk { video: Some(video), seconds, event } if facts.image.is_some() => named("VideoObject")
            .maybe("uploadDate", &facts.published)
            .value("thumbnailUrl", facts.image.as_ref().map(|image| image.url.as_str()))
            .maybe("sameAs", &video.watch_url)
            .maybe("contentUrl", &video.content_url)
            .maybe("embedUrl", &video.embed_url)
            .value("duration", seconds.map(duration))
            .value("recordedAt", event.as_deref().map(held_at)),
        // Search engines find fault with a video that has no picture to show for it.
        Subject::Talk { video, seconds, event } => named("CreativeWork")
            .value("associatedMedia", video.as_ref().and_then(media))
            .value("timeRequired", seconds.map(duration))
            .value("recordedAt", event.as_deref().map(held_at)),
        Subject::Term { aka, set } => thing("DefinedTerm", "WebPage", site, facts)
            .texts("alternateName", aka)
            .value("inDefinedTermSet", link("DefinedTermSet", set)),
        Subject::TermSet { terms } => {
            named("DefinedTermSet").list("hasDefinedTerm", terms.iter().map(|term| link("DefinedTerm", term)))
        }
        Subject::Profile { summary, photo, aka, same_as } => {
            let who = Object::new("Person")
                .text("name", &facts.title)
                .texts("alternateName", aka)
                .text("url", &facts.url)
                .maybe("description", summary)
                .value("image", photo.as_ref().or(facts.image.as_ref()).map(image))
                .texts("sameAs", same_as);
            named("ProfilePage").value("mainEntity", who.done())
        }
        Subject::Series { parts } => {
            named("CreativeWorkSeries").list("hasPart", numbered("CreativeWork", parts))
        }
        Subject::Event { .. } => event::describe(site, facts, subject),
        Subject::Issue { number, periodical } => {
            // `work` says that it is part of the site; an issue is, by way of its newsletter.
            let newsletter = Object::from(link("Periodical", periodical)).value("isPartOf", part_of(site));
            headed("Article")
                .value("isPartOf", newsletter.done())
                .value("position", *number)
                .value("wordCount", facts.words)
        }
        Subject::Periodical => named("Periodical"),
        Subject::Work(of) => library_work(of).value("mainEntityOfPage", named("WebPage").done()),
    }
    .done()
}

/// A work of the site's own: what `CreativeWork` knows.
fn work(schema_type: &str, title: &str, site: &Site, facts: &Facts) -> Object {
    let is_page = schema_type.ends_with("Page");
    let page = (!is_page).then(|| json!({ "@type": "WebPage", "@id": facts.url }));
    let mut whole = vec![part_of(site)];
    whole.extend(facts.series.iter().map(|(series, _)| link("CreativeWorkSeries", series)));
    let license = facts.license.as_deref().and_then(license_url);
    let words = if license.is_none() { facts.license.clone() } else { None };
    Object::new(schema_type)
        .text(title, &facts.title)
        .text("url", &facts.url)
        .value("mainEntityOfPage", page)
        .maybe("description", &facts.description)
        .value("image", facts.image.as_ref().map(image))
        .maybe("datePublished", &facts.published)
        .maybe("dateModified", &facts.updated)
        .list("author", facts.authors.iter().map(person))
        .value("publisher", organization(site))
        .list("isPartOf", whole)
        .value("position", facts.series.as_ref().map(|(_, part)| *part))
        .maybe("inLanguage", &facts.language)
        .texts("keywords", &facts.keywords)
        .list("about", facts.about.iter().map(|concept| link("DefinedTerm", concept)))
        .list("citation", facts.citations.iter().map(|cited| library_work(cited).done()))
        .maybe("license", &license)
        .maybe("copyrightNotice", &words)
}

/// Something that is no work, such as an event: what only works can say, its page says.
fn thing(schema_type: &str, page_type: &str, site: &Site, facts: &Facts) -> Object {
    let page = Facts { title: String::new(), description: None, image: None, ..facts.clone() };
    Object::new(schema_type)
        .text("name", &facts.title)
        .text("url", &facts.url)
        .maybe("description", &facts.description)
        .value("image", facts.image.as_ref().map(image))
        .value("mainEntityOfPage", work(page_type, "name", site, &page).done())
}

/// A work others made.
fn library_work(work: &Work) -> Object {
    let (schema_type, container_type) = match work.work_type.as_str() {
        "book" => ("Book", "BookSeries"),
        "chapter" => ("Chapter", "Book"),
        "article" => ("ScholarlyArticle", "Periodical"),
        "report" => ("Report", "CreativeWorkSeries"),
        "post" => ("BlogPosting", "Blog"),
        "episode" => ("PodcastEpisode", "PodcastSeries"),
        "thesis" => ("Thesis", "CreativeWork"),
        "dataset" => ("Dataset", "DataCatalog"),
        _ => ("CreativeWork", "CreativeWork"),
    };
    let container = |name: &String| json!({ "@type": container_type, "name": name });
    Object::new(schema_type)
        .text("name", &work.name)
        .list("author", work.authors.iter().map(person))
        .list("editor", work.editors.iter().map(person))
        .value(
            "publisher",
            work.publisher.as_ref().map(|name| json!({ "@type": "Organization", "name": name })),
        )
        .maybe("datePublished", &work.published)
        .value("isPartOf", work.container.as_ref().map(container))
        .value("isbn", work.isbn.clone().filter(|_| schema_type == "Book"))
        .value("numberOfPages", work.pages.filter(|_| schema_type == "Book"))
        .maybe("inLanguage", &work.language)
        .maybe("url", &work.url)
        .texts("sameAs", &work.same_as)
}

/// The URL of a licence: itself, or that of a Creative Commons one by its SPDX id. Others have no
/// page of their own that readers could be sent to.
pub fn license_url(license: &str) -> Option<String> {
    let license = license.trim();
    if license.starts_with("https://") || license.starts_with("http://") {
        return Some(license.to_owned());
    }
    if license == "CC0-1.0" {
        return Some("https://creativecommons.org/publicdomain/zero/1.0/".to_owned());
    }
    let (terms, version) = license.strip_prefix("CC-BY")?.rsplit_once('-')?;
    let known = matches!(terms, "" | "-SA" | "-NC" | "-ND" | "-NC-SA" | "-NC-ND")
        && matches!(version, "1.0" | "2.0" | "2.5" | "3.0" | "4.0");
    known.then(|| format!("https://creativecommons.org/licenses/by{}/{version}/", terms.to_lowercase()))
}

/// A length of time as ISO 8601 writes it: `PT1H2M3S`.
pub fn duration(seconds: u64) -> String {
    let parts = [(seconds / 3600, 'H'), (seconds / 60 % 60, 'M'), (seconds % 60, 'S')];
    let told: String =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count}{unit}")).collect();
    if told.is_empty() { "PT0S".to_owned() } else { format!("PT{told}") }
}

fn site_id(site: &Site) -> String {
    format!("{}#website", site.url)
}

fn part_of(site: &Site) -> Value {
    Object::new("WebSite").text("@id", &site_id(site)).text("name", &site.name).text("url", &site.url).done()
}

fn organization(site: &Site) -> Value {
    Object::new("Organization").text("name", &site.name).text("url", &site.url).done()
}

fn person(person: &Person) -> Value {
    Object::new(if person.organization { "Organization" } else { "Person" })
        .text("name", &person.name)
        .maybe("url", &person.url)
        .done()
}

fn link(schema_type: &str, link: &Link) -> Value {
    Object::new(schema_type).text("name", &link.name).maybe("url", &link.url).done()
}

fn numbered(schema_type: &str, links: &[Link]) -> impl Iterator<Item = Value> {
    links.iter().enumerate().map(move |(index, to)| {
        Object::new(schema_type)
            .value("position", index + 1)
            .text("name", &to.name)
            .maybe("url", &to.url)
            .done()
    })
}

/// A `Distance` to schema.org, so a text with its unit.
fn pixels(count: u64) -> String {
    format!("{count} px")
}

fn image(image: &Image) -> Value {
    Object::new("ImageObject")
        .text("url", &image.url)
        .value("width", image.width.map(pixels))
        .value("height", image.height.map(pixels))
        .done()
}

fn audio_object(audio: &Audio) -> Value {
    Object::new("AudioObject")
        .text("contentUrl", &audio.url)
        .text("encodingFormat", &audio.media_type)
        .value("contentSize", audio.bytes.map(|bytes| bytes.to_string()))
        .value("duration", audio.seconds.map(duration))
        .value(
            "caption",
            audio.captions.as_ref().map(
                |url| json!({ "@type": "MediaObject", "contentUrl": url, "encodingFormat": "text/vtt" }),
            ),
        )
        .done()
}

/// A recording that is only named.
fn media(video: &Video) -> Option<Value> {
    let url = video.watch_url.as_ref().or(video.content_url.as_ref()).or(video.embed_url.as_ref())?;
    Some(json!({ "@type": "MediaObject", "url": url }))
}

/// One work as itself, several as a list.
fn one_or_all(works: &[Work]) -> Value {
    let mut all: Vec<Value> = works.iter().map(|work| library_work(work).done()).collect();
    if all.len() == 1 { all.remove(0) } else { Value::from(all) }
}

fn held_at(event: &str) -> Value {
    json!({ "@type": "Event", "name": event })
}

/// A number as people write it: 4, not 4.0.
fn number(number: f64) -> Option<Value> {
    let whole = number.fract() == 0.0 && number.abs() < 1e9;
    if whole {
        Some(Value::from(number as i64))
    } else {
        serde_json::Number::from_f64(number).map(Value::from)
    }
}

/// An object that leaves out what is not given.
struct Object(Map<String, Value>);

impl Object {
    fn new(schema_type: &str) -> Object {
        Object(Map::new()).text("@type", schema_type)
    }

    fn text(self, key: &str, text: &str) -> Object {
        self.value(key, Some(text).filter(|text| !text.is_empty()))
    }

    fn maybe(self, key: &str, text: &Option<String>) -> Object {
        self.text(key, text.as_deref().unwrap_or_default())
    }

    fn texts(self, key: &str, texts: &[String]) -> Object {
        self.list(key, texts.iter().map(|text| Value::from(text.as_str())))
    }

    /// A list, of one too: the form of a page must not depend on how many there are.
    fn list(self, key: &str, items: impl IntoIterator<Item = Value>) -> Object {
        let items: Vec<Value> = items.into_iter().collect();
        if items.is_empty() { self } else { self.value(key, items) }
    }

    fn value(mut self, key: &str, value: impl Into<Value>) -> Object {
        let value = value.into();
        if !value.is_null() {
            self.0.insert(key.to_owned(), value);
        }
        self
    }

    fn done(self) -> Value {
        Value::Object(self.0)
    }
}

impl From<Value> for Object {
    fn from(value: Value) -> Object {
        Object(if let Value::Object(map) = value { map } else { Map::new() })
    }
}

#[cfg(test)]
mod tests;
