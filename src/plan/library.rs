//! The addresses of the library: its list, a page for each work, and what readers may take along.

use super::{Origin, Plan, Recipe, document_origin};
use crate::config::Config;
use crate::corpus::Corpus;
use crate::corpus::works::Work;
use crate::diagnostic::{Diagnostic, catalog};
use crate::document::DocumentId;
use crate::kind::Kinds;
use crate::url::{SitePath, slug};

/// The folder of works, and of their pages.
pub const FOLDER: &str = "library";

/// The document that introduces the library, if there is one.
pub fn introduction(corpus: &Corpus) -> Option<DocumentId> {
    let id = DocumentId::new(&format!("{FOLDER}/_index.md"));
    corpus.shown.contains(&id).then_some(id)
}

/// Adds the library's addresses. Without works and without an introduction there are none.
pub fn add(plan: &mut Plan, corpus: &Corpus, kinds: &Kinds, config: &Config, told: &mut Vec<Diagnostic>) {
    let intro = introduction(corpus);
    if corpus.works.is_empty() && intro.is_none() {
        return;
    }
    let Ok(address) = SitePath::new(FOLDER) else { return };
    let origin = match &intro {
        Some(id) => document_origin(corpus, id),
        None => Origin { words: "the library".to_owned(), span: None },
    };
    plan.add(address.clone(), Recipe::Library, origin, told);
    plan.library = Some(address);
    let pattern = config.permalinks.get(&kinds.work.name).unwrap_or(&kinds.work.url);
    for work in corpus.works.values() {
        let address = fill(pattern, work, config)
            .and_then(|path| SitePath::new(&path))
            .map_err(|problem| catalog::work_without_address(&work.id, &problem, work.span.clone()));
        match address {
            Ok(address) => {
                let origin =
                    Origin { words: format!("the work `{}`", work.id), span: Some(work.span.clone()) };
                if plan.add(address.clone(), Recipe::Work(work.id.clone()), origin, told) {
                    plan.works.insert(work.id.clone(), address);
                }
            }
            Err(finding) => told.push(finding),
        }
    }
}

/// Fills the pattern of addresses; the error ends the sentence "its address …".
fn fill(pattern: &str, work: &Work, config: &Config) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, left) = after.split_once('}').unwrap_or((after, ""));
        out.push_str(before);
        out.push_str(&match name {
            "id" | "slug" => name_of(&work.id, config)?,
            "year" => work.number("year").map(|year| year.to_string()).ok_or("needs a year")?,
            "kind" => work.text("type").to_owned(),
            "folder" | "path" => FOLDER.to_owned(),
            other => return Err(format!("would need `{{{other}}}`, which works do not have")),
        });
        rest = left;
    }
    out.push_str(rest);
    Ok(out)
}

/// An id as part of an address. Reference managers make ids of anything, `DBLP:conf/x/Woods15` or
/// the URL of a record: those are written in letters, digits and hyphens; all others stay as they are.
fn name_of(id: &str, config: &Config) -> Result<String, String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if id.chars().all(plain) && id.starts_with(|c: char| c.is_ascii_alphanumeric()) && !id.ends_with('.') {
        return Ok(id.to_owned());
    }
    let name = slug(id, config.markdown.slugs);
    if name.is_empty() { Err("would be empty".to_owned()) } else { Ok(name) }
}
