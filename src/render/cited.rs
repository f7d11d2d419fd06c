//! The works that a page cites: its list of them, and what reference managers read there.

use std::collections::BTreeMap;

use super::scene::Scene;
use super::view::CitedView;
use crate::corpus::fields::Named;
use crate::corpus::works::Work;
use crate::document::Document;
use crate::url::encode_link;

/// The works that a document cites, by what texts call them.
pub fn works(scene: &Scene, document: &Document) -> Vec<CitedView> {
    if !scene.lists_works(document) {
        return Vec::new();
    }
    let mut places: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for cite in scene.corpus.mentions.cites.get(&document.id).into_iter().flat_map(BTreeMap::values).flatten()
    {
        places.entry(&cite.work).or_default().push(format!("#{}", encode_link(&cite.anchor)));
    }
    for name in document.meta.named.get("cite").into_iter().flatten() {
        if let Some(Named::Work(id)) =
            scene.corpus.field_links.of.get(&(document.id.clone(), name.range.start))
        {
            places.entry(id).or_default();
        }
    }
    let mut cited: Vec<CitedView> = places
        .into_iter()
        .filter_map(|(id, backs)| {
            Some(CitedView {
                id: format!("ref-{id}"),
                work: scene.works.get(id)?.clone(),
                label: scene.corpus.labels.get(id)?.clone(),
                backs,
                coins: coins(scene.corpus.works.get(id)?),
            })
        })
        .collect();
    cited.sort_by_cached_key(|cited| (cited.label.to_lowercase(), cited.id.clone()));
    cited
}

/// A work as an OpenURL context object in keys and values (ANSI/NISO Z39.88), for a COinS span.
pub fn coins(work: &Work) -> String {
    let in_journal = matches!(work.text("type"), "article");
    let in_book = matches!(work.text("type"), "book" | "chapter" | "report" | "thesis");
    let format = match (in_journal, in_book) {
        (true, _) => "info:ofi/fmt:kev:mtx:journal",
        (_, true) => "info:ofi/fmt:kev:mtx:book",
        _ => "info:ofi/fmt:kev:mtx:dc",
    };
    let mut pairs: Vec<(&str, String)> =
        vec![("ctx_ver", "Z39.88-2004".to_owned()), ("rft_val_fmt", format.to_owned())];
    let mut add = |key: &'static str, value: &str| {
        if !value.is_empty() {
            pairs.push((key, value.to_owned()));
        }
    };
    let title = work.text("title");
    let year = work.number("year").map(|year| year.to_string()).unwrap_or_default();
    if in_journal {
        add("rft.genre", "article");
        add("rft.atitle", title);
        add("rft.jtitle", work.text("container"));
        add("rft.volume", work.text("volume"));
        add("rft.issue", work.text("issue"));
    } else if in_book {
        let chapter = work.text("type") == "chapter";
        add("rft.genre", if chapter { "bookitem" } else { "book" });
        add(if chapter { "rft.atitle" } else { "rft.btitle" }, title);
        add("rft.btitle", if chapter { work.text("container") } else { "" });
        add("rft.pub", work.text("publisher"));
        add("rft.place", work.text("place"));
        add("rft.isbn", work.text("isbn"));
    } else {
        add("rft.title", title);
        add("rft.type", work.text("type"));
        add("rft.publisher", work.text("publisher"));
        add("rft.identifier", work.text("url"));
    }
    let authors = work.texts("authors");
    if let Some((family, given)) = authors.first().and_then(|name| name.split_once(',')) {
        add("rft.aulast", family.trim());
        add("rft.aufirst", given.trim());
    }
    for author in &authors {
        add(if in_journal || in_book { "rft.au" } else { "rft.creator" }, author);
    }
    add("rft.date", &year);
    add("rft.pages", work.text("pages"));
    let doi = work.doi();
    if !doi.is_empty() {
        add("rft_id", &format!("info:doi/{doi}"));
    }
    crate::url::query(&pairs)
}
