//! Compression: the same bytes for the same input, on every machine.
//!
//! What is in the files is for others. The header says neither time, name nor system, so that nothing of
//! the machine is in it. The compressor compares and hashes in ways that give the same matches whatever
//! the CPU can do, unlike those that hash by an instruction which only some CPUs have; a test of
//! `search/` holds the bytes of a small index.

use std::sync::Arc;

use zlib_rs::{Deflate, DeflateFlush, Status, compress_bound, crc32};

/// How hard to try, 1 to 9. The next level takes a fourteenth longer for files a five-hundredth smaller, the hardest
/// twice as long for at most a hundredth.
const LEVEL: i32 = 3;

/// The window of deflate, in bits of its size: the largest, as texts repeat their words from far apart.
const WINDOW: u8 = 15;

/// Method deflate, no flags, no time, no hint at the level, an unknown system.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/// The checksum of the content and its size, four bytes each.
const TRAILER: usize = 8;

/// A compressor, to be used for many files: its tables and its room are made once.
pub struct Gzip {
    deflate: Deflate,
    room: Vec<u8>,
}

impl Gzip {
    /// One that has compressed nothing yet.
    pub fn new() -> Gzip {
        Gzip { deflate: Deflate::new(LEVEL, false, WINDOW), room: Vec::new() }
    }

    /// The bytes as a gzip file.
    pub fn compress(&mut self, raw: &[u8]) -> Arc<[u8]> {
        self.deflate.reset();
        let most = HEADER.len() + compress_bound(raw.len());
        if self.room.len() < most + TRAILER {
            self.room.resize(most + TRAILER, 0);
        }
        self.room[..HEADER.len()].copy_from_slice(&HEADER);
        let done = self.deflate.compress(raw, &mut self.room[HEADER.len()..most], DeflateFlush::Finish);
        debug_assert!(matches!(done, Ok(Status::StreamEnd)), "there was room for all");
        let end = HEADER.len() + self.deflate.total_out() as usize;
        self.room[end..end + 4].copy_from_slice(&crc32::crc32(0, raw).to_le_bytes());
        self.room[end + 4..end + TRAILER].copy_from_slice(&(raw.len() as u32).to_le_bytes());
        self.room[..end + TRAILER].into()
    }
}
