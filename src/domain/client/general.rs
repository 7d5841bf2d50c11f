//! The General card: what a client is called and what kind of application it is.

use crate::domain::activity::Field;
use crate::domain::choice::{Choice, choices};
use crate::domain::text::{TextError, comparison_key, line};

use super::{Card, CardKind};

choices! {
    /// What kind of application a client is.
    pub enum AppType {
        /// Runs on a server and can keep a secret (RFC 6749: a confidential client).
        WebApp = "web_app", "Web App";
        /// Runs in a browser and cannot keep a secret.
        SinglePageApp = "single_page_app", "Single-Page App";
        /// Runs on a phone or tablet and cannot keep a secret.
        MobileApp = "mobile_app", "Mobile App";
    }
}

choices! {
    /// How a client brings its users through sign-in.
    pub enum IntegrationType {
        /// The client redirects to our pages.
        HostedJourney = "hosted_journey", "Hosted Journey";
        /// The client draws its own pages and calls the authorization challenge endpoint.
        Api = "api", "API";
    }
}

/// A client's name: 2–80 characters, unique among clients ignoring case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientName(String);

impl ClientName {
    /// Fewest characters after trimming.
    pub const MIN: usize = 2;
    /// Most characters after trimming.
    pub const MAX: usize = 80;

    /// Reads a name that a person typed.
    ///
    /// # Errors
    /// When it is missing, too short, too long or deceptive.
    pub fn parse(raw: &str) -> Result<Self, TextError> {
        line(raw, "a client name", Self::MIN, Self::MAX).map(Self)
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is unique: two names with one key read the same.
    #[must_use]
    pub fn key(&self) -> String {
        comparison_key(&self.0)
    }
}

/// What a client is for, in up to 150 characters; may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description(String);

impl Description {
    /// Most characters.
    pub const MAX: usize = 150;

    /// Reads a description that a person typed.
    ///
    /// # Errors
    /// When it is too long or deceptive.
    pub fn parse(raw: &str) -> Result<Self, TextError> {
        line(raw, "a description", 0, Self::MAX).map(Self)
    }

    /// The description as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The General card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct General {
    /// What operators and users know the client by.
    pub name: ClientName,
    /// What it is for.
    pub description: Description,
    /// What kind of application it is.
    pub app_type: AppType,
    /// How it brings its users through sign-in.
    pub integration_type: IntegrationType,
}

impl Card for General {
    const KIND: CardKind = CardKind::General;

    fn settings(&self) -> Vec<(Field, String)> {
        vec![
            (Field::ClientName, self.name.as_str().to_owned()),
            (Field::Description, self.description.as_str().to_owned()),
            (Field::AppType, self.app_type.token().to_owned()),
            (Field::IntegrationType, self.integration_type.token().to_owned()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_name_has_two_to_eighty_characters_after_trimming() {
        assert_eq!(ClientName::parse("   "), Err(TextError::Missing("a client name")));
        assert_eq!(ClientName::parse(" a "), Err(TextError::TooShort(2)));
        assert_eq!(ClientName::parse(" ab ").unwrap().as_str(), "ab");
        assert!(ClientName::parse(&"ж".repeat(80)).is_ok());
        assert_eq!(ClientName::parse(&"ж".repeat(81)), Err(TextError::TooLong(80, 81)));
    }
}
