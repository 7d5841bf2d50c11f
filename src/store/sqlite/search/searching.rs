//! A connection on which can be searched, for a limited time.

use diesel::prelude::*;

use super::deadline::Deadline;
use super::file::Progress;
use crate::store::columns::Id;
use crate::store::schema::{activity, clients};
use crate::store::{Connection, StoreError};

/// Entries that a search compares by itself where the index does not know them yet.
const WAITING: i64 = 256;

pub struct Searching<'c> {
    /// Of one moment of the database; the index, named `search`, is of that moment or later.
    pub conn: &'c mut Connection,
    pub deadline: Deadline,
    pub waiting: Waiting,
}

/// What the index does not know yet.
#[derive(Clone, Debug, Default)]
pub struct Waiting {
    /// The latest entries, newest first.
    pub entries: Vec<i64>,
    /// The clients that they are about, newest first.
    pub clients: Vec<i64>,
    /// Whether there is more, as while the index is built.
    pub is_building: bool,
}

impl<'c> Searching<'c> {
    pub fn new(conn: &'c mut Connection, deadline: Deadline) -> Result<Self, StoreError> {
        let mut search = Self { conn, deadline, waiting: Waiting::default() };
        // The database is read first: what has left the record for the index meanwhile is found in both.
        let last: Option<i64> = activity::table.select(diesel::dsl::max(activity::seq)).first(search.conn)?;
        let progress = Progress::read(search.conn, "search").map_err(of_index)?;
        let unknown = last.unwrap_or_default() - progress.entries_through;
        search.waiting.is_building = progress.is_building() || unknown > WAITING;
        if unknown > 0 {
            search.waiting.read(search.conn, progress.entries_through)?;
        }
        Ok(search)
    }
}

/// An error that the index has met. What it says of the file is about that of the index, not about the database.
pub fn of_index(error: diesel::result::Error) -> StoreError {
    match StoreError::from(error) {
        StoreError::Internal(text) | StoreError::Damaged(text) | StoreError::NotADatabase(text) => {
            StoreError::SearchIndex(text)
        }
        of_the_disk => of_the_disk,
    }
}

impl Waiting {
    fn read(&mut self, conn: &mut Connection, known: i64) -> QueryResult<()> {
        let entries: Vec<(i64, Option<Id>)> = activity::table
            .filter(activity::seq.gt(known))
            .order(activity::seq.desc())
            .limit(WAITING)
            .select((activity::seq, activity::client))
            .load(conn)?;
        let ids: Vec<Id> = entries.iter().filter_map(|(_, client)| *client).collect();
        self.entries = entries.into_iter().map(|(entry, _)| entry).collect();
        self.clients = clients::table
            .filter(clients::id.eq_any(ids))
            .order(clients::seq.desc())
            .select(clients::seq)
            .load(conn)?;
        Ok(())
    }
}
