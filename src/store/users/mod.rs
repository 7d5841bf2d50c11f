//! Users, and how they are reached.

pub mod details;
pub mod identifiers;
pub mod list;
pub mod manage;
pub mod overview;
mod words;

use diesel::prelude::*;

use super::columns::{Id, Token};
use super::schema::{client_users, user_acceptances, user_identifiers, users};
use super::{Connection, StoreError};
use crate::domain::client::ClientKey;
use crate::domain::oauth::claims::About;
use crate::domain::time::Timestamp;
use crate::domain::user::{Details, How, Identifier, Standing, Subject, UserId};

/// Whose verified identifier it is.
pub fn named(conn: &mut Connection, identifier: &Identifier) -> Result<Option<UserId>, StoreError> {
    let found: Option<Id> = user_identifiers::table
        .filter(user_identifiers::kind.eq(Token(identifier.kind())))
        .filter(user_identifiers::value.eq(identifier.as_str()))
        .filter(user_identifiers::verified_at.is_not_null())
        .select(user_identifiers::user)
        .first(conn)
        .optional()?;
    Ok(found.map(|id| UserId(id.0)))
}

/// What is known of a user at a client; none where there is no such user.
pub fn standing(conn: &mut Connection, user: UserId, client: ClientKey) -> Result<Option<Standing>, StoreError> {
    type Row = (String, Option<i64>, details::Columns);
    let row: Option<Row> = users::table
        .filter(users::id.eq(Id(user.0)))
        .select((users::subject, users::disabled_at, details::COLUMNS))
        .first(conn)
        .optional()?;
    let Some((subject, disabled_at, columns)) = row else { return Ok(None) };
    let place = client_users::table.find((Id(client.0), Id(user.0)));
    let has_place = diesel::select(diesel::dsl::exists(place)).get_result(conn)?;
    let accepted: Vec<(String, String)> = user_acceptances::table
        .filter(user_acceptances::user.eq(Id(user.0)).and(user_acceptances::client.eq(Id(client.0))))
        .select((user_acceptances::document, user_acceptances::version))
        .load(conn)?;
    let version = |document: &str| accepted.iter().find(|(found, _)| found == document).map(|(_, at)| at.clone());
    Ok(Some(Standing {
        id: user,
        subject: Subject(subject),
        is_disabled: disabled_at.is_some(),
        has_place,
        details: details::read(columns),
        identifiers: identifiers::all(conn, user)?,
        terms: version("terms"),
        privacy: version("privacy"),
    }))
}

/// What clients may be told of a user, and whom they know them as; none where there is no such user.
pub fn about(conn: &mut Connection, user: UserId) -> Result<Option<(Subject, About)>, StoreError> {
    let row: Option<(String, i64, details::Columns)> = users::table
        .filter(users::id.eq(Id(user.0)))
        .select((users::subject, users::updated_at, details::COLUMNS))
        .first(conn)
        .optional()?;
    let Some((subject, updated_at, columns)) = row else { return Ok(None) };
    let identifiers = identifiers::load(conn, user)?;
    let about = About { details: details::read(columns), identifiers, updated_at: Timestamp(updated_at) };
    Ok(Some((Subject(subject), about)))
}

/// Makes a user with a verified identifier. A second contact among the details is kept unverified.
pub fn create(
    conn: &mut Connection,
    id: UserId,
    (identifier, second): (&Identifier, Option<&Identifier>),
    details: &Details,
    now: Timestamp,
) -> Result<(), StoreError> {
    diesel::insert_into(users::table)
        .values((
            users::id.eq(Id(id.0)),
            users::subject.eq(Subject::random().0),
            details::values(details),
            users::created_at.eq(now.0),
            users::updated_at.eq(now.0),
        ))
        .execute(conn)?;
    identifiers::add(conn, id, identifier, Some(now))?;
    if let Some(second) = second {
        identifiers::add(conn, id, second, None)?;
    }
    words::note(conn, id)
}

/// Sets what a user has typed; what was not typed stays.
pub fn update(conn: &mut Connection, id: UserId, details: &Details, now: Timestamp) -> Result<(), StoreError> {
    let row: Option<details::Columns> =
        users::table.filter(users::id.eq(Id(id.0))).select(details::COLUMNS).first(conn).optional()?;
    let Some(columns) = row else { return Ok(()) };
    let mut known = details::read(columns);
    known.take(details);
    diesel::update(users::table.filter(users::id.eq(Id(id.0))))
        .set((details::values(&known), users::updated_at.eq(now.0)))
        .execute(conn)?;
    words::note(conn, id)
}

/// Gives a user a place at a client; one who has it keeps the older one.
pub fn join(
    conn: &mut Connection,
    (client, user): (ClientKey, UserId),
    how: How,
    now: Timestamp,
) -> Result<(), StoreError> {
    diesel::insert_into(client_users::table)
        .values((
            client_users::client.eq(Id(client.0)),
            client_users::user.eq(Id(user.0)),
            client_users::how.eq(Token(how)),
            client_users::joined_at.eq(now.0),
        ))
        .on_conflict_do_nothing()
        .execute(conn)?;
    Ok(())
}

/// Notes which version of a document of a client a user has accepted.
pub fn accept(
    conn: &mut Connection,
    (client, user): (ClientKey, UserId),
    (document, version): (&str, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    let accepted = (user_acceptances::version.eq(version), user_acceptances::accepted_at.eq(now.0));
    diesel::insert_into(user_acceptances::table)
        .values((
            user_acceptances::user.eq(Id(user.0)),
            user_acceptances::client.eq(Id(client.0)),
            user_acceptances::document.eq(document),
            accepted,
        ))
        .on_conflict((user_acceptances::user, user_acceptances::client, user_acceptances::document))
        .do_update()
        .set(accepted)
        .execute(conn)?;
    Ok(())
}
