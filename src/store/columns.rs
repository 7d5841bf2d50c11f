//! How the domain's values stand in columns: choices as their tokens, UUIDs as 16 bytes.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::{Binary, Text};
use uuid::Uuid;

use crate::domain::choice::Choice;
use crate::domain::token::Digest;

/// A choice, stored as its token.
#[derive(Clone, Copy, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Token<C>(pub C);

impl<C, DB> ToSql<Text, DB> for Token<C>
where
    C: Choice + std::fmt::Debug,
    DB: Backend,
    str: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        <str as ToSql<Text, DB>>::to_sql(self.0.token(), out)
    }
}

impl<C, DB> FromSql<Text, DB> for Token<C>
where
    C: Choice,
    DB: Backend,
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let token = <String as FromSql<Text, DB>>::from_sql(bytes)?;
        C::parse(&token).map(Self).ok_or_else(|| format!("{token:?} is no token").into())
    }
}

/// A UUID, stored as its 16 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Binary)]
pub struct Id(pub Uuid);

impl<DB> ToSql<Binary, DB> for Id
where
    DB: Backend,
    [u8]: ToSql<Binary, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        <[u8] as ToSql<Binary, DB>>::to_sql(self.0.as_bytes(), out)
    }
}

/// A digest, stored as its 32 bytes.
pub fn digest(bytes: &[u8]) -> Option<Digest> {
    bytes.try_into().map(Digest).ok()
}
