//! Where a journey starts: its request is sealed in the address, and nothing is written until somebody does something.

use actix_web::http::Method;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::forms::StepForm;
use super::scene::Scene;
use super::take::Taken;
use super::view::{Left, show as page_of};
use super::{finish, leave, step};
use crate::domain::journey::{Journey, Next, Outcome};
use crate::domain::oauth::request::Request;
use crate::domain::token::SecretToken;
use crate::provider::authorize::respond::Way;
use crate::provider::{paths, session};
use crate::service::gate::Anyone;
use crate::service::state::State;
use crate::store::{StoreError, journeys};
use crate::web::form::{Form, Lenient};
use crate::web::page;
use crate::web::problem::Problem;

/// The first page, or the end where nothing is asked of somebody who is signed in.
pub async fn show(
    _: Anyone,
    state: Data<State>,
    request: HttpRequest,
    query: Lenient,
) -> Result<HttpResponse, Problem> {
    let Some(asked) = asked(&state, &query) else { return leave::expired(&request) };
    decide(&state, &request, asked, From::Start).await
}

/// A form of the first page, whichever step that was of.
pub async fn create(
    _: Anyone,
    state: Data<State>,
    request: HttpRequest,
    query: Lenient,
    form: Form<StepForm>,
) -> Result<HttpResponse, Problem> {
    let Some(asked) = asked(&state, &query) else { return leave::expired(&request) };
    step::send(&state, &request, (asked.id, Some(asked)), form.0).await
}

/// The request in the address. What else is there does not matter.
fn asked(state: &State, query: &Lenient) -> Option<Request> {
    state.open_request(&query.get("request")?)
}

/// From which address a request is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// That of the protocol, which the application sends the browser to anew each time.
    Authorize,
    /// Ours, which can be opened again and must not answer twice.
    Start,
}

impl From {
    /// Our own address may have been reached through a form of ours.
    fn way(self) -> Way {
        match self {
            Self::Authorize => Way::Link,
            Self::Start => Way::Form,
        }
    }
}

/// Answers a request as it can be answered now, for somebody who has only followed a link.
pub async fn decide(state: &State, request: &HttpRequest, asked: Request, from: From) -> Result<HttpResponse, Problem> {
    let (session, now, id) = (session::token_of(request), state.now(), asked.id);
    let journey = Journey::new(asked.clone());
    let read = state.store.read(move |conn| {
        let is_begun = journeys::find(conn, id, now)?.is_some();
        Ok((is_begun, Scene::read(conn, (journey, false), session, now)?))
    });
    let (is_begun, scene) = read.await?;
    if is_begun {
        // Its own page knows whose it is, and whether it is over.
        return Ok(page::see_other(&paths::journey(id)));
    }
    let Some(scene) = scene else { return leave::gone(request, &asked) };
    match scene.plan().next {
        // Who only looks ahead is shown a page with a button, and is given no code.
        Next::Done(_) if !looks_ahead(request) => finish_now(state, request, asked, from).await,
        Next::Fail(failure) => leave::answer_error(state, request, (&asked, scene.client.name()), failure, from.way()),
        // A page with forms has an address of ours.
        Next::Ask(..) | Next::Done(_) if from == From::Authorize => to_start(state, &asked),
        Next::Ask(..) | Next::Done(_) => {
            let mut response = page_of(state, request, &scene, Left::default())?;
            step::bind(request, &mut response)?;
            Ok(response)
        }
    }
}

/// Finishes what needs no page. It is judged again in the transaction, since the session may have ended meanwhile.
async fn finish_now(state: &State, request: &HttpRequest, asked: Request, from: From) -> Result<HttpResponse, Problem> {
    let browser = match session::journeys_of(request) {
        Some(browser) => browser,
        None => SecretToken::random()?,
    };
    let (ending, _) = step::ending(state, request, browser.digest())?;
    let session = session::token_of(request);
    let journey = Journey::new(asked.clone());
    let taken = state.store.write(move |conn| {
        let now = ending.visit.at;
        if let Some(stored) = journeys::find(conn, journey.request.id, now)? {
            // Another visit of the same address came first.
            return Ok(if stored.browser == ending.browser { Taken::Over(stored.client) } else { Taken::Elsewhere });
        }
        let Some(scene) = Scene::read(conn, (journey.clone(), false), session, now)? else { return Ok(Taken::Gone) };
        if leave::goes_round(conn, &scene)? {
            return Ok(Taken::Round(Box::new(scene)));
        }
        match scene.plan().next {
            Next::Done(proofs) => {
                if from == From::Start {
                    journeys::finish(conn, &scene.journey, ending.browser, now)?;
                }
                Ok(Taken::Done(Box::new(finish::finish(conn, scene, proofs, &ending)?)))
            }
            Next::Fail(failure) => Ok(Taken::Failed(scene.journey.request, failure)),
            Next::Ask(..) => Ok(Taken::On { outcome: Outcome::Went }),
        }
    });
    let mut response = match taken.await.map_err(|error: StoreError| Problem::from(error))? {
        Taken::Done(finished) => leave::gone_on(state, request, *finished, from.way()).await?,
        Taken::On { .. } => to_start(state, &asked)?,
        Taken::Failed(asked, failure) => {
            let name = leave::name_of(state, asked.client).await?;
            leave::answer_error(state, request, (&asked, &name), failure, from.way())?
        }
        other => step::answer(state, request, other, &asked).await?,
    };
    if from == From::Start && session::journeys_of(request).is_none() {
        session::JOURNEY.set_until_closed(request, &mut response, &browser.to_text());
    }
    Ok(response)
}

/// Whether a machine asks that only looks ahead, for which nothing may be done.
fn looks_ahead(request: &HttpRequest) -> bool {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let purpose = header("sec-purpose").or_else(|| header("purpose"));
    *request.method() == Method::HEAD || purpose.is_some_and(|purpose| purpose.contains("prefetch"))
}

/// Leads to the first page, where nothing is written either.
pub fn to_start(state: &State, asked: &Request) -> Result<HttpResponse, Problem> {
    let sealed = state.seal_request(asked).map_err(Problem::internal)?;
    Ok(page::see_other(&paths::start(&sealed)))
}
