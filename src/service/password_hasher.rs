//! Hashes passwords with Argon2id (RFC 9106) on a bounded number of threads, in memory that is used again.

use std::sync::{Arc, Mutex, PoisonError};

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use tokio::sync::Semaphore;

use crate::domain::password::Password;
use crate::domain::token::random_bytes;

/// 19 MiB, two passes, one lane: OWASP's recommendation for Argon2id.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Hashes that may wait for their turn; whoever comes after them is turned away at once.
const LONGEST_LINE: usize = 256;

/// Places in the line beyond that, for those who have been let in before.
const KNOWN_LINE: usize = 32;

#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// More are waiting than can be served in good time.
    #[error("too many passwords are waiting to be hashed")]
    Busy,
    /// No randomness, no memory, or a stored hash that cannot be read.
    #[error("a password cannot be hashed: {0}")]
    Failed(String),
}

/// Hashes and checks passwords, never more at once than it was made for: the rest wait in line.
#[derive(Clone, Debug)]
pub struct PasswordHasher {
    pub(super) line: Arc<Semaphore>,
    known_line: Arc<Semaphore>,
    turns: Arc<Semaphore>,
    /// Memory that is not in use. Freeing 19 MiB after each hash would leave the allocator holding much more.
    idle: Arc<Mutex<Vec<Vec<Block>>>>,
    /// A hash that no password has, checked where there is no account, so that it takes the same time.
    decoy: Arc<str>,
}

impl PasswordHasher {
    /// At most `at_once` hashes are computed side by side.
    pub fn new(at_once: usize) -> Result<Self, HashError> {
        let output = Output::new(&[0; 32]).map_err(error)?;
        Ok(Self {
            line: Arc::new(Semaphore::new(at_once + LONGEST_LINE)),
            known_line: Arc::new(Semaphore::new(KNOWN_LINE)),
            turns: Arc::new(Semaphore::new(at_once)),
            idle: Arc::default(),
            decoy: phc(random_salt()?, output)?.to_string().into(),
        })
    }

    /// The hash of a new password, as a PHC string.
    pub async fn hash(&self, password: Password) -> Result<String, HashError> {
        self.run(true, move |memory| {
            let salt = random_salt()?;
            Ok(phc(salt, output(&password, &salt, &params()?, memory)?)?.to_string())
        })
        .await
    }

    /// Whether a password has this hash; without a hash, no, after the same time. `known` says that the one who asks
    /// has been let in before: strangers cannot fill that part of the line.
    pub async fn verify(&self, password: Password, stored: Option<String>, known: bool) -> Result<bool, HashError> {
        let exists = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.decoy.to_string());
        self.run(known, move |memory| {
            let stored = PasswordHash::new(&stored).map_err(error)?;
            let (Some(salt), Some(expected)) = (stored.salt, stored.hash) else {
                return Err(HashError::Failed("the stored hash is incomplete".to_owned()));
            };
            let params = Params::try_from(&stored).map_err(error)?;
            // `Output` compares in constant time.
            Ok(output(&password, &salt, &params, memory)? == expected && exists)
        })
        .await
    }

    async fn run<T, F>(&self, known: bool, work: F) -> Result<T, HashError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Vec<Block>) -> Result<T, HashError> + Send + 'static,
    {
        let place = self.line.try_acquire();
        let _place = if known { place.or_else(|_| self.known_line.try_acquire()) } else { place }
            .map_err(|_| HashError::Busy)?;
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(error)?;
        let idle = Arc::clone(&self.idle);
        let task = tokio::task::spawn_blocking(move || {
            let mut memory = idle.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
            let result = work(&mut memory);
            idle.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
            drop(turn);
            result
        });
        task.await.map_err(error)?
    }
}

fn error(error: impl std::fmt::Display) -> HashError {
    HashError::Failed(error.to_string())
}

fn params() -> Result<Params, HashError> {
    Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(error)
}

fn random_salt() -> Result<Salt, HashError> {
    Salt::new(&random_bytes::<16>().map_err(error)?).map_err(error)
}

fn phc(salt: Salt, hash: Output) -> Result<PasswordHash, HashError> {
    Ok(PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params()?).map_err(error)?,
        salt: Some(salt),
        hash: Some(hash),
    })
}

fn output(password: &Password, salt: &Salt, params: &Params, memory: &mut Vec<Block>) -> Result<Output, HashError> {
    memory.resize(params.block_count(), Block::new());
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    let mut bytes = [0; 32];
    argon2.hash_password_into_with_memory(password.as_bytes(), salt, &mut bytes, memory).map_err(error)?;
    Output::new(&bytes).map_err(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_is_argon2id_with_the_recommended_cost_and_checks_its_password_alone() {
        let hasher = PasswordHasher::new(2).unwrap();
        let password = Password::to_verify("plum otter violin harbour");
        let hash = hasher.hash(password.clone()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_ne!(hash, hasher.hash(password.clone()).await.unwrap(), "salted");
        assert!(hasher.verify(password.clone(), Some(hash.clone()), false).await.unwrap());
        assert!(!hasher.verify(Password::to_verify("plum otter violin harbor"), Some(hash), false).await.unwrap());
        assert!(!hasher.verify(password.clone(), None, false).await.unwrap());
        assert!(hasher.verify(password, Some("nonsense".to_owned()), false).await.is_err());
    }

    #[tokio::test]
    async fn a_line_that_is_too_long_turns_the_next_stranger_away_and_nobody_else() {
        let hasher = PasswordHasher::new(1).unwrap();
        let _places = hasher.line.try_acquire_many(256).unwrap();
        let guess = || Password::to_verify("plum otter violin harbour");
        let (first, second, known) = tokio::join!(
            hasher.verify(guess(), None, false),
            hasher.verify(guess(), None, false),
            hasher.verify(guess(), None, true),
        );
        assert!(first.is_ok());
        assert!(matches!(second, Err(HashError::Busy)));
        assert!(known.is_ok());
    }
}
