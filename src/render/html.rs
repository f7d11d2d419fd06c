//! HTML as a type, and text made fit for it.
//!
//! Whatever is no [`Html`] is escaped when it reaches a page. Only this folder makes one.

use std::fmt;

use crate::bytes::{self, STRETCH};
use crate::document::raw_html::{Piece, pieces};

/// Markup that may stand in a page as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Html(String);

impl Html {
    /// Takes markup that this folder has written, or sanitised, itself.
    pub(in crate::render) fn made(markup: String) -> Html {
        Html(markup)
    }

    /// A text as markup that shows it.
    pub fn text(text: &str) -> Html {
        let mut markup = String::with_capacity(text.len());
        escape_text(text, &mut markup);
        Html::made(markup)
    }

    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The markup, as a plain string.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Elements that a page without a style sheet for texts can show.
const PLAIN: [&str; 12] = ["a", "b", "br", "em", "h2", "h3", "i", "li", "ol", "p", "strong", "ul"];

/// Whether a finished text is more than paragraphs, headings, lists and links.
pub fn is_rich(markup: &str) -> bool {
    pieces(markup).iter().any(|piece| match piece {
        Piece::Tag(tag) => !PLAIN.contains(&tag.name.as_str()) || tag.attribute("class").is_some(),
        _ => false,
    })
}

/// What the blocks of a text are marked with.
const BLOCKS: [&str; 6] = ["factors", "gap", "pullquote", "questions", "timeline", "turn"];

/// Whether a finished text has a block: turns, a timeline, questions, a quotation pulled out.
pub fn has_blocks(markup: &str) -> bool {
    let class = |value: &str| value.split_ascii_whitespace().any(|class| BLOCKS.contains(&class));
    // Most texts have none, and need not be taken apart to see it.
    let may = markup.match_indices('=').any(|(at, _)| {
        let value = markup[..at].ends_with("class").then(|| markup[at + 1..].strip_prefix('"')).flatten();
        value.and_then(|rest| rest.split('"').next()).is_some_and(class)
    });
    may && pieces(markup).iter().any(|piece| match piece {
        Piece::Tag(tag) => tag.attribute("class").is_some_and(|own| class(&own.value)),
        _ => false,
    })
}

/// Writes text so that it is shown as it is between tags.
pub fn escape_text(text: &str, into: &mut String) {
    escape(text, into, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        _ => None,
    });
}

/// Writes text so that it is the value of an attribute in quotes, double or single.
pub fn escape_attribute(text: &str, into: &mut String) {
    escape(text, into, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        b'\'' => Some("&#39;"),
        _ => None,
    });
}

fn escape(text: &str, into: &mut String, reference: impl Fn(u8) -> Option<&'static str>) {
    // Of running text, most has nothing to escape.
    let special =
        |byte: u8| (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == b'"') | (byte == b'\'');
    if !bytes::any(text.as_bytes(), special) {
        into.push_str(text);
        return;
    }
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(reference) = reference(byte) {
            into.push_str(&text[from..at]);
            into.push_str(reference);
            from = at + 1;
        }
    }
    into.push_str(&text[from..]);
}

/// A page without the control characters and noncharacters that HTML forbids. No browser shows them,
/// and they may have come along with any pasted text.
pub fn without_controls(page: Vec<u8>) -> Vec<u8> {
    if !may_be_forbidden(&page) {
        return page;
    }
    match String::from_utf8(page) {
        Ok(text) if text.contains(is_forbidden) => text.replace(is_forbidden, "").into_bytes(),
        Ok(text) => text.into_bytes(),
        Err(error) => error.into_bytes(),
    }
}

/// Whether there may be a character that [`is_forbidden`] in a text of UTF-8, by the bytes with which these
/// begin and the one or two after them.
fn may_be_forbidden(text: &[u8]) -> bool {
    let is_suspect = |byte: u8| {
        (byte < 0x20) & (byte != 0x09) & (byte != 0x0a) & (byte != 0x0c) & (byte != 0x0d)
            | (byte == 0x7f)
            | (byte == 0xc2)
            | (byte >= 0xef)
    };
    let may_begin = |at: usize| {
        let after = |place: usize| text.get(at + place).copied().unwrap_or_default();
        match text[at] {
            // Next line and its like; no-break spaces and the signs of Latin-1 come after them.
            0xc2 => after(1) < 0xa0,
            0xef => matches!(after(1), 0xb7 | 0xbf),
            0xf0.. => after(2) == 0xbf,
            _ => true,
        }
    };
    text.chunks(STRETCH).enumerate().any(|(number, stretch)| {
        let begins = |(at, byte): (usize, &u8)| is_suspect(*byte) && may_begin(number * STRETCH + at);
        bytes::any(stretch, is_suspect) && stretch.iter().enumerate().any(begins)
    })
}

fn is_forbidden(c: char) -> bool {
    let code = u32::from(c);
    (c.is_control() && !matches!(c, '\t' | '\n' | '\x0c' | '\r'))
        || (0xfdd0..=0xfdef).contains(&code)
        || code & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_told_by_its_class() {
        assert!(has_blocks("<p>a</p><ol class=\"timeline\"><li>b</li></ol>"));
        assert!(!has_blocks("<p>turn</p><div class=\"callout note\">a timeline</div>"));
    }

    #[test]
    fn a_text_with_more_than_paragraphs_headings_lists_and_links_is_rich() {
        for plain in [
            "",
            "a &lt; b",
            "<h2 id=\"x\">x</h2>\n<p>a <a href=\"/\">b</a> <em>c</em><br></p><ul><li>d</li></ul>",
        ] {
            assert!(!is_rich(plain), "{plain}");
        }
        for rich in [
            "<pre>a</pre>",
            "<p>a</p><blockquote></blockquote>",
            "<p class=\"x\">a</p>",
            "<p><code>a</code></p>",
        ] {
            assert!(is_rich(rich), "{rich}");
        }
    }

    #[test]
    fn what_html_forbids_is_left_out_of_pages() {
        let page = |text: &str| String::from_utf8(without_controls(text.as_bytes().to_vec())).unwrap();
        assert_eq!(page("a\u{1}b\u{1b}\t\u{7f}c\u{85}d\u{fdd0}e\u{fffe}f\u{1ffff}\n"), "ab\tcdef\n");
        assert_eq!(page("é \u{a0} \u{fffd} \u{1f30a} ﬁ 日本"), "é \u{a0} \u{fffd} \u{1f30a} ﬁ 日本");
    }

    #[test]
    fn text_is_shown_and_never_read() {
        assert_eq!(Html::text("é <b> & \"x\"").as_str(), "é &lt;b&gt; &amp; \"x\"");
        let mut value = String::new();
        escape_attribute("a\"'<>&b", &mut value);
        assert_eq!(value, "a&quot;&#39;&lt;&gt;&amp;b");
    }
}
