//! What is said of a page that can be found: its people, its terms, its day, and words it is found by
//! that do not stand in its text.

use super::{Found, What};
use crate::corpus::fields::Named;
use crate::corpus::people::{self, Person};
use crate::corpus::terms;
use crate::corpus::uses::Thing;
use crate::corpus::works::Work;
use crate::document::{Document, passages};
use crate::fingerprint::Fingerprint;
use crate::kind::{FieldType, FieldValue, Kind, Valued};
use crate::render::scene::Scene;
use crate::search::{Facet, Post, Section};
use crate::words::given;

/// What is known of a page besides its text.
pub fn post(scene: &Scene, found: &Found<'_>) -> Post {
    let mut post = Post {
        url: found.address.encoded().trim_start_matches('/').to_owned(),
        title: found.title.clone(),
        kind: found.kind.name.clone(),
        date: String::new(),
        language: found.language.to_owned(),
        people: Vec::new(),
        tags: Vec::new(),
        facets: vec![facet("kind", &found.kind.name, scene.corpus.name_of(found.kind))],
        words: Vec::new(),
        weight: 1.0,
        text: Fingerprint::of(b""),
    };
    if found.among_languages {
        post.facets.push(facet("lang", found.language, found.language));
    }
    match found.what {
        What::Document(document) => {
            // Who remembers that it was a review says so. A page is nothing that one would remember.
            if found.kind.name != scene.kinds.page.name {
                post.words.push(scene.corpus.name_of(found.kind).to_owned());
            }
            of_document(scene, document, &mut post);
        }
        What::Work(work) => of_work(scene, work, &mut post),
        What::Show(_) => {}
    }
    post.text = match found.what {
        What::Document(document) => text(scene, document),
        // Short, and in a file with many others.
        What::Work(_) | What::Show(_) => Fingerprint::of(format!("{:?}", sections(scene, found)).as_bytes()),
    };
    post
}

/// The text of a page, in stretches that can be linked to.
pub fn sections(scene: &Scene, found: &Found<'_>) -> Vec<Section> {
    let of = |document: &Document, markdown: &str| {
        passages::of(document, markdown, scene.words_for(document), &|at| is_held(scene, document, at))
    };
    match found.what {
        What::Document(document) => of(document, &scene.markdown(document)),
        What::Work(work) => passages_of_work(scene, work),
        What::Show(show) => {
            let said = crate::render::shows::summary(scene, &show.slug);
            let mut sections = vec![Section { anchor: String::new(), heading: String::new(), text: said }];
            // Where a build shows drafts they are not found all the same.
            let intro = show.intro.as_ref().and_then(|id| scene.corpus.listed(id));
            let intro = intro.filter(|intro| scene.corpus.standing(&intro.id).word().is_empty());
            sections.extend(intro.into_iter().flat_map(|intro| of(intro, &scene.markdown(intro))));
            sections.retain(|section| !section.text.is_empty() || !section.heading.is_empty());
            sections
        }
    }
}

/// Who made a work and where it came out, in the words of its page, and what it gives its readers.
fn passages_of_work(scene: &Scene, work: &Work) -> Vec<Section> {
    let mut line = String::new();
    if let Some(view) = scene.works.get(&work.id) {
        let words = scene.site_words();
        let by = if view.authors.is_empty() { &view.editors } else { &view.authors };
        let signed = given(&[&words.row(by), &view.year], ", ");
        let volume = given(&[&view.container, &view.volume], " ");
        let editors = if view.authors.is_empty() { String::new() } else { words.row(&view.editors) };
        line = given(&[&signed, &volume, &editors, &view.publisher], ". ");
    }
    let mut own = Document::clone(&work.document);
    own.fields.retain(|field, _| field == "annotation");
    let mut sections = passages::of(&own, "", scene.site_words(), &|_| false);
    match sections.first_mut().filter(|first| first.anchor.is_empty()) {
        Some(first) => first.text = [line.as_str(), &first.text].join("\n").trim().to_owned(),
        None => sections.insert(0, Section { anchor: String::new(), heading: String::new(), text: line }),
    }
    sections
}

fn facet(facet: &str, slug: &str, label: &str) -> Facet {
    Facet { facet: facet.to_owned(), slug: slug.to_owned(), label: label.to_owned() }
}

fn of_document(scene: &Scene, document: &Document, post: &mut Post) {
    let meta = &document.meta;
    if let Some(date) = meta.date {
        post.date = date.iso_day();
        let year = date.year().to_string();
        post.facets.push(facet("year", &year, &year));
    }
    for person in people_of(scene, document) {
        post.people.push(person.name.clone());
        post.facets.push(facet("person", &person.slug, &person.name));
    }
    for taxonomy in &scene.config.taxonomies {
        let name = match taxonomy.name.as_str() {
            "topics" => "topic",
            "tags" => "tag",
            _ => "",
        };
        for term in terms::of(&scene.corpus.terms, document, taxonomy, &scene.config) {
            post.tags.push(term.title.clone());
            if !name.is_empty() {
                post.facets.push(facet(name, &term.slug, &term.title));
            }
        }
    }
    post.weight = meta.search_weight.unwrap_or(1.0);
    for valued in document.fields.values() {
        named(scene, document, valued, &mut post.words);
    }
    for thing in scene.corpus.uses.by_document(&document.id) {
        if let Thing::Work(id) = thing
            && let Some(work) = scene.corpus.works.get(id)
        {
            post.words.extend(scene.corpus.labels.get(id).cloned());
            post.words.extend(work.makers().iter().map(|name| name.in_order()));
            post.words.push(work.document.title.clone());
            known_by(work, &mut post.words);
        }
    }
    post.words.sort_unstable();
    post.words.dedup();
}

fn of_work(scene: &Scene, work: &Work, post: &mut Post) {
    post.people = work.makers().iter().map(|name| name.in_order()).collect();
    post.words.push(scene.site_words().name("work_types", work.text("type")).to_lowercase());
    known_by(work, &mut post.words);
    if let Some(concepts) = work.document.fields.get("concepts") {
        named(scene, &work.document, concepts, &mut post.words);
    }
}

/// What a work is known by in writing: its year, its DOI in the spellings that people copy, its ISBN.
fn known_by(work: &Work, words: &mut Vec<String>) {
    words.extend(work.number("year").map(|year| year.to_string()));
    let doi = work.doi();
    if let Some(url) = work.doi_url() {
        words.push(format!("doi:{doi}"));
        words.push(url);
        words.push(format!("dx.doi.org/{}", percent(&doi)));
    }
    let isbn = work.text("isbn");
    if !isbn.is_empty() {
        words.push(isbn.to_owned());
        words.push(isbn.replace(['-', ' '], ""));
    }
}

/// A DOI as it stands in the addresses of many catalogues: brackets and the like by their numbers.
fn percent(doi: &str) -> String {
    doi.chars()
        .map(|c| match c {
            '(' | ')' | '<' | '>' | ';' | ':' | '#' => format!("%{:02X}", u32::from(c)),
            c => c.to_string(),
        })
        .collect()
}

/// The people of a document who have a page: who signs it and who speaks in it, each once.
fn people_of<'a>(scene: &'a Scene, document: &Document) -> Vec<&'a Person> {
    let authors = people::authors(document, &scene.corpus.default_authors).into_iter();
    let authors = authors.filter_map(|author| scene.corpus.people.person(&author.name));
    let mut voices = Vec::new();
    for field in ["speakers", "hosts", "guests"] {
        match document.fields.get(field).map(|field| &field.value) {
            Some(FieldValue::List(items)) => voices.extend(items),
            Some(FieldValue::Record(entries)) => voices.extend(entries.iter().map(|(_, entry)| entry)),
            _ => {}
        }
    }
    let of = &scene.corpus.field_links.of;
    let voices =
        voices.into_iter().filter_map(|voice| match of.get(&(document.id.clone(), voice.range.start))? {
            Named::Person(slug) => scene.corpus.people.by_slug.get(slug),
            _ => None,
        });
    let mut all: Vec<&Person> = Vec::new();
    for person in authors.chain(voices).filter(|person| person.listed) {
        if !all.iter().any(|known| known.slug == person.slug) {
            all.push(person);
        }
    }
    all
}

/// Adds what the fields of a document call by name, as far as its page shows it.
fn named(scene: &Scene, document: &Document, valued: &Valued, words: &mut Vec<String>) {
    match &valued.value {
        FieldValue::Link { written, .. } => {
            let place = (document.id.clone(), valued.range.start);
            words.extend(match scene.corpus.field_links.of.get(&place) {
                Some(Named::Work(id)) => scene.corpus.works.get(id).map(|work| work.document.title.clone()),
                Some(Named::Document(id)) => scene.corpus.listed(id).map(|document| document.title.clone()),
                Some(Named::Person(slug)) => {
                    let person = scene.corpus.people.by_slug.get(slug);
                    person.filter(|person| person.listed).map(|person| person.name.clone())
                }
                Some(Named::Words) => Some(written.clone()),
                Some(Named::Link(_) | Named::Held) | None => None,
            });
        }
        FieldValue::List(items) => items.iter().for_each(|item| named(scene, document, item, words)),
        FieldValue::Record(entries) => {
            let held = |(_, entry): &(String, Valued)| {
                matches!(entry.value, FieldValue::Link { .. }) && is_held(scene, document, entry.range.start)
            };
            if !entries.iter().any(held) {
                entries.iter().for_each(|(_, entry)| named(scene, document, entry, words));
            }
        }
        _ => {}
    }
}

/// Whether the link of a field names what is held back.
fn is_held(scene: &Scene, document: &Document, at: usize) -> bool {
    scene.corpus.field_links.of.get(&(document.id.clone(), at)) == Some(&Named::Held)
}

/// What the sections of a document are made from, in short.
fn text(scene: &Scene, document: &Document) -> Fingerprint {
    let file = |path| {
        let print = scene.sources.file(path).and_then(|file| file.fingerprint());
        print.unwrap_or_else(|| Fingerprint::of(b""))
    };
    let body = &document.body;
    let places = (document.id.clone(), 0)..=(document.id.clone(), usize::MAX);
    let held = scene.corpus.field_links.of.range(places).filter(|(_, named)| **named == Named::Held);
    let held: Vec<usize> = held.map(|((_, at), _)| *at).collect();
    let settings = format!(
        "{} {:?} {:?} {held:?} {} {}",
        passages::VERSION,
        body.flavour,
        body.html,
        fields(&document.kind),
        (1..=12).map(|month| scene.words_for(document).day(2000, month, 1)).collect::<String>()
    );
    let parts = [
        file(&document.path),
        body.file.as_ref().map_or_else(|| Fingerprint::of(b""), file),
        Fingerprint::of(settings.as_bytes()),
    ];
    Fingerprint::of(parts.map(|part| part.to_string()).concat().as_bytes())
}

/// What the fields of a kind hold, in short.
fn fields(kind: &Kind) -> String {
    fn of(field_type: &FieldType) -> String {
        match field_type {
            FieldType::Record(fields) => {
                fields.iter().map(|field| format!("{}:{},", field.name, of(&field.field_type))).collect()
            }
            FieldType::List(inner) | FieldType::Map(inner) => format!("[{}]", of(inner)),
            other => other.word().to_owned(),
        }
    }
    let fields: String =
        kind.fields.iter().map(|field| format!("{}:{},", field.name, of(&field.field_type))).collect();
    format!("{fields} {}", kind.transcript)
}
