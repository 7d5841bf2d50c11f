//! Tries to prove who one is with a password, throttled. A try is counted in a commit of its own before it is
//! evaluated, so that tries sent in parallel cannot all be evaluated.

use std::time::Duration;

use super::hashing_line::Who;
use super::password_hasher::HashError;
use super::state::State;
use crate::domain::password::Password;
use crate::domain::throttle::Bucket;
use crate::store::throttle;
use crate::web::problem::Problem;

/// How long one who finds the line full is kept until the answer. Whoever asks again and again on many connections takes
/// less of the time that others' pages need.
const REFUSAL: Duration = Duration::from_millis(500);

pub struct Attempt<'a> {
    pub typed: &'a str,
    /// The hash of the account's password; `None` where there is no account, which takes the same time.
    pub stored: Option<String>,
    /// What the try is counted against.
    pub buckets: &'a [Bucket],
    /// Where in the hasher's line the one who tries may stand.
    pub who: Who,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The password is the account's. The try stays counted until the caller has let its owner in.
    Right,
    /// It is not, or there is no account.
    Wrong,
    /// The try was not evaluated; the next one will be after this time.
    Wait(Duration),
    /// Too many others wait to be evaluated. Nothing was counted.
    Busy,
}

/// Counts a try, then evaluates it. Whether it can be evaluated soon is known before anything is written: the place in
/// the hasher's line is taken first, and given back when the try has to wait.
pub async fn evaluate(state: &State, attempt: Attempt<'_>) -> Result<Outcome, Problem> {
    let place = match state.passwords.reserve(attempt.who) {
        Err(HashError::Busy) => {
            tokio::time::sleep(REFUSAL).await;
            return Ok(Outcome::Busy);
        }
        reserved => reserved?,
    };
    let (buckets, now) = (attempt.buckets.to_vec(), state.now());
    if let Err(wait) = state.store.write(move |conn| throttle::count_try(conn, &buckets, now)).await? {
        return Ok(Outcome::Wait(wait));
    }
    let is_right = state.passwords.verify(place, Password::to_verify(attempt.typed), attempt.stored).await?;
    Ok(if is_right { Outcome::Right } else { Outcome::Wrong })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::text::EmailAddress;
    use crate::domain::throttle::{Neighborhood, Realm};
    use crate::domain::time::{Clock, Timestamp};
    use crate::store::Store;

    struct Stopped;

    impl Clock for Stopped {
        fn now(&self) -> Timestamp {
            Timestamp(0)
        }
    }

    const RIGHT: &str = "plum otter violin harbour";

    struct Running {
        state: State,
        hash: String,
        _folder: tempfile::TempDir,
    }

    impl Running {
        async fn open() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let store = Store::open(&folder.path().join("service.db")).unwrap();
            let state = State::with(store, Arc::new(Stopped), 1);
            let hash = state.passwords.hash(Password::to_verify(RIGHT)).await.unwrap();
            Self { state, hash, _folder: folder }
        }

        async fn attempt(&self, realm: Realm, typed: &str) -> Result<Outcome, Problem> {
            let email = EmailAddress::parse("ada@example.com").unwrap();
            let address = "192.0.2.1".parse().unwrap();
            let mut buckets = Bucket::networks(realm, address);
            buckets.push(Bucket::account(realm, &email));
            let who = Who::Stranger(Some(Neighborhood::of(address)));
            let attempt = Attempt { typed, stored: Some(self.hash.clone()), buckets: &buckets, who };
            evaluate(&self.state, attempt).await
        }
    }

    #[actix_web::test]
    async fn a_users_tries_never_lock_an_operator_with_the_same_address() {
        let running = Running::open().await;
        for _ in 0..5 {
            assert_eq!(running.attempt(Realm::Users, "wrong").await.unwrap(), Outcome::Wrong);
        }
        let wait = Outcome::Wait(Duration::from_mins(1));
        assert_eq!(running.attempt(Realm::Users, RIGHT).await.unwrap(), wait);
        assert_eq!(running.attempt(Realm::Operators, RIGHT).await.unwrap(), Outcome::Right);
        running.state.store.close();
    }

    #[actix_web::test]
    async fn a_try_that_finds_the_line_full_is_told_before_anything_is_written() {
        let running = Running::open().await;
        let who = || Who::Stranger(Some(Neighborhood::of("192.0.2.99".parse().unwrap())));
        let places: Vec<_> = std::iter::from_fn(|| running.state.passwords.reserve(who()).ok()).collect();
        // A database that is closed answers a write with an error.
        running.state.store.close();
        assert_eq!(running.attempt(Realm::Users, RIGHT).await.unwrap(), Outcome::Busy);
        drop(places);
        assert!(running.attempt(Realm::Users, RIGHT).await.is_err());
    }

    #[actix_web::test]
    async fn a_try_that_has_to_wait_gives_its_place_back() {
        let running = Running::open().await;
        for n in 0..20 {
            let outcome = running.attempt(Realm::Users, "wrong").await.unwrap();
            assert_eq!(outcome == Outcome::Wrong, n < 5, "{n}: {outcome:?}");
        }
        running.state.store.close();
    }
}
