//! The page of a journey that has begun.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use uuid::Uuid;

use super::forms::StepForm;
use super::scene::Scene;
use super::view::{Left, show as page_of};
use super::{leave, step};
use crate::domain::journey::{Journey, Next, PROOF_LIFETIME};
use crate::domain::oauth::request::RequestId;
use crate::provider::authorize::respond::Way;
use crate::provider::session;
use crate::service::gate::Anyone;
use crate::service::state::State;
use crate::store::journeys::{self, StoredJourney};
use crate::web::form::Form;
use crate::web::problem::Problem;

pub async fn show(
    _: Anyone,
    state: Data<State>,
    request: HttpRequest,
    path: Path<String>,
) -> Result<HttpResponse, Problem> {
    match find(&state, &request, &path).await? {
        Ok(scene) => {
            if let Next::Fail(failure) = scene.plan().next {
                leave::answer_error(&state, &request, (&scene.journey.request, scene.client.name()), failure, Way::Form)
            } else {
                let note = left_alone(&scene.journey, &scene)
                    .then(|| super::view::texts(&request, Some(&scene.journey.request)).get("note-started-over"));
                page_of(&state, &request, &scene, Left { note, ..Left::default() })
            }
        }
        Err(answer) => Ok(answer),
    }
}

pub async fn update(
    _: Anyone,
    state: Data<State>,
    request: HttpRequest,
    path: Path<String>,
    form: Form<StepForm>,
) -> Result<HttpResponse, Problem> {
    let id = id_of(&path)?;
    step::send(&state, &request, (id, None), form.0).await
}

fn id_of(path: &str) -> Result<RequestId, Problem> {
    let uuid = Uuid::try_parse(path).ok().filter(|uuid| uuid.hyphenated().to_string() == path);
    uuid.map(RequestId).ok_or_else(Problem::not_found)
}

/// The journey of an address, or the page that says why there is none for this browser.
async fn find(state: &State, request: &HttpRequest, path: &str) -> Result<Result<Scene, HttpResponse>, Problem> {
    let (id, session, now) = (id_of(path)?, session::token_of(request), state.now());
    let read = state.store.read(move |conn| {
        let Some(StoredJourney { client, browser, journey }) = journeys::find(conn, id, now)? else { return Ok(None) };
        let scene = match journey.clone() {
            Some(journey) => Scene::read(conn, (journey, true), session, now)?,
            None => None,
        };
        Ok(Some((client, browser, journey, scene)))
    });
    let Some((client, browser, journey, scene)) = read.await? else { return leave::expired(request).map(Err) };
    let own = session::journeys_of(request);
    let asked = journey.as_ref().map(|journey| &journey.request);
    if own.as_ref().is_none_or(|own| own.digest() != browser) {
        return leave::elsewhere(state, request, (client, asked)).await.map(Err);
    }
    match (journey, scene) {
        (None, _) => leave::over(state, request, client).await.map(Err),
        (Some(journey), None) => leave::gone(request, &journey.request).map(Err),
        (Some(_), Some(scene)) => Ok(Ok(scene)),
    }
}

/// Whether what the user has proved does not count any more.
fn left_alone(journey: &Journey, scene: &Scene) -> bool {
    !journey.proofs.0.is_empty() && journey.proofs.0.iter().all(|proof| scene.now.since(proof.at) >= PROOF_LIFETIME)
}
