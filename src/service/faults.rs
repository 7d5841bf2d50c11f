//! Faults of the layers below as pages.

use super::password_hasher::HashError;
use crate::domain::token::NoRandomness;
use crate::store::StoreError;
use crate::web::problem::Problem;

const BUSY: &str = "The console is too busy, or its database is in use by another program.";

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) => Self::unavailable(BUSY, error),
            StoreError::Full(_) => Self::unavailable("The disk that holds the console's data is full.", error),
            StoreError::Disk(_) => {
                Self::unavailable("The disk that holds the console's data refuses to be used at the moment.", error)
            }
            StoreError::Internal(_) => Self::internal(error),
        }
    }
}

impl From<HashError> for Problem {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy => Self::unavailable(BUSY, error),
            HashError::Failed(_) => Self::internal(error),
        }
    }
}

impl From<NoRandomness> for Problem {
    fn from(error: NoRandomness) -> Self {
        Self::internal(error)
    }
}
