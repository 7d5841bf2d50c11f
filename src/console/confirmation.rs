//! Asks an operator who is signed in for their password again, and leads back to what they were about to do.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::access::{Allowed, UseConsole};
use super::came_from::CameFrom;
use super::password_check::{self, Checked};
use super::paths;
use super::shell::Shell;
use super::sign_in::{begin_session, destination};
use crate::domain::activity::Action;
use crate::domain::text::EmailAddress;
use crate::service::state::State;
use crate::store::sessions;
use crate::web::fields::{ErrorSummary, Errors, TextField};
use crate::web::form::{Form, Query};
use crate::web::page;
use crate::web::problem::Problem;

const REFUSED: &str = "Wrong password.";

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ConfirmationQuery {
    return_to: String,
}

#[derive(Default, Deserialize, Validate)]
#[serde(deny_unknown_fields, default)]
pub struct ConfirmationForm {
    #[validate(length(min = 1, message = "Enter your password."))]
    password: String,
    return_to: String,
}

#[derive(Template)]
#[template(path = "console/confirmation.html")]
struct ConfirmationPage {
    shell: Shell,
    summary: ErrorSummary,
    refusal: Option<String>,
    /// The account, for the browser's own store of passwords.
    email: String,
    password: TextField,
    return_to: String,
    cancel: String,
}

impl ConfirmationPage {
    fn new(request: &HttpRequest, access: &Allowed<UseConsole>, return_to: &str, errors: &Errors) -> Self {
        let destination = destination(return_to);
        // Back to the page that the operator came from, which asks for nothing: a client, not what is done to it.
        let (path, query) = destination.split_once('?').unwrap_or((&destination, ""));
        let cancel = path.split('/').take(3).collect::<Vec<_>>().join("/");
        let cancel = CameFrom::of(path, query).kept(&cancel);
        Self {
            shell: Shell::new(request, access),
            summary: errors.summary(),
            refusal: None,
            email: access.operator.email.clone(),
            password: TextField::new("password", "Password", "", errors)
                .password()
                .autocomplete("current-password")
                .autofocus(),
            return_to: return_to.to_owned(),
            cancel,
        }
    }
}

pub async fn show(
    access: Allowed<UseConsole>,
    request: HttpRequest,
    query: Query<ConfirmationQuery>,
) -> Result<HttpResponse, Problem> {
    page::html(StatusCode::OK, &ConfirmationPage::new(&request, &access, &query.0.return_to, &no_errors()))
}

/// Begins the session anew, with another token, so that one that was copied before does not have what is confirmed.
pub async fn create(
    access: Allowed<UseConsole>,
    state: Data<State>,
    request: HttpRequest,
    form: Form<ConfirmationForm>,
) -> Result<HttpResponse, Problem> {
    let form = form.0;
    let mut errors = no_errors();
    errors.add_shape(form.validate());
    let view = ConfirmationPage::new(&request, &access, &form.return_to, &errors);
    if !errors.is_empty() {
        return page::html(StatusCode::UNPROCESSABLE_ENTITY, &view);
    }
    let refuse = |status, words| page::html(status, &ConfirmationPage { refusal: Some(words), ..view });
    let email = EmailAddress::parse(&access.operator.email).map_err(Problem::internal)?;
    match password_check::check(&state, &request, email, &form.password).await? {
        Checked::Right(operator, buckets) => {
            let began = (Action::PasswordConfirmed, buckets);
            begin_session(&state, &request, &operator, began, &destination(&form.return_to)).await
        }
        Checked::Wrong(email) => {
            let (origin, failure) = (access.origin(&request, &state), Action::ConfirmationFailed);
            let record = move |conn: &mut _| sessions::record_failure(conn, failure, email.as_deref(), &origin);
            state.store.write(record).await?;
            refuse(StatusCode::UNPROCESSABLE_ENTITY, REFUSED.to_owned())
        }
        Checked::Later(later) => Ok(later.answer(refuse(later.status, later.words.clone())?)),
    }
}

fn no_errors() -> Errors {
    Errors::new(&[("password", "Password")])
}
