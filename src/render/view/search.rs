//! The search, as templates see it: where it is, and what its page shows without a script.

use serde::Serialize;

use super::LinkView;

/// `site.search`: the search of a site.
#[derive(Debug, Clone, Serialize)]
pub struct SiteSearchView {
    /// Its page: where forms send `q` to.
    pub href: String,
    /// Whether the key `/` leads to the field of the search.
    pub slash: bool,
}

/// `search`: the page of the search. Everything on it but `module` is for readers without script.
#[derive(Debug, Clone, Serialize)]
pub struct SearchView {
    /// Its title.
    pub title: String,
    /// The module that searches, for `src`.
    pub module: String,
    /// How many pages can be found.
    pub total: usize,
    /// All of them by title, under their kinds; empty where they are too many for one page.
    pub groups: Vec<SearchGroupView>,
    /// Where they are too many: the lists that lead to them; else empty.
    pub places: Vec<LinkView>,
    /// The topics that gather most.
    pub topics: Vec<LinkView>,
    /// The archive, or null.
    pub archive: Option<LinkView>,
}

/// The pages of one kind.
#[derive(Debug, Clone, Serialize)]
pub struct SearchGroupView {
    /// What they are called: "Stories".
    pub title: String,
    /// Their list, or null.
    pub href: Option<String>,
    /// The pages, by title.
    pub links: Vec<LinkView>,
}
