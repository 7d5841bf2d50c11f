//! Step two: the core identity behavior, and **Create**.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::{Choices, STEP_ONE, STEP_TWO, general_information};
use crate::console::access::{Allowed, EditClients};
use crate::console::controls::Draft;
use crate::console::paths;
use crate::console::shell::{Notice, Shell, see_other_with};
use crate::domain::choice::Choice;
use crate::service::state::State;
use crate::store::Failure;
use crate::store::clients::{self, NewClient};
use crate::web::fields::{ErrorSummary, Errors, Widget};
use crate::web::form::Form;
use crate::web::page;
use crate::web::problem::Problem;

#[derive(Template)]
#[template(path = "console/new/basic_settings.html")]
struct BasicSettingsPage {
    shell: Shell,
    summary: ErrorSummary,
    chosen: Vec<(&'static str, String)>,
    action: String,
    hidden: Vec<(String, String)>,
    widgets: Vec<Widget>,
}

/// The page of step two, or step one again when what the address brings from there cannot stand.
pub async fn show(
    access: Allowed<EditClients>,
    state: Data<State>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let choices = Choices::of_address(&request)?;
    match general_information::check(&state, &request, &access, &choices).await? {
        Ok(step_one) => {
            let choices = choices.with_defaults(&step_one);
            let draft = Draft { errors: Errors::new(&[]), ..choices.step_two(&step_one) };
            page(StatusCode::OK, &request, &access, &choices, &draft)
        }
        Err(step_one) => Ok(step_one),
    }
}

pub async fn create(
    access: Allowed<EditClients>,
    state: Data<State>,
    request: HttpRequest,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, Problem> {
    let choices = Choices::read(form.0)?;
    let draft = choices.both_steps();
    if !draft.errors.is_empty() {
        return match general_information::check(&state, &request, &access, &choices).await? {
            Ok(step_one) => {
                let draft = choices.step_two(&step_one);
                page(StatusCode::UNPROCESSABLE_ENTITY, &request, &access, &choices, &draft)
            }
            Err(step_one) => Ok(step_one),
        };
    }
    let new = NewClient::new(draft.settings, state.now());
    match access.change(&request, &state, move |conn, origin| clients::create(conn, &new, origin)).await {
        Ok(key) => Ok(see_other_with(&request, Notice::ClientCreated, &paths::client(key))),
        Err(Failure::Refused(holder)) => general_information::taken(&request, &access, &choices, &holder),
        Err(Failure::Store(error)) => Err(error.into()),
    }
}

fn page(
    status: StatusCode,
    request: &HttpRequest,
    access: &Allowed<EditClients>,
    choices: &Choices,
    draft: &Draft,
) -> Result<HttpResponse, Problem> {
    let general = &draft.settings.general;
    let view = BasicSettingsPage {
        shell: Shell::new(request, access),
        summary: draft.errors.summary(),
        chosen: vec![
            ("Client name", general.name.as_str().to_owned()),
            ("App type", general.app_type.label().to_owned()),
            ("Integration type", general.integration_type.label().to_owned()),
        ],
        action: choices.address(paths::BASIC_SETTINGS),
        hidden: choices.chosen_in(STEP_ONE),
        widgets: draft.draw(STEP_TWO.iter(), &choices.0).collect(),
    };
    page::html(status, &view)
}
