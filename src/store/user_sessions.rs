//! Users' sessions: rows that only the digest of the browser's token leads to, and that end with all that hangs on them.

use diesel::prelude::*;

use super::columns::Id;
use super::schema::{grants, user_sessions, users};
use super::users::{details, identifiers};
use super::{Connection, StoreError, journeys, json};
use crate::domain::time::Timestamp;
use crate::domain::token::Digest;
use crate::domain::user::{LiveSession, Proofs, Subject, UserId, UserSessionId};

#[derive(Clone, Debug)]
pub struct NewUserSession {
    pub id: UserSessionId,
    /// The digest of the token that the browser is given.
    pub token: Digest,
    pub user: UserId,
    pub auth_time: Timestamp,
    pub proofs: Proofs,
    pub remembered: bool,
    pub created_at: Timestamp,
    pub ends_at: Timestamp,
    pub address: Option<String>,
    pub browser: String,
}

pub fn start(conn: &mut Connection, new: &NewUserSession) -> Result<(), StoreError> {
    diesel::insert_into(user_sessions::table)
        .values((
            user_sessions::id.eq(Id(new.id.0)),
            user_sessions::token_hash.eq(new.token.0.to_vec()),
            user_sessions::user.eq(Id(new.user.0)),
            user_sessions::auth_time.eq(new.auth_time.0),
            user_sessions::proofs.eq(json::write(&new.proofs)?),
            user_sessions::remembered.eq(new.remembered),
            user_sessions::created_at.eq(new.created_at.0),
            user_sessions::last_seen_at.eq(new.created_at.0),
            user_sessions::ends_at.eq(new.ends_at.0),
            user_sessions::address.eq(new.address.as_deref()),
            user_sessions::browser.eq(&new.browser),
        ))
        .execute(conn)?;
    Ok(())
}

/// The session that a token opens, unless its user is disabled. Whether it has ended is up to the client that asks.
pub fn find(conn: &mut Connection, token: Digest) -> Result<Option<LiveSession>, StoreError> {
    type Row = (Id, Id, String, (i64, String, bool, i64, i64), details::Columns);
    let row: Option<Row> = user_sessions::table
        .inner_join(users::table.on(users::id.eq(user_sessions::user)))
        .filter(user_sessions::token_hash.eq(token.0.to_vec()))
        .filter(users::disabled_at.is_null())
        .select((
            user_sessions::id,
            users::id,
            users::subject,
            (
                user_sessions::auth_time,
                user_sessions::proofs,
                user_sessions::remembered,
                user_sessions::created_at,
                user_sessions::last_seen_at,
            ),
            details::COLUMNS,
        ))
        .first(conn)
        .optional()?;
    let Some((id, user, subject, (auth_time, proofs, remembered, created_at, last_seen_at), columns)) = row else {
        return Ok(None);
    };
    let user = UserId(user.0);
    Ok(Some(LiveSession {
        id: UserSessionId(id.0),
        user,
        subject: Subject(subject),
        details: details::read(columns),
        identifiers: identifiers::verified(conn, user)?,
        auth_time: Timestamp(auth_time),
        proofs: json::read(&proofs)?,
        remembered,
        created_at: Timestamp(created_at),
        last_seen_at: Timestamp(last_seen_at),
    }))
}

/// Notes that a session was used, and until when that lets it live at least.
pub fn use_until(
    conn: &mut Connection,
    id: UserSessionId,
    now: Timestamp,
    ends_at: Timestamp,
) -> Result<(), StoreError> {
    let session = user_sessions::table.find(Id(id.0));
    diesel::update(session.filter(user_sessions::last_seen_at.lt(now.0)))
        .set(user_sessions::last_seen_at.eq(now.0))
        .execute(conn)?;
    diesel::update(session.filter(user_sessions::ends_at.lt(ends_at.0)))
        .set(user_sessions::ends_at.eq(ends_at.0))
        .execute(conn)?;
    Ok(())
}

/// Lets a session go on with new proofs and another token, as after its user has signed in again.
pub fn prove_again(conn: &mut Connection, id: UserSessionId, new: &NewUserSession) -> Result<(), StoreError> {
    diesel::update(user_sessions::table.find(Id(id.0)))
        .set((
            user_sessions::token_hash.eq(new.token.0.to_vec()),
            user_sessions::auth_time.eq(new.auth_time.0),
            user_sessions::proofs.eq(json::write(&new.proofs)?),
            user_sessions::remembered.eq(new.remembered),
            user_sessions::created_at.eq(new.created_at.0),
            user_sessions::last_seen_at.eq(new.created_at.0),
            user_sessions::address.eq(new.address.as_deref()),
            user_sessions::browser.eq(&new.browser),
        ))
        .execute(conn)?;
    use_until(conn, id, new.created_at, new.ends_at)
}

/// Ends a session and the grants that hang on it, and sets the others free; whether there was one. What is recorded of it is up
/// to who ends it.
pub fn end(conn: &mut Connection, id: UserSessionId) -> Result<bool, StoreError> {
    let of_session = grants::table.filter(grants::session.eq(Id(id.0)));
    diesel::delete(of_session.filter(grants::offline.eq(false))).execute(conn)?;
    diesel::update(of_session).set(grants::session.eq(None::<Id>)).execute(conn)?;
    Ok(diesel::delete(user_sessions::table.find(Id(id.0))).execute(conn)? > 0)
}

/// Ends every session of a user, every grant, offline ones too, and every journey under way that the user has proved to be in;
/// how many sessions there were.
pub fn end_all(conn: &mut Connection, user: UserId, now: Timestamp) -> Result<usize, StoreError> {
    let own = identifiers::verified(conn, user)?;
    journeys::end_proved(conn, &own, now)?;
    diesel::delete(grants::table.filter(grants::user.eq(Id(user.0)))).execute(conn)?;
    Ok(diesel::delete(user_sessions::table.filter(user_sessions::user.eq(Id(user.0)))).execute(conn)?)
}

/// Deletes some of the sessions that serve no client any more, the oldest first; how many.
pub fn delete_ended(conn: &mut Connection, now: Timestamp, most: u16) -> Result<usize, StoreError> {
    let ended: Vec<Id> = user_sessions::table
        .filter(user_sessions::ends_at.le(now.0))
        .order(user_sessions::ends_at)
        .limit(most.into())
        .select(user_sessions::id)
        .load(conn)?;
    for id in &ended {
        end(conn, UserSessionId(id.0))?;
    }
    Ok(ended.len())
}
