//! HTML made fit for programs that show mails.
//!
//! They know no `details`, follow no id, and show a picture in the size its attributes say. What is
//! given here has whole links already and nothing that runs; how it looks is for [`super::style`].

use crate::document::raw_html::{self, Piece, Tag};
use crate::render::html::escape_attribute;

/// The widest picture, in pixels: the column less its margins.
const WIDEST: f64 = 592.0;

/// Elements that go and leave what is in them.
const GONE: [&str; 14] = [
    "base", "button", "embed", "fieldset", "input", "link", "meta", "object", "option", "picture", "select",
    "source", "textarea", "track",
];

/// Attributes that mean nothing in a mail, or that some programs trip over.
const NO_USE: [&str; 12] = [
    "class",
    "contenteditable",
    "decoding",
    "headers",
    "id",
    "loading",
    "name",
    "open",
    "sizes",
    "srcset",
    "style",
    "usemap",
];

/// The text of a page, for a mail. Links to places of `page_url` itself lose their target: what they
/// lead to stands in the same mail, and nearly no program follows them there. Headings are `deeper`
/// by so many levels.
pub fn fit(html: &str, page_url: &str, deeper: usize) -> String {
    let mut out = String::with_capacity(html.len());
    let mut anchors: Vec<bool> = Vec::new();
    // Whether a link that lost its target has just begun.
    let mut lost = false;
    for piece in raw_html::pieces(html) {
        match piece {
            Piece::Tag(tag) if GONE.contains(&tag.name.as_str()) => {}
            Piece::Tag(tag) if tag.name == "a" => {
                let leads = if tag.closing {
                    anchors.pop().unwrap_or(false)
                } else {
                    anchors.push(leads_away(&tag, page_url));
                    anchors.last() == Some(&true)
                };
                lost = !leads && !tag.closing;
                if leads {
                    write(&tag, &tag.name, &[], &mut out);
                }
            }
            Piece::Tag(tag) => match tag.name.as_str() {
                "details" => write(&tag, "div", &[], &mut out),
                "summary" => write(&tag, "div", &[("class", "summary".to_owned())], &mut out),
                "img" => write(&tag, "img", &scaled(&tag), &mut out),
                name => {
                    let name = heading(name)
                        .map_or_else(|| name.to_owned(), |level| format!("h{}", (level + deeper).min(6)));
                    write(&tag, &name, &[], &mut out);
                }
            },
            // The way back from a note says nothing without its target.
            Piece::Text { range } if lost && html[range.clone()].starts_with('\u{21a9}') => {
                out.truncate(out.trim_end().len());
            }
            Piece::Text { range } | Piece::Raw { range } => out.push_str(&html[range]),
            Piece::Comment { .. } | Piece::Other { .. } | Piece::Unclosed { .. } => {}
        }
    }
    out
}

/// Whether a link leads to another page.
fn leads_away(tag: &Tag, page_url: &str) -> bool {
    let Some(href) = tag.attribute("href").map(|href| href.value.as_str()) else { return false };
    !stays(href, page_url)
}

/// Whether a whole URL leads to a place of that page.
pub fn stays(url: &str, page_url: &str) -> bool {
    url.strip_prefix(page_url).is_some_and(|rest| rest.starts_with('#'))
}

/// The size of a picture that is wider than the column.
fn scaled(tag: &Tag) -> Vec<(&'static str, String)> {
    let number = |name: &str| tag.attribute(name).and_then(|value| value.value.trim().parse::<f64>().ok());
    match (number("width"), number("height")) {
        (Some(width), height) if width > WIDEST => {
            let height = height.map(|height| ("height", format!("{:.0}", height * WIDEST / width)));
            [("width", format!("{WIDEST:.0}"))].into_iter().chain(height).collect()
        }
        _ => Vec::new(),
    }
}

/// Writes a tag under that name, with these attributes in place of its own.
fn write(tag: &Tag, name: &str, instead: &[(&'static str, String)], out: &mut String) {
    if tag.closing {
        out.push_str(&format!("</{name}>"));
        return;
    }
    out.push('<');
    out.push_str(name);
    let mut written: Vec<&str> = Vec::new();
    let mut attribute = |key: &str, value: Option<&str>| {
        out.push(' ');
        out.push_str(key);
        if let Some(value) = value {
            out.push_str("=\"");
            escape_attribute(value, out);
            out.push('"');
        }
    };
    for own in &tag.attributes {
        let key = own.name.as_str();
        let plain = key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        let useful = plain && !NO_USE.contains(&key) && !key.starts_with("data-");
        if !useful || written.contains(&key) || instead.iter().any(|(other, _)| *other == key) {
            continue;
        }
        written.push(key);
        attribute(key, own.value_range.as_ref().map(|_| own.value.as_str()));
    }
    for (key, value) in instead {
        attribute(key, Some(value));
    }
    out.push('>');
}

/// The level of a heading's name.
fn heading(name: &str) -> Option<usize> {
    let level = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}

/// The mail with headings of which none is more than one level deeper than the one before.
pub fn heading_levels(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    // The levels around the place, as they were written.
    let mut around: Vec<usize> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for piece in raw_html::pieces(html) {
        let Piece::Tag(tag) = &piece else {
            out.push_str(&html[range_of(&piece)]);
            continue;
        };
        let range = tag.range.clone();
        let Some(level) = heading(&tag.name) else {
            out.push_str(&html[range]);
            continue;
        };
        let new = if tag.closing {
            open.pop().unwrap_or(level)
        } else {
            while around.last().is_some_and(|last| *last >= level) {
                around.pop();
            }
            around.push(level);
            open.push(around.len().min(6));
            around.len().min(6)
        };
        let name_at = range.start + if tag.closing { 2 } else { 1 };
        out.push_str(&html[range.start..name_at]);
        out.push_str(&format!("h{new}"));
        out.push_str(&html[name_at + tag.name.len()..range.end]);
    }
    out
}

fn range_of(piece: &Piece) -> std::ops::Range<usize> {
    match piece {
        Piece::Tag(tag) => tag.range.clone(),
        Piece::Comment { range, .. }
        | Piece::Text { range }
        | Piece::Raw { range }
        | Piece::Other { range }
        | Piece::Unclosed { range } => range.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_mails_cannot_show_becomes_what_they_can() {
        for (page, mail) in [
            (
                "<details open><summary>Why</summary><p>So</p></details>",
                "<div><div class=\"summary\">Why</div><p>So</p></div>",
            ),
            ("<h2 id=\"x\" lang=no>A</h2>", "<h3 lang=\"no\">A</h3>"),
            (
                "<img src=\"https://a.example/b.png\" alt=\"\" width=\"1184\" height=\"600\">",
                "<img src=\"https://a.example/b.png\" alt=\"\" width=\"592\" height=\"300\">",
            ),
            (
                "<picture><source srcset=\"x\"><img src=\"y\" alt='a \"b\"'></picture>",
                "<img src=\"y\" alt=\"a &quot;b&quot;\">",
            ),
            ("<p>a <a href=\"https://e.example/l/#r\">\u{21a9}</a></p>", "<p>a</p>"),
            (
                "a<a href=\"https://e.example/l/#n\">1</a> <a href=\"https://e.example/l/\">b</a>",
                "a1 <a href=\"https://e.example/l/\">b</a>",
            ),
            ("<a href=\"https://a.example/?b&amp;c\">d</a>", "<a href=\"https://a.example/?b&amp;c\">d</a>"),
        ] {
            assert_eq!(fit(page, "https://e.example/l/", 1), mail);
        }
    }

    #[test]
    fn no_heading_is_skipped() {
        assert_eq!(
            heading_levels("<h1>a</h1><h3 class=x>b</h3><h4>c</h4><h3>d</h3><h2>e</h2><h6>f</h6>"),
            "<h1>a</h1><h2 class=x>b</h2><h3>c</h3><h2>d</h2><h2>e</h2><h3>f</h3>"
        );
    }
}
