//! Users are sent here to sign out (`OpenID` Connect RP-Initiated Logout 1.0, section 2). Any page can send a browser here, so
//! nothing ends unless the application shows whom it means, or the user says so.

mod asked;

use actix_web::http::header::LOCATION;
use actix_web::http::{Method, StatusCode};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::authorize::respond::with_parameters;
use super::journey::{frame, texts_in};
use super::parameters::{self, Unread};
use super::{paths, refusals, session};
use crate::domain::client::{Client, Status};
use crate::domain::issuer::END_SESSION;
use crate::domain::oauth::sign_out::Decision;
use crate::domain::user::{EventKind, LiveSession};
use crate::screens::{Frame, Message, SignOut, SignedOut};
use crate::service::gate::Anyone;
use crate::service::state::State;
use crate::store::user_events::{self, NewEvent};
use crate::store::{StoreError, grants, user_sessions};
use crate::web::form::Form;
use crate::web::page;
use crate::web::problem::Problem;
use crate::web::request_log::RequestId;
use asked::Asked;

/// Opened by a link or a redirect of the application, or after [`create`].
pub async fn show(_: Anyone, state: Data<State>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let parameters = match parameters::of_query(&request) {
        Ok(parameters) => parameters,
        Err(unread) => return unread_page(&state, &request, unread).await,
    };
    let asked = match parameters.get("sealed") {
        Some(sealed) => Asked::open(&state, sealed),
        None => Some(Asked::of(&parameters)),
    };
    let Some(asked) = asked else { return unreadable(&request, None) };
    let client = asked.client(&state).await?;
    let session = session::find(&request, &state).await?;
    let decision = asked.decide(&state, client.as_ref(), session.as_ref());
    match decision {
        Decision::Refuse(refused) => {
            let message = Message::bad_request(framed(&request, &asked, client.as_ref(), String::new()));
            let message = match &client {
                Some(client) => message.reference(refusals::note(&state, client, &refused)),
                None => message.reference(RequestId::of_request(&request).to_string()),
            };
            page::html(StatusCode::BAD_REQUEST, &message)
        }
        Decision::End { returns } if !looks_ahead(&request) => {
            end(&state, &request, client.as_ref(), session).await?;
            gone(&request, &asked, client.as_ref(), returns)
        }
        Decision::End { .. } | Decision::Ask => {
            let frame = framed(&request, &asked, client.as_ref(), paths::SIGN_OUT.to_owned());
            page::html(StatusCode::OK, &SignOut { frame, sealed: asked.seal(&state)? })
        }
    }
}

/// A form of the application's page: its cookies may be missing for that (`SameSite`), so it is opened again as a link.
pub async fn create(
    _: Anyone,
    state: Data<State>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let parameters = match parameters::of_form(&request, payload).await? {
        Ok(parameters) => parameters,
        Err(unread) => return unread_page(&state, &request, unread).await,
    };
    let asked = Asked::of(&parameters);
    if asked.is_long() {
        return unreadable(&request, None);
    }
    Ok(page::see_other(&format!("{END_SESSION}?sealed={}", asked.seal(&state)?)))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    request: String,
    step: String,
}

/// The user's word, from our own page.
pub async fn confirm(
    _: Anyone,
    state: Data<State>,
    request: HttpRequest,
    Form(answer): Form<Answer>,
) -> Result<HttpResponse, Problem> {
    let Some(asked) = Asked::open(&state, &answer.request) else { return unreadable(&request, None) };
    let client = asked.client(&state).await?;
    if answer.step != "sign_out" {
        let frame = framed(&request, &asked, client.as_ref(), String::new());
        return page::html(StatusCode::OK, &Message::stayed(frame));
    }
    let session = session::find(&request, &state).await?;
    let returns =
        asked.has_good_hint(&state) && !matches!(asked.decide(&state, client.as_ref(), None), Decision::Refuse(_));
    end(&state, &request, client.as_ref(), session).await?;
    gone(&request, &asked, client.as_ref(), returns)
}

/// Whoever only looks ahead signs nobody out.
fn looks_ahead(request: &HttpRequest) -> bool {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let is_prefetch = header("sec-purpose").or_else(|| header("purpose")).is_some_and(|text| text.contains("prefetch"));
    *request.method() == Method::HEAD || is_prefetch
}

/// Ends the browser's session, and what the application was granted in it, also where that would outlive it.
async fn end(
    state: &State,
    request: &HttpRequest,
    client: Option<&Client>,
    session: Option<LiveSession>,
) -> Result<(), Problem> {
    let Some(session) = session else { return Ok(()) };
    let client = client.map(|client| (client.key, client.revision));
    let visit = session::visit(request, state);
    let ended = state.store.write(move |conn| {
        if let Some((client, _)) = client {
            grants::end_of_client(conn, client, session.id)?;
        }
        if user_sessions::end(conn, session.id)? {
            let (user, session) = (Some(session.user), Some(session.id));
            let event = NewEvent { kind: EventKind::SignedOut, user, client, session, reason: None };
            user_events::record(conn, &event, &visit)?;
        }
        Ok::<_, StoreError>(())
    });
    Ok(ended.await?)
}

/// Where the user goes from here: to the application only where that has shown whom it means.
fn gone(request: &HttpRequest, asked: &Asked, client: Option<&Client>, returns: bool) -> Result<HttpResponse, Problem> {
    let active = client.filter(|client| client.status == Status::Active);
    let mut response = if let Some(uri) = asked.redirect_uri().filter(|_| returns && active.is_some()) {
        let state: Vec<(&str, String)> = asked.state().map(|state| ("state", state.to_owned())).into_iter().collect();
        let address = if state.is_empty() { uri.to_owned() } else { with_parameters(uri, &state)? };
        HttpResponse::SeeOther().insert_header((LOCATION, address)).finish()
    } else {
        let frame = framed(request, asked, client, String::new());
        page::html(StatusCode::OK, &SignedOut { frame, address: None })?
    };
    session::USER.remove(request, &mut response);
    Ok(response)
}

/// What surrounds a page about this request, in the language that the application asked for.
fn framed<'a>(request: &HttpRequest, asked: &Asked, client: Option<&'a Client>, form: String) -> Frame<'a> {
    let texts = texts_in(request, &asked.ui_locales());
    Frame { texts, ..frame(request, None, client.map_or("", Client::name), form) }
}

async fn unread_page(state: &State, request: &HttpRequest, unread: Unread) -> Result<HttpResponse, Problem> {
    let (_, reference) = refusals::note_unread(state, "end_session", unread).await?;
    unreadable(request, reference)
}

/// `reference` is the one of a refusal that was noted; otherwise only the log knows of it.
fn unreadable(request: &HttpRequest, reference: Option<String>) -> Result<HttpResponse, Problem> {
    let message = Message::bad_request(frame(request, None, "", String::new()));
    let reference = reference.unwrap_or_else(|| RequestId::of_request(request).to_string());
    page::html(StatusCode::BAD_REQUEST, &message.reference(reference))
}
