//! The address of the search. What stands below it is made all at once and named by its content, so
//! the folder is the search's alone.

use super::{Origin, Plan, Recipe};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, catalog};
use crate::url::SitePath;

/// The folder of the search, and its page.
const FOLDER: &str = "search";

/// Adds the search, and tells what else would stand in its folder. Comes last, when all others have
/// their addresses.
pub fn add(plan: &mut Plan, config: &Config, told: &mut Vec<Diagnostic>) {
    let Some(address) = SitePath::new(FOLDER).ok().filter(|_| config.search.enabled) else { return };
    let folder = format!("{FOLDER}/");
    let others = plan.routes.iter().filter(|(path, _)| path.folded().starts_with(&folder));
    told.extend(others.map(|(_, route)| {
        catalog::in_the_search(route.address.as_str(), (&route.asked_by.words, route.asked_by.span.clone()))
    }));
    if !plan.has(&address) {
        let origin = Origin { words: "the search".to_owned(), span: None };
        plan.add(address.clone(), Recipe::Search, origin, told);
    }
    plan.search = Some(address);
}

impl Plan {
    /// The folder that is the search's to fill, below that of the output and with a slash at its end;
    /// nothing without a search.
    pub fn search_folder(&self) -> Option<&str> {
        self.search.as_ref().map(|search| search.as_str().trim_start_matches('/'))
    }
}
