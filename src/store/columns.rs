//! How the domain's values stand in columns: choices as their tokens, bounded numbers as they are, UUIDs as 16 bytes.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::{Binary, Integer, Text};
use diesel::sqlite::Sqlite;
use uuid::Uuid;

use crate::domain::bounded::Bounded;
use crate::domain::choice::Choice;
use crate::domain::token::Digest;

/// A choice, stored as its token.
#[derive(Clone, Copy, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Token<C>(pub C);

impl<C: Choice + std::fmt::Debug> ToSql<Text, Sqlite> for Token<C> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        <str as ToSql<Text, Sqlite>>::to_sql(self.0.token(), out)
    }
}

impl<C: Choice> FromSql<Text, Sqlite> for Token<C> {
    fn from_sql(bytes: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        let token = <String as FromSql<Text, Sqlite>>::from_sql(bytes)?;
        C::parse(&token).map(Self).ok_or_else(|| format!("{token:?} is no token").into())
    }
}

/// A bounded number, stored as it is.
#[derive(Clone, Copy, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = Integer)]
pub struct Number<B>(pub B);

impl<const MIN: u32, const MAX: u32, const DEFAULT: u32> ToSql<Integer, Sqlite> for Number<Bounded<MIN, MAX, DEFAULT>> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(i32::try_from(self.0.get())?);
        Ok(serialize::IsNull::No)
    }
}

impl<const MIN: u32, const MAX: u32, const DEFAULT: u32> FromSql<Integer, Sqlite>
    for Number<Bounded<MIN, MAX, DEFAULT>>
{
    fn from_sql(bytes: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        let number = <i32 as FromSql<Integer, Sqlite>>::from_sql(bytes)?;
        let bounded = u32::try_from(number).ok().and_then(Bounded::new);
        bounded.map(Self).ok_or_else(|| format!("{number} is not within its bounds").into())
    }
}

/// A UUID, stored as its 16 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Binary)]
pub struct Id(pub Uuid);

impl ToSql<Binary, Sqlite> for Id {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        <[u8] as ToSql<Binary, Sqlite>>::to_sql(self.0.as_bytes(), out)
    }
}

impl FromSql<Binary, Sqlite> for Id {
    fn from_sql(bytes: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        let bytes = <Vec<u8> as FromSql<Binary, Sqlite>>::from_sql(bytes)?;
        Ok(Self(Uuid::from_slice(&bytes)?))
    }
}

/// A digest, stored as its 32 bytes.
pub fn digest(bytes: &[u8]) -> Option<Digest> {
    bytes.try_into().map(Digest).ok()
}
