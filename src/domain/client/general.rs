//! The General card: what a client is called and what kind of application it is.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{BrokenRule, Card, Settings, integration};
use crate::domain::choice::choices;
use crate::domain::setting::{choice, list, plain, quoted, setting};
use crate::domain::text::{EmailAddress, TextError, comparison_key, line};

choices! {
    pub enum AppType {
        /// Runs on a server and can keep a secret (RFC 6749: a confidential client).
        WebApp = "web_app", "Web App";
        /// Runs in a browser and cannot keep a secret.
        SinglePageApp = "single_page_app", "Single-Page App";
        /// Runs on a phone or tablet and cannot keep a secret.
        MobileApp = "mobile_app", "Mobile App";
    }
}

impl AppType {
    /// Whether it cannot keep a secret (RFC 6749, section 2.1).
    #[must_use]
    pub fn is_public(self) -> bool {
        self != Self::WebApp
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
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String")]
pub struct ClientName(String);

impl ClientName {
    /// Fewest characters after trimming.
    pub const MIN: usize = 2;
    /// Most characters after trimming.
    pub const MAX: usize = 80;

    /// Reads a name that a person typed.
    pub fn parse(raw: &str) -> Result<Self, TextError> {
        line(raw, "a client name", Self::MIN, Self::MAX).map(Self)
    }

    /// The name of a client that has none yet.
    #[must_use]
    pub fn placeholder() -> Self {
        Self("New client".to_owned())
    }

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

impl TryFrom<String> for ClientName {
    type Error = TextError;

    fn try_from(raw: String) -> Result<Self, TextError> {
        Self::parse(&raw)
    }
}

/// What a client is for, in up to 150 characters; may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String")]
pub struct Description(String);

impl Description {
    /// Most characters.
    pub const MAX: usize = 150;

    /// Reads a description that a person typed.
    pub fn parse(raw: &str) -> Result<Self, TextError> {
        line(raw, "a description", 0, Self::MAX).map(Self)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Description {
    type Error = TextError;

    fn try_from(raw: String) -> Result<Self, TextError> {
        Self::parse(&raw)
    }
}

/// Whom to ask about a client: up to ten email addresses; may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "Vec<String>")]
pub struct Contacts(BTreeSet<EmailAddress>);

/// Why a list of contacts was refused, in words that say what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContactsError {
    #[error("“{0}” is not an email address such as ada@example.com.")]
    NotAnEmail(String),
    #[error("List at most {0} addresses; these are {1}.")]
    TooMany(usize, usize),
}

impl Contacts {
    pub const MOST: usize = 10;

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(EmailAddress::as_str)
    }
}

impl TryFrom<Vec<String>> for Contacts {
    type Error = ContactsError;

    fn try_from(items: Vec<String>) -> Result<Self, ContactsError> {
        let address = |item: String| {
            let shown: String = item.chars().take(80).collect();
            EmailAddress::parse(&item).map_err(|_| ContactsError::NotAnEmail(shown))
        };
        let contacts = items.into_iter().map(address).collect::<Result<BTreeSet<_>, _>>()?;
        match contacts.len() {
            count if count > Self::MOST => Err(ContactsError::TooMany(Self::MOST, count)),
            _ => Ok(Self(contacts)),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct General {
    /// What operators and users know the client by.
    pub name: ClientName,
    #[serde(default)]
    pub description: Description,
    #[serde(default)]
    pub contacts: Contacts,
    pub app_type: AppType,
    pub integration_type: IntegrationType,
}

fn broken_rules(Settings { general, integration, .. }: &Settings) -> Vec<BrokenRule> {
    let private = integration.private_uri().filter(|_| general.app_type != AppType::MobileApp);
    let broken = private.map(|uri| {
        let reason = format!("Only a Mobile App can have the address {uri}. Remove it from Integration first.");
        BrokenRule::beside(&integration::CARD, "general.app_type", reason)
    });
    broken.into_iter().collect()
}

pub const CARD: Card = Card {
    name: "general",
    label: "General",
    settings: &[
        setting::<ClientName>("general.name", "Client name", quoted),
        setting::<Description>("general.description", "Description", quoted),
        list::<Contacts>("general.contacts", "Owner contacts", "addresses", plain),
        setting::<AppType>("general.app_type", "App type", choice::<AppType>),
        setting::<IntegrationType>("general.integration_type", "Integration type", choice::<IntegrationType>),
    ],
    broken_rules,
    take: |settings, from| settings.general.clone_from(&from.general),
};

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
