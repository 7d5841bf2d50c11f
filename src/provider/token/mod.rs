//! The token endpoint (RFC 6749, section 3.2).

mod code;
mod refresh;
mod signed;

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::Value;

use super::answer::{self, Denied, fault};
use super::client_authentication::{Authenticated, Rejected, authenticate};
use super::parameters::{self, Unread};
use super::{cors, refusals, used};
use crate::domain::oauth::parameters::Parameters;
use crate::domain::oauth::refusal::Refused;
use crate::service::gate::Anyone;
use crate::service::state::State;
use crate::web::problem::Problem;

/// What has come of a grant's code or token: the answer, or why there is none.
type Outcome = Result<Result<Value, Refused>, Problem>;

pub async fn create(
    _: Anyone,
    state: Data<State>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let parameters = match parameters::of_form(&request, payload).await? {
        Ok(parameters) => parameters,
        Err(unread) => return Ok(unreadable(&state, unread).await?.answer()),
    };
    let Authenticated { client, secret } = match authenticate(&state, &request, &parameters).await? {
        Ok(authenticated) => authenticated,
        Err(Rejected { client, denied }) => {
            let answer = denied.answer();
            return Ok(match client {
                Some(client) => cors::allow(&request, &client, answer),
                None => answer,
            });
        }
    };
    used::note(&state, &client, secret);
    let asked = Asked { state: &state, request: &request, client: &client, parameters: &parameters };
    let answer = match redeem(&asked).await? {
        Ok(body) => answer::json(StatusCode::OK, &body),
        Err(refused) => denied(&refused, &refusals::note(&state, &client, &refused)).answer(),
    };
    Ok(cors::allow(&request, &client, answer))
}

/// A request of a client that has proved who it is.
struct Asked<'a> {
    state: &'a State,
    request: &'a HttpRequest,
    client: &'a crate::domain::client::Client,
    parameters: &'a Parameters,
}

async fn redeem(asked: &Asked<'_>) -> Outcome {
    match asked.parameters.get("grant_type") {
        Some("authorization_code") => code::redeem(asked).await,
        Some("refresh_token") => refresh::redeem(asked).await,
        None => Ok(Err(refused("invalid_request", "The grant_type is missing."))),
        other => {
            let reason = "The grant_type is neither authorization_code nor refresh_token.";
            Ok(Err(refused("unsupported_grant_type", reason).sent(other)))
        }
    }
}

fn refused(error: &'static str, reason: &str) -> Refused {
    Refused::new("token", error, reason)
}

fn denied(refused: &Refused, reference: &str) -> Denied {
    Denied::bad_request(refused.error, format!("{} Reference {reference}.", refused.reason))
}

async fn unreadable(state: &State, unread: Unread) -> Result<Denied, Problem> {
    let (refused, reference) = refusals::note_unread(state, "token", unread).await.map_err(fault)?;
    Ok(match reference {
        Some(reference) => denied(&refused, &reference),
        None => Denied::bad_request(refused.error, refused.reason),
    })
}
