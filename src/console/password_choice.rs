//! The password that an operator chooses with the link that the command line has made.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use super::beginning::Beginning;
use super::paths;
use crate::domain::activity::{Action, Actor};
use crate::domain::operator::{Operator, PASSWORD_POLICY};
use crate::domain::password::Password;
use crate::domain::text::EmailAddress;
use crate::domain::throttle::{Bucket, Realm};
use crate::domain::token::{Digest, SecretToken};
use crate::service::gate::Anyone;
use crate::service::origin::origin;
use crate::service::state::State;
use crate::store::operators::passwords::{self, NoLink};
use crate::store::{Failure, sessions};
use crate::web::appearance::{Appearance, BareShell};
use crate::web::compression;
use crate::web::fields::{ErrorSummary, Errors, TextField};
use crate::web::form::{Form, Query};
use crate::web::page;
use crate::web::problem::Problem;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PasswordChoiceQuery {
    token: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PasswordChoiceForm {
    token: String,
    password: String,
}

#[derive(Template)]
#[template(path = "console/password_choice.html")]
struct PasswordChoicePage {
    shell: BareShell,
    token: String,
    operator: Operator,
    summary: ErrorSummary,
    password: TextField,
}

impl PasswordChoicePage {
    fn new(request: &HttpRequest, token: String, operator: Operator, errors: &Errors) -> Self {
        let here = paths::with_query(paths::PASSWORD_CHOICE, &[("token", &token)]);
        let appearance = Appearance { here, ..Appearance::of_request(request) };
        Self {
            shell: BareShell { appearance },
            token,
            operator,
            summary: errors.summary(),
            password: new_password("password", "Password", errors).autofocus(),
        }
    }
}

/// A field for a password that an operator chooses.
pub(super) fn new_password(name: &'static str, label: &'static str, errors: &Errors) -> TextField {
    TextField::new(name, label, "", errors)
        .password()
        .autocomplete("new-password")
        .hint("15 characters or more. A few unrelated words are strong and easy to type.")
}

pub async fn show(
    _: Anyone,
    state: Data<State>,
    request: HttpRequest,
    query: Query<PasswordChoiceQuery>,
) -> Result<HttpResponse, Problem> {
    let token = query.0.token;
    let (_, operator) = find(&state, &token).await?;
    let view = PasswordChoicePage::new(&request, token, operator, &no_errors());
    page::html(StatusCode::OK, &view).map(compression::secret)
}

pub async fn create(
    _: Anyone,
    state: Data<State>,
    request: HttpRequest,
    form: Form<PasswordChoiceForm>,
) -> Result<HttpResponse, Problem> {
    let form = form.0;
    let (link, operator) = find(&state, &form.token).await?;
    let mut errors = no_errors();
    let context = [operator.name.as_str(), operator.email.as_str()];
    let password = errors.check("password", Password::choose(&form.password, &PASSWORD_POLICY, &context));
    let Some(password) = password else {
        let view = PasswordChoicePage::new(&request, form.token, operator, &errors);
        return page::html(StatusCode::UNPROCESSABLE_ENTITY, &view).map(compression::secret);
    };
    let hash = state.passwords.hash(password).await?;
    let email = EmailAddress::parse(&operator.email).map_err(Problem::internal)?;
    let counted_in = vec![Bucket::account(Realm::Operators, &email)];
    let begun = Beginning::new(&request, operator.id, (Action::SignedIn, counted_in))?;
    let session = begun.session.clone();
    let origin = origin(Actor::Operator(operator.id, operator.name), &request, &state);
    let chosen = state.store.write(move |conn| {
        passwords::choose(conn, link, &hash, &origin)?;
        if sessions::start(conn, &session, &origin)? { Ok(()) } else { Err(Failure::Refused(NoLink)) }
    });
    match chosen.await {
        Ok(()) => Ok(begun.answer(&request, page::see_other(paths::CLIENTS))),
        Err(Failure::Refused(NoLink)) => Err(no_link()),
        Err(Failure::Store(error)) => Err(error.into()),
    }
}

async fn find(state: &State, token: &str) -> Result<(Digest, Operator), Problem> {
    let link = SecretToken::parse(token).ok_or_else(no_link)?.digest();
    let now = state.now();
    let found = state.store.read(move |conn| passwords::find_by_link(conn, link, now)).await?;
    found.map(|operator| (link, operator)).ok_or_else(no_link)
}

fn no_link() -> Problem {
    let message = "The link works once, for a day, and this one was used, is over or is not whole. If you have no password \
        yet, ask whoever sent it for another: the command operator set-password makes it.";
    Problem::new(StatusCode::NOT_FOUND, "This link does not work", message).next("Sign in", paths::SIGN_IN)
}

fn no_errors() -> Errors {
    Errors::new(&[("password", "Password")])
}
