//! The Profile card: what users may do about their own account. Sign Out is always among it.

use crate::domain::activity::Field;
use crate::domain::choice::switch_token;

use super::{Card, CardKind, PrimaryIdentifier};

/// The Profile card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Change Email or Change Mobile: users may change their primary identifier.
    pub change_identifier: bool,
    /// Personal Details: users may see and change their name and the like.
    pub personal_details: bool,
    /// Security: users may manage what they sign in with.
    pub security: bool,
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
            (true, "Sign Out"),
        ];
        options.into_iter().filter(|(on, _)| *on).map(|(_, label)| label).collect()
    }
}

impl Default for Profile {
    fn default() -> Self {
        Self { change_identifier: true, personal_details: true, security: true }
    }
}

impl Card for Profile {
    const KIND: CardKind = CardKind::Profile;

    fn settings(&self) -> Vec<(Field, String)> {
        vec![
            (Field::ChangeIdentifier, switch_token(self.change_identifier).to_owned()),
            (Field::PersonalDetails, switch_token(self.personal_details).to_owned()),
            (Field::Security, switch_token(self.security).to_owned()),
        ]
    }
}
