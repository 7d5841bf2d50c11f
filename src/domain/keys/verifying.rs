//! The public halves of the provider's keys, with which it verifies what it has signed.

use std::fmt;

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::Algorithm;

/// A key that verifies one algorithm alone, whatever a token says of itself (RFC 8725, section 3.1).
pub struct VerifyingKey {
    kid: String,
    algorithm: Algorithm,
    key: ParsedPublicKey,
}

impl VerifyingKey {
    /// Reads a JSON Web Key of ours; `None` for what is none of that algorithm.
    #[must_use]
    pub fn read(kid: &str, algorithm: Algorithm, jwk: &Value) -> Option<Self> {
        let member = |name: &str| URL_SAFE_NO_PAD.decode(jwk.get(name)?.as_str()?).ok();
        let key = match algorithm {
            Algorithm::Rs256 => {
                let components = RsaPublicKeyComponents { n: member("n")?, e: member("e")? };
                components.to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256).ok()?
            }
            Algorithm::Es256 => {
                // An uncompressed point (SEC 1, section 2.3.3).
                let point = [vec![4], member("x")?, member("y")?].concat();
                ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).ok()?
            }
            Algorithm::EdDsa => ParsedPublicKey::new(&ED25519, member("x")?).ok()?,
        };
        Some(Self { kid: kid.to_owned(), algorithm, key })
    }

    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.key.verify_sig(message, signature).is_ok()
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({:?}, {})", self.algorithm, self.kid)
    }
}
