//! From the path of a request to a path of the site, and back. The file system is never asked.

use std::collections::BTreeSet;

use crate::diagnostic::nearest_within;
use crate::output::OutputPath;
use crate::url::{decode_exactly, encode_path};

/// How many addresses a page for what is not there proposes.
const MOST_NEAR: usize = 4;

/// What a request's path means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A file of the site.
    File(OutputPath),
    /// A file of the site perhaps: what is made later says so.
    Perhaps(OutputPath),
    /// Another address, encoded, under which it stands.
    Elsewhere(String),
    /// Nothing; the decoded path inside the site.
    Nothing(String),
    /// No path that any site could have.
    Malformed,
}

/// Finds what stands at the path of a request, among the paths of a site whose base URL has the
/// path `base`, and those that `may_come` later.
pub(super) fn find(
    path: &str,
    base: &str,
    paths: &BTreeSet<OutputPath>,
    may_come: &dyn Fn(&OutputPath) -> bool,
) -> Found {
    let Some(decoded) = decode_exactly(path).filter(|path| path.starts_with('/') && !path.contains('\0'))
    else {
        return Found::Malformed;
    };
    let inside = match decoded.strip_prefix(base) {
        Some("") => return Found::Elsewhere(encode_path(&format!("{base}/"))),
        Some(inside) if inside.starts_with('/') => &inside[1..],
        _ if decoded == "/" => return Found::Elsewhere(encode_path(&format!("{base}/"))),
        _ => return Found::Nothing(decoded),
    };
    let file = |path: &str| OutputPath::new(path).ok().filter(|path| paths.contains(path));
    let asked = if inside.is_empty() || inside.ends_with('/') {
        file(&format!("{inside}index.html"))
    } else {
        file(inside)
    };
    if let Some(path) = asked {
        return Found::File(path);
    }
    if let Some(page) = file(&format!("{inside}/index.html")) {
        return Found::Elsewhere(address(&page, base));
    }
    match OutputPath::new(inside).ok().filter(may_come) {
        Some(path) => Found::Perhaps(path),
        None => Found::Nothing(format!("/{inside}")),
    }
}

/// The address of a file of the site, as it stands in a link.
fn address(path: &OutputPath, base: &str) -> String {
    encode_path(&format!("{base}/{}", shown(path)))
}

/// The path as readers know it: without the `index.html` of a page.
fn shown(path: &OutputPath) -> &str {
    let path = path.as_str();
    match path.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
        _ => path,
    }
}

/// The addresses of pages most like one that is not there, best first: each as it is read, and as
/// it stands in a link.
pub(super) fn near(wrong: &str, base: &str, paths: &BTreeSet<OutputPath>) -> Vec<(String, String)> {
    let pages: Vec<&OutputPath> =
        paths.iter().filter(|path| path.as_str().ends_with(".html") && path.as_str() != "404.html").collect();
    let wrong = wrong.trim_matches('/').trim_end_matches("index.html").trim_end_matches(".html");
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let mut found: Vec<&OutputPath> = Vec::new();
    // The right name in another folder comes first: pages are moved more often than misspelt.
    let moved =
        pages.iter().filter(|page| !wrong.is_empty() && name(shown(page).trim_matches('/')) == name(wrong));
    found.extend(moved.copied().take(MOST_NEAR));
    let mut left: Vec<(&str, &OutputPath)> = pages
        .iter()
        .filter(|page| !found.contains(page))
        .map(|page| (shown(page).trim_matches('/'), *page))
        .collect();
    let limit = (wrong.chars().count() / 3).max(3);
    while found.len() < MOST_NEAR
        && let Some(nearest) = nearest_within(limit, wrong, left.iter().map(|(path, _)| *path))
        && let Some(at) = left.iter().position(|(path, _)| *path == nearest)
    {
        found.push(left.remove(at).1);
    }
    found.into_iter().map(|path| (format!("{base}/{}", shown(path)), address(path, base))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths() -> BTreeSet<OutputPath> {
        let all = [
            "index.html",
            "404.html",
            "stories/index.html",
            "stories/ferry/index.html",
            "caf\u{e9}/a b.png",
            "feed.xml",
        ];
        all.map(|path| OutputPath::new(path).unwrap()).into()
    }

    fn found(path: &str, base: &str) -> String {
        match find(path, base, &paths(), &|path| path.as_str().starts_with("search/")) {
            Found::File(path) => path.to_string(),
            Found::Perhaps(path) => format!("perhaps {path}"),
            Found::Elsewhere(address) => format!("-> {address}"),
            Found::Nothing(path) => format!("nothing at {path}"),
            Found::Malformed => "malformed".to_owned(),
        }
    }

    #[test]
    fn a_path_is_looked_up_among_the_addresses_and_nowhere_else() {
        for (path, expected) in [
            ("/", "index.html"),
            ("/index.html", "index.html"),
            ("/stories/ferry/", "stories/ferry/index.html"),
            ("/stories/ferry", "-> /stories/ferry/"),
            ("/caf%C3%A9/a%20b.png", "caf\u{e9}/a b.png"),
            ("/cafe%CC%81/a%20b.png", "caf\u{e9}/a b.png"),
            ("/feed.xml/", "nothing at /feed.xml/"),
            ("/search/t/ab.bin", "perhaps search/t/ab.bin"),
            ("/search/../x", "nothing at /search/../x"),
            ("/../../etc/passwd", "nothing at /../../etc/passwd"),
            ("/..%2f..%2fetc/passwd", "nothing at /../../etc/passwd"),
            ("//stories/ferry", "nothing at //stories/ferry"),
            ("/stories\\ferry", "nothing at /stories\\ferry"),
            ("/%00", "malformed"),
            ("/%ff", "malformed"),
            ("/%c0%ae%c0%ae/", "malformed"),
            ("/%zz", "malformed"),
            ("/%2", "malformed"),
            ("*", "malformed"),
            ("", "malformed"),
        ] {
            assert_eq!(found(path, ""), expected, "{path}");
        }
    }

    #[test]
    fn a_site_in_a_folder_stands_at_the_same_path_as_it_will() {
        for (path, expected) in [
            ("/", "-> /my%20repo/"),
            ("/my%20repo", "-> /my%20repo/"),
            ("/my%20repo/", "index.html"),
            ("/my%20repo/stories", "-> /my%20repo/stories/"),
            ("/my%20reports/", "nothing at /my reports/"),
            ("/stories/", "nothing at /stories/"),
        ] {
            assert_eq!(found(path, "/my repo"), expected, "{path}");
        }
    }

    #[test]
    fn what_is_not_there_names_what_was_perhaps_meant() {
        let near =
            |wrong| near(wrong, "/r", &paths()).into_iter().map(|(shown, _)| shown).collect::<Vec<_>>();
        assert_eq!(near("/storys/fery/"), ["/r/stories/ferry/"]);
        assert_eq!(near("/essays/ferry/"), ["/r/stories/ferry/"]);
        assert_eq!(near("/nothing-like-it-at-all/whatsoever/"), [""; 0]);
        assert_eq!(near("/"), [""; 0]);
    }
}
