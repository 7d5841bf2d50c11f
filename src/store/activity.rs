//! The record of what happened. Entries are added by the functions that change something, in their transaction.

use std::collections::HashMap;

use diesel::prelude::*;

use super::StoreError;
use super::columns::{Id, Token};
use super::connection::Connection;
use super::schema::{activity, activity_changes};
use crate::domain::activity::{Action, Actor, Change, Entry, Field, NewEntry, Origin};
use crate::domain::choice::choices;
use crate::domain::client::ClientKey;
use crate::domain::operator::OperatorId;
use crate::domain::time::Timestamp;

choices! {
    enum ActorKind {
        Operator = "operator", "operator";
        CommandLine = "command_line", "command line";
        Anonymous = "anonymous", "anonymous";
    }
}

#[derive(Insertable)]
#[diesel(table_name = activity)]
struct NewRow<'a> {
    at: i64,
    actor_kind: Token<ActorKind>,
    actor_id: Option<Id>,
    actor_name: Option<&'a str>,
    address: Option<&'a str>,
    action: Token<Action>,
    client: Option<Id>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = activity)]
struct Row {
    seq: i64,
    at: i64,
    actor_kind: Token<ActorKind>,
    actor_id: Option<Id>,
    actor_name: Option<String>,
    address: Option<String>,
    action: Token<Action>,
}

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = activity_changes, treat_none_as_default_value = false)]
struct ChangeRow {
    activity_seq: i64,
    position: i32,
    field: Token<Field>,
    before: Option<String>,
    after: Option<String>,
}

/// Adds an entry. Called inside the transaction of the change that it describes.
pub(super) fn record(conn: &mut Connection, origin: &Origin, entry: NewEntry) -> QueryResult<()> {
    let (actor_kind, actor_id, actor_name) = match &origin.actor {
        Actor::Operator(id, name) => (ActorKind::Operator, Some(Id(id.0)), Some(name.as_str())),
        Actor::CommandLine => (ActorKind::CommandLine, None, None),
        Actor::Anonymous => (ActorKind::Anonymous, None, None),
    };
    let row = NewRow {
        at: origin.at.0,
        actor_kind: Token(actor_kind),
        actor_id,
        actor_name,
        address: origin.address.as_deref(),
        action: Token(entry.action),
        client: entry.client.map(|key| Id(key.0)),
    };
    let seq: i64 = diesel::insert_into(activity::table).values(row).returning(activity::seq).get_result(conn)?;
    let changes: Vec<ChangeRow> = (0..)
        .zip(entry.changes)
        .map(|(position, change)| ChangeRow {
            activity_seq: seq,
            position,
            field: Token(change.field),
            before: change.before,
            after: change.after,
        })
        .collect();
    diesel::insert_into(activity_changes::table).values(changes).execute(conn)?;
    Ok(())
}

/// The latest entries about a client, newest first.
///
/// # Errors
/// When the database fails.
pub fn latest_of_client(conn: &mut Connection, client: ClientKey, limit: usize) -> Result<Vec<Entry>, StoreError> {
    let rows: Vec<Row> = activity::table
        .filter(activity::client.eq(Id(client.0)))
        .order(activity::seq.desc())
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select(Row::as_select())
        .load(conn)?;
    let seqs: Vec<i64> = rows.iter().map(|row| row.seq).collect();
    let mut changes: HashMap<i64, Vec<Change>> = HashMap::new();
    let change_rows: Vec<ChangeRow> = activity_changes::table
        .filter(activity_changes::activity_seq.eq_any(seqs))
        .order((activity_changes::activity_seq, activity_changes::position))
        .select(ChangeRow::as_select())
        .load(conn)?;
    for row in change_rows {
        let change = Change { field: row.field.0, before: row.before, after: row.after };
        changes.entry(row.activity_seq).or_default().push(change);
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
        origin: Origin { actor, address: row.address, at: Timestamp(row.at) },
        action: row.action.0,
        changes: changes.remove(&row.seq).unwrap_or_default(),
    }
}
