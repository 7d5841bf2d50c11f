//! What a client is told about a user (`OpenID` Connect Core 1.0, section 5.3). Nothing is written for it.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::Value;

use super::answer::{self, Denied, fault};
use super::{bearer, cors, parameters};
use crate::domain::client::{Client, Status};
use crate::domain::oauth::claims::released;
use crate::domain::oauth::tokens::AccessToken;
use crate::service::gate::Anyone;
use crate::service::state::State;
use crate::store::clients;
use crate::store::grants::{self, Held};
use crate::web::problem::Problem;

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
    let Some((client, held, token)) = held(state, &token).await? else {
        let denied =
            Denied::new(StatusCode::UNAUTHORIZED, "invalid_token", "The access token is not good, or not any more.");
        let answer = denied.challenged("Bearer error=\"invalid_token\"").answer();
        return cors::allow_some(request, state, answer).await;
    };
    if !token.scopes.openid || !held.grant.scopes.openid {
        let denied = Denied::new(StatusCode::FORBIDDEN, "insufficient_scope", "The access token has no scope openid.");
        let challenge = "Bearer error=\"insufficient_scope\", scope=\"openid\"";
        return Ok(cors::allow(request, &client, denied.challenged(challenge).answer()));
    }
    let mut claims = released(&token.scopes, &held.grant.claims.userinfo, &client.settings.integration, &held.about);
    claims.insert("sub".to_owned(), held.subject.0.into());
    Ok(cors::allow(request, &client, answer::json(StatusCode::OK, &Value::Object(claims))))
}

/// What an access token stands for, if its grant, its user and its client still stand.
async fn held(state: &State, token: &str) -> Result<Option<(Client, Held, AccessToken)>, Problem> {
    let now = state.now();
    let Some(token) = state.keyring.access_token(&state.issuer, token, now) else { return Ok(None) };
    let (id, client_id) = (token.grant, token.client_id.clone());
    let found = state.store.read(move |conn| {
        let Some(held) = grants::find(conn, id)? else { return Ok(None) };
        Ok(clients::with_client_id(conn, &client_id.0)?.map(|client| (client, held)))
    });
    let found = found.await.map_err(fault)?.filter(|(client, held)| {
        let is_own = client.key == held.grant.client && held.subject == token.subject;
        let is_given = held.grant.exchanged_at.is_some();
        client.status == Status::Active
            && is_own
            && is_given
            && held.is_live(&client.settings.authentication.sessions, now)
    });
    Ok(found.map(|(client, held)| (client, held, token)))
}
