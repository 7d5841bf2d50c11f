//! The one writer: a thread that owns the read-write connection and commits waiting changes in groups.
//!
//! All changes that wait are run in one transaction, each in a savepoint of its own, and are answered only after
//! the one commit, so that an answer means durable and a change that fails leaves its neighbours in place.

use std::num::NonZeroU32;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::JoinHandle;

use diesel::QueryResult;
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager, TransactionManagerStatus};
use tokio::sync::{mpsc, oneshot};

use super::StoreError;
use super::connection::Connection;

/// Changes that may wait before senders have to.
const QUEUE: usize = 1024;
/// Changes in one commit at the most.
const GROUP: usize = 256;

/// Diesel's own count of transactions and savepoints: some of its inserts open one of theirs.
type Transactions = AnsiTransactionManager;

/// The sending side.
#[derive(Clone)]
pub struct Writer {
    queue: mpsc::Sender<Box<dyn Job>>,
}

impl Writer {
    /// Starts the thread, which ends when the last sender is gone.
    pub fn start(connection: Connection) -> std::io::Result<(Self, JoinHandle<()>)> {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let thread = std::thread::Builder::new().name("writer".to_owned()).spawn(move || run(connection, jobs))?;
        Ok((Self { queue }, thread))
    }

    /// Queues `work` and waits for its commit.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Task { work: Some(work), outcome: None, reply });
        let stopped = || E::from(StoreError::Unavailable("the writer has stopped".to_owned()));
        self.queue.send(job).await.map_err(|_| stopped())?;
        answer.await.map_err(|_| stopped())?
    }
}

trait Job: Send {
    /// Does the work; whether its changes are to be kept.
    fn run(&mut self, connection: &mut Connection) -> bool;
    /// Answers, after the group's commit has succeeded or failed.
    fn reply(self: Box<Self>, committed: Result<(), StoreError>);
}

struct Task<F, T, E> {
    work: Option<F>,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Job for Task<F, T, E>
where
    T: Send,
    E: From<StoreError> + Send,
    F: FnOnce(&mut Connection) -> Result<T, E> + Send,
{
    fn run(&mut self, connection: &mut Connection) -> bool {
        let Some(work) = self.work.take() else { return false };
        self.outcome = catch_unwind(AssertUnwindSafe(|| work(connection))).ok();
        matches!(self.outcome, Some(Ok(_)))
    }

    fn reply(self: Box<Self>, committed: Result<(), StoreError>) {
        let answer = match (self.outcome, committed) {
            (Some(Err(refused)), _) => Err(refused),
            (Some(done), Ok(())) => done,
            (_, Err(error)) => Err(E::from(error)),
            (None, Ok(())) => {
                Err(E::from(StoreError::Internal("a change panicked; nothing of it was kept".to_owned())))
            }
        };
        // Whoever asked may have gone away in the meantime.
        let _gone = self.reply.send(answer);
    }
}

fn run(mut connection: Connection, mut jobs: mpsc::Receiver<Box<dyn Job>>) {
    let mut group = Vec::with_capacity(GROUP);
    while jobs.blocking_recv_many(&mut group, GROUP) > 0 {
        let committed = commit(&mut connection, &mut group).map_err(|error| StoreError::Unavailable(error.to_string()));
        if let Err(error) = &committed {
            tracing::error!(%error, changes = group.len(), "a group of changes was not committed");
            roll_back_to(&mut connection, 0);
        }
        for job in group.drain(..) {
            job.reply(committed.clone());
        }
    }
    if let Err(error) = connection.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)") {
        tracing::warn!(%error, "the log was not moved into the database file; the next start does it");
    }
}

fn commit(connection: &mut Connection, group: &mut [Box<dyn Job>]) -> QueryResult<()> {
    Transactions::begin_transaction_sql(connection, "BEGIN IMMEDIATE")?;
    for job in group {
        // Inside the transaction, these are savepoints.
        Transactions::begin_transaction(connection)?;
        if job.run(connection) {
            Transactions::commit_transaction(connection)?;
        } else {
            roll_back_to(connection, 1);
        }
        // SQLite itself ends the transaction at some faults, such as a full disk.
        if depth(connection) != 1 {
            return Err(diesel::result::Error::BrokenTransactionManager);
        }
    }
    Transactions::commit_transaction(connection)
}

/// Takes back everything above a depth, however deep a change was when it failed or panicked. When SQLite has
/// ended the transaction by itself, its depth is forgotten.
fn roll_back_to(connection: &mut Connection, wanted: u32) {
    while depth(connection) > wanted {
        if let Err(error) = Transactions::rollback_transaction(connection) {
            tracing::debug!(%error, "SQLite has rolled back already");
            let _ended = connection.batch_execute("ROLLBACK");
            *Transactions::transaction_manager_status_mut(connection) = TransactionManagerStatus::default();
        }
    }
}

fn depth(connection: &mut Connection) -> u32 {
    match Transactions::transaction_manager_status_mut(connection).transaction_depth() {
        Ok(depth) => depth.map_or(0, NonZeroU32::get),
        Err(_) => u32::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::connection::open_writer;
    use diesel::RunQueryDsl;
    use diesel::sql_types::BigInt;

    fn insert(value: i64) -> impl FnOnce(&mut Connection) -> Result<i64, StoreError> + Send {
        move |connection| {
            diesel::sql_query("INSERT INTO t VALUES (?)").bind::<BigInt, _>(value).execute(connection)?;
            Ok(value)
        }
    }

    fn writer(folder: &tempfile::TempDir) -> (Writer, JoinHandle<()>) {
        let mut connection = open_writer(&folder.path().join("t.db")).unwrap();
        connection.batch_execute("CREATE TABLE t (a INTEGER UNIQUE)").unwrap();
        Writer::start(connection).unwrap()
    }

    fn stored(folder: &tempfile::TempDir) -> Vec<i64> {
        let mut connection = open_writer(&folder.path().join("t.db")).unwrap();
        diesel::dsl::sql::<BigInt>("SELECT a FROM t ORDER BY a").load(&mut connection).unwrap()
    }

    #[tokio::test]
    async fn a_change_that_fails_or_panics_leaves_its_neighbours_in_place() {
        let folder = tempfile::tempdir().unwrap();
        let (writer, thread) = writer(&folder);
        let failing = |connection: &mut Connection| -> Result<i64, StoreError> {
            insert(2)(connection)?;
            insert(1)(connection)
        };
        let panicking = |connection: &mut Connection| -> Result<i64, StoreError> {
            insert(3)(connection)?;
            Transactions::begin_transaction(connection)?;
            panic!("as the test wants it")
        };
        let results = tokio::join!(
            writer.write(insert(1)),
            writer.write(failing),
            writer.write(panicking),
            writer.write(insert(4)),
        );
        assert_eq!(results.0.unwrap(), 1);
        assert!(matches!(results.1, Err(StoreError::Internal(_))));
        assert!(matches!(results.2, Err(StoreError::Internal(text)) if text.contains("panicked")));
        assert_eq!(results.3.unwrap(), 4);
        assert_eq!(stored(&folder), [1, 4]);
        drop(writer);
        thread.join().unwrap();
    }

    #[tokio::test]
    async fn a_group_that_cannot_be_committed_is_answered_as_unavailable_and_the_next_one_works() {
        let folder = tempfile::tempdir().unwrap();
        let (writer, thread) = writer(&folder);
        let full = |connection: &mut Connection| -> Result<(), StoreError> {
            connection.batch_execute("PRAGMA max_page_count = 1")?;
            for value in 0..100_000 {
                insert(value)(connection)?;
            }
            Ok(())
        };
        let refused = writer.write(full).await;
        assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
        let grow = |connection: &mut Connection| -> Result<(), StoreError> {
            Ok(connection.batch_execute("PRAGMA max_page_count = 1000000")?)
        };
        writer.write(grow).await.unwrap();
        writer.write(insert(7)).await.unwrap();
        assert_eq!(stored(&folder), [7]);
        drop(writer);
        thread.join().unwrap();
    }
}
