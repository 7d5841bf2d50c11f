//! The Profile card: what users may do about their own account. Sign Out is always among it.

use crate::domain::activity::Field;
use crate::domain::choice::{Choice, switch_token};

use super::{
    Access, Broken, Card, CardKind, Client, PersonalDetails, PrimaryIdentifier, ProfileField, TwoStepPolicy, Versioned,
};

/// The Profile card.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the card")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Change Email or Change Mobile: users may change their primary identifier.
    pub change_identifier: bool,
    /// Personal Details: users may see and change their name and the like.
    pub personal_details: bool,
    /// Security: users may manage what they sign in with.
    pub security: bool,
    /// Sign Out Everywhere: users may end their sessions in every browser.
    pub sign_out_everywhere: bool,
    /// Delete Account: users may delete their account.
    pub delete_account: bool,
    /// What they may do with each profile field under Personal Details.
    pub details: PersonalDetails,
}

impl Profile {
    /// The label of the option to change the primary identifier.
    #[must_use]
    pub fn change_identifier_label(identifier: PrimaryIdentifier) -> &'static str {
        match identifier {
            PrimaryIdentifier::Email => "Change Email",
            PrimaryIdentifier::Mobile => "Change Mobile",
        }
    }

    /// The labels of the options that users are offered, in the order of the journey.
    #[must_use]
    pub fn offered(&self, identifier: PrimaryIdentifier) -> Vec<&'static str> {
        let options = [
            (self.change_identifier, Self::change_identifier_label(identifier)),
            (self.personal_details, "Personal Details"),
            (self.security, "Security"),
            (self.sign_out_everywhere, "Sign Out Everywhere"),
            (self.delete_account, "Delete Account"),
            (true, "Sign Out"),
        ];
        options.into_iter().filter(|(on, _)| *on).map(|(_, label)| label).collect()
    }
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            change_identifier: true,
            personal_details: true,
            security: true,
            sign_out_everywhere: false,
            delete_account: false,
            details: PersonalDetails::default(),
        }
    }
}

impl Card for Profile {
    const KIND: CardKind = CardKind::Profile;

    fn of(client: &Client) -> &Versioned<Self> {
        &client.profile
    }

    fn settings(&self) -> Vec<(Field, String)> {
        let switches = [
            (Field::ChangeIdentifier, self.change_identifier),
            (Field::PersonalDetails, self.personal_details),
            (Field::Security, self.security),
            (Field::SignOutEverywhere, self.sign_out_everywhere),
            (Field::DeleteAccount, self.delete_account),
        ];
        let switches = switches.into_iter().map(|(field, on)| (field, switch_token(on).to_owned()));
        let detail = |field: &ProfileField| (Field::of_detail(*field), self.details.access(*field).token().to_owned());
        switches.chain(ProfileField::ALL.iter().map(detail)).collect()
    }

    fn take(&mut self, field: Field, from: &Self) {
        match field {
            Field::ChangeIdentifier => self.change_identifier = from.change_identifier,
            Field::PersonalDetails => self.personal_details = from.personal_details,
            Field::Security => self.security = from.security,
            Field::SignOutEverywhere => self.sign_out_everywhere = from.sign_out_everywhere,
            Field::DeleteAccount => self.delete_account = from.delete_account,
            _ => {
                let detail = ProfileField::ALL.iter().find(|detail| Field::of_detail(**detail) == field);
                if let Some(detail) = detail {
                    self.details.take(*detail, &from.details);
                }
            }
        }
    }

    fn broken_rules(&self, client: &Client) -> Vec<Broken> {
        let mut broken = Vec::new();
        if self.personal_details && self.details.with(Access::Hidden).len() == ProfileField::ALL.len() {
            let reason = "Personal Details would be empty. Show at least one field below, or turn it off.";
            broken.push(Broken::here(Field::PersonalDetails, reason));
        }
        if !self.security && client.authentication.card.two_step.policy == TwoStepPolicy::Optional {
            let reason = "Users set up the optional second step here. Keep it, or change two-step verification first.";
            broken.push(Broken::with(CardKind::Authentication, Field::Security, reason.to_owned()));
        }
        broken
    }
}
