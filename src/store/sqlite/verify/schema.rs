//! Compares what a file is made of with what the program makes, so that a guard or an index that was dropped is missed.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;

use super::Report;
use super::problem::Problem;
use crate::store::sqlite::migrations;
use crate::store::{Connection, StoreError};

/// What has no statement was made with its table; the rest of the names that SQLite keeps to itself hold its own figures.
const MADE: &str = "SELECT type AS kind, name, sql AS statement FROM sqlite_schema \
    WHERE sql IS NOT NULL AND name NOT GLOB 'sqlite_*'";

#[derive(QueryableByName)]
struct Made {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    statement: String,
}

pub fn check(conn: &mut Connection, report: Report<'_>) -> Result<(), StoreError> {
    let mut fresh = migrations::fresh().map_err(|error| StoreError::Internal(error.to_string()))?;
    let mut found = made(conn)?;
    for ((kind, name), statement) in made(&mut fresh)? {
        match found.remove(&(kind.clone(), name.clone())) {
            None => report(Problem::Missing { kind, name }),
            Some(other) if other != statement => report(Problem::Other { kind, name }),
            Some(_) => {}
        }
    }
    for (kind, name) in found.into_keys() {
        report(Problem::Foreign { kind, name });
    }
    Ok(())
}

fn made(conn: &mut Connection) -> QueryResult<BTreeMap<(String, String), String>> {
    let rows: Vec<Made> = sql_query(MADE).load(conn)?;
    Ok(rows.into_iter().map(|made| ((made.kind, made.name), made.statement)).collect())
}
