//! Who uses what, and in which sentence: works that are cited, concepts that are meant, people that
//! are named, documents that are linked to.
//!
//! One table, filled from fields and texts, that the pages of works, concepts and people read, and
//! from which related documents are found. What a name means is settled before: in
//! [`super::fields`], [`super::links`] and [`super::mentions`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fields::{FieldLinks, Named};
use super::links::{Links, Target};
use super::mentions::{Mentions, texts};
use super::people::{self, People};
use crate::document::brackets::{self, Cited};
use crate::document::facts::LinkUse;
use crate::document::{Document, DocumentId};
use crate::shared_map::SharedMap;

/// What can be used: a work of the library, a document (a concept among them), a person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// A work, by id.
    Work(String),
    /// A document; never one of a person.
    Document(DocumentId),
    /// A person, by slug.
    Person(String),
}

/// How a document uses something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// A field names it; with the field's label for what is named, "Reviewed in", if it has one.
    Field(String),
    /// The text names it: a citation, a wikilink.
    Text,
    /// A link leads to it.
    Link,
    /// A list of references written by hand has it.
    Reference,
}

/// One use.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// The document that uses it.
    pub from: DocumentId,
    /// How.
    pub how: How,
    /// The sentence it stands in, in plain words; empty for fields.
    pub sentence: Arc<str>,
    /// The id of the place on the page, or empty.
    pub anchor: String,
}

/// All uses.
#[derive(Debug, Clone, Default)]
pub struct Uses {
    /// By what is used: in the order of the documents' ids, and of their texts.
    pub of: BTreeMap<Thing, Vec<Use>>,
    /// By document: what it uses, each once.
    pub by: BTreeMap<DocumentId, BTreeSet<Thing>>,
}

/// What uses are gathered from, besides what was found to be named.
pub struct Sources<'a> {
    /// All documents.
    pub documents: &'a SharedMap<DocumentId, Arc<Document>>,
    /// All people.
    pub people: &'a People,
    /// What works are called in texts, by id.
    pub labels: &'a BTreeMap<String, String>,
}

impl Sources<'_> {
    /// A document as a thing: that of a person is the person.
    fn document(&self, id: &DocumentId) -> Thing {
        let person = self.documents.get(id).filter(|document| document.kind.name == people::KIND);
        let person = person.and_then(|document| self.people.by_slug.get(&document.slug));
        person.map_or_else(|| Thing::Document(id.clone()), |person| Thing::Person(person.slug.clone()))
    }

    /// A sentence with its citations in words.
    fn sentence(&self, written: &Arc<str>) -> Arc<str> {
        if !written.contains('[') {
            return Arc::clone(written);
        }
        let said = brackets::with_citations(written, |cited| {
            let one = |cited: &Cited| {
                let label = self.labels.get(&cited.key)?;
                let prefix = if cited.prefix.is_empty() { "" } else { " " };
                let comma = if cited.locator.is_empty() { "" } else { ", " };
                Some(format!("{}{prefix}{label}{comma}{}", cited.prefix, cited.locator))
            };
            let works: Option<Vec<String>> = cited.iter().map(one).collect();
            works.map(|works| format!("({})", works.join("; ")))
        });
        said.into()
    }
}

impl Uses {
    /// Gathers all uses. Of documents that are not shown there are none.
    pub fn of(fields: &FieldLinks, links: &Links, mentions: &Mentions, sources: &Sources<'_>) -> Uses {
        let mut uses = Uses::default();
        for named in &fields.named {
            let thing = match &named.named {
                Named::Work(id) => Thing::Work(id.clone()),
                Named::Person(slug) => Thing::Person(slug.clone()),
                Named::Document(id) => sources.document(id),
                Named::Link(_) | Named::Held | Named::Words => continue,
            };
            uses.add(thing, &named.from, How::Field(named.label.clone()), Arc::default(), String::new());
        }
        for (id, document) in sources.documents {
            let (links, cites) = (links.of.get(id), mentions.cites.get(id));
            for (text, facts) in texts(document) {
                for link in &facts.links {
                    let target = links.and_then(|links| links.get(&(text, link.at)));
                    let thing = match target {
                        Some(Target::Document(id, _)) => sources.document(id),
                        Some(Target::Work(id)) => Thing::Work(id.clone()),
                        Some(Target::Person(slug)) => Thing::Person(slug.clone()),
                        _ => continue,
                    };
                    let how = if link.link_use == LinkUse::Name { How::Text } else { How::Link };
                    uses.add(thing, id, how, sources.sentence(&link.sentence), String::new());
                }
                for citation in &facts.citations {
                    let cites = cites.and_then(|cites| cites.get(&(text, citation.at)));
                    for cite in cites.into_iter().flatten() {
                        let sentence = sources.sentence(&citation.sentence);
                        uses.add(
                            Thing::Work(cite.work.clone()),
                            id,
                            How::Text,
                            sentence,
                            cite.anchor.clone(),
                        );
                    }
                }
            }
            for listed in mentions.listed.get(id).into_iter().flatten() {
                if let Some(work) = &listed.work {
                    let words = listed.entry.words.as_str().into();
                    uses.add(Thing::Work(work.clone()), id, How::Reference, words, String::new());
                }
            }
        }
        for of in uses.of.values_mut() {
            of.sort_by(|one, other| one.from.cmp(&other.from));
            of.shrink_to_fit();
        }
        uses
    }

    /// Who uses this.
    pub fn of_thing(&self, thing: &Thing) -> &[Use] {
        self.of.get(thing).map(Vec::as_slice).unwrap_or_default()
    }

    /// What a document uses.
    pub fn by_document(&self, id: &DocumentId) -> impl Iterator<Item = &Thing> {
        self.by.get(id).into_iter().flatten()
    }

    /// Adds a use. A document that names itself uses nothing.
    fn add(&mut self, thing: Thing, from: &DocumentId, how: How, sentence: Arc<str>, anchor: String) {
        if matches!(&thing, Thing::Document(id) if id == from) {
            return;
        }
        self.by.entry(from.clone()).or_default().insert(thing.clone());
        self.of.entry(thing).or_default().push(Use { from: from.clone(), how, sentence, anchor });
    }
}
