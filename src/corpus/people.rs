//! Who wrote and spoke what.
//!
//! A person is a file in `content/people/`, or just a name that documents are signed with; either
//! way there is a page. Spellings that a file lists under `aka` are one person. The names that
//! pages print stay as each document writes them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::document::meta::Author;
use crate::document::{Document, DocumentId, Role};
use crate::kind::{FieldValue, Valued};
use crate::shared_map::SharedMap;
use crate::url::{SlugStyle, slug};

/// The kind whose documents are people.
pub const KIND: &str = "person";

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The slug of their page.
    pub slug: String,
    /// Their name: of their file, else the spelling used most (ties by bytes).
    pub name: String,
    /// Their file.
    pub document: Option<DocumentId>,
    /// Whether they have a page and are linked to.
    pub listed: bool,
    /// What they wrote or spoke in, by id.
    pub made: Vec<DocumentId>,
}

/// All people of a site.
#[derive(Debug, Clone, Default)]
pub struct People {
    /// By slug.
    pub by_slug: BTreeMap<String, Person>,
    // Slug of every spelling → slug of the person.
    spellings: BTreeMap<String, String>,
}

impl People {
    /// Finds the people of a site: those with a file, then those documents are signed with.
    /// `shown` are the documents that are published; `default_authors` sign those that name none.
    pub fn of(
        all: &SharedMap<DocumentId, Arc<Document>>,
        shown: impl Fn(&DocumentId) -> bool,
        default_authors: &[Author],
    ) -> People {
        let mut people = People::default();
        for document in
            all.values().filter(|document| document.kind.name == KIND && document.role == Role::Page)
        {
            let listed = is_listed(document);
            let held = !shown(&document.id);
            let person = Person {
                slug: document.slug.clone(),
                name: document.title.clone(),
                document: Some(document.id.clone()).filter(|_| !held),
                listed: listed && !held,
                made: Vec::new(),
            };
            let mut spellings = vec![spelling(&document.slug), spelling(&document.title)];
            if let Some(FieldValue::List(also)) = document.fields.get("aka").map(|aka| &aka.value) {
                spellings.extend(also.iter().filter_map(|name| name.value.as_text()).map(spelling));
            }
            for spelling in spellings.into_iter().filter(|spelling| !spelling.is_empty()) {
                people.spellings.entry(spelling).or_insert_with(|| person.slug.clone());
            }
            people.by_slug.entry(person.slug.clone()).or_insert(person);
        }
        let mut uses: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        for document in all.values().filter(|document| document.role == Role::Page && shown(&document.id)) {
            for author in authors(document, default_authors) {
                let person = people.sign(&author.name);
                *uses.entry(person.clone()).or_default().entry(author.name.clone()).or_default() += 1;
                people.credit(&person, &document.id);
            }
            for name in named_people(document) {
                if let Some(person) = people.find(name).map(str::to_owned) {
                    people.credit(&person, &document.id);
                }
            }
        }
        for person in people.by_slug.values_mut().filter(|person| person.document.is_none()) {
            let spellings = uses.get(&person.slug).into_iter().flatten();
            if let Some((name, _)) = spellings.max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0))) {
                person.name = name.clone();
            }
        }
        people
    }

    /// The slug of the person of that name or spelling.
    pub fn find(&self, name: &str) -> Option<&str> {
        self.spellings.get(&spelling(name)).map(String::as_str)
    }

    /// The person of that name or spelling.
    pub fn person(&self, name: &str) -> Option<&Person> {
        self.by_slug.get(self.find(name)?)
    }

    /// All names, for suggestions.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_slug.values().map(|person| person.name.as_str())
    }

    /// The person a document is signed with; one that is not known yet is added.
    fn sign(&mut self, name: &str) -> String {
        let spelling = spelling(name);
        if let Some(known) = self.spellings.get(&spelling) {
            return known.clone();
        }
        self.spellings.insert(spelling.clone(), spelling.clone());
        let listed = !spelling.is_empty();
        let person = Person {
            slug: spelling.clone(),
            name: name.to_owned(),
            document: None,
            listed,
            made: Vec::new(),
        };
        self.by_slug.entry(spelling.clone()).or_insert(person);
        spelling
    }

    fn credit(&mut self, slug: &str, document: &DocumentId) {
        if let Some(person) = self.by_slug.get_mut(slug)
            && person.made.last() != Some(document)
        {
            person.made.push(document.clone());
        }
    }
}

/// Whether the document of a person lets them have a page; every other document does.
pub fn is_listed(document: &Document) -> bool {
    let listed = document.fields.get("listed").map(|listed| &listed.value);
    let has_page = listed != Some(&FieldValue::Flag(false)) && !document.meta.unlisted;
    document.kind.name != KIND || has_page
}

/// Who signs a document: its own authors, else the site's, for documents that stand in feeds.
pub fn authors<'a>(document: &'a Document, default_authors: &'a [Author]) -> Vec<&'a Author> {
    let own: Vec<&Author> = document.meta.authors.iter().map(|author| &author.value).collect();
    if own.is_empty() && document.kind.in_site_feed && voices(document).is_empty() {
        default_authors.iter().collect()
    } else {
        own
    }
}

/// Who speaks in a document: the speakers of a talk, the hosts and guests of an episode.
pub fn voices(document: &Document) -> Vec<&Valued> {
    ["speakers", "hosts", "guests"]
        .into_iter()
        .filter_map(|field| match &document.fields.get(field)?.value {
            FieldValue::List(items) => Some(items),
            _ => None,
        })
        .flatten()
        .filter(|item| matches!(&item.value, FieldValue::Link { to, .. } if to == KIND))
        .collect()
}

/// The people that a document's fields name: hosts, guests, speakers.
fn named_people(document: &Document) -> Vec<&str> {
    fn walk<'a>(value: &'a Valued, names: &mut Vec<&'a str>) {
        match &value.value {
            FieldValue::Link { written, to, .. } if to == KIND => names.push(written),
            FieldValue::List(items) => items.iter().for_each(|item| walk(item, names)),
            FieldValue::Record(entries) => entries.iter().for_each(|(_, entry)| walk(entry, names)),
            _ => {}
        }
    }
    let mut names = Vec::new();
    document.fields.values().for_each(|value| walk(value, &mut names));
    names
}

fn spelling(name: &str) -> String {
    slug(name, SlugStyle::Ascii)
}
