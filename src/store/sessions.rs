//! Operators' sessions: rows that only the digest of the browser's token leads to.

use diesel::prelude::*;
use uuid::Uuid;

use super::Connection;
use super::columns::{Id, Token};
use super::schema::{operator_sessions, operators};
use super::{StoreError, activity, throttle};
use crate::domain::activity::{Action, Change, NewEntry, OPERATOR_EMAIL, Origin};
use crate::domain::operator::{Operator, OperatorId};
use crate::domain::role::Role;
use crate::domain::session::{ABSOLUTE_LIMIT, is_live};
use crate::domain::throttle::{Bucket, BucketKind};
use crate::domain::time::Timestamp;
use crate::domain::token::Digest;

/// The database key of a session; it opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionId(pub Uuid);

#[derive(Clone, Debug)]
pub struct LiveSession {
    pub id: SessionId,
    /// When the password was given.
    pub created_at: Timestamp,
    /// When it was last renewed.
    pub last_seen_at: Timestamp,
    pub operator: Operator,
}

/// A live session as its operator sees it in the list.
#[derive(Clone, Debug)]
pub struct ListedSession {
    pub id: SessionId,
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_seen_at: Timestamp,
    /// The network address that it was begun from.
    pub address: Option<String>,
    /// What the browser called itself.
    pub browser: String,
}

#[derive(Clone, Debug)]
pub struct NewSession {
    pub operator: OperatorId,
    /// The digest of the token that the browser is given.
    pub token: Digest,
    /// The digest of the session that the browser had before, which ends.
    pub replaces: Option<Digest>,
    /// The digest of the secret by which the browser is known from now on.
    pub known_browser: Digest,
    /// The digest of the secret by which it was known before, to this operator and to others.
    pub was_known_by: Option<Digest>,
    pub browser: String,
    /// What the operator did to begin it.
    pub action: Action,
    /// The counters that this success was counted in before it was one: the account's, which is cleared, and those of
    /// networks, which get their try back.
    pub counted_in: Vec<Bucket>,
}

/// Begins a session and records what began it; false when the operator has been kept out or removed meanwhile.
pub fn start(conn: &mut Connection, new: &NewSession, origin: &Origin) -> Result<bool, StoreError> {
    let admitted = operators::table.find(Id(new.operator.0)).filter(operators::disabled_at.is_null());
    if !diesel::select(diesel::dsl::exists(admitted)).get_result::<bool>(conn)? {
        return Ok(false);
    }
    if let Some(old) = new.replaces {
        diesel::delete(by_token(old)).execute(conn)?;
    }
    for bucket in &new.counted_in {
        match bucket.kind {
            BucketKind::Account | BucketKind::KnownBrowser => throttle::clear(conn, bucket)?,
            BucketKind::Address | BucketKind::Site | BucketKind::Client => throttle::give_back(conn, bucket)?,
        }
    }
    throttle::remember_browser(conn, new.operator, new.known_browser, new.was_known_by, origin.at)?;
    diesel::insert_into(operator_sessions::table)
        .values((
            operator_sessions::id.eq(Id(origin.at.uuid())),
            operator_sessions::token_hash.eq(new.token.0.to_vec()),
            operator_sessions::operator_id.eq(Id(new.operator.0)),
            operator_sessions::created_at.eq(origin.at.0),
            operator_sessions::last_seen_at.eq(origin.at.0),
            operator_sessions::address.eq(origin.address.as_deref()),
            operator_sessions::browser.eq(&new.browser),
        ))
        .execute(conn)?;
    activity::record(conn, origin, event(new.action))?;
    Ok(true)
}

/// Records a refused sign-in or confirmation with the address of the account, when there is one. What else was typed is not
/// kept: it may be a password in the wrong field.
pub fn record_failure(
    conn: &mut Connection,
    action: Action,
    account: Option<&str>,
    origin: &Origin,
) -> Result<(), StoreError> {
    let changes = account.map(|email| Change::set(&OPERATOR_EMAIL, email)).into_iter().collect();
    activity::record(conn, origin, NewEntry { changes, ..event(action) })?;
    Ok(())
}

/// The session that a token opens, unless it has ended or its operator is kept out.
pub fn find(conn: &mut Connection, token: Digest, now: Timestamp) -> Result<Option<LiveSession>, StoreError> {
    type Row = (Id, i64, i64, Id, String, String, Token<Role>);
    let row: Option<Row> = by_token(token)
        .inner_join(operators::table)
        .filter(operators::disabled_at.is_null())
        .select((
            operator_sessions::id,
            operator_sessions::created_at,
            operator_sessions::last_seen_at,
            operators::id,
            operators::name,
            operators::email,
            operators::role,
        ))
        .first(conn)
        .optional()?;
    Ok(row.and_then(|(id, created_at, last_seen_at, operator, name, email, role)| {
        let operator = Operator { id: OperatorId(operator.0), name, email, role: role.0 };
        is_live(Timestamp(created_at), Timestamp(last_seen_at), now).then_some(LiveSession {
            id: SessionId(id.0),
            created_at: Timestamp(created_at),
            last_seen_at: Timestamp(last_seen_at),
            operator,
        })
    }))
}

/// The role of the operator whose session it is; none where the session has ended or the operator is kept out.
pub fn role(conn: &mut Connection, id: SessionId) -> Result<Option<Role>, StoreError> {
    let role: Option<Token<Role>> = operator_sessions::table
        .inner_join(operators::table)
        .filter(operator_sessions::id.eq(Id(id.0)))
        .filter(operators::disabled_at.is_null())
        .select(operators::role)
        .first(conn)
        .optional()?;
    Ok(role.map(|role| role.0))
}

/// Notes that a session is in use. A session that has ended meanwhile stays ended.
pub fn renew(conn: &mut Connection, id: SessionId, now: Timestamp) -> Result<(), StoreError> {
    diesel::update(operator_sessions::table.find(Id(id.0)))
        .set(operator_sessions::last_seen_at.eq(now.0))
        .execute(conn)?;
    Ok(())
}

/// The live sessions of an operator, the latest first.
pub fn list(conn: &mut Connection, operator: OperatorId, now: Timestamp) -> Result<Vec<ListedSession>, StoreError> {
    let rows: Vec<(Id, i64, i64, Option<String>, String)> = operator_sessions::table
        .filter(operator_sessions::operator_id.eq(Id(operator.0)))
        .order(operator_sessions::id.desc())
        .select((
            operator_sessions::id,
            operator_sessions::created_at,
            operator_sessions::last_seen_at,
            operator_sessions::address,
            operator_sessions::browser,
        ))
        .load(conn)?;
    let sessions = rows.into_iter().map(|(id, created_at, last_seen_at, address, browser)| ListedSession {
        id: SessionId(id.0),
        created_at: Timestamp(created_at),
        last_seen_at: Timestamp(last_seen_at),
        address,
        browser,
    });
    Ok(sessions.filter(|session| is_live(session.created_at, session.last_seen_at, now)).collect())
}

/// Ends one session of an operator, by signing out or from another browser; whether there was one.
pub fn end(
    conn: &mut Connection,
    operator: OperatorId,
    id: SessionId,
    action: Action,
    origin: &Origin,
) -> Result<bool, StoreError> {
    let own = operator_sessions::table.find(Id(id.0)).filter(operator_sessions::operator_id.eq(Id(operator.0)));
    let ended = diesel::delete(own).execute(conn)? > 0;
    if ended {
        activity::record(conn, origin, event(action))?;
    }
    Ok(ended)
}

/// Ends all sessions of an operator but one; how many there were.
pub fn end_others(
    conn: &mut Connection,
    operator: OperatorId,
    kept: SessionId,
    origin: &Origin,
) -> Result<usize, StoreError> {
    let others = operator_sessions::table
        .filter(operator_sessions::operator_id.eq(Id(operator.0)))
        .filter(operator_sessions::id.ne(Id(kept.0)));
    let ended = diesel::delete(others).execute(conn)?;
    if ended > 0 {
        activity::record(conn, origin, event(Action::SessionsEnded))?;
    }
    Ok(ended)
}

/// Deletes some of the sessions whose day is over, the oldest first; how many.
pub fn delete_expired(conn: &mut Connection, now: Timestamp, most: u16) -> Result<usize, StoreError> {
    let expired: Vec<Id> = operator_sessions::table
        .filter(operator_sessions::created_at.le(now.before(ABSOLUTE_LIMIT).0))
        .order(operator_sessions::created_at)
        .limit(most.into())
        .select(operator_sessions::id)
        .load(conn)?;
    Ok(diesel::delete(operator_sessions::table.filter(operator_sessions::id.eq_any(expired))).execute(conn)?)
}

#[diesel::dsl::auto_type]
fn by_token(token: Digest) -> _ {
    let bytes: Vec<u8> = token.0.to_vec();
    operator_sessions::table.filter(operator_sessions::token_hash.eq(bytes))
}

fn event(action: Action) -> NewEntry {
    NewEntry { action, client: None, changes: Vec::new() }
}
