//! A form of a journey: what was typed becomes an event, and what comes of it the next page.

use actix_web::{HttpRequest, HttpResponse};

use super::finish::{Ending, Ids};
use super::forms::{Errors, StepForm, identifier_of};
use super::scene::Scene;
use super::start::to_start;
use super::take::{Taken, Taking, take};
use super::view::{Left, show as page_of, texts};
use super::{code, leave};
use crate::domain::journey::{CodeText, Event, Journey, Named, Next, Outcome, Refused, Step};
use crate::domain::message::Channel;
use crate::domain::oauth::grant::GrantId;
use crate::domain::oauth::request::{Request, RequestId};
use crate::domain::token::{Digest, SecretToken};
use crate::domain::user::{UserId, UserSessionId};
use crate::provider::authorize::respond::Way;
use crate::provider::{paths, session};
use crate::service::state::State;
use crate::service::texts::Texts;
use crate::store::messages::NewMessage;
use crate::store::{StoreError, journeys};
use crate::web::problem::Problem;
use crate::web::{address, page};

/// What the end of a journey is made of, whether or not it is reached now, with the token of a new session.
pub fn ending(state: &State, request: &HttpRequest, browser: Digest) -> Result<(Ending, SecretToken), Problem> {
    let session = SecretToken::random()?;
    let visit = session::visit(request, state);
    let ids =
        Ids { user: UserId::new(visit.at), session: UserSessionId(visit.at.uuid()), grant: GrantId(visit.at.uuid()) };
    Ok((Ending { token: session.digest(), browser, visit, ids }, session))
}

/// Gives the browser the secret that its journeys are bound to, unless it has one. With the page, not with what is sent from
/// it, so that a form which is sent twice comes from one browser.
pub fn bind(request: &HttpRequest, response: &mut HttpResponse) -> Result<(), Problem> {
    if session::journeys_of(request).is_none() {
        session::JOURNEY.set_until_closed(request, response, &SecretToken::random()?.to_text());
    }
    Ok(())
}

/// Takes a form. `begins` is the sealed request, where the form was of the first page.
pub async fn send(
    state: &State,
    request: &HttpRequest,
    (id, begins): (RequestId, Option<Request>),
    form: StepForm,
) -> Result<HttpResponse, Problem> {
    let Some(scene) = scene_of(state, request, (id, begins.as_ref())).await? else {
        return match begins {
            Some(asked) => leave::gone(request, &asked),
            // Its page knows why.
            None => Ok(page::see_other(&paths::journey(id))),
        };
    };
    let asked = scene.journey.request.clone();
    let words = texts(request, Some(&asked));
    let is_sent_nowhere =
        matches!(scene.plan().next, Next::Ask(Step::Refused(Refused::ClientEnded | Refused::Outdated), _));
    if form.step == "cancel" && !is_sent_nowhere {
        return leave::cancel(state, request, &scene).await;
    }
    let Some(browser) = session::journeys_of(request) else {
        return leave::cookies_off(state, request, &scene);
    };
    let (event, message) = match event_of(state, &scene, &form, words) {
        Ok(Some(event)) => event,
        // Somebody has signed in here meanwhile, perhaps not who was just named.
        Ok(None) if !scene.is_begun && matches!(scene.plan().next, Next::Done(_)) => {
            return page_of(state, request, &scene, Left::default());
        }
        // Of a step that is not next any more.
        Ok(None) => return Ok(page::see_other(&super::view::form_address(state, &scene)?)),
        Err(Mistake::Fields(errors)) => {
            return page_of(state, request, &scene, Left { form, errors, note: None });
        }
        Err(Mistake::Problem(problem)) => return Err(problem),
    };
    let (ending, secret) = ending(state, request, browser.digest())?;
    let channel = message.as_ref().map(|message| Channel::reaching(message.recipient.kind()));
    let taking = Taking {
        id,
        begins,
        session: session::token_of(request),
        address: address::sender(request),
        known: session::known(request, state),
        event,
        message,
        ending,
    };
    let taken = state.store.write(move |conn| take(conn, &taking)).await?;
    if let (Taken::On { outcome: Outcome::Send }, Some(channel)) = (&taken, channel) {
        state.transport(channel).new.notify_one();
    }
    match taken {
        Taken::On { outcome: outcome @ (Outcome::WrongCode | Outcome::DeadCode | Outcome::TooSoon) } => {
            again(state, request, (id, &asked), (form, outcome)).await
        }
        Taken::Done(finished) => {
            let (has_new_token, is_remembered) = (finished.has_new_token, finished.is_remembered);
            let user = finished.grant.user;
            let mut response = leave::gone_on(state, request, *finished, Way::Form).await?;
            session::remember(state, request, &mut response, user)?;
            match (has_new_token, is_remembered) {
                (true, true) => session::USER.set(request, &mut response, &secret.to_text()),
                (true, false) => session::USER.set_until_closed(request, &mut response, &secret.to_text()),
                (false, _) => {}
            }
            Ok(response)
        }
        other => answer(state, request, other, &asked).await,
    }
}

/// The answer to what is not the journey's end.
pub async fn answer(
    state: &State,
    request: &HttpRequest,
    taken: Taken,
    asked: &Request,
) -> Result<HttpResponse, Problem> {
    match taken {
        Taken::On { .. } => Ok(page::see_other(&paths::journey(asked.id))),
        Taken::Start(asked) => to_start(state, &asked),
        Taken::Done(finished) => leave::gone_on(state, request, *finished, Way::Form).await,
        Taken::Failed(asked, failure) => {
            let name = leave::name_of(state, asked.client).await?;
            leave::answer_error(state, request, (&asked, &name), failure, Way::Form)
        }
        Taken::Wait(wait) => leave::wait(state, request, asked, wait).await,
        Taken::Elsewhere => leave::elsewhere(state, request, (asked.client, Some(asked))).await,
        Taken::Over(client) => leave::over(state, request, client).await,
        Taken::Round(scene) => leave::round(request, &scene),
        Taken::Gone => leave::gone(request, asked),
    }
}

/// The page that was sent from, with what is wrong.
async fn again(
    state: &State,
    request: &HttpRequest,
    (id, asked): (RequestId, &Request),
    (form, outcome): (StepForm, Outcome),
) -> Result<HttpResponse, Problem> {
    let Some(scene) = scene_of(state, request, (id, None)).await? else { return leave::gone(request, asked) };
    let (words, mut left) = (texts(request, Some(asked)), Left { form, ..Left::default() });
    let code = scene.journey.code.as_ref();
    if outcome == Outcome::TooSoon {
        let seconds = code.map_or(0, |code| code.resend_in(scene.now).as_secs().try_into().unwrap_or(u32::MAX));
        left.note = (seconds > 0).then(|| words.count("note-not-yet", seconds));
    } else {
        let tries = code.filter(|code| code.is_live(scene.now)).map(|code| code.tries_left);
        let error = tries.map_or_else(|| words.get("error-code-over"), |tries| words.count("error-code-wrong", tries));
        left.errors.insert("code", error);
    }
    page_of(state, request, &scene, left)
}

/// What a form is judged by before it is taken: the journey, or the one that it begins.
async fn scene_of(
    state: &State,
    request: &HttpRequest,
    (id, begins): (RequestId, Option<&Request>),
) -> Result<Option<Scene>, Problem> {
    let (session, now) = (session::token_of(request), state.now());
    let begins = begins.cloned();
    let read = state.store.read(move |conn| {
        let stored = journeys::find(conn, id, now)?;
        let journey = match (stored, begins) {
            (Some(stored), _) => stored.journey.map(|journey| (journey, true)),
            (None, begins) => begins.map(|asked| (Journey::new(asked), false)),
        };
        match journey {
            Some(journey) => Scene::read(conn, journey, session, now),
            None => Ok::<_, StoreError>(None),
        }
    });
    Ok(read.await?)
}

/// Why a form makes no event.
enum Mistake {
    Fields(Errors),
    Problem(Problem),
}

/// What a form of the step that is next says, and the message that it may cause; `None` for a form of another step.
fn event_of(
    state: &State,
    scene: &Scene,
    form: &StepForm,
    words: Texts,
) -> Result<Option<(Event, Option<NewMessage>)>, Mistake> {
    let id = scene.journey.request.id;
    let field = |name, error| Mistake::Fields(Errors::from([(name, error)]));
    let new_code = |to| code::draw(state, scene, to, words).map_err(Mistake::Problem);
    let next = scene.plan().next;
    let step = match &next {
        Next::Ask(step, _) => Some(step),
        Next::Done(_) | Next::Fail(_) => None,
    };
    Ok(Some(match (form.step.as_str(), step) {
        ("other", _) => (Event::OtherAccount, None),
        ("confirm", _) => (Event::Confirmed, None),
        ("identify", Some(Step::Identify)) => {
            let kind = scene.client.settings.authentication.primary_identifier;
            let identifier =
                identifier_of(state, kind, &form.identifier, words).map_err(|error| field("identifier", error))?;
            let (mac, message) = new_code(&identifier)?;
            let is_remembered = form.remember.is_some();
            (Event::Named(Named { identifier, is_remembered, code: mac, is_known: false }), Some(message))
        }
        ("code", Some(Step::Code)) => {
            let Some(to) = &scene.journey.named else { return Ok(None) };
            if form.code.trim().is_empty() {
                return Err(field("code", words.get("error-code-empty")));
            }
            // What is no code is compared as well, and counts as a try.
            let typed = CodeText::typed(&form.code);
            let mac = code::mac(state, id, to, typed.as_ref().map_or("", CodeText::as_str));
            (Event::CodeTyped(mac), None)
        }
        ("resend", Some(Step::Code)) => {
            let Some(to) = &scene.journey.named else { return Ok(None) };
            let (mac, message) = new_code(to)?;
            (Event::Resend { code: mac, is_known: false }, Some(message))
        }
        ("details", Some(Step::Details(missing))) => {
            (Event::Filled(form.filled(state, scene, missing, words).map_err(Mistake::Fields)?), None)
        }
        _ => return Ok(None),
    }))
}
