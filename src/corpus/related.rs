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

/// Of what more documents than this have, only the newest of them count as having it: it bounds the
/// work for each thing of each document, so that all boxes together cost linear time. What is shared
/// by so many says little, and among those who share no more the newest are suggested anyway.
const LONGEST: usize = 2_000;

/// Members of a list that are passed in the time in which one is looked up in it.
const LOOKED_UP: usize = 16;

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
    /// The series it is a part of, by number.
    series: Option<usize>,
}

#[derive(Debug, Clone)]
struct Shareable {
    what: Shared,
    points: u64,
    /// The places of those that can be suggested and have it, in order; at most [`LONGEST`].
    members: Vec<usize>,
}

/// What a document shares with some others: a thing, or a link.
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
        let mut all_series: BTreeMap<String, usize> = BTreeMap::new();
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
            let next = all_series.len();
            let series = series.map(|series| *all_series.entry(series).or_insert(next));
            members.push(Member { id, things, to, from: Vec::new(), series });
        }
        for place in 0..candidates {
            for to in members[place].to.clone() {
                members[to].from.push(place);
            }
        }
        let mut things: Vec<Option<Shareable>> = vec![None; holders.len()];
        for (what, number) in numbers {
            let mut holders = std::mem::take(&mut holders[number]);
            let points = points(what.weight(), candidates, holders.len());
            holders.truncate(LONGEST);
            things[number] = Some(Shareable { what, points, members: holders });
        }
        Related { members, candidates, places, things: things.into_iter().flatten().collect() }
    }

    /// The documents that share most with this one, the one with most first; at most [`MOST`].
    pub fn of(&self, id: &DocumentId) -> Vec<Suggestion> {
        let Some(&here) = self.places.get(id) else { return Vec::new() };
        let groups = self.groups(here);
        let mut left: u64 = groups.iter().map(|group| group.points).sum();
        let mut points = vec![0; self.candidates];
        let mut met: Vec<usize> = Vec::new();
        for group in &groups {
            let least = self.third(here, &points, &met);
            if least > left {
                // Nobody who was not met so far can have as much; nor can many of those who were.
                met.retain(|there| points[*there] + left >= least);
            }
            if least > left && met.len() < group.members.len() / LOOKED_UP {
                for &there in met.iter().filter(|there| group.members.binary_search(there).is_ok()) {
                    points[there] += group.points;
                }
            } else {
                for &there in group.members {
                    if points[there] == 0 && least <= left {
                        met.push(there);
                    }
                    points[there] += group.points;
                }
            }
            left -= group.points;
        }
        met.retain(|there| *there != here && !self.same_series(here, *there));
        met.sort_unstable_by_key(|there| (std::cmp::Reverse(points[*there]), *there));
        met.into_iter().take(MOST).map(|there| self.suggestion(here, there)).collect()
    }

    /// What a document shares with whom: what few share first, for it counts most.
    fn groups(&self, here: usize) -> Vec<Group<'_>> {
        let own = &self.members[here];
        let things = own.things.iter().map(|thing| &self.things[*thing]);
        let mut groups: Vec<Group<'_>> =
            things.map(|thing| Group { points: thing.points, members: &thing.members }).collect();
        let from_points = self.link_points(here);
        groups.push(Group { points: from_points, members: &own.from });
        for to in own.to.iter().filter(|to| **to < self.candidates) {
            // A link in both directions counts once, as the one that says more.
            let told = if own.from.binary_search(to).is_ok() { from_points } else { 0 };
            let points = self.link_points(*to).saturating_sub(told);
            groups.push(Group { points, members: std::slice::from_ref(to) });
        }
        groups.retain(|group| group.points > 0 && !group.members.is_empty());
        groups.sort_by_key(|group| std::cmp::Reverse(group.points));
        groups
    }

    /// The points of the third best so far, of those that may be suggested; 0 below three.
    fn third(&self, here: usize, points: &[u64], met: &[usize]) -> u64 {
        let mut best = [0; MOST];
        for there in met {
            let is_better = points[*there] > best[MOST - 1];
            if is_better && *there != here && !self.same_series(here, *there) {
                best[MOST - 1] = points[*there];
                best.sort_unstable_by_key(|points| std::cmp::Reverse(*points));
            }
        }
        best[MOST - 1]
    }

    fn suggestion(&self, here: usize, there: usize) -> Suggestion {
        let mut shared = self.shared(here, there);
        shared.sort_by(|(one, what), (other, than)| other.cmp(one).then_with(|| what.cmp(than)));
        let shared = shared.into_iter().take(REASONS).map(|(_, what)| what).collect();
        Suggestion { to: self.members[there].id.clone(), shared }
    }

    /// What two documents share, with the points of each.
    fn shared(&self, here: usize, there: usize) -> Vec<(u64, Shared)> {
        let (own, other) = (&self.members[here].things, &self.members[there].things);
        let both = own.iter().filter(|thing| other.binary_search(thing).is_ok());
        let things = both.map(|thing| &self.things[*thing]);
        let things = things.map(|thing| (thing.points, thing.what.clone()));
        things.chain(self.link(here, there)).collect()
    }

    /// The link between two documents. Two that link to each other are linked once: by the link
    /// that says more.
    fn link(&self, here: usize, there: usize) -> Option<(u64, Shared)> {
        let (own, other) = (&self.members[here], &self.members[there]);
        let to = own.to.contains(&there).then(|| (self.link_points(there), Shared::LinkedFromHere));
        let from = other.to.contains(&here).then(|| (self.link_points(here), Shared::LinksHere));
        to.into_iter().chain(from).max_by_key(|(points, _)| *points)
    }

    /// What a link to a document counts: less if many link to it.
    fn link_points(&self, to: usize) -> u64 {
        points(Shared::LinksHere.weight(), self.candidates, self.members[to].from.len())
    }

    /// Parts of one series have a box of their own.
    fn same_series(&self, one: usize, other: usize) -> bool {
        let series = self.members[one].series;
        series.is_some() && series == self.members[other].series
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
            .map(|there| (related.shared(here, there).iter().map(|(points, _)| points).sum::<u64>(), there))
            .filter(|(points, _)| *points > 0)
            .collect();
        all.sort_by_key(|(points, place)| (std::cmp::Reverse(*points), *place));
        all.into_iter().take(MOST).map(|(_, place)| related.members[place].id.clone()).collect()
    }

    #[test]
    fn what_few_share_says_more_than_what_all_share() {
        let (all, few) = (tag("all"), tag("few"));
        let mut documents: Vec<Given> =
            (0..20).map(|number| given(number, std::slice::from_ref(&all))).collect();
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
        let mut documents: Vec<Given> =
            (0..4).map(|number| given(number, std::slice::from_ref(&all))).collect();
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
