//! The tokens that are signed: what is in them, and what is believed of one that comes back.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256, Sha512};
use uuid::Uuid;

use super::claims::{About, released};
use super::grant::{Grant, GrantId};
use super::refusal::Refused;
use super::request::RequestedScopes;
use crate::domain::choice::Choice;
use crate::domain::client::{Client, ClientId};
use crate::domain::issuer::Issuer;
use crate::domain::keys::jws::verified;
use crate::domain::keys::verifying::VerifyingKey;
use crate::domain::keys::{Algorithm, SET_KEPT_FOR};
use crate::domain::refusal::Mend;
use crate::domain::time::Timestamp;
use crate::domain::user::{Subject, UserSessionId};

/// The types that tokens say they are (RFC 9068, section 2.1).
pub const ACCESS_TOKEN: &str = "at+jwt";
pub const ID_TOKEN: &str = "JWT";

/// Bytes of what tells apart the access tokens of one grant.
pub const MARK: usize = 8;
/// How far ahead a token may be dated: a clock may be set back, but must make none immortal.
const CLOCK_TOLERANCE: std::time::Duration = SET_KEPT_FOR;

/// What the tokens of one answer are made of.
#[derive(Clone, Copy, Debug)]
pub struct Subjects<'a> {
    pub issuer: &'a Issuer,
    pub client: &'a Client,
    pub subject: &'a Subject,
    pub grant: &'a Grant,
    pub now: Timestamp,
}

impl Subjects<'_> {
    /// How access tokens are signed: fast where we alone verify them, and as the client's ID tokens where an API does, since
    /// that need not know more than RS256 (RFC 9068, section 2.1).
    #[must_use]
    pub fn access_token_signature(&self) -> Algorithm {
        let integration = &self.client.settings.integration;
        if integration.api_audience.is_some() { integration.id_token_signature } else { Algorithm::Es256 }
    }

    /// Seconds for which the tokens are good.
    #[must_use]
    pub fn lifetime(&self) -> u32 {
        self.client.settings.integration.access_token_lifetime.get()
    }

    /// The claims of an access token (RFC 9068, section 2.2).
    #[must_use]
    pub fn access_token(&self, scopes: &RequestedScopes, mark: [u8; MARK]) -> Value {
        let issuer = self.issuer.0.as_str();
        let audience = match &self.client.settings.integration.api_audience {
            Some(api) => json!([api.as_str(), issuer]),
            None => issuer.into(),
        };
        let jti = URL_SAFE_NO_PAD.encode([&self.grant.id.0.as_bytes()[..], &mark].concat());
        let mut claims = self.common(audience);
        claims.insert("client_id".to_owned(), self.client.client_id.0.as_str().into());
        claims.insert("scope".to_owned(), scopes.to_text().into());
        claims.insert("jti".to_owned(), jti.into());
        Value::Object(claims)
    }

    /// The claims of an ID token (`OpenID` Connect Core 1.0, section 2). The one of a refresh has no nonce (section 12.2).
    #[must_use]
    pub fn id_token(&self, access_token: &str, is_refresh: bool, about: &About) -> Value {
        let integration = &self.client.settings.integration;
        let scopes = if integration.profile_claims { self.grant.scopes.clone() } else { RequestedScopes::default() };
        let mut claims = released(&scopes, &self.grant.claims.id_token, integration, about);
        claims.extend(self.common(self.client.client_id.0.as_str().into()));
        let session = self.grant.session.map(|session| session.0.hyphenated().to_string());
        let nonce = self.grant.nonce.clone().filter(|_| !is_refresh);
        for (name, value) in [("sid", session), ("nonce", nonce)] {
            claims.extend(value.map(|value| (name.to_owned(), value.into())));
        }
        claims.insert("at_hash".to_owned(), at_hash(access_token, integration.id_token_signature).into());
        Value::Object(claims)
    }

    /// The time is rounded down, and there is no other: clocks differ.
    fn common(&self, audience: Value) -> Map<String, Value> {
        let issued_at = seconds(self.now);
        let grant = self.grant;
        let claims = [
            ("iss", self.issuer.0.as_str().into()),
            ("sub", self.subject.0.as_str().into()),
            ("aud", audience),
            ("iat", issued_at.into()),
            ("exp", issued_at.saturating_add(self.lifetime().into()).into()),
            ("auth_time", seconds(grant.auth_time).into()),
            ("acr", grant.proofs.acr().token().into()),
            ("amr", grant.proofs.amr().into()),
        ];
        claims.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()
    }
}

fn seconds(at: Timestamp) -> i64 {
    at.0.div_euclid(1_000)
}

/// The left half of the access token's digest, by the algorithm that the ID token is signed with (section 3.1.3.6). For `EdDSA`,
/// that is the one of Ed25519.
fn at_hash(access_token: &str, algorithm: Algorithm) -> String {
    let digest = match algorithm {
        Algorithm::Rs256 | Algorithm::Es256 => Sha256::digest(access_token).to_vec(),
        Algorithm::EdDsa => Sha512::digest(access_token).to_vec(),
    };
    let (half, _) = digest.split_at(digest.len() / 2);
    URL_SAFE_NO_PAD.encode(half)
}

/// What an access token of ours says. Whether the grant still stands is up to who reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    pub grant: GrantId,
    pub client_id: ClientId,
    pub subject: Subject,
    pub scopes: RequestedScopes,
}

/// Why a token is not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unaccepted {
    /// We have not signed it, so nobody knows whose it is.
    NotOurs,
    /// It was made for this client.
    Of(ClientId, Box<Refused>),
}

/// Reads an access token that was made for us and has not expired (RFC 9068, section 4).
pub fn access_token<'k>(
    token: &str,
    key: impl Fn(&str) -> Option<&'k VerifyingKey>,
    issuer: &Issuer,
    now: Timestamp,
) -> Result<AccessToken, Unaccepted> {
    let of = |client_id: &str, refused| Unaccepted::Of(ClientId(client_id.to_owned()), Box::new(refused));
    let Some(claims) = verified(token, ACCESS_TOKEN, &key) else {
        let id_token = verified(token, ID_TOKEN, &key);
        let client_id = id_token.as_ref().and_then(|claims| claims.get("aud")).and_then(Value::as_str);
        let refused = || invalid_token("An ID token was sent in the place of an access token.");
        return Err(client_id.map_or(Unaccepted::NotOurs, |client_id| of(client_id, refused())));
    };
    let read = read_access_token(&claims).ok_or(Unaccepted::NotOurs)?;
    match unfit(&claims, issuer, now) {
        None => Ok(read),
        Some(refused) => Err(of(&read.client_id.0, refused)),
    }
}

fn read_access_token(claims: &Map<String, Value>) -> Option<AccessToken> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let marked = URL_SAFE_NO_PAD.decode(text("jti")?).ok()?;
    let (grant, _) = marked.split_at_checked(marked.len().checked_sub(MARK)?)?;
    Some(AccessToken {
        grant: GrantId(Uuid::from_slice(grant).ok()?),
        client_id: ClientId(text("client_id")?.to_owned()),
        subject: Subject(text("sub")?.to_owned()),
        scopes: RequestedScopes::parse(text("scope")?),
    })
}

/// Why an access token that we have signed is not good here and now.
fn unfit(claims: &Map<String, Value>, issuer: &Issuer, now: Timestamp) -> Option<Refused> {
    let time = |name: &str| claims.get(name).and_then(Value::as_i64);
    let made_by = claims.get("iss").and_then(Value::as_str);
    if made_by != Some(&issuer.0) {
        let refused = invalid_token("The access token was made by another issuer.");
        return Some(refused.sent(made_by).expected(Some(&issuer.0)));
    }
    let is_for_us = match claims.get("aud") {
        Some(Value::String(audience)) => *audience == issuer.0,
        Some(Value::Array(audiences)) => audiences.iter().any(|audience| audience.as_str() == Some(&issuer.0)),
        _ => false,
    };
    if !is_for_us {
        return Some(invalid_token("The access token was made for another audience."));
    }
    if time("iat").is_none_or(|issued_at| issued_at > seconds(now.after(CLOCK_TOLERANCE))) {
        return Some(invalid_token("The access token is dated in the future."));
    }
    let is_over = time("exp").is_none_or(|expires_at| expires_at <= seconds(now));
    let lifetime = Mend::Setting("integration.access_token_lifetime");
    is_over.then(|| invalid_token("The access token has expired.").mended_by(lifetime))
}

/// RFC 6750, section 3.1.
#[must_use]
pub fn invalid_token(reason: &str) -> Refused {
    Refused::new("userinfo", "invalid_token", reason)
}

/// Whose ID token came back as a hint, and to which client it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdTokenHint {
    pub client_id: ClientId,
    pub subject: Subject,
    pub session: Option<UserSessionId>,
}

/// Reads an ID token that we made, however long ago (`OpenID` Connect Core 1.0, section 3.1.2.1).
#[must_use]
pub fn id_token_hint<'k>(
    token: &str,
    key: impl Fn(&str) -> Option<&'k VerifyingKey>,
    issuer: &Issuer,
) -> Option<IdTokenHint> {
    let claims = verified(token, ID_TOKEN, key)?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let session = text("sid").map(Uuid::try_parse).transpose().ok()?;
    let hint = IdTokenHint {
        client_id: ClientId(text("aud")?.to_owned()),
        subject: Subject(text("sub")?.to_owned()),
        session: session.map(UserSessionId),
    };
    (text("iss")? == issuer.0).then_some(hint)
}

#[cfg(test)]
mod tests;
