//! Who uses what, and in which sentence: works that are cited, concepts that are meant, people that
//! are named, documents that are linked to.
//!
//! One table, filled from fields and texts, that the pages of works, concepts and people read, and
//! from which related documents are found. What a name means is settled before: in
//! [`super::fields`], [`super::links`] and [`super::mentions`].

use std::collections::{BTreeMap, BTreeSet};

use super::fields::{FieldLinks, Named};
use super::links::{Links, Target};
use crate::document::DocumentId;

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
    pub sentence: String,
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

impl Uses {
    /// Gathers all uses. Of documents that are not shown there are none.
    pub fn of(fields: &FieldLinks, links: &Links) -> Uses {
        let mut uses = Uses::default();
        for named in &fields.named {
            let thing = match &named.named {
                Named::Work(id) => Thing::Work(id.clone()),
                Named::Person(slug) => Thing::Person(slug.clone()),
                Named::Document(id) => Thing::Document(id.clone()),
                Named::Link(_) | Named::Words => continue,
            };
            uses.add(thing, &named.from, How::Field(named.label.clone()), String::new(), String::new());
        }
        for (from, links) in &links.of {
            for target in links.values() {
                if let Target::Document(id, _) = target {
                    uses.add(Thing::Document(id.clone()), from, How::Link, String::new(), String::new());
                }
            }
        }
        for of in uses.of.values_mut() {
            of.sort_by(|one, other| one.from.cmp(&other.from));
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
    fn add(&mut self, thing: Thing, from: &DocumentId, how: How, sentence: String, anchor: String) {
        if matches!(&thing, Thing::Document(id) if id == from) {
            return;
        }
        self.by.entry(from.clone()).or_default().insert(thing.clone());
        self.of.entry(thing).or_default().push(Use { from: from.clone(), how, sentence, anchor });
    }
}
