//! Reads the record: by its order on an index, never by offset, and never counted.

use std::collections::HashMap;

use diesel::prelude::*;

use super::found;
use crate::domain::activity::{Action, Actor, ActorKind, Change, Entry, Origin};
use crate::domain::client::ClientKey;
use crate::domain::operator::OperatorId;
use crate::domain::time::{Day, Timestamp};
use crate::store::columns::digest;
use crate::store::paging::{self, PAGE, Page, Paging};
use crate::store::schema::activity_days;
use crate::store::sqlite::activity::changes;
use crate::store::sqlite::activity::entries::{self, Row};
use crate::store::sqlite::search::entries as tokens;
use crate::store::{Connection, Searching, StoreError};

/// Which entries are wanted: all that nothing here excludes.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub client: Option<ClientKey>,
    pub operator: Option<OperatorId>,
    /// Any of these kinds; all where there are none.
    pub actions: Vec<Action>,
    pub from: Option<Day>,
    /// The last day, which is included.
    pub to: Option<Day>,
    /// Beginnings of words, each of which an entry has to have.
    pub search: String,
}

impl Filter {
    /// Whether its days include a time.
    pub(super) fn includes(&self, at: Timestamp) -> bool {
        let day = Day::containing(at);
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// One page of the record, newest first; an entry's place is its number.
pub fn page(search: &mut Searching<'_>, filter: &Filter, paging: Paging<i64>) -> Result<Page<Entry, i64>, StoreError> {
    paging::page(
        &paging,
        PAGE,
        |entry: &Entry| entry.seq,
        |paging, limit| {
            let rows = select(search, filter, *paging, limit)?;
            with_changes(search.conn, rows)
        },
    )
}

pub fn latest_of_client(conn: &mut Connection, client: ClientKey, limit: usize) -> Result<Vec<Entry>, StoreError> {
    let filter = Filter { client: Some(client), ..Filter::default() };
    let rows = entries::between(conn, &filter, (i64::MIN, i64::MAX), true, limit)?;
    with_changes(conn, rows)
}

/// The `limit` entries that were recorded next after the entry `seq`, in the order of recording.
pub fn following(conn: &mut Connection, seq: i64, limit: usize) -> Result<Vec<Entry>, StoreError> {
    let rows = entries::between(conn, &Filter::default(), (seq.saturating_add(1), i64::MAX), false, limit)?;
    with_changes(conn, rows)
}

pub fn entries(conn: &mut Connection, seqs: &[i64]) -> Result<Vec<Entry>, StoreError> {
    let rows = entries::numbered(conn, seqs)?;
    with_changes(conn, rows)
}

fn select(
    search: &mut Searching<'_>,
    filter: &Filter,
    paging: Paging<i64>,
    limit: usize,
) -> Result<Vec<Row>, StoreError> {
    let Some((first, last)) = numbers_of_days(search.conn, filter)? else { return Ok(Vec::new()) };
    let (first, last, newest_first) = match paging {
        Paging::First => (first, last, true),
        Paging::After(seq) => (first, last.min(seq.saturating_sub(1)), true),
        Paging::Before(seq) => (first.max(seq.saturating_add(1)), last, false),
    };
    match tokens::wanted(filter) {
        None => Ok(entries::between(search.conn, filter, (first, last), newest_first, limit)?),
        Some(wanted) => {
            let numbers = found::numbers(search, filter, &wanted, (first, last, newest_first), limit)?;
            let mut rows = entries::numbered(search.conn, &numbers)?;
            rows.sort_unstable_by_key(|row| if newest_first { -row.seq } else { row.seq });
            Ok(rows)
        }
    }
}

/// The numbers of the `limit` entries that were recorded last before the entry `after`, newest first.
pub(super) fn numbers(
    search: &mut Searching<'_>,
    filter: &Filter,
    after: Option<i64>,
    limit: usize,
) -> Result<Vec<i64>, StoreError> {
    let Some((first, last)) = numbers_of_days(search.conn, filter)? else { return Ok(Vec::new()) };
    let last = after.map_or(last, |after| last.min(after.saturating_sub(1)));
    match tokens::wanted(filter) {
        None => Ok(entries::numbers_between(search.conn, filter, (first, last), limit)?),
        Some(wanted) => found::numbers(search, filter, &wanted, (first, last, true), limit),
    }
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
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let seqs: Vec<i64> = rows.iter().map(|row| row.seq).collect();
    let found = changes::of_entries(conn, &seqs)?;
    let mut changes_of: HashMap<i64, Vec<Change>> = HashMap::new();
    for (seq, field, before, after) in found {
        changes_of.entry(seq).or_default().push(Change::from_stored(field, before, after));
    }
    Ok(rows.into_iter().map(|row| entry(row, &mut changes_of)).collect())
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
        actor_email: row.actor_email,
        changes: changes.remove(&row.seq).unwrap_or_default(),
        hash: row.hash.as_deref().and_then(digest),
    }
}
