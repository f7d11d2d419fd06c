//! What an edition presents: which items stand where, and what is shown of each.
//!
//! A block ```` ```items ```` in the text of an edition says where its items stand, with `kind=story`
//! those of one kind, with `full=true` as whole texts. What no block takes follows the text, grouped
//! by kind. Web page, mail and plain text all part the items here, so all have them in one order.

use crate::corpus::editions;
use crate::date::Date;
use crate::document::blocks::Items;
use crate::document::facts::ItemsPlace;
use crate::document::{Document, DocumentId};
use crate::language::Words;
use crate::render::fields;
use crate::render::html::Html;
use crate::render::scene::Scene;
use crate::render::view::{DateView, GroupView, LinkView, MailGroupView, MailItemView};

/// An item, as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The document; `None` for a link to something else.
    pub id: Option<DocumentId>,
    /// The name of its kind: `reading-list`; empty for links.
    pub kind: String,
    /// What documents of its kind are called: "Reading lists"; empty for links.
    pub kind_title: String,
    /// Its title.
    pub title: String,
    /// Where it can be read, whole.
    pub url: String,
    /// Its authors, "A, B and C"; may be empty.
    pub by: String,
    /// May be empty.
    pub summary: String,
    /// Minutes to read; `None` where that says nothing.
    pub minutes: Option<usize>,
    /// Of an event, when it begins; else empty.
    pub starts: String,
}

/// The items that stand in one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    /// In the edition's order.
    pub items: Vec<Item>,
    /// Whether whole texts are shown.
    pub full: bool,
    /// Whether they are grouped under the names of their kinds: not where a block names one.
    pub grouped: bool,
}

/// The items of an edition, parted among the blocks of its text in their order; the last share
/// follows the text. What several blocks ask for stands in the first of them.
pub fn shares(scene: &Scene, edition: &Document) -> Vec<Share> {
    let blocks = &edition.body.facts.items;
    let taker = |item: &Item| {
        let names = |kind: Option<&str>| blocks.iter().position(|place| place.items.kind.as_deref() == kind);
        names(Some(item.kind.as_str())).or_else(|| names(None)).unwrap_or(blocks.len())
    };
    let of_block = |place: &ItemsPlace| Share {
        items: Vec::new(),
        full: place.items.full,
        grouped: place.items.kind.is_none(),
    };
    let rest = Share { items: Vec::new(), full: false, grouped: true };
    let mut shares: Vec<Share> = blocks.iter().map(of_block).chain([rest]).collect();
    for item in items(scene, edition) {
        let at = taker(&item);
        shares[at].items.push(item);
    }
    shares
}

/// Which of the shares of an edition stands in a block of its text; `None` outside editions.
pub fn share_of(document: &Document, block: &Items) -> Option<usize> {
    let places = editions::is_edition(document).then_some(&document.body.facts.items)?;
    places.iter().position(|place| place.items.kind_at == block.kind_at)
}

/// Stands on both sides of a share's number in a text until its items are put there: a noncharacter,
/// which Unicode keeps for such uses inside a program.
const MARK: char = '\u{fdd1}';

/// What keeps the place of a block's items in a text.
pub fn mark(document: &Document, block: &Items) -> Html {
    let share = share_of(document, block);
    share.map(|number| Html::made(format!("{MARK}{number}{MARK}"))).unwrap_or_default()
}

/// The stretches of a text, each with the number of the mark that ends it.
fn stretches(html: &str) -> Vec<(&str, Option<usize>)> {
    let mut found = Vec::new();
    let (mut start, mut search) = (0, 0);
    while let Some(at) = html[search..].find(MARK).map(|at| search + at) {
        search = at + MARK.len_utf8();
        let number = html[search..].split_once(MARK).and_then(|(number, _)| number.parse().ok());
        // What has no number is no mark of ours.
        if let Some(number) = number {
            found.push((&html[start..at], Some(number)));
            search += html[search..].find(MARK).map_or(0, |end| end + MARK.len_utf8());
            start = search;
        }
    }
    found.push((&html[start..], None));
    found
}

/// A text parted at its marks: each part, and the share of items that follows it. Where a block of
/// the text is not shown, its items follow the text.
pub fn parted<'s>(html: &str, shares: &'s [Share]) -> Vec<(String, &'s Share)> {
    let mut left: Vec<(usize, &Share)> = shares.iter().enumerate().collect();
    let mut parts = Vec::with_capacity(shares.len());
    let mut text = String::new();
    for (stretch, number) in stretches(html) {
        text.push_str(stretch);
        if let Some(at) = left.iter().position(|(share, _)| number == Some(*share)) {
            parts.push((std::mem::take(&mut text), left.remove(at).1));
        }
    }
    parts.extend(left.into_iter().map(|(_, share)| (std::mem::take(&mut text), share)));
    parts
}

/// A text without its marks: that of an edition which another one presents.
pub fn unmarked(html: &str) -> String {
    stretches(html).into_iter().map(|(stretch, _)| stretch).collect()
}

fn items(scene: &Scene, edition: &Document) -> Vec<Item> {
    let named = editions::documents(edition, &scene.corpus.field_links);
    let id_of = |at: usize| named.iter().find(|(item, _)| item.range.start == at).map(|(_, id)| *id);
    let views = fields::views(scene, edition);
    let shown = views.get(editions::ITEMS).map(|items| items.items.as_slice()).unwrap_or_default();
    let (words, mut items) = (scene.words_for(edition), Vec::new());
    for (value, view) in editions::items(edition).iter().zip(shown) {
        match (&view.card, &view.href) {
            (Some(card), _) => {
                let names: Vec<&str> = card.authors.iter().map(|author| author.title.as_str()).collect();
                let timed = card.starts.is_none() && card.kind != "reading-list";
                items.push(Item {
                    id: id_of(value.range.start).cloned(),
                    kind: card.kind.clone(),
                    kind_title: card.kind_title.clone(),
                    title: card.title.clone(),
                    url: card.url.clone(),
                    by: words.row(&names),
                    summary: card.summary.clone(),
                    minutes: timed.then_some(card.minutes),
                    starts: card.starts.as_ref().map(|date| in_words(date, words)).unwrap_or_default(),
                });
            }
            (None, Some(href)) => items.push(Item {
                id: None,
                kind: String::new(),
                kind_title: String::new(),
                title: view.text.clone(),
                url: crate::url::join(&scene.site.url, href).unwrap_or_else(|| href.clone()),
                by: String::new(),
                summary: String::new(),
                minutes: None,
                starts: String::new(),
            }),
            // What is missing or held back has been told.
            (None, None) => {}
        }
    }
    items
}

fn in_words(date: &DateView, words: &Words) -> String {
    let day = date.machine.get(..10).and_then(Date::parse);
    let day = day.map_or_else(|| date.text.clone(), |day| words.date(day));
    match date.time.as_str() {
        "" => day,
        time => words.say("date_and_time", &[("date", &day), ("time", time)]),
    }
}

/// The items of a share under the names of their kinds, kinds in the order of their first item; in
/// one group without a name where they are not grouped.
pub fn by_kind(share: &Share) -> Vec<(&str, Vec<&Item>)> {
    let mut groups: Vec<(&str, Vec<&Item>)> = Vec::new();
    for item in &share.items {
        let title = if share.grouped { item.kind_title.as_str() } else { "" };
        match groups.iter_mut().find(|(known, _)| *known == title) {
            Some((_, items)) => items.push(item),
            None => groups.push((title, vec![item])),
        }
    }
    groups
}

/// The items of a share in the order in which they are shown.
pub fn in_order(share: &Share) -> impl Iterator<Item = &Item> {
    by_kind(share).into_iter().flat_map(|(_, items)| items)
}

/// What is said of an item besides its title and summary; its kind where no heading names it.
pub fn about(item: &Item, words: &Words, with_kind: bool) -> String {
    let mut facts = Vec::new();
    if with_kind && !item.kind.is_empty() && item.kind != "page" {
        facts.push(words.name("kinds", &item.kind));
    }
    if !item.by.is_empty() {
        facts.push(words.say(if item.kind == "episode" { "with" } else { "by" }, &[("names", &item.by)]));
    }
    if !item.starts.is_empty() {
        facts.push(item.starts.clone());
    }
    if let Some(minutes) = item.minutes {
        facts.push(words.count("minutes", minutes));
    }
    facts.join(" \u{b7} ")
}

/// The view of a share. `text` gives the whole text of an item; `Some(None)` where it was cut.
pub fn groups(
    scene: &Scene,
    share: &Share,
    words: &Words,
    text: &dyn Fn(&Item) -> Option<Option<String>>,
) -> Vec<MailGroupView> {
    let view = |item: &Item, with_kind: bool| {
        let text = text(item);
        let cut = text == Some(None);
        MailItemView {
            title: item.title.clone(),
            url: item.url.clone(),
            about: about(item, words, with_kind),
            summary: summary(scene, item, matches!(text, Some(Some(_)))),
            text_html: text.flatten().unwrap_or_default(),
            excerpt: if cut { excerpt(scene, item) } else { String::new() },
            cut,
        }
    };
    by_kind(share)
        .into_iter()
        .map(|(title, items)| MailGroupView {
            title: title.to_owned(),
            items: items.into_iter().map(|item| view(item, title.is_empty())).collect(),
        })
        .collect()
}

/// The summary of an item; above its whole text only one that its author gave, since else it is the
/// beginning of that text.
pub fn summary(scene: &Scene, item: &Item, whole: bool) -> String {
    let document = item.id.as_ref().and_then(|id| scene.corpus.shown(id)).filter(|_| whole);
    match document.map(|document| &document.meta) {
        Some(meta) => meta.summary.clone().or_else(|| meta.description.clone()).unwrap_or_default(),
        None => item.summary.clone(),
    }
}

/// The opening of a text that is too long, unless its summary is just that.
pub fn excerpt(scene: &Scene, item: &Item) -> String {
    let document = item.id.as_ref().and_then(|id| scene.corpus.shown(id));
    let Some(facts) = document.map(|document| &document.body.facts) else { return String::new() };
    let words = facts.opening.trim_end_matches([',', ';', ':', ' ']);
    if words.is_empty() || item.summary.starts_with(words) {
        String::new()
    } else {
        format!("{words} \u{2026}")
    }
}

/// The cards of a share: what the web page shows of its documents.
pub fn cards(scene: &Scene, share: &Share) -> Vec<GroupView> {
    let group = |(title, items): (&str, Vec<&Item>)| GroupView {
        title: title.to_owned(),
        id: String::new(),
        cards: items.iter().filter_map(|item| scene.card(item.id.as_ref()?)).collect(),
    };
    by_kind(share).into_iter().map(group).filter(|group| !group.cards.is_empty()).collect()
}

/// What a share has besides documents.
pub fn links(share: &Share) -> Vec<LinkView> {
    let others = share.items.iter().filter(|item| item.id.is_none());
    others.map(|item| LinkView { title: item.title.clone(), href: Some(item.url.clone()) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_stand_at_their_marks_and_those_of_no_mark_follow_the_text() {
        let share = |full| Share { items: Vec::new(), full, grouped: true };
        let shares = [share(true), share(true), share(false)];
        let mark = |number: usize| format!("{MARK}{number}{MARK}");
        for (html, texts) in [
            (format!("a{}b{}c", mark(0), mark(1)), ["a", "b", "c"]),
            // The second block is not shown.
            (format!("a{}b", mark(0)), ["a", "b", ""]),
            // What looks like a mark is none, and no mark counts twice.
            (
                format!("a{MARK}b{}{}c{MARK}{}d{}e", mark(7), mark(0), mark(0), mark(1)),
                [&format!("a{MARK}b"), &format!("c{MARK}d"), "e"],
            ),
        ] {
            let parts = parted(&html, &shares);
            assert_eq!(parts.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>(), texts);
            assert_eq!(parts.iter().map(|(_, share)| share.full).collect::<Vec<_>>(), [true, true, false]);
            assert_eq!(unmarked(&html), texts.concat());
        }
    }
}
