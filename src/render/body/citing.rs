//! Citations in a text, and the source of a quote.

use std::ops::Range;

use pulldown_cmark::Event;

use super::{Citing, Writer};
use crate::document::markdown::{self, Piece};
use crate::render::html::escape_text;

impl Writer<'_> {
    /// Who or what a quote is from. A page alone, in a review, is one of the work reviewed.
    pub(super) fn source_of_a_quote(&mut self, pieces: &[Piece<'_>], start: usize, source: Range<usize>) {
        let page = markdown::page_of_a_quote(pieces, start);
        let citing = page.as_ref().map(|(at, _)| (self.text.citing)(at.start)).unwrap_or_default();
        if let (Some((_, locator)), Some(one), Some((Event::Text(words), _))) =
            (page, citing.first(), pieces.get(source.start))
        {
            let dash = words.len() - words.trim_start_matches(['\u{2013}', '\u{2014}', '-']).len();
            escape_text(&words[..dash], &mut self.out);
            self.out.push(' ');
            return self.cited(&Citing { label: locator.to_owned(), locator: String::new(), ..one.clone() });
        }
        let before = std::mem::replace(&mut self.in_source, true);
        self.all(pieces, source);
        self.in_source = before;
    }

    /// A citation: in brackets, save where the source of a quote is said.
    pub(super) fn citation(&mut self, citing: &[Citing]) {
        let (open, close) = if self.in_source { ("", "") } else { ("(", ")") };
        self.out.push_str(open);
        for (number, one) in citing.iter().enumerate() {
            if number > 0 {
                self.out.push_str("; ");
            }
            if !one.prefix.is_empty() {
                escape_text(&one.prefix, &mut self.out);
                self.out.push(' ');
            }
            self.cited(one);
        }
        self.out.push_str(close);
    }

    /// A work that a point of a reading list begins with: its title, and what it is called elsewhere.
    pub(super) fn recommended(&mut self, one: &Citing, title: &str, page: Option<&str>) {
        let words = [one.label.as_str(), &one.locator];
        let words: Vec<&str> = words.into_iter().filter(|words| !words.is_empty()).collect();
        self.out.push_str("<cite>");
        let to = Citing { label: title.to_owned(), locator: String::new(), ..one.clone() };
        self.cited(&Citing { href: page.map(str::to_owned), ..to });
        self.out.push_str("</cite> (");
        escape_text(&words.join(", "), &mut self.out);
        self.out.push(')');
    }

    fn cited(&mut self, one: &Citing) {
        let words = if one.locator.is_empty() {
            one.label.clone()
        } else {
            format!("{}, {}", one.label, one.locator)
        };
        let Some(href) = &one.href else { return escape_text(&words, &mut self.out) };
        self.out.push_str("<a");
        self.attribute("href", href);
        if !self.text.elsewhere {
            self.attribute("id", &one.anchor);
        }
        self.out.push('>');
        escape_text(&words, &mut self.out);
        self.out.push_str("</a>");
    }
}
