//! The library's pages: the list of works, and of each work who uses it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::describe;
use super::export;
use super::fields;
use super::head::{self, About};
use super::html;
use super::json_ld::{self, facts};
use super::recipes::{Failure, here, template};
use super::scene::Scene;
use super::view::{
    CardView, InitialView, LibraryView, LinkView, ListedWorkView, SentenceView, UsedInView, UsesView,
    WorkPageView,
};
use crate::corpus::mentions::CONCEPT;
use crate::corpus::order::{newest_first, sort_title};
use crate::corpus::uses::{How, Thing, Use};
use crate::corpus::works::Work;
use crate::corpus::works::name::Name;
use crate::document::{Document, DocumentId};
use crate::plan::library::{FOLDER, introduction, works_of};
use crate::plan::recipe::{Format, Shelf};
use crate::url::{SitePath, SlugStyle, encode_link, slug};

/// Works from which on the list has links to its letters.
const LONG: usize = 40;

/// Works named first because most pieces use them.
const MOST_USED: usize = 5;

/// Sentences shown of one piece.
const SENTENCES: usize = 3;

/// The ways of using a work that are named first, in this order; others follow by name.
const FIRST: [&str; 3] = ["Reviewed in", "On lists", "Read together"];

/// The ways that are no field; under these names their headings have their ids.
const CITED: &str = "Cited in";
const NAMED: &str = "Named in";

/// The list of works.
pub fn list_page(scene: &Scene, address: &SitePath) -> Result<Vec<u8>, Failure> {
    let own = introduction(&scene.corpus).and_then(|id| scene.corpus.shown(&id));
    let view = list(scene, own.map(|own| &**own));
    let language = own.and_then(|own| own.meta.lang.as_deref()).unwrap_or(&scene.config.language);
    let mut here = here(scene, &view.title, address, "library", FOLDER.to_owned(), language);
    here.rich = html::is_rich(&view.intro_html);
    let (way, crumbs) = head::breadcrumbs(scene, address, &view.title, None);
    here.breadcrumbs = way;
    let description = match view.summary.as_str() {
        "" => scene.site_words().say(
            "library_description",
            &[
                ("title", &view.title),
                ("works", &scene.site_words().count("works", view.count)),
                ("site", &scene.config.title),
            ],
        ),
        summary => summary.to_owned(),
    };
    let about = About {
        json_ld: vec![describe::collection(scene, &view.title, &description, address), crumbs],
        hidden: own.is_some_and(|own| own.meta.unlisted),
        ..About::page(&view.title, description, address)
    };
    let head = head::view(scene, &about);
    let by = own.map_or_else(|| address.to_string(), |own| own.path.to_string());
    scene.theme.fill(
        scene.words_in(own.and_then(|own| own.meta.lang.as_deref())),
        &template(scene, &["library"]),
        &[("here", &here), ("head", &head), ("library", &view)],
        &by,
    )
}

/// The page of a work.
pub fn work_page(scene: &Scene, id: &str, address: &SitePath) -> Result<Vec<u8>, Failure> {
    let Some(work) = scene.corpus.works.get(id) else { return Ok(Vec::new()) };
    let Some(view) = page(scene, work) else { return Ok(Vec::new()) };
    let title = view.of.title.clone();
    let mut here = here(scene, &title, address, "work", FOLDER.to_owned(), &scene.config.language);
    let above = scene.plan.library.clone().map(|list| (list_title(scene), list));
    let (way, crumbs) = head::breadcrumbs(scene, address, &title, above);
    here.breadcrumbs = way;
    let description = view.of.citation.clone();
    let facts = head::page_facts(scene, &title, &description, address);
    let subject = facts::Subject::Work(describe::library_work(scene, work));
    let about = About {
        json_ld: vec![json_ld::describe(&head::site_facts(scene), &facts, &subject), crumbs],
        ..About::page(&title, description, address)
    };
    let head = head::view(scene, &about);
    scene.theme.fill(
        scene.site_words(),
        &template(scene, &["work"]),
        &[("here", &here), ("head", &head), ("work", &view)],
        work.span.file.as_str(),
    )
}

/// Works as a file for reference managers.
pub fn references(scene: &Scene, shelf: &Shelf, format: Format) -> String {
    let works: Vec<&Work> = match shelf {
        Shelf::Library => scene.corpus.works.values().collect(),
        Shelf::Work(id) => scene.corpus.works.get(id).into_iter().collect(),
        Shelf::Document(id) => works_of(&scene.corpus, id).collect(),
    };
    export::write(&works, format)
}

/// Links to the files of references that belong to a page.
pub fn exports(scene: &Scene, page: &SitePath) -> Vec<LinkView> {
    let files = scene.plan.references.get(page).into_iter().flatten();
    files
        .map(|(format, address)| LinkView {
            title: format.name().to_owned(),
            href: Some(scene.href(address)),
        })
        .collect()
}

/// What the library is called.
pub fn list_title(scene: &Scene) -> String {
    scene.corpus.name_of(&scene.kinds.work).to_owned()
}

fn list(scene: &Scene, own: Option<&Document>) -> LibraryView {
    let mut works: Vec<(String, ListedWorkView)> = scene
        .corpus
        .works
        .values()
        .filter_map(|work| {
            let view = scene.works.get(&work.id)?;
            let makers = work.makers();
            let by = makers.iter().map(Name::sorted).collect::<Vec<_>>().join("; ");
            let uses = users(scene, &work.id).len();
            Some((sort_key(work, &makers), ListedWorkView { work: Arc::clone(view), by, uses }))
        })
        .collect();
    works.sort_by(|(one, a), (other, b)| one.cmp(other).then_with(|| a.work.id.cmp(&b.work.id)));
    let count = works.len();
    let mut letters: Vec<InitialView> = Vec::new();
    let mut most_used: Vec<ListedWorkView> = Vec::new();
    for (key, work) in works {
        if work.uses > 1 {
            most_used.push(work.clone());
        }
        let (title, id) = letter(&key);
        match letters.last_mut() {
            Some(letter) if letter.title == title => letter.works.push(work),
            _ => letters.push(InitialView { title, id, works: vec![work] }),
        }
    }
    most_used.sort_by_key(|work| std::cmp::Reverse(work.uses));
    // Of a handful of works none needs to be named twice.
    most_used.truncate(if count > 2 * MOST_USED { MOST_USED } else { 0 });
    LibraryView {
        searchable: own.is_some_and(|own| super::search::may_find(scene, own)),
        title: list_title(scene),
        summary: own.and_then(|own| own.meta.summary.clone()).unwrap_or_default(),
        intro_html: own.map(|own| scene.body(own)).unwrap_or_default().into_string(),
        count,
        most_used,
        letters,
        long: count >= LONG,
        exports: scene.plan.library.as_ref().map(|page| exports(scene, page)).unwrap_or_default(),
    }
}

/// What a work is sorted by: the family name of whoever comes first, else its title; then the rest.
fn sort_key(work: &Work, makers: &[Name]) -> String {
    let title = sort_title(work.text("title"));
    let first = makers.first().map_or_else(|| title.clone(), Name::sorted);
    let year = work.number("year").unwrap_or(9999.0);
    format!("{} {year:08} {}", slug(&first, SlugStyle::Ascii), slug(&title, SlugStyle::Ascii))
}

/// The letter that a key stands under, and an id for it.
fn letter(key: &str) -> (String, String) {
    match key.chars().next() {
        Some(c) if c.is_ascii_alphabetic() => (c.to_ascii_uppercase().to_string(), format!("letter-{c}")),
        Some(c) if c.is_ascii_digit() => ("0\u{2013}9".to_owned(), "letter-0".to_owned()),
        _ => ("\u{2026}".to_owned(), "letter-other".to_owned()),
    }
}

fn page(scene: &Scene, work: &Work) -> Option<WorkPageView> {
    let texts = fields::views(scene, &work.document);
    let entries = |name: &str| texts.get(name).map(|field| field.items.as_slice()).unwrap_or_default();
    Some(WorkPageView {
        of: Arc::clone(scene.works.get(&work.id)?),
        searchable: !scene.config.search.exclude.contains(&work.document.kind.name),
        annotation_html: texts.get("annotation").map(|text| text.html.clone()).unwrap_or_default(),
        summaries: entries("summaries")
            .iter()
            .filter_map(|summary| {
                let url = summary.entries.get("url")?;
                let label = summary.entries.get("label").unwrap_or(url);
                Some(LinkView { title: label.text.clone(), href: url.href.clone() })
            })
            .collect(),
        concepts: entries("concepts")
            .iter()
            .map(|concept| LinkView { title: concept.text.clone(), href: concept.href.clone() })
            .collect(),
        uses: uses(scene, &Thing::Work(work.id.clone())),
        coins: super::coins::title(work),
        exports: scene.plan.works.get(&work.id).map(|page| exports(scene, page)).unwrap_or_default(),
    })
}

/// The documents that use a work, each once.
pub fn users(scene: &Scene, work: &str) -> Vec<DocumentId> {
    let users: BTreeSet<&DocumentId> =
        scene.corpus.open_uses(&Thing::Work(work.to_owned())).map(|one| &one.from).collect();
    users.into_iter().cloned().collect()
}

/// The documents that use any work.
pub fn all_users(scene: &Scene) -> Vec<DocumentId> {
    let users: BTreeSet<DocumentId> = scene.corpus.works.keys().flat_map(|work| users(scene, work)).collect();
    users.into_iter().collect()
}

/// The pieces that use a concept: what its page shows besides. Other concepts name it in fields of
/// their own, which their pages and its own page show.
pub fn of_concept(scene: &Scene, document: &Document) -> Vec<UsedInView> {
    let thing = Thing::Document(document.id.clone());
    let mut by_piece: BTreeMap<&DocumentId, Vec<&Use>> = BTreeMap::new();
    for one in scene.corpus.open_uses(&thing) {
        let by_a_concept = || scene.corpus.shown(&one.from).is_some_and(|from| from.kind.name == CONCEPT);
        if !(matches!(one.how, How::Field(_)) && by_a_concept()) {
            by_piece.entry(&one.from).or_default().push(one);
        }
    }
    let mut ids: Vec<DocumentId> = by_piece.keys().map(|id| (*id).clone()).collect();
    newest_first(&mut ids, &scene.corpus.documents, &scene.config.timezone);
    ids.iter().filter_map(|id| used_in(scene, id, by_piece.get(id)?)).collect()
}

/// The pieces that use a work, by how. A piece that uses it in several ways stands under the first
/// of them, with all its sentences.
fn uses(scene: &Scene, work: &Thing) -> Vec<UsesView> {
    let mut by_piece: BTreeMap<&DocumentId, Vec<&Use>> = BTreeMap::new();
    for one in scene.corpus.open_uses(work) {
        by_piece.entry(&one.from).or_default().push(one);
    }
    let mut by_way: BTreeMap<(usize, &str), Vec<DocumentId>> = BTreeMap::new();
    for (id, uses) in &by_piece {
        if let Some(way) = uses.iter().map(|one| way(&one.how)).min() {
            by_way.entry(way).or_default().push((*id).clone());
        }
    }
    let groups = by_way.into_iter().map(|((_, title), mut ids)| {
        newest_first(&mut ids, &scene.corpus.documents, &scene.config.timezone);
        let pieces = ids.iter().filter_map(|id| used_in(scene, id, by_piece.get(id)?));
        UsesView {
            title: way_in_words(scene, title),
            id: slug(title, SlugStyle::Ascii),
            pieces: pieces.collect(),
        }
    });
    groups.filter(|group| !group.pieces.is_empty()).collect()
}

/// A heading in the language of the site; the English words of a field's label are its key.
fn way_in_words(scene: &Scene, title: &str) -> String {
    let words = scene.site_words();
    match title {
        CITED => words.say("cited_in", &[]),
        NAMED => words.say("named_in", &[]),
        label => words.called("labels", &slug(label, SlugStyle::Ascii)).unwrap_or_else(|| label.to_owned()),
    }
}

/// Under which heading a use stands, and that heading's place.
fn way(how: &How) -> (usize, &str) {
    match how {
        How::Field(label) if !label.is_empty() => {
            let place = FIRST.iter().position(|first| first == label);
            (place.unwrap_or(FIRST.len()), label)
        }
        How::Text | How::Reference => (FIRST.len() + 1, CITED),
        How::Field(_) | How::Link => (FIRST.len() + 2, NAMED),
    }
}

/// The place on the page of a document that has this anchor; without one, the page.
pub fn place_in(card: &CardView, anchor: &str) -> String {
    let hash = if anchor.is_empty() { "" } else { "#" };
    format!("{}{hash}{}", card.href, encode_link(anchor))
}

fn used_in(scene: &Scene, id: &DocumentId, uses: &[&Use]) -> Option<UsedInView> {
    let card = scene.card(id)?;
    let said: Vec<&&Use> = uses.iter().filter(|one| !one.sentence.is_empty()).collect();
    let sentences = said
        .iter()
        .take(SENTENCES)
        .map(|one| SentenceView { text: one.sentence.to_string(), href: place_in(&card, &one.anchor) });
    Some(UsedInView { sentences: sentences.collect(), more: said.len().saturating_sub(SENTENCES), card })
}
