//! Names a value by its content: 128 bits, the same on every machine and in every version.
//!
//! For file names that change with their content, and for the marker of the output folder. What
//! is hashed, and what equality means, is left to the callers.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The first 128 bits of the BLAKE3 hash of some bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// The fingerprint of these bytes.
    pub fn of(bytes: &[u8]) -> Fingerprint {
        let mut short = [0; 16];
        short.copy_from_slice(&blake3::hash(bytes).as_bytes()[..16]);
        Fingerprint(short)
    }

    /// Its 128 bits.
    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The first 8 hexadecimal digits: enough to tell two versions of one file apart.
    pub fn short(&self) -> String {
        self.to_string()[..8].to_owned()
    }

    /// The first 40 bits as 8 lower-case letters and digits, base 32 after RFC 4648: the name of a file that
    /// is called after its content, among thousands.
    pub fn name(&self) -> String {
        const DIGITS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
        let bits = self.0[..5].iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        (0..8).rev().map(|digit| char::from(DIGITS[(bits >> (digit * 5)) as usize & 31])).collect()
    }

    /// Reads 32 hexadecimal digits back.
    pub fn parse(text: &str) -> Option<Fingerprint> {
        if text.len() != 32 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let mut bytes = [0; 16];
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[index * 2..index * 2 + 2], 16).ok()?;
        }
        Some(Fingerprint(bytes))
    }
}

/// Makes the fingerprint of bytes that come piece by piece.
#[derive(Default)]
pub struct Hasher(blake3::Hasher, Vec<u8>);

impl Hasher {
    /// Pieces shorter than this are gathered first: hashing is quick only on long ones.
    const PIECE: usize = 64 << 10;

    /// Adds what comes next.
    pub fn add(&mut self, bytes: &[u8]) {
        self.1.extend(bytes);
        if self.1.len() >= Hasher::PIECE {
            self.0.update(&self.1);
            self.1.clear();
        }
    }

    /// The fingerprint of all bytes so far.
    pub fn fingerprint(&mut self) -> Fingerprint {
        self.0.update(&self.1);
        self.1.clear();
        let mut short = [0; 16];
        short.copy_from_slice(&self.0.finalize().as_bytes()[..16]);
        Fingerprint(short)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_first_forty_bits_in_base_32() {
        let named = |digits: &str| Fingerprint::parse(&format!("{digits:0<32}")).unwrap().name();
        // The vectors of RFC 4648: "fooba" is MZXW6YTB.
        assert_eq!(named("666f6f6261"), "mzxw6ytb");
        assert_eq!(named("00000000001"), "aaaaaaaa");
        assert_eq!(named("ffffffffff"), "77777777");
    }
}
