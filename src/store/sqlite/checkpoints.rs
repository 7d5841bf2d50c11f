//! The thread that moves the log into the database file while the writer goes on: at a million clients, the pages of one
//! megabyte of log lie all over the file, and whoever moves them waits for the disk.
//!
//! A log is begun anew only when all of it has been moved and nothing came meanwhile. So when a long log is nearly moved, the
//! writer moves the rest between two commits.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Integer;

use super::connection;
use super::opened_files::OpenedFiles;
use super::wake::{Wake, Woken, rest, wake};
use crate::store::{Connection, StoreError};

/// The length of the log, in pages of 4 KiB, at which it is to be begun anew.
pub const LONG: i32 = 8_192;
/// Pages that are worth a round.
const WORTH: i32 = 250;
/// Pages that the writer moves without anybody noticing.
const FEW: i32 = 700;
/// Between two rounds.
const PAUSE: Duration = Duration::from_millis(10);
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

/// The writer's part.
pub struct WritersPart {
    wake: Wake,
    is_nearly_moved: Arc<AtomicBool>,
}

impl WritersPart {
    /// Called after every commit.
    pub fn committed(&self, connection: &mut Connection) {
        self.wake.wake();
        if self.is_nearly_moved.swap(false, Ordering::Relaxed)
            && let Err(error) = checkpoint(connection, "PASSIVE")
        {
            tracing::warn!(%error, "the log was not begun anew; it is tried again");
        }
    }
}

pub fn start(database: &Path, files: &OpenedFiles) -> Result<(WritersPart, JoinHandle<()>), StoreError> {
    let unavailable = |error: String| StoreError::Unavailable(error);
    let connection = connection::open_checkpointer(database).map_err(|error| unavailable(error.to_string()))?;
    let (wake, woken) = wake();
    let is_nearly_moved = Arc::new(AtomicBool::new(false));
    let mut worker = Worker { connection, files: files.clone(), is_nearly_moved: Arc::clone(&is_nearly_moved) };
    let thread = std::thread::Builder::new().name("checkpoints".to_owned()).spawn(move || worker.run(&woken));
    Ok((WritersPart { wake, is_nearly_moved }, thread.map_err(|error| unavailable(error.to_string()))?))
}

struct Worker {
    connection: Connection,
    files: OpenedFiles,
    is_nearly_moved: Arc<AtomicBool>,
}

impl Worker {
    fn run(&mut self, woken: &Woken) {
        while woken.recv().is_ok() {
            let pause = match self.round() {
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

    fn round(&mut self) -> Result<(), StoreError> {
        self.files.require()?;
        let before = checkpoint(&mut self.connection, "NOOP")?;
        if before.rest() < WORTH && before.log < LONG {
            return Ok(());
        }
        checkpoint(&mut self.connection, "PASSIVE")?;
        let after = checkpoint(&mut self.connection, "NOOP")?;
        self.is_nearly_moved.store(after.log >= LONG && after.rest() < FEW, Ordering::Relaxed);
        Ok(())
    }
}

impl Log {
    fn rest(&self) -> i32 {
        self.log - self.checkpointed
    }
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
        let (part, thread) = start(&path, &OpenedFiles::of(&path).unwrap()).unwrap();
        add_pages(&mut writer, WORTH * 2);
        let Log { log, checkpointed } = checkpoint(&mut writer, "NOOP").unwrap();
        assert!((WORTH * 2..LONG).contains(&log) && checkpointed < WORTH, "{log} {checkpointed}");
        part.committed(&mut writer);
        drop(part);
        thread.join().unwrap();
        assert_eq!(checkpoint(&mut writer, "NOOP").unwrap().checkpointed, log);
    }

    #[test]
    fn a_long_log_is_begun_anew_by_the_writer_when_it_is_nearly_moved() {
        let (folder, mut writer) = database();
        let path = folder.path().join("console.db");
        let files = OpenedFiles::of(&path).unwrap();
        let is_nearly_moved = Arc::new(AtomicBool::new(false));
        let connection = connection::open_checkpointer(&path).unwrap();
        let mut worker = Worker { connection, files, is_nearly_moved: Arc::clone(&is_nearly_moved) };
        let (wake, _woken) = wake();
        let part = WritersPart { wake, is_nearly_moved };
        add_pages(&mut writer, LONG);
        worker.round().unwrap();
        add_pages(&mut writer, FEW / 2);
        part.committed(&mut writer);
        add_pages(&mut writer, 1);
        assert!(checkpoint(&mut writer, "NOOP").unwrap().log < FEW);
    }

    fn add_pages(writer: &mut Connection, pages: i32) {
        let rows = format!("CREATE TABLE IF NOT EXISTS t (a); INSERT INTO t VALUES (zeroblob({pages} * 4096))");
        writer.batch_execute(&rows).unwrap();
    }
}
