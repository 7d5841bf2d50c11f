//! The file of the index: how it is opened, to which database it belongs and how far it has come.

use std::path::{Path, PathBuf};

use diesel::Connection as _;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Binary, Nullable};

use crate::store::schema::{activity, clients};
use crate::store::sqlite::files::beside;
use crate::store::{Connection, StoreError, create_private};

/// Changes with the tables below and with what is written into them.
const FORMAT: i64 = 2;

/// Rows are found by tokens that this program makes, so the tokenizer only has to part them: it takes letters, digits and
/// all that is not ASCII for a token's. Where in a text a token stands is not kept. Segments are merged by the thread, a
/// little at a time, and never by a change that happens to fill a level (FTS5, sections 6.1, 6.3 and 6.9).
const TABLES: &str = "
    CREATE VIRTUAL TABLE client_grams USING fts5 (
        grams, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
    );
    CREATE VIRTUAL TABLE entry_words USING fts5 (
        words, content = '', columnsize = 0, detail = none, tokenize = 'ascii'
    );
    INSERT INTO client_grams (client_grams, rank) VALUES ('automerge', 0), ('crisismerge', 1999);
    INSERT INTO entry_words (entry_words, rank) VALUES ('automerge', 0), ('crisismerge', 1999);
    CREATE TABLE progress (
        built_from BIGINT NOT NULL,
        built_from_hash BLOB,
        clients_until BIGINT NOT NULL,
        clients_through BIGINT NOT NULL,
        entries_through BIGINT NOT NULL,
        entries_through_hash BLOB
    );
    PRAGMA user_version = 2;";

/// What is lost with the power is indexed again, since how far the index has come is written together with it. So no
/// commit waits for the disk, and little is moved at a time.
const PRAGMAS: &str = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; \
    PRAGMA wal_autocheckpoint = 500; PRAGMA journal_size_limit = 4194304;";

/// How far the index has come. Entries are the record's; a hash is an entry's in its chain.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Progress {
    /// The last entry when the index was begun: what came before it is built, what came after it is followed.
    #[diesel(sql_type = BigInt)]
    pub built_from: i64,
    #[diesel(sql_type = Nullable<Binary>)]
    built_from_hash: Option<Vec<u8>>,
    /// The last client when the index was begun.
    #[diesel(sql_type = BigInt)]
    pub clients_until: i64,
    #[diesel(sql_type = BigInt)]
    pub clients_through: i64,
    #[diesel(sql_type = BigInt)]
    pub entries_through: i64,
    #[diesel(sql_type = Nullable<Binary>)]
    pub entries_through_hash: Option<Vec<u8>>,
}

impl Progress {
    pub fn read(index: &mut Connection, schema: &str) -> QueryResult<Self> {
        sql_query(format!("SELECT * FROM {schema}.progress")).get_result(index)
    }

    pub fn write(&self, index: &mut Connection) -> QueryResult<()> {
        sql_query("UPDATE progress SET clients_through = ?, entries_through = ?, entries_through_hash = ?")
            .bind::<BigInt, _>(self.clients_through)
            .bind::<BigInt, _>(self.entries_through)
            .bind::<Nullable<Binary>, _>(&self.entries_through_hash)
            .execute(index)?;
        Ok(())
    }

    pub fn is_building(&self) -> bool {
        self.clients_through < self.clients_until || self.entries_through < self.built_from
    }

    /// Whether the record of this database leads through where the index was begun and where it is.
    fn belongs_to(&self, database: &mut Connection) -> QueryResult<bool> {
        let places = [(self.built_from, &self.built_from_hash), (self.entries_through, &self.entries_through_hash)];
        for (entry, hash) in places {
            let known =
                activity::table.find(entry).select(activity::hash).first::<Option<Vec<u8>>>(database).optional()?;
            if entry > 0 && known.as_ref() != Some(hash) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

pub fn path(database: &Path) -> PathBuf {
    beside(database, "-search")
}

/// Opens the index of a database, which is open already and at this path, and makes it anew where what is there is of no
/// use.
pub fn open(database: &mut Connection, database_path: &Path) -> Result<Connection, StoreError> {
    let path = &path(database_path);
    if let Some(index) = usable(database, path) {
        return Ok(index);
    }
    remove(database_path).map_err(|error| StoreError::Disk(error.to_string()))?;
    create_private(path).map_err(|error| StoreError::Disk(error.to_string()))?;
    let mut index = connect(path)?;
    begin(database, &mut index)?;
    Ok(index)
}

/// Makes the tables of an empty index.
pub fn begin(database: &mut Connection, index: &mut Connection) -> Result<(), StoreError> {
    let last: Option<(i64, Option<Vec<u8>>)> = activity::table
        .order(activity::seq.desc())
        .select((activity::seq, activity::hash))
        .first(database)
        .optional()?;
    let (entry, hash) = last.unwrap_or_default();
    let client: Option<i64> = clients::table.select(diesel::dsl::max(clients::seq)).first(database)?;
    index.immediate_transaction(|index| {
        // Another program may have found the same and come first.
        if format(index)? == FORMAT {
            return Ok(());
        }
        index.batch_execute(TABLES)?;
        sql_query("INSERT INTO progress VALUES (?, ?, ?, 0, 0, NULL)")
            .bind::<BigInt, _>(entry)
            .bind::<Nullable<Binary>, _>(hash)
            .bind::<BigInt, _>(client.unwrap_or_default())
            .execute(index)?;
        Ok(())
    })
}

/// The index that is there, unless it is damaged, of another format or of another database.
fn usable(database: &mut Connection, path: &Path) -> Option<Connection> {
    path.is_file().then_some(())?;
    let mut index = connect(path).ok()?;
    let progress = (format(&mut index).ok()? == FORMAT).then(|| Progress::read(&mut index, "main").ok()).flatten()?;
    progress.belongs_to(database).ok()?.then_some(index)
}

fn format(index: &mut Connection) -> QueryResult<i64> {
    diesel::dsl::sql::<BigInt>("PRAGMA user_version").get_result(index)
}

fn connect(path: &Path) -> Result<Connection, StoreError> {
    let failed = |error: ConnectionError| StoreError::Unavailable(error.to_string());
    let mut index = Connection::establish(&path.to_string_lossy()).map_err(failed)?;
    index.batch_execute(PRAGMAS)?;
    Ok(index)
}

/// Removes the index of a database; a program that has it open goes on with the old one until it looks.
pub fn remove(database: &Path) -> std::io::Result<()> {
    let path = path(database);
    for file in [beside(&path, "-wal"), beside(&path, "-shm"), path] {
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
