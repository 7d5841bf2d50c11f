//! Who did something, from where and when, for the record.

use actix_web::HttpRequest;

use super::state::State;
use crate::domain::activity::{Actor, Origin};
use crate::web::address;

#[must_use]
pub fn origin(actor: Actor, request: &HttpRequest, state: &State) -> Origin {
    Origin { actor, address: address::sender(request).map(|address| address.to_string()), at: state.now() }
}
