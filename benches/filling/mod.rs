//! A database full of clients: a sample is made by the product's own functions, the rest are copies of those with names,
//! keys, times and a record of their own.

mod changes;
mod clones;
pub mod dice;
mod names;
mod sample;
mod schema;
mod templates;

use std::error::Error;
use std::path::Path;
use std::time::Duration;

use diesel::Connection as _;
use diesel::connection::SimpleConnection;
use next_identity_console::domain::time::{Clock, SystemClock};
use next_identity_console::store::{Connection, Store, search_index};

use clones::Clones;
use dice::Dice;

/// The administrator's address.
pub const EMAIL: &str = "ada.lovelace@example.com";
/// The password of every operator.
pub const PASSWORD: &str = "plum otter violin harbour";

/// Most clients in the sample; of few clients it is a fifth.
const SAMPLE: usize = 4_000;
/// Clones in one transaction.
const GROUP: usize = 50_000;
/// The clients were created over this time, up to an hour ago.
const YEARS: Duration = Duration::from_hours(3 * 365 * 24);
/// The sample was created over the first part of it.
const START: Duration = Duration::from_hours(90 * 24);

/// Nothing here has to survive a crash: a fill that is cut short leaves only its unfinished file.
const FAST: &str = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; \
    PRAGMA cache_size = -1500000; PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = OFF;";
/// What the clones have beside keys, names and times was checked when it came into the sample.
const UNCHECKED: &str = "PRAGMA ignore_check_constraints = ON;";
const COUNT: &str = "UPDATE client_kinds SET total = \
    (SELECT count(*) FROM clients WHERE clients.kind = client_kinds.id);";
/// Fills `database`, a file that does not exist yet; `report` is told how many clients there are so far.
pub async fn fill(
    database: &Path,
    count: usize,
    seed: u64,
    mut report: impl FnMut(usize),
) -> Result<(), Box<dyn Error>> {
    if database.exists() {
        return Err(format!("{} exists already; remove it or name another file", database.display()).into());
    }
    let unfinished = database.with_extension("unfinished");
    if unfinished.exists() {
        std::fs::remove_file(&unfinished)?;
    }
    let store = Store::open(&unfinished)?;
    let now = SystemClock.now().before(Duration::from_hours(1));
    let from = now.before(YEARS);
    let team = sample::add_operators(&store, from).await?;
    store.close();
    let mut connection = Connection::establish(&unfinished.to_string_lossy())?;
    connection.batch_execute(FAST)?;
    let mut dice = Dice::new(seed);
    let first = SAMPLE.min(count.div_ceil(5));
    let every = START / u32::try_from(first.max(1))?;
    connection
        .transaction(|connection| sample::add_clients(connection, &mut dice, &team, (from, every), (first, seed)))?;
    report(first);
    let rest = schema::take(&mut connection)?;
    connection.batch_execute(UNCHECKED)?;
    let mut clones = Clones::read(&mut connection, seed)?;
    let from = from.after(START);
    let every = now.since(from) / u32::try_from(count.max(1))?;
    for group in (first..count).step_by(GROUP) {
        let numbers = group..count.min(group + GROUP);
        report(numbers.end);
        connection.transaction(|connection| clones.add(connection, &mut dice, numbers, (from, every, now)))?;
    }
    connection.transaction(|connection| clones.finish(connection))?;
    connection.batch_execute(&rest)?;
    connection.batch_execute(COUNT)?;
    connection.batch_execute("PRAGMA journal_mode = WAL;")?;
    drop(connection);
    search_index::remove(&unfinished)?;
    std::fs::rename(&unfinished, database)?;
    search_index::build_anew(database)?;
    Ok(())
}
