//! Every address the site will have, and who asked for it.
//!
//! [`plan`] decides all addresses before a byte is written, so that two claims to one address are
//! found while both sides can still be named. What a page looks like is left to `render`.

mod calendars;
mod cards;
mod check;
mod letters;
pub mod library;
mod lists;
mod navigation;
pub mod pictures;
pub mod recipe;
mod redirects;
mod search;
mod shows;
mod welcome;

use std::collections::BTreeMap;

use crate::config::{Config, FeedFormat};
use crate::corpus::Corpus;
use crate::diagnostic::{Diagnostic, Told, catalog};
use crate::document::{DocumentId, Role};
use crate::kind::Kinds;
use crate::output::OutputPath;
use crate::source::{Content, SourcePath, Sources, Span};
use crate::stylesheet;
use crate::url::SitePath;

pub use lists::{List, WEEKS};
pub use navigation::MenuEntry;
pub use recipe::{CalendarId, FeedId, IndexId, ListId, MailPart, Origin, Recipe};
pub use redirects::RedirectLine;
pub use shows::beside;
pub use welcome::{lists_to_start_with, start_document};

/// Addresses in one sitemap, as the protocol allows.
pub const SITEMAP_LIMIT: usize = 50_000;

/// Where the page that tells of all feeds stands.
pub const FEEDS_PAGE: &str = "/feeds/";

/// One address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The address.
    pub address: SitePath,
    /// What stands there.
    pub recipe: Recipe,
    /// Who asked for it.
    pub asked_by: Origin,
}

/// All addresses of a site.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// By the file that holds each.
    pub routes: BTreeMap<OutputPath, Route>,
    /// The lists: what each gathers, all of it, in order.
    pub lists: BTreeMap<ListId, List>,
    /// The feeds: what each carries, newest first, and its address.
    pub feeds: BTreeMap<FeedId, List>,
    /// Indexes and their addresses.
    pub indexes: BTreeMap<IndexId, SitePath>,
    /// The list of works, if there are any.
    pub library: Option<SitePath>,
    /// The pages of works, by id.
    pub works: BTreeMap<String, SitePath>,
    /// The files of references that belong to a page, by its address.
    pub references: BTreeMap<SitePath, Vec<(recipe::Format, SitePath)>>,
    /// The pictures that are drawn to stand for pages, by the page's address.
    pub cards: BTreeMap<SitePath, SitePath>,
    /// The files for calendar programs, by the address of the page they stand below.
    pub calendars: BTreeMap<SitePath, SitePath>,
    /// The page of the search, whose folder belongs to it.
    pub search: Option<SitePath>,
    /// What browsers are told for a home screen: ours, or the site's own file.
    pub manifest: Option<SitePath>,
    /// The lines of `_redirects`.
    pub redirects: Vec<RedirectLine>,
    /// The menu.
    pub menu: Vec<MenuEntry>,
    /// The pictures of which there are narrower ones, by file.
    pub pictures: BTreeMap<SourcePath, pictures::Widths>,
    /// Published files of the theme: name below its `static/` → address.
    pub assets: BTreeMap<String, SitePath>,
    /// The theme's style sheets as they are published, by the same name.
    pub sheets: BTreeMap<String, String>,
    // Address → the file that holds it.
    by_address: BTreeMap<SitePath, OutputPath>,
    // Folded path → the path as it is: what some file system takes for the same.
    folded: BTreeMap<String, OutputPath>,
}

impl Plan {
    /// The route of an address.
    pub fn at(&self, address: &SitePath) -> Option<&Route> {
        self.by_address.get(address).and_then(|path| self.routes.get(path))
    }

    /// Whether something stands at an address.
    pub fn has(&self, address: &SitePath) -> bool {
        self.by_address.contains_key(address)
    }

    /// All addresses.
    pub fn addresses(&self) -> impl Iterator<Item = &SitePath> {
        self.by_address.keys()
    }

    /// The address of a list's first page.
    pub fn list_address(&self, list: &ListId) -> Option<&SitePath> {
        self.lists.get(list).map(|list| &list.address)
    }

    /// The address of a feed.
    pub fn feed_address(&self, feed: &FeedId) -> Option<&SitePath> {
        self.feeds.get(feed).map(|feed| &feed.address)
    }

    /// Adds a route, or tells with whom it clashes.
    fn add(
        &mut self,
        address: SitePath,
        recipe: Recipe,
        asked_by: Origin,
        told: &mut Vec<Diagnostic>,
    ) -> bool {
        let path = match OutputPath::new(&address.file()) {
            Ok(path) => path,
            Err(problem) => {
                told.push(catalog::unfit_address(address.as_str(), &problem, &asked_by.words, asked_by.span));
                return false;
            }
        };
        if let Some(first) = self.folded.get(&path.folded()).and_then(|first| self.routes.get(first)) {
            told.push(clash(first, &address, &recipe, &asked_by));
            return false;
        }
        self.folded.insert(path.folded(), path.clone());
        self.by_address.insert(address.clone(), path.clone());
        self.routes.insert(path, Route { address, recipe, asked_by });
        true
    }
}

fn clash(first: &Route, address: &SitePath, recipe: &Recipe, asked_by: &Origin) -> Diagnostic {
    let sides = (
        (first.asked_by.words.as_str(), first.asked_by.span.clone()),
        (asked_by.words.as_str(), asked_by.span.clone()),
    );
    match (recipe, &first.recipe) {
        (Recipe::Work(id), Recipe::Work(other)) => catalog::works_at_one_address(
            (other, first.asked_by.span.clone()),
            (id, asked_by.span.clone()),
            address.as_str(),
        ),
        (Recipe::Redirect(_), _) => catalog::alias_clash(address.as_str(), sides.0, sides.1),
        _ => catalog::same_address(first.address.as_str(), address.as_str(), sides.0, sides.1),
    }
}

/// Plans a site.
pub fn plan(corpus: &Corpus, sources: &Sources, kinds: &Kinds, config: &Config) -> Told<Plan> {
    let mut plan = Plan::default();
    let mut told = Vec::new();
    pages(&mut plan, corpus, kinds, config, &mut told);
    lists::add(&mut plan, corpus, kinds, config, &mut told);
    library::add(&mut plan, corpus, kinds, config, &mut told);
    welcome::add(&mut plan, corpus, &mut told);
    calendars::add(&mut plan, corpus, kinds, &mut told);
    shows::add(&mut plan, corpus, sources, config, &mut told);
    files(&mut plan, corpus, sources, config, &mut told);
    surface(&mut plan, sources, config, &mut told);
    letters::add(&mut plan, corpus, &mut told);
    redirects::add(&mut plan, corpus, &mut told);
    search::add(&mut plan, config, &mut told);
    cards::add(&mut plan, corpus, config, &mut told);
    pictures::add(&mut plan, corpus, sources);
    plan.menu = navigation::menu(&plan, corpus, kinds, config, &mut told);
    check::file_against_folder(&plan, &mut told);
    check::links(&plan, corpus, &mut told);
    Told { value: plan, diagnostics: told }
}

/// The pages of documents, save those that introduce a list.
fn pages(plan: &mut Plan, corpus: &Corpus, kinds: &Kinds, config: &Config, told: &mut Vec<Diagnostic>) {
    for document in corpus.all_shown() {
        let in_a_list = match &document.role {
            Role::Term(_) => true,
            Role::Index => {
                lists::introduces_a_list(&document.folder, kinds, config)
                    || corpus.shows.introduces(&document.id)
            }
            Role::Page => matches!(
                document.kind.name.as_str(),
                crate::corpus::people::KIND | crate::corpus::series::KIND | crate::kind::START
            ),
        };
        if let (false, Some(address)) = (in_a_list, corpus.addresses.get(&document.id)) {
            plan.add(
                address.clone(),
                Recipe::Page(document.id.clone()),
                document_origin(corpus, &document.id),
                told,
            );
            if document.has_questions()
                && let Some(guide) = guide_address(address)
            {
                let recipe = Recipe::Guide(document.id.clone());
                plan.add(guide, recipe, document_origin(corpus, &document.id), told);
            }
        }
    }
}

/// Where the questions of a page are to be printed.
pub fn guide_address(page: &SitePath) -> Option<SitePath> {
    folder_of(page)?.join("questions/").ok()
}

/// The folder for what belongs to a page. A page that is a file has one beside it.
fn folder_of(page: &SitePath) -> Option<SitePath> {
    let path = page.as_str();
    let folder = match path.rsplit_once('/') {
        Some((folder, file)) if !file.is_empty() => {
            format!("{folder}/{}", file.rsplit_once('.').map_or(file, |(stem, _)| stem))
        }
        _ => path.to_owned(),
    };
    SitePath::new(&folder).ok()
}

/// A document as the one who asked for an address.
fn document_origin(corpus: &Corpus, id: &DocumentId) -> Origin {
    let span = corpus.documents.get(id).map(|document| document.span());
    let words = span.as_ref().map_or_else(|| id.to_string(), |span| span.file.to_string());
    Origin { words, span }
}

/// Files as they are: `static/`, files beside documents, the theme's.
fn files(plan: &mut Plan, corpus: &Corpus, sources: &Sources, config: &Config, told: &mut Vec<Diagnostic>) {
    for (source, address) in &corpus.files.addresses {
        let origin = Origin { words: source.to_string(), span: Some(Span::whole(source)) };
        plan.add(address.clone(), Recipe::Copy(source.clone()), origin, told);
    }
    let theme = sources.theme(&config.theme);
    plan.sheets = stylesheet::sheets(&theme).tell(told);
    for sheet in plan.sheets.values_mut() {
        *sheet = config.options.style(std::mem::take(sheet));
    }
    for (inside, file) in theme {
        let Some(name) = inside.strip_prefix("static/").filter(|name| !stylesheet::is_part(name)) else {
            continue;
        };
        let sheet = plan.sheets.get(name).map(|sheet| sheet.as_bytes());
        let recipe = match sheet {
            Some(_) => Recipe::Stylesheet(name.to_owned()),
            None => Recipe::Copy(file.path.clone()),
        };
        let bytes = sheet.or(match &file.content {
            Content::Text(text) => Some(text.as_bytes()),
            Content::Bytes(bytes) => Some(&bytes[..]),
            Content::Left(_) | Content::File { .. } => None,
        });
        // A name that changes with the content can be kept by browsers for ever. What style sheets
        // name themselves, letters and pictures, keeps its own.
        let published = match (bytes, name.rsplit_once('.')) {
            (Some(bytes), Some((stem, extension @ ("css" | "js")))) => {
                format!("theme/{stem}.{}.{extension}", crate::fingerprint::Fingerprint::of(bytes).short())
            }
            _ => format!("theme/{name}"),
        };
        let origin = Origin { words: file.path.to_string(), span: Some(Span::whole(&file.path)) };
        match SitePath::file_at(&published) {
            Ok(address) => {
                plan.add(address.clone(), recipe, origin, told);
                plan.assets.insert(name.to_owned(), address);
            }
            Err(problem) => {
                told.push(catalog::unfit_address(&published, &problem, &origin.words, origin.span))
            }
        }
    }
}

/// What machines ask for: sitemap, robots, the page for what is not there. A file of `static/` of
/// the same name is preferred where it may say more.
fn surface(plan: &mut Plan, sources: &Sources, config: &Config, told: &mut Vec<Diagnostic>) {
    let of_program = |words: &str| Origin { words: words.to_owned(), span: None };
    let mut add = |name: &str, recipe: Recipe, words: &str| {
        if let Ok(address) = SitePath::file_at(name) {
            plan.add(address, recipe, of_program(words), told);
        }
    };
    add("404.html", Recipe::NotFound, "the page for what is not there");
    add("sitemap.xml", Recipe::Sitemap(None), "the sitemap");
    if sources.get("static/site.webmanifest").is_none() {
        add("site.webmanifest", Recipe::Manifest, "the manifest for home screens");
    }
    if sources.get("static/robots.txt").is_none() {
        add("robots.txt", Recipe::Robots, "the file for robots");
    }
    if sources.get("static/_headers").is_none() {
        add("_headers", Recipe::Headers, "the headers for hosts that read them");
    }
    if sources.get("static/.nojekyll").is_none() {
        add(".nojekyll", Recipe::NoJekyll, "the marker for static hosts");
    }
    plan.manifest = SitePath::file_at("site.webmanifest").ok().filter(|address| plan.has(address));
    for (number, address) in config.feeds.also_at.iter().enumerate() {
        if let Ok(address) = SitePath::new(address) {
            let words = format!("`also_at` in the settings, number {}", number + 1);
            plan.add(
                address,
                Recipe::Feed(FeedId::Site, FeedFormat::Atom),
                Origin { words, span: None },
                told,
            );
        }
    }
    // A page of the site's own about its feeds is preferred.
    if let Some(address) = SitePath::new(FEEDS_PAGE).ok().filter(|address| !plan.has(address)) {
        plan.add(address, Recipe::Feeds, of_program("the page about feeds"), told);
    }
    let urls = plan.routes.values().filter(|route| route.recipe.is_page()).count();
    if urls > SITEMAP_LIMIT {
        for part in 1..=urls.div_ceil(SITEMAP_LIMIT) {
            if let Ok(address) = SitePath::file_at(&format!("sitemap-{part}.xml")) {
                plan.add(address, Recipe::Sitemap(Some(part)), of_program("the sitemap"), told);
            }
        }
    }
}
