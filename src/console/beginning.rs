//! A session that begins: what is stored of it, and what the browser is given for it.

use actix_web::http::header::USER_AGENT;
use actix_web::{HttpRequest, HttpResponse};

use super::session::{BROWSER, SESSION, browser_of, token_of};
use crate::domain::activity::Action;
use crate::domain::operator::OperatorId;
use crate::domain::throttle::Bucket;
use crate::domain::token::{NoRandomness, SecretToken};
use crate::store::sessions::NewSession;

/// Characters of what a browser calls itself that are kept.
const BROWSER_NAME: usize = 200;

pub struct Beginning {
    pub session: NewSession,
    token: SecretToken,
    browser: SecretToken,
}

impl Beginning {
    /// A session in place of the one that the browser has, for what the operator does and what that was counted in.
    pub fn new(
        request: &HttpRequest,
        operator: OperatorId,
        (action, counted_in): (Action, Vec<Bucket>),
    ) -> Result<Self, NoRandomness> {
        let (token, browser) = (SecretToken::random()?, SecretToken::random()?);
        let user_agent = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("");
        let session = NewSession {
            operator,
            token: token.digest(),
            replaces: token_of(request),
            known_browser: browser.digest(),
            was_known_by: browser_of(request).map(|secret| secret.digest()),
            browser: user_agent.chars().take(BROWSER_NAME).collect(),
            action,
            counted_in,
        };
        Ok(Self { session, token, browser })
    }

    /// Gives an answer the cookies of the session, once it has begun.
    #[must_use]
    pub fn answer(&self, request: &HttpRequest, mut response: HttpResponse) -> HttpResponse {
        SESSION.set(request, &mut response, &self.token.to_text());
        BROWSER.set(request, &mut response, &self.browser.to_text());
        response
    }
}
