//! Who did something, from where and when, for the record.

use actix_web::HttpRequest;

use super::state::State;
use crate::domain::activity::{Actor, Origin};
use crate::web::address;

/// The origin of what an actor does with a request.
#[must_use]
pub fn origin(actor: Actor, request: &HttpRequest, state: &State) -> Origin {
    Origin { actor, address: address::of(request).map(|address| address.to_string()), at: state.now() }
}
