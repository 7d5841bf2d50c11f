//! What is signed for an answer.

use std::time::Duration;

use serde_json::{Map, Value};

use super::Asked;
use crate::domain::keys::Algorithm;
use crate::domain::keys::jws;
use crate::domain::oauth::grant_token::Kind;
use crate::domain::oauth::request::RequestedScopes;
use crate::domain::oauth::tokens::{ACCESS_TOKEN, ID_TOKEN, Subjects};
use crate::domain::time::Timestamp;
use crate::domain::token::random_bytes;
use crate::service::keyring::Ring;
use crate::store::grants::Held;
use crate::web::problem::{Fault, Problem};

/// The first keys are made within less at the first start.
const SOON: Duration = Duration::from_secs(1);

/// All of an answer that needs nothing from the commit (RFC 6749, section 5.1): it is signed before, so that the time is short
/// in which an answer can be lost.
pub fn answer(
    asked: &Asked<'_>,
    held: &Held,
    scopes: &RequestedScopes,
    (is_refresh, now): (bool, Timestamp),
) -> Result<Map<String, Value>, Problem> {
    let ring = asked.state.keyring.ring();
    let of =
        Subjects { issuer: &asked.state.issuer, client: asked.client, subject: &held.subject, grant: &held.grant, now };
    let claims = of.access_token(scopes, random_bytes()?);
    let access_token = sign(&ring, of.access_token_signature(), ACCESS_TOKEN, &claims)?;
    let mut answer = Map::new();
    if scopes.openid {
        let claims = of.id_token(&access_token, is_refresh, &held.about);
        let signature = asked.client.settings.integration.id_token_signature;
        answer.insert("id_token".to_owned(), sign(&ring, signature, ID_TOKEN, &claims)?.into());
    }
    answer.insert("access_token".to_owned(), access_token.into());
    answer.insert("token_type".to_owned(), "Bearer".into());
    answer.insert("expires_in".to_owned(), of.lifetime().into());
    answer.insert("scope".to_owned(), scopes.to_text().into());
    Ok(answer)
}

/// Adds the refresh token of a generation, where the client may refresh.
pub fn with_refresh_token(asked: &Asked<'_>, held: &Held, mut answer: Map<String, Value>, generation: u32) -> Value {
    if asked.client.settings.integration.refresh_tokens {
        let token = asked.state.keyring.grant_token(Kind::Refresh, held.grant.id, generation);
        answer.insert("refresh_token".to_owned(), token.into());
    }
    Value::Object(answer)
}

fn sign(ring: &Ring, algorithm: Algorithm, typ: &str, claims: &Value) -> Result<String, Problem> {
    let unmade = || Problem::unavailable(Fault::Busy, "there is no key to sign with").retry_after(SOON);
    jws::sign(ring.signer(algorithm).ok_or_else(unmade)?, typ, claims).map_err(Problem::internal)
}
