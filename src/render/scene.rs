//! Everything a page may be made of, at hand and unchanging while pages are made.
//!
//! Cards, works and the shared values are made once; bodies when they are asked for; what feeds carry
//! of them is kept in `feeds`.

mod feeds;

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use super::body::{self, Citing, Destination, NotesStand};
use super::head::Icon;
use super::html::Html;
use super::letter::items;
use super::theme::{Carriage, Shared, Theme};
use super::view::{CardView, DateView, LinkView, SiteView, WorkView};
use crate::config::Config;
use crate::corpus::links::Target;
use crate::corpus::mentions::{self, Cite};
use crate::corpus::{Corpus, events, people, series, terms};
use crate::date::Date;
use crate::document::facts::TextFacts;
use crate::document::{Document, DocumentId, Role};
use crate::kind::{Kinds, Order};
use crate::language::Words;
use crate::memo::Memo;
use crate::plan::{ListId, Plan};
use crate::shared_map::SharedMap;
use crate::source::{SourcePath, Sources};
use crate::url::{SitePath, encode_link};
use feeds::Carried;

pub use feeds::{ATOM, FeedBody};

/// Templates that are given something else than a document. The `_index.md` of a folder that has
/// no list is of the kind `index`, and a page like any other.
#[rustfmt::skip]
const OF_LISTS: [&str; 19] = [
    "404", "archive", "base", "components", "feeds", "guide", "head", "home", "index", "library", "list",
    "person", "search", "series", "show", "start", "term", "upcoming", "work",
];

/// The template for what has no template of its own.
pub const PLAIN: &str = "page.html";

/// Words a minute, for reading times.
const READING_SPEED: usize = 230;

/// What a text is laid out for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Its page.
    Page,
    /// Its questions alone, on a page of their own.
    Questions,
    /// Feeds: without the styles and ids of the page.
    Feed,
    /// A mail: as for feeds, and without the list of works that a page ends in.
    Mail,
}

impl Sort {
    /// Whether it is read in another program, which has not this site's style.
    pub fn elsewhere(self) -> bool {
        matches!(self, Sort::Feed | Sort::Mail)
    }
}

/// The Markdown of a document's text, without its front matter.
#[derive(Default)]
pub struct Markdown {
    file: Arc<str>,
    start: usize,
}

impl Deref for Markdown {
    type Target = str;

    fn deref(&self) -> &str {
        self.file.get(self.start..).unwrap_or_default()
    }
}

/// Everything pages are made of.
pub struct Scene {
    /// The files.
    pub sources: Arc<Sources>,
    /// The settings.
    pub config: Arc<Config>,
    /// The kinds.
    pub kinds: Arc<Kinds>,
    /// The documents and how they relate.
    pub corpus: Corpus,
    /// The addresses.
    pub plan: Arc<Plan>,
    /// The templates.
    pub theme: Arc<Theme>,
    /// What lists show of each document.
    pub cards: SharedMap<DocumentId, Arc<CardView>>,
    /// What pages show of each work.
    pub works: Arc<BTreeMap<String, Arc<WorkView>>>,
    /// `site`.
    pub site: Arc<SiteView>,
    /// What was made before.
    pub memo: Arc<Memo>,
    // What feeds carry.
    feeds: Carried,
    // They stand in the head of every page.
    icons: OnceLock<Vec<Icon>>,
}

impl Scene {
    /// Sets the scene.
    pub fn new(
        sources: Arc<Sources>,
        config: Arc<Config>,
        kinds: Arc<Kinds>,
        corpus: Corpus,
        plan: Arc<Plan>,
        mut theme: Theme,
        data: &serde_json::Map<String, serde_json::Value>,
    ) -> Scene {
        let words = Arc::clone(theme.languages.of_the_site());
        let site = super::site::view(&config, &kinds, &corpus, &plan, &words);
        let assets: BTreeMap<String, String> =
            plan.assets.iter().map(|(name, address)| (name.clone(), config.base_url.href(address))).collect();
        let of_theme = sources.theme(&config.theme);
        let text = |name: &str| match plan.sheets.get(name) {
            Some(sheet) => Some(Arc::from(sheet.as_str())),
            None => of_theme.get(&format!("static/{name}"))?.text(),
        };
        let carriage = Carriage::new(&assets, text, &site.policy_html, config.inline_assets);
        theme.share(Shared { site: &site, options: &config.options.values, assets: &assets, data, carriage });
        let page_of = |id: &str| plan.works.get(id).map(|address| config.base_url.href(address));
        let works = corpus
            .works
            .values()
            .map(|work| {
                (
                    work.id.clone(),
                    Arc::new(super::work::view(work, page_of(&work.id), &config.language, &words)),
                )
            })
            .collect();
        let feeds = Carried::of(&plan);
        let mut scene = Scene {
            sources,
            config,
            kinds,
            corpus,
            plan,
            theme: Arc::new(theme),
            cards: SharedMap::default(),
            works: Arc::new(works),
            site: Arc::new(site),
            memo: Arc::default(),
            feeds,
            icons: OnceLock::new(),
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

    /// The same scene, of which single steps may have been made before.
    pub fn remembering(self, memo: Arc<Memo>) -> Scene {
        Scene { memo, ..self }
    }

    /// The same scene with other texts in some documents, of which nothing else is made than what they show
    /// themselves; nothing if more would change.
    pub fn with(&self, sources: &Arc<Sources>, changed: &[Arc<Document>]) -> Option<Scene> {
        let mut scene = Scene {
            sources: Arc::clone(sources),
            config: Arc::clone(&self.config),
            kinds: Arc::clone(&self.kinds),
            corpus: self.corpus.with(changed)?,
            plan: Arc::clone(&self.plan),
            theme: Arc::clone(&self.theme),
            cards: self.cards.clone(),
            works: Arc::clone(&self.works),
            site: Arc::clone(&self.site),
            memo: Arc::clone(&self.memo),
            feeds: self.feeds.for_another_scene(),
            icons: OnceLock::new(),
        };
        for document in changed {
            scene.feeds.forget(&document.id);
            let Some(before) = self.cards.get(&document.id) else { continue };
            let card = scene.card_of(document);
            if card != **before {
                scene.cards.insert(document.id.clone(), Arc::new(card));
                // Others may say how long it takes to read.
                scene.feeds = Carried::of(&scene.plan);
            }
        }
        Some(scene)
    }

    /// The site's icons.
    pub fn icons(&self) -> &[Icon] {
        self.icons.get_or_init(|| super::head::icons(self))
    }

    /// The words of the site's own language.
    pub fn site_words(&self) -> &Words {
        self.theme.languages.of_the_site()
    }

    /// The words for a page in a language; without one, the site's.
    pub fn words_in(&self, language: Option<&str>) -> &Words {
        language.map_or(self.site_words(), |language| self.theme.languages.of(language))
    }

    /// The words for what shows a document: those of its language.
    pub fn words_for(&self, document: &Document) -> &Words {
        self.words_in(document.meta.lang.as_deref())
    }

    /// The address of a document's page, or of the list it introduces.
    pub fn address(&self, id: &DocumentId) -> Option<&SitePath> {
        self.corpus.addresses.get(id)
    }

    /// The address of a document if something stands there.
    fn page(&self, id: &DocumentId) -> Option<&SitePath> {
        self.address(id).filter(|address| self.plan.has(address))
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

    /// Whether a template is for what is no document: lists, indexes, the search.
    pub fn is_of_lists(&self, template: &str) -> bool {
        let name = template.trim_end_matches(".html");
        // `reading-list.html` is one of documents.
        let of_a_kind = name.strip_suffix("-list").filter(|_| self.kinds.named(name).is_none());
        OF_LISTS.contains(&name) || of_a_kind.is_some()
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

    /// A date in the forms templates need; its text is in the site's language.
    pub fn date(&self, date: Date) -> DateView {
        DateView {
            text: self.site_words().date(date),
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
            starts: events::date(document, "starts")
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
                        // Who wants no page here wants no link either.
                        .or_else(|| author.url.clone().filter(|_| person.is_none_or(|person| person.listed))),
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
        self.body_for(document, Sort::Page)
    }

    /// The text of a document, laid out for a page, a feed or a mail; its links are those of its page.
    pub fn body_for(&self, document: &Document, sort: Sort) -> Html {
        self.text(document, 0, &document.body.facts, None, sort)
    }

    /// A Markdown field of a document, laid out for a page or a feed. `at` is where it stands,
    /// `markdown` its text.
    pub fn field(&self, document: &Document, at: usize, markdown: &str, sort: Sort) -> Html {
        match document.text_facts(at) {
            Some(facts) => self.text(document, at, facts, Some(markdown), sort),
            None => Html::text(markdown),
        }
    }

    fn text(
        &self,
        document: &Document,
        at: usize,
        facts: &TextFacts,
        given: Option<&str>,
        sort: Sort,
    ) -> Html {
        let own = if given.is_none() { self.markdown(document) } else { Markdown::default() };
        let text = given.unwrap_or(&own);
        let links = self.corpus.links_of(&document.id);
        let destination = |link: usize| match links.and_then(|links| links.get(&(at, link))) {
            // What is a place on its page is none on that of the questions.
            Some(Target::Here(rest)) if sort == Sort::Questions => {
                self.destination(&Target::Document(document.id.clone(), rest.clone()))
            }
            Some(target) => self.destination(target),
            None => Destination::default(),
        };
        let citing = |citation: usize| self.cited_at(document, at, citation, sort);
        let lay_out = if sort == Sort::Questions { body::questions } else { body::render };
        lay_out(&body::Text {
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
            elsewhere: sort.elsewhere(),
            // A field is short, and its end is near.
            notes: if sort != Sort::Page || given.is_some() {
                NotesStand::AtTheEnd
            } else {
                NotesStand::Beside
            },
            external_rel: &self.config.markdown.external_rel,
            destination: &destination,
            citing: &citing,
            words: self.words_for(document),
            memo: &self.memo,
            items: &|items| if at == 0 { items::mark(document, items) } else { Html::default() },
        })
    }

    /// The works that the citation cites which begins at this byte of one of a document's texts.
    pub fn cited_at(&self, document: &Document, text: usize, citation: usize, sort: Sort) -> Vec<Citing> {
        let cites = self.corpus.cites_of(&document.id);
        // Where a text only introduces a list, no works are listed below it; nor are they in a mail.
        let listed = sort != Sort::Mail && self.lists_works(document);
        let recommends = text == 0 && document.kind.name == "reading-list";
        let cites = cites.and_then(|cites| cites.get(&(text, citation)));
        cites.into_iter().flatten().map(|cite| self.citing(cite, listed, recommends)).collect()
    }

    /// Whether the page of a document lists the works it cites.
    pub fn lists_works(&self, document: &Document) -> bool {
        let other = [people::KIND, series::KIND, "work"].contains(&document.kind.name.as_str());
        document.role == Role::Page && !other
    }

    fn citing(&self, cite: &Cite, listed: bool, recommends: bool) -> Citing {
        let work = self.works.get(&cite.work).filter(|_| recommends);
        Citing {
            work: work.map(|work| (work.title.clone(), work.href.clone())),
            prefix: cite.prefix.clone(),
            label: self.corpus.labels.get(&cite.work).cloned().unwrap_or_default(),
            locator: cite.locator.clone(),
            href: if listed {
                Some(format!("#ref-{}", encode_link(&cite.work)))
            } else {
                self.works.get(&cite.work).and_then(|work| work.href.clone())
            },
            anchor: cite.anchor.clone(),
        }
    }

    /// The Markdown of a document's text.
    pub fn markdown(&self, document: &Document) -> Markdown {
        let file = self.sources.text(document.body.file.as_ref().unwrap_or(&document.path));
        Markdown { file: file.unwrap_or_default(), start: document.body.start }
    }

    /// Where the link leads that begins at this byte of a document's text.
    pub fn link_of(&self, document: &Document, at: usize) -> Destination {
        let target = self.corpus.links_of(&document.id).and_then(|links| links.get(&(0, at)));
        target.map_or_else(Destination::default, |target| self.destination(target))
    }

    /// Where a link leads, for a page.
    pub fn destination(&self, target: &Target) -> Destination {
        let inside = |address: &SitePath, rest: &str| Destination {
            href: Some(format!("{}{}", self.href(address), encode_link(rest))),
            ..Destination::default()
        };
        match target {
            Target::Document(id, rest) => match self.page(id) {
                Some(address) => Destination { title: self.meaning(id), ..inside(address, rest) },
                None => Destination::nowhere(),
            },
            Target::Work(id) => Destination {
                name: self.corpus.labels.get(id).cloned().unwrap_or_default(),
                href: self.works.get(id).and_then(|work| work.href.clone()),
                ..Destination::default()
            },
            Target::Person(slug) => Destination { href: self.person_href(slug), ..Destination::default() },
            Target::File(source, rest) => match self.corpus.files.addresses.get(source) {
                Some(address) => Destination {
                    pixels: self.pixels(source),
                    srcset: super::pictures::srcset(self, source),
                    ..inside(address, rest)
                },
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

    /// What a concept means, for who points at a link to it; empty for other documents.
    fn meaning(&self, id: &DocumentId) -> String {
        // Asked for each link, of which few lead to a concept.
        let concept =
            self.corpus.documents.get(id).filter(|document| document.kind.name == mentions::CONCEPT);
        let shown = concept.and_then(|_| self.corpus.shown(id));
        shown.map(|concept| concept.summary()).unwrap_or_default()
    }

    /// The form in which the plan knows an address: with or without a slash at its end.
    fn known_form(&self, address: &SitePath) -> SitePath {
        if self.plan.has(address) {
            return address.clone();
        }
        let file = SitePath::file_at(address.as_str().trim_matches('/')).ok();
        file.filter(|file| self.plan.has(file)).unwrap_or_else(|| address.clone())
    }

    /// Width and height of a picture.
    pub fn pixels(&self, source: &SourcePath) -> Option<(u32, u32)> {
        self.sources.get(source.as_str()).and_then(|file| file.pixels)
    }
}
