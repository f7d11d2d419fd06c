//! Files of a site's theme that nothing uses: nearly always a name or a folder that is misspelt.

use std::collections::BTreeSet;

use super::TEMPLATES;
use crate::diagnostic::{Diagnostic, catalog};
use crate::kind::Kinds;
use crate::source::{BUILT_IN, SourceFile, Sources};

/// Where a theme's published files lie.
const STATIC: &str = "static/";

/// The files of a theme that replace none of ours and that nobody names. `named` are the templates
/// that documents name.
pub fn unused(sources: &Sources, theme: &str, kinds: &Kinds, named: &BTreeSet<&str>) -> Vec<Diagnostic> {
    let files = sources.theme(theme);
    let ours: Vec<&str> =
        sources.below(BUILT_IN).filter_map(|file| file.path.as_str().strip_prefix(BUILT_IN)).collect();
    let templates: Vec<(&str, &SourceFile)> =
        files.iter().filter_map(|(inside, file)| Some((inside.strip_prefix(TEMPLATES)?, *file))).collect();
    // One that defines components is used by their names.
    let defines = |file: &SourceFile| file.text().is_some_and(|text| text.contains("endcomponent"));
    let in_a_template = |name: &str| {
        let quoted = [format!("\"{name}\""), format!("'{name}'")];
        let names = |text: &str| quoted.iter().any(|quoted| text.contains(quoted));
        templates.iter().any(|(other, file)| *other != name && file.text().is_some_and(|text| names(&text)))
    };
    // A part of a style sheet is taken in by another one beside it.
    let in_a_sheet = |name: &str| {
        let file_name = name.rsplit('/').next().unwrap_or(name);
        let quoted = [format!("\"{file_name}\""), format!("'{file_name}'"), format!("({file_name})")];
        let names = |text: &str| quoted.iter().any(|quoted| text.contains(quoted));
        let sheets = files.iter().filter(|(inside, _)| inside.ends_with(".css"));
        sheets.filter_map(|(_, file)| file.text()).any(|text| names(&text))
    };
    let of_a_kind = |stem: &str| {
        let name = stem.strip_suffix("-list").unwrap_or(stem);
        kinds.all().any(|kind| kind.name == name || kind.name == stem)
    };
    let mut told = Vec::new();
    for (inside, file) in &files {
        if ours.contains(&inside.as_str()) || file.path.as_str().starts_with(BUILT_IN) {
            continue;
        }
        let extension = file.path.extension();
        let below = |folder: &str| inside.strip_prefix(folder);
        let problem = match (below(TEMPLATES), below(STATIC)) {
            (Some(name), _) if extension == "html" => {
                let stem = name.trim_end_matches(".html");
                let used = of_a_kind(stem) || named.contains(stem) || in_a_template(name) || defines(file);
                (!used).then(|| {
                    format!(
                        "no page is made by `{name}`: it replaces no template, is named after no kind, and no document and no template names it"
                    )
                })
            }
            (None, Some(name)) if matches!(extension, "css" | "js") => (!in_a_template(name)
                && !in_a_sheet(name))
            .then(|| format!("no template links to `{name}`, and it replaces no file of that name")),
            (None, None) if matches!(extension, "html" | "css" | "js") => Some(format!(
                "`{inside}` is used by nothing here: templates lie in themes/{theme}/templates/, style sheets and scripts in themes/{theme}/static/"
            )),
            _ => None,
        };
        told.extend(
            problem.map(|problem| catalog::unused_theme_file(&problem, theme, inside, &ours, &file.path)),
        );
    }
    told
}
