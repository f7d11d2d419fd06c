//! The menu: given by the settings, else made from what the site has.

use super::{IndexId, ListId, Plan};
use crate::config::Config;
use crate::corpus::Corpus;
use crate::diagnostic::{Diagnostic, catalog};
use crate::document::DocumentId;
use crate::kind::Kinds;
use crate::url::{LinkForm, SitePath, link_form};

/// Kinds whose list stands in the menu by itself: those of the community that people come for.
const IN_MENU: [&str; 6] = ["story", "essay", "review", "reading-list", "episode", "talk"];

/// One entry of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuEntry {
    /// The words.
    pub title: String,
    /// An address of the site, or …
    pub address: Option<SitePath>,
    /// … a URL elsewhere.
    pub url: String,
    /// Which part of the site it stands for; empty for other pages.
    pub section: String,
}

/// The menu of a site.
pub fn menu(
    plan: &Plan,
    corpus: &Corpus,
    kinds: &Kinds,
    config: &Config,
    told: &mut Vec<Diagnostic>,
) -> Vec<MenuEntry> {
    if config.menu.is_empty() {
        return by_itself(plan, corpus, kinds, config);
    }
    let mut entries = Vec::new();
    for item in &config.menu {
        let mut entry =
            MenuEntry { title: item.name.clone(), address: None, url: String::new(), section: String::new() };
        if link_form(&item.to) == LinkForm::External {
            entry.url = item.to.clone();
            entries.push(entry);
            continue;
        }
        let address = match item.to.strip_prefix("@/") {
            Some(inside) => corpus
                .addresses
                .get(&DocumentId::new(inside))
                .cloned()
                .or_else(|| SitePath::new(inside.strip_suffix("_index.md")?).ok()),
            None => SitePath::new(&item.to).ok(),
        };
        match address.filter(|address| plan.has(address)) {
            Some(address) => {
                entry.section = address.as_str().trim_matches('/').to_owned();
                entry.address = Some(address);
                entries.push(entry);
            }
            None => {
                let known = match item.to.starts_with("@/") {
                    true => corpus.documents.keys().map(|id| format!("@/{id}")).collect(),
                    false => plan.addresses().map(|address| address.as_str().to_owned()).collect(),
                };
                told.push(catalog::broken_link(&item.to, known, item.span.clone()));
            }
        }
    }
    entries
}

fn by_itself(plan: &Plan, corpus: &Corpus, kinds: &Kinds, config: &Config) -> Vec<MenuEntry> {
    let entry = |title: &str, address: &SitePath| MenuEntry {
        title: title.to_owned(),
        address: Some(address.clone()),
        url: String::new(),
        section: address.as_str().trim_matches('/').to_owned(),
    };
    let mut entries = Vec::new();
    for kind in kinds
        .all()
        .filter(|kind| IN_MENU.contains(&kind.name.as_str()) || kind.name == "post" || !kind.built_in)
    {
        if let Some(list) =
            plan.lists.get(&ListId::Kind(kind.folder.clone())).filter(|list| !list.members.is_empty())
        {
            entries.push(entry(corpus.name_of(kind), &list.address));
        }
    }
    if let Some(address) = plan.library.as_ref().filter(|_| !corpus.works.is_empty()) {
        entries.push(entry(corpus.name_of(&kinds.work), address));
    }
    if let Some(address) = plan.indexes.get(&IndexId::Terms("topics".to_owned())) {
        let title = config
            .taxonomies
            .iter()
            .find(|taxonomy| taxonomy.name == "topics")
            .map_or("Topics", |taxonomy| taxonomy.title.as_str());
        entries.push(entry(title, address));
    }
    entries
}
