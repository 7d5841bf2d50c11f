//! Brings the tables of a database file up to date when it is opened.

use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource, MigrationVersion};
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::Connection;
use super::{OpenError, activity, copy_path, create_private};

/// The change after which entries are chained; those from before it are chained with it.
const CHAINED: &str = "20261122200000";

const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

/// Runs the migrations that are missing. A file that a newer program has changed is left alone; a file that
/// holds data is copied first, to `FILE.before-VERSION`.
pub fn bring_up_to_date(connection: &mut Connection, path: &Path) -> Result<(), OpenError> {
    let trouble = |reason: String| OpenError::Unusable { path: path.to_owned(), reason };
    let known: Vec<Box<dyn Migration<Sqlite>>> = MIGRATIONS.migrations().map_err(|e| trouble(e.to_string()))?;
    let known: Vec<MigrationVersion<'_>> = known.iter().map(|m| m.name().version()).collect();
    let applied = connection.applied_migrations().map_err(|e| trouble(e.to_string()))?;
    if let Some(unknown) = applied.iter().find(|version| !known.contains(version)) {
        return Err(OpenError::Newer { path: path.to_owned(), change: unknown.to_string() });
    }
    let missing = known.iter().find(|version| !applied.contains(version));
    if let (Some(next), false) = (missing, applied.is_empty()) {
        keep_copy(connection, path, &next.to_string()).map_err(trouble)?;
    }
    let chains = !applied.contains(&MigrationVersion::from(CHAINED));
    // All or nothing: the tables are as before, or as this program knows them with their data brought along.
    let done = connection.immediate_transaction(|connection| -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        connection.run_pending_migrations(MIGRATIONS)?;
        if chains {
            activity::chain(connection)?;
        }
        Ok(())
    });
    done.map_err(|e| trouble(e.to_string()))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::client::{ClientKey, Codes, PersonalDetails, Registration, RegistrationType, SessionLimits};
    use crate::store::connection::open_writer;

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
    fn a_database_of_the_first_version_is_brought_up_to_date_with_what_it_holds() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("console.db");
        let mut connection = open_writer(&path).unwrap();
        let migrations: Vec<Box<dyn Migration<Sqlite>>> = MIGRATIONS.migrations().unwrap();
        assert!(connection.applied_migrations().unwrap().is_empty());
        connection.run_migration(&*migrations[0]).unwrap();
        let client = "INSERT INTO clients (id, client_id, name, name_key, description, app_type, integration_type, primary_identifier,
            method, passkeys, registration_type, status, created_at, updated_at) VALUES (zeroblob(16), 'abc', 'Shop', 'shop', '',
            'web_app', 'api', 'mobile', 'password', 1, 'invitation_only', 'active', 1, 1);
            INSERT INTO client_cards SELECT zeroblob(16), column1, 1, 1, 'Ada' FROM
            (VALUES ('general'), ('authentication'), ('registration'), ('profile'));
            INSERT INTO client_profiles VALUES (zeroblob(16), 1, 0, 1);";
        connection.batch_execute(client).unwrap();
        bring_up_to_date(&mut connection, &path).unwrap();
        let key = ClientKey(uuid::Uuid::nil());
        let client = crate::store::clients::find(&mut connection, key).unwrap().unwrap();
        let kept = (client.authentication.card.passkeys, client.profile.card.personal_details);
        assert_eq!(kept, (true, false));
        assert_eq!(
            client.registration.card,
            Registration { registration_type: RegistrationType::InvitationOnly, ..Registration::default() }
        );
        assert_eq!(client.authentication.card.codes, Codes::default());
        assert_eq!(client.authentication.card.sessions, SessionLimits::default());
        assert_eq!(client.profile.card.details, PersonalDetails::default());
        let copies: Vec<_> = std::fs::read_dir(folder.path()).unwrap().filter(is_copy).collect();
        assert_eq!(copies.len(), 1, "what was there is kept beside it");
        let mut copy = open_writer(&copies[0].as_ref().unwrap().path()).unwrap();
        assert_eq!(copy.applied_migrations().unwrap().len(), 1);
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
