//! The General card: what a client is called and what kind of application it is.

use std::collections::BTreeSet;

use crate::domain::activity::Field;
use crate::domain::choice::{Choice, choices};
use crate::domain::text::{EmailAddress, TextError, comparison_key, line, listed};

use super::{Broken, Card, CardKind, Client, Versioned};

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

/// Whom to ask about a client: up to ten email addresses; may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contacts(BTreeSet<EmailAddress>);

/// Why a list of contacts was refused, in words that say what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContactsError {
    /// Not an email address.
    #[error("“{0}” is not an email address such as ada@example.com.")]
    NotAnEmail(String),
    /// More addresses than the most.
    #[error("List at most {0} addresses; these are {1}.")]
    TooMany(usize, usize),
}

impl Contacts {
    /// Most addresses.
    pub const MOST: usize = 10;

    /// Reads a list with spaces, commas or line breaks.
    ///
    /// # Errors
    /// When one is not an email address, or there are too many.
    pub fn parse(raw: &str) -> Result<Self, ContactsError> {
        let address = |word: &str| {
            let shown: String = word.chars().take(80).collect();
            EmailAddress::parse(word).map_err(|_| ContactsError::NotAnEmail(shown))
        };
        let contacts = listed(raw).map(address).collect::<Result<BTreeSet<_>, _>>()?;
        match contacts.len() {
            count if count > Self::MOST => Err(ContactsError::TooMany(Self::MOST, count)),
            _ => Ok(Self(contacts)),
        }
    }

    /// The addresses.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(EmailAddress::as_str)
    }

    /// The addresses in a line.
    #[must_use]
    pub fn words(&self) -> String {
        self.iter().collect::<Vec<_>>().join(", ")
    }
}

/// The General card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct General {
    /// What operators and users know the client by.
    pub name: ClientName,
    /// What it is for.
    pub description: Description,
    /// Whom to ask about it.
    pub contacts: Contacts,
    /// What kind of application it is.
    pub app_type: AppType,
    /// How it brings its users through sign-in.
    pub integration_type: IntegrationType,
}

impl Card for General {
    const KIND: CardKind = CardKind::General;

    fn of(client: &Client) -> &Versioned<Self> {
        &client.general
    }

    fn settings(&self) -> Vec<(Field, String)> {
        vec![
            (Field::ClientName, self.name.as_str().to_owned()),
            (Field::Description, self.description.as_str().to_owned()),
            (Field::Contacts, self.contacts.words()),
            (Field::AppType, self.app_type.token().to_owned()),
            (Field::IntegrationType, self.integration_type.token().to_owned()),
        ]
    }

    fn take(&mut self, field: Field, from: &Self) {
        match field {
            Field::ClientName => self.name.clone_from(&from.name),
            Field::Description => self.description.clone_from(&from.description),
            Field::Contacts => self.contacts.clone_from(&from.contacts),
            Field::AppType => self.app_type = from.app_type,
            Field::IntegrationType => self.integration_type = from.integration_type,
            _ => {}
        }
    }

    fn broken_rules(&self, _: &Client) -> Vec<Broken> {
        Vec::new()
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
