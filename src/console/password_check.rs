//! Checks the password of an operator who signs in or confirms that it is them.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use actix_web::{HttpRequest, HttpResponse};

use super::session::browser_of;
use crate::domain::operator::Operator;
use crate::domain::text::EmailAddress;
use crate::domain::throttle::{Bucket, Neighborhood, Realm};
use crate::service::attempts::{self, Attempt, Outcome};
use crate::service::hashing_line::Who;
use crate::service::state::State;
use crate::store::operators::Credentials;
use crate::store::{operators, throttle};
use crate::web::address;
use crate::web::moment::wait_words;
use crate::web::problem::Problem;

const BUSY: &str = "Too many people are signing in at the moment. Wait a few seconds and try again.";
/// What a program that reads headers is told to wait.
const BUSY_WAIT: Duration = Duration::from_secs(2);

pub enum Checked {
    /// The operator whose password it is and who may sign in, and what the try was counted in.
    Right(Operator, Vec<Bucket>),
    /// It is not; with the address of the account, where there is one.
    Wrong(Option<String>),
    Later(Later),
}

/// The password was not looked at.
pub struct Later {
    pub status: StatusCode,
    pub words: String,
    wait: Duration,
}

impl Later {
    /// The answer, which also says to programs how long to wait.
    #[must_use]
    pub fn answer(&self, mut response: HttpResponse) -> HttpResponse {
        response.headers_mut().insert(RETRY_AFTER, self.wait.as_secs().max(1).into());
        response
    }
}

pub async fn check(state: &State, request: &HttpRequest, email: EmailAddress, typed: &str) -> Result<Checked, Problem> {
    let account = find_account(state, request, email).await?;
    let buckets = account.buckets(request);
    let is_right = match attempts::evaluate(state, account.attempt(request, typed, &buckets)).await? {
        Outcome::Wait(wait) => {
            let words = format!("Too many tries. Wait {} and try again.", wait_words(wait));
            return Ok(Checked::Later(Later { status: StatusCode::TOO_MANY_REQUESTS, words, wait }));
        }
        Outcome::Busy => {
            let (status, words) = (StatusCode::SERVICE_UNAVAILABLE, BUSY.to_owned());
            return Ok(Checked::Later(Later { status, words, wait: BUSY_WAIT }));
        }
        Outcome::Right => true,
        Outcome::Wrong => false,
    };
    Ok(match account.credentials {
        Some(credentials) if is_right && !credentials.disabled => Checked::Right(credentials.operator, buckets),
        credentials => Checked::Wrong(credentials.map(|credentials| credentials.operator.email)),
    })
}

/// What is known of the account that somebody tries to sign in to, before the password is checked.
struct Account {
    credentials: Option<Credentials>,
    bucket: Bucket,
    /// Whether the browser has signed in to it before.
    known: bool,
}

impl Account {
    /// What the try is counted against. A browser that the account knows is counted on its own, so that a
    /// stranger's tries, even from the same network, do not keep its owner out.
    fn buckets(&self, request: &HttpRequest) -> Vec<Bucket> {
        let address = address::sender(request).filter(|_| !self.known);
        let networks = address.into_iter().flat_map(|address| Bucket::networks(Realm::Operators, address));
        std::iter::once(self.bucket.clone()).chain(networks).collect()
    }

    fn attempt<'a>(&self, request: &HttpRequest, typed: &'a str, buckets: &'a [Bucket]) -> Attempt<'a> {
        let stored = self.credentials.as_ref().and_then(|credentials| credentials.password_hash.clone());
        let neighborhood = address::sender(request).map(Neighborhood::of);
        let who = if self.known { Who::Known } else { Who::Stranger(neighborhood) };
        Attempt { typed, stored, buckets, who }
    }
}

async fn find_account(state: &State, request: &HttpRequest, email: EmailAddress) -> Result<Account, Problem> {
    let browser = browser_of(request).map(|secret| secret.digest());
    let now = state.now();
    let account = state.store.read(move |conn| {
        let known = match browser {
            Some(browser) if throttle::knows_browser(conn, &email, browser, now)? => Some(browser),
            _ => None,
        };
        let bucket = match known {
            Some(browser) => Bucket::known_browser(Realm::Operators, &email, browser),
            None => Bucket::account(Realm::Operators, &email),
        };
        Ok(Account { credentials: operators::credentials(conn, &email)?, bucket, known: known.is_some() })
    });
    Ok(account.await?)
}
