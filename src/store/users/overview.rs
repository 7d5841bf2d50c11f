//! A user as operators see them: what is known, and what their sign-ins left.

use diesel::prelude::*;

use super::{details, identifiers};
use crate::domain::choice::Choice;
use crate::domain::client::{ClientKey, RevisionNumber};
use crate::domain::time::{Day, Timestamp};
use crate::domain::user::{Details, EventKind, How, Identifier, UserId, UserSessionId};
use crate::store::columns::{Id, Token};
use crate::store::schema::{client_users, clients, user_events, user_sessions, users};
use crate::store::{Connection, StoreError};

/// Of the sessions, the clients and the events, those that are read.
pub const MOST: i64 = 50;

#[derive(Clone, Debug)]
pub struct Overview {
    pub id: UserId,
    pub subject: String,
    pub details: Details,
    /// With whether each is verified.
    pub identifiers: Vec<(Identifier, bool)>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub disabled_at: Option<Timestamp>,
}

impl Overview {
    /// What the user is known by to an operator: a verified identifier, else another, else the ID.
    #[must_use]
    pub fn identifier(&self) -> String {
        let verified = self.identifiers.iter().find(|(_, is_verified)| *is_verified);
        let known = verified.or_else(|| self.identifiers.first()).map(|(identifier, _)| identifier.as_str().to_owned());
        known.unwrap_or_else(|| self.id.0.to_string())
    }
}

#[derive(Clone, Debug)]
pub struct Session {
    pub id: UserSessionId,
    pub address: Option<String>,
    pub browser: String,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    pub ends_at: Timestamp,
}

#[derive(Clone, Debug)]
pub struct ClientOfUser {
    pub key: ClientKey,
    pub name: String,
    pub how: How,
    pub joined_at: Timestamp,
    pub last_used: Option<Day>,
}

#[derive(Clone, Debug)]
pub struct Event {
    pub at: Timestamp,
    /// As it is stored, where this version does not know it.
    pub kind: String,
    pub reason: Option<String>,
    /// With the client's present name, unless it is gone.
    pub client: Option<(ClientKey, Option<String>)>,
    pub revision: Option<RevisionNumber>,
    pub address: Option<String>,
    pub browser: Option<String>,
}

pub fn overview(conn: &mut Connection, id: UserId) -> Result<Option<Overview>, StoreError> {
    type Row = (String, i64, i64, Option<i64>, details::Columns);
    let row: Option<Row> = users::table
        .filter(users::id.eq(Id(id.0)))
        .select((users::subject, users::created_at, users::updated_at, users::disabled_at, details::COLUMNS))
        .first(conn)
        .optional()?;
    let Some((subject, created_at, updated_at, disabled_at, columns)) = row else { return Ok(None) };
    Ok(Some(Overview {
        id,
        subject,
        details: details::read(columns),
        identifiers: identifiers::load(conn, id)?,
        created_at: Timestamp(created_at),
        updated_at: Timestamp(updated_at),
        disabled_at: disabled_at.map(Timestamp),
    }))
}

/// Those that still serve some client, the latest first.
pub fn sessions(conn: &mut Connection, id: UserId, now: Timestamp) -> Result<Vec<Session>, StoreError> {
    type Row = (Id, Option<String>, String, i64, i64, i64);
    let rows: Vec<Row> = user_sessions::table
        .filter(user_sessions::user.eq(Id(id.0)))
        .filter(user_sessions::ends_at.gt(now.0))
        .order(user_sessions::last_seen_at.desc())
        .limit(MOST)
        .select((
            user_sessions::id,
            user_sessions::address,
            user_sessions::browser,
            user_sessions::created_at,
            user_sessions::last_seen_at,
            user_sessions::ends_at,
        ))
        .load(conn)?;
    let session = |(id, address, browser, created_at, last_seen_at, ends_at): Row| Session {
        id: UserSessionId(id.0),
        address,
        browser,
        created_at: Timestamp(created_at),
        last_seen_at: Timestamp(last_seen_at),
        ends_at: Timestamp(ends_at),
    };
    Ok(rows.into_iter().map(session).collect())
}

/// The clients at which the user has a place, the one that was used last first.
pub fn clients(conn: &mut Connection, id: UserId) -> Result<Vec<ClientOfUser>, StoreError> {
    type Row = (Id, String, Token<How>, i64, Option<i64>);
    let rows: Vec<Row> = client_users::table
        .inner_join(clients::table.on(clients::id.eq(client_users::client)))
        .filter(client_users::user.eq(Id(id.0)))
        .order((client_users::last_day.desc(), client_users::joined_at.desc()))
        .limit(MOST)
        .select((clients::id, clients::name, client_users::how, client_users::joined_at, client_users::last_day))
        .load(conn)?;
    let client = |(key, name, how, joined_at, last_day): Row| ClientOfUser {
        key: ClientKey(key.0),
        name,
        how: how.0,
        joined_at: Timestamp(joined_at),
        last_used: last_day.map(Day),
    };
    Ok(rows.into_iter().map(client).collect())
}

/// What the user did and met, the latest first.
pub fn events(conn: &mut Connection, id: UserId) -> Result<Vec<Event>, StoreError> {
    type Row =
        ((i64, String, Option<String>), (Option<Id>, Option<String>, Option<i64>), (Option<String>, Option<String>));
    let rows: Vec<Row> = user_events::table
        .left_join(clients::table.on(user_events::client.eq(clients::id.nullable())))
        .filter(user_events::user.eq(Id(id.0)))
        .order(user_events::seq.desc())
        .limit(MOST)
        .select((
            (user_events::at, user_events::kind, user_events::reason),
            (user_events::client, clients::name.nullable(), user_events::revision),
            (user_events::address, user_events::browser),
        ))
        .load(conn)?;
    let event = |((at, kind, reason), (client, name, revision), (address, browser)): Row| Event {
        at: Timestamp(at),
        kind: EventKind::parse(&kind).map_or(kind, |kind| kind.label().to_owned()),
        reason,
        client: client.map(|key| (ClientKey(key.0), name)),
        revision: revision.and_then(RevisionNumber::new),
        address,
        browser,
    };
    Ok(rows.into_iter().map(event).collect())
}
