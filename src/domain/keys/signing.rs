//! The keys that the provider signs with, and their public halves.

use std::collections::BTreeMap;
use std::fmt;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use super::Algorithm;
use super::seal::NoCipher;
use crate::domain::choice::Choice;
use crate::domain::token::Digest;

/// A key that is read and ready to sign.
pub struct SigningKey(Pair);

enum Pair {
    Rsa(Box<RsaKeyPair>),
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
}

impl SigningKey {
    /// A new key with its private half (PKCS #8). One for RS256 takes some tenths of a second.
    pub fn generate(algorithm: Algorithm) -> Result<(Self, Zeroizing<Vec<u8>>), NoCipher> {
        let (pair, pkcs8) = match algorithm {
            Algorithm::Rs256 => {
                let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| NoCipher)?;
                let pkcs8: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| NoCipher)?;
                let pkcs8 = Zeroizing::new(pkcs8.as_ref().to_vec());
                (Pair::Rsa(Box::new(pair)), pkcs8)
            }
            Algorithm::Es256 => {
                let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(|_| NoCipher)?;
                let pkcs8 = pair.to_pkcs8v1().map_err(|_| NoCipher)?;
                (Pair::Ec(pair), Zeroizing::new(pkcs8.as_ref().to_vec()))
            }
            Algorithm::EdDsa => {
                let pair = Ed25519KeyPair::generate().map_err(|_| NoCipher)?;
                let pkcs8 = pair.to_pkcs8v1().map_err(|_| NoCipher)?;
                (Pair::Ed(pair), Zeroizing::new(pkcs8.as_ref().to_vec()))
            }
        };
        Ok((Self(pair), pkcs8))
    }

    /// Reads a private half; `None` for what is none of that algorithm.
    #[must_use]
    pub fn from_pkcs8(algorithm: Algorithm, pkcs8: &[u8]) -> Option<Self> {
        let pair = match algorithm {
            Algorithm::Rs256 => Pair::Rsa(Box::new(RsaKeyPair::from_pkcs8(pkcs8).ok()?)),
            Algorithm::Es256 => Pair::Ec(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8).ok()?),
            Algorithm::EdDsa => Pair::Ed(Ed25519KeyPair::from_pkcs8(pkcs8).ok()?),
        };
        Some(Self(pair))
    }

    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        match self.0 {
            Pair::Rsa(_) => Algorithm::Rs256,
            Pair::Ec(_) => Algorithm::Es256,
            Pair::Ed(_) => Algorithm::EdDsa,
        }
    }

    /// The signature as a JSON Web Signature has it (RFC 7518, section 3).
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, NoCipher> {
        let random = SystemRandom::new();
        match &self.0 {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).map_err(|_| NoCipher)?;
                Ok(signature)
            }
            Pair::Ec(pair) => Ok(pair.sign(&random, message).map_err(|_| NoCipher)?.as_ref().to_vec()),
            Pair::Ed(pair) => Ok(pair.sign(message).as_ref().to_vec()),
        }
    }

    /// The public half as a JSON Web Key (RFC 7517), with its thumbprint as its ID.
    pub fn public(&self) -> Result<PublicKey, NoCipher> {
        let mut members = self.members()?;
        let kid = thumbprint(&members)?;
        let more = [("kid", kid.as_str()), ("use", "sig"), ("alg", self.algorithm().token())];
        members.extend(more.map(|(name, value)| (name, value.to_owned())));
        Ok(PublicKey { jwk: text(&members)?, kid })
    }

    /// The members that make the key what it is.
    fn members(&self) -> Result<Members, NoCipher> {
        let encoded = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let members = match &self.0 {
            Pair::Rsa(pair) => {
                let (e, n) = (pair.public_key().exponent(), pair.public_key().modulus());
                let [e, n] = [e, n].map(|number| encoded(number.big_endian_without_leading_zero()));
                vec![("kty", "RSA".to_owned()), ("e", e), ("n", n)]
            }
            Pair::Ec(pair) => {
                // An uncompressed point: 4, x, y (SEC 1, section 2.3.3).
                let point = pair.public_key().as_ref().strip_prefix(&[4]).ok_or(NoCipher)?;
                let (x, y) = point.split_at_checked(32).ok_or(NoCipher)?;
                vec![("kty", "EC".to_owned()), ("crv", "P-256".to_owned()), ("x", encoded(x)), ("y", encoded(y))]
            }
            Pair::Ed(pair) => {
                let x = encoded(pair.public_key().as_ref());
                vec![("kty", "OKP".to_owned()), ("crv", "Ed25519".to_owned()), ("x", x)]
            }
        };
        Ok(members.into_iter().collect())
    }
}

/// The members of a JSON Web Key in the order of their names.
type Members = BTreeMap<&'static str, String>;

/// The thumbprint of a key that has no other members than those that it is made of (RFC 7638, section 3).
fn thumbprint(members: &Members) -> Result<String, NoCipher> {
    Ok(Digest::sha256(text(members)?.as_bytes()).to_text())
}

/// As JSON without any space, in the order of the names.
fn text(members: &Members) -> Result<String, NoCipher> {
    serde_json::to_string(members).map_err(|_| NoCipher)
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    pub kid: String,
    /// The text of the JSON Web Key.
    pub jwk: String,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({}, …)", self.algorithm().token())
    }
}

#[cfg(test)]
mod tests;
