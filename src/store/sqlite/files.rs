//! The files of a database, and who else on the machine can use them.

use std::ffi::OsString;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::search;

/// SQLite's log, and the index of it that connections share.
pub const BESIDE: [&str; 2] = ["-wal", "-shm"];

/// A file that SQLite keeps beside a database. It follows links first.
pub fn beside(database: &Path, ending: &str) -> PathBuf {
    let mut name: OsString = database.canonicalize().unwrap_or_else(|_| database.to_owned()).into();
    name.push(ending);
    PathBuf::from(name)
}

/// Whether a log lies where there is no database, or an empty one: SQLite would delete it, with the last changes of the
/// database that was there.
pub fn has_log_alone(database: &Path) -> bool {
    let length = |path: &Path| path.metadata().map_or(0, |found| found.len());
    length(database) == 0 && length(&beside(database, "-wal")) > 0
}

/// Takes the files of a database and of its search index away from others who could read or write them, and says so in the log.
pub fn tighten(database: &Path) {
    const OTHERS: u32 = 0o077;
    let others_can = |mode: u32| if mode & 0o022 == 0 { "read" } else { "change" };
    let index = search::file::path(database);
    let files = [database, &index]
        .into_iter()
        .flat_map(|file| [file.to_owned()].into_iter().chain(BESIDE.map(|ending| beside(file, ending))));
    for path in files {
        let Ok(mode) = path.metadata().map(|found| found.permissions().mode() & 0o777) else { continue };
        if mode & OTHERS == 0 {
            continue;
        }
        let changed = std::fs::set_permissions(&path, Permissions::from_mode(mode & !OTHERS));
        let (path, can) = (path.display(), others_can(mode));
        match changed {
            Ok(()) => tracing::warn!("others on this machine could {can} {path}; now only its owner can"),
            Err(error) => tracing::warn!("others on this machine can {can} {path}, which cannot be changed: {error}"),
        }
    }
    let folder = database.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let sticky_or_ours = |mode: u32| mode & 0o022 == 0 || mode & 0o1000 != 0;
    if folder.metadata().is_ok_and(|found| !sticky_or_ours(found.permissions().mode())) {
        tracing::warn!("others on this machine can write the folder {}, and so replace the database", folder.display());
    }
}
