//! A statement written in SQL that is prepared once for each connection, which diesel's own batches and `sql_query` are not.

use std::borrow::Cow;
use std::marker::PhantomData;

use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Binary, Text, Untyped};
use diesel::sqlite::Sqlite;

use crate::store::Connection;

#[derive(Clone)]
pub enum Value {
    Number(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// A statement with a value at every `?`; it has no other question marks. `T` are the types of its columns, unless they
/// are read by name.
pub struct Statement<T = Untyped> {
    sql: Cow<'static, str>,
    values: Vec<Value>,
    is_kept: bool,
    columns: PhantomData<T>,
}

impl<T> Statement<T> {
    pub fn new(sql: impl Into<Cow<'static, str>>, values: impl Into<Vec<Value>>) -> Self {
        Self { sql: sql.into(), values: values.into(), is_kept: true, columns: PhantomData }
    }

    /// Goes on with a text and the values at its question marks.
    pub fn push(&mut self, sql: &str, values: impl IntoIterator<Item = Value>) {
        self.sql.to_mut().push_str(sql);
        self.values.extend(values);
    }

    /// Is not kept prepared: there are too many like it.
    pub fn once(self) -> Self {
        Self { is_kept: false, ..self }
    }
}

impl<T> QueryFragment<Sqlite> for Statement<T> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        if !self.is_kept {
            out.unsafe_to_cache_prepared();
        }
        let mut values = self.values.iter();
        for (place, part) in self.sql.split('?').enumerate() {
            if place > 0
                && let Some(value) = values.next()
            {
                match value {
                    Value::Number(number) => out.push_bind_param::<BigInt, _>(number)?,
                    Value::Text(text) => out.push_bind_param::<Text, _>(text)?,
                    Value::Bytes(bytes) => out.push_bind_param::<Binary, _>(bytes)?,
                }
            }
            out.push_sql(part);
        }
        Ok(())
    }
}

impl<T> QueryId for Statement<T> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<T> Query for Statement<T> {
    type SqlType = T;
}

impl<T> RunQueryDsl<Connection> for Statement<T> {}
