//! Each rule complains of a page that breaks it, and of nothing else: real pages with one thing in
//! them replaced.

use super::{Told, little, spans};

/// On which page, what is replaced by what, and what is complained of.
const MISTAKES: [(&str, &str, &str, &str); 36] = [
    ("series/quiet-work/", "\"hasPart\":", "\"parts\":", "hasPart has 0 parts"),
    (
        "stories/ferry/",
        "<title>The ferry that left half empty \u{b7} Ebb</title>",
        "<title></title>",
        "<title> is empty",
    ),
    (
        "stories/ferry/",
        "<meta name=\"description\"",
        "<meta name=\"describes\"",
        "description stands there 0 times",
    ),
    (
        "stories/ferry/",
        "rel=\"canonical\" href=\"https://ebb.example",
        "rel=\"canonical\" href=\"",
        "no whole URL",
    ),
    ("stories/ferry/", "property=\"og:title\"", "property=\"og:name\"", "og:title stands there 0 times"),
    (
        "stories/ferry/",
        "property=\"og:type\" content=\"article\"",
        "property=\"og:type\" content=\"website\"",
        "og:type is \"website\"",
    ),
    (
        "stories/ferry/",
        "name=\"citation_title\" content=\"The ferry",
        "name=\"citation_title\" content=\"A ferry",
        "citation_title is \"A ferry",
    ),
    ("stories/ferry/", "name=\"citation_author\"", "name=\"citation_authors\"", "citation_author names []"),
    (
        "stories/ferry/",
        "content=\"2026/03/05\"",
        "content=\"2026-03-05\"",
        "citation_publication_date is \"2026-03-05\"",
    ),
    (
        "stories/ferry/",
        "name=\"citation_public_url\"",
        "name=\"citation_url\"",
        "citation_public_url stands there 0 times",
    ),
    (
        "stories/ferry/",
        "name=\"citation_language\"",
        "name=\"language\"",
        "citation_language stands there 0 times",
    ),
    (
        "stories/ferry/",
        "name=\"DC.type\"",
        "name=\"citation_journal_title\"",
        "citation_journal_title passes it off",
    ),
    ("stories/ferry/", "rel=\"cite-as\"", "rel=\"cite\"", "cite-as stands there 0 times"),
    (
        "about/",
        "name=\"twitter:card\"",
        "name=\"citation_title\"",
        "citation_title stands on a page without a day",
    ),
    ("stories/ferry/", "{\"@context\"", "\"@context\"", "its JSON-LD is no JSON"),
    ("stories/ferry/", "https://schema.org\"", "https://schema.example\"", "not in the words of schema.org"),
    ("stories/ferry/", "\"headline\":", "\"title\":", "Article has no headline"),
    ("stories/ferry/", "\"@type\":\"Article\"", "\"@type\":\"Story\"", "`Story` is no type"),
    (
        "stories/ferry/",
        "\"datePublished\":\"2026-03-05\"",
        "\"dateCreated\":\"2026-03-05\"",
        "Article has no datePublished",
    ),
    (
        "stories/ferry/",
        "\"datePublished\":\"2026-03-05\"",
        "\"datePublished\":\"5 March 2026\"",
        "which is no date",
    ),
    (
        "stories/ferry/",
        "people/nele-brandt/\"}],\"publisher\"",
        "people/nobody/\"}],\"publisher\"",
        "where nothing stands",
    ),
    (
        "stories/ferry/",
        "\"@type\":\"BreadcrumbList\"",
        "\"@type\":\"Article\"",
        "it has 0 lists of breadcrumbs",
    ),
    ("stories/ferry/", "\"position\":3", "\"position\":4", "itemListElement is not counted from one"),
    ("reviews/wild/", "\"itemReviewed\":", "\"about\":", "Review has no itemReviewed"),
    (
        "reviews/wild/",
        "\"name\":\"Cognition in the Wild\",\"author\"",
        "\"name\":\"Cognition in the Wild\",\"by\"",
        "Book has no author|editor",
    ),
    ("reading-lists/first/", "\"numberOfItems\":2", "\"numberOfItems\":3", "numberOfItems is not how many"),
    ("podcast/seconds/", "\"partOfSeries\":", "\"series\":", "PodcastEpisode has no partOfSeries"),
    ("podcast/seconds/", "\"duration\":\"PT", "\"duration\":\"", "no length of time"),
    ("concepts/drift/", "\"inDefinedTermSet\":", "\"set\":", "DefinedTerm has no inDefinedTermSet"),
    (
        "people/nele-brandt/",
        "\"@type\":\"Person\"",
        "\"@type\":\"Organization\"",
        "ProfilePage is about no Person",
    ),
    (
        "events/reading/",
        "\"startDate\":\"2026-10-08T19:00:00+02:00\",\"endDate\"",
        "\"endDate\"",
        "Event has no startDate",
    ),
    ("events/reading/", "\"location\":", "\"at\":", "Event has no location"),
    ("series/quiet-work/", "\"position\":2", "\"position\":1", "hasPart is not counted from one"),
    (
        "library/hutchins1995/",
        "\"name\":\"Edwin Hutchins\"",
        "\"name\":\"Edwin\"",
        "its authors are [\"Edwin\"]",
    ),
    ("library/hutchins1995/", "\"isbn\":\"9780262581462\"", "\"isbn\":\"\"", "isbn is empty"),
    (
        "stories/ferry/",
        "</article>",
        "<span class=\"Z3988\" title=\"ctx_ver=Z39.88-2004&amp;rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3Adc&amp;rft.type=post&amp;rft.title=X\"></span>",
        "a span tells of \"X\", which it does not cite",
    ),
];

/// The same, on pages with works cited.
const SPANS: [(&str, &str, &str, &str); 9] = [
    ("posts/pumps/", "class=\"Z3988\" title=\"ctx_ver", "class=\"coins\" title=\"ctx_ver", "has no span"),
    (
        "posts/pumps/",
        "rft.btitle=How+Complex",
        "rft.atitle=How+Complex",
        "\"How Complex Systems Fail\" has no span",
    ),
    ("posts/pumps/", "rft.genre=report", "rft.genre=book", "has the type \"book\" and not \"report\""),
    ("posts/pumps/", "rft.date=2000", "rft.date=2001", "has the date 2001 and not 2000"),
    ("posts/pumps/", "rft.au=Klein%2C+Gary&amp;rft.au=Hoffman", "rft.au=Hoffman", "has the authors"),
    ("posts/pumps/", "rft.aulast=Cook", "rft.aulast=Cooke", "would be an author twice"),
    ("posts/pumps/", "rft.jtitle=", "rft.title=", "has the container  and not"),
    ("posts/pumps/", "info%3Adoi%2F10.1061", "doi%3A10.1061", "has the doi  and not 10.1061"),
    ("posts/pumps/", "rft.pages=139-184", "rft.pages=139%E2%80%93184", "has the pages 139"),
];

fn complaints(told: &Told, page: &str, from: &str, to: &str) -> Vec<String> {
    let url = format!("https://ebb.example/{page}");
    let (recipe, url, text) =
        told.pages.iter().find(|(_, own, _)| *own == url).unwrap_or_else(|| panic!("no page {url}"));
    assert_eq!(told.complaints(recipe, url, text), [""; 0], "{page} is right as it is");
    assert!(text.contains(from), "{page} has no {from:?} that could be replaced:\n{text}");
    told.complaints(recipe, url, &text.replace(from, to))
}

#[test]
fn each_rule_finds_what_it_is_there_for() {
    for (site, mistakes) in [("every-kind", &MISTAKES[..]), ("references", &SPANS[..])] {
        let told = little(site);
        for (page, from, to, complaint) in mistakes {
            let found = complaints(&told, page, from, to);
            assert!(
                found.iter().any(|found| found.contains(complaint)),
                "{page}: {from:?} became {to:?}, and nobody says that {complaint:?}, only\n{}",
                found.join("\n")
            );
        }
    }
}

#[test]
fn a_span_is_read_as_zotero_reads_it() {
    let read = |rest: &str| spans::read(&format!("ctx_ver=Z39.88-2004&{rest}"));
    let item = read(
        "rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3Abook&rft.genre=bookitem&rft.atitle=A+%26+B&rft.btitle=C",
    );
    let item = item.unwrap();
    assert_eq!(
        (item.item_type.as_str(), item.title.as_str(), item.inside.as_str()),
        ("bookSection", "A & B", "C")
    );
    for (wrong, problem) in [
        ("rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3Abook&rft.genre=talk", "is none"),
        ("rft_val_fmt=x&rft.genre=book", "is none"),
        ("rft.title", "has no value"),
        ("rft.title=%ff", "is no text"),
    ] {
        assert!(read(wrong).unwrap_err().contains(problem), "{wrong}");
    }
    assert!(spans::read("rft.title=x").unwrap_err().contains("version"));
}
