//! Works as a BibLaTeX file.

use crate::corpus::works::Work;
use crate::corpus::works::bib::{KEEPSAKES, container_field, entry_type};
use crate::corpus::works::name::Name;

/// Fields that are called otherwise there, in the order they are written.
const FIELDS: [(&str, &str); 12] = [
    ("volume", "volume"),
    ("issue", "number"),
    ("pages", "pages"),
    ("article_no", "eid"),
    ("edition", "edition"),
    ("publisher", "publisher"),
    ("place", "location"),
    ("isbn", "isbn"),
    ("language", "language"),
    ("doi", "doi"),
    ("url", "url"),
    ("annotation", "annotation"),
];

/// The file.
pub fn write(works: &[&Work]) -> String {
    works.iter().map(|work| entry(work)).collect::<Vec<_>>().join("\n")
}

fn entry(work: &Work) -> String {
    let of = work.text("type");
    let mut out = format!("@{}{{{},\n", entry_type(of), super::key(work));
    let mut field = |name: &str, value: String| {
        if !value.is_empty() {
            out.push_str(&format!("  {name} = {{{value}}},\n"));
        }
    };
    for (name, ours) in [("author", "authors"), ("editor", "editors"), ("translator", "translators")] {
        let names: Vec<String> = work.texts(ours).into_iter().map(|name| person(&Name::read(name))).collect();
        field(name, names.join(" and "));
    }
    field("title", tex(work.text("title")));
    if of == "talk" {
        field("type", "talk".to_owned());
    }
    for (name, ours) in [("date", "year"), ("origdate", "year_original")] {
        field(name, work.number(ours).map_or_else(String::new, |year| year.to_string()));
    }
    field(container_field(of), tex(work.text("container")));
    for (ours, name) in FIELDS {
        let words = work.text(ours);
        // How many pages a book has is another thing than where a chapter stands.
        let is_total = name == "pages" && of == "book" && words.chars().all(|c| c.is_ascii_digit());
        let name = if is_total { "pagetotal" } else { name };
        field(name, if matches!(name, "doi" | "url") { verbatim(words) } else { tex(words) });
    }
    for (name, ours) in KEEPSAKES {
        let value = match ours {
            "minutes" => work.number(ours).map_or_else(String::new, |minutes| minutes.to_string()),
            "concepts" => tex(&work.texts(ours).join(", ")),
            "access" if work.text(ours) == "unknown" => String::new(),
            "access" => tex(work.text(ours)),
            _ => verbatim(work.text(ours)),
        };
        field(name, value);
    }
    let summaries = super::summaries(work).into_iter();
    let summaries = summaries.map(|(label, url)| format!("{{{}}} {{{}}}", tex(label), tex(url)));
    field("x-summaries", summaries.collect::<Vec<_>>().join(" "));
    out.push_str("}\n");
    out
}

/// A name, its parts in braces where BibTeX would take them apart elsewhere.
fn person(name: &Name) -> String {
    if name.is_others() {
        return "others".to_owned();
    }
    if name.is_whole() {
        return format!("{{{}}}", tex(&name.family));
    }
    let part = |words: &str| {
        let parted = words.contains([',', '='])
            || words.split_whitespace().any(|word| word.eq_ignore_ascii_case("and"));
        if parted { format!("{{{}}}", tex(words)) } else { tex(words) }
    };
    match (name.given.as_str(), name.suffix.as_str()) {
        (given, "") => format!("{}, {}", part(&name.family), part(given)),
        (given, suffix) => format!("{}, {}, {}", part(&name.family), part(suffix), part(given)),
    }
}

/// Words as TeX takes them for the same words.
fn tex(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut chars = words.trim().chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '{' | '}' | '%' | '&' | '#' | '_' | '$' => out.extend(['\\', c]),
            // Two of these are another sign: a dash, a quote.
            '-' | '`' | '\'' if chars.peek() == Some(&c) => {
                out.push(c);
                out.push_str("{}");
            }
            '\n' if chars.peek() == Some(&'\n') => {
                while chars.next_if_eq(&'\n').is_some() {}
                out.push_str("\\par ");
            }
            '\n' => out.push_str("\\newline "),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A URL or DOI: no TeX but braces and the backslash, which would end the field.
fn verbatim(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.trim().chars() {
        if matches!(c, '\\' | '{' | '}') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
