//! A grant: what a user lets a client do, from one authorization. Its code and tokens are derived from its key.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::refresh::Rotation;
use super::request::{Request, RequestedClaims, RequestedScopes};
use crate::domain::client::{CODE_LIFETIME, ClientKey, Scope, Settings};
use crate::domain::time::Timestamp;
use crate::domain::user::{self, Proofs, UserId, UserSessionId};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct GrantId(pub Uuid);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub id: GrantId,
    pub client: ClientKey,
    pub user: UserId,
    /// The session in which it was made; none once that has ended and the grant outlives it.
    pub session: Option<UserSessionId>,
    pub redirect_uri: String,
    pub challenge: Option<String>,
    pub nonce: Option<String>,
    pub scopes: RequestedScopes,
    pub claims: RequestedClaims,
    pub auth_time: Timestamp,
    pub proofs: Proofs,
    /// Whether `offline_access` was granted, so that it outlives the session.
    pub offline: bool,
    pub created_at: Timestamp,
    pub code_ends_at: Timestamp,
    /// When its code was used.
    pub exchanged_at: Option<Timestamp>,
    /// How often it was refreshed; 0 before its code was used.
    pub generation: u32,
    /// The generation from which the present one came, where a client may still have that alone.
    pub parent: Option<u32>,
    pub rotated_at: Option<Timestamp>,
    pub idle_ends_at: Timestamp,
    pub ends_at: Timestamp,
}

/// How long a grant lives at most that outlives its session.
const OFFLINE: Duration = Duration::from_hours(24 * 180);
/// How far ahead a code may be dated, since clocks are corrected.
const CLOCK_TOLERANCE: Duration = Duration::from_mins(5);

/// How a user has come to the end of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parties {
    /// Chosen before the write, which may be run again.
    pub id: GrantId,
    pub user: UserId,
    pub session: UserSessionId,
    /// Those that count for this request.
    pub proofs: Proofs,
    pub auth_time: Timestamp,
}

/// What comes of a request that a user has met; none where it was made without an application. Its code is that of
/// generation 0.
#[must_use]
pub fn new_grant(request: &Request, settings: &Settings, by: Parties, now: Timestamp) -> Option<Grant> {
    let authorization = request.authorization()?.clone();
    let scopes = allowed(settings, &request.scopes);
    let offline = scopes.has(Scope::OfflineAccess);
    let longest = if offline { OFFLINE } else { seconds(settings.authentication.sessions.absolute.get()) };
    let ends_at = now.after(longest);
    Some(Grant {
        id: by.id,
        client: request.client,
        user: by.user,
        session: Some(by.session),
        redirect_uri: authorization.redirect_uri,
        challenge: authorization.challenge,
        nonce: authorization.nonce,
        scopes,
        claims: request.claims.clone(),
        auth_time: by.auth_time,
        proofs: by.proofs,
        offline,
        created_at: now,
        code_ends_at: now.after(seconds(CODE_LIFETIME)),
        exchanged_at: None,
        generation: 0,
        parent: None,
        rotated_at: None,
        idle_ends_at: idle_ends_at(settings, now).min(ends_at),
        ends_at,
    })
}

/// Of what was asked for, what the client may have by now.
fn allowed(settings: &Settings, asked: &RequestedScopes) -> RequestedScopes {
    let integration = &settings.integration;
    let is_allowed = |scope: &Scope| {
        integration.scopes.has(*scope) && (*scope != Scope::OfflineAccess || integration.refresh_tokens)
    };
    RequestedScopes { openid: asked.openid, others: asked.others.iter().copied().filter(is_allowed).collect() }
}

/// Until when a grant is to be refreshed that is used now.
#[must_use]
pub fn idle_ends_at(settings: &Settings, now: Timestamp) -> Timestamp {
    now.after(seconds(settings.integration.refresh_token_lifetime.get()))
}

impl Grant {
    /// Whether its code is not too old, and not dated so far ahead that the clock must have been set back.
    #[must_use]
    pub fn has_current_code(&self, now: Timestamp) -> bool {
        now < self.code_ends_at && self.created_at.since(now) <= CLOCK_TOLERANCE
    }

    /// Which of its refresh tokens is good.
    #[must_use]
    pub fn rotation(&self) -> Rotation {
        Rotation { generation: self.generation, parent: self.parent, rotated_at: self.rotated_at }
    }

    /// Whether it has not ended, and is dated no further ahead than a session may be: a clock that was set back would make it
    /// live longer by as much.
    #[must_use]
    pub fn is_refreshable(&self, now: Timestamp) -> bool {
        let is_dated_right = self.created_at.since(now) <= user::CLOCK_TOLERANCE;
        is_dated_right && now < self.idle_ends_at && now < self.ends_at
    }
}

fn seconds(number: u32) -> Duration {
    Duration::from_secs(number.into())
}
