//! Step one: what the client is called and what kind of application it is.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::{Choices, name_taken};
use crate::console::access::{Allowed, EditClients};
use crate::console::shell::Shell;
use crate::console::{options, paths};
use crate::domain::client::General;
use crate::service::state::State;
use crate::store::clients;
use crate::web::fields::{ErrorSummary, Errors, RadioField, TextField};
use crate::web::form::Query;
use crate::web::page;
use crate::web::problem::Problem;

#[derive(Template)]
#[template(path = "console/new/general_information.html")]
struct GeneralInformationPage {
    shell: Shell,
    summary: ErrorSummary,
    name: TextField,
    app_type: RadioField,
    integration_type: RadioField,
    hidden: Vec<(&'static str, String)>,
}

/// The page of step one, with what has been chosen before.
///
/// # Errors
/// When the template cannot be rendered.
pub async fn show(
    access: Allowed<EditClients>,
    request: HttpRequest,
    query: Query<Choices>,
) -> Result<HttpResponse, Problem> {
    page(StatusCode::OK, &request, &access, &query.0, &no_errors())
}

/// Step one as chosen or, when it cannot stand, its page with what is wrong.
pub(super) async fn check(
    state: &Data<State>,
    request: &HttpRequest,
    access: &Allowed<EditClients>,
    choices: &Choices,
) -> Result<Result<General, HttpResponse>, Problem> {
    let mut errors = no_errors();
    let Some(general) = choices.general(&mut errors) else {
        return page(StatusCode::UNPROCESSABLE_ENTITY, request, access, choices, &errors).map(Err);
    };
    let name = general.name.clone();
    match state.store.read(move |conn| clients::name_holder(conn, &name, None)).await? {
        None => Ok(Ok(general)),
        Some(holder) => taken(request, access, choices, &holder).map(Err),
    }
}

/// The page of step one when another client has the name.
pub(super) fn taken(
    request: &HttpRequest,
    access: &Allowed<EditClients>,
    choices: &Choices,
    holder: &clients::NameTaken,
) -> Result<HttpResponse, Problem> {
    let mut errors = no_errors();
    name_taken(&mut errors, holder);
    page(StatusCode::CONFLICT, request, access, choices, &errors)
}

/// The page of step one.
pub(super) fn page(
    status: StatusCode,
    request: &HttpRequest,
    access: &Allowed<EditClients>,
    choices: &Choices,
    errors: &Errors,
) -> Result<HttpResponse, Problem> {
    let view = GeneralInformationPage {
        shell: Shell::new(request, access),
        summary: errors.summary(),
        name: TextField::new("name", "Client name", &choices.name, errors)
            .hint("Enter a descriptive name for your client")
            .autofocus(),
        app_type: options::app_type(&choices.app_type, errors),
        integration_type: options::integration_type(&choices.integration_type, errors),
        hidden: choices.step_two(),
    };
    page::restorable(status, &view)
}

/// The fields of step one, with nothing wrong yet.
pub(super) fn no_errors() -> Errors {
    Errors::new(&["name", "app_type", "integration_type"])
}
