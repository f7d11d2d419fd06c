//! Podcasts: which shows there are, and which episodes are of which.
//!
//! A show is a table `[podcast.<show>]` of the settings, or what the field `show` of an episode
//! names where the settings have no such table at all. What there is to hear of an episode is in
//! [`super::episodes`].

use std::collections::BTreeMap;
use std::sync::Arc;

use super::episodes::is_episode;
use super::files::Files;
use super::names::fold;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Told, catalog};
use crate::document::{Document, DocumentId};
use crate::shared_map::SharedMap;
use crate::source::{SourcePath, Span};
use crate::url::{LinkForm, link_form, slug};

/// A podcast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Show {
    /// The slug of its page.
    pub slug: String,
    /// Its key in the settings, if it stands there.
    pub key: Option<String>,
    /// Its name.
    pub title: String,
    /// The file that introduces it: `podcast/<show>/_index.md`.
    pub intro: Option<DocumentId>,
    /// The file of its picture, if that is one of the site's.
    pub image: Option<SourcePath>,
    /// Its episodes that are listed, by id.
    pub episodes: Vec<DocumentId>,
    /// Whether it has a page: it is announced, or has an episode.
    pub has_page: bool,
}

/// All shows.
#[derive(Debug, Clone, Default)]
pub struct Shows {
    /// By slug.
    pub by_slug: BTreeMap<String, Show>,
    // The slug of each episode's show.
    of: BTreeMap<DocumentId, String>,
}

impl Shows {
    /// The show of an episode.
    pub fn of(&self, episode: &DocumentId) -> Option<&Show> {
        self.of.get(episode).and_then(|slug| self.by_slug.get(slug))
    }

    /// Whether a document introduces the page of a show, and so is no page of its own.
    pub fn introduces(&self, document: &DocumentId) -> bool {
        self.by_slug.values().any(|show| show.has_page && show.intro.as_ref() == Some(document))
    }
}

/// Gathers the shows. Told are shows that the settings do not have, and pictures that are not there.
pub fn gather(
    documents: &SharedMap<DocumentId, Arc<Document>>,
    shown: impl Fn(&DocumentId) -> bool,
    files: &Files,
    config: &Config,
) -> Told<Shows> {
    let mut shows = Shows::default();
    let mut told = Vec::new();
    // Written form, folded → slug.
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for (key, settings) in &config.shows {
        let slug = slug(key, config.markdown.slugs);
        if slug.is_empty() {
            told.push(catalog::bad_address(
                "the podcast",
                key,
                "has no letter or digit",
                settings.span.clone(),
            ));
            continue;
        }
        names.insert(fold(key), slug.clone());
        names.entry(fold(&settings.title)).or_insert_with(|| slug.clone());
        shows.by_slug.insert(
            slug.clone(),
            Show {
                slug,
                key: Some(key.clone()),
                title: settings.title.clone(),
                intro: None,
                image: image(&settings.image, &settings.image_span, files, &mut told),
                episodes: Vec::new(),
                has_page: settings.announced,
            },
        );
    }
    for document in documents.values().filter(|document| shown(&document.id) && is_episode(document)) {
        let Some(field) = document.fields.get("show") else { continue };
        let Some(written) = field.value.as_text().filter(|written| !written.is_empty()) else { continue };
        let span = || Span::new(&document.path, field.range.clone());
        let slug = match names.get(&fold(written)) {
            Some(slug) => slug.clone(),
            None if !config.shows.is_empty() => {
                told.push(catalog::unknown_show(written, config.shows.keys().map(String::as_str), span()));
                continue;
            }
            None => slug(written, config.markdown.slugs),
        };
        if slug.is_empty() {
            told.push(catalog::bad_address("the podcast", written, "has no letter or digit", span()));
            continue;
        }
        let show = shows.by_slug.entry(slug.clone()).or_insert_with(|| Show {
            slug: slug.clone(),
            key: None,
            title: written.to_owned(),
            intro: None,
            image: None,
            episodes: Vec::new(),
            has_page: false,
        });
        shows.of.insert(document.id.clone(), slug);
        if !document.meta.unlisted {
            show.episodes.push(document.id.clone());
            show.has_page = true;
        }
    }
    for show in shows.by_slug.values_mut() {
        let folders = show.key.iter().chain([&show.slug]);
        let mut intros = folders.map(|folder| DocumentId::new(&format!("podcast/{folder}/_index.md")));
        show.intro = intros.find(|id| documents.contains_key(id) && shown(id));
    }
    Told { value: shows, diagnostics: told }
}

/// The file of a show's picture, with or without `static/` before it.
fn image(written: &str, span: &Span, files: &Files, told: &mut Vec<Diagnostic>) -> Option<SourcePath> {
    if written.is_empty() || link_form(written) == LinkForm::External {
        return None;
    }
    let inside = written.trim_start_matches('/');
    let paths = [inside.to_owned(), format!("static/{inside}"), format!("content/{inside}")];
    let found =
        paths.iter().map(|path| SourcePath::new(path)).find(|path| files.addresses.contains_key(path));
    if found.is_none() {
        let known = files.addresses.keys().map(|path| path.to_string()).collect();
        told.push(catalog::missing_file(written, known, span.clone()));
    }
    found
}
