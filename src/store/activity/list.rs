//! Reads the record: by its order on an index, never by offset, and never counted.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};

use super::search;
use crate::domain::activity::{Action, Actor, ActorKind, Change, Entry, Field, Origin};
use crate::domain::client::ClientKey;
use crate::domain::operator::OperatorId;
use crate::domain::time::{Day, Timestamp};
use crate::store::StoreError;
use crate::store::columns::{Id, Token, digest};
use crate::store::connection::Connection;
use crate::store::paging::{self, PAGE, Page, Paging};
use crate::store::schema::{activity_changes, activity_days};

/// Which entries are wanted: all that nothing here excludes.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub client: Option<ClientKey>,
    pub operator: Option<OperatorId>,
    pub action: Option<Action>,
    pub from: Option<Day>,
    /// The last day, which is included.
    pub to: Option<Day>,
    /// Beginnings of words, each of which an entry has to have.
    pub search: String,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    seq: i64,
    #[diesel(sql_type = BigInt)]
    at: i64,
    #[diesel(sql_type = Text)]
    actor_kind: Token<ActorKind>,
    #[diesel(sql_type = Nullable<Binary>)]
    actor_id: Option<Id>,
    #[diesel(sql_type = Nullable<Text>)]
    actor_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    address: Option<String>,
    #[diesel(sql_type = Text)]
    action: Token<Action>,
    #[diesel(sql_type = Nullable<Binary>)]
    client: Option<Id>,
    #[diesel(sql_type = Nullable<Text>)]
    client_name: Option<String>,
    #[diesel(sql_type = Nullable<Binary>)]
    hash: Option<Vec<u8>>,
}

/// One page of the record, newest first; an entry's place is its number.
pub fn page(conn: &mut Connection, filter: &Filter, paging: Paging<i64>) -> Result<Page<Entry, i64>, StoreError> {
    paging::page(&paging, PAGE, |paging, limit| {
        let rows = select(conn, filter, *paging, limit)?;
        Ok(with_changes(conn, rows)?.into_iter().map(|entry| (entry.seq, entry)).collect())
    })
}

/// The `limit` entries that were recorded last before the entry `after`, newest first.
pub fn older(
    conn: &mut Connection,
    filter: &Filter,
    after: Option<i64>,
    limit: usize,
) -> Result<Vec<Entry>, StoreError> {
    let rows = select(conn, filter, after.map_or(Paging::First, Paging::After), limit)?;
    with_changes(conn, rows)
}

/// The latest entries about a client, newest first.
pub fn latest_of_client(conn: &mut Connection, client: ClientKey, limit: usize) -> Result<Vec<Entry>, StoreError> {
    older(conn, &Filter { client: Some(client), ..Filter::default() }, None, limit)
}

/// Entries without a digest that follow a place, oldest first.
pub(super) fn unchained(conn: &mut Connection, after: i64, limit: i64) -> Result<Vec<Entry>, StoreError> {
    let rows = sql_query(columns("activity a") + " WHERE a.seq > ? AND a.hash IS NULL ORDER BY a.seq LIMIT ?")
        .bind::<BigInt, _>(after)
        .bind::<BigInt, _>(limit)
        .load(conn)?;
    with_changes(conn, rows)
}

fn columns(source: &str) -> String {
    format!(
        "SELECT a.seq, a.at, a.actor_kind, a.actor_id, a.actor_name, a.address, a.action, a.client, a.hash, \
        c.name AS client_name FROM {source} LEFT JOIN clients c ON c.id = a.client"
    )
}

/// The rows nearest to a place, nearest first. Where the search index answers, it gives them in the order of recording, so
/// that SQLite stops at the last row of the page instead of collecting every hit.
fn select(conn: &mut Connection, filter: &Filter, paging: Paging<i64>, limit: usize) -> Result<Vec<Row>, StoreError> {
    let Some((first, last)) = numbers_of_days(conn, filter)? else { return Ok(Vec::new()) };
    let (first, last, order) = match paging {
        Paging::First => (first, last, "DESC"),
        Paging::After(seq) => (first, last.min(seq.saturating_sub(1)), "DESC"),
        Paging::Before(seq) => (first.max(seq.saturating_add(1)), last, "ASC"),
    };
    let expression = search::expression(filter);
    let (source, seq) = match &expression {
        Some(_) => ("activity_search CROSS JOIN activity a ON a.seq = activity_search.rowid", "activity_search.rowid"),
        None => ("activity a", "a.seq"),
    };
    let mut query = sql_query(columns(source))
        .into_boxed()
        .sql(format!(" WHERE {seq} BETWEEN ? AND ?"))
        .bind::<BigInt, _>(first)
        .bind::<BigInt, _>(last);
    if let Some(expression) = expression {
        query = query.sql(" AND activity_search MATCH ?").bind::<Text, _>(expression);
    }
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
    Ok(query.sql(format!(" ORDER BY {seq} {order} LIMIT ?")).bind::<BigInt, _>(limit).load(conn)?)
}

/// The first and the last number that entries of the filter's days can have; `None` when nothing was recorded on them.
fn numbers_of_days(conn: &mut Connection, filter: &Filter) -> QueryResult<Option<(i64, i64)>> {
    if filter.from.is_none() && filter.to.is_none() {
        return Ok(Some((i64::MIN, i64::MAX)));
    }
    let (from, to) = (filter.from.map_or(i64::MIN, |day| day.0), filter.to.map_or(i64::MAX, |day| day.0));
    let days = activity_days::table.filter(activity_days::day.between(from, to));
    let ends = (diesel::dsl::min(activity_days::first_seq), diesel::dsl::max(activity_days::first_seq));
    let ends: (Option<i64>, Option<i64>) = days.select(ends).first(conn)?;
    let (Some(first), Some(last_day)) = ends else { return Ok(None) };
    let following: Option<i64> = activity_days::table
        .filter(activity_days::first_seq.gt(last_day))
        .select(diesel::dsl::min(activity_days::first_seq))
        .first(conn)?;
    Ok(Some((first, following.map_or(i64::MAX, |following| following - 1))))
}

fn with_changes(conn: &mut Connection, rows: Vec<Row>) -> Result<Vec<Entry>, StoreError> {
    type ChangeRow = (i64, Token<Field>, Option<String>, Option<String>);
    let seqs: Vec<i64> = rows.iter().map(|row| row.seq).collect();
    let found: Vec<ChangeRow> = activity_changes::table
        .filter(activity_changes::activity_seq.eq_any(seqs))
        .order((activity_changes::activity_seq, activity_changes::position))
        .select((
            activity_changes::activity_seq,
            activity_changes::field,
            activity_changes::before,
            activity_changes::after,
        ))
        .load(conn)?;
    let mut changes: HashMap<i64, Vec<Change>> = HashMap::new();
    for (seq, field, before, after) in found {
        changes.entry(seq).or_default().push(Change { field: field.0, before, after });
    }
    Ok(rows.into_iter().map(|row| entry(row, &mut changes)).collect())
}

fn entry(row: Row, changes: &mut HashMap<i64, Vec<Change>>) -> Entry {
    let actor = match (row.actor_kind.0, row.actor_id) {
        (ActorKind::Operator, Some(id)) => Actor::Operator(OperatorId(id.0), row.actor_name.unwrap_or_default()),
        (ActorKind::CommandLine, _) => Actor::CommandLine,
        _ => Actor::Anonymous,
    };
    Entry {
        seq: row.seq,
        origin: Origin { actor, address: row.address, at: Timestamp(row.at) },
        action: row.action.0,
        client: row.client.map(|id| ClientKey(id.0)),
        client_name: row.client_name,
        changes: changes.remove(&row.seq).unwrap_or_default(),
        hash: row.hash.as_deref().and_then(digest),
    }
}
