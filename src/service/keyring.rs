//! The installation's keys in memory: what seals and opens, what signs, and the key set that everybody can read.

mod ring;

pub use ring::Ring;

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use uuid::Uuid;
use zeroize::Zeroizing;

use super::key_file::{self, BadKeyFile};
use crate::domain::activity::{Actor, Origin};
use crate::domain::issuer::Issuer;
use crate::domain::keys::Algorithm;
use crate::domain::keys::code_key::CodeKey;
use crate::domain::keys::master::MasterKey;
use crate::domain::keys::seal::{NoCipher, NotOpened, Place, Sealer};
use crate::domain::keys::stored::NewKey;
use crate::domain::keys::tie::Tie;
use crate::domain::oauth::grant::GrantId;
use crate::domain::oauth::grant_token::{GrantTokenKey, Kind};
use crate::domain::oauth::tokens::{self, AccessToken, IdTokenHint, Unaccepted};
use crate::domain::time::Timestamp;
use crate::store::key_check::{self, NotTied};
use crate::store::{Failure, Store, StoreError, signing_keys};

pub struct Keyring {
    sealer: Sealer,
    code_key: CodeKey,
    grant_token_key: GrantTokenKey,
    /// The sealed text that the database had when the key file was tied to it or found to fit.
    check: Vec<u8>,
    ring: RwLock<Arc<Ring>>,
}

#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error(
        "{file}, but the database {} holds what only its own key file opens: put that file back with mode 600 or name it \
         with --key-file; or give those keys up with next-identity-console keys reset", database.display()
    )]
    Needed { file: BadKeyFile, database: PathBuf },
    #[error(
        "{0}: put the right one there with mode 600 or name it with --key-file; or move it away, and a new one is made"
    )]
    Unusable(BadKeyFile),
    #[error(transparent)]
    Unmade(BadKeyFile),
    #[error(
        "the activity of the database {} is keyed from entry {first_seq} on, but the note of that was removed or edited: \
         restore a backup (next-identity-console verify says more)", database.display()
    )]
    Edited { database: PathBuf, first_seq: i64 },
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    NoCipher(#[from] NoCipher),
}

impl Keyring {
    /// Reads the key file that belongs to a database, and makes it where none does yet. What is recorded from now on is keyed
    /// with it.
    ///
    /// # Errors
    /// Says in one line what is wrong with the file, and each way out.
    pub async fn open(store: &Store, database: &Path, path: &Path, now: Timestamp) -> Result<Self, KeyError> {
        let is_tied = store.read(key_check::find).await?.is_some();
        let needed = |file| KeyError::Needed { file, database: database.to_owned() };
        let key = match key_file::read(path) {
            Ok(key) => key,
            Err(file) if is_tied => return Err(needed(file)),
            Err(BadKeyFile::Missing(_)) => key_file::make(path).map_err(KeyError::Unmade)?,
            Err(file) => return Err(KeyError::Unusable(file)),
        };
        let (own_sealer, record_key) = (key.sealer()?, key.record_key()?);
        let origin = Origin { actor: Actor::CommandLine, address: None, at: now };
        let tied = store.write(move |conn| key_check::tie(conn, (&own_sealer, &record_key), &origin)).await;
        let check = tied.map_err(|failure| match failure {
            Failure::Refused(NotTied::Other) => needed(BadKeyFile::Other(path.to_owned())),
            Failure::Refused(NotTied::GivenUp) => KeyError::Unusable(BadKeyFile::GivenUp(path.to_owned())),
            Failure::Refused(NotTied::Edited(first_seq)) => {
                KeyError::Edited { database: database.to_owned(), first_seq }
            }
            Failure::Store(error) => error.into(),
        })?;
        let ring = RwLock::new(Arc::new(Ring::EMPTY));
        let (code_key, grant_token_key) = (key.code_key()?, key.grant_token_key()?);
        let keyring = Self { sealer: key.sealer()?, code_key, grant_token_key, check, ring };
        keyring.reread(store).await?;
        Ok(keyring)
    }

    /// Takes over what other programs have changed.
    pub async fn reread(&self, store: &Store) -> Result<Arc<Ring>, StoreError> {
        let stored = store.read(signing_keys::all).await?;
        let known = self.ring();
        if known.stored() == stored {
            return Ok(known);
        }
        let ring = Arc::new(Ring::of(stored, &self.sealer));
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&ring);
        Ok(ring)
    }

    #[must_use]
    pub fn ring(&self) -> Arc<Ring> {
        Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// A new key to sign with, which is not stored yet. One for RS256 takes some tenths of a second.
    pub fn make(&self, algorithm: Algorithm) -> Result<NewKey, NoCipher> {
        NewKey::make(algorithm, &self.sealer)
    }

    /// Encrypts something for a place in the database.
    pub fn seal(&self, place: Place<'_>, value: &[u8]) -> Result<Vec<u8>, NoCipher> {
        self.sealer.seal(place, value)
    }

    /// What was sealed for a place.
    pub fn open_sealed(&self, place: Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
        self.sealer.open(place, sealed)
    }

    /// What stands for a one-time code of a journey in the database, for one purpose.
    #[must_use]
    pub fn code_mac(&self, journey: &Uuid, purpose: &str, code: &str) -> [u8; 32] {
        self.code_key.mac(journey, purpose, code)
    }

    /// The authorization code or refresh token of a grant's generation.
    #[must_use]
    pub fn grant_token(&self, kind: Kind, id: GrantId, generation: u32) -> String {
        self.grant_token_key.write(kind, id, generation)
    }

    /// The grant and the generation that a code or a refresh token names, if it is one of ours.
    #[must_use]
    pub fn read_grant_token(&self, kind: Kind, text: &str) -> Option<(GrantId, u32)> {
        self.grant_token_key.read(kind, text)
    }

    /// An ID token of ours that comes back as a hint, of whatever age.
    #[must_use]
    pub fn id_token_hint(&self, issuer: &Issuer, token: &str) -> Option<IdTokenHint> {
        let ring = self.ring();
        tokens::id_token_hint(token, |kid| ring.verifier_of_hint(kid), issuer)
    }

    /// An access token that is for us and has not expired.
    pub fn access_token(&self, issuer: &Issuer, token: &str, now: Timestamp) -> Result<AccessToken, Unaccepted> {
        let ring = self.ring();
        tokens::access_token(token, |kid| ring.verifier(kid), issuer, now)
    }

    /// What the database must still have for something to be stored that was sealed here.
    #[must_use]
    pub fn check(&self) -> &[u8] {
        &self.check
    }
}

#[cfg(test)]
impl Keyring {
    /// Of a key that belongs to no database.
    pub(super) fn empty() -> Self {
        let key = MasterKey::random().unwrap();
        Self {
            sealer: key.sealer().unwrap(),
            code_key: key.code_key().unwrap(),
            grant_token_key: key.grant_token_key().unwrap(),
            check: Vec::new(),
            ring: RwLock::new(Arc::new(Ring::EMPTY)),
        }
    }
}

/// Whether a key file is the one of the database that has this sealed text.
#[must_use]
pub fn belongs(key: &MasterKey, check: &[u8]) -> bool {
    key.sealer().is_ok_and(|sealer| Tie::open(&sealer, check).is_some())
}
