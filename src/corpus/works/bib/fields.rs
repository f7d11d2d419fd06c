//! What the types and fields of BibLaTeX mean for a work, and the older names of BibTeX.

use super::{Decoded, names};
use crate::corpus::works::entry::Gathered;
use crate::corpus::works::name::Name;
use crate::diagnostic::{Diagnostic, Told, catalog};
use crate::source::Span;
use crate::table::{Entry, Node, Table, Value};

/// Our type for each of BibLaTeX's and BibTeX's that is none of the general ones.
const TYPES: [(&str, &str); 44] = [
    ("article", "article"),
    ("suppperiodical", "article"),
    ("inproceedings", "article"),
    ("conference", "article"),
    ("review", "article"),
    ("periodical", "book"),
    ("book", "book"),
    ("mvbook", "book"),
    ("booklet", "book"),
    ("collection", "book"),
    ("mvcollection", "book"),
    ("proceedings", "book"),
    ("mvproceedings", "book"),
    ("reference", "book"),
    ("mvreference", "book"),
    ("inbook", "chapter"),
    ("bookinbook", "chapter"),
    ("suppbook", "chapter"),
    ("incollection", "chapter"),
    ("suppcollection", "chapter"),
    ("inreference", "chapter"),
    ("report", "report"),
    ("techreport", "report"),
    ("manual", "report"),
    ("standard", "report"),
    ("patent", "report"),
    ("legal", "report"),
    ("legislation", "report"),
    ("jurisdiction", "report"),
    ("commentary", "report"),
    ("thesis", "thesis"),
    ("phdthesis", "thesis"),
    ("mastersthesis", "thesis"),
    ("online", "post"),
    ("electronic", "post"),
    ("www", "post"),
    ("letter", "post"),
    ("video", "video"),
    ("movie", "video"),
    ("audio", "episode"),
    ("music", "episode"),
    ("performance", "talk"),
    ("dataset", "dataset"),
    ("software", "dataset"),
];

/// Words of a `type` or `howpublished` by which something that is only "unpublished" is a talk.
const SPOKEN: [&str; 5] = ["talk", "speech", "lecture", "presentation", "keynote"];

/// What BibLaTeX has no field for, with our names for it: other programs pass over such fields.
pub const KEEPSAKES: [(&str, &str); 5] = [
    ("x-open-url", "open_url"),
    ("x-archive-url", "archive_url"),
    ("x-access", "access"),
    ("x-minutes", "minutes"),
    ("x-concepts", "concepts"),
];

/// Where others have summed a work up: words and URL by turns, each in braces.
const SUMMARIES: &str = "x-summaries";

/// Every other field that is read. What is left out, notes and abstracts above all, is often not
/// for everyone.
#[rustfmt::skip]
const READ: [&str; 51] = [
    "address", "annotation", "archiveprefix", "articleno", "author", "booktitle", "booksubtitle", "crossref",
    "date", "doi", "edition", "editor", "eid", "entrysubtype", "eprint", "eprinttype", "eventtitle",
    "howpublished", "institution", "isbn", "issue", "journal", "journaltitle", "journalsubtitle", "langid",
    "language", "location", "mainsubtitle", "maintitle", "month", "number", "organization", "origdate",
    "origyear", "pages", "pagetotal", "publisher", "school", "series", "shorttitle", "subtitle", "title",
    "titleaddon", "translator", "type", "url", "venue", "volume", "xdata", "year", "x-summaries",
];

/// Whether a field says something of a work.
pub fn is_read(name: &str) -> bool {
    READ.contains(&name) || KEEPSAKES.iter().any(|(theirs, _)| *theirs == name)
}

/// What an entry's field is called for the entries that name it in `crossref`; nothing if it is its own.
pub fn inherited(name: &str) -> Option<&'static str> {
    Some(match name {
        "title" => "booktitle",
        "subtitle" => "booksubtitle",
        "editor" => "editor",
        "publisher" => "publisher",
        "address" | "location" => "location",
        "date" => "date",
        "year" => "year",
        "isbn" => "isbn",
        "series" => "series",
        "volume" => "volume",
        "edition" => "edition",
        "eventtitle" => "eventtitle",
        "language" => "language",
        "langid" => "langid",
        "organization" => "organization",
        "journaltitle" => "journaltitle",
        _ => return None,
    })
}

/// The field that holds, for a work of one of our types, what it is part of.
pub fn container_field(of: &str) -> &'static str {
    match of {
        "article" => "journaltitle",
        "chapter" => "booktitle",
        "post" => "titleaddon",
        "talk" => "eventtitle",
        _ => "series",
    }
}

/// BibLaTeX's type for one of ours.
pub fn entry_type(of: &str) -> &'static str {
    match of {
        "article" => "article",
        "chapter" => "incollection",
        "report" => "report",
        "talk" => "unpublished",
        "post" => "online",
        "episode" => "audio",
        "thesis" => "thesis",
        "video" => "video",
        "dataset" => "dataset",
        _ => "book",
    }
}

/// An entry as a work. One without any title is left out, with a word about it.
pub fn work(entry: &Decoded<'_>) -> Told<Option<Entry>> {
    let mut making = Making {
        entry,
        work: Gathered::new(&entry.entry.key, entry.entry.key_at.clone(), entry.entry.at.clone()),
        told: Vec::new(),
    };
    let of = making.work_type();
    making.work.text("type", of, entry.entry.key_at.clone());
    making.title(of);
    making.people();
    making.dates();
    making.place(of);
    making.links();
    making.own();
    let Making { work, mut told, .. } = making;
    if !work.has("title") {
        // What is wrong with a title that could not be read has been told.
        if told.is_empty() {
            told.push(catalog::untitled_work(
                &entry.entry.key,
                Span::new(entry.file, entry.entry.key_at.clone()),
            ));
        }
        return Told { value: None, diagnostics: told };
    }
    Told { value: Some(work.done()), diagnostics: told }
}

struct Making<'a> {
    entry: &'a Decoded<'a>,
    work: Gathered,
    told: Vec<Diagnostic>,
}

impl Making<'_> {
    /// A field's words; what is wrong with it is told.
    fn words(&mut self, name: &str) -> String {
        match self.entry.words(name) {
            Ok(words) => words,
            Err(found) => {
                self.told.push(*found);
                String::new()
            }
        }
    }

    /// The first of these fields that says something, as a field of ours.
    fn first(&mut self, field: &str, names: &[&str]) {
        for name in names {
            let words = self.words(name);
            self.work.text(field, &words, self.entry.at(name));
        }
    }

    /// A title with its subtitle.
    fn titled(&mut self, title: &str, subtitle: &str) -> String {
        let (title, subtitle) = (self.words(title), self.words(subtitle));
        match (title.as_str(), subtitle.as_str()) {
            ("", _) | (_, "") => title,
            (title, subtitle) if title.ends_with([':', '?', '!', '.']) => format!("{title} {subtitle}"),
            (title, subtitle) => format!("{title}: {subtitle}"),
        }
    }

    fn work_type(&mut self) -> &'static str {
        let kind = self.entry.entry.kind.as_str();
        if let Some((_, of)) = TYPES.iter().find(|(theirs, _)| *theirs == kind) {
            return of;
        }
        let hints = format!("{} {}", self.words("type"), self.words("howpublished")).to_lowercase();
        let has = |name: &str| self.entry.entry.fields.contains_key(name);
        if SPOKEN.iter().any(|word| hints.contains(word)) || (kind == "unpublished" && has("eventtitle")) {
            return "talk";
        }
        match kind {
            "unpublished" => "report",
            _ if has("journaltitle") || has("journal") => "article",
            _ if has("isbn") => "book",
            _ if has("url") || has("howpublished") => "post",
            _ => "report",
        }
    }

    fn title(&mut self, of: &str) {
        let title = self.titled("title", "subtitle");
        self.work.text("title", &title, self.entry.at("title"));
        self.first("title", &["shorttitle", "maintitle"]);
        if of != "chapter" && of != "article" {
            self.first("title", &["booktitle"]);
        }
    }

    fn people(&mut self) {
        for (field, theirs) in [("authors", "author"), ("editors", "editor"), ("translators", "translator")] {
            match self.entry.pieces(theirs) {
                Ok(pieces) => {
                    let all = names::read(&pieces).iter().map(Name::written).collect();
                    self.work.texts(field, all, self.entry.at(theirs));
                }
                Err(found) => self.told.push(*found),
            }
        }
    }

    fn dates(&mut self) {
        for (field, theirs) in
            [("year", "date"), ("year", "year"), ("year_original", "origdate"), ("year_original", "origyear")]
        {
            let words = self.words(theirs);
            self.work.year(field, &words, self.entry.at(theirs));
        }
    }

    fn place(&mut self, of: &str) {
        let main = container_field(of);
        let containers: &[(&str, &str)] = &[
            (
                main,
                match main {
                    "journaltitle" => "journalsubtitle",
                    "booktitle" => "booksubtitle",
                    _ => "",
                },
            ),
            ("journaltitle", "journalsubtitle"),
            ("journal", ""),
            ("booktitle", "booksubtitle"),
            ("maintitle", "mainsubtitle"),
            ("eventtitle", ""),
            ("series", ""),
        ];
        for (name, sub) in containers {
            let words = self.titled(name, sub);
            // What stood in for a title is not said twice.
            let at = self.entry.at(name);
            self.work.text("container", &words, at);
        }
        if of == "post" || of == "dataset" {
            self.first("container", &["organization"]);
        }
        self.first("volume", &["volume"]);
        self.first("issue", &["number", "issue"]);
        self.first("pages", &["pages", "pagetotal"]);
        self.first("article_no", &["eid", "articleno"]);
        self.first("edition", &["edition"]);
        self.first("publisher", &["publisher", "institution", "school", "organization"]);
        self.first("place", &["location", "address", "venue"]);
        self.first("isbn", &["isbn"]);
        let language = self.words("language");
        let other = self.words("langid");
        let known = [language, other].into_iter().find_map(|words| language_tag(&words));
        if let Some(tag) = known {
            self.work.text("language", &tag, self.entry.at("language"));
        }
    }

    fn links(&mut self) {
        self.work.text("doi", &self.entry.verbatim("doi"), self.entry.at("doi"));
        self.work.url("url", &self.entry.verbatim("url"), self.entry.at("url"));
        let published = self.words("howpublished");
        self.work.url("url", &published, self.entry.at("howpublished"));
        let of_archive = format!("{}{}", self.words("eprinttype"), self.words("archiveprefix"));
        let number = self.entry.verbatim("eprint");
        if of_archive.eq_ignore_ascii_case("arxiv") && !number.is_empty() {
            self.work.url("open_url", &format!("https://arxiv.org/abs/{number}"), self.entry.at("eprint"));
        }
    }

    /// What only we have fields for.
    fn own(&mut self) {
        match self.entry.text("annotation") {
            Ok(text) => self.work.text("annotation", &text, self.entry.at("annotation")),
            Err(found) => self.told.push(*found),
        }
        for (theirs, field) in KEEPSAKES {
            let at = self.entry.at(theirs);
            match field {
                "open_url" | "archive_url" => self.work.url(field, &self.entry.verbatim(theirs), at),
                "minutes" => {
                    let words = self.words(theirs);
                    match words.parse::<f64>() {
                        Ok(minutes) => self.work.value(field, Value::Float(minutes), at),
                        Err(_) => self.work.text(field, &words, at),
                    }
                }
                "concepts" => {
                    let words = self.words(theirs);
                    let each = words.split(',').map(str::trim).filter(|word| !word.is_empty());
                    self.work.texts(field, each.map(str::to_owned).collect(), at);
                }
                _ => {
                    let words = self.words(theirs);
                    self.work.text(field, &words, at);
                }
            }
        }
        self.summaries();
    }

    fn summaries(&mut self) {
        let at = self.entry.at(SUMMARIES);
        let Ok(pieces) = self.entry.pieces(SUMMARIES) else { return };
        let braced: Vec<&str> = pieces.iter().filter(|piece| piece.1).map(|piece| piece.0.as_str()).collect();
        let entry = |key: &str, words: &str| Entry {
            key: key.to_owned(),
            key_range: at.clone(),
            node: Node { value: Value::Text(words.to_owned()), range: at.clone() },
        };
        let tables: Vec<Node> = braced
            .chunks_exact(2)
            .map(|pair| Table { entries: vec![entry("label", pair[0]), entry("url", pair[1])] })
            .map(|table| Node { value: Value::Table(table), range: at.clone() })
            .collect();
        if !tables.is_empty() {
            self.work.value("summaries", Value::List(tables), at.clone());
        }
    }
}

/// The tag of a language that babel or people have a name for.
fn language_tag(words: &str) -> Option<String> {
    let word = words.trim();
    let main = word.split(['-', '_']).next().unwrap_or(word);
    let is_tag = (2..=3).contains(&main.len())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if is_tag {
        return Some(word.replace('_', "-"));
    }
    let tag = match word.to_lowercase().as_str() {
        "english" | "american" | "british" | "usenglish" | "ukenglish" | "canadian" | "australian" => "en",
        "german" | "ngerman" | "austrian" | "naustrian" | "deutsch" => "de",
        "french" | "francais" | "fran\u{e7}ais" => "fr",
        "spanish" | "espa\u{f1}ol" => "es",
        "italian" => "it",
        "portuguese" | "brazilian" | "brazil" | "portuges" => "pt",
        "dutch" => "nl",
        "danish" => "da",
        "swedish" => "sv",
        "norwegian" | "norsk" => "no",
        "nynorsk" => "nn",
        "finnish" => "fi",
        "icelandic" => "is",
        "polish" => "pl",
        "czech" => "cs",
        "russian" => "ru",
        "greek" => "el",
        "latin" => "la",
        "japanese" => "ja",
        "chinese" => "zh",
        _ => return None,
    };
    Some(tag.to_owned())
}
