//! Says that a site's files may have changed.
//!
//! What the system tells is taken as a hint: editors save in many ways, folders are made and filled
//! before anyone can watch them, and events get lost. So the first hint is passed on at once, and
//! when all is quiet the folders are listed until two listings agree, and it is told once more.
//! Where folders came or went, or where what was heard has gaps, everything is watched anew: whoever
//! watches folders by hearing of them cannot know of those it did not hear of.
//! What changed is found by reading (`look`). The one home of `notify`.

mod listing;
mod look;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant, SystemTime};

use notify::event::{Event, EventKind, ModifyKind};
use notify::{Config, ErrorKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::io::disk::{YOUNG, facts};
use crate::io::read::is_litter;
use listing::Listing;

pub use look::Look;

/// How long nothing must happen before the folders are listed.
const SILENCE: Duration = Duration::from_millis(20);
/// Hints at the most that are passed on one after the other before the folders are listed.
const MOST_FIRSTS: usize = 20;
/// Listings at the most until two agree; somebody may write without end.
const MOST_LISTINGS: usize = 25;
/// How often is looked whether the watched folders are still the same, and whether a time has come.
const PULSE: Duration = Duration::from_millis(250);
/// How often the folders are listed where the system tells nothing.
const POLL: Duration = Duration::from_millis(400);

/// Why to look again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wake {
    /// Something happened just now, and may be only half done: to these files, if to no others.
    First(Vec<PathBuf>),
    /// Something happened, and all is quiet now.
    Calm,
    /// The time has come that was waited for.
    Due,
}

/// What the system tells.
enum Hint {
    /// Something happened at these paths; `moved` tells whether something may have come or gone.
    Event { paths: Vec<PathBuf>, moved: bool },
    /// What happened is lost: there was too much of it, or it could not be told.
    Lost,
}

/// How the system tells of changes.
enum Ear {
    Events {
        watcher: RecommendedWatcher,
        heard: Receiver<Hint>,
    },
    /// Not at all: the folders are listed again and again.
    Deaf,
}

/// Watches a site's folder.
pub struct Watch {
    root: PathBuf,
    output: PathBuf,
    ear: Ear,
    /// What is watched: what it was when that began, and whether all below it is, too.
    armed: BTreeMap<PathBuf, (Identity, bool)>,
    listing: Listing,
    /// How long to listen before it is looked whether something has moved.
    pulse: Duration,
    /// Whether something has happened since the folders were at rest.
    restless: bool,
    /// How often that was said since.
    firsts: usize,
    /// What was heard while nobody waited.
    stirred: Option<Vec<PathBuf>>,
    /// When to look once more all the same, since a file was young.
    again: Option<Instant>,
    /// What the user is to be told.
    trouble: Option<String>,
}

/// Device, number and birth of a folder; another one of the same name has others.
type Identity = (Option<(u64, u64)>, Option<SystemTime>);

impl Watch {
    /// Begins to watch the site in `root`, save for what is below `output`; with `poll` without the
    /// system's help, which says nothing on some network drives and in some containers.
    pub fn begin(root: &Path, output: &Path, poll: bool) -> Watch {
        let mut watch = Watch {
            root: root.to_owned(),
            output: output.to_owned(),
            ear: Ear::Deaf,
            armed: BTreeMap::new(),
            listing: Listing::default(),
            pulse: PULSE,
            restless: false,
            firsts: 0,
            stirred: None,
            again: None,
            trouble: None,
        };
        if !poll {
            match listen(root.to_owned(), output.to_owned()) {
                Ok((watcher, heard)) => watch.ear = Ear::Events { watcher, heard },
                Err(error) => watch.give_up(&error),
            }
        }
        // Listed, watched and listed again: a folder may be made between the two.
        watch.settle();
        watch
    }

    /// What went wrong since it was last asked for: two sentences, the second with a remedy.
    pub fn take_trouble(&mut self) -> Option<String> {
        self.trouble.take()
    }

    /// Whether the folders are listed again and again, for want of better.
    pub fn polls(&self) -> bool {
        matches!(self.ear, Ear::Deaf)
    }

    /// Waits until there is a reason to look at the files again.
    pub fn wait(&mut self, due: &dyn Fn() -> bool) -> Wake {
        loop {
            if let Some(paths) = self.stirred.take() {
                self.restless = true;
                return Wake::First(paths);
            }
            if self.restless {
                // Whoever goes on saving is answered at once, again and again, but not without end.
                if self.firsts < MOST_FIRSTS
                    && let Some(paths) = self.hear(SILENCE).filter(|paths| !paths.is_empty())
                {
                    self.firsts += 1;
                    return Wake::First(paths);
                }
                self.firsts = 0;
                self.settle();
                return Wake::Calm;
            }
            if let Some(paths) =
                self.hear(if self.polls() { POLL.max(self.listing.took * 10) } else { self.pulse })
            {
                self.restless = true;
                return Wake::First(paths);
            }
            if due() {
                return Wake::Due;
            }
            if self.again.is_some_and(|again| Instant::now() >= again) {
                self.again = None;
                return Wake::Calm;
            }
            if self.polls() {
                self.restless = Listing::of(&self.root, &self.output) != self.listing;
            } else {
                let begun = Instant::now();
                self.restless = self.has_moved();
                // Of very many links that takes a while.
                self.pulse = PULSE.max(begun.elapsed() * 10);
            }
        }
    }

    /// Whether something has happened, without waiting: then [`Watch::wait`] will not wait either.
    pub fn is_stirred(&mut self) -> bool {
        if self.stirred.is_none() && !self.polls() {
            self.stirred = self.hear(Duration::ZERO);
        }
        self.stirred.is_some() || self.restless
    }

    /// Whether a watched folder is another one now, or gone, or there again, or a link leads
    /// elsewhere: of what happens outside the watched folders nothing is told.
    fn has_moved(&self) -> bool {
        let is_other =
            |(path, (identity, _)): (&PathBuf, &(Identity, bool))| identity_of(path) != Some(*identity);
        let is_back = || !self.armed.contains_key(&self.root) && identity_of(&self.root).is_some();
        self.armed.iter().any(is_other) || is_back() || self.listing.has_links_moved()
    }

    /// Where something is heard before the time is over: the files that were written to, or none if more may
    /// have happened.
    fn hear(&mut self, time: Duration) -> Option<Vec<PathBuf>> {
        let Ear::Events { heard, .. } = &self.ear else {
            std::thread::sleep(time);
            return None;
        };
        match heard.recv_timeout(time) {
            Ok(Hint::Event { paths, moved }) => {
                if moved {
                    paths.iter().for_each(|path| self.disarm(path));
                    // More may have come or gone along with them.
                    return Some(Vec::new());
                }
                Some(paths)
            }
            Ok(Hint::Lost) => {
                self.disarm_all();
                Some(Vec::new())
            }
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => {
                self.ear = Ear::Deaf;
                Some(Vec::new())
            }
        }
    }

    /// Waits until the folders are at rest.
    fn settle(&mut self) {
        self.restless = false;
        for _ in 0..MOST_LISTINGS {
            self.hear_more();
            let now = Listing::of(&self.root, &self.output);
            let same = now == self.listing;
            if !now.has_folders_of(&self.listing) {
                self.disarm_all();
            }
            self.listing = now;
            // What has just been made must be watched before it is listed for the last time.
            let same_watched = self.arm();
            if same && same_watched {
                break;
            }
        }
        let young = |time: SystemTime| time.elapsed().is_ok_and(|age| age < YOUNG);
        self.again = self.listing.times().any(young).then(|| Instant::now() + YOUNG);
    }

    /// Takes in what is heard until there is silence. Nothing more is waited for where silence does
    /// not come: the listings decide.
    fn hear_more(&mut self) {
        let until = Instant::now() + SILENCE * 10;
        while Instant::now() < until && self.hear(SILENCE).is_some() {}
    }

    /// Watches what is to be watched, and nothing else; says whether that was so already.
    fn arm(&mut self) -> bool {
        if self.polls() {
            return true;
        }
        let mut wanted = self.listing.to_watch();
        wanted.entry(self.root.clone()).or_insert(false);
        let mut same = true;
        let gone: Vec<PathBuf> = self
            .armed
            .iter()
            .filter(|(path, (identity, deep))| {
                wanted.get(*path) != Some(deep) || identity_of(path) != Some(*identity)
            })
            .map(|(path, _)| path.clone())
            .collect();
        for path in gone {
            same = false;
            self.disarm(&path);
        }
        for (path, deep) in wanted {
            let Some(identity) = identity_of(&path).filter(|_| !self.armed.contains_key(&path)) else {
                continue;
            };
            same = false;
            let mode = if deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
            let Ear::Events { watcher, .. } = &mut self.ear else { return same };
            match watcher.watch(&path, mode) {
                Ok(()) => {
                    self.armed.insert(path, (identity, deep));
                }
                // It went away again; the next listing knows.
                Err(error) if is_gone(&error) => {}
                Err(error) => {
                    self.give_up(&error);
                    return same;
                }
            }
        }
        same
    }

    /// Watches a folder no longer; it is watched anew when the folders are listed next.
    fn disarm(&mut self, path: &Path) {
        if self.armed.remove(path).is_some()
            && let Ear::Events { watcher, .. } = &mut self.ear
        {
            // What is no longer there needs no more than to be forgotten.
            let _ = watcher.unwatch(path);
        }
    }

    /// Watches nothing, so that everything is watched anew when the folders are listed next.
    fn disarm_all(&mut self) {
        let armed: Vec<PathBuf> = self.armed.keys().cloned().collect();
        for path in armed {
            self.disarm(&path);
        }
    }

    /// Goes on without the system's help.
    fn give_up(&mut self, error: &notify::Error) {
        self.ear = Ear::Deaf;
        self.armed.clear();
        let full = matches!(error.kind, ErrorKind::MaxFilesWatch)
            || matches!(&error.kind, ErrorKind::Io(error) if matches!(error.raw_os_error(), Some(24 | 28)));
        let remedy = if full {
            "the system watches no more files; they are listed twice a second instead\n  \
             to let it watch more: sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=1024"
        } else {
            "the system does not tell of changes here; files are listed twice a second instead"
        };
        self.trouble = Some(format!("{remedy}\n  (it said: {error})"));
    }
}

fn is_gone(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound | ErrorKind::WatchNotFound => true,
        ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}

/// Which folder stands at a path; nothing if none does.
fn identity_of(path: &Path) -> Option<Identity> {
    let identity = facts(path).ok().flatten()?.identity;
    Some((identity, path.symlink_metadata().and_then(|metadata| metadata.created()).ok()))
}

/// Begins to listen. A watch of a folder that came or went is worth nothing any more, though the new
/// one may have the number of the old one.
fn listen(root: PathBuf, output: PathBuf) -> notify::Result<(RecommendedWatcher, Receiver<Hint>)> {
    let (sender, heard) = channel();
    let take = move |event: notify::Result<Event>| {
        let hint = match event {
            Ok(event) if event.need_rescan() => Hint::Lost,
            Ok(event) if !matters(&event, &root, &output) => return,
            Ok(event) => {
                let moved = event.kind.is_create() || event.kind.is_remove() || is_rename(&event);
                Hint::Event { paths: event.paths, moved }
            }
            Err(_) => Hint::Lost,
        };
        let _ = sender.send(hint);
    };
    // Links are looked at by the listing: they may lead out of the site, and to all of the disk.
    let config = Config::default().with_follow_symlinks(false);
    Ok((RecommendedWatcher::new(take, config)?, heard))
}

fn is_rename(event: &Event) -> bool {
    matches!(event.kind, EventKind::Modify(ModifyKind::Name(_)))
}

/// Whether an event may be about a file of the site.
fn matters(event: &Event, root: &Path, output: &Path) -> bool {
    // Reading the files makes events of this kind, without end.
    if matches!(event.kind, EventKind::Access(_)) {
        return false;
    }
    let beside = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        is_litter(&name)
            || matches!(&*name, ".git" | ".DS_Store")
            || path.starts_with(root.join(".retell"))
            || path.starts_with(output)
    };
    event.paths.is_empty() || !event.paths.iter().all(beside)
}
