//! Secrets that a browser carries and we recognize by their digest alone.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// A secret of 256 random bits. It is handed out once and never stored; see [`Digest`].
#[derive(Clone)]
pub struct SecretToken([u8; 32]);

/// The SHA-256 digest of a secret: what is stored and looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest(pub [u8; 32]);

/// The machine has no randomness to give.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gives no random bytes: {0}")]
pub struct NoRandomness(#[from] getrandom::Error);

/// Bytes from the operating system's generator.
#[expect(clippy::disallowed_methods, reason = "the one place that draws randomness")]
pub fn random_bytes<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

impl SecretToken {
    /// A new secret from the operating system's generator.
    pub fn random() -> Result<Self, NoRandomness> {
        random_bytes().map(Self)
    }

    /// Reads a secret that a browser sent; only the spelling that we write is one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// The text to hand out: 43 characters of base64url (RFC 4648, section 5).
    #[must_use]
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::sha256(&self.0)
    }
}

impl fmt::Debug for SecretToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretToken(…)")
    }
}

impl Digest {
    #[must_use]
    pub fn sha256(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The digest as 64 lower-case hexadecimal digits, as other tools print it.
    #[must_use]
    pub fn to_hex(self) -> String {
        let nibbles = self.0.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        nibbles.filter_map(|nibble| char::from_digit(nibble.into(), 16)).collect()
    }

    /// Reads what [`Self::to_hex`] writes.
    #[must_use]
    pub fn parse_hex(text: &str) -> Option<Self> {
        let pairs = text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
        let digest = Self(pairs.collect::<Option<Vec<u8>>>()?.try_into().ok()?);
        (digest.to_hex() == text).then_some(digest)
    }

    #[must_use]
    pub fn to_text(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_survives_its_text_form_and_is_not_shown_when_debugged() {
        let secret = SecretToken::random().unwrap();
        let text = secret.to_text();
        assert_eq!(text.len(), 43);
        assert_eq!(SecretToken::parse(&text).unwrap().digest(), secret.digest());
        assert!(!format!("{secret:?}").contains(&text));
    }

    #[test]
    fn a_digest_survives_its_hexadecimal_form() {
        let digest = Digest::sha256(b"");
        assert_eq!(digest.to_hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(Digest::parse_hex(&digest.to_hex()), Some(digest));
        for bad in ["", "e3", "é", &digest.to_hex().to_uppercase(), &"+1".repeat(32), &"0".repeat(65)] {
            assert_eq!(Digest::parse_hex(bad), None, "{bad}");
        }
    }

    #[test]
    fn other_texts_are_no_secrets() {
        for bad in ["", "short", &"=".repeat(43), &"é".repeat(43), &"A".repeat(44)] {
            assert!(SecretToken::parse(bad).is_none(), "{bad}");
        }
    }
}
