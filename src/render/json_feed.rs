//! JSON Feed 1.1: <https://www.jsonfeed.org/version/1.1/>.
//!
//! The same entries as in Atom, under the same ids. There is no place in this format for rights or
//! for the lists that terms belong to.

use serde_json::{Map, Value, json};

use super::feed::values::{Author, Feed, FeedEntry, for_feeds, language, written};

/// The media type.
pub const MEDIA_TYPE: &str = "application/feed+json";

/// The feed as a document.
pub fn write(feed: &Feed) -> String {
    let author = written(Some(&feed.author.name)).map(|_| vec![author(&feed.author)]);
    let document = object([
        ("version", Some("https://jsonfeed.org/version/1.1".into())),
        ("title", Some(feed.title.as_str().into())),
        ("home_page_url", Some(feed.alternate_url.as_str().into())),
        ("feed_url", Some(feed.self_url.as_str().into())),
        ("description", written(feed.subtitle.as_deref()).map(Value::from)),
        ("authors", author.map(Value::from)),
        ("language", language(&feed.language).map(Value::from)),
        ("items", Some(feed.entries.iter().map(item).collect::<Vec<_>>().into())),
    ]);
    let mut text = format!("{document:#}");
    text.push('\n');
    text
}

fn item(entry: &FeedEntry) -> Value {
    let summary = written(entry.summary.as_deref());
    // One of the two contents must be there.
    let plain = entry.content_html.is_none().then(|| summary.unwrap_or(&entry.title));
    let authors: Vec<Value> = entry.named().map(author).collect();
    let tags = entry.categories.iter().map(|category| category.label.as_ref().unwrap_or(&category.term));
    let tags: Vec<Value> = tags.map(|tag| tag.as_str().into()).collect();
    let attachments = entry.enclosure.iter().map(|file| {
        object([
            ("url", Some(file.url.as_str().into())),
            ("mime_type", Some(file.media_type.as_str().into())),
            ("size_in_bytes", (file.bytes > 0).then(|| file.bytes.into())),
            ("duration_in_seconds", (file.seconds > 0).then(|| file.seconds.into())),
        ])
    });
    let attachments: Vec<Value> = attachments.collect();
    object([
        ("id", Some(entry.id.as_str().into())),
        ("url", Some(entry.url.as_str().into())),
        ("external_url", written(entry.external_url.as_deref()).map(Value::from)),
        ("title", written(Some(&entry.title)).map(Value::from)),
        ("content_html", entry.content_html.as_deref().map(Value::from)),
        ("content_text", plain.map(Value::from)),
        ("summary", summary.map(Value::from)),
        ("date_published", Some(for_feeds(entry.published).rfc3339().into())),
        ("date_modified", Some(for_feeds(entry.updated).rfc3339().into())),
        ("authors", some(authors)),
        ("tags", some(tags)),
        ("language", entry.language.as_deref().and_then(language).map(Value::from)),
        ("attachments", some(attachments)),
    ])
}

fn author(author: &Author) -> Value {
    let uri = written(author.uri.as_deref());
    object([("name", Some(json!(author.name))), ("url", uri.map(Value::from))])
}

fn some(list: Vec<Value>) -> Option<Value> {
    (!list.is_empty()).then(|| list.into())
}

fn object<const N: usize>(entries: [(&str, Option<Value>); N]) -> Value {
    let given = entries.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
    Value::Object(given.collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::feed::values::Enclosure;
    use crate::render::feed::values::example::{entry, feed};

    fn read(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    /// What version 1.1 requires, and the types of what it allows.
    fn faults(feed: &Value) -> Vec<String> {
        let mut faults = Vec::new();
        let mut check = |holds: bool, rule: &str| {
            if !holds {
                faults.push(rule.to_owned());
            }
        };
        let url = |value: &Value| value.as_str().is_some_and(|url| url.starts_with("https://"));
        let texts = |object: &Value, keys: &[&str]| {
            keys.iter().all(|key| object.get(key).is_none_or(Value::is_string))
        };
        let known = |object: &Value, keys: &[&str]| {
            object.as_object().is_some_and(|object| object.keys().all(|key| keys.contains(&key.as_str())))
        };
        check(feed["version"] == "https://jsonfeed.org/version/1.1", "the version is given");
        check(feed["title"].is_string(), "a feed has a title");
        check(url(&feed["home_page_url"]) && url(&feed["feed_url"]), "its addresses are whole");
        let keys =
            ["version", "title", "home_page_url", "feed_url", "description", "authors", "language", "items"];
        check(known(feed, &keys) && texts(feed, &["description", "language"]), "only keys of the format");
        let mut ids = Vec::new();
        for item in feed["items"].as_array().map(Vec::as_slice).unwrap_or_default() {
            check(item["id"].as_str().is_some_and(|id| !id.is_empty()), "an item has an id, which is text");
            ids.push(item["id"].clone());
            check(url(&item["url"]), "an item has a whole URL");
            check(
                item.get("content_html").is_some() || item.get("content_text").is_some(),
                "an item has a content",
            );
            check(
                texts(item, &["title", "summary", "language", "content_html", "content_text"]),
                "texts are texts",
            );
            for date in ["date_published", "date_modified"] {
                let text = item[date].as_str().unwrap_or_default();
                let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
                check(shape == "0000-00-00T00:00:00Z", "dates are RFC 3339");
            }
            for author in item["authors"].as_array().into_iter().flatten() {
                check(
                    author.get("name").is_some() || author.get("url").is_some(),
                    "an author has a name or a URL",
                );
            }
            for file in item["attachments"].as_array().into_iter().flatten() {
                check(
                    url(&file["url"]) && file["mime_type"].is_string(),
                    "an attachment has a URL and a type",
                );
            }
        }
        let all = ids.len();
        ids.sort_by_key(Value::to_string);
        ids.dedup();
        check(ids.len() == all && feed["items"].is_array(), "items have ids of their own");
        faults
    }

    #[test]
    fn a_feed_is_what_the_format_asks_for() {
        let mut bare = entry(2);
        (bare.content_html, bare.summary, bare.authors) = (None, None, Vec::new());
        let mut heard = entry(3);
        let url = "https://ebb.example/a.mp3".to_owned();
        heard.enclosure = Some(Enclosure { url, media_type: "audio/mpeg".into(), bytes: 9, seconds: 0 });
        for entries in [vec![], vec![entry(1), bare, heard]] {
            let text = write(&feed(entries));
            assert_eq!(faults(&read(&text)), Vec::<String>::new(), "{text}");
        }
        assert_eq!(faults(&read("{\"items\":[{\"id\":1,\"attachments\":[{}]}]}")).len(), 9);
    }

    #[test]
    fn an_item_without_its_text_has_the_summary_in_its_place() {
        let mut about = entry(1);
        about.content_html = None;
        let item = &read(&write(&feed(vec![about])))["items"][0];
        assert_eq!(item["content_text"], "A fix nobody saw.");
        assert_eq!(item["tags"], json!(["Hand-over"]));
    }
}
