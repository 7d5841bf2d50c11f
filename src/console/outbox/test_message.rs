//! Sends a message that says nothing, to see whether mail arrives.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use crate::console::access::{Allowed, UseOutbox};
use crate::console::paths;
use crate::console::shell::{Notice, Shell, see_other_with};
use crate::domain::message::{self, LIFETIME};
use crate::domain::text::EmailAddress;
use crate::domain::user::Identifier;
use crate::service::mail::TestMessage;
use crate::service::state::State;
use crate::store::messages;
use crate::web::fields::{ErrorSummary, Errors, TextField};
use crate::web::form::{Form, Lenient};
use crate::web::page;
use crate::web::problem::Problem;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestMessageForm {
    recipient: String,
}

#[derive(Template)]
#[template(path = "console/outbox/test_message.html")]
struct TestMessagePage {
    shell: Shell,
    server: Option<String>,
    summary: ErrorSummary,
    recipient: TextField,
}

pub async fn show(
    access: Allowed<UseOutbox>,
    state: Data<State>,
    request: HttpRequest,
    typed: Lenient,
) -> Result<HttpResponse, Problem> {
    let own = || access.operator.email.clone();
    let form = TestMessageForm { recipient: typed.get("recipient").unwrap_or_else(own) };
    draw(StatusCode::OK, &state, &request, &access, &form, &no_errors())
}

pub async fn create(
    access: Allowed<UseOutbox>,
    state: Data<State>,
    request: HttpRequest,
    form: Form<TestMessageForm>,
) -> Result<HttpResponse, Problem> {
    let (form, mut errors) = (form.0, no_errors());
    let Some(recipient) = errors.check("recipient", EmailAddress::parse(&form.recipient)) else {
        return draw(StatusCode::UNPROCESSABLE_ENTITY, &state, &request, &access, &form, &errors);
    };
    let at =
        format!("{} UTC", state.now().to_rfc_3339().replace('T', " ").split(['.', 'Z']).next().unwrap_or_default());
    let test = TestMessage { operator: &access.operator.name, issuer: &state.issuer.0, at: &at };
    let content = test.content().map_err(Problem::internal)?;
    let recipient = Identifier::Email(recipient);
    let new = state.message(recipient, message::Template::Test, &content, LIFETIME).map_err(Problem::internal)?;
    access.change(&request, &state, move |conn, origin| messages::queue_test(conn, &new, origin)).await?;
    state.mail.new.notify_one();
    Ok(see_other_with(&request, Notice::TestMessageQueued, paths::OUTBOX))
}

fn draw(
    status: StatusCode,
    state: &State,
    request: &HttpRequest,
    access: &Allowed<UseOutbox>,
    form: &TestMessageForm,
    errors: &Errors,
) -> Result<HttpResponse, Problem> {
    let page = TestMessagePage {
        shell: Shell::new(request, access),
        server: state.mail.server.clone(),
        summary: errors.summary(),
        recipient: TextField::new("recipient", "Email", &form.recipient, errors).email().autocomplete("email"),
    };
    page::html(status, &page)
}

fn no_errors() -> Errors {
    Errors::new(&[("recipient", "Email")])
}
