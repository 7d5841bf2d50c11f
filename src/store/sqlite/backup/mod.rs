//! Copies a database that is in use to another file, of one moment and whole or not at all.

mod copying;
mod log;
mod tables;

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Text;
use uuid::Uuid;

use super::connection;
use super::priority::give_way;
use crate::store::schema::clients;
use crate::store::{key_check, naming};

const BETWEEN_WRITES: Duration = Duration::from_millis(20);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    pub clients: i64,
    /// How long the file is.
    pub bytes: u64,
    /// What tells the key file that belongs to it, where one does.
    pub key_check: Option<Vec<u8>>,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BackupError {
    #[error("there is no database at {}; give the right one with --database", .0.display())]
    NoDatabase(PathBuf),
    #[error("{} exists already and is left as it is; give another name", .0.display())]
    Exists(PathBuf),
    #[error("{} cannot be written ({reason}); check that its folder exists, can be written and has room", path.display())]
    Unwritable { path: PathBuf, reason: String },
    #[error("{} cannot be copied ({reason})", path.display())]
    Failed { path: PathBuf, reason: String },
}

/// Copies the database into a file beside `target`, checks the copy, and only then gives it its name. The server may run
/// and write meanwhile, and its log stays short: what is copied is the state of one moment, shortly before the copy is checked.
/// The calling thread gives way to others from then on.
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
    give_way();
    let (copied, written) = write_as_it_grows(&file, || copying::copy(database, unfinished));
    copied.map_err(|error| failed(error.to_string()))?;
    written.map_err(unwritable)?;
    let (clients, key_check) = check(unfinished).map_err(failed)?;
    file.sync_all().map_err(unwritable)?;
    let bytes = file.metadata().map_err(unwritable)?.len();
    naming::give_name(unfinished, target).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => BackupError::Exists(target.to_owned()),
        _ => unwritable(error),
    })?;
    naming::keep_names_beside(target).map_err(unwritable)?;
    Ok(Copied { clients, bytes, key_check })
}

/// Writes a file to the disk bit by bit while `work` lets it grow: written all at once at the end, it would make every
/// change of the server wait. The disk tells of a fault once, so it is kept.
fn write_as_it_grows<T>(file: &File, work: impl FnOnce() -> T) -> (T, io::Result<()>) {
    std::thread::scope(|scope| {
        let (done, ended) = mpsc::channel::<()>();
        let writes = scope.spawn(move || {
            while ended.recv_timeout(BETWEEN_WRITES) == Err(RecvTimeoutError::Timeout) {
                file.sync_data()?;
            }
            Ok(())
        });
        let worked = work();
        drop(done);
        let written = writes.join().unwrap_or_else(|_| Err(io::Error::other("the copy could not be written")));
        (worked, written)
    })
}

/// Reads the copy through; the number of its clients, and what tells its key file.
fn check(copy: &Path) -> Result<(i64, Option<Vec<u8>>), String> {
    let mut connection = connection::open_reader(copy).map_err(|error| error.to_string())?;
    let found: Vec<String> =
        sql::<Text>("PRAGMA quick_check").load(&mut connection).map_err(|error| error.to_string())?;
    if found != ["ok"] {
        return Err(format!("its copy is damaged: {}", found.join("; ").replace(['\r', '\n'], " ")));
    }
    let clients = clients::table.count().get_result(&mut connection).map_err(|error| error.to_string())?;
    let key_check = key_check::find(&mut connection).map_err(|error| error.to_string())?;
    Ok((clients, key_check))
}

#[cfg(test)]
mod tests;
