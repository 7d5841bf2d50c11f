//! Which clients and secrets are used.

use crate::domain::client::Client;
use crate::service::state::State;

/// Notes that a client was used, and which secret proved it.
pub fn note(_: &State, _: &Client, _secret: Option<i64>) {}
