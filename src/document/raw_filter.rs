//! What stays of raw HTML where `html = "safe"`.
//!
//! Content comes from many hands: what could run, load a foreign page or break out of its place
//! goes, words stay. The first of two belts; the second, in `render`, looks at whole documents and
//! trusts nothing of this. How findings are told is left to the caller.

use std::ops::Range;

use crate::document::entities;
use crate::document::raw_html::{Attribute, Piece, Tag, end_tag, pieces, push_value, srcset_candidates};
use crate::url::{LinkForm, link_form};

/// Elements that are kept. Sorted.
#[rustfmt::skip]
pub const ELEMENTS: [&str; 80] = [
    "a", "abbr", "address", "article", "aside", "audio", "b", "bdi", "bdo", "blockquote", "br",
    "caption", "cite", "code", "col", "colgroup", "data", "dd", "del", "details", "dfn", "div", "dl",
    "dt", "em", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hgroup", "hr", "i", "img", "ins", "kbd", "li", "mark", "nav", "ol", "p", "picture", "pre", "q",
    "rb", "rp", "rt", "rtc", "ruby", "s", "samp", "section", "small", "source", "span", "strike",
    "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr",
    "track", "tt", "u", "ul", "var", "video", "wbr",
];

/// Attributes that are kept on all of them. Sorted.
#[rustfmt::skip]
const ATTRIBUTES: [&str; 26] = [
    "alt", "cite", "class", "colspan", "controls", "datetime", "dir", "headers", "height", "href", "id",
    "kind", "label", "lang", "open", "reversed", "rowspan", "scope", "sizes", "span", "src", "srcset",
    "start", "title", "value", "width",
];

/// Attributes that are kept on one element: without them it would lose its meaning.
const OF_ELEMENTS: [(&str, &str); 5] =
    [("a", "name"), ("source", "media"), ("source", "type"), ("track", "srclang"), ("video", "poster")];

/// Elements that go with their content.
const WITH_CONTENT: [&str; 3] = ["iframe", "script", "style"];

/// What the filter remembers from one fragment of a document to the next.
#[derive(Debug, Clone, Default)]
pub struct RawState {
    inside: Option<&'static str>,
}

impl RawState {
    /// Whether a script, a style or a frame began and has not ended: what stands here, text and
    /// markup alike, belongs to it and is dropped.
    pub fn inside_script(&self) -> bool {
        self.inside.is_some()
    }
}

/// What is left of a fragment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filtered {
    /// Harmless HTML. Its tags may still lack a partner.
    pub html: String,
    /// What was left out, in order.
    pub dropped: Vec<Dropped>,
}

/// Something left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// What it was.
    pub what: What,
    /// Where it stands in the fragment.
    pub range: Range<usize>,
}

/// A sort of thing that is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A tag; the text in the element has stayed.
    Element(String),
    /// An attribute.
    Attribute(String),
    /// A `script` or `style` with its content.
    Script(String),
    /// An `iframe`, in whose place a link to its `src` stands, if that is a web address.
    Frame {
        /// Its `src`; may be empty.
        src: String,
    },
    /// A comment that does not end where its block does: what follows the block is published.
    OpenComment,
}

/// Filters one fragment. The state starts new with each document.
pub fn filter(fragment: &str, state: &mut RawState) -> Filtered {
    let mut kept = Filtered::default();
    let mut from = 0;
    if let Some(name) = state.inside {
        match end_tag(fragment, 0, name) {
            Some(end) => from = end,
            None => return kept,
        }
    }
    let shift = |range: Range<usize>| range.start + from..range.end + from;
    for piece in pieces(&fragment[from..]) {
        match piece {
            Piece::Tag(mut tag) => {
                tag.range = shift(tag.range);
                for attribute in &mut tag.attributes {
                    attribute.range = shift(attribute.range.clone());
                }
                kept.tag(tag, state);
            }
            Piece::Text { range } | Piece::Raw { range } | Piece::Unclosed { range } => {
                if !state.inside_script() {
                    push_text(&mut kept.html, &fragment[shift(range)]);
                }
            }
            Piece::Comment { range, closed: false, .. } => kept.drop(What::OpenComment, shift(range)),
            Piece::Comment { .. } | Piece::Other { .. } => {}
        }
    }
    kept
}

impl Filtered {
    fn drop(&mut self, what: What, range: Range<usize>) {
        self.dropped.push(Dropped { what, range });
    }

    fn tag(&mut self, tag: Tag, state: &mut RawState) {
        if let Some(name) = WITH_CONTENT.into_iter().find(|name| *name == tag.name) {
            if tag.closing {
                if state.inside == Some(name) {
                    state.inside = None;
                }
                return;
            }
            // `<script/>` has no end tag in mind; what follows it is filtered like everything else.
            if !tag.self_closing {
                state.inside = Some(name);
            }
            if name == "iframe" {
                self.frame(&tag);
            } else {
                self.drop(What::Script(name.to_owned()), tag.range);
            }
            return;
        }
        let known = ELEMENTS.binary_search(&tag.name.as_str()).is_ok();
        match (known, tag.closing) {
            (false, true) => {}
            (false, false) => self.drop(What::Element(tag.name), tag.range),
            (true, true) => {
                self.html.push_str("</");
                self.html.push_str(&tag.name);
                self.html.push('>');
            }
            (true, false) => self.open(tag),
        }
    }

    fn open(&mut self, tag: Tag) {
        self.html.push('<');
        self.html.push_str(&tag.name);
        // Few names are kept, so this stays short however many attributes a tag has.
        let mut written: Vec<&str> = Vec::new();
        for attribute in &tag.attributes {
            let name = attribute.name.as_str();
            if !allowed(&tag.name, attribute) {
                self.drop(What::Attribute(name.to_owned()), attribute.range.clone());
            } else if !written.contains(&name) {
                self.html.push(' ');
                self.html.push_str(name);
                if attribute.value_range.is_some() {
                    push_value(&mut self.html, &attribute.value);
                }
                written.push(name);
            }
        }
        self.html.push('>');
    }

    fn frame(&mut self, tag: &Tag) {
        let src = tag.attribute("src").map(|src| src.value.trim().to_owned()).unwrap_or_default();
        let lower = src.to_ascii_lowercase();
        if ["https://", "http://", "//"].iter().any(|start| lower.starts_with(start)) {
            self.html.push_str("<a href");
            push_value(&mut self.html, &src);
            self.html.push('>');
            push_text(&mut self.html, &src.replace('&', "&amp;"));
            self.html.push_str("</a>");
        }
        self.drop(What::Frame { src }, tag.range.clone());
    }
}

fn allowed(element: &str, attribute: &Attribute) -> bool {
    let name = attribute.name.as_str();
    let listed = ATTRIBUTES.binary_search(&name).is_ok() || OF_ELEMENTS.contains(&(element, name));
    listed
        && match name {
            "href" | "cite" => allowed_address(&attribute.value),
            "src" | "poster" => allowed_address(&attribute.value) || is_picture(&attribute.value),
            "srcset" => srcset_candidates(&attribute.value)
                .into_iter()
                .all(|candidate| allowed_address(&attribute.value[candidate])),
            _ => true,
        }
}

/// Whether raw HTML may name an address: relative, or of one of four schemes.
pub fn allowed_address(address: &str) -> bool {
    // As browsers read it: without blanks and controls at its ends, tabs and line ends nowhere.
    let read: String = address
        .trim_matches(|c: char| c <= ' ')
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect();
    let scheme = read.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase()).unwrap_or_default();
    match (link_form(address), link_form(&read)) {
        (LinkForm::Dangerous, _) | (_, LinkForm::Dangerous) => false,
        (_, LinkForm::Local) => true,
        _ => read.starts_with("//") || matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel"),
    }
}

/// Whether an address is a picture written out as `data:`, of a format in which nothing can run.
pub fn is_picture(address: &str) -> bool {
    let Some(data) = address.trim_matches(|c: char| c <= ' ').get(..11) else { return false };
    let data = data.to_ascii_lowercase();
    let format = address.trim_matches(|c: char| c <= ' ').get(11..).unwrap_or_default().to_ascii_lowercase();
    data == "data:image/"
        && ["png", "jpeg", "jpg", "gif", "webp"]
            .iter()
            .any(|known| format.strip_prefix(known).is_some_and(|rest| rest.starts_with([';', ','])))
}

/// Writes text as it stands, so that no `<` in it begins a tag once it stands elsewhere. A lone `&` is
/// written out: the parser of the second belt takes quadratic time over many of them.
fn push_text(html: &mut String, text: &str) {
    for (at, c) in text.char_indices() {
        match c {
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '&' if !entities::is_reference(&text[at + 1..]) => html.push_str("&amp;"),
            c => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn safe(fragment: &str) -> String {
        filter(fragment, &mut RawState::default()).html
    }

    #[test]
    fn the_lists_are_sorted() {
        assert!(ELEMENTS.is_sorted());
        assert!(ATTRIBUTES.is_sorted());
    }

    #[test]
    fn harmless_html_stays() {
        for html in [
            "<p class=\"x\" id=\"a\" lang=\"nb\">H<sub>2</sub>O<br>a &lt; b &eacute;</p>",
            "<table><thead><tr><th scope=\"col\" colspan=\"2\">A</th></tr></thead></table>",
            "<details open><summary>More</summary></details>",
            "<picture><source srcset=\"a.webp, b.webp 2x\" type=\"image/webp\"><img src=\"a.png\" alt=\"\"></picture>",
            "<video src=\"a.mp4\" controls poster=\"a.png\" width=\"3\"><track src=\"a.vtt\" kind=\"captions\" srclang=\"en\"></video>",
            "<a href=\"https://a.example/?b=1&amp;c\" name=\"z\">x</a><a href=\"../y.md#z\">y</a>",
            "<a href=\"mailto:a@b.example\">m</a><a href=\"tel:+47\">t</a>",
            "<img src=\"data:image/png;base64,AAAA\" alt=\"x\">",
            "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>",
        ] {
            let kept = filter(html, &mut RawState::default());
            assert_eq!((kept.html.as_str(), kept.dropped), (html, vec![]));
        }
    }

    #[test]
    fn other_tags_go_and_their_text_stays() {
        assert_eq!(safe("<form action=x><button>Go</button></form>"), "Go");
        assert_eq!(safe("<svg><text>a</text></svg><math><mi>b</mi></math>"), "ab");
        assert_eq!(safe("<textarea><b>x</b></textarea>"), "&lt;b&gt;x&lt;/b&gt;");
        assert_eq!(safe("a < b<marquee>c</marquee><!-- d --><?e?>"), "a &lt; bc");
        assert_eq!(
            safe("<b>R&D & a &lt; b &copy 2 &copyx &#38 &x;</b>"),
            "<b>R&amp;D &amp; a &lt; b &copy 2 &copyx &#38 &x;</b>"
        );
        assert_eq!(safe("<div title=\"x"), "&lt;div title=\"x");
        let kept = filter("x <blink class=a>y</blink>", &mut RawState::default());
        assert_eq!(kept.dropped, [Dropped { what: What::Element("blink".into()), range: 2..17 }]);
    }

    #[test]
    fn handlers_styles_and_dangerous_addresses_go() {
        for attribute in [
            "onclick=x",
            "ONCLICK='x'",
            "style=\"x\"",
            "href=javascript:x",
            "href=' java&Tab;script&colon;x'",
            "href=&#x6A;avascript:x",
            "src=data:text/html,x",
            "src=data:image/svg+xml,x",
            "href=data:image/png,x",
            "srcset='a.png, javascript:x 2x'",
            "href=vbscript:x",
            "href=file:///etc/passwd",
            "href='fi&#10;le:x'",
            "cite=javascript:x",
            "src=blob:x",
            "background=x",
            "formaction=x",
        ] {
            let kept = filter(&format!("<img {attribute} alt=a>"), &mut RawState::default());
            assert_eq!(kept.html, "<img alt=\"a\">", "{attribute}");
            let [Dropped { what: What::Attribute(_), range }] = kept.dropped.as_slice() else { panic!() };
            assert_eq!(*range, 5..5 + attribute.len());
        }
    }

    #[test]
    fn of_a_repeated_attribute_the_first_counts() {
        assert_eq!(safe("<a title=x title=y>"), "<a title=\"x\">");
    }

    #[test]
    fn a_script_goes_with_its_content_however_it_is_cut() {
        let mut state = RawState::default();
        let kept = filter("a<script>b", &mut state);
        assert_eq!(kept.html, "a");
        assert_eq!(kept.dropped, [Dropped { what: What::Script("script".into()), range: 1..9 }]);
        assert!(state.inside_script());
        assert_eq!(filter("<b>c</b></style>", &mut state), Filtered::default());
        let kept = filter("d</SCRIPT>e<style>f</style>g<i onclick=h>", &mut state);
        assert_eq!(kept.html, "eg<i>");
        assert_eq!(kept.dropped[0].range, 11..18);
        assert_eq!(kept.dropped[1], Dropped { what: What::Attribute("onclick".into()), range: 31..40 });
        assert!(!state.inside_script());
    }

    #[test]
    fn a_frame_becomes_a_link() {
        let mut state = RawState::default();
        let kept = filter("<iframe src='https://v.example/?a&amp;b'>old</iframe>x", &mut state);
        let link = "<a href=\"https://v.example/?a&amp;b\">https://v.example/?a&amp;b</a>x";
        assert_eq!(kept.html, link);
        assert_eq!(kept.dropped[0].what, What::Frame { src: "https://v.example/?a&b".into() });
        assert_eq!(safe("<iframe src=javascript:x></iframe><iframe/>y"), "y");
    }

    #[test]
    fn a_comment_that_does_not_end_is_told() {
        let kept = filter("a<!-- b", &mut RawState::default());
        assert_eq!((kept.html.as_str(), &kept.dropped[0].what), ("a", &What::OpenComment));
    }
}
