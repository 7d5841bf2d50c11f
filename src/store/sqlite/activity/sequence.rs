//! SQLite's own counter of the entries, so that those which somebody has cut off at the end leave a gap that stays.

use diesel::prelude::*;

use crate::store::Connection;
use crate::store::schema::activity;

// The last number that each table has given.
diesel::table! {
    sqlite_sequence (name) {
        name -> Text,
        seq -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(activity, sqlite_sequence);

/// The end of the record, which the next entry follows.
#[derive(Queryable)]
pub struct LastEntry {
    /// In milliseconds since 1970 in UTC.
    pub at: i64,
    pub hash: Option<Vec<u8>>,
    recorded: Option<i64>,
}

/// The number that the next entry has, and the last entry.
pub fn next(conn: &mut Connection) -> QueryResult<(i64, Option<LastEntry>)> {
    let last: Option<LastEntry> = activity::table
        .order(activity::seq.desc())
        .select((activity::at, activity::hash, counter().single_value()))
        .first(conn)
        .optional()?;
    let recorded = match &last {
        Some(last) => last.recorded.unwrap_or_default(),
        None => recorded(conn)?,
    };
    Ok((recorded + 1, last))
}

/// How many entries were ever recorded.
pub fn recorded(conn: &mut Connection) -> QueryResult<i64> {
    Ok(counter().first(conn).optional()?.unwrap_or_default())
}

#[diesel::dsl::auto_type]
fn counter() -> _ {
    sqlite_sequence::table.filter(sqlite_sequence::name.eq("activity")).select(sqlite_sequence::seq)
}
