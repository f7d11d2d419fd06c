//! Raw HTML in a text: its links lead where the corpus found them to lead, its pictures have their
//! sizes, and of the rest stays what the site allows.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Writer, escape_text};
use crate::config::HtmlPolicy;
use crate::document::raw_filter;
use crate::document::raw_html::{self, Change};

impl Writer<'_> {
    pub(super) fn raw_html(&mut self, html: &str, range: &Range<usize>) {
        if self.text.html == HtmlPolicy::Escape {
            return escape_text(html, &mut self.out);
        }
        let place = |value: &Range<usize>| {
            (range.start + value.start).min(range.end.saturating_sub(1)).max(range.start)
        };
        let mut pixels: BTreeMap<usize, (u32, u32)> = BTreeMap::new();
        let mut sources = 0;
        let linked = raw_html::rewrite(html, |tag, attribute| {
            let address = raw_html::address_attribute(&attribute.name)?;
            let value_range = attribute.value_range.as_ref()?;
            if address == "srcset" {
                return self.srcset(&attribute.value, value_range, &place).map(Change::Value);
            }
            let destination = (self.text.destination)(place(value_range));
            if tag.name == "img" && address == "src" {
                if let Some(size) = destination.pixels {
                    pixels.insert(sources, size);
                }
                sources += 1;
            }
            if destination.nowhere && address == "href" {
                return Some(Change::Gone);
            }
            destination.href.map(Change::Value)
        });
        let mut pictures = 0;
        let sized = raw_html::add_attributes(&linked, |tag| {
            if tag.name != "img" || tag.closing || tag.attribute("src").is_none() {
                return Vec::new();
            }
            pictures += 1;
            let given = tag.attribute("width").is_some() || tag.attribute("height").is_some();
            match pixels.get(&(pictures - 1)).filter(|_| !given) {
                Some((width, height)) => vec![("width", width.to_string()), ("height", height.to_string())],
                None => Vec::new(),
            }
        });
        match self.text.html {
            HtmlPolicy::Safe => {
                let filtered = raw_filter::filter(&sized, &mut self.raw);
                self.raw_pictures(&filtered.html, range.start);
            }
            _ => {
                // Comments are never published.
                let mut plain = String::with_capacity(sized.len());
                let mut from = 0;
                for (_, comment) in raw_html::comments(&sized) {
                    plain.push_str(&sized[from..comment.start]);
                    from = comment.end;
                }
                plain.push_str(&sized[from..]);
                self.raw_pictures(&plain, range.start);
            }
        }
    }

    /// Writes raw HTML that is ready but for how its pictures are fetched. What their author says of
    /// that is left as it is.
    fn raw_pictures(&mut self, html: &str, at: usize) {
        let html = raw_html::add_attributes(html, |tag| {
            if tag.name != "img" || tag.closing {
                return Vec::new();
            }
            let fetching = self.fetching(at);
            fetching.into_iter().filter(|(name, _)| tag.attribute(name).is_none()).collect()
        });
        self.out.push_str(&html);
    }

    fn srcset(
        &self,
        value: &str,
        value_range: &Range<usize>,
        place: &dyn Fn(&Range<usize>) -> usize,
    ) -> Option<String> {
        let mut rewritten = String::new();
        let mut from = 0;
        for candidate in raw_html::srcset_candidates(value) {
            let at = place(&(value_range.start + candidate.start..value_range.start + candidate.end));
            rewritten.push_str(&value[from..candidate.start]);
            rewritten.push_str(
                &(self.text.destination)(at).href.unwrap_or_else(|| value[candidate.clone()].to_owned()),
            );
            from = candidate.end;
        }
        rewritten.push_str(&value[from..]);
        Some(rewritten)
    }
}
