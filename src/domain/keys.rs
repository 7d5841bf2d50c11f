//! The keys of an installation: the one in the key file, what is derived from it, and those that the provider signs with.

pub mod code_key;
pub mod jws;
pub mod master;
pub mod record_key;
pub mod seal;
pub mod signing;
pub mod stored;
pub mod tie;
pub mod verifying;

use std::time::Duration;

use super::choice::choices;
use super::time::Timestamp;

choices! {
    /// How something is signed (RFC 7518, section 3.1, and RFC 8037, section 3.1).
    pub enum Algorithm {
        Rs256 = "RS256", "RS256";
        Es256 = "ES256", "ES256";
        EdDsa = "EdDSA", "EdDSA";
    }
}

choices! {
    pub enum KeyState {
        /// Published and waiting, so that everybody knows it before it signs.
        Next = "next", "Next";
        Current = "current", "Current";
        /// It has stopped signing, and what it signed may still be valid.
        Previous = "previous", "Previous";
        /// Not published any more.
        Retired = "retired", "Retired";
    }
}

/// How long a key signs.
pub const SIGNS_FOR: Duration = Duration::from_hours(24 * 90);
/// How long others may keep a set of keys that they have read, as its answer says.
pub const SET_KEPT_FOR: Duration = Duration::from_hours(1);
/// How long a key stays published after it has stopped signing: as long as a token lives at most, and others may keep an
/// older set of keys.
pub const PUBLISHED_FOR: Duration = Duration::from_hours(24).saturating_add(SET_KEPT_FOR);
/// How long it is known what a key was.
const REMEMBERED_FOR: Duration = Duration::from_hours(24 * 400);

/// Until when a key must have stopped signing to be published no longer.
#[must_use]
pub fn spent(now: Timestamp) -> Timestamp {
    now.before(PUBLISHED_FOR)
}

/// Until when a key must have stopped signing to be forgotten.
#[must_use]
pub fn forgotten(now: Timestamp) -> Timestamp {
    now.before(REMEMBERED_FOR)
}
