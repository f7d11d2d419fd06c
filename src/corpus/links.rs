//! Where the links of each text lead.
//!
//! `@/path.md`, a relative path, an address of the site: all become identities here, so that a page
//! may move without a link noticing. What a name in double brackets means is found in
//! [`super::mentions`]. An address that is no document and no file stays an address:
//! whether a list or a feed stands there is known to `plan`, which checks it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::files::Files;
use super::people;
use crate::diagnostic::{Diagnostic, Told, catalog};
use crate::document::facts::{Link, LinkUse, TextFacts};
use crate::document::{CONTENT, Document, DocumentId};
use crate::few::Few;
use crate::shared_map::SharedMap;
use crate::source::{SourcePath, Sources, Span};
use crate::url::{BaseUrl, LinkForm, SitePath, decode, link_form, split_link};

/// Ids of a page that a broken fragment is compared with.
const MOST_IDS: usize = 200;

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A document; with its `?query` and `#fragment`.
    Document(DocumentId, String),
    /// A document that is not out: the words are shown without a link.
    Held(DocumentId),
    /// A published file.
    File(SourcePath, String),
    /// A work, by id.
    Work(String),
    /// A person, by slug, with a page or without.
    Person(String),
    /// An address that is neither; `plan` checks it.
    Address(SitePath, String),
    /// A place on the same page, with its `#`.
    Here(String),
    /// Somewhere else; as written.
    Elsewhere(String),
    /// Nowhere; it has been told.
    Nowhere,
}

/// The links of one document: by the text they stand in (0 is the body, else where a Markdown
/// field begins) and where they begin in it.
pub type DocumentLinks = Few<(usize, usize), Target>;

/// The links of all documents, and what they use.
#[derive(Debug, Clone, Default)]
pub struct Links {
    /// By document.
    pub of: BTreeMap<DocumentId, DocumentLinks>,
    /// The files that some document links to or shows.
    pub used_files: BTreeSet<SourcePath>,
    /// Addresses to be checked by `plan`, with the link that names each.
    pub unchecked: Vec<(SitePath, Span, LinkUse)>,
    /// Addresses elsewhere of what documents show: pictures, recordings.
    pub shown_elsewhere: BTreeSet<String>,
}

/// What links are looked up in.
pub struct Lookup<'a> {
    /// All files of the site.
    pub sources: &'a Sources,
    /// All documents, held back or not.
    pub documents: &'a SharedMap<DocumentId, Arc<Document>>,
    /// The documents that are shown.
    pub shown: &'a BTreeSet<DocumentId>,
    /// Their addresses.
    pub addresses: &'a BTreeMap<DocumentId, SitePath>,
    /// Published files.
    pub files: &'a Files,
    /// Documents by address and by former address.
    pub by_address: BTreeMap<SitePath, DocumentId>,
    /// The site's own URL: links that name it whole lead inside.
    pub base: &'a BaseUrl,
}

/// Finds what a wikilink names.
pub type Naming<'a> = dyn Fn(&Link, &mut Vec<Diagnostic>) -> Target + 'a;

impl<'a> Lookup<'a> {
    /// Where everything is.
    pub fn new(
        sources: &'a Sources,
        documents: &'a SharedMap<DocumentId, Arc<Document>>,
        shown: &'a BTreeSet<DocumentId>,
        addresses: &'a BTreeMap<DocumentId, SitePath>,
        files: &'a Files,
        base: &'a BaseUrl,
    ) -> Lookup<'a> {
        let mut by_address: BTreeMap<SitePath, DocumentId> = BTreeMap::new();
        for (id, document) in documents {
            for alias in document
                .meta
                .aliases
                .iter()
                .filter_map(|alias| SitePath::new(split_link(&alias.value).0).ok())
            {
                by_address.insert(alias, id.clone());
            }
        }
        for (id, address) in addresses {
            by_address.insert(address.clone(), id.clone());
        }
        Lookup { sources, documents, shown, addresses, files, by_address, base }
    }

    /// The documents that are shown, without those of people who have no page: what these say of
    /// themselves stands nowhere.
    pub fn heard(&self) -> impl Iterator<Item = &'a Arc<Document>> {
        self.shown
            .iter()
            .filter_map(|id| self.documents.get(id))
            .filter(|document| people::is_listed(document))
    }

    /// Resolves the links of all documents that are shown. `named` finds what wikilinks name.
    pub fn resolve_all(&self, named: &Naming<'_>) -> Told<Links> {
        self.resolve_these(self.heard(), named)
    }

    /// Resolves the links of these documents. `named` finds what wikilinks name.
    pub fn resolve_these<'d>(
        &self,
        documents: impl Iterator<Item = &'d Arc<Document>>,
        named: &Naming<'_>,
    ) -> Told<Links> {
        let mut links = Links::default();
        let mut told = Vec::new();
        for document in documents {
            let mut own = DocumentLinks::default();
            let texts = document.field_texts.iter().map(|(at, facts)| (*at, facts));
            for (text, facts) in std::iter::once((0, &document.body.facts)).chain(texts) {
                for link in &facts.links {
                    let target = match link.link_use {
                        LinkUse::Name => named(link, &mut told),
                        LinkUse::Go | LinkUse::Show => self.resolve(document, facts, link, &mut told),
                    };
                    match &target {
                        Target::File(path, _) => {
                            links.used_files.insert(path.clone());
                        }
                        Target::Address(path, _) => {
                            links.unchecked.push((path.clone(), link.span.clone(), link.link_use))
                        }
                        Target::Elsewhere(address) if link.link_use == LinkUse::Show => {
                            links.shown_elsewhere.insert(address.clone());
                        }
                        _ => {}
                    }
                    own.insert((text, link.at), target);
                }
            }
            own.shrink_to_fit();
            if !own.is_empty() {
                links.of.insert(document.id.clone(), own);
            }
        }
        Told { value: links, diagnostics: told }
    }

    fn resolve(&self, from: &Document, facts: &TextFacts, link: &Link, told: &mut Vec<Diagnostic>) -> Target {
        let written = link.to.trim();
        if link_form(written) == LinkForm::External {
            return Target::Elsewhere(written.to_owned());
        }
        let (path, rest) = split_link(written);
        if path.is_empty() {
            // An empty link, or one to the page itself.
            return match rest.strip_prefix('#') {
                Some(fragment) => {
                    let everywhere =
                        from.field_texts.iter().map(|(_, facts)| facts).chain([&from.body.facts, facts]);
                    self.check_fragment(fragment, everywhere, from, &link.span, told);
                    Target::Here(format!("#{fragment}"))
                }
                None => Target::Here(rest.to_owned()),
            };
        }
        match self.find(from, path, link.link_use) {
            Some(Found::Document(id)) if !self.shown.contains(&id) => {
                told.push(catalog::link_to_unpublished(id.as_str(), link.span.clone()));
                Target::Held(id)
            }
            Some(Found::Document(id)) => {
                if let (Some((_, fragment)), Some(target)) = (rest.split_once('#'), self.documents.get(&id)) {
                    let everywhere =
                        target.field_texts.iter().map(|(_, facts)| facts).chain([&target.body.facts]);
                    self.check_fragment(fragment, everywhere, target, &link.span, told);
                }
                Target::Document(id, rest.to_owned())
            }
            Some(Found::File(source)) => Target::File(source, rest.to_owned()),
            Some(Found::Address(address)) => Target::Address(address, rest.to_owned()),
            None => {
                told.push(match link.link_use {
                    LinkUse::Show => {
                        catalog::missing_file(written, self.file_names(from, written), link.span.clone())
                    }
                    LinkUse::Go | LinkUse::Name => {
                        catalog::broken_link(written, self.targets(written), link.span.clone())
                    }
                });
                Target::Nowhere
            }
        }
    }

    /// What a path written in a document names.
    pub fn find(&self, from: &Document, written: &str, link_use: LinkUse) -> Option<Found> {
        let path = decode(written);
        if let Some(inside) = path.strip_prefix("@/") {
            let file = || self.file(&SourcePath::new(&format!("{CONTENT}{inside}")));
            return self.in_content(inside).or_else(file).or_else(|| list_of(inside));
        }
        if let Some(inside) = path.strip_prefix('/') {
            if inside.ends_with(".md")
                && let Some(found) = self.in_content(inside)
            {
                return Some(found);
            }
            return self.at_address(&path);
        }
        // Relative: to the file first, as editors and code forges read it …
        if let Some(source) = from.path.resolve(&path) {
            if let Some(found) = self.file(&source) {
                return Some(found);
            }
            if let Some(found) =
                source.as_str().strip_prefix(CONTENT).and_then(|inside| self.in_content(inside))
            {
                return Some(found);
            }
        }
        // … then to the page, as browsers do.
        if link_use == LinkUse::Go && !path.ends_with(".md") {
            let own = self.addresses.get(&from.id)?;
            let page = SourcePath::new(&format!("{}index.html", &own.as_str()[1..]));
            let address = page.resolve(&path)?;
            return self.at_known_address(&SitePath::new(address.as_str()).ok()?);
        }
        None
    }

    /// A document below the content folder, with or without its extension or `index.md`.
    fn in_content(&self, inside: &str) -> Option<Found> {
        let plain = inside.trim_end_matches('/');
        let forms = [
            plain.to_owned(),
            format!("{plain}.md"),
            format!("{plain}/index.md"),
            format!("{plain}/_index.md"),
        ];
        forms
            .iter()
            .map(|form| DocumentId::new(form))
            .find(|id| self.documents.contains_key(id))
            .map(Found::Document)
    }

    fn file(&self, source: &SourcePath) -> Option<Found> {
        self.files.addresses.contains_key(source).then(|| Found::File(source.clone()))
    }

    /// What an address names; one that is well formed and not known may be a list or a feed.
    fn at_address(&self, path: &str) -> Option<Found> {
        let address = SitePath::new(path).ok()?;
        Some(self.at_known_address(&address).unwrap_or(Found::Address(address)))
    }

    fn at_known_address(&self, address: &SitePath) -> Option<Found> {
        if let Some(id) = self.by_address.get(address) {
            return Some(Found::Document(id.clone()));
        }
        if let Some(source) = self.files.by_address.get(address) {
            return Some(Found::File(source.clone()));
        }
        let bare = SitePath::file_at(address.as_str().trim_matches('/')).ok()?;
        self.files.by_address.get(&bare).map(|source| Found::File(source.clone()))
    }

    fn check_fragment<'f>(
        &self,
        fragment: &str,
        facts: impl Iterator<Item = &'f TextFacts>,
        target: &Document,
        span: &Span,
        told: &mut Vec<Diagnostic>,
    ) {
        // `#:~:text=` names words, not an id; the top of a page always is there.
        let id = decode(fragment);
        if id.is_empty() || id == "top" || id.starts_with(":~:") {
            return;
        }
        let facts: Vec<&TextFacts> = facts.collect();
        if !facts.iter().any(|facts| facts.ids.contains(&id)) {
            // A page of thousands of ids is compared with so many only: each slip would pay for all.
            let ids: BTreeSet<&str> =
                facts.iter().flat_map(|facts| facts.ids.iter().map(String::as_str)).take(MOST_IDS).collect();
            told.push(catalog::broken_anchor(&id, target.id.as_str(), ids, span.clone()));
        }
    }

    /// Names to suggest for a broken link, in the form it is written in.
    fn targets(&self, written: &str) -> Vec<String> {
        if written.starts_with('/') {
            return self.addresses.values().map(|address| address.as_str().to_owned()).collect();
        }
        self.documents.keys().map(|id| format!("@/{id}")).collect()
    }

    /// A file that a field names: beside the document, from the root of the site, or with `static/`.
    pub fn find_file(&self, from: &Document, written: &str) -> Option<SourcePath> {
        if let Some(Found::File(source)) = self.find(from, written, LinkUse::Show) {
            return Some(source);
        }
        let written = written.trim_start_matches('/');
        [written.to_owned(), format!("static/{written}")]
            .iter()
            .map(|path| SourcePath::new(path))
            .find(|path| self.files.addresses.contains_key(path))
    }

    /// How the published files could be written in a document, for suggestions in place of
    /// `written`.
    pub fn file_names(&self, from: &Document, written: &str) -> Vec<String> {
        let beside = format!("{}/", from.path.folder());
        let name = |(path, address): (&SourcePath, &SitePath)| {
            let inside = path.as_str().strip_prefix(&beside).filter(|_| !written.starts_with('/'));
            inside.unwrap_or(address.as_str()).to_owned()
        };
        self.files.addresses.iter().map(name).collect()
    }
}

/// The list that a folder's `_index.md` introduces: it is there without that file too, which `plan`
/// checks.
fn list_of(inside: &str) -> Option<Found> {
    let folder = inside.strip_suffix("_index.md")?;
    SitePath::new(folder).ok().map(Found::Address)
}

/// What a path names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A document, held back or not.
    Document(DocumentId),
    /// A published file.
    File(SourcePath),
    /// An address of the site's form that is neither.
    Address(SitePath),
}
