//! The sealed constant that tells which key file belongs to the database.

use diesel::prelude::*;

use super::schema::{installation, signing_keys};
use super::{Connection, StoreError, activity};
use crate::domain::activity::{Action, NewEntry, Origin};
use crate::domain::keys::KeyState;
use crate::store::columns::Token;

/// The constant, once a key file belongs to the database.
pub fn find(conn: &mut Connection) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(installation::table.select(installation::key_check).first(conn)?)
}

/// Ties a key file to the database, unless one is tied to it already; the constant that holds then.
pub fn tie(conn: &mut Connection, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
    diesel::update(installation::table.filter(installation::key_check.is_null()))
        .set(installation::key_check.eq(sealed))
        .execute(conn)?;
    Ok(find(conn)?.unwrap_or_default())
}

/// Gives up everything that was sealed, so that another key file can be tied to the database.
pub fn reset(conn: &mut Connection, origin: &Origin) -> Result<(), StoreError> {
    diesel::update(signing_keys::table.filter(signing_keys::state.ne(Token(KeyState::Retired))))
        .set((
            signing_keys::state.eq(Token(KeyState::Retired)),
            signing_keys::private.eq(None::<Vec<u8>>),
            signing_keys::retired_at.eq(origin.at.0),
        ))
        .execute(conn)?;
    diesel::update(installation::table).set(installation::key_check.eq(None::<Vec<u8>>)).execute(conn)?;
    activity::leave_unkeyed(conn)?;
    activity::record(conn, origin, NewEntry { action: Action::KeysReset, client: None, changes: Vec::new() })?;
    Ok(())
}
