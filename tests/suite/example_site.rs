//! The site that this repository is, built without a disk to write to, for the day on which its
//! texts are read in all tests.

use std::path::Path;
use std::sync::Arc;

use retell::corpus::standing::Moment;
use retell::date::{Instant, Zone};
use retell::io;
use retell::pipeline::{self, Options, Site};

/// The site as it stands on 15 November 2026.
pub fn built() -> Site {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = io::read::read(root, &root.join("public")).value;
    io::builtin::add_to(&mut sources);
    let now = Instant::parse("2026-11-15", &Zone::utc()).unwrap();
    let moment = Moment { now, drafts: false, future: false, expired: false };
    let options = Options { moment: Some(moment), base_url: None, ..Options::default() };
    pipeline::build(Arc::new(sources), &options).value
}
