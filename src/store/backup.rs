//! Copies a database that is in use to another file, of one moment and whole or not at all.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Text;
use uuid::Uuid;

use super::connection::{self, Connection};
use super::schema::clients;

/// What a backup holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    /// How many clients.
    pub clients: i64,
    /// How long the file is.
    pub bytes: u64,
}

/// Why there is no backup.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database is not there.
    #[error("there is no database at {}; give the right one with --database", .0.display())]
    NoDatabase(PathBuf),
    /// A file is in the way.
    #[error("{} exists already and is left as it is; give another name", .0.display())]
    Exists(PathBuf),
    /// The file cannot be written.
    #[error("{} cannot be written ({reason}); check that its folder exists, can be written and has room", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The database cannot be read, or its copy is damaged.
    #[error("{} cannot be copied ({reason})", path.display())]
    Failed {
        /// The database.
        path: PathBuf,
        /// What the database said.
        reason: String,
    },
}

/// Copies the database into a file beside `target`, checks the copy, and only then gives it its name. The server may run
/// and write meanwhile: what is copied is the state of the moment at which the copy began.
///
/// # Errors
/// Says in one line what is wrong; then there is no `target`.
#[expect(clippy::disallowed_methods, reason = "a file name that tells two copies apart")]
pub fn backup(database: &Path, target: &Path) -> Result<Copied, BackupError> {
    if !database.is_file() {
        return Err(BackupError::NoDatabase(database.to_owned()));
    }
    if target.symlink_metadata().is_ok() {
        return Err(BackupError::Exists(target.to_owned()));
    }
    let mut name = target.as_os_str().to_owned();
    name.push(format!(".unfinished-{}", Uuid::new_v4().simple()));
    let unfinished = PathBuf::from(name);
    let done = copy(database, &unfinished, target);
    // Whether it has got its name or was given up, this name goes; when even that fails, there is nothing left to try.
    let _removed = std::fs::remove_file(&unfinished);
    done
}

fn copy(database: &Path, unfinished: &Path, target: &Path) -> Result<Copied, BackupError> {
    let unwritable = |error: io::Error| BackupError::Unwritable { path: target.to_owned(), reason: error.to_string() };
    let failed = |reason: String| BackupError::Failed { path: database.to_owned(), reason };
    // Nobody else may read it from its first byte on; SQLite fills a file that is there and empty.
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(unfinished).map_err(unwritable)?;
    let mut source = connection::open_reader(database).map_err(|error| failed(error.to_string()))?;
    // SQLite takes names as text; another name would be another file.
    let name = unfinished.to_str().ok_or_else(|| failed("the name of the copy is not valid text".to_owned()))?;
    let quoted = name.replace('\'', "''");
    source.batch_execute(&format!("VACUUM INTO '{quoted}'")).map_err(|error| failed(error.to_string()))?;
    let clients = check(unfinished).map_err(failed)?;
    file.sync_all().map_err(unwritable)?;
    let bytes = file.metadata().map_err(unwritable)?.len();
    publish(unfinished, target).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => BackupError::Exists(target.to_owned()),
        _ => unwritable(error),
    })?;
    Ok(Copied { clients, bytes })
}

/// Reads the copy through; the number of its clients.
fn check(copy: &Path) -> Result<i64, String> {
    let mut connection: Connection = connection::open_reader(copy).map_err(|error| error.to_string())?;
    let found: Vec<String> =
        sql::<Text>("PRAGMA quick_check").load(&mut connection).map_err(|error| error.to_string())?;
    if found != ["ok"] {
        return Err(format!("its copy is damaged: {}", found.join("; ").replace(['\r', '\n'], " ")));
    }
    clients::table.count().get_result(&mut connection).map_err(|error| error.to_string())
}

/// Gives the file its name, on the disk too. A link is refused where a file has come into its way in the meantime, which
/// a new name would replace; file systems without links get the new name.
fn publish(unfinished: &Path, target: &Path) -> io::Result<()> {
    match std::fs::hard_link(unfinished, target) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => std::fs::rename(unfinished, target)?,
        linked => linked?,
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}
