//! What every configuration card is: typed settings that can be listed, compared, merged and checked.

use crate::domain::activity::{Change, Field};
use crate::domain::choice::choices;

use super::{Client, Versioned};

choices! {
    /// A group of settings with an edit page and a version of its own.
    pub enum CardKind {
        /// Name, description, owner contacts, app type, integration type.
        General = "general", "General";
        /// How users say and prove who they are.
        Authentication = "authentication", "Authentication";
        /// How users come to have an account.
        Registration = "registration", "Registration";
        /// What users may change about themselves.
        Profile = "profile", "Profile";
    }
}

/// Settings that do not go together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The setting of the card at hand that has to change.
    pub field: Field,
    /// Why, in words that say what would be right.
    pub reason: String,
    /// The other card, when that is where the contradiction lies.
    pub other: Option<CardKind>,
}

impl Broken {
    pub(super) fn here(field: Field, reason: &str) -> Self {
        Self { field, reason: reason.to_owned(), other: None }
    }

    pub(super) fn with(other: CardKind, field: Field, reason: String) -> Self {
        Self { field, reason, other: Some(other) }
    }
}

/// A configuration card.
pub trait Card: Clone + PartialEq {
    /// Which card this is.
    const KIND: CardKind;

    /// The card in its client.
    fn of(client: &Client) -> &Versioned<Self>;

    /// Every setting with its value as a token or text, always the same settings in the same order.
    fn settings(&self) -> Vec<(Field, String)>;

    /// Takes one setting over from another state of the card.
    fn take(&mut self, field: Field, from: &Self);

    /// What does not go together in this card, and with the other cards of its client.
    fn broken_rules(&self, client: &Client) -> Vec<Broken>;

    /// What differs from an earlier state of the card.
    fn changes_since(&self, before: &Self) -> Vec<Change> {
        let pairs = before.settings().into_iter().zip(self.settings());
        pairs
            .filter(|((_, old), (_, new))| old != new)
            .map(|((field, old), (_, new))| Change { field, before: Some(old), after: Some(new) })
            .collect()
    }

    /// The changes that made a new card: what the wizard asks for, and what differs from the default.
    fn as_created(&self, default: &Self) -> Vec<Change> {
        let pairs = default.settings().into_iter().zip(self.settings());
        pairs
            .filter(|((field, usual), (_, value))| field.is_asked_at_creation() || usual != value)
            .map(|(_, (field, value))| Change { field, before: None, after: Some(value) })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bounded::Bounded;
    use crate::domain::client::*;

    /// Each setting of `from`, taken over one by one, makes the other card the same.
    fn takes_every_setting<C: Card + std::fmt::Debug>(mut card: C, from: &C) {
        assert_eq!(from.changes_since(&card).len(), from.settings().len(), "the two differ in every setting");
        for (field, _) in from.settings() {
            card.take(field, from);
        }
        assert_eq!(&card, from);
    }

    #[test]
    fn every_setting_of_every_card_can_be_taken_over() {
        let document = |version: &str| {
            let version = DocumentVersion::parse(version).unwrap();
            Some(Document { link: HttpsLink::parse("https://example.com").unwrap(), version })
        };
        let general = General {
            name: ClientName::parse("Shop").unwrap(),
            description: Description::default(),
            contacts: Contacts::default(),
            app_type: AppType::WebApp,
            integration_type: IntegrationType::HostedJourney,
        };
        let other = General {
            name: ClientName::parse("Bank").unwrap(),
            description: Description::parse("Money").unwrap(),
            contacts: Contacts::parse("ada@example.com").unwrap(),
            app_type: AppType::MobileApp,
            integration_type: IntegrationType::Api,
        };
        takes_every_setting(general, &other);
        let other = Authentication {
            primary_identifier: PrimaryIdentifier::Mobile,
            method: Method::Password,
            passkeys: true,
            codes: Codes {
                length: Bounded::new(8).unwrap(),
                lifetime: Bounded::new(1).unwrap(),
                tries: Bounded::new(3).unwrap(),
                resend_after: Bounded::new(30).unwrap(),
            },
            password_length: Bounded::new(20).unwrap(),
            two_step: TwoStep { policy: TwoStepPolicy::Required, channels: Channels::new(|_| true) },
            sessions: SessionLimits { idle: Bounded::new(300).unwrap(), absolute: Bounded::new(301).unwrap() },
        };
        takes_every_setting(Authentication::default(), &other);
        let domains = |list| EmailDomain::parse_list(list).unwrap();
        let other = Registration {
            registration_type: RegistrationType::InvitationOnly,
            fields: AskedFields::new(vec![]),
            terms: document("1"),
            privacy: document("2"),
            domains: EmailDomains { allowed: domains("a.example"), blocked: domains("b.example") },
            invitation_lifetime: Bounded::new(1).unwrap(),
        };
        takes_every_setting(Registration::default(), &other);
        let other = Profile {
            change_identifier: false,
            personal_details: false,
            security: false,
            sign_out_everywhere: true,
            delete_account: true,
            details: PersonalDetails::new(|_| Access::ReadOnly),
        };
        takes_every_setting(Profile::default(), &other);
    }
}
