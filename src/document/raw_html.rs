//! Reading raw HTML inside Markdown: pieces with their places, tolerant of anything.
//!
//! A fragment is what the Markdown parser hands over as HTML, one event or several joined. The
//! lexer cuts it where a browser would, in one pass; it builds no tree, and whether tags match is
//! not its concern. What may stay is decided by `raw_filter`; where links lead, by `corpus`.

use std::ops::Range;

use crate::document::entities;

/// A stretch of a fragment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// A tag that ends.
    Tag(Tag),
    /// `<!-- … -->`.
    Comment {
        /// All of it.
        range: Range<usize>,
        /// What it says.
        text: Range<usize>,
        /// Whether its end is in the fragment.
        closed: bool,
    },
    /// Text, character references still in it; a `<` in it begins no tag.
    Text {
        /// All of it.
        range: Range<usize>,
    },
    /// What stands in an element that holds no markup, such as `script`.
    Raw {
        /// All of it.
        range: Range<usize>,
    },
    /// A doctype, a CDATA section, a processing instruction: nothing a page shows.
    Other {
        /// All of it.
        range: Range<usize>,
    },
    /// A tag whose end is missing, up to the end of the fragment.
    Unclosed {
        /// All of it.
        range: Range<usize>,
    },
}

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// In lower case.
    pub name: String,
    /// Whether it is `</…>`.
    pub closing: bool,
    /// Whether it ends in `/>`.
    pub self_closing: bool,
    /// As written, repeated ones too; a browser takes the first.
    pub attributes: Vec<Attribute>,
    /// From `<` to `>`.
    pub range: Range<usize>,
}

impl Tag {
    /// The attribute of that name; the first, as in browsers.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }
}

/// An attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// In lower case.
    pub name: String,
    /// Character references undone; empty if there is none.
    pub value: String,
    /// The value as written, without quotes.
    pub value_range: Option<Range<usize>>,
    /// From the name to the end of the value, quotes included.
    pub range: Range<usize>,
}

/// Elements whose content is text whatever it looks like, up to their end tag.
const RAW_ELEMENTS: [&str; 8] =
    ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

/// Cuts a fragment into pieces that follow each other without a gap.
pub fn pieces(fragment: &str) -> Vec<Piece> {
    let mut lexer = Lexer { text: fragment, bytes: fragment.as_bytes(), at: 0 };
    let mut pieces = Vec::new();
    let mut text_from = 0;
    while let Some(found) = fragment[lexer.at..].find('<') {
        let start = lexer.at + found;
        lexer.at = start;
        let Some(piece) = lexer.markup() else {
            lexer.at = start + 1;
            continue;
        };
        if text_from < start {
            pieces.push(Piece::Text { range: text_from..start });
        }
        let raw = match &piece {
            Piece::Tag(tag) if !tag.closing && !tag.self_closing => {
                RAW_ELEMENTS.iter().find(|name| **name == tag.name)
            }
            _ => None,
        };
        pieces.push(piece);
        if let Some(name) = raw {
            let end = end_tag(fragment, lexer.at, name).unwrap_or(fragment.len());
            if lexer.at < end {
                pieces.push(Piece::Raw { range: lexer.at..end });
            }
            lexer.at = end;
        }
        text_from = lexer.at;
    }
    if text_from < fragment.len() {
        pieces.push(Piece::Text { range: text_from..fragment.len() });
    }
    pieces
}

/// Where the end tag of that name begins, from a place on.
pub fn end_tag(fragment: &str, from: usize, name: &str) -> Option<usize> {
    let bytes = fragment.as_bytes();
    let mut at = from;
    while let Some(found) = fragment[at..].find("</") {
        let start = at + found;
        let after = start + 2 + name.len();
        let named =
            bytes.get(start + 2..after).is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes()));
        let whole = bytes.get(after).is_some_and(|byte| byte.is_ascii_whitespace() || b"/>".contains(byte));
        if named && whole {
            return Some(start);
        }
        at = start + 2;
    }
    None
}

struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl Lexer<'_> {
    /// What the `<` here begins, or nothing if it is text. Stands behind it afterwards.
    fn markup(&mut self) -> Option<Piece> {
        let start = self.at;
        let rest = &self.text[start..];
        if rest.starts_with("<!--") {
            return Some(self.comment());
        }
        let closing = rest.starts_with("</");
        let name_at = start + 1 + usize::from(closing);
        match self.bytes.get(name_at) {
            Some(byte) if byte.is_ascii_alphabetic() => {
                self.at = name_at;
                return Some(self.tag(start, closing));
            }
            None => return None,
            Some(b'!' | b'?') if !closing => {}
            Some(_) if closing => {}
            Some(_) => return None,
        }
        // Browsers end all of these at the first `>`, CDATA sections too.
        let end = rest.find('>').map(|found| start + found + 1);
        self.at = end.unwrap_or(self.text.len());
        let range = start..self.at;
        Some(if end.is_some() { Piece::Other { range } } else { Piece::Unclosed { range } })
    }

    fn comment(&mut self) -> Piece {
        let start = self.at;
        let inside = start + 4;
        let rest = &self.text[inside..];
        // `<!-->` and `<!--->` are whole comments.
        for (short, length) in [(">", 1), ("->", 2)] {
            if rest.starts_with(short) {
                self.at = inside + length;
                return Piece::Comment { range: start..self.at, text: inside..inside, closed: true };
            }
        }
        // Both ends are looked for at once: one that never comes must not be sought by every comment.
        let dashes = rest.as_bytes().windows(3).enumerate();
        let ends = dashes.into_iter().find_map(|(at, three)| match three {
            b"-->" => Some((at, at + 3)),
            b"--!" if rest.as_bytes().get(at + 3) == Some(&b'>') => Some((at, at + 4)),
            _ => None,
        });
        let (text_end, end) = ends.unwrap_or((rest.len(), rest.len()));
        self.at = inside + end;
        Piece::Comment { range: start..self.at, text: inside..inside + text_end, closed: ends.is_some() }
    }

    fn tag(&mut self, start: usize, closing: bool) -> Piece {
        let name = self.word(b"/>").to_ascii_lowercase();
        let mut attributes = Vec::new();
        let mut self_closing = false;
        loop {
            self.blanks();
            match self.bytes.get(self.at) {
                None => return self.unclosed(start),
                Some(b'>') => {
                    self.at += 1;
                    let range = start..self.at;
                    return Piece::Tag(Tag { name, closing, self_closing, attributes, range });
                }
                Some(b'/') => {
                    self.at += 1;
                    self_closing = self.bytes.get(self.at) == Some(&b'>');
                }
                Some(_) => match self.attribute() {
                    Some(attribute) => attributes.push(attribute),
                    None => return self.unclosed(start),
                },
            }
        }
    }

    fn unclosed(&mut self, start: usize) -> Piece {
        self.at = self.text.len();
        Piece::Unclosed { range: start..self.at }
    }

    /// The attribute here; nothing if its value does not end.
    fn attribute(&mut self) -> Option<Attribute> {
        let start = self.at;
        // A `=` in first place belongs to the name.
        if self.bytes.get(self.at) == Some(&b'=') {
            self.at += 1;
        }
        self.word(b"/>=");
        let name = self.text[start..self.at].to_ascii_lowercase();
        let name_end = self.at;
        self.blanks();
        if self.bytes.get(self.at) != Some(&b'=') {
            self.at = name_end;
            return Some(Attribute { name, value: String::new(), value_range: None, range: start..name_end });
        }
        self.at += 1;
        self.blanks();
        let value_range = match self.bytes.get(self.at) {
            Some(quote @ (b'"' | b'\'')) => {
                let from = self.at + 1;
                let length = self.text[from..].find(char::from(*quote))?;
                self.at = from + length + 1;
                from..from + length
            }
            _ => {
                let from = self.at;
                self.word(b">");
                from..self.at
            }
        };
        let value = entities::decode(&self.text[value_range.clone()]);
        Some(Attribute { name, value, value_range: Some(value_range), range: start..self.at })
    }

    fn blanks(&mut self) {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }

    /// Up to a blank or one of the bytes, which are ASCII.
    fn word(&mut self, ends: &[u8]) -> &str {
        let from = self.at;
        while self.bytes.get(self.at).is_some_and(|byte| !byte.is_ascii_whitespace() && !ends.contains(byte))
        {
            self.at += 1;
        }
        &self.text[from..self.at]
    }
}

/// A place in a fragment that names something: a link, a picture, a quotation's source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The element's name: `a`, `img`.
    pub element: String,
    /// `href`, `src`, `srcset`, `poster` or `cite`.
    pub attribute: &'static str,
    /// What is named; of `srcset`, one candidate.
    pub value: String,
    /// Where it stands. A candidate in a `srcset` with character references has the place of all.
    pub value_range: Range<usize>,
}

/// What the tags of a fragment refer to, in order.
pub fn references(fragment: &str) -> Vec<Reference> {
    let mut references = Vec::new();
    for tag in tags(fragment) {
        for found in &tag.attributes {
            let (Some(attribute), Some(range)) = (address_attribute(&found.name), &found.value_range) else {
                continue;
            };
            let mut add = |value: &str, value_range: Range<usize>| {
                let element = tag.name.clone();
                references.push(Reference { element, attribute, value: value.to_owned(), value_range });
            };
            if attribute != "srcset" {
                add(&found.value, range.clone());
                continue;
            }
            let as_written = fragment[range.clone()] == found.value;
            for candidate in srcset_candidates(&found.value) {
                let place = range.start + candidate.start..range.start + candidate.end;
                add(&found.value[candidate], if as_written { place } else { range.clone() });
            }
        }
    }
    references
}

/// The attributes whose values are addresses.
pub fn address_attribute(name: &str) -> Option<&'static str> {
    ["href", "src", "srcset", "poster", "cite"].into_iter().find(|address| *address == name)
}

/// Where in a `srcset` the addresses stand.
pub fn srcset_candidates(value: &str) -> Vec<Range<usize>> {
    let mut candidates = Vec::new();
    let mut at = 0;
    loop {
        let skipped = value[at..].trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        if skipped.is_empty() {
            return candidates;
        }
        let start = value.len() - skipped.len();
        let length = skipped.find(|c: char| c.is_ascii_whitespace()).unwrap_or(skipped.len());
        let address = skipped[..length].trim_end_matches(',');
        candidates.push(start..start + address.len());
        at = start + length;
        if address.len() == length {
            let descriptor = &value[at..];
            let mut depth = 0_usize;
            let end = descriptor.find(|c| {
                match c {
                    '(' => depth += 1,
                    ')' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                c == ',' && depth == 0
            });
            at += end.unwrap_or(descriptor.len());
        }
    }
}

/// The places of a fragment that a `#fragment` can name, each with where its name stands.
pub fn ids(fragment: &str) -> Vec<(String, Range<usize>)> {
    let mut ids: Vec<(String, Range<usize>)> = Vec::new();
    for tag in tags(fragment) {
        let id = tag.attribute("id");
        let name = tag
            .attribute("name")
            .filter(|name| tag.name == "a" && id.is_none_or(|id| id.value != name.value));
        for found in id.into_iter().chain(name) {
            if let Some(range) = found.value_range.clone().filter(|_| !found.value.is_empty()) {
                ids.push((found.value.clone(), range));
            }
        }
    }
    ids
}

/// What the comments of a fragment say, blanks around it left out, each with the comment's place.
pub fn comments(fragment: &str) -> Vec<(&str, Range<usize>)> {
    let comment = |piece| match piece {
        Piece::Comment { range, text, .. } => Some((fragment[text].trim(), range)),
        _ => None,
    };
    pieces(fragment).into_iter().filter_map(comment).collect()
}

/// What becomes of an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Another value.
    Value(String),
    /// It goes.
    Gone,
}

/// The fragment with other values in the attributes for which `change` gives one.
pub fn rewrite(fragment: &str, mut change: impl FnMut(&Tag, &Attribute) -> Option<Change>) -> String {
    let mut edits = Vec::new();
    for tag in tags(fragment) {
        for attribute in &tag.attributes {
            let mut text = String::new();
            match change(&tag, attribute) {
                Some(Change::Value(value)) => {
                    text.push_str(&attribute.name);
                    push_value(&mut text, &value);
                }
                Some(Change::Gone) => {}
                None => continue,
            }
            edits.push((attribute.range.clone(), text));
        }
    }
    edited(fragment, &edits)
}

/// The fragment with the attributes added that `add` gives for a tag, as names and values. One that
/// the tag has already is not added.
pub fn add_attributes(fragment: &str, mut add: impl FnMut(&Tag) -> Vec<(&'static str, String)>) -> String {
    let mut edits = Vec::new();
    for tag in tags(fragment) {
        let mut text = String::new();
        for (name, value) in add(&tag) {
            if tag.attribute(name).is_none() {
                text.push(' ');
                text.push_str(name);
                push_value(&mut text, &value);
            }
        }
        // Right after the name, where no unquoted value and no slash can swallow it.
        let at = tag.range.start + 1 + tag.name.len();
        edits.push((at..at, text));
    }
    edited(fragment, &edits)
}

/// Writes `="value"`.
pub fn push_value(html: &mut String, value: &str) {
    html.push_str("=\"");
    for c in value.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            c => html.push(c),
        }
    }
    html.push('"');
}

/// The opening tags.
fn tags(fragment: &str) -> impl Iterator<Item = Tag> {
    pieces(fragment).into_iter().filter_map(|piece| match piece {
        Piece::Tag(tag) if !tag.closing => Some(tag),
        _ => None,
    })
}

fn edited(fragment: &str, edits: &[(Range<usize>, String)]) -> String {
    let mut html = String::with_capacity(fragment.len());
    let mut at = 0;
    for (range, text) in edits {
        html.push_str(&fragment[at..range.start]);
        html.push_str(text);
        at = range.end;
    }
    html.push_str(&fragment[at..]);
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pieces, each as a letter and what it covers.
    fn shown(fragment: &str) -> Vec<String> {
        let show = |piece| {
            let (letter, range) = match piece {
                Piece::Tag(tag) => (if tag.closing { "/" } else { "T" }, tag.range),
                Piece::Comment { range, closed, .. } => (if closed { "C" } else { "c" }, range),
                Piece::Text { range } => ("t", range),
                Piece::Raw { range } => ("r", range),
                Piece::Other { range } => ("o", range),
                Piece::Unclosed { range } => ("u", range),
            };
            format!("{letter}{}", &fragment[range])
        };
        pieces(fragment).into_iter().map(show).collect()
    }

    #[test]
    fn a_fragment_is_cut_where_a_browser_cuts_it() {
        for (fragment, cut) in [
            ("a < b <3 <> </ c", vec!["ta < b <3 <> ", "u</ c"]),
            ("<B>x</b >", vec!["T<B>", "tx", "/</b >"]),
            ("<a title='>' href=\">\">x", vec!["T<a title='>' href=\">\">", "tx"]),
            ("<!-- a > b -->x<!-->y<!--->z", vec!["C<!-- a > b -->", "tx", "C<!-->", "ty", "C<!--->", "tz"]),
            ("<!-- a ---><!-- b --!>c<!-- d", vec!["C<!-- a --->", "C<!-- b --!>", "tc", "c<!-- d"]),
            ("<script>a</scriptx></SCRIPT\n>b", vec!["T<script>", "ra</scriptx>", "/</SCRIPT\n>", "tb"]),
            ("<style>a<b>", vec!["T<style>", "ra<b>"]),
            ("<script/>a", vec!["T<script/>", "ta"]),
            ("<!doctype html><?x?></>", vec!["o<!doctype html>", "o<?x?>", "o</>"]),
            ("x<a href=\"y>z", vec!["tx", "u<a href=\"y>z"]),
            ("<a b", vec!["u<a b"]),
            ("<", vec!["t<"]),
        ] {
            assert_eq!(shown(fragment), cut, "{fragment}");
        }
    }

    #[test]
    fn attributes_are_read_however_they_are_written() {
        let fragment = "<a HREF=x/y/ b='1 2'c=\"&amp;\" d = e f /=g>";
        let Some(Piece::Tag(tag)) = pieces(fragment).pop() else { unreachable!() };
        let read: Vec<_> = tag.attributes.iter().map(|a| (a.name.as_str(), a.value.as_str())).collect();
        let expected = [("href", "x/y/"), ("b", "1 2"), ("c", "&"), ("d", "e"), ("f", ""), ("=g", "")];
        assert_eq!(read, expected);
        let written: Vec<_> = tag.attributes.iter().map(|a| &fragment[a.range.clone()]).collect();
        assert_eq!(written, ["HREF=x/y/", "b='1 2'", "c=\"&amp;\"", "d = e", "f", "=g"]);
    }

    #[test]
    fn whatever_a_fragment_refers_to_is_found_with_its_place() {
        let fragment = "<a href=\"/x/?a=1&amp;b\"><img src=q.png srcset='a.png, b,c.png 2x,d.png 1x'></a>\
            <script>'<a href=\"no\">'</script><blockquote cite=z>";
        let found: Vec<_> = references(fragment)
            .into_iter()
            .map(|r| (r.element, r.attribute, r.value, fragment[r.value_range].to_owned()))
            .collect();
        let expected = [
            ("a", "href", "/x/?a=1&b", "/x/?a=1&amp;b"),
            ("img", "src", "q.png", "q.png"),
            ("img", "srcset", "a.png", "a.png"),
            ("img", "srcset", "b,c.png", "b,c.png"),
            ("img", "srcset", "d.png", "d.png"),
            ("blockquote", "cite", "z", "z"),
        ];
        let expected = expected.map(|(e, a, v, r)| (e.to_owned(), a, v.to_owned(), r.to_owned()));
        assert_eq!(found, expected);
    }

    #[test]
    fn ids_and_comments_are_found() {
        let fragment = "<a name=b id=a></a><p id='c d' id=e name=f><a id=g name=g><!-- more --></a id=h>";
        let found: Vec<_> = ids(fragment).into_iter().map(|(id, _)| id).collect();
        assert_eq!(found, ["a", "b", "c d", "g"]);
        assert_eq!(comments(fragment).first().map(|(text, _)| *text), Some("more"));
    }

    #[test]
    fn values_are_replaced_and_added_as_data() {
        let fragment = "<p><IMG src=a.png alt><img height=1 src='b.png'/></p>";
        let html = rewrite(fragment, |tag, attribute| {
            (tag.name == "img" && attribute.name == "src")
                .then(|| Change::Value(format!("/x/\"{}", attribute.value)))
        });
        assert_eq!(html, "<p><IMG src=\"/x/&quot;a.png\" alt><img height=1 src=\"/x/&quot;b.png\"/></p>");
        let html = add_attributes(fragment, |tag| match tag.name.as_str() {
            "img" => vec![("width", "3".into()), ("height", "4".into())],
            _ => vec![],
        });
        assert_eq!(
            html,
            "<p><IMG width=\"3\" height=\"4\" src=a.png alt><img width=\"3\" height=1 src='b.png'/></p>"
        );
    }

    proptest::proptest! {
        #[test]
        fn pieces_follow_each_other_without_a_gap(fragment in "([<>/!?='\" a-]|script|é|--|-->){0,40}") {
            let mut at = 0;
            for piece in pieces(&fragment) {
                let range = match piece {
                    Piece::Tag(tag) => tag.range,
                    Piece::Comment { range, .. } | Piece::Text { range } | Piece::Raw { range }
                    | Piece::Other { range } | Piece::Unclosed { range } => range,
                };
                proptest::prop_assert_eq!(range.start, at);
                proptest::prop_assert!(range.end > at);
                at = range.end;
            }
            proptest::prop_assert_eq!(at, fragment.len());
        }
    }
}
