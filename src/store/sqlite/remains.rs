//! What an older database of this program has left beside a new one: it may be in the wrong place.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Integer;

use super::connection;

/// Where the static files of earlier starts are.
const ASSETS: &str = "assets";
/// How many files of the folder are looked at.
const MOST: usize = 1_000;
/// How a database file begins (sqlite.org/fileformat.html, section 1.3.1).
const HEADER: &[u8; 16] = b"SQLite format 3\0";

/// The names of copies of the database, of other databases of this program, and of a folder of static files that was made
/// before the database was. To be called before the database is opened: SQLite's locks are lost when another part of a
/// process closes a file.
#[must_use]
pub fn beside(database: &Path) -> Vec<String> {
    let folder = database.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let own = database.file_name().unwrap_or_default().to_string_lossy();
    let mut found = Vec::new();
    for entry in entries.take(MOST).filter_map(Result::ok) {
        let (name, path) = (entry.file_name(), entry.path());
        let name = name.to_string_lossy();
        let is_own = name.strip_prefix(&*own).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
        if name == ASSETS && path.is_dir() && is_older(&path, database) {
            found.push(format!("{name}/"));
        } else if !is_own && path.is_file() && is_of_this_program(&path) {
            found.push(name.chars().flat_map(char::escape_debug).collect());
        }
    }
    found.sort();
    found
}

/// Whether a folder was made before a database, which may not be there yet. Where the disk does not keep that time, an
/// existing database says nothing.
fn is_older(folder: &Path, database: &Path) -> bool {
    let made = |path: &Path| path.metadata().and_then(|found| found.created());
    !database.exists() || matches!((made(folder), made(database)), (Ok(one), Ok(other)) if one < other)
}

fn is_of_this_program(path: &Path) -> bool {
    let mut beginning = [0; HEADER.len()];
    if File::open(path).and_then(|mut file| file.read_exact(&mut beginning)).is_err() || beginning != *HEADER {
        return false;
    }
    let Ok(mut connection) = connection::open_unchanging(path) else { return false };
    let tables = "(SELECT count(*) FROM sqlite_schema WHERE name IN ('clients', '__diesel_schema_migrations'))";
    diesel::select(sql::<Integer>(tables)).get_result::<i32>(&mut connection).is_ok_and(|count| count == 2)
}
