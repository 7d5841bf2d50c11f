//! The key of an installation, which its key file holds, and the keys that are derived from it.

use std::fmt;

use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::{Zeroize, Zeroizing};

use super::code_key::CodeKey;
use super::record_key::RecordKey;
use super::seal::{NoCipher, Sealer};
use crate::domain::oauth::grant_token::GrantTokenKey;
use crate::domain::token::{NoRandomness, random_bytes};

/// 256 random bits. They are kept outside the database, so that whoever reads the database alone opens nothing.
pub struct MasterKey([u8; 32]);

/// What a derived key is for. A key of one purpose says nothing of another's.
#[derive(Clone, Copy, Debug)]
enum Purpose {
    Sealing,
    Record,
    Codes,
    GrantTokens,
}

impl Purpose {
    /// What sets its key apart (RFC 5869, section 3.2). Never changed: what is sealed could not be opened any more, the
    /// record not be checked, and nobody could use what they were given before.
    fn info(self) -> &'static [u8] {
        match self {
            Self::Sealing => b"next-identity-console sealing",
            Self::Record => b"next-identity-console record",
            Self::Codes => b"next-identity-console codes",
            Self::GrantTokens => b"next-identity-console grant tokens",
        }
    }
}

struct KeyLength;

impl KeyType for KeyLength {
    fn len(&self) -> usize {
        32
    }
}

impl MasterKey {
    pub fn random() -> Result<Self, NoRandomness> {
        random_bytes().map(Self)
    }

    /// Reads the one line that a key file is; only the spelling that we write is one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(STANDARD.decode(text.strip_suffix('\n').unwrap_or(text)).ok()?);
        bytes.as_slice().try_into().map(Self).ok()
    }

    /// The line of a key file: base64 (RFC 4648, section 4).
    #[must_use]
    pub fn to_line(&self) -> Zeroizing<String> {
        let mut line = Zeroizing::new(STANDARD.encode(self.0));
        line.push('\n');
        line
    }

    /// What seals and opens the values of the database.
    pub fn sealer(&self) -> Result<Sealer, NoCipher> {
        let key = self.derive(Purpose::Sealing)?;
        Sealer::new(&key)
    }

    /// What the digests of the record are keyed with.
    pub fn record_key(&self) -> Result<RecordKey, NoCipher> {
        self.derive(Purpose::Record).map(|key| RecordKey::new(&key))
    }

    /// What one-time codes are compared by.
    pub fn code_key(&self) -> Result<CodeKey, NoCipher> {
        self.derive(Purpose::Codes).map(|key| CodeKey::new(&key))
    }

    /// What authorization codes and refresh tokens are derived with.
    pub fn grant_token_key(&self) -> Result<GrantTokenKey, NoCipher> {
        self.derive(Purpose::GrantTokens).map(|key| GrantTokenKey::new(&key))
    }

    /// The key of a purpose, by HKDF-SHA256 (RFC 5869). The key is random already, so it takes no salt (section 3.1).
    fn derive(&self, purpose: Purpose) -> Result<Zeroizing<[u8; 32]>, NoCipher> {
        let mut key = Zeroizing::new([0; 32]);
        let secret = Salt::new(HKDF_SHA256, &[]).extract(&self.0);
        let info = [purpose.info()];
        let derived = secret.expand(&info, KeyLength).and_then(|derived| derived.fill(key.as_mut_slice()));
        derived.map_err(|_| NoCipher)?;
        Ok(key)
    }
}

impl Drop for MasterKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::hkdf::{Okm, Prk};

    #[test]
    fn a_key_survives_its_line_and_is_not_shown_when_debugged() {
        let key = MasterKey::random().unwrap();
        let line = key.to_line();
        assert_eq!((line.len(), line.lines().count(), line.ends_with('\n')), (45, 1, true));
        assert_eq!(MasterKey::parse(&line).unwrap().0, key.0);
        assert_eq!(MasterKey::parse(line.trim_end()).unwrap().0, key.0);
        assert_eq!(format!("{key:?}"), "MasterKey(…)");
    }

    #[test]
    fn other_texts_are_no_keys() {
        let line = MasterKey([7; 32]).to_line();
        let (short, two) = (line[4..].to_owned(), format!("{}{}", *line, *line));
        for bad in ["", "\n", &short, &two, &format!(" {}", *line), &format!("{}\n", *line), &"_".repeat(44), "é"] {
            assert!(MasterKey::parse(bad).is_none(), "{bad:?}");
        }
    }

    /// RFC 5869, appendix A.3: no salt and no info, as our use of the library has it.
    #[test]
    fn keys_are_derived_as_the_standard_says() {
        struct Length;
        impl KeyType for Length {
            fn len(&self) -> usize {
                42
            }
        }
        let secret: Prk = Salt::new(HKDF_SHA256, &[]).extract(&[0x0b; 22]);
        let okm: Okm<'_, Length> = secret.expand(&[&[]], Length).unwrap();
        let mut bytes = [0; 42];
        okm.fill(&mut bytes).unwrap();
        assert_eq!(bytes[..8], [0x8d, 0xa4, 0xe7, 0x75, 0xa5, 0x63, 0xc1, 0x8f]);
    }

    #[test]
    fn a_derived_key_is_the_same_each_time_and_another_for_another_master() {
        let derived = |byte: u8| MasterKey([byte; 32]).derive(Purpose::Sealing).unwrap();
        assert_eq!(*derived(1), *derived(1));
        assert_ne!(*derived(1), *derived(2));
        assert_ne!(*derived(1), [1; 32]);
        for other in [Purpose::Record, Purpose::Codes, Purpose::GrantTokens] {
            assert_ne!(*derived(1), *MasterKey([1; 32]).derive(other).unwrap(), "{other:?}");
        }
    }
}
