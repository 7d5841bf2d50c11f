//! Adds the values of an entry.

use diesel::prelude::*;
use diesel::result::Error;

use crate::domain::activity::StoredChange;
use crate::store::Connection;
use crate::store::sqlite::statement::{Statement, Value};

/// All values of an entry in one statement: an entry has up to some dozens of them, and every write waits for this.
const INSERT: &str = "INSERT INTO activity_changes (activity_seq, position, field, before, after) \
    SELECT ?, key, value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)";

pub fn insert(conn: &mut Connection, entry: i64, changes: &[StoredChange<'_>]) -> QueryResult<()> {
    if !changes.is_empty() {
        let values = serde_json::to_string(changes).map_err(|error| Error::SerializationError(Box::new(error)))?;
        <Statement>::new(INSERT, [Value::Number(entry), Value::Text(values)]).execute(conn)?;
    }
    Ok(())
}
