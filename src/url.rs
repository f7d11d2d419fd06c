//! Slugs and site addresses that cannot be malformed.
//!
//! A [`SitePath`] is an address inside the site, without the path of `base_url`; [`BaseUrl`] turns
//! it into what stands in a page (`href`) or in a feed (`absolute`). Which document has which
//! address is decided by the permalink patterns, far above. The one home of the `url`,
//! `percent-encoding` and `deunicode` crates.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use unicode_normalization::UnicodeNormalization;

/// What RFC 3986 does not allow to stand as it is in a path.
const NOT_IN_A_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'%')
    .add(b'\\')
    .add(b'^')
    .add(b'|')
    .add(b'[')
    .add(b']');

/// Bytes a path part may have: the least of the limits of common file systems, with room to spare.
const LONGEST_PART: usize = 200;

/// Names Windows keeps for devices, whatever follows after a dot.
const RESERVED: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Characters no part of an output path may hold, besides control characters and `/`.
const FORBIDDEN: [char; 8] = ['\\', ':', '*', '?', '"', '<', '>', '|'];

/// How slugs are derived: `slugs` in the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SlugStyle {
    /// Transliterated to ASCII: `Ærø` → `aero`.
    #[default]
    Ascii,
    /// Letters and digits of every script stay: `Ærø` → `ærø`.
    Unicode,
}

/// The slug of a file name, a term or a name: lower case, words parted by one `-`. Empty if the
/// text has no letter or digit. The slug of a slug is itself.
pub fn slug(text: &str, style: SlugStyle) -> String {
    let text: String = text.nfc().collect();
    let plain = match style {
        SlugStyle::Ascii => deunicode::deunicode(&text),
        SlugStyle::Unicode => text,
    };
    let mut slug = String::with_capacity(plain.len());
    for c in plain.chars().flat_map(char::to_lowercase) {
        // Combining marks belong to the letter before them.
        let kept =
            c.is_alphanumeric() || (!c.is_ascii() && unicode_normalization::char::is_combining_mark(c));
        if kept {
            slug.push(c);
        } else if c == '\'' || c == '\u{2019}' {
            // An apostrophe parts no words: "Ostrom's" is `ostroms`.
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    if slug.ends_with('-') {
        slug.pop();
    }
    slug.nfc().collect()
}

/// An address inside the site: begins with `/`, has no empty part, no `.` and no `..`; a page's
/// ends with `/`. Kept decoded and in Unicode's form NFC.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SitePath(Arc<str>);

impl SitePath {
    /// The address of the home page.
    pub fn root() -> SitePath {
        SitePath("/".into())
    }

    /// Reads an address as an author writes it: with or without slashes at its ends,
    /// percent-encoded or not. Without a dot in its last part it is a page's and gets a slash at
    /// its end. The error is one sentence's end: "it …".
    pub fn new(written: &str) -> Result<SitePath, String> {
        let decoded =
            percent_decode_str(written).decode_utf8().map_err(|_| "is not UTF-8 when decoded".to_owned())?;
        let decoded = composed(&decoded);
        let inside = decoded.strip_prefix('/').unwrap_or(&decoded);
        let folder = inside.ends_with('/');
        let inside = inside.strip_suffix('/').unwrap_or(inside);
        if inside.is_empty() {
            return Ok(SitePath::root());
        }
        check_path(inside)?;
        let last = inside.rsplit('/').next().unwrap_or(inside);
        let slash = if folder || !last.contains('.') { "/" } else { "" };
        Ok(SitePath(format!("/{inside}{slash}").into()))
    }

    /// The address of a file below the root, by its path and exactly as it is.
    pub fn file_at(path: &str) -> Result<SitePath, String> {
        let path = composed(path);
        check_path(&path)?;
        Ok(SitePath(format!("/{path}").into()))
    }

    /// The address decoded: `/stories/ærø/`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as it stands in a URL: `/stories/%C3%A6r%C3%B8/`.
    pub fn encoded(&self) -> String {
        utf8_percent_encode(&self.0, NOT_IN_A_PATH).to_string()
    }

    /// The address of something below this page: `/stories/` and `feed.xml`.
    pub fn join(&self, below: &str) -> Result<SitePath, String> {
        let slash = if self.0.ends_with('/') { "" } else { "/" };
        SitePath::new(&format!("{}{slash}{below}", self.0))
    }

    /// The path of the file that holds it: a page's is `index.html` in its folder.
    pub fn file(&self) -> String {
        let inside = &self.0[1..];
        if self.0.ends_with('/') { format!("{inside}index.html") } else { inside.to_owned() }
    }
}

impl fmt::Display for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Checks that every part of a path is a name that every file system takes and that leaves no
/// folder. The error is one sentence's end: "it …".
pub fn check_path(path: &str) -> Result<(), String> {
    path.split('/').try_for_each(check_part)
}

/// A text in Unicode's form NFC, in which all of ASCII is already.
pub fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

fn check_part(part: &str) -> Result<(), String> {
    let invisible = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if part.is_empty() {
        return Err("has an empty part".into());
    }
    if part == "." || part == ".." {
        return Err(format!("has the part `{part}`, which would leave its folder"));
    }
    if let Some(c) = part.chars().find(|c| FORBIDDEN.contains(c)) {
        return Err(format!("has the character `{c}`, which not every file system allows"));
    }
    if let Some(c) = part.chars().find(|c| invisible(*c)) {
        return Err(format!("has the invisible character U+{:04X}", c as u32));
    }
    if part.ends_with('.') || part.ends_with(' ') {
        return Err(format!("has the part `{part}`, which ends in a dot or a space"));
    }
    if part.len() > LONGEST_PART {
        return Err(format!("has a part of {} bytes; {LONGEST_PART} is the most", part.len()));
    }
    let stem = part.split('.').next().unwrap_or(part);
    if RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(stem)) {
        return Err(format!("has the part `{part}`, a name that Windows keeps for a device"));
    }
    Ok(())
}

/// The origin of a whole `http` or `https` URL, as browsers write it: `https://ebb.example`. None of a host
/// with signs that mean something where origins are listed: no real host has them.
pub fn origin(address: &str) -> Option<String> {
    let url = url::Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_*[]:".contains(&byte);
    url.host_str().filter(|host| host.bytes().all(plain))?;
    Some(url.origin().ascii_serialization())
}

/// Where the site stands: `https://u.github.io/repo/`, kept as its origin and its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    origin: String,
    host: String,
    path: String,
}

impl BaseUrl {
    /// Reads an `http` or `https` URL without query and fragment. The error is one sentence's end.
    pub fn parse(text: &str) -> Result<BaseUrl, String> {
        let url = url::Url::parse(text).map_err(|error| match error {
            url::ParseError::RelativeUrlWithoutBase => {
                "does not begin with `https://`; write it whole, like `https://ebb.example/`".to_owned()
            }
            error => format!("is no URL ({error}); write it whole, like `https://ebb.example/`"),
        })?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(format!("begins with `{}:`; a site is at `https:` or `http:`", url.scheme()));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("has a `?` or `#` part, which a site's address cannot have".into());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("holds a user name or password, which every page would show".into());
        }
        let host = url.host_str().unwrap_or_default().to_owned();
        let path = url.path().trim_end_matches('/').to_owned();
        Ok(BaseUrl { origin: url.origin().ascii_serialization(), host, path })
    }

    /// `https://example.invalid/`, a place that is never anyone's: until a site says where it is.
    pub fn unset() -> BaseUrl {
        let host = "example.invalid".to_owned();
        BaseUrl { origin: format!("https://{host}"), host, path: String::new() }
    }

    /// The host: `u.github.io`.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Its path without a slash at the end: `/repo`, or nothing.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Scheme, host and port: `https://u.github.io`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// A link to an address of the site, for its pages: `/repo/stories/`.
    pub fn href(&self, to: &SitePath) -> String {
        format!("{}{}", self.path, to.encoded())
    }

    /// The whole URL of an address of the site: `https://u.github.io/repo/stories/`.
    pub fn absolute(&self, to: &SitePath) -> String {
        format!("{}{}{}", self.origin, self.path, to.encoded())
    }

    /// The address inside the site that a link of one of its pages (as made by [`BaseUrl::href`])
    /// or a whole URL names, without query and fragment; `None` if it leads elsewhere.
    pub fn inside<'a>(&self, link: &'a str) -> Option<&'a str> {
        let path = if link.starts_with('/') && !link.starts_with("//") {
            link
        } else {
            link.strip_prefix(self.origin.as_str())?
        };
        let path = &path[..path.find(['?', '#']).unwrap_or(path.len())];
        path.strip_prefix(self.path.as_str()).filter(|rest| rest.starts_with('/'))
    }
}

/// Where a written link leads, by its form alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkForm {
    /// A scheme that pages may link to: `https`, `http`, `mailto`, `tel` and other harmless ones.
    External,
    /// `javascript:`, `vbscript:`, `data:`, however they are spelt.
    Dangerous,
    /// Without a scheme: a path, relative or from the root, perhaps only a fragment or a query.
    Local,
}

/// Tells the form of a link. Blanks and control characters inside a scheme are skipped, as
/// browsers do, so that `java\nscript:` is what it is.
pub fn link_form(link: &str) -> LinkForm {
    // Most links are paths, in which no scheme can hide.
    if !link.contains([':', '%']) {
        return if link.starts_with("//") { LinkForm::External } else { LinkForm::Local };
    }
    let decoded = percent_decode_str(link).decode_utf8_lossy();
    let visible =
        |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect() };
    for spelling in [visible(link), visible(&decoded)] {
        let scheme = spelling.split(':').next().unwrap_or_default().to_ascii_lowercase();
        if spelling.contains(':') && matches!(scheme.as_str(), "javascript" | "vbscript" | "data") {
            return LinkForm::Dangerous;
        }
    }
    if link.starts_with("//") {
        return LinkForm::External;
    }
    match link.split_once(':') {
        Some((scheme, _)) if is_scheme(scheme) => LinkForm::External,
        _ => LinkForm::Local,
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

/// The text with its percent-encoding undone, or as it is where that is no UTF-8.
pub fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), |decoded| decoded.into_owned())
}

/// The text with its percent-encoding undone; nothing if that is malformed or no UTF-8.
pub fn decode_exactly(text: &str) -> Option<String> {
    let is_pair =
        |after: &str| after.as_bytes().get(..2).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
    let decoded =
        text.split('%').skip(1).all(is_pair).then(|| percent_decode_str(text).decode_utf8().ok())??;
    Some(decoded.into_owned())
}

/// The whole URL that `link` means on a page whose whole URL is `base`; `None` if that is no URL.
pub fn join(base: &str, link: &str) -> Option<String> {
    url::Url::parse(base).ok()?.join(link).ok().map(String::from)
}

/// A path as it stands in a URL.
pub fn encode_path(path: &str) -> String {
    utf8_percent_encode(path, NOT_IN_A_PATH).to_string()
}

/// Keys and values as the query of a URL, as forms send them.
pub fn query(pairs: &[(&str, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// A written link with what no URL may hold percent-encoded, and all else as it was written: `%`,
/// letters of other scripts, the brackets around a host's numbers.
pub fn encode_link(link: &str) -> String {
    let host_end =
        link.find("//").map_or(0, |at| link[at + 2..].find('/').map_or(link.len(), |end| at + 2 + end));
    let mut out = String::with_capacity(link.len());
    for (at, c) in link.char_indices() {
        match c {
            ' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => {
                out.push_str(&format!("%{:02X}", c as u32))
            }
            '[' | ']' if at >= host_end => out.push_str(&format!("%{:02X}", c as u32)),
            c if c.is_ascii_control() => out.push_str(&format!("%{:02X}", c as u32)),
            c => out.push(c),
        }
    }
    out
}

/// Parts a link into what comes before its `?` or `#`, and that with the rest: `("/a/", "?q#b")`.
pub fn split_link(link: &str) -> (&str, &str) {
    link.split_at(link.find(['?', '#']).unwrap_or(link.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_has_only_what_a_url_may_have() {
        assert_eq!(
            encode_link("https://é.example/a b?x=[1]&y={<2>}|%20#'"),
            "https://é.example/a%20b?x=%5B1%5D&y=%7B%3C2%3E%7D%7C%20#'"
        );
    }

    #[test]
    fn slugs_are_words_and_hyphens_and_stay_as_they_are() {
        for (text, ascii, unicode) in [
            ("The Quiet Fix", "the-quiet-fix", "the-quiet-fix"),
            ("  C++ & you!  ", "c-you", "c-you"),
            ("Ostrom's Work", "ostroms-work", "ostroms-work"),
            ("Ærø–färja", "aero-farja", "ærø-färja"),
            ("---", "", ""),
        ] {
            assert_eq!(slug(text, SlugStyle::Ascii), ascii);
            assert_eq!(slug(text, SlugStyle::Unicode), unicode);
            assert_eq!(slug(ascii, SlugStyle::Ascii), ascii);
            assert_eq!(slug(unicode, SlugStyle::Unicode), unicode);
        }
    }

    #[test]
    fn a_link_holds_nothing_that_no_url_may_hold() {
        for (written, encoded) in [
            (
                "https://x.example/{{y}}?a=[1]&b=c d#e|f",
                "https://x.example/%7B%7By%7D%7D?a=%5B1%5D&b=c%20d#e%7Cf",
            ),
            ("https://[::1]:80/[x]", "https://[::1]:80/%5Bx%5D"),
            ("https://münchen.example/%20ä?q=%7B", "https://münchen.example/%20ä?q=%7B"),
            ("#more-of-ostrom's-work", "#more-of-ostrom's-work"),
        ] {
            assert_eq!(encode_link(written), encoded);
            assert_eq!(encode_link(encoded), encoded);
        }
    }

    #[test]
    fn an_address_is_read_as_authors_write_it() {
        for (written, path, file) in [
            ("/2021/12/20/x/", "/2021/12/20/x/", "2021/12/20/x/index.html"),
            ("about", "/about/", "about/index.html"),
            ("/old/page.html", "/old/page.html", "old/page.html"),
            ("/caf%C3%A9/", "/café/", "café/index.html"),
            ("/", "/", "index.html"),
        ] {
            let site = SitePath::new(written).unwrap();
            assert_eq!((site.as_str(), site.file().as_str()), (path, file));
        }
        for bad in ["/../x/", "../../x", "/a//b/", "/%2e%2e/x", "/a%00b", "/a\\b"] {
            assert!(SitePath::new(bad).is_err(), "{bad} passed");
        }
    }

    #[test]
    fn every_link_respects_the_base_path() {
        let base = BaseUrl::parse("https://u.github.io/repo/").unwrap();
        let page = SitePath::new("/stories/ærø/").unwrap();
        assert_eq!(base.href(&page), "/repo/stories/%C3%A6r%C3%B8/");
        assert_eq!(base.absolute(&page), "https://u.github.io/repo/stories/%C3%A6r%C3%B8/");
        assert_eq!(base.inside("/repo/stories/#a"), Some("/stories/"));
        assert_eq!(base.inside("https://u.github.io/repo/x"), Some("/x"));
        assert_eq!(base.inside("/repository/"), None);
    }

    #[test]
    fn a_dangerous_scheme_is_known_however_it_is_spelt() {
        for link in [
            "javascript:alert(1)",
            " JaVaScRiPt:x",
            "java\nscript:x",
            "javascript%3Aalert(1)",
            "data:text/html,x",
            "vbscript:x",
        ] {
            assert_eq!(link_form(link), LinkForm::Dangerous, "{link}");
        }
        assert_eq!(link_form("https://a.example/javascript:x"), LinkForm::External);
        assert_eq!(link_form("../essays/y.md#a"), LinkForm::Local);
        assert_eq!(link_form("14:02"), LinkForm::Local);
    }
}
