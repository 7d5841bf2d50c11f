//! Brings the tables of a database file up to date when it is opened.

use std::path::{Path, PathBuf};

use diesel::Connection as _;
use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel::sql_types::Text;
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::domain::collation::sort_key;
use crate::store::{Connection, OpenError, create_private};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

#[diesel::declare_sql_function]
extern "SQL" {
    /// What a name is sorted by, for migrations.
    fn name_sort_key(name: Text) -> Binary;
}

/// Runs the migrations that are missing. A file that a newer program has changed is left alone; a file that
/// holds data is copied first, to `FILE.before-VERSION`.
pub fn bring_up_to_date(connection: &mut Connection, path: &Path) -> Result<(), OpenError> {
    let trouble = |reason: String| OpenError::refused(path, reason);
    refuse_unknown(connection, path)?;
    if let Some(next) = missing(connection).map_err(|e| trouble(e.to_string()))? {
        keep_copy(connection, path, &next).map_err(trouble)?;
    }
    // All or nothing: the tables are as before, or as this program knows them with their data brought along.
    connection.immediate_transaction(run_missing).map_err(|e| trouble(e.to_string()))
}

/// As [`bring_up_to_date`], but refuses a file that an older program has made.
pub fn require_current(connection: &mut Connection, path: &Path) -> Result<(), OpenError> {
    refuse_unknown(connection, path)?;
    match missing(connection).map_err(|e| OpenError::refused(path, e.to_string()))? {
        Some(change) => Err(OpenError::Older { path: path.to_owned(), change }),
        None => bring_up_to_date(connection, path),
    }
}

fn refuse_unknown(connection: &mut Connection, path: &Path) -> Result<(), OpenError> {
    let trouble = |reason: String| OpenError::refused(path, reason);
    let known = known().map_err(|e| trouble(e.to_string()))?;
    let applied = connection.applied_migrations().map_err(|e| trouble(e.to_string()))?;
    let Some(unknown) = applied.iter().map(ToString::to_string).find(|version| !known.contains(version)) else {
        return Ok(());
    };
    // What came before the first release is not brought along: none of its changes is known any more.
    let is_from_before = known.first().is_some_and(|first| unknown < *first);
    let (path, change) = (path.to_owned(), unknown);
    Err(if is_from_before { OpenError::BeforeRelease { path, change } } else { OpenError::Newer { path, change } })
}

/// The versions of all migrations, in their order.
fn known() -> Result<Vec<String>, Box<dyn std::error::Error + Send + Sync>> {
    let known: Vec<Box<dyn Migration<Sqlite>>> = MIGRATIONS.migrations()?;
    Ok(known.iter().map(|migration| migration.name().version().to_string()).collect())
}

/// The first migration that is missing in a file that has others.
fn missing(connection: &mut Connection) -> Result<Option<String>, Box<dyn std::error::Error + Send + Sync>> {
    let applied: Vec<String> = connection.applied_migrations()?.iter().map(ToString::to_string).collect();
    Ok(known()?.into_iter().find(|version| !applied.contains(version)).filter(|_| !applied.is_empty()))
}

fn run_missing(connection: &mut Connection) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    name_sort_key_utils::register_impl(connection, |name: String| sort_key(&name))?;
    connection.run_pending_migrations(MIGRATIONS)?;
    Ok(())
}

/// A database in memory with the tables that this program makes.
pub fn fresh() -> Result<Connection, Box<dyn std::error::Error + Send + Sync>> {
    let mut connection = Connection::establish(":memory:")?;
    run_missing(&mut connection)?;
    Ok(connection)
}

fn keep_copy(connection: &mut Connection, path: &Path, version: &str) -> Result<(), String> {
    let copy = copy_path(path, version);
    let unfinished = copy.with_extension("unfinished");
    let text = |error: std::io::Error| error.to_string();
    if unfinished.exists() {
        std::fs::remove_file(&unfinished).map_err(text)?;
    }
    create_private(&unfinished).map_err(text)?;
    let target = unfinished.to_string_lossy().replace('\'', "''");
    connection.batch_execute(&format!("VACUUM INTO '{target}'")).map_err(|error| error.to_string())?;
    std::fs::File::open(&unfinished).and_then(|file| file.sync_all()).map_err(text)?;
    std::fs::rename(&unfinished, &copy).map_err(text)
}

/// The name of the copy that is kept beside a database before its tables are changed.
fn copy_path(path: &Path, version: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".before-{version}"));
    PathBuf::from(name)
}

#[cfg(test)]
mod client_kinds;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::connection::open_writer;

    #[test]
    fn a_file_of_a_newer_program_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("console.db");
        let mut connection = open_writer(&path).unwrap();
        bring_up_to_date(&mut connection, &path).unwrap();
        let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000000')";
        connection.batch_execute(newer).unwrap();
        let refused = bring_up_to_date(&mut connection, &path).unwrap_err().to_string();
        assert!(refused.contains("newer version") && refused.contains("29990101000000"), "{refused}");
    }

    #[test]
    fn a_copy_is_kept_before_tables_that_hold_data_are_changed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("console.db");
        let mut connection = open_writer(&path).unwrap();
        bring_up_to_date(&mut connection, &path).unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().filter(is_copy).count(), 0);
        keep_copy(&mut connection, &path, "20270101000000").unwrap();
        let mut copy = open_writer(&copy_path(&path, "20270101000000")).unwrap();
        assert_eq!(copy.applied_migrations().unwrap(), connection.applied_migrations().unwrap());
    }

    #[test]
    fn a_file_from_before_the_first_release_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("console.db");
        let mut connection = open_writer(&path).unwrap();
        let early = "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, \
                run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP); \
            INSERT INTO __diesel_schema_migrations (version) VALUES ('20261122000000'), ('20261122300000'); \
            CREATE TABLE clients (id BLOB)";
        connection.batch_execute(early).unwrap();
        let refused = bring_up_to_date(&mut connection, &path).unwrap_err().to_string();
        assert!(refused.contains("before the first release") && refused.contains("--database"), "{refused}");
        assert_eq!(connection.applied_migrations().unwrap().len(), 2);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().filter(is_copy).count(), 0);
    }

    #[test]
    fn every_migration_can_be_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("console.db");
        let mut connection = open_writer(&path).unwrap();
        bring_up_to_date(&mut connection, &path).unwrap();
        connection.revert_all_migrations(MIGRATIONS).unwrap();
        bring_up_to_date(&mut connection, &path).unwrap();
    }

    fn is_copy(entry: &std::io::Result<std::fs::DirEntry>) -> bool {
        entry.as_ref().unwrap().file_name().to_string_lossy().contains(".before-")
    }
}
