//! Checks what the list keeps of whether something is to be done about a client.

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::client::readiness::{Facts, Judged, judge};
use crate::domain::client::{ClientKey, Readiness, Settings};
use crate::domain::time::Timestamp;
use crate::store::Connection;
use crate::store::clients::secrets::secrets;
use crate::store::columns::{Id, Token};
use crate::store::schema::{client_kinds, clients};

/// Whether it is another than the settings and the secrets make it. What is ready was so until shortly before it is to be
/// worked out again, and what needs attention does so for ever. What cannot be read is told elsewhere.
pub fn differs(conn: &mut Connection, key: &[u8], settings: &Settings) -> bool {
    let Ok(key) = Uuid::from_slice(key) else { return false };
    let stored: Result<(Token<Readiness>, Option<i64>), _> = clients::table
        .inner_join(client_kinds::table.on(client_kinds::id.eq(clients::kind)))
        .filter(clients::id.eq(Id(key)))
        .select((client_kinds::readiness, clients::judge_again_at))
        .first(conn);
    let (Ok((readiness, again_at)), Ok(secrets)) = (stored, secrets(conn, ClientKey(key))) else { return false };
    let stored = Judged { readiness: readiness.0, again_at: again_at.map(Timestamp) };
    let now = match (stored.readiness, again_at) {
        // It waits to be worked out at all, or anew by the rules of a later version.
        (Readiness::NeedsAttention, Some(_)) | (_, Some(0)) => return false,
        (Readiness::NeedsAttention, None) => Timestamp(i64::MAX),
        (Readiness::Ready, Some(at)) => Timestamp(at.saturating_sub(1)),
        (Readiness::Ready, None) => Timestamp(i64::MIN),
    };
    judge(&Facts { settings, secrets: &secrets, now }) != stored
}
