//! The first administrator, with the one-time link that the program prints.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::password_choice::new_password;
use super::paths;
use super::sign_in::begin_session;
use crate::domain::activity::{Action, Actor};
use crate::domain::operator::{NewOperator, NewPassword, OperatorName, PASSWORD_POLICY};
use crate::domain::password::Password;
use crate::domain::role::Role;
use crate::domain::text::EmailAddress;
use crate::domain::token::SecretToken;
use crate::service::gate::Anyone;
use crate::service::origin::origin;
use crate::service::state::State;
use crate::store::{Failure, set_up};
use crate::web::appearance::{Appearance, BareShell};
use crate::web::compression;
use crate::web::fields::{ErrorSummary, Errors, TextField};
use crate::web::form::{Form, Query};
use crate::web::page;
use crate::web::problem::Problem;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SetUpQuery {
    token: String,
}

#[derive(Default, Deserialize, Validate)]
#[serde(deny_unknown_fields, default)]
pub struct SetUpForm {
    token: String,
    #[validate(length(min = 1, message = "Enter a name."))]
    name: String,
    #[validate(length(min = 1, message = "Enter an email address."))]
    email: String,
    #[validate(length(min = 1, message = "Enter a password."))]
    password: String,
}

#[derive(Template)]
#[template(path = "console/set_up.html")]
struct SetUpPage {
    shell: BareShell,
    token: String,
    summary: ErrorSummary,
    name: TextField,
    email: TextField,
    password: TextField,
}

impl SetUpPage {
    fn new(request: &HttpRequest, form: &SetUpForm, errors: &Errors) -> Self {
        let here = paths::with_query(paths::SET_UP, &[("token", &form.token)]);
        let appearance = Appearance { here, ..Appearance::of_request(request) };
        Self {
            shell: BareShell { appearance },
            token: form.token.clone(),
            summary: errors.summary(),
            name: TextField::new("name", "Name", &form.name, errors).autocomplete("name").autofocus(),
            email: TextField::new("email", "Email", &form.email, errors).email().autocomplete("username"),
            password: new_password("password", "Password", errors),
        }
    }
}

pub async fn show(
    _: Anyone,
    state: Data<State>,
    request: HttpRequest,
    query: Query<SetUpQuery>,
) -> Result<HttpResponse, Problem> {
    require_open(&state, &query.0.token).await?;
    let form = SetUpForm { token: query.0.token, ..SetUpForm::default() };
    page::html(StatusCode::OK, &SetUpPage::new(&request, &form, &no_errors())).map(compression::secret)
}

pub async fn create(
    _: Anyone,
    state: Data<State>,
    request: HttpRequest,
    form: Form<SetUpForm>,
) -> Result<HttpResponse, Problem> {
    let form = form.0;
    require_open(&state, &form.token).await?;
    let mut errors = no_errors();
    errors.add_shape(form.validate());
    let name = errors.check("name", OperatorName::parse(&form.name));
    let email = errors.check("email", EmailAddress::parse(&form.email));
    let password =
        errors.check("password", Password::choose(&form.password, &PASSWORD_POLICY, &[&form.name, &form.email]));
    let (Some(name), Some(email), Some(password)) = (name, email, password) else {
        let page = SetUpPage::new(&request, &form, &errors);
        return page::html(StatusCode::UNPROCESSABLE_ENTITY, &page).map(compression::secret);
    };
    let password = NewPassword::Hash(state.passwords.hash(password).await?);
    let new = NewOperator { name, email, role: Role::Administrator, password };
    let origin = origin(Actor::Anonymous, &request, &state);
    match state.store.write(move |conn| set_up::complete(conn, &new, &origin)).await {
        Ok(operator) => {
            begin_session(&state, &request, &operator, (Action::SignedIn, Vec::new()), paths::CLIENTS).await
        }
        Err(Failure::Refused(set_up::AlreadySetUp)) => Err(closed()),
        Err(Failure::Store(error)) => Err(error.into()),
    }
}

async fn require_open(state: &State, token: &str) -> Result<(), Problem> {
    let is_the_link = SecretToken::parse(token).is_some_and(|secret| secret.digest() == state.set_up);
    if is_the_link && state.store.read(set_up::is_open).await? { Ok(()) } else { Err(closed()) }
}

fn closed() -> Problem {
    let message = "This set-up link is not valid, or it has been used. While there is no operator, the program prints \
        a new link each time it starts.";
    Problem::new(StatusCode::NOT_FOUND, "The set-up link is not valid", message).next("Sign in", paths::SIGN_IN)
}

fn no_errors() -> Errors {
    Errors::new(&[("name", "Name"), ("email", "Email"), ("password", "Password")])
}
