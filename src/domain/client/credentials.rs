//! Client secrets: how long each one lives, and what may be done with them. At most two of a client live at once.

use std::fmt;
use std::time::Duration;

use crate::domain::bounded::{Bounded, OutOfBounds, whole_number};
use crate::domain::choice::choices;
use crate::domain::time::{Day, Timestamp};
use crate::domain::token::{Digest, NoRandomness, SecretToken};

/// Hours for which a secret goes on working after its rotation.
pub type Overlap = Bounded<0, 168, 24>;

/// An expiry is announced so long before.
pub const WARNING: Duration = Duration::from_hours(30 * 24);
/// A secret that is older should be rotated.
pub const OLD_AGE: Duration = Duration::from_hours(365 * 24);

/// What every secret begins with, so that one that leaked is recognized.
const PREFIX: &str = "nic_s_";
/// Random characters that pages show, to tell secrets apart; 39 others stay unknown.
const SHOWN: usize = 4;

/// A client's secret. It is shown once and never stored; see [`Self::digest`].
#[derive(Clone)]
pub struct ClientSecret(SecretToken);

impl ClientSecret {
    /// A new secret of 256 random bits.
    pub fn random() -> Result<Self, NoRandomness> {
        SecretToken::random().map(Self)
    }

    /// The text to hand out: the prefix and 43 characters of base64url.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{PREFIX}{}", self.0.to_text())
    }

    /// The digest of the text, as an application sends it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::sha256(self.to_text().as_bytes())
    }

    /// The first characters, by which people tell secrets apart.
    #[must_use]
    pub fn beginning(&self) -> String {
        self.to_text().chars().take(PREFIX.len() + SHOWN).collect()
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret(…)")
    }
}

choices! {
    /// Why a secret does not work any more.
    pub enum HowEnded {
        /// Its rotation, at once or after the overlap.
        Rotated = "rotated", "rotated";
        /// An operator ended it before its time.
        Ended = "ended", "ended by an operator";
        Expired = "expired", "expired";
        /// The client became one that cannot keep a secret.
        ClientMadePublic = "client_made_public", "the app type was changed";
    }
}

/// A secret as it is known after it was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// Its place among the client's secrets, from 1.
    pub number: i64,
    pub beginning: String,
    pub created_at: Timestamp,
    /// The name that its operator had at the time.
    pub created_by: Option<String>,
    pub expires_at: Option<Timestamp>,
    /// The overlap of its rotation, and when that ends; none while it is the present secret.
    pub rotated: Option<(u32, Timestamp)>,
    /// Once noted, it stays so whatever the clock does.
    pub ended: Option<(Timestamp, HowEnded)>,
    pub last_used: Option<Day>,
}

impl Secret {
    /// When it stopped working and why, as seen at a moment.
    #[must_use]
    pub fn ended(&self, now: Timestamp) -> Option<(Timestamp, HowEnded)> {
        let planned = self.end().filter(|(at, _)| *at <= now);
        self.ended.or(planned)
    }

    /// When it will stop working unless something else happens.
    #[must_use]
    pub fn end(&self) -> Option<(Timestamp, HowEnded)> {
        let rotated = self.rotated.map(|(_, at)| (at, HowEnded::Rotated));
        let expired = self.expires_at.map(|at| (at, HowEnded::Expired));
        rotated.into_iter().chain(expired).min_by_key(|(at, _)| *at)
    }

    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.ended(now).is_none()
    }

    /// Whether it has ended by the clock, and nobody has noted it.
    #[must_use]
    pub fn is_to_be_noted(&self, now: Timestamp) -> bool {
        self.ended.is_none() && !self.is_live(now)
    }
}

/// The secrets of a client, the latest first.
#[derive(Clone, Debug, Default)]
pub struct Secrets(pub Vec<Secret>);

impl Secrets {
    /// The one that applications are to use.
    #[must_use]
    pub fn present(&self, now: Timestamp) -> Option<&Secret> {
        self.live(now).find(|secret| secret.rotated.is_none())
    }

    /// The one that was rotated and still works.
    #[must_use]
    pub fn old(&self, now: Timestamp) -> Option<&Secret> {
        self.live(now).find(|secret| secret.rotated.is_some())
    }

    pub fn live(&self, now: Timestamp) -> impl Iterator<Item = &Secret> {
        self.0.iter().filter(move |secret| secret.is_live(now))
    }

    /// The number of the latest one; 0 where there was none. What a page has seen, it says with this.
    #[must_use]
    pub fn latest(&self) -> i64 {
        self.0.first().map_or(0, |secret| secret.number)
    }

    /// The present secret, where it may be rotated.
    pub fn to_rotate(&self, now: Timestamp) -> Result<&Secret, Refused> {
        let present = self.present(now).ok_or(Refused::NoSecret)?;
        if self.old(now).is_some() { Err(Refused::TwoLive) } else { Ok(present) }
    }

    /// Whether a first secret, or one after all others have ended, may be generated.
    pub fn may_generate(&self, now: Timestamp) -> Result<(), Refused> {
        match self.present(now) {
            Some(_) => Err(Refused::HasSecret),
            None => Ok(()),
        }
    }
}

/// The hours that a person typed.
pub fn typed_overlap(typed: &str) -> Result<Overlap, OutOfBounds> {
    whole_number(typed).map_or_else(|| Err(Overlap::out_of_bounds()), Overlap::try_from)
}

/// Why an expiry was refused, in words that say what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExpiryError {
    #[error("Enter a day such as 2027-01-31, or nothing.")]
    NotADay,
    #[error("Choose a day from today, {0}, to {1}.")]
    OutOfBounds(Day, Day),
}

/// Days from today on which a secret may expire, at most.
const FURTHEST: i64 = 3650;

/// When a secret expires whose last day a person typed; `None` where they typed nothing.
pub fn typed_expiry(typed: &str, now: Timestamp) -> Result<Option<Timestamp>, ExpiryError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let day = Day::parse(typed).ok_or(ExpiryError::NotADay)?;
    let today = Day::containing(now);
    let furthest = Day(today.0.saturating_add(FURTHEST));
    if day < today || day > furthest {
        Err(ExpiryError::OutOfBounds(today, furthest))
    } else {
        Ok(Some(day.next().start()))
    }
}

/// The last day on which a secret works that expires at a moment.
#[must_use]
pub fn last_day(expires_at: Timestamp) -> Day {
    Day::containing(expires_at.before(Duration::from_millis(1)))
}

/// Why a secret was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no such client.
    Gone,
    /// The client cannot keep a secret.
    Public,
    /// There is a secret, which can only be rotated.
    HasSecret,
    /// There is no secret that works.
    NoSecret,
    /// A third secret is refused.
    TwoLive,
    /// Somebody generated, rotated or ended a secret after the page was opened.
    Changed,
    /// Somebody set another expiry after the page was opened.
    ExpiryChanged,
}

#[cfg(test)]
#[path = "credentials/tests.rs"]
mod tests;
