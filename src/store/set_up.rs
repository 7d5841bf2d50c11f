//! The first administrator, made once in the life of a database.

use diesel::prelude::*;

use super::Connection;
use super::schema::installation;
use super::{Failure, StoreError, operators};
use crate::domain::activity::{Action, Origin};
use crate::domain::operator::{NewOperator, Operator};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlreadySetUp;

pub fn is_open(conn: &mut Connection) -> Result<bool, StoreError> {
    let done: Option<i64> = installation::table.select(installation::set_up_at).first(conn)?;
    Ok(done.is_none())
}

/// Makes the first operator.
pub fn complete(conn: &mut Connection, new: &NewOperator, origin: &Origin) -> Result<Operator, Failure<AlreadySetUp>> {
    if !is_open(conn)? {
        return Err(Failure::Refused(AlreadySetUp));
    }
    operators::insert(conn, new, origin, Action::SetUp).map_err(|failure| match failure {
        Failure::Refused(operators::EmailTaken) => Failure::Refused(AlreadySetUp),
        Failure::Store(error) => Failure::Store(error),
    })
}
