//! Where a journey ends: at the application with its answer, or on a page that says why not and what to do.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};

use super::finish::Finished;
use super::scene::Scene;
use super::take::Taken;
use super::view::{frame, reference};
use crate::domain::choice::Choice;
use crate::domain::client::ClientKey;
use crate::domain::journey::{Failure, Journey};
use crate::domain::oauth::grant_token::Kind;
use crate::domain::oauth::request::{Purpose, Request, RequestId};
use crate::provider::authorize::respond::{self, Way};
use crate::provider::{session, tried, used};
use crate::screens::{Done, Message};
use crate::service::state::State;
use crate::store::{Connection, StoreError, clients, grants, journeys};
use crate::web::page;
use crate::web::problem::Problem;

/// An application that asks so often for somebody who is signed in, without using what it is given, would go on for ever.
const ROUNDS: i64 = 6;
const ROUND: Duration = Duration::from_secs(30);

/// The end that was asked for.
pub async fn gone_on(
    state: &State,
    request: &HttpRequest,
    finished: Finished,
    way: Way,
) -> Result<HttpResponse, Problem> {
    let Finished { scene, grant, .. } = &finished;
    let asked = &scene.journey.request;
    match &asked.purpose {
        Purpose::Authorize(authorization) => {
            used::by(state, &scene.client, grant.user);
            let code = state.keyring.grant_token(Kind::Code, grant.id, 0);
            let frame = frame(request, Some(asked), scene.client.name(), String::new());
            respond::answer(frame, &respond::to(authorization), &state.issuer, &[("code", code)], way)
        }
        Purpose::TryOut => tried::show(state, request, &finished).await,
    }
}

/// What the application is told instead.
pub fn answer_error(
    state: &State,
    request: &HttpRequest,
    (asked, client): (&Request, &str),
    failure: Failure,
    way: Way,
) -> Result<HttpResponse, Problem> {
    let frame = frame(request, Some(asked), client, String::new());
    let Some(authorization) = asked.authorization() else {
        return page::html(StatusCode::OK, &Message::ended(frame));
    };
    let parameters = [("error", failure.token().to_owned()), ("error_description", failure.label().to_owned())];
    respond::answer(frame, &respond::to(authorization), &state.issuer, &parameters, way)
}

/// Tells the application that the user does not want to go on, once.
pub async fn cancel(state: &State, request: &HttpRequest, scene: &Scene) -> Result<HttpResponse, Problem> {
    let Some(own) = session::journeys_of(request) else { return cookies_off(state, request, scene) };
    let (journey, now, own) = (scene.journey.clone(), scene.now, own.digest());
    let canceled = state.store.write(move |conn| match journeys::find(conn, journey.request.id, now)? {
        Some(stored) if stored.browser != own => Ok(Taken::Elsewhere),
        Some(stored) if stored.journey.is_none() => Ok(Taken::Over(stored.client)),
        stored => {
            // What never began needs no row to end.
            if stored.is_some() {
                journeys::finish(conn, &journey, own, now)?;
            }
            Ok::<_, StoreError>(Taken::Failed(journey.request.clone(), Failure::AccessDenied))
        }
    });
    super::step::answer(state, request, canceled.await?, &scene.journey.request).await
}

/// Whether the application has had code after code for this session and used none.
pub fn goes_round(conn: &mut Connection, scene: &Scene) -> Result<bool, StoreError> {
    let Some(session) = scene.by_session() else { return Ok(false) };
    let since = scene.now.before(ROUND);
    Ok(grants::unused_since(conn, (scene.client.key, session.id), since)? >= ROUNDS)
}

pub fn round(request: &HttpRequest, scene: &Scene) -> Result<HttpResponse, Problem> {
    let frame = frame(request, Some(&scene.journey.request), scene.client.name(), String::new());
    page::html(StatusCode::OK, &Message::sent_back_again(frame))
}

/// The request is older than a day, or nobody knows of it any more.
pub fn expired(request: &HttpRequest) -> Result<HttpResponse, Problem> {
    page::html(StatusCode::GONE, &Message::expired(frame(request, None, "", String::new())))
}

/// The client is gone.
pub fn gone(request: &HttpRequest, asked: &Request) -> Result<HttpResponse, Problem> {
    let frame = frame(request, Some(asked), "", String::new());
    page::html(StatusCode::GONE, &Message::expired(frame).reference(reference(asked.id)))
}

/// It belongs to another browser, be it that this one keeps no cookies.
pub async fn elsewhere(
    state: &State,
    request: &HttpRequest,
    (client, asked): (ClientKey, Option<&Request>),
) -> Result<HttpResponse, Problem> {
    let name = name_of(state, client).await?;
    let frame = frame(request, asked, &name, String::new());
    let message = Message::elsewhere(frame, asked.map(|asked| anew(state, asked)).transpose()?);
    page::html(StatusCode::FORBIDDEN, &message)
}

pub fn cookies_off(state: &State, request: &HttpRequest, scene: &Scene) -> Result<HttpResponse, Problem> {
    let asked = &scene.journey.request;
    let frame = frame(request, Some(asked), scene.client.name(), String::new());
    page::html(StatusCode::FORBIDDEN, &Message::cookies_off(frame, Some(anew(state, asked)?)))
}

/// The same request, for a journey of its own.
fn anew(state: &State, asked: &Request) -> Result<String, Problem> {
    let again = Journey::new(Request { id: RequestId(state.now().uuid()), ..asked.clone() });
    state.seal_request(&again.request).map_err(Problem::internal)
}

/// It was finished before. It answers no second time.
pub async fn over(state: &State, request: &HttpRequest, client: ClientKey) -> Result<HttpResponse, Problem> {
    let name = name_of(state, client).await?;
    let is_signed_in = session::find(request, state).await?.is_some();
    let frame = frame(request, None, &name, String::new());
    if is_signed_in {
        return page::html(StatusCode::OK, &Done { frame, address: None });
    }
    page::html(StatusCode::OK, &Message::ended(frame))
}

/// Too much was asked for from this network.
pub async fn wait(
    state: &State,
    request: &HttpRequest,
    asked: &Request,
    wait: Duration,
) -> Result<HttpResponse, Problem> {
    let name = name_of(state, asked.client).await?;
    let frame = frame(request, Some(asked), &name, String::new());
    let minutes = u32::try_from(wait.as_secs().div_ceil(60)).unwrap_or(u32::MAX);
    let mut response = page::html(StatusCode::TOO_MANY_REQUESTS, &Message::too_many(frame, minutes))?;
    let seconds = actix_web::http::header::HeaderValue::from(wait.as_secs().max(1));
    response.headers_mut().insert(actix_web::http::header::RETRY_AFTER, seconds);
    Ok(response)
}

/// What users know the client by; empty where it is gone.
pub async fn name_of(state: &State, client: ClientKey) -> Result<String, Problem> {
    Ok(state.store.look_up(move |conn| clients::name(conn, client)).await?.unwrap_or_default())
}
