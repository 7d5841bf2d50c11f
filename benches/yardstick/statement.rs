//! A statement of any text, which is prepared once for each connection, and the values that SQLite knows.

use diesel::deserialize::{FromSql, QueryableByName};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::row::{Field, NamedRow, Row};
use diesel::sql_types::{BigInt, Binary, Double, Nullable, Text, Untyped};
use diesel::sqlite::{Sqlite, SqliteType, SqliteValue};
use next_identity_console::store::Connection;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    Null,
    Number(i64),
    Real(f64),
    Text(String),
    Bytes(Vec<u8>),
}

/// It has a value at every `?`, and no other question marks.
pub struct Statement<'a> {
    pub sql: &'a str,
    pub values: &'a [Value],
}

impl QueryFragment<Sqlite> for Statement<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        let mut values = self.values.iter();
        for (place, part) in self.sql.split('?').enumerate() {
            if place > 0 {
                match values.next().expect("a value for every ?") {
                    Value::Null => out.push_bind_param::<Nullable<BigInt>, _>(&None::<i64>)?,
                    Value::Number(number) => out.push_bind_param::<BigInt, _>(number)?,
                    Value::Real(number) => out.push_bind_param::<Double, _>(number)?,
                    Value::Text(text) => out.push_bind_param::<Text, _>(text)?,
                    Value::Bytes(bytes) => out.push_bind_param::<Binary, _>(bytes)?,
                }
            }
            out.push_sql(part);
        }
        Ok(())
    }
}

impl QueryId for Statement<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Statement<'_> {
    type SqlType = Untyped;
}

impl RunQueryDsl<Connection> for Statement<'_> {}

/// A row as a row of a table of HTML.
pub struct Cells(pub String);

impl QueryableByName<Sqlite> for Cells {
    fn build<'a>(row: &impl NamedRow<'a, Sqlite>) -> diesel::deserialize::Result<Self> {
        let mut html = String::with_capacity(512);
        html.push_str("<tr>");
        for column in 0..row.field_count() {
            html.push_str("<td>");
            if let Some(value) = Row::get(row, column).as_ref().and_then(Field::value) {
                write(value, &mut html)?;
            }
        }
        Ok(Self(html))
    }
}

fn write(value: SqliteValue<'_, '_, '_>, html: &mut String) -> diesel::deserialize::Result<()> {
    match value.value_type() {
        None => {}
        Some(SqliteType::Text) => html.push_str(&<String as FromSql<Text, Sqlite>>::from_sql(value)?),
        Some(SqliteType::Binary) => {
            let bytes = <Vec<u8> as FromSql<Binary, Sqlite>>::from_sql(value)?;
            html.extend(bytes.iter().map(|byte| char::from(*byte)));
        }
        Some(SqliteType::Float | SqliteType::Double) => {
            html.push_str(&<f64 as FromSql<Double, Sqlite>>::from_sql(value)?.to_string());
        }
        Some(SqliteType::SmallInt | SqliteType::Integer | SqliteType::Long) => {
            html.push_str(&<i64 as FromSql<BigInt, Sqlite>>::from_sql(value)?.to_string());
        }
    }
    Ok(())
}
