//! Step two: the core identity behaviour, and **Create**.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::{Choices, general_information};
use crate::console::access::{Allowed, EditClients};
use crate::console::shell::{Notice, Shell};
use crate::console::{options, paths};
use crate::domain::choice::Choice;
use crate::domain::client::General;
use crate::service::notices::see_other_with;
use crate::service::state::State;
use crate::store::{Failure, clients};
use crate::web::fields::{Checkbox, ErrorSummary, Errors, RadioField};
use crate::web::form::{Form, Query};
use crate::web::page;
use crate::web::problem::Problem;

#[derive(Template)]
#[template(path = "console/new/basic_settings.html")]
struct BasicSettingsPage {
    shell: Shell,
    summary: ErrorSummary,
    chosen: Vec<(&'static str, String)>,
    action: String,
    hidden: Vec<(&'static str, String)>,
    primary_identifier: RadioField,
    method: RadioField,
    passkeys: Checkbox,
    registration_type: RadioField,
}

/// The page of step two, or step one again when what the address brings from there cannot stand.
///
/// # Errors
/// When the database fails.
pub async fn show(
    access: Allowed<EditClients>,
    state: Data<State>,
    request: HttpRequest,
    query: Query<Choices>,
) -> Result<HttpResponse, Problem> {
    match general_information::check(&state, &request, &access, &query.0).await? {
        Ok(general) => page(StatusCode::OK, &request, &access, &query.0.with_defaults(), &general, &no_errors()),
        Err(step_one) => Ok(step_one),
    }
}

/// Creates the client.
///
/// # Errors
/// When the database fails.
pub async fn create(
    access: Allowed<EditClients>,
    state: Data<State>,
    request: HttpRequest,
    form: Form<Choices>,
) -> Result<HttpResponse, Problem> {
    let mut errors = general_information::no_errors();
    let Some(general) = form.0.general(&mut errors) else {
        return general_information::page(StatusCode::UNPROCESSABLE_ENTITY, &request, &access, &form.0, &errors);
    };
    let mut errors = no_errors();
    let Some(new) = form.0.client(general.clone(), &mut errors) else {
        return page(StatusCode::UNPROCESSABLE_ENTITY, &request, &access, &form.0, &general, &errors);
    };
    let origin = access.origin(&request, &state);
    match state.store.write(move |conn| clients::create(conn, &new, &origin)).await {
        Ok(key) => Ok(see_other_with(&request, Notice::ClientCreated, &paths::client(key))),
        Err(Failure::Refused(holder)) => general_information::taken(&request, &access, &form.0, &holder),
        Err(Failure::Store(error)) => Err(error.into()),
    }
}

fn page(
    status: StatusCode,
    request: &HttpRequest,
    access: &Allowed<EditClients>,
    choices: &Choices,
    general: &General,
    errors: &Errors,
) -> Result<HttpResponse, Problem> {
    let view = BasicSettingsPage {
        shell: Shell::new(request, access),
        summary: errors.summary(),
        chosen: vec![
            ("Client name", general.name.as_str().to_owned()),
            ("App type", general.app_type.label().to_owned()),
            ("Integration type", general.integration_type.label().to_owned()),
        ],
        action: paths::with_query(paths::BASIC_SETTINGS, choices),
        hidden: choices.step_one(),
        primary_identifier: options::primary_identifier(&choices.primary_identifier, errors),
        method: options::method(&choices.method, errors),
        passkeys: options::passkeys(choices.has_passkeys(), errors),
        registration_type: options::registration_type(&choices.registration_type, errors),
    };
    page::restorable(status, &view)
}

fn no_errors() -> Errors {
    Errors::new(&["primary_identifier", "method", "passkeys", "registration_type"])
}
