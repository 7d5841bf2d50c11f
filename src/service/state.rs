//! What the handlers of all doors work with.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use super::keyring::Keyring;
use super::password_hasher::PasswordHasher;
use super::tally::Tally;
use super::transport::Transport;
use super::turns::Turns;
use crate::domain::activity::{Actor, Origin};
use crate::domain::issuer::Issuer;
use crate::domain::phone::Region;
use crate::domain::security_contact::SecurityContact;
use crate::domain::time::{Clock, Timestamp};
use crate::domain::token::Digest;
use crate::store::{Connection, Store, StoreError, WriteError};

/// How long a change waits for those that its operator has under way.
const PATIENCE: Duration = Duration::from_secs(10);

pub struct State {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub passwords: PasswordHasher,
    pub keyring: Arc<Keyring>,
    /// The digest of the one-time token that opens the set-up.
    pub set_up: Digest,
    pub security: Option<SecurityContact>,
    pub issuer: Issuer,
    pub tally: Tally,
    pub mail: Transport,
    /// Text messages.
    pub texts: Transport,
    /// Whose mobile numbers may be typed without a country code.
    pub region: Option<Region>,
    /// The changes that each operator has in the writer's line.
    pub changes: Turns,
    /// The searches that each operator has under way.
    pub searches: Turns,
    /// The exports that each operator has under way.
    pub exports: Turns,
    /// The reads of all exports, which take turns: the store has few connections for what takes long.
    pub export_reads: Arc<Semaphore>,
}

impl State {
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Changes something at somebody's request. Of an operator only so many changes are in the writer's line, so that those of
    /// others come in between.
    ///
    /// # Errors
    /// Those of `work` and of [`Store::write`], and [`StoreError::Unavailable`] when the operator's other changes take too long.
    pub async fn change<T, E, F>(&self, origin: Origin, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: WriteError,
        F: Fn(&mut Connection, &Origin) -> Result<T, E> + Send + 'static,
    {
        let turn = match &origin.actor {
            Actor::Operator(id, _) => {
                let crowded = || StoreError::Unavailable("too many changes of one operator are waiting".to_owned());
                Some(self.changes.take(*id, PATIENCE).await.ok_or_else(crowded)?)
            }
            Actor::CommandLine | Actor::Anonymous => None,
        };
        self.store
            .write(move |conn| {
                // The turn ends with the change, even if nobody waits for it any more.
                let _held = &turn;
                work(conn, &origin)
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::mpsc::channel;

    use futures_util::future::join_all;
    use uuid::Uuid;

    use super::*;
    use crate::domain::operator::OperatorId;
    use crate::domain::time::SystemClock;

    impl State {
        /// Of which each operator may have so many of everything.
        pub(crate) fn with(store: Store, clock: Arc<dyn Clock>, most: usize) -> Self {
            Self {
                store,
                clock,
                passwords: PasswordHasher::new(1).unwrap(),
                keyring: Arc::new(Keyring::empty()),
                set_up: Digest::sha256(b""),
                security: None,
                issuer: Issuer("http://localhost".to_owned()),
                tally: Tally::default(),
                mail: Transport::new(None),
                texts: Transport::new(None),
                region: None,
                changes: Turns::new(most),
                searches: Turns::new(most),
                exports: Turns::new(most),
                export_reads: Arc::new(Semaphore::new(1)),
            }
        }
    }

    #[actix_web::test]
    async fn the_change_of_one_operator_does_not_wait_for_all_those_of_another() {
        const ADA: u128 = 1;
        const GRACE: u128 = 2;
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("console.db")).unwrap();
        let state = State::with(store, Arc::new(SystemClock), 3);
        let (go, wait) = channel::<()>();
        let wait = Mutex::new(wait);
        let held = state.store.write(move |_| {
            wait.lock().unwrap().recv().unwrap();
            Ok::<_, StoreError>(())
        });
        let order = Arc::new(Mutex::new(Vec::new()));
        let change = |operator: u128| {
            let actor = Actor::Operator(OperatorId(Uuid::from_u128(operator)), "An operator".to_owned());
            let (order, origin) = (Arc::clone(&order), Origin { actor, address: None, at: state.now() });
            state.change(origin, move |_, _| {
                order.lock().unwrap().push(operator);
                Ok::<_, StoreError>(())
            })
        };
        let crowd = join_all((0..10).map(|_| change(ADA)));
        let all = async { tokio::join!(crowd, change(GRACE)) };
        let ((), (), (crowd, grace)) = tokio::join!(
            async { held.await.unwrap() },
            // The others have taken their places by now.
            async {
                tokio::task::yield_now().await;
                go.send(()).unwrap();
            },
            all
        );
        assert!(grace.is_ok() && crowd.iter().all(Result::is_ok));
        let order = order.lock().unwrap().clone();
        assert_eq!(order.len(), 11);
        assert_eq!(order.iter().position(|operator| *operator == GRACE), Some(3), "{order:?}");
        state.store.close();
    }
}
