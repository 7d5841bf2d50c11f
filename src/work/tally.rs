//! Writes what was counted in memory, now and then and when the program stops. A crash loses what was counted since.

use std::sync::Arc;
use std::time::Duration;

use crate::service::state::State;
use crate::store::{StoreError, tally};

/// Between one writing and the next.
pub const PAUSE: Duration = Duration::from_secs(10);
/// The most rows that one job takes.
const MOST: usize = 200;

/// Writes again and again, with pauses, until it is stopped.
pub async fn run(state: Arc<State>, pause: Duration) {
    loop {
        tokio::time::sleep(pause).await;
        if let Err(error) = write(&state).await {
            tracing::warn!(%error, "what was counted was not written; it is tried again");
        }
    }
}

/// Writes all that was counted. What fails to be written is kept.
pub async fn write(state: &State) -> Result<(), StoreError> {
    let _writing = state.tally.writing.lock().await;
    let lost = state.tally.take_lost();
    if lost > 0 {
        tracing::warn!(lost, "more was counted than is kept in memory, and the oldest of it was lost");
    }
    loop {
        let counted = Arc::new(state.tally.take(MOST));
        if counted.is_empty() {
            return Ok(());
        }
        let shared = Arc::clone(&counted);
        if let Err(error) = state.store.write(move |conn| tally::write(conn, &shared)).await {
            state.tally.put_back(counted.to_vec());
            return Err(error);
        }
    }
}
