//! What to read next, and why: the documents that share most with one.
//!
//! Two documents share a work, a concept, a topic, a tag, a person or a link from one to the other.
//! Each shared thing counts its weight times ln(1 + N / df), where N is the number of documents
//! that can be suggested and df how many of them have that thing: what few share says more. Ties
//! go to the newer document, then to the path.
//!
//! [`Related::index`] is made once; [`Related::of`] answers for one document when its page is made.
//! What is shared is told as data; the words are for `render` to choose. What the author suggests
//! (`related`) stands first, and is not in here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Corpus;
use super::order;
use super::people;
use super::standing::Standing;
use super::uses::Thing;
use crate::config::Config;
use crate::document::{Document, DocumentId, Role};

/// Suggestions under one document.
pub const MOST: usize = 3;

/// Documents that are compared with one at most: those that share its rarest things, of each the
/// newest. It bounds the work for a site where everything shares a few things with everything; the
/// best are nearly always found among the first dozens, and then the search ends by itself.
const COMPARED: usize = 2_000;

/// Shared things that a suggestion gives as its reason.
const REASONS: usize = 2;

/// Points are whole numbers, so that sums are the same in any order and on any machine.
const SCALE: f64 = (1 << 20) as f64;

/// What two documents share.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shared {
    /// Both use this work of the library.
    Work(String),
    /// Both use this concept.
    Concept(DocumentId),
    /// The suggested document links here.
    LinksHere,
    /// This document links to the suggested one.
    LinkedFromHere,
    /// Both have this term: taxonomy and slug.
    Term(String, String),
    /// Both name this person, by slug.
    Person(String),
}

impl Shared {
    fn weight(&self) -> f64 {
        match self {
            Shared::Work(_) => 4.0,
            Shared::Concept(_) => 3.0,
            Shared::LinksHere | Shared::LinkedFromHere => 2.0,
            Shared::Term(taxonomy, _) if taxonomy == "topics" => 1.5,
            Shared::Term(..) | Shared::Person(_) => 1.0,
        }
    }
}

/// A document to read next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The document.
    pub to: DocumentId,
    /// The strongest things it shares, the strongest first; one or two.
    pub shared: Vec<Shared>,
}

/// Who shares what.
#[derive(Debug, Clone, Default)]
pub struct Related {
    // Those that can be suggested first, newest first: an earlier place wins a tie.
    members: Vec<Member>,
    candidates: usize,
    places: BTreeMap<DocumentId, usize>,
    things: Vec<Shareable>,
}

/// What is to be known of a document.
struct Given {
    id: DocumentId,
    things: BTreeSet<Shared>,
    to: Vec<DocumentId>,
    series: Option<String>,
}

#[derive(Debug, Clone)]
struct Member {
    id: DocumentId,
    /// What it has, as places in `things`, in order.
    things: Vec<usize>,
    /// The places of the documents it links to.
    to: BTreeSet<usize>,
    /// The places of those that can be suggested and link to it.
    from: Vec<usize>,
    series: Option<String>,
}

#[derive(Debug, Clone)]
struct Shareable {
    what: Shared,
    points: u64,
    /// The places of those that can be suggested and have it, in order.
    members: Vec<usize>,
}

/// Documents that may share something with one: all that have a thing, or are linked.
struct Group<'a> {
    points: u64,
    members: &'a [usize],
}

impl Related {
    /// Finds out who has what.
    pub fn index(corpus: &Corpus, config: &Config) -> Related {
        let (mut can_be_suggested, mut others) = (Vec::new(), Vec::new());
        for document in corpus.all_shown().filter(|document| has_a_box(document)) {
            let published = corpus.standing(&document.id) == Standing::Published;
            let to = if published && !document.meta.unlisted { &mut can_be_suggested } else { &mut others };
            to.push(document.id.clone());
        }
        order::newest_first(&mut can_be_suggested, &corpus.documents, &config.timezone);
        let candidates = can_be_suggested.len();
        let given = can_be_suggested.into_iter().chain(others).map(|id| Given {
            things: things_of(corpus, config, &id),
            to: linked_to(corpus, &id).cloned().collect(),
            series: corpus.series_of(&id).map(|series| series.slug.clone()),
            id,
        });
        Related::gather(given.collect(), candidates)
    }

    /// Puts together who shares what. The first `candidates` of these can be suggested; of two that
    /// share as much, the one that stands first is.
    fn gather(given: Vec<Given>, candidates: usize) -> Related {
        let places: BTreeMap<DocumentId, usize> =
            given.iter().enumerate().map(|(place, document)| (document.id.clone(), place)).collect();
        let mut numbers: BTreeMap<Shared, usize> = BTreeMap::new();
        let mut holders: Vec<Vec<usize>> = Vec::new();
        let mut members: Vec<Member> = Vec::new();
        for (place, Given { id, things, to, series }) in given.into_iter().enumerate() {
            let had = things.into_iter().map(|thing| {
                let number = *numbers.entry(thing).or_insert(holders.len());
                if number == holders.len() {
                    holders.push(Vec::new());
                }
                if place < candidates {
                    holders[number].push(place);
                }
                number
            });
            let mut things: Vec<usize> = had.collect();
            things.sort_unstable();
            let to = to.iter().filter_map(|to| places.get(to).copied()).collect();
            members.push(Member { id, things, to, from: Vec::new(), series });
        }
        for place in 0..candidates {
            for to in members[place].to.clone() {
                members[to].from.push(place);
            }
        }
        let mut things: Vec<Option<Shareable>> = vec![None; holders.len()];
        for (what, number) in numbers {
            let holders = std::mem::take(&mut holders[number]);
            let points = points(what.weight(), candidates, holders.len());
            things[number] = Some(Shareable { what, points, members: holders });
        }
        Related { members, candidates, places, things: things.into_iter().flatten().collect() }
    }

    /// The documents that share most with this one, the one with most first; at most [`MOST`].
    pub fn of(&self, id: &DocumentId) -> Vec<Suggestion> {
        let Some(&here) = self.places.get(id) else { return Vec::new() };
        let own = &self.members[here];
        let linked: Vec<usize> = own.to.iter().copied().filter(|place| *place < self.candidates).collect();
        let mut groups: Vec<Group<'_>> = own
            .things
            .iter()
            .map(|thing| &self.things[*thing])
            .map(|thing| Group { points: thing.points, members: &thing.members })
            .collect();
        groups.push(Group { points: self.link_points(here), members: &own.from });
        groups.extend(
            linked
                .iter()
                .map(|to| Group { points: self.link_points(*to), members: std::slice::from_ref(to) }),
        );
        groups.retain(|group| !group.members.is_empty());
        // Rarest first: who comes up in a later group only has less to share.
        groups.sort_by_key(|group| std::cmp::Reverse(group.points));
        let mut left: u64 = groups.iter().map(|group| group.points).sum();

        let mut best: Vec<(u64, usize)> = Vec::new();
        let mut seen: BTreeSet<usize> = BTreeSet::new();
        for group in &groups {
            for &there in group.members {
                // Nobody who was not met so far can have more than `left`; of those in a group, the
                // ones that win ties come first.
                let full = best
                    .get(MOST - 1)
                    .is_some_and(|(points, place)| *points > left || (*points == left && *place < there));
                if full || seen.len() >= COMPARED {
                    break;
                }
                if there == here || !seen.insert(there) || self.same_series(here, there) {
                    continue;
                }
                let points = self.shared(here, there).iter().map(|(points, _)| points).sum();
                best.push((points, there));
                best.sort_by_key(|(points, place)| (std::cmp::Reverse(*points), *place));
                best.truncate(MOST);
            }
            left -= group.points;
        }
        best.into_iter().map(|(_, there)| self.suggestion(here, there)).collect()
    }

    fn suggestion(&self, here: usize, there: usize) -> Suggestion {
        let mut shared = self.shared(here, there);
        shared.sort_by(|(one, what), (other, than)| other.cmp(one).then_with(|| what.cmp(than)));
        let shared = shared.into_iter().take(REASONS).map(|(_, what)| what).collect();
        Suggestion { to: self.members[there].id.clone(), shared }
    }

    /// What two documents share, with the points of each.
    fn shared(&self, here: usize, there: usize) -> Vec<(u64, Shared)> {
        let (own, other) = (&self.members[here], &self.members[there]);
        let mut all = Vec::new();
        let (mut one, mut two) = (own.things.iter().peekable(), other.things.iter().peekable());
        while let (Some(a), Some(b)) = (one.peek(), two.peek()) {
            match a.cmp(b) {
                std::cmp::Ordering::Less => drop(one.next()),
                std::cmp::Ordering::Greater => drop(two.next()),
                std::cmp::Ordering::Equal => {
                    let thing = &self.things[**a];
                    all.push((thing.points, thing.what.clone()));
                    one.next();
                    two.next();
                }
            }
        }
        // Two that link to each other are linked once: by the link that says more.
        let to = own.to.contains(&there).then(|| (self.link_points(there), Shared::LinkedFromHere));
        let from = other.to.contains(&here).then(|| (self.link_points(here), Shared::LinksHere));
        all.extend(to.into_iter().chain(from).max_by_key(|(points, _)| *points));
        all
    }

    /// What a link to a document counts: less if many link to it.
    fn link_points(&self, to: usize) -> u64 {
        points(Shared::LinksHere.weight(), self.candidates, self.members[to].from.len())
    }

    /// Parts of one series have a box of their own.
    fn same_series(&self, one: usize, other: usize) -> bool {
        let series = &self.members[one].series;
        series.is_some() && *series == self.members[other].series
    }
}

/// Weight × ln(1 + N / df), as a whole number.
fn points(weight: f64, all: usize, having: usize) -> u64 {
    let rarity = (1.0 + all.max(1) as f64 / having.max(1) as f64).ln();
    (weight * rarity * SCALE).round() as u64
}

/// Whether a document is one that people read for itself: such have the box, and stand in others'.
fn has_a_box(document: &Arc<Document>) -> bool {
    document.role == Role::Page && document.kind.listed && document.kind.in_site_feed
}

/// What a document has that others can have too.
fn things_of(corpus: &Corpus, config: &Config, id: &DocumentId) -> BTreeSet<Shared> {
    let Some(document) = corpus.shown(id) else { return BTreeSet::new() };
    let used = corpus.uses.by_document(id).filter_map(|thing| match thing {
        Thing::Work(work) => Some(Shared::Work(work.clone())),
        Thing::Document(other) => match corpus.shown(other)?.kind.name.as_str() {
            "concept" => Some(Shared::Concept(other.clone())),
            people::KIND => person(corpus, &corpus.shown(other)?.slug),
            _ => None,
        },
        Thing::Person(slug) => person(corpus, slug),
    });
    let terms = config.taxonomies.iter().flat_map(|taxonomy| {
        let terms = super::terms::of(&corpus.terms, document, taxonomy, config);
        terms.into_iter().map(|term| Shared::Term(taxonomy.name.clone(), term.slug.clone()))
    });
    used.chain(terms).collect()
}

/// A person that two may both name. Who is not listed is not spoken of.
fn person(corpus: &Corpus, slug: &str) -> Option<Shared> {
    let listed = corpus.people.by_slug.get(slug).is_some_and(|person| person.listed);
    listed.then(|| Shared::Person(slug.to_owned()))
}

/// The documents that one links to or names.
fn linked_to<'a>(corpus: &'a Corpus, id: &DocumentId) -> impl Iterator<Item = &'a DocumentId> {
    corpus.uses.by_document(id).filter_map(|thing| match thing {
        Thing::Document(to) => Some(to),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id(number: usize) -> DocumentId {
        DocumentId::new(&format!("stories/{number:05}.md"))
    }

    fn tag(slug: &str) -> Shared {
        Shared::Term("tags".to_owned(), slug.to_owned())
    }

    fn given(number: usize, things: &[Shared]) -> Given {
        let things = things.iter().cloned().collect();
        Given { id: id(number), things, to: Vec::new(), series: None }
    }

    fn suggested(related: &Related, number: usize) -> Vec<DocumentId> {
        related.of(&id(number)).into_iter().map(|suggestion| suggestion.to).collect()
    }

    /// The definition, word for word: everybody is compared with everybody.
    fn by_comparing_all(related: &Related, here: usize) -> Vec<DocumentId> {
        let mut all: Vec<(u64, usize)> = (0..related.candidates)
            .filter(|there| *there != here && !related.same_series(here, *there))
            .map(|there| (related.shared(here, there).iter().map(|(points, _)| points).sum(), there))
            .filter(|(points, _)| *points > 0)
            .collect();
        all.sort_by_key(|(points, place)| (std::cmp::Reverse(*points), *place));
        all.into_iter().take(MOST).map(|(_, place)| related.members[place].id.clone()).collect()
    }

    #[test]
    fn what_few_share_says_more_than_what_all_share() {
        let (all, few) = (tag("all"), tag("few"));
        let mut documents: Vec<Given> = (0..20).map(|number| given(number, &[all.clone()])).collect();
        for number in [0, 19] {
            documents[number].things.insert(few.clone());
        }
        let related = Related::gather(documents, 20);
        let best = related.of(&id(0));
        assert_eq!(best[0], Suggestion { to: id(19), shared: vec![few, all] });
        assert_eq!(suggested(&related, 0)[1..], [id(1), id(2)], "of equals, the newer come first");
    }

    #[test]
    fn a_work_counts_more_than_a_concept_and_a_link_once_in_both_directions() {
        let (work, concept) = (Shared::Work("a".to_owned()), Shared::Concept(DocumentId::new("c.md")));
        let mut documents: Vec<Given> = (0..4).map(|number| given(number, &[])).collect();
        documents[0].things.extend([work.clone(), concept.clone()]);
        documents[1].things.insert(concept);
        documents[2].things.insert(work);
        documents[0].to = vec![id(3)];
        documents[3].to = vec![id(0)];
        let related = Related::gather(documents, 4);
        assert_eq!(suggested(&related, 0), [id(2), id(1), id(3)]);
        assert_eq!(related.of(&id(3)), [Suggestion { to: id(0), shared: vec![Shared::LinksHere] }]);
        assert_eq!(related.shared(0, 3).len(), 1);
    }

    #[test]
    fn what_shares_nothing_what_is_not_out_and_the_parts_of_one_series_are_not_suggested() {
        let all = tag("all");
        let mut documents: Vec<Given> = (0..4).map(|number| given(number, &[all.clone()])).collect();
        documents[0].series = Some("s".to_owned());
        documents[1].series = Some("s".to_owned());
        documents[2].things.clear();
        // The last one is a draft.
        let related = Related::gather(documents, 3);
        assert_eq!(suggested(&related, 0), []);
        assert_eq!(suggested(&related, 3), [id(0), id(1)], "a draft has a box all the same");
    }

    proptest! {
        #[test]
        fn the_search_that_ends_early_finds_what_comparing_all_finds(
            documents in prop::collection::vec(
                (prop::collection::btree_set(0_usize..12, 0..6), prop::collection::vec(0_usize..60, 0..3), 0_usize..9),
                1..60,
            ),
            drafts in 0_usize..5,
        ) {
            let things = [
                Shared::Work("a".to_owned()), Shared::Work("b".to_owned()), tag("a"), tag("b"), tag("c"), tag("d"),
                Shared::Concept(id(900)), Shared::Concept(id(901)), Shared::Person("p".to_owned()), tag("e"), tag("f"),
                Shared::Term("topics".to_owned(), "t".to_owned()),
            ];
            let count = documents.len();
            let given = documents.into_iter().enumerate().map(|(number, (has, to, series))| Given {
                id: id(number),
                things: has.into_iter().map(|thing| things[thing].clone()).collect(),
                to: to.into_iter().filter(|to| *to != number).map(id).collect(),
                series: (series < 3).then(|| series.to_string()),
            });
            let related = Related::gather(given.collect(), count.saturating_sub(drafts));
            for number in 0..count {
                prop_assert_eq!(suggested(&related, number), by_comparing_all(&related, number));
            }
        }
    }
}
