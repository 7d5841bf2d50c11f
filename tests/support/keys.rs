//! Keys for a test's database: made once for all tests, since making one for RS256 takes long.

use std::path::Path;

use next_identity_console::domain::choice::Choice;
use next_identity_console::domain::keys::Algorithm;
use next_identity_console::domain::time::{Clock, SystemClock};
use next_identity_console::service::keyring::Keyring;
use next_identity_console::store::{Store, signing_keys};
use tokio::sync::OnceCell;

/// Puts a new database where none is, with its key file beside it, as the first start leaves them after a moment.
pub async fn with_keys(database: &Path) {
    static MADE: OnceCell<tempfile::TempDir> = OnceCell::const_new();
    let made = MADE.get_or_init(make).await.path().join("console.db");
    for (from, to) in [(made.with_extension("key"), database.with_extension("key")), (made, database.to_owned())] {
        std::fs::copy(from, to).unwrap();
    }
}

async fn make() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("console.db");
    let store = Store::open(&database).unwrap();
    let keyring = Keyring::open(&store, &database, &database.with_extension("key"), SystemClock.now()).await.unwrap();
    for algorithm in Algorithm::ALL.iter().chain(Algorithm::ALL) {
        let (key, check, now) = (keyring.make(*algorithm).unwrap(), keyring.check().to_vec(), SystemClock.now());
        assert!(store.write(move |conn| signing_keys::add_missing(conn, &check, &key, now)).await.unwrap());
    }
    store.close();
    folder
}
