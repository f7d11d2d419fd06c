//! What machines are told of every page: search engines, link previews, reference managers.
//!
//! Every HTML page of the example site and of all little sites that can be published is held to the
//! rules in `metadata/rules.rs`. That each rule finds what it is there for is shown in
//! `metadata/made_up.rs`.

mod made_up;
mod page;
mod rules;
mod spans;

use std::collections::BTreeSet;

use retell::corpus::fields::Named;
use retell::corpus::people;
use retell::diagnostic;
use retell::document::{Document, DocumentId};
use retell::output::{Artifact, Output};
use retell::pipeline::Site;
use retell::plan::{ListId, Recipe};

use crate::{example_site, little_site};
use page::Page;
use rules::{Dated, Expected};

/// A site, and what stands at each of its addresses that hold a page.
pub struct Told {
    /// The site.
    pub site: Site,
    /// Recipe, address and text.
    pub pages: Vec<(Recipe, String, String)>,
}

impl Told {
    fn of(site: Site) -> Told {
        let paths = site.paths();
        let text = |file: &str| {
            let path = paths.iter().find(|path| path.as_str() == file)?;
            match site.artifact(path) {
                Ok(Artifact::Bytes(bytes)) => Some(String::from_utf8_lossy(&bytes).into_owned()),
                _ => None,
            }
        };
        let pages = site.plan().routes.values().filter(|route| route.recipe.is_page());
        let pages = pages
            .filter_map(|route| {
                let text = text(&route.address.file())?;
                Some((route.recipe.clone(), site.config().base_url.absolute(&route.address), text))
            })
            .collect();
        Told { site, pages }
    }

    /// What is wrong with a page, with what stands there or with other text.
    pub fn complaints(&self, recipe: &Recipe, url: &str, text: &str) -> Vec<String> {
        let config = self.site.config();
        let files: BTreeSet<String> = self.site.paths().iter().map(|path| path.as_str().to_owned()).collect();
        let document = match recipe {
            Recipe::Page(id) => self.site.corpus().shown(id),
            _ => None,
        };
        let cited = match recipe {
            Recipe::Page(id) => self.cited(id),
            _ => BTreeSet::new(),
        };
        rules::complaints(
            &Page::read(text),
            &Expected {
                url,
                site: &config.base_url.absolute(&retell::url::SitePath::root()),
                files: &files,
                dated: document.and_then(|document| self.dated(document)),
                work: match recipe {
                    Recipe::Work(id) => self.site.corpus().works.get(id),
                    _ => None,
                },
                hidden: matches!(recipe, Recipe::Search),
                parts: match recipe {
                    Recipe::List(id @ ListId::Series(_), _) => {
                        self.site.plan().lists.get(id).map(|list| list.members.len())
                    }
                    _ => None,
                },
                cited: cited.iter().filter_map(|id| self.site.corpus().works.get(id)).collect(),
            },
        )
    }

    fn dated(&self, document: &Document) -> Option<Dated> {
        let date = document.meta.date?;
        let corpus = self.site.corpus();
        let voices = people::voices(document).len();
        let own = document.meta.authors.len();
        let signed = people::authors(document, &corpus.default_authors).len();
        Some(Dated {
            title: document.title.clone(),
            authors: if own == 0 && voices > 0 { voices } else { signed },
            day: format!("{:04}/{:02}/{:02}", date.year(), date.month(), date.day()),
        })
    }

    /// The works that a document cites: in its text, in its field `cite`, in a list written by hand.
    fn cited(&self, id: &DocumentId) -> BTreeSet<String> {
        let corpus = self.site.corpus();
        let document = corpus.documents.get(id).unwrap();
        let mentions = &corpus.mentions;
        let in_text = mentions.cites.get(id).into_iter().flatten().flat_map(|(_, cites)| cites);
        let listed = mentions.listed.get(id).into_iter().flatten();
        let named = document.meta.named.get("cite").into_iter().flatten();
        let named =
            named.filter_map(|name| match corpus.field_links.of.get(&(id.clone(), name.range.start)) {
                Some(Named::Work(work)) => Some(work.clone()),
                _ => None,
            });
        in_text
            .map(|cite| cite.work.clone())
            .chain(listed.filter_map(|listed| listed.work.clone()))
            .chain(named)
            .collect()
    }
}

/// The example site: this repository.
fn example() -> Told {
    Told::of(example_site::built())
}

/// A little site.
fn little(name: &str) -> Told {
    Told::of(little_site::LittleSite::named(name).build().site)
}

fn all_complaints(told: &Told, name: &str) -> Vec<String> {
    let mut all = Vec::new();
    for (recipe, url, text) in &told.pages {
        let found = told.complaints(recipe, url, text);
        all.extend(found.into_iter().map(|complaint| format!("{name}, {url}: {complaint}")));
    }
    all
}

#[test]
fn every_page_of_the_example_site_tells_machines_what_it_is() {
    let told = example();
    assert!(told.pages.len() > 50, "where are the pages?");
    let complaints = all_complaints(&told, "the example");
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[test]
fn every_page_of_every_little_site_tells_machines_what_it_is() {
    let mut complaints = Vec::new();
    let mut spans = 0;
    for (name, site) in little_site::all() {
        let built = site.build();
        // What could not be published tells nobody anything.
        if diagnostic::totals(&built.found).errors == 0 {
            let told = Told::of(built.site);
            complaints.extend(all_complaints(&told, &name));
            spans += told.pages.iter().map(|(_, _, text)| text.matches("Z3988").count()).sum::<usize>();
        }
    }
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
    assert!(spans > 10, "where are the works cited?");
}

#[test]
fn nobody_passes_a_post_off_as_a_paper() {
    for (name, site) in little_site::all() {
        let built = site.build();
        assert_eq!(built.paths_with("citation_journal_title"), [""; 0], "{name}");
    }
}

#[test]
fn concepts_named_in_a_text_are_what_it_is_about_and_works_cited_its_citations() {
    let told = little("citations");
    let (_, _, text) = told.pages.iter().find(|(_, url, _)| url.ends_with("/stories/tide/")).unwrap();
    let said = Page::read(text).described();
    assert_eq!(said["about"][0]["name"], "Near miss");
    assert_eq!(said["about"][0]["url"], "https://ebb.example/concepts/near-miss/");
    let cited: Vec<&str> =
        said["citation"].as_array().unwrap().iter().filter_map(|cited| cited["url"].as_str()).collect();
    for id in ["klein1999", "manual", "woods2015", "woods2015b"] {
        let page = format!("https://ebb.example/library/{id}/");
        assert!(cited.contains(&page.as_str()), "{id} is not among {cited:?}");
    }
    // What a review reviews, it does not cite besides.
    let (_, _, text) = told.pages.iter().find(|(_, url, _)| url.ends_with("/reviews/four/")).unwrap();
    let said = Page::read(text).described();
    assert_eq!(said["itemReviewed"]["@type"], "ScholarlyArticle");
    assert_eq!(said["itemReviewed"]["url"], "https://ebb.example/library/woods2015/");
    assert_eq!(said["itemReviewed"]["sameAs"][0], "https://doi.org/10.1016/j.ress.2015.03.018");
    assert!(said.get("citation").is_none(), "{said:#}");
}

#[test]
fn references_written_by_hand_are_citations_as_well() {
    let told = little("references");
    let corpus = told.site.corpus();
    let found = |post: &str| -> Vec<Option<String>> {
        let id = DocumentId::new(post);
        corpus.mentions.listed[&id].iter().map(|listed| listed.work.clone()).collect()
    };
    let works = |ids: &[&str]| -> Vec<Option<String>> {
        ids.iter().map(|id| Some((*id).to_owned()).filter(|id| !id.is_empty())).collect()
    };
    assert_eq!(
        found("posts/pumps.md"),
        works(&[
            "bailey1993",
            "cook2000",
            "crandall2006",
            "dekker2014",
            "hamzeh2018",
            "klein2005",
            "mendonca2004",
            ""
        ])
    );
    assert_eq!(
        found("posts/kitchen.md"),
        works(&[
            "dekker2014",
            "mendonca2004",
            "rasmussen1997",
            "woods2015",
            "who2009",
            "deleuze1987",
            "klein2005",
            ""
        ])
    );
}
