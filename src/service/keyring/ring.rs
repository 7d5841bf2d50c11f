//! The keys that sign, and the public halves that verify what they have signed.

use serde_json::{Value, json};

use crate::domain::choice::Choice;
use crate::domain::keys::seal::{NotOpened, Sealer};
use crate::domain::keys::signing::SigningKey;
use crate::domain::keys::stored::StoredKey;
use crate::domain::keys::verifying::VerifyingKey;
use crate::domain::keys::{Algorithm, KeyState};
use crate::domain::time::Timestamp;
use crate::web::document::Document;

/// The keys as they were last read.
#[derive(Debug)]
pub struct Ring {
    stored: Vec<StoredKey>,
    /// The keys that sign, one of each algorithm that has one.
    signers: Vec<(String, SigningKey)>,
    /// The public halves, read.
    verifiers: Vec<VerifyingKey>,
    /// Those that are not published any more.
    remembered: Vec<VerifyingKey>,
    /// The public halves (RFC 7517, section 5), once there is a key of each algorithm that signs.
    key_set: Result<Option<Document>, NotOpened>,
}

impl Ring {
    pub(super) const EMPTY: Self = Self {
        stored: Vec::new(),
        signers: Vec::new(),
        verifiers: Vec::new(),
        remembered: Vec::new(),
        key_set: Ok(None),
    };

    pub(super) fn of(stored: Vec<StoredKey>, sealer: &Sealer) -> Self {
        let mut signers = Vec::new();
        for key in stored.iter().filter(|key| key.private.is_some()) {
            match key.signing(sealer) {
                Ok(Some(signing)) if key.state == KeyState::Current => signers.push((key.kid.clone(), signing)),
                Ok(_) => {}
                Err(error) => {
                    let kid = &key.kid;
                    tracing::error!(%error, "a signing key cannot be used; replace it with keys withdraw {kid}");
                }
            }
        }
        let key_set = key_set(&stored, sealer).map(|keys| {
            let document =
                |keys| Document::json(&keys).inspect_err(|error| tracing::error!(%error, "there is no key set"));
            keys.and_then(|keys| document(keys).ok())
        });
        let (retired, published): (Vec<&StoredKey>, Vec<&StoredKey>) =
            stored.iter().partition(|key| key.state == KeyState::Retired);
        let read = |keys: Vec<&StoredKey>| keys.into_iter().filter_map(|key| verifier(key, sealer)).collect();
        let (verifiers, remembered) = (read(published), read(retired));
        Self { stored, signers, verifiers, remembered, key_set }
    }

    /// Every key that the database knows.
    #[must_use]
    pub fn stored(&self) -> &[StoredKey] {
        &self.stored
    }

    /// The key to sign with, and its ID.
    #[must_use]
    pub fn signer(&self, algorithm: Algorithm) -> Option<(&str, &SigningKey)> {
        let found = self.signers.iter().find(|(_, key)| key.algorithm() == algorithm);
        found.map(|(kid, key)| (kid.as_str(), key))
    }

    /// The key that verifies what was signed under an ID, as long as it is published.
    #[must_use]
    pub fn verifier(&self, kid: &str) -> Option<&VerifyingKey> {
        self.verifiers.iter().find(|key| key.kid() == kid)
    }

    /// As [`Self::verifier`], for what only says whom somebody means: also a key that was published long ago.
    #[must_use]
    pub fn verifier_of_hint(&self, kid: &str) -> Option<&VerifyingKey> {
        self.verifier(kid).or_else(|| self.remembered.iter().find(|key| key.kid() == kid))
    }

    /// Whether a key of that algorithm is in that state.
    #[must_use]
    pub fn has(&self, algorithm: Algorithm, state: KeyState) -> bool {
        self.stored.iter().any(|key| key.algorithm == algorithm && key.state == state)
    }

    /// Whether a key of one of these algorithms would sign that somebody may not know yet, if the present ones stopped now.
    #[must_use]
    pub fn is_early(&self, algorithms: &[Algorithm], now: Timestamp) -> bool {
        let waits = |algorithm| {
            let mut next = self.stored.iter().filter(|key| key.algorithm == algorithm && key.state == KeyState::Next);
            next.any(|key| key.is_known(now))
        };
        algorithms.iter().any(|algorithm| self.has(*algorithm, KeyState::Current) && !waits(*algorithm))
    }

    /// The public halves, ready to be sent; none while the first keys are being made, and what does not open where one of an
    /// algorithm's key that signs is missing for that.
    pub fn key_set(&self) -> Result<Option<&Document>, &NotOpened> {
        self.key_set.as_ref().map(Option::as_ref)
    }
}

/// The set is kept by others for an hour, so it is told only once each algorithm has a key that signs.
fn key_set(stored: &[StoredKey], sealer: &Sealer) -> Result<Option<Value>, NotOpened> {
    let (mut keys, mut told, mut refused) = (Vec::new(), Vec::new(), None);
    for key in stored {
        match key.published(sealer) {
            Ok(None) => {}
            Ok(Some(jwk)) => {
                keys.push(jwk);
                told.extend(Some(key.algorithm).filter(|_| key.state == KeyState::Current));
            }
            Err(error) => {
                tracing::error!(%error, "a public key is not told to anybody");
                refused.get_or_insert(error);
            }
        }
    }
    match refused {
        _ if Algorithm::ALL.iter().all(|algorithm| told.contains(algorithm)) => Ok(Some(json!({ "keys": keys }))),
        Some(refused) => Err(refused),
        None => Ok(None),
    }
}

/// That a published one does not open has been logged with the key set; of another, nobody is waiting for anything.
fn verifier(key: &StoredKey, sealer: &Sealer) -> Option<VerifyingKey> {
    VerifyingKey::read(&key.kid, key.algorithm, &key.remembered(sealer).ok()??)
}
