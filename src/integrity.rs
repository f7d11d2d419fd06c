//! The hash by which browsers know a text that may stand in a page (Content Security Policy Level 3,
//! §2.3.1; the form is that of Subresource Integrity). The one home of `sha2` and `base64`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// What a policy calls a style or script of exactly this text: `sha256-…`, without its quotes.
pub fn sha256(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_one_of_the_specification() {
        // The example of CSP Level 3, §7.
        assert_eq!(sha256("alert('Hello, world.');"), "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=");
    }
}
