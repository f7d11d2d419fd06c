//! The fields that documents of every kind have: one table for reading, suggesting and showing.
//!
//! What their values mean, and rules that no type can say, are in `document::meta`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::source::{SourcePath, Span};

use super::field::{Field, FieldType};

/// A field of every document.
#[derive(Debug)]
pub struct Common {
    /// Its name here.
    pub name: &'static str,
    /// What it holds; where `document::meta` reads more forms than this, they become this.
    pub field_type: FieldType,
    /// What other systems call it; with a dot for a key inside a table.
    pub synonyms: &'static [&'static str],
    /// What to write there, for authors.
    pub help: &'static str,
}

/// Keys of other systems that have no meaning here; they go to `extra` without a word.
pub const FOREIGN: &[&str] = &[
    "ascii_only",
    "author_profile",
    "bibliography",
    "build",
    "canonify",
    "cascade",
    "category_index",
    "classes",
    "comment",
    "comments",
    "css",
    "defaults",
    "disable_comments",
    "disableShare",
    "disqus",
    "enableToc",
    "eleventyComputed",
    "eleventyExcludeFromCollections",
    "eleventyNavigation",
    "excerpt_separator",
    "featured",
    "footer",
    "generate_feed",
    "generate_feeds",
    "guid",
    "header",
    "headless",
    "hideMeta",
    "hidemeta",
    "hideSummary",
    "id",
    "insert_anchor_links",
    "isCJKLanguage",
    "js",
    "keywords",
    "linkTitle",
    "linktitle",
    "markup",
    "mathjax",
    "menu",
    "menus",
    "nav_order",
    "order",
    "outputs",
    "page_template",
    "paginate",
    "paginate_by",
    "paginate_path",
    "paginate_reversed",
    "parent",
    "pin",
    "pinned",
    "post_id",
    "read_time",
    "redirect_to",
    "resources",
    "robots",
    "searchHidden",
    "series_order",
    "share",
    "show_date",
    "show_reading_time",
    "showDate",
    "ShowBreadCrumbs",
    "ShowPostNavLinks",
    "ShowReadingTime",
    "showtoc",
    "ShowToc",
    "ShowWordCount",
    "sidebar",
    "sitemap",
    "sort_by",
    "sticky",
    "target",
    "tagline",
    "TocOpen",
    "tocopen",
    "transparent",
    "translationKey",
    "twitter",
    "url_path",
    "UseHugoToc",
    "uuid",
    "videos",
    "weight",
    "wordpress_id",
    "zip",
    "_build",
];

static FIELDS: LazyLock<Vec<Common>> = LazyLock::new(table);

/// By lower-case name and synonym: other systems do not tell case apart, and a `Draft` that is
/// taken for a word of the author's own would be published.
static BY_KEY: LazyLock<BTreeMap<String, usize>> = LazyLock::new(|| {
    let mut keys = BTreeMap::new();
    for (index, common) in FIELDS.iter().enumerate() {
        keys.insert(common.name.to_lowercase(), index);
        for synonym in common.synonyms {
            keys.insert(synonym.to_lowercase(), index);
        }
    }
    keys
});

static FOREIGN_KEYS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut keys: Vec<String> = FOREIGN.iter().map(|key| key.to_lowercase()).collect();
    keys.sort();
    keys
});

/// All of them, in the order in which authors are shown them.
pub fn fields() -> &'static [Common] {
    &FIELDS
}

/// The field of that name; synonyms do not count.
pub fn named(name: &str) -> Option<&'static Common> {
    find(name).filter(|common| common.name == name)
}

/// The field that a key of front matter means, by name or synonym (`cover.image`), in any case.
pub fn find(key: &str) -> Option<&'static Common> {
    BY_KEY.get(&key.to_lowercase()).and_then(|index| FIELDS.get(*index))
}

/// Whether a key is one of other systems that has no meaning here.
pub fn is_foreign(key: &str) -> bool {
    FOREIGN_KEYS.binary_search(&key.to_lowercase()).is_ok()
}

fn table() -> Vec<Common> {
    use FieldType::{Anything, Date, File, Flag, Markdown, Number, Text, Url};
    fn row(
        name: &'static str,
        field_type: FieldType,
        synonyms: &'static [&'static str],
        help: &'static str,
    ) -> Common {
        Common { name, field_type, synonyms, help }
    }
    let words = |words: &[&str]| FieldType::Choice(words.iter().map(|word| (*word).to_owned()).collect());
    let link = |to: &str| FieldType::Link { to: to.to_owned(), or_text: to == "series" };
    let list = |of: FieldType| FieldType::List(Box::new(of));
    // The first name is required: it is what makes the table mean anything.
    let record = |fields: &[(&str, FieldType)]| {
        let nowhere = Span::whole(&SourcePath::new(""));
        let mut fields: Vec<Field> =
            fields.iter().map(|(name, of)| Field::new(name, of.clone(), nowhere.clone())).collect();
        if let Some(first) = fields.first_mut() {
            first.required = true;
        }
        FieldType::Record(fields)
    };
    let author = record(&[("name", Text), ("url", Url)]);
    let picture = record(&[("src", File), ("alt", Text), ("caption", Markdown), ("credit", Text)]);
    let mut change = record(&[("date", Date), ("what", Text)]);
    if let FieldType::Record(fields) = &mut change {
        fields.iter_mut().for_each(|field| field.required = true);
    }
    vec![
        row("title", Text, &[], "The title; without it the first heading of the text is the title."),
        row(
            "kind",
            Text,
            &[],
            "The name of a kind, if it is not the folder's. `type` and `layout` are weaker than the folder.",
        ),
        row("date", Date, &["published_at"], "The day shown, such as 2024-03-05."),
        row(
            "updated",
            Date,
            &["lastmod", "last_modified_at", "modified"],
            "The day of the last change that readers should know of.",
        ),
        row("publish_at", Date, &["publishDate"], "When it is published, if not on its date."),
        row("expires", Date, &["expiryDate"], "When it is withdrawn."),
        row("authors", list(author), &["author"], "Who wrote it: a name, or several, or the ids of people."),
        row("slug", Text, &[], "The last part of its address, if it is not the file's name."),
        row("url", Text, &["permalink", "path"], "Its whole address in the site: \"/about/\"."),
        row("aliases", list(Text), &["redirect_from"], "Former addresses; they lead here."),
        row(
            "summary",
            Text,
            &["excerpt", "subtitle"],
            "Two or three sentences for lists, feeds and letters.",
        ),
        row("description", Text, &[], "The same for search engines and link previews, if it is to differ."),
        row("topics", list(Text), &[], "What it is about, in a few broad words."),
        row("tags", list(Text), &[], "What else it touches."),
        row("concepts", list(link("concept")), &[], "Concepts it is about, besides those the text links to."),
        row("people", list(link("person")), &[], "People it speaks of, besides those the text links to."),
        row("cite", list(link("work")), &[], "Works it rests on, besides those the text cites."),
        row("series", link("series"), &[], "The series it is a part of."),
        row("part", Number, &[], "Which part of the series it is."),
        row("draft", Flag, &["published"], "true: not published. `published` is the opposite."),
        row("unlisted", Flag, &[], "true: a page, but in no list, feed or sitemap."),
        row(
            "announce",
            Flag,
            &[],
            "true: its title is announced before it is out; \"with-date\": its day too.",
        ),
        row("status", words(&["living", "finished", "superseded"]), &[], "Whether it is still worked on."),
        row("superseded_by", link(""), &[], "The document that takes its place."),
        row("changes", list(change), &[], "What was changed when."),
        row("canonical_url", Url, &["canonical", "canonicalURL"], "Where the original stands, if not here."),
        row("external_url", Url, &["link_to", "externalUrl"], "What a link post is about."),
        row(
            "image",
            picture,
            &["featured_image", "thumbnail", "cover", "cover.image", "images"],
            "A picture for lists and previews: a file, or { src, alt, caption, credit }.",
        ),
        row("lang", Text, &["language", "locale"], "Its language, such as en, if not the site's."),
        row("license", Text, &[], "Its licence, if not the site's."),
        row("content_note", Text, &[], "What a reader may want to know beforehand."),
        row(
            "feed_id",
            Text,
            &[],
            "A fixed id for feeds; imports write it so that readers see nothing twice.",
        ),
        row("newsletter", Flag, &[], "false: not in the newsletter."),
        row("search", Flag, &["in_search_index"], "false: search does not find it."),
        row("search_weight", Number, &[], "0.5 to 2: how much it counts in search."),
        row("toc", Flag, &[], "Whether it has a table of contents."),
        row("math", Flag, &[], "Whether `$…$` is mathematics."),
        row("smart", Flag, &[], "Whether quotes and dashes are made typographic."),
        row("html", words(&["trusted", "safe", "escape"]), &[], "Raw HTML; only stricter than the site's."),
        row("advice", Anything, &[], "\"off\", or { off = [\"rule\"] }: wording advice for this document."),
        row(
            "related",
            list(record(&[("to", link("")), ("why", Text)])),
            &[],
            "Documents to read next, each with the reason.",
        ),
        row("template", Text, &[], "A template by name, if it is not the kind's."),
        row("extra", Anything, &["params"], "A table of your own for templates; never checked."),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_fields() {
        let mut seen = BTreeMap::new();
        for common in fields() {
            for key in std::iter::once(&common.name).chain(common.synonyms) {
                assert_eq!(seen.insert(key.to_lowercase(), common.name), None, "{key}");
                assert!(!is_foreign(key), "{key} is read, and on the list of keys without meaning");
            }
        }
    }

    #[test]
    fn keys_are_found_in_any_case_but_names_are_exact() {
        assert_eq!(find("publishdate").map(|common| common.name), Some("publish_at"));
        assert_eq!(find("Cover.Image").map(|common| common.name), Some("image"));
        assert!(named("author").is_none());
        assert!(is_foreign("showToc") && is_foreign("linkTitle"));
    }
}
