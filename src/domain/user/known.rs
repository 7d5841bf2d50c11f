//! Users who have signed in in a browser, as the browser itself keeps them.

use std::time::Duration;

use super::UserId;
use crate::domain::time::Timestamp;

/// How long a browser stays known to a user after the last sign-in.
pub const MEMORY: Duration = Duration::from_hours(24 * 180);
/// More share no browser; it forgets whose last sign-in is longest ago.
const MOST: usize = 5;

/// Each with their last sign-in, the latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownUsers(Vec<(UserId, Timestamp)>);

impl KnownUsers {
    #[must_use]
    pub fn read(text: &[u8]) -> Option<Self> {
        serde_json::from_slice(text).ok().map(Self)
    }

    pub fn write(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(&self.0)
    }

    #[must_use]
    pub fn includes(&self, user: UserId, now: Timestamp) -> bool {
        self.0.iter().any(|(known, at)| *known == user && is_remembered(*at, now))
    }

    /// After one more sign-in.
    #[must_use]
    pub fn with(&self, user: UserId, now: Timestamp) -> Self {
        let others = self.0.iter().filter(|(known, at)| *known != user && is_remembered(*at, now));
        Self(std::iter::once((user, now)).chain(others.copied()).take(MOST).collect())
    }
}

/// A sign-in that lies ahead, because the clock was set back, is forgotten as early as one that is as long ago.
fn is_remembered(at: Timestamp, now: Timestamp) -> bool {
    now.since(at).max(at.since(now)) < MEMORY
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn user(number: u128) -> UserId {
        UserId(Uuid::from_u128(number))
    }

    #[test]
    fn the_last_five_are_known_for_180_days_in_either_direction_of_the_clock() {
        let start = Timestamp(1_800_000_000_000);
        let known = (1..=7).fold(KnownUsers::default(), |known, number| known.with(user(number), start));
        let known = known.with(user(4), start);
        let includes = |now| (1..=7).filter(|number| known.includes(user(*number), now)).collect::<Vec<_>>();
        assert_eq!(includes(start), [3, 4, 5, 6, 7]);
        let almost = Duration::from_hours(24 * 179);
        assert_eq!(includes(start.after(almost)).len(), 5);
        assert_eq!(includes(start.before(almost)).len(), 5);
        assert_eq!([start.after(MEMORY), start.before(MEMORY)].map(includes), [[]; 2]);
        assert_eq!(known.with(user(1), start.after(MEMORY)), KnownUsers(vec![(user(1), start.after(MEMORY))]));
    }

    #[test]
    fn what_is_written_is_read_again_and_nothing_else() {
        let known = KnownUsers::default().with(user(1), Timestamp(5)).with(user(2), Timestamp(6));
        assert_eq!(KnownUsers::read(&known.write().unwrap()), Some(known));
        for other in [&b""[..], b"{}", b"[1]", b"[[\"x\",1]]", b"\xff"] {
            assert_eq!(KnownUsers::read(other), None);
        }
    }
}
