//! Makes the HTML of a page fit to be read elsewhere: in a feed reader, in a letter.
//!
//! Every link becomes a whole URL, and what only works on the page itself goes. One pass over the
//! tags, no tree: the HTML is our own or has been sanitised, and whatever else it is, it comes out
//! in linear time and without a tag left open. Making HTML safe is left to the sanitiser.

use std::borrow::Cow;

use crate::url::{LinkForm, join, link_form};

/// Elements that go with all that is in them.
const DROPPED: [&str; 6] = ["script", "style", "iframe", "form", "audio", "video"];

/// Of these a link stays: few readers play them.
const MEDIA: [&str; 2] = ["audio", "video"];

/// Of these the browser reads the content as text up to the end tag, or to the end of the page.
const RAW_TEXT: [&str; 3] = ["script", "style", "iframe"];

/// The class of the link to a heading that stands beside it.
const HEADING_ANCHOR: &str = "heading-anchor";

/// The fragment with every `href`, `src`, `srcset`, `poster` and `cite` a whole URL, as seen from
/// `page_url` on the site at `origin` (scheme and host); without scripts, styles, forms, frames,
/// players, heading anchors, classes, roles and comments.
pub fn absolutize(html: &str, page_url: &str, origin: &str) -> String {
    let page = Page { url: page_url.split('#').next().unwrap_or(page_url), origin };
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    // Names whose end tag was looked for and not found: it need not be looked for again.
    let mut unclosed: Vec<&str> = Vec::new();
    let mut spans = Spans::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let Some(tag) = Tag::read(rest) else {
            if starts_tag(rest) {
                // A tag that never ends: a browser shows nothing of it either.
                return out;
            }
            out.push_str("&lt;");
            rest = &rest[1..];
            continue;
        };
        let name = tag.name.to_ascii_lowercase();
        let inside = &rest[tag.length..];
        if spans.takes(&name, &tag) {
            rest = inside;
            continue;
        }
        let Some(dropped) = dropped_as(&name, &tag) else {
            tag.write(&page, &mut out);
            rest = inside;
            continue;
        };
        rest = inside;
        if tag.closes || unclosed.contains(&dropped) {
            continue;
        }
        match after_end_tag(inside, dropped) {
            Some(after) => {
                if MEDIA.contains(&dropped) {
                    let content = &inside[..inside.len() - after.len()];
                    page.link_line(&tag, content, &mut out);
                }
                rest = after;
            }
            None if RAW_TEXT.contains(&dropped) => return out,
            // Better the words of a form that was never closed than no words.
            None => unclosed.push(dropped),
        }
    }
    out.push_str(rest);
    out
}

/// What one link of the page means elsewhere; `None` for one that must not be followed.
pub fn whole_url(link: &str, page_url: &str, origin: &str) -> Option<String> {
    Page { url: page_url, origin }.whole(link)
}

struct Page<'a> {
    url: &'a str,
    origin: &'a str,
}

impl Page<'_> {
    /// What a link means elsewhere; `None` for one that must not be followed.
    fn whole(&self, link: &str) -> Option<String> {
        let link = link.trim_matches(|c: char| c.is_ascii_whitespace());
        if let Some(rest) = link.strip_prefix("//") {
            return Some(format!("https://{rest}"));
        }
        match link_form(link) {
            LinkForm::Dangerous => None,
            LinkForm::External => Some(link.to_owned()),
            LinkForm::Local if link.starts_with('#') => Some(format!("{}{link}", self.url)),
            LinkForm::Local if link.starts_with('/') => Some(format!("{}{link}", self.origin)),
            LinkForm::Local => join(self.url, link),
        }
    }

    /// The candidates of a `srcset`, read as HTML does: a URL may hold commas, though not at its end.
    fn whole_set(&self, set: &str) -> String {
        let mut candidates: Vec<String> = Vec::new();
        let between = |c: char| c.is_ascii_whitespace() || c == ',';
        let mut rest = set.trim_start_matches(between);
        while !rest.is_empty() {
            let (url, after) =
                rest.split_at(rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len()));
            let bare = url.trim_end_matches(',');
            let (size, after) = if bare.len() < url.len() {
                ("", after)
            } else {
                after.split_at(after.find(',').unwrap_or(after.len()))
            };
            let url = self.picture(bare);
            let size = size.trim();
            candidates.push(if size.is_empty() { url } else { format!("{url} {size}") });
            rest = after.trim_start_matches(between);
        }
        candidates.join(", ")
    }

    /// Pictures may be `data:` URLs, which stay.
    fn picture(&self, link: &str) -> String {
        self.whole(link).unwrap_or_else(|| link.to_owned())
    }

    /// A link in the place of a sound or a film, to its own `src` or that of its first source.
    fn link_line(&self, tag: &Tag, content: &str, out: &mut String) {
        let src = tag.value("src").or_else(|| {
            let (_, source) = content.split_once("<source")?;
            let start = source.find("src=\"")? + 5;
            let value = source.get(start..)?;
            value.split('"').next().filter(|value| !value.contains('>'))
        });
        let Some(src) = src else { return };
        let whole = self.whole(&decoded(src).unwrap_or(Cow::Borrowed(src)));
        if let Some(whole) = whole {
            let whole =
                whole.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;");
            out.push_str(&format!("<a href=\"{whole}\">{whole}</a>"));
        }
    }

    /// What an attribute says elsewhere: `None` if it goes.
    fn attribute(&self, name: &str, value: &str) -> Option<String> {
        match name {
            "href" | "cite" => self.whole(value),
            "src" | "poster" => Some(self.picture(value)),
            "srcset" => Some(self.whole_set(value)),
            _ => None,
        }
    }
}

/// A tag as it stands in the HTML.
pub(super) struct Tag<'a> {
    pub(super) name: &'a str,
    pub(super) closes: bool,
    pub(super) text: &'a str,
    attributes: Vec<Attribute<'a>>,
    pub(super) length: usize,
}

/// An attribute, and where it ends in the text of its tag, with the blanks before it.
struct Attribute<'a> {
    name: &'a str,
    value: Option<&'a str>,
    start: usize,
    end: usize,
}

/// Whether a `<` begins a tag, as HTML sees it, and no text.
fn starts_tag(text: &str) -> bool {
    let after = text[1..].strip_prefix('/').unwrap_or(&text[1..]);
    after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!' || c == '?')
}

impl<'a> Tag<'a> {
    /// The tag at the start of a text; `None` if it is none, or does not end.
    pub(super) fn read(text: &'a str) -> Option<Tag<'a>> {
        if !starts_tag(text) {
            return None;
        }
        let bytes = text.as_bytes();
        let closes = bytes.get(1) == Some(&b'/');
        let name_at = if closes { 2 } else { 1 };
        let mut at = until(bytes, name_at, |byte| is_blank(byte) || matches!(byte, b'/' | b'>'));
        let name = &text[name_at..at];
        let mut attributes = Vec::new();
        loop {
            let start = at;
            at = until(bytes, at, |byte| !is_blank(byte) && byte != b'/');
            if *bytes.get(at)? == b'>' {
                return Some(Tag { name, closes, text: &text[..at + 1], attributes, length: at + 1 });
            }
            let key_at = at;
            // An `=` in first place belongs to the name, strange as it is.
            at = until(bytes, at + 1, |byte| is_blank(byte) || matches!(byte, b'/' | b'>' | b'='));
            let key = text.get(key_at..at)?;
            let equals = until(bytes, at, |byte| !is_blank(byte));
            let mut value = None;
            if bytes.get(equals) == Some(&b'=') {
                let value_at = until(bytes, equals + 1, |byte| !is_blank(byte));
                let quote = *bytes.get(value_at)?;
                let (from, to) = match quote {
                    b'"' | b'\'' => (value_at + 1, until(bytes, value_at + 1, |byte| byte == quote)),
                    _ => (value_at, until(bytes, value_at, |byte| is_blank(byte) || byte == b'>')),
                };
                bytes.get(to)?;
                value = text.get(from..to);
                at = if from > value_at { to + 1 } else { to };
            }
            attributes.push(Attribute { name: key, value, start, end: at });
        }
    }

    /// The value of an attribute as it is written.
    pub(super) fn value(&self, name: &str) -> Option<&'a str> {
        self.attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name))?.value
    }

    /// The tag as it is, without one of its attributes.
    pub(super) fn without(&self, name: &str) -> Cow<'a, str> {
        let named = |attribute: &&Attribute| attribute.name.eq_ignore_ascii_case(name);
        match self.attributes.iter().find(named) {
            Some(gone) => Cow::Owned([&self.text[..gone.start], &self.text[gone.end..]].concat()),
            None => Cow::Borrowed(self.text),
        }
    }

    /// The tag with its links whole and without what only the page's style or script understands;
    /// everything else byte by byte as it was.
    fn write(&self, page: &Page, out: &mut String) {
        let mut copied = 0;
        for attribute in &self.attributes {
            let name = attribute.name.to_ascii_lowercase();
            let link = matches!(name.as_str(), "href" | "src" | "srcset" | "poster" | "cite");
            if !link && !only_on_the_page(&name, attribute.value) {
                continue;
            }
            out.push_str(&self.text[copied..attribute.start]);
            copied = attribute.end;
            let Some(value) = attribute.value.filter(|_| link) else { continue };
            let decoded = decoded(value);
            // With an entity that is not known here, the value stays in the writing of HTML.
            let whole = page.attribute(&name, decoded.as_deref().unwrap_or(value));
            let Some(whole) = whole else { continue };
            let whole = if decoded.is_some() { whole.replace('&', "&amp;") } else { whole };
            let whole = whole.replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;");
            out.push_str(&format!(" {name}=\"{whole}\""));
        }
        out.push_str(&self.text[copied..]);
    }
}

/// Whether an attribute means something to the page's style or script alone.
fn only_on_the_page(name: &str, value: Option<&str>) -> bool {
    name.starts_with("on")
        || name.starts_with("aria-")
        || name.starts_with("data-pagefind-")
        || matches!(name, "class" | "role" | "style" | "tabindex")
        || (name == "id" && value.is_some_and(|id| id.starts_with("field-")))
}

/// Spans that say nothing without their class go; they are matched with their end tags.
#[derive(Default)]
struct Spans {
    gone: Vec<bool>,
}

impl Spans {
    /// Whether the tag is one of a span that goes.
    fn takes(&mut self, name: &str, tag: &Tag) -> bool {
        if name != "span" {
            return false;
        }
        if tag.closes {
            return self.gone.pop().unwrap_or(false);
        }
        let bare = tag
            .attributes
            .iter()
            .all(|attribute| only_on_the_page(&attribute.name.to_ascii_lowercase(), attribute.value));
        self.gone.push(bare);
        bare
    }
}

/// The name of the dropped element that a tag begins or ends, if it does.
fn dropped_as(name: &str, tag: &Tag) -> Option<&'static str> {
    if let Some(dropped) = DROPPED.iter().find(|dropped| **dropped == name) {
        return Some(dropped);
    }
    let anchor = name == "a"
        && tag
            .value("class")
            .is_some_and(|class| class.split_ascii_whitespace().any(|c| c == HEADING_ANCHOR));
    anchor.then_some("a")
}

/// What follows the first end tag of that name.
fn after_end_tag<'a>(html: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = html;
    loop {
        rest = &rest[rest.find("</")? + 2..];
        let is_it = rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
            && rest
                .as_bytes()
                .get(name.len())
                .is_some_and(|byte| is_blank(*byte) || matches!(byte, b'/' | b'>'));
        if is_it {
            return rest.find('>').map(|end| &rest[end + 1..]);
        }
    }
}

/// An attribute's value without its entities: those that writers of HTML use, and numbers. `None`
/// if there is any other.
pub(super) fn decoded(value: &str) -> Option<Cow<'_, str>> {
    if !value.contains('&') {
        return Some(Cow::Borrowed(value));
    }
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '#').unwrap_or(after.len());
        if end == 0 || !after[end..].starts_with(';') {
            // A lone `&`, as in `?a=1&b=2`.
            out.push('&');
            rest = after;
            continue;
        }
        out.push(match &after[..end] {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            number => character(number)?,
        });
        rest = &after[end + 1..];
    }
    out.push_str(rest);
    Some(Cow::Owned(out))
}

fn character(entity: &str) -> Option<char> {
    let digits = entity.strip_prefix('#')?;
    let number = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    char::from_u32(number)
}

/// The first place from `at` on that `stops`, or the end.
fn until(bytes: &[u8], at: usize, stops: impl Fn(u8) -> bool) -> usize {
    (at..bytes.len()).find(|index| stops(bytes[*index])).unwrap_or(bytes.len())
}

fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn whole(html: &str) -> String {
        absolutize(html, "https://ebb.example/site/stories/ferry/", "https://ebb.example")
    }

    #[test]
    fn every_link_leads_where_it_led_on_the_page() {
        for (on_the_page, elsewhere) in [
            ("quay.png", "https://ebb.example/site/stories/ferry/quay.png"),
            ("../quiet/?a=1&amp;b=2#c", "https://ebb.example/site/stories/quiet/?a=1&amp;b=2#c"),
            ("?a=1&b=2", "https://ebb.example/site/stories/ferry/?a=1&amp;b=2"),
            ("/site/about/", "https://ebb.example/site/about/"),
            ("#e1", "https://ebb.example/site/stories/ferry/#e1"),
            ("", "https://ebb.example/site/stories/ferry/"),
            ("//cdn.example/x", "https://cdn.example/x"),
            ("https://other.example/a?b&c", "https://other.example/a?b&amp;c"),
            ("mailto:a@b.example", "mailto:a@b.example"),
            ("it&#39;s-&#x2f;x", "https://ebb.example/site/stories/ferry/it's-/x"),
            ("14:02", "https://ebb.example/site/stories/ferry/14:02"),
            ("/a&eacute;", "https://ebb.example/a&eacute;"),
        ] {
            assert_eq!(
                whole(&format!(r#"<a href="{on_the_page}">x</a>"#)),
                format!(r#"<a href="{elsewhere}">x</a>"#)
            );
        }
    }

    #[test]
    fn every_attribute_that_links_is_made_whole_however_it_is_quoted() {
        let page = "https://ebb.example/site/stories/ferry";
        for (written, read) in [
            (
                "<img title='x' src='a b.png' srcset='a.png, b.png 2x,/c.png 3x'>",
                format!(
                    "<img title='x' src=\"{page}/a%20b.png\" srcset=\"{page}/a.png, {page}/b.png 2x, https://ebb.example/c.png 3x\">"
                ),
            ),
            (
                "<p><video SRC=a.mp4 poster=p.png controls>old</video> <audio><source type=x src=\"b.mp3\">old</audio></p>",
                format!(
                    "<p><a href=\"{page}/a.mp4\">{page}/a.mp4</a> <a href=\"{page}/b.mp3\">{page}/b.mp3</a></p>"
                ),
            ),
            (
                "<blockquote cite = \"b/\" >x</blockquote>",
                format!("<blockquote cite=\"{page}/b/\" >x</blockquote>"),
            ),
            ("<a title='a > b' href=c>x</a>", format!("<a title='a > b' href=\"{page}/c\">x</a>")),
            ("<a href='say \"x\"'>", format!("<a href=\"{page}/say%20%22x%22\">")),
            ("<a href='#say-\"x\"'>", format!("<a href=\"{page}/#say-&quot;x&quot;\">")),
            (
                "<img src=\"data:image/png;base64,AA==\">",
                "<img src=\"data:image/png;base64,AA==\">".to_owned(),
            ),
            ("<a data-href=\"x\" id=\"#y\">", "<a data-href=\"x\" id=\"#y\">".to_owned()),
        ] {
            assert_eq!(whole(written), read);
        }
    }

    #[test]
    fn what_only_works_on_the_page_goes_and_the_words_stay() {
        for (written, read) in [
            ("a<script>if (a</b) '<p>'</script>b", "ab"),
            ("a<STYLE type='x'>p{}</STYLE >b", "ab"),
            ("a<form action='/x'><p>Mail <input></p></form>b", "ab"),
            ("a<iframe src='//v.example'></iframe>b", "ab"),
            ("a<!-- <p> -->b", "ab"),
            (
                "<h2 id=\"x\">Words <a class=\"big heading-anchor\" href=\"#x\"><svg></svg>#</a></h2>",
                "<h2 id=\"x\">Words </h2>",
            ),
            ("<p onclick=\"x()\" class=\"y\" onload=z>a</p>", "<p>a</p>"),
            (
                "<h2 id=\"field-items\">a</h2><div tabindex=0 role=group aria-label='Table'><p id=field>",
                "<h2>a</h2><div><p id=field>",
            ),
            ("<a href=\"java&#115;cript:x\">a</a>", "<a>a</a>"),
            (
                "<picture><source srcset='#'></picture>",
                "<picture><source srcset=\"https://ebb.example/site/stories/ferry/#\"></picture>",
            ),
            (
                "<span class=k>a<span lang=no>b<span>c</span></span></span></span>",
                "a<span lang=no>bc</span></span>",
            ),
            ("<form><form>a <scripted>b", "a <scripted>b"),
            ("a</form> b", "a b"),
            ("1 < 2 <3 a<", "1 &lt; 2 &lt;3 a&lt;"),
            ("é <p title=\"é\">ü", "é <p title=\"é\">ü"),
            ("a<script>b", "a"),
            ("a<p title=\"b", "a"),
        ] {
            assert_eq!(whole(written), read, "{written}");
        }
    }

    #[test]
    fn hostile_html_takes_no_time() {
        for part in [
            "<form>",
            "<a class=heading-anchor>",
            "<p a",
            "<",
            "</",
            "<!--",
            "<a href='",
            "<script",
            "&",
            "<img srcset=\"a,",
        ] {
            let html = part.repeat(100_000);
            let started = std::time::Instant::now();
            whole(&html);
            assert!(started.elapsed().as_secs() < 5, "{part} took {:?}", started.elapsed());
        }
    }

    proptest! {
        #[test]
        fn any_text_is_taken_and_twice_is_once(parts in prop::collection::vec(prop_oneof![
            any::<char>().prop_map(String::from),
            prop::sample::select(vec![
                "<a href=\"", "\"", "'", ">", "<", "/", " ", "=", "<img srcset='", ", ", "2x", "</a>", "<!--", "-->", "&amp;",
                "&#x26;", "&", ";", "#x", "//", "../", "<script>", "</script>", "<form", "</form>", " class=heading-anchor",
            ]).prop_map(String::from),
        ], 0..24)) {
            let once = whole(&parts.concat());
            prop_assert_eq!(whole(&once), once.clone());
        }
    }
}
