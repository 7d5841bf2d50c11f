//! Values that are encrypted where they are stored, and bound to that place.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use zeroize::Zeroizing;

/// Where a sealed value stands. One that was moved to another place does not open there.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub table: &'static str,
    pub row: &'a str,
    pub column: &'static str,
}

/// Seals and opens with AES-256-GCM. A nonce is random, which is safe for 2³² values under one key.
pub struct Sealer(RandomizedNonceKey);

/// The library refuses to work, which it does for keys and values that we never give it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the cipher does not work")]
pub struct NoCipher;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the sealed {column} of {table} {row} does not open: it was changed or moved there, or sealed with another key file"
)]
pub struct NotOpened {
    table: &'static str,
    row: String,
    column: &'static str,
}

/// How values are sealed. Another way would get another number, and be told apart from this one.
const VERSION: u8 = 1;
const NONCE: usize = 12;

impl Place<'_> {
    /// The place as bytes of which no two places share any: names of tables and columns hold no zero.
    fn bytes(&self) -> Vec<u8> {
        [&[VERSION][..], self.table.as_bytes(), &[0], self.column.as_bytes(), &[0], self.row.as_bytes()].concat()
    }

    /// What stands there is not what was sealed there.
    pub(super) fn refused(&self) -> NotOpened {
        NotOpened { table: self.table, row: self.row.to_owned(), column: self.column }
    }
}

impl Sealer {
    pub(super) fn new(key: &[u8; 32]) -> Result<Self, NoCipher> {
        RandomizedNonceKey::new(&AES_256_GCM, key).map(Self).map_err(|_| NoCipher)
    }

    /// The version, the nonce, and the value encrypted with its tag at the end.
    pub fn seal(&self, place: Place<'_>, value: &[u8]) -> Result<Vec<u8>, NoCipher> {
        let mut text = value.to_vec();
        let nonce = self.0.seal_in_place_append_tag(Aad::from(place.bytes()), &mut text).map_err(|_| NoCipher)?;
        Ok([&[VERSION][..], nonce.as_ref(), &text].concat())
    }

    /// The value that was sealed for this place.
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
        self.opened(place, sealed).ok_or_else(|| place.refused())
    }

    fn opened(&self, place: Place<'_>, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, text) = sealed.strip_prefix(&[VERSION])?.split_at_checked(NONCE)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut text = Zeroizing::new(text.to_vec());
        let length = self.0.open_in_place(nonce, Aad::from(place.bytes()), &mut text).ok()?.len();
        text.truncate(length);
        Some(text)
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TABLES: [&str; 3] = ["signing_keys", "signing_key", "installation"];
    const COLUMNS: [&str; 3] = ["private", "privat", "key_check"];

    fn place() -> impl Strategy<Value = (&'static str, String, &'static str)> {
        (proptest::sample::select(&TABLES[..]), "[a-c\0]{0,3}", proptest::sample::select(&COLUMNS[..]))
    }

    fn at<'a>(of: &'a (&'static str, String, &'static str)) -> Place<'a> {
        Place { table: of.0, row: &of.1, column: of.2 }
    }

    proptest! {
        #[test]
        fn a_sealed_value_opens_in_its_place_with_its_key_and_nowhere_else(
            value in proptest::collection::vec(any::<u8>(), 0..100),
            key in any::<[u8; 32]>(), other_key in any::<[u8; 32]>(), here in place(), there in place(),
        ) {
            let sealer = Sealer::new(&key).unwrap();
            let sealed = sealer.seal(at(&here), &value).unwrap();
            prop_assert_eq!(sealer.open(at(&here), &sealed).unwrap().to_vec(), value.clone());
            prop_assert_eq!(sealer.open(at(&there), &sealed).is_ok(), here == there);
            prop_assert_eq!(Sealer::new(&other_key).unwrap().open(at(&here), &sealed).is_ok(), key == other_key);
            prop_assert_ne!(sealer.seal(at(&here), &value).unwrap(), sealed, "each time with another nonce");
        }

        #[test]
        fn a_sealed_value_that_was_cut_lengthened_or_changed_does_not_open(
            value in proptest::collection::vec(any::<u8>(), 0..100), which in any::<proptest::sample::Index>(),
            bit in 0..8_u32, more in proptest::collection::vec(any::<u8>(), 1..3),
        ) {
            let sealer = Sealer::new(&[7; 32]).unwrap();
            let here = Place { table: "signing_keys", row: "a", column: "private" };
            let sealed = sealer.seal(here, &value).unwrap();
            let at = which.index(sealed.len());
            let mut changed = sealed.clone();
            changed[at] ^= 1 << bit;
            for bad in [&changed[..], &sealed[..at], &sealed[at + 1..], &[sealed.clone(), more].concat()] {
                prop_assert!(sealer.open(here, bad).is_err());
            }
            if value.len() > 7 {
                prop_assert!(!sealed.windows(value.len()).any(|window| window == value));
            }
        }
    }

    #[test]
    fn what_does_not_open_is_named_and_no_key_is_shown() {
        let sealer = Sealer::new(&[7; 32]).unwrap();
        let refused = sealer.open(Place { table: "signing_keys", row: "a", column: "private" }, b"").unwrap_err();
        assert!(refused.to_string().starts_with("the sealed private of signing_keys a does not open"), "{refused}");
        assert_eq!(format!("{sealer:?}"), "Sealer(…)");
    }
}
