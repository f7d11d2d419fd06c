//! The files of each edition of the newsletter, for whoever sends it.
//!
//! They stand below the edition's page and in no list, feed or sitemap. What is in them is made by
//! `render`.

use super::{MailPart, Origin, Plan, Recipe, document_origin};
use crate::corpus::{Corpus, editions};
use crate::diagnostic::Diagnostic;
use crate::source::Sources;
use crate::url::SitePath;

/// Adds the mail files of all editions, and the headers that let them have their styles.
pub fn add(plan: &mut Plan, corpus: &Corpus, sources: &Sources, told: &mut Vec<Diagnostic>) {
    let mut any = false;
    for edition in corpus.all_shown().filter(|document| editions::is_edition(document)) {
        let Some(address) = corpus.addresses.get(&edition.id) else { continue };
        for part in MailPart::ALL {
            if let Some(address) = address_of(address, part) {
                let recipe = Recipe::Mail(edition.id.clone(), part);
                any |= plan.add(address, recipe, document_origin(corpus, &edition.id), told);
            }
        }
    }
    if any
        && sources.get("static/_headers").is_none()
        && let Ok(address) = SitePath::file_at("_headers")
    {
        let words = "the headers of mail files".to_owned();
        plan.add(address, Recipe::Headers, Origin { words, span: None }, told);
    }
}

/// Where a part of a mail stands: below the page, or below its name without `.html`.
fn address_of(page: &SitePath, part: MailPart) -> Option<SitePath> {
    let page = page.as_str();
    let folder = page.rsplit_once('.').filter(|_| !page.ends_with('/')).map_or(page, |(stem, _)| stem);
    SitePath::new(folder).ok()?.join(part.file()).ok()
}
