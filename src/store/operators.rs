//! Operators and what they sign in with.

use diesel::prelude::*;

use super::Connection;
use super::columns::{Id, Token};
use super::schema::{installation, operators};
use super::{Failure, StoreError, activity};
use crate::domain::activity::{Action, Change, NewEntry, OPERATOR_EMAIL, OPERATOR_NAME, OPERATOR_ROLE, Origin};
use crate::domain::choice::Choice;
use crate::domain::operator::{NewOperator, Operator, OperatorId};
use crate::domain::role::Role;
use crate::domain::text::EmailAddress;

/// Names that a menu can hold.
const MOST_NAMES: i64 = 200;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmailTaken;

/// Why an operator can be neither disabled nor enabled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotChanged {
    Unknown,
    /// Nobody else could give others their roles.
    LastAdministrator,
}

/// An operator with what the sign-in has to check.
#[derive(Clone, Debug)]
pub struct Credentials {
    pub operator: Operator,
    /// The password's hash as a PHC string.
    pub password_hash: String,
    pub disabled: bool,
}

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = operators)]
struct Row {
    id: Id,
    email: String,
    name: String,
    role: Token<Role>,
    password_hash: String,
    disabled_at: Option<i64>,
    created_at: i64,
}

pub fn credentials(conn: &mut Connection, email: &EmailAddress) -> Result<Option<Credentials>, StoreError> {
    let row =
        operators::table.filter(operators::email.eq(email.as_str())).select(Row::as_select()).first(conn).optional()?;
    Ok(row.map(|row| Credentials {
        operator: Operator { id: OperatorId(row.id.0), name: row.name, email: row.email, role: row.role.0 },
        password_hash: row.password_hash,
        disabled: row.disabled_at.is_some(),
    }))
}

/// Every operator by name, for choosing one; there are few.
pub fn names(conn: &mut Connection) -> Result<Vec<(OperatorId, String)>, StoreError> {
    let rows: Vec<(Id, String)> = operators::table
        .select((operators::id, operators::name))
        .order((operators::name, operators::id))
        .limit(MOST_NAMES)
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, name)| (OperatorId(id.0), name)).collect())
}

/// Keeps an operator out. Their sessions end with that, and their browsers are forgotten: the table sees to it.
pub fn disable(conn: &mut Connection, email: &EmailAddress, origin: &Origin) -> Result<(), Failure<NotChanged>> {
    let Credentials { operator, disabled, .. } =
        credentials(conn, email)?.ok_or(Failure::Refused(NotChanged::Unknown))?;
    let others = operators::table
        .filter(operators::role.eq(Token(Role::Administrator)))
        .filter(operators::disabled_at.is_null())
        .filter(operators::id.ne(Id(operator.id.0)));
    let has_others: bool = diesel::select(diesel::dsl::exists(others)).get_result(conn)?;
    if operator.role == Role::Administrator && !has_others {
        return Err(Failure::Refused(NotChanged::LastAdministrator));
    }
    if !disabled {
        set_disabled(conn, &operator, Some(origin.at.0), Action::OperatorDisabled, origin)?;
    }
    Ok(())
}

/// Lets an operator sign in again who was kept out.
pub fn enable(conn: &mut Connection, email: &EmailAddress, origin: &Origin) -> Result<(), Failure<NotChanged>> {
    let Credentials { operator, disabled, .. } =
        credentials(conn, email)?.ok_or(Failure::Refused(NotChanged::Unknown))?;
    if disabled {
        set_disabled(conn, &operator, None, Action::OperatorEnabled, origin)?;
    }
    Ok(())
}

fn set_disabled(
    conn: &mut Connection,
    operator: &Operator,
    at: Option<i64>,
    action: Action,
    origin: &Origin,
) -> Result<(), StoreError> {
    diesel::update(operators::table.find(Id(operator.id.0))).set(operators::disabled_at.eq(at)).execute(conn)?;
    let changes = vec![Change::set(&OPERATOR_EMAIL, operator.email.as_str())];
    activity::record(conn, origin, NewEntry { action, client: None, changes })?;
    Ok(())
}

/// Adds an operator and closes the set-up for good.
pub fn add(conn: &mut Connection, new: &NewOperator, origin: &Origin) -> Result<Operator, Failure<EmailTaken>> {
    insert(conn, new, origin, Action::OperatorAdded)
}

pub(super) fn insert(
    conn: &mut Connection,
    new: &NewOperator,
    origin: &Origin,
    action: Action,
) -> Result<Operator, Failure<EmailTaken>> {
    let email = new.email.as_str();
    let taken = operators::table.filter(operators::email.eq(email));
    if diesel::select(diesel::dsl::exists(taken)).get_result(conn)? {
        return Err(Failure::Refused(EmailTaken));
    }
    let row = Row {
        id: Id(origin.at.uuid()),
        email: email.to_owned(),
        name: new.name.as_str().to_owned(),
        role: Token(new.role),
        password_hash: new.password_hash.clone(),
        disabled_at: None,
        created_at: origin.at.0,
    };
    diesel::insert_into(operators::table).values(&row).execute(conn)?;
    diesel::update(installation::table.filter(installation::set_up_at.is_null()))
        .set(installation::set_up_at.eq(origin.at.0))
        .execute(conn)?;
    let changes = vec![
        Change::set(&OPERATOR_NAME, row.name.as_str()),
        Change::set(&OPERATOR_EMAIL, row.email.as_str()),
        Change::set(&OPERATOR_ROLE, new.role.token()),
    ];
    activity::record(conn, origin, NewEntry { action, client: None, changes })?;
    Ok(Operator { id: OperatorId(row.id.0), name: row.name, email: row.email, role: new.role })
}
