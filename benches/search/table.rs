//! The figures as a table in Markdown, each row beside what it should be.

use std::fmt::Write as _;

use crate::browser::{Measured, Visit};
use crate::index::Figures;
use crate::peer::Peer;
use crate::process::Cost;

/// What was measured of one site.
#[derive(Default)]
pub struct Column {
    /// So many posts it has.
    pub posts: usize,
    /// A build with search.
    pub build: Option<Cost>,
    /// A build without.
    pub without: Option<Cost>,
    /// The index alone.
    pub index: Option<Figures>,
    /// Pagefind.
    pub peer: Option<Peer>,
    /// In Chromium.
    pub browser: Option<Measured>,
}

/// A row: its name, its goal by the number of posts, ours, and Pagefind's.
type Row =
    (&'static str, fn(&Column) -> String, fn(&Column) -> Option<String>, fn(&Column) -> Option<String>);

const ROWS: [Row; 22] = [
    ("**Making it**", nothing, none, none),
    (
        "CPU of the index, texts ready, one thread",
        |c| format!("≤ {:.1} s", 0.5 * thousands(c)),
        |c| Some(seconds(c.index.as_ref()?.cold)),
        none,
    ),
    ("… taking the texts out of the documents", nothing, |c| Some(seconds(c.index.as_ref()?.texts)), none),
    (
        "CPU that search adds to `retell build`",
        nothing,
        |c| Some(seconds(c.build?.cpu - c.without?.cpu)),
        |c| Some(seconds(c.peer.as_ref()?.cost.cpu)),
    ),
    (
        "CPU of `retell build` with search",
        nothing,
        |c| Some(seconds(c.build?.cpu)),
        |c| Some(seconds(c.without?.cpu + c.peer.as_ref()?.cost.cpu)),
    ),
    (
        "CPU of the index after one edit",
        edit_goal,
        |c| Some(milliseconds(c.index.as_ref()?.edit * 1e3)),
        none,
    ),
    (
        "files that an edit changes",
        nothing,
        |c| {
            let index = c.index.as_ref()?;
            Some(format!("{:.0}, {}", index.edit_files, bytes(index.edit_bytes)))
        },
        none,
    ),
    (
        "memory of the index beside the texts",
        |c| format!("≤ {:.0} MB", 10.0 * thousands(c)),
        |c| Some(megabytes(c.index.as_ref()?.peak)),
        none,
    ),
    (
        "memory that search adds to `retell build`",
        nothing,
        |c| Some(megabytes(c.build?.peak - c.without?.peak)),
        none,
    ),
    (
        "peak of `retell build`; of Pagefind",
        |c| if c.posts == 10_000 { "≤ 315 MB".to_owned() } else { String::new() },
        |c| Some(megabytes(c.build?.peak)),
        |c| Some(megabytes(c.peer.as_ref()?.cost.peak)),
    ),
    ("**What lies on the host**", nothing, none, none),
    (
        "shards of words, of the text",
        |_| "≤ 8 %".to_owned(),
        |c| share(c, c.index.as_ref()?.words),
        |c| share(c, c.peer.as_ref()?.words),
    ),
    (
        "all of search, of the text",
        |_| "≤ 55 %".to_owned(),
        |c| {
            let index = c.index.as_ref()?;
            share(c, index.words + index.excerpts + index.lists + index.manifest)
        },
        |c| share(c, c.peer.as_ref()?.all),
    ),
    (
        "module with its page, compressed",
        |_| "≤ 8 KB".to_owned(),
        |c| Some(bytes(c.index.as_ref()?.module)),
        none,
    ),
    (
        "module and index without the texts",
        |c| if c.posts <= 24 { "≤ 15 KB".to_owned() } else { String::new() },
        |c| {
            let index = c.index.as_ref()?;
            Some(bytes(index.module + index.words + index.lists + index.manifest))
        },
        none,
    ),
    ("manifest, compressed", nothing, |c| Some(bytes(c.index.as_ref()?.manifest)), none),
    ("**In Chromium**", nothing, none, none),
    (
        "first query with ten results",
        first_goal,
        |c| ours(c, |visit| fetched(&visit.first)),
        |c| theirs(c, |visit| fetched(&visit.first)),
    ),
    (
        "second query",
        |c| if c.posts <= 10_000 { "≤ 60 KB".to_owned() } else { String::new() },
        |c| ours(c, |visit| fetched(&visit.second)),
        |c| theirs(c, |visit| fetched(&visit.second)),
    ),
    (
        "slow line, address to first result",
        slow_goal,
        |c| ours(c, |visit| seconds(visit.arrival / 1e3)),
        |c| theirs(c, |visit| seconds(visit.arrival / 1e3)),
    ),
    (
        "slow line, last key to first result",
        slow_goal,
        |c| ours(c, |visit| seconds(visit.key / 1e3)),
        |c| theirs(c, |visit| seconds(visit.key / 1e3)),
    ),
    (
        "a query, data loaded: median, 95 of 100, slowest",
        |c| if c.posts <= 10_000 { "≤ 30 ms".to_owned() } else { String::new() },
        |c| ours(c, query),
        |c| theirs(c, query),
    ),
];

/// The table: goals, ours and Pagefind's, side by side for each size.
pub fn markdown(columns: &[Column], machine: &str) -> String {
    let peer = columns.iter().any(|column| column.peer.is_some());
    let mut out = format!("Measured on {machine}.\n\n|");
    for column in columns {
        let posts = grouped(column.posts);
        let _ = write!(out, " | goal | {posts} posts");
        if peer {
            out.push_str(" | Pagefind");
        }
    }
    let width = columns.len() * if peer { 3 } else { 2 };
    let _ = writeln!(out, " |\n|---|{}", "---:|".repeat(width));
    for (name, goal, ours, theirs) in &ROWS {
        let cells: Vec<[String; 3]> = columns
            .iter()
            .map(|column| {
                let figures = [ours(column), theirs(column)].map(Option::unwrap_or_default);
                let [ours, theirs] = figures;
                [goal(column), ours, theirs]
            })
            .collect();
        let is_heading = name.starts_with("**");
        if !is_heading && cells.iter().all(|[_, ours, theirs]| ours.is_empty() && theirs.is_empty()) {
            continue;
        }
        let _ = write!(out, "| {name}");
        for cell in &cells {
            for figure in &cell[..if peer { 3 } else { 2 }] {
                let _ = write!(out, " | {figure}");
            }
        }
        out.push_str(" |\n");
    }
    if let Some(line) = columns.iter().find_map(|column| Some(&column.browser.as_ref()?.line)) {
        let _ = writeln!(out, "\nPages were served over {line}.");
    }
    out
}

fn nothing(_: &Column) -> String {
    String::new()
}

fn none(_: &Column) -> Option<String> {
    None
}

fn ours(column: &Column, figure: fn(&Visit) -> String) -> Option<String> {
    Some(figure(&column.browser.as_ref()?.ours))
}

fn theirs(column: &Column, figure: fn(&Visit) -> String) -> Option<String> {
    Some(figure(column.browser.as_ref()?.peer.as_ref()?))
}

fn thousands(column: &Column) -> f64 {
    column.posts as f64 / 1_000.0
}

fn edit_goal(column: &Column) -> String {
    match column.posts {
        0..=1_000 => "≤ 50 ms".to_owned(),
        1_001..=10_000 => "≤ 250 ms".to_owned(),
        _ => String::new(),
    }
}

fn first_goal(column: &Column) -> String {
    match column.posts {
        0..=1_000 => "≤ 60 KB".to_owned(),
        1_001..=10_000 => "≤ 75 KB".to_owned(),
        100_000 => "≤ 200 KB".to_owned(),
        _ => String::new(),
    }
}

fn slow_goal(column: &Column) -> String {
    if column.posts <= 10_000 { "≤ 1.2 s".to_owned() } else { String::new() }
}

fn share(column: &Column, size: f64) -> Option<String> {
    Some(format!("{:.1} %", 100.0 * size / column.index.as_ref()?.text))
}

fn fetched(what: &crate::browser::Fetched) -> String {
    format!("{}, {} requests", bytes(what.bytes), what.requests)
}

fn query(visit: &Visit) -> String {
    format!("{:.1}, {:.0}, {:.0} ms", visit.usual, visit.rarely, visit.slowest)
}

fn seconds(seconds: f64) -> String {
    format!("{seconds:.2} s")
}

fn milliseconds(milliseconds: f64) -> String {
    format!("{milliseconds:.0} ms")
}

/// In thousands, as the goals are.
fn bytes(bytes: f64) -> String {
    format!("{:.1} KB", bytes / 1e3)
}

fn megabytes(bytes: f64) -> String {
    format!("{:.0} MB", bytes / 1e6)
}

/// `10 000`, with a narrow space that does not break.
fn grouped(number: usize) -> String {
    if number < 1_000 {
        number.to_string()
    } else {
        format!("{}\u{202f}{:03}", number / 1_000, number % 1_000)
    }
}
