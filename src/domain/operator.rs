//! Operators: the people who sign in to the console.

use uuid::Uuid;

use super::password::PasswordPolicy;
use super::role::Role;
use super::text::{EmailAddress, TextError, line};

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
    /// The password's hash as a PHC string, never the password.
    pub password_hash: String,
}
