//! Entries of the record, found by an index.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};

use crate::domain::activity::{Action, ActorKind};
use crate::domain::choice::Choice;
use crate::store::Connection;
use crate::store::activity::Filter;
use crate::store::columns::{Id, Token};
use crate::store::sqlite::statement::{Statement, Value};

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

const ROWS: &str = "SELECT a.seq, a.at, a.actor_kind, a.actor_id, a.actor_name, a.address, a.action, a.client, a.hash, \
    c.name AS client_name, o.email AS actor_email FROM activity a LEFT JOIN clients c ON c.id = a.client \
    LEFT JOIN operators o ON o.id = a.actor_id";
const NUMBERS: &str = "SELECT a.seq FROM activity a";

pub fn numbered(conn: &mut Connection, seqs: &[i64]) -> QueryResult<Vec<Row>> {
    if seqs.is_empty() {
        return Ok(Vec::new());
    }
    let text = format!("{ROWS} WHERE a.seq IN (SELECT value FROM json_each(?))");
    <Statement>::new(text, [Value::Text(format!("{seqs:?}"))]).load(conn)
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
    <Statement>::load(left_by(ROWS, filter, (first, last), newest_first, limit), conn)
}

/// The numbers of these entries alone, the newest first.
pub fn numbers_between(
    conn: &mut Connection,
    filter: &Filter,
    ends: (i64, i64),
    limit: usize,
) -> QueryResult<Vec<i64>> {
    Statement::<BigInt>::load(left_by(NUMBERS, filter, ends, true, limit), conn)
}

/// Of several kinds, the ranges that each has on its index are merged, so that no more entries are read than are wanted.
pub(super) fn left_by<T>(
    select: &str,
    filter: &Filter,
    ends: (i64, i64),
    newest_first: bool,
    limit: usize,
) -> Statement<T> {
    let order = if newest_first { "DESC" } else { "ASC" };
    let mut statement = Statement::new(select.to_owned(), []);
    match filter.actions.as_slice() {
        [] => of_kind(&mut statement, filter, None, ends),
        [one] => of_kind(&mut statement, filter, Some(*one), ends),
        several => {
            for (place, action) in several.iter().enumerate() {
                statement.push(if place == 0 { " WHERE a.seq IN (" } else { " UNION ALL " }, None);
                statement.push(NUMBERS, None);
                of_kind(&mut statement, filter, Some(*action), ends);
            }
        }
    }
    let limit = Value::Number(i64::try_from(limit).unwrap_or(i64::MAX));
    statement.push(&format!(" ORDER BY a.seq {order} LIMIT ?"), Some(limit));
    if filter.actions.len() > 1 {
        statement.push(&format!(") ORDER BY a.seq {order}"), None);
    }
    if is_common(filter) { statement } else { statement.once() }
}

/// Whether it is one of the few filters that many ask for: none, or a single one.
fn is_common(filter: &Filter) -> bool {
    let Filter { client, operator, actions, from, to, .. } = filter;
    let set = [client.is_some(), operator.is_some(), !actions.is_empty(), from.is_some(), to.is_some()];
    actions.len() < 2 && set.into_iter().filter(|is_set| *is_set).count() < 2
}

fn of_kind<T>(statement: &mut Statement<T>, filter: &Filter, action: Option<Action>, (first, last): (i64, i64)) {
    statement.push(" WHERE a.seq BETWEEN ? AND ?", [Value::Number(first), Value::Number(last)]);
    let client = filter.client.map(|client| (" AND a.client = ?", Value::Bytes(client.0.into_bytes().to_vec())));
    let operator =
        filter.operator.map(|operator| (" AND a.actor_id = ?", Value::Bytes(operator.0.into_bytes().to_vec())));
    let action = action.map(|action| (" AND a.action = ?", Value::Text(action.token().to_owned())));
    // A day that a stepping clock has begun twice leaves others in between.
    let from = filter.from.map(|from| (" AND a.at >= ?", Value::Number(from.start().0)));
    let to = filter.to.map(|to| (" AND a.at < ?", Value::Number(to.next().start().0)));
    for (sql, value) in [client, operator, action, from, to].into_iter().flatten() {
        statement.push(sql, Some(value));
    }
}
