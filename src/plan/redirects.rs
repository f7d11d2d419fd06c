//! Former addresses: a page that leads on for each alias, and a line in `_redirects`.

use super::{Origin, Plan, Recipe};
use crate::corpus::Corpus;
use crate::diagnostic::{Diagnostic, catalog};
use crate::document::Document;
use crate::source::Span;
use crate::url::{SitePath, split_link};

/// One line of `_redirects`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedirectLine {
    /// The former address, with its query if it has one.
    pub from: String,
    /// The address now.
    pub to: SitePath,
}

/// Adds the aliases of all documents that are shown.
pub fn add(plan: &mut Plan, corpus: &Corpus, told: &mut Vec<Diagnostic>) {
    for document in corpus.all_shown() {
        let Some(to) = corpus.addresses.get(&document.id) else { continue };
        // The page of somebody who is not listed is none to lead to.
        if !plan.has(to) {
            continue;
        }
        for alias in &document.meta.aliases {
            let span = Span::new(&document.path, alias.range.clone());
            add_one(plan, document, &alias.value, to, span, told);
        }
    }
    if !plan.redirects.is_empty()
        && let Ok(address) = SitePath::file_at("_redirects")
    {
        let origin = Origin { words: "the redirects of all aliases".to_owned(), span: None };
        plan.add(address, Recipe::RedirectTable, origin, told);
    }
}

fn add_one(
    plan: &mut Plan,
    document: &Document,
    written: &str,
    to: &SitePath,
    span: Span,
    told: &mut Vec<Diagnostic>,
) {
    let (path, rest) = split_link(written);
    let from = match SitePath::new(path) {
        Ok(from) => from,
        Err(problem) => {
            told.push(catalog::bad_address("the alias", written, &problem, span));
            return;
        }
    };
    if rest.starts_with('?') {
        // A file cannot answer a query; a server that reads `_redirects` can.
        told.push(catalog::alias_with_query(written, span));
        plan.redirects.push(RedirectLine { from: format!("{}{rest}", from.encoded()), to: to.clone() });
        return;
    }
    if from == *to {
        told.push(catalog::alias_of_itself(written, span));
        return;
    }
    let origin = Origin { words: format!("an alias in {}", document.path), span: Some(span) };
    if plan.add(from.clone(), Recipe::Redirect(to.clone()), origin, told) {
        plan.redirects.push(RedirectLine { from: from.encoded(), to: to.clone() });
    }
}
