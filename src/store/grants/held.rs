//! A grant with its user and its session, as whoever comes with a token of it is judged by.

use diesel::prelude::*;

use super::row;
use crate::domain::client::SessionLimits;
use crate::domain::oauth::claims::About;
use crate::domain::oauth::grant::{Grant, GrantId};
use crate::domain::time::Timestamp;
use crate::domain::user::{SessionTimes, Subject};
use crate::store::columns::Id;
use crate::store::schema::{grants, user_sessions, users};
use crate::store::users::{details, identifiers};
use crate::store::{Connection, StoreError};

#[derive(Clone, Debug)]
pub struct Held {
    pub grant: Grant,
    pub subject: Subject,
    pub is_disabled: bool,
    pub about: About,
    /// None where it has ended.
    pub session: Option<SessionTimes>,
}

impl Held {
    /// Whether its user is active, and signed in for a client with these limits where the grant does not outlive that.
    #[must_use]
    pub fn is_live(&self, limits: &SessionLimits, now: Timestamp) -> bool {
        let is_signed_in = || self.session.is_some_and(|session| session.serves(limits, now));
        !self.is_disabled && (self.grant.offline || is_signed_in())
    }
}

pub fn find(conn: &mut Connection, id: GrantId) -> Result<Option<Held>, StoreError> {
    type User = (String, Option<i64>, i64, details::Columns);
    type Row = (row::Columns, User, Option<(bool, i64, i64)>);
    let row: Option<Row> = grants::table
        .inner_join(users::table.on(users::id.eq(grants::user)))
        .left_join(user_sessions::table.on(grants::session.eq(user_sessions::id.nullable())))
        .filter(grants::id.eq(Id(id.0)))
        .select((
            row::columns(),
            (users::subject, users::disabled_at, users::updated_at, details::COLUMNS),
            (user_sessions::remembered, user_sessions::created_at, user_sessions::last_seen_at).nullable(),
        ))
        .first(conn)
        .optional()?;
    let Some((columns, (subject, disabled_at, updated_at, known), session)) = row else { return Ok(None) };
    let grant = row::read(columns)?;
    let about = About {
        details: details::read(known),
        identifiers: identifiers::load(conn, grant.user)?,
        updated_at: Timestamp(updated_at),
    };
    let session = session.map(|(remembered, created_at, last_seen_at)| SessionTimes {
        remembered,
        created_at: Timestamp(created_at),
        last_seen_at: Timestamp(last_seen_at),
    });
    Ok(Some(Held { grant, subject: Subject(subject), is_disabled: disabled_at.is_some(), about, session }))
}
