//! The addresses of the library: its list, a page for each work, and what readers may take along.

use super::recipe::{Format, Shelf};
use super::{Origin, Plan, Recipe, document_origin};
use crate::config::Config;
use crate::corpus::Corpus;
use crate::corpus::uses::Thing;
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
    references(plan, corpus, told);
}

/// Adds the files of references: of the library, of each work, of each page that uses works.
fn references(plan: &mut Plan, corpus: &Corpus, told: &mut Vec<Diagnostic>) {
    let mut shelves: Vec<(SitePath, Shelf, &str)> = Vec::new();
    for route in plan.routes.values() {
        let shelf = match &route.recipe {
            Recipe::Library if !corpus.works.is_empty() => (Shelf::Library, "all"),
            Recipe::Work(id) => (Shelf::Work(id.clone()), "cite"),
            Recipe::Page(id) if works_of(corpus, id).next().is_some() => {
                (Shelf::Document(id.clone()), "refs")
            }
            _ => continue,
        };
        shelves.push((route.address.clone(), shelf.0, shelf.1));
    }
    for (page, shelf, name) in shelves {
        for format in Format::ALL {
            let Some(address) = beside(&page, name, format) else { continue };
            let origin = Origin { words: format!("the references of {page}"), span: None };
            if plan.add(address.clone(), Recipe::References(shelf.clone(), format), origin, told) {
                plan.references.entry(page.clone()).or_default().push((format, address));
            }
        }
    }
}

/// The works that a document uses.
pub fn works_of<'a>(corpus: &'a Corpus, id: &DocumentId) -> impl Iterator<Item = &'a Work> {
    corpus.uses.by_document(id).filter_map(|thing| match thing {
        Thing::Work(id) => corpus.works.get(id),
        _ => None,
    })
}

/// The address of a file that belongs to a page: in its folder, or beside a page that is a file.
fn beside(page: &SitePath, name: &str, format: Format) -> Option<SitePath> {
    let extension = format.extension();
    match page.as_str().strip_suffix('/') {
        Some(_) => page.join(&format!("{name}.{extension}")).ok(),
        None => SitePath::file_at(&format!("{}.{name}.{extension}", page.as_str().trim_matches('/'))).ok(),
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
