//! Tries to prove who one is with a password, throttled. A try is counted in a commit of its own before it is
//! evaluated, so that tries sent in parallel cannot all be evaluated.

use std::time::Duration;

use super::password_hasher::HashError;
use super::state::State;
use crate::domain::password::Password;
use crate::domain::throttle::Bucket;
use crate::store::throttle;
use crate::web::problem::Problem;

pub struct Attempt<'a> {
    pub typed: &'a str,
    /// The hash of the account's password; `None` where there is no account, which takes the same time.
    pub stored: Option<String>,
    /// What the try is counted against.
    pub buckets: &'a [Bucket],
    /// Whether the one who tries has been let in before: strangers cannot fill that part of the hasher's line.
    pub known: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The password is the account's. The try stays counted until the caller has let its owner in.
    Right,
    /// It is not, or there is no account.
    Wrong,
    /// The try was not evaluated; the next one will be after this time.
    Wait(Duration),
}

/// Counts a try, then evaluates it. A try that cannot be evaluated in time is not counted.
pub async fn evaluate(state: &State, attempt: Attempt<'_>) -> Result<Outcome, Problem> {
    let (buckets, now) = (attempt.buckets.to_vec(), state.now());
    if let Err(wait) = state.store.write(move |conn| throttle::count_try(conn, &buckets, now)).await? {
        return Ok(Outcome::Wait(wait));
    }
    match state.passwords.verify(Password::to_verify(attempt.typed), attempt.stored, attempt.known).await {
        Ok(true) => Ok(Outcome::Right),
        Ok(false) => Ok(Outcome::Wrong),
        Err(HashError::Busy) => {
            let buckets = attempt.buckets.to_vec();
            let give_back =
                state.store.write(move |conn| buckets.iter().try_for_each(|bucket| throttle::give_back(conn, bucket)));
            give_back.await?;
            Err(HashError::Busy.into())
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::text::EmailAddress;
    use crate::domain::throttle::Realm;
    use crate::domain::time::{Clock, Timestamp};
    use crate::domain::token::Digest;
    use crate::service::password_hasher::PasswordHasher;
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
            let passwords = PasswordHasher::new(1).unwrap();
            let hash = passwords.hash(Password::to_verify(RIGHT)).await.unwrap();
            let state =
                State { store, clock: Arc::new(Stopped), passwords, set_up: Digest::sha256(b""), security: None };
            Self { state, hash, _folder: folder }
        }

        async fn attempt(&self, realm: Realm, typed: &str) -> Result<Outcome, Problem> {
            let email = EmailAddress::parse("ada@example.com").unwrap();
            let buckets = [Bucket::account(realm, &email), Bucket::address(realm, "192.0.2.1".parse().unwrap())];
            let attempt = Attempt { typed, stored: Some(self.hash.clone()), buckets: &buckets, known: false };
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
    async fn a_try_that_is_turned_away_for_want_of_time_counts_against_nobody() {
        let running = Running::open().await;
        let line = Arc::clone(&running.state.passwords.line);
        let places = line.try_acquire_many(u32::try_from(line.available_permits()).unwrap()).unwrap();
        for _ in 0..10 {
            assert!(running.attempt(Realm::Users, RIGHT).await.is_err());
        }
        drop(places);
        assert_eq!(running.attempt(Realm::Users, RIGHT).await.unwrap(), Outcome::Right);
        running.state.store.close();
    }
}
