//! How users are reached.

use diesel::prelude::*;

use crate::domain::client::PrimaryIdentifier;
use crate::domain::time::Timestamp;
use crate::domain::user::{Identifier, UserId};
use crate::store::columns::{Id, Token};
use crate::store::schema::user_identifiers;
use crate::store::{Connection, StoreError};

pub(super) fn add(
    conn: &mut Connection,
    user: UserId,
    identifier: &Identifier,
    verified_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    diesel::insert_into(user_identifiers::table)
        .values((
            user_identifiers::user.eq(Id(user.0)),
            user_identifiers::kind.eq(Token(identifier.kind())),
            user_identifiers::value.eq(identifier.as_str()),
            user_identifiers::verified_at.eq(verified_at.map(|at| at.0)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Adds one that is not verified, unless there is one of its kind.
pub fn add_missing(conn: &mut Connection, user: UserId, identifier: &Identifier) -> Result<(), StoreError> {
    let is_there = all(conn, user)?.iter().any(|found| found.kind() == identifier.kind());
    if is_there { Ok(()) } else { add(conn, user, identifier, None) }
}

/// All of a user's, those that are not verified too.
pub fn all(conn: &mut Connection, user: UserId) -> Result<Vec<Identifier>, StoreError> {
    Ok(load(conn, user)?.into_iter().map(|(identifier, _)| identifier).collect())
}

pub fn verified(conn: &mut Connection, user: UserId) -> Result<Vec<Identifier>, StoreError> {
    Ok(load(conn, user)?
        .into_iter()
        .filter(|(_, is_verified)| *is_verified)
        .map(|(identifier, _)| identifier)
        .collect())
}

/// With whether each is verified.
pub fn load(conn: &mut Connection, user: UserId) -> Result<Vec<(Identifier, bool)>, StoreError> {
    let rows: Vec<(Token<PrimaryIdentifier>, String, Option<i64>)> = user_identifiers::table
        .filter(user_identifiers::user.eq(Id(user.0)))
        .order(user_identifiers::kind)
        .select((user_identifiers::kind, user_identifiers::value, user_identifiers::verified_at))
        .load(conn)?;
    let read = |(kind, value, verified_at): (Token<PrimaryIdentifier>, String, Option<i64>)| {
        let identifier = Identifier::stored(kind.0, &value);
        let identifier = identifier.ok_or_else(|| StoreError::Internal("an identifier cannot be read".to_owned()))?;
        Ok((identifier, verified_at.is_some()))
    };
    rows.into_iter().map(read).collect()
}
