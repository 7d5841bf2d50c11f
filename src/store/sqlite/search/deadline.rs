//! How long a search may take.

use std::time::{Duration, Instant};

use crate::store::StoreError;

#[derive(Clone, Copy, Debug)]
pub struct Deadline(Instant);

impl Deadline {
    #[expect(
        clippy::disallowed_methods,
        reason = "it measures how long a search has run, and nothing that is kept depends on it"
    )]
    pub fn after(time: Duration) -> Self {
        Self(Instant::now() + time)
    }

    /// Asked between the steps of a search, each of which is short.
    #[expect(
        clippy::disallowed_methods,
        reason = "it measures how long a search has run, and nothing that is kept depends on it"
    )]
    pub fn check(self) -> Result<(), StoreError> {
        if Instant::now() < self.0 { Ok(()) } else { Err(StoreError::TookTooLong) }
    }
}
