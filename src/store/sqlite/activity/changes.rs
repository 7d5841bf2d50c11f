//! The values of entries.

use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_types::{BigInt, Nullable, Text};

use crate::domain::activity::StoredChange;
use crate::store::Connection;
use crate::store::sqlite::statement::{Statement, Value};

/// All values of an entry in one statement: an entry has up to some dozens of them, and every write waits for this.
const INSERT: &str = "INSERT INTO activity_changes (activity_seq, position, field, before, after) \
    SELECT ?, key, value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)";

/// The values of entries in their order: the entry, the field, before and after.
pub fn of_entries(conn: &mut Connection, seqs: &[i64]) -> QueryResult<Vec<Stored>> {
    const OF_ENTRIES: &str = "SELECT activity_seq, field, before, after FROM activity_changes \
        WHERE activity_seq IN (SELECT value FROM json_each(?)) ORDER BY activity_seq, position";
    Statement::<(BigInt, Text, Nullable<Text>, Nullable<Text>)>::new(OF_ENTRIES, [Value::Text(format!("{seqs:?}"))])
        .load(conn)
}

type Stored = (i64, String, Option<String>, Option<String>);

pub fn insert(conn: &mut Connection, entry: i64, changes: &[StoredChange<'_>]) -> QueryResult<()> {
    if !changes.is_empty() {
        let values = serde_json::to_string(changes).map_err(|error| Error::SerializationError(Box::new(error)))?;
        <Statement>::new(INSERT, [Value::Number(entry), Value::Text(values)]).execute(conn)?;
    }
    Ok(())
}
