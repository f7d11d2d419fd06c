//! Looks through texts of many bytes, a stretch at a time.
//!
//! A loop that may end at each byte looks at them one by one. One that goes to the end of a stretch, without a
//! branch for each byte, is compiled to look at sixteen at once. What the bytes mean is left to those who ask.

/// So many bytes are looked at together.
pub const STRETCH: usize = 128;

/// Whether a byte is there for which something holds. To be quick, `is` must be made of comparisons, joined by `|`
/// and `&`.
pub fn any(bytes: &[u8], is: impl Fn(u8) -> bool) -> bool {
    bytes
        .chunks(STRETCH)
        .any(|stretch| stretch.iter().fold(0, |found, byte| found | u8::from(is(*byte))) != 0)
}

/// How many bytes are there that follow a byte with which, together, something holds. `is` as for [`any`].
pub fn pairs(bytes: &[u8], is: impl Fn(u8, u8) -> bool) -> usize {
    let Some((_, after)) = bytes.split_first() else { return 0 };
    // A stretch has no more of them than its sum can hold.
    let of = |(before, after): (&[u8], &[u8])| {
        let both = before.iter().zip(after);
        usize::from(both.fold(0, |sum: u8, (before, after)| sum + u8::from(is(*before, *after))))
    };
    bytes.chunks(STRETCH).zip(after.chunks(STRETCH)).map(of).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_is_found_wherever_it_stands() {
        for len in [1, STRETCH - 1, STRETCH, STRETCH + 1, 3 * STRETCH + 7] {
            let mut bytes = vec![b'a'; len];
            assert!(!any(&bytes, |byte| byte == b'b'), "{len}");
            for at in 0..len {
                bytes[at] = b'b';
                assert!(any(&bytes, |byte| byte == b'b'), "{at} of {len}");
                bytes[at] = b'a';
            }
        }
        assert!(!any(b"", |_| true));
    }

    #[test]
    fn pairs_are_counted_across_stretches() {
        for len in [0, 1, 2, STRETCH, STRETCH + 1, STRETCH + 2, 3 * STRETCH + 7] {
            assert_eq!(pairs(&vec![b'a'; len], |one, other| one == other), len.saturating_sub(1), "{len}");
            let bytes: Vec<u8> = b"ab".iter().copied().cycle().take(len).collect();
            assert_eq!(pairs(&bytes, |one, other| (one == b'a') & (other == b'b')), len / 2, "{len}");
        }
    }
}
