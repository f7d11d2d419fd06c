//! What a reader's browser does: `browser.mjs` opens the published site in Chromium and says the figures.

use std::path::Path;
use std::process::{Command, Stdio};

use serde::Deserialize;
use serde_json::json;

use crate::peer;
use crate::site::Site;

/// Of so many questions those are asked, each in a browser that has nothing in its cache, that have ten results.
const QUESTIONS: usize = 60;
/// How many questions of two words are typed letter by letter.
const TYPED: usize = 25;

/// The figures of both.
#[derive(Debug, Clone, Deserialize)]
pub struct Measured {
    /// Search as it is published.
    pub ours: Visit,
    /// Pagefind, if it was asked for.
    pub peer: Option<Visit>,
    /// How the pages were served.
    pub line: String,
}

/// What readers need, medians of several of them.
#[derive(Debug, Clone, Deserialize)]
pub struct Visit {
    /// What is sent until ten results stand there; without the page itself.
    pub first: Fetched,
    /// What one more query adds.
    pub second: Fetched,
    /// Milliseconds on a slow line, from the address with the query in it to the first result; the cache is empty.
    pub arrival: f64,
    /// The same from the last key, on the search page as it stands there before anything is typed.
    pub key: f64,
    /// Milliseconds that a query takes when all it needs is there: the middle one.
    pub usual: f64,
    /// One in twenty takes longer than this.
    pub rarely: f64,
    /// The slowest.
    pub slowest: f64,
}

/// What is sent, headers included.
#[derive(Debug, Clone, Deserialize)]
pub struct Fetched {
    /// In bytes.
    pub bytes: f64,
    /// How often something was asked for.
    pub requests: f64,
}

/// Opens the site in Chromium, and asks.
pub fn measured(site: &Site, with_peer: bool) -> Result<Measured, String> {
    let questions = site.questions(QUESTIONS + TYPED);
    let (asked, typed) = questions.split_at(QUESTIONS.min(questions.len()));
    let wishes = json!({
        "site": site.output(),
        "pagefind": with_peer.then(|| peer::output(site)),
        "asked": asked,
        "typed": typed,
    });
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/search/browser.mjs");
    let output = Command::new("node")
        .arg(script)
        .arg(wishes.to_string())
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("node cannot be run: {error}"))?;
    if !output.status.success() {
        return Err("the browser could not be measured".to_owned());
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("browser.mjs says: {error}"))
}
