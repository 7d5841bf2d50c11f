//! The public keys with which a client signs its assertions (RFC 7517, RFC 7523). What is pasted may be a private key by
//! mistake, so no message repeats it, and only the members that are known to be public are kept.

mod json;

use std::fmt;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ParsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::domain::setting::plain;
use crate::domain::text::deceives;

/// Members of a key that only its owner may know (RFC 7518, sections 6.2.2, 6.3.2 and 6.4.1; “priv” is that of newer types).
const PRIVATE: &[&str] = &["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];
/// Members that are kept where they belong to the key's type, in alphabetical order; others are left out.
const KEPT: &[&str] = &["alg", "crv", "e", "kid", "kty", "n", "use", "x", "y"];
/// Fewest bits of an RSA key (RFC 7518, section 3.3), and the most that are worth their time.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2_048..=8_192;
/// Bytes of a coordinate on both curves.
const COORDINATE: usize = 32;
/// What precedes both coordinates of a point on P-256 (SEC 1, section 2.3.3).
const UNCOMPRESSED: u8 = 4;
/// Most characters of a key's name.
const LONGEST_KID: usize = 100;

/// Why a JWK set was refused, in words that say what would be right and never what was pasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwkSetError {
    #[error("Use at most 16 KiB.")]
    TooLong,
    #[error("Paste a JWK set: a JSON object with the member “keys”.")]
    NotASet,
    #[error(
        "Paste public keys only. This holds a private or secret key: replace that key, since it has left its place."
    )]
    Private,
    #[error("Name every member once: readers differ in which one of two they take.")]
    Repeated,
    #[error("Paste from 1 to {most} keys.", most = JwkSet::MOST)]
    Count,
    #[error("Use keys of the type RSA, EC or OKP.")]
    Type,
    #[error("Use the curve P-256 for keys of the type EC, and Ed25519 for those of the type OKP.")]
    Curve,
    #[error("Use RSA keys of at least 2,048 and at most 8,192 bits.")]
    Bits,
    #[error("Copy the EC key again: its “x” and “y” are no point of its curve.")]
    Point,
    #[error("A member of a key is missing or is not base64url text of the right length.")]
    Member,
    #[error("Use keys for RS256, ES256 or EdDSA, each with its own type, and with “sig” as their use.")]
    Use,
    #[error("Give each key a “kid” of its own, of at most 100 characters, none of them invisible.")]
    Kid,
}

/// Up to ten public keys, as compact JSON text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct JwkSet(String);

/// Whatever is wrong with it, its text stays out of logs.
impl fmt::Debug for JwkSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("JwkSet").finish_non_exhaustive()
    }
}

impl JwkSet {
    pub const MOST: usize = 10;
    /// Most bytes.
    pub const LONGEST: usize = 16 * 1024;

    /// Reads what a person pasted.
    ///
    /// # Errors
    /// When it is not JSON, holds anything but public keys that this provider can verify with, or the same `kid` twice.
    pub fn parse(raw: &str) -> Result<Self, JwkSetError> {
        if raw.len() > Self::LONGEST {
            return Err(JwkSetError::TooLong);
        }
        let pasted = json::read(raw).ok_or(JwkSetError::NotASet)?;
        if holds_private_key(&pasted) {
            return Err(JwkSetError::Private);
        }
        if !pasted.displaced.is_empty() {
            return Err(JwkSetError::Repeated);
        }
        let keys = pasted.value.get("keys").and_then(Value::as_array).ok_or(JwkSetError::NotASet)?;
        if !(1..=Self::MOST).contains(&keys.len()) {
            return Err(JwkSetError::Count);
        }
        let kept = keys.iter().map(key).collect::<Result<Vec<Value>, JwkSetError>>()?;
        let kids: Vec<&Value> = kept.iter().filter_map(|key| key.get("kid")).collect();
        let is_repeated = kids.iter().enumerate().any(|(at, kid)| kids.iter().take(at).any(|before| before == kid));
        if is_repeated || (kept.len() > 1 && kids.len() < kept.len()) {
            return Err(JwkSetError::Kid);
        }
        Ok(Self(serde_json::json!({ "keys": kept }).to_string()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for JwkSet {
    type Error = JwkSetError;

    fn try_from(raw: String) -> Result<Self, JwkSetError> {
        Self::parse(&raw)
    }
}

/// Whether anything in it looks like a key that is not public, wherever it stands, in a text that is JSON too.
fn holds_private_key(pasted: &json::Read) -> bool {
    pasted.displaced.iter().chain([&pasted.value]).any(holds_private_members)
}

fn holds_private_members(value: &Value) -> bool {
    match value {
        Value::Object(members) => {
            let is_symmetric = members.get("kty").is_some_and(|kty| kty == "oct");
            is_symmetric
                || PRIVATE.iter().any(|name| members.contains_key(*name))
                || members.values().any(holds_private_members)
        }
        Value::Array(items) => items.iter().any(holds_private_members),
        Value::String(text) => {
            text.contains("PRIVATE KEY") || json::read(text).is_some_and(|pasted| holds_private_key(&pasted))
        }
        _ => false,
    }
}

/// A key with what is kept of it.
fn key(pasted: &Value) -> Result<Value, JwkSetError> {
    let members = pasted.as_object().ok_or(JwkSetError::NotASet)?;
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    let coordinate = |name: &str| bytes(members, name).filter(|bytes| bytes.len() == COORDINATE);
    let (algorithm, foreign): (&str, &[&str]) = match (text("kty"), text("crv")) {
        (Some("RSA"), _) => {
            let modulus = bytes(members, "n").ok_or(JwkSetError::Member)?;
            let exponent = bytes(members, "e").ok_or(JwkSetError::Member)?;
            if !RSA_BITS.contains(&bits(&modulus)) {
                return Err(JwkSetError::Bits);
            }
            let is_odd = |number: &[u8]| number.last().is_some_and(|last| last % 2 == 1);
            if !is_odd(&modulus) || !is_odd(&exponent) || !(2..=64).contains(&bits(&exponent)) {
                return Err(JwkSetError::Member);
            }
            ("RS256", &["crv", "x", "y"])
        }
        (Some("EC"), Some("P-256")) => {
            let (x, y) = coordinate("x").zip(coordinate("y")).ok_or(JwkSetError::Member)?;
            let point = [&[UNCOMPRESSED][..], &x, &y].concat();
            ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).map_err(|_| JwkSetError::Point)?;
            ("ES256", &["e", "n"])
        }
        (Some("OKP"), Some("Ed25519")) => {
            coordinate("x").ok_or(JwkSetError::Member)?;
            ("EdDSA", &["e", "n", "y"])
        }
        (Some("EC" | "OKP"), _) => return Err(JwkSetError::Curve),
        _ => return Err(JwkSetError::Type),
    };
    let is_fit = |name: &str, wanted: &str| members.get(name).is_none_or(|value| value == wanted);
    if !is_fit("alg", algorithm) || !is_fit("use", "sig") {
        return Err(JwkSetError::Use);
    }
    let is_name = |kid: &Value| {
        kid.as_str().is_some_and(|kid| (1..=LONGEST_KID).contains(&kid.chars().count()) && !kid.contains(deceives))
    };
    if !members.get("kid").is_none_or(is_name) {
        return Err(JwkSetError::Kid);
    }
    let own = KEPT.iter().filter(|name| !foreign.contains(name));
    let kept = own.filter_map(|name| Some(((*name).to_owned(), members.get(*name)?.clone())));
    Ok(Value::Object(kept.collect::<Map<String, Value>>()))
}

fn bytes(members: &Map<String, Value>, name: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(members.get(name)?.as_str()?).ok()
}

/// The bits of a number, without the zeros in front.
fn bits(number: &[u8]) -> usize {
    let significant = number.iter().skip_while(|byte| **byte == 0);
    let leading = significant.clone().next().map_or(0, |first| first.leading_zeros() as usize);
    significant.count() * 8 - leading
}

/// Which keys there are: “2 keys: a (RSA), b (EC)”.
pub(super) fn words(value: &Value) -> String {
    let set: Value = value.as_str().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let Some(keys) = set.get("keys").and_then(Value::as_array) else { return "unreadable keys".to_owned() };
    let key = |key: &Value| {
        let kid = key.get("kid").map_or_else(|| "without a name".to_owned(), plain);
        format!("{kid} ({})", key.get("kty").map(plain).unwrap_or_default())
    };
    let count = if keys.len() == 1 { "1 key".to_owned() } else { format!("{} keys", keys.len()) };
    format!("{count}: {}", keys.iter().map(key).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests;
