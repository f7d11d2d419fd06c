//! Raw HTML in a text: its words, its links and its pictures' words, without a tag.
//!
//! What may stay of it is decided as for the HTML of a page, so that both have the same links.

use std::ops::Range;

use super::Writer;
use crate::config::HtmlPolicy;
use crate::document::entities::decode;
use crate::document::raw_filter;
use crate::document::raw_html::{self, Change, Piece, Tag};

/// Elements that begin a new paragraph.
#[rustfmt::skip]
const BLOCKS: [&str; 24] = [
    "address", "article", "aside", "blockquote", "details", "div", "dl", "figcaption", "figure", "footer",
    "h2", "h3", "h4", "h5", "h6", "header", "ol", "p", "pre", "section", "summary", "table", "ul", "hr",
];

/// Elements that begin a new line.
const LINES: [&str; 5] = ["br", "dd", "dt", "li", "tr"];

/// Elements whose words are not shown. Of a sound or a film its address is.
const SILENT: [&str; 8] = ["script", "style", "iframe", "form", "audio", "video", "svg", "template"];

impl Writer<'_, '_> {
    pub(super) fn raw_html(&mut self, html: &str, range: &Range<usize>, out: &mut String) {
        if self.text.html == HtmlPolicy::Escape {
            return out.push_str(html);
        }
        let place = |value: &Range<usize>| {
            (range.start + value.start).min(range.end.saturating_sub(1)).max(range.start)
        };
        let linked = raw_html::rewrite(html, |_, attribute| {
            let address = raw_html::address_attribute(&attribute.name)?;
            let destination = (self.text.destination)(place(attribute.value_range.as_ref()?));
            match address {
                "srcset" => None,
                "href" if destination.nowhere => Some(Change::Gone),
                _ => destination.href.map(Change::Value),
            }
        });
        let kept = match self.text.html {
            HtmlPolicy::Safe => raw_filter::filter(&linked, &mut self.raw).html,
            _ => linked,
        };
        for piece in raw_html::pieces(&kept) {
            match piece {
                Piece::Tag(tag) => self.tag(&tag, out),
                Piece::Text { range } if self.silent == 0 => {
                    out.push_str(&decode(&kept[range]).replace(['\n', '\t'], " "));
                }
                _ => {}
            }
        }
    }

    fn tag(&mut self, tag: &Tag, out: &mut String) {
        let name = tag.name.as_str();
        let value = |name: &str| tag.attribute(name).map(|attribute| attribute.value.as_str());
        if SILENT.contains(&name) {
            if tag.closing {
                self.silent = self.silent.saturating_sub(1);
                return;
            }
            self.played = false;
            self.media(name, value("src"), out);
            if !tag.self_closing {
                self.silent += 1;
            }
            return;
        }
        match name {
            "source" if self.silent > 0 => self.media("source", value("src"), out),
            _ if self.silent > 0 => {}
            "a" if tag.closing => {
                if let Some(Some(number)) = self.anchors.pop() {
                    out.push_str(&format!(" [{number}]"));
                }
            }
            "a" => {
                let url = value("href").and_then(|href| (self.text.whole)(href));
                let number = url.map(|url| self.links.number(&url));
                self.anchors.push(number);
            }
            "img" => {
                if let Some(alt) = value("alt").filter(|alt| !alt.trim().is_empty()) {
                    out.push_str(&self.text.words.say("picture_in_text", &[("alt", alt)]));
                }
            }
            "td" | "th" if !tag.closing => out.push(' '),
            _ if BLOCKS.contains(&name) => out.push_str("\n\n"),
            _ if LINES.contains(&name) && !tag.closing => out.push('\n'),
            _ => {}
        }
    }

    /// A sound or a film: the address at which it can be had, the first if there are several.
    fn media(&mut self, name: &str, src: Option<&str>, out: &mut String) {
        let plays = ["audio", "video", "source"].contains(&name) && !self.played;
        if let Some(url) = src.filter(|_| plays).and_then(|src| (self.text.whole)(src)) {
            self.played = true;
            out.push_str(&url);
        }
    }
}
