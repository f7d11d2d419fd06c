//! The preview's server: what stands at an address of the site, to this machine alone.
//!
//! It looks requests up among the addresses of a finished site, never in a folder, and tells open
//! pages when there is a newer one. When to build, and what is printed, is left to the command.
//! The one home of `axum`, `tower-http`, `tokio`, `tokio-stream` and `mime_guess`.

mod address;
mod answer;
mod connections;
mod door;
mod guard;
mod live;
mod page;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;
use std::time::SystemTime;

use axum::Router;
use tokio::sync::{oneshot, watch};

use crate::io::pictures::Workshop;
use crate::output::{Output, OutputPath};
use crate::url::decode_exactly;

pub use door::{Door, NoDoor};

/// Threads that make pages; more requests wait.
const MAKERS: usize = 8;
/// Their stacks, in bytes: templates may nest deeply.
const STACK: usize = 16 << 20;

/// What was found in the sources, as pages of the preview show it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The findings, as safe HTML.
    pub html: String,
    /// How many there are: "2 errors, 1 warning".
    pub totals: String,
    /// How many of them keep the site from being shown as it is.
    pub errors: usize,
}

/// What the preview shows at present, and who may see it.
pub struct Preview {
    session: String,
    workshop: Arc<Workshop>,
    shown: watch::Sender<Option<Arc<Shown>>>,
}

/// What is shown between two builds.
#[derive(Clone)]
struct Shown {
    site: Option<Arc<Good>>,
    /// The one before, while it is not certain that every page of this one can be made.
    before: Option<Arc<Good>>,
    report: Report,
    /// Where open pages are to go, as an address on this server.
    follow: Option<String>,
    /// Counts what a page would have to be loaded again for.
    build: u64,
    /// The same, unlike that of any other run of the program.
    id: String,
}

/// A site of which every page can be made.
struct Good {
    output: Arc<dyn Output + Send + Sync>,
    workshop: Arc<Workshop>,
    paths: BTreeSet<OutputPath>,
    /// The path of its base URL, decoded and without a slash at the end: `/repo`, or nothing.
    base: String,
    held: Held,
}

/// A site that is to be shown.
pub struct Next {
    /// Its pages.
    pub output: Arc<dyn Output + Send + Sync>,
    /// The path of its base URL, as it stands there.
    pub base: String,
    /// What stands at no address, and why.
    pub held: Held,
    /// Where open pages are to go, as a link from the root of the server.
    pub follow: Option<String>,
}

/// What stands at no address yet, or no more: by the path where it will stand, without slashes at
/// its ends, why not, in a sentence.
pub type Held = BTreeMap<String, String>;

impl Preview {
    /// A preview that shows nothing yet. `workshop` makes the pictures of its sites.
    pub fn new(workshop: Workshop) -> Preview {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let session = format!("{:x}", since.as_nanos());
        Preview { session, workshop: Arc::new(workshop), shown: watch::channel(None).0 }
    }

    /// Shows a site from now on, and what was found in its sources.
    pub fn show(&self, next: Next, report: Report) {
        let Next { output, base, held, follow } = next;
        let paths = output.paths().into_iter().collect();
        let base = decode_exactly(&base).unwrap_or(base);
        let good = Good { output, workshop: Arc::clone(&self.workshop), paths, base, held };
        self.replace(Some(Arc::new(good)), false, report, follow);
    }

    /// Says what is wrong, over the site that was shown last.
    pub fn report(&self, report: Report) {
        self.replace(None, false, report, None);
    }

    /// The site that is shown is whole: the one before it is not needed any more.
    pub fn confirm(&self) {
        // What is not needed any more ends with this, when nobody waits: of many pages that takes a while.
        let mut past = None;
        self.shown.send_if_modified(|shown| {
            if let Some(shown) = shown {
                past = Some(Arc::clone(shown));
                *shown = Arc::new(Shown { before: None, ..Shown::clone(shown) });
            }
            // Nobody has to hear of it.
            false
        });
        drop(past);
    }

    /// The site that is shown is not whole: the one before it is shown again, with what is wrong.
    pub fn take_back(&self, report: Report) {
        let before = self.shown.borrow().as_ref().and_then(|shown| shown.before.clone());
        self.replace(before, true, report, None);
    }

    fn replace(&self, new: Option<Arc<Good>>, is_whole: bool, report: Report, follow: Option<String>) {
        // Ends when nobody waits.
        let mut past = None;
        self.shown.send_modify(|shown| {
            let (last, before) = match shown {
                Some(shown) => (shown.site.clone(), shown.build),
                None => (None, 0),
            };
            // Where no page was, each new report is a new page.
            let build = if new.is_some() || last.is_none() { before + 1 } else { before };
            let id = format!("{}-{build}", self.session);
            // Until a site is known to be whole, the one to go back to is the last that was.
            let unsure = shown.as_ref().and_then(|shown| shown.before.clone());
            let before = unsure.or_else(|| new.as_ref().and(last.clone())).filter(|_| !is_whole);
            past = shown.replace(Arc::new(Shown { site: new.or(last), before, report, follow, build, id }));
        });
        drop(past);
    }
}

/// How the preview came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended<T> {
    /// Somebody pressed Ctrl+C.
    Asked,
    /// The work that went on beside it ended, and gave this.
    Work(T),
    /// That work failed without a word.
    Lost,
}

/// Answers requests until Ctrl+C, while `work` builds and shows on a thread of its own. That thread
/// is not waited for: it must hold nothing that has to be put back.
///
/// # Errors
///
/// The system gives no thread, no sockets, or does not tell of Ctrl+C.
pub fn run<T: Send + 'static>(
    door: Door,
    preview: Arc<Preview>,
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<Ended<T>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(MAKERS)
        .thread_stack_size(STACK)
        .build()?;
    let (sender, ended) = oneshot::channel();
    let result = runtime.block_on(async {
        let asked = tokio::signal::ctrl_c();
        let (listener, hosts) = door.open()?;
        std::thread::Builder::new().stack_size(STACK).spawn(move || {
            let _ = sender.send(work());
        })?;
        tokio::spawn(connections::close_idle(listener.lines()));
        let desk = answer::Desk { preview, hosts: Arc::new(hosts) };
        let service = Router::new().fallback(answer::answer).with_state(desk);
        let server =
            axum::serve(listener, service.into_make_service_with_connect_info::<connections::Line>());
        tokio::select! {
            asked = asked => asked.map(|()| Ended::Asked),
            work = ended => Ok(work.map_or(Ended::Lost, Ended::Work)),
            served = server.into_future() => served.map(|()| Ended::Lost),
        }
    });
    // A page that is being made must not keep the program alive.
    runtime.shutdown_background();
    result
}
