//! How long an operator stays signed in (NIST SP 800-63B-4 AAL2, section 2.2.3).

use std::time::Duration;

use super::time::Timestamp;

/// Longest time without a request.
pub const IDLE_LIMIT: Duration = Duration::from_hours(1);
/// Longest time since the sign-in.
pub const ABSOLUTE_LIMIT: Duration = Duration::from_hours(24);
/// A request renews the idle time at most this often, so that reading pages writes little.
pub const RENEWAL_INTERVAL: Duration = Duration::from_mins(1);

/// Whether a session that began at `created_at` and was last used at `last_seen_at` still holds.
#[must_use]
pub fn is_live(created_at: Timestamp, last_seen_at: Timestamp, now: Timestamp) -> bool {
    now.since(created_at) < ABSOLUTE_LIMIT && now.since(last_seen_at) < IDLE_LIMIT
}
