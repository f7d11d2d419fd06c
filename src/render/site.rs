//! What every page is told of the site: its name, its menu and foot, where it can be followed and searched.

use super::view::{LinkView, MenuView, SiteSearchView, SiteView};
use crate::config::Config;
use crate::corpus::{Corpus, people, series};
use crate::kind::Kinds;
use crate::language::Words;
use crate::plan::{FEEDS_PAGE, FeedId, IndexId, ListId, Plan};
use crate::url::SitePath;

/// `site`, in the words of its language.
pub fn view(config: &Config, kinds: &Kinds, corpus: &Corpus, plan: &Plan, words: &Words) -> SiteView {
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
    add(
        &words.say("archive", &[]),
        plan.list_address(&ListId::Archive).or_else(|| plan.indexes.get(&IndexId::Years)),
    );
    add(&words.many("kinds", people::KIND).unwrap_or_default(), plan.indexes.get(&IndexId::People));
    for taxonomy in &config.taxonomies {
        add(&taxonomy.title, plan.indexes.get(&IndexId::Terms(taxonomy.name.clone())));
    }
    add(&words.many("kinds", series::KIND).unwrap_or_default(), plan.indexes.get(&IndexId::Series));
    add(corpus.name_of(&kinds.work), plan.library.as_ref());
    for kind in kinds.all() {
        add(corpus.name_of(kind), plan.list_address(&ListId::Kind(kind.folder.clone())));
    }
    let feed = plan.feed_address(&FeedId::Site).map(|address| base.href(address));
    let feeds = SitePath::new(FEEDS_PAGE).ok().filter(|address| plan.at(address).is_some());
    SiteView {
        policy_html: super::policy::of_site(config, corpus),
        title: config.title.clone(),
        description: config.description.clone(),
        href: base.href(&root),
        url: base.absolute(&root),
        language: config.language.clone(),
        license: config.license.clone(),
        menu,
        feed: LinkView { title: config.title.clone(), href: feed },
        feeds: LinkView { title: words.say("feeds", &[]), href: feeds.map(|address| base.href(&address)) },
        newsletter: super::letter::newsletter(config, kinds, corpus, plan),
        search: plan
            .search
            .as_ref()
            .map(|address| SiteSearchView { href: base.href(address), slash: config.search.slash }),
        foot,
        extra: config.extra.clone(),
    }
}
