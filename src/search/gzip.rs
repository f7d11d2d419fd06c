//! Compression: the same bytes for the same input, on every machine.
//!
//! What is in the files is for others. The header says neither time, name nor system, so that nothing of
//! the machine is in it. The compressor compares and hashes in ways that give the same matches whatever
//! the CPU can do, unlike those that hash by an instruction which only some CPUs have; a test of
//! `search/` holds the bytes of a small index.

use zlib_rs::{Deflate, DeflateFlush};

/// How hard to try, 1 to 9. Harder levels take up to twice the time for files a fiftieth smaller.
const LEVEL: i32 = 4;

/// The window of deflate, in bits of its size: the largest, as texts repeat their words from far apart.
const WINDOW: u8 = 15;

/// Method deflate, no flags, no time, no hint at the level, an unknown system.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/// A compressor, to be used for many files: its tables are made once.
pub struct Gzip(Deflate);

impl Gzip {
    /// One that has compressed nothing yet.
    pub fn new() -> Gzip {
        Gzip(Deflate::new(LEVEL, false, WINDOW))
    }

    /// The bytes as a gzip file.
    pub fn compress(&mut self, raw: &[u8]) -> Vec<u8> {
        self.0.reset();
        // More than deflate ever adds to what cannot be compressed: five bytes a block, and some.
        let room = raw.len() + raw.len() / 1000 + 64;
        let mut out = vec![0; HEADER.len() + room + 8];
        out[..HEADER.len()].copy_from_slice(&HEADER);
        let done = self.0.compress(raw, &mut out[HEADER.len()..], DeflateFlush::Finish);
        debug_assert!(matches!(done, Ok(zlib_rs::Status::StreamEnd)), "there was room for all");
        out.truncate(HEADER.len() + self.0.total_out() as usize);
        out.extend(zlib_rs::crc32::crc32(0, raw).to_le_bytes());
        out.extend((raw.len() as u32).to_le_bytes());
        out
    }
}
