//! The thread that moves the log into the database file while the writer goes on: at a million clients, the pages of one
//! megabyte of log lie all over the file, and whoever moves them waits for the disk.
//!
//! The writer itself only moves what the thread has not got to when the log has become long, and then begins it anew.

use std::path::Path;
use std::thread::JoinHandle;
use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Integer;

use super::connection;
use super::opened_files::OpenedFiles;
use super::wake::{Wake, Woken, rest, wake};
use crate::store::{Connection, StoreError};

/// The length of the log, in pages of 4 KiB, at which the writer begins it anew.
pub const LONG: i32 = 4_096;
/// Pages that are worth a round.
const WORTH: i32 = 500;
/// Between two rounds, in which the writer can begin the log anew.
const PAUSE: Duration = Duration::from_millis(20);
/// How long a fault is left alone.
const PATIENCE: Duration = Duration::from_secs(2);

/// Pages of the log.
#[derive(QueryableByName)]
struct Log {
    #[diesel(sql_type = Integer)]
    log: i32,
    /// How many of them are in the file already.
    #[diesel(sql_type = Integer)]
    checkpointed: i32,
}

pub fn start(database: &Path, files: &OpenedFiles) -> Result<(Wake, JoinHandle<()>), StoreError> {
    let unavailable = |error: String| StoreError::Unavailable(error);
    let mut connection = connection::open_checkpointer(database).map_err(|error| unavailable(error.to_string()))?;
    let files = files.clone();
    let (wake, woken) = wake();
    let work = move || run(&mut connection, &files, &woken);
    let thread = std::thread::Builder::new().name("checkpoints".to_owned()).spawn(work);
    Ok((wake, thread.map_err(|error| unavailable(error.to_string()))?))
}

fn run(connection: &mut Connection, files: &OpenedFiles, woken: &Woken) {
    while woken.recv().is_ok() {
        let pause = match round(connection, files) {
            Ok(()) => PAUSE,
            // The writer says so.
            Err(StoreError::Gone(_)) => PATIENCE,
            Err(error) => {
                tracing::warn!(%error, "the log was not moved into the database file; it is tried again");
                PATIENCE
            }
        };
        if !rest(woken, pause) {
            return;
        }
    }
}

fn round(connection: &mut Connection, files: &OpenedFiles) -> Result<(), StoreError> {
    files.require()?;
    let Log { log, checkpointed } = checkpoint(connection, "NOOP")?;
    if log - checkpointed >= WORTH {
        checkpoint(connection, "PASSIVE")?;
    }
    Ok(())
}

fn checkpoint(connection: &mut Connection, mode: &str) -> QueryResult<Log> {
    sql_query(format!("PRAGMA wal_checkpoint({mode})")).get_result(connection)
}

#[cfg(test)]
mod tests {
    use diesel::connection::SimpleConnection;

    use super::super::database;
    use super::*;

    #[test]
    fn a_log_that_the_writer_leaves_alone_is_moved_into_the_file() {
        let (folder, mut writer) = database();
        let path = folder.path().join("console.db");
        let (wake, thread) = start(&path, &OpenedFiles::of(&path).unwrap()).unwrap();
        let rows = format!("CREATE TABLE t (a); INSERT INTO t VALUES (zeroblob({WORTH} * 2 * 4096))");
        writer.batch_execute(&rows).unwrap();
        let Log { log, checkpointed } = checkpoint(&mut writer, "NOOP").unwrap();
        assert!((WORTH * 2..LONG).contains(&log) && checkpointed < WORTH, "{log} {checkpointed}");
        wake.wake();
        drop(wake);
        thread.join().unwrap();
        assert_eq!(checkpoint(&mut writer, "NOOP").unwrap().checkpointed, log);
    }
}
