//! Writes XML that every reader accepts, for feeds and sitemaps.
//!
//! Elements are closed by construction, texts and attributes are escaped, and characters XML does
//! not know are left out. Which elements there are is left to the formats. The one home of the
//! `quick-xml` crate.

use std::borrow::Cow;

use quick_xml::Writer;
use quick_xml::escape::partial_escape;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::bytes;

/// An XML document being written.
pub struct Xml {
    writer: Writer<Vec<u8>>,
}

impl Xml {
    /// A document of one root element, which `inside` fills.
    pub fn document(root: &str, attributes: &[(&str, &str)], inside: impl FnOnce(&mut Xml)) -> String {
        let mut xml = Xml { writer: Writer::new_with_indent(Vec::new(), b' ', 1) };
        xml.put(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
        xml.element(root, attributes, inside);
        let mut text = String::from_utf8(xml.writer.into_inner()).unwrap_or_default();
        text.push('\n');
        text
    }

    /// An element that holds elements.
    pub fn element(&mut self, name: &str, attributes: &[(&str, &str)], inside: impl FnOnce(&mut Xml)) {
        self.put(Event::Start(start(name, attributes)));
        inside(self);
        self.put(Event::End(BytesEnd::new(name)));
    }

    /// An element that holds a text.
    pub fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        // Quotes need no escaping here, and feeds are full of them.
        let escaped = partial_escape(xml_safe(text));
        self.element(name, attributes, |xml| xml.put(Event::Text(BytesText::from_escaped(escaped))));
    }

    /// An element that holds nothing.
    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.put(Event::Empty(start(name, attributes)));
    }

    /// What `inside` writes, as it stands in a document inside of its root: to be written once, and placed in
    /// many by [`Xml::place`].
    pub fn fragment(inside: impl FnOnce(&mut Xml)) -> String {
        let mut xml = Xml { writer: Writer::new_with_indent(Vec::new(), b' ', 1) };
        xml.put(Event::Start(start("root", &[])));
        let begin = xml.writer.get_ref().len();
        inside(&mut xml);
        let text = xml.writer.into_inner().split_off(begin);
        String::from_utf8(text).unwrap_or_default()
    }

    /// Places a [`Xml::fragment`] here, directly inside of the root.
    pub fn place(&mut self, fragment: &str) {
        self.writer.get_mut().extend_from_slice(fragment.as_bytes());
    }

    fn put(&mut self, event: Event<'_>) {
        // The writer is a `Vec`, which takes every byte, so no error can come of it.
        self.writer.write_event(event).unwrap_or_default();
    }
}

fn start<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (key, value) in attributes {
        start.push_attribute((*key, xml_safe(value)));
    }
    start
}

/// The text without the characters that XML 1.0 cannot hold, escaped or not: one of them, and a
/// reader refuses the whole document.
pub fn xml_safe(text: &str) -> Cow<'_, str> {
    // Controls, and the byte with which the last two characters of the first plane begin.
    let is_suspect =
        |byte: u8| (byte < 0x20) & (byte != b'\t') & (byte != b'\n') & (byte != b'\r') | (byte == 0xef);
    if !bytes::any(text.as_bytes(), is_suspect) || text.chars().all(is_xml) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|c| is_xml(*c)).collect())
}

fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..)
}

/// Reads XML back, as a feed reader does: for the tests of what is written here.
#[cfg(test)]
pub(crate) mod reading {
    use quick_xml::Reader;
    use quick_xml::XmlVersion;
    use quick_xml::events::Event;

    /// An element, its attributes, the text directly in it and the elements in it.
    #[derive(Debug, Default)]
    pub struct Node {
        pub name: String,
        pub attributes: Vec<(String, String)>,
        pub text: String,
        pub children: Vec<Node>,
    }

    impl Node {
        pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Node> {
            self.children.iter().filter(move |child| child.name == name)
        }

        pub fn first<'a>(&'a self, name: &'a str) -> &'a Node {
            self.all(name).next().unwrap_or_else(|| panic!("{} has no {name}", self.name))
        }

        pub fn attribute(&self, name: &str) -> Option<&str> {
            self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
        }
    }

    /// The root element of a document.
    pub fn read(xml: &str) -> Node {
        let mut reader = Reader::from_str(xml);
        let mut open = vec![Node::default()];
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) => open.push(node(&start)),
                Event::Empty(start) => {
                    let node = node(&start);
                    open.last_mut().unwrap().children.push(node);
                }
                Event::End(_) => {
                    let node = open.pop().unwrap();
                    open.last_mut().unwrap().children.push(node);
                }
                Event::Text(text) => open.last_mut().unwrap().text.push_str(&text.xml10_content()),
                Event::GeneralRef(reference) => {
                    let text =
                        quick_xml::escape::unescape(&format!("&{};", &*reference)).unwrap().into_owned();
                    open.last_mut().unwrap().text.push_str(&text);
                }
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(open.len(), 1, "an element is not closed");
        open.pop().unwrap().children.pop().unwrap()
    }

    fn node(start: &quick_xml::events::BytesStart<'_>) -> Node {
        let attribute = |found: quick_xml::events::attributes::Attribute<'_>| {
            let value = found.normalized_value(XmlVersion::Implicit1_0).unwrap().into_owned();
            (AsRef::<str>::as_ref(&found.key).to_owned(), value)
        };
        Node {
            name: AsRef::<str>::as_ref(&start.name()).to_owned(),
            attributes: start.attributes().map(|found| attribute(found.unwrap())).collect(),
            ..Node::default()
        }
    }
}
