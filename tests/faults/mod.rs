//! What must hold when things go wrong: bad input, full disks, sudden ends, crowds and clocks.

mod clock;
mod crowd;
mod disk;
mod durable;
mod gone;
mod idle;
mod kill;
mod limits;
mod mail;
mod malformed;
mod provider;
mod reading;
mod requests;
mod rights;
mod search_index;

use std::path::{Path, PathBuf};

use crate::support::process::Running;
use crate::support::{Database, Person, site};
use next_identity_console::domain::role::Role;
use next_identity_console::domain::time::{Clock, SystemClock};

/// The program as a process on a database of its own, with an operator who is signed in.
struct Stage {
    _folder: tempfile::TempDir,
    database: PathBuf,
    running: Running,
    ada: Person,
}

impl Stage {
    async fn start() -> Self {
        Self::start_below(".").await
    }

    /// Starts it in a folder of its own.
    async fn start_below(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join(name).join("console.db");
        operator(&database).await;
        let running = Running::start(&database);
        let ada = Person::new(&running.url());
        ada.sign_in("Ada").await;
        Self { _folder: folder, database, running, ada }
    }

    fn database(&self) -> Database {
        Database(self.database.clone())
    }
}

/// Adds Ada, an administrator.
async fn operator(database: &Path) {
    site::add_operators(database, &["Ada"], Role::Administrator, SystemClock.now()).await;
}
