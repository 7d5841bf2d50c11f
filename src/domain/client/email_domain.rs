//! The domains of the email addresses that may be registered.

use std::collections::BTreeSet;

use url::Host;

use crate::domain::text::listed;

/// Why a list of domains was refused, in words that say what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DomainError {
    /// Not a domain.
    #[error("“{0}” is not a domain such as example.com.")]
    NotADomain(String),
    /// More domains than the most.
    #[error("List at most {0} domains; these are {1}.")]
    TooMany(usize, usize),
    /// More characters than the most.
    #[error("Use at most {0} characters for the whole list; this has {1}.")]
    TooLong(usize, usize),
}

/// What follows the @ of an email address: lower case, international names in their ASCII form (RFC 5891).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EmailDomain(String);

impl EmailDomain {
    /// Most domains in a list.
    pub const MOST: usize = 100;
    /// Most characters of a list; a form carries it up to three times.
    pub const LONGEST: usize = 3_000;

    /// Reads a domain that a person typed, with or without the @.
    ///
    /// # Errors
    /// When it is not one.
    pub fn parse(raw: &str) -> Result<Self, DomainError> {
        let text = raw.strip_prefix('@').unwrap_or(raw);
        match Host::parse(text) {
            Ok(Host::Domain(domain)) if is_domain(&domain) => Ok(Self(domain)),
            _ => Err(DomainError::NotADomain(raw.chars().take(80).collect())),
        }
    }

    /// Reads a list with spaces, commas or line breaks.
    ///
    /// # Errors
    /// When one is not a domain, or there are too many of them or of their characters.
    pub fn parse_list(raw: &str) -> Result<BTreeSet<Self>, DomainError> {
        let domains = listed(raw).map(Self::parse).collect::<Result<BTreeSet<_>, _>>()?;
        let length = raw.chars().count().max(domains.iter().map(|domain| domain.0.len() + 1).sum());
        match domains.len() {
            count if count > Self::MOST => Err(DomainError::TooMany(Self::MOST, count)),
            _ if length > Self::LONGEST => Err(DomainError::TooLong(Self::LONGEST, length)),
            _ => Ok(domains),
        }
    }

    /// The domain as text.
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

/// Whose email addresses may be registered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EmailDomains {
    /// Only these, unless it is empty.
    pub allowed: BTreeSet<EmailDomain>,
    /// None of these.
    pub blocked: BTreeSet<EmailDomain>,
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

    #[test]
    fn a_list_may_be_typed_as_people_do() {
        let list = EmailDomain::parse_list("b.example, a.example;\n@A.example  ").unwrap();
        assert_eq!(list.iter().map(EmailDomain::as_str).collect::<Vec<_>>(), ["a.example", "b.example"]);
        let refused = EmailDomain::parse_list("a.example nonsense").unwrap_err().to_string();
        assert_eq!(refused, "“nonsense” is not a domain such as example.com.");
        let many = (0..101).map(|n| format!("d{n}.example")).collect::<Vec<_>>().join(" ");
        assert_eq!(EmailDomain::parse_list(&many), Err(DomainError::TooMany(100, 101)));
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
