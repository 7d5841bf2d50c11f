//! Commands that do their work and end.

pub mod backup;
pub mod keys;

use std::path::Path;

pub type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Only some commands make a database that is not there.
pub fn require(database: &Path) -> Result<(), String> {
    if database.is_file() {
        return Ok(());
    }
    Err(format!("there is no database at {}; give the right one with --database", database.display()))
}
