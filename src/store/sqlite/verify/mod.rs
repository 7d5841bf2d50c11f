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
use crate::domain::keys::master::MasterKey;
use crate::domain::keys::record_key::RecordKey;
use crate::domain::keys::seal::NoCipher;
use crate::domain::keys::tie::Tie;
use crate::store::{Connection, StoreError, key_check};

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
/// that digest; what is keyed is checked with the `key` of the key file.
///
/// # Errors
/// When the file cannot be read to its end. What is wrong with what it holds goes to `report`.
pub fn verify(
    path: &Path,
    noted: Option<Head>,
    key: Option<&MasterKey>,
    report: Report<'_>,
) -> Result<Summary, StoreError> {
    let unavailable = |error: Box<dyn std::error::Error>| StoreError::Unavailable(error.to_string());
    connection::open_read_only(path).map_err(unavailable)?.transaction(|conn| {
        schema::check(conn, report)?;
        check_file(conn, report)?;
        check_references(conn, report)?;
        kinds::check(conn, report)?;
        let (clients, revisions) = clients::check(conn, report)?;
        let checked = record_key(conn, key).and_then(|own| {
            let own = own.as_ref().map(|(key, keyed_from)| (key, *keyed_from));
            chain::verify(conn, noted, own)
        });
        let record = match checked {
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

/// What keys the record of a file, and the entry from which on it must; none where no key file belongs to it.
fn record_key(
    conn: &mut Connection,
    key: Option<&MasterKey>,
) -> Result<Option<(RecordKey, Option<i64>)>, BrokenRecord> {
    let (key, sealed) = match (key, key_check::find(conn)?) {
        (None, None) => return Ok(None),
        (None, Some(_)) => return Err(BrokenRecord::NoKeyFile),
        (Some(_), None) => return Err(BrokenRecord::NotTied),
        (Some(key), Some(sealed)) => (key, sealed),
    };
    let no_cipher = |error: NoCipher| StoreError::Internal(error.to_string());
    let tie = Tie::open(&key.sealer().map_err(no_cipher)?, &sealed).ok_or(BrokenRecord::OtherKeyFile)?;
    Ok(Some((key.record_key().map_err(no_cipher)?, tie.keyed_from)))
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
