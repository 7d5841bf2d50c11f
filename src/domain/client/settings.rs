//! All settings of a client, as one document.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    AppType, Authentication, Card, ClientName, Contacts, Description, General, Integration, IntegrationType, Profile,
    Registration, authentication, general, integration, profile, registration,
};
use crate::domain::setting::Setting;

/// Every card, in the order of the client's page.
pub const CARDS: &[&Card] =
    &[&general::CARD, &authentication::CARD, &registration::CARD, &profile::CARD, &integration::CARD];

/// The settings, one member a card. A member that a document lacks has its default: the document is from before there was
/// such a setting.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub general: General,
    #[serde(default)]
    pub authentication: Authentication,
    #[serde(default)]
    pub registration: Registration,
    #[serde(default)]
    pub profile: Profile,
    #[serde(default)]
    pub integration: Integration,
}

/// A document that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct Unreadable {
    /// Where; `.` for the whole document.
    pub path: String,
    pub reason: String,
}

impl Settings {
    /// The defaults of a client with this General card.
    #[must_use]
    pub fn new(general: General) -> Self {
        Self {
            general,
            authentication: Authentication::default(),
            registration: Registration::default(),
            profile: Profile::default(),
            integration: Integration::default(),
        }
    }

    /// The settings of a client of which nothing has been chosen yet.
    #[must_use]
    pub fn unchosen() -> Self {
        Self::new(General {
            name: ClientName::placeholder(),
            description: Description::default(),
            contacts: Contacts::default(),
            app_type: AppType::WebApp,
            integration_type: IntegrationType::HostedJourney,
        })
    }

    /// Reads a document's text. An error names the first place that breaks a rule.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let settings: Self = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| unreadable(&error))?;
        let whole = |error: serde_json::Error| Unreadable { path: ".".to_owned(), reason: error.to_string() };
        deserializer.end().map_err(whole)?;
        // As the program writes it; only what a person wrote takes a closer look.
        if settings.to_text() == text {
            return Ok(settings);
        }
        let document = serde_json::from_str(text).map_err(whole)?;
        nameless(&document, &settings.to_value(), ".").map_or(Ok(settings), Err)
    }

    /// Reads a document. An error names the first place that breaks a rule.
    pub fn from_value(document: Value) -> Result<Self, Unreadable> {
        serde_path_to_error::deserialize(document).map_err(|error| unreadable(&error))
    }

    /// The document, by which settings are compared.
    #[must_use]
    pub fn to_value(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    /// The document as it is stored: one line, members in their order.
    #[must_use]
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The document as a file: a member a line, in their order (docs/settings-file.md).
    #[must_use]
    pub fn to_file(&self) -> String {
        serde_json::to_string_pretty(self).map(|text| text + "\n").unwrap_or_default()
    }

    /// The settings of all cards with one card taken over from others.
    #[must_use]
    pub fn with_card(&self, card: &Card, from: &Self) -> Self {
        let mut settings = self.clone();
        (card.take)(&mut settings, from);
        settings
    }

    /// Whether a card is set alike in both.
    #[must_use]
    pub fn has_same_card(&self, card: &Card, other: &Self) -> bool {
        *self == self.with_card(card, other)
    }
}

fn unreadable<E: std::fmt::Display>(error: &serde_path_to_error::Error<E>) -> Unreadable {
    let reason = error.inner().to_string();
    // Where in the text it is helps nobody who sees the document by its paths.
    let reason = reason.split(" at line ").next().unwrap_or_default().trim_end_matches('.');
    Unreadable { path: error.path().to_string(), reason: reason.to_owned() }
}

/// The first place where a document has a list for members that have names, which serde would take in their order.
fn nameless(document: &Value, settings: &Value, path: &str) -> Option<Unreadable> {
    let members = settings.as_object()?;
    if document.is_array() {
        return Some(Unreadable { path: path.to_owned(), reason: "its members have no names".to_owned() });
    }
    members.iter().find_map(|(name, member)| {
        let path = if path == "." { name.clone() } else { format!("{path}.{name}") };
        nameless(document.get(name)?, member, &path)
    })
}

#[must_use]
pub fn card(name: &str) -> Option<&'static Card> {
    CARDS.iter().copied().find(|card| card.name == name)
}

/// The setting of any card with this path, and its card.
#[must_use]
pub fn described(path: &str) -> Option<(&'static Card, &'static Setting)> {
    let card = card(path.split_once('.')?.0)?;
    card.setting(path).map(|setting| (card, setting))
}
