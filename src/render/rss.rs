//! RSS 2.0, as the RSS Advisory Board has it, with what readers expect besides: the full text in
//! `content:encoded`, names in `dc:creator`, and its own address in `atom:link`.
//!
//! The same entries as in Atom, under the same ids. Podcasts, which are RSS with more in it, are
//! written by [`super::podcast`].

use super::feed::values::{Feed, FeedEntry, for_feeds, language, written};
use crate::date::Instant;
use crate::render::html::Html;
use crate::render::xml::Xml;

/// The media type.
pub const MEDIA_TYPE: &str = "application/rss+xml";

/// The namespaces of all feeds.
pub const NAMESPACES: [(&str, &str); 4] = [
    ("version", "2.0"),
    ("xmlns:atom", "http://www.w3.org/2005/Atom"),
    ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
];

/// The feed as a document.
pub fn write(feed: &Feed) -> String {
    Xml::document("rss", &NAMESPACES, |xml| {
        xml.element("channel", &[], |xml| {
            channel(xml, feed);
            for entry in &feed.entries {
                xml.element("item", &[], |xml| {
                    item(xml, entry);
                    for person in entry.named() {
                        xml.text("dc:creator", &[], &person.name);
                    }
                    for category in &entry.categories {
                        let domain = written(category.scheme.as_deref()).map(|scheme| ("domain", scheme));
                        let attributes: Vec<_> = domain.into_iter().collect();
                        let label = category.label.as_ref().unwrap_or(&category.term);
                        xml.text("category", &attributes, label);
                    }
                    if let Some(url) = written(entry.external_url.as_deref()) {
                        xml.empty("atom:link", &[("rel", "related"), ("href", url)]);
                    }
                    if let Some(language) = entry.language.as_deref().and_then(language) {
                        xml.text("dc:language", &[], language);
                    }
                    if let Some(rights) = written(entry.rights.as_deref()) {
                        xml.text("dc:rights", &[], rights);
                    }
                    enclosure(xml, entry);
                    content(xml, entry);
                });
            }
        });
    })
}

/// What a channel says of itself.
pub fn channel(xml: &mut Xml, feed: &Feed) {
    xml.text("title", &[], &feed.title);
    xml.text("link", &[], &feed.alternate_url);
    // A channel has a description, if only its name.
    xml.text("description", &[], written(feed.subtitle.as_deref()).unwrap_or(&feed.title));
    xml.empty("atom:link", &[("rel", "self"), ("type", MEDIA_TYPE), ("href", &feed.self_url)]);
    if let Some(language) = language(&feed.language) {
        xml.text("language", &[], language);
    }
    if let Some(rights) = written(feed.rights.as_deref()) {
        xml.text("copyright", &[], rights);
    }
    xml.text("lastBuildDate", &[], &instant(feed.updated));
    // Without a version: an upgrade must not make every reader fetch every feed again.
    xml.text("generator", &[], "retell");
}

/// What every item says of itself first.
pub fn item(xml: &mut Xml, entry: &FeedEntry) {
    xml.text("title", &[], &entry.title);
    xml.text("link", &[], &entry.url);
    xml.text("guid", &[("isPermaLink", "false")], &entry.id);
    xml.text("pubDate", &[], &instant(entry.published));
    if entry.updated != entry.published {
        xml.text("atom:updated", &[], &for_feeds(entry.updated).rfc3339());
    }
}

/// The file of an item.
pub fn enclosure(xml: &mut Xml, entry: &FeedEntry) {
    if let Some(file) = &entry.enclosure {
        let length = file.bytes.to_string();
        xml.empty("enclosure", &[("url", &file.url), ("length", &length), ("type", &file.media_type)]);
    }
}

/// Summary and text of an item.
pub fn content(xml: &mut Xml, entry: &FeedEntry) {
    if let Some(summary) = written(entry.summary.as_deref()) {
        // Readers take it for HTML.
        xml.text("description", &[], Html::text(summary).as_str());
    }
    if let Some(content) = &entry.content_html {
        xml.text("content:encoded", &[], content);
    }
}

fn instant(instant: Instant) -> String {
    for_feeds(instant).rfc822()
}

/// Holds feeds to the rules of RSS, here and where podcasts are written.
#[cfg(test)]
pub(crate) mod rules {
    use crate::render::xml::reading::Node;

    /// What RSS 2.0 asks of a feed.
    pub fn faults(rss: &Node) -> Vec<String> {
        let mut faults = Vec::new();
        let mut check = |holds: bool, rule: &str| {
            if !holds {
                faults.push(rule.to_owned());
            }
        };
        let one = |node: &Node, name: &str| node.all(name).count() == 1;
        let whole = |url: &str| url.starts_with("https://") && !url.contains(' ');
        check(rss.name == "rss" && rss.attribute("version") == Some("2.0"), "the root is rss 2.0");
        check(one(rss, "channel"), "one channel");
        let Some(channel) = rss.all("channel").next() else { return faults };
        for name in ["title", "link", "description"] {
            let given = channel.all(name).any(|node| !node.text.trim().is_empty());
            check(one(channel, name) && given, &format!("a channel has a {name}"));
        }
        check(channel.all("link").all(|link| whole(&link.text)), "the channel's link is whole");
        check(channel.all("lastBuildDate").all(|date| is_rfc_822(&date.text)), "dates are RFC 822");
        let own = channel.all("atom:link").filter(|link| link.attribute("rel") == Some("self")).count();
        check(own == 1, "it says where it stands");
        let mut ids = std::collections::BTreeSet::new();
        for item in channel.all("item") {
            check(one(item, "title") && one(item, "link") && one(item, "guid"), "title, link and guid");
            check(item.all("link").all(|link| whole(&link.text)), "an item's link is whole");
            for guid in item.all("guid") {
                check(guid.attribute("isPermaLink") == Some("false"), "a guid that is no address says so");
                check(ids.insert(guid.text.clone()), "each item has a guid of its own");
            }
            check(one(item, "pubDate") && is_rfc_822(&item.first("pubDate").text), "dates are RFC 822");
            for file in item.all("enclosure") {
                let length = file.attribute("length").is_some_and(|length| length.parse::<u64>().is_ok());
                let given = file.attribute("url").is_some_and(whole) && file.attribute("type").is_some();
                check(length && given, "a file has URL, length and type");
            }
        }
        faults
    }

    /// `Fri, 03 May 2024 00:00:00 +0000`.
    fn is_rfc_822(date: &str) -> bool {
        let shape: String = date
            .chars()
            .map(|c| match c {
                '0'..='9' => '0',
                'A'..='Z' => 'A',
                'a'..='z' => 'a',
                other => other,
            })
            .collect();
        shape == "Aaa, 00 Aaa 0000 00:00:00 +0000"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::feed::values::Enclosure;
    use crate::render::feed::values::example::{at, entry, feed};
    use crate::render::xml::reading::read;

    #[test]
    fn a_feed_is_what_the_rules_ask_for() {
        let mut bare = entry(2);
        (bare.content_html, bare.summary, bare.published) = (None, None, at(-99_999_999_999));
        let mut heard = entry(3);
        let url = "https://ebb.example/a.mp3?a=1&b=2".to_owned();
        heard.enclosure = Some(Enclosure { url, media_type: "audio/mpeg".into(), bytes: 9, seconds: 0 });
        for entries in [vec![], vec![entry(1), bare, heard]] {
            let text = write(&feed(entries));
            assert_eq!(rules::faults(&read(&text)), Vec::<String>::new(), "{text}");
        }
        let wrong = "<rss><channel><link>/a</link><item><guid>1</guid><pubDate>2024</pubDate><enclosure/></item></channel></rss>";
        assert_eq!(rules::faults(&read(wrong)).len(), 9, "{:?}", rules::faults(&read(wrong)));
    }

    #[test]
    fn one_entry_in_full() {
        let mut about = entry(1);
        about.summary = Some("What <b> means & \"why\".".into());
        about.external_url = Some("https://elsewhere.example/?a=1&b=2".into());
        insta::assert_snapshot!(write(&feed(vec![about])), @r#"
        <?xml version="1.0" encoding="utf-8"?>
        <rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
         <channel>
          <title>Ebb &amp; Relay</title>
          <link>https://ebb.example/</link>
          <description>Stories of things that went wrong</description>
          <atom:link rel="self" type="application/rss+xml" href="https://ebb.example/feed.xml"/>
          <language>en</language>
          <copyright>CC-BY-4.0</copyright>
          <lastBuildDate>Sat, 04 May 2024 00:00:00 +0000</lastBuildDate>
          <generator>retell</generator>
          <item>
           <title>The quiet fix</title>
           <link>https://ebb.example/stories/1/</link>
           <guid isPermaLink="false">tag:ebb.example,2024-05-03:/stories/1/</guid>
           <pubDate>Fri, 03 May 2024 00:00:00 +0000</pubDate>
           <atom:updated>2024-05-04T00:00:00Z</atom:updated>
           <dc:creator>Kiran</dc:creator>
           <category domain="https://ebb.example/topics/">Hand-over</category>
           <atom:link rel="related" href="https://elsewhere.example/?a=1&amp;b=2"/>
           <description>What &amp;lt;b&amp;gt; means &amp;amp; "why".</description>
           <content:encoded>&lt;p&gt;One &amp;amp; two&lt;/p&gt;</content:encoded>
          </item>
         </channel>
        </rss>
        "#);
    }

    #[test]
    fn a_summary_comes_back_as_it_was_written() {
        let mut about = entry(1);
        about.summary = Some("a <b> & c".into());
        let root = read(&write(&feed(vec![about])));
        let html = &root.first("channel").first("item").first("description").text;
        assert_eq!(html, "a &lt;b&gt; &amp; c");
    }
}
