//! The Registration card: how users get an account.

use serde::{Deserialize, Serialize};

use super::{
    AskedFields, Authentication, BrokenRule, Card, Document, EmailDomainList, EmailDomains, PrimaryIdentifier,
    ProfileField, Requirement, Settings, asked_fields, authentication, legal,
};
use crate::domain::bounded::Bounded;
use crate::domain::choice::choices;
use crate::domain::setting::{choice, list, plain, setting, time};

choices! {
    /// Who may register.
    pub enum RegistrationType {
        /// Anybody, by themselves.
        SelfRegistration = "self_registration", "Self-Registration";
        /// Only people who were invited.
        InvitationOnly = "invitation_only", "Invitation-Only";
    }
}

/// Days for which an invitation may be accepted.
pub type InvitationLifetime = Bounded<1, 30, 7>;

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Registration {
    pub registration_type: RegistrationType,
    /// What is asked for beside the primary identifier.
    pub fields: AskedFields,
    pub terms: Option<Document>,
    pub privacy: Option<Document>,
    pub domains: EmailDomains,
    pub invitation_lifetime: InvitationLifetime,
}

impl Default for Registration {
    fn default() -> Self {
        Self {
            registration_type: RegistrationType::SelfRegistration,
            fields: AskedFields::default(),
            terms: None,
            privacy: None,
            domains: EmailDomains::default(),
            invitation_lifetime: InvitationLifetime::default(),
        }
    }
}

impl Registration {
    /// Whether nobody registers without a profile field.
    #[must_use]
    pub fn requires(&self, field: ProfileField) -> bool {
        self.fields.asks(field) == Requirement::Required
    }

    /// Whether domains are listed although no email address is asked for.
    pub(super) fn domains_lack_an_email(&self, authentication: &Authentication) -> bool {
        let has_domains = !self.domains.allowed.is_empty() || !self.domains.blocked.is_empty();
        let asks_email = authentication.primary_identifier == PrimaryIdentifier::Email
            || self.fields.asks(ProfileField::SecondContact) != Requirement::No;
        has_domains && !asks_email
    }
}

fn broken_rules(Settings { authentication, registration, .. }: &Settings) -> Vec<BrokenRule> {
    let mut broken = Vec::new();
    let EmailDomains { allowed, blocked } = &registration.domains;
    if let Some(both) = allowed.shared_with(blocked) {
        let reason = format!("{both} is allowed as well. Remove it from one of the lists.");
        broken.push(BrokenRule::here("registration.domains.blocked", reason));
    }
    if registration.domains_lack_an_email(authentication) {
        let reason = "Users give no email address: they sign in with their mobile number, and the email address is not asked for above.";
        let list = if allowed.is_empty() { "registration.domains.blocked" } else { "registration.domains.allowed" };
        broken.push(BrokenRule::beside(&authentication::CARD, list, reason));
    }
    if authentication.requires_second_contact() && !registration.requires(ProfileField::SecondContact) {
        let label = ProfileField::SecondContact.label_beside(authentication.primary_identifier);
        let reason =
            format!("{label} has to be required: it is the only channel of the second step that everybody takes.");
        broken.push(BrokenRule::beside(&authentication::CARD, "registration.fields", reason));
    }
    broken
}

pub const CARD: Card = Card {
    name: "registration",
    label: "Registration",
    settings: &[
        setting::<RegistrationType>("registration.registration_type", "Registration type", choice::<RegistrationType>),
        setting::<AskedFields>("registration.fields", "Sign-up fields", asked_fields::words),
        setting::<Option<Document>>("registration.terms", "Terms of use", legal::words),
        setting::<Option<Document>>("registration.privacy", "Privacy notice", legal::words),
        list::<EmailDomainList>("registration.domains.allowed", "Allowed email domains", "domains", plain),
        list::<EmailDomainList>("registration.domains.blocked", "Blocked email domains", "domains", plain),
        setting::<InvitationLifetime>("registration.invitation_lifetime", "Invitation lifetime", time::<86_400>),
    ],
    broken_rules,
    take: |settings, from| settings.registration.clone_from(&from.registration),
};
