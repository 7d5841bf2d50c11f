//! Step one: what the client is called and what kind of application it is.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::{Choices, STEP_ONE, STEP_TWO, name_taken};
use crate::console::access::{Allowed, EditClients};
use crate::console::controls::Draft;
use crate::console::paths;
use crate::console::shell::Shell;
use crate::domain::client::Settings;
use crate::service::state::State;
use crate::store::clients;
use crate::web::fields::{ErrorSummary, Errors, Widget};
use crate::web::page;
use crate::web::problem::Problem;

#[derive(Template)]
#[template(path = "console/new/general_information.html")]
struct GeneralInformationPage {
    shell: Shell,
    summary: ErrorSummary,
    widgets: Vec<Widget>,
    hidden: Vec<(String, String)>,
}

pub async fn show(access: Allowed<EditClients>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let choices = Choices::of_address(&request)?;
    let draft = Draft { errors: Errors::new(&[]), ..choices.step_one() };
    page(StatusCode::OK, &request, &access, &choices, &draft)
}

/// Step one as chosen or, when it cannot stand, its page with everything that is wrong.
pub(super) async fn check(
    state: &Data<State>,
    request: &HttpRequest,
    access: &Allowed<EditClients>,
    choices: &Choices,
) -> Result<Result<Settings, HttpResponse>, Problem> {
    let mut draft = choices.step_one();
    if draft.errors.error_of("name").is_none() {
        let name = draft.settings.general.name.clone();
        if let Some(holder) = state.store.read(move |conn| clients::name_holder(conn, &name, None)).await? {
            let status = if draft.errors.is_empty() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
            name_taken(&mut draft.errors, &holder);
            return page(status, request, access, choices, &draft).map(Err);
        }
    }
    if draft.errors.is_empty() {
        return Ok(Ok(draft.settings));
    }
    page(StatusCode::UNPROCESSABLE_ENTITY, request, access, choices, &draft).map(Err)
}

/// The page of step one when another client has taken the name in the meantime.
pub(super) fn taken(
    request: &HttpRequest,
    access: &Allowed<EditClients>,
    choices: &Choices,
    holder: &clients::NameTaken,
) -> Result<HttpResponse, Problem> {
    let mut draft = choices.step_one();
    name_taken(&mut draft.errors, holder);
    page(StatusCode::CONFLICT, request, access, choices, &draft)
}

fn page(
    status: StatusCode,
    request: &HttpRequest,
    access: &Allowed<EditClients>,
    choices: &Choices,
    draft: &Draft,
) -> Result<HttpResponse, Problem> {
    let view = GeneralInformationPage {
        shell: Shell::new(request, access),
        summary: draft.errors.summary(),
        widgets: draft.draw(STEP_ONE.iter(), &choices.0).collect(),
        hidden: choices.chosen_in(STEP_TWO),
    };
    page::html(status, &view)
}
