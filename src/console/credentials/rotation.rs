//! Rotates a client's secret: a new one, and some hours in which the old one works as well.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::{Held, check_name, refused, seen, shown_once};
use crate::console::access::{Allowed, HandleSecrets, Recent};
use crate::console::clients::ClientPath;
use crate::console::paths;
use crate::console::shell::Shell;
use crate::domain::client::credentials::{ClientSecret, Overlap, typed_overlap};
use crate::service::state::State;
use crate::store::Failure;
use crate::store::clients::secrets::{self, NewSecret};
use crate::web::fields::{ErrorSummary, Errors, TextField};
use crate::web::form::{Form, Lenient};
use crate::web::page;
use crate::web::problem::Problem;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RotationForm {
    /// The latest secret that the page showed.
    seen: String,
    overlap: String,
    name: String,
}

#[derive(Template)]
#[template(path = "console/credentials/rotation.html")]
struct RotationPage {
    shell: Shell,
    client: String,
    client_href: String,
    credentials_href: String,
    action: &'static str,
    beginning: String,
    seen: i64,
    summary: ErrorSummary,
    overlap: TextField,
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
    let default = Overlap::default().get().to_string();
    let [overlap, name] = ["overlap", "name"].map(|name| typed.get(name));
    let form = RotationForm {
        seen: held.secrets.latest().to_string(),
        overlap: overlap.unwrap_or(default),
        name: name.unwrap_or_default(),
    };
    draw(StatusCode::OK, &state, &request, &access, held, &form, &no_errors()).await
}

pub async fn create(
    Recent(access): Recent<HandleSecrets>,
    state: Data<State>,
    request: HttpRequest,
    path: ClientPath,
    form: Form<RotationForm>,
) -> Result<HttpResponse, Problem> {
    let (key, form) = (path.0, form.0);
    let seen = seen(&form.seen)?;
    let held = Held::find(&state, key).await?;
    let mut errors = no_errors();
    let overlap = errors.check("overlap", typed_overlap(&form.overlap));
    check_name(&mut errors, &held.client, &form.name, "rotate its secret");
    let Some(overlap) = overlap.filter(|_| errors.is_empty()) else {
        return draw(StatusCode::UNPROCESSABLE_ENTITY, &state, &request, &access, held, &form, &errors).await;
    };
    let secret = ClientSecret::random()?;
    let new = NewSecret::new(&secret);
    match access
        .change(&request, &state, move |conn, origin| secrets::rotate(conn, key, (seen, overlap), &new, origin))
        .await
    {
        Ok(()) => shown_once(&request, &access, &held.client, &secret, Some(overlap.get())),
        Err(Failure::Refused(why)) => refused(&state, &request, &access, key, why).await,
        Err(Failure::Store(error)) => Err(error.into()),
    }
}

/// The page, or that of the secrets where there is none to rotate.
async fn draw(
    status: StatusCode,
    state: &State,
    request: &HttpRequest,
    access: &Allowed<HandleSecrets>,
    held: Held,
    form: &RotationForm,
    errors: &Errors,
) -> Result<HttpResponse, Problem> {
    let present = match held.secrets.to_rotate(state.now()) {
        Ok(present) => present,
        Err(why) => return refused(state, request, access, held.client.key, why).await,
    };
    let view = RotationPage {
        shell: Shell::new(request, access),
        client: held.client.name.clone(),
        client_href: paths::client(held.client.key),
        credentials_href: paths::credentials(held.client.key),
        action: "Rotate secret",
        beginning: present.beginning.clone(),
        seen: seen(&form.seen)?,
        summary: errors.summary(),
        overlap: TextField::new("overlap", "Keep the old secret for", &form.overlap, errors)
            .hint("0 to 168 hours. With 0 it stops working at once.")
            .number("hours"),
        name: TextField::new("name", "Client name", &form.name, errors).hint("Type the client's name to confirm."),
    };
    page::html(status, &view)
}

fn no_errors() -> Errors {
    Errors::new(&[("overlap", "Keep the old secret for"), ("name", "Client name")])
}
