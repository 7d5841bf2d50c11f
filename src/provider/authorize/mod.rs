//! The authorization endpoint (RFC 6749, section 3.1).

pub mod respond;

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use respond::Way;

use super::journey::{From, decide, frame, to_start};
use super::parameters::{self, Unread};
use super::refusals;
use crate::domain::client::{Client, Status};
use crate::domain::oauth::check::check;
use crate::domain::oauth::parameters::Parameters;
use crate::domain::oauth::refusal::{Refusal, Refused};
use crate::domain::oauth::request::{Request, RequestId};
use crate::domain::refusal::Mend;
use crate::screens::Message;
use crate::service::gate::Anyone;
use crate::service::state::State;
use crate::store::clients;
use crate::web::page;
use crate::web::problem::Problem;
use crate::web::request_log::RequestId as RequestNumber;

/// Those that are ours to name in a sentence; what else is sent may be called anything.
const PARAMETERS: [&str; 12] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "max_age",
    "claims",
];

/// A browser that was sent here, with its cookies.
pub async fn show(_: Anyone, state: Data<State>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let read = parameters::of_query(&request);
    match asked(&state, &request, read).await? {
        Ok(asked) => decide(&state, &request, asked, From::Authorize).await,
        Err(answer) => Ok(answer),
    }
}

/// A form of the application's page. Its cookies may be missing for that (`SameSite`), so nothing is decided here.
pub async fn create(
    _: Anyone,
    state: Data<State>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let read = parameters::of_form(&request, payload).await?;
    match asked(&state, &request, read).await? {
        Ok(asked) => to_start(&state, &asked),
        Err(answer) => Ok(answer),
    }
}

/// The request that the parameters make, or the answer that refuses them. Nobody is sent anywhere before the client and its
/// redirect URI are known (RFC 6749, section 4.1.2.1).
async fn asked(
    state: &State,
    request: &HttpRequest,
    read: Result<Parameters, Unread>,
) -> Result<Result<Request, HttpResponse>, Problem> {
    let (client_id, repeated) = match &read {
        Ok(parameters) => (parameters.get("client_id"), None),
        Err(Unread::Repeated(repeated)) => (repeated.client_id.as_deref(), Some(&repeated.name)),
        Err(Unread::NotText) => (None, None),
    };
    let client = match client_id {
        Some(id) => state.store.read(|conn| clients::with_client_id(conn, id)).await?,
        None => None,
    };
    let Some(client) = client else { return unknown(request).map(Err) };
    if let Some(name) = repeated {
        // Others' names may be anything.
        let known = PARAMETERS.iter().find(|known| *known == name);
        let reason = known.map_or_else(
            || "A parameter was sent more than once.".to_owned(),
            |known| format!("The parameter {known} was sent more than once."),
        );
        let refused = Refused::new("authorize", "invalid_request", reason);
        return refuse(state, request, &client, &refused).map(Err);
    }
    if client.status != Status::Active {
        let refused =
            Refused::new("authorize", "unauthorized_client", "The client is disabled.").mended_by(Mend::Status);
        let reference = refusals::note(state, &client, &refused);
        let frame = frame(request, None, client.name(), String::new());
        return page::html(StatusCode::BAD_REQUEST, &Message::client_disabled(frame).reference(reference)).map(Err);
    }
    let Ok(parameters) = read else { return unknown(request).map(Err) };
    let id = RequestId(state.now().uuid());
    match check(&client, &parameters, |hint| state.keyring.id_token_hint(&state.issuer, hint), id, state.now()) {
        Ok(asked) => Ok(Ok(asked)),
        Err(Refusal::Page(refused)) => refuse(state, request, &client, &refused).map(Err),
        Err(Refusal::Redirect(to, refused)) => {
            let reference = refusals::note(state, &client, &refused);
            let frame = frame(request, None, client.name(), String::new());
            let parameters = [
                ("error", refused.error.to_owned()),
                ("error_description", format!("{} Reference {reference}.", refused.reason)),
            ];
            respond::answer(frame, &to, &state.issuer, &parameters, Way::Link).map(Err)
        }
    }
}

/// Says on a page that the request cannot be answered, with what an operator finds it by.
fn refuse(state: &State, request: &HttpRequest, client: &Client, refused: &Refused) -> Result<HttpResponse, Problem> {
    let reference = refusals::note(state, client, refused);
    let frame = frame(request, None, client.name(), String::new());
    page::html(StatusCode::BAD_REQUEST, &Message::bad_request(frame).reference(reference))
}

/// Nobody's operators could be told of it, so only the log knows the reference.
fn unknown(request: &HttpRequest) -> Result<HttpResponse, Problem> {
    let message = Message::bad_request(frame(request, None, "", String::new()));
    page::html(StatusCode::BAD_REQUEST, &message.reference(RequestNumber::of_request(request).to_string()))
}
