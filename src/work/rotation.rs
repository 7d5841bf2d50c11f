//! Makes the keys that are missing, replaces those that have signed for long enough, and hears what other programs changed.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::domain::choice::Choice;
use crate::domain::keys::seal::NoCipher;
use crate::domain::keys::stored::NewKey;
use crate::domain::keys::{Algorithm, KeyState};
use crate::service::state::State;
use crate::store::signing_keys::{self, OtherKeyFile};
use crate::store::{Failure, StoreError};

/// Between one look at the keys and the next.
pub const PAUSE: Duration = Duration::from_mins(1);

/// Those first that are made at once.
const ORDER: [Algorithm; 3] = [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Rs256];

#[derive(Debug, thiserror::Error)]
pub enum NotTended {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    NoCipher(#[from] NoCipher),
    #[error("the keys were given up meanwhile, and the key file of this run fits no more: start the program again")]
    OtherKeyFile,
    #[error("no thread can be started: {0}")]
    NoThread(#[from] io::Error),
}

/// Tends the keys again and again, with pauses, until it is stopped.
pub async fn run(state: Arc<State>, pause: Duration) {
    loop {
        if let Err(error) = tend(&state).await {
            tracing::warn!(%error, "the signing keys were not tended; it is tried again");
        }
        tokio::time::sleep(pause).await;
    }
}

/// Does to the keys all that is to be done now.
pub async fn tend(state: &State) -> Result<(), NotTended> {
    state.keyring.reread(&state.store).await?;
    for wanted in [KeyState::Current, KeyState::Next] {
        for algorithm in ORDER {
            if !state.keyring.ring().has(algorithm, wanted) {
                add(state, algorithm).await?;
            }
        }
    }
    let (ring, now) = (state.keyring.ring(), state.now());
    for key in ring.stored().iter().filter(|key| key.state == KeyState::Current && key.is_due(now)) {
        rotate(state, key.algorithm).await?;
    }
    if ring.stored().iter().any(|key| key.is_over(now)) {
        state.store.write(move |conn| signing_keys::tidy(conn, now)).await?;
        state.keyring.reread(&state.store).await?;
    }
    Ok(())
}

async fn add(state: &State, algorithm: Algorithm) -> Result<(), NotTended> {
    let (key, now, check) = (make(state, algorithm).await?, state.now(), state.keyring.check().to_vec());
    state.store.write(move |conn| signing_keys::add_missing(conn, &check, &key, now)).await?;
    state.keyring.reread(&state.store).await?;
    Ok(())
}

async fn rotate(state: &State, algorithm: Algorithm) -> Result<(), NotTended> {
    let (key, now, check) = ([make(state, algorithm).await?], state.now(), state.keyring.check().to_vec());
    state.store.write(move |conn| signing_keys::rotate(conn, &check, &key, None, now)).await?;
    state.keyring.reread(&state.store).await?;
    Ok(())
}

/// A new key. One that takes long is made on a thread of its own, which nobody waits for when the program stops.
async fn make(state: &State, algorithm: Algorithm) -> Result<NewKey, NotTended> {
    let began = state.now();
    let key = if algorithm == Algorithm::Rs256 {
        let keyring = Arc::clone(&state.keyring);
        let (done, made) = oneshot::channel();
        std::thread::Builder::new().name("key".to_owned()).spawn(move || done.send(keyring.make(algorithm)))?;
        made.await.unwrap_or(Err(NoCipher))?
    } else {
        state.keyring.make(algorithm)?
    };
    let took = state.now().since(began);
    tracing::info!(algorithm = algorithm.token(), kid = key.kid, ?took, "made a signing key");
    Ok(key)
}

impl From<Failure<OtherKeyFile>> for NotTended {
    fn from(failure: Failure<OtherKeyFile>) -> Self {
        match failure {
            Failure::Refused(OtherKeyFile) => Self::OtherKeyFile,
            Failure::Store(error) => Self::Store(error),
        }
    }
}
