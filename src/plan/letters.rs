//! The files of each edition of the newsletter, for whoever sends it.
//!
//! They stand below the edition's page and in no list, feed or sitemap. What is in them is made by
//! `render`.

use super::{MailPart, Plan, Recipe, document_origin};
use crate::corpus::{Corpus, editions};
use crate::diagnostic::Diagnostic;
use crate::url::SitePath;

/// Adds the mail files of all editions.
pub fn add(plan: &mut Plan, corpus: &Corpus, told: &mut Vec<Diagnostic>) {
    for edition in corpus.all_shown().filter(|document| editions::is_edition(document)) {
        let Some(address) = corpus.addresses.get(&edition.id) else { continue };
        for part in MailPart::ALL {
            if let Some(address) = address_of(address, part) {
                let recipe = Recipe::Mail(edition.id.clone(), part);
                plan.add(address, recipe, document_origin(corpus, &edition.id), told);
            }
        }
    }
}

/// Where a part of a mail stands: below the page, or below its name without `.html`.
fn address_of(page: &SitePath, part: MailPart) -> Option<SitePath> {
    let page = page.as_str();
    let folder = page.rsplit_once('.').filter(|_| !page.ends_with('/')).map_or(page, |(stem, _)| stem);
    SitePath::new(folder).ok()?.join(part.file()).ok()
}
