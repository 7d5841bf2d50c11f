//! Signing keys as they are kept: both halves sealed and bound to their row, so that who has the database alone can neither
//! sign nor publish another key.

use serde_json::Value;

use super::seal::{NoCipher, NotOpened, Place, Sealer};
use super::signing::SigningKey;
use super::{Algorithm, KeyState, SET_KEPT_FOR, SIGNS_FOR, forgotten, spent};
use crate::domain::time::Timestamp;

/// A key that was just made.
#[derive(Clone, Debug)]
pub struct NewKey {
    pub kid: String,
    pub algorithm: Algorithm,
    /// The private half, sealed.
    pub private: Vec<u8>,
    /// The public half, the text of a JSON Web Key, sealed.
    pub public: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredKey {
    pub kid: String,
    pub algorithm: Algorithm,
    pub state: KeyState,
    /// The private half, sealed; none once it signs no more.
    pub private: Option<Vec<u8>>,
    /// The public half, the text of a JSON Web Key, sealed; none once it was taken away from everybody.
    pub public: Option<Vec<u8>>,
    pub created_at: Timestamp,
    /// When it began to sign.
    pub activated_at: Option<Timestamp>,
    /// When it stopped signing, or was given up before it began.
    pub retired_at: Option<Timestamp>,
}

impl NewKey {
    pub fn make(algorithm: Algorithm, sealer: &Sealer) -> Result<Self, NoCipher> {
        let (key, pkcs8) = SigningKey::generate(algorithm)?;
        let public = key.public()?;
        let private = sealer.seal(private_half(&public.kid), &pkcs8)?;
        let jwk = sealer.seal(public_half(&public.kid), public.jwk.as_bytes())?;
        Ok(Self { kid: public.kid, algorithm, private, public: jwk })
    }
}

impl StoredKey {
    /// Whether it has signed for so long that another is to take its place.
    #[must_use]
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.activated_at.is_some_and(|at| now.since(at) >= SIGNS_FOR)
    }

    /// Whether it was made so long ago that nobody may keep a set without it.
    #[must_use]
    pub fn is_known(&self, now: Timestamp) -> bool {
        now.since(self.created_at) >= SET_KEPT_FOR
    }

    /// Whether it is to be published or remembered no longer.
    #[must_use]
    pub fn is_over(&self, now: Timestamp) -> bool {
        let until = match self.state {
            KeyState::Previous => spent(now),
            KeyState::Retired => forgotten(now),
            KeyState::Next | KeyState::Current => return false,
        };
        self.retired_at.is_some_and(|at| at <= until)
    }

    /// The JSON Web Key that everybody is to know, where it is kept.
    pub fn published(&self, sealer: &Sealer) -> Result<Option<Value>, NotOpened> {
        if self.state == KeyState::Retired { Ok(None) } else { self.remembered(sealer) }
    }

    /// The JSON Web Key that everybody was to know at some time, where it is kept.
    pub fn remembered(&self, sealer: &Sealer) -> Result<Option<Value>, NotOpened> {
        let Some(public) = &self.public else { return Ok(None) };
        let place = public_half(&self.kid);
        let jwk = sealer.open(place, public)?;
        serde_json::from_slice(&jwk).map(Some).map_err(|_| place.refused())
    }

    /// The key to sign with, where its private half is kept.
    pub fn signing(&self, sealer: &Sealer) -> Result<Option<SigningKey>, NotOpened> {
        let Some(private) = &self.private else { return Ok(None) };
        let place = private_half(&self.kid);
        let pkcs8 = sealer.open(place, private)?;
        let key = SigningKey::from_pkcs8(self.algorithm, &pkcs8);
        // Of another public half, it would sign what nobody can verify.
        let is_own = |key: &SigningKey| key.public().is_ok_and(|public| public.kid == self.kid);
        key.filter(is_own).map(Some).ok_or_else(|| place.refused())
    }
}

fn private_half(kid: &str) -> Place<'_> {
    Place { table: "signing_keys", row: kid, column: "private" }
}

fn public_half(kid: &str) -> Place<'_> {
    Place { table: "signing_keys", row: kid, column: "public" }
}
