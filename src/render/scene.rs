//! Everything a page may be made of, at hand and unchanging while pages are made.
//!
//! Cards, works and the shared values are made once; bodies when they are asked for, and kept only
//! where several feeds carry them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use super::body::{self, Destination, NotesStand};
use super::html::Html;
use super::theme::erased::View;
use super::theme::{Shared, Theme};
use super::view::{CardView, DateView, LinkView, MenuView, SiteView, WorkView};
use crate::config::Config;
use crate::corpus::links::Target;
use crate::corpus::works::Work;
use crate::corpus::{Corpus, people, terms};
use crate::date::Date;
use crate::diagnostic::Diagnostic;
use crate::document::facts::TextFacts;
use crate::document::{Document, DocumentId};
use crate::kind::{Kinds, Order};
use crate::plan::{FeedId, IndexId, ListId, Plan};
use crate::source::{SourcePath, Sources};
use crate::url::{SitePath, encode_link};

/// A document as feeds carry it, or why it could not be made.
pub type FeedBody = Result<Arc<str>, Vec<Diagnostic>>;

/// Templates that are given something else than a document. The `_index.md` of a folder that has
/// no list is of the kind `index`, and a page like any other.
const OF_LISTS: [&str; 11] =
    ["404", "archive", "base", "components", "head", "home", "index", "list", "person", "series", "term"];

/// The template for what has no template of its own.
pub const PLAIN: &str = "page.html";

/// Words a minute, for reading times.
const READING_SPEED: usize = 230;

/// Everything pages are made of.
pub struct Scene {
    /// The files.
    pub sources: Arc<Sources>,
    /// The settings.
    pub config: Config,
    /// The kinds.
    pub kinds: Kinds,
    /// The documents and how they relate.
    pub corpus: Corpus,
    /// The addresses.
    pub plan: Plan,
    /// The templates.
    pub theme: Theme,
    /// What lists show of each document.
    pub cards: BTreeMap<DocumentId, Arc<CardView>>,
    /// What pages show of each work.
    pub works: BTreeMap<String, Arc<WorkView>>,
    /// `site`.
    pub site: SiteView,
    // Bodies as feeds carry them, for documents in a feed; made when first asked for.
    feed_bodies: BTreeMap<DocumentId, OnceLock<FeedBody>>,
}

impl Scene {
    /// Sets the scene.
    pub fn new(
        sources: Arc<Sources>,
        config: Config,
        kinds: Kinds,
        corpus: Corpus,
        plan: Plan,
        mut theme: Theme,
        data: &serde_json::Map<String, serde_json::Value>,
    ) -> Scene {
        let site = site_view(&config, &kinds, &corpus, &plan);
        let assets: BTreeMap<String, String> =
            plan.assets.iter().map(|(name, address)| (name.clone(), config.base_url.href(address))).collect();
        theme.share(&Shared { site: &site, assets: &assets, data });
        let works = corpus.works.values().map(|work| (work.id.clone(), Arc::new(work_view(work)))).collect();
        let in_feeds: BTreeSet<&DocumentId> = plan.feeds.values().flat_map(|feed| &feed.members).collect();
        let feed_bodies = in_feeds.into_iter().map(|id| (id.clone(), OnceLock::new())).collect();
        let mut scene = Scene {
            sources,
            config,
            kinds,
            corpus,
            plan,
            theme,
            cards: BTreeMap::new(),
            works,
            site,
            feed_bodies,
        };
        // People who are not listed have no page, and so nothing links to one.
        scene.cards = scene
            .corpus
            .all_shown()
            .filter(|document| scene.page(&document.id).is_some())
            .map(|document| (document.id.clone(), Arc::new(scene.card_of(document))))
            .collect();
        scene
    }

    /// The address of a document's page, or of the list it introduces.
    pub fn address(&self, id: &DocumentId) -> Option<&SitePath> {
        self.corpus.addresses.get(id)
    }

    /// The address of a document if something stands there.
    fn page(&self, id: &DocumentId) -> Option<&SitePath> {
        self.address(id).filter(|address| self.plan.at(address).is_some())
    }

    /// A link to an address of the site, for its pages.
    pub fn href(&self, to: &SitePath) -> String {
        self.config.base_url.href(to)
    }

    /// The whole URL of an address of the site.
    pub fn url(&self, to: &SitePath) -> String {
        self.config.base_url.absolute(to)
    }

    /// What lists show of a document.
    pub fn card(&self, id: &DocumentId) -> Option<Arc<CardView>> {
        self.cards.get(id).cloned()
    }

    /// The cards of these documents, in their order.
    pub fn cards_of(&self, ids: &[DocumentId]) -> Vec<Arc<CardView>> {
        ids.iter().filter_map(|id| self.card(id)).collect()
    }

    /// The template that makes a document's page: its own, else its kind's, else the plain one.
    pub fn template_of(&self, document: &Document) -> String {
        let own = document.meta.template.as_ref().map(|template| template.value.trim_end_matches(".html"));
        // One that the theme does not have has been told.
        let of_kind = Some(document.kind.name.as_str()).filter(|name| !OF_LISTS.contains(name));
        let names = own.into_iter().chain(of_kind).map(|name| format!("{name}.html"));
        names.into_iter().find(|name| self.theme.has(name)).unwrap_or_else(|| PLAIN.to_owned())
    }

    /// What the documents of a kind's folder are called, for people: "Stories".
    pub fn kind_title(&self, folder: &str) -> String {
        let kind = self.kinds.by_folder.get(folder);
        kind.map_or_else(|| folder.to_owned(), |kind| self.corpus.name_of(kind).to_owned())
    }

    /// The name of the kind of a folder: `story`.
    pub fn kind_name(&self, folder: &str) -> String {
        self.kinds.by_folder.get(folder).map(|kind| kind.name.clone()).unwrap_or_default()
    }

    /// Whether the list of a kind goes by date.
    pub fn ordered_by_date(&self, folder: &str) -> bool {
        self.kinds
            .by_folder
            .get(folder)
            .is_none_or(|kind| matches!(kind.order, Order::Newest | Order::Oldest))
    }

    /// A date in the forms templates need.
    pub fn date(&self, date: Date) -> DateView {
        DateView {
            text: date.long(),
            time: date.time(),
            machine: date.machine(&self.config.timezone),
            year: date.year(),
        }
    }

    fn card_of(&self, document: &Document) -> CardView {
        let address = self.address(&document.id).cloned().unwrap_or_else(SitePath::root);
        let title =
            if document.title.is_empty() { document.kind.title.clone() } else { document.title.clone() };
        CardView {
            title,
            href: self.href(&address),
            url: self.url(&address),
            kind: document.kind.name.clone(),
            kind_title: self.corpus.name_of(&document.kind).to_owned(),
            date: document.meta.date.map(|date| self.date(date)),
            summary: document.summary(),
            authors: self.authors(document),
            minutes: self.words(document).div_ceil(READING_SPEED).max(1),
            starts: document
                .fields
                .get("starts")
                .and_then(|starts| starts.value.as_date())
                .map(|date| self.date(super::fields::on_clock(document, date))),
            topics: self.terms(document, "topics"),
            held: self.corpus.standing(&document.id).word(),
        }
    }

    /// How many words a reader meets in a document: its text and its Markdown fields.
    pub fn words(&self, document: &Document) -> usize {
        let fields: usize = document.field_texts.iter().map(|(_, facts)| facts.words).sum();
        document.body.facts.words + fields
    }

    /// Who signs a document: names as it writes them, links to their pages. What is spoken and not
    /// signed is by those who speak.
    pub fn authors(&self, document: &Document) -> Vec<LinkView> {
        if document.meta.authors.is_empty() {
            let voices = super::fields::people(self, document, people::voices(document));
            if !voices.is_empty() {
                return voices;
            }
        }
        people::authors(document, &self.corpus.default_authors)
            .into_iter()
            .map(|author| {
                let person = self.corpus.people.person(&author.name);
                // An id stands for the name in the person's file; a name is printed as written.
                let title = match person {
                    Some(person) if person.slug == author.name => person.name.clone(),
                    _ => author.name.clone(),
                };
                LinkView {
                    title,
                    href: person
                        .and_then(|person| self.person_href(&person.slug))
                        .or_else(|| author.url.clone()),
                }
            })
            .collect()
    }

    /// The page of a person, if they have one.
    pub fn person_href(&self, slug: &str) -> Option<String> {
        self.plan.list_address(&ListId::Person(slug.to_owned())).map(|address| self.href(address))
    }

    /// The terms of a document in one taxonomy.
    pub fn terms(&self, document: &Document, taxonomy: &str) -> Vec<LinkView> {
        let Some(settings) = self.config.taxonomies.iter().find(|settings| settings.name == taxonomy) else {
            return Vec::new();
        };
        let terms = terms::of(&self.corpus.terms, document, settings, &self.config).into_iter();
        let list = |term: &terms::Term| ListId::Term(taxonomy.to_owned(), term.slug.clone());
        terms
            .map(|term| LinkView {
                title: term.title.clone(),
                href: self.plan.list_address(&list(term)).map(|address| self.href(address)),
            })
            .collect()
    }

    /// The text of a document, laid out for its page.
    pub fn body(&self, document: &Document) -> Html {
        self.text(document, 0, &document.body.facts, document.body.start, None, false)
    }

    /// A Markdown field of a document, laid out. `at` is where it stands, `markdown` its text.
    pub fn field(&self, document: &Document, at: usize, markdown: &str) -> Html {
        match document.text_facts(at) {
            Some(facts) => self.text(document, at, facts, 0, Some(markdown), false),
            None => Html::text(markdown),
        }
    }

    fn text(
        &self,
        document: &Document,
        at: usize,
        facts: &TextFacts,
        start: usize,
        given: Option<&str>,
        elsewhere: bool,
    ) -> Html {
        let source = self.sources.text(&document.path);
        let text = given.or_else(|| source.and_then(|text| text.get(start..))).unwrap_or_default();
        let links = self.corpus.links.of.get(&document.id);
        let destination = |link: usize| match links.and_then(|links| links.get(&(at, link))) {
            Some(target) => self.destination(target),
            None => Destination::default(),
        };
        body::render(&body::Text {
            text,
            facts,
            room: document
                .field_texts
                .iter()
                .position(|(place, _)| *place == at)
                .map_or(0, |place| place + 1),
            flavour: document.body.flavour,
            html: document.body.html,
            quote_attribution: self.config.markdown.quote_attribution,
            elsewhere,
            // A field is short, and its end is near.
            notes: if elsewhere || given.is_some() { NotesStand::AtTheEnd } else { NotesStand::Beside },
            external_rel: &self.config.markdown.external_rel,
            destination: &destination,
        })
    }

    /// The text of a document, laid out for readers elsewhere; its links are still those of its page.
    pub fn body_elsewhere(&self, document: &Document) -> Html {
        self.text(document, 0, &document.body.facts, document.body.start, None, true)
    }

    /// The Markdown of a document's text.
    pub fn markdown(&self, document: &Document) -> &str {
        self.sources.text(&document.path).and_then(|text| text.get(document.body.start..)).unwrap_or_default()
    }

    /// Where the link leads that begins at this byte of a document's text.
    pub fn link_of(&self, document: &Document, at: usize) -> Destination {
        let target = self.corpus.links.of.get(&document.id).and_then(|links| links.get(&(0, at)));
        target.map_or_else(Destination::default, |target| self.destination(target))
    }

    /// A document as feeds carry it: all that its page says, every link whole, nothing that only a
    /// page can do.
    pub fn feed_body(&self, document: &Document) -> FeedBody {
        let make = || {
            let Some(card) = self.card(&document.id) else { return Ok(Arc::from("")) };
            let facts = &document.body.facts;
            let body = self.text(document, 0, facts, document.body.start, None, true);
            let view = super::page::view(self, document, card, body);
            let views: [(&'static str, &dyn View); 1] = [("page", &view)];
            let bytes = self.theme.fill("feed.html", &views, document.path.as_str())?;
            let html = super::math::as_code(&String::from_utf8_lossy(&bytes));
            let url = &view.card.url;
            Ok(Arc::from(super::absolute::absolutize(html.trim(), url, self.config.base_url.origin())))
        };
        match self.feed_bodies.get(&document.id) {
            Some(kept) => kept.get_or_init(make).clone(),
            None => make(),
        }
    }

    /// Where a link leads, for a page.
    pub fn destination(&self, target: &Target) -> Destination {
        let inside = |address: &SitePath, rest: &str| Destination {
            href: Some(format!("{}{}", self.href(address), encode_link(rest))),
            ..Destination::default()
        };
        match target {
            Target::Document(id, rest) => {
                self.page(id).map(|address| inside(address, rest)).unwrap_or_else(Destination::nowhere)
            }
            Target::File(source, rest) => match self.corpus.files.addresses.get(source) {
                Some(address) => Destination { pixels: self.pixels(source), ..inside(address, rest) },
                None => Destination::default(),
            },
            Target::Address(address, rest) => inside(&self.known_form(address), rest),
            Target::Here(fragment) => {
                Destination { href: Some(encode_link(fragment)), ..Destination::default() }
            }
            Target::Elsewhere(url) => {
                Destination { href: Some(encode_link(url)), external: true, ..Destination::default() }
            }
            Target::Held(_) | Target::Nowhere => Destination::nowhere(),
        }
    }

    /// The form in which the plan knows an address: with or without a slash at its end.
    fn known_form(&self, address: &SitePath) -> SitePath {
        if self.plan.at(address).is_some() {
            return address.clone();
        }
        let file = SitePath::file_at(address.as_str().trim_matches('/')).ok();
        file.filter(|file| self.plan.at(file).is_some()).unwrap_or_else(|| address.clone())
    }

    /// Width and height of a picture.
    pub fn pixels(&self, source: &SourcePath) -> Option<(u32, u32)> {
        self.sources.get(source.as_str()).and_then(|file| file.pixels)
    }
}

fn site_view(config: &Config, kinds: &Kinds, corpus: &Corpus, plan: &Plan) -> SiteView {
    let base = &config.base_url;
    let root = SitePath::root();
    let menu: Vec<MenuView> = plan
        .menu
        .iter()
        .map(|entry| MenuView {
            title: entry.title.clone(),
            href: entry.address.as_ref().map_or_else(|| entry.url.clone(), |address| base.href(address)),
            section: entry.section.clone(),
        })
        .collect();
    let mut foot = Vec::new();
    let mut add = |title: &str, address: Option<&SitePath>| {
        // What the menu leads to is found there.
        if let Some(address) = address
            && !plan.menu.iter().any(|entry| entry.address.as_ref() == Some(address))
        {
            foot.push(LinkView { title: title.to_owned(), href: Some(base.href(address)) });
        }
    };
    add("Archive", plan.list_address(&ListId::Archive).or_else(|| plan.indexes.get(&IndexId::Years)));
    add("People", plan.indexes.get(&IndexId::People));
    for taxonomy in &config.taxonomies {
        add(&taxonomy.title, plan.indexes.get(&IndexId::Terms(taxonomy.name.clone())));
    }
    add("Series", plan.indexes.get(&IndexId::Series));
    for kind in kinds.all() {
        add(corpus.name_of(kind), plan.list_address(&ListId::Kind(kind.folder.clone())));
    }
    let feed = plan.feed_address(&FeedId::Site).map(|address| base.href(address));
    SiteView {
        title: config.title.clone(),
        description: config.description.clone(),
        href: base.href(&root),
        url: base.absolute(&root),
        language: config.language.clone(),
        license: config.license.clone(),
        menu,
        feed: LinkView { title: config.title.clone(), href: feed },
        newsletter: super::letter::newsletter(config, kinds, corpus, plan),
        foot,
        extra: config.extra.clone(),
    }
}

fn work_view(work: &Work) -> WorkView {
    let authors: Vec<String> = work.texts("authors").into_iter().map(given_first).collect();
    let family = |name: &&str| name.split(',').next().unwrap_or(name).trim().to_owned();
    let written = work.texts("authors");
    let authors_short = match written.as_slice() {
        [] => String::new(),
        [one] => family(one),
        [one, two] => format!("{} and {}", family(one), family(two)),
        [one, ..] => format!("{} and others", family(one)),
    };
    let doi = work.doi();
    let at_doi = (!doi.is_empty()).then(|| format!("https://doi.org/{doi}"));
    let given = |field: &str| Some(work.text(field).to_owned()).filter(|url| !url.is_empty());
    WorkView {
        id: work.id.clone(),
        r#type: work.text("type").to_owned(),
        title: work.text("title").to_owned(),
        authors,
        authors_short,
        editors: work.texts("editors").into_iter().map(given_first).collect(),
        volume: work.text("volume").to_owned(),
        issue: work.text("issue").to_owned(),
        edition: work.text("edition").to_owned(),
        year: work.year(),
        container: work.text("container").to_owned(),
        publisher: work.text("publisher").to_owned(),
        isbn: work.text("isbn").to_owned(),
        doi,
        href: given("open_url").or_else(|| given("url")).or(at_doi),
        pages: work.text("pages").to_owned(),
        access: work.text("access").to_owned(),
        minutes: work.number("minutes"),
    }
}

/// "Given Family" from "Family, Given".
pub fn given_first(name: &str) -> String {
    match name.split_once(',') {
        Some((family, given)) => format!("{} {}", given.trim(), family.trim()),
        None => name.to_owned(),
    }
}
