//! What a page may fetch and do: its Content Security Policy (Level 3), and the headers that hosts
//! which read `_headers` send along.
//!
//! Nothing is allowed but what the site has: its own files, and the hosts whose pictures and
//! recordings its documents show. What stands in a page is run or styled only if it is the theme's own,
//! known by its hash ([`super::theme::Carriage`]), so words that somebody smuggled into one stay words.
//! What else a site wants, it says under `[security]`.

use std::collections::{BTreeMap, BTreeSet};

use super::scene::Scene;
use crate::config::Config;
use crate::corpus::Corpus;
use crate::corpus::episodes::Place;
use crate::plan::{MailPart, Recipe};
use crate::url;

/// How a picture's name ends.
const PICTURES: [&str; 8] = ["avif", "bmp", "gif", "jpeg", "jpg", "png", "svg", "webp"];
/// How a recording's name ends.
const RECORDINGS: [&str; 9] = ["flac", "m4a", "mp3", "mp4", "oga", "ogg", "opus", "wav", "webm"];

/// For a year: what is kept under a name that changes with its content.
const FOR_EVER: &str = "Cache-Control: public, max-age=31536000, immutable";

/// Permissions that no page of a site asks for.
const UNASKED: &str = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()";

/// The policy of all pages of a site; empty if it wants none.
pub fn of_site(config: &Config, corpus: &Corpus) -> String {
    if !config.security.policy {
        return String::new();
    }
    let mut more: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let scheme = config.base_url.origin().split(':').next().unwrap_or("https");
    let mut allow = |directive: &'static str, address: &str| {
        let whole =
            if address.starts_with("//") { format!("{scheme}:{address}") } else { address.to_owned() };
        if let Some(origin) = url::origin(&whole).filter(|origin| *origin != config.base_url.origin()) {
            more.entry(directive).or_default().insert(origin);
        }
    };
    let images = corpus.all_shown().filter_map(|document| document.meta.image.as_ref());
    let covers = config.shows.values().map(|show| show.image.as_str());
    let shown = images.map(|image| image.src.value.as_str()).chain(covers);
    for address in shown.chain(corpus.links.shown_elsewhere.iter().map(String::as_str)) {
        let path = address.split(['?', '#']).next().unwrap_or_default();
        let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        if !RECORDINGS.contains(&ending.as_str()) {
            allow("img-src", address);
        }
        if !PICTURES.contains(&ending.as_str()) {
            allow("media-src", address);
        }
    }
    for recording in corpus.episodes.recordings.values() {
        if let Place::Elsewhere(address) = &recording.at {
            allow("media-src", address);
        }
    }
    allow("form-action", &config.newsletter.form.action);
    // Who keeps recordings sends on to other hosts, and a policy looks at each of them: only the scheme is held.
    if let Some(origins) = more.get_mut("media-src") {
        *origins =
            origins.iter().filter_map(|origin| Some(format!("{}:", origin.split_once(':')?.0))).collect();
    }
    for (directive, sources) in &config.security.sources {
        more.entry(directive).or_default().extend(sources.iter().cloned());
    }
    let mut policy = "default-src 'none'".to_owned();
    for (directive, own) in [
        ("script-src", "'self'"),
        ("style-src", "'self'"),
        ("img-src", "'self' data:"),
        ("font-src", "'self'"),
        ("media-src", "'self'"),
        ("connect-src", "'self'"),
        ("manifest-src", "'self'"),
        ("frame-src", ""),
        ("form-action", "'self'"),
        ("base-uri", "'none'"),
    ] {
        let origins = more.get(directive);
        if own.is_empty() && origins.is_none() {
            continue;
        }
        policy.push_str("; ");
        policy.push_str(directive);
        if !own.is_empty() {
            policy.push(' ');
            policy.push_str(own);
        }
        for origin in origins.into_iter().flatten() {
            policy.push(' ');
            policy.push_str(origin);
        }
    }
    policy
}

/// `_headers`, as Netlify and Cloudflare Pages read it.
pub fn headers(scene: &Scene) -> String {
    let root = &scene.site.href;
    let mut out = format!("{root}*\n");
    let mut line = |words: &str| {
        out.push_str("  ");
        out.push_str(words);
        out.push('\n');
    };
    let policy = scene.theme.carriage.policy_of_all();
    if !policy.is_empty() {
        line(&format!("Content-Security-Policy: {policy}; frame-ancestors 'self'"));
    }
    line("X-Content-Type-Options: nosniff");
    line("X-Frame-Options: SAMEORIGIN");
    line("Referrer-Policy: strict-origin-when-cross-origin");
    line("Cross-Origin-Opener-Policy: same-origin");
    line(&format!("Permissions-Policy: {UNASKED}"));
    if scene.site.url.starts_with("https:") {
        line("Strict-Transport-Security: max-age=31536000");
    }
    // Mails carry their styles in themselves. Cloudflare adds up what several rules say, unless one takes the
    // others' word back; elsewhere the later rule counts.
    let is_mail = |recipe: &Recipe| matches!(recipe, Recipe::Mail(_, MailPart::Html));
    let mails = scene.plan.routes.values().filter(|route| is_mail(&route.recipe) && !policy.is_empty());
    let mails: BTreeSet<String> = mails.map(|route| any_edition(&scene.href(&route.address))).collect();
    for path in mails {
        out.push_str(&format!(
            "{path}\n  ! Content-Security-Policy\n  Content-Security-Policy: default-src 'none'; \
             img-src 'self' https: http: data:; style-src 'unsafe-inline'\n"
        ));
    }
    // What authors publish as it is was not made for the policy.
    let copied =
        |recipe: &Recipe| matches!(recipe, Recipe::Copy(file) if matches!(file.extension(), "html" | "htm"));
    for route in scene.plan.routes.values().filter(|route| copied(&route.recipe) && !policy.is_empty()) {
        let file = scene.href(&route.address);
        let folder = file.strip_suffix("index.html");
        for path in [Some(file.as_str()), folder].into_iter().flatten() {
            out.push_str(&format!(
                "{path}\n  ! Content-Security-Policy\n  Content-Security-Policy: frame-ancestors 'self'\n"
            ));
        }
    }
    let named_by_content =
        scene.plan.assets.iter().filter(|(name, _)| name.ends_with(".css") || name.ends_with(".js"));
    let mut for_ever: Vec<String> = named_by_content.map(|(_, address)| scene.href(address)).collect();
    for folder in ["f", "t"] {
        for_ever.extend(scene.plan.search.iter().map(|page| format!("{}{folder}/*", scene.href(page))));
    }
    for path in for_ever {
        out.push_str(&format!("{path}\n  {FOR_EVER}\n"));
    }
    out
}

/// The path of a mail with a placeholder for the folder it is in: hosts read only so many rules.
fn any_edition(path: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').collect();
    if let [_, _, .., folder, _] = parts.as_mut_slice() {
        *folder = ":edition";
    }
    parts.join("/")
}
