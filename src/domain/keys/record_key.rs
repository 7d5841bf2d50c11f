//! What the digests of the record are keyed with, so that nobody who has the database alone can add an entry to it.

use std::fmt;

use aws_lc_rs::hmac::{self, HMAC_SHA256};

use crate::domain::token::Digest;

/// HMAC-SHA256 (RFC 2104) with a key of the key file.
#[derive(Clone)]
pub struct RecordKey(hmac::Key);

impl RecordKey {
    pub(super) fn new(key: &[u8; 32]) -> Self {
        Self(hmac::Key::new(HMAC_SHA256, key))
    }

    #[must_use]
    pub fn digest(&self, text: &[u8]) -> Digest {
        let mut digest = [0; 32];
        // Both are of 32 bytes.
        digest.iter_mut().zip(hmac::sign(&self.0, text).as_ref()).for_each(|(to, from)| *to = *from);
        Digest(digest)
    }

    /// What proves that the record is keyed with this key from an entry on. No entry has this text.
    #[must_use]
    pub fn proof(&self, first_seq: i64) -> Digest {
        self.digest(format!("the record is keyed from entry {first_seq}").as_bytes())
    }
}

impl fmt::Debug for RecordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecordKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_the_standard() {
        // RFC 4231, section 4.2, with its key of 20 bytes filled up with zeros, as the algorithm itself does.
        let mut key = [0; 32];
        key[..20].fill(0x0b);
        let digest = RecordKey::new(&key).digest(b"Hi There");
        assert_eq!(digest.to_hex(), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    }

    #[test]
    fn a_proof_is_of_one_entry_and_one_key_and_no_key_is_shown() {
        let [one, two] = [[1; 32], [2; 32]].map(|key| RecordKey::new(&key));
        assert_ne!(one.proof(1), one.proof(2));
        assert_ne!(one.proof(1), two.proof(1));
        assert_eq!(one.proof(1), one.clone().proof(1));
        assert_eq!(format!("{one:?}"), "RecordKey(…)");
    }
}
