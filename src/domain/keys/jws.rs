//! Signed JSON (RFC 7515, the compact form): made with one of our keys, and read back when it was.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::seal::NoCipher;
use super::signing::SigningKey;
use super::verifying::VerifyingKey;
use crate::domain::choice::Choice;

/// Bytes of the longest token that is looked at; ours are a tenth of it.
const LONGEST: usize = 16 * 1_024;

/// Signs claims. `typ` says what they are for, so that no token is taken for another kind (RFC 8725, section 3.11).
pub fn sign((kid, key): (&str, &SigningKey), typ: &str, claims: &Value) -> Result<String, NoCipher> {
    let header = json!({ "alg": key.algorithm().token(), "kid": kid, "typ": typ });
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let mut token = format!("{}.{}", part(&header), part(claims));
    let signature = key.sign(token.as_bytes())?;
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut token);
    Ok(token)
}

/// The claims of a token of that type which one of our keys has signed. The token names the key, and the key alone says how it
/// is verified; keys that a token brings along are not looked at.
#[must_use]
pub fn verified<'k>(
    token: &str,
    typ: &str,
    key: impl Fn(&str) -> Option<&'k VerifyingKey>,
) -> Option<Map<String, Value>> {
    if token.len() > LONGEST {
        return None;
    }
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    let header = object(header)?;
    let member = |name: &str| header.get(name).and_then(Value::as_str);
    let key = key(member("kid")?)?;
    // What is critical we do not know, whatever it is (RFC 7515, section 4.1.11).
    let is_ours = member("typ") == Some(typ)
        && member("alg") == Some(key.algorithm().token())
        && !header.contains_key("crit")
        && key.verifies(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).ok()?);
    if is_ours { object(claims) } else { None }
}

fn object(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

#[cfg(test)]
mod tests;
