//! The sitemap, its index and `robots.txt`: what search engines ask for first.
//!
//! Follows the sitemaps.org protocol. Which addresses stand in it, and the days they last changed,
//! is decided by the plan.

use crate::render::xml::Xml;

/// Addresses the protocol allows in one file. A site with more has several files and an index.
/// (Its other limit, 50 MB, is out of reach: that would take addresses of 1,000 bytes on average.)
pub const MOST_URLS: usize = 50_000;

const NAMESPACE: &[(&str, &str)] = &[("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9")];

/// One file: whole URLs, each with the day or instant it last changed, as it is to be printed.
/// The caller gives [`MOST_URLS`] at most.
pub fn write(urls: &[(String, Option<String>)]) -> String {
    list("urlset", "url", urls)
}

/// The index of several files, each with the newest `lastmod` in it.
pub fn write_index(sitemaps: &[(String, Option<String>)]) -> String {
    list("sitemapindex", "sitemap", sitemaps)
}

fn list(root: &str, item: &str, entries: &[(String, Option<String>)]) -> String {
    Xml::document(root, NAMESPACE, |xml| {
        for (url, changed) in entries {
            xml.element(item, &[], |xml| {
                xml.text("loc", &[], url);
                if let Some(changed) = changed {
                    xml.text("lastmod", &[], changed);
                }
            });
        }
    })
}

/// `robots.txt`: everything may be read, and here is the list of it.
pub fn robots(sitemap_url: &str) -> String {
    format!("User-agent: *\nDisallow:\n\nSitemap: {sitemap_url}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::xml::reading::read;

    #[test]
    fn every_address_comes_back_whole_and_in_order() {
        let urls = [
            ("https://ebb.example/a/?x=1&y=<2>".to_owned(), Some("2024-05-03".to_owned())),
            ("https://ebb.example/b/".to_owned(), None),
        ];
        for (text, root, item) in
            [(write(&urls), "urlset", "url"), (write_index(&urls), "sitemapindex", "sitemap")]
        {
            let sitemap = read(&text);
            assert_eq!(sitemap.name, root);
            assert_eq!(
                sitemap.attribute("xmlns"),
                Some("http://www.sitemaps.org/schemas/sitemap/0.9"),
                "{text}"
            );
            let back: Vec<_> = sitemap
                .all(item)
                .map(|url| {
                    (url.first("loc").text.clone(), url.all("lastmod").next().map(|node| node.text.clone()))
                })
                .collect();
            assert_eq!(back, urls);
        }
    }

    #[test]
    fn an_empty_sitemap_is_a_document_too() {
        assert_eq!(read(&write(&[])).name, "urlset");
    }
}
