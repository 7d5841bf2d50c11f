//! The operator's own name.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::{no_errors, refuse};
use crate::console::access::{Allowed, UseConsole};
use crate::console::paths;
use crate::console::shell::{Notice, see_other_with};
use crate::domain::operator::OperatorName;
use crate::service::state::State;
use crate::store::operators::manage;
use crate::web::form::Form;
use crate::web::problem::Problem;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NameForm {
    name: String,
}

pub async fn update(
    access: Allowed<UseConsole>,
    state: Data<State>,
    request: HttpRequest,
    form: Form<NameForm>,
) -> Result<HttpResponse, Problem> {
    let typed = form.0.name;
    let mut errors = no_errors();
    let Some(name) = errors.check("name", OperatorName::parse(&typed)) else {
        return refuse(&access, &state, &request, (StatusCode::UNPROCESSABLE_ENTITY, &typed, &errors)).await;
    };
    let operator = access.operator.clone();
    let rename = move |conn: &mut _, origin: &_| manage::set_own_name(conn, &operator, &name, origin);
    access.change(&request, &state, rename).await?;
    Ok(see_other_with(&request, Notice::NameSaved, paths::ACCOUNT))
}
