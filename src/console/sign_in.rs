//! Sign-in and sign-out of operators.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::beginning::Beginning;
use super::password_check::{self, Checked};
use super::paths;
use super::session::{SESSION, Session};
use super::shell::{Notice, pending_notice, see_other_with};
use crate::domain::activity::{Action, Actor};
use crate::domain::operator::Operator;
use crate::domain::text::EmailAddress;
use crate::domain::throttle::Bucket;
use crate::service::gate::Anyone;
use crate::service::notices;
use crate::service::origin::origin;
use crate::service::state::State;
use crate::store::{sessions, set_up};
use crate::web::appearance::BareShell;
use crate::web::fields::{ErrorSummary, Errors, TextField};
use crate::web::form::{Form, Query};
use crate::web::problem::Problem;
use crate::web::{page, return_to};

/// One sentence for an unknown address, a wrong password and an operator who is kept out.
const REFUSED: &str = "Wrong email or password.";

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SignInQuery {
    return_to: String,
}

#[derive(Default, Deserialize, Validate)]
#[serde(deny_unknown_fields, default)]
pub struct SignInForm {
    #[validate(length(min = 1, message = "Enter your email."))]
    email: String,
    #[validate(length(min = 1, message = "Enter your password."))]
    password: String,
    return_to: String,
}

#[derive(Template)]
#[template(path = "console/sign_in.html")]
struct SignInPage {
    shell: BareShell,
    notice: Option<String>,
    needs_set_up: bool,
    summary: ErrorSummary,
    refusal: Option<String>,
    email: TextField,
    password: TextField,
    return_to: String,
}

impl SignInPage {
    fn new(request: &HttpRequest, form: &SignInForm, errors: &Errors) -> Self {
        Self {
            shell: BareShell::of_request(request),
            notice: None,
            needs_set_up: false,
            summary: errors.summary(),
            refusal: None,
            email: TextField::new("email", "Email", &form.email, errors).email().autocomplete("username").autofocus(),
            password: TextField::new("password", "Password", "", errors).password().autocomplete("current-password"),
            return_to: form.return_to.clone(),
        }
    }
}

pub async fn show(
    _: Anyone,
    state: Data<State>,
    request: HttpRequest,
    query: Query<SignInQuery>,
) -> Result<HttpResponse, Problem> {
    let return_to = query.0.return_to;
    if Session::of_request(&request).is_some() {
        return Ok(page::see_other(&destination(&return_to)));
    }
    let form = SignInForm { return_to, ..SignInForm::default() };
    let mut view = SignInPage::new(&request, &form, &no_errors());
    view.needs_set_up = state.store.read(set_up::is_open).await?;
    view.notice = pending_notice(&request).filter(|left| matches!(left, Notice::SignedOut)).map(Notice::words);
    notices::page_with_notice(&request, &view)
}

pub async fn create(
    _: Anyone,
    state: Data<State>,
    request: HttpRequest,
    form: Form<SignInForm>,
) -> Result<HttpResponse, Problem> {
    let form = form.0;
    let mut errors = no_errors();
    errors.add_shape(form.validate());
    if !errors.is_empty() {
        return page::html(StatusCode::UNPROCESSABLE_ENTITY, &SignInPage::new(&request, &form, &errors));
    }
    let refuse = |status, words: String| {
        let view = SignInPage { refusal: Some(words), ..SignInPage::new(&request, &form, &no_errors()) };
        page::html(status, &view)
    };
    let Ok(email) = EmailAddress::parse(&form.email) else {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, REFUSED.to_owned());
    };
    match password_check::check(&state, &request, email, &form.password).await? {
        Checked::Right(operator, buckets) => {
            let destination = destination(&form.return_to);
            begin_session(&state, &request, &operator, (Action::SignedIn, buckets), &destination).await
        }
        Checked::Wrong(email) => {
            let origin = origin(Actor::Anonymous, &request, &state);
            let failure = Action::SignInFailed;
            state.store.write(move |conn| sessions::record_failure(conn, failure, email.as_deref(), &origin)).await?;
            refuse(StatusCode::UNPROCESSABLE_ENTITY, REFUSED.to_owned())
        }
        Checked::Later(later) => Ok(later.answer(refuse(later.status, later.words.clone())?)),
    }
}

pub async fn sign_out(_: Anyone, state: Data<State>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    if let Some(session) = Session::of_request(&request) {
        let actor = Actor::Operator(session.operator.id, session.operator.name);
        let (origin, owner, id) = (origin(actor, &request, &state), session.operator.id, session.id);
        state.change(origin, move |conn, origin| sessions::end(conn, owner, id, Action::SignedOut, origin)).await?;
    }
    let mut response = see_other_with(&request, Notice::SignedOut, paths::SIGN_IN);
    SESSION.remove(&request, &mut response);
    // Nobody reads with the Back button what was on the screen before (W3C Clear Site Data, section 3.1). The page that this
    // was sent from is kept only after the answer: that one is dropped because it is `no-store` and this cookie has gone.
    let cached = HeaderValue::from_static("\"cache\"");
    response.headers_mut().insert(HeaderName::from_static("clear-site-data"), cached);
    Ok(response)
}

/// Begins a session for an operator who has proved who they are: an answer with new cookies.
pub(super) async fn begin_session(
    state: &State,
    request: &HttpRequest,
    operator: &Operator,
    cause: (Action, Vec<Bucket>),
    destination: &str,
) -> Result<HttpResponse, Problem> {
    let begun = Beginning::new(request, operator.id, cause)?;
    let session = begun.session.clone();
    let origin = origin(Actor::Operator(operator.id, operator.name.clone()), request, state);
    if !state.store.write(move |conn| sessions::start(conn, &session, &origin)).await? {
        return Err(Problem::new(StatusCode::FORBIDDEN, "Not signed in", REFUSED).next("Sign in", paths::SIGN_IN));
    }
    Ok(begun.answer(request, page::see_other(destination)))
}

fn no_errors() -> Errors {
    Errors::new(&[("email", "Email"), ("password", "Password")])
}

pub(super) fn destination(return_to: &str) -> String {
    return_to::local(return_to).unwrap_or_else(|| paths::CLIENTS.to_owned())
}
