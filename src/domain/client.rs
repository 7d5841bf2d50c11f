//! A client: an application or service that uses the identity service, and its settings.

mod asked_fields;
pub mod authentication;
mod card;
pub mod credentials;
mod differences;
mod email_domain;
pub mod first_steps;
pub mod general;
pub mod integration;
mod kind;
mod legal;
mod personal_details;
pub mod profile;
pub mod readiness;
pub mod registration;
mod revision;
mod settings;
mod two_step;
mod unbuilt;

pub use asked_fields::{AskedField, AskedFields, Requirement};
pub use authentication::{
    Authentication, CodeLength, CodeLifetime, CodeTries, Codes, Method, PasswordLength, PrimaryIdentifier, ResendAfter,
    SessionAbsolute, SessionIdle, SessionLimits,
};
pub use card::{BrokenRule, Card};
pub use differences::{Difference, Keep, change, changes, differences, merged};
pub use email_domain::{DomainError, EmailDomain, EmailDomainList, EmailDomains};
pub use general::{AppType, ClientName, Contacts, ContactsError, Description, General, IntegrationType};
pub use integration::{
    ApiAudience, BackChannelLogoutUri, CODE_LIFETIME, ClientAuthentication, Integration, JwkSet, MOST_ENTRIES, Origin,
    Origins, RedirectUri, RedirectUris, Scope, Scopes,
};
pub use kind::{FILTERS, Filter, Kind, Passkeys, Place, Readiness};
pub use legal::{Document, DocumentError, DocumentVersion, HttpsLink};
pub use personal_details::{Access, PersonalDetails, ProfileField};
pub use profile::Profile;
use readiness::Judged;
pub use registration::{InvitationLifetime, Registration, RegistrationType};
pub use revision::{Revision, RevisionNumber};
pub use settings::{CARDS, Settings, Unreadable, card, described};
pub use two_step::{Channel, Channels, TwoStep, TwoStepPolicy};
pub use unbuilt::unbuilt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::choice::choices;
use super::time::{Day, Timestamp};

/// The database key of a client, which is part of its pages' addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct ClientKey(pub Uuid);

impl ClientKey {
    /// Keys sort by the time at which they were made.
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
        Active = "active", "Active";
        /// Refused everywhere, with its settings kept.
        Disabled = "disabled", "Disabled";
    }
}

#[derive(Clone, Debug)]
pub struct Client {
    pub key: ClientKey,
    pub client_id: ClientId,
    pub status: Status,
    pub created_at: Timestamp,
    /// When the settings or the status last changed.
    pub updated_at: Timestamp,
    /// When an application last used it.
    pub last_used: Option<Day>,
    /// When an operator last tried its sign-in to the end.
    pub tried: Option<Day>,
    pub revision: RevisionNumber,
    pub settings: Settings,
    /// As it was last worked out.
    pub judged: Judged,
}

impl Client {
    #[must_use]
    pub fn name(&self) -> &str {
        self.settings.general.name.as_str()
    }
}
