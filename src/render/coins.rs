//! A work as a span that reference managers read: COinS.
//!
//! The span's title is an OpenURL context object in keys and values (ANSI/NISO Z39.88-2004); which
//! keys a work has depends on the format it is told in: of journals, books, dissertations or, for all
//! else, the Dublin Core. Where these leave it open, it is written as Zotero reads it.

use crate::corpus::works::Work;
use crate::corpus::works::name::Name;

/// The format that a type of work is told in.
enum Format {
    Journal,
    Book { genre: &'static str },
    Dissertation,
    // With the name of what Zotero makes of it.
    DublinCore { item: &'static str },
}

fn format_of(work_type: &str) -> Format {
    match work_type {
        "article" => Format::Journal,
        "book" => Format::Book { genre: "book" },
        "chapter" => Format::Book { genre: "bookitem" },
        "report" => Format::Book { genre: "report" },
        "thesis" => Format::Dissertation,
        "talk" => Format::DublinCore { item: "presentation" },
        "post" => Format::DublinCore { item: "blogPost" },
        "episode" => Format::DublinCore { item: "podcast" },
        "video" => Format::DublinCore { item: "videoRecording" },
        "dataset" => Format::DublinCore { item: "dataset" },
        _ => Format::DublinCore { item: "document" },
    }
}

/// Keys and values, of which empty ones are left out.
struct Pairs(Vec<(&'static str, String)>);

impl Pairs {
    fn add(&mut self, key: &'static str, value: &str) {
        if !value.is_empty() {
            self.0.push((key, value.to_owned()));
        }
    }
}

/// The title of the span of a work.
pub fn title(work: &Work) -> String {
    let format = format_of(work.text("type"));
    let in_dublin_core = matches!(format, Format::DublinCore { .. });
    let mut pairs = Pairs(Vec::new());
    let title = work.text("title");
    pairs.add("ctx_ver", "Z39.88-2004");
    match format {
        Format::Journal => {
            pairs.add("rft_val_fmt", "info:ofi/fmt:kev:mtx:journal");
            pairs.add("rft.genre", "article");
            pairs.add("rft.atitle", title);
            pairs.add("rft.jtitle", work.text("container"));
            pairs.add("rft.volume", work.text("volume"));
            pairs.add("rft.issue", work.text("issue"));
            pairs.add("rft.artnum", work.text("article_no"));
        }
        Format::Book { genre } => {
            let inside = genre == "bookitem";
            pairs.add("rft_val_fmt", "info:ofi/fmt:kev:mtx:book");
            pairs.add("rft.genre", genre);
            pairs.add(if inside { "rft.atitle" } else { "rft.btitle" }, title);
            pairs.add(if inside { "rft.btitle" } else { "rft.series" }, work.text("container"));
            pairs.add("rft.edition", work.text("edition"));
            pairs.add("rft.pub", work.text("publisher"));
            pairs.add("rft.place", work.text("place"));
            pairs.add("rft.isbn", work.text("isbn"));
        }
        Format::Dissertation => {
            pairs.add("rft_val_fmt", "info:ofi/fmt:kev:mtx:dissertation");
            pairs.add("rft.title", title);
            pairs.add("rft.inst", work.text("publisher"));
        }
        Format::DublinCore { item } => {
            pairs.add("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc");
            pairs.add("rft.type", item);
            pairs.add("rft.title", title);
            pairs.add("rft.source", work.text("container"));
            pairs.add("rft.publisher", work.text("publisher"));
            pairs.add("rft.identifier", address(work));
            pairs.add("rft.language", work.text("language"));
        }
    }
    authors(work, in_dublin_core, &mut pairs);
    pairs.add("rft.date", &work.number("year").map(|year| year.to_string()).unwrap_or_default());
    let doi = work.doi();
    if !doi.is_empty() {
        pairs.add("rft_id", &format!("info:doi/{doi}"));
    }
    if !in_dublin_core {
        pages(work.text("pages"), &mut pairs);
        pairs.add("rft_id", address(work));
    }
    crate::url::query(&pairs.0)
}

/// Where it is.
fn address(work: &Work) -> &str {
    match work.text("url") {
        "" => work.text("open_url"),
        url => url,
    }
}

fn authors(work: &Work, in_dublin_core: bool, pairs: &mut Pairs) {
    let names = work.texts("authors").into_iter().map(Name::read).filter(|name| !name.is_others());
    let names: Vec<Name> = names.filter(|name| !name.family.is_empty()).collect();
    if in_dublin_core {
        for name in &names {
            pairs.add("rft.creator", &full(name));
        }
        return;
    }
    if let Some(first) = names.first().filter(|name| !name.is_whole()) {
        pairs.add("rft.aulast", &first.family);
        pairs.add("rft.aufirst", &first.given);
        pairs.add("rft.ausuffix", &first.suffix);
    }
    for name in &names {
        pairs.add(if name.is_whole() { "rft.aucorp" } else { "rft.au" }, &full(name));
    }
}

/// "Woods, David D.": what follows a second comma would not be read.
fn full(name: &Name) -> String {
    if name.given.is_empty() { name.family.clone() } else { format!("{}, {}", name.family, name.given) }
}

/// "5–9" are pages from and to, "386" is how many there are.
fn pages(written: &str, pairs: &mut Pairs) {
    let written = written.replace(['\u{2013}', '\u{2014}', '\u{2212}'], "-");
    match written.split_once('-') {
        Some((from, to)) if !from.trim().is_empty() && !to.contains(['-', ',']) => {
            pairs.add("rft.spage", from.trim());
            pairs.add("rft.epage", to.trim());
            pairs.add("rft.pages", &written);
        }
        None if written.bytes().all(|b| b.is_ascii_digit()) => pairs.add("rft.tpages", &written),
        _ => pairs.add("rft.pages", &written),
    }
}
