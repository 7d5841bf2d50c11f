//! Faults of the layers below as problems of a request; what is said about them is up to the door.

use actix_web::http::StatusCode;

use super::password_hasher::HashError;
use crate::domain::token::NoRandomness;
use crate::store::StoreError;
use crate::web::problem::{Fault, Problem};

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) => Self::unavailable(Fault::Busy, error),
            StoreError::NotAllowed => {
                let message = "Your session has ended, or your role was changed, while the form was on its way. Nothing was \
                    changed.";
                Self::new(StatusCode::UNAUTHORIZED, "You are signed out", message).to_start()
            }
            StoreError::OtherKeyFile => {
                let message =
                    "The key file was given up since this program was started. Nothing was changed. Start it again.";
                Self::unavailable(Fault::Busy, error)
                    .explained("Nothing can be recorded at present", message.to_owned())
            }
            StoreError::Full(_) => Self::unavailable(Fault::DiskFull, error),
            StoreError::Disk(_) => Self::unavailable(Fault::DiskRefuses, error),
            StoreError::Gone(_) => Self::unavailable(Fault::DatabaseGone, error),
            StoreError::Damaged(_) | StoreError::NotADatabase(_) => Self::unavailable(Fault::DatabaseDamaged, error),
            StoreError::Unreadable(ref unreadable) => {
                let message = format!(
                    "The settings of the client “{}” (revision {}) break a rule at {}: {}. Nothing was changed, and other \
                     clients are not affected. A backup may hold them as they were.",
                    unreadable.client, unreadable.revision, unreadable.path, unreadable.reason
                );
                Self::internal(&error).explained("This client's settings cannot be read", message).to_start()
            }
            StoreError::TookTooLong => {
                let message = "It was stopped after half a second, so that nobody else has to wait. Look for longer or fewer words.";
                Self::unavailable(Fault::Busy, error).explained("The search took too long", message.to_owned())
            }
            StoreError::SearchIndex(_) => {
                let message = "Its index was damaged and is being built anew. Nothing is lost, and everything else works. Try again in a minute.";
                Self::unavailable(Fault::Busy, error)
                    .explained("The search does not work at present", message.to_owned())
            }
            StoreError::Internal(_) => Self::internal(error),
        }
    }
}

impl From<HashError> for Problem {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy => Self::unavailable(Fault::Busy, error),
            HashError::Failed(_) => Self::internal(error),
        }
    }
}

impl From<NoRandomness> for Problem {
    fn from(error: NoRandomness) -> Self {
        Self::internal(error)
    }
}
