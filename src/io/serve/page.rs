//! What the preview adds to pages on their way out, and the pages that are its own.
//!
//! Only responses are changed, never what is built: take the one line out, and the bytes are those
//! of `build`.

use super::live::OWN;
use crate::diagnostic::print::escape;

/// How much of a page is looked at for the mark of one that only leads elsewhere.
const HEAD: usize = 1 << 10;

/// The page, with the script that keeps it up to date. A page that only leads elsewhere stays as
/// it is, since it is gone at once.
pub(super) fn with_script(page: &[u8], id: &str) -> Vec<u8> {
    let head = &page[..page.len().min(HEAD)];
    if find(head, b"http-equiv=\"refresh\"").is_some() {
        return page.to_vec();
    }
    insert(page, b"</body>", &script(id))
}

fn script(id: &str) -> String {
    format!("<script src=\"{OWN}page.js\" data-build=\"{id}\" defer></script>")
}

/// The site's page for what is not there, with why it is not, or with what was perhaps meant: each
/// address as it is read and as it stands in a link.
pub(super) fn with_hint(page: &[u8], held: Option<&str>, near: &[(String, String)]) -> Vec<u8> {
    if held.is_none() && near.is_empty() {
        return page.to_vec();
    }
    let links: String = near
        .iter()
        .map(|(shown, link)| format!("<li><a href=\"{}\">{}</a></li>", escape(link), escape(shown)))
        .collect();
    let words = match held {
        Some(why) => format!("<p>{}</p>", escape(why)),
        None => format!("<p>The preview has no such address. Perhaps:</p><ul>{links}</ul>"),
    };
    let words = format!(
        "<aside class=\"retell-near\"><link rel=\"stylesheet\" href=\"{OWN}page.css\">{words}</aside>"
    );
    let before: &[u8] = if find(page, b"</main>").is_some() { b"</main>" } else { b"</body>" };
    insert(page, before, &words)
}

/// The whole page while there is no site to show.
pub(super) fn no_site(report: &str, totals: &str, id: &str) -> String {
    let inner = format!(
        "<h1>There is nothing to show yet</h1>\
         <p>This page goes over to the site by itself as soon as that can be built. Found: {}.</p>{report}",
        escape(totals)
    );
    own("Nothing to show yet", &inner, id)
}

/// The whole page where one of the site could not be made.
pub(super) fn unmade(path: &str, id: &str) -> String {
    let inner = format!(
        "<h1>This page could not be made</h1><p><code>{}</code> could be made when the site was built, and \
         cannot now. Perhaps a file was taken away; the next change builds everything anew.</p>",
        escape(path)
    );
    own("A page that could not be made", &inner, id)
}

/// The whole page for what is not there, of a site that has none of its own.
pub(super) fn nothing_there(id: &str) -> String {
    own("Not found", "<main><h1>Nothing stands at this address</h1></main>", id)
}

fn own(title: &str, inner: &str, id: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <link rel=\"stylesheet\" href=\"{OWN}page.css\">\n<body class=\"retell-page\">\n\
         <div class=\"report\">{inner}</div>\n{}</body>\n</html>\n",
        script(id)
    )
}

/// Puts words before the last place where `mark` stands, or at the end.
fn insert(page: &[u8], mark: &[u8], words: &str) -> Vec<u8> {
    let last = page.windows(mark.len()).rposition(|window| window.eq_ignore_ascii_case(mark));
    let at = last.unwrap_or(page.len());
    [&page[..at], words.as_bytes(), &page[at..]].concat()
}

fn find(page: &[u8], mark: &[u8]) -> Option<usize> {
    page.windows(mark.len()).position(|window| window.eq_ignore_ascii_case(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_comes_last_in_the_body_and_nothing_else_changes() {
        let page = b"<body><pre>&lt;/body> </BODY></pre></body></html>";
        let out = String::from_utf8(with_script(page, "a-1")).unwrap();
        let line = script("a-1");
        assert!(out.ends_with(&format!("</pre>{line}</body></html>")), "{out}");
        assert_eq!(out.replace(&line, "").as_bytes(), page);
        assert!(with_script(b"<p>no body", "a-1").ends_with(line.as_bytes()));
    }

    #[test]
    fn a_page_that_only_leads_elsewhere_stays_as_it_is() {
        let page = b"<head><meta http-equiv=\"refresh\" content=\"0; url=/x/\"></head><body></body>";
        assert_eq!(with_script(page, "a-1"), page);
    }

    #[test]
    fn addresses_in_the_box_are_escaped() {
        let near = [("/\"><script>".to_owned(), "/%22%3E&x".to_owned())];
        let out = String::from_utf8(with_hint(b"<main></main>", None, &near)).unwrap();
        assert!(!out.contains("<script>") && out.contains("&quot;&gt;&lt;script&gt;"), "{out}");
        assert!(out.contains("href=\"/%22%3E&amp;x\"") && out.ends_with("</aside></main>"), "{out}");
    }
}
