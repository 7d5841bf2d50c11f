//! Ends the old secret of a rotation before its time.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::{Held, check_name, refused, seen};
use crate::console::access::{Allowed, HandleSecrets, Recent};
use crate::console::clients::ClientPath;
use crate::console::paths;
use crate::console::shell::{Notice, Shell, see_other_with};
use crate::domain::client::credentials::Refused;
use crate::service::state::State;
use crate::store::Failure;
use crate::store::clients::secrets;
use crate::web::fields::{ErrorSummary, Errors, TextField};
use crate::web::form::{Form, Lenient};
use crate::web::page;
use crate::web::problem::Problem;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EndingForm {
    /// The latest secret that the page showed; the old one is the one before it.
    seen: String,
    name: String,
}

#[derive(Template)]
#[template(path = "console/credentials/ending.html")]
struct EndingPage {
    shell: Shell,
    client: String,
    client_href: String,
    credentials_href: String,
    action: &'static str,
    beginning: String,
    seen: i64,
    summary: ErrorSummary,
    name: TextField,
}

pub async fn edit(
    Recent(access): Recent<HandleSecrets>,
    state: Data<State>,
    request: HttpRequest,
    path: ClientPath,
    typed: Lenient,
) -> Result<HttpResponse, Problem> {
    let held = Held::find(&state, path.0).await?;
    let (seen, name) = (held.secrets.latest().to_string(), typed.get("name").unwrap_or_default());
    draw(StatusCode::OK, &state, &request, &access, held, &EndingForm { seen, name }, &no_errors()).await
}

pub async fn create(
    Recent(access): Recent<HandleSecrets>,
    state: Data<State>,
    request: HttpRequest,
    path: ClientPath,
    form: Form<EndingForm>,
) -> Result<HttpResponse, Problem> {
    let (key, form) = (path.0, form.0);
    let seen = seen(&form.seen)?;
    let held = Held::find(&state, key).await?;
    let mut errors = no_errors();
    check_name(&mut errors, &held.client, &form.name, "end its old secret");
    if !errors.is_empty() {
        return draw(StatusCode::UNPROCESSABLE_ENTITY, &state, &request, &access, held, &form, &errors).await;
    }
    match access.change(&request, &state, move |conn, origin| secrets::end_old(conn, key, seen, origin)).await {
        Ok(()) => Ok(see_other_with(&request, Notice::SecretEnded, &paths::credentials(key))),
        Err(Failure::Refused(why)) => refused(&state, &request, &access, key, why).await,
        Err(Failure::Store(error)) => Err(error.into()),
    }
}

async fn draw(
    status: StatusCode,
    state: &State,
    request: &HttpRequest,
    access: &Allowed<HandleSecrets>,
    held: Held,
    form: &EndingForm,
    errors: &Errors,
) -> Result<HttpResponse, Problem> {
    let Some(old) = held.secrets.old(state.now()) else {
        return refused(state, request, access, held.client.key, Refused::NoSecret).await;
    };
    let view = EndingPage {
        shell: Shell::new(request, access),
        client: held.client.name.clone(),
        client_href: paths::client(held.client.key),
        credentials_href: paths::credentials(held.client.key),
        action: "End the old secret",
        beginning: old.beginning.clone(),
        seen: seen(&form.seen)?,
        summary: errors.summary(),
        name: TextField::new("name", "Client name", &form.name, errors).hint("Type the client's name to confirm."),
    };
    page::html(status, &view)
}

fn no_errors() -> Errors {
    Errors::new(&[("name", "Client name")])
}
