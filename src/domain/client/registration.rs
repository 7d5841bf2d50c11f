//! The Registration card: how users come to have an account.

use std::collections::BTreeSet;

use crate::domain::activity::Field;
use crate::domain::bounded::Bounded;
use crate::domain::choice::{Choice, choices};

use super::{
    AskedFields, Asks, Authentication, Broken, Card, CardKind, Client, Document, EmailDomain, EmailDomains,
    PrimaryIdentifier, ProfileField, Versioned,
};

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

/// The Registration card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// Who may register.
    pub registration_type: RegistrationType,
    /// What is asked for beside the primary identifier.
    pub fields: AskedFields,
    /// The terms of use that users accept.
    pub terms: Option<Document>,
    /// The privacy notice that users accept.
    pub privacy: Option<Document>,
    /// Whose email addresses may be registered.
    pub domains: EmailDomains,
    /// Days for which an invitation may be accepted.
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
        self.fields.asks(field) == Asks::Required
    }

    /// Whether domains are listed although no email address is asked for.
    pub(super) fn domains_lack_an_email(&self, authentication: &Authentication) -> bool {
        let has_domains = !self.domains.allowed.is_empty() || !self.domains.blocked.is_empty();
        let asks_email = authentication.primary_identifier == PrimaryIdentifier::Email
            || self.fields.asks(ProfileField::SecondContact) != Asks::No;
        has_domains && !asks_email
    }
}

impl Card for Registration {
    const KIND: CardKind = CardKind::Registration;

    fn of(client: &Client) -> &Versioned<Self> {
        &client.registration
    }

    fn settings(&self) -> Vec<(Field, String)> {
        let list =
            |domains: &BTreeSet<EmailDomain>| domains.iter().map(EmailDomain::as_str).collect::<Vec<_>>().join(", ");
        vec![
            (Field::RegistrationType, self.registration_type.token().to_owned()),
            (Field::AskedFields, self.fields.token()),
            (Field::Terms, Document::words(self.terms.as_ref())),
            (Field::Privacy, Document::words(self.privacy.as_ref())),
            (Field::AllowedDomains, list(&self.domains.allowed)),
            (Field::BlockedDomains, list(&self.domains.blocked)),
            (Field::InvitationLifetime, self.invitation_lifetime.get().to_string()),
        ]
    }

    fn take(&mut self, field: Field, from: &Self) {
        match field {
            Field::RegistrationType => self.registration_type = from.registration_type,
            Field::AskedFields => self.fields = from.fields.clone(),
            Field::Terms => self.terms.clone_from(&from.terms),
            Field::Privacy => self.privacy.clone_from(&from.privacy),
            Field::AllowedDomains => self.domains.allowed.clone_from(&from.domains.allowed),
            Field::BlockedDomains => self.domains.blocked.clone_from(&from.domains.blocked),
            Field::InvitationLifetime => self.invitation_lifetime = from.invitation_lifetime,
            _ => {}
        }
    }

    fn broken_rules(&self, client: &Client) -> Vec<Broken> {
        let mut broken = Vec::new();
        let authentication = &client.authentication.card;
        if let Some(both) = self.domains.allowed.intersection(&self.domains.blocked).next() {
            let reason = format!("{} is allowed as well. Remove it from one of the lists.", both.as_str());
            broken.push(Broken::here(Field::BlockedDomains, &reason));
        }
        if self.domains_lack_an_email(authentication) {
            let reason = "Users give no email address: they sign in with their mobile number, and the email address is not asked for above.";
            let list = if self.domains.allowed.is_empty() { Field::BlockedDomains } else { Field::AllowedDomains };
            broken.push(Broken::with(CardKind::Authentication, list, reason.to_owned()));
        }
        if authentication.requires_second_contact() && !self.requires(ProfileField::SecondContact) {
            let label = ProfileField::SecondContact.label_beside(authentication.primary_identifier);
            let reason =
                format!("{label} has to be required: it is the only channel of the second step that everybody takes.");
            broken.push(Broken::with(CardKind::Authentication, Field::AskedFields, reason));
        }
        broken
    }
}
