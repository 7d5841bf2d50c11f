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
use crate::domain::text::comparison_key;
use crate::service::state::State;
use crate::store::clients::{self, ClientHead};
use crate::web::fields::{ErrorSummary, Errors, TextField};
use crate::web::form::Form;
use crate::web::page;
use crate::web::problem::Problem;

/// What an operator chooses; disabling asks for the client's name.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StatusForm {
    status: String,
    name: String,
}

#[derive(Template)]
#[template(path = "console/clients/status.html")]
struct StatusPage {
    shell: Shell,
    client: String,
    client_href: String,
    disabled: bool,
    summary: ErrorSummary,
    name: TextField,
}

impl StatusPage {
    fn new(
        request: &HttpRequest,
        access: &Allowed<EditClients>,
        client: &ClientHead,
        form: &StatusForm,
        errors: &Errors,
    ) -> Self {
        Self {
            shell: Shell::new(request, access),
            client: client.name.clone(),
            client_href: paths::client(client.key),
            disabled: client.status == Status::Disabled,
            summary: errors.summary(),
            name: TextField::new("name", "Client name", &form.name, errors).hint("Type the client's name to confirm."),
        }
    }
}

pub async fn edit(
    access: Allowed<EditClients>,
    state: Data<State>,
    request: HttpRequest,
    path: ClientPath,
) -> Result<HttpResponse, Problem> {
    let client = find_head(&state, path.0).await?;
    let view = StatusPage::new(&request, &access, &client, &StatusForm::default(), &no_errors());
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
    let client = find_head(&state, path.0).await?;
    let mut errors = no_errors();
    let name = &client.name;
    if status == Status::Disabled && comparison_key(&form.0.name) != comparison_key(name) {
        errors.add("name", &format!("Type “{name}” to disable this client."));
    }
    if !errors.is_empty() {
        let view = StatusPage::new(&request, &access, &client, &form.0, &errors);
        return page::html(StatusCode::UNPROCESSABLE_ENTITY, &view);
    }
    let key = client.key;
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

fn no_errors() -> Errors {
    Errors::new(&[("name", "Client name")])
}
