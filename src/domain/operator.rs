//! Operators: the people who sign in to the console.

use std::time::Duration;

use uuid::Uuid;

use super::password::PasswordPolicy;
use super::role::Role;
use super::session::CLOCK_TOLERANCE;
use super::text::{EmailAddress, TextError, line};
use super::time::Timestamp;
use super::token::{Digest, SecretToken};

/// Operators' passwords are their only factor, hence 15 characters (NIST SP 800-63B-4, section 3.1.1.2).
pub const PASSWORD_POLICY: PasswordPolicy = PasswordPolicy {
    min_length: 15,
    words: &["next", "identity", "console", "nextidentity", "administrator", "operator"],
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OperatorId(pub Uuid);

/// An operator's name as others see it: 1–80 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperatorName(String);

impl OperatorName {
    /// Reads a name that a person typed.
    pub fn parse(raw: &str) -> Result<Self, TextError> {
        line(raw, "a name", 1, 80).map(Self)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An operator as the console knows one that is signed in.
#[derive(Clone, Debug)]
pub struct Operator {
    pub id: OperatorId,
    pub name: String,
    pub email: String,
    /// What the operator may do, as of this request.
    pub role: Role,
}

#[derive(Clone, Debug)]
pub struct NewOperator {
    pub name: OperatorName,
    pub email: EmailAddress,
    pub role: Role,
    pub password: NewPassword,
}

/// How an operator comes by a password.
#[derive(Clone, Debug)]
pub enum NewPassword {
    /// The password's hash as a PHC string, never the password.
    Hash(String),
    /// They choose it, by a link of which this is the digest.
    Link(Digest),
}

/// The page where an operator chooses a password.
pub const PASSWORD_CHOICE: &str = "/password-choice";

/// The link to that page of the console at `origin`.
#[must_use]
pub fn password_link(origin: &str, token: &SecretToken) -> String {
    format!("{origin}{PASSWORD_CHOICE}?token={}", token.to_text())
}

/// How long the link works with which an operator chooses a password.
pub const PASSWORD_LINK_LIFETIME: Duration = Duration::from_hours(24);

/// Whether a link that was made at `created_at` still works. No step of the clock makes it work much longer.
#[must_use]
pub fn is_link_live(created_at: Timestamp, now: Timestamp) -> bool {
    created_at.since(now) <= CLOCK_TOLERANCE && now.since(created_at) < PASSWORD_LINK_LIFETIME
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_works_for_a_day_to_the_millisecond_and_no_longer_when_the_clock_is_set_back() {
        let (made, short) = (Timestamp(1_000_000_000_000), Duration::from_millis(1));
        let end = made.after(PASSWORD_LINK_LIFETIME);
        assert!(is_link_live(made, made) && is_link_live(made, end.before(short)));
        assert!(!is_link_live(made, end));
        let early = made.before(CLOCK_TOLERANCE);
        assert!(is_link_live(made, early) && !is_link_live(made, early.before(short)));
    }
}
