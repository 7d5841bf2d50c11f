//! Hashes passwords with Argon2id (RFC 9106) on a bounded number of threads, in memory that one turn leaves to the next.

use std::sync::Arc;

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};

use super::hashing_line::{Line, Place, Who};
use crate::domain::password::Password;
use crate::domain::token::random_bytes;

/// 19 MiB, two passes, one lane: OWASP's recommendation for Argon2id.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

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
    line: Line,
    /// A hash that no password has, checked where there is no account, so that it takes the same time.
    decoy: Arc<str>,
}

impl PasswordHasher {
    /// At most `at_once` hashes are computed side by side.
    pub fn new(at_once: usize) -> Result<Self, HashError> {
        let output = Output::new(&[0; 32]).map_err(error)?;
        Ok(Self { line: Line::new(at_once), decoy: phc(random_salt()?, output)?.to_string().into() })
    }

    /// A place in the line for one password.
    pub fn reserve(&self, who: Who) -> Result<Place, HashError> {
        self.line.reserve(who)
    }

    /// The hash of a new password, as a PHC string.
    pub async fn hash(&self, password: Password) -> Result<String, HashError> {
        self.run(self.reserve(Who::Known)?, move |memory| {
            let salt = random_salt()?;
            Ok(phc(salt, output(&password, &salt, &params()?, memory)?)?.to_string())
        })
        .await
    }

    /// Whether a password has this hash; without a hash, no, after the same time.
    pub async fn verify(&self, place: Place, password: Password, stored: Option<String>) -> Result<bool, HashError> {
        let exists = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.decoy.to_string());
        self.run(place, move |memory| {
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

    async fn run<T, F>(&self, place: Place, work: F) -> Result<T, HashError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Vec<Block>) -> Result<T, HashError> + Send + 'static,
    {
        let mut turn = place.turn().await?;
        // The turn and the place are held until the work is done, also when nobody waits for it any more.
        let task = tokio::task::spawn_blocking(move || {
            let result = work(&mut turn.memory);
            drop((turn, place));
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
        let verify = |password: &Password, stored: Option<&str>| {
            let place = hasher.reserve(Who::Known).unwrap();
            hasher.verify(place, password.clone(), stored.map(ToOwned::to_owned))
        };
        assert!(verify(&password, Some(&hash)).await.unwrap());
        assert!(!verify(&Password::to_verify("plum otter violin harbor"), Some(&hash)).await.unwrap());
        assert!(!verify(&password, None).await.unwrap());
        assert!(verify(&password, Some("nonsense")).await.is_err());
    }
}
