//! What a form of a journey does: read, judged, applied and stored in one transaction, so that of forms that are sent at the
//! same time each finds what the one before has left.

use std::net::IpAddr;
use std::time::Duration;

use super::finish::{Ending, Finished, finish};
use super::scene::Scene;
use crate::domain::client::{ClientKey, PrimaryIdentifier};
use crate::domain::journey::{Event, Failure, Journey, MOST_CODES, Next, Outcome, Step, apply};
use crate::domain::oauth::request::{Request, RequestId};
use crate::domain::throttle::quota::Quota;
use crate::domain::token::Digest;
use crate::domain::user::{EventKind, KnownUsers};
use crate::store::messages::{self, NewMessage};
use crate::store::user_events::{NewEvent, record};
use crate::store::{Connection, StoreError, journeys, throttle, users};

/// A form that was sent.
#[derive(Clone, Debug)]
pub struct Taking {
    pub id: RequestId,
    /// What begins the journey, where this form may.
    pub begins: Option<Request>,
    /// The digest of the user's session in this browser.
    pub session: Option<Digest>,
    pub address: Option<IpAddr>,
    /// Whom this browser has signed in before.
    pub known: KnownUsers,
    pub event: Event,
    /// What is sent where the event asks for a code, and to whom.
    pub message: Option<NewMessage>,
    pub ending: Ending,
}

/// What came of a form.
#[derive(Clone, Debug)]
pub enum Taken {
    /// The journey goes on: its page shows with what.
    On {
        outcome: Outcome,
    },
    /// The form was of another step than the first page's, and nothing has begun.
    Start(Request),
    Done(Box<Finished>),
    /// What the application is told.
    Failed(Request, Failure),
    /// Too much was asked for from this network.
    Wait(Duration),
    /// It began in another browser.
    Elsewhere,
    /// The application keeps asking for somebody who is signed in.
    Round(Box<Scene>),
    /// It was done before.
    Over(ClientKey),
    /// There is no such journey any more.
    Gone,
}

pub fn take(conn: &mut Connection, taking: &Taking) -> Result<Taken, StoreError> {
    let now = taking.ending.visit.at;
    let (journey, is_begun) = match (journeys::find(conn, taking.id, now)?, &taking.begins) {
        (Some(stored), _) if stored.browser != taking.ending.browser => return Ok(Taken::Elsewhere),
        (Some(stored), _) => match stored.journey {
            Some(journey) => (journey, true),
            None => return Ok(Taken::Over(stored.client)),
        },
        (None, Some(request)) => (Journey::new(request.clone()), false),
        (None, None) => return Ok(Taken::Gone),
    };
    if !is_begun
        && let Some(address) = taking.address
        && let Err(wait) = throttle::count_within(conn, &Quota::journeys_from(address), now)?
    {
        return Ok(Taken::Wait(wait));
    }
    let Some(mut scene) = Scene::read(conn, (journey, is_begun), taking.session, now)? else { return Ok(Taken::Gone) };
    let plan = scene.plan();
    if let Next::Fail(failure) = plan.next {
        return fail(conn, &scene, failure, taking);
    }
    let mut event = taking.event.clone();
    match (&mut event, &scene.journey.named) {
        (Event::Named(named), _) => named.is_known = users::named(conn, &named.identifier)?.is_some(),
        (Event::Resend { is_known, .. }, Some(named)) => *is_known = users::named(conn, named)?.is_some(),
        _ => {}
    }
    if let Some(wait) = codes_wait(conn, &scene, &event, taking)? {
        return Ok(Taken::Wait(wait));
    }
    let mut journey = scene.journey.clone();
    let Ok(outcome) = apply(&mut journey, event, &plan, &scene.facts()) else {
        // Of another step than the one that is next, which its page shows.
        return Ok(if is_begun { Taken::On { outcome: Outcome::Went } } else { Taken::Start(scene.journey.request) });
    };
    if outcome == Outcome::DeadCode {
        // Nothing has changed, and nobody makes us write by typing on.
        return Ok(Taken::On { outcome });
    }
    scene.journey = journey;
    scene.is_begun = true;
    scene.look_up(conn)?;
    note(conn, &mut scene, outcome, taking)?;
    match scene.plan().next {
        Next::Done(proofs) => Ok(Taken::Done(Box::new(finish(conn, scene, proofs, &taking.ending)?))),
        Next::Fail(failure) => fail(conn, &scene, failure, taking),
        Next::Ask(step, _) => {
            if let (Step::Refused(refused), Outcome::Went) = (&step, outcome) {
                let reason = Some(refused.sentence());
                record(conn, &NewEvent { reason, ..event_of(&scene, EventKind::Refused) }, &taking.ending.visit)?;
            }
            journeys::put(conn, &scene.journey, taking.ending.browser, now)?;
            Ok(Taken::On { outcome })
        }
    }
}

fn fail(conn: &mut Connection, scene: &Scene, failure: Failure, taking: &Taking) -> Result<Taken, StoreError> {
    journeys::finish(conn, &scene.journey, taking.ending.browser, scene.now)?;
    Ok(Taken::Failed(scene.journey.request.clone(), failure))
}

/// Counts a code that is asked for against its network; how long to wait where that has had too many.
fn codes_wait(
    conn: &mut Connection,
    scene: &Scene,
    event: &Event,
    taking: &Taking,
) -> Result<Option<Duration>, StoreError> {
    if !matches!(event, Event::Named(_) | Event::Resend { .. }) {
        return Ok(None);
    }
    let Some(address) = taking.address else { return Ok(None) };
    let by_text = scene.client.settings.authentication.primary_identifier == PrimaryIdentifier::Mobile;
    Ok(throttle::count_within(conn, &Quota::codes_from(address, by_text), scene.now)?.err())
}

/// Lets a code wait to be sent. One that reaches nobody is withdrawn, so that nobody guesses at codes that no one was told of.
fn note(conn: &mut Connection, scene: &mut Scene, outcome: Outcome, taking: &Taking) -> Result<(), StoreError> {
    let visit = &taking.ending.visit;
    match outcome {
        Outcome::Send | Outcome::NotSent => {}
        Outcome::WrongCode => return record(conn, &event_of(scene, EventKind::WrongCode), visit),
        Outcome::TooSoon | Outcome::Went | Outcome::DeadCode => return Ok(()),
    }
    let Some(to) = scene.journey.named.clone() else { return Ok(()) };
    // The same is counted for a stranger, so that the time tells nothing.
    let is_known = users::named(conn, &to)?.is_some_and(|user| taking.known.includes(user, scene.now));
    let is_within = throttle::count_within(conn, &Quota::codes_to(&to, is_known), scene.now)?.is_ok();
    // The name may have become another since the message was written.
    let message = taking.message.as_ref().filter(|message| message.recipient == to);
    if let (Outcome::Send, true, Some(message)) = (outcome, is_within, message) {
        return messages::queue(conn, message);
    }
    if let Some(code) = &mut scene.journey.code {
        code.withdraw();
    }
    let reason = match outcome {
        _ if scene.journey.codes_sent > MOST_CODES => "too many codes were asked for in one sign-in",
        Outcome::NotSent => "nobody of this address was invited",
        _ => "too many codes were asked for this address",
    };
    if let Some(message) = message {
        // As much is written as for a code that is sent, so that the time tells nothing.
        messages::queue(conn, message)?;
        messages::take_back(conn, message.id)?;
    }
    let event = NewEvent { reason: Some(reason.to_owned()), ..event_of(scene, EventKind::CodeNotSent) };
    record(conn, &event, visit)
}

fn event_of(scene: &Scene, kind: EventKind) -> NewEvent {
    let client = Some((scene.client.key, scene.client.revision));
    NewEvent { kind, user: scene.user.as_ref().map(|user| user.id), client, session: None, reason: None }
}
