//! The database: one SQLite file with two doors, one to read, [`Store::read`], and one to write, [`Store::write`].
//!
//! Reads run side by side on read-only connections: short ones on the thread that asks, longer ones aside of it
//! ([`Store::read_aside`]). Writes run one after another on the only read-write connection and are committed in groups; a
//! reply means that the change is on the disk.

pub mod activity;
pub mod clients;
mod columns;
mod error;
pub mod operators;
pub mod paging;
mod schema;
pub mod sessions;
pub mod set_up;
mod sqlite;
pub mod throttle;

use std::fs::{DirBuilder, OpenOptions};
use std::num::NonZero;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::thread::JoinHandle;

use diesel::Connection as _;
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, Pool};

use clients::KnownKinds;
pub use error::{Failure, OpenError, StoreError, UnreadableSettings, WriteError};
pub use sqlite::connection::Connection;
use sqlite::opened_files::OpenedFiles;
use sqlite::writer::Writer;
pub use sqlite::{backup, remains, search_index, verify};
use sqlite::{connection, files, migrations};

/// Connections for longer reads; each connection has a page cache of its own.
const ASIDE: u32 = 2;

pub struct Store {
    /// None once the database has been closed.
    doors: RwLock<Option<Doors>>,
    /// What clients can be filtered by, as the list's pages last read it.
    pub kinds: Arc<KnownKinds>,
}

struct Doors {
    /// One for each thread that answers requests, so that none of them ever waits for another.
    readers: Readers,
    aside: Readers,
    files: OpenedFiles,
    writer: Writer,
    writer_thread: JoinHandle<()>,
}

type Readers = Pool<ConnectionManager<Connection>>;

impl Store {
    /// Opens the database file, creating it and its folder when they are missing, and brings its tables up to
    /// date. A copy of a file that holds data is kept beside it before its tables are changed.
    ///
    /// # Errors
    /// Says in one line what is wrong and what to do.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
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
        migrations::bring_up_to_date(&mut main, path)?;
        let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
        files::tighten(path);
        let opened = OpenedFiles::of(path).map_err(|error| trouble(error.to_string()))?;
        let pool = |size: u32| connection::reader_pool(path, &opened, size).map_err(|error| trouble(error.to_string()));
        let (readers, aside) = (pool(u32::try_from(threads).unwrap_or(1))?, pool(ASIDE)?);
        let (writer, writer_thread) =
            Writer::start(main, opened.clone(), search_index::flush).map_err(|error| trouble(error.to_string()))?;
        let doors = RwLock::new(Some(Doors { readers, aside, files: opened, writer, writer_thread }));
        Ok(Self { doors, kinds: Arc::default() })
    }

    /// Runs `work` on one snapshot of the data, on a read-only connection and on the calling thread: what an index answers
    /// takes less time than another thread would take to begin. Longer work belongs to [`Self::read_aside`].
    #[expect(clippy::unused_async, reason = "where a read runs is no matter of its callers")]
    pub async fn read<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        F: FnOnce(&mut Connection) -> Result<T, StoreError>,
    {
        run(&self.door(|doors| doors.readers.clone())?, work)
    }

    /// As [`Self::read`], off the async threads and on connections of its own, for work that may take longer.
    pub async fn read_aside<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let readers = self.door(|doors| doors.aside.clone())?;
        tokio::task::spawn_blocking(move || run(&readers, work))
            .await
            .unwrap_or_else(|error| Err(StoreError::Internal(format!("a read did not finish: {error}"))))
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
        drop((doors.readers, doors.aside));
        drop(doors.writer);
        if doors.writer_thread.join().is_err() {
            tracing::error!("the writer thread panicked");
        }
    }

    fn door<T>(&self, pick: impl FnOnce(&Doors) -> T) -> Result<T, StoreError> {
        let doors = self.doors.read().unwrap_or_else(PoisonError::into_inner);
        doors.as_ref().map(pick).ok_or_else(|| StoreError::Unavailable("the database has been closed".to_owned()))
    }

    /// Asks the database for something, as proof that it answers and is where a restart would look for it.
    pub async fn check(&self) -> Result<(), StoreError> {
        self.door(|doors| doors.files.clone())?.require()?;
        self.read(|conn| {
            schema::installation::table.count().get_result::<i64>(conn)?;
            Ok(())
        })
        .await
    }
}

fn run<T>(readers: &Readers, work: impl FnOnce(&mut Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
    let mut connection = readers.get().map_err(|error| StoreError::Unavailable(error.to_string()))?;
    // One transaction is one snapshot: what a page shows belongs together.
    (*connection).transaction(work)
}

/// Creates a file that nobody else on the machine can read, unless it exists; SQLite gives its log the same rights.
fn create_private(path: &Path) -> std::io::Result<()> {
    OpenOptions::new().append(true).create(true).mode(0o600).open(path).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use schema::installation::dsl::{installation, set_up_at};

    #[tokio::test]
    async fn what_is_read_together_is_of_one_moment() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("console.db")).unwrap();
        let (read_once, let_write) = tokio::sync::oneshot::channel();
        let (written, let_read) = tokio::sync::oneshot::channel();
        let reads = store.read_aside(move |conn| {
            let before: Option<i64> = installation.select(set_up_at).first(conn)?;
            read_once.send(()).unwrap();
            let_read.blocking_recv().unwrap();
            let after: Option<i64> = installation.select(set_up_at).first(conn)?;
            Ok((before, after))
        });
        let writes = async {
            let_write.await.unwrap();
            let change = |conn: &mut Connection| -> Result<(), StoreError> {
                diesel::update(installation).set(set_up_at.eq(7)).execute(conn)?;
                Ok(())
            };
            store.write(change).await.unwrap();
            written.send(()).unwrap();
        };
        let (read, ()) = tokio::join!(reads, writes);
        assert_eq!(read.unwrap(), (None, None));
        store.close();
        assert!(matches!(store.check().await, Err(StoreError::Unavailable(_))));
    }
}
