//! Commands that do their work and end.

pub mod backup;
pub mod keys;
pub mod operators;
pub mod verify;

use std::path::Path;

use next_identity_console::config::Files;
use next_identity_console::domain::activity::{Actor, Origin};
use next_identity_console::domain::time::{Clock, SystemClock};
use next_identity_console::service::keyring::Keyring;
use next_identity_console::store::{Store, StoreError};

pub type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Only some commands make a database that is not there.
pub fn require(database: &Path) -> Result<(), String> {
    if database.is_file() {
        return Ok(());
    }
    Err(format!("there is no database at {}; give the right one with --database", database.display()))
}

/// Opens a database with the key file that belongs to it, so that something can be recorded.
async fn open(files: &Files) -> Result<Store, Box<dyn std::error::Error>> {
    let store = Store::open_current(&files.database)?;
    let keyring = Keyring::open(&store, &files.database, &files.key_file, origin().at).await;
    keyring.inspect_err(|_| store.close())?;
    Ok(store)
}

/// A fault of the database, with what to do where waiting helps.
fn fault(error: StoreError) -> Box<dyn std::error::Error> {
    match error {
        StoreError::Unavailable(_) => {
            format!("{error}: it is in use by another program, and nothing was changed; try again").into()
        }
        other => other.into(),
    }
}

fn origin() -> Origin {
    Origin { actor: Actor::CommandLine, address: None, at: SystemClock.now() }
}
