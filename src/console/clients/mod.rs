//! The list of clients, and a client.

pub mod activity;
pub mod duplicate;
mod first_steps;
pub mod header;
pub mod list;
mod menus;
mod order;
mod parameters;
pub mod show;
pub mod status;
pub mod try_out;

pub(super) use parameters::view;

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use crate::domain::client::{Client, ClientKey};
use crate::domain::time::Day;
use crate::service::state::State;
use crate::store::clients::{self, ClientHead};
use crate::web::problem::Problem;

#[derive(Clone, Copy, Debug)]
pub struct ClientPath(pub ClientKey);

impl FromRequest for ClientPath {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let key = request.match_info().get("id").and_then(ClientKey::parse);
        ready(key.map(Self).ok_or_else(Problem::not_found))
    }
}

/// Answers 404 when there is none.
pub(super) async fn find(state: &State, key: ClientKey) -> Result<Client, Problem> {
    state.store.read(move |conn| clients::find(conn, key)).await?.ok_or_else(Problem::not_found)
}

/// The same without its settings, which need not be readable.
pub(super) async fn find_head(state: &State, key: ClientKey) -> Result<ClientHead, Problem> {
    state.store.read(move |conn| clients::head(conn, key)).await?.ok_or_else(Problem::not_found)
}

/// When an application last used a client or a secret, in words.
pub(super) fn last_used(day: Option<Day>) -> String {
    day.map_or_else(|| "never used".to_owned(), |day| format!("last used on {day}"))
}
