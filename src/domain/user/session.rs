//! How long a user stays signed in, which each client decides for itself.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Details, Identifier, Proofs, Subject, UserId};
use crate::domain::client::SessionLimits;
use crate::domain::time::Timestamp;

/// How far in the future a session may be dated: a clock may be set back, but must not make a session immortal.
pub const CLOCK_TOLERANCE: Duration = Duration::from_hours(1);
/// A session that is used all the time is renewed so often within its idle time.
const RENEWALS: u32 = 20;
/// Without “Keep me signed in”, whatever the client allows.
const BRIEF_IDLE: Duration = Duration::from_hours(12);
const BRIEF_ABSOLUTE: Duration = Duration::from_hours(24);

/// The database key of a session, which clients know as `sid`; it opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct UserSessionId(pub Uuid);

/// A session whose user is active. Whether it serves a client is up to [`Self::serves`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveSession {
    pub id: UserSessionId,
    pub user: UserId,
    pub subject: Subject,
    pub details: Details,
    /// The user's verified identifiers.
    pub identifiers: Vec<Identifier>,
    /// When the first proof was given.
    pub auth_time: Timestamp,
    pub proofs: Proofs,
    /// Whether the user chose to stay signed in.
    pub remembered: bool,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
}

impl LiveSession {
    #[must_use]
    pub fn serves(&self, limits: &SessionLimits, now: Timestamp) -> bool {
        let Self { remembered, created_at, last_seen_at, .. } = *self;
        SessionTimes { remembered, created_at, last_seen_at }.serves(limits, now)
    }

    /// What the user is called on a page: by name, or else by an identifier.
    #[must_use]
    pub fn name(&self) -> String {
        let identifier = || self.identifiers.first().map(|identifier| identifier.as_str().to_owned());
        self.details.name().or_else(identifier).unwrap_or_default()
    }
}

/// What the end of a session depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionTimes {
    pub remembered: bool,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
}

impl SessionTimes {
    #[must_use]
    pub fn serves(&self, limits: &SessionLimits, now: Timestamp) -> bool {
        let is_dated_right = [self.created_at, self.last_seen_at].iter().all(|at| at.since(now) <= CLOCK_TOLERANCE);
        is_dated_right && now < ends_at(limits, self.remembered, self.created_at, self.last_seen_at)
    }

    /// Until when it serves a client if it is used now; none where it was used so short a time ago that it does not matter.
    #[must_use]
    pub fn used(&self, limits: &SessionLimits, now: Timestamp) -> Option<Timestamp> {
        let seldom = most(limits.idle.get(), BRIEF_IDLE, self.remembered) / RENEWALS;
        (now.since(self.last_seen_at) >= seldom).then(|| ends_at(limits, self.remembered, self.created_at, now))
    }
}

/// When a session ends for a client that has these limits, if nothing more is done with it.
#[must_use]
pub fn ends_at(limits: &SessionLimits, remembered: bool, created_at: Timestamp, last_seen_at: Timestamp) -> Timestamp {
    let idle = last_seen_at.after(most(limits.idle.get(), BRIEF_IDLE, remembered));
    idle.min(created_at.after(most(limits.absolute.get(), BRIEF_ABSOLUTE, remembered)))
}

fn most(seconds: u32, brief: Duration, remembered: bool) -> Duration {
    let own = Duration::from_secs(seconds.into());
    if remembered { own } else { own.min(brief) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(remembered: bool, created_at: i64, last_seen_at: i64) -> LiveSession {
        LiveSession {
            id: UserSessionId(Uuid::nil()),
            user: UserId(Uuid::nil()),
            subject: Subject(String::new()),
            details: Details::default(),
            identifiers: Vec::new(),
            auth_time: Timestamp(created_at),
            proofs: Proofs::default(),
            remembered,
            created_at: Timestamp(created_at),
            last_seen_at: Timestamp(last_seen_at),
        }
    }

    const HOUR: i64 = 3_600_000;

    #[test]
    fn a_session_ends_at_either_limit_of_the_client_to_the_millisecond() {
        let limits = SessionLimits::default();
        let (idle, absolute) = (i64::from(limits.idle.get()) * 1_000, i64::from(limits.absolute.get()) * 1_000);
        assert!(session(true, 0, 0).serves(&limits, Timestamp(idle - 1)));
        assert!(!session(true, 0, 0).serves(&limits, Timestamp(idle)));
        assert!(session(true, 0, absolute).serves(&limits, Timestamp(absolute - 1)));
        assert!(!session(true, 0, absolute).serves(&limits, Timestamp(absolute)));
    }

    #[test]
    fn who_did_not_ask_to_stay_signed_in_is_signed_out_after_half_a_day_or_a_day() {
        let limits = SessionLimits::default();
        assert!(session(false, 0, 0).serves(&limits, Timestamp(12 * HOUR - 1)));
        assert!(!session(false, 0, 0).serves(&limits, Timestamp(12 * HOUR)));
        assert!(!session(false, 0, 23 * HOUR).serves(&limits, Timestamp(24 * HOUR)));
    }

    #[test]
    fn a_clock_set_back_makes_no_session_immortal() {
        let limits = SessionLimits::default();
        assert!(session(true, HOUR, HOUR).serves(&limits, Timestamp(0)));
        assert!(!session(true, HOUR + 1, 0).serves(&limits, Timestamp(0)));
        assert!(!session(true, 0, HOUR + 1).serves(&limits, Timestamp(0)));
    }
}
