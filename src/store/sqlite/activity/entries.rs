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
    #[diesel(sql_type = Nullable<Text>)]
    pub actor_email: Option<String>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub hash: Option<Vec<u8>>,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    seq: i64,
}

const ROWS: &str = "SELECT a.seq, a.at, a.actor_kind, a.actor_id, a.actor_name, a.address, a.action, a.client, a.hash, \
    c.name AS client_name, o.email AS actor_email FROM activity a LEFT JOIN clients c ON c.id = a.client \
    LEFT JOIN operators o ON o.id = a.actor_id";
const NUMBERS: &str = "SELECT a.seq FROM activity a";

pub fn numbered(conn: &mut Connection, seqs: &[i64]) -> QueryResult<Vec<Row>> {
    sql_query(format!("{ROWS} WHERE a.seq IN (SELECT value FROM json_each(?))"))
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
    left_by(ROWS, filter, (first, last), newest_first, limit).load(conn)
}

/// The numbers of these entries alone, the newest first.
pub fn numbers_between(
    conn: &mut Connection,
    filter: &Filter,
    ends: (i64, i64),
    limit: usize,
) -> QueryResult<Vec<i64>> {
    let numbers: Vec<Number> = left_by(NUMBERS, filter, ends, true, limit).load(conn)?;
    Ok(numbers.into_iter().map(|number| number.seq).collect())
}

type Query = BoxedSqlQuery<'static, Sqlite, SqlQuery>;

/// Of several kinds, the ranges that each has on its index are merged, so that no more entries are read than are wanted.
pub(super) fn left_by(select: &str, filter: &Filter, ends: (i64, i64), newest_first: bool, limit: usize) -> Query {
    let query = sql_query(select).into_boxed();
    let order = if newest_first { "DESC" } else { "ASC" };
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let [first, rest @ ..] = filter.actions.as_slice() else {
        return limited(of_kind(query, filter, None, ends), order, limit);
    };
    if rest.is_empty() {
        return limited(of_kind(query, filter, Some(*first), ends), order, limit);
    }
    let query = of_kind(query.sql(format!(" WHERE a.seq IN ({NUMBERS}")), filter, Some(*first), ends);
    let next = |query: Query, action: &Action| {
        of_kind(query.sql(format!(" UNION ALL {NUMBERS}")), filter, Some(*action), ends)
    };
    let merged = limited(rest.iter().fold(query, next), order, limit);
    merged.sql(format!(") ORDER BY a.seq {order}"))
}

fn limited(query: Query, order: &str, limit: i64) -> Query {
    query.sql(format!(" ORDER BY a.seq {order} LIMIT ?")).bind::<BigInt, _>(limit)
}

fn of_kind(mut query: Query, filter: &Filter, action: Option<Action>, (first, last): (i64, i64)) -> Query {
    query = query.sql(" WHERE a.seq BETWEEN ? AND ?").bind::<BigInt, _>(first).bind::<BigInt, _>(last);
    if let Some(client) = filter.client {
        query = query.sql(" AND a.client = ?").bind::<Binary, _>(Id(client.0));
    }
    if let Some(operator) = filter.operator {
        query = query.sql(" AND a.actor_id = ?").bind::<Binary, _>(Id(operator.0));
    }
    if let Some(action) = action {
        query = query.sql(" AND a.action = ?").bind::<Text, _>(Token(action));
    }
    // A day that a stepping clock has begun twice leaves others in between.
    if let Some(from) = filter.from {
        query = query.sql(" AND a.at >= ?").bind::<BigInt, _>(from.start().0);
    }
    if let Some(to) = filter.to {
        query = query.sql(" AND a.at < ?").bind::<BigInt, _>(to.next().start().0);
    }
    query
}
