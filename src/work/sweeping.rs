//! Deletes what has expired, gives up messages that nobody sent in time, notes which secrets have expired, and which clients
//! need attention by now: in small jobs, and never while somebody waits for it. Whoever reads such a row judges by itself
//! whether it still holds, so that nothing but the filter of the list depends on when this is done.

use std::sync::Arc;
use std::time::Duration;

use crate::domain::time::Timestamp;
use crate::service::state::State;
use crate::store::clients::{readiness, secrets};
use crate::store::operators::passwords;
use crate::store::{
    Connection, Store, StoreError, grants, journeys, messages, refusals, sessions, throttle, user_events, user_sessions,
};

/// Between one sweep and the next.
pub const PAUSE: Duration = Duration::from_mins(1);
/// The most rows that one job takes: a few milliseconds of the writer's time.
pub const MOST: u16 = 200;
/// The most clients, of which each takes some tenths of a millisecond.
const MOST_CLIENTS: u16 = 20;

/// Deals with some rows whose time is over, at most as many as it is told; how many.
pub type Job = fn(&mut Connection, Timestamp, u16) -> Result<usize, StoreError>;

pub const JOBS: [Job; 10] = [
    sessions::delete_expired,
    passwords::delete_expired_links,
    throttle::delete_forgotten_browsers,
    messages::delete_old,
    throttle::delete_forgotten_tries,
    user_sessions::delete_ended,
    user_events::delete_old,
    refusals::delete_old,
    journeys::delete_old,
    grants::delete_old,
];

/// Sweeps again and again, with pauses, until it is stopped.
pub async fn run(state: Arc<State>, pause: Duration) {
    loop {
        if let Err(error) = sweep(&state.store, state.now()).await {
            tracing::warn!(%error, "what has expired was not deleted; it is tried again");
        }
        tokio::time::sleep(pause).await;
    }
}

/// Deletes all that has expired, and notes what the clock has changed of clients and their secrets. A job that fails holds up
/// no other; the first failure is told.
pub async fn sweep(store: &Store, now: Timestamp) -> Result<(), StoreError> {
    // While its secrets are as they were when it was judged last.
    let mut swept = all(store, now, readiness::judge_due, MOST_CLIENTS).await;
    for job in JOBS.into_iter().chain([secrets::note_all_ended as Job, messages::give_up_late]) {
        swept = swept.and(all(store, now, job, MOST).await);
    }
    swept
}

/// Between two jobs, others have their turn.
async fn all(store: &Store, now: Timestamp, job: Job, most: u16) -> Result<(), StoreError> {
    while store.write(move |conn| job(conn, now, most)).await? == usize::from(most) {}
    Ok(())
}
