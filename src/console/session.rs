//! Who is signed in: the session that a request's cookie opens.

use std::rc::Rc;

use actix_web::body::MessageBody;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpRequest};

use super::Console;
use crate::domain::operator::Operator;
use crate::domain::session::{ABSOLUTE_LIMIT, RENEWAL_INTERVAL};
use crate::domain::token::{Digest, SecretToken};
use crate::store::sessions::{self, SessionId};
use crate::web::problem::Problem;
use crate::web::{cookies, form};

/// How long a browser keeps the secret by which it is known; the store forgets it earlier when it is not used.
const BROWSER_DAYS: i64 = 365;

/// How long a page waits for the renewal of its session.
const RENEWAL_PATIENCE: std::time::Duration = std::time::Duration::from_secs(1);

/// The session of a request.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its key.
    pub id: SessionId,
    /// Whose it is, as of this request.
    pub operator: Operator,
}

impl Session {
    /// The live session of a request, if it has one.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Option<Self> {
        request.extensions().get::<Rc<Self>>().map(|session| (**session).clone())
    }
}

/// The fields of a form that was sent without a session, kept so that it can be sent again.
#[derive(Clone, Debug, Default)]
pub struct Unsent(pub Vec<(String, String)>);

/// Middleware: finds the session, keeps it alive, and keeps what was typed when there is none.
///
/// # Errors
/// When the database fails, and those of the inner layers.
pub async fn load(
    mut req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    match find(&req).await {
        Ok(Some(session)) => {
            req.extensions_mut().insert(Rc::new(session));
        }
        Ok(None) if req.method() == Method::POST => match form::peek(&mut req).await {
            Ok(fields) => {
                req.extensions_mut().insert(Unsent(fields));
            }
            Err(problem) => return Ok(req.error_response(problem).map_into_right_body()),
        },
        Ok(None) => {}
        Err(problem) => return Ok(req.error_response(problem).map_into_right_body()),
    }
    next.call(req).await.map(ServiceResponse::map_into_left_body)
}

async fn find(req: &ServiceRequest) -> Result<Option<Session>, Problem> {
    let Some(console) = req.app_data::<Data<Console>>() else { return Ok(None) };
    let Some(token) = token_of(req.request(), console.https) else { return Ok(None) };
    let now = console.now();
    let Some(live) = console.store.read(move |conn| sessions::find(conn, token, now)).await? else {
        return Ok(None);
    };
    if now.since(live.last_seen_at) >= RENEWAL_INTERVAL {
        let id = live.id;
        let renewal = console.store.write(move |conn| sessions::renew(conn, id, now));
        // Reading goes on while the database cannot be written. What is given up here is only the waiting.
        match tokio::time::timeout(RENEWAL_PATIENCE, renewal).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "a session was not renewed"),
            Err(late) => tracing::warn!(%late, "a session is not renewed yet"),
        }
    }
    Ok(Some(Session { id: live.id, operator: live.operator }))
}

/// The digest of the session token that a request carries.
#[must_use]
pub fn token_of(request: &HttpRequest, https: bool) -> Option<Digest> {
    secret_of(request, session_cookie_name(https)).map(|secret| secret.digest())
}

/// The secret by which the browser is known, if it has been given one.
#[must_use]
pub fn browser_of(request: &HttpRequest, https: bool) -> Option<SecretToken> {
    secret_of(request, browser_cookie_name(https))
}

fn secret_of(request: &HttpRequest, cookie: &str) -> Option<SecretToken> {
    SecretToken::parse(cookies::value(request, cookie)?)
}

/// The cookie that opens a session.
#[must_use]
pub fn session_cookie(token: &SecretToken, https: bool) -> Cookie<'static> {
    let age = Duration::seconds(i64::try_from(ABSOLUTE_LIMIT.as_secs()).unwrap_or(0));
    cookie(session_cookie_name(https), token.to_text(), https, age)
}

/// The cookie by which the browser is known.
#[must_use]
pub fn browser_cookie(secret: &SecretToken, https: bool) -> Cookie<'static> {
    cookie(browser_cookie_name(https), secret.to_text(), https, Duration::days(BROWSER_DAYS))
}

/// The cookie that takes the session's away.
#[must_use]
pub fn no_session_cookie(https: bool) -> Cookie<'static> {
    cookie(session_cookie_name(https), String::new(), https, Duration::ZERO)
}

fn cookie(name: &'static str, value: String, https: bool, age: Duration) -> Cookie<'static> {
    Cookie::build(name, value).path("/").http_only(true).secure(https).same_site(SameSite::Lax).max_age(age).finish()
}

/// With the `__Host-` prefix no other host can set the cookie (RFC 6265bis, section 4.1.3.2); it takes https.
fn session_cookie_name(https: bool) -> &'static str {
    if https { "__Host-nic_session" } else { "nic_session" }
}

fn browser_cookie_name(https: bool) -> &'static str {
    if https { "__Host-nic_browser" } else { "nic_browser" }
}
