//! Operators' passwords, and the links with which they choose one.

use diesel::prelude::*;

use super::manage::{NotChanged, known, record};
use super::{OperatorId, Row};
use crate::domain::activity::{Action, Origin};
use crate::domain::operator::{NewPassword, Operator, PASSWORD_LINK_LIFETIME, is_link_live};
use crate::domain::text::EmailAddress;
use crate::domain::time::Timestamp;
use crate::domain::token::Digest;
use crate::store::columns::Id;
use crate::store::schema::{operator_sessions, operators, password_links};
use crate::store::{Connection, Failure, StoreError};

/// The link is used up, has expired, or was none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoLink;

/// Gives an operator another password, or a link with which to choose one. The sessions of the former password end with it.
pub fn set(
    conn: &mut Connection,
    email: &EmailAddress,
    password: &NewPassword,
    origin: &Origin,
) -> Result<(), Failure<NotChanged>> {
    let operator = known(conn, email)?.operator;
    let action = match password {
        NewPassword::Hash(hash) => {
            replace(conn, operator.id, hash)?;
            Action::PasswordSet
        }
        NewPassword::Link(digest) => {
            put_link(conn, operator.id, *digest, origin.at)?;
            Action::PasswordLinkMade
        }
    };
    Ok(record(conn, &operator, action, Vec::new(), origin)?)
}

/// Stores another password. All sessions of the operator end, and so does a link to choose one.
pub fn replace(conn: &mut Connection, operator: OperatorId, hash: &str) -> Result<(), StoreError> {
    let id = Id(operator.0);
    diesel::update(operators::table.find(id)).set(operators::password_hash.eq(hash)).execute(conn)?;
    diesel::delete(operator_sessions::table.filter(operator_sessions::operator_id.eq(id))).execute(conn)?;
    diesel::delete(password_links::table.filter(password_links::operator_id.eq(id))).execute(conn)?;
    Ok(())
}

/// Makes a link in place of the one that there may be.
pub(super) fn put_link(conn: &mut Connection, operator: OperatorId, link: Digest, at: Timestamp) -> QueryResult<()> {
    let id = Id(operator.0);
    diesel::delete(password_links::table.filter(password_links::operator_id.eq(id))).execute(conn)?;
    diesel::insert_into(password_links::table)
        .values((
            password_links::token_hash.eq(link.0.to_vec()),
            password_links::operator_id.eq(id),
            password_links::created_at.eq(at.0),
        ))
        .execute(conn)?;
    Ok(())
}

/// Whose link it is, while it works and they are not kept out.
pub fn find_by_link(conn: &mut Connection, link: Digest, now: Timestamp) -> Result<Option<Operator>, StoreError> {
    let found: Option<(Row, i64)> = password_links::table
        .find(link.0.to_vec())
        .inner_join(operators::table)
        .filter(operators::disabled_at.is_null())
        .select((Row::as_select(), password_links::created_at))
        .first(conn)
        .optional()?;
    let live = found.filter(|(_, made)| is_link_live(Timestamp(*made), now));
    Ok(live.map(|(row, _)| row.credentials().operator))
}

/// Uses a link up: the password is that of its operator from now on.
pub fn choose(conn: &mut Connection, link: Digest, hash: &str, origin: &Origin) -> Result<(), Failure<NoLink>> {
    let operator = find_by_link(conn, link, origin.at)?.ok_or(Failure::Refused(NoLink))?;
    replace(conn, operator.id, hash)?;
    Ok(record(conn, &operator, Action::PasswordChosen, Vec::new(), origin)?)
}

/// Deletes some of the links whose day is over, the oldest first; how many.
pub fn delete_expired_links(conn: &mut Connection, now: Timestamp, most: u16) -> Result<usize, StoreError> {
    let expired: Vec<Vec<u8>> = password_links::table
        .filter(password_links::created_at.le(now.before(PASSWORD_LINK_LIFETIME).0))
        .order(password_links::created_at)
        .limit(most.into())
        .select(password_links::token_hash)
        .load(conn)?;
    Ok(diesel::delete(password_links::table.filter(password_links::token_hash.eq_any(expired))).execute(conn)?)
}
