//! How long an operator stays signed in (NIST SP 800-63B-4 AAL2, section 2.2.3).

use std::time::Duration;

use super::time::Timestamp;

/// Longest time without a request.
const IDLE_LIMIT: Duration = Duration::from_hours(1);
/// Longest time since the sign-in.
pub const ABSOLUTE_LIMIT: Duration = Duration::from_hours(24);
/// A request renews the idle time at most this often, so that reading pages writes little.
pub const RENEWAL_INTERVAL: Duration = Duration::from_mins(1);

/// What is done with a secret asks for the password again when it was last given so long ago.
pub const CONFIRMATION_LIMIT: Duration = Duration::from_mins(10);

/// How far in the future a session may be dated: a clock may be set back, but must not make a session immortal.
pub const CLOCK_TOLERANCE: Duration = Duration::from_hours(1);

/// Whether a session that began at `created_at` and was last used at `last_seen_at` still holds.
#[must_use]
pub fn is_live(created_at: Timestamp, last_seen_at: Timestamp, now: Timestamp) -> bool {
    let is_dated_right = created_at.since(now) <= CLOCK_TOLERANCE && last_seen_at.since(now) <= CLOCK_TOLERANCE;
    is_dated_right && now.since(created_at) < ABSOLUTE_LIMIT && now.since(last_seen_at) < IDLE_LIMIT
}

/// Whether the password was given a short while ago. A clock that was set back makes no while longer, but for the minute by
/// which clocks are corrected.
#[must_use]
pub fn is_recent(signed_in_at: Timestamp, now: Timestamp) -> bool {
    now.since(signed_in_at) < CONFIRMATION_LIMIT && signed_in_at.since(now) <= RENEWAL_INTERVAL
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_was_given_recently_for_ten_minutes_to_the_millisecond() {
        let (start, ms) = (Timestamp(1_000_000_000_000), Duration::from_millis(1));
        let end = start.after(CONFIRMATION_LIMIT);
        assert!(is_recent(start, start) && is_recent(start, end.before(ms)));
        assert!(!is_recent(start, end));
        assert!(is_recent(start, start.before(RENEWAL_INTERVAL)), "a clock that was corrected");
        assert!(!is_recent(start, start.before(RENEWAL_INTERVAL + ms)), "a clock that was set back");
    }

    #[test]
    fn a_clock_set_back_ends_no_fresh_session_at_once_and_makes_none_immortal() {
        let now = Timestamp(1_000_000_000_000);
        let hour = now.after(CLOCK_TOLERANCE);
        assert!(is_live(hour, hour, now));
        let later = now.after(CLOCK_TOLERANCE + Duration::from_millis(1));
        assert!(!is_live(later, later, now));
        assert!(!is_live(now, later, now));
    }

    #[test]
    fn a_session_ends_at_either_limit_to_the_millisecond() {
        let (start, short) = (Timestamp(1_000_000_000_000), Duration::from_millis(1));
        let idle = start.after(IDLE_LIMIT);
        assert!(is_live(start, start, idle.before(short)));
        assert!(!is_live(start, start, idle));
        let end = start.after(ABSOLUTE_LIMIT);
        assert!(is_live(start, end.before(short), end.before(short)));
        assert!(!is_live(start, end, end));
    }
}
