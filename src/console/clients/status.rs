//! Disables a client or lets it in again.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::{ClientPath, find_head};
use crate::console::access::{Allowed, EditClients};
use crate::console::paths;
use crate::console::shell::{Notice, Shell, see_other_with};
use crate::domain::choice::Choice;
use crate::domain::client::Status;
use crate::service::state::State;
use crate::store::clients;
use crate::web::form::Form;
use crate::web::page;
use crate::web::problem::Problem;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusForm {
    status: String,
}

#[derive(Template)]
#[template(path = "console/clients/status.html")]
struct StatusPage {
    shell: Shell,
    client: String,
    client_href: String,
    disabled: bool,
}

pub async fn edit(
    access: Allowed<EditClients>,
    state: Data<State>,
    request: HttpRequest,
    path: ClientPath,
) -> Result<HttpResponse, Problem> {
    let client = find_head(&state, path.0).await?;
    let view = StatusPage {
        shell: Shell::new(&request, &access),
        client_href: paths::client(client.key),
        disabled: client.is_disabled(),
        client: client.name,
    };
    page::html(StatusCode::OK, &view)
}

pub async fn update(
    access: Allowed<EditClients>,
    state: Data<State>,
    request: HttpRequest,
    path: ClientPath,
    form: Form<StatusForm>,
) -> Result<HttpResponse, Problem> {
    let status = Status::parse(&form.0.status).ok_or_else(|| Problem::bad_request("There is no such status."))?;
    let key = path.0;
    if access.change(&request, &state, move |conn, origin| clients::set_status(conn, key, status, origin)).await? {
        let notice = match status {
            Status::Active => Notice::ClientEnabled,
            Status::Disabled => Notice::ClientDisabled,
        };
        Ok(see_other_with(&request, notice, &paths::client(key)))
    } else {
        Err(Problem::not_found())
    }
}
