//! What the pages for newcomers and of what is announced show.

use serde::Serialize;

use super::DateView;

/// `start`: where newcomers begin. Only `start.html` is given it.
#[derive(Debug, Clone, Serialize)]
pub struct StartView {
    /// Whether a search finds it.
    pub searchable: bool,
    /// Its title.
    pub title: String,
    /// For whom it is, in a sentence; may be empty.
    pub summary: String,
    /// The text of `start.md`; may be empty.
    pub body_html: String,
    /// The ways in.
    pub doors: Vec<DoorView>,
    /// As in [`CardView`].
    pub held: &'static str,
}

/// One way in: whom it is for, and what to read then.
#[derive(Debug, Clone, Serialize)]
pub struct DoorView {
    /// "You were on call last night".
    pub title: String,
    /// Of a reading list, its page; else null.
    pub href: Option<String>,
    /// What to expect; may be empty.
    pub intro_html: String,
    /// What to read, in order.
    pub steps: Vec<StepView>,
    /// How long all of it takes; null if nothing is known of that.
    pub time: Option<TimeView>,
}

/// How long several things take together.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TimeView {
    /// The sum of what is known.
    pub minutes: f64,
    /// Whether of some of them it is not known.
    pub at_least: bool,
}

/// One thing to read.
#[derive(Debug, Clone, Serialize)]
pub struct StepView {
    /// Its title.
    pub title: String,
    /// Where it is, or null.
    pub href: Option<String>,
    /// The kind of a page, the type of a work; else empty.
    pub kind: String,
    /// How long it takes, or null.
    pub minutes: Option<f64>,
}

/// `upcoming`: what is announced and not out yet. Only `upcoming.html` is given it.
#[derive(Debug, Clone, Serialize)]
pub struct UpcomingView {
    /// Its title.
    pub title: String,
    /// What is to come: what has a day first, by that day.
    pub entries: Vec<AnnouncedView>,
}

/// All that is told of a piece before it is out.
#[derive(Debug, Clone, Serialize)]
pub struct AnnouncedView {
    /// Its title.
    pub title: String,
    /// The name of its kind.
    pub kind: String,
    /// Its day, if that is announced; else null.
    pub date: Option<DateView>,
}
