//! Pictures in a text: their sizes, the widths there are of them, and when browsers fetch them.

use pulldown_cmark::Event;

use super::Writer;
use crate::document::markdown::{self, Piece};
use crate::render::html::escape_text;
use crate::render::pictures::IN_TEXTS;

/// Blocks at the beginning of a text that may stand on the first screen of its page.
const FIRST_BLOCKS: usize = 3;

impl Writer<'_> {
    pub(super) fn picture(&mut self, alt: &str, title: &str, at: usize) {
        let destination = (self.text.destination)(at);
        let Some(src) = destination.href else {
            return escape_text(alt, &mut self.out);
        };
        self.out.push_str("<img");
        self.attribute("src", &src);
        self.attribute("alt", alt);
        if !title.is_empty() {
            self.attribute("title", title);
        }
        if let Some((width, height)) = destination.pixels {
            self.attribute("width", &width.to_string());
            self.attribute("height", &height.to_string());
        }
        if !destination.srcset.is_empty() && !self.text.elsewhere {
            self.attribute("srcset", &destination.srcset);
            self.attribute("sizes", IN_TEXTS);
        }
        for (name, value) in self.fetching(at) {
            self.attribute(name, &value);
        }
        self.out.push('>');
    }

    /// How the picture that stands there is fetched and drawn: the first of a page may stand on the first
    /// screen if little stands before it, the others wait until they are near. Elsewhere that is not ours to
    /// say.
    pub(super) fn fetching(&mut self, at: usize) -> Vec<(&'static str, String)> {
        self.picture += 1;
        if self.text.elsewhere {
            return Vec::new();
        }
        let first = self.picture == 1 && self.text.room == 0 && at < self.first_screen;
        let lazy = (!first).then(|| ("loading", "lazy".to_owned()));
        lazy.into_iter().chain([("decoding", "async".to_owned())]).collect()
    }
}

/// Where the blocks end that may stand on the first screen.
pub(super) fn first_screen(pieces: &[Piece<'_>]) -> usize {
    let (mut index, mut end) = (0, 0);
    for _ in 0..FIRST_BLOCKS {
        let Some((event, range)) = pieces.get(index) else { return usize::MAX };
        end = range.end;
        index =
            if matches!(event, Event::Start(_)) { markdown::end_of(pieces, index) + 1 } else { index + 1 };
    }
    end
}
