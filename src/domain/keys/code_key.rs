//! What stands in the database for a one-time code, which has too few digits for a digest of it to be stored.

use std::fmt;

use aws_lc_rs::hmac::{self, HMAC_SHA256};
use uuid::Uuid;

/// HMAC-SHA256 (RFC 2104) with a key of the key file.
#[derive(Clone)]
pub struct CodeKey(hmac::Key);

impl CodeKey {
    pub(super) fn new(key: &[u8; 32]) -> Self {
        Self(hmac::Key::new(HMAC_SHA256, key))
    }

    /// Of a code for one purpose in one journey. A purpose is a word of ours and holds no zero, so that no two codes share a
    /// text.
    #[must_use]
    pub fn mac(&self, journey: &Uuid, purpose: &str, code: &str) -> [u8; 32] {
        let text = [&journey.as_bytes()[..], purpose.as_bytes(), &[0], code.as_bytes()].concat();
        let mut mac = [0; 32];
        // Both are of 32 bytes.
        mac.iter_mut().zip(hmac::sign(&self.0, &text).as_ref()).for_each(|(to, from)| *to = *from);
        mac
    }
}

impl fmt::Debug for CodeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_counts_for_its_journey_purpose_and_installation_alone() {
        let [key, other] = [[1; 32], [2; 32]].map(|key| CodeKey::new(&key));
        let [one, two] = [1, 2].map(Uuid::from_u128);
        let mac = key.mac(&one, "sign in", "123456");
        assert_eq!(mac, key.clone().mac(&one, "sign in", "123456"));
        for (key, journey, purpose, code) in [
            (&key, &one, "sign in", "123457"),
            (&key, &one, "sign i", "n123456"),
            (&key, &one, "change", "123456"),
            (&key, &two, "sign in", "123456"),
            (&other, &one, "sign in", "123456"),
        ] {
            assert_ne!(mac, key.mac(journey, purpose, code), "{purpose} {code}");
        }
        assert_eq!(format!("{key:?}"), "CodeKey(…)");
    }
}
