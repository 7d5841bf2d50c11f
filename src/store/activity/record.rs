//! Adds to the record: the entry with its place in the chain, its values, its words and, where one begins, its day.

use diesel::prelude::*;
use diesel::result::Error;

use super::{list, search};
use crate::domain::activity::{Entry, NewEntry, Origin, StoredChange};
use crate::domain::time::{Day, Timestamp};
use crate::domain::token::Digest;
use crate::store::columns::{Id, digest};
use crate::store::connection::Connection;
use crate::store::schema::{activity, activity_days, activity_to_index, clients, sqlite_sequence};
use crate::store::statement::{Statement, Value};
use crate::store::{StoreError, search_index};

/// Entries that are chained in one step.
const STEP: i64 = 500;

/// All values of an entry in one statement: an entry has up to some dozens of them, and every write waits for this.
const INSERT_CHANGES: &str = "INSERT INTO activity_changes (activity_seq, position, field, before, after) \
    SELECT ?, key, value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)";

/// The end of the record, which the next entry follows.
struct Last {
    seq: i64,
    at: Option<Timestamp>,
    hash: Option<Digest>,
}

/// Adds an entry. Called inside the transaction of the change that it describes.
pub(in crate::store) fn record(conn: &mut Connection, origin: &Origin, new: NewEntry) -> QueryResult<()> {
    let last = last(conn)?;
    let mut entry = Entry {
        seq: last.seq + 1,
        origin: origin.clone(),
        action: new.action,
        client: new.client,
        client_name: None,
        changes: new.changes,
        hash: None,
    };
    let changes: Vec<StoredChange<'_>> = entry.changes.iter().map(|change| change.stored()).collect();
    let link = entry.link(&changes);
    let hash = link.digest(last.hash.as_ref()).map_err(unwritable)?;
    diesel::insert_into(activity::table)
        .values((
            activity::seq.eq(link.seq),
            activity::at.eq(link.at),
            activity::actor_kind.eq(link.actor_kind),
            activity::actor_id.eq(link.actor_id.map(Id)),
            activity::actor_name.eq(link.actor_name),
            activity::address.eq(link.address),
            activity::action.eq(link.action),
            activity::client.eq(link.client.map(Id)),
            activity::hash.eq(hash.0.as_slice()),
        ))
        .execute(conn)?;
    if !changes.is_empty() {
        let values = serde_json::to_string(&changes).map_err(unwritable)?;
        <Statement>::new(INSERT_CHANGES, [Value::Number(entry.seq), Value::Text(values)]).execute(conn)?;
    }
    if let Some(client) = entry.client {
        entry.client_name =
            clients::table.filter(clients::id.eq(Id(client.0))).select(clients::name).first(conn).optional()?;
    }
    index(conn, &entry, last.at)
}

/// What the pages find the entry by: its words and, when it begins one, its day.
fn index(conn: &mut Connection, entry: &Entry, last: Option<Timestamp>) -> QueryResult<()> {
    diesel::insert_into(activity_to_index::table)
        .values((
            activity_to_index::seq.eq(entry.seq),
            activity_to_index::words.eq(search::words(entry)),
            activity_to_index::keys.eq(search::keys(entry)),
        ))
        .execute(conn)?;
    let day = Day::of(entry.origin.at);
    if last.map(Day::of) != Some(day) {
        diesel::insert_into(activity_days::table)
            .values((activity_days::first_seq.eq(entry.seq), activity_days::day.eq(day.0)))
            .execute(conn)?;
    }
    Ok(())
}

/// The end of the record. The number of the last entry comes from SQLite's own counter, so that entries which somebody
/// has cut off at the end leave a gap that stays.
fn last(conn: &mut Connection) -> QueryResult<Last> {
    type Row = (i64, Option<Vec<u8>>, Option<i64>);
    let counter = || sqlite_sequence::table.filter(sqlite_sequence::name.eq("activity")).select(sqlite_sequence::seq);
    let last: Option<Row> = activity::table
        .order(activity::seq.desc())
        .select((activity::at, activity::hash, counter().single_value()))
        .first(conn)
        .optional()?;
    Ok(match last {
        Some((at, hash, seq)) => {
            Last { seq: seq.unwrap_or_default(), at: Some(Timestamp(at)), hash: hash.as_deref().and_then(digest) }
        }
        None => Last { seq: counter().first(conn).optional()?.unwrap_or_default(), at: None, hash: None },
    })
}

/// Chains and indexes the entries that were recorded before there was a chain, in the transaction of its migration.
///
/// # Errors
/// When the database fails, or holds an entry that this program cannot read.
pub fn chain(conn: &mut Connection) -> Result<(), StoreError> {
    let mut last = Last { seq: 0, at: None, hash: None };
    loop {
        let entries = list::unchained(conn, last.seq, STEP)?;
        if entries.is_empty() {
            return Ok(search_index::flush(conn)?);
        }
        for entry in entries {
            let changes: Vec<StoredChange<'_>> = entry.changes.iter().map(|change| change.stored()).collect();
            let hash = entry.link(&changes).digest(last.hash.as_ref()).map_err(unwritable)?;
            diesel::update(activity::table.find(entry.seq)).set(activity::hash.eq(hash.0.as_slice())).execute(conn)?;
            index(conn, &entry, last.at)?;
            last = Last { seq: entry.seq, at: Some(entry.origin.at), hash: Some(hash) };
        }
    }
}

fn unwritable(error: serde_json::Error) -> Error {
    Error::SerializationError(Box::new(error))
}
