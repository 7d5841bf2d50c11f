//! Operators who are renamed, given another role, kept out, let in again and removed.

use diesel::prelude::*;

use super::{Credentials, credentials};
use crate::domain::activity::{Action, Change, NewEntry, OPERATOR_EMAIL, OPERATOR_NAME, OPERATOR_ROLE, Origin};
use crate::domain::choice::Choice;
use crate::domain::operator::{Operator, OperatorName};
use crate::domain::role::Role;
use crate::domain::text::EmailAddress;
use crate::store::columns::{Id, Token};
use crate::store::schema::operators;
use crate::store::{Connection, Failure, StoreError, activity};

/// Why an operator stays as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotChanged {
    Unknown,
    /// Nobody else could give others their roles.
    LastAdministrator,
}

/// Gives an operator another name; whether it is another.
pub fn set_name(
    conn: &mut Connection,
    email: &EmailAddress,
    name: &OperatorName,
    origin: &Origin,
) -> Result<bool, Failure<NotChanged>> {
    let operator = known(conn, email)?.operator;
    Ok(rename(conn, &operator, name, Action::OperatorRenamed, origin)?)
}

/// As [`set_name`], of an operator who does it themselves.
pub fn set_own_name(
    conn: &mut Connection,
    operator: &Operator,
    name: &OperatorName,
    origin: &Origin,
) -> Result<bool, StoreError> {
    rename(conn, operator, name, Action::NameChanged, origin)
}

fn rename(
    conn: &mut Connection,
    operator: &Operator,
    name: &OperatorName,
    action: Action,
    origin: &Origin,
) -> Result<bool, StoreError> {
    let row = operators::table.find(Id(operator.id.0));
    let before: String = row.select(operators::name).first(conn)?;
    if before == name.as_str() {
        return Ok(false);
    }
    diesel::update(row).set(operators::name.eq(name.as_str())).execute(conn)?;
    let change = Change::new(OPERATOR_NAME.path, before.into(), name.as_str().into());
    record(conn, operator, action, vec![change], origin)?;
    Ok(true)
}

/// Gives an operator another role, which counts from the next request on; whether it is another.
pub fn set_role(
    conn: &mut Connection,
    email: &EmailAddress,
    role: Role,
    origin: &Origin,
) -> Result<bool, Failure<NotChanged>> {
    let who = known(conn, email)?;
    let operator = &who.operator;
    if operator.role == role {
        return Ok(false);
    }
    require_another_administrator(conn, &who)?;
    diesel::update(operators::table.find(Id(operator.id.0))).set(operators::role.eq(Token(role))).execute(conn)?;
    let change = Change::new(OPERATOR_ROLE.path, operator.role.token().into(), role.token().into());
    record(conn, operator, Action::OperatorRoleSet, vec![change], origin)?;
    Ok(true)
}

/// Keeps an operator out; whether they were not before. Their sessions end with that, and their browsers and their link are
/// forgotten: the table sees to it.
pub fn disable(conn: &mut Connection, email: &EmailAddress, origin: &Origin) -> Result<bool, Failure<NotChanged>> {
    let who = known(conn, email)?;
    require_another_administrator(conn, &who)?;
    if !who.disabled {
        set_disabled(conn, &who.operator, Some(origin.at.0), Action::OperatorDisabled, origin)?;
    }
    Ok(!who.disabled)
}

/// Lets an operator sign in again who was kept out; whether they were.
pub fn enable(conn: &mut Connection, email: &EmailAddress, origin: &Origin) -> Result<bool, Failure<NotChanged>> {
    let Credentials { operator, disabled, .. } = known(conn, email)?;
    if disabled {
        set_disabled(conn, &operator, None, Action::OperatorEnabled, origin)?;
    }
    Ok(disabled)
}

fn set_disabled(
    conn: &mut Connection,
    operator: &Operator,
    at: Option<i64>,
    action: Action,
    origin: &Origin,
) -> Result<(), StoreError> {
    diesel::update(operators::table.find(Id(operator.id.0))).set(operators::disabled_at.eq(at)).execute(conn)?;
    record(conn, operator, action, Vec::new(), origin)
}

/// Removes an operator, and with the row their sessions, their browsers and their link.
pub fn remove(conn: &mut Connection, email: &EmailAddress, origin: &Origin) -> Result<bool, Failure<NotChanged>> {
    let who = known(conn, email)?;
    require_another_administrator(conn, &who)?;
    let operator = &who.operator;
    diesel::delete(operators::table.find(Id(operator.id.0))).execute(conn)?;
    let changes = vec![
        Change::new(OPERATOR_NAME.path, operator.name.as_str().into(), None::<&str>.into()),
        Change::new(OPERATOR_ROLE.path, operator.role.token().into(), None::<&str>.into()),
    ];
    record(conn, operator, Action::OperatorRemoved, changes, origin)?;
    Ok(true)
}

pub(super) fn known(conn: &mut Connection, email: &EmailAddress) -> Result<Credentials, Failure<NotChanged>> {
    credentials(conn, email)?.ok_or(Failure::Refused(NotChanged::Unknown))
}

/// Of the Administrators who have a password and are not kept out, one has to stay.
fn require_another_administrator(conn: &mut Connection, who: &Credentials) -> Result<(), Failure<NotChanged>> {
    if who.operator.role != Role::Administrator || who.disabled {
        return Ok(());
    }
    let others = operators::table
        .filter(operators::role.eq(Token(Role::Administrator)))
        .filter(operators::disabled_at.is_null())
        .filter(operators::password_hash.is_not_null())
        .filter(operators::id.ne(Id(who.operator.id.0)));
    let has_others: bool = diesel::select(diesel::dsl::exists(others)).get_result(conn)?;
    if has_others { Ok(()) } else { Err(Failure::Refused(NotChanged::LastAdministrator)) }
}

/// Records what was done to an operator, whose address tells them from others of the same name.
pub(super) fn record(
    conn: &mut Connection,
    operator: &Operator,
    action: Action,
    mut changes: Vec<Change>,
    origin: &Origin,
) -> Result<(), StoreError> {
    changes.insert(0, Change::set(&OPERATOR_EMAIL, operator.email.as_str()));
    activity::record(conn, origin, NewEntry { action, client: None, changes })?;
    Ok(())
}
