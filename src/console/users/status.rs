//! Keeps a user out, or lets them sign in again: at once, since either can be undone.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::UserPath;
use crate::console::access::{Allowed, ManageUsers};
use crate::console::paths;
use crate::console::shell::{Notice, see_other_with};
use crate::domain::choice::Choice;
use crate::domain::client::Status;
use crate::service::state::State;
use crate::store::users::manage;
use crate::web::form::Form;
use crate::web::problem::Problem;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusForm {
    status: String,
}

pub async fn update(
    access: Allowed<ManageUsers>,
    state: Data<State>,
    request: HttpRequest,
    path: UserPath,
    Form(form): Form<StatusForm>,
) -> Result<HttpResponse, Problem> {
    let id = path.0;
    let status = Status::parse(&form.status);
    let status = status.ok_or_else(|| Problem::bad_request("The form does not say what the user is to be."))?;
    let disabled = status == Status::Disabled;
    let change = access.change(&request, &state, move |conn, origin| manage::set_disabled(conn, id, disabled, origin));
    if !change.await? {
        return Err(Problem::not_found());
    }
    let notice = if disabled { Notice::UserDisabled } else { Notice::UserEnabled };
    Ok(see_other_with(&request, notice, &paths::user(id)))
}
