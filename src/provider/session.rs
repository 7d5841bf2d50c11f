//! The user's session in this browser, the cookies of journeys, and whom the browser has signed in before.

use std::time::Duration;

use actix_web::http::header::USER_AGENT;
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::domain::keys::seal::Place;
use crate::domain::token::{Digest, SecretToken};
use crate::domain::user::{KnownUsers, LiveSession, UserId, known};
use crate::service::state::State;
use crate::store::user_events::Visit;
use crate::store::user_sessions;
use crate::web::address;
use crate::web::cookies::Cookie;
use crate::web::problem::Problem;

/// The user's session. Its age is that of the longest session which a client can allow; the store ends it earlier.
pub const USER: Cookie = Cookie { name: "nic_user", age: Duration::from_hours(24 * 90) };
/// The secret that binds a journey to the browser in which it began; it goes when the browser is closed.
pub const JOURNEY: Cookie = Cookie { name: "nic_journey", age: Duration::ZERO };
/// Users who have signed in in this browser. It outlives their sessions, opens nothing, and is sealed so that nobody can make
/// one for somebody else.
pub const KNOWN: Cookie = Cookie { name: "nic_user_known", age: known::MEMORY };
/// Nothing else that is sealed opens as this cookie.
const KNOWN_PLACE: Place<'static> = Place { table: "cookie", row: "", column: "nic_user_known" };

/// Characters of what a browser calls itself that are kept.
const BROWSER_NAME: usize = 200;

/// The digest of the session's token, which may lead nowhere.
#[must_use]
pub fn token_of(request: &HttpRequest) -> Option<Digest> {
    SecretToken::parse(USER.read(request)?).map(|token| token.digest())
}

/// The session of the browser, whose user is active. Whether it is good enough is up to the client that asks.
pub async fn find(request: &HttpRequest, state: &State) -> Result<Option<LiveSession>, Problem> {
    let Some(token) = token_of(request) else { return Ok(None) };
    Ok(state.store.read(|conn| user_sessions::find(conn, token)).await?)
}

/// The secret of the browser for its journeys; none where it has none, be it that it keeps no cookies.
#[must_use]
pub fn journeys_of(request: &HttpRequest) -> Option<SecretToken> {
    SecretToken::parse(JOURNEY.read(request)?)
}

/// Whom the browser has signed in before; nobody where its cookie is not as it was given.
#[must_use]
pub fn known(request: &HttpRequest, state: &State) -> KnownUsers {
    let opened = || {
        let sealed = URL_SAFE_NO_PAD.decode(KNOWN.read(request)?).ok()?;
        KnownUsers::read(&state.keyring.open_sealed(KNOWN_PLACE, &sealed).ok()?)
    };
    opened().unwrap_or_default()
}

/// Lets the browser keep that a user has signed in in it.
pub fn remember(
    state: &State,
    request: &HttpRequest,
    response: &mut HttpResponse,
    user: UserId,
) -> Result<(), Problem> {
    let known = known(request, state).with(user, state.now()).write().map_err(Problem::internal)?;
    let sealed = state.keyring.seal(KNOWN_PLACE, &known).map_err(Problem::internal)?;
    KNOWN.set(request, response, &URL_SAFE_NO_PAD.encode(sealed));
    Ok(())
}

/// From where a request came, for the record.
#[must_use]
pub fn visit(request: &HttpRequest, state: &State) -> Visit {
    let browser = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
    Visit {
        at: state.now(),
        address: address::sender(request).map(|address| address.to_string()),
        browser: browser.map(|name| name.chars().take(BROWSER_NAME).collect()),
    }
}
