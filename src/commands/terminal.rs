//! What is printed where: findings to standard output, the rest to standard error, progress only
//! where someone watches.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anstream::AutoStream;

/// Before this time a build shows no progress: most are done.
const PATIENCE: Duration = Duration::from_millis(700);

/// Where a command speaks.
pub struct Terminal {
    /// Only findings are printed.
    pub quiet: bool,
    /// More is said.
    pub verbose: bool,
    begun: Instant,
    line: Mutex<usize>,
}

impl Terminal {
    /// The terminal of this process.
    pub fn new(quiet: bool, verbose: bool) -> Terminal {
        Terminal { quiet, verbose, begun: Instant::now(), line: Mutex::new(0) }
    }

    /// Whether standard output shows colours: a terminal, unless `NO_COLOR` says otherwise.
    pub fn colour(&self) -> bool {
        !matches!(AutoStream::choice(&std::io::stdout()), anstream::ColorChoice::Never)
    }

    /// How wide findings may be.
    pub fn width(&self) -> usize {
        std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(110)
    }

    /// Prints a result. A reader who has gone away, as `head` does, is no mistake.
    pub fn print(&self, text: &str) {
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }

    /// Says how it went, unless quiet.
    pub fn say(&self, text: &str) {
        if !self.quiet {
            self.clear();
            aside(&format!("{text}\n"));
        }
    }

    /// Says why the command cannot go on.
    pub fn fail(&self, text: &str) {
        self.clear();
        aside(&format!("error: {text}\n"));
    }

    /// Shows how far a long work is: only on a terminal, and only if it takes a while.
    pub fn progress(&self, done: usize, of: usize) {
        if self.quiet || !std::io::stderr().is_terminal() || self.begun.elapsed() < PATIENCE {
            return;
        }
        if let Ok(mut line) = self.line.try_lock() {
            let text = format!("{done} of {of} files");
            aside(&format!("\r{text:<width$}", width = *line));
            *line = text.len();
        }
    }

    /// Takes the progress away.
    fn clear(&self) {
        if let Ok(mut line) = self.line.lock()
            && *line > 0
        {
            aside(&format!("\r{:<width$}\r", "", width = *line));
            *line = 0;
        }
    }

    /// Seconds since the command began.
    pub fn seconds(&self) -> f64 {
        self.begun.elapsed().as_secs_f64()
    }
}

/// Writes beside the results. A terminal that has been closed is no reason to end: the preview may
/// still have readers.
fn aside(text: &str) {
    let mut err = std::io::stderr().lock();
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}
