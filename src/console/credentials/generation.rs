//! Generates a client's first secret, or one after all others have ended.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::{refused, seen, shown_once};
use crate::console::access::{HandleSecrets, Recent};
use crate::console::clients::{ClientPath, find_head};
use crate::domain::client::credentials::ClientSecret;
use crate::service::state::State;
use crate::store::Failure;
use crate::store::clients::secrets::{self, NewSecret};
use crate::web::form::Form;
use crate::web::problem::Problem;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GenerationForm {
    /// The latest secret that the page showed.
    seen: String,
}

pub async fn create(
    Recent(access): Recent<HandleSecrets>,
    state: Data<State>,
    request: HttpRequest,
    path: ClientPath,
    form: Form<GenerationForm>,
) -> Result<HttpResponse, Problem> {
    let (key, seen) = (path.0, seen(&form.0.seen)?);
    let client = find_head(&state, key).await?;
    let secret = ClientSecret::random()?;
    let new = NewSecret::new(&secret);
    match access.change(&request, &state, move |conn, origin| secrets::generate(conn, key, seen, &new, origin)).await {
        Ok(()) => shown_once(&request, &access, &client, &secret, None),
        Err(Failure::Refused(why)) => refused(&state, &request, &access, key, why).await,
        Err(Failure::Store(error)) => Err(error.into()),
    }
}
