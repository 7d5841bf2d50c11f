//! Opens the journey of a client's users without an application.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::{ClientPath, find};
use crate::console::access::{Allowed, EditClients};
use crate::domain::choice::Choice;
use crate::domain::client::Scope;
use crate::domain::issuer;
use crate::domain::oauth::request::{Request, RequestId};
use crate::service::state::State;
use crate::web::form::Form;
use crate::web::page;
use crate::web::problem::Problem;

/// A button without a field.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoFields {}

pub async fn create(
    _: Allowed<EditClients>,
    state: Data<State>,
    _: HttpRequest,
    path: ClientPath,
    _: Form<NoFields>,
) -> Result<HttpResponse, Problem> {
    let client = find(&state, path.0).await?;
    let allowed = |scope: &Scope| *scope != Scope::OfflineAccess && client.settings.integration.scopes.has(*scope);
    let scopes = Scope::ALL.iter().copied().filter(allowed).collect();
    let request = Request::try_out(RequestId(state.now().uuid()), client.key, state.now(), scopes);
    let sealed = state.seal_request(&request).map_err(Problem::internal)?;
    Ok(page::see_other(&issuer::start(&sealed)))
}
