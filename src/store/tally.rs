//! What is counted in memory and written now and then: refusals, days of last use, and when sessions were last seen.

use diesel::prelude::*;

use super::columns::Id;
use super::schema::{client_secrets, client_users, clients, user_sessions};
use super::{Connection, StoreError, refusals};
use crate::domain::client::ClientKey;
use crate::domain::refusal::Refusal;
use crate::domain::time::{Day, Timestamp};
use crate::domain::user::{UserId, UserSessionId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counted {
    Refused(Box<Refusal>),
    /// An application used a client.
    Client(ClientKey, Day),
    /// An application used one of a client's secrets, by its number.
    Secret(ClientKey, i64, Day),
    /// A user signed in to a client.
    Place(ClientKey, UserId, Day),
    /// A session was used: when, and when it ends now.
    Session(UserSessionId, Timestamp, Timestamp),
}

/// Writes what was counted. Nothing is moved back; what it is about may be gone.
pub fn write(conn: &mut Connection, counted: &[Counted]) -> Result<(), StoreError> {
    counted.iter().try_for_each(|counted| match counted {
        Counted::Refused(refusal) => refusals::add(conn, refusal),
        Counted::Client(key, day) => {
            let client = clients::table.filter(clients::id.eq(Id(key.0)));
            let earlier = clients::last_used_day.is_null().or(clients::last_used_day.lt(day.0));
            diesel::update(client.filter(earlier)).set(clients::last_used_day.eq(day.0)).execute(conn)?;
            Ok(())
        }
        Counted::Secret(key, number, day) => {
            let secret = client_secrets::client.eq(Id(key.0)).and(client_secrets::number.eq(number));
            let earlier = client_secrets::last_used_day.is_null().or(client_secrets::last_used_day.lt(day.0));
            diesel::update(client_secrets::table.filter(secret).filter(earlier))
                .set(client_secrets::last_used_day.eq(day.0))
                .execute(conn)?;
            Ok(())
        }
        Counted::Place(client, user, day) => {
            let place = client_users::table.find((Id(client.0), Id(user.0)));
            let earlier = client_users::last_day.is_null().or(client_users::last_day.lt(day.0));
            diesel::update(place.filter(earlier)).set(client_users::last_day.eq(day.0)).execute(conn)?;
            Ok(())
        }
        Counted::Session(id, at, ends_at) => {
            let session = user_sessions::table.find(Id(id.0));
            diesel::update(session.filter(user_sessions::last_seen_at.lt(at.0)))
                .set(user_sessions::last_seen_at.eq(at.0))
                .execute(conn)?;
            diesel::update(session.filter(user_sessions::ends_at.lt(ends_at.0)))
                .set(user_sessions::ends_at.eq(ends_at.0))
                .execute(conn)?;
            Ok(())
        }
    })
}
