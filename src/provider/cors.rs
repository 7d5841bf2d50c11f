//! Which pages of other sites may read what the provider answers to their scripts (Fetch Standard, section 3.3).

use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, HeaderValue, ORIGIN, VARY,
};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::answer::{Denied, fault};
use crate::domain::client::Client;
use crate::service::gate::Anyone;
use crate::service::state::State;
use crate::store::clients::origins;
use crate::web::problem::Problem;

/// What a browser asks before a script sends what no form can: it may from the origins of all active clients, since nobody
/// knows yet which client it is.
pub async fn preflight(_: Anyone, state: Data<State>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let Some(origin) = origin_of(&request, &state).await? else {
        return Ok(Denied::new(
            actix_web::http::StatusCode::FORBIDDEN,
            "access_denied",
            "The origin is allowed by no client.",
        )
        .answer());
    };
    let mut response = HttpResponse::NoContent();
    for (name, value) in [
        (ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
        (ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type"),
        (ACCESS_CONTROL_MAX_AGE, "600"),
        (VARY, "origin"),
    ] {
        response.insert_header((name, HeaderValue::from_static(value)));
    }
    Ok(response.insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, origin)).finish())
}

/// Lets the client's own pages read an answer.
#[must_use]
pub fn allow(request: &HttpRequest, client: &Client, mut response: HttpResponse) -> HttpResponse {
    let mut origins = client.settings.integration.allowed_origins.iter();
    if let Some(origin) = sent(request).filter(|origin| origins.any(|own| origin.as_bytes() == own.as_bytes())) {
        expose(&mut response, origin);
    }
    response
}

/// Lets the pages of any active client read that they have no token which is good: a token that is none says not whose it is.
pub async fn allow_some(
    request: &HttpRequest,
    state: &State,
    mut response: HttpResponse,
) -> Result<HttpResponse, Problem> {
    if let Some(origin) = origin_of(request, state).await? {
        expose(&mut response, origin);
    }
    Ok(response)
}

fn expose(response: &mut HttpResponse, origin: HeaderValue) {
    response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    let exposed = HeaderValue::from_static("www-authenticate, retry-after, x-request-id");
    response.headers_mut().insert(ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
}

async fn origin_of(request: &HttpRequest, state: &State) -> Result<Option<HeaderValue>, Problem> {
    let Some(origin) = sent(request) else { return Ok(None) };
    let Ok(text) = origin.to_str().map(str::to_owned) else { return Ok(None) };
    let is_allowed = state.store.read(move |conn| origins::is_allowed(conn, &text)).await.map_err(fault)?;
    Ok(is_allowed.then_some(origin))
}

fn sent(request: &HttpRequest) -> Option<HeaderValue> {
    request.headers().get(ORIGIN).cloned()
}
