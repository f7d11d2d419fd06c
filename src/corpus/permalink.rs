//! The address of a document: given by itself, else by a pattern of the settings or of its kind.
//!
//! Each address is a fact of one document. Whether two claim the same one is for `plan` to find.

use crate::config::Config;
use crate::diagnostic::{Diagnostic, catalog};
use crate::document::{Document, Role};
use crate::source::Span;
use crate::url::{SitePath, slug};

/// The address of a document, or why it has none.
pub fn address(document: &Document, config: &Config) -> Result<SitePath, Box<Diagnostic>> {
    match &document.role {
        Role::Index => return site_path(document, &document.folder, config),
        Role::Term(taxonomy) => return site_path(document, &format!("{taxonomy}/{}", document.slug), config),
        Role::Page => {}
    }
    if let Some(url) = &document.meta.url {
        let span = Span::new(&document.path, url.range.clone());
        let filled = fill(&url.value, Style::Colon, document, config)
            .map_err(|gap| Box::new(catalog::no_address(&url.value, &gap, span.clone())))?;
        return SitePath::new(&filled)
            .map_err(|problem| Box::new(catalog::bad_address("url", &url.value, &problem, span)));
    }
    let pattern = config.permalinks.get(&document.kind.name).unwrap_or(&document.kind.url);
    let filled = fill(pattern, Style::Braces, document, config)
        .map_err(|gap| Box::new(catalog::no_address(pattern, &gap, document.span())))?;
    let span = match &document.meta.slug {
        Some(given) => Span::new(&document.path, given.range.clone()),
        None => document.span(),
    };
    SitePath::new(&filled)
        .map_err(|problem| Box::new(catalog::bad_address("the address", &filled, &problem, span)))
}

fn site_path(document: &Document, path: &str, config: &Config) -> Result<SitePath, Box<Diagnostic>> {
    let slugged: Vec<String> =
        path.split('/').filter(|part| !part.is_empty()).map(|part| folder_slug(part, config)).collect();
    SitePath::new(&slugged.join("/"))
        .map_err(|problem| Box::new(catalog::bad_address("the address", path, &problem, document.span())))
}

/// A folder's name as it stands in addresses.
pub fn folder_slug(part: &str, config: &Config) -> String {
    let slugged = slug(part, config.markdown.slugs);
    if slugged.is_empty() { part.to_owned() } else { slugged }
}

/// How a pattern marks what is to be filled in.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    /// `{year}`: retell's own.
    Braces,
    /// `:year`: Jekyll's, in `permalink`.
    Colon,
}

/// Fills a pattern; the error says what is missing: "a date".
fn fill(pattern: &str, style: Style, document: &Document, config: &Config) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = pattern;
    let mark = if style == Style::Braces { '{' } else { ':' };
    while let Some(at) = rest.find(mark) {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let end = match style {
            Style::Braces => after.find('}').unwrap_or(after.len()),
            Style::Colon => after.find(|c: char| !c.is_ascii_alphabetic() && c != '_').unwrap_or(after.len()),
        };
        match &after[..end] {
            // A colon that marks nothing, as in `https://`: what is wrong with it is told later.
            "" if style == Style::Colon => out.push(':'),
            name => out.push_str(&value(name, document, config)?),
        }
        rest = &after[end..];
        rest = if style == Style::Braces { rest.strip_prefix('}').unwrap_or(rest) } else { rest };
    }
    out.push_str(rest);
    Ok(out)
}

fn value(name: &str, document: &Document, config: &Config) -> Result<String, String> {
    let date = || document.meta.date.ok_or_else(|| "a date".to_owned());
    let field = |name: &str| -> Result<String, String> {
        let field = document.fields.get(name).ok_or_else(|| format!("`{name}`"))?;
        match &field.value {
            crate::kind::FieldValue::Number(number) => Ok(number.to_string()),
            other => Ok(slug(other.as_text().unwrap_or_default(), config.markdown.slugs)),
        }
    };
    Ok(match name {
        "year" => date()?.year().to_string(),
        "month" => format!("{:02}", date()?.month()),
        "day" => format!("{:02}", date()?.day()),
        // In Jekyll `:title` is the slug; a title never changes an address by itself elsewhere.
        "slug" | "title" if !document.slug.is_empty() => document.slug.clone(),
        "slug" | "title" => return Err("a slug: its name has no letter or digit".to_owned()),
        "kind" => document.kind.name.clone(),
        "folder" | "categories" => {
            let parts: Vec<String> =
                document.folder.split('/').map(|part| folder_slug(part, config)).collect();
            parts.join("/")
        }
        "path" => {
            let mut parts: Vec<String> = document
                .folder
                .split('/')
                .filter(|part| !part.is_empty())
                .map(|part| folder_slug(part, config))
                .collect();
            parts.push(document.slug.clone());
            parts.join("/")
        }
        "number" | "show" | "id" => field(name)?,
        unknown => return Err(format!("`{unknown}`, which is not known")),
    })
}
