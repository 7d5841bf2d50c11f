//! Entries of the record, found by an index.

use diesel::prelude::*;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_query;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use diesel::sqlite::Sqlite;

use crate::domain::activity::{Action, ActorKind};
use crate::store::Connection;
use crate::store::activity::Filter;
use crate::store::columns::{Id, Token};

#[derive(QueryableByName)]
pub struct Row {
    #[diesel(sql_type = BigInt)]
    pub seq: i64,
    #[diesel(sql_type = BigInt)]
    pub at: i64,
    #[diesel(sql_type = Text)]
    pub actor_kind: Token<ActorKind>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub actor_id: Option<Id>,
    #[diesel(sql_type = Nullable<Text>)]
    pub actor_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub address: Option<String>,
    #[diesel(sql_type = Text)]
    pub action: Token<Action>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub client: Option<Id>,
    #[diesel(sql_type = Nullable<Text>)]
    pub client_name: Option<String>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub hash: Option<Vec<u8>>,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    seq: i64,
}

fn columns(source: &str) -> String {
    format!(
        "SELECT a.seq, a.at, a.actor_kind, a.actor_id, a.actor_name, a.address, a.action, a.client, a.hash, \
        c.name AS client_name FROM {source} LEFT JOIN clients c ON c.id = a.client"
    )
}

pub fn numbered(conn: &mut Connection, seqs: &[i64]) -> QueryResult<Vec<Row>> {
    sql_query(columns("activity a") + " WHERE a.seq IN (SELECT value FROM json_each(?))")
        .bind::<Text, _>(format!("{seqs:?}"))
        .load(conn)
}

/// The entries with numbers from `first` to `last` that a filter leaves, by the table's own indexes: what is searched for,
/// and filters that are set together, are for the search index.
pub fn between(
    conn: &mut Connection,
    filter: &Filter,
    (first, last): (i64, i64),
    newest_first: bool,
    limit: usize,
) -> QueryResult<Vec<Row>> {
    left_by(columns("activity a"), filter, (first, last), newest_first, limit).load(conn)
}

/// The numbers of these entries alone, the newest first.
pub fn numbers_between(
    conn: &mut Connection,
    filter: &Filter,
    ends: (i64, i64),
    limit: usize,
) -> QueryResult<Vec<i64>> {
    let select = "SELECT a.seq FROM activity a".to_owned();
    let numbers: Vec<Number> = left_by(select, filter, ends, true, limit).load(conn)?;
    Ok(numbers.into_iter().map(|number| number.seq).collect())
}

fn left_by(
    select: String,
    filter: &Filter,
    (first, last): (i64, i64),
    newest_first: bool,
    limit: usize,
) -> BoxedSqlQuery<'static, Sqlite, SqlQuery> {
    let mut query = sql_query(select)
        .into_boxed()
        .sql(" WHERE a.seq BETWEEN ? AND ?")
        .bind::<BigInt, _>(first)
        .bind::<BigInt, _>(last);
    if let Some(client) = filter.client {
        query = query.sql(" AND a.client = ?").bind::<Binary, _>(Id(client.0));
    }
    if let Some(operator) = filter.operator {
        query = query.sql(" AND a.actor_id = ?").bind::<Binary, _>(Id(operator.0));
    }
    if let Some(action) = filter.action {
        query = query.sql(" AND a.action = ?").bind::<Text, _>(Token(action));
    }
    // A day that a stepping clock has begun twice leaves others in between.
    if let Some(from) = filter.from {
        query = query.sql(" AND a.at >= ?").bind::<BigInt, _>(from.start().0);
    }
    if let Some(to) = filter.to {
        query = query.sql(" AND a.at < ?").bind::<BigInt, _>(to.next().start().0);
    }
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let order = if newest_first { "DESC" } else { "ASC" };
    query.sql(format!(" ORDER BY a.seq {order} LIMIT ?")).bind::<BigInt, _>(limit)
}
