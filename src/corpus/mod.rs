//! All documents together: who is published, which people, terms and series there are, in which
//! order things stand, where links lead.
//!
//! [`relate`] takes the documents as they were parsed, each alone, and returns the relations
//! between them, each made by a file of its own from documents alone. Nothing here writes a page
//! or knows a template. Which lists and feeds there are is for `plan` to say.

pub mod clock;
pub mod editions;
pub mod episodes;
pub mod events;
pub mod fields;
pub mod files;
pub mod labels;
pub mod letters;
pub mod links;
pub mod mentions;
pub mod names;
pub mod next_letter;
pub mod order;
pub mod people;
pub mod permalink;
pub mod references;
pub mod related;
pub mod series;
pub mod shows;
pub mod standing;
pub mod terms;
pub mod turns;
mod unlikely;
pub mod upcoming;
pub mod uses;
pub mod works;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::Arc;

use crate::config::Config;
use crate::date::Zone;
use crate::diagnostic::{Diagnostic, Told, catalog, codes};
use crate::document::meta::Author;
use crate::document::{CONTENT, Document, DocumentId, Role};
use crate::few::Few;
use crate::kind::{Kind, Kinds};
use crate::language::Words;
use crate::shared_map::SharedMap;
use crate::source::{SourcePath, Sources, Span};
use crate::url::{LinkForm, SitePath, link_form};

use fields::{FieldLinks, Registers};
use files::Files;
use letters::Letters;
use links::{DocumentLinks, Links, Lookup, Naming};
use mentions::{Cites, Mentions};
use names::Names;
use order::Lists;
use people::People;
use related::Related;
use series::AllSeries;
use standing::{Moment, Standing};
use terms::Terms;
use turns::Turns;
use upcoming::Upcoming;
use uses::Uses;
use works::Works;

/// All documents and how they relate.
#[derive(Debug, Clone, Default)]
pub struct Corpus {
    /// Every document, held back or not.
    pub documents: SharedMap<DocumentId, Arc<Document>>,
    // How they relate, which the documents of one build share with those of the next where nothing that
    // relates them has changed.
    relations: Arc<Relations>,
    // Where links lead in texts that have changed since, without anything that others see of them.
    moved: BTreeMap<DocumentId, Moved>,
}

/// Where the links of a text lead, by where they begin in it, and what its citations cite.
#[derive(Debug, Clone, Default)]
struct Moved {
    links: DocumentLinks,
    cites: Cites,
}

impl Deref for Corpus {
    type Target = Relations;

    fn deref(&self) -> &Relations {
        &self.relations
    }
}

/// How all documents relate.
#[derive(Debug, Clone, Default)]
pub struct Relations {
    /// The documents that this build shows.
    pub shown: BTreeSet<DocumentId>,
    /// How the documents stand that are not simply published.
    pub standing: BTreeMap<DocumentId, Standing>,
    /// The addresses of all documents that have one.
    pub addresses: BTreeMap<DocumentId, SitePath>,
    /// Files that are published as they are.
    pub files: Files,
    /// The library.
    pub works: Works,
    /// Who wrote what.
    pub people: People,
    /// Who said what in transcripts.
    pub turns: Turns,
    /// Topics, tags and further taxonomies.
    pub terms: Terms,
    /// Series.
    pub series: AllSeries,
    /// Podcasts.
    pub shows: shows::Shows,
    /// Recordings and chapters of episodes.
    pub episodes: episodes::Episodes,
    /// Lists by kind and by date.
    pub lists: Lists,
    /// The event that comes next.
    pub next_event: Option<DocumentId>,
    /// The events in lists that are not over.
    pub coming: BTreeSet<DocumentId>,
    /// What goes to readers by letter.
    pub letters: Letters,
    /// Where links lead.
    pub links: Links,
    /// What link fields name.
    pub field_links: FieldLinks,
    /// What texts cite.
    pub mentions: Mentions,
    /// Who uses what.
    pub uses: Uses,
    /// What works are called in texts, by id.
    pub labels: BTreeMap<String, String>,
    /// What is announced before it is out.
    pub upcoming: Vec<Upcoming>,
    /// What to read next.
    pub related: Related,
    /// The files of the pictures that stand for documents.
    pub images: BTreeMap<DocumentId, SourcePath>,
    /// Who signs what names no author.
    pub default_authors: Vec<Author>,
    // The series each part belongs to, by slug.
    parts: BTreeMap<DocumentId, String>,
}

impl Corpus {
    /// The same corpus with other texts in some documents; nothing if others would see that.
    pub fn with(&self, changed: &[Arc<Document>]) -> Option<Corpus> {
        let mut corpus = self.clone();
        for document in changed {
            let before = self.documents.get(&document.id)?;
            if !before.is_same_from_outside(document) {
                return None;
            }
            let (old, new) = (&before.body.facts, &document.body.facts);
            let links = old.links.iter().zip(&new.links).map(|(old, new)| (old.at, new.at)).collect();
            let cites = old.citations.iter().zip(&new.citations).map(|(old, new)| (old.at, new.at)).collect();
            let moved = Moved {
                links: moved(self.links_of(&document.id), &links)?,
                cites: moved(self.cites_of(&document.id), &cites)?,
            };
            corpus.moved.insert(document.id.clone(), moved);
            corpus.documents.insert(document.id.clone(), Arc::clone(document));
        }
        Some(corpus)
    }

    /// Where the links of a document lead, by the text they stand in and where they begin in it.
    pub fn links_of(&self, id: &DocumentId) -> Option<&DocumentLinks> {
        self.moved.get(id).map(|moved| &moved.links).or_else(|| self.links.of.get(id))
    }

    /// What a document cites, by the text and where the citation begins in it.
    pub fn cites_of(&self, id: &DocumentId) -> Option<&Cites> {
        self.moved.get(id).map(|moved| &moved.cites).or_else(|| self.mentions.cites.get(id))
    }

    /// A document that is shown.
    pub fn shown(&self, id: &DocumentId) -> Option<&Arc<Document>> {
        self.documents.get(id).filter(|_| self.shown.contains(id))
    }

    /// A document that is shown and not unlisted: one that pages may speak of.
    pub fn listed(&self, id: &DocumentId) -> Option<&Arc<Document>> {
        self.shown(id).filter(|document| !document.meta.unlisted)
    }

    /// The uses of a thing that readers may see.
    pub fn open_uses(&self, thing: &uses::Thing) -> impl Iterator<Item = &uses::Use> {
        self.uses.of_thing(thing).iter().filter(|one| self.listed(&one.from).is_some())
    }

    /// All documents that are shown, by id.
    pub fn all_shown(&self) -> impl Iterator<Item = &Arc<Document>> {
        self.shown.iter().filter_map(|id| self.documents.get(id))
    }

    /// The series a document is a part of.
    pub fn series_of(&self, id: &DocumentId) -> Option<&series::Series> {
        self.parts.get(id).and_then(|slug| self.series.get(slug))
    }

    /// What the documents of a kind are called on this site: the title of their folder's `_index.md`,
    /// else the kind's own.
    pub fn name_of<'a>(&'a self, kind: &'a Kind) -> &'a str {
        let own = self.shown(&DocumentId::new(&format!("{}/_index.md", kind.folder)));
        own.map(|own| own.title.as_str()).filter(|title| !title.is_empty()).unwrap_or(&kind.title)
    }

    /// How a document stands.
    pub fn standing(&self, id: &DocumentId) -> Standing {
        self.standing.get(id).copied().unwrap_or(Standing::Published)
    }

    /// Says what to read next, which [`Related::index`] knows: it takes as long as much of the rest, and pages
    /// alone show it.
    pub fn suggest(&mut self, related: Related) {
        Arc::make_mut(&mut self.relations).related = related;
    }
}

/// Puts what stands in the body of a document where it stands now; nothing if a place is not known.
fn moved<T: Clone>(
    before: Option<&Few<(usize, usize), T>>,
    places: &BTreeMap<usize, usize>,
) -> Option<Few<(usize, usize), T>> {
    let all = before.into_iter().flatten().map(|(&(text, at), value)| {
        let at = if text == 0 { *places.get(&at)? } else { at };
        Some(((text, at), value.clone()))
    });
    all.collect()
}

/// Relates the documents of a site, all but what to read next: see [`Corpus::suggest`]. `words` are those of its
/// language, in which works are named.
pub fn relate(
    documents: Vec<Arc<Document>>,
    sources: &Sources,
    kinds: &Kinds,
    config: &Config,
    words: &Words,
    moment: Moment,
) -> Told<Corpus> {
    let mut told = Vec::new();
    let documents: SharedMap<DocumentId, Arc<Document>> =
        documents.into_iter().map(|document| (document.id.clone(), document)).collect();

    let standing: BTreeMap<DocumentId, Standing> = documents
        .values()
        .map(|document| (document.id.clone(), moment.standing(document, &config.timezone)))
        .filter(|(_, standing)| *standing != Standing::Published)
        .collect();
    let shown: BTreeSet<DocumentId> = documents
        .keys()
        .filter(|id| standing.get(*id).is_none_or(|standing| moment.shows(*standing)))
        .cloned()
        .collect();
    let is_shown = |id: &DocumentId| shown.contains(id);

    let mut addresses = BTreeMap::new();
    for document in documents.values() {
        match permalink::address(document, config) {
            Ok(address) => {
                addresses.insert(document.id.clone(), address);
            }
            Err(finding) => told.push(*finding),
        }
    }
    told.extend(editions::same_numbers(&documents, &mut addresses));
    let default_authors: Vec<Author> =
        config.authors.iter().map(|name| Author { name: name.clone(), url: None }).collect();

    let has_files =
        |id: &DocumentId| is_shown(id) && documents.get(id).is_none_or(|own| people::is_listed(own));
    let files = files::find(sources, &documents, &addresses, has_files, config).tell(&mut told);
    let works = works::read(sources, &kinds.work, config).tell(&mut told);
    let people = People::of(&documents, is_shown, &default_authors);
    let turns = turns::gather(&documents, is_shown, &people);
    let terms = terms::gather(&documents, is_shown, config).tell(&mut told);
    let mut series = series::gather(&documents, is_shown, config).tell(&mut told);
    let shows = shows::gather(&documents, is_shown, &files, config).tell(&mut told);
    let mut lists = Lists::of(shown.iter().filter_map(|id| documents.get(id)), &config.timezone);
    let next_event = events::next(&documents, is_shown, moment.now, &config.timezone);
    let coming = events::arrange(&mut lists, &documents, moment.now, &config.timezone);
    let upcoming = upcoming::gather(&documents, &standing, is_shown, moment.now, &config.timezone);
    let letters = Letters::of(&documents, &standing, config, moment.now);
    let names = Names::of(&documents);

    let lookup = Lookup::new(sources, &documents, &shown, &addresses, &files, &config.base_url);
    let registers = Registers {
        lookup: &lookup,
        names: &names,
        people: &people,
        works: &works,
        work_names: fields::work_names(&works),
    };
    let named: &Naming<'_> = &|link, told| registers.wikilink(link, told);
    let mut links = lookup.resolve_all(named).tell(&mut told);
    let mut field_links = registers.resolve_all().tell(&mut told);
    let all_shown = shown.iter().filter_map(|id| documents.get(id));
    let episodes = episodes::gather(all_shown, &field_links, &files).tell(&mut told);
    let mut mentions = registers.cited().tell(&mut told);
    let labels = labels::labels(&works, words);
    let sources_of_use = uses::Sources { documents: &documents, people: &people, labels: &labels };
    let uses = Uses::of(&field_links, &links, &mentions, &sources_of_use);
    // What the library says of its works is no piece that readers are sent to: it uses nothing.
    let own = || works.values().map(|work| &work.document);
    let of_works = lookup.resolve_these(own(), named).tell(&mut told);
    links.of.extend(of_works.of);
    links.used_files.extend(of_works.used_files);
    links.unchecked.extend(of_works.unchecked);
    field_links.of.extend(registers.resolve_these(own()).tell(&mut told).of);
    mentions.cites.extend(registers.cited_by(own()).tell(&mut told).cites);
    series::arrange(&mut series, &documents, &field_links);
    let images = pictures(&lookup).tell(&mut told);
    links.used_files.extend(images.values().cloned());
    for named in field_links.of.values() {
        if let fields::Named::Link(path) = named {
            links.used_files.insert(SourcePath::new(path));
        }
    }
    for (path, id) in &files.bundles {
        if !links.used_files.contains(path) {
            told.push(catalog::unused_file(path, id.as_str()));
        }
    }
    let parts = series
        .values()
        .flat_map(|series| series.parts.iter().map(|part| (part.clone(), series.slug.clone())))
        .collect();
    let out = shown.iter().filter_map(|id| documents.get(id));
    told.extend(editions::repeated_items(out, &field_links));
    told.extend(pages_with_dates(&documents));
    told.extend(unknown_zones(&documents));
    told.extend(unlikely::all(&documents, &config.timezone));
    told.extend(without_dates(&documents, |id| shown.contains(id) && addresses.contains_key(id)));
    let relations = Relations {
        shown,
        standing,
        addresses,
        files,
        works,
        people,
        turns,
        terms,
        series,
        shows,
        episodes,
        lists,
        next_event,
        coming,
        letters,
        links,
        field_links,
        mentions,
        uses,
        labels,
        upcoming,
        related: Related::default(),
        images,
        default_authors,
        parts,
    };
    let corpus = Corpus { documents, relations: Arc::new(relations), moved: BTreeMap::new() };
    Told { value: corpus, diagnostics: told }
}

/// The files of the pictures that stand for documents.
fn pictures(lookup: &Lookup<'_>) -> Told<BTreeMap<DocumentId, SourcePath>> {
    let mut files = BTreeMap::new();
    let mut told = Vec::new();
    let documents = lookup.shown.iter().filter_map(|id| lookup.documents.get(id));
    for document in documents.filter(|document| people::is_listed(document)) {
        let Some(picture) = document.meta.image.as_ref() else { continue };
        match lookup.find_file(document, &picture.src.value) {
            Some(source) => {
                files.insert(document.id.clone(), source);
            }
            None if link_form(&picture.src.value) == LinkForm::External => {}
            None => {
                let span = Span::new(&document.path, picture.src.range.clone());
                told.push(catalog::missing_file(
                    &picture.src.value,
                    lookup.file_names(document, &picture.src.value),
                    span,
                ));
            }
        }
    }
    Told { value: files, diagnostics: told }
}

/// Fields called `timezone` that name no zone: the times beside them would be shown wrong.
fn unknown_zones(documents: &SharedMap<DocumentId, Arc<Document>>) -> Vec<Diagnostic> {
    documents
        .values()
        .filter_map(|document| {
            let field = document.fields.get("timezone")?;
            let name = field.value.as_text().filter(|name| Zone::named(name).is_none())?;
            let span = Span::new(&document.path, field.range.clone());
            let zones = Zone::names();
            Some(catalog::unknown_zone(&codes::WRONG_TYPE, name, zones.iter().map(String::as_str), span))
        })
        .collect()
}

/// Documents that their readers would never see in a feed, though their kind has one.
fn without_dates(
    documents: &SharedMap<DocumentId, Arc<Document>>,
    is_shown: impl Fn(&DocumentId) -> bool,
) -> Vec<Diagnostic> {
    let awaited = |document: &&Arc<Document>| {
        let kind = &document.kind;
        let in_a_feed = kind.feed && document.role == Role::Page && !document.meta.unlisted;
        let is_post = kind.name == "post" || !kind.built_in;
        // Where the kind requires a date, that has been told.
        let told = kind.field("date").is_some_and(|date| date.required);
        in_a_feed && is_post && document.meta.date.is_none() && !told
    };
    let documents = documents.values().filter(|document| is_shown(&document.id)).filter(awaited);
    documents.map(|document| catalog::missing_date(&document.kind.name, false, &document.path)).collect()
}

/// Folders without a kind whose pages have dates: one note a folder.
fn pages_with_dates(documents: &SharedMap<DocumentId, Arc<Document>>) -> Vec<Diagnostic> {
    let mut folders: BTreeMap<&str, (&Document, usize)> = BTreeMap::new();
    for document in documents.values() {
        let plain =
            document.role == Role::Page && document.kind.name == "page" && !document.folder.is_empty();
        if plain && document.meta.date.is_some() {
            folders.entry(&document.folder).or_insert((document, 0)).1 += 1;
        }
    }
    folders
        .into_iter()
        .map(|(folder, (first, count))| {
            catalog::pages_with_dates(&format!("{CONTENT}{folder}"), count, first.span())
        })
        .collect()
}
