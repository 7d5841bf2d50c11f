//! What is signed for an answer.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};

use super::Asked;
use crate::domain::keys::Algorithm;
use crate::domain::keys::jws;
use crate::domain::keys::signing::SigningKey;
use crate::domain::oauth::grant_token::Kind;
use crate::domain::oauth::request::RequestedScopes;
use crate::domain::oauth::tokens::{ACCESS_TOKEN, ID_TOKEN, MARK, Subjects};
use crate::domain::time::Timestamp;
use crate::domain::token::random_bytes;
use crate::service::keyring::Ring;
use crate::store::grants::Held;
use crate::web::problem::{Fault, Problem};

/// The first keys are made within less at the first start.
const SOON: Duration = Duration::from_secs(1);

/// All of an answer that needs nothing from the commit (RFC 6749, section 5.1), ready to be signed: that is done while the disk
/// takes the change, and what can be missing for it is known before.
pub struct Unsigned<'a> {
    of: Subjects<'a>,
    scopes: &'a RequestedScopes,
    held: &'a Held,
    is_refresh: bool,
    ring: Arc<Ring>,
    mark: [u8; MARK],
}

impl<'a> Unsigned<'a> {
    pub fn new(
        asked: &'a Asked<'_>,
        held: &'a Held,
        scopes: &'a RequestedScopes,
        (is_refresh, now): (bool, Timestamp),
    ) -> Result<Self, Problem> {
        let ring = asked.state.keyring.ring();
        let of = Subjects {
            issuer: &asked.state.issuer,
            client: asked.client,
            subject: &held.subject,
            grant: &held.grant,
            now,
        };
        let unsigned = Self { of, scopes, held, is_refresh, ring, mark: random_bytes()? };
        let id_token = scopes.openid.then(|| unsigned.id_token_signature());
        for algorithm in [Some(of.access_token_signature()), id_token].into_iter().flatten() {
            unsigned.signer(algorithm)?;
        }
        Ok(unsigned)
    }

    pub fn sign(&self) -> Result<Map<String, Value>, Problem> {
        let Self { of, scopes, .. } = self;
        let access_token =
            self.token(of.access_token_signature(), ACCESS_TOKEN, &of.access_token(scopes, self.mark))?;
        let mut answer = Map::new();
        if scopes.openid {
            let claims = of.id_token(&access_token, self.is_refresh, &self.held.about);
            answer.insert("id_token".to_owned(), self.token(self.id_token_signature(), ID_TOKEN, &claims)?.into());
        }
        answer.insert("access_token".to_owned(), access_token.into());
        answer.insert("token_type".to_owned(), "Bearer".into());
        answer.insert("expires_in".to_owned(), of.lifetime().into());
        answer.insert("scope".to_owned(), scopes.to_text().into());
        Ok(answer)
    }

    fn token(&self, algorithm: Algorithm, typ: &str, claims: &Value) -> Result<String, Problem> {
        jws::sign(self.signer(algorithm)?, typ, claims).map_err(Problem::internal)
    }

    fn signer(&self, algorithm: Algorithm) -> Result<(&str, &SigningKey), Problem> {
        let unmade = || Problem::unavailable(Fault::Busy, "there is no key to sign with").retry_after(SOON);
        self.ring.signer(algorithm).ok_or_else(unmade)
    }

    fn id_token_signature(&self) -> Algorithm {
        self.of.client.settings.integration.id_token_signature
    }
}

/// Adds the refresh token of a generation, where the client may refresh.
pub fn with_refresh_token(asked: &Asked<'_>, held: &Held, mut answer: Map<String, Value>, generation: u32) -> Value {
    if asked.client.settings.integration.refresh_tokens {
        let token = asked.state.keyring.grant_token(Kind::Refresh, held.grant.id, generation);
        answer.insert("refresh_token".to_owned(), token.into());
    }
    Value::Object(answer)
}
