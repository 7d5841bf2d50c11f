//! Which clients and secrets are used, and by whom.

use crate::domain::client::Client;
use crate::domain::time::Day;
use crate::domain::user::UserId;
use crate::service::state::State;

/// Notes that a client was used, and which secret proved it.
pub fn note(state: &State, client: &Client, secret: Option<i64>) {
    let today = Day::containing(state.now());
    state.tally.used_client(client.key, today);
    if let Some(number) = secret {
        state.tally.used_secret(client.key, number, today);
    }
}

/// Notes that a user was signed in to a client.
pub fn by(state: &State, client: &Client, user: UserId) {
    note(state, client, None);
    state.tally.used_place(client.key, user, Day::containing(state.now()));
}
