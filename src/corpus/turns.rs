//! Who said what: the turns of transcripts, by person.
//!
//! A transcript knows its speakers by name alone. Here a name becomes the person of that name, id or
//! other spelling, if there is one who has a page; all others are nobody's, and appear in no list.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::people::People;
use crate::document::{Document, DocumentId, Role};
use crate::shared_map::SharedMap;

/// What a person said in one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    /// The document.
    pub document: DocumentId,
    /// Which of its turns, in order: indices of its facts' `turns`.
    pub turns: Vec<usize>,
}

/// What people said, by their slug; documents by id.
pub type Turns = BTreeMap<String, Vec<Spoken>>;

/// Finds the turns of all persons with a page, in the documents that lists may show.
pub fn gather(
    documents: &SharedMap<DocumentId, Arc<Document>>,
    is_shown: impl Fn(&DocumentId) -> bool,
    people: &People,
) -> Turns {
    let mut all = Turns::new();
    let seen = documents
        .values()
        .filter(|document| document.role == Role::Page && !document.meta.unlisted && is_shown(&document.id));
    for document in seen {
        let mut own: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (number, turn) in document.body.facts.turns.iter().enumerate() {
            if let Some(person) = people.person(&turn.person).filter(|person| person.listed) {
                own.entry(&person.slug).or_default().push(number);
            }
        }
        for (slug, turns) in own {
            all.entry(slug.to_owned()).or_default().push(Spoken { document: document.id.clone(), turns });
        }
    }
    all
}
