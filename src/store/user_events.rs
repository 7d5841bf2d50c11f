//! What users did and met, for who looks into a sign-in; deleted after a while, unlike the activity of operators.

use std::time::Duration;

use diesel::prelude::*;

use super::columns::{Id, Token};
use super::schema::user_events;
use super::{Connection, StoreError};
use crate::domain::client::{ClientKey, RevisionNumber};
use crate::domain::time::Timestamp;
use crate::domain::user::{EventKind, UserId, UserSessionId};

/// How long events are kept.
pub const KEPT_FOR: Duration = Duration::from_hours(24 * 90);

/// From where something was done, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    pub at: Timestamp,
    pub address: Option<String>,
    /// What the browser calls itself.
    pub browser: Option<String>,
}

#[derive(Clone, Debug)]
pub struct NewEvent {
    pub kind: EventKind,
    pub user: Option<UserId>,
    /// The client, and the revision of its settings which decided.
    pub client: Option<(ClientKey, RevisionNumber)>,
    pub session: Option<UserSessionId>,
    /// In words that an operator reads.
    pub reason: Option<String>,
}

pub fn record(conn: &mut Connection, event: &NewEvent, visit: &Visit) -> Result<(), StoreError> {
    diesel::insert_into(user_events::table)
        .values((
            user_events::user.eq(event.user.map(|user| Id(user.0))),
            user_events::client.eq(event.client.map(|(client, _)| Id(client.0))),
            user_events::revision.eq(event.client.map(|(_, revision)| revision.get())),
            user_events::session.eq(event.session.map(|session| Id(session.0))),
            user_events::at.eq(visit.at.0),
            user_events::kind.eq(Token(event.kind)),
            user_events::reason.eq(event.reason.as_deref()),
            user_events::address.eq(visit.address.as_deref()),
            user_events::browser.eq(visit.browser.as_deref()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Deletes some of the events of long ago, the oldest first; how many.
pub fn delete_old(conn: &mut Connection, now: Timestamp, most: u16) -> Result<usize, StoreError> {
    let old: Vec<i64> = user_events::table
        .filter(user_events::at.le(now.before(KEPT_FOR).0))
        .order(user_events::at)
        .limit(most.into())
        .select(user_events::seq)
        .load(conn)?;
    Ok(diesel::delete(user_events::table.filter(user_events::seq.eq_any(old))).execute(conn)?)
}
