//! How a user says who they are, and where codes go.

use serde::{Deserialize, Serialize};

use crate::domain::client::PrimaryIdentifier;
use crate::domain::phone::PhoneNumber;
use crate::domain::text::EmailAddress;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Identifier {
    Email(EmailAddress),
    Mobile(PhoneNumber),
}

impl Identifier {
    #[must_use]
    pub fn kind(&self) -> PrimaryIdentifier {
        match self {
            Self::Email(_) => PrimaryIdentifier::Email,
            Self::Mobile(_) => PrimaryIdentifier::Mobile,
        }
    }

    /// The one spelling: an address in lower case, or a number in E.164.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Email(email) => email.as_str(),
            Self::Mobile(number) => number.as_str(),
        }
    }

    /// What was stored in that spelling; `None` for any other.
    #[must_use]
    pub fn stored(kind: PrimaryIdentifier, value: &str) -> Option<Self> {
        match kind {
            PrimaryIdentifier::Email => {
                EmailAddress::parse(value).ok().filter(|email| email.as_str() == value).map(Self::Email)
            }
            PrimaryIdentifier::Mobile => PhoneNumber::stored(value).map(Self::Mobile),
        }
    }

    /// Enough for its owner to know it again: `a•••@example.com`, `•••67`.
    #[must_use]
    pub fn masked(&self) -> String {
        match self {
            Self::Email(email) => {
                let (local, domain) = email.as_str().rsplit_once('@').unwrap_or(("", email.as_str()));
                format!("{}•••@{domain}", local.chars().take(1).collect::<String>())
            }
            Self::Mobile(number) => {
                let digits: Vec<char> = number.as_str().chars().collect();
                format!("•••{}", digits.iter().skip(digits.len().saturating_sub(2)).collect::<String>())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_is_masked_so_that_only_its_owner_knows_it_again() {
        let email = Identifier::Email(EmailAddress::parse("Ada@Example.com").unwrap());
        assert_eq!((email.as_str(), email.masked()), ("ada@example.com", "a•••@example.com".to_owned()));
        let mobile = Identifier::stored(PrimaryIdentifier::Mobile, "+4915112345667").unwrap();
        assert_eq!(mobile.masked(), "•••67");
    }

    #[test]
    fn only_the_stored_spelling_is_one() {
        for (kind, value, is_one) in [
            (PrimaryIdentifier::Email, "ada@example.com", true),
            (PrimaryIdentifier::Email, "Ada@example.com", false),
            (PrimaryIdentifier::Mobile, "+4915112345667", true),
            (PrimaryIdentifier::Mobile, "015112345667", false),
            (PrimaryIdentifier::Mobile, "ada@example.com", false),
        ] {
            assert_eq!(Identifier::stored(kind, value).is_some(), is_one, "{value}");
        }
    }
}
