//! The users who sign in to clients: whom operators find, and what they can do about them. Nobody reads a code here, or
//! chooses somebody's password.

pub mod deletion;
pub mod list;
mod rows;
pub mod sessions;
pub mod show;
pub mod status;

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use crate::domain::user::{UserId, UserSessionId};
use crate::service::state::State;
use crate::store::users::overview::{Overview, overview};
use crate::web::problem::Problem;
use uuid::Uuid;

#[derive(Clone, Copy, Debug)]
pub struct UserPath(pub UserId);

impl FromRequest for UserPath {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(request.match_info().get("id").and_then(UserId::parse).map(Self).ok_or_else(Problem::not_found))
    }
}

#[derive(Clone, Copy, Debug)]
pub struct SessionPath(pub UserId, pub UserSessionId);

impl FromRequest for SessionPath {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let user = request.match_info().get("id").and_then(UserId::parse);
        let session =
            request.match_info().get("session").and_then(|text| Uuid::try_parse(text).ok()).map(UserSessionId);
        ready(user.zip(session).map(|(user, session)| Self(user, session)).ok_or_else(Problem::not_found))
    }
}

/// Answers 404 when there is none.
async fn find(state: &State, id: UserId) -> Result<Overview, Problem> {
    state.store.read(move |conn| overview(conn, id)).await?.ok_or_else(Problem::not_found)
}
