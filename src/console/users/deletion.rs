//! Deletes a user, once the operator has typed whom.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::show::called;
use super::{UserPath, find};
use crate::console::access::{Allowed, ManageUsers};
use crate::console::paths;
use crate::console::shell::{Notice, Shell, see_other_with};
use crate::domain::search::folded;
use crate::service::state::State;
use crate::store::users::manage;
use crate::store::users::overview::Overview;
use crate::web::fields::{ErrorSummary, Errors, TextField};
use crate::web::form::Form;
use crate::web::page;
use crate::web::problem::Problem;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeletionForm {
    identifier: String,
}

#[derive(Template)]
#[template(path = "console/users/deletion.html")]
struct DeletionPage {
    shell: Shell,
    called: String,
    /// What is to be typed.
    known_by: String,
    user_href: String,
    summary: ErrorSummary,
    identifier: TextField,
}

const LABEL: &str = "Identifier";

pub async fn edit(
    access: Allowed<ManageUsers>,
    state: Data<State>,
    request: HttpRequest,
    path: UserPath,
) -> Result<HttpResponse, Problem> {
    let user = find(&state, path.0).await?;
    let errors = Errors::new(&[("identifier", LABEL)]);
    draw(StatusCode::OK, &user, "", &errors, Shell::new(&request, &access))
}

pub async fn create(
    access: Allowed<ManageUsers>,
    state: Data<State>,
    request: HttpRequest,
    path: UserPath,
    Form(form): Form<DeletionForm>,
) -> Result<HttpResponse, Problem> {
    let id = path.0;
    let user = find(&state, id).await?;
    if folded(form.identifier.trim()) != folded(&user.identifier()) {
        let mut errors = Errors::new(&[("identifier", LABEL)]);
        errors.add("identifier", &format!("Type {} to delete this user.", user.identifier()));
        let shell = Shell::new(&request, &access);
        return draw(StatusCode::UNPROCESSABLE_ENTITY, &user, &form.identifier, &errors, shell);
    }
    if !access.change(&request, &state, move |conn, origin| manage::delete(conn, id, origin)).await? {
        return Err(Problem::not_found());
    }
    Ok(see_other_with(&request, Notice::UserDeleted, paths::USERS))
}

fn draw(
    status: StatusCode,
    user: &Overview,
    typed: &str,
    errors: &Errors,
    shell: Shell,
) -> Result<HttpResponse, Problem> {
    let view = DeletionPage {
        shell,
        called: called(user),
        known_by: user.identifier(),
        user_href: paths::user(user.id),
        summary: errors.summary(),
        identifier: TextField::new("identifier", LABEL, typed, errors).hint("Type the user's identifier to confirm."),
    };
    page::html(status, &view)
}
