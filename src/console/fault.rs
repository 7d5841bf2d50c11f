//! Faults of the layers below as pages.

use crate::domain::password_hasher::HashError;
use crate::domain::token::NoRandomness;
use crate::store::StoreError;
use crate::web::problem::Problem;

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) => Self::unavailable(error),
            StoreError::Internal(_) => Self::internal(error),
        }
    }
}

impl From<HashError> for Problem {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy => Self::unavailable(error),
            HashError::Failed(_) => Self::internal(error),
        }
    }
}

impl From<NoRandomness> for Problem {
    fn from(error: NoRandomness) -> Self {
        Self::internal(error)
    }
}
