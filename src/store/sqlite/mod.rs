//! What only SQLite speaks: how its file is opened, written in groups, copied and checked, and the statements that are its
//! own. Another engine would need another folder like this one; the rest of the store would stay.

pub mod activity;
pub mod backup;
pub mod clients;
pub mod connection;
mod faults;
pub mod files;
pub mod migrations;
pub mod opened_files;
pub mod remains;
pub mod search_index;
pub mod statement;
pub mod verify;
pub mod writer;

#[cfg(test)]
fn database() -> (tempfile::TempDir, connection::Connection) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("console.db");
    let mut conn = connection::open_writer(&path).unwrap();
    migrations::bring_up_to_date(&mut conn, &path).unwrap();
    (folder, conn)
}
