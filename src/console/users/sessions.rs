//! Ends a user's sessions.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::{SessionPath, UserPath};
use crate::console::access::{Allowed, ManageUsers};
use crate::console::paths;
use crate::console::shell::{Notice, see_other_with};
use crate::service::state::State;
use crate::store::users::manage;
use crate::web::problem::Problem;

/// Ends one. One that has ended meanwhile is as good as ended now.
pub async fn end(
    access: Allowed<ManageUsers>,
    state: Data<State>,
    request: HttpRequest,
    path: SessionPath,
) -> Result<HttpResponse, Problem> {
    let SessionPath(id, session) = path;
    super::find(&state, id).await?;
    access.change(&request, &state, move |conn, origin| manage::end_session(conn, id, session, origin)).await?;
    Ok(see_other_with(&request, Notice::UserSessionEnded, &paths::user(id)))
}

pub async fn end_all(
    access: Allowed<ManageUsers>,
    state: Data<State>,
    request: HttpRequest,
    path: UserPath,
) -> Result<HttpResponse, Problem> {
    let id = path.0;
    if !access.change(&request, &state, move |conn, origin| manage::end_sessions(conn, id, origin)).await? {
        return Err(Problem::not_found());
    }
    Ok(see_other_with(&request, Notice::UserSessionsEnded, &paths::user(id)))
}
