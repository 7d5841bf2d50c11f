//! The log of the database that is copied. While anybody reads it is not begun anew, so the copying lets the server do that
//! between its steps.

use std::thread::sleep;
use std::time::Duration;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::store::Connection;
use crate::store::sqlite::checkpoints::LONG;

/// So long, and so many times, a long log is waited for.
const PAUSE: Duration = Duration::from_millis(10);
const PAUSES: u32 = 100;

/// Moves what is in the log into the database, as the server does too, and waits until the server has begun a long log anew:
/// that takes two changes at which nobody reads. A log to which nothing is added is left as it is.
pub fn let_be_short(conn: &mut Connection) -> QueryResult<()> {
    let mut before = None;
    for _ in 0..PAUSES {
        checkpoint(conn, "PASSIVE")?;
        let (pages, moved) = checkpoint(conn, "NOOP")?;
        if pages <= i64::from(LONG) || (pages == moved && before == Some(pages)) {
            break;
        }
        before = Some(pages);
        sleep(PAUSE);
    }
    Ok(())
}

/// The length of the log in pages and how many of them are in the database, both of which only NOOP always tells.
fn checkpoint(conn: &mut Connection, mode: &str) -> QueryResult<(i64, i64)> {
    let checkpoint = sql::<(BigInt, BigInt, BigInt)>(&format!("PRAGMA source.wal_checkpoint({mode})"));
    let (_is_busy, pages, moved): (i64, i64, i64) = checkpoint.get_result(conn)?;
    Ok((pages, moved))
}

#[cfg(test)]
mod tests {
    use diesel::connection::SimpleConnection;

    use super::*;
    use crate::store::sqlite::connection::open_copier;
    use crate::store::sqlite::database;

    #[test]
    fn a_long_log_to_which_nothing_is_added_is_moved_and_holds_nobody_up() {
        let (folder, mut writer) = database();
        let [source, copy] = ["console.db", "copy"].map(|name| folder.path().join(name));
        writer.batch_execute("PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (a)").unwrap();
        writer.batch_execute(&format!("INSERT INTO t VALUES (zeroblob({LONG} * 4096))")).unwrap();
        std::fs::write(&copy, "").unwrap();
        let mut conn = open_copier(&copy, &source).unwrap();
        let (pages, moved) = checkpoint(&mut conn, "NOOP").unwrap();
        assert!(pages > i64::from(LONG) && moved < pages, "{pages} {moved}");
        let_be_short(&mut conn).unwrap();
        assert_eq!(checkpoint(&mut conn, "NOOP").unwrap(), (pages, pages));
    }
}
