//! A client: an application or service that uses the identity service, with its configuration cards.

mod asked_fields;
mod authentication;
mod card;
mod email_domain;
mod general;
mod legal;
mod personal_details;
mod profile;
mod registration;
mod two_step;

pub use asked_fields::{AskedField, AskedFields, Asks};
pub use authentication::{
    Authentication, CodeLength, CodeLifetime, CodeTries, Codes, Method, PasswordLength, PrimaryIdentifier, ResendAfter,
    SessionAbsolute, SessionIdle, SessionLimits,
};
pub use card::{Broken, Card, CardKind};
pub use email_domain::{DomainError, EmailDomain, EmailDomains};
pub use general::{AppType, ClientName, Contacts, ContactsError, Description, General, IntegrationType};
pub use legal::{Document, DocumentError, DocumentVersion, HttpsLink};
pub use personal_details::{Access, PersonalDetails, ProfileField};
pub use profile::Profile;
pub use registration::{InvitationLifetime, Registration, RegistrationType};
pub use two_step::{Channel, Channels, TwoStep, TwoStepPolicy};

use uuid::Uuid;

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
    #[expect(clippy::disallowed_methods, reason = "a name that tells clients apart and keeps no secret")]
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
