//! A user: somebody who signs in to clients, and never an operator.

mod details;
mod event;
mod identifier;
pub mod known;
mod proof;
mod session;
mod standing;
pub mod words;

pub use details::Details;
pub use event::{EventKind, How};
pub use identifier::Identifier;
pub use known::KnownUsers;
pub use proof::{Acr, Proof, ProofKind, Proofs};
pub use session::{CLOCK_TOLERANCE, LiveSession, SessionTimes, UserSessionId, ends_at};
pub use standing::Standing;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::time::Timestamp;

/// The database key of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct UserId(pub Uuid);

impl UserId {
    /// Keys sort by the time at which they were made.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self(now.uuid())
    }

    /// Reads the key from an address; only the spelling that we write is one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let uuid = Uuid::try_parse(text).ok()?;
        (uuid.hyphenated().to_string() == text).then_some(Self(uuid))
    }
}

/// What clients know a user by (`sub`, `OpenID` Connect Core 1.0, section 2). It is given to nobody else, ever.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Subject(pub String);

impl Subject {
    /// A new one with 122 random bits.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "a name that tells users apart and keeps no secret")]
    pub fn random() -> Self {
        Self(Uuid::new_v4().simple().to_string())
    }
}
