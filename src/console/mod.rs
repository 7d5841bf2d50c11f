//! The operators' door: sign-in, clients and their cards, and what was recorded.

pub mod access;
pub mod activity;
pub mod cards;
pub mod clients;
mod fault;
pub mod health;
pub mod home;
mod listing;
pub mod new;
mod options;
pub mod paths;
pub mod session;
pub mod sessions;
pub mod set_up;
mod shell;
pub mod sign_in;
pub mod theme;

use std::sync::Arc;

use crate::domain::password_hasher::PasswordHasher;
use crate::domain::time::{Clock, Timestamp};
use crate::domain::token::Digest;
use crate::store::Store;

/// What the console's handlers work with.
pub struct Console {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Argon2id.
    pub passwords: PasswordHasher,
    /// The digest of the one-time token that opens the set-up.
    pub set_up: Digest,
    /// Whether the console is reached under https, so that cookies are for https alone.
    pub https: bool,
}

impl Console {
    /// The present.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
