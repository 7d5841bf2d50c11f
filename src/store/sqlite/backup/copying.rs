//! Fills a copy from a database that is in use, in steps that are short: whoever reads keeps the log from being begun anew,
//! so the steps before the last read little at a time, each of a moment of its own, and the last one makes the copy whole.
//!
//! Rows of the record are never changed, and a row of `clients` is changed only in the transaction of an entry that names
//! it. So clients and record are copied in slices, and clients that later entries name once more. All that is left is read
//! at one moment, whose state the copy has: the last entries, their clients, and every other table as a whole.
//! A row that somebody changes by hand meanwhile, with no entry, may be missed; a client that is deleted is noticed.

use std::path::Path;

use diesel::Connection as _;
use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Nullable};

use super::log;
use super::tables::{self, Made};
use crate::store::Connection;
use crate::store::sqlite::connection;

/// Rows of a slice. To read them takes some tens of milliseconds, in which the log may grow by a few megabytes.
const SLICE: i64 = 4_000;
/// Entries that may be left for the last step.
const FEW: i64 = 200;
/// So many times the record is followed to its end, should it grow as fast as it is copied.
const ROUNDS: u32 = 20;

/// The record, by what its rows are numbered with.
const RECORD: [(&str, &str); 3] =
    [("activity", "seq"), ("activity_changes", "activity_seq"), ("client_revisions", "activity_seq")];
const CLIENTS: &str = "clients";
/// Who is signed in and who has tried to be: no cookie of today is to work in a copy that is restored.
pub const LEFT_OUT: [&str; 3] = ["operator_sessions", "known_browsers", "sign_in_tries"];

pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Fills an empty file.
pub fn copy(database: &Path, copy: &Path) -> Outcome<()> {
    let mut copying = Copying::begin(database, copy, SLICE)?;
    while copying.clients()? {
        copying.let_log_be_short()?;
    }
    for _ in 0..ROUNDS {
        let end = copying.end()?;
        if !copying.is_before(end - FEW) {
            break;
        }
        while copying.is_before(end) && copying.entries()? {
            copying.let_log_be_short()?;
        }
    }
    copying.rest()?;
    copying.complete()
}

/// A copy that is being filled. Between two steps it reads nothing.
pub struct Copying {
    connection: Connection,
    schema: Vec<Made>,
    schema_version: i64,
    /// The statements that make the indexes.
    indexes: Vec<String>,
    /// How many rows are copied at once.
    slice: i64,
    /// The last entry when the copy was begun. Its clients are copied after that.
    begun_at: i64,
    clients_through: i64,
    entries_through: i64,
    /// How many clients and revisions there are at the moment of the copy.
    counted: [i64; 2],
}

impl Copying {
    pub fn begin(database: &Path, copy: &Path, slice: i64) -> Outcome<Self> {
        let mut connection = connection::open_copier(copy, database)?;
        let [size, vacuum] = ["page_size", "auto_vacuum"].map(|name| number(&mut connection, &pragma(name)));
        let like_source = format!("PRAGMA main.page_size = {}; PRAGMA main.auto_vacuum = {}", size?, vacuum?);
        connection.batch_execute(&like_source)?;
        let mut copying = Self {
            connection,
            schema: Vec::new(),
            schema_version: 0,
            indexes: Vec::new(),
            slice,
            begun_at: 0,
            clients_through: i64::MIN,
            entries_through: i64::MIN,
            counted: [0; 2],
        };
        copying.connection.transaction(|conn| {
            copying.schema_version = number(conn, &pragma("schema_version"))?;
            copying.schema = tables::read(conn)?;
            copying.indexes = tables::indexes(conn, &copying.schema)?;
            copying.begun_at = end(conn)?;
            Outcome::Ok(tables::create(conn, &copying.schema)?)
        })?;
        Ok(copying)
    }

    /// Copies a slice of the clients; whether there may be more.
    pub fn clients(&mut self) -> Outcome<bool> {
        let (from, slice) = (self.clients_through, self.slice);
        let (copied, through) = self.step(|conn| {
            let which = "WHERE seq > ? ORDER BY seq LIMIT ?";
            let copied = sql_query(format!("INSERT {}", tables::rows(conn, CLIENTS, which)?))
                .bind::<BigInt, _>(from)
                .bind::<BigInt, _>(slice)
                .execute(conn)?;
            Ok((copied, largest(conn, "SELECT max(seq) FROM main.clients")?))
        })?;
        self.clients_through = through.unwrap_or(from);
        // Those that come meanwhile have entries.
        Ok(i64::try_from(copied)? == slice)
    }

    /// The number of the last entry.
    pub fn end(&mut self) -> Outcome<i64> {
        self.step(|conn| Ok(end(conn)?))
    }

    /// Whether entries up to this one are still to be copied.
    pub fn is_before(&self, entry: i64) -> bool {
        self.entries_through < entry
    }

    /// Copies a slice of the record, with the clients that have changed; whether there was any.
    pub fn entries(&mut self) -> Outcome<bool> {
        let (from, slice, begun_at) = (self.entries_through, self.slice, self.begun_at);
        let through = self.step(|conn| {
            let next = format!("SELECT seq FROM source.activity WHERE seq > {from} ORDER BY seq LIMIT {slice}");
            let through = largest(conn, &format!("SELECT max(seq) FROM ({next})"))?;
            if let Some(through) = through {
                copy_entries(conn, from, through, begun_at)?;
            }
            Ok(through)
        })?;
        self.entries_through = through.unwrap_or(from);
        Ok(through.is_some())
    }

    /// Copies at one moment what is left.
    pub fn rest(&mut self) -> Outcome<()> {
        let (from, begun_at) = (self.entries_through, self.begun_at);
        let as_a_whole = |made: &&Made| {
            let in_slices = made.name == CLIENTS || RECORD.iter().any(|(table, _)| made.name == *table);
            made.is_table_of_rows() && !in_slices && !LEFT_OUT.contains(&made.name.as_str())
        };
        let whole: Vec<String> = self.schema.iter().filter(as_a_whole).map(|made| made.name.clone()).collect();
        self.counted = self.step(|conn| {
            copy_entries(conn, from, i64::MAX, begun_at)?;
            // SQLite itself has counted what was inserted.
            if whole.iter().any(|table| table == "sqlite_sequence") {
                conn.batch_execute("DELETE FROM main.sqlite_sequence")?;
            }
            for table in whole {
                let rows = tables::rows(conn, &table, "")?;
                conn.batch_execute(&format!("INSERT {rows}"))?;
            }
            for name in ["user_version", "application_id"] {
                let value = number(conn, &pragma(name))?;
                conn.batch_execute(&format!("PRAGMA main.{name} = {value}"))?;
            }
            count(conn, "source")
        })?;
        Ok(())
    }

    /// Makes what the rows do not need: indexes, triggers.
    pub fn complete(mut self) -> Outcome<()> {
        self.connection.batch_execute("DETACH source")?;
        for index in &self.indexes {
            self.connection.batch_execute(index)?;
        }
        tables::complete(&mut self.connection, &self.schema)?;
        if count(&mut self.connection, "main")? != self.counted {
            return Err("clients were deleted meanwhile; take the backup again".into());
        }
        Ok(())
    }

    /// Waits for a moment at which the server can begin a long log anew.
    fn let_log_be_short(&mut self) -> QueryResult<()> {
        log::let_be_short(&mut self.connection)
    }

    /// Does some work on one moment of the source, whose tables must be those of the beginning.
    fn step<T>(&mut self, work: impl FnOnce(&mut Connection) -> Outcome<T>) -> Outcome<T> {
        let known = self.schema_version;
        self.connection.transaction(|conn| {
            if number(conn, &pragma("schema_version"))? != known {
                return Err("its tables were changed meanwhile, as an update does; take the backup again".into());
            }
            work(conn)
        })
    }
}

/// Copies the entries after `from` up to `through`, and as they are now the clients that those after `begun_at` name.
fn copy_entries(conn: &mut Connection, from: i64, through: i64, begun_at: i64) -> Outcome<()> {
    for (table, number) in RECORD {
        let which = format!("WHERE {number} > {from} AND {number} <= {through}");
        let rows = tables::rows(conn, table, &which)?;
        conn.batch_execute(&format!("INSERT {rows}"))?;
    }
    let named = format!("SELECT client FROM source.activity WHERE seq > {} AND seq <= {through}", from.max(begun_at));
    let rows = tables::rows(conn, CLIENTS, &format!("WHERE id IN ({named})"))?;
    conn.batch_execute(&format!("REPLACE {rows}"))?;
    Ok(())
}

fn pragma(name: &str) -> String {
    format!("PRAGMA source.{name}")
}

fn number(conn: &mut Connection, query: &str) -> QueryResult<i64> {
    sql::<BigInt>(query).get_result(conn)
}

fn largest(conn: &mut Connection, query: &str) -> QueryResult<Option<i64>> {
    sql::<Nullable<BigInt>>(query).get_result(conn)
}

fn end(conn: &mut Connection) -> QueryResult<i64> {
    Ok(largest(conn, "SELECT max(seq) FROM source.activity")?.unwrap_or_default())
}

fn count(conn: &mut Connection, database: &str) -> Outcome<[i64; 2]> {
    let mut count = |table: &str| number(conn, &format!("SELECT count(*) FROM {database}.{table}"));
    Ok([count(CLIENTS)?, count("client_revisions")?])
}
