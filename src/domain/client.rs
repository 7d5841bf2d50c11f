//! A client: an application or service that uses the identity service, with its configuration cards.

mod authentication;
mod general;
mod profile;
mod registration;

pub use authentication::{Authentication, Method, PrimaryIdentifier};
pub use general::{AppType, ClientName, Description, General, IntegrationType};
pub use profile::Profile;
pub use registration::{Registration, RegistrationType};

use uuid::Uuid;

use super::activity::{Change, Field};
use super::choice::choices;
use super::time::Timestamp;

/// The database key of a client, which is part of its pages' addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientKey(pub Uuid);

impl ClientKey {
    /// A new key; keys sort by the time at which they were made.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self(now.uuid())
    }

    /// Reads the key from an address; only the spelling that we write is one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let uuid = Uuid::try_parse(text).ok()?;
        (uuid.hyphenated().to_string() == text).then_some(Self(uuid))
    }
}

/// The public identifier that an application sends (RFC 6749, section 2.2): 32 lower-case letters and digits for
/// clients made here.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClientId(pub String);

impl ClientId {
    /// A new identifier with 122 random bits.
    #[must_use]
    pub fn random() -> Self {
        Self(Uuid::new_v4().simple().to_string())
    }
}

choices! {
    /// Whether a client may use the service.
    pub enum Status {
        /// In use.
        Active = "active", "Active";
        /// Refused everywhere, with its settings kept.
        Disabled = "disabled", "Disabled";
    }
}

choices! {
    /// A group of settings with an edit page and a version of its own.
    pub enum CardKind {
        /// Name, description, app type, integration type.
        General = "general", "General";
        /// How users say and prove who they are.
        Authentication = "authentication", "Authentication";
        /// How users come to have an account.
        Registration = "registration", "Registration";
        /// What users may change about themselves.
        Profile = "profile", "Profile";
    }
}

/// A configuration card: a typed value whose settings can be listed and compared.
pub trait Card {
    /// Which card this is.
    const KIND: CardKind;

    /// Every setting with its value as a token or text, always the same settings in the same order.
    fn settings(&self) -> Vec<(Field, String)>;

    /// What differs from an earlier state of the card.
    fn changes_since(&self, before: &Self) -> Vec<Change> {
        let pairs = before.settings().into_iter().zip(self.settings());
        pairs
            .filter(|((_, old), (_, new))| old != new)
            .map(|((field, old), (_, new))| Change { field, before: Some(old), after: Some(new) })
            .collect()
    }

    /// The card's settings as the changes that made them.
    fn as_created(&self) -> Vec<Change> {
        let settings = self.settings().into_iter();
        settings.map(|(field, value)| Change { field, before: None, after: Some(value) }).collect()
    }
}

/// Counts the changes of one card, so that nobody overwrites a change that they have not seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version(pub i64);

/// A card as stored: its settings and the version that they are.
#[derive(Clone, Debug)]
pub struct Versioned<C> {
    /// The settings.
    pub card: C,
    /// Their version.
    pub version: Version,
}

/// A client with all its cards.
#[derive(Clone, Debug)]
pub struct Client {
    /// The database key.
    pub key: ClientKey,
    /// The public identifier.
    pub client_id: ClientId,
    /// Whether it may use the service.
    pub status: Status,
    /// When it was created.
    pub created_at: Timestamp,
    /// When a card or the status last changed.
    pub updated_at: Timestamp,
    /// The General card.
    pub general: Versioned<General>,
    /// The Authentication card.
    pub authentication: Versioned<Authentication>,
    /// The Registration card.
    pub registration: Versioned<Registration>,
    /// The Profile card.
    pub profile: Versioned<Profile>,
}

/// What the two steps of “Create a Client” choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewClient {
    /// Step one.
    pub general: General,
    /// Step two: how users sign in.
    pub authentication: Authentication,
    /// Step two: how users register.
    pub registration: Registration,
}
