//! The database: one SQLite file with two doors, one to read, [`Store::read`], and one to write, [`Store::write`].
//!
//! Reads run side by side on read-only connections: short ones on the thread that asks, longer ones aside of it
//! ([`Store::search`]). Writes run one after another on the only read-write connection and are committed in groups; a
//! reply means that the change is on the disk.

pub mod activity;
pub mod clients;
mod columns;
mod error;
pub mod grants;
pub mod journeys;
mod json;
pub mod key_check;
pub mod messages;
pub mod naming;
pub mod operators;
pub mod paging;
pub mod refusals;
mod schema;
pub mod sessions;
pub mod set_up;
pub mod signing_keys;
mod sqlite;
pub mod tally;
pub mod throttle;
pub mod user_events;
pub mod user_sessions;
pub mod users;

use std::fs::{DirBuilder, OpenOptions};
use std::num::NonZero;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;

use diesel::Connection as _;

use clients::KnownKinds;
pub use error::{Failure, OpenError, StoreError, UnreadableSettings, WriteError};
pub use sqlite::connection::Connection;
use sqlite::connection::{Reader, Readers};
use sqlite::opened_files::OpenedFiles;
use sqlite::search::deadline::Deadline;
pub use sqlite::search::searching::Searching;
use sqlite::search::thread::{Searchers, start as start_index};
use sqlite::writer::Writer;
pub use sqlite::{backup, remains, verify};
use sqlite::{checkpoints, connection, files, migrations};

/// The file of the search index, which is built from the database.
pub mod search_index {
    pub use super::sqlite::search::file::remove;
    pub use super::sqlite::search::index::build_anew;
}

/// Connections for searches; each connection has a page cache of its own.
const SEARCHERS: u32 = 3;
/// How long a search may take.
const SEARCH_TIME: Duration = Duration::from_millis(500);

pub struct Store {
    /// None once the database has been closed.
    doors: RwLock<Option<Doors>>,
    /// What clients can be filtered by, as the list's pages last read it.
    pub kinds: Arc<KnownKinds>,
}

struct Doors {
    /// One for each thread that answers requests, so that none of them ever waits for another.
    readers: Readers,
    searchers: Arc<Searchers>,
    files: OpenedFiles,
    writer: Writer,
    writer_thread: JoinHandle<Connection>,
    /// Those that the writer wakes.
    woken_threads: [JoinHandle<()>; 2],
}

impl Store {
    /// Opens the database file, creating it and its folder when they are missing, and brings its tables up to
    /// date. A copy of a file that holds data is kept beside it before its tables are changed.
    ///
    /// # Errors
    /// Says in one line what is wrong and what to do.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Self::open_with(path, migrations::bring_up_to_date)
    }

    /// As [`Self::open`], but leaves a database of an older version alone: a server of that version may be using it.
    pub fn open_current(path: &Path) -> Result<Self, OpenError> {
        Self::open_with(path, migrations::require_current)
    }

    fn open_with(path: &Path, prepare: fn(&mut Connection, &Path) -> Result<(), OpenError>) -> Result<Self, OpenError> {
        let trouble = |reason: String| OpenError::refused(path, reason);
        if path.to_str().is_none() {
            return Err(trouble("its name is not valid text".to_owned()));
        }
        if let Some(folder) = path.parent() {
            let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
            made.map_err(|error| trouble(error.to_string()))?;
        }
        if files::has_log_alone(path) {
            return Err(OpenError::LogAlone { path: path.to_owned(), log: files::beside(path, "-wal") });
        }
        create_private(path).map_err(|error| trouble(error.to_string()))?;
        let mut main = connection::open_writer(path).map_err(|error| trouble(error.to_string()))?;
        connection::require_safe_version(&mut main)?;
        prepare(&mut main, path)?;
        let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
        files::tighten(path);
        let opened = OpenedFiles::of(path).map_err(|error| trouble(error.to_string()))?;
        let readers = connection::reader_pool(path, &opened, u32::try_from(threads).unwrap_or(1));
        let readers = readers.map_err(|error| trouble(error.to_string()))?;
        let (searchers, wake, index_thread) =
            start_index(path, &opened, SEARCHERS).map_err(|error| trouble(error.to_string()))?;
        let (log, checkpoints_thread) =
            checkpoints::start(path, &opened).map_err(|error| trouble(error.to_string()))?;
        let committed = move |conn: &mut Connection| {
            wake.wake();
            log.committed(conn);
        };
        let (writer, writer_thread) =
            Writer::start(main, opened.clone(), Box::new(committed)).map_err(|error| trouble(error.to_string()))?;
        let woken_threads = [index_thread, checkpoints_thread];
        let doors = Doors { readers, searchers, files: opened, writer, writer_thread, woken_threads };
        Ok(Self { doors: RwLock::new(Some(doors)), kinds: Arc::default() })
    }

    /// Runs `work` on one snapshot of the data, on a read-only connection and on the calling thread: what an index answers
    /// takes less time than another thread would take to begin. Longer work belongs to [`Self::search`].
    #[expect(clippy::unused_async, reason = "where a read runs is no matter of its callers")]
    pub async fn read<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        F: FnOnce(&mut Connection) -> Result<T, StoreError>,
    {
        run(&self.door(|doors| doors.readers.clone())?, work)
    }

    /// As [`Self::read`], for work that is one statement, which is a snapshot without being told so.
    #[expect(clippy::unused_async, reason = "where a read runs is no matter of its callers")]
    pub async fn look_up<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        F: FnOnce(&mut Connection) -> Result<T, StoreError>,
    {
        work(&mut *taken(&self.door(|doors| doors.readers.clone())?)?)
    }

    /// As [`Self::read`], for work that searches or takes longer: off the async threads, on connections of its own that know
    /// the search index, and for half a second at most.
    ///
    /// # Errors
    /// [`StoreError::TookTooLong`] when the time was not enough.
    pub async fn search<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Searching<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let searchers = self.door(|doors| Arc::clone(&doors.searchers))?;
        let connections = searchers.connections();
        let search = move || run(&connections, |conn| work(&mut Searching::new(conn, Deadline::after(SEARCH_TIME))?));
        let found = tokio::task::spawn_blocking(search)
            .await
            .unwrap_or_else(|error| Err(StoreError::Internal(format!("a search did not finish: {error}"))));
        if let Err(StoreError::SearchIndex(_)) = found {
            searchers.report_damage();
        }
        found
    }

    /// Runs `work` on the writer and answers when its change is on the disk. Work that fails changes nothing.
    ///
    /// Work can be run again from its start, since an engine that serializes by retrying asks for it: it uses up nothing that
    /// it was given, and has no effect but on the connection.
    ///
    /// # Errors
    /// Those of `work`, and [`StoreError`] when the change cannot be committed; then nothing has changed.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: WriteError,
        F: Fn(&mut Connection) -> Result<T, E> + Send + 'static,
    {
        let writer = self.door(|doors| doors.writer.clone())?;
        writer.write(work).await
    }

    /// Finishes the writes that are waiting, moves the log into the database file and closes it.
    pub fn close(&self) {
        let Some(doors) = self.doors.write().unwrap_or_else(PoisonError::into_inner).take() else { return };
        drop((doors.readers, doors.searchers));
        drop(doors.writer);
        let writer = ended(doors.writer_thread);
        let _woken = doors.woken_threads.map(ended);
        // Who closes the last connection removes the log; of two that are closed at the same moment, none does.
        drop(writer);
    }

    fn door<T>(&self, pick: impl FnOnce(&Doors) -> T) -> Result<T, StoreError> {
        let doors = self.doors.read().unwrap_or_else(PoisonError::into_inner);
        doors.as_ref().map(pick).ok_or_else(|| StoreError::Unavailable("the database has been closed".to_owned()))
    }

    /// Asks the database for something, as proof that it answers and is where a restart would look for it.
    pub async fn check(&self) -> Result<(), StoreError> {
        self.door(|doors| doors.files.clone())?.require()?;
        self.read(key_check::find).await.map(drop)
    }
}

fn ended<T>(thread: JoinHandle<T>) -> Option<T> {
    thread.join().inspect_err(|_| tracing::error!("a thread of the database panicked")).ok()
}

fn run<T>(readers: &Readers, work: impl FnOnce(&mut Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
    // One transaction is one snapshot: what a page shows belongs together.
    let mut reader = taken(readers)?;
    (*reader).transaction(work)
}

fn taken(readers: &Readers) -> Result<Reader, StoreError> {
    readers.get().map_err(|error| StoreError::Unavailable(error.to_string()))
}

/// Creates a file that nobody else on the machine can read, unless it exists; SQLite gives its log the same rights.
fn create_private(path: &Path) -> std::io::Result<()> {
    OpenOptions::new().append(true).create(true).mode(0o600).open(path).map(|_| ())
}

#[cfg(test)]
mod tests;
