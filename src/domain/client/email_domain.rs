//! The domains of the email addresses that may be registered.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use url::Host;

use crate::domain::text::EmailAddress;

/// Why a list of domains was refused, in words that say what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DomainError {
    #[error("“{0}” is not a domain such as example.com.")]
    NotADomain(String),
    #[error("List at most {0} domains; these are {1}.")]
    TooMany(usize, usize),
    #[error("Use at most {0} characters for the whole list; this has {1}.")]
    TooLong(usize, usize),
}

/// What follows the @ of an email address: lower case, international names in their ASCII form (RFC 5891).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct EmailDomain(String);

impl EmailDomain {
    /// Reads a domain that a person typed, with or without the @.
    pub fn parse(raw: &str) -> Result<Self, DomainError> {
        let text = raw.strip_prefix('@').unwrap_or(raw);
        match Host::parse(text) {
            Ok(Host::Domain(domain)) if is_domain(&domain) => Ok(Self(domain)),
            _ => Err(DomainError::NotADomain(raw.chars().take(80).collect())),
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        let inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        (1..=63).contains(&label.len()) && label.bytes().all(inner) && !label.starts_with('-') && !label.ends_with('-')
    };
    domain.len() <= 253 && domain.contains('.') && domain.split('.').all(is_label)
}

/// A list of domains, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "Vec<String>")]
pub struct EmailDomainList(BTreeSet<EmailDomain>);

impl EmailDomainList {
    pub const MOST: usize = 100;
    /// Most characters of a list, with one between two domains, so that a form stays small.
    pub const LONGEST: usize = 3_000;

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(EmailDomain::as_str)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A domain that stands in both lists.
    #[must_use]
    pub fn shared_with<'a>(&'a self, other: &'a Self) -> Option<&'a str> {
        self.0.intersection(&other.0).next().map(EmailDomain::as_str)
    }
}

impl TryFrom<Vec<String>> for EmailDomainList {
    type Error = DomainError;

    fn try_from(items: Vec<String>) -> Result<Self, DomainError> {
        let domains = items.iter().map(|item| EmailDomain::parse(item)).collect::<Result<BTreeSet<_>, _>>()?;
        let length = domains.iter().map(|domain| domain.0.len() + 1).sum::<usize>().saturating_sub(1);
        match domains.len() {
            count if count > Self::MOST => Err(DomainError::TooMany(Self::MOST, count)),
            _ if length > Self::LONGEST => Err(DomainError::TooLong(Self::LONGEST, length)),
            _ => Ok(Self(domains)),
        }
    }
}

/// Whose email addresses may be registered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct EmailDomains {
    /// Only these, unless it is empty.
    pub allowed: EmailDomainList,
    pub blocked: EmailDomainList,
}

impl EmailDomains {
    /// Whether an email address may be registered.
    #[must_use]
    pub fn admit(&self, email: &EmailAddress) -> bool {
        let domain = email.as_str().rsplit_once('@').and_then(|(_, domain)| EmailDomain::parse(domain).ok());
        match domain {
            Some(domain) => {
                let is_allowed = self.allowed.is_empty() || self.allowed.0.contains(&domain);
                is_allowed && !self.blocked.0.contains(&domain)
            }
            None => self.allowed.is_empty() && self.blocked.is_empty(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_read_in_its_one_spelling() {
        for (typed, read) in [
            ("example.com", "example.com"),
            ("@Example.COM", "example.com"),
            ("müller.example", "xn--mller-kva.example"),
        ] {
            assert_eq!(EmailDomain::parse(typed).unwrap().as_str(), read);
        }
        let long = format!("{}.com", "a".repeat(64));
        for bad in [
            "",
            "@",
            "com",
            "127.0.0.1",
            "[::1]",
            "exa_mple.com",
            "a@b.com",
            "*.example.com",
            "example.com.",
            "-a.com",
            "https://a.com",
            &long,
        ] {
            assert!(EmailDomain::parse(bad).is_err(), "{bad}");
        }
    }

    fn list(items: &[&str]) -> Result<EmailDomainList, DomainError> {
        items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>().try_into()
    }

    #[test]
    fn a_list_holds_each_domain_once_in_its_one_spelling() {
        let read = list(&["b.example", "a.example", "@A.example"]).unwrap();
        assert_eq!(read.iter().collect::<Vec<_>>(), ["a.example", "b.example"]);
        let refused = list(&["a.example", "nonsense"]).unwrap_err().to_string();
        assert_eq!(refused, "“nonsense” is not a domain such as example.com.");
        assert_eq!(list(&["x.example", "y.example"]).unwrap().shared_with(&read), None);
        assert_eq!(list(&["x.example", "b.example"]).unwrap().shared_with(&read), Some("b.example"));
    }

    #[test]
    fn a_list_holds_a_hundred_domains_of_three_thousand_characters() {
        let domains = |count: usize, letters: usize| -> Vec<String> {
            (0..count).map(|n| format!("{n:03}{}.example", "a".repeat(letters))).collect()
        };
        assert!(EmailDomainList::try_from(domains(100, 0)).is_ok());
        assert_eq!(EmailDomainList::try_from(domains(101, 0)), Err(DomainError::TooMany(100, 101)));
        let of_length = |length: usize| {
            let mut domains = domains(99, 18);
            domains.push(format!("{}.example", "b".repeat(length - 99 * 30 - 8)));
            EmailDomainList::try_from(domains)
        };
        assert!(of_length(3_000).is_ok());
        assert_eq!(of_length(3_001), Err(DomainError::TooLong(3_000, 3_001)));
    }

    proptest::proptest! {
        #[test]
        fn an_accepted_domain_reads_as_itself(raw in "\\PC{0,30}\\.[a-zü]{2,5}") {
            if let Ok(domain) = EmailDomain::parse(&raw) {
                proptest::prop_assert_eq!(EmailDomain::parse(domain.as_str()), Ok(domain));
            }
        }
    }
}
