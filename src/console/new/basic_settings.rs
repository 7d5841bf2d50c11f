//! Step two: the core identity behavior, and **Create**.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::{Choices, STEP_ONE, STEP_TWO, general_information};
use crate::console::access::{Allowed, EditClients};
use crate::console::cards::{authentication, general, registration};
use crate::console::controls::{Control, Draft};
use crate::console::paths;
use crate::console::preview::Preview;
use crate::console::shell::{Notice, Shell, see_other_with};
use crate::domain::choice::Choice;
use crate::domain::client::Settings;
use crate::domain::setting::field_name;
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
    preview: Preview,
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
    let shell = Shell::new(request, access);
    let preview =
        if draft.is_readable { preview(request, &shell, choices, &draft.settings)? } else { Preview::default() };
    let view = BasicSettingsPage {
        preview: preview.with_problems(draft.errors.summary().messages().map(str::to_owned).collect()),
        shell,
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

/// What both steps together make; what has no place in them leads nowhere yet.
fn preview(request: &HttpRequest, shell: &Shell, choices: &Choices, settings: &Settings) -> Result<Preview, Problem> {
    let is_in = |step: &[Control], path: &str| step.iter().any(|control| control.path == path);
    let lead = |path: &str| {
        let field = field_name(path);
        if is_in(STEP_TWO, path) {
            // The address of the page itself, which is not left by it.
            return Some(format!("?{}#{field}", request.query_string()));
        }
        is_in(STEP_ONE, path).then(|| format!("{}#{field}", choices.address(paths::GENERAL_INFORMATION)))
    };
    let sentences = [general::PAGE.preview, authentication::PAGE.preview, registration::PAGE.preview];
    let sentences = sentences.into_iter().flat_map(|of| of(settings)).collect();
    Preview::new(settings, shell, (&["Start", "Code", "Details", "Done"], sentences), lead)
}
