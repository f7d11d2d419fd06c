//! Every message the program can utter, one function each.
//!
//! The callers give what they have at hand; the words, and what is suggested, are decided here.
//! What a code means in general is in [`super::codes`].

// Longer than 600 lines: a function of a few lines for each message, looked up by name.

use crate::diagnostic::{Diagnostic, Severity, codes, nearest};
use crate::picture::Tells;
use crate::source::{SourcePath, Span};

/// "`a`, `b` or `c`".
fn or_list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

/// "a, b and c".
fn and_list(words: &[&str]) -> String {
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

/// Adds "did you mean …?" under the caret and as a fix, if a name is near.
fn suggest<'a>(diagnostic: Diagnostic, wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    match nearest(wrong, names) {
        Some(near) => {
            diagnostic.label(format!("did you mean `{near}`?")).replace_with(format!("write `{near}`"), near)
        }
        None => diagnostic,
    }
}

// ── Kinds and front matter ───────────────────────────────────────────────────────────────────

/// "a story", "an essay".
fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
    format!("{article} {noun}")
}

/// Front matter that is not closed, or of a sort that is not read. `problem` is the sentence,
/// `wanted` what to write instead, `end` where the closing line was expected.
pub fn bad_front_matter(problem: &str, wanted: &str, span: Span, end: Option<Span>) -> Diagnostic {
    let found = Diagnostic::new(&codes::BAD_FRONT_MATTER, problem).at(span).help(wanted);
    match end {
        Some(end) => found.related(end, "the closing line is expected here at the latest"),
        None => found,
    }
}

/// Fields that are listed besides the one that was meant; more would bury it.
const MOST_LISTED: usize = 24;

/// What the answer to a key that its kind or record does not have is made of.
#[derive(Debug, Clone, Copy)]
pub struct UnknownField<'a> {
    /// What lacks it: the name of a kind, or "`audio`".
    pub owner: &'a str,
    /// The key as written.
    pub key: &'a str,
    /// The key that was probably meant.
    pub near: Option<&'a str>,
    /// The fields there are.
    pub fields: &'a [&'a str],
    /// The file that declares them.
    pub declared: Option<&'a Span>,
    /// Whether it is an error.
    pub strict: bool,
}

/// A key of the front matter that its kind, or of a table in it that its field, does not know.
pub fn unknown_field(unknown: UnknownField<'_>, span: Span) -> Diagnostic {
    let UnknownField { owner, key, near, fields, declared, strict } = unknown;
    let quoted = owner.starts_with('`');
    let subject = if quoted { owner.to_owned() } else { with_article(owner) };
    let mut found =
        Diagnostic::new(&codes::UNKNOWN_FIELD, format!("{subject} has no field `{key}`")).at(span);
    if !strict {
        found.severity = Severity::Warning;
    }
    if let Some(near) = near {
        found = found.label(format!("did you mean `{near}`?")).replace_with(format!("write `{near}`"), near);
    }
    let cause = matches!(key.to_ascii_lowercase().as_str(), "root_cause" | "rootcause" | "root-cause");
    if cause && fields.contains(&"factors") {
        found = found.help("what came together, in no order, is told in `factors`; none of them is the root");
    } else if !fields.is_empty() && (near.is_none() || fields.len() <= MOST_LISTED) {
        let besides = if quoted || fields.contains(&"draft") {
            ""
        } else {
            "; and those of every document: title, topics, tags, draft …"
        };
        found = found.help(format!("fields of {subject}: {}{besides}", fields.join(", ")));
    }
    if near.is_none() && !quoted && !cause {
        found = found.help("what is of your own goes into the table `extra`");
    }
    match declared {
        Some(declared) => found.related(declared.clone(), format!("the fields of {subject}")),
        None => found,
    }
}

/// A field that a kind, or a table of a field, requires. `owner` as in [`UnknownField`]; `line` is
/// what to add.
pub fn missing_field(owner: &str, field: &str, line: &str, purpose: &str, span: Span) -> Diagnostic {
    let subject = if owner.starts_with('`') { owner.to_owned() } else { with_article(owner) };
    let found = Diagnostic::new(&codes::MISSING_FIELD, format!("{subject} needs the field `{field}`"))
        .at(span)
        .help(format!("add: {line}"));
    if purpose.is_empty() { found } else { found.help(format!("`{field}`: {purpose}")) }
}

/// One field given under two keys with different values.
pub fn two_spellings(field: &str, first: (&str, Span), second: (&str, Span)) -> Diagnostic {
    let message = if first.0 == second.0 {
        format!("`{}` is given twice with different values", first.0)
    } else {
        format!("`{}` and `{}` both mean `{field}` here, and differ", first.0, second.0)
    };
    Diagnostic::new(&codes::TWO_SPELLINGS, message)
        .at(second.1)
        .help(format!("keep one of them; the name here is `{field}`"))
        .related(first.1, format!("`{}` is here", first.0))
}

/// A `type` or `layout` that means nothing here.
pub fn kept_in_extra(key: &str, value: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&codes::KEPT_IN_EXTRA, format!("`{key}` names no kind here and is kept in `extra`"))
        .at(span)
        .help(format!("if it is a kind, say which in retell.toml under [kinds]: {value:?} = \"…\""))
}

/// `render: false` of another system.
pub fn read_as_draft(span: Span) -> Diagnostic {
    Diagnostic::new(&codes::READ_AS_DRAFT, "`render` is read as `draft`: this document gets no page")
        .at(span)
        .help("write `draft` instead, or leave the line out to publish the page")
}

/// A value that would be a link which runs in the reader's browser.
pub fn dangerous_value(key: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        &codes::DANGEROUS_LINK,
        format!("`{key}` begins with `javascript:`, `vbscript:` or `data:`, which no page links to"),
    )
    .at(span)
    .help("give an https: address, or leave the field out")
}

/// A kind that nobody has declared, where one is named. `file` is of the sort `of`.
pub fn unknown_kind(of: TableOf, key: &str, name: &str, kinds: &[&str], span: Span) -> Diagnostic {
    let found = Diagnostic::new(of.code(), format!("`{key}` names the kind `{name}`, which does not exist"));
    suggest_value(found.at(span), name, kinds).help(format!("kinds: {}", kinds.join(", ")))
}

/// Two kinds of one name.
pub fn same_kind_name(name: &str, folder: &str, span: Span, other: (&str, Span)) -> Diagnostic {
    let (other_folder, other_span) = other;
    Diagnostic::new(
        &codes::SETTINGS,
        format!("the folders `{other_folder}` and `{folder}` both declare the kind `{name}`"),
    )
    .at(span)
    .help("give one of them another `name`")
    .related(other_span, "the other one")
}

// ── Text ─────────────────────────────────────────────────────────────────────────────────────

/// A document without a title anywhere.
pub fn missing_title(kind: &str, yaml: bool, file: &SourcePath) -> Diagnostic {
    let line = if yaml { "title: \"…\"" } else { "title = \"…\"" };
    Diagnostic::new(&codes::MISSING_FIELD, format!("{} has no `title`", with_article(kind)))
        .at(Span::whole(file))
        .help(format!("add {line} to the front matter, or begin the text with a heading: # …"))
}

/// A reading list with nothing to read.
pub fn empty_list(file: &SourcePath) -> Diagnostic {
    Diagnostic::new(&codes::MISSING_FIELD, "a reading list has no `items` and its text links to nothing")
        .at(Span::whole(file))
        .help("add items = [{ work = \"…\", why = \"…\" }], or a list of links to the text")
}

/// A first-level heading in a body.
pub fn heading_level(words: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        &codes::HEADING_LEVEL,
        format!("the heading \u{201c}{words}\u{201d} is of the first level, which is the page's title"),
    )
    .at(span)
    .help("it is shown one level down; write `##`")
}

/// A picture without alternative text.
pub fn missing_alt(target: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        &codes::MISSING_ALT,
        format!("the picture `{target}` has no text for those who do not see it"),
    )
    .at(span)
    .help(format!(
        "write what it shows: ![…]({target}); if it is decoration: <img src=\"{target}\" alt=\"\">"
    ))
}

/// A fenced block in an unknown language.
pub fn unknown_language(name: &str, near: Option<&str>, span: Span) -> Diagnostic {
    let found = Diagnostic::new(
        &codes::CODE_LANGUAGE,
        format!("the language `{name}` is not known; the code is shown without colours"),
    )
    .at(span);
    match near {
        Some(near) => {
            found.label(format!("did you mean `{near}`?")).replace_with(format!("write `{near}`"), near)
        }
        None => found.help("write `text` if no colours are wanted"),
    }
}

/// An id given twice on one page.
pub fn same_id(id: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(&codes::SAME_ID, format!("the id `{id}` is given twice"))
        .at(span)
        .help("give one of them another id: links to the second would lead to the first")
        .related(first, "the first one")
}

/// A footnote that is used and not defined.
pub fn footnote_undefined(label: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&codes::FOOTNOTE, format!("the note `[^{label}]` is used but not defined"))
        .at(span)
        .help(format!("add a line that begins with [^{label}]: and the note, or write \\[^{label}] if these are just words"))
}

/// A footnote that is defined and not used.
pub fn footnote_unused(label: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        &codes::FOOTNOTE,
        format!("the note `[^{label}]` is defined but not used, so nobody sees it"),
    )
    .at(span)
    .help(format!("put [^{label}] where the note belongs"))
}

/// A footnote that is defined twice.
pub fn footnote_twice(label: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(
        &codes::FOOTNOTE,
        format!("the note `[^{label}]` is defined twice; only the first is shown"),
    )
    .at(span)
    .help("give one of them another label")
    .related(first, "the first one")
}

/// Raw HTML that is left out. `what` is "the element `<div>`".
pub fn raw_html(what: &str, help: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&codes::RAW_HTML, format!("{what} is left out")).at(span).help(help)
}

/// An address in raw HTML that could run something in a reader's browser, and is left out.
pub fn raw_address(attribute: &str, address: &str, span: Span) -> Diagnostic {
    let scheme = address.split(':').next().unwrap_or_default().trim();
    let what = format!("the attribute `{attribute}` begins with `{scheme}:` and");
    raw_html(&what, "link to an https: address or to a page of the site", span)
}

// ── Links and files ──────────────────────────────────────────────────────────────────────────

/// A link that could run something in a reader's browser.
pub fn dangerous_link(target: &str, span: Span) -> Diagnostic {
    let scheme = target.split(':').next().unwrap_or_default().trim();
    Diagnostic::new(&codes::DANGEROUS_LINK, format!("a link must not begin with `{scheme}:`"))
        .at(span)
        .help("link to an https: address, to a page of the site, or write the words without a link")
}

/// A link to a page that is not there.
pub fn broken_link(written: &str, known: Vec<String>, span: Span) -> Diagnostic {
    let found = Diagnostic::new(&codes::BROKEN_LINK, format!("nothing is at `{written}`")).at(span);
    let path = written.split(['#', '?']).next().unwrap_or(written);
    let found = suggest_link(found, path, &known);
    found.help("a link names a file of content/ (@/stories/x.md or ../stories/x.md) or an address of the site (/stories/x/)")
}

fn suggest_link(found: Diagnostic, path: &str, known: &[String]) -> Diagnostic {
    if let Some(near) = nearest(path, known.iter().map(String::as_str)) {
        return found.label(format!("did you mean `{near}`?"));
    }
    // The file is elsewhere: another folder, or relative where the path is from the root.
    let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or(path);
    let same = known
        .iter()
        .find(|known| known.trim_end_matches('/').rsplit('/').next() == Some(name) && !name.is_empty());
    let near = same.map(String::as_str).or_else(|| {
        let last =
            |known: &'_ str| known.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
        let names: Vec<String> = known.iter().map(|known| last(known)).collect();
        let near = nearest(name, names.iter().map(String::as_str))?.to_owned();
        known.iter().find(|known| last(known) == near).map(String::as_str)
    });
    match near {
        Some(near) => found.label(format!("did you mean `{near}`?")),
        None => found,
    }
}

/// A fragment that the target does not have.
pub fn broken_anchor<'a>(
    id: &str,
    target: &str,
    known: impl IntoIterator<Item = &'a str>,
    span: Span,
) -> Diagnostic {
    let known: Vec<&str> = known.into_iter().collect();
    let found = Diagnostic::new(
        &codes::BROKEN_ANCHOR,
        format!("{target} has no heading or element with the id `{id}`"),
    )
    .at(span);
    let found = match nearest(id, known.iter().copied()) {
        Some(near) => found.label(format!("did you mean `#{near}`?")),
        None => found,
    };
    if known.is_empty() {
        return found.help("it has no ids at all: leave the part from `#` out");
    }
    let shown: Vec<String> = known.iter().take(12).map(|id| format!("#{id}")).collect();
    let more = if known.len() > shown.len() { ", …" } else { "" };
    found.help(format!("its ids: {}{more}", shown.join(", ")))
}

/// A link to a document that is held back.
pub fn link_to_unpublished(target: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        &codes::LINK_TO_UNPUBLISHED,
        format!("{target} is not published yet, or no longer; the words are shown without a link"),
    )
    .at(span)
    .help("it becomes a link by itself when that page is out")
}

/// A picture or file that is not there.
pub fn missing_file(written: &str, known: Vec<String>, span: Span) -> Diagnostic {
    let found = Diagnostic::new(&codes::MISSING_FILE, format!("the file `{written}` is not there")).at(span);
    suggest_link(found, written, &known).help("put it beside the document (x/index.md and x/picture.png), or under static/ and write its path from there: /picture.png")
}

/// A picture that tells more than it shows, which is not published.
pub fn picture_data(file: &SourcePath, tells: Tells) -> Diagnostic {
    let all = [
        (tells.position, "where it was taken"),
        (tells.serial, "the number of the camera"),
        (tells.name, "a name"),
    ];
    let told: Vec<&str> = all.iter().filter(|(tells, _)| *tells).map(|(_, what)| *what).collect();
    Diagnostic::new(
        &codes::PICTURE_DATA,
        format!("this picture says {}; it is published without that", and_list(&told)),
    )
    .at(Span::whole(file))
    .help("the file itself still says it: mind where else it goes, such as a public repository")
}

/// A picture that could not be looked through. The reason is a sentence's end: "this picture …".
pub fn unread_picture(file: &SourcePath, problem: &str, help: &str) -> Diagnostic {
    Diagnostic::new(&codes::UNREAD_PICTURE, format!("this picture {problem}"))
        .at(Span::whole(file))
        .help(help)
}

/// A file of a bundle that nobody uses.
pub fn unused_file(file: &SourcePath, document: &str) -> Diagnostic {
    Diagnostic::new(
        &codes::UNUSED_FILE,
        format!("this file is published with {document}, which does not use it"),
    )
    .at(Span::whole(file))
}

/// A name in a field that is no document of the kind it must be.
pub fn unknown_name<'a>(
    field: &str,
    written: &str,
    kind: &str,
    known: impl IntoIterator<Item = &'a str>,
    span: Span,
) -> Diagnostic {
    let wanted = if kind.is_empty() { "page".to_owned() } else { kind.to_owned() };
    let known: Vec<&str> = known.into_iter().collect();
    let found = Diagnostic::new(
        &codes::BROKEN_LINK,
        format!("`{field}` names no {wanted} of this site: `{written}`"),
    )
    .at(span);
    suggest_value(found, written, &known)
}

/// A name in a field that may be plain words.
pub fn names_nothing(field: &str, written: &str, kind: &str, span: Span) -> Diagnostic {
    let wanted = if kind.is_empty() { "page" } else { kind };
    Diagnostic::new(
        &codes::NAMES_NOTHING,
        format!("`{written}` in `{field}` is no {wanted} of this site; it is shown as plain words"),
    )
    .at(span)
}

/// A work that the library does not have.
pub fn unknown_work<'a>(written: &str, known: impl IntoIterator<Item = &'a str>, span: Span) -> Diagnostic {
    let known: Vec<&str> = known.into_iter().collect();
    let found =
        Diagnostic::new(&codes::UNKNOWN_WORK, format!("the library has no work `{written}`")).at(span);
    suggest_value(found, written, &known)
        .help(format!("add it to a file in content/library/, such as works.toml: [{written}] with type, title, authors and year"))
}

/// A citation of a work that the library does not have.
pub fn unknown_citation<'a>(key: &str, known: impl IntoIterator<Item = &'a str>, span: Span) -> Diagnostic {
    unknown_work(key, known, span).help("or write \\[ if this is no citation")
}

/// A quote in a review of several works whose source is a page alone.
pub fn page_of_which(locator: &str, works: &[String], span: Span) -> Diagnostic {
    let example = works.first().map_or("", String::as_str);
    Diagnostic::new(
        &codes::WHICH_WORK,
        format!("`{locator}` does not say in which of the works reviewed here; it is shown as words"),
    )
    .at(span)
    .help(format!("name the work: [@{example}, {locator}]"))
}

/// Something in double brackets that is neither concept nor person, work or page.
pub fn unknown_wikilink<'a>(
    written: &str,
    known: impl IntoIterator<Item = &'a str>,
    span: Span,
) -> Diagnostic {
    let known: Vec<&str> = known.into_iter().collect();
    let found = Diagnostic::new(
        &codes::BROKEN_LINK,
        format!("`[[{written}]]` is neither a concept nor a person, a work or a page of this site"),
    )
    .at(span);
    suggest_value(found, written, &known)
        .help("a concept is a file in content/concepts/; write \\[[ if these brackets are to be shown")
}

/// Something in double brackets that several documents are called.
pub fn ambiguous_name(written: &str, paths: Vec<String>, span: Span) -> Diagnostic {
    let first = paths.first().map(|path| path.trim_end_matches(".md").to_owned()).unwrap_or_default();
    Diagnostic::new(&codes::BROKEN_LINK, format!("`[[{written}]]` may mean {}", paths.join(" or ")))
        .at(span)
        .help(format!("say which by its path: [[{first}|{written}]]"))
}

/// A heading such as "References" with nothing under it.
pub fn nothing_under_heading(words: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&codes::EMPTY_REFERENCES, format!("there is nothing under \u{201c}{words}\u{201d}"))
        .at(span)
        .help("leave the heading out: what the text cites with [@id] is listed at the end of the page by itself")
}

/// One id for two works.
pub fn same_work_id(id: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(&codes::SAME_WORK_ID, format!("there are two works with the id `{id}`"))
        .at(span)
        .help("give one of them another id, or leave one out if they are the same")
        .related(first, "the first one")
}

/// Two parts of a series with one number.
pub fn repeated_part(part: f64, series: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(
        &codes::WRONG_TYPE,
        format!("\u{201c}{series}\u{201d} has two parts with the number {part}"),
    )
    .at(span)
    .help("give each part its own number")
    .related(first, "the first one")
}

// ── Addresses ────────────────────────────────────────────────────────────────────────────────

/// An address that is no path inside the site. `problem` ends the sentence "it …".
pub fn bad_address(what: &str, written: &str, problem: &str, span: Span) -> Diagnostic {
    let help = match what {
        "the file's name" => "rename the file",
        "the term" => "write it with at least one letter or digit, or leave it out",
        _ => "an address is a path inside the site, such as /stories/quiet-fix/",
    };
    let what = if what == "url" { "`url`" } else { what };
    Diagnostic::new(&codes::BAD_ADDRESS, format!("{what} `{written}` {problem}")).at(span).help(help)
}

/// As [`bad_address`], for what the program adds itself.
pub fn unfit_address(address: &str, problem: &str, asked_by: &str, span: Option<Span>) -> Diagnostic {
    let found =
        Diagnostic::new(&codes::BAD_ADDRESS, format!("the address {address} of {asked_by} {problem}"));
    match span {
        Some(span) => found.at(span),
        None => found,
    }
}

/// A pattern that needs what the document does not have.
pub fn no_address(pattern: &str, gap: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        &codes::BAD_ADDRESS,
        format!(
            "the address is made by the pattern `{pattern}`, and this document has not what it needs: {gap}"
        ),
    )
    .at(span)
    .help("add what is missing, or give the document its own `url`")
}

/// One side of a clash: who it is, and where.
type Side<'a> = (&'a str, Option<Span>);

fn sides(found: Diagnostic, first: Side<'_>, second: Side<'_>) -> Diagnostic {
    let (place, other, words) = match (second.1, first.1) {
        (Some(place), other) => (Some(place), other, first.0),
        (None, place) => (place, None, second.0),
    };
    let found = match place {
        Some(place) => found.at(place),
        None => found,
    };
    match other {
        Some(other) => found.related(other, format!("also {words}")),
        None => found,
    }
}

/// Two claims to one address.
pub fn same_address(first_address: &str, address: &str, first: Side<'_>, second: Side<'_>) -> Diagnostic {
    let both = format!("{} and {}", first.0, second.0);
    // `/about/` is the file `/about/index.html`.
    let file = |address: &str| address.strip_suffix("index.html").unwrap_or(address).to_owned();
    let message = if file(first_address) == file(address) {
        format!("{both} would both stand at {first_address}")
    } else {
        format!("{both} would stand at {first_address} and {address}, which some file systems take for one")
    };
    sides(Diagnostic::new(&codes::SAME_ADDRESS, message), first, second)
        .help("give one of them another `slug` or `url`")
}

/// A file where another address needs a folder.
pub fn file_where_a_folder_is(file: &str, below: &str, first: Side<'_>, second: Side<'_>) -> Diagnostic {
    let message =
        format!("{} stands at {file} as a file, and {} needs a folder there for {below}", first.0, second.0);
    sides(Diagnostic::new(&codes::SAME_ADDRESS, message), first, second)
        .help("give one of them another address")
}

/// Something in the folder that the search fills.
pub fn in_the_search(address: &str, side: Side<'_>) -> Diagnostic {
    let message = format!("{} would stand at {address}, in the folder of the search", side.0);
    let mut found = Diagnostic::new(&codes::SAME_ADDRESS, message);
    found.span = side.1;
    found
        .help("give it another address: the files of the search, and only they, stand below /search/")
        .help("or do without the search: enabled = false under [search] in retell.toml")
}

/// An alias that is a live address.
pub fn alias_clash(address: &str, first: Side<'_>, second: Side<'_>) -> Diagnostic {
    let message = format!("{} is {address}, where {} stands already", second.0, first.0);
    sides(Diagnostic::new(&codes::ALIAS_CLASH, message), first, second)
        .help("leave the alias out, or move what stands there")
}

/// An alias that is the document's own address.
pub fn alias_of_itself(alias: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&codes::ALIAS_CLASH, format!("the alias `{alias}` is this document's own address"))
        .at(span)
        .help("leave it out")
}

/// An alias that no file can answer.
pub fn alias_with_query(alias: &str, span: Span) -> Diagnostic {
    let mut found = Diagnostic::new(
        &codes::BAD_ADDRESS,
        format!(
            "the alias `{alias}` has a query: it stands in _redirects only, for servers that read that file"
        ),
    );
    found.severity = super::Severity::Note;
    found.at(span)
}

/// Dated pages in a folder without a kind.
pub fn pages_with_dates(folder: &str, count: usize, span: Span) -> Diagnostic {
    let name = folder.rsplit('/').next().unwrap_or(folder);
    let (pages, stand) = match count {
        1 => ("a page with a date".to_owned(), "it stands"),
        _ => (format!("{count} pages with dates"), "they stand"),
    };
    Diagnostic::new(&codes::PAGES_WITH_DATES, format!("{folder}/ holds {pages} and has no kind, so {stand} in no list and no feed"))
        .at(span)
        .help(format!("to make posts of what is there, write {folder}/_kind.toml with these two lines: name = \"{name}\" and base = \"post\""))
}

/// Markdown in a bundle that is no page.
pub fn unpublished_file(file: &SourcePath, bundle: &str) -> Diagnostic {
    Diagnostic::new(&codes::UNPUBLISHED_FILE, format!("this file lies in the folder of {bundle} and is not published"))
        .at(Span::whole(file))
        .help("move it out of that folder to make it a page, or give it a name that begins with `_` to keep it as a note")
}

// ── Themes and the program ───────────────────────────────────────────────────────────────────

/// A template that does not parse or cannot be rendered.
pub fn template(problem: &str, page: Option<&str>, span: Option<Span>) -> Diagnostic {
    let found = Diagnostic::new(&codes::TEMPLATE, problem);
    let found = match span {
        Some(span) => found.at(span),
        None => found,
    };
    match page {
        Some(page) => found.help(format!("found while making {page}")),
        None => found,
    }
}

/// A theme for other versions.
pub fn theme_version(theme: &str, min: &str, max: &str, program: &str, file: &SourcePath) -> Diagnostic {
    Diagnostic::new(&codes::THEME_VERSION, format!("the theme `{theme}` is made for retell {min} to {max}, and this is retell {program}"))
        .at(Span::whole(file))
        .help("use a version of the theme for this program, or widen min_version and max_version once you have seen that it works")
}

/// A file of a site's theme that nothing uses. `ours` are the files that it could replace.
pub fn unused_theme_file(
    problem: &str,
    theme: &str,
    inside: &str,
    ours: &[&str],
    file: &SourcePath,
) -> Diagnostic {
    let found = Diagnostic::new(&codes::UNUSED_THEME_FILE, problem).at(Span::whole(file));
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let same_name = ours.iter().find(|path| name(path) == name(inside)).copied();
    // Ours are found by their names alone too: `storys.html` in the wrong folder.
    let near = same_name.or_else(|| nearest(inside, ours.iter().copied()));
    match near {
        Some(near) => found.help(format!("to replace ours, it has to be themes/{theme}/{near}")),
        None => {
            found.help("`retell theme` lists the files that can be replaced; one that is not needed can go")
        }
    }
}

/// A colour of `[theme_options]` that cannot be read well. `better` is a shade of it that can.
pub fn faint_colour(key: &str, contrast: f64, ground: &str, better: &str, span: Span) -> Diagnostic {
    // Rounded down: 4.49 is not enough, and must not be told as 4.5.
    let contrast = (contrast * 10.0).floor() / 10.0;
    Diagnostic::new(
        &codes::FAINT_COLOUR,
        format!(
            "`{key}` is hard to read: its contrast with {ground} is {contrast:.1} to 1, and text needs 4.5"
        ),
    )
    .at(span)
    .help(format!("a shade of it that can be read: \"{better}\""))
}

/// A theme without a folder.
pub fn unknown_theme(theme: &str, known: &[&str], file: &SourcePath) -> Diagnostic {
    let found = Diagnostic::new(
        &codes::THEME_MISSING,
        format!("there is no theme `{theme}`: themes/{theme}/ is missing"),
    )
    .at(Span::whole(file));
    suggest_value(found, theme, known)
        .help(format!("themes here: {}", or_list(known.iter().copied())))
        .help(format!("to begin one of that name: retell theme new {theme}"))
}

/// A style sheet takes in a part that the theme does not have.
pub fn no_style_part(part: &str, known: &[&str], span: Span) -> Diagnostic {
    let found = Diagnostic::new(
        &codes::STYLE_PART,
        format!("there is no style sheet `{part}` in this folder of the theme"),
    )
    .at(span);
    suggest_value(found, part, known).help(format!("style sheets here: {}", or_list(known.iter().copied())))
}

/// A style sheet takes in a part of another folder.
pub fn style_part_elsewhere(part: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&codes::STYLE_PART, format!("the style sheet `{part}` lies in another folder"))
        .at(span)
        .help("put it beside the one that takes it in: pictures and letters are named as seen from there")
}

/// A style sheet takes in a part under a condition that is not written out.
pub fn style_part_in_layer(part: &str, span: Span) -> Diagnostic {
    let problem =
        format!("`{part}` is taken in with more than a name and media: a layer, or what a browser supports");
    Diagnostic::new(&codes::STYLE_PART, problem)
        .at(span)
        .help("write `@layer` or `@supports` around the rules in that part")
}

/// A style sheet takes itself in, by way of others or straight.
pub fn style_circle(part: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        &codes::STYLE_PART,
        format!("`{part}` takes this style sheet in, and this one takes in `{part}`"),
    )
    .at(span)
    .help("take this `@import` out")
}

/// A panic, caught.
pub fn bug(what: &str, file: Option<&SourcePath>) -> Diagnostic {
    let found = Diagnostic::new(&codes::BUG, format!("the program failed: {what}")).help(
        "this is a bug in retell and not your fault; please report it with the file that brings it about",
    );
    match file {
        Some(file) => found.at(Span::whole(file)),
        None => found,
    }
}

/// A template that extends or includes one that is not there.
pub fn missing_parent(parent: &str, known: &[&str], span: Option<Span>) -> Diagnostic {
    let found = Diagnostic::new(&codes::TEMPLATE, format!("there is no template `{parent}` to extend"));
    let found = match span {
        Some(span) => found.at(span),
        None => found,
    };
    suggest_value(found, parent, known)
}

/// A key of another generator; `answer` is what stands for it here, a phrase.
pub fn foreign_key(of: TableOf, where_: &str, key: &str, answer: &str, span: Span) -> Diagnostic {
    let place = if where_.is_empty() { String::new() } else { format!(" in {where_}") };
    Diagnostic::new(of.code(), format!("{} no key `{key}`{place}", of.subject())).at(span).help(answer)
}

/// A value that must be a table, written as the list another generator wants.
pub fn list_for_table(of: TableOf, key: &str, write: &str, span: Span) -> Diagnostic {
    Diagnostic::new(of.code(), format!("`{key}` is not written as a list here")).at(span).help(write)
}

// ── Settings ─────────────────────────────────────────────────────────────────────────────────

/// A folder without `retell.toml`; `other` is the settings file of another generator.
pub fn no_settings(other: Option<&SourcePath>) -> Diagnostic {
    let write = "create a file `retell.toml` with two lines: title = \"…\" and base_url = \"https://…/\"";
    match other {
        Some(other) => {
            let message = format!("there is `{other}` of another generator, and no `retell.toml`");
            Diagnostic::new(&codes::OTHER_SYSTEM, message).at(Span::whole(other)).help(write)
        }
        None => Diagnostic::new(&codes::SETTINGS, "there is no `retell.toml` here").help(write),
    }
}

/// A time zone that is not known.
pub fn unknown_zone<'a>(
    code: &'static codes::Code,
    got: &str,
    names: impl IntoIterator<Item = &'a str>,
    span: Span,
) -> Diagnostic {
    let found = Diagnostic::new(code, format!("`timezone` names no time zone: `{got}`")).at(span);
    let found = match nearest(got, names) {
        Some(near) => found.label(format!("did you mean `{near}`?")),
        None => found,
    };
    found.help("a zone is named like `Europe/Oslo` or `UTC`")
}

/// A key of `[check] severity` that is no sort of finding.
pub fn unknown_code(name: &str, span: Span) -> Diagnostic {
    let names = codes::ALL.iter().map(|code| code.name);
    suggest(Diagnostic::new(&codes::SETTINGS, format!("no finding is called `{name}`")).at(span), name, names)
}

/// A sort of finding whose severity cannot be changed.
pub fn fixed_severity(code: &codes::Code, span: Span) -> Diagnostic {
    Diagnostic::new(&codes::SETTINGS, format!("`{}` is always an error", code.name)).at(span).help(code.why)
}

/// A table of the settings that waits for its feature. `trusted` says that somebody may rely on it.
pub fn without_effect(table: &str, trusted: bool, span: Span) -> Diagnostic {
    let mut found =
        Diagnostic::new(&codes::WITHOUT_EFFECT, format!("`[{table}]` has no effect yet")).at(span);
    if trusted {
        found.severity = Severity::Warning;
        found = found.help("until it has, names and secrets are for you to look for before you publish");
    }
    found
}

/// Cards are asked for, and this program cannot draw.
pub fn cannot_draw_cards(span: Span) -> Diagnostic {
    let message = "`social_cards` has no effect: this retell was built without the feature `cards`";
    let mut found = Diagnostic::new(&codes::WITHOUT_EFFECT, message.to_owned()).at(span);
    found.severity = Severity::Warning;
    found.help("use a packaged retell, or build it with `cargo build --release --features cards`")
}

/// Titles with letters that the font of cards lacks; what their cards show `instead`.
pub fn card_letters(titles: &[String], instead: &str) -> Diagnostic {
    const NAMED: usize = 3;
    let first: Vec<String> =
        titles.iter().take(NAMED).map(|title| format!("\u{201c}{title}\u{201d}")).collect();
    let (first, more) = (first.join(", "), titles.len().saturating_sub(NAMED));
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let (titles, their) = match titles.len() {
        1 => ("1 title has".to_owned(), "the card of its page shows"),
        number => (format!("{number} titles have"), "the cards of their pages show"),
    };
    let message =
        format!("{titles} letters that social cards are not set in, so {their} {instead}: {first}{more}");
    Diagnostic::new(&codes::CARD_LETTERS, message)
        .at(Span::whole(&SourcePath::new("retell.toml")))
        .help("give such a page a picture of its own: image = { src = \"…\", alt = \"…\" }")
}

/// A front matter key poured into two taxonomies.
pub fn poured_twice(key: &str, first: &str, second: &str, span: Span) -> Diagnostic {
    let message = format!("`{key}` is poured into two taxonomies, `{first}` and `{second}`");
    Diagnostic::new(&codes::SETTINGS, message).at(span).help("leave it in one of their `from` lists")
}

// ── Data ─────────────────────────────────────────────────────────────────────────────────────

/// Two files under `data/` that templates would read by one name.
pub fn same_data(stem: &str, first: &SourcePath, second: &SourcePath) -> Diagnostic {
    let message = format!("two files would be `data.{stem}`: {first} and {second}");
    Diagnostic::new(&codes::SAME_ADDRESS, message)
        .at(Span::whole(second))
        .related(Span::whole(first), "the other one")
        .help("give one of them another name")
}

// ── The disk ─────────────────────────────────────────────────────────────────────────────────

/// A symbolic link that may not be followed. `problem` ends the sentence "this link …".
pub fn unfit_link(file: &SourcePath, problem: &str) -> Diagnostic {
    Diagnostic::new(&codes::UNFIT_PATH, format!("this link {problem}"))
        .at(Span::whole(file))
        .help("put a copy of the file in its place, or remove the link")
}

/// Something that is neither a regular file nor a folder: "a named pipe".
pub fn unfit_sort(file: &SourcePath, sort: &str) -> Diagnostic {
    Diagnostic::new(&codes::UNFIT_PATH, format!("this is {sort}, not a file"))
        .at(Span::whole(file))
        .help("move it out of the site's folder")
}

/// A name that is not UTF-8; `shown` is the path with what is not readable replaced.
pub fn unfit_name(shown: &SourcePath) -> Diagnostic {
    Diagnostic::new(&codes::UNFIT_PATH, "this name is not valid Unicode (UTF-8)")
        .at(Span::whole(shown))
        .help("rename the file")
}

/// A text that is not UTF-8, first on this line (counted from 1).
pub fn not_utf8(file: &SourcePath, line: usize) -> Diagnostic {
    Diagnostic::new(
        &codes::UNFIT_PATH,
        format!("this text is not UTF-8 (line {line} is the first that is not)"),
    )
    .at(Span::whole(file))
    .help("save it as UTF-8")
}

/// A text too long to be read; both in bytes.
pub fn text_too_long(file: &SourcePath, length: u64, most: u64) -> Diagnostic {
    let megabytes = |bytes: u64| bytes.div_ceil(1_000_000);
    let message = format!("this text has {} MB; {} MB is the most", megabytes(length), megabytes(most));
    Diagnostic::new(&codes::UNFIT_PATH, message).at(Span::whole(file)).help("part it into several files")
}

/// The first file of those that are too many among what links lead to.
pub fn too_much_linked(file: &SourcePath) -> Diagnostic {
    let message = "the site's links lead to more than 100,000 files or 100 MB of text, this file among them";
    Diagnostic::new(&codes::UNFIT_PATH, message).at(Span::whole(file)).help("remove some of the links")
}

/// A file or folder that could not be read. `problem` is the system's sentence.
pub fn unreadable(file: &SourcePath, problem: &str) -> Diagnostic {
    Diagnostic::new(&codes::UNREADABLE, format!("this could not be read: {problem}")).at(Span::whole(file))
}

/// A text that was changed while the site was made of it.
pub fn changed_meanwhile(file: &SourcePath) -> Diagnostic {
    Diagnostic::new(&codes::UNREADABLE, "this was changed while the site was being made")
        .at(Span::whole(file))
        .help("build again")
}

// ── TOML and YAML ────────────────────────────────────────────────────────────────────────────

/// What a table belongs to, which decides the code and the words of what is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableOf {
    /// `retell.toml`.
    Settings,
    /// A `_kind.toml`.
    Kind,
    /// A `theme.toml`.
    Theme,
    /// The words of a language.
    Words,
    /// The front matter of a document.
    FrontMatter,
    /// A file of works.
    Works,
    /// A file under `data/`.
    Data,
}

impl TableOf {
    fn code(self) -> &'static codes::Code {
        match self {
            TableOf::Settings | TableOf::Kind | TableOf::Theme => &codes::SETTINGS,
            TableOf::Words => &codes::WORDS,
            TableOf::FrontMatter | TableOf::Works | TableOf::Data => &codes::WRONG_TYPE,
        }
    }

    /// "the settings", "this kind": what has or lacks a key.
    fn subject(self) -> &'static str {
        match self {
            TableOf::Settings => "the settings have",
            TableOf::Kind => "a kind has",
            TableOf::Theme => "a theme has",
            TableOf::Words => "the words have",
            TableOf::FrontMatter => "the front matter has",
            TableOf::Works => "a work has",
            TableOf::Data => "the data have",
        }
    }
}

/// TOML or YAML that does not parse. `problem` is the parser's sentence.
pub fn syntax(of: TableOf, language: &str, problem: &str, span: Span) -> Diagnostic {
    let code = match of {
        TableOf::FrontMatter => &codes::BAD_FRONT_MATTER,
        _ => of.code(),
    };
    Diagnostic::new(code, format!("this is no valid {language}: {problem}")).at(span)
}

/// TOML or YAML with lists and tables too deep within each other.
pub fn too_deep(of: TableOf, span: Span) -> Diagnostic {
    Diagnostic::new(of.code(), "lists and tables are nested too deep here").at(span)
}

/// A key that a table of the program's own does not know. `where_` names the table if it is not
/// the outermost: "`[feeds]`".
pub fn unknown_key(of: TableOf, where_: &str, key: &str, known: &[&str], span: Span) -> Diagnostic {
    let place = if where_.is_empty() { String::new() } else { format!(" in {where_}") };
    let found = Diagnostic::new(of.code(), format!("{} no key `{key}`{place}", of.subject())).at(span);
    let found = suggest(found, key, known.iter().copied());
    found.help(format!("keys{place}: {}", known.join(", ")))
}

/// A value of another sort than is wanted. `wanted` is "a date", "text"; `forms` may list what is
/// accepted.
pub fn wrong_type(of: TableOf, key: &str, wanted: &str, got: &str, span: Span) -> Diagnostic {
    Diagnostic::new(of.code(), format!("`{key}` wants {wanted}, not {got}")).at(span)
}

/// A value that is of the right sort but not allowed. `problem` ends the sentence "`key` …".
pub fn bad_value(of: TableOf, key: &str, problem: &str, span: Span) -> Diagnostic {
    Diagnostic::new(of.code(), format!("`{key}` {problem}")).at(span)
}

/// A choice outside its list.
pub fn bad_choice(of: TableOf, key: &str, got: &str, choices: &[&str], span: Span) -> Diagnostic {
    let found = Diagnostic::new(of.code(), format!("`{key}` cannot be `{got}`")).at(span);
    suggest_value(found, got, choices).help(format!("it is {}", or_list(choices.iter().copied())))
}

/// As [`suggest`], for a value in quotes: no fix, since the span may hold the quotes.
fn suggest_value(diagnostic: Diagnostic, wrong: &str, names: &[&str]) -> Diagnostic {
    match nearest(wrong, names.iter().copied()) {
        // Where no line is shown there is no caret to stand under.
        Some(near) if diagnostic.span.as_ref().is_none_or(Span::is_whole) => {
            diagnostic.help(format!("did you mean `{near}`?"))
        }
        Some(near) => diagnostic.label(format!("did you mean `{near}`?")),
        None => diagnostic,
    }
}

/// A date that is none.
pub fn bad_date(of: TableOf, key: &str, span: Span) -> Diagnostic {
    Diagnostic::new(of.code(), format!("`{key}` is no date")).at(span).help(
        "a date is 2024-03-05, 2024-03-05 14:30, 2024-03-05 14:30:00 +0200 or 2024-03-05T14:30:00+02:00",
    )
}

/// A required key of the settings, a kind or a theme that is missing.
pub fn missing_key(of: TableOf, key: &str, line: &str, file: &SourcePath) -> Diagnostic {
    Diagnostic::new(of.code(), format!("`{key}` is missing"))
        .at(Span::whole(file))
        .help(format!("add a line such as: {line}"))
}

/// A template that a document names and the theme does not have.
pub fn unknown_template<'a>(name: &str, known: impl IntoIterator<Item = &'a str>, span: Span) -> Diagnostic {
    let known: Vec<&str> = known.into_iter().collect();
    let found = Diagnostic::new(&codes::TEMPLATE, format!("the theme has no template `{name}`")).at(span);
    suggest_value(found, name, &known)
}

/// A base URL of the command line or the environment that is none.
pub fn bad_base_url(written: &str, problem: &str) -> Diagnostic {
    Diagnostic::new(&codes::SETTINGS, format!("the base URL `{written}` given for this build {problem}"))
        .help("it comes from --base-url or from RETELL_BASE_URL")
}

/// A document of a kind with a feed that has no date.
pub fn missing_date(kind: &str, yaml: bool, file: &SourcePath) -> Diagnostic {
    let line = if yaml { "date: 2024-03-05" } else { "date = 2024-03-05" };
    let subject = with_article(kind);
    Diagnostic::new(
        &codes::MISSING_DATE,
        format!("{subject} without a `date` stands in no feed, and last in lists"),
    )
    .at(Span::whole(file))
    .help(format!("add: {line}"))
}

/// A template of a site that does not have the blocks other templates fill.
pub fn blocks_missing(template: &str, blocks: &[&str], file: &SourcePath) -> Diagnostic {
    let message = format!(
        "this template stands in place of the built-in `{template}`, and lacks blocks that others fill: {}",
        or_list(blocks.iter().copied()).replace(" or ", " and ")
    );
    Diagnostic::new(&codes::TEMPLATE, message).at(Span::whole(file)).help(format!(
        "begin it with {{% extends \"default/{template}\" %}} and write only the blocks that differ, or add those blocks"
    ))
}

/// A key of `[kinds]` or `[permalinks]` that leads to a kind nobody has declared.
pub fn unknown_kind_in_settings(table: &str, name: &str, kinds: &[&str], span: Span) -> Diagnostic {
    let found = Diagnostic::new(
        &codes::SETTINGS,
        format!("`[{table}]` names the kind `{name}`, which does not exist"),
    );
    suggest_value(found.at(span), name, kinds).help(format!("kinds: {}", kinds.join(", ")))
}

/// A field that a template asks for and that is not there; `known` are those that are.
pub fn unknown_in_template(
    problem: &str,
    field: &str,
    known: &[&str],
    page: Option<&str>,
    span: Span,
) -> Diagnostic {
    let found = suggest_value(Diagnostic::new(&codes::TEMPLATE, problem).at(span), field, known)
        .help(format!("there are: {}", known.join(", ")));
    match page {
        Some(page) => found.help(format!("found while making {page}")),
        None => found,
    }
}

// ── The words of the interface ───────────────────────────────────────────────────────────────

/// A phrase that the interface does not have.
pub fn unknown_words(key: &str, known: &[&str], span: Span) -> Diagnostic {
    let found = Diagnostic::new(&codes::WORDS, format!("the interface says nothing under `{key}`")).at(span);
    suggest(found, key, known.iter().copied())
        .help("the keys are those of languages/en.toml in the default theme; what only your own templates say goes into the table `[own]`")
}

/// A form of a phrase that its language has for no number.
pub fn unknown_form(key: &str, form: &str, language: &str, known: &[&str], span: Span) -> Diagnostic {
    let message = format!("`{key}` has the form `{form}`, which no number asks for in `{language}`");
    let found = Diagnostic::new(&codes::WORDS, message).at(span);
    suggest(found, form, known.iter().copied())
        .help(format!("its forms are {}", or_list(known.iter().copied()).replace(" or ", " and ")))
}

/// Forms of a phrase that some numbers ask for and that are not there.
pub fn forms_missing(key: &str, missing: &[&str], language: &str, span: Span) -> Diagnostic {
    let lines: Vec<String> = missing.iter().map(|form| format!("{form} = \"…\"")).collect();
    let names = or_list(missing.iter().copied()).replace(" or ", " and ");
    let found = Diagnostic::new(
        &codes::WORDS,
        format!("`{key}` lacks {names}, which numbers ask for in `{language}`"),
    );
    found.at(span).help(format!("add {}", lines.join(", ")))
}

/// A place in a phrase that nothing fills.
pub fn unknown_place(key: &str, place: &str, known: &[&str], span: Span) -> Diagnostic {
    let found =
        Diagnostic::new(&codes::WORDS, format!("nothing is known for {{{place}}} in `{key}`")).at(span);
    let found = suggest_value(found, place, known);
    let known: Vec<String> = known.iter().map(|name| format!("{{{name}}}")).collect();
    match known.is_empty() {
        true => found.help("this phrase has no places"),
        false => found.help(format!("its places are {}", known.join(", "))),
    }
}

/// A place of a phrase that is not in it.
pub fn place_missing(key: &str, place: &str, span: Span) -> Diagnostic {
    let mut found = Diagnostic::new(&codes::WORDS, format!("`{key}` leaves out {{{place}}}")).at(span);
    found.severity = Severity::Warning;
    found.help("what stands there would be said nowhere")
}

/// A file of words for a language of the site's own that lacks some.
pub fn words_missing(language: &str, count: usize, some: &[&str], file: &SourcePath) -> Diagnostic {
    let (phrases, are) = if count == 1 { ("phrase", "is") } else { ("phrases", "are") };
    let message = format!(
        "{count} {phrases} of the interface {are} not in `{language}` yet, and {are} said in English"
    );
    let mut found = Diagnostic::new(&codes::WORDS, message).at(Span::whole(file));
    found.severity = Severity::Note;
    let more = if count > some.len() { ", …" } else { "" };
    found.help(format!(
        "among them {}{more}; the English ones stand in languages/en.toml of the default theme",
        some.join(", ")
    ))
}

/// A site in a language of which there are no words.
pub fn no_words(language: &str, theme: &str, span: Span) -> Diagnostic {
    let message = format!("there are no words of the interface in `{language}`; it speaks English");
    let mut found = Diagnostic::new(&codes::WORDS, message).at(span);
    found.severity = Severity::Advice;
    let (theme, and) = match theme {
        "default" => ("harbour", ", and set theme = \"harbour\""),
        theme => (theme, ""),
    };
    found.help(format!("write them, or some of them, into themes/{theme}/languages/{language}.toml{and}; the keys are those of languages/en.toml in the default theme"))
}

/// A call of `say` in a template that does not fit the phrase. `problem` is the whole sentence.
pub fn words_in_template(problem: &str, near: Option<&str>, help: &str, span: Span) -> Diagnostic {
    let found = Diagnostic::new(&codes::TEMPLATE, problem).at(span);
    let found = match near {
        Some(near) => found.label(format!("did you mean `{near}`?")),
        None => found,
    };
    if help.is_empty() { found } else { found.help(help) }
}

/// Elements too deep within each other, where it becomes too deep.
pub fn nested_too_deep(most: usize, span: Span) -> Diagnostic {
    Diagnostic::new(
        &codes::TOO_DEEP,
        format!("what stands here is more than {most} levels deep in other elements"),
    )
    .at(span)
    .help("close the HTML elements that are left open above, or nest quotes and lists less deep")
}

/// A work whose id, or whose missing year, makes no address. `problem` ends the sentence "it …".
pub fn work_without_address(id: &str, problem: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&codes::BAD_ADDRESS, format!("the work `{id}` can have no page: its address {problem}"))
        .at(span)
        .help("give it an id of letters, digits and hyphens, such as woods2015")
}

/// A series of one part without a file, called nearly like another.
pub fn near_series(written: &str, near: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        &codes::NEAR_SERIES,
        format!("`{written}` is a series with this one part; `{near}` is another"),
    )
    .at(span)
    .label(format!("did you mean `{near}`?"))
    .help("if it is one of its own, a file in content/series/ says so")
}

/// A podcast that an episode names and the settings do not have.
pub fn unknown_show<'a>(written: &str, known: impl IntoIterator<Item = &'a str>, span: Span) -> Diagnostic {
    let known: Vec<&str> = known.into_iter().collect();
    let found =
        Diagnostic::new(&codes::BROKEN_LINK, format!("`show` names no podcast of the settings: `{written}`"))
            .at(span);
    suggest_value(found, written, &known).help(format!(
        "podcasts: {}; another one is a table [podcast.name] of its own in the settings",
        known.join(", ")
    ))
}

/// A podcast whose feed lacks what directories ask for. `missing` are keys of the table
/// `[podcast.table]`, each with what to add.
pub fn podcast_lacks(title: &str, table: &str, missing: &[(&str, &str)], span: Span) -> Diagnostic {
    let keys = or_list(missing.iter().map(|(key, _)| *key)).replace(" or ", " and ");
    let found = Diagnostic::new(
        &codes::PODCAST_FEED,
        format!("the feed of the podcast “{title}” lacks what directories ask for: {keys}"),
    );
    missing.iter().fold(found.at(span), |found, (_, line)| {
        found.help(format!("in the settings, below [podcast.{table}]: {line}"))
    })
}

/// A podcast's picture that directories turn down. `problem` ends the sentence "the picture … ".
pub fn podcast_picture(title: &str, problem: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&codes::PODCAST_FEED, format!("the picture of the podcast “{title}” {problem}"))
        .at(span)
        .help("directories show a square PNG or JPEG of 1400 to 3000 pixels a side")
}

/// A category that directories do not have.
pub fn podcast_category(written: &str, known: &[&str], span: Span) -> Diagnostic {
    let found =
        Diagnostic::new(&codes::PODCAST_FEED, format!("podcast directories have no category `{written}`"));
    suggest_value(found.at(span), written, known)
        .help("it is one of Apple's, in English: Technology, Education, “Society & Culture”, Documentary …")
}

// ── Files of reference managers ──────────────────────────────────────────────────────────────

/// An entry of a BibTeX file that is never closed, with the brace to blame.
pub fn open_brace(span: Span) -> Diagnostic {
    let of = TableOf::Works;
    syntax(of, "BibTeX", "the brace that opens here is never closed", span)
        .help("close it with `}`; the other entries of the file are read")
}

/// An entry of a BibTeX file that ends before its last field.
pub fn brace_too_many(span: Span) -> Diagnostic {
    let problem = "the entry ends with this brace, and what follows looks like more of it";
    syntax(TableOf::Works, "BibTeX", problem, span)
        .help("take out the brace that is one too many; what follows the entry is not read")
}

/// An entry of a BibTeX file that cannot be read. `problem` says why.
pub fn broken_bib(problem: &str, span: Span) -> Diagnostic {
    syntax(TableOf::Works, "BibTeX", problem, span)
        .help("a field is written `title = {…},`; `$`, `%`, `&` and `#` that are meant as such have a `\\` before them")
}

/// An abbreviation that no `@string` declares.
pub fn unknown_abbreviation(name: &str, span: Span) -> Diagnostic {
    let problem = format!("`{name}` stands for something, and nothing says for what");
    syntax(TableOf::Works, "BibTeX", &problem, span).help(format!(
        "write {{{name}}} if these are the words, or declare it above: @string{{{name} = {{…}}}}"
    ))
}

/// CSL-JSON that cannot be read. `problem` says why.
pub fn broken_csl(problem: &str, span: Span) -> Diagnostic {
    syntax(TableOf::Works, "CSL-JSON", problem, span)
}

/// An entry of a reference manager's file that has no key to cite it by.
pub fn work_without_id(span: Span) -> Diagnostic {
    Diagnostic::new(&codes::UNREAD_WORK, "this entry has no id, so nothing can refer to it; it is left out")
        .at(span)
        .help("give it one: `@book{woods2015, …}` in BibTeX, `\"id\": \"woods2015\"` in CSL-JSON")
}

/// An entry of a reference manager's file that has no title.
pub fn untitled_work(id: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&codes::UNREAD_WORK, format!("`{id}` has no title; it is left out of the library"))
        .at(span)
        .help("give it a title where it was exported from, or in this file")
}

// ── Blocks ───────────────────────────────────────────────────────────────────────────────────

/// An attribute that a block does not have, or has twice.
pub fn block_attribute(block: &str, key: &str, known: &[&str], span: Span) -> Diagnostic {
    let twice = known.contains(&key);
    let problem = if twice { "is given twice" } else { "is no attribute of this block" };
    let found = Diagnostic::new(&codes::BLOCK, format!("`{key}` {problem}: `{block}`")).at(span);
    if twice {
        return found;
    }
    match known {
        [] => found.help(format!("`{block}` has no attributes; what it holds stands between the fences")),
        known => suggest(found, key, known.iter().copied())
            .help(format!("attributes of `{block}`: {}, written key=value", known.join(", "))),
    }
}

/// An attribute of a block whose value is none.
pub fn block_value(block: &str, key: &str, value: &str, wanted: &str, span: Span) -> Diagnostic {
    let got = if value.is_empty() { "nothing".to_owned() } else { format!("`{value}`") };
    Diagnostic::new(&codes::BLOCK, format!("`{key}` of `{block}` wants {wanted}, not {got}")).at(span)
}

/// The kind that a block `items` names and nobody has declared.
pub fn items_kind<'a>(kind: &str, kinds: impl IntoIterator<Item = &'a str>, span: Span) -> Diagnostic {
    let kinds: Vec<&str> = kinds.into_iter().collect();
    let found = Diagnostic::new(&codes::BLOCK, format!("there is no kind `{kind}`")).at(span);
    suggest_value(found, kind, &kinds).help(format!("kinds: {}", kinds.join(", ")))
}

/// The items of a letter in what is no letter.
pub fn items_outside(span: Span) -> Diagnostic {
    Diagnostic::new(&codes::BLOCK, "`items` stands for the items of a newsletter issue, and this is none")
        .at(span)
        .help("name pages in a Markdown list instead")
}

/// A block that holds nothing.
pub fn empty_block(block: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&codes::BLOCK_TEXT, format!("this `{block}` is empty"))
        .at(span)
        .help("nothing is shown for it")
}

/// A block that is filled by the program and holds words.
pub fn block_is_empty(block: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&codes::BLOCK_TEXT, format!("what stands in `{block}` is not shown"))
        .at(span)
        .help("leave it empty; the items are those of `items` in the front matter")
}

/// A block that wants a list and has none.
pub fn block_wants_list(block: &str, example: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&codes::BLOCK_TEXT, format!("`{block}` wants a list, and there is none"))
        .at(span)
        .help(format!("begin each with a dash: {example}"))
}

/// A figure without a picture.
pub fn figure_without_picture(span: Span) -> Diagnostic {
    Diagnostic::new(&codes::BLOCK_TEXT, "this figure does not begin with a picture")
        .at(span)
        .help("begin it with ![what is to be seen](file.png); the caption follows")
}

/// A line of a timeline that begins with no time.
pub fn no_timeline_entry(span: Span) -> Diagnostic {
    Diagnostic::new(&codes::BLOCK_TEXT, "this line of a timeline begins with no time")
        .at(span)
        .help("a time is 14:02, 14:02:10, 2024-03-06 09:00, +1h20m, each with ~ before it for about, or ... for a gap")
        .help("indent the line if it goes on with the entry above")
}

/// A time that is earlier than the one before it.
pub fn time_falls_back(span: Span) -> Diagnostic {
    Diagnostic::new(&codes::BLOCK_TEXT, "this time is earlier than the one before it")
        .at(span)
        .help("if a day has gone by, give it: 2024-03-06 00:10; if it is only about then: ~14:02")
}

/// Names of speakers that were taken from the text.
pub fn speakers_taken(names: &[String], more: usize, span: Span) -> Diagnostic {
    let more = if more > 0 { format!(", and {more} more") } else { String::new() };
    Diagnostic::new(&codes::SPEAKERS, format!("taken for speakers: {}{more}", names.join(", ")))
        .at(span)
        .help("to say who speaks, list their names under `speakers` in the front matter")
}

/// A name that begins paragraphs of a transcript and is not listed.
pub fn unlisted_speaker(name: &str, span: Span) -> Diagnostic {
    let found = Diagnostic::new(
        &codes::SPEAKERS,
        format!("`{name}:` begins no turn: the name is not among the `speakers`"),
    );
    Diagnostic { severity: Severity::Warning, ..found }
        .at(span)
        .help("what is said here counts as said by the speaker before")
}

/// A transcript in which nobody speaks.
pub fn no_turns(given: bool, span: Span) -> Diagnostic {
    let how = if given {
        "begin a paragraph with one of the names under `speakers` and a colon"
    } else {
        "begin each turn with a name and a colon, `Ana: …`; a name that begins only one turn has to stand under `speakers`"
    };
    Diagnostic::new(&codes::SPEAKERS, "no paragraph of this transcript begins with a speaker's name")
        .at(span)
        .help(how)
}

/// A transcript in which one person speaks.
pub fn one_speaker(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&codes::SPEAKERS, format!("only one person speaks in this transcript: {name}"))
        .at(span)
        .help("if there are others, see how their names are written")
}

// ── People ───────────────────────────────────────────────────────────────────────────────────

/// A name that the files of two people have; `first` is who is taken to be meant.
pub fn same_name(written: &str, first: &str, span: Span, first_span: Span) -> Diagnostic {
    Diagnostic::new(&codes::SAME_NAME, format!("`{written}` is already a name of {first}"))
        .at(span)
        .help(format!(
            "what is signed `{written}` counts as written by {first}; leave the name with one of them"
        ))
        .related(first_span, "it stands here first")
}

// ── The newsletter ───────────────────────────────────────────────────────────────────────────

/// Two editions with one number; `first` is the file that has it already.
pub fn same_number(number: f64, first: &str, span: Span, first_span: Span) -> Diagnostic {
    Diagnostic::new(&codes::SAME_NUMBER, format!("edition {number} of the newsletter is already {first}"))
        .at(span)
        .related(first_span, "it has that number here")
        .help("give this one the next number that is free")
}

/// An item of an edition that an earlier one, in the file `earlier`, has presented.
pub fn repeated_item(id: &str, earlier: &str, span: Span) -> Diagnostic {
    let message = format!("{id} was already an item of {earlier}");
    Diagnostic::new(&codes::REPEATED_ITEM, message)
        .at(span)
        .help("leave it out of `items`; the text of the letter can still link to it")
}

/// An item of an edition that readers cannot open.
pub fn item_not_out(id: &str, span: Span) -> Diagnostic {
    let message = format!("this letter presents {id}, which is not published yet, or no longer");
    Diagnostic::new(&codes::ITEM_NOT_OUT, message)
        .at(span)
        .help("publish that page first, give the letter a later date, or leave the item out")
}

/// A mail that stays too long. `kilobytes` is what it has, `most` what it may have.
pub fn mail_too_long(kilobytes: usize, most: usize, file: &SourcePath) -> Diagnostic {
    let message = format!("as a mail this letter has {kilobytes} KB, and {most} KB is the most");
    Diagnostic::new(&codes::MAIL_TOO_LONG, message)
        .at(Span::whole(file))
        .help("make it shorter, or tell a part of it on a page of its own and present that among the items")
}

/// Items whose texts a mail carries only in part; `titles` are theirs, the longest text first.
pub fn mail_shortened(titles: &[&str], most: usize, file: &SourcePath) -> Diagnostic {
    let quoted: Vec<String> = titles.iter().map(|title| format!("“{title}”")).collect();
    let message = format!(
        "the whole letter would have more than {most} KB as a mail; these texts end in a link to the rest: {}",
        quoted.join(", ")
    );
    Diagnostic::new(&codes::MAIL_SHORTENED, message)
        .at(Span::whole(file))
        .help("leave out `full=true` where a summary will do")
}

/// Letters from which nobody could unsubscribe.
pub fn no_unsubscribe(provider: &str, settings: &SourcePath) -> Diagnostic {
    let message = format!("nothing in the letters stands for the link to unsubscribe (provider: {provider})");
    Diagnostic::new(&codes::NO_UNSUBSCRIBE, message)
        .at(Span::whole(settings))
        .help("say what your sender replaces by that link, such as unsubscribe = \"{{ unsubscribe_url }}\" in `[newsletter]`, or take that line out")
}

/// Letters that are sent by hand, and what has to be filled in before.
pub fn fill_by_hand(marks: &[&str], settings: &SourcePath) -> Diagnostic {
    let marks: Vec<String> = marks.iter().map(|mark| format!("`{mark}`")).collect();
    let message = format!("before you send a letter, fill in {} in its mail files", marks.join(" and "));
    Diagnostic::new(&codes::FILL_BY_HAND, message)
        .at(Span::whole(settings))
        .help("or name who sends, as `provider` in `[newsletter]`: retell then writes what they fill in")
}

/// A style sheet for letters with a rule that cannot be written into the elements.
pub fn mail_styles(rule: &str, file: &SourcePath) -> Diagnostic {
    Diagnostic::new(&codes::TEMPLATE, format!("letters cannot carry the rule `{rule}`"))
        .at(Span::whole(file))
        .help("styles of letters are written into each element: a selector is an element, a class, or several of them with commas")
}

/// Two works that seem to be one. `same` says what they share: "the same DOI".
pub fn duplicate_work(id: &str, other: &str, same: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(&codes::DUPLICATE_WORK, format!("`{id}` and `{other}` seem to be one work: {same}"))
        .at(span)
        .help(format!("keep one of them, and call it `{other}` wherever it is named"))
        .related(first, "the first one")
}

/// Two works whose ids come to one address.
pub fn works_at_one_address(
    first: (&str, Option<Span>),
    second: (&str, Option<Span>),
    address: &str,
) -> Diagnostic {
    let message = format!("the pages of `{}` and `{}` would both stand at {address}", first.0, second.0);
    let mut found = Diagnostic::new(&codes::SAME_ADDRESS, message).help(
        "give one of them another id; in an address all but letters, digits, `-`, `_` and `.` become hyphens",
    );
    if let Some(span) = second.1 {
        found = found.at(span);
    }
    match first.1 {
        Some(span) => found.related(span, "the first one"),
        None => found,
    }
}
