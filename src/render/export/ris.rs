//! Works as RIS: a tag of two letters, two spaces, a hyphen, a space and a value on each line, from
//! `TY` to `ER`; lines end as on Windows. It is for taking along, and has no place for much.

use crate::corpus::works::Work;
use crate::corpus::works::name::Name;
use crate::words::one_line;

/// The file.
pub fn write(works: &[&Work]) -> String {
    works.iter().map(|work| entry(work)).collect::<Vec<_>>().join("\r\n")
}

fn entry(work: &Work) -> String {
    let of = work.text("type");
    let mut out = String::new();
    let mut line = |tag: &str, value: &str| {
        // A value is one line: a second one would be taken for a tag.
        let value = one_line(value);
        if !value.is_empty() {
            out.push_str(&format!("{tag}  - {value}\r\n"));
        }
    };
    line(
        "TY",
        match of {
            "chapter" => "CHAP",
            "article" => "JOUR",
            "report" => "RPRT",
            "talk" => "CPAPER",
            "post" => "BLOG",
            "episode" => "SOUND",
            "thesis" => "THES",
            "video" => "VIDEO",
            "dataset" => "DATA",
            _ => "BOOK",
        },
    );
    line("ID", &work.id);
    line("TI", work.text("title"));
    for (tag, field) in [("AU", "authors"), ("A2", "editors"), ("A4", "translators")] {
        for name in work.texts(field).into_iter().map(Name::read).filter(|name| !name.is_others()) {
            line(tag, &name.sorted());
        }
    }
    if let Some(year) = work.number("year") {
        line("PY", &format!("{year:04}"));
    }
    if let Some(year) = work.number("year_original") {
        line("OP", &year.to_string());
    }
    line("T2", work.text("container"));
    line("VL", work.text("volume"));
    line("IS", work.text("issue"));
    match work.text("pages").split_once(['\u{2013}', '-']) {
        Some((from, to)) => {
            line("SP", from.trim_start_matches(|c: char| c.is_alphabetic() || c == '.' || c == ' '));
            line("EP", to.trim_start_matches(['\u{2013}', '-']));
        }
        None => line("SP", work.text("pages")),
    }
    line("C7", work.text("article_no"));
    line("ET", work.text("edition"));
    line("PB", work.text("publisher"));
    line("CY", work.text("place"));
    line("SN", work.text("isbn"));
    line("DO", &work.doi());
    line("UR", work.text("url"));
    line("L2", work.text("open_url"));
    line("LA", work.text("language"));
    out.push_str("ER  - \r\n");
    out
}
