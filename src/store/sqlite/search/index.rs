//! Brings the index up to date with the record, step by step.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::{Path, PathBuf};

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::BigInt;

use super::file::{self, Progress};
use super::scan::rowid;
use super::searching::of_index;
use super::{entries, grams};
use crate::domain::search::folded;
use crate::store::clients::KnownKinds;
use crate::store::columns::Id;
use crate::store::schema::clients;
use crate::store::sqlite::connection;
use crate::store::sqlite::opened_files::{Identity, identity};
use crate::store::sqlite::statement::{Statement, Value};
use crate::store::{Connection, StoreError, activity};

/// Clients or entries that one step brings into the index.
const STEP: usize = 1_000;
/// Pages of the index that are merged in one transaction, of 4 KiB each.
const MERGED_PAGES: i32 = 250;

pub struct Index {
    database: Connection,
    file: Connection,
    path: PathBuf,
    identity: Option<Identity>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing was left to do.
    Idle,
    /// What waited is in the index; its segments may be merged further.
    Done,
    /// There is more to bring in.
    More,
}

impl Index {
    /// Opens the index of a database, or begins one.
    pub fn open(database: &Path) -> Result<Self, StoreError> {
        let unavailable = |error: Box<dyn std::error::Error>| StoreError::Unavailable(error.to_string());
        let path = file::path(database);
        let mut reader = connection::open_read_only(database).map_err(unavailable)?;
        let index = file::open(&mut reader, database)?;
        Ok(Self { database: reader, file: index, identity: identity(&path).ok(), path })
    }

    /// Whether the file is still the one that was opened.
    pub fn is_in_place(&self) -> bool {
        self.identity.is_some() && identity(&self.path).ok() == self.identity
    }

    /// Brings in what comes next, and merges a little.
    pub fn step(&mut self) -> Result<Step, StoreError> {
        let Self { database, file: index, .. } = self;
        let (step, is_built) = index.immediate_transaction(|index| next(database, index))?;
        let merged = ["client_grams", "entry_words"].map(|table| merge(index, table, is_built));
        let merged = merged.into_iter().collect::<QueryResult<Vec<bool>>>().map_err(of_index)?.contains(&true);
        Ok(if step == Step::Idle && merged { Step::Done } else { step })
    }
}

/// Removes the index of a database and builds it anew, all of it; a program that uses the database goes on with the new
/// one within seconds.
pub fn build_anew(database: &Path) -> Result<(), StoreError> {
    file::remove(database).map_err(|error| StoreError::Disk(error.to_string()))?;
    let mut index = Index::open(database)?;
    while index.step()? != Step::Idle {}
    Ok(())
}

/// Brings in what comes next, and says whether the index has been built with it.
///
/// How far the index has come is read within the transaction: another program may bring in the same.
///
/// Each read of the database is a snapshot of its own, and short: beside a long one the log cannot be begun anew. A client
/// that has changed since its entry was read is brought in again with the entry of that change.
fn next(database: &mut Connection, index: &mut Connection) -> Result<(Step, bool), StoreError> {
    let mut progress = Progress::read(index, "main").map_err(of_index)?;
    let was_building = progress.is_building();
    let count = if progress.clients_through < progress.clients_until {
        first_clients(database, index, &mut progress)?
    } else {
        following_entries(database, index, &mut progress)?
    };
    if count == 0 {
        return Ok((Step::Idle, false));
    }
    progress.write(index).map_err(of_index)?;
    let is_building = progress.is_building();
    let step = if count == STEP || is_building { Step::More } else { Step::Done };
    Ok((step, was_building && !is_building))
}

/// The clients that were there when the index was begun.
fn first_clients(
    database: &mut Connection,
    index: &mut Connection,
    progress: &mut Progress,
) -> Result<usize, StoreError> {
    let rows: Vec<Texts> = texts()
        .filter(clients::seq.gt(progress.clients_through).and(clients::seq.le(progress.clients_until)))
        .order(clients::seq)
        .limit(i64::try_from(STEP).unwrap_or(i64::MAX))
        .load(database)?;
    progress.clients_through = rows.last().map_or(progress.clients_until, |last| last.seq);
    put(database, index, &rows)?;
    Ok(rows.len().max(1))
}

/// What was recorded next, and the clients that it was about, as they are now.
fn following_entries(
    database: &mut Connection,
    index: &mut Connection,
    progress: &mut Progress,
) -> Result<usize, StoreError> {
    let entries = activity::following(database, progress.entries_through, STEP)?;
    // FTS5 takes in rows together where their numbers ascend.
    for (seq, tokens) in entries::tokens(database, &entries)?.into_iter().rev() {
        let values = [Value::Number(rowid(seq)), Value::Text(tokens)];
        <Statement>::new("INSERT INTO entry_words (rowid, words) VALUES (?, ?)", values)
            .execute(index)
            .map_err(of_index)?;
    }
    let mut changed: Vec<Id> = entries
        .iter()
        .filter(|entry| entry.seq > progress.built_from)
        .filter_map(|entry| entry.client.map(|key| Id(key.0)))
        .collect();
    changed.sort_unstable_by_key(|id| id.0);
    changed.dedup();
    let rows: Vec<Texts> = texts().filter(clients::id.eq_any(changed)).order(clients::seq).load(database)?;
    put(database, index, &rows)?;
    if let Some(last) = entries.last() {
        progress.entries_through = last.seq;
        progress.entries_through_hash = last.hash.map(|hash| hash.0.to_vec());
    }
    Ok(entries.len())
}

/// What a client's tokens are made of.
#[derive(Queryable)]
struct Texts {
    seq: i64,
    name: String,
    description: String,
    addresses: String,
    kind: i64,
}

#[diesel::dsl::auto_type]
fn texts() -> _ {
    clients::table.select((clients::seq, clients::name, clients::description, clients::addresses, clients::kind))
}

/// Takes in clients, which ascend.
fn put(database: &mut Connection, index: &mut Connection, clients: &[Texts]) -> Result<(), StoreError> {
    let kinds = KnownKinds::default().at_present(database)?;
    let mut tokens_of_kinds: HashMap<i64, Vec<String>> = HashMap::new();
    for client in clients.iter().rev() {
        let kind = match tokens_of_kinds.entry(client.kind) {
            Entry::Occupied(known) => known.into_mut(),
            // One that somebody has written by hand is for `verify` to find.
            Entry::Vacant(new) => new.insert(kinds.kind(client.kind).map(grams::tokens_of_kind).unwrap_or_default()),
        };
        let rest = [client.description.as_str(), &client.addresses].map(folded).join("\n");
        let tokens = grams::tokens(&folded(&client.name), &rest, kind);
        let values = [Value::Number(rowid(client.seq)), Value::Text(tokens)];
        <Statement>::new("INSERT OR REPLACE INTO client_grams (rowid, grams) VALUES (?, ?)", values)
            .execute(index)
            .map_err(of_index)?;
    }
    Ok(())
}

/// Merges some segments of a table, where there are enough of them; whether there were. So no search has to look into many,
/// and no transaction is long. When the index has been built, this and what follows make all segments one (FTS5, “The
/// 'merge' Command”): later changes add few beside it.
fn merge(index: &mut Connection, table: &str, is_built: bool) -> QueryResult<bool> {
    let changes =
        |index: &mut Connection| diesel::dsl::sql::<BigInt>("SELECT total_changes()").get_result::<i64>(index);
    let before = changes(index)?;
    let pages = if is_built { -MERGED_PAGES } else { MERGED_PAGES };
    sql_query(format!("INSERT INTO {table} ({table}, rank) VALUES ('merge', {pages})")).execute(index)?;
    Ok(changes(index)? - before >= 2)
}
