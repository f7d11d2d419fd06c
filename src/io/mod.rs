//! The disk: no other module opens a file.
//!
//! [`read`] makes [`Sources`](crate::source::Sources) from a site's folder, [`builtin`] adds the
//! files that are part of the program, and [`write::publish`] puts a finished site where readers
//! find it, all at once. [`serve`] shows a site while it is being written, and [`watch`] says when its
//! files change. What the files mean, and what is told to the user, is left to others.

pub mod builtin;
pub mod create;
pub mod disk;
pub mod error;
pub mod memo;
pub mod pictures;
pub mod read;
pub mod record;
pub mod serve;
pub mod target;
pub mod watch;
pub mod write;

mod in_place;
mod left;
mod lock;
mod marker;
mod picture;
mod sealed;
mod spare;
mod stage;
mod tree;

#[cfg(test)]
mod write_tests;

pub use disk::{Disk, RealDisk};
pub use error::PublishError;
pub use pictures::Workshop;
pub use target::Target;
pub use write::{Published, publish};
