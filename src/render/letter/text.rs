//! The plain-text part of a mail: the same words and links as its HTML, in the same order.
//!
//! Made from the Markdown, by [`crate::render::plain`]. Everything that stands in the HTML's template
//! stands here too, since a reader may see only one of them.

use std::cell::RefCell;

use super::items::{self, Item, Share};
use super::{fit, page_url, preheader, sponsor, subject};
use crate::document::blocks::Items;
use crate::document::{Document, DocumentId};
use crate::language::Words;
use crate::render::absolute;
use crate::render::plain::{self, Links, WIDTH, underlined, wrap};
use crate::render::scene::{Scene, Sort};

/// The text part of an edition's mail; of the documents in `shortened` it has the opening alone.
pub fn write(scene: &Scene, edition: &Document, shares: &[Share], shortened: &[DocumentId]) -> String {
    let words = scene.words_for(edition);
    let mut out = Letter { scene, words, shortened, blocks: Vec::new() };
    let letter = &scene.config.newsletter;
    out.add(wrap(&preheader(edition), WIDTH));
    out.add(vec![words.say("read_on_web_at", &[]), page_url(scene, edition)]);
    out.add(underlined(&subject(edition), '=', WIDTH));
    if let Some(date) = edition.meta.date {
        out.add(vec![format!("{}, {}", super::name_of(scene, edition), words.date(date))]);
    }
    let mut links = Links::default();
    // The shares that stand nowhere in the text follow it, as in the HTML.
    let left: RefCell<Vec<(usize, &Share)>> = RefCell::new(shares.iter().enumerate().collect());
    let place = |block: &Items, links: &mut Links| {
        let number = items::share_of(edition, block);
        let mut left = left.borrow_mut();
        let Some(at) = left.iter().position(|(share, _)| Some(*share) == number) else { return Vec::new() };
        let (_, share) = left.remove(at);
        // What was linked to so far is listed before the items have lists of their own.
        let mut inner = Letter { scene, words, shortened, blocks: vec![links.list()] };
        inner.share(share, links);
        inner.lines()
    };
    out.add(body(scene, edition, &mut links, true, &place));
    out.add(links.list());
    for (_, share) in left.into_inner() {
        out.share(share, &mut links);
    }
    if let Some(sponsor) = sponsor(edition) {
        let mut lines = wrap(&words.say("paid_for_by", &[("name", &sponsor.name)]), WIDTH);
        lines.extend(wrap(&sponsor.text, WIDTH));
        lines.extend(sponsor.url);
        out.add(lines);
    }
    let why = words.say("why_letter", &[("site", &scene.config.title)]);
    // Programs that show mails know this line as the beginning of a signature.
    let mut foot = vec!["-- ".to_owned()];
    foot.extend(wrap(&why, WIDTH));
    out.add(foot);
    // As they are, in lines of their own: what the sender puts there may be long.
    out.add(vec![words.say("unsubscribe_at", &[]), letter.unsubscribe().to_owned()]);
    if !letter.address().is_empty() {
        out.add(vec![letter.address().to_owned()]);
    }
    let mut text = out.lines().join("\n");
    text.push('\n');
    text
}

/// The text of a document, its links counted on.
fn body(
    scene: &Scene,
    document: &Document,
    links: &mut Links,
    lists: bool,
    items: &dyn Fn(&Items, &mut Links) -> Vec<String>,
) -> Vec<String> {
    let url = page_url(scene, document);
    let origin = scene.config.base_url.origin();
    let whole = |href: &str| absolute::whole_url(href, &url, origin).filter(|whole| !fit::stays(whole, &url));
    let text = plain::Text {
        text: &scene.markdown(document),
        facts: &document.body.facts,
        flavour: document.body.flavour,
        html: document.body.html,
        quote_attribution: scene.config.markdown.quote_attribution,
        destination: &|at| scene.link_of(document, at),
        citing: &|at| scene.cited_at(document, 0, at, Sort::Mail),
        whole: &whole,
        lists,
        words: scene.words_for(document),
        items,
    };
    plain::render(&text, links)
}

/// A letter as it grows: blocks with an empty line between.
struct Letter<'a> {
    scene: &'a Scene,
    words: &'a Words,
    shortened: &'a [DocumentId],
    blocks: Vec<Vec<String>>,
}

impl Letter<'_> {
    fn add(&mut self, block: Vec<String>) {
        self.blocks.push(block);
    }

    fn lines(self) -> Vec<String> {
        let blocks: Vec<Vec<String>> = self.blocks.into_iter().filter(|block| !block.is_empty()).collect();
        blocks.join(&String::new())
    }

    fn share(&mut self, share: &Share, links: &mut Links) {
        for (title, items) in items::by_kind(share) {
            self.add(underlined(title, '-', WIDTH));
            for item in items {
                self.item(item, share.full, title.is_empty(), links);
            }
        }
    }

    fn item(&mut self, item: &Item, full: bool, with_kind: bool, links: &mut Links) {
        let document = item.id.as_ref().filter(|_| full).and_then(|id| self.scene.corpus.shown(id));
        let mut lines = if item.title == item.url { Vec::new() } else { wrap(&item.title, WIDTH) };
        lines.extend(wrap(&items::about(item, self.words, with_kind), WIDTH));
        lines.push(item.url.clone());
        self.add(lines);
        let whole = document.filter(|document| !self.shortened.contains(&document.id));
        self.add(wrap(&items::summary(self.scene, item, whole.is_some()), WIDTH));
        let Some(document) = document else { return };
        if whole.is_none() {
            self.add(wrap(&items::excerpt(self.scene, item), WIDTH));
            self.add(wrap(&self.words.say("continue_reading", &[("title", &item.title)]), WIDTH));
            self.add(vec![item.url.clone()]);
        } else {
            let scene = self.scene;
            self.add(body(scene, document, links, false, &|_, _| Vec::new()));
            self.add(links.list());
        }
    }
}
