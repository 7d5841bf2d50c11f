//! What the program does beside answering requests.

mod mail;
mod rotation;
mod stage;
mod sweeping;
mod tally;
mod text;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use next_identity_console::domain::issuer::Issuer;
use next_identity_console::domain::time::{Clock, Timestamp};
use next_identity_console::domain::token::Digest;
use next_identity_console::service::keyring::Keyring;
use next_identity_console::service::password_hasher::PasswordHasher;
use next_identity_console::service::state::State;
use next_identity_console::service::tally::Tally;
use next_identity_console::service::transport::Transport;
use next_identity_console::service::turns::Turns;
use next_identity_console::store::Store;
use tokio::sync::Semaphore;

/// A clock that stands where the test puts it.
struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// What the work beside requests works with, on a database of its own.
async fn state(database: &Path, clock: Arc<dyn Clock>) -> Arc<State> {
    let store = Store::open(database).unwrap();
    let keyring = Keyring::open(&store, database, &database.with_extension("key"), clock.now()).await.unwrap();
    Arc::new(State {
        store,
        clock,
        passwords: PasswordHasher::new(1).unwrap(),
        keyring: Arc::new(keyring),
        set_up: Digest::sha256(b""),
        security: None,
        issuer: Issuer("http://localhost".to_owned()),
        tally: Tally::default(),
        mail: Transport::new(None),
        texts: Transport::new(None),
        region: None,
        changes: Turns::new(1),
        searches: Turns::new(1),
        exports: Turns::new(1),
        export_reads: Arc::new(Semaphore::new(1)),
    })
}
