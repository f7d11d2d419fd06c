//! One Markdown file by itself: its facts, its text, the links it makes.
//!
//! [`parse`] reads a file whose kind is settled by its folder or by itself. Nothing here knows
//! another document. Where a link leads is for `corpus` to find, what stands at an address for
//! `plan`, how it looks for `render`.

pub mod anchor;
pub mod blocks;
pub mod brackets;
pub mod entities;
pub mod facts;
pub mod front;
pub mod languages;
pub mod markdown;
pub mod meta;
pub mod passages;
pub mod raw_filter;
pub mod raw_html;
pub mod references;
pub mod sentences;

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::config::{Config, HtmlPolicy};
use crate::diagnostic::{Diagnostic, Told, catalog};
use crate::kind::{FieldValue, Fields, Kind, Kinds, START};
use crate::source::{SourceFile, SourcePath, Sources, Span};
use crate::table::{Language, Value};
use crate::url::slug;

use blocks::transcript::Voices;
use facts::{Text, TextFacts};
use markdown::Flavour;
use meta::Meta;

/// Where documents lie.
pub const CONTENT: &str = "content/";

/// A document's name among all: its source path below `content/`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DocumentId(Arc<str>);

impl DocumentId {
    /// The document at this path below `content/`.
    pub fn new(path: &str) -> DocumentId {
        DocumentId(path.into())
    }

    /// The path below `content/`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a document is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// A page of its own.
    Page,
    /// The introduction of its folder's list: an `_index.md`.
    Index,
    /// The introduction of one term of that taxonomy.
    Term(String),
}

/// The facts of one file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Its name.
    pub id: DocumentId,
    /// Its file.
    pub path: SourcePath,
    /// Its kind.
    #[serde(skip, default = "Kind::none")]
    pub kind: Arc<Kind>,
    /// What it is for.
    pub role: Role,
    /// Its title.
    pub title: String,
    /// Its slug: given, or from the name of its file or bundle.
    pub slug: String,
    /// Its folder below `content/`, without the bundle's own; empty at the top.
    pub folder: String,
    /// Whether it is a page bundle: the files beside it belong to it.
    pub bundle: bool,
    /// What it says of itself.
    pub meta: Meta,
    /// What its kind adds.
    pub fields: Fields,
    /// Its text.
    pub body: Body,
    /// Its Markdown fields, by where they stand, in order.
    pub field_texts: Vec<(usize, TextFacts)>,
}

/// The text of a document: where it is, how to read it, what it says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// The file it stands in, if that is not the document's own.
    pub file: Option<SourcePath>,
    /// Where it begins in the file, in bytes.
    pub start: usize,
    /// How it is read.
    pub flavour: Flavour,
    /// What becomes of raw HTML in it.
    pub html: HtmlPolicy,
    /// Its facts.
    pub facts: TextFacts,
}

impl Document {
    /// The whole file as a place for findings.
    pub fn span(&self) -> Span {
        Span::whole(&self.path)
    }

    /// The facts of the text that begins at `at`: the body's for 0, else a Markdown field's.
    pub fn text_facts(&self, at: usize) -> Option<&TextFacts> {
        if at == 0 {
            return Some(&self.body.facts);
        }
        self.field_texts.iter().find(|(start, _)| *start == at).map(|(_, facts)| facts)
    }

    /// Whether everything that is made of several documents is the same with this one as with the other: they
    /// differ at most in what only their own page, their feeds and the search show. Places in the text may
    /// differ, front matter may not.
    pub fn is_same_from_outside(&self, other: &Document) -> bool {
        self.body.facts.links.len() == other.body.facts.links.len()
            && self.body.start == other.body.start
            && self.from_outside() == other.from_outside()
    }

    /// What of it relates to others: with everything left out that only its own page, its feeds and the search
    /// show.
    pub fn from_outside(&self) -> Document {
        let body = Body { facts: self.body.facts.without_places(), ..self.body.clone() };
        Document { body, ..self.clone() }
    }

    /// Whether all of it stands in its own file.
    pub fn is_alone(&self) -> bool {
        self.body.file.is_none() && !self.fields.contains_key("transcript")
    }

    /// Whether it has questions to talk about, in its text or in its field `questions`.
    pub fn has_questions(&self) -> bool {
        let field = self.fields.get("questions").map(|questions| &questions.value);
        let in_field = matches!(field, Some(FieldValue::List(questions)) if !questions.is_empty());
        in_field || !self.body.facts.questions.is_empty()
    }

    /// The summary for lists: given, else the opening of the text.
    pub fn summary(&self) -> String {
        let given = self.meta.summary.as_ref().or(self.meta.description.as_ref());
        given.cloned().unwrap_or_else(|| self.opening())
    }

    /// The description for search engines and previews.
    pub fn description(&self) -> String {
        let given = self.meta.description.as_ref().or(self.meta.summary.as_ref());
        given.cloned().unwrap_or_else(|| self.opening())
    }

    /// The opening words: of the field that says what it is, else of the text.
    fn opening(&self) -> String {
        let leads = ["definition", "about"].into_iter().filter_map(|name| self.fields.get(name));
        let lead = leads.filter_map(|lead| self.text_facts(lead.range.start)).next();
        let facts = lead.unwrap_or(&self.body.facts);
        if facts.opening_is_cut && !facts.opening.ends_with(['.', '!', '?', '\u{2026}']) {
            format!("{} \u{2026}", facts.opening.trim_end_matches([',', ';', ':']))
        } else {
            facts.opening.clone()
        }
    }
}

/// Reads one Markdown file of the content folder. `sources` has the file that its transcript may
/// stand in.
pub fn parse(
    file: &SourceFile,
    text: &str,
    kinds: &Kinds,
    config: &Config,
    sources: &Sources,
) -> Told<Document> {
    let mut told = Vec::new();
    let path = &file.path;
    let inside = path.as_str().strip_prefix(CONTENT).unwrap_or(path.as_str());
    let front = front::read(path, text).tell(&mut told);

    let place = Place::of(inside, config);
    let kind = match &place.role {
        Role::Index => kinds.index.clone(),
        Role::Term(_) => kinds.term.clone(),
        // A page for newcomers is what a `start.md` at the top is, unless it says something else.
        Role::Page if place.is_start() && !says_a_kind(&front) => kinds.start.clone(),
        Role::Page => {
            meta::kind_of(path, &front.table, &kinds.for_folder(&place.folder), kinds, &config.kinds)
                .tell(&mut told)
        }
    };
    let rules = meta::Rules {
        kinds,
        meant: &config.kinds,
        taxonomies: &config.taxonomies,
        html: config.markdown.html,
        has_authors: !config.authors.is_empty(),
    };
    let (meta, fields) = meta::read(path, &front, &kind, &rules).tell(&mut told);

    let flavour = Flavour {
        smart: meta.smart.unwrap_or(config.markdown.smart_punctuation),
        autolink: config.markdown.autolink,
        math: meta.math.unwrap_or(config.markdown.math),
        wikilinks: config.markdown.wikilinks,
    };
    let html = meta.html.unwrap_or(config.markdown.html).max(config.markdown.html);
    let given_title = (!meta.title.is_empty()).then_some(meta.title.as_str());
    let voices = voices(&kind, &fields);
    let in_fields = Voices { all: false, ..voices.clone() };
    let own = &text[front.body_start..];
    let elsewhere = transcript_file(path, &fields, sources).filter(|_| own.trim().is_empty());
    let (body_file, body_start, body_text) = match &elsewhere {
        Some((file, text)) => {
            // A byte order mark is no part of the first name.
            let start = text.len() - text.trim_start_matches('\u{feff}').len();
            (file, start, &text[start..])
        }
        None => (path, front.body_start, own),
    };
    let body = Text {
        text: body_text,
        file: body_file,
        offset: body_start,
        within: None,
        flavour,
        html,
        title: given_title,
        room: 0,
        voices: &voices,
    };
    let mut facts = facts::read(body).tell(&mut told);
    let title = match (given_title, &facts.title) {
        (Some(title), _) => title.to_owned(),
        (None, Some((title, _))) => title.clone(),
        (None, None) => {
            if place.role == Role::Page && front.readable && !says(&front, "title") {
                told.push(catalog::missing_title(&kind.name, front.language == Some(Language::Yaml), path));
            }
            String::new()
        }
    };
    if place.role == Role::Page && front.readable && is_empty_list(&kind, &meta, &fields, &facts) {
        told.push(catalog::empty_list(path));
    }
    items_places(&kind, &facts, kinds, &mut told);
    let mut field_texts = Vec::new();
    for (number, (at, end, markdown)) in markdown_fields(&fields).into_iter().enumerate() {
        let text = Text {
            text: markdown,
            file: path,
            offset: at,
            within: Some((at, end)),
            flavour,
            html,
            title: Some(""),
            room: number + 1,
            voices: &in_fields,
        };
        let facts = facts::read(text).tell(&mut told);
        told.extend(facts.items.iter().map(|place| catalog::items_outside(place.span.clone())));
        field_texts.push((at, facts));
    }
    anchor_questions(&fields, &facts, &mut field_texts);
    facts.more_factors = more_factors(&fields, &facts);
    let slug = match &meta.slug {
        Some(given) => given.value.clone(),
        None => slug(&place.name, config.markdown.slugs),
    };
    let document = Document {
        id: DocumentId::new(inside),
        path: path.clone(),
        kind,
        role: place.role,
        title,
        slug,
        folder: place.folder,
        bundle: place.bundle,
        meta,
        fields,
        body: Body { file: elsewhere.map(|(file, _)| file), start: body_start, flavour, html, facts },
        field_texts,
    };
    Told { value: document, diagnostics: told }
}

/// Blocks for the items of a letter, in what is none or of kinds that nobody knows.
fn items_places(kind: &Kind, facts: &TextFacts, kinds: &Kinds, told: &mut Vec<Diagnostic>) {
    for place in &facts.items {
        if kind.name != "issue" {
            told.push(catalog::items_outside(place.span.clone()));
        } else if let Some(name) = place.items.kind.as_deref().filter(|name| kinds.choosable(name).is_none())
        {
            let names = kinds.choosables().map(|kind| kind.name.as_str());
            told.push(catalog::items_kind(name, names, place.kind_span.clone()));
        }
    }
}

/// Gives the questions of the front matter their ids, which go on from those in the text.
fn anchor_questions(fields: &Fields, body: &TextFacts, field_texts: &mut [(usize, TextFacts)]) {
    let Some(FieldValue::List(questions)) = fields.get("questions").map(|questions| &questions.value) else {
        return;
    };
    let mut number = body.questions.len();
    for question in questions {
        let text = field_texts.iter_mut().find(|(at, _)| *at == question.range.start);
        let Some((_, facts)) = text else { continue };
        number += 1;
        let mut id = format!("q{number}");
        // An id that the author gave to something else stays there.
        while body.ids.contains(&id) {
            id.insert(0, 'q');
        }
        facts.ids.insert(id.clone());
        facts.questions.push(id);
    }
}

/// The plain text that a document names as its transcript.
fn transcript_file(path: &SourcePath, fields: &Fields, sources: &Sources) -> Option<(SourcePath, Arc<str>)> {
    let FieldValue::File(written) = &fields.get("transcript")?.value else { return None };
    let file = path.resolve(written).filter(|file| file.extension().eq_ignore_ascii_case("txt"))?;
    let text = sources.text(&file)?.clone();
    Some((file, text))
}

/// The factors of the front matter that no block of the text names, if there is a block at all.
fn more_factors(fields: &Fields, body: &TextFacts) -> Vec<String> {
    let Some(FieldValue::List(factors)) = fields.get("factors").map(|factors| &factors.value) else {
        return Vec::new();
    };
    let named: std::collections::BTreeSet<String> =
        body.factors.iter().map(|name| name.to_lowercase()).collect();
    let names = factors.iter().filter_map(|factor| factor.value.as_text());
    let more = names.filter(|name| !named.is_empty() && !named.contains(&name.to_lowercase()));
    more.map(str::to_owned).collect()
}

/// Who may speak in a document: the short names of `speakers`, hosts, guests, the speakers of a talk.
fn voices(kind: &Kind, fields: &Fields) -> Voices {
    let mut voices = Voices { all: kind.transcript, ..Voices::default() };
    let name = |value: &FieldValue| match value {
        FieldValue::Link { written, .. } | FieldValue::Text(written) => Some(written.clone()),
        _ => None,
    };
    for field in ["hosts", "guests", "speakers"] {
        match fields.get(field).map(|value| &value.value) {
            Some(FieldValue::List(items)) => {
                let names = items.iter().filter_map(|item| name(&item.value));
                voices.names.extend(names.map(|name| (name.clone(), name)));
            }
            Some(FieldValue::Record(entries)) => {
                voices.given |= !entries.is_empty();
                let names = entries.iter().filter_map(|(short, of)| Some((short.clone(), name(&of.value)?)));
                voices.names.extend(names);
            }
            _ => {}
        }
    }
    voices
}

/// Whether front matter says something there. If it came to nothing, that has been told.
fn says(front: &front::Front, key: &str) -> bool {
    front.table.get(key).is_some_and(|node| node.value != Value::Nothing && node.as_text() != Some(""))
}

fn says_a_kind(front: &front::Front) -> bool {
    says(front, "kind") || says(front, "type") || says(front, "layout")
}

/// What a reading list demands and only the whole document can show: something to read.
fn is_empty_list(kind: &Kind, meta: &Meta, fields: &Fields, facts: &TextFacts) -> bool {
    kind.name == "reading-list" && !fields.contains_key("items") && facts.links.is_empty() && !meta.draft
}

/// What a document's path says of it.
struct Place {
    role: Role,
    folder: String,
    name: String,
    bundle: bool,
}

impl Place {
    fn is_start(&self) -> bool {
        self.folder.is_empty() && self.name == START
    }

    fn of(inside: &str, config: &Config) -> Place {
        let (folder, file) = inside.rsplit_once('/').unwrap_or(("", inside));
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        if stem == "_index" {
            return Place {
                role: Role::Index,
                folder: folder.to_owned(),
                name: String::new(),
                bundle: false,
            };
        }
        let (folder, name, bundle) = match (stem, folder.rsplit_once('/')) {
            ("index", Some((above, own))) => (above, own, true),
            ("index", None) if !folder.is_empty() => ("", folder, true),
            _ => (folder, stem, false),
        };
        // A leading date is the document's date and no part of its slug.
        let name = match name.get(..10).and_then(crate::date::Date::parse) {
            Some(_) => name[10..].trim_start_matches(['-', '_', ' ']),
            None => name,
        };
        let role = match config.taxonomies.iter().find(|taxonomy| taxonomy.name == folder) {
            Some(taxonomy) => Role::Term(taxonomy.name.clone()),
            None => Role::Page,
        };
        let name = if name.is_empty() { stem } else { name };
        Place { role, folder: folder.to_owned(), name: name.to_owned(), bundle }
    }
}

/// Every Markdown value among the fields: where it stands, and its text.
pub fn markdown_fields(fields: &Fields) -> Vec<(usize, usize, &str)> {
    fn walk<'a>(value: &'a crate::kind::Valued, all: &mut Vec<(usize, usize, &'a str)>) {
        match &value.value {
            FieldValue::Markdown(text) => all.push((value.range.start, value.range.end, text)),
            FieldValue::List(items) => items.iter().for_each(|item| walk(item, all)),
            FieldValue::Record(entries) => entries.iter().for_each(|(_, entry)| walk(entry, all)),
            _ => {}
        }
    }
    let mut all = Vec::new();
    fields.values().for_each(|value| walk(value, &mut all));
    all.sort();
    all
}
