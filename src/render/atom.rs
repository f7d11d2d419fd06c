//! Atom feeds, as RFC 4287 has them.
//!
//! The same feed gives the same bytes, with every version of the program. Which entries a feed has,
//! their ids, and content whose links are whole ([`crate::render::absolute`]) are the caller's. An entry
//! is the same in all feeds of a language, and need be written only once.

use serde::{Deserialize, Serialize};

use super::feed::values::{Feed, FeedEntry, for_feeds, language, written};
use crate::date::Instant;
use crate::render::xml::Xml;

/// An entry as it is written, and what a feed has to know of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    xml: String,
    // When it last changed, as it is written.
    updated: String,
    // Whether it names who wrote it.
    is_signed: bool,
    has_picture: bool,
}

impl Entry {
    /// An entry of a feed in this language.
    pub fn of(entry: &FeedEntry, language: &str) -> Entry {
        Entry {
            xml: Xml::fragment(|xml| write_entry(xml, language, entry)),
            updated: instant(entry.updated),
            is_signed: entry.named().next().is_some(),
            has_picture: entry.picture.is_some(),
        }
    }
}

/// The feed as a document.
pub fn write(feed: &Feed) -> String {
    let entries: Vec<Entry> = feed.entries.iter().map(|entry| Entry::of(entry, &feed.language)).collect();
    write_with(feed, &entries)
}

/// The feed as a document, with these entries instead of its own.
pub fn write_with(feed: &Feed, entries: &[Entry]) -> String {
    let mut root = vec![("xmlns", "http://www.w3.org/2005/Atom")];
    if entries.iter().any(|entry| entry.has_picture) {
        root.push(("xmlns:media", "http://search.yahoo.com/mrss/"));
    }
    root.extend(language(&feed.language).map(|tag| ("xml:lang", tag)));
    Xml::document("feed", &root, |xml| {
        xml.text("title", &[], &feed.title);
        if let Some(subtitle) = written(feed.subtitle.as_deref()) {
            xml.text("subtitle", &[], subtitle);
        }
        xml.text("id", &[], &feed.id);
        link(xml, "self", "application/atom+xml", None, &feed.self_url);
        link(xml, "alternate", "text/html", language(&feed.language), &feed.alternate_url);
        // Written in one form, they are in the order of time. A feed without entries says when nothing was yet.
        let updated = entries.iter().map(|entry| entry.updated.as_str()).max();
        xml.text("updated", &[], updated.unwrap_or(&instant(feed.updated)));
        // RFC 4287, 4.1.1: a feed has an author unless each of its entries has one.
        if entries.is_empty() || entries.iter().any(|entry| !entry.is_signed) {
            let name = written(Some(&feed.author.name)).unwrap_or(&feed.title);
            author(xml, name, feed.author.uri.as_deref());
        }
        if let Some(rights) = written(feed.rights.as_deref()) {
            xml.text("rights", &[], rights);
        }
        // Without a version: an upgrade must not make every reader fetch every feed again.
        xml.text("generator", &[], "retell");
        for entry in entries {
            xml.place(&entry.xml);
        }
    })
}

fn write_entry(xml: &mut Xml, of_feed: &str, entry: &FeedEntry) {
    let own_language = entry.language.as_deref().and_then(language).filter(|tag| *tag != of_feed);
    let attributes: Vec<_> = own_language.map(|tag| ("xml:lang", tag)).into_iter().collect();
    xml.element("entry", &attributes, |xml| {
        xml.text("title", &[], &entry.title);
        xml.text("id", &[], &entry.id);
        link(xml, "alternate", "text/html", own_language.or(language(of_feed)), &entry.url);
        if let Some(url) = written(entry.external_url.as_deref()) {
            xml.empty("link", &[("rel", "related"), ("href", url)]);
        }
        if let Some(file) = &entry.enclosure {
            let bytes = file.bytes.to_string();
            let mut attributes = vec![("rel", "enclosure"), ("type", file.media_type.as_str())];
            attributes.extend((file.bytes > 0).then_some(("length", bytes.as_str())));
            attributes.push(("href", &file.url));
            xml.empty("link", &attributes);
        }
        xml.text("published", &[], &instant(entry.published));
        xml.text("updated", &[], &instant(entry.updated));
        for person in entry.named() {
            author(xml, &person.name, person.uri.as_deref());
        }
        for category in &entry.categories {
            let mut attributes = vec![("term", category.term.as_str())];
            attributes.extend(written(category.scheme.as_deref()).map(|scheme| ("scheme", scheme)));
            attributes.extend(written(category.label.as_deref()).map(|label| ("label", label)));
            xml.empty("category", &attributes);
        }
        if let Some(rights) = written(entry.rights.as_deref()) {
            xml.text("rights", &[], rights);
        }
        if let Some(summary) = written(entry.summary.as_deref()) {
            xml.text("summary", &[], summary);
        }
        if let Some(content) = &entry.content_html {
            xml.text("content", &[("type", "html")], content);
        }
        if let Some(picture) = &entry.picture {
            let mut attributes = vec![("url", picture.url.as_str()), ("medium", "image")];
            if let Some((width, height)) = &picture.size {
                attributes.extend([("width", width.as_str()), ("height", height.as_str())]);
            }
            xml.empty("media:content", &attributes);
        }
    });
}

fn link(xml: &mut Xml, rel: &str, media_type: &str, language: Option<&str>, url: &str) {
    let mut attributes = vec![("rel", rel), ("type", media_type)];
    attributes.extend(language.map(|tag| ("hreflang", tag)));
    attributes.push(("href", url));
    xml.empty("link", &attributes);
}

fn author(xml: &mut Xml, name: &str, uri: Option<&str>) {
    xml.element("author", &[], |xml| {
        xml.text("name", &[], name);
        if let Some(uri) = written(uri) {
            xml.text("uri", &[], uri);
        }
    });
}

fn instant(instant: Instant) -> String {
    for_feeds(instant).rfc3339()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::render::feed::values::Author;
    use crate::render::feed::values::example::{entry, feed};
    use crate::render::xml::reading::{Node, read};
    use crate::render::xml::xml_safe;

    /// What RFC 4287 asks of a feed and what its text says beyond its grammar.
    fn faults(feed: &Node) -> Vec<String> {
        let mut faults = Vec::new();
        let mut check = |holds: bool, rule: &str| {
            if !holds {
                faults.push(rule.to_owned());
            }
        };
        let absolute = |iri: &str| {
            iri.split_once(':').is_some_and(|(scheme, rest)| {
                scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                    && !rest.is_empty()
                    && !iri.contains(' ')
            })
        };
        let date = |text: &str| {
            let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
            shape == "0000-00-00T00:00:00Z"
        };
        check(feed.name == "feed", "the root is a feed");
        check(feed.attribute("xmlns") == Some("http://www.w3.org/2005/Atom"), "in Atom's namespace");
        let entries: Vec<_> = feed.all("entry").collect();
        let orphan = entries.iter().any(|entry| entry.all("author").next().is_none());
        check(
            feed.all("author").next().is_some() || (!entries.is_empty() && !orphan),
            "4.1.1: the feed or every entry has an author",
        );
        for node in std::iter::once(feed).chain(entries.iter().copied()) {
            for name in ["id", "title", "updated"] {
                check(node.all(name).count() == 1, "one each of id, title, updated");
            }
            for name in ["published", "rights", "subtitle", "summary", "content", "generator", "icon", "logo"]
            {
                check(node.all(name).count() <= 1, "at most one of each other");
            }
            check(absolute(&node.first("id").text), "4.2.6: an id is an absolute IRI");
            for name in ["updated", "published"] {
                check(node.all(name).all(|node| date(&node.text)), "3.3: dates are RFC 3339");
            }
            for link in node.all("link") {
                check(link.attribute("href").is_some_and(absolute), "a link has a whole URL");
            }
            let alternates: Vec<_> = node
                .all("link")
                .filter(|link| link.attribute("rel").is_none_or(|rel| rel == "alternate"))
                .map(|link| (link.attribute("type"), link.attribute("hreflang")))
                .collect();
            check(
                alternates.iter().collect::<BTreeSet<_>>().len() == alternates.len(),
                "4.1.1: no two alternates of one type and language",
            );
            check(
                !alternates.is_empty() || node.all("content").next().is_some(),
                "4.1.2: an entry without content has an alternate",
            );
            for person in node.all("author") {
                check(person.all("name").count() == 1, "3.2.1: one name each");
                check(person.all("name").all(|name| !name.text.is_empty()), "a name says something");
                check(person.all("uri").all(|uri| absolute(&uri.text)), "3.2.2: a URI is one");
            }
            for category in node.all("category") {
                check(category.attribute("term").is_some(), "4.2.2.1: a category has a term");
                check(category.attribute("scheme").is_none_or(absolute), "4.2.2.2: a scheme is an IRI");
            }
        }
        check(
            feed.all("link").filter(|link| link.attribute("rel") == Some("self")).count() == 1,
            "4.1.1: a feed says where it is",
        );
        let ids: BTreeSet<_> = entries.iter().map(|entry| &entry.first("id").text).collect();
        check(ids.len() == entries.len(), "ids are unique");
        faults
    }

    #[test]
    fn a_feed_keeps_the_rules_of_rfc_4287() {
        let mut bare = entry(2);
        bare.authors = vec![Author { name: " ".into(), uri: None }];
        bare.summary = None;
        bare.content_html = None;
        bare.categories = Vec::new();
        bare.language = Some("no such language".into());
        let mut about = entry(3);
        about.external_url = Some("https://other.example/paper".into());
        about.language = Some("nl".into());
        about.updated =
            Instant::parse("0000-01-01T00:00:00+05:00", &crate::date::Zone::named("UTC").unwrap()).unwrap();
        for entries in [vec![], vec![entry(1)], vec![entry(1), bare, about]] {
            let text = write(&feed(entries));
            assert_eq!(faults(&read(&text)), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_link_post_in_another_language_reads_as_written() {
        let mut about = entry(2);
        about.external_url = Some("https://other.example/?a=1&b=2".into());
        about.language = Some("nl".into());
        insta::assert_snapshot!(write(&feed(vec![about])), @r#"
        <?xml version="1.0" encoding="utf-8"?>
        <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
         <title>Ebb &amp; Relay</title>
         <subtitle>Stories of things that went wrong</subtitle>
         <id>https://ebb.example/feed.xml</id>
         <link rel="self" type="application/atom+xml" href="https://ebb.example/feed.xml"/>
         <link rel="alternate" type="text/html" hreflang="en" href="https://ebb.example/"/>
         <updated>2024-05-04T00:00:00Z</updated>
         <rights>CC-BY-4.0</rights>
         <generator>retell</generator>
         <entry xml:lang="nl">
          <title>The quiet fix</title>
          <id>tag:ebb.example,2024-05-03:/stories/2/</id>
          <link rel="alternate" type="text/html" hreflang="nl" href="https://ebb.example/stories/2/"/>
          <link rel="related" href="https://other.example/?a=1&amp;b=2"/>
          <published>2024-05-03T00:00:00Z</published>
          <updated>2024-05-04T00:00:00Z</updated>
          <author>
           <name>Kiran</name>
           <uri>https://ebb.example/people/x/</uri>
          </author>
          <category term="handover" scheme="https://ebb.example/topics/" label="Hand-over"/>
          <summary>A fix nobody saw.</summary>
          <content type="html">&lt;p&gt;One &amp;amp; two&lt;/p&gt;</content>
         </entry>
        </feed>
        "#);
    }

    #[test]
    fn the_site_is_the_author_only_where_nobody_else_is() {
        let mut anonymous = entry(2);
        anonymous.authors = Vec::new();
        let signed = read(&write(&feed(vec![entry(1)])));
        assert_eq!(signed.all("author").count(), 0);
        let mixed = read(&write(&feed(vec![entry(1), anonymous])));
        assert_eq!(mixed.first("author").first("name").text, "Ebb & Relay");
    }

    /// Any text, with what XML and HTML find hard made frequent.
    fn text() -> impl Strategy<Value = String> {
        let hard = prop::sample::select(vec![
            "]]>",
            "\r\n",
            "\r",
            "\n ",
            "\t",
            "&amp;",
            "&",
            "<",
            ">",
            "\"",
            "'",
            "\0",
            "\u{b}",
            "\u{fffe}",
            "\u{ffff}",
            "\u{85}",
            "\u{2028}",
            "\u{10ffff}",
            "<!--",
            "<script>",
            " ",
        ]);
        let part = prop_oneof![any::<char>().prop_map(String::from), hard.prop_map(String::from)];
        prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn every_text_comes_back_from_a_reader(title in text(), summary in text(), content in text(), label in text()) {
            let mut entry = entry(1);
            entry.title = title.clone();
            entry.summary = Some(summary.clone());
            entry.content_html = Some(content.clone());
            entry.categories[0].label = Some(label.clone());
            let root = read(&write(&feed(vec![entry])));
            let entry = root.first("entry");
            let read = |name: &str| entry.all(name).next().map(|node| node.text.clone());
            let kept = |text: &str| written(Some(text)).map(|text| xml_safe(text).into_owned());
            prop_assert_eq!(read("title"), Some(xml_safe(&title).into_owned()));
            prop_assert_eq!(read("content"), Some(xml_safe(&content).into_owned()));
            prop_assert_eq!(read("summary"), kept(&summary));
            let label = kept(&label);
            prop_assert_eq!(entry.first("category").attribute("label"), label.as_deref());
        }

        #[test]
        fn only_what_xml_forbids_is_left_out(text in text()) {
            let forbidden = |c: char| (c < ' ' && !"\t\n\r".contains(c)) || c == '\u{fffe}' || c == '\u{ffff}';
            let expected: String = text.chars().filter(|c| !forbidden(*c)).collect();
            prop_assert_eq!(xml_safe(&text), expected);
        }
    }
}
