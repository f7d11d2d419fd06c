//! What has to be said of a page, and how.

use std::collections::{BTreeMap, BTreeSet};

use retell::corpus::works::Work;
use retell::corpus::works::name::Name;
use serde_json::Value;

use super::page::Page;
use super::spans;

/// What a page is held against.
pub struct Expected<'a> {
    /// Its URL.
    pub url: &'a str,
    /// The URL of the home page.
    pub site: &'a str,
    /// All files of the site.
    pub files: &'a BTreeSet<String>,
    /// What it shows, if that is a document with a date.
    pub dated: Option<Dated>,
    /// The work whose page it is.
    pub work: Option<&'a Work>,
    /// The works it cites.
    pub cited: Vec<&'a Work>,
    /// Whether search engines are to leave it out: then nothing is said to them in JSON-LD.
    pub hidden: bool,
    /// How many parts it lists, if it is the page of a series.
    pub parts: Option<usize>,
}

/// A document with a date.
pub struct Dated {
    /// Its title.
    pub title: String,
    /// How many sign it.
    pub authors: usize,
    /// `2026/03/05`.
    pub day: String,
}

/// What an object that describes a page must say, by its type: what schema.org has for it and search
/// engines ask for. `a|b` is either.
const NEEDS: [(&str, &[&str]); 17] = [
    ("Article", &["headline", "author", "url", "mainEntityOfPage", "publisher"]),
    ("BlogPosting", &["headline", "author", "url", "mainEntityOfPage", "publisher"]),
    ("CollectionPage", &["name", "url", "isPartOf"]),
    ("CreativeWork", &["name", "author", "url"]),
    ("CreativeWorkSeries", &["name", "url"]),
    ("DefinedTerm", &["name", "url", "inDefinedTermSet"]),
    ("DefinedTermSet", &["name", "url", "hasDefinedTerm"]),
    ("Event", &["name", "url", "startDate", "organizer"]),
    ("ItemList", &["name", "url", "numberOfItems", "itemListElement"]),
    ("Periodical", &["name", "url"]),
    ("PodcastEpisode", &["name", "url", "datePublished", "partOfSeries"]),
    ("PodcastSeries", &["name", "url"]),
    ("ProfilePage", &["name", "url", "mainEntity"]),
    ("Review", &["headline", "author", "url", "itemReviewed", "datePublished"]),
    ("VideoObject", &["name", "description", "thumbnailUrl", "uploadDate"]),
    ("WebPage", &["name", "url", "isPartOf"]),
    ("WebSite", &["name", "url"]),
];

/// What an object needs wherever it stands, if only to be named there.
const NAMED: [(&str, &[&str]); 36] = [
    ("Article", &["headline|name"]),
    ("AudioObject", &["contentUrl"]),
    ("Blog", &["name"]),
    ("BlogPosting", &["headline|name"]),
    ("Book", &["name"]),
    ("BookSeries", &["name"]),
    ("BreadcrumbList", &["itemListElement"]),
    ("Chapter", &["name"]),
    ("CollectionPage", &["url"]),
    ("CreativeWork", &["name|url"]),
    ("CreativeWorkSeries", &["name"]),
    ("DataCatalog", &["name"]),
    ("Dataset", &["name"]),
    ("DefinedTerm", &["name"]),
    ("DefinedTermSet", &["name"]),
    ("Event", &["name"]),
    ("ImageObject", &["url"]),
    ("ItemList", &["itemListElement"]),
    ("ListItem", &["name", "position"]),
    ("MediaObject", &["contentUrl|url"]),
    ("Organization", &["name"]),
    ("Periodical", &["name"]),
    ("Person", &["name"]),
    ("Place", &["name"]),
    ("PodcastEpisode", &["name"]),
    ("PodcastSeries", &["name"]),
    ("ProfilePage", &["mainEntity"]),
    ("Rating", &["ratingValue"]),
    ("Report", &["name"]),
    ("Review", &["itemReviewed"]),
    ("ScholarlyArticle", &["name"]),
    ("Thesis", &["name"]),
    ("VideoObject", &["name"]),
    ("VirtualLocation", &["url"]),
    ("WebPage", &["url|@id"]),
    ("WebSite", &["name", "url"]),
];

/// Properties that hold whole URLs.
const URLS: [&str; 12] = [
    "@id",
    "contentUrl",
    "eventAttendanceMode",
    "image",
    "item",
    "itemListOrder",
    "license",
    "sameAs",
    "thumbnailUrl",
    "url",
    "webFeed",
    "embedUrl",
];

/// Properties that hold days, times or years.
const DATES: [&str; 5] = ["dateModified", "datePublished", "endDate", "startDate", "uploadDate"];

/// Everything that is wrong with a page.
pub fn complaints(page: &Page, expected: &Expected<'_>) -> Vec<String> {
    let mut found = Vec::new();
    head(page, expected, &mut found);
    match page.objects() {
        Ok(objects) if expected.hidden => {
            if !objects.is_empty() {
                found.push("it has JSON-LD that nobody reads".to_owned());
            }
        }
        Ok(objects) => json_ld(&objects, page, expected, &mut found),
        Err(problem) => found.push(format!("its JSON-LD {problem}")),
    }
    works_cited(page, expected, &mut found);
    found
}

fn head(page: &Page, expected: &Expected<'_>, found: &mut Vec<String>) {
    let named = |name: &str| page.all("meta", ("name", name), "content");
    let property = |name: &str| page.all("meta", ("property", name), "content");
    let mut one = |what: &str, values: Vec<&str>, value: Option<&str>| match values.as_slice() {
        [only] if only.trim().is_empty() => found.push(format!("{what} is empty")),
        [only] if value.is_some_and(|value| value != *only) => {
            found.push(format!("{what} is {only:?} and not {:?}", value.unwrap_or_default()));
        }
        [_] => {}
        several => found.push(format!("{what} stands there {} times", several.len())),
    };
    let canonical = page.all("link", ("rel", "canonical"), "href");
    let canonical = canonical.first().copied().unwrap_or_default();
    one("<title>", vec![page.title.as_str()], None);
    one("description", named("description"), None);
    one("canonical", page.all("link", ("rel", "canonical"), "href"), None);
    one("og:title", property("og:title"), None);
    one("og:description", property("og:description"), None);
    one("og:site_name", property("og:site_name"), None);
    one("og:url", property("og:url"), Some(canonical));
    one("og:type", property("og:type"), Some(if expected.dated.is_some() { "article" } else { "website" }));
    one("twitter:card", named("twitter:card"), None);
    if expected.hidden {
        one("robots", named("robots"), Some("noindex"));
    }
    if let Some(dated) = &expected.dated {
        one("citation_title", named("citation_title"), Some(&dated.title));
        one("citation_publication_date", named("citation_publication_date"), Some(&dated.day));
        one("citation_public_url", named("citation_public_url"), Some(canonical));
        one("citation_language", named("citation_language"), None);
        one("DC.type", named("DC.type"), None);
        one("cite-as", page.all("link", ("rel", "cite-as"), "href"), Some(canonical));
        one("article:published_time", property("article:published_time"), None);
        let authors = named("citation_author");
        if authors.len() != dated.authors || authors.iter().any(|author| author.trim().is_empty()) {
            found.push(format!("citation_author names {authors:?}, and {} sign it", dated.authors));
        }
    } else if !named("citation_title").is_empty() {
        found.push("citation_title stands on a page without a day".to_owned());
    }
    if !named("citation_journal_title").is_empty() {
        found.push("citation_journal_title passes it off as a paper".to_owned());
    }
    if !canonical.starts_with("https://") && !canonical.starts_with("http://") {
        found.push(format!("canonical is {canonical:?}, which is no whole URL"));
    }
}

fn json_ld(objects: &[Value], page: &Page, expected: &Expected<'_>, found: &mut Vec<String>) {
    let home = expected.url == expected.site;
    let (crumbs, subjects): (Vec<&Value>, Vec<&Value>) =
        objects.iter().partition(|object| object["@type"] == "BreadcrumbList");
    match (home, crumbs.as_slice()) {
        (true, []) => {}
        (false, [only]) => {
            let last = only["itemListElement"].as_array().and_then(|items| items.last());
            if last.is_none_or(|last| last["item"] != expected.url) {
                found.push("its breadcrumbs do not end at it".to_owned());
            }
        }
        (_, several) => found.push(format!("it has {} lists of breadcrumbs", several.len())),
    }
    match subjects.as_slice() {
        [only] => subject(only, page, expected, found),
        several => found.push(format!("{} objects describe it", several.len())),
    }
    for object in objects {
        walk(object, expected, found);
    }
}

/// The object that describes the page.
fn subject(said: &Value, page: &Page, expected: &Expected<'_>, found: &mut Vec<String>) {
    let schema_type = said["@type"].as_str().unwrap_or_default();
    if said["url"] != expected.url {
        found.push(format!("{schema_type} says it is at {}", said["url"]));
    }
    if let Some(work) = expected.work {
        return of_library(said, work, found);
    }
    match NEEDS.iter().find(|(own, _)| *own == schema_type) {
        Some((_, needs)) => lacks(said, needs, found),
        None => found.push(format!("`{schema_type}` is no type for a page")),
    }
    let dated = ["Article", "BlogPosting"].contains(&schema_type) && expected.dated.is_some();
    if dated && said.get("datePublished").is_none() {
        found.push(format!("{schema_type} has no datePublished"));
    }
    match schema_type {
        "Review" => {
            let reviewed = &said["itemReviewed"];
            for work in reviewed.as_array().map_or_else(|| vec![reviewed], |all| all.iter().collect()) {
                lacks(work, &["name", "author|editor"], found);
            }
        }
        "ProfilePage" if said["mainEntity"]["@type"] != "Person" => {
            found.push("ProfilePage is about no Person".to_owned());
        }
        "Event" if said.get("eventAttendanceMode").is_some() => lacks(said, &["location"], found),
        "CreativeWorkSeries" => {
            let parts = said["hasPart"].as_array().map_or(0, Vec::len);
            if expected.parts != Some(parts) {
                found.push(format!("hasPart has {parts} parts and not {:?}", expected.parts));
            }
            counted(&said["hasPart"], "hasPart", found);
        }
        _ => {}
    }
    if page.title.is_empty() {
        found.push(format!("{schema_type} has no name"));
    }
}

/// The page of a work says what the library says.
fn of_library(said: &Value, work: &Work, found: &mut Vec<String>) {
    lacks(said, &["name", "url", "mainEntityOfPage"], found);
    if said["name"] != work.text("title") {
        found.push(format!("the work is called {}", said["name"]));
    }
    for (field, property) in [("authors", "author"), ("editors", "editor")] {
        let names: Vec<String> = names(work, field).iter().map(Name::in_order).collect();
        let told: Vec<&str> =
            said[property].as_array().into_iter().flatten().filter_map(|who| who["name"].as_str()).collect();
        if names != told {
            found.push(format!("its {field} are {told:?} and not {names:?}"));
        }
    }
    let doi = said["sameAs"].as_array().into_iter().flatten().filter_map(Value::as_str);
    if !work.doi().is_empty() && !doi.into_iter().any(|url| url.starts_with("https://doi.org/10.")) {
        found.push("it does not name its DOI".to_owned());
    }
}

/// What holds for every object, wherever it stands.
fn walk(value: &Value, expected: &Expected<'_>, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| walk(item, expected, found)),
        Value::Object(object) => {
            let schema_type = object.get("@type").and_then(Value::as_str).unwrap_or_default();
            match NAMED.iter().find(|(own, _)| *own == schema_type) {
                Some((_, needs)) => lacks(value, needs, found),
                None => found.push(format!("`{schema_type}` is no type we know")),
            }
            if let Some(items) = object.get("itemListElement") {
                counted(items, "itemListElement", found);
                if object
                    .get("numberOfItems")
                    .is_some_and(|n| n.as_u64() != items.as_array().map(|all| all.len() as u64))
                {
                    found.push("numberOfItems is not how many there are".to_owned());
                }
            }
            for (key, value) in object {
                for text in value.as_array().map_or_else(|| vec![value], |all| all.iter().collect()) {
                    text.as_str().into_iter().for_each(|text| said(key, text, expected, found));
                }
                walk(value, expected, found);
            }
        }
        Value::Null => found.push("it says that something is null".to_owned()),
        _ => {}
    }
}

fn said(key: &str, text: &str, expected: &Expected<'_>, found: &mut Vec<String>) {
    if text.trim().is_empty() {
        found.push(format!("{key} is empty"));
    }
    if URLS.contains(&key) {
        if !text.starts_with("https://") && !text.starts_with("http://") {
            found.push(format!("{key} is {text:?}, which is no whole URL"));
        } else if text.starts_with(expected.site) && !exists(text, expected) {
            found.push(format!("{key} is {text:?}, where nothing stands"));
        }
    }
    if DATES.contains(&key) && !is_date(text) {
        found.push(format!("{key} is {text:?}, which is no date"));
    }
    if ["duration", "timeRequired"].contains(&key) && !text.starts_with("PT") {
        found.push(format!("{key} is {text:?}, which is no length of time"));
    }
}

fn lacks(said: &Value, needs: &[&str], found: &mut Vec<String>) {
    for need in needs {
        let given = need.split('|').any(|name| said.get(name).is_some_and(|value| value != &Value::Null));
        if !given {
            found.push(format!("{} has no {need}", said["@type"].as_str().unwrap_or("it")));
        }
    }
}

/// Places that count from one.
fn counted(items: &Value, what: &str, found: &mut Vec<String>) {
    let items = items.as_array().map(Vec::as_slice).unwrap_or_default();
    let right = |(index, item): (usize, &Value)| item["position"].as_u64() == Some(index as u64 + 1);
    if !items.iter().enumerate().all(right) {
        found.push(format!("{what} is not counted from one"));
    }
}

/// Whether something stands at a URL of the site.
fn exists(url: &str, expected: &Expected<'_>) -> bool {
    let Some(inside) = url.strip_prefix(expected.site) else { return false };
    let path = retell::url::decode(inside.split(['#', '?']).next().unwrap_or_default());
    let file = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path };
    expected.files.contains(&file)
}

/// A year, a day, or an instant with its zone (ISO 8601).
fn is_date(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let (day, time) = shape.split_once('T').map_or((shape.as_str(), None), |(day, time)| (day, Some(time)));
    let is_time = |time: &str| {
        let (clock, zone) = time.split_at(time.find(['Z', '+', '-']).unwrap_or(time.len()));
        ["00:00", "00:00:00"].contains(&clock) && ["Z", "+00:00", "-00:00"].contains(&zone)
    };
    match time {
        None => ["0000", "0000-00-00"].contains(&day),
        Some(time) => day == "0000-00-00" && is_time(time),
    }
}

/// One span for each work that is cited, and for the work whose page it is, which says what the library
/// says.
fn works_cited(page: &Page, expected: &Expected<'_>, found: &mut Vec<String>) {
    let mut told: BTreeMap<String, Vec<spans::Item>> = BTreeMap::new();
    for span in page.all("span", ("class", "Z3988"), "title") {
        match spans::read(span) {
            Ok(item) => told.entry(item.title.clone()).or_default().push(item),
            Err(problem) => found.push(format!("a span cannot be read: {problem}")),
        }
    }
    for work in expected.cited.iter().chain(&expected.work) {
        let title = work.text("title");
        match told.remove(title).as_deref() {
            Some([item]) => of_work(item, work, found),
            Some(several) => found.push(format!("{title:?} has {} spans", several.len())),
            None => found.push(format!("{title:?} has no span")),
        }
    }
    found.extend(told.keys().map(|title| format!("a span tells of {title:?}, which it does not cite")));
}

fn of_work(item: &spans::Item, work: &Work, found: &mut Vec<String>) {
    let item_type = match work.text("type") {
        "article" => "journalArticle",
        "chapter" => "bookSection",
        "talk" => "presentation",
        "post" => "blogPost",
        "episode" => "podcast",
        "video" => "videoRecording",
        same => same,
    };
    let authors: BTreeSet<String> = names(work, "authors")
        .iter()
        .map(|name| {
            if name.given.is_empty() {
                name.family.clone()
            } else {
                format!("{}, {}", name.family, name.given)
            }
        })
        .collect();
    let year = work.number("year").map(|year| year.to_string()).unwrap_or_default();
    let told: BTreeSet<String> = item.authors.iter().cloned().collect();
    for (what, told, known) in [
        ("type", format!("{:?}", item.item_type), format!("{item_type:?}")),
        ("authors", format!("{told:?}"), format!("{authors:?}")),
        ("date", item.date.clone(), year),
        ("container", item.inside.clone(), work.text("container").to_owned()),
        ("doi", item.doi.clone(), work.doi()),
    ] {
        // A thesis is part of nothing that a dissertation's format has a key for.
        if told != known && !(what == "container" && item.item_type == "thesis") {
            found.push(format!("the span of {:?} has the {what} {told} and not {known}", item.title));
        }
    }
    if item.pages.contains(['\u{2013}', '\u{2014}']) {
        found.push(format!("the span of {:?} has the pages {}", item.title, item.pages));
    }
}

fn names(work: &Work, field: &str) -> Vec<Name> {
    work.texts(field).into_iter().map(Name::read).filter(|name| !name.is_others()).collect()
}
