//! The view of a document's own page.

use std::sync::Arc;

use super::cited;
use super::fields;
use super::html::{self, Html};
use super::library;
use super::pictures;
use super::reading;
use super::scene::{PLAIN, Scene, Sort};
use super::view::{
    CardView, ChangeView, GroupView, HeadingView, LinkView, PageView, PictureView, SeriesView, TaxonomyView,
};
use crate::corpus::fields::Named;
use crate::corpus::mentions::CONCEPT;
use crate::document::{Document, DocumentId};
use crate::plan::{ListId, Recipe, guide_address};
use crate::url::{LinkForm, SlugStyle, encode_link, link_form, slug};

/// Headings from which on a page has a table of contents.
const CONTENTS_FROM: usize = 4;

/// The view of a document, whose text is laid out for where it is shown: its page or a feed.
pub fn view(scene: &Scene, document: &Document, card: Arc<CardView>, body: Html, shown: Sort) -> PageView {
    let fields = fields::views_for(scene, document, shown);
    let (newer, older) = scene.corpus.lists.neighbours(document);
    let meta = &document.meta;
    let letter = super::letter::view(scene, document, &body);
    let cited = cited::works(scene, document);
    let mut changes: Vec<_> = meta.changes.iter().collect();
    changes.sort_by_key(|change| std::cmp::Reverse(change.date.instant(&scene.config.timezone)));
    PageView {
        searchable: super::search::may_find(scene, document),
        blocks: html::has_blocks(body.as_str()),
        lede: document.meta.summary.clone().or_else(|| document.meta.description.clone()).unwrap_or_default(),
        body_html: match &letter {
            Some(letter) => letter.parts.iter().map(|part| part.text_html.as_str()).collect(),
            None => body.into_string(),
        },
        contents: contents(document),
        words: scene.words(document),
        updated: meta.updated.map(|date| scene.date(date)),
        changes: changes
            .into_iter()
            .map(|change| ChangeView { date: scene.date(change.date), what: change.what.clone() })
            .collect(),
        taxonomies: taxonomies(scene, document),
        own: fields::own(
            &document.kind,
            &fields,
            scene.words_for(document),
            scene.template_of(document) == PLAIN,
        ),
        fields,
        series: series(scene, &document.id),
        letter,
        newer: newer.and_then(|id| scene.card(id)),
        older: older.and_then(|id| scene.card(id)),
        listed_coins: cited::listed(scene, document, &cited),
        cited,
        used_in: if document.kind.name == CONCEPT {
            library::of_concept(scene, document)
        } else {
            Vec::new()
        },
        backlinks: backlinks(scene, document),
        reading_time: match document.kind.name.as_str() {
            "reading-list" => reading::time(reading::items(scene, document).iter().map(|item| &item.minutes)),
            _ => None,
        },
        calendar: scene
            .address(&document.id)
            .and_then(|address| scene.plan.calendar_below(address))
            .map(|address| scene.href(address)),
        // Who reads a text elsewhere is not told what to read here next.
        related: if shown.elsewhere() { Vec::new() } else { super::related::views(scene, document) },
        image: picture(scene, document),
        factors_in_text: !document.body.facts.factors.is_empty(),
        guide: guide(scene, document),
        first_question: document.body.facts.questions.len() + 1,
        content_note: meta.content_note.clone().unwrap_or_default(),
        status: meta.status.clone().unwrap_or_default(),
        superseded_by: heir(scene, document),
        external_url: meta.external_url.as_deref().map(encode_link),
        edit_url: edit_url(scene, document),
        reply: Some(scene.config.reply.clone())
            .filter(|reply| !reply.is_empty() && document.kind.in_site_feed),
        license: license(scene, document),
        cite_as: cite_as(scene, document, &card),
        exports: scene
            .address(&document.id)
            .map(|page| super::library::exports(scene, page))
            .unwrap_or_default(),
        extra: serde_json::Value::Object(meta.extra.clone()),
        list: None,
        card,
    }
}

/// The licence of a document: its own, else the site's.
pub fn license(scene: &Scene, document: &Document) -> String {
    document.meta.license.clone().unwrap_or_else(|| scene.config.license.clone())
}

fn contents(document: &Document) -> Vec<HeadingView> {
    let headings = &document.body.facts.headings;
    let wanted = document.meta.toc.unwrap_or(headings.len() >= CONTENTS_FROM);
    if !wanted {
        return Vec::new();
    }
    headings
        .iter()
        .filter(|heading| heading.level <= 3)
        .map(|heading| HeadingView {
            level: heading.level,
            id: heading.id.clone(),
            title: heading.words.clone(),
        })
        .collect()
}

fn taxonomies(scene: &Scene, document: &Document) -> Vec<TaxonomyView> {
    scene
        .config
        .taxonomies
        .iter()
        .map(|taxonomy| TaxonomyView {
            name: taxonomy.name.clone(),
            title: taxonomy.title.clone(),
            terms: scene.terms(document, &taxonomy.name),
        })
        .filter(|taxonomy| !taxonomy.terms.is_empty())
        .collect()
}

fn series(scene: &Scene, id: &DocumentId) -> Option<SeriesView> {
    let series = scene.corpus.series_of(id)?;
    let number = series.parts.iter().position(|part| part == id)?;
    let address = scene.plan.list_address(&ListId::Series(series.slug.clone()))?;
    let neighbour = |index: Option<usize>| {
        index.and_then(|index| series.parts.get(index)).and_then(|part| scene.card(part))
    };
    Some(SeriesView {
        title: series.title.clone(),
        href: scene.href(address),
        number: number + 1,
        of: series.parts.len(),
        parts: scene.cards_of(&series.parts),
        previous: neighbour(number.checked_sub(1)),
        next: neighbour(Some(number + 1)),
    })
}

fn backlinks(scene: &Scene, document: &Document) -> Vec<GroupView> {
    let words = scene.words_for(document);
    let labels = scene.corpus.field_links.backlinks.get(&document.id).into_iter().flatten();
    labels
        .map(|(label, from)| GroupView {
            title: words.called("labels", &slug(label, SlugStyle::Ascii)).unwrap_or_else(|| label.clone()),
            id: String::new(),
            cards: scene.cards_of(from),
        })
        .collect()
}

/// The picture that stands for a document.
pub fn picture(scene: &Scene, document: &Document) -> Option<PictureView> {
    let image = document.meta.image.as_ref()?;
    let view = |src: String, pixels: Option<(u32, u32)>, srcset: String| PictureView {
        src,
        sizes: if srcset.is_empty() { String::new() } else { pictures::IN_TEXTS.to_owned() },
        srcset,
        alt: image.alt.clone(),
        caption: image.caption.clone(),
        credit: image.credit.clone(),
        width: pixels.map(|(width, _)| width),
        height: pixels.map(|(_, height)| height),
    };
    if link_form(&image.src.value) == LinkForm::External {
        return Some(view(image.src.value.clone(), None, String::new()));
    }
    let source = scene.corpus.images.get(&document.id)?;
    let address = scene.corpus.files.addresses.get(source)?;
    Some(view(scene.href(address), scene.pixels(source), pictures::srcset(scene, source)))
}

/// The page on which its questions stand to be printed.
fn guide(scene: &Scene, document: &Document) -> Option<LinkView> {
    let address = guide_address(scene.address(&document.id).filter(|_| document.has_questions())?)?;
    let route = scene.plan.at(&address)?;
    (route.recipe == Recipe::Guide(document.id.clone())).then(|| LinkView {
        title: scene.words_for(document).say("print_questions", &[]),
        href: Some(scene.href(&address)),
    })
}

fn heir(scene: &Scene, document: &Document) -> Option<LinkView> {
    let heir = document.meta.superseded_by.as_ref()?;
    match scene.corpus.field_links.of.get(&(document.id.clone(), heir.range.start)) {
        Some(Named::Document(id)) => {
            scene.card(id).map(|card| LinkView { title: card.title.clone(), href: Some(card.href.clone()) })
        }
        Some(Named::Link(url)) => Some(LinkView { title: url.clone(), href: Some(url.clone()) }),
        Some(Named::Held) => None,
        _ => Some(LinkView { title: heir.value.clone(), href: None }),
    }
}

fn edit_url(scene: &Scene, document: &Document) -> Option<String> {
    let pattern = &scene.config.edit_url;
    (!pattern.is_empty()).then(|| pattern.replace("{path}", &crate::url::encode_path(document.path.as_str())))
}

fn cite_as(scene: &Scene, document: &Document, card: &CardView) -> String {
    let names: Vec<&str> = card.authors.iter().map(|author| author.title.as_str()).collect();
    // A page without a day is no publication to cite; it may say something else tomorrow.
    let Some(date) = document.meta.date else { return String::new() };
    let year = date.year();
    let title = card.title.trim_end_matches('.');
    let stop = if title.ends_with(['?', '!']) { "" } else { "." };
    let what = match scene.words_for(document).row(&names).as_str() {
        "" => format!("{title} ({year})."),
        names => format!("{names} ({year}). {title}{stop}"),
    };
    format!("{what} {}. {}", scene.config.title, card.url)
}
