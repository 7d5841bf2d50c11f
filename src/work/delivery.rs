//! Takes what waits in the queue of messages, has it sent, and notes what came of it.

use std::time::Duration;

use futures_util::future::join_all;

use crate::domain::message::{Channel, Next, Tried, after_try, is_due};
use crate::service::state::State;
use crate::service::transport::AT_ONCE;
use crate::store::messages::{self, Outgoing};
use crate::store::{Connection, StoreError};

/// Between two looks at the queue, at most: the clock may have been set.
const PAUSE: Duration = Duration::from_mins(1);
/// Until the database is asked again that has refused.
const REPAIR: Duration = Duration::from_secs(1);

/// Sends again and again what is due for a channel, until it is stopped. With no way to send it only decides about what was
/// being sent when the program ended.
pub async fn run(state: &State, channel: Channel, send: Option<impl AsyncFn(&State, &Outgoing) -> Tried>) {
    write(state, |state| {
        let now = state.now();
        move |conn: &mut Connection| messages::recover(conn, channel, now)
    })
    .await;
    if let Some(send) = send {
        join_all((0..AT_ONCE).map(|_| send_all(state, channel, &send))).await;
    }
}

async fn send_all(state: &State, channel: Channel, send: &impl AsyncFn(&State, &Outgoing) -> Tried) {
    loop {
        let wait = send_due(state, channel, send).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "messages cannot be sent; it is tried again");
            REPAIR
        });
        tokio::select! {
            () = state.transport(channel).new.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

/// Sends what is due; how long to wait then.
async fn send_due(
    state: &State,
    channel: Channel,
    send: &impl AsyncFn(&State, &Outgoing) -> Tried,
) -> Result<Duration, StoreError> {
    loop {
        let now = state.now();
        match state.store.look_up(move |conn| messages::next_try_at(conn, channel)).await? {
            None => return Ok(PAUSE),
            Some(at) if !is_due(at, now) => return Ok(at.since(now).min(PAUSE)),
            Some(_) => {}
        }
        let Ok(_sending) = state.transport(channel).sending.acquire().await else { return Ok(PAUSE) };
        if let Some(outgoing) = state.store.write(move |conn| messages::take(conn, channel, now)).await? {
            let outcome = send(state, &outgoing).await;
            note(state, &outgoing, outcome).await;
        }
    }
}

/// What was sent must not be sent again because that could not be written down.
async fn note(state: &State, outgoing: &Outgoing, outcome: Tried) {
    let (id, tries) = (outgoing.id, outgoing.tries);
    let next = after_try(tries, &outcome, state.now(), outgoing.give_up_at);
    let why = match outcome {
        Tried::Accepted => None,
        Tried::Failed(why) | Tried::Refused(why) => Some(why),
    };
    match (&next, &why) {
        (Next::GiveUp, Some(why)) => tracing::warn!(id = id.row(), tries, why, "a message was given up"),
        (Next::Wait(_), Some(why)) => {
            tracing::info!(id = id.row(), tries, why, "a message was not sent; it is tried again");
        }
        _ => tracing::info!(id = id.row(), tries, "a message was sent"),
    }
    write(state, |state| {
        let (now, next, why) = (state.now(), next.clone(), why.clone());
        move |conn: &mut Connection| messages::end(conn, id, &next, why.as_deref(), now)
    })
    .await;
}

/// Writes something, as often as it takes.
async fn write<W>(state: &State, work: impl Fn(&State) -> W)
where
    W: Fn(&mut Connection) -> Result<(), StoreError> + Send + 'static,
{
    while let Err(error) = state.store.write(work(state)).await {
        tracing::warn!(%error, "what became of a message was not written; it is tried again");
        tokio::time::sleep(REPAIR).await;
    }
}
