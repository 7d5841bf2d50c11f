//! Requests of clients that were refused, so that their operators can see what to mend.

use crate::domain::client::Client;
use crate::domain::oauth::refusal::Refused;
use crate::service::state::State;

/// Notes a refusal; the reference by which an operator finds it.
pub fn note(state: &State, client: &Client, refused: &Refused) -> String {
    state.tally.refused(refused.recorded(client, state.now()))
}
