//! `retell plan`: every address, what stands there, where it comes from.

use std::path::PathBuf;

use serde_json::json;

use super::Exit;
use super::arguments::{Format, Plan, Reporting};
use super::site::{Root, report, say_held_back};
use super::terminal::Terminal;

/// Runs the command.
pub fn run(site: &Option<PathBuf>, arguments: &Plan, terminal: &Terminal) -> Result<Exit, Exit> {
    let root = Root::find(site, terminal)?;
    let built = root.build(&arguments.building, None, terminal)?;
    let mut routes: Vec<_> = built.site.plan().routes.iter().collect();
    routes.sort_by(|(_, a), (_, b)| a.address.cmp(&b.address));
    let mut out = String::new();
    if arguments.json {
        for (path, route) in routes {
            let line = json!({
                "address": route.address.as_str(),
                "file": path.as_str(),
                "recipe": route.recipe.to_string(),
                "origin": route.asked_by.words,
            });
            out.push_str(&format!("{line}\n"));
        }
        terminal.print(&out);
        return Ok(Exit::Done);
    }
    let widest = |of: &dyn Fn(&crate::plan::Route) -> usize| {
        routes.iter().map(|(_, route)| of(route)).max().unwrap_or(0)
    };
    let address = widest(&|route| route.address.as_str().chars().count()).min(60);
    let recipe = widest(&|route| route.recipe.to_string().chars().count()).min(30);
    for (_, route) in &routes {
        let recipe_words = route.recipe.to_string();
        out.push_str(&format!(
            "{:<address$}  {recipe_words:<recipe$}  {}\n",
            route.address.as_str(),
            route.asked_by.words
        ));
    }
    terminal.print(&out);
    terminal.say(&format!("{} addresses", routes.len()));
    say_held_back(&built.site, terminal);
    let reporting = Reporting { format: Format::Human, strict: false };
    Ok(report(built.found.clone(), &built, &reporting, terminal))
}
