//! Checks a whole file, also while a server uses it: that its tables are those which the program makes, what SQLite says of
//! it, every client with every revision, the chain of the record, and where its days begin.

mod clients;
mod days;
mod kinds;
mod problem;
mod readiness;
mod recorded;
mod schema;

use std::path::Path;

use diesel::Connection as _;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};

pub use problem::{ClientProblem, Problem};

use super::activity::chain::{self, BrokenRecord, Head, Verified};
use super::connection;
use crate::domain::keys::record_key::RecordKey;
use crate::store::{Connection, StoreError};

/// Where each problem goes as soon as it is found: there can be more of them than fit in memory.
pub type Report<'a> = &'a mut dyn FnMut(Problem);

/// What a file holds that was read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    pub clients: u64,
    pub revisions: u64,
    /// What there is of the activity, when its chain is whole.
    pub record: Option<Verified>,
}

/// Checks the file as it is at one moment and changes nothing. With `noted`, the record must also hold that entry with
/// that digest; without the `key` of the key file, a record that is keyed is not checked, which is a problem, too.
///
/// # Errors
/// When the file cannot be read to its end. What is wrong with what it holds goes to `report`.
pub fn verify(
    path: &Path,
    noted: Option<Head>,
    key: Option<&RecordKey>,
    report: Report<'_>,
) -> Result<Summary, StoreError> {
    let unavailable = |error: Box<dyn std::error::Error>| StoreError::Unavailable(error.to_string());
    connection::open_read_only(path).map_err(unavailable)?.transaction(|conn| {
        schema::check(conn, report)?;
        check_file(conn, report)?;
        check_references(conn, report)?;
        kinds::check(conn, report)?;
        let (clients, revisions) = clients::check(conn, report)?;
        let record = match chain::verify(conn, noted, key) {
            Ok(verified) => {
                // Where the chain is broken, one edit would be told twice.
                days::check(conn, report)?;
                Some(verified)
            }
            Err(BrokenRecord::Store(error)) => return Err(error),
            Err(broken) => {
                report(Problem::Activity(broken));
                None
            }
        };
        Ok(Summary { clients, revisions, record })
    })
}

/// The structure of the file, its indexes and what each column allows. SQLite ends this itself after 100 faults.
fn check_file(conn: &mut Connection, report: Report<'_>) -> Result<(), StoreError> {
    let said: Vec<String> = diesel::dsl::sql::<Text>("PRAGMA integrity_check").load(conn)?;
    said.into_iter().filter(|line| line != "ok").for_each(|line| report(Problem::Damaged(line)));
    Ok(())
}

/// Revisions of no client are left to the check of the clients, which names them.
fn check_references(conn: &mut Connection, report: Report<'_>) -> Result<(), StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        child: String,
        #[diesel(sql_type = Text)]
        parent: String,
        #[diesel(sql_type = BigInt)]
        total: i64,
    }
    let rows: Vec<Row> = sql_query(
        "SELECT \"table\" AS child, parent, count(*) AS total FROM pragma_foreign_key_check \
         WHERE NOT (\"table\" = 'client_revisions' AND parent = 'clients') GROUP BY child, parent",
    )
    .load(conn)?;
    for Row { child, parent, total } in rows {
        report(Problem::Orphans { child, parent, total });
    }
    Ok(())
}
