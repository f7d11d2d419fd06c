//! What the next letter has to tell: what came since the last one, and what is to come.
//!
//! Pure: from the documents and a moment to a choice of documents. The editor takes it from there;
//! how the draft of a letter is written down is left to the command.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::editions::{self, is_edition};
use super::letters::goes_by_letter;
use super::order::newest_first;
use super::standing::{Standing, publication};
use super::uses::Thing;
use super::{Corpus, events};
use crate::config::Config;
use crate::date::{Date, Instant, Zone};
use crate::document::meta::Change;
use crate::document::{CONTENT, Document, DocumentId, Role};
use crate::kind::{Kind, Kinds};
use crate::source::Sources;

/// Days back that a first letter covers, and days ahead in which its events are.
const DAYS: u16 = 31;

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// Since when; nothing: since the last letter.
    pub since: Option<Date>,
    /// Until when; nothing: now.
    pub until: Option<Date>,
    /// Now.
    pub now: Instant,
}

/// The next letter. Lists of pieces are in the order in which they were published.
#[derive(Debug, Clone, Default)]
pub struct NextLetter {
    /// Its number.
    pub number: u64,
    /// Its file, below the site.
    pub path: String,
    /// The first day or moment it covers, and the last.
    pub covers: Option<(Date, Date)>,
    /// The newest letter, if it is still a draft: it waits to be finished.
    pub waiting: Option<DocumentId>,
    /// New pieces of each kind, in the order of the kinds.
    pub pieces: Vec<(Arc<Kind>, Vec<DocumentId>)>,
    /// Works that no earlier piece uses, each with the new pieces that do.
    pub works: Vec<(String, Vec<DocumentId>)>,
    /// Events to come, the next one first.
    pub events: Vec<DocumentId>,
    /// What is announced and not yet out.
    pub announced: Vec<DocumentId>,
    /// Older pieces, and what changed in them.
    pub changed: Vec<(DocumentId, Vec<Change>)>,
    /// Older pieces that no letter has shown, newest first.
    pub earlier: Vec<DocumentId>,
}

impl NextLetter {
    /// Whether there is a reason to write. What is to come is none: it will be so for a while.
    pub fn is_due(&self) -> bool {
        !(self.pieces.is_empty() && self.works.is_empty() && self.changed.is_empty())
    }

    /// The letter after those that a site has, drafts included. The corpus must show every document,
    /// whether it is out or not, so that what all letters name is known.
    pub fn of(
        corpus: &Corpus,
        kinds: &Kinds,
        sources: &Sources,
        config: &Config,
        asked: &Asked,
    ) -> NextLetter {
        let zone = &config.timezone;
        let mut editions: Vec<&Document> =
            corpus.documents.values().map(|one| &**one).filter(|one| is_edition(one)).collect();
        editions.sort_by(|one, other| number(one).total_cmp(&number(other)).then(one.id.cmp(&other.id)));
        let newest = editions.last().copied();
        let choosing = Choosing {
            corpus,
            config,
            period: Period::of(asked, newest, zone),
            shown: editions
                .iter()
                .flat_map(|edition| editions::documents(edition, &corpus.field_links))
                .map(|(_, id)| id)
                .collect(),
            told: editions
                .iter()
                .filter_map(|edition| sources.text(&edition.path))
                // Titles may stand there with marks that keep them from being Markdown.
                .map(|text| text.replace('\\', ""))
                .collect(),
            now: asked.now,
        };
        let number = newest.map_or(0.0, number).floor().max(0.0) as u64 + 1;
        let is_draft = |edition: &&Document| matches!(corpus.standing(&edition.id), Standing::Draft);
        NextLetter {
            number,
            path: path(&editions, number),
            covers: Some((choosing.period.from, choosing.period.until)),
            waiting: newest.filter(is_draft).map(|edition| edition.id.clone()),
            pieces: choosing.pieces(kinds),
            works: choosing.works(),
            events: choosing.events(),
            announced: choosing.announced(),
            changed: choosing.changed(),
            earlier: choosing.earlier(),
        }
    }
}

/// Where a letter of that number is written: named as those before it, `004.md` after `003.md`.
fn path(editions: &[&Document], number: u64) -> String {
    let stems: Vec<&str> = editions
        .iter()
        .map(|edition| edition.path.stem())
        .filter(|stem| stem.bytes().all(|byte| byte.is_ascii_digit()))
        .collect();
    let width = match stems.first() {
        Some(first) if stems.iter().all(|stem| stem.len() == first.len() && stem.starts_with('0')) => {
            first.len()
        }
        _ => 1,
    };
    format!("{CONTENT}newsletter/{number:0width$}.md")
}

/// The number of a letter; 0 if it has none.
fn number(edition: &Document) -> f64 {
    editions::number(edition).unwrap_or_default()
}

/// The time a letter covers, as it is written down and as instants are compared with it.
struct Period {
    from: Date,
    until: Date,
    begins: Instant,
    /// Whether an instant that is the beginning is within.
    begins_within: bool,
    ends: Instant,
}

impl Period {
    fn of(asked: &Asked, newest: Option<&Document>, zone: &Zone) -> Period {
        let now = asked.now;
        let (from, begins_within) = match (asked.since, newest) {
            (Some(day), _) => (day, true),
            (None, None) => (now.day_in(zone).plus_days(-i32::from(DAYS)), true),
            (None, Some(newest)) => {
                match covered_until(newest).or(newest.meta.publish_at).or(newest.meta.date) {
                    // The last day it covers is covered to its end.
                    Some(day) if day.is_a_day() && covered_until(newest).is_some() => {
                        (day.plus_days(1), true)
                    }
                    Some(moment) => (moment, false),
                    None => (now.day_in(zone).plus_days(-i32::from(DAYS)), true),
                }
            }
        };
        // A day that is not over yet may still bring something: the next letter begins where this ends.
        let until = asked.until.filter(|until| until.end(zone) <= now).unwrap_or_else(|| now.date_in(zone));
        Period { from, until, begins: from.instant(zone), begins_within, ends: until.end(zone) }
    }

    /// Whether it has begun by then.
    fn is_after_beginning(&self, instant: Instant) -> bool {
        instant > self.begins || (self.begins_within && instant == self.begins)
    }

    fn holds(&self, instant: Instant) -> bool {
        // A day ends with the midnight that begins the next.
        let before_end = if self.until.is_a_day() { instant < self.ends } else { instant <= self.ends };
        self.is_after_beginning(instant) && before_end
    }
}

/// The last day or moment a letter covers, by its own word.
fn covered_until(edition: &Document) -> Option<Date> {
    edition.fields.get("covers")?.value.entry("until")?.value.as_date()
}

struct Choosing<'a> {
    corpus: &'a Corpus,
    config: &'a Config,
    period: Period,
    /// What stands in the lists of all letters.
    shown: BTreeSet<&'a DocumentId>,
    /// The texts of all letters.
    told: Vec<String>,
    now: Instant,
}

impl<'a> Choosing<'a> {
    /// Documents that are out and that readers find, without letters and without what is kept out of
    /// letters.
    fn published(&self) -> impl Iterator<Item = &'a Document> {
        let corpus = self.corpus;
        corpus.documents.values().map(|document| &**document).filter(|document| {
            !corpus.standing.contains_key(&document.id)
                && document.role == Role::Page
                && !document.meta.unlisted
                && document.meta.newsletter != Some(false)
                && !is_edition(document)
        })
    }

    fn publication(&self, document: &Document) -> Option<Instant> {
        publication(document, &self.config.timezone)
    }

    fn is_new(&self, document: &Document) -> bool {
        self.publication(document).is_some_and(|instant| self.period.holds(instant))
    }

    fn is_older(&self, document: &Document) -> bool {
        self.publication(document).is_none_or(|instant| !self.period.is_after_beginning(instant))
    }

    /// Whether some letter has these words.
    fn is_told(&self, words: &str) -> bool {
        let words = words.trim().replace('\\', "");
        self.told.iter().any(|text| text.contains(&words))
    }

    fn in_order(&self, documents: impl Iterator<Item = &'a Document>) -> Vec<DocumentId> {
        let mut ids: Vec<DocumentId> = documents.map(|document| document.id.clone()).collect();
        newest_first(&mut ids, &self.corpus.documents, &self.config.timezone);
        ids.reverse();
        ids
    }

    fn in_no_letter(&self) -> impl Iterator<Item = &'a Document> {
        self.published()
            .filter(|document| goes_by_letter(document, self.config) && !self.shown.contains(&document.id))
    }

    fn pieces(&self, kinds: &Kinds) -> Vec<(Arc<Kind>, Vec<DocumentId>)> {
        let mut of_kind: BTreeMap<&str, Vec<&Document>> = BTreeMap::new();
        for document in self.in_no_letter().filter(|document| self.is_new(document)) {
            of_kind.entry(&document.kind.folder).or_default().push(document);
        }
        let groups = kinds.all().filter_map(|kind| {
            let documents = of_kind.remove(kind.folder.as_str())?;
            Some((Arc::clone(kind), self.in_order(documents.into_iter())))
        });
        groups.collect()
    }

    fn earlier(&self) -> Vec<DocumentId> {
        let dated = self.in_no_letter().filter(|document| self.publication(document).is_some());
        let mut ids = self.in_order(dated.filter(|document| self.is_older(document)));
        ids.reverse();
        ids
    }

    fn works(&self) -> Vec<(String, Vec<DocumentId>)> {
        let published: BTreeMap<&DocumentId, &Document> =
            self.published().map(|document| (&document.id, document)).collect();
        let mut uses: BTreeMap<&str, Vec<&Document>> = BTreeMap::new();
        for (work, id) in uses_of_works(self.corpus) {
            uses.entry(work).or_default().extend(published.get(id).copied());
        }
        let firsts = uses.into_iter().filter(|(_, by)| !by.iter().any(|document| self.is_older(document)));
        let mut works: Vec<(String, Vec<DocumentId>)> = firsts
            .map(|(work, by)| {
                let mut by = self.in_order(by.into_iter().filter(|document| self.is_new(document)));
                by.dedup();
                (work.to_owned(), by)
            })
            .filter(|(_, by)| !by.is_empty())
            .collect();
        let title =
            |id: &str| self.corpus.works.get(id).map(|work| super::order::sort_title(work.text("title")));
        works.sort_by_cached_key(|(id, _)| (title(id), id.clone()));
        works
    }

    fn events(&self) -> Vec<DocumentId> {
        let zone = &self.config.timezone;
        let last = self.now.plus_days(DAYS);
        let mut events: Vec<(Instant, DocumentId)> = self
            .published()
            .filter(|document| document.kind.name == events::KIND)
            .filter(|document| !self.shown.contains(&document.id))
            .filter(|document| !self.is_told(&format!("@/{}", document.id)))
            .filter_map(|document| Some((events::starts(document, zone)?, document.id.clone())))
            .filter(|(starts, _)| (self.now..=last).contains(starts))
            .collect();
        events.sort();
        // What is new stands among the pieces, if its kind does.
        let new: BTreeSet<DocumentId> = self
            .in_no_letter()
            .filter(|document| self.is_new(document))
            .map(|document| document.id.clone())
            .collect();
        events.into_iter().map(|(_, id)| id).filter(|id| !new.contains(id)).collect()
    }

    fn announced(&self) -> Vec<DocumentId> {
        let corpus = self.corpus;
        let held = corpus
            .standing
            .iter()
            .filter(|(_, standing)| matches!(standing, Standing::Draft | Standing::Scheduled(_)));
        let documents = held
            .filter_map(|(id, _)| corpus.documents.get(id))
            .map(|document| &**document)
            .filter(|document| document.meta.announce.is_some() && document.meta.newsletter != Some(false))
            .filter(|document| document.role == Role::Page && !document.meta.unlisted)
            .filter(|document| !is_edition(document) && !self.is_told(&document.title));
        self.in_order(documents)
    }

    fn changed(&self) -> Vec<(DocumentId, Vec<Change>)> {
        let older: Vec<&Document> = self.published().filter(|document| self.is_older(document)).collect();
        let ids = self.in_order(older.into_iter().filter(|document| !document.meta.changes.is_empty()));
        let changed = ids.into_iter().filter_map(|id| {
            let document = self.corpus.documents.get(&id)?;
            let mut changes: Vec<Change> =
                document.meta.changes.iter().filter(|change| self.is_news(change)).cloned().collect();
            changes.sort_by_key(|change| change.date.instant(&self.config.timezone));
            (!changes.is_empty()).then_some((id, changes))
        });
        changed.collect()
    }

    /// A change of a day that was not over when the last letter was begun may have come after it;
    /// then that letter does not tell of it.
    fn is_news(&self, change: &Change) -> bool {
        let zone = &self.config.timezone;
        let begun = self.period.is_after_beginning(change.date.instant(zone))
            || (change.date.is_a_day() && change.date.end(zone) > self.period.begins);
        begun && change.date.instant(zone) <= self.period.ends && !self.is_told(&change.what)
    }
}

/// Which document uses which work.
fn uses_of_works(corpus: &Corpus) -> impl Iterator<Item = (&str, &DocumentId)> {
    corpus.uses.of.iter().flat_map(|(thing, uses)| {
        let work = match thing {
            Thing::Work(work) => Some(work.as_str()),
            _ => None,
        };
        work.into_iter().flat_map(|work| uses.iter().map(move |one| (work, &one.from)))
    })
}
