//! Who may ask: the reader of this machine, and no page from elsewhere.
//!
//! Any website can make a browser send requests to `localhost`, and can give its own name this
//! machine's address. So a request must name the preview as its reader would, and what tells of
//! changes answers only to the preview's own pages.

use std::net::IpAddr;

use axum::http::header::{HOST, ORIGIN};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, Request, StatusCode};

/// The longest path and query that are read, in bytes.
const LONGEST: usize = 8 << 10;

/// The names under which the preview answers.
#[derive(Debug, Clone)]
pub(super) struct Hosts {
    bound: Option<String>,
    address: IpAddr,
}

/// Why a request is not answered: the status and a plain sentence.
pub(super) type Refusal = (StatusCode, String);

impl Hosts {
    pub(super) fn new(bound: Option<&str>, address: IpAddr) -> Hosts {
        Hosts { bound: bound.map(str::to_owned), address }
    }

    /// Whether a `Host` is one of ours, with any port.
    fn allow(&self, host: &str) -> bool {
        let Ok(authority) = host.parse::<Authority>() else { return false };
        if host.contains('@') {
            return false;
        }
        let name = authority.host();
        let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
        match bare.parse::<IpAddr>().map(|address| address.to_canonical()) {
            // Nobody can make a number mean another machine, so where all of this machine's
            // addresses are bound, any will do.
            Ok(address) => address.is_loopback() || address == self.address || self.address.is_unspecified(),
            Err(_) => {
                name.eq_ignore_ascii_case("localhost")
                    || self.bound.as_deref().is_some_and(|bound| bound.eq_ignore_ascii_case(name))
            }
        }
    }

    fn words(&self) -> String {
        let bound = self.bound.as_ref().map(|bound| format!(" and {bound}")).unwrap_or_default();
        format!(
            "This preview answers only to localhost{bound}. To read it under another name of this machine: retell serve --bind NAME"
        )
    }
}

/// Whether a request may be answered at all.
pub(super) fn check<B>(request: &Request<B>, hosts: &Hosts) -> Result<(), Refusal> {
    let mut named = request.headers().get_all(HOST).iter();
    let (Some(host), None) = (named.next(), named.next()) else {
        return Err((StatusCode::BAD_REQUEST, "A request has to name one host.".to_owned()));
    };
    if !host.to_str().is_ok_and(|host| hosts.allow(host)) {
        return Err((StatusCode::FORBIDDEN, hosts.words()));
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Err((StatusCode::METHOD_NOT_ALLOWED, "A preview is only read: GET or HEAD.".to_owned()));
    }
    if request.uri().authority().is_some() {
        return Err((StatusCode::BAD_REQUEST, "A preview is no proxy.".to_owned()));
    }
    if request.uri().path_and_query().is_none_or(|path| path.as_str().len() > LONGEST) {
        return Err((StatusCode::URI_TOO_LONG, "This address is too long.".to_owned()));
    }
    Ok(())
}

/// Whether what asks is a page of the preview itself, or no page at all.
pub(super) fn check_origin(headers: &HeaderMap) -> Result<(), Refusal> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?").to_owned());
    let site_is_ours =
        text("sec-fetch-site").is_none_or(|site| matches!(site.as_str(), "same-origin" | "none"));
    let own = text(HOST.as_str()).map(|host| format!("http://{host}"));
    let origin_is_ours =
        text(ORIGIN.as_str()).is_none_or(|origin| own.is_some_and(|own| own.eq_ignore_ascii_case(&origin)));
    if site_is_ours && origin_is_ours {
        return Ok(());
    }
    Err((StatusCode::FORBIDDEN, "Only pages of the preview itself are told what changes.".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_mean_this_machine_are_answered() {
        let private = Hosts::new(None, IpAddr::from([127, 0, 0, 1]));
        for host in [
            "localhost",
            "localhost:4747",
            "LOCALHOST:1",
            "127.0.0.1",
            "127.9.9.9:80",
            "[::1]:4747",
            "[::ffff:127.0.0.1]",
        ] {
            assert!(private.allow(host), "{host}");
        }
        for host in [
            "",
            ":",
            "evil.example",
            "evil.example:4747",
            "localhost.evil.example",
            "localhost@evil.example",
            "evil@localhost",
            "127.0.0.1.evil.example",
            "192.168.1.5",
            "0.0.0.0",
            "[::]",
            "localhost.",
            "[::1",
            "a b",
        ] {
            assert!(!private.allow(host), "{host}");
        }
        let named = Hosts::new(Some("desk.lan"), IpAddr::from([192, 168, 1, 5]));
        assert!(named.allow("Desk.lan:4747") && named.allow("192.168.1.5") && named.allow("localhost"));
        assert!(!named.allow("192.168.1.6") && !named.allow("other.lan"));
        let open = Hosts::new(Some("0.0.0.0"), IpAddr::from([0, 0, 0, 0]));
        assert!(open.allow("192.168.1.6:4747") && open.allow("[fe80::1]") && !open.allow("evil.example"));
    }
}
