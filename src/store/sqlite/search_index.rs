//! Brings the search indexes up to date with what the changes of a commit have left in the tables `…_to_index`.

use diesel::dsl::exists;
use diesel::prelude::*;

use super::statement::Statement;
use crate::store::Connection;
use crate::store::schema::{activity_to_index, clients_to_index};

/// An external-content index takes a row back by the values that it has for it (SQLite's FTS5, section 4.4.3).
const STATEMENTS: [&str; 7] = [
    "INSERT INTO clients_search (clients_search, rowid, name, client_id, description) \
     SELECT 'delete', seq, name, client_id, description FROM clients_to_index WHERE name IS NOT NULL",
    "INSERT INTO client_names_search (client_names_search, rowid, words) \
     SELECT 'delete', seq, ' ' || name FROM clients_to_index WHERE name IS NOT NULL",
    "INSERT INTO clients_search (rowid, name, client_id, description) \
     SELECT seq, c.name, c.client_id, c.description FROM clients_to_index JOIN clients c USING (seq)",
    "INSERT INTO client_names_search (rowid, words) \
     SELECT seq, c.words FROM clients_to_index JOIN clients c USING (seq)",
    "INSERT INTO activity_search (rowid, words, keys) SELECT seq, words, keys FROM activity_to_index",
    "DELETE FROM clients_to_index",
    "DELETE FROM activity_to_index",
];

/// Moves what waits into the indexes. Called once before a commit, outside of any savepoint.
pub fn flush(conn: &mut Connection) -> QueryResult<()> {
    let clients: bool =
        diesel::select(exists(clients_to_index::table.select(clients_to_index::seq))).get_result(conn)?;
    let activity: bool =
        diesel::select(exists(activity_to_index::table.select(activity_to_index::seq))).get_result(conn)?;
    if clients || activity {
        for statement in STATEMENTS {
            <Statement>::new(statement, []).execute(conn)?;
        }
    }
    Ok(())
}
