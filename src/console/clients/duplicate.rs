//! Makes a new client with the settings of another: a new name, a new client ID and no secret.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::{ClientPath, find};
use crate::console::access::{Allowed, EditClients};
use crate::console::new::name_taken;
use crate::console::paths;
use crate::console::shell::{Notice, Shell, see_other_with};
use crate::domain::client::{Client, ClientName};
use crate::service::state::State;
use crate::store::Failure;
use crate::store::clients::{self, NewClient};
use crate::web::fields::{ErrorSummary, Errors, TextField};
use crate::web::form::Form;
use crate::web::page;
use crate::web::problem::Problem;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DuplicateForm {
    name: String,
}

#[derive(Template)]
#[template(path = "console/clients/duplicate.html")]
struct DuplicatePage {
    shell: Shell,
    client: String,
    client_href: String,
    keeps_secrets: bool,
    summary: ErrorSummary,
    name: TextField,
}

impl DuplicatePage {
    fn new(
        request: &HttpRequest,
        access: &Allowed<EditClients>,
        client: &Client,
        form: &DuplicateForm,
        errors: &Errors,
    ) -> Self {
        Self {
            shell: Shell::new(request, access),
            client: client.name().to_owned(),
            client_href: paths::client(client.key),
            keeps_secrets: !client.settings.general.app_type.is_public(),
            summary: errors.summary(),
            name: TextField::new("name", "Client name", &form.name, errors)
                .hint("2 to 80 characters; no other client may have it.")
                .autofocus(),
        }
    }
}

pub async fn edit(
    access: Allowed<EditClients>,
    state: Data<State>,
    request: HttpRequest,
    path: ClientPath,
) -> Result<HttpResponse, Problem> {
    let client = find(&state, path.0).await?;
    let name: String = client.name().chars().take(ClientName::MAX - COPY.chars().count()).collect();
    let form = DuplicateForm { name: format!("{name}{COPY}") };
    page::html(StatusCode::OK, &DuplicatePage::new(&request, &access, &client, &form, &no_errors()))
}

/// What the name of a duplicate ends with unless somebody types another.
const COPY: &str = " copy";

pub async fn create(
    access: Allowed<EditClients>,
    state: Data<State>,
    request: HttpRequest,
    path: ClientPath,
    form: Form<DuplicateForm>,
) -> Result<HttpResponse, Problem> {
    let client = find(&state, path.0).await?;
    let mut errors = no_errors();
    let Some(name) = errors.check("name", ClientName::parse(&form.0.name)) else {
        let view = DuplicatePage::new(&request, &access, &client, &form.0, &errors);
        return page::html(StatusCode::UNPROCESSABLE_ENTITY, &view);
    };
    let mut settings = client.settings.clone();
    settings.general.name = name;
    let new = NewClient::new(settings, state.now()).duplicate_of(client.name());
    match access.change(&request, &state, move |conn, origin| clients::create(conn, &new, origin)).await {
        Ok(key) => Ok(see_other_with(&request, Notice::ClientCreated, &paths::client(key))),
        Err(Failure::Refused(holder)) => {
            name_taken(&mut errors, &holder);
            let view = DuplicatePage::new(&request, &access, &client, &form.0, &errors);
            page::html(StatusCode::CONFLICT, &view)
        }
        Err(Failure::Store(error)) => Err(error.into()),
    }
}

fn no_errors() -> Errors {
    Errors::new(&[("name", "Client name")])
}
