//! Says when the present secret ends by itself, which it does not by default.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::{Held, refused, seen};
use crate::console::access::{Allowed, HandleSecrets, Recent};
use crate::console::clients::ClientPath;
use crate::console::paths;
use crate::console::shell::{Notice, Shell, see_other_with};
use crate::domain::client::credentials::{Refused, last_day, typed_expiry};
use crate::domain::time::Timestamp;
use crate::service::state::State;
use crate::store::Failure;
use crate::store::clients::secrets;
use crate::web::fields::{ErrorSummary, Errors, TextField};
use crate::web::form::{Form, Lenient};
use crate::web::page;
use crate::web::problem::Problem;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ExpiryForm {
    /// The latest secret that the page showed.
    seen: String,
    /// The expiry that the page showed, in milliseconds; empty for none.
    seen_expiry: String,
    /// The last day on which it works; empty for one that does not expire.
    last_day: String,
}

#[derive(Template)]
#[template(path = "console/credentials/expiry.html")]
struct ExpiryPage {
    shell: Shell,
    client: String,
    client_href: String,
    credentials_href: String,
    action: &'static str,
    beginning: String,
    seen: i64,
    seen_expiry: String,
    summary: ErrorSummary,
    last_day: TextField,
}

pub async fn edit(
    Recent(access): Recent<HandleSecrets>,
    state: Data<State>,
    request: HttpRequest,
    path: ClientPath,
    typed: Lenient,
) -> Result<HttpResponse, Problem> {
    let held = Held::find(&state, path.0).await?;
    let saved = held.secrets.present(state.now()).and_then(|secret| secret.expires_at);
    // What was typed before the password was asked for is judged by what was seen then.
    let [seen_expiry, last_typed] = ["seen_expiry", "last_day"].map(|name| typed.get(name));
    let form = ExpiryForm {
        seen: held.secrets.latest().to_string(),
        seen_expiry: seen_expiry.or(saved.map(|at| at.0.to_string())).unwrap_or_default(),
        last_day: last_typed.or(saved.map(|at| last_day(at).to_string())).unwrap_or_default(),
    };
    draw(StatusCode::OK, &state, &request, &access, held, &form, &no_errors()).await
}

pub async fn update(
    Recent(access): Recent<HandleSecrets>,
    state: Data<State>,
    request: HttpRequest,
    path: ClientPath,
    form: Form<ExpiryForm>,
) -> Result<HttpResponse, Problem> {
    let (key, form) = (path.0, form.0);
    let seen = (seen(&form.seen)?, seen_expiry(&form.seen_expiry)?);
    let mut errors = no_errors();
    let Some(expires_at) = errors.check("last_day", typed_expiry(&form.last_day, state.now())) else {
        let held = Held::find(&state, key).await?;
        return draw(StatusCode::UNPROCESSABLE_ENTITY, &state, &request, &access, held, &form, &errors).await;
    };
    match access
        .change(&request, &state, move |conn, origin| secrets::set_expiry(conn, key, seen, expires_at, origin))
        .await
    {
        Ok(()) => Ok(see_other_with(&request, Notice::ExpirySet, &paths::credentials(key))),
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
    form: &ExpiryForm,
    errors: &Errors,
) -> Result<HttpResponse, Problem> {
    let Some(present) = held.secrets.present(state.now()) else {
        return refused(state, request, access, held.client.key, Refused::NoSecret).await;
    };
    let view = ExpiryPage {
        shell: Shell::new(request, access),
        client: held.client.name.clone(),
        client_href: paths::client(held.client.key),
        credentials_href: paths::credentials(held.client.key),
        action: "Set expiry",
        beginning: present.beginning.clone(),
        seen: seen(&form.seen)?,
        seen_expiry: form.seen_expiry.clone(),
        summary: errors.summary(),
        last_day: TextField::new("last_day", "Last day", &form.last_day, errors)
            .hint("A day in UTC, such as 2027-01-31. Leave empty for a secret that does not expire.")
            .autocomplete("off"),
    };
    page::html(status, &view)
}

/// The expiry that a form says it has seen.
fn seen_expiry(sent: &str) -> Result<Option<Timestamp>, Problem> {
    if sent.is_empty() {
        return Ok(None);
    }
    let at = sent.parse().ok().filter(|at: &i64| at.to_string() == sent);
    let at = at.ok_or_else(|| Problem::bad_request("The form does not say which expiry its page showed."))?;
    Ok(Some(Timestamp(at)))
}

fn no_errors() -> Errors {
    Errors::new(&[("last_day", "Last day")])
}
