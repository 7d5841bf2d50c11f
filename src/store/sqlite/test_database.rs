//! A database for the tests of this folder.

use std::time::Duration;

use super::search::deadline::Deadline;
use super::search::index::{Index, Step};
use super::{connection, migrations, search};
use crate::store::activity::leave_unkeyed;
use crate::store::{Connection, Searching};

pub fn database() -> (tempfile::TempDir, Connection) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("console.db");
    let mut conn = connection::open_writer(&path).unwrap();
    migrations::bring_up_to_date(&mut conn, &path).unwrap();
    leave_unkeyed(&mut conn).unwrap();
    (folder, conn)
}

/// The search index of a database, which the connection knows from now on.
pub fn index(folder: &tempfile::TempDir, conn: &mut Connection) -> Index {
    let path = folder.path().join("console.db");
    let index = Index::open(&path).unwrap();
    connection::attach(conn, &search::file::path(&path)).unwrap();
    index
}

pub fn catch_up(index: &mut Index) {
    while index.step().unwrap() != Step::Idle {}
}

pub fn searching(conn: &mut Connection) -> Searching<'_> {
    Searching::new(conn, Deadline::after(Duration::from_mins(1))).unwrap()
}
