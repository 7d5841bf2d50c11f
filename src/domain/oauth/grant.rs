//! A grant: what a user lets a client do, from one authorization. Its code and tokens are derived from its key.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::request::{RequestedClaims, RequestedScopes};
use crate::domain::client::ClientKey;
use crate::domain::time::Timestamp;
use crate::domain::user::{Proofs, UserId, UserSessionId};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct GrantId(pub Uuid);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub id: GrantId,
    pub client: ClientKey,
    pub user: UserId,
    /// The session that it ends with; none where it outlives it.
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
