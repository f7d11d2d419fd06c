//! The figures as a table in Markdown, each row beside what it should be.

use std::fmt::Write as _;

use crate::site::{Builds, Cost};

/// What was measured of one site.
#[derive(Default)]
pub struct Column {
    /// So many posts it has.
    pub posts: usize,
    /// Builds.
    pub builds: Option<Builds>,
    /// From a save to the served page, in seconds.
    pub saves: Vec<f64>,
    /// A build by Hugo.
    pub hugo: Option<Cost>,
}

/// A row: its name, its goal by the number of posts, and the figure.
type Row = (&'static str, fn(usize) -> &'static str, fn(&Column) -> Option<String>);

const ROWS: [Row; 14] = [
    ("from nothing, CPU", cold, |c| Some(seconds(c.builds?.cold.cpu))),
    ("… on the wall", none, |c| Some(seconds(c.builds?.cold.wall))),
    ("… peak of memory", peak, |c| Some(mebibytes(c.builds?.cold.peak))),
    ("… times the floor", none, |c| Some(format!("{:.1}", c.builds?.cold.cpu / c.builds?.floor))),
    ("nothing changed, CPU", same, |c| Some(seconds(c.builds?.same.cpu))),
    ("… on the wall", none, |c| Some(seconds(c.builds?.same.wall))),
    ("one text edited, CPU", body, |c| Some(seconds(c.builds?.body.cpu))),
    ("… on the wall", none, |c| Some(seconds(c.builds?.body.wall))),
    ("one title edited, CPU", none, |c| Some(seconds(c.builds?.title.cpu))),
    ("the template of all pieces edited, CPU", template, |c| {
        Some(format!(
            "{}, {:.0} %",
            seconds(c.builds?.template.cpu),
            100.0 * c.builds?.template.cpu / c.builds?.cold.cpu
        ))
    }),
    ("preview, from a save to the page: median", |_| "≤ 20 ms", |c| share(&c.saves, 0.5)),
    ("… 95 of 100", |_| "≤ 50 ms", |c| share(&c.saves, 0.95)),
    ("floor: reading and writing as much, CPU", none, |c| Some(seconds(c.builds?.floor))),
    ("Hugo from nothing, without an index: CPU, wall, peak", none, |c| {
        let hugo = c.hugo?;
        Some(format!("{}, {}, {}", seconds(hugo.cpu), seconds(hugo.wall), mebibytes(hugo.peak)))
    }),
];

/// The table: goals and figures, side by side for each size.
pub fn markdown(columns: &[Column], empty: Cost, machine: &str) -> String {
    let mut out = format!(
        "Measured on {machine}. A site of one page takes {:.0} ms of CPU time (goal: 50) and {}.\n\n|",
        empty.cpu * 1e3,
        mebibytes(empty.peak)
    );
    for column in columns {
        let _ = write!(out, " | goal | {} posts", column.posts);
    }
    let _ = writeln!(out, " |\n|---|{}", "---:|".repeat(columns.len() * 2));
    for (name, goal, figure) in &ROWS {
        let figures: Vec<Option<String>> = columns.iter().map(figure).collect();
        if figures.iter().all(Option::is_none) {
            continue;
        }
        let _ = write!(out, "| {name}");
        for (column, figure) in columns.iter().zip(figures) {
            let _ = write!(out, " | {} | {}", goal(column.posts), figure.unwrap_or_default());
        }
        out.push_str(" |\n");
    }
    for (column, builds) in columns.iter().filter_map(|column| Some((column, column.builds?))) {
        let _ = writeln!(
            out,
            "\n{} posts: {:.1} MB are read, {:.1} MB in {} files are written.",
            column.posts,
            builds.input as f64 / 1e6,
            builds.output as f64 / 1e6,
            builds.files
        );
    }
    out
}

fn none(_: usize) -> &'static str {
    ""
}

fn cold(posts: usize) -> &'static str {
    match posts {
        1_000 => "≤ 0.8 s",
        10_000 => "≤ 9 s",
        100_000 => "≤ 100 s",
        _ => "",
    }
}

fn peak(posts: usize) -> &'static str {
    match posts {
        10_000 => "≤ 300 MiB",
        100_000 => "≤ 2,560 MiB",
        _ => "",
    }
}

fn same(posts: usize) -> &'static str {
    if posts == 10_000 { "≤ 0.4 s" } else { "" }
}

fn body(posts: usize) -> &'static str {
    if posts == 10_000 { "≤ 0.6 s" } else { "" }
}

fn template(posts: usize) -> &'static str {
    if posts == 10_000 { "≤ 50 %" } else { "" }
}

fn share(times: &[f64], share: f64) -> Option<String> {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    let place = ((times.len() as f64 * share).ceil() as usize).saturating_sub(1);
    Some(format!("{:.0} ms", times.get(place)? * 1e3))
}

fn seconds(seconds: f64) -> String {
    format!("{seconds:.2} s")
}

fn mebibytes(bytes: f64) -> String {
    format!("{:.0} MiB", bytes / (1 << 20) as f64)
}
