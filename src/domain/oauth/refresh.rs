//! Which refresh token is good. Each is used once and gives way to the next, so that one that was stolen is noticed (RFC 9700,
//! section 4.14.2); but an answer can be lost on its way, and must not sign anybody out.

use std::time::Duration;

use crate::domain::time::Timestamp;

/// How long a token that gave way yields its successor once more, as after a lost answer or in a second tab.
const RETRY: Duration = Duration::from_mins(1);
/// How far ahead a rotation may be dated, since clocks are corrected.
const CLOCK_TOLERANCE: Duration = Duration::from_mins(5);

/// What is kept of a grant's refresh tokens, which are numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// The present token.
    pub generation: u32,
    /// The one from which it came, where a client may still have that alone.
    pub parent: Option<u32>,
    pub rotated_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The present token: the next one takes its place.
    Rotate(Rotation),
    /// The parent: the present token is said again.
    Retry,
    /// The parent, long after: the client never had the present token. That one is dead, and the next takes its place.
    Recover(Rotation),
    /// A token that is dead, so somebody has it who should not: the grant is to end.
    Reuse,
    /// One that was never given, as after a backup was restored.
    Unknown,
}

/// `is_public` says whether the client cannot prove who it is. One that can has servers which may keep copies of a token for a
/// while; whoever stole one would need its secret too.
#[must_use]
pub fn judge(rotation: &Rotation, presented: u32, is_public: bool, now: Timestamp) -> Verdict {
    let Rotation { generation, parent, rotated_at } = *rotation;
    let next = |parent| Rotation { generation: generation.saturating_add(1), parent, rotated_at: Some(now) };
    let is_recent = |at: Timestamp| now.since(at) < RETRY && at.since(now) <= CLOCK_TOLERANCE;
    match presented {
        // A grant whose code was not redeemed has given no token.
        _ if generation == 0 || presented > generation => Verdict::Unknown,
        _ if presented == generation => Verdict::Rotate(next(Some(presented))),
        _ if Some(presented) != parent => Verdict::Reuse,
        _ if is_public && !rotated_at.is_some_and(is_recent) => Verdict::Recover(next(parent)),
        _ => Verdict::Retry,
    }
}

#[cfg(test)]
mod tests;
