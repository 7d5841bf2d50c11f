//! What operators do to users. Each is recorded in their activity, and as an event of the user where the user stays.

use diesel::prelude::*;

use super::overview::overview;
use crate::domain::activity::{Action, Change, NewEntry, Origin, USER};
use crate::domain::user::{EventKind, UserId, UserSessionId};
use crate::store::columns::Id;
use crate::store::schema::{
    client_users, user_acceptances, user_events, user_identifiers, user_sessions, user_words, users,
};
use crate::store::user_events::{NewEvent, Visit};
use crate::store::{Connection, StoreError, activity, user_events as events, user_sessions as sessions};

/// Keeps a user out, with all sessions and grants ended, or lets them sign in again; whether there is such a user.
pub fn set_disabled(conn: &mut Connection, id: UserId, disabled: bool, origin: &Origin) -> Result<bool, StoreError> {
    let Some(user) = overview(conn, id)? else { return Ok(false) };
    if user.disabled_at.is_some() == disabled {
        return Ok(true);
    }
    let disabled_at = disabled.then_some(origin.at.0);
    diesel::update(users::table.filter(users::id.eq(Id(id.0))))
        .set(users::disabled_at.eq(disabled_at))
        .execute(conn)?;
    if disabled {
        sessions::end_all(conn, id, origin.at)?;
    }
    let (action, kind) =
        if disabled { (Action::UserDisabled, EventKind::Disabled) } else { (Action::UserEnabled, EventKind::Enabled) };
    note(conn, (id, None), kind, origin)?;
    record(conn, &user.identifier(), action, origin)?;
    Ok(true)
}

/// Ends one session of a user; whether there was one.
pub fn end_session(
    conn: &mut Connection,
    id: UserId,
    session: UserSessionId,
    origin: &Origin,
) -> Result<bool, StoreError> {
    let Some(user) = overview(conn, id)? else { return Ok(false) };
    let own = user_sessions::table.find(Id(session.0)).filter(user_sessions::user.eq(Id(id.0)));
    if !diesel::select(diesel::dsl::exists(own)).get_result::<bool>(conn)? {
        return Ok(false);
    }
    sessions::end(conn, session)?;
    note(conn, (id, Some(session)), EventKind::SessionEnded, origin)?;
    record(conn, &user.identifier(), Action::UserSessionEnded, origin)?;
    Ok(true)
}

/// Ends all sessions, grants and unfinished sign-ins of a user; whether there is such a user.
pub fn end_sessions(conn: &mut Connection, id: UserId, origin: &Origin) -> Result<bool, StoreError> {
    let Some(user) = overview(conn, id)? else { return Ok(false) };
    sessions::end_all(conn, id, origin.at)?;
    note(conn, (id, None), EventKind::SessionEnded, origin)?;
    record(conn, &user.identifier(), Action::UserSessionsEnded, origin)?;
    Ok(true)
}

/// Deletes a user and all that hangs on them; whether there was one. What happened to them stays without them.
pub fn delete(conn: &mut Connection, id: UserId, origin: &Origin) -> Result<bool, StoreError> {
    let Some(user) = overview(conn, id)? else { return Ok(false) };
    let row = Id(id.0);
    let seq: i64 = users::table.filter(users::id.eq(row)).select(users::seq).first(conn)?;
    sessions::end_all(conn, id, origin.at)?;
    diesel::update(user_events::table.filter(user_events::user.eq(row)))
        .set(user_events::user.eq(None::<Id>))
        .execute(conn)?;
    diesel::delete(user_acceptances::table.filter(user_acceptances::user.eq(row))).execute(conn)?;
    diesel::delete(client_users::table.filter(client_users::user.eq(row))).execute(conn)?;
    diesel::delete(user_identifiers::table.filter(user_identifiers::user.eq(row))).execute(conn)?;
    diesel::delete(user_words::table.filter(user_words::user.eq(seq))).execute(conn)?;
    diesel::delete(users::table.find(seq)).execute(conn)?;
    record(conn, &user.identifier(), Action::UserDeleted, origin)?;
    Ok(true)
}

fn note(
    conn: &mut Connection,
    (user, session): (UserId, Option<UserSessionId>),
    kind: EventKind,
    origin: &Origin,
) -> Result<(), StoreError> {
    let reason = Some("By an operator.".to_owned());
    let event = NewEvent { kind, user: Some(user), client: None, session, reason };
    events::record(conn, &event, &Visit { at: origin.at, address: None, browser: None })
}

fn record(conn: &mut Connection, identifier: &str, action: Action, origin: &Origin) -> Result<(), StoreError> {
    activity::record(conn, origin, NewEntry { action, client: None, changes: vec![Change::set(&USER, identifier)] })?;
    Ok(())
}
