//! Sign-in and sign-out of operators.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue, RETRY_AFTER, USER_AGENT};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::paths;
use super::session::{BROWSER, SESSION, Session, browser_of, token_of};
use super::shell::{Notice, pending_notice, see_other_with};
use crate::domain::activity::{Action, Actor};
use crate::domain::operator::Operator;
use crate::domain::text::EmailAddress;
use crate::domain::throttle::{Bucket, Neighborhood, Realm};
use crate::domain::token::SecretToken;
use crate::service::attempts::{self, Attempt, Outcome};
use crate::service::gate::Anyone;
use crate::service::hashing_line::Who;
use crate::service::notices;
use crate::service::origin::origin;
use crate::service::state::State;
use crate::store::operators::Credentials;
use crate::store::sessions::NewSession;
use crate::store::{operators, sessions, set_up, throttle};
use crate::web::appearance::BareShell;
use crate::web::fields::{ErrorSummary, Errors, TextField};
use crate::web::form::{Form, Query};
use crate::web::moment::wait_words;
use crate::web::problem::Problem;
use crate::web::{address, page, return_to};

/// One sentence for an unknown address, a wrong password and an operator who is kept out.
const REFUSED: &str = "Wrong email or password.";
const BUSY: &str = "Too many people are signing in at the moment. Wait a few seconds and try again.";
/// What a program that reads headers is told to wait.
const BUSY_SECONDS: u16 = 2;
/// Characters of what a browser calls itself that are kept.
const BROWSER_NAME: usize = 200;

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
    let account = find_account(&state, &request, email).await?;
    let buckets = account.buckets(&request);
    let is_right = match attempts::evaluate(&state, account.attempt(&request, &form.password, &buckets)).await? {
        Outcome::Wait(wait) => {
            let words = format!("Too many tries. Wait {} and try again.", wait_words(wait));
            let mut response = refuse(StatusCode::TOO_MANY_REQUESTS, words)?;
            response.headers_mut().insert(RETRY_AFTER, wait.as_secs().max(1).into());
            return Ok(response);
        }
        Outcome::Busy => {
            let mut response = refuse(StatusCode::SERVICE_UNAVAILABLE, BUSY.to_owned())?;
            response.headers_mut().insert(RETRY_AFTER, BUSY_SECONDS.into());
            return Ok(response);
        }
        Outcome::Right => true,
        Outcome::Wrong => false,
    };
    if let Some(credentials) = account.credentials.as_ref().filter(|credentials| is_right && !credentials.disabled) {
        let destination = destination(&form.return_to);
        return begin_session(&state, &request, &credentials.operator, buckets, &destination).await;
    }
    let origin = origin(Actor::Anonymous, &request, &state);
    let email = account.credentials.map(|credentials| credentials.operator.email);
    state.store.write(move |conn| sessions::record_failure(conn, email.as_deref(), &origin)).await?;
    refuse(StatusCode::UNPROCESSABLE_ENTITY, REFUSED.to_owned())
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
    counted_in: Vec<Bucket>,
    destination: &str,
) -> Result<HttpResponse, Problem> {
    let token = SecretToken::random()?;
    let browser = SecretToken::random()?;
    let user_agent = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("");
    let session = NewSession {
        operator: operator.id,
        token: token.digest(),
        replaces: token_of(request),
        known_browser: browser.digest(),
        was_known_by: browser_of(request).map(|secret| secret.digest()),
        browser: user_agent.chars().take(BROWSER_NAME).collect(),
        counted_in,
    };
    let origin = origin(Actor::Operator(operator.id, operator.name.clone()), request, state);
    if !state.store.write(move |conn| sessions::start(conn, &session, &origin)).await? {
        return Err(Problem::new(StatusCode::FORBIDDEN, "Not signed in", REFUSED).next("Sign in", paths::SIGN_IN));
    }
    let mut response = page::see_other(destination);
    SESSION.set(request, &mut response, &token.to_text());
    BROWSER.set(request, &mut response, &browser.to_text());
    Ok(response)
}

/// What is known of the account that somebody tries to sign in to, before the password is checked.
struct Account {
    credentials: Option<Credentials>,
    bucket: Bucket,
    /// Whether the browser has signed in to it before.
    known: bool,
}

impl Account {
    /// What the try is counted against. A browser that the account knows is counted on its own, so that a
    /// stranger's tries, even from the same network, do not keep its owner out.
    fn buckets(&self, request: &HttpRequest) -> Vec<Bucket> {
        let address = address::sender(request).filter(|_| !self.known);
        let networks = address.into_iter().flat_map(|address| Bucket::networks(Realm::Operators, address));
        std::iter::once(self.bucket.clone()).chain(networks).collect()
    }

    fn attempt<'a>(&self, request: &HttpRequest, typed: &'a str, buckets: &'a [Bucket]) -> Attempt<'a> {
        let stored = self.credentials.as_ref().map(|credentials| credentials.password_hash.clone());
        let neighborhood = address::sender(request).map(Neighborhood::of);
        let who = if self.known { Who::Known } else { Who::Stranger(neighborhood) };
        Attempt { typed, stored, buckets, who }
    }
}

async fn find_account(state: &State, request: &HttpRequest, email: EmailAddress) -> Result<Account, Problem> {
    let browser = browser_of(request).map(|secret| secret.digest());
    let now = state.now();
    let account = state.store.read(move |conn| {
        let known = match browser {
            Some(browser) if throttle::knows_browser(conn, &email, browser, now)? => Some(browser),
            _ => None,
        };
        let bucket = match known {
            Some(browser) => Bucket::known_browser(Realm::Operators, &email, browser),
            None => Bucket::account(Realm::Operators, &email),
        };
        Ok(Account { credentials: operators::credentials(conn, &email)?, bucket, known: known.is_some() })
    });
    Ok(account.await?)
}

fn no_errors() -> Errors {
    Errors::new(&[("email", "Email"), ("password", "Password")])
}

fn destination(return_to: &str) -> String {
    return_to::local(return_to).unwrap_or_else(|| paths::CLIENTS.to_owned())
}
