//! What users let clients do. To delete a grant is to end all that came of it.

mod held;
mod redeem;
mod row;

pub use held::{Held, find};
pub use redeem::{Redeemed, Refreshing, exchange, refresh, reused};

use std::time::Duration;

use diesel::prelude::*;

use super::columns::Id;
use super::schema::grants;
use super::{Connection, StoreError, json};
use crate::domain::client::ClientKey;
use crate::domain::oauth::grant::{Grant, GrantId};
use crate::domain::time::{Day, Timestamp};
use crate::domain::user::UserSessionId;

/// How long an access token lives at most that was given in the last moment of a grant.
const LONGEST_TOKEN: Duration = Duration::from_hours(24);

pub fn insert(conn: &mut Connection, grant: &Grant) -> Result<(), StoreError> {
    diesel::insert_into(grants::table)
        .values((
            (
                grants::id.eq(Id(grant.id.0)),
                grants::client.eq(Id(grant.client.0)),
                grants::user.eq(Id(grant.user.0)),
                grants::session.eq(grant.session.map(|session| Id(session.0))),
                grants::redirect_uri.eq(&grant.redirect_uri),
                grants::challenge.eq(grant.challenge.as_deref()),
                grants::nonce.eq(grant.nonce.as_deref()),
                grants::scopes.eq(grant.scopes.to_text()),
                grants::claims.eq(json::write(&grant.claims)?),
            ),
            (
                grants::auth_time.eq(grant.auth_time.0),
                grants::proofs.eq(json::write(&grant.proofs)?),
                grants::offline.eq(grant.offline),
                grants::created_at.eq(grant.created_at.0),
                grants::code_ends_at.eq(grant.code_ends_at.0),
                grants::generation.eq(i64::from(grant.generation)),
                grants::idle_ends_at.eq(grant.idle_ends_at.0),
                grants::ends_at.eq(grant.ends_at.0),
                grants::swept_after.eq(swept_after(grant.idle_ends_at, grant.ends_at).0),
            ),
        ))
        .execute(conn)?;
    Ok(())
}

/// Ends a grant; whether there was one.
pub fn end(conn: &mut Connection, id: GrantId) -> Result<bool, StoreError> {
    Ok(diesel::delete(grants::table.find(Id(id.0))).execute(conn)? > 0)
}

/// Ends what a client was granted in a session, also where it would outlive that; how many.
pub fn end_of_client(conn: &mut Connection, client: ClientKey, session: UserSessionId) -> Result<usize, StoreError> {
    let granted = grants::table.filter(grants::session.eq(Id(session.0))).filter(grants::client.eq(Id(client.0)));
    Ok(diesel::delete(granted).execute(conn)?)
}

/// Grants of one client that hang on one session, at most. An application that asks without end makes no end of rows.
const MOST: i64 = 50;

/// Ends the oldest grants of a client and a session where there are too many.
pub fn keep_latest(conn: &mut Connection, (client, session): (ClientKey, UserSessionId)) -> Result<(), StoreError> {
    let of_session = grants::session.eq(Id(session.0)).and(grants::client.eq(Id(client.0)));
    let old: Vec<Id> = grants::table
        .filter(of_session)
        .order((grants::created_at.desc(), grants::id.desc()))
        .offset(MOST)
        .limit(MOST)
        .select(grants::id)
        .load(conn)?;
    if !old.is_empty() {
        diesel::delete(grants::table.filter(grants::id.eq_any(old))).execute(conn)?;
    }
    Ok(())
}

/// How many codes a client was given for a session since a moment and has not used.
pub fn unused_since(
    conn: &mut Connection,
    (client, session): (ClientKey, UserSessionId),
    since: Timestamp,
) -> Result<i64, StoreError> {
    let unused = grants::table
        .filter(grants::session.eq(Id(session.0)))
        .filter(grants::client.eq(Id(client.0)))
        .filter(grants::created_at.ge(since.0))
        .filter(grants::exchanged_at.is_null());
    Ok(unused.count().get_result(conn)?)
}

/// Deletes some of the grants of which nothing is good any more, the oldest first; how many.
pub fn delete_old(conn: &mut Connection, now: Timestamp, most: u16) -> Result<usize, StoreError> {
    let old: Vec<Id> = grants::table
        .filter(grants::swept_after.le(now.0))
        .order(grants::swept_after)
        .limit(most.into())
        .select(grants::id)
        .load(conn)?;
    Ok(diesel::delete(grants::table.filter(grants::id.eq_any(old))).execute(conn)?)
}

/// The beginning of a day on which nothing is good any more that came of a grant. Most uses leave it as it is.
fn swept_after(idle_ends_at: Timestamp, ends_at: Timestamp) -> Timestamp {
    Day::containing(idle_ends_at.min(ends_at).after(LONGEST_TOKEN)).next().start()
}
