//! How connections are opened.

use std::path::{Path, PathBuf};
use std::time::Duration;

use diesel::Connection as _;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Error as PoolError, Pool, PooledConnection};
use diesel::sql_query;
use diesel::sql_types::Text;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::checkpoints::LONG;
use super::opened_files::OpenedFiles;
use crate::store::OpenError;

/// What the store's functions work on.
pub type Connection = SqliteConnection;

/// Connections that change nothing.
pub type Readers = Pool<ConnectionManager<Connection>>;

/// One of them, while it is used.
pub type Reader = PooledConnection<ConnectionManager<Connection>>;

/// The oldest SQLite without the WAL-reset race, which can corrupt a database.
const OLDEST_SAFE_SQLITE: [u32; 3] = [3, 51, 3];

/// Waiting for a lock comes first, so that the statements after it wait as well. What somebody wrote into the schema, such as
/// a trigger, may call no function of ours, of which one knows the key of the record.
const PRAGMAS: &str = "PRAGMA busy_timeout = 5000; PRAGMA trusted_schema = OFF; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
    PRAGMA foreign_keys = ON;";

/// What a change in a group would take back when it fails is kept in memory, not in a file that every change writes to. The
/// cache (4 MiB) is for indexes of random values, of which each change needs other pages. Another thread moves the log into
/// the file before it is as long as this, as a rule.
fn writer_pragmas() -> String {
    format!("PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4000; PRAGMA wal_autocheckpoint = {};", LONG * 3 / 2)
}

/// A copy that is not finished is never used, so nothing has to survive a crash. Its rows are as they are: one that breaks a
/// rule is found when the copy is checked. The cache (32 MiB) is what indexes are sorted in.
const COPIER_PRAGMAS: &str = "PRAGMA busy_timeout = 5000; PRAGMA main.journal_mode = OFF; PRAGMA main.synchronous = OFF; \
    PRAGMA main.locking_mode = EXCLUSIVE; PRAGMA main.cache_size = -32768; PRAGMA foreign_keys = OFF; \
    PRAGMA ignore_check_constraints = ON;";

pub fn open_writer(path: &Path) -> Result<Connection, Box<dyn std::error::Error>> {
    let mut connection = SqliteConnection::establish(&path.to_string_lossy())?;
    connection.batch_execute(PRAGMAS)?;
    connection.batch_execute(&writer_pragmas())?;
    Ok(connection)
}

/// Opens a connection that only moves the log into the file.
pub fn open_checkpointer(path: &Path) -> Result<Connection, Box<dyn std::error::Error>> {
    let mut connection = SqliteConnection::establish(&existing(path))?;
    connection.batch_execute(PRAGMAS)?;
    Ok(connection)
}

/// Opens a connection that reads a file as it is, whoever else uses it. It is to change nothing, but may copy.
pub fn open_reader(path: &Path) -> Result<Connection, Box<dyn std::error::Error>> {
    let mut connection = SqliteConnection::establish(&path.to_string_lossy())?;
    connection.batch_execute("PRAGMA busy_timeout = 5000")?;
    Ok(connection)
}

/// Opens a connection to a file that nobody changes, and makes no other file beside it.
pub fn open_unchanging(path: &Path) -> Result<Connection, ConnectionError> {
    SqliteConnection::establish(&address(path, "mode=ro&immutable=1"))
}

/// Opens a connection that reads a file as it is, whoever else uses it, and that SQLite lets change nothing.
pub fn open_read_only(path: &Path) -> Result<Connection, Box<dyn std::error::Error>> {
    let mut connection = open_reader(path)?;
    connection.batch_execute("PRAGMA query_only = ON")?;
    Ok(connection)
}

/// Opens a connection that fills an empty file and reads another, whoever else uses it, by the name `source`.
pub fn open_copier(copy: &Path, source: &Path) -> Result<Connection, Box<dyn std::error::Error>> {
    let mut connection = SqliteConnection::establish(&existing(copy))?;
    connection.batch_execute(COPIER_PRAGMAS)?;
    sql_query("ATTACH ? AS source").bind::<Text, _>(existing(source)).execute(&mut connection)?;
    Ok(connection)
}

/// Opens read-only connections to files that the writer has open.
pub fn reader_pool(path: &Path, files: &OpenedFiles, size: u32) -> Result<Readers, r2d2::Error> {
    pool(path, ReadOnly { files: files.clone(), index: None }, size)
}

/// Opens read-only connections that know the search index by the name `search`.
pub fn searcher_pool(path: &Path, files: &OpenedFiles, index: &Path, size: u32) -> Result<Readers, r2d2::Error> {
    pool(path, ReadOnly { files: files.clone(), index: Some(index.to_owned()) }, size)
}

fn pool(path: &Path, customizer: ReadOnly, size: u32) -> Result<Readers, r2d2::Error> {
    Pool::builder()
        .max_size(size)
        .connection_timeout(Duration::from_secs(5))
        .test_on_check_out(false)
        // A connection that is opened again later would open whatever is at the path by then.
        .max_lifetime(None)
        .idle_timeout(None)
        .connection_customizer(Box::new(customizer))
        .build(ConnectionManager::new(existing(path)))
}

/// The address of a file that SQLite does not make when it is missing.
fn existing(path: &Path) -> String {
    address(path, "mode=rw")
}

/// The address of a file with how it is to be opened (sqlite.org/uri.html).
fn address(path: &Path, how: &str) -> String {
    const RESERVED: &AsciiSet = &CONTROLS.add(b'%').add(b'?').add(b'#');
    format!("file:{}?{how}", utf8_percent_encode(&path.to_string_lossy(), RESERVED))
}

/// Attaches the search index.
pub fn attach(connection: &mut Connection, index: &Path) -> QueryResult<()> {
    sql_query("ATTACH ? AS search").bind::<Text, _>(index.to_string_lossy()).execute(connection)?;
    Ok(())
}

/// Refuses to go on with an SQLite that can corrupt a database.
pub fn require_safe_version(connection: &mut Connection) -> Result<(), OpenError> {
    let version: String = diesel::select(diesel::dsl::sql::<Text>("sqlite_version()"))
        .get_result(connection)
        .map_err(|error| OpenError::UnsafeEngine(error.to_string()))?;
    let numbers: Vec<u32> = version.split('.').filter_map(|part| part.parse().ok()).collect();
    if numbers.as_slice() < OLDEST_SAFE_SQLITE.as_slice() {
        return Err(OpenError::UnsafeEngine(version));
    }
    Ok(())
}

#[derive(Debug)]
struct ReadOnly {
    files: OpenedFiles,
    index: Option<PathBuf>,
}

impl CustomizeConnection<Connection, PoolError> for ReadOnly {
    fn on_acquire(&self, connection: &mut Connection) -> Result<(), PoolError> {
        // Another connection may stand in for a broken one by now.
        self.files
            .require()
            .map_err(|error| PoolError::ConnectionError(ConnectionError::BadConnection(error.to_string())))?;
        connection.batch_execute(PRAGMAS).map_err(PoolError::QueryError)?;
        if let Some(index) = &self.index {
            attach(connection, index).map_err(PoolError::QueryError)?;
        }
        connection.batch_execute("PRAGMA query_only = ON;").map_err(PoolError::QueryError)
    }
}

#[cfg(test)]
mod tests {
    use super::{Connection, *};
    use diesel::sql_types::BigInt;

    #[derive(QueryableByName)]
    struct Value {
        #[diesel(sql_type = BigInt)]
        value: i64,
    }

    fn pragma(connection: &mut Connection, name: &str) -> i64 {
        let column = if name == "busy_timeout" { "timeout" } else { name };
        let query = format!("SELECT {column} AS value FROM pragma_{name}");
        diesel::sql_query(query).get_result::<Value>(connection).unwrap().value
    }

    #[test]
    fn every_connection_waits_for_locks_syncs_fully_and_checks_references() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("console.db");
        let mut writer = open_writer(&path).unwrap();
        writer.batch_execute("CREATE TABLE t (a INTEGER)").unwrap();
        let pool = reader_pool(&path, &OpenedFiles::of(&path).unwrap(), 4).unwrap();
        let mut readers: Vec<_> = (0..4).map(|_| pool.get().unwrap()).collect();
        let connections = std::iter::once(&mut writer).chain(readers.iter_mut().map(|reader| &mut **reader));
        for (index, connection) in connections.enumerate() {
            assert_eq!(pragma(connection, "busy_timeout"), 5000);
            assert_eq!(pragma(connection, "synchronous"), 2);
            assert_eq!(pragma(connection, "foreign_keys"), 1);
            let mode: String = diesel::select(diesel::dsl::sql::<Text>("journal_mode FROM pragma_journal_mode"))
                .get_result(connection)
                .unwrap();
            assert_eq!(mode, "wal");
            assert_eq!(pragma(connection, "query_only"), i64::from(index > 0));
        }
    }

    #[test]
    fn a_reader_cannot_write() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("console.db");
        let mut writer = open_writer(&path).unwrap();
        writer.batch_execute("CREATE TABLE t (a INTEGER)").unwrap();
        let mut reader = reader_pool(&path, &OpenedFiles::of(&path).unwrap(), 1).unwrap().get().unwrap();
        assert!(reader.batch_execute("INSERT INTO t VALUES (1)").is_err());
    }

    #[test]
    fn a_reader_finds_a_file_whatever_its_name_and_makes_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a?b#c%41 ü&mode=ro.db");
        let mut writer = open_writer(&path).unwrap();
        writer.batch_execute("CREATE TABLE t (a INTEGER)").unwrap();
        let files = OpenedFiles::of(&path).unwrap();
        reader_pool(&path, &files, 1).unwrap().get().unwrap().batch_execute("SELECT a FROM t").unwrap();
        std::fs::remove_file(&path).unwrap();
        assert!(SqliteConnection::establish(&existing(&path)).is_err());
        assert!(!path.exists());
    }

    #[test]
    fn the_linked_sqlite_is_safe() {
        assert!(require_safe_version(&mut SqliteConnection::establish(":memory:").unwrap()).is_ok());
    }
}
