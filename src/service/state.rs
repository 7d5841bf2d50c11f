//! What the handlers of all doors work with.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::password_hasher::PasswordHasher;
use super::turns::Turns;
use crate::domain::security_contact::SecurityContact;
use crate::domain::time::{Clock, Timestamp};
use crate::domain::token::Digest;
use crate::store::Store;

pub struct State {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub passwords: PasswordHasher,
    /// The digest of the one-time token that opens the set-up.
    pub set_up: Digest,
    pub security: Option<SecurityContact>,
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
}
