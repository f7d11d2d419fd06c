//! `retell theme variables`: what the template of a page is given, with its real values.

use serde_json::Value;

use crate::commands::Exit;
use crate::commands::arguments::{Format, Reporting, ThemeVariables};
use crate::commands::site::{Root, report};
use crate::commands::terminal::Terminal;
use crate::diagnostic::{did_you_mean, has_errors};
use crate::output::OutputPath;
use crate::plan::Plan;

/// Runs the command.
pub fn run(root: &Root, asked: &ThemeVariables, terminal: &Terminal) -> Result<Exit, Exit> {
    let mut built = root.build(&asked.building, None, terminal)?;
    let reporting = Reporting { format: Format::Human, strict: false };
    let Some(path) = meant(built.site.plan(), &asked.page) else {
        let addresses: Vec<&str> = built.site.plan().addresses().map(|address| address.as_str()).collect();
        let near = did_you_mean(&asked.page, addresses.iter().copied());
        terminal.fail(&format!("nothing stands at `{}`{near}\n  all addresses: retell plan", asked.page));
        return Err(Exit::Usage);
    };
    let (shared, filled) = match built.site.views(&path) {
        Ok(views) => views,
        Err(found) => {
            let mut all = std::mem::take(&mut built.found);
            all.extend(found);
            all.retain(|found| found.severity == crate::diagnostic::Severity::Error);
            return Ok(report(all, &built, &reporting, terminal));
        }
    };
    if filled.is_empty() {
        terminal.fail(&format!("no template makes `{}`", asked.page));
        return Err(Exit::Usage);
    }
    for one in &filled {
        let mut all = shared.clone();
        all.extend(one.view.clone());
        let all = Value::Object(all);
        let wanted = match &asked.name {
            Some(name) => step_into(&all, name).map_err(|problem| {
                terminal.fail(&problem);
                Exit::Usage
            })?,
            None => &all,
        };
        terminal.print(&format!("{wanted:#}\n"));
    }
    let mut templates: Vec<&str> = filled.iter().map(|one| one.template.as_str()).collect();
    templates.dedup();
    terminal.say(&format!("template: {}", templates.join(", ")));
    let found = built.site.take_found();
    match has_errors(&found) {
        true => Ok(report(found, &built, &reporting, terminal)),
        false => Ok(Exit::Done),
    }
}

/// The file of the output that somebody means by an address, by the file itself or by the source of
/// the page.
fn meant(plan: &Plan, page: &str) -> Option<OutputPath> {
    let bare = page.trim_start_matches("./").trim_matches('/');
    let is_meant = |path: &OutputPath, route: &crate::plan::Route| {
        let address = route.address.as_str().trim_matches('/');
        let source = route.asked_by.span.as_ref().is_some_and(|span| span.file.as_str() == bare);
        (address == bare || path.as_str() == bare || source).then_some(!source)
    };
    let found = plan.routes.iter().filter_map(|(path, route)| Some((is_meant(path, route)?, path)));
    // A source may ask for more than its page: an address is meant first.
    found
        .max_by_key(|(by_address, path)| (*by_address, std::cmp::Reverse(path.as_str().len())))
        .map(|(_, path)| path.clone())
}

/// The value under `page.card.title`, or a sentence that says how far there is one.
fn step_into<'v>(all: &'v Value, name: &str) -> Result<&'v Value, String> {
    let (mut value, mut so_far) = (all, String::new());
    for step in name.split('.') {
        let next = match value {
            Value::Array(items) => step.parse().ok().and_then(|at: usize| items.get(at)),
            _ => value.get(step),
        };
        let Some(next) = next else {
            let place = if so_far.is_empty() { "a template".to_owned() } else { format!("`{so_far}`") };
            return Err(match value {
                Value::Object(entries) => {
                    let near = did_you_mean(step, entries.keys().map(String::as_str));
                    let names: Vec<&str> = entries.keys().map(String::as_str).collect();
                    format!("{place} has no `{step}` here{near}\n  it has: {}", names.join(", "))
                }
                Value::Array(items) => {
                    format!("{place} is a list of {}: name one by its number from 0", items.len())
                }
                Value::Null => format!("{place} is null here, so there is no `{step}`"),
                _ => format!("{place} is a single value, so there is no `{step}`"),
            });
        };
        value = next;
        so_far = if so_far.is_empty() { step.to_owned() } else { format!("{so_far}.{step}") };
    }
    Ok(value)
}
