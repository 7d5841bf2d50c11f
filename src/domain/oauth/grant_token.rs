//! Authorization codes and refresh tokens: derived from a grant and its generation, so that none is stored and a lost one can
//! be said again. Whoever has the database alone can make none.

use std::fmt;

use aws_lc_rs::hmac::{self, HMAC_SHA256};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use super::grant::GrantId;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Code,
    Refresh,
}

impl Kind {
    /// What every token of the kind begins with, so that one that leaked is recognized.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Code => "nic_c_",
            Self::Refresh => "nic_r_",
        }
    }
}

/// HMAC-SHA256 (RFC 2104) with a key of the key file.
#[derive(Clone)]
pub struct GrantTokenKey(hmac::Key);

/// Never changed: no token that was handed out would be known any more.
const LABEL: &[u8] = b"next-identity-console grant token\0";
const ID: usize = 16;
const GENERATION: usize = 4;

impl GrantTokenKey {
    pub(in crate::domain) fn new(key: &[u8; 32]) -> Self {
        Self(hmac::Key::new(HMAC_SHA256, key))
    }

    /// The prefix, and 70 characters of base64url: the grant, the generation, and what proves both.
    #[must_use]
    pub fn write(&self, kind: Kind, id: GrantId, generation: u32) -> String {
        let named = [&id.0.as_bytes()[..], &generation.to_be_bytes()].concat();
        let tag = hmac::sign(&self.0, &signed(kind, &named));
        format!("{}{}", kind.prefix(), URL_SAFE_NO_PAD.encode([&named, tag.as_ref()].concat()))
    }

    /// What a token names, if it is one of ours and of that kind; only the spelling that we write is one.
    #[must_use]
    pub fn read(&self, kind: Kind, text: &str) -> Option<(GrantId, u32)> {
        let bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix(kind.prefix())?).ok()?;
        let (named, tag) = bytes.split_at_checked(ID + GENERATION)?;
        hmac::verify(&self.0, &signed(kind, named), tag).ok()?;
        let (id, generation) = named.split_at_checked(ID)?;
        let generation = u32::from_be_bytes(generation.try_into().ok()?);
        Some((GrantId(Uuid::from_slice(id).ok()?), generation))
    }
}

fn signed(kind: Kind, named: &[u8]) -> Vec<u8> {
    [LABEL, kind.prefix().as_bytes(), named].concat()
}

impl fmt::Debug for GrantTokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GrantTokenKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::Kind::{Code, Refresh};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_token_names_its_grant_and_generation_for_its_kind_and_key_alone(
            id in any::<u128>(), generation in any::<u32>(), own in any::<[u8; 32]>(), other in any::<[u8; 32]>(),
        ) {
            let (key, id) = (GrantTokenKey::new(&own), GrantId(Uuid::from_u128(id)));
            for (kind, another) in [(Code, Refresh), (Refresh, Code)] {
                let token = key.write(kind, id, generation);
                prop_assert_eq!(token.len(), 76);
                prop_assert_eq!(key.read(kind, &token), Some((id, generation)));
                prop_assert_eq!(key.read(another, &token), None);
                prop_assert_eq!(key.read(another, &token.replace(kind.prefix(), another.prefix())), None);
                let read = GrantTokenKey::new(&other).read(kind, &token);
                prop_assert_eq!(read.is_some(), own == other);
            }
        }

        #[test]
        fn a_token_that_was_changed_cut_or_lengthened_names_nothing(at in 0..76_usize, to in "[A-Za-z0-9_-]") {
            let key = GrantTokenKey::new(&[7; 32]);
            let token = key.write(Code, GrantId(Uuid::from_u128(1)), 2);
            let changed = format!("{}{to}{}", &token[..at], &token[at + 1..]);
            prop_assert_eq!(key.read(Code, &changed).is_some(), changed == token);
            for bad in [&token[..at], &token[at + 1..], &format!("{token}{to}"), &format!("{token}=")] {
                prop_assert_eq!(key.read(Code, bad), None);
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in "(nic_c_)?.{0,80}") {
            prop_assert_eq!(GrantTokenKey::new(&[7; 32]).read(Code, &text), None);
        }
    }

    #[test]
    fn no_key_is_shown() {
        assert_eq!(format!("{:?}", GrantTokenKey::new(&[7; 32])), "GrantTokenKey(…)");
    }
}
