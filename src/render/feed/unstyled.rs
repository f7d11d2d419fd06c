//! HTML for letters: what stands in a feed, made to need no style sheet and to stand beside others.
//!
//! Mail programs know few rules of style and no classes, so what matters is said in the markup
//! itself. One pass over the tags, as in [`crate::render::absolute`], which has been here before:
//! links are whole, scripts and classes are gone.

use super::values::Picture;
use crate::render::absolute::{Tag, decoded};
use crate::render::sanitize::VOID;

/// How code looks where no style sheet is.
const CODE: &str = " style=\"white-space:pre-wrap;overflow-wrap:anywhere;font-family:monospace;padding:12px;border:1px solid #999\"";

/// The fragment with style of its own where it needs some, what can be folded open, and no ids: a
/// letter may hold several pieces, and its links lead to their pages. `deeper` puts its headings
/// below one that stands over all of it.
pub fn unstyled(html: &str, deeper: bool) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    for part in Parts(html) {
        let Part::Tag(tag) = part else {
            out.push_str(part.text());
            continue;
        };
        let name = tag.name.to_ascii_lowercase();
        let text = tag.without("id");
        let after_name = if tag.closes { 2 } else { 1 } + tag.name.len();
        let (start, rest) = text.split_at(after_name);
        match name.as_str() {
            "h1" | "h2" | "h3" | "h4" | "h5" if deeper => {
                let level = name.as_bytes().get(1).map_or(2, |digit| digit - b'0' + 1);
                out.push_str(&format!("{}h{level}{rest}", if tag.closes { "</" } else { "<" }));
            }
            "pre" if !tag.closes && tag.value("style").is_none() => {
                out.push_str(&format!("{start}{CODE}{rest}"));
            }
            "details" if !tag.closes => {
                let closed = tag.without("id");
                let open = if has(&tag, "open") { "" } else { " open" };
                out.push_str(&format!("{}{open}{}", &closed[..after_name], &closed[after_name..]));
            }
            _ => out.push_str(&text),
        }
    }
    out
}

/// The first picture that has an address of its own.
pub fn first_picture(html: &str) -> Option<Picture> {
    Parts(html).find_map(|part| {
        let Part::Tag(tag) = part else { return None };
        let value = |name| tag.value(name).and_then(decoded).map(|value| value.into_owned());
        if !tag.name.eq_ignore_ascii_case("img") {
            return None;
        }
        let url = value("src").filter(|src| src.starts_with("https://") || src.starts_with("http://"))?;
        let number = |name| value(name).filter(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
        Some(Picture { url, size: number("width").zip(number("height")) })
    })
}

/// The blocks with which a fragment begins, whole and together no longer than `most` bytes.
pub fn opening(html: &str, most: usize) -> &str {
    let (mut at, mut depth, mut whole) = (0, 0usize, 0);
    for part in Parts(html) {
        at += part.text().len();
        if at > most {
            break;
        }
        if let Part::Tag(tag) = &part {
            let void = VOID.iter().any(|name| tag.name.eq_ignore_ascii_case(name));
            match (tag.closes, void) {
                (_, true) => {}
                (true, _) => depth = depth.saturating_sub(1),
                (false, _) => depth += 1,
            }
            // A heading over nothing is no end.
            let heading = tag.name.len() == 2 && tag.name.starts_with(['h', 'H']) && !void;
            if depth == 0 && !heading {
                whole = at;
            }
        }
    }
    html.get(..whole).unwrap_or_default()
}

fn has(tag: &Tag, name: &str) -> bool {
    tag.without(name).len() < tag.text.len()
}

/// A stretch of HTML.
enum Part<'a> {
    Tag(Tag<'a>),
    Words(&'a str),
}

impl<'a> Part<'a> {
    fn text(&self) -> &'a str {
        match self {
            Part::Tag(tag) => tag.text,
            Part::Words(words) => words,
        }
    }
}

/// Tags and what stands between them.
struct Parts<'a>(&'a str);

impl<'a> Iterator for Parts<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Part<'a>> {
        if self.0.is_empty() {
            return None;
        }
        if let Some(tag) = Some(self.0).filter(|text| text.starts_with('<')).and_then(Tag::read) {
            self.0 = &self.0[tag.length..];
            return Some(Part::Tag(tag));
        }
        let first = self.0.chars().next().map_or(1, char::len_utf8);
        let end = self.0[first..].find('<').map_or(self.0.len(), |at| first + at);
        let (words, rest) = self.0.split_at(end);
        self.0 = rest;
        Some(Part::Words(words))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_needs_no_style_sheet() {
        for (before, after) in [
            ("<pre><code>a &lt; b</code></pre>", format!("<pre{CODE}><code>a &lt; b</code></pre>")),
            (
                "<details><summary>More</summary>x</details>",
                "<details open><summary>More</summary>x</details>".into(),
            ),
            ("<details open>x</details>", "<details open>x</details>".into()),
            ("<DETAILS id=more title='a'>x", "<DETAILS open title='a'>x".into()),
            ("<p title=\"<pre>\">1 &lt; 2</p>", "<p title=\"<pre>\">1 &lt; 2</p>".into()),
        ] {
            assert_eq!(unstyled(before, false), after);
        }
    }

    #[test]
    fn pieces_in_one_letter_share_no_id_and_stand_below_their_titles() {
        let html = "<h2 id=\"a\">A</h2><h6>B</h6><section id='n'><hr></section>";
        assert_eq!(unstyled(html, true), "<h3>A</h3><h6>B</h6><section><hr></section>");
        assert_eq!(unstyled(html, false), "<h2>A</h2><h6>B</h6><section><hr></section>");
    }

    #[test]
    fn the_first_picture_is_one_that_others_can_fetch() {
        let html = "<img src=\"data:,\"><p><img alt=x width=3 height=\"4\" src=\"https://a.example/?a=1&amp;b\"><img src=\"https://b.example/\">";
        let picture = first_picture(html).unwrap();
        assert_eq!(picture.url, "https://a.example/?a=1&b");
        assert_eq!(picture.size, Some(("3".into(), "4".into())));
        assert_eq!(first_picture("<p>None.</p>"), None);
    }

    #[test]
    fn an_opening_ends_where_a_block_ends() {
        let html = "<p>One<br>é</p>\n<h2>Two</h2>\n<ul><li>Three</li></ul>\n<p>Four</p>";
        for (most, opening_is) in [
            (html.len(), html),
            (html.len() - 1, "<p>One<br>é</p>\n<h2>Two</h2>\n<ul><li>Three</li></ul>"),
            (40, "<p>One<br>é</p>"),
            (10, ""),
        ] {
            assert_eq!(opening(html, most), opening_is);
        }
        assert_eq!(opening("<div><p>never closed</p>", 100), "");
    }
}
