//! A file that is read from its front, by a reader who may be lied to about lengths.

use std::io::{BufRead, Seek, SeekFrom};

/// A file, and how far it has been read.
pub struct Input<R> {
    from: R,
    at: u64,
    len: u64,
}

impl<R: BufRead + Seek> Input<R> {
    /// A file that is read from its beginning.
    pub fn new(mut from: R) -> Option<Input<R>> {
        let len = from.seek(SeekFrom::End(0)).ok()?;
        from.seek(SeekFrom::Start(0)).ok()?;
        Some(Input { from, at: 0, len })
    }

    /// Its length in bytes.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// The place of the next byte.
    pub fn at(&self) -> u64 {
        self.at
    }

    /// How many bytes are left.
    pub fn left(&self) -> u64 {
        self.len - self.at
    }

    /// The next bytes, if there are so many.
    pub fn take(&mut self, count: u64) -> Option<Vec<u8>> {
        if count > self.left() {
            return None;
        }
        let mut bytes = vec![0; usize::try_from(count).ok()?];
        self.from.read_exact(&mut bytes).ok()?;
        self.at += count;
        Some(bytes)
    }

    /// The next bytes as an array.
    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N as u64)?.try_into().ok()
    }

    /// The next byte.
    pub fn byte(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    /// At most so many of the next bytes, which stay the next.
    pub fn peek(&mut self, count: u64) -> Option<Vec<u8>> {
        let at = self.at;
        let bytes = self.take(count.min(self.left()))?;
        self.go_to(at)?;
        Some(bytes)
    }

    /// Goes on after so many bytes, if there are so many.
    pub fn skip(&mut self, count: u64) -> Option<()> {
        if count > self.left() {
            return None;
        }
        self.from.seek_relative(i64::try_from(count).ok()?).ok()?;
        self.at += count;
        Some(())
    }

    /// Goes on at a place of the file.
    pub fn go_to(&mut self, at: u64) -> Option<()> {
        if at > self.len {
            return None;
        }
        self.from.seek_relative(i64::try_from(at).ok()? - i64::try_from(self.at).ok()?).ok()?;
        self.at = at;
        Some(())
    }

    /// Goes on at the first byte from here that ends this state machine, which is given each byte in turn;
    /// false if the file ends first.
    pub fn seek_by(&mut self, mut ends: impl FnMut(u8) -> bool) -> bool {
        loop {
            let Ok(buffer) = self.from.fill_buf() else { return false };
            if buffer.is_empty() {
                return false;
            }
            let found = buffer.iter().position(|byte| ends(*byte));
            let read = found.unwrap_or(buffer.len());
            self.from.consume(read);
            self.at += read as u64;
            if found.is_some() {
                return true;
            }
        }
    }
}
