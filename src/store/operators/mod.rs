//! Operators and what they sign in with.

pub mod manage;
pub mod passwords;

use diesel::prelude::*;

use super::Connection;
use super::columns::{Id, Token};
use super::schema::{installation, operators, password_links};
use super::{Failure, StoreError, activity};
use crate::domain::activity::{Action, Change, NewEntry, OPERATOR_EMAIL, OPERATOR_NAME, OPERATOR_ROLE, Origin};
use crate::domain::choice::Choice;
use crate::domain::operator::{NewOperator, NewPassword, Operator, OperatorId, is_link_live};
use crate::domain::role::Role;
use crate::domain::text::EmailAddress;
use crate::domain::time::Timestamp;

/// Names that a menu can hold.
const MOST_NAMES: i64 = 200;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmailTaken;

/// An operator with what the sign-in has to check.
#[derive(Clone, Debug)]
pub struct Credentials {
    pub operator: Operator,
    /// The password's hash as a PHC string; none while no password has been chosen.
    pub password_hash: Option<String>,
    pub disabled: bool,
}

/// An operator in the list of all.
#[derive(Clone, Debug)]
pub struct ListedOperator {
    pub operator: Operator,
    pub state: OperatorState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperatorState {
    Active,
    Disabled,
    /// Has no password yet, but a link to choose one.
    Invited,
    /// Has no password, and the link has expired or was never made.
    NoPassword,
}

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = operators)]
struct Row {
    id: Id,
    email: String,
    name: String,
    role: Token<Role>,
    password_hash: Option<String>,
    disabled_at: Option<i64>,
    created_at: i64,
}

impl Row {
    fn credentials(self) -> Credentials {
        Credentials {
            operator: Operator { id: OperatorId(self.id.0), name: self.name, email: self.email, role: self.role.0 },
            password_hash: self.password_hash,
            disabled: self.disabled_at.is_some(),
        }
    }
}

pub fn credentials(conn: &mut Connection, email: &EmailAddress) -> Result<Option<Credentials>, StoreError> {
    let row =
        operators::table.filter(operators::email.eq(email.as_str())).select(Row::as_select()).first(conn).optional()?;
    Ok(row.map(Row::credentials))
}

/// Every operator by name, for choosing one; there are few.
pub fn by_name(conn: &mut Connection) -> Result<Vec<Operator>, StoreError> {
    let rows: Vec<(Id, String, String, Token<Role>)> = operators::table
        .select((operators::id, operators::name, operators::email, operators::role))
        .order((operators::name, operators::id))
        .limit(MOST_NAMES)
        .load(conn)?;
    let operator =
        |(id, name, email, role): (Id, _, _, Token<Role>)| Operator { id: OperatorId(id.0), name, email, role: role.0 };
    Ok(rows.into_iter().map(operator).collect())
}

/// Every operator by address.
pub fn list(conn: &mut Connection, now: Timestamp) -> Result<Vec<ListedOperator>, StoreError> {
    let rows: Vec<(Row, Option<i64>)> = operators::table
        .left_join(password_links::table)
        .order(operators::email)
        .select((Row::as_select(), password_links::created_at.nullable()))
        .load(conn)?;
    let listed = rows.into_iter().map(|(row, link)| {
        let Credentials { operator, password_hash, disabled } = row.credentials();
        let state = match (disabled, password_hash, link) {
            (true, ..) => OperatorState::Disabled,
            (false, Some(_), _) => OperatorState::Active,
            (false, None, Some(made)) if is_link_live(Timestamp(made), now) => OperatorState::Invited,
            (false, None, _) => OperatorState::NoPassword,
        };
        ListedOperator { operator, state }
    });
    Ok(listed.collect())
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
    let (password_hash, link) = match &new.password {
        NewPassword::Hash(hash) => (Some(hash.clone()), None),
        NewPassword::Link(digest) => (None, Some(*digest)),
    };
    let row = Row {
        id: Id(origin.at.uuid()),
        email: email.to_owned(),
        name: new.name.as_str().to_owned(),
        role: Token(new.role),
        password_hash,
        disabled_at: None,
        created_at: origin.at.0,
    };
    let id = OperatorId(row.id.0);
    diesel::insert_into(operators::table).values(&row).execute(conn)?;
    if let Some(link) = link {
        passwords::put_link(conn, id, link, origin.at)?;
    }
    diesel::update(installation::table.filter(installation::set_up_at.is_null()))
        .set(installation::set_up_at.eq(origin.at.0))
        .execute(conn)?;
    let changes = vec![
        Change::set(&OPERATOR_NAME, row.name.as_str()),
        Change::set(&OPERATOR_EMAIL, row.email.as_str()),
        Change::set(&OPERATOR_ROLE, new.role.token()),
    ];
    activity::record(conn, origin, NewEntry { action, client: None, changes })?;
    Ok(Operator { id, name: row.name, email: row.email, role: new.role })
}
