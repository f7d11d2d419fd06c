//! What keeps open pages up to date: the files they load for it, and the stream of news.
//!
//! A browser opens six connections to a host at the most. So the pages of one browser share one
//! stream, in a shared worker; where there is none, only the page that is looked at has one. Each
//! piece of news says which build is shown, so one that was missed does no harm.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::WatchStream;

use super::{Preview, Shown};

/// Where the preview's own files are. No path of a site can have a colon, so this can hide none.
pub(super) const OWN: &str = "/:retell/";

/// A sign of life on a quiet stream; less than the time after which a connection counts as idle.
const PULSE: Duration = Duration::from_secs(4);
/// How soon a browser asks again when the preview is gone.
const RETRY: Duration = Duration::from_millis(500);

/// What a page of the preview loads, by name: its type and its text.
pub(super) fn file(name: &str) -> Option<(&'static str, &'static str)> {
    match name {
        "page.js" => Some(("text/javascript; charset=utf-8", include_str!("page.js"))),
        "stream.js" => Some(("text/javascript; charset=utf-8", include_str!("stream.js"))),
        "page.css" => Some(("text/css; charset=utf-8", include_str!("page.css"))),
        _ => None,
    }
}

/// Tells at once what is shown, and again whenever that changes.
pub(super) fn news(preview: &Preview) -> Response {
    let shown = WatchStream::new(preview.shown.subscribe());
    let events = shown.filter_map(|shown| shown.map(|shown| Ok::<Event, Infallible>(event(&shown))));
    Sse::new(events).keep_alive(KeepAlive::new().interval(PULSE)).into_response()
}

fn event(shown: &Arc<Shown>) -> Event {
    let Shown { id, report, follow, .. } = &**shown;
    let news = json!({
        "build": id,
        "errors": report.errors,
        "totals": report.totals,
        "report": report.html,
        "follow": follow,
    });
    Event::default().retry(RETRY).data(news.to_string())
}
