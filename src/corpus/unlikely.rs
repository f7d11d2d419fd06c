//! What is written as it should be and cannot be so: a letter numbered 1.5, an event that ends before
//! it begins, one name for two people.
//!
//! Whether a field holds what its kind wants has been told when it was read; here only what that
//! cannot know, because it takes two fields or two documents to see it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{editions, events, people};
use crate::date::Zone;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::catalog::{self, TableOf};
use crate::document::{Document, DocumentId, Role};
use crate::kind::{FieldValue, Valued};
use crate::shared_map::SharedMap;
use crate::source::Span;
use crate::url::{SlugStyle, slug};

/// The largest number of a letter: whatever is larger has a zero too many, and no address.
const LAST_EDITION: f64 = 1e9;

/// All that is told here. `zone` is the site's.
pub fn all(documents: &SharedMap<DocumentId, Arc<Document>>, zone: &Zone) -> Vec<Diagnostic> {
    let pages =
        || documents.values().filter(|document| document.role == Role::Page).map(|document| &**document);
    let mut told: Vec<Diagnostic> = pages().filter_map(edition_number).collect();
    told.extend(pages().filter_map(|document| ends_first(document, zone)));
    told.extend(one_name_for_two(pages().filter(|document| document.kind.name == people::KIND)));
    told
}

/// A number that letters do not have.
fn edition_number(document: &Document) -> Option<Diagnostic> {
    let number = editions::number(document).filter(|_| editions::is_edition(document))?;
    let field = document.fields.get("number")?;
    let fits = number.fract() == 0.0 && (0.0..=LAST_EDITION).contains(&number);
    let problem = "wants a whole number from 0 on, such as 12: letters are counted";
    let span = Span::new(&document.path, field.range.clone());
    (!fits).then(|| catalog::bad_value(TableOf::FrontMatter, "number", problem, span))
}

/// An event that is over before it begins, which a calendar program takes for none.
fn ends_first(document: &Document, zone: &Zone) -> Option<Diagnostic> {
    if document.kind.name != events::KIND {
        return None;
    }
    let ends = document.fields.get("ends")?;
    let begins = events::starts(document, zone)?;
    let before = events::over(document, zone)? < begins;
    let span = Span::new(&document.path, ends.range.clone());
    before.then(|| {
        catalog::bad_value(TableOf::FrontMatter, "ends", "is before `starts`", span)
            .help("say when the event is over, with its day; or leave `ends` out")
    })
}

/// Names under `aka` that another person's file has: what they sign would be credited to whoever's
/// file comes first.
fn one_name_for_two<'a>(people: impl Iterator<Item = &'a Document>) -> Vec<Diagnostic> {
    let mut met: BTreeMap<String, (&Document, Span)> = BTreeMap::new();
    let mut told = Vec::new();
    for person in people {
        let name = person.fields.get("name").map(|name| (person.title.as_str(), name));
        let also = match person.fields.get("aka").map(|aka| &aka.value) {
            Some(FieldValue::List(also)) => also.as_slice(),
            _ => &[],
        };
        let also = also.iter().filter_map(|own: &Valued| Some((own.value.as_text()?, own)));
        for (written, value) in name.into_iter().chain(also) {
            let spelling = slug(written, SlugStyle::Ascii);
            let span = Span::new(&person.path, value.range.clone());
            match met.get(&spelling) {
                _ if spelling.is_empty() => {}
                Some((first, _)) if first.id == person.id => {}
                Some((first, first_span)) => {
                    told.push(catalog::same_name(written, &first.title, span, first_span.clone()));
                }
                None => {
                    met.insert(spelling, (person, span));
                }
            }
        }
    }
    told
}
