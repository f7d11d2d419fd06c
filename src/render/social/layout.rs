//! Where everything stands on a card, as SVG.
//!
//! Paper, ink, and one rule in the colour of the kind, as in the default theme. A line of which the font
//! lacks a letter is left out, and a title gives way to the site's name: an empty box is never drawn.

use unicode_normalization::UnicodeNormalization;

use super::facts::Facts;
use super::fit::{self, Lines, Size};
use super::font::{self, FAMILY};
use crate::render::xml::Xml;

/// Its width in pixels: what social networks ask for.
pub const WIDTH: u32 = 1200;
/// Its height in pixels.
pub const HEIGHT: u32 = 630;

const PAPER: &str = "#fbfaf7";
const INK: &str = "#1f2428";
const MUTED: &str = "#565c63";
const LINE: &str = "#d9d4c8";
/// Of what has no colour of its own: that of links.
const PLAIN: &str = "#0b5a63";

/// The margins at the sides, and the width between them.
const MARGIN: f32 = 88.0;
const ROOM: f32 = WIDTH as f32 - 2.0 * MARGIN;

/// The baselines of the line above the title, of the one below it and of the foot.
const SORT_AT: f32 = 134.0;
const MADE_AT: f32 = 492.0;
const FOOT_AT: f32 = 570.0;

/// The sizes of a title, and those of the sentence below it.
const TITLE: [Size; 5] = [
    Size { size: 128.0, leading: 136.0, most: 1 },
    Size { size: 104.0, leading: 112.0, most: 2 },
    Size { size: 80.0, leading: 88.0, most: 3 },
    Size { size: 66.0, leading: 75.0, most: 3 },
    Size { size: 54.0, leading: 63.0, most: 4 },
];
const WORDS: [Size; 1] = [Size { size: 34.0, leading: 46.0, most: 2 }];
const SMALL: f32 = 32.0;

/// How high a capital is, in parts of its size.
const CAPITAL: f32 = 0.67;

/// Marks that may stand on one letter; more of them would run over other lines.
const MARKS: usize = 2;

/// A card as SVG.
pub fn svg(facts: &Facts) -> String {
    let card = Card { from_the_right: facts.from_the_right };
    let shown = |text: &str| Some(clean(text)).filter(|text| !text.is_empty() && font::has_all(text));
    let (title, site) = (shown(&facts.title), shown(&facts.site));
    let place = clean(facts.place.trim_end_matches('/'));
    let own = title.is_some();
    let title = title.or_else(|| site.clone()).unwrap_or_else(|| place.clone());
    let sort = shown(&facts.sort);
    let names: Vec<String> = facts.authors.iter().filter_map(|name| shown(name)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let made = fit::names(&names, &shown(&facts.date).unwrap_or_default(), SMALL, ROOM);
    let words = shown(&facts.words).filter(|_| own).unwrap_or_default();
    let (colour, shape) = look(&facts.kind);
    let (width, height) = (WIDTH.to_string(), HEIGHT.to_string());
    let size = [("xmlns", "http://www.w3.org/2000/svg"), ("width", &width), ("height", &height)];
    Xml::document("svg", &size, |svg| {
        svg.empty("rect", &[("width", &width), ("height", &height), ("fill", PAPER)]);
        card.bar(svg, 72.0, 6.0, colour);
        if let Some(sort) = &sort {
            let beside = card.shape(svg, shape, colour);
            let sort = fit::one_line(sort, SMALL, ROOM - beside);
            card.line(svg, &sort, beside, SORT_AT, SMALL, colour);
        }
        // Without a line above it the title moves up half the way to where that would be.
        let top = if sort.is_some() { SORT_AT + 46.0 } else { SORT_AT + 12.0 };
        let set = fit::lines(&title, &TITLE, ROOM);
        let below = card.lines(svg, &set, top, INK);
        card.lines(svg, &fit::lines(&words, &WORDS, ROOM * 0.86), below + 58.0, MUTED);
        card.line(svg, &made, 0.0, MADE_AT, SMALL, MUTED);
        card.bar(svg, FOOT_AT - 50.0, 1.5, LINE);
        // What is the title already is not said twice.
        let name = site.filter(|site| *site != title);
        let beside = name.as_ref().map_or(ROOM, |name| ROOM - font::width(name, SMALL) - 40.0);
        let place = if place == title { String::new() } else { place };
        match name {
            Some(name) => {
                card.line(svg, &fit::one_line(&name, SMALL, ROOM), 0.0, FOOT_AT, SMALL, INK);
                // It stands there as a whole or not at all: a part of an address leads elsewhere.
                if font::width(&place, 28.0) <= beside {
                    card.far(svg, &place, FOOT_AT, 28.0, MUTED);
                }
            }
            None => card.line(svg, &fit::one_line(&place, SMALL, ROOM), 0.0, FOOT_AT, SMALL, MUTED),
        }
    })
}

/// The colour of a kind and its shape, as in the theme's style sheet.
fn look(kind: &str) -> (&'static str, Option<Shape>) {
    match kind {
        "story" => ("#8f3d10", Some(Shape::Disc)),
        "essay" => ("#2a4b9b", Some(Shape::Square)),
        "review" => ("#6d2f7d", Some(Shape::Diamond)),
        "reading-list" => ("#2c5d2c", Some(Shape::Bars)),
        _ => (PLAIN, None),
    }
}

#[derive(Clone, Copy)]
enum Shape {
    Disc,
    Square,
    Diamond,
    Bars,
}

/// Which side lines begin on.
struct Card {
    from_the_right: bool,
}

impl Card {
    /// A place this far from where lines begin.
    fn at(&self, inset: f32) -> f32 {
        if self.from_the_right { WIDTH as f32 - MARGIN - inset } else { MARGIN + inset }
    }

    fn bar(&self, svg: &mut Xml, top: f32, height: f32, colour: &str) {
        let (x, y, width, height) = (number(MARGIN), number(top), number(ROOM), number(height));
        let place = [("x", &*x), ("y", &*y), ("width", &*width), ("height", &*height), ("fill", colour)];
        svg.empty("rect", &place);
    }

    /// Draws the shape of a kind in front of its name; says how far the name is from the margin.
    fn shape(&self, svg: &mut Xml, shape: Option<Shape>, colour: &str) -> f32 {
        let Some(shape) = shape else { return 0.0 };
        let half = SMALL * 0.31;
        let (x, y) = (self.at(half), SORT_AT - SMALL * CAPITAL / 2.0);
        let path = |points: &[(f32, f32)]| {
            let point = |(across, down): &(f32, f32)| format!("{} {}", number(x + across), number(y + down));
            format!("M{}Z", points.iter().map(point).collect::<Vec<_>>().join("L"))
        };
        let bar = |top: f32| [(-half, top), (half, top), (half, top + 5.0), (-half, top + 5.0)];
        match shape {
            Shape::Disc => svg.empty(
                "circle",
                &[("cx", &number(x)), ("cy", &number(y)), ("r", &number(half)), ("fill", colour)],
            ),
            Shape::Square => {
                let half = half * 0.92;
                let square = path(&[(-half, -half), (half, -half), (half, half), (-half, half)]);
                svg.empty("path", &[("d", &square), ("fill", colour)]);
            }
            Shape::Diamond => {
                let half = half * 1.2;
                let diamond = path(&[(0.0, -half), (half, 0.0), (0.0, half), (-half, 0.0)]);
                svg.empty("path", &[("d", &diamond), ("fill", colour)]);
            }
            Shape::Bars => {
                let bars = format!("{}{}", path(&bar(-7.5)), path(&bar(2.5)));
                svg.empty("path", &[("d", &bars), ("fill", colour)]);
            }
        }
        2.0 * half + 16.0
    }

    /// A text that begins `inset` from the margin.
    fn line(&self, svg: &mut Xml, text: &str, inset: f32, baseline: f32, size: f32, colour: &str) {
        let hang = if self.from_the_right { 0.0 } else { font::hang(text, size) };
        self.text(svg, text, self.at(inset - hang), self.from_the_right, (baseline, size), colour);
    }

    /// A text that ends at the margin where lines end.
    fn far(&self, svg: &mut Xml, text: &str, baseline: f32, size: f32, colour: &str) {
        self.text(svg, text, self.at(ROOM), !self.from_the_right, (baseline, size), colour);
    }

    fn text(&self, svg: &mut Xml, text: &str, x: f32, ends: bool, place: (f32, f32), colour: &str) {
        if text.is_empty() {
            return;
        }
        let (x, y, size) = (number(x), number(place.0), number(place.1));
        let mut all = vec![
            ("x", x.as_str()),
            ("y", &y),
            ("font-family", FAMILY),
            ("font-size", &size),
            ("fill", colour),
        ];
        if ends {
            all.push(("text-anchor", "end"));
        }
        svg.text("text", &all, text);
    }

    /// Lines whose first capitals reach up to `top`; says where the last one stands.
    fn lines(&self, svg: &mut Xml, set: &Lines, top: f32, colour: &str) -> f32 {
        let mut baseline = top + set.size * CAPITAL;
        for (at, line) in set.lines.iter().enumerate() {
            if at > 0 {
                baseline += set.leading;
            }
            self.line(svg, line, 0.0, baseline, set.size, colour);
        }
        baseline
    }
}

fn number(value: f32) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// A text as a card can show it: in one line and in Unicode's form NFC, without what nobody sees and without
/// pictures, and no heaps of marks.
pub fn clean(text: &str) -> String {
    let mut out = String::new();
    let (mut blank, mut marks) = (false, 0);
    for letter in text.nfc() {
        marks = if font::is_mark(letter) { marks + 1 } else { 0 };
        let letter = match letter {
            '\u{a0}' | '\u{202f}' | '\u{2007}' => '\u{a0}',
            '\u{2010}' | '\u{2011}' => '-',
            '\u{2012}' => '\u{2013}',
            '\u{2015}' => '\u{2014}',
            _ if letter.is_whitespace() || letter.is_control() => {
                blank = true;
                continue;
            }
            _ if is_unseen(letter) || is_picture(letter) || marks > MARKS => continue,
            _ => letter,
        };
        if blank && !out.is_empty() {
            out.push(' ');
        }
        blank = false;
        out.push(letter);
    }
    // A picture may have stood last.
    out.truncate(out.trim_end().len());
    out
}

/// What only says how its neighbours are to be set.
fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

/// Emoji and other small pictures, which say nothing that a title lacks without them.
fn is_picture(letter: char) -> bool {
    matches!(letter, '\u{20e3}' | '\u{2300}'..='\u{23ff}' | '\u{25a0}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}'
        | '\u{1f000}'..='\u{1faff}')
}
