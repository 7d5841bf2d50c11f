//! What a client is told about a user (`OpenID` Connect Core 1.0, section 5.3). Nothing is written for it but what is refused, later and
//! counted.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::Value;

use super::answer::{self, Denied, fault};
use super::{bearer, cors, parameters, refusals};
use crate::domain::client::{Client, Status};
use crate::domain::oauth::claims::released;
use crate::domain::oauth::refusal::Refused;
use crate::domain::oauth::tokens::{AccessToken, Unaccepted, invalid_token};
use crate::domain::refusal::Mend;
use crate::domain::time::Timestamp;
use crate::service::gate::Anyone;
use crate::service::state::State;
use crate::store::clients;
use crate::store::grants::{self, Held};
use crate::web::problem::Problem;

const INSUFFICIENT_SCOPE: &str = "insufficient_scope";

/// What an access token stands for, or why its client is told nothing.
type Judged = Result<(Held, AccessToken), Refused>;

pub async fn show(_: Anyone, state: Data<State>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let token = bearer::credentials(&request, "Bearer").map(str::to_owned);
    tell(&state, &request, token).await
}

/// The token may be in the body as well (RFC 6750, section 2.2), but not in both.
pub async fn create(
    _: Anyone,
    state: Data<State>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let in_header = bearer::credentials(&request, "Bearer").map(str::to_owned);
    if !parameters::is_form(&request) {
        return tell(&state, &request, in_header).await;
    }
    let refused = |words: String| {
        let denied = Denied::bad_request("invalid_request", words).challenged("Bearer error=\"invalid_request\"");
        cors::allow_some(&request, &state, denied.answer())
    };
    let in_body = match parameters::of_form(&request, payload).await? {
        Ok(parameters) => parameters.get("access_token").map(str::to_owned),
        Err(unread) => return refused(unread.to_string()).await,
    };
    match (in_header, in_body) {
        (Some(_), Some(_)) => refused("The access token is in the header and in the body.".to_owned()).await,
        (token, None) | (None, token) => tell(&state, &request, token).await,
    }
}

async fn tell(state: &State, request: &HttpRequest, token: Option<String>) -> Result<HttpResponse, Problem> {
    let Some(token) = token else {
        let denied = Denied::new(StatusCode::UNAUTHORIZED, "invalid_token", "There is no access token.");
        return cors::allow_some(request, state, denied.challenged("Bearer").answer()).await;
    };
    let Some((client, judged)) = judged(state, &token).await? else {
        let reason = "The access token is not good, or not any more.";
        let denied = Denied::new(StatusCode::UNAUTHORIZED, "invalid_token", reason);
        let answer = denied.challenged("Bearer error=\"invalid_token\"").answer();
        return cors::allow_some(request, state, answer).await;
    };
    let answer = match judged {
        Ok((held, token)) => answer::json(StatusCode::OK, &claims(&client, &held, &token)),
        Err(refused) => denied(&refused, &refusals::note(state, &client, &refused)).answer(),
    };
    Ok(cors::allow(request, &client, answer))
}

fn claims(client: &Client, held: &Held, token: &AccessToken) -> Value {
    let about = &held.about;
    let mut claims = released(&token.scopes, &held.grant.claims.userinfo, &client.settings.integration, about);
    claims.insert("sub".to_owned(), held.subject.0.as_str().into());
    Value::Object(claims)
}

/// As what a token was refused (RFC 6750, section 3).
fn denied(refused: &Refused, reference: &str) -> Denied {
    let description = format!("{} Reference {reference}.", refused.reason);
    let challenge = format!("Bearer error=\"{}\", error_description=\"{description}\"", refused.error);
    let (status, challenge) = match refused.error {
        INSUFFICIENT_SCOPE => (StatusCode::FORBIDDEN, format!("{challenge}, scope=\"openid\"")),
        _ => (StatusCode::UNAUTHORIZED, challenge),
    };
    Denied::new(status, refused.error, description).challenged(challenge)
}

/// Whose access token it is, and what it stands for if its grant, its user and its client still stand; none where it is no
/// token of a client that there is.
async fn judged(state: &State, token: &str) -> Result<Option<(Client, Judged)>, Problem> {
    let now = state.now();
    let (client_id, token) = match state.keyring.access_token(&state.issuer, token, now) {
        Ok(token) => (token.client_id.clone(), Ok(token)),
        Err(Unaccepted::Of(client_id, refused)) => (client_id, Err(*refused)),
        Err(Unaccepted::NotOurs) => return Ok(None),
    };
    let grant = token.as_ref().ok().map(|token| token.grant);
    let found = state.store.read(move |conn| {
        let Some(client) = clients::with_client_id(conn, &client_id.0)? else { return Ok(None) };
        let held = grant.map_or(Ok(None), |grant| grants::find(conn, grant))?;
        Ok(Some((client, held)))
    });
    Ok(found.await.map_err(fault)?.map(|(client, held)| {
        let judged = token.and_then(|token| check(&client, held, token, now));
        (client, judged)
    }))
}

fn check(client: &Client, held: Option<Held>, token: AccessToken, now: Timestamp) -> Judged {
    if client.status != Status::Active {
        return Err(invalid_token("The client is disabled.").mended_by(Mend::Status));
    }
    let is_own = |held: &Held| {
        client.key == held.grant.client && held.subject == token.subject && held.grant.exchanged_at.is_some()
    };
    let Some(held) = held.filter(is_own) else {
        return Err(invalid_token("What the access token was granted for has ended."));
    };
    if held.is_disabled {
        return Err(invalid_token("The user is disabled."));
    }
    if !held.is_live(&client.settings.authentication.sessions, now) {
        return Err(invalid_token("The user is signed out."));
    }
    if !token.scopes.openid || !held.grant.scopes.openid {
        let refused = Refused::new("userinfo", INSUFFICIENT_SCOPE, "The access token has no scope openid.");
        return Err(refused.sent(Some(&token.scopes.to_text())).expected(Some("openid")));
    }
    Ok((held, token))
}
