//! The one writer: a thread that owns the read-write connection and commits waiting changes in groups.
//!
//! All changes that wait are run in one transaction, each in a savepoint of its own, and are answered only after
//! the one commit, so that an answer means durable. A change that fails leaves its neighbours in place; when
//! the commit itself fails, or SQLite ends the transaction at a full disk, all of the group fail together.

use std::num::NonZeroU32;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::JoinHandle;
use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager, TransactionManagerStatus};
use tokio::sync::{mpsc, oneshot};

use super::opened_files::OpenedFiles;
use crate::store::{Connection, StoreError, WriteError};

/// Changes that may wait before senders have to.
const QUEUE: usize = 1024;
/// The most changes in one commit.
const GROUP: usize = 256;
/// How long a sender waits for a place in a full queue. A change that has its place is waited for however long it
/// takes, since it may be committed.
const PATIENCE: Duration = Duration::from_secs(10);

/// Diesel's own count of transactions and savepoints: some of its inserts open one of theirs.
type Transactions = AnsiTransactionManager;

/// Hears of every commit, when it has been answered.
pub type Committed = Box<dyn Fn(&mut Connection) + Send>;

#[derive(Clone)]
pub struct Writer {
    queue: mpsc::Sender<Box<dyn Job>>,
    patience: Duration,
}

impl Writer {
    /// Starts the thread, which ends with its connection when the last sender is gone. Nothing is committed to files that
    /// are gone.
    pub fn start(
        connection: Connection,
        files: OpenedFiles,
        committed: Committed,
    ) -> std::io::Result<(Self, JoinHandle<Connection>)> {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let work = move || run(connection, jobs, &files, &committed);
        let thread = std::thread::Builder::new().name("writer".to_owned()).spawn(work)?;
        Ok((Self { queue, patience: PATIENCE }, thread))
    }

    /// Queues `work` and waits for its commit.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: WriteError,
        F: Fn(&mut Connection) -> Result<T, E> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Task { work, outcome: None, reply });
        let stopped = || E::from(StoreError::Unavailable("the writer has stopped".to_owned()));
        let crowded = |_| E::from(StoreError::Unavailable("too many changes are waiting".to_owned()));
        let place = tokio::time::timeout(self.patience, self.queue.reserve()).await.map_err(crowded)?;
        place.map_err(|_| stopped())?.send(job);
        answer.await.map_err(|_| stopped())?
    }
}

trait Job: Send {
    /// Does the work from its start, also when it was done and taken back before; whether its changes are to be kept.
    fn run(&mut self, connection: &mut Connection) -> bool;
    /// The fault of the database that the work has met.
    fn fault(&self) -> Option<StoreError>;
    /// Answers, after the group's commit has succeeded or failed.
    fn reply(self: Box<Self>, committed: Result<(), StoreError>);
}

struct Task<F, T, E> {
    work: F,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Job for Task<F, T, E>
where
    T: Send,
    E: WriteError,
    F: Fn(&mut Connection) -> Result<T, E> + Send,
{
    fn run(&mut self, connection: &mut Connection) -> bool {
        self.outcome = catch_unwind(AssertUnwindSafe(|| (self.work)(connection))).ok();
        matches!(self.outcome, Some(Ok(_)))
    }

    fn fault(&self) -> Option<StoreError> {
        self.outcome.as_ref()?.as_ref().err()?.fault().cloned()
    }

    fn reply(self: Box<Self>, committed: Result<(), StoreError>) {
        let answer = match (self.outcome, committed) {
            // A refusal may rest on a neighbour's change, so it falls with the group too.
            (_, Err(error)) => Err(E::from(error)),
            (Some(done), Ok(())) => done,
            (None, Ok(())) => {
                Err(E::from(StoreError::Internal("a change panicked; nothing of it was kept".to_owned())))
            }
        };
        // Whoever asked may have gone away in the meantime.
        let _gone = self.reply.send(answer);
    }
}

fn run(
    mut connection: Connection,
    mut jobs: mpsc::Receiver<Box<dyn Job>>,
    files: &OpenedFiles,
    heard: &Committed,
) -> Connection {
    let mut group = Vec::with_capacity(GROUP);
    while jobs.blocking_recv_many(&mut group, GROUP) > 0 {
        let committed = commit(&mut connection, &mut group, files).map_err(|error| match error {
            // Whatever it was, it was not the fault of all these changes.
            StoreError::Internal(text) => StoreError::Unavailable(text),
            error => error,
        });
        if let Err(error) = &committed {
            tracing::error!(%error, changes = group.len(), "a group of changes was not committed");
            roll_back_to(&mut connection, 0);
        }
        for job in group.drain(..) {
            job.reply(committed.clone());
        }
        if committed.is_ok() {
            heard(&mut connection);
        }
    }
    // SQLite does this when the last connection is closed, but another program may have one.
    if let Err(error) = connection.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)") {
        tracing::warn!(%error, "the log was not moved into the database file; the next start does it");
    }
    connection
}

fn commit(connection: &mut Connection, group: &mut [Box<dyn Job>], files: &OpenedFiles) -> Result<(), StoreError> {
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
            let unknown = || StoreError::Unavailable("SQLite has ended the transaction".to_owned());
            return Err(job.fault().unwrap_or_else(unknown));
        }
    }
    files.require()?;
    Transactions::commit_transaction(connection)?;
    // Files that have gone while the disk took the change have taken it with them.
    files.require()
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
mod tests;
