//! Whom to tell about a weakness of this installation (RFC 9116).

use actix_web::HttpResponse;
use actix_web::web::Data;

use crate::service::gate::Anyone;
use crate::service::state::State;
use crate::web::problem::Problem;

/// The file, unless nobody is named or it has expired: then nobody may rely on it any more (section 2.5.5).
pub async fn show(_: Anyone, state: Data<State>) -> Result<HttpResponse, Problem> {
    let security = state.security.as_ref().filter(|security| security.is_current(state.now()));
    let security = security.ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(security.to_text()))
}
