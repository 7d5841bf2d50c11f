//! Deletes what has expired, and notes which secrets have: in small jobs, and never while somebody waits for it. Whoever
//! reads such a row judges by itself whether it still holds, so that nothing depends on when this is done.

use std::sync::Arc;
use std::time::Duration;

use crate::domain::time::Timestamp;
use crate::service::state::State;
use crate::store::clients::secrets;
use crate::store::{Connection, Store, StoreError, sessions, throttle};

/// Between one sweep and the next.
pub const PAUSE: Duration = Duration::from_mins(1);
/// The most rows that one job takes: a few milliseconds of the writer's time.
pub const MOST: u16 = 200;

/// Deals with some rows whose time is over, at most as many as it is told; how many.
pub type Job = fn(&mut Connection, Timestamp, u16) -> Result<usize, StoreError>;

pub const JOBS: [Job; 3] =
    [sessions::delete_expired, throttle::delete_forgotten_browsers, throttle::delete_forgotten_tries];

/// Sweeps again and again, with pauses, until it is stopped.
pub async fn run(state: Arc<State>, pause: Duration) {
    loop {
        if let Err(error) = sweep(&state.store, state.now()).await {
            tracing::warn!(%error, "what has expired was not deleted; it is tried again");
        }
        tokio::time::sleep(pause).await;
    }
}

/// Deletes all that has expired, and notes it of secrets.
pub async fn sweep(store: &Store, now: Timestamp) -> Result<(), StoreError> {
    for job in JOBS.into_iter().chain([secrets::note_all_ended as Job]) {
        // Between two jobs, others have their turn.
        while store.write(move |conn| job(conn, now, MOST)).await? == usize::from(MOST) {}
    }
    Ok(())
}
