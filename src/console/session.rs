//! Who is signed in: the session that a request's cookie opens.

use std::rc::Rc;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpRequest};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::cards;
use crate::domain::operator::Operator;
use crate::domain::session::{ABSOLUTE_LIMIT, RENEWAL_INTERVAL, is_recent};
use crate::domain::token::{Digest, SecretToken};
use crate::service::state::State;
use crate::store::sessions::{self, SessionId};
use crate::web::cookies::Cookie;
use crate::web::form;
use crate::web::problem::{Fault, Problem};

/// How many long forms are held at once for people who are not signed in: whoever may send them need not be one of us.
static LONG_FORMS: Semaphore = Semaphore::const_new(8);
/// When it is worth another try.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a page waits for the renewal of its session.
const RENEWAL_PATIENCE: Duration = Duration::from_secs(1);

#[derive(Clone, Debug)]
pub struct Session {
    pub id: SessionId,
    pub operator: Operator,
    /// Whether the password was given a short while ago.
    pub is_recent: bool,
}

impl Session {
    #[must_use]
    pub fn of_request(request: &HttpRequest) -> Option<Self> {
        request.extensions().get::<Rc<Self>>().map(|session| (**session).clone())
    }
}

/// The fields of a form that was sent without a session, or a while after the password was given, kept so that it can be
/// sent again.
#[derive(Clone, Debug, Default)]
pub struct HeldForm(pub Vec<(String, String)>);

/// Middleware: finds the session, keeps it alive, and keeps what was typed when there is none or it is not recent.
pub async fn load(
    mut req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let session = match find(&req).await {
        Ok(session) => session,
        Err(problem) => return Ok(req.error_response(problem).map_into_right_body()),
    };
    // Whoever is signed in may send a form of any length that its handler takes; of a long one nothing is held.
    let is_held = |session: &Session| !session.is_recent && form::is_short(req.request());
    let mut place = None;
    if req.method() == Method::POST && session.as_ref().is_none_or(is_held) {
        let is_long = session.is_none() && is_long(req.request());
        match hold(&mut req, is_long).await {
            Ok((held, taken)) => {
                req.extensions_mut().insert(held);
                place = taken;
            }
            Err(problem) => return Ok(req.error_response(problem).map_into_right_body()),
        }
    }
    if let Some(session) = session {
        req.extensions_mut().insert(Rc::new(session));
    }
    let mut response = next.call(req).await?;
    if let Some(place) = place {
        // It is given back once the answer, which is as long, has been sent.
        response.response_mut().extensions_mut().insert(place);
    }
    Ok(response.map_into_left_body())
}

/// Whether a form is longer than most may be, and one that may.
fn is_long(request: &HttpRequest) -> bool {
    let may_be_long = |pattern: String| cards::PAGES.iter().any(|page| page.is_long() && page.path == pattern);
    !form::is_short(request) && request.match_pattern().is_some_and(may_be_long)
}

type Place = SemaphorePermit<'static>;

/// What was typed, and the place that a long form takes up.
async fn hold(req: &mut ServiceRequest, is_long: bool) -> Result<(HeldForm, Option<Place>), Problem> {
    if !is_long {
        return Ok((HeldForm(form::peek(req).await?), None));
    }
    let busy = |_| Problem::unavailable(Fault::Busy, "too many long forms without a session").retry_after(PATIENCE);
    let place = LONG_FORMS.try_acquire().map_err(busy)?;
    Ok((HeldForm(form::peek_long(req).await?), Some(place)))
}

async fn find(req: &ServiceRequest) -> Result<Option<Session>, Problem> {
    let Some(state) = req.app_data::<Data<State>>() else { return Ok(None) };
    let Some(token) = token_of(req.request()) else { return Ok(None) };
    let now = state.now();
    let Some(live) = state.store.look_up(|conn| sessions::find(conn, token, now)).await? else {
        return Ok(None);
    };
    if now.since(live.last_seen_at) >= RENEWAL_INTERVAL {
        let id = live.id;
        let renewal = state.store.write(move |conn| sessions::renew(conn, id, now));
        // Reading goes on while the database cannot be written. What is given up here is only the waiting.
        match tokio::time::timeout(RENEWAL_PATIENCE, renewal).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "a session was not renewed"),
            Err(late) => tracing::warn!(%late, "a session is not renewed yet"),
        }
    }
    Ok(Some(Session { id: live.id, operator: live.operator, is_recent: is_recent(live.created_at, now) }))
}

pub const SESSION: Cookie = Cookie { name: "nic_session", age: ABSOLUTE_LIMIT };
/// The secret by which a browser is known; the store forgets it earlier when it is not used.
pub const BROWSER: Cookie = Cookie { name: "nic_browser", age: Duration::from_hours(24 * 365) };

#[must_use]
pub fn token_of(request: &HttpRequest) -> Option<Digest> {
    secret_of(request, SESSION).map(|secret| secret.digest())
}

#[must_use]
pub fn browser_of(request: &HttpRequest) -> Option<SecretToken> {
    secret_of(request, BROWSER)
}

fn secret_of(request: &HttpRequest, cookie: Cookie) -> Option<SecretToken> {
    SecretToken::parse(cookie.read(request)?)
}
