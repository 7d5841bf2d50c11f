//! Checks the record against its chain: everything is read as it stands, and nothing is believed.

use std::fmt;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Nullable};

use super::sequence;
use super::stored::{CHANGE_ROWS, ChangeRow, ROWS, Row};
use super::ways::{Way, Ways};
use crate::domain::activity::{Action, Link, StoredChange};
use crate::domain::choice::Choice;
use crate::domain::keys::record_key::RecordKey;
use crate::domain::token::Digest;
use crate::store::Connection;
use crate::store::StoreError;
use crate::store::columns::digest;

/// Entries that are read in one step, so that memory does not grow with the record.
const STEP: i64 = 500;

/// The end of the chain: noted elsewhere, it proves later that nothing up to it was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub seq: i64,
    pub hash: Digest,
}

impl Head {
    /// Reads a head as it is printed: the number, a colon, the digest in hexadecimal.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (seq, hash) = text.split_once(':')?;
        Some(Self { seq: seq.parse().ok().filter(|seq| *seq > 0)?, hash: Digest::parse_hex(hash)? })
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.seq, self.hash.to_hex())
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    pub entries: i64,
    /// The end of the chain; none while nothing has been recorded.
    pub head: Option<Head>,
    /// The entry from which on the record is keyed.
    pub keyed_from: Option<i64>,
    /// The first and the last entry of each stretch that was keyed with a key that was given up: of these, only the numbers
    /// were checked.
    pub unchecked: Vec<(i64, i64)>,
}

/// The first thing that is not as it was recorded.
#[derive(Debug, thiserror::Error)]
pub enum BrokenRecord {
    #[error("entry {0} is missing: it was removed, or its number was edited")]
    Missing(i64),
    #[error("entry {0} was inserted: nothing was recorded under this number")]
    Inserted(i64),
    #[error("entry {0} was edited: it, its values or its digest are not as they were recorded")]
    Edited(i64),
    #[error("entry {0} was edited: it holds a value of the wrong kind")]
    Unreadable(i64),
    #[error("values were inserted for entry {0}, which does not exist")]
    Stray(i64),
    #[error("entries {0} to {1} are missing: the end of the record was removed")]
    CutOff(i64, i64),
    #[error("entry {0} is not the one that was noted: the record up to it was rewritten")]
    Rewritten(i64),
    #[error("it is keyed, and only the key file of this database can check it: name it with --key-file")]
    NoKeyFile,
    #[error(
        "it cannot be checked, since the key file is not the one of this database: name the right one with --key-file"
    )]
    OtherKeyFile,
    #[error("there is a key file, but none belongs to this database: nobody could tell who wrote what is recorded")]
    NotTied,
    #[error("the note of how the entries from {0} on are keyed was inserted or edited")]
    EditedNote(i64),
    #[error("the note that it is keyed from entry {0} on was removed or edited")]
    NoNote(i64),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<diesel::result::Error> for BrokenRecord {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Numbers begin at one, so the program wrote nothing below that, and no values without a number.
const LEAST: &str = "(SELECT min(seq) FROM activity WHERE seq < 1)";
const LEAST_CHANGE: &str = "(SELECT min(CAST(activity_seq AS INTEGER)) FROM activity_changes \
    WHERE typeof(activity_seq) <> 'integer' OR activity_seq < 1)";

/// Walks the whole record, on one snapshot when called inside a transaction. With `noted`, the record must also hold that
/// entry with that digest. `key` is that of the key file that belongs to the database, and the entry from which on it must be
/// keyed with it.
///
/// # Errors
/// [`BrokenRecord`] names the first entry that is not as it was recorded.
pub fn verify(
    conn: &mut Connection,
    noted: Option<Head>,
    key: Option<(&RecordKey, Option<i64>)>,
) -> Result<Verified, BrokenRecord> {
    check_numbers(conn)?;
    let ways = Ways::read(conn, key)?;
    let mut head: Option<Head> = None;
    let mut from = 0;
    loop {
        let rows: Vec<Row> = sql_query(ROWS).bind::<BigInt, _>(from).bind::<BigInt, _>(STEP).load(conn)?;
        let to = if rows.len() < usize::try_from(STEP).unwrap_or(usize::MAX) {
            i64::MAX
        } else {
            rows.last().map_or(i64::MAX, |row| row.seq)
        };
        let changes: Vec<ChangeRow> =
            sql_query(CHANGE_ROWS).bind::<BigInt, _>(from).bind::<BigInt, _>(to).load(conn)?;
        let mut changes = changes.as_slice();
        for row in &rows {
            let expected = head.map_or(1, |head| head.seq + 1);
            if row.seq != expected {
                return Err(if row.seq < expected {
                    BrokenRecord::Inserted(row.seq)
                } else {
                    BrokenRecord::Missing(expected)
                });
            }
            let own = changes.partition_point(|change| change.activity_seq <= row.seq);
            let (own, rest) = changes.split_at(own);
            changes = rest;
            let way = ways.of(row.seq);
            head = Some(Head { seq: row.seq, hash: check(row, own, head.as_ref(), way)? });
            if noted.is_some_and(|noted| noted.seq == row.seq && Some(noted) != head) {
                return Err(BrokenRecord::Rewritten(row.seq));
            }
        }
        if let Some(stray) = changes.first() {
            return Err(BrokenRecord::Stray(stray.activity_seq));
        }
        from = to;
        if to == i64::MAX {
            break;
        }
    }
    let entries = check_end(conn, head, noted)?;
    Ok(Verified { entries, head, keyed_from: ways.keyed_from(), unchecked: ways.lost() })
}

fn check_numbers(conn: &mut Connection) -> Result<(), BrokenRecord> {
    let least = |query: &'static str| sql::<Nullable<BigInt>>(query);
    if let Some(least) = diesel::select(least(LEAST)).get_result::<Option<i64>>(conn)? {
        return Err(BrokenRecord::Inserted(least));
    }
    match diesel::select(least(LEAST_CHANGE)).get_result::<Option<i64>>(conn)? {
        Some(stray) => Err(BrokenRecord::Stray(stray)),
        None => Ok(()),
    }
}

/// The number of entries, when the record ends at the one that was recorded last, and not before the one that was noted.
fn check_end(conn: &mut Connection, head: Option<Head>, noted: Option<Head>) -> Result<i64, BrokenRecord> {
    let counted = sequence::recorded(conn)?;
    let entries = head.map_or(0, |head| head.seq);
    let recorded = counted.max(noted.map_or(0, |noted| noted.seq));
    if recorded > entries {
        return Err(BrokenRecord::CutOff(entries + 1, recorded));
    }
    if counted < entries { Err(BrokenRecord::Inserted(entries)) } else { Ok(entries) }
}

/// The digest that an entry carries, when it is the right one.
fn check(row: &Row, changes: &[ChangeRow], previous: Option<&Head>, way: Way<'_>) -> Result<Digest, BrokenRecord> {
    let unreadable = || BrokenRecord::Unreadable(row.seq);
    if let Some(stray) = changes.first().filter(|change| change.activity_seq != row.seq) {
        return Err(BrokenRecord::Stray(stray.activity_seq));
    }
    let in_order = (0..).zip(changes).all(|(position, change)| change.is_typed && change.position == position);
    if !row.is_typed || !in_order {
        return Err(unreadable());
    }
    let link = row.link().ok_or_else(unreadable)?;
    let changes: Vec<StoredChange<'_>> =
        changes.iter().map(ChangeRow::stored).collect::<Option<_>>().ok_or_else(unreadable)?;
    let link = Link { changes: &changes, ..link };
    let carried = row.hash.as_deref().and_then(digest);
    let previous = previous.map(|head| &head.hash);
    let right = match way {
        Way::Plain => link.digest(previous, None).ok(),
        Way::Keyed(key) => link.digest(previous, Some(key)).ok(),
        Way::Lost => carried,
    };
    match carried.filter(|_| carried == right) {
        None => Err(BrokenRecord::Edited(row.seq)),
        Some(_) if Action::parse(link.action).is_none() => Err(unreadable()),
        Some(carried) => Ok(carried),
    }
}
