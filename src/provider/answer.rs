//! Answers in JSON, of what must not be kept by anybody on the way (RFC 6749, section 5.1).

use std::borrow::Cow;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue, PRAGMA, RETRY_AFTER, VARY, WWW_AUTHENTICATE};
use serde_json::{Value, json};

use crate::store::StoreError;
use crate::web::problem::Problem;

/// When it is worth another try, after a moment in which the database could not be used.
const SOON: Duration = Duration::from_secs(5);

/// An answer, kept by nobody. It may differ by the origin that asks.
#[must_use]
pub fn json(status: StatusCode, body: &Value) -> HttpResponse {
    let mut response = HttpResponse::build(status).json(body);
    let headers = response.headers_mut();
    for (name, value) in [(CACHE_CONTROL, "no-store"), (PRAGMA, "no-cache"), (VARY, "origin")] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Why a program's request was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denied {
    pub status: StatusCode,
    /// The code of the standards.
    pub error: &'static str,
    /// In ASCII; it names a parameter and repeats no value (RFC 6749, section 5.2).
    pub description: String,
    /// How to prove who one is, where that was tried (RFC 9110, section 11.6.1).
    pub challenge: Option<Cow<'static, str>>,
    /// When another try is worth it.
    pub wait: Option<Duration>,
}

impl Denied {
    #[must_use]
    pub fn new(status: StatusCode, error: &'static str, description: impl Into<String>) -> Self {
        Self { status, error, description: description.into(), challenge: None, wait: None }
    }

    #[must_use]
    pub fn bad_request(error: &'static str, description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error, description)
    }

    #[must_use]
    pub fn challenged(mut self, challenge: impl Into<Cow<'static, str>>) -> Self {
        self.challenge = Some(challenge.into());
        self
    }

    #[must_use]
    pub fn after(mut self, wait: Duration) -> Self {
        self.wait = Some(wait);
        self
    }

    #[must_use]
    pub fn answer(&self) -> HttpResponse {
        let body = json!({ "error": self.error, "error_description": self.description });
        let mut response = json(self.status, &body);
        if let Some(challenge) = self.challenge.as_deref().and_then(|text| HeaderValue::from_str(text).ok()) {
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        if let Some(wait) = self.wait {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
        }
        response
    }
}

/// A fault of the database, with when to try again where that may help.
#[must_use]
pub fn fault(error: StoreError) -> Problem {
    let may_help = matches!(error, StoreError::Unavailable(_) | StoreError::Full(_) | StoreError::Disk(_));
    let problem = Problem::from(error);
    if may_help { problem.retry_after(SOON) } else { problem }
}
