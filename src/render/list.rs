//! The views of lists and indexes.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::community;
use super::fields;
use super::html::Html;
use super::scene::Scene;
use super::search;
use super::shows;
use super::view::{
    CardView, FieldView, GroupView, IndexEntryView, IndexView, LinkView, ListView, PageLinkView, PagingView,
    SpokenView,
};
use crate::corpus::events;
use crate::corpus::order::{newest_first, sort_title};
use crate::document::DocumentId;
use crate::document::facts::Turn;
use crate::plan::{FeedId, IndexId, List, ListId};

/// Documents from which on a term's or person's page is grouped by kind.
const GROUPED_FROM: usize = 12;

/// What a list is called, and what it says of itself.
pub struct Named {
    /// Its title.
    pub title: String,
    /// One or two sentences; may be empty.
    pub summary: String,
    /// Its own file.
    pub intro: Option<DocumentId>,
}

/// The names of a list.
pub fn named(scene: &Scene, id: &ListId, list: &List) -> Named {
    let corpus = &scene.corpus;
    let own = list.intro.as_ref().and_then(|id| corpus.shown(id));
    let title = match id {
        ListId::Home => scene.config.title.clone(),
        ListId::Kind(folder) => scene.kind_title(folder),
        ListId::Term(taxonomy, slug) => corpus
            .terms
            .get(taxonomy)
            .and_then(|terms| terms.get(slug))
            .map_or_else(|| slug.clone(), |term| term.title.clone()),
        ListId::Person(slug) => {
            corpus.people.by_slug.get(slug).map_or_else(|| slug.clone(), |person| person.name.clone())
        }
        ListId::Series(slug) => {
            corpus.series.get(slug).map_or_else(|| slug.clone(), |series| series.title.clone())
        }
        ListId::Show(slug) => shows::title(scene, slug),
        ListId::Archive => scene.site_words().say("archive", &[]),
        ListId::Year(year) => scene.site_words().say("archive_of", &[("year", &year.to_string())]),
    };
    let given = own.map(|document| document.title.clone()).filter(|title| !title.is_empty());
    let summary =
        own.and_then(|document| document.meta.summary.clone().or_else(|| document.meta.description.clone()));
    let summary = match (summary, id) {
        (Some(summary), _) => summary,
        (None, ListId::Home) => scene.config.description.clone(),
        (None, ListId::Show(slug)) => shows::summary(scene, slug),
        (None, _) => String::new(),
    };
    Named { title: given.unwrap_or(title), summary, intro: list.intro.clone() }
}

/// The view of one page of a list.
pub fn view(scene: &Scene, id: &ListId, list: &List, number: usize) -> ListView {
    let named = named(scene, id, list);
    let own = named.intro.as_ref().and_then(|id| scene.corpus.shown(id));
    let cards = scene.cards_of(list.on_page(number));
    let (sort, of) = match id {
        ListId::Home => ("home", String::new()),
        ListId::Kind(folder) => ("kind", scene.kind_name(folder)),
        ListId::Term(taxonomy, _) => ("term", taxonomy.clone()),
        ListId::Person(_) => ("person", String::new()),
        ListId::Series(_) => ("series", String::new()),
        ListId::Show(_) => ("show", "episode".to_owned()),
        ListId::Archive | ListId::Year(_) => ("archive", String::new()),
    };
    let groups = match id {
        ListId::Kind(folder)
            if scene.kinds.by_folder.get(folder).is_some_and(|kind| events::by_time(kind)) =>
        {
            by_time(scene, list.on_page(number))
        }
        ListId::Kind(folder) if scene.ordered_by_date(folder) => by_year(cards),
        ListId::Archive | ListId::Year(_) => by_year(cards),
        ListId::Term(..) | ListId::Person(_) if list.members.len() > GROUPED_FROM => by_kind(cards),
        _ => one_group(cards),
    };
    let feed = feed_of(id)
        .and_then(|feed| scene.plan.feed_address(&feed))
        .map(|address| LinkView { title: named.title.clone(), href: Some(scene.href(address)) });
    let fields = own.map(|document| fields::views(scene, document)).unwrap_or_default();
    ListView {
        sort,
        of,
        searchable: number == 1 && search::may_find_list(scene, id, own.map(Arc::as_ref)),
        intro_html: if number == 1 {
            own.map(|document| scene.body(document)).unwrap_or_default().into_string()
        } else {
            String::new()
        },
        shows: shows::of_list(scene, id),
        picks: picks(&fields),
        groups,
        count: list.members.len(),
        turns: match id {
            ListId::Person(slug) if number == 1 => spoken(scene, slug),
            _ => Vec::new(),
        },
        feed,
        mentions: match id {
            ListId::Person(slug) if number == 1 => community::mentions(scene, slug),
            _ => Vec::new(),
        },
        calendar: scene.plan.calendar_below(&list.address).map(|address| scene.href(address)),
        paging: paging(scene, list, number),
        fields,
        extra: own.map_or_else(
            || serde_json::json!({}),
            |document| serde_json::Value::Object(document.meta.extra.clone()),
        ),
        title: named.title,
        summary: named.summary,
    }
}

/// What a person said in transcripts, the newest first.
fn spoken(scene: &Scene, slug: &str) -> Vec<SpokenView> {
    let spoken = scene.corpus.turns.get(slug).map(Vec::as_slice).unwrap_or_default();
    let turns_in: BTreeMap<&DocumentId, &[usize]> =
        spoken.iter().map(|spoken| (&spoken.document, spoken.turns.as_slice())).collect();
    let mut ids: Vec<DocumentId> = spoken.iter().map(|spoken| spoken.document.clone()).collect();
    newest_first(&mut ids, &scene.corpus.documents, &scene.config.timezone);
    let view = |id: DocumentId| {
        let (document, card) = (scene.corpus.shown(&id)?, scene.card(&id)?);
        let turns = turns_in.get(&id)?.iter().filter_map(|number| document.body.facts.turns.get(*number));
        let link = |turn: &Turn| LinkView {
            title: turn.opening.clone(),
            href: Some(format!("{}#{}", card.href, turn.id)),
        };
        Some(SpokenView { turns: turns.map(link).collect(), card })
    };
    ids.into_iter().filter_map(view).collect()
}

/// The feed that carries what a list gathers.
pub fn feed_of(list: &ListId) -> Option<FeedId> {
    match list {
        ListId::Home => Some(FeedId::Site),
        ListId::Kind(folder) => Some(FeedId::Kind(folder.clone())),
        ListId::Term(taxonomy, slug) => Some(FeedId::Term(taxonomy.clone(), slug.clone())),
        ListId::Person(slug) => Some(FeedId::Person(slug.clone())),
        ListId::Series(slug) => Some(FeedId::Series(slug.clone())),
        ListId::Show(slug) => Some(FeedId::Show(slug.clone())),
        ListId::Archive | ListId::Year(_) => None,
    }
}

/// The cards a term's own file chooses.
fn picks(fields: &BTreeMap<String, FieldView>) -> Vec<Arc<CardView>> {
    let Some(picks) = fields.get("picks") else { return Vec::new() };
    picks.items.iter().filter_map(|pick| pick.card.clone()).collect()
}

fn one_group(cards: Vec<Arc<CardView>>) -> Vec<GroupView> {
    if cards.is_empty() {
        Vec::new()
    } else {
        vec![GroupView { title: String::new(), id: String::new(), cards }]
    }
}

/// Groups cards that stand in the order of their dates; undated ones come last, without a title.
fn by_year(cards: Vec<Arc<CardView>>) -> Vec<GroupView> {
    let mut groups: Vec<GroupView> = Vec::new();
    for card in cards {
        let year = card.date.as_ref().map_or_else(String::new, |date| date.year.to_string());
        match groups.last_mut() {
            Some(group) if group.title == year => group.cards.push(card),
            _ => groups.push(GroupView {
                id: if year.is_empty() { String::new() } else { format!("y{year}") },
                title: year,
                cards: vec![card],
            }),
        }
    }
    groups
}

/// Groups events by whether they are still to come, in the order given.
fn by_time(scene: &Scene, events: &[DocumentId]) -> Vec<GroupView> {
    let (coming, past): (Vec<&DocumentId>, Vec<&DocumentId>) =
        events.iter().partition(|id| scene.corpus.coming.contains(id));
    let words = scene.site_words();
    [("coming", coming), ("past", past)]
        .into_iter()
        .filter(|(_, events)| !events.is_empty())
        .map(|(id, events)| GroupView {
            title: words.say(id, &[]),
            id: id.to_owned(),
            cards: events.into_iter().filter_map(|id| scene.card(id)).collect(),
        })
        .collect()
}

/// Groups cards by kind, kinds in the order of their first card.
fn by_kind(cards: Vec<Arc<CardView>>) -> Vec<GroupView> {
    let mut groups: Vec<GroupView> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for card in cards {
        let place = *places.entry(card.kind.clone()).or_insert_with(|| {
            groups.push(GroupView {
                title: card.kind_title.clone(),
                id: format!("k-{}", card.kind),
                cards: Vec::new(),
            });
            groups.len() - 1
        });
        groups[place].cards.push(card);
    }
    groups
}

fn paging(scene: &Scene, list: &List, number: usize) -> Option<PagingView> {
    let of = list.pages();
    if of <= 1 {
        return None;
    }
    let href = |page: usize| list.page_address(page).map(|address| scene.href(&address)).unwrap_or_default();
    let mut links = Vec::new();
    let mut before = 0;
    for page in (1..=of).filter(|page| *page == 1 || *page == of || page.abs_diff(number) <= 2) {
        if page > before + 1 {
            links.push(PageLinkView { number: None, href: String::new(), current: false });
        }
        links.push(PageLinkView { number: Some(page), href: href(page), current: page == number });
        before = page;
    }
    Some(PagingView {
        number,
        of,
        previous: (number > 1).then(|| href(number - 1)),
        next: (number < of).then(|| href(number + 1)),
        links,
    })
}

/// What an index is called.
pub fn index_title(scene: &Scene, id: &IndexId) -> String {
    match id {
        IndexId::Terms(taxonomy) => {
            let settings = scene.config.taxonomies.iter().find(|settings| settings.name == *taxonomy);
            settings.map_or_else(|| taxonomy.clone(), |settings| settings.title.clone())
        }
        IndexId::People => scene.kind_title("people"),
        IndexId::Series => scene.kind_title("series"),
        IndexId::Years => scene.site_words().say("archive", &[]),
    }
}

/// The view of an index.
pub fn index(scene: &Scene, id: &IndexId) -> IndexView {
    let corpus = &scene.corpus;
    let own = |folder: &str| corpus.shown(&DocumentId::new(&format!("{folder}/_index.md")));
    let (sort, of, lists): (_, String, Vec<ListId>) = match id {
        IndexId::Terms(taxonomy) => {
            let slugs = corpus.terms.get(taxonomy).into_iter().flat_map(BTreeMap::keys);
            let lists = slugs.map(|slug| ListId::Term(taxonomy.clone(), slug.clone())).collect();
            ("terms", taxonomy.clone(), lists)
        }
        IndexId::People => {
            let lists = corpus
                .people
                .by_slug
                .values()
                .filter(|person| person.listed)
                .map(|person| ListId::Person(person.slug.clone()));
            ("people", "people".to_owned(), lists.collect())
        }
        IndexId::Series => {
            let lists = corpus.series.keys().map(|slug| ListId::Series(slug.clone())).collect();
            ("series", "series".to_owned(), lists)
        }
        IndexId::Years => {
            let years = scene
                .plan
                .lists
                .keys()
                .rev()
                .filter(|list| matches!(list, ListId::Year(_)))
                .cloned()
                .collect();
            ("archive", "archive".to_owned(), years)
        }
    };
    let intro = own(&of);
    let mut entries: Vec<IndexEntryView> = lists
        .iter()
        .filter_map(|id| {
            let list = scene.plan.lists.get(id)?;
            let named = named(scene, id, list);
            let title = if let ListId::Year(year) = id { year.to_string() } else { named.title };
            let own = named.intro.as_ref().and_then(|id| scene.corpus.shown(id));
            let summary = Some(named.summary).filter(|summary| !summary.is_empty());
            Some(IndexEntryView {
                title,
                href: scene.href(&list.address),
                summary: summary
                    .or_else(|| own.map(|own| community::roles_of(own).join(", ")))
                    .unwrap_or_default(),
                count: list.members.len(),
            })
        })
        .collect();
    if *id != IndexId::Years {
        entries.sort_by_cached_key(|entry| (sort_title(&entry.title), entry.href.clone()));
    }
    let given = intro.map(|document| document.title.clone()).filter(|title| !title.is_empty());
    IndexView {
        sort,
        searchable: intro.is_some_and(|document| search::may_find(scene, document)),
        title: given.unwrap_or_else(|| index_title(scene, id)),
        summary: intro.and_then(|document| document.meta.summary.clone()).unwrap_or_default(),
        intro_html: intro.map(|document| scene.body(document)).unwrap_or_else(Html::default).into_string(),
        groups: if *id == IndexId::People { community::by_role(scene, &entries) } else { Vec::new() },
        entries,
        of,
    }
}
