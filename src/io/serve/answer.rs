//! Answers one request: whether at all, with what, and with which headers.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderName, HeaderValue, Request, StatusCode};
use axum::response::{IntoResponse, Response};
use mime_guess::{Mime, mime};
use tower_http::services::ServeFile;

use super::address::{self, Found};
use super::connections::Line;
use super::guard::{self, Hosts, Refusal};
use super::live::{self, OWN};
use super::{Good, Preview, Shown, page};
use crate::io::disk::{Sort, facts, open_regular};
use crate::output::{Artifact, OutputPath, Unmade};

const HTML: &str = "text/html; charset=utf-8";
/// How far into a file of XML is looked for what it is.
const HEAD: usize = 512;

/// What answering needs.
#[derive(Clone)]
pub(super) struct Desk {
    pub(super) preview: Arc<Preview>,
    pub(super) hosts: Arc<Hosts>,
}

/// Answers a request.
pub(super) async fn answer(
    State(desk): State<Desk>,
    ConnectInfo(line): ConnectInfo<Line>,
    request: Request<Body>,
) -> Response {
    line.answering(true);
    let answered = match guard::check(&request, &desk.hosts) {
        Ok(()) => respond(&desk, request).await,
        Err(refusal) => refused(refusal),
    };
    line.answering(false);
    finished(answered)
}

/// What every answer says.
fn finished(mut response: Response) -> Response {
    let always = [
        ("x-content-type-options", "nosniff"),
        // Pages of other ports of this machine are other people's, too.
        ("cross-origin-resource-policy", "same-origin"),
        ("referrer-policy", "same-origin"),
    ];
    let headers = response.headers_mut();
    for (name, value) in always {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

fn refused((status, sentence): Refusal) -> Response {
    let mut response =
        (status, [(CONTENT_TYPE, "text/plain; charset=utf-8")], format!("{sentence}\n")).into_response();
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    response
}

async fn respond(desk: &Desk, request: Request<Body>) -> Response {
    if let Some(name) = request.uri().path().strip_prefix(OWN) {
        if let Err(refusal) = guard::check_origin(request.headers()) {
            return refused(refusal);
        }
        if name == "news" {
            return live::news(&desk.preview);
        }
        return match live::file(name) {
            Some((kind, text)) => ([(CONTENT_TYPE, kind)], text).into_response(),
            None => refused((StatusCode::NOT_FOUND, "The preview has no such file.".to_owned())),
        };
    }
    let mut news = desk.preview.shown.subscribe();
    // While the first site is being built, requests wait for it.
    let shown = match news.wait_for(Option::is_some).await.map(|shown| shown.clone()) {
        Ok(Some(shown)) => shown,
        _ => return refused((StatusCode::SERVICE_UNAVAILABLE, "The preview is ending.".to_owned())),
    };
    let Some(site) = shown.site.clone() else {
        let report = &shown.report;
        let page = page::no_site(&report.html, &report.totals, &shown.id);
        return html(StatusCode::SERVICE_UNAVAILABLE, page.into_bytes());
    };
    let path = request.uri().path().to_owned();
    match address::find(&path, &site.base, &site.paths, &|path| site.output.may_come_later(path)) {
        Found::File(path) => file(&shown, &site, path, request).await,
        Found::Perhaps(path) => match comes_later(&site, path.clone()).await {
            Some(true) => file(&shown, &site, path, request).await,
            Some(false) => nothing(&shown, &site, format!("/{path}")).await,
            None => unmade(&shown, &path),
        },
        Found::Elsewhere(mut address) => {
            if let Some(query) = request.uri().query() {
                address.push('?');
                address.push_str(query);
            }
            (StatusCode::PERMANENT_REDIRECT, [(LOCATION, address)]).into_response()
        }
        Found::Nothing(wrong) => nothing(&shown, &site, wrong).await,
        Found::Malformed => refused((StatusCode::BAD_REQUEST, "This is no address.".to_owned())),
    }
}

/// What stands at one path of the site, made on a thread where nobody waits for it.
async fn made(site: &Arc<Good>, path: OutputPath) -> Option<Artifact> {
    let site = Arc::clone(site);
    let make = move || match site.output.artifact(&path).ok()? {
        Artifact::Picture(picture) if is_fit(&picture.from) => {
            site.workshop.make(&picture, open_regular).ok().map(Artifact::Bytes)
        }
        Artifact::Picture(_) => None,
        artifact => Some(artifact),
    };
    tokio::task::spawn_blocking(make).await.ok().flatten()
}

/// Whether a path is one of those that are made later; nothing if they cannot be made.
async fn comes_later(site: &Arc<Good>, path: OutputPath) -> Option<bool> {
    let site = Arc::clone(site);
    // Asked for rather than looked up: to list all names for each of the many files of a query takes longer.
    let known = move || match site.output.artifact(&path) {
        Ok(_) => Some(true),
        Err(Unmade) => site.output.later().ok().map(|paths| paths.contains(&path)),
    };
    tokio::task::spawn_blocking(known).await.ok().flatten()
}

async fn file(shown: &Shown, site: &Arc<Good>, path: OutputPath, request: Request<Body>) -> Response {
    match made(site, path.clone()).await {
        Some(Artifact::Bytes(bytes)) => {
            let kind = kind_of(path.as_str(), &bytes);
            if kind == HTML {
                return html(StatusCode::OK, page::with_script(&bytes, &shown.id));
            }
            ([(CONTENT_TYPE, kind)], bytes.to_vec()).into_response()
        }
        Some(Artifact::Copy(real)) => {
            copied(path.as_str(), real, request).await.unwrap_or_else(|| unmade(shown, &path))
        }
        Some(Artifact::Picture(_)) | None => unmade(shown, &path),
    }
}

fn unmade(shown: &Shown, path: &OutputPath) -> Response {
    html(StatusCode::INTERNAL_SERVER_ERROR, page::unmade(path.as_str(), &shown.id).into_bytes())
}

/// A file of the sources, if the path still leads to a regular file there and not elsewhere.
async fn copied(path: &str, real: PathBuf, request: Request<Body>) -> Option<Response> {
    let looked = real.clone();
    let fit = tokio::task::spawn_blocking(move || is_fit(&looked)).await;
    if !fit.unwrap_or(false) {
        return None;
    }
    let kind: Mime = kind_of(path, &[]).parse().unwrap_or(mime::APPLICATION_OCTET_STREAM);
    let mut response = ServeFile::new_with_mime(real, &kind).try_call(request).await.ok()?.map(Body::new);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Some(response)
}

/// Whether a path is what it was when the sources were read: a regular file behind no link.
fn is_fit(real: &Path) -> bool {
    let regular = matches!(facts(real), Ok(Some(facts)) if facts.sort == Sort::File);
    regular && real.canonicalize().is_ok_and(|now| now == real)
}

async fn nothing(shown: &Shown, site: &Arc<Good>, wrong: String) -> Response {
    let (own, id) = (Arc::clone(site), shown.id.clone());
    // Of a large site every address is compared with the wrong one; nobody else waits for that.
    let page = tokio::task::spawn_blocking(move || page_for_nothing(&own, &wrong, &id)).await;
    html(StatusCode::NOT_FOUND, page.unwrap_or_else(|_| page::nothing_there(&shown.id).into_bytes()))
}

/// The site's own page for what is not there, with what was perhaps meant.
fn page_for_nothing(site: &Good, wrong: &str, id: &str) -> Vec<u8> {
    let own = OutputPath::new("404.html").ok().filter(|path| site.paths.contains(path));
    let page = match own.and_then(|path| site.output.artifact(&path).ok()) {
        Some(Artifact::Bytes(bytes)) => page::with_script(&bytes, id),
        _ => page::nothing_there(id).into_bytes(),
    };
    let held = site.held.get(wrong.trim_matches('/'));
    // Who asks for a text that is held back has misspelt nothing.
    let near = if held.is_some() { Vec::new() } else { address::near(wrong, &site.base, &site.paths) };
    page::with_hint(&page, held.map(String::as_str), &near)
}

fn html(status: StatusCode, page: Vec<u8>) -> Response {
    (status, [(CONTENT_TYPE, HTML)], page).into_response()
}

/// The `Content-Type` of a file, by its name; of XML, by its first bytes too.
fn kind_of(path: &str, bytes: &[u8]) -> String {
    let head = &bytes[..bytes.len().min(HEAD)];
    if path.ends_with(".xml") {
        let is_feed = head.windows(5).any(|window| window == b"<feed");
        return format!("application/{}; charset=utf-8", if is_feed { "atom+xml" } else { "xml" });
    }
    let mime = mime_guess::from_path(path).first_or_octet_stream();
    let is_text = mime.type_() == mime::TEXT
        || mime.suffix().is_some_and(|suffix| suffix == mime::XML || suffix == mime::JSON)
        || mime.subtype() == mime::JSON
        || mime.subtype() == mime::JAVASCRIPT;
    if is_text { format!("{}; charset=utf-8", mime.essence_str()) } else { mime.essence_str().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_what_their_names_say() {
        for (path, bytes, expected) in [
            ("stories/index.html", "", HTML),
            ("style.css", "", "text/css; charset=utf-8"),
            ("app.js", "", "text/javascript; charset=utf-8"),
            ("robots.txt", "", "text/plain; charset=utf-8"),
            ("favicon.svg", "", "image/svg+xml; charset=utf-8"),
            ("quay.png", "", "image/png"),
            ("talk.mp3", "", "audio/mpeg"),
            ("data.json", "", "application/json; charset=utf-8"),
            (
                "feed.xml",
                "<?xml version=\"1.0\"?>\n<feed xmlns=\"x\">",
                "application/atom+xml; charset=utf-8",
            ),
            ("sitemap.xml", "<urlset>", "application/xml; charset=utf-8"),
            ("events/calendar.ics", "", "text/calendar; charset=utf-8"),
            ("CNAME", "", "application/octet-stream"),
        ] {
            assert_eq!(kind_of(path, bytes.as_bytes()), expected, "{path}");
        }
    }
}
